//! The calls of a document's client, as the Rust source of a crate.

mod outcome;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oasmith::ir::{KeyLocation, SecurityKind};
use oasmith::view::{
    BodyCodec, BodyKind, BodyVariant, BodyView, CodecKind, PartCodec, PartView, RustType,
    SchemeView, ServerBase, ServerView, UrlPart,
};
use serde_json::Value;

use super::http::essence;
use super::model::Model;
use super::route::Route;
use super::run::Try;
use super::suite::{Body, Call, File};
use super::{judge, rust, wire};

/// The crate of a document's calls, each with its number: `lib.rs`.
pub(super) fn source(model: &Model, calls: &[&Try<'_>]) -> String {
    let library = format!("{}_client", model.document.name.replace('-', "_"));
    let mut text = format!(
        "//! Calls of an emitted client, each as a user would write it.\n\
         #![allow(unused)]\n\n\
         use {library} as api;\n\
         use api::types;\n\
         use driver::{{Fault, Running, Value, serde_json}};\n\n\
         /// The call of a number.\n\
         pub fn call(number: usize, base: String) -> Option<Running> {{\n    Some(match number {{\n"
    );
    // Writing to a string doesn't fail.
    for Try { number, .. } in calls {
        let _ = writeln!(text, "        {number} => Box::pin(call_{number}(base)),");
    }
    text.push_str("        _ => return None,\n    })\n}\n");
    for Try { number, source, .. } in calls {
        let _ = write!(
            text,
            "\nasync fn call_{number}(base: String) -> Result<Value, Fault> {{\n{source}}}\n"
        );
    }
    text
}

/// The body of the function that makes a call; or why there is no such call.
pub(super) fn call(route: &Route<'_>, call: &Call) -> Result<String, String> {
    let (mut text, request) = request(route, call)?;
    let _ = writeln!(text, "    let reply = {request}.send().await;");
    text.push_str(&outcome::source(route));
    Ok(text)
}

/// The same for a list that comes in pages, the first of which the call asks for: first the responses, then
/// the items.
pub(super) fn pages(route: &Route<'_>, call: &Call) -> Result<String, String> {
    let (mut text, request) = request(route, call)?;
    let _ = write!(
        text,
        "    let mut pages = {request}.pages();\n    let mut all = Vec::new();\n    \
         while let (Some(reply), true) = (pages.next().await, all.len() < driver::MOST_PAGES) {{\n    \
         let page: Result<Value, Fault> = async {{\n{}    }}.await;\n    \
         all.push(page.unwrap_or_else(|fault| driver::fault(&fault)));\n    }}\n    \
         let mut items = {request}.items();\n    let mut each = Vec::new();\n    \
         while let (Some(Ok(item)), true) = (items.next().await, each.len() < driver::MOST_ITEMS) {{\n    \
         each.push(driver::plain(&item)?);\n    }}\n    \
         Ok(driver::pages(all, each))\n",
        outcome::source(route)
    );
    Ok(text)
}

/// The client, and the request that is made with it.
fn request(route: &Route<'_>, call: &Call) -> Result<(String, String), String> {
    let operation = route.op.view;
    let values = wire::parameters(route, call);
    let mut arguments = Vec::new();
    let mut setters = String::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let value = values.get(&index);
        if parameter.constant.is_some() {
            continue;
        }
        let value = value.map(|value| rust::argument(parameter.argument, &parameter.kind, value));
        match (value, parameter.required) {
            (Some(value), true) => arguments.push(value),
            (Some(value), false) => {
                let _ = write!(setters, ".{}({value})", parameter.name);
            }
            (None, true) => {
                return Err(format!(
                    "the scenario has no value for `{}`",
                    parameter.wire
                ));
            }
            (None, false) => {}
        }
    }
    match (&call.request.body, &operation.body) {
        (Some(given), Some(body)) => {
            let value = body_argument(route, body, given)?;
            if body.required {
                arguments.push(value);
            } else {
                let _ = write!(setters, ".body({value})");
            }
        }
        (Some(_), None) => return Err("the document has no body for it".to_owned()),
        (None, Some(body)) if body.required => {
            return Err("the scenario has no body where the document requires one".to_owned());
        }
        (None, _) => {}
    }
    setters.push_str(&accept(route, call));
    let client = format!(
        "    let base = {};\n    let client = api::Client::builder(base){}.build()?;\n",
        base(route),
        credentials(&route.model.view.schemes, call),
    );
    let request = format!(
        "client.{}().{}({}){setters}",
        route.op.tag.method,
        operation.method,
        arguments.join(", "),
    );
    Ok((client, request))
}

