//! Names of members that aren't written as the specification has them.

use serde_json::{Map, Value, json};

use crate::parse::rewriter::Rewriter;
use crate::parse::shape::{NameForm, ObjectShape};
use crate::source::Pointer;

/// Takes names that differ from known ones in nothing but case as those.
pub(super) fn respell(
    rewriter: &mut Rewriter<'_>,
    object: &ObjectShape,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let known = |name: &str| object.member(name).is_some();
    let mut renames = Vec::new();
    for name in members.keys().filter(|name| !known(name)) {
        let meant = object
            .members()
            .find(|member| member.name.eq_ignore_ascii_case(name.trim()));
        if let Some(member) = meant.filter(|member| !members.contains_key(member.name)) {
            renames.push((name.clone(), member.name.to_owned()));
        }
    }
    rename(rewriter, members, renames, at);
}

/// Gives members other names, each with a warning.
fn rename(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    renames: Vec<(String, String)>,
    at: &Pointer,
) {
    if renames.is_empty() {
        return;
    }
    let mut renamed = Map::new();
    for (name, value) in std::mem::take(members) {
        let meant = renames.iter().find(|(old, _)| *old == name);
        let Some((_, meant)) = meant.filter(|(_, new)| !renamed.contains_key(new)) else {
            renamed.insert(name, value);
            continue;
        };
        let (from, to) = (at.key(&name), at.key(meant));
        rewriter.moved(&from, &to);
        let message = format!("`{name}` isn't a name that can stand here");
        rewriter.warn_key(message, &format!("taken as `{meant}`"), &to);
        renamed.insert(meant.clone(), value);
    }
    *members = renamed;
}

/// The dialects of schemas that are read as what they are: those of OpenAPI and of JSON Schema
/// 2020-12.
const DIALECTS: [&str; 2] = [
    "https://spec.openapis.org/oas/3.",
    "https://json-schema.org/draft/2020-12/schema",
];

/// The version, in the form that the rooms behind can rely on.
pub(super) fn document(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let dialect = members.get("jsonSchemaDialect").and_then(Value::as_str);
    if dialect.is_some_and(|dialect| !DIALECTS.iter().any(|known| dialect.starts_with(known))) {
        let message = "schemas are read as JSON Schema 2020-12, whatever dialect is declared";
        rewriter.not_honoured(message, &at.key("jsonSchemaDialect"));
    }
    let number = rewriter.version.number();
    members.insert("openapi".to_owned(), json!(number));
}

/// Paths that don't begin with a slash: without one, or as a whole URL.
pub(super) fn paths(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let mut renames = Vec::new();
    for name in members.keys() {
        if let Some(path) = repaired_path(name)
            && !members.contains_key(&path)
        {
            renames.push((name.clone(), path));
        }
    }
    for (name, path) in &renames {
        if let Some(item) = members.get_mut(name) {
            in_query(rewriter, item, (name, path), at);
        }
    }
    rename(rewriter, members, renames, at);
}

/// What a path is taken as that isn't written as one.
pub(in crate::parse) fn repaired_path(name: &str) -> Option<String> {
    let extension = name.starts_with("x-") || name.starts_with('$');
    let query = query_of_parameters(name);
    if extension || (NameForm::Path.fits(name) && query.is_none()) {
        return None;
    }
    let name_alone = query.unwrap_or(name);
    let url = name_alone.split_once("://").map(|(_, rest)| rest);
    let path = match url {
        Some(rest) => rest
            .find('/')
            .and_then(|slash| rest.get(slash..))
            .unwrap_or("/"),
        None => name_alone.trim(),
    };
    Some(if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    })
}

/// The path before a query that is nothing but parameters in braces: those are declared by
/// themselves.
fn query_of_parameters(path: &str) -> Option<&str> {
    let (path, query) = path.split_once('?')?;
    let mut pairs = query.split('&');
    let only_parameters = pairs.all(|pair| {
        let value = pair.split_once('=').map_or(pair, |(_, value)| value);
        value.starts_with('{') && value.ends_with('}')
    });
    only_parameters.then_some(path)
}

/// Parameters that a path names in its query are of the query, whatever they say.
fn in_query(
    rewriter: &mut Rewriter<'_>,
    item: &mut Value,
    (written, path): (&str, &str),
    at: &Pointer,
) {
    let named = |name: &str| {
        let braces = format!("{{{name}}}");
        written.contains(&braces) && !path.contains(&braces)
    };
    let Value::Object(item) = item else {
        return;
    };
    for (owner, members) in item {
        // The parameters of the path item, or those of an operation.
        let (list, place) = match members {
            Value::Array(list) if owner == "parameters" => (list, at.key(written).key(owner)),
            Value::Object(operation) => match operation.get_mut("parameters") {
                Some(Value::Array(list)) => (list, at.key(written).key(owner).key("parameters")),
                _ => continue,
            },
            _ => continue,
        };
        for (index, parameter) in list.iter_mut().enumerate() {
            let Value::Object(parameter) = parameter else {
                continue;
            };
            let text = |name: &str| parameter.get(name).and_then(Value::as_str);
            if text("in") == Some("path") && text("name").is_some_and(named) {
                parameter.insert("in".to_owned(), json!("query"));
                let message = "the path names this parameter in its query";
                rewriter.warn(message, "taken as `query`", &place.index(index).key("in"));
            }
        }
    }
}

/// Statuses that are written oddly, and a response where the responses should be.
pub(super) fn statuses(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let is_response = |name: &String| ["description", "content", "schema"].contains(&name.as_str());
    if !members.is_empty() && members.keys().all(is_response) {
        let message = "this is one response where there should be a status first";
        rewriter.warn_key(message, "taken as the response `default`", at);
        let response = Value::Object(std::mem::take(members));
        members.insert("default".to_owned(), response);
        return;
    }
    let mut renames = Vec::new();
    for name in members.keys() {
        if NameForm::Status.fits(name) || name.starts_with("x-") || name == "default" {
            continue;
        }
        if let Some(meant) = status(name).filter(|meant| !members.contains_key(meant)) {
            renames.push((name.clone(), meant));
        }
    }
    rename(rewriter, members, renames, at);
}

/// The status that a name means: `20X` is `2XX`, and what follows a number explains it.
fn status(name: &str) -> Option<String> {
    let name = name.trim().to_ascii_uppercase();
    if name == "DEFAULT" {
        return Some("default".to_owned());
    }
    let start = name.get(..3)?;
    let rest = name.get(3..)?;
    if rest.starts_with(|character: char| character.is_ascii_alphanumeric()) {
        return None;
    }
    if NameForm::Status.fits(start) {
        return Some(start.to_owned());
    }
    match start.as_bytes() {
        [class @ b'1'..=b'5', b'0', b'X'] => Some(format!("{}XX", char::from(*class))),
        _ => None,
    }
}
