//! Parameters and headers.

use serde_json::{Map, Value, json};

use super::{coerce, content};
use crate::parse::dialect::v2;
use crate::parse::rewriter::Rewriter;
use crate::source::Pointer;

/// Repairs a parameter; `false` means that it is left out, which was reported.
pub(super) fn parameter(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) -> bool {
    let Some(place) = place(rewriter, members, at) else {
        return false;
    };
    members.insert("in".to_owned(), json!(place));
    header(rewriter, members, at);
    let required = members.get("required").and_then(coerce::boolean);
    if place == "path" && required != Some(true) {
        rewriter.warn_parameter(
            "a parameter of the path must be `required: true`",
            "taken as required",
            at,
        );
        members.insert("required".to_owned(), Value::Bool(true));
    }
    style(rewriter, place, members, at);
    without_effect(rewriter, place, members, at);
    true
}

/// A header of a response: the same but for where it stands.
pub(super) fn response_header(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    header(rewriter, members, at);
    if members.get("explode").and_then(coerce::boolean) == Some(true) {
        rewriter.supplement.add_exploded(at);
    }
}

/// Takes out what has no meaning where the parameter stands.
fn without_effect(
    rewriter: &mut Rewriter<'_>,
    place: &str,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let by_content = !members.contains_key("schema") && members.contains_key("content");
    for name in ["style", "explode", "allowReserved", "allowEmptyValue"] {
        let of_query = name == "allowReserved" || name == "allowEmptyValue";
        let why = if of_query && place != "query" {
            format!("of a parameter in `{place}`")
        } else if by_content && name != "allowEmptyValue" {
            "beside `content`".to_owned()
        } else {
            continue;
        };
        let Some(value) = members.shift_remove(name) else {
            continue;
        };
        // What holds anyway asks for nothing.
        let asks = !matches!(coerce::boolean(&value), Some(false)) || name == "explode";
        if asks && !value.is_null() {
            let message = format!("`{name}` {why} has no effect");
            rewriter.not_honoured(message, &at.key(name));
        }
    }
}

/// What parameters and headers have in common: a schema, directly or in a media type.
pub(super) fn header(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    if !members.contains_key("schema") && !members.contains_key("content") {
        let moved = v2::take_schema(members);
        if !moved.is_empty() {
            let schema = at.key("schema");
            for name in moved.keys() {
                rewriter.moved(&at.key(name), &schema.key(name));
            }
            rewriter.warn(
                "keywords of a schema can't stand here directly, as in Swagger 2.0",
                "taken as its `schema`",
                at,
            );
            members.insert("schema".to_owned(), Value::Object(moved));
        }
    }
    let several = |content: &Value| content.as_object().is_some_and(|content| content.len() > 1);
    let none = |content: &Value| content.as_object().is_some_and(Map::is_empty);
    match members.get("content") {
        Some(found) if none(found) => {
            rewriter.left_out("this `content` is empty", &at.key("content"));
            members.shift_remove("content");
        }
        Some(found) if several(found) && !members.contains_key("schema") => {
            rewriter.warn(
                "only one media type can stand here",
                "the first one is taken",
                &at.key("content"),
            );
            if let Some(Value::Object(found)) = members.get_mut("content") {
                let first = std::mem::take(found).into_iter().next();
                found.extend(first);
            }
        }
        _ => {}
    }
    if !members.contains_key("schema") && members.contains_key("content") {
        content::repair(rewriter, members, at);
    }
}

fn place(
    rewriter: &mut Rewriter<'_>,
    members: &Map<String, Value>,
    at: &Pointer,
) -> Option<&'static str> {
    let said = members
        .get("in")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let known = ["path", "query", "header", "cookie"]
        .into_iter()
        .find(|place| place.eq_ignore_ascii_case(said.trim()));
    if let Some(place) = known.filter(|place| *place == said) {
        return Some(place);
    }
    if said == "querystring" {
        rewriter.not_honoured(
            "a parameter that is the whole query string isn't supported",
            &at.key("in"),
        );
        return None;
    }
    let name = members
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let in_path = at
        .tokens()
        .nth(1)
        .is_some_and(|path| path.contains(&format!("{{{name}}}")));
    let guess = if in_path { "path" } else { "query" };
    let place = match said.trim().to_ascii_lowercase().as_str() {
        "headers" => "header",
        "cookies" => "cookie",
        _ => known.unwrap_or(guess),
    };
    let message = if said.is_empty() {
        "this parameter doesn't say where it stands: it has no `in`".to_owned()
    } else {
        format!("`{said}` isn't a place for a parameter")
    };
    rewriter.assumed(message, &json!({"in": place}), at);
    Some(place)
}

/// Each place has styles of its own.
fn style(rewriter: &mut Rewriter<'_>, place: &str, members: &mut Map<String, Value>, at: &Pointer) {
    let Some(style) = members.get("style").and_then(Value::as_str) else {
        return;
    };
    let styles: &[&str] = match place {
        "path" => &["matrix", "label", "simple"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        _ => &["form"],
    };
    if styles.iter().any(|known| known.eq_ignore_ascii_case(style)) {
        return;
    }
    let message = format!("a parameter in `{place}` can't have the style `{style}`");
    let default = styles.last().filter(|_| place == "path").or(styles.first());
    rewriter.assumed(message, &json!(default), &at.key("style"));
    members.shift_remove("style");
}
