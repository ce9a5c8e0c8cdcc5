//! What a server's method was given.

use serde_json::{Map, Value};

use super::super::route::Route;
use super::super::suite::Call;
use super::super::{client, wire};
use super::{form, response, same_json};
use crate::values::compare;

/// Whether a method was given what the scenario sends.
pub(in super::super) fn check(route: &Route<'_>, call: &Call, seen: &Value) -> Result<(), String> {
    if seen.is_null() {
        return Err("no method is called".to_owned());
    }
    if let Some(fault) = seen.get("fault").and_then(Value::as_str) {
        return Err(fault.to_owned());
    }
    let wanted = wire::parameters(route, call);
    let parameters = seen.get("parameters").and_then(Value::as_object);
    for (position, found) in parameters.into_iter().flatten() {
        let position: usize = position.parse().unwrap_or(usize::MAX);
        let Some(parameter) = route.op.ir.parameters.get(position) else {
            continue;
        };
        let came = match wanted.get(&position) {
            Some(wanted) => same_json(wanted, found),
            // What is left out is the default.
            None if found.is_null() || parameter.default.is_some() => Ok(()),
            None => Err(format!("is {}", compare::short(found))),
        };
        came.map_err(|why| format!("reads the parameter `{}` wrongly: {why}", parameter.name))?;
    }
    check_principal(route, call, seen)?;
    let found = seen.get("body").cloned().unwrap_or_default();
    match (&call.request.body, &found) {
        (None, Value::Null) => Ok(()),
        (None, found) => Err(format!("reads a body: {}", compare::short(found))),
        (Some(_), Value::Null) => Err("reads no body".to_owned()),
        (Some(body), found) => match found.get("form").and_then(Value::as_object) {
            Some(parts) => form::check_decoded(body, parts),
            None => response::check_read(body, found),
        },
    }
}

fn check_principal(route: &Route<'_>, call: &Call, seen: &Value) -> Result<(), String> {
    let found = seen.get("principal").and_then(Value::as_object).cloned();
    let found = found.unwrap_or_default();
    let proofs = client::proofs(&route.model.view.schemes, call);
    let wanted: Map<String, Value> = proofs
        .map(|(field, proof)| (field.to_owned(), proof.into()))
        .collect();
    // An open operation looks at no credentials.
    let is_open = route.op.view.security.alternatives().is_empty();
    match is_open || wanted == found {
        true => Ok(()),
        false => Err("reads other credentials".to_owned()),
    }
}
