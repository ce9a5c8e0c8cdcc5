//! The extensions that say how an operation gives its list in pages: `x-oasmith-pagination`, and those in
//! use, `x-ms-pageable` (AutoRest), `x-speakeasy-pagination` and `x-fern-pagination`.
//!
//! `[document.pagination]` of `oasmith.toml` says the same from outside, and counts more.
//!
//! What they name has to be there. Where it isn't, a warning says so, and names decide as they do where
//! nothing is said.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Kind, Location, PageWay, Paging, Parameter, Payload, Response, SaidPages, TypeRef, Types,
    succeeds,
};
use crate::source::Pointer;
use crate::spec::Extensions;

type Read = fn(&Value) -> Option<Paging>;

const EXTENSIONS: [(&str, Read); 4] = [
    ("x-oasmith-pagination", own),
    ("x-ms-pageable", ms_pageable),
    ("x-speakeasy-pagination", speakeasy),
    ("x-fern-pagination", fern),
];

/// What `oasmith.toml` says, or else the extensions of an operation; the first that is there counts.
pub(super) fn paging(
    (configured, extensions): (Option<&Value>, &Extensions),
    at: &Pointer,
    (parameters, responses): (&[Parameter], &[Response]),
    types: &Types,
    diagnostics: &mut Diagnostics,
) -> Paging {
    let mut found = EXTENSIONS.iter().filter_map(|(name, read)| {
        let value = extensions.get(*name)?;
        Some((*name, at.key(name), read(value)))
    });
    let configured = configured.map(|value| ("pagination", at.clone(), own(value)));
    let Some((name, place, said)) = configured.or_else(|| found.next()) else {
        return Paging::Unsaid;
    };
    let bodies = bodies(responses);
    let said = said.map(|said| whole_name(said, &bodies, types));
    let problem = match &said {
        Some(Paging::Said(said)) => problem(said, parameters, &bodies, types),
        Some(_) => None,
        None => Some(format!("`{name}` isn't understood")),
    };
    match (said, problem) {
        (Some(Paging::Said(said)), None) => Paging::Said(SaidPages { at: place, ..said }),
        (Some(said), None) => said,
        (_, problem) => {
            let message = problem.unwrap_or_default();
            let warning = Diagnostic::warning(Code::Shape, message);
            let help =
                "name a parameter of the operation, and members of its success by their path";
            diagnostics.push(warning.at(&place, "passed over").help(help));
            Paging::Unsaid
        }
    }
}

/// What is named and isn't there.
fn problem(
    said: &SaidPages,
    parameters: &[Parameter],
    bodies: &[TypeRef],
    types: &Types,
) -> Option<String> {
    let (parameter, next) = match &said.way {
        PageWay::Number { parameter, .. } | PageWay::Offset { parameter, .. } => {
            (Some(parameter), None)
        }
        PageWay::Cursor { parameter, next } => (Some(parameter), Some(next)),
        PageWay::CursorOfHeader { parameter, .. } => (Some(parameter), None),
        PageWay::Url(next) => (None, Some(next)),
        PageWay::Link => (None, None),
    };
    let is_sent = |found: &Parameter, name: &str| {
        found.name == name && matches!(found.location, Location::Query | Location::Header)
    };
    if let Some(name) = parameter
        && !parameters.iter().any(|found| is_sent(found, name))
    {
        return Some(format!(
            "there is no parameter `{name}` in query or headers"
        ));
    }
    let mut paths = next.into_iter().chain(&said.items);
    let missing = paths.find(|path| !bodies.iter().any(|body| leads(types, *body, path)))?;
    Some(format!("a success has no `{}`", missing.join("/")))
}

/// The JSON of the successes.
fn bodies(responses: &[Response]) -> Vec<TypeRef> {
    let successes = responses.iter();
    let successes = successes.filter(|response| succeeds(response.status, responses));
    let contents = successes.flat_map(|response| &response.contents);
    let bodies = contents.filter_map(|content| match content.payload {
        Payload::Json(kind) => Some(kind),
        _ => None,
    });
    bodies.collect()
}

/// Takes what looks like a path as one name where a success has a member of that name, such as
/// `@odata.nextLink`.
fn whole_name(said: Paging, bodies: &[TypeRef], types: &Types) -> Paging {
    let Paging::Said(mut said) = said else {
        return said;
    };
    if let PageWay::Url(path) = &mut said.way {
        let whole = vec![path.join(".")];
        if bodies.iter().any(|body| leads(types, *body, &whole)) {
            *path = whole;
        }
    }
    Paging::Said(said)
}