/// What chooses among the media types of the answer, where the call does.
fn accept(route: &Route<'_>, call: &Call) -> String {
    let operation = route.op.view;
    let (Some(accept), Some(wanted)) = (
        &operation.accept,
        call.request.headers().get("accept").cloned(),
    ) else {
        return String::new();
    };
    let mut variants = accept.variants.iter();
    match variants.find(|(_, media_type)| *media_type == wanted) {
        Some((variant, _)) => format!(
            ".accept(api::{}::{}::{variant})",
            route.op.tag.module, operation.types.accept
        ),
        None => String::new(),
    }
}

/// The base URL: that of the document's server at the origin `base`.
fn base(route: &Route<'_>) -> String {
    match route.model.view.servers.first() {
        Some(server) if !server.variables.is_empty() && route.op.ir.servers.is_empty() => {
            server_call(server, &route.variables)
        }
        _ if route.prefix.is_empty() => "base".to_owned(),
        _ => format!("format!(\"{{base}}{}\")", route.prefix.escape_default()),
    }
}

/// A call of the function that gives a server's URL.
fn server_call(server: &ServerView, values: &BTreeMap<usize, String>) -> String {
    let mut arguments = Vec::new();
    if server.base == ServerBase::Path {
        arguments.push("&base".to_owned());
    }
    for (index, variable) in server.variables.iter().enumerate() {
        let value = values.get(&index).unwrap_or(&variable.default);
        let argument = match &variable.values {
            // A variable that the URL begins with stands for the origin.
            None if is_first(server, index) => "&base".to_owned(),
            None => rust::text(value),
            Some((name, variants)) => {
                let variant = variants.iter().find(|(_, known)| known == value);
                let variant = variant.map_or("Unknown", |(variant, _)| variant);
                format!("api::servers::{name}::{variant}")
            }
        };
        arguments.push(argument);
    }
    format!(
        "api::servers::{}({})",
        server.function,
        arguments.join(", ")
    )
}

/// Whether the URL of a server begins with a variable.
fn is_first(server: &ServerView, variable: usize) -> bool {
    matches!(server.parts.first(), Some(UrlPart::Variable(first, _)) if *first == variable)
}

/// The credentials of a call, by the fields of their schemes.
pub(super) fn proofs<'a>(
    schemes: &'a [SchemeView],
    call: &Call,
) -> impl Iterator<Item = (&'a str, String)> {
    let headers = call.request.headers();
    let query = call.request.query.clone();
    schemes.iter().filter_map(move |scheme| {
        let behind = |name: &str| {
            let value = headers.get("authorization")?;
            let (scheme, value) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case(name).then(|| value.to_owned())
        };
        let proof = match &scheme.kind {
            SecurityKind::Bearer => behind("bearer"),
            SecurityKind::Http(name) => behind(name),
            SecurityKind::Basic | SecurityKind::Certificate => None,
            SecurityKind::Key(KeyLocation::Header, name) => {
                headers.get(&name.to_ascii_lowercase()).cloned()
            }
            SecurityKind::Key(KeyLocation::Query, name) => query.get(name).map(super::suite::text),
            SecurityKind::Key(KeyLocation::Cookie, _) => None,
        };
        Some((scheme.field.as_str(), proof?))
    })
}

fn credentials(schemes: &[SchemeView], call: &Call) -> String {
    let setters = proofs(schemes, call);
    setters
        .map(|(field, proof)| format!(".{field}({})", rust::text(&proof)))
        .collect()
}

/// The variant of a body that a media type is for, and how it is written then.
pub(super) fn variant<'a>(
    body: &'a BodyView,
    given: &Body,
) -> Option<(&'a BodyVariant, &'a BodyCodec)> {
    let wanted = essence(given.content_type());
    let exact = body.codecs().find(|(_, codec)| {
        let mut types = codec.media_types.iter();
        types.any(|media_type| essence(media_type) == wanted)
    });
    exact.or_else(|| body.codecs().next())
}

