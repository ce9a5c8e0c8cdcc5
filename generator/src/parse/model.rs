//! A repaired value to the model of `openapiv3`.

use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Pointer;

/// The webhooks of a document by their names: the model has no place for them.
type Webhooks = IndexMap<String, PathItem>;

/// Reads the model, and the webhooks beside it. A part that it refuses, after all repairs, is left
/// out with an error.
pub(super) fn read(mut value: Value, diagnostics: &mut Diagnostics) -> Option<(OpenAPI, Webhooks)> {
    let error = match deserialize(&value) {
        Ok(read) => return Some(read),
        Err(error) => error,
    };
    let mut left_out = drop_refused::<PathItem>(&mut value, "/paths", diagnostics);
    left_out |= drop_refused::<PathItem>(&mut value, "/webhooks", diagnostics);
    left_out |= drop_refused::<openapiv3::Schema>(&mut value, "/components/schemas", diagnostics);
    left_out |=
        drop_refused::<openapiv3::Response>(&mut value, "/components/responses", diagnostics);
    left_out |=
        drop_refused::<openapiv3::Parameter>(&mut value, "/components/parameters", diagnostics);
    left_out |= drop_refused::<openapiv3::RequestBody>(
        &mut value,
        "/components/requestBodies",
        diagnostics,
    );
    left_out |= drop_refused::<openapiv3::Header>(&mut value, "/components/headers", diagnostics);
    left_out |= drop_refused::<openapiv3::SecurityScheme>(
        &mut value,
        "/components/securitySchemes",
        diagnostics,
    );
    left_out |=
        drop_refused::<openapiv3::Callback>(&mut value, "/components/callbacks", diagnostics);
    let error = if left_out {
        match deserialize(&value) {
            Ok(read) => return Some(read),
            Err(error) => error,
        }
    } else {
        error
    };
    diagnostics.push(refusal(&error));
    None
}

fn deserialize(value: &Value) -> Result<(OpenAPI, Webhooks), serde_json::Error> {
    let webhooks = match value.get("webhooks") {
        Some(webhooks) => Webhooks::deserialize(webhooks)?,
        None => Webhooks::default(),
    };
    Ok((OpenAPI::deserialize(value)?, webhooks))
}

/// Takes what the model refuses out of a mapping. Says whether there was something.
fn drop_refused<T: DeserializeOwned>(
    value: &mut Value,
    section: &str,
    diagnostics: &mut Diagnostics,
) -> bool {
    let (Some(at), Some(Value::Object(members))) =
        (Pointer::parse(section), value.pointer_mut(section))
    else {
        return false;
    };
    let before = members.len();
    members.retain(|name, member| {
        if name.starts_with("x-") && section == "/paths" || member.get("$ref").is_some() {
            return true;
        }
        match T::deserialize(&*member) {
            Ok(_) => true,
            Err(error) => {
                diagnostics.push(refusal(&error).at_key(&at.key(name), "left out"));
                false
            }
        }
    });
    members.len() < before
}

fn refusal(error: &serde_json::Error) -> Diagnostic {
    let message = format!("this was repaired, but the OpenAPI model refuses it: {error}");
    Diagnostic::error(Code::Internal, message)
}