/// Whether the members of a path are there.
fn leads(types: &Types, from: TypeRef, path: &[String]) -> bool {
    let Some((name, rest)) = path.split_first() else {
        return true;
    };
    let Kind::Object(object) = &types.get(types.unalias(from).id).kind else {
        return false;
    };
    let mut properties = object.properties.iter();
    let found = properties.find(|property| property.name == *name);
    found.is_some_and(|property| leads(types, property.kind, rest))
}

fn said(way: PageWay, items: Option<Vec<String>>) -> Option<Paging> {
    let at = Pointer::root();
    Some(Paging::Said(SaidPages { way, items, at }))
}

fn text(value: &Value, member: &str) -> Option<String> {
    value.get(member)?.as_str().map(str::to_owned)
}

/// `false`, or an object with one of `page`, `offset`, `cursor`, `url` and `link`.
fn own(value: &Value) -> Option<Paging> {
    if *value == Value::Bool(false) {
        return Some(Paging::None);
    }
    let path = |member| text(value, member).map(|path| pointer(&path));
    let first = value.get("first").and_then(Value::as_i64);
    let way = if let Some(parameter) = text(value, "page") {
        PageWay::Number { parameter, first }
    } else if let Some(parameter) = text(value, "offset") {
        PageWay::Offset { parameter, first }
    } else if let Some(parameter) = text(value, "cursor") {
        match (path("next"), text(value, "nextHeader")) {
            (Some(next), None) => PageWay::Cursor { parameter, next },
            (None, Some(header)) => PageWay::CursorOfHeader { parameter, header },
            _ => return None,
        }
    } else if let Some(url) = path("url") {
        PageWay::Url(url)
    } else if value.get("link") == Some(&Value::Bool(true)) {
        PageWay::Link
    } else {
        return None;
    };
    said(way, path("items"))
}

/// The members that a JSON Pointer (RFC 6901) names.
fn pointer(text: &str) -> Vec<String> {
    let names = text.split('/').skip(usize::from(text.starts_with('/')));
    let names = names.filter(|name| !name.is_empty());
    let unescaped = names.map(|name| name.replace("~1", "/").replace("~0", "~"));
    unescaped.collect()
}

/// `nextLinkName` and `itemName` of AutoRest; without a name for the link there is a single page.
fn ms_pageable(value: &Value) -> Option<Paging> {
    let items = text(value, "itemName").unwrap_or_else(|| "value".to_owned());
    match value.get("nextLinkName")? {
        Value::Null => Some(Paging::None),
        Value::String(link) => said(PageWay::Url(dotted(link)), Some(vec![items])),
        _ => None,
    }
}

/// `type`, `inputs` and `outputs` of Speakeasy.
fn speakeasy(value: &Value) -> Option<Paging> {
    let input = |kind: &str| {
        let inputs = value.get("inputs")?.as_array()?;
        let found = inputs.iter().find(|input| {
            let is_parameter = input.get("in").is_none_or(|place| place == "parameters");
            is_parameter && input.get("type").is_some_and(|found| found == kind)
        });
        text(found?, "name")
    };
    let output = |member: &str| text(value.get("outputs")?, member);
    let way = match value.get("type")?.as_str()? {
        "offsetLimit" => match (input("page"), input("offset")) {
            (Some(parameter), _) => PageWay::Number {
                parameter,
                first: None,
            },
            (None, Some(parameter)) => PageWay::Offset {
                parameter,
                first: None,
            },
            (None, None) => return None,
        },
        "cursor" => PageWay::Cursor {
            parameter: input("cursor")?,
            next: json_path(&output("nextCursor")?)?,
        },
        "url" => PageWay::Url(json_path(&output("nextUrl")?)?),
        _ => return None,
    };
    said(way, output("results").and_then(|path| json_path(&path)))
}

/// `offset`, or `cursor` and `next_cursor`, and `results` of Fern.
fn fern(value: &Value) -> Option<Paging> {
    let request = |member| {
        text(value, member)?
            .strip_prefix("$request.")
            .map(str::to_owned)
    };
    let response = |member| {
        let path = text(value, member)?;
        path.strip_prefix("$response").map(dotted)
    };
    let way = match (request("cursor"), request("offset")) {
        (Some(parameter), _) => PageWay::Cursor {
            parameter,
            next: response("next_cursor")?,
        },
        // With a step it counts items, without one pages.
        (None, Some(parameter)) if value.get("step").is_some() => PageWay::Offset {
            parameter,
            first: None,
        },
        (None, Some(parameter)) => PageWay::Number {
            parameter,
            first: None,
        },
        (None, None) => return None,
    };
    said(way, response("results"))
}

fn dotted(path: &str) -> Vec<String> {
    let names = path.split('.').filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// The members that a JSONPath names, if it does no more, such as `$.meta.next`.
fn json_path(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('$')?;
    (!path.contains(['[', '*', '?'])).then(|| dotted(path))
}