fn body_argument(route: &Route<'_>, body: &BodyView, given: &Body) -> Result<String, String> {
    let (variant, codec) = variant(body, given).ok_or("the document has no body for it")?;
    let is_text = matches!(codec.kind, CodecKind::Text);
    let module = &route.op.tag.module;
    let is_choice = body.codecs().count() > 1;
    let argument = match &variant.kind {
        BodyKind::Value(kind) if is_choice => rust::value(kind, &rust::json(given, is_text)),
        BodyKind::Value(kind) => {
            rust::argument(variant.argument, kind, &rust::json(given, is_text))
        }
        BodyKind::Lines(kind) => {
            let text = String::from_utf8_lossy(&given.bytes()).into_owned();
            let values = judge::lines(&text);
            let values = values.as_array().into_iter().flatten();
            let values: Vec<String> = values.map(|value| rust::value(kind, value)).collect();
            format!(
                "api::JsonLinesUpload::from_iter(vec![{}])",
                values.join(", ")
            )
        }
        BodyKind::Binary => {
            let bytes = rust::bytes(&given.bytes());
            let media_type = given.content_type();
            match codec.media_types.iter().any(|range| range.contains('*')) {
                // The method can't know which of a range it is.
                true => format!(
                    "api::Upload::bytes({bytes}).content_type({})",
                    rust::text(media_type)
                ),
                false if is_choice => format!("api::Upload::bytes({bytes})"),
                false => bytes,
            }
        }
        BodyKind::Multipart(form) => format!(
            "api::{module}::{} {{ {} }}",
            form.name,
            fields(&form.parts, given)?.join(", ")
        ),
    };
    if is_choice {
        return Ok(format!(
            "api::{module}::{}::{}({argument})",
            body.name, codec.name
        ));
    }
    Ok(argument)
}

/// The fields of a form.
fn fields(parts: &[PartView], given: &Body) -> Result<Vec<String>, String> {
    let fields = parts.iter().map(|part| {
        let values = match &part.kind {
            None => files(given, part)
                .map(|file| upload(file, part))
                .collect::<Vec<_>>(),
            Some(kind) => part_values(given, part)?
                .iter()
                .map(|value| rust::value(kind, value))
                .collect(),
        };
        let value = match (part.list, part.required, values.as_slice()) {
            (true, _, values) => format!("vec![{}]", values.join(", ")),
            (false, true, [value]) => value.clone(),
            (false, false, []) => "None".to_owned(),
            (false, false, [value]) => format!("Some({value})"),
            _ => return Err(format!("the scenario has no one part `{}`", part.wire)),
        };
        Ok(format!("{}: {value}", part.name))
    });
    fields.collect()
}

/// The files of a part.
pub(super) fn files<'a>(given: &'a Body, part: &PartView) -> impl Iterator<Item = &'a File> {
    let files = given.files.iter().flatten();
    files.filter(move |file| file.field == part.wire)
}

/// The values of a part that isn't a file.
pub(super) fn part_values(given: &Body, part: &PartView) -> Result<Vec<Value>, String> {
    if files(given, part).next().is_some() {
        return Err(format!(
            "`{}` is a file, and the document has no file there",
            part.wire
        ));
    }
    let values = match given.parts.get(&part.wire) {
        None => Vec::new(),
        Some(Value::Array(items)) if part.list => items.clone(),
        Some(value) => vec![value.clone()],
    };
    // The suite says the number for a text of digits.
    let is_text = part.kind == Some(RustType::String) && part.codec == PartCodec::Text;
    let values = values.into_iter().map(|value| match is_text {
        true => super::suite::text(&value).into(),
        false => value,
    });
    Ok(values.collect())
}

fn upload(file: &File, part: &PartView) -> String {
    let mut text = format!(
        "api::FilePart::bytes({}).file_name({})",
        rust::bytes(&file.bytes()),
        rust::text(&file.name)
    );
    // What the document says, or any client sends, nobody writes.
    let usual = part.content_type.as_deref();
    if usual.unwrap_or("application/octet-stream") != file.media_type {
        let _ = write!(text, ".content_type({})", rust::text(&file.media_type));
    }
    text
}
