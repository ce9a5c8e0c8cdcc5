//! Path items and operations, each alone and all together.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic};
use crate::method::Method;
use crate::parse::path_items;
use crate::parse::rewriter::Rewriter;
use crate::parse::version::Version;
use crate::source::Pointer;

/// Methods that have no place in a path item.
const WITHOUT_MEMBER: [&str; 3] = ["connect", "link", "unlink"];

/// Reports methods that OpenAPI has no member for: their operations would be lost.
pub(super) fn path_item(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    for method in WITHOUT_MEMBER {
        if members.shift_remove(method).is_some() {
            let message = format!("there is no operation for the method `{method}` in OpenAPI");
            rewriter.warn_key(message, "left out", &at.key(method));
        }
    }
}

/// An operation without responses has one that says nothing.
pub(super) fn operation(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let responses = members.get("responses");
    if responses.is_some_and(|responses| !responses.is_null()) {
        return;
    }
    if rewriter.version < Version::V31 {
        rewriter.warn_key(
            "this operation has no `responses`",
            "taken as: any status, without a body",
            at,
        );
    }
    members.insert("responses".to_owned(), anything());
}

/// Takes out the callbacks that are references: the model of OpenAPI 3.0 has no place for them.
pub(super) fn callbacks(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let Some(Value::Object(callbacks)) = members.get_mut("callbacks") else {
        return;
    };
    callbacks.retain(|name, callback| {
        let target = callback.get("$ref").and_then(Value::as_str);
        if let Some(target) = target {
            rewriter.supplement.add_callback(at, name, target);
        }
        target.is_none()
    });
}

/// Empty responses are the same as none.
pub(super) fn responses(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    if members.keys().any(|name| !name.starts_with("x-")) {
        return;
    }
    rewriter.warn_key(
        "there is no response here",
        "taken as: any status, without a body",
        at,
    );
    if let Value::Object(anything) = anything() {
        members.extend(anything);
    }
}

fn anything() -> Value {
    json!({"default": {"description": ""}})
}

/// References that lead from one parameter to the next.
const MAX_STEPS: usize = 32;

/// The name and the place of a parameter.
type Identity = (String, String);

/// Repairs all path items once each is repaired: parameters that are declared again, and the ids of
/// operations that others have.
pub(super) fn path_items(rewriter: &mut Rewriter<'_>, document: &mut Value) {
    const SHARED: &str = "/components/parameters";
    // Taken out for the time being: it is looked at while the rest is changed.
    let shared = document.pointer_mut(SHARED).map(Value::take);
    path_items::visit(document, &mut |item, at| {
        let shared = shared.as_ref();
        parameters(rewriter, item, shared, at);
        for method in Method::members() {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                parameters(rewriter, operation, shared, &at.key(method));
            }
        }
    });
    if let (Some(place), Some(shared)) = (document.pointer_mut(SHARED), shared) {
        *place = shared;
    }
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        operation_ids(rewriter, paths, &Pointer::root().key("paths"));
    }
}

/// Leaves out the parameters that are declared again.
fn parameters(
    rewriter: &mut Rewriter<'_>,
    owner: &mut Map<String, Value>,
    shared: Option<&Value>,
    at: &Pointer,
) {
    let Some(Value::Array(list)) = owner.get_mut("parameters") else {
        return;
    };
    let at = at.key("parameters");
    let identities: Vec<Option<Identity>> = list
        .iter()
        .map(|parameter| identity(parameter, shared))
        .collect();
    let mut last = HashMap::new();
    for (index, identity) in identities.iter().enumerate() {
        if let Some(identity) = identity {
            last.insert(identity.clone(), index);
        }
    }
    let mut identities = identities.iter().enumerate();
    rewriter.retain(list, &at, |rewriter, _, at| {
        let Some((index, Some(identity))) = identities.next() else {
            return true;
        };
        let counts = last.get(identity) == Some(&index);
        if !counts {
            let message = format!("the parameter `{}` is declared twice", identity.0);
            rewriter.warn_parameter(message, "left out: the last one counts", at);
        }
        counts
    });
}

fn identity(parameter: &Value, shared: Option<&Value>) -> Option<Identity> {
    let mut parameter = parameter;
    for _ in 0..MAX_STEPS {
        let Some(reference) = parameter.get("$ref").and_then(Value::as_str) else {
            let text = |name: &str| parameter.get(name)?.as_str().map(str::to_owned);
            return Some((text("name")?, text("in")?));
        };
        let name = reference.strip_prefix("#/components/parameters/")?;
        let name = name.replace("~1", "/").replace("~0", "~");
        parameter = shared?.get(&name)?;
    }
    None
}

/// Numbers the operations that have the id of an earlier one.
pub(in crate::parse) fn operation_ids(
    rewriter: &mut Rewriter<'_>,
    paths: &mut Map<String, Value>,
    root: &Pointer,
) {
    let mut all = HashSet::new();
    let mut repeated = Vec::new();
    for (path, item) in paths.iter() {
        for method in Method::members() {
            let id = item
                .get(method)
                .and_then(|operation| operation.get("operationId"));
            if let Some(id) = id.and_then(Value::as_str).map(str::trim)
                && !id.is_empty()
                && !all.insert(id.to_owned())
            {
                repeated.push((path.clone(), method, id.to_owned()));
            }
        }
    }
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for (path, method, id) in repeated {
        let number = numbers.entry(id.clone()).or_insert(1);
        let numbered = loop {
            *number += 1;
            let numbered = format!("{id}_{number}");
            if all.insert(numbered.clone()) {
                break numbered;
            }
        };
        let place = root.key(&path).key(method).key("operationId");
        let message = format!("two operations have the `operationId` `{id}`");
        let warning = Diagnostic::warning(Code::Conflict, message);
        rewriter.push(warning.at(&place, format!("taken as `{numbered}`")));
        if let Some(operation) = paths.get_mut(&path).and_then(|item| item.get_mut(method))
            && let Some(operation) = operation.as_object_mut()
        {
            operation.insert("operationId".to_owned(), Value::String(numbered));
        }
    }
}
