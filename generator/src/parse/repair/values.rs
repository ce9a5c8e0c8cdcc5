//! Values in schemas: those of an `enum`, and defaults.

use serde_json::{Map, Value};

use super::{Repairer, coerce, shown};
use crate::source::Pointer;

/// Makes the values ones that the schema allows, or leaves them out.
pub(super) fn repair(repairer: &mut Repairer<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let kind = members
        .get("type")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if let Some(kind) = &kind {
        enumeration(repairer, kind, members, at);
    }
    let Some(default) = members.get("default") else {
        return;
    };
    if default.is_null() {
        members.insert("x-oasmith-null-default".to_owned(), Value::Bool(true));
        return;
    }
    let place = at.key("default");
    let Some(fitting) = fit(kind.as_deref(), members.get("format"), default) else {
        let message = format!(
            "the default {} isn't a value that the schema allows",
            shown(default)
        );
        repairer.left_out(message, &place);
        members.shift_remove("default");
        return;
    };
    if !coerce::same(&fitting, default) {
        let message = format!("the default {} isn't of the schema's type", shown(default));
        repairer.assumed(message, &fitting, &place);
    }
    let allowed = members.get("enum").and_then(Value::as_array);
    if allowed.is_some_and(|allowed| {
        !allowed
            .iter()
            .any(|allowed| coerce::same(allowed, &fitting))
    }) {
        let message = format!(
            "the default {} isn't one of the values of `enum`",
            shown(&fitting)
        );
        repairer.left_out(message, &place);
        members.shift_remove("default");
        return;
    }
    members.insert("default".to_owned(), fitting);
}

fn enumeration(
    repairer: &mut Repairer<'_>,
    kind: &str,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let Some(Value::Array(values)) = members.get_mut("enum") else {
        return;
    };
    let place = at.key("enum");
    let mut kept = Vec::new();
    for (index, value) in std::mem::take(values).into_iter().enumerate() {
        let from = place.index(index);
        let to = place.index(kept.len());
        let fitting = if value.is_null() || kind == "integer" && coerce::is_whole(&value) {
            Some(value.clone())
        } else {
            fit(Some(kind), None, &value)
        };
        let Some(fitting) = fitting else {
            let message = format!("{} in this `enum` isn't of type `{kind}`", shown(&value));
            repairer.left_out(message, &from);
            continue;
        };
        if !coerce::same(&fitting, &value) {
            let message = format!("{} in this `enum` isn't of type `{kind}`", shown(&value));
            repairer.assumed(message, &fitting, &from);
        }
        if from != to {
            repairer.origins.moved(&from, &to);
        }
        kept.push(fitting);
    }
    if kept.is_empty() {
        members.shift_remove("enum");
    } else {
        *values = kept;
    }
}

/// A value as one of a type: the same where it is one, and none where it can't be taken as one.
fn fit(kind: Option<&str>, format: Option<&Value>, value: &Value) -> Option<Value> {
    let scalar = !value.is_array() && !value.is_object();
    match kind {
        Some("string") if scalar => coerce::text(value).map(Value::String),
        Some("integer") if scalar => {
            let number = coerce::integer(value)?;
            let small = format.and_then(Value::as_str) == Some("int32");
            let fits = match number.as_i64() {
                Some(number) => !small || i32::try_from(number).is_ok(),
                // Beyond those there are the upper ones of `uint64`.
                None => !small,
            };
            fits.then_some(Value::Number(number))
        }
        Some("number") if scalar => coerce::number(value).map(Value::Number),
        Some("boolean") if scalar => coerce::boolean(value).map(Value::Bool),
        Some("array") if scalar && !value.is_null() => Some(Value::Array(vec![value.clone()])),
        Some("array") => value.is_array().then(|| value.clone()),
        Some("object") => value.is_object().then(|| value.clone()),
        Some("string" | "integer" | "number" | "boolean") => None,
        _ => Some(value.clone()),
    }
}
