//! Paths as a whole: parameters that are declared again, and the ids of all operations.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::Repairer;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Pointer;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];
/// References that lead from one parameter to the next.
const MAX_STEPS: usize = 32;

/// The name and the place of a parameter.
type Identity = (String, String);

pub(super) fn repair(repairer: &mut Repairer<'_>, document: &mut Value) {
    let shared = document.pointer("/components/parameters").cloned();
    let shared = shared.unwrap_or_default();
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    let root = Pointer::root().key("paths");
    for (path, item) in paths.iter_mut() {
        if let Value::Object(item) = item {
            self::path(repairer, item, &shared, &root.key(path));
        }
    }
    operation_ids(repairer, paths, &root);
}

fn path(repairer: &mut Repairer<'_>, item: &mut Map<String, Value>, shared: &Value, at: &Pointer) {
    parameters(repairer, item, shared, at);
    for method in METHODS {
        if let Some(Value::Object(operation)) = item.get_mut(method) {
            parameters(repairer, operation, shared, &at.key(method));
        }
    }
}

/// Leaves out the parameters that are declared again.
fn parameters(
    repairer: &mut Repairer<'_>,
    owner: &mut Map<String, Value>,
    shared: &Value,
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
    let mut kept = Vec::new();
    for (index, parameter) in std::mem::take(list).into_iter().enumerate() {
        let from = at.index(index);
        if let Some(Some(identity)) = identities.get(index)
            && last.get(identity) != Some(&index)
        {
            let message = format!("the parameter `{}` is declared twice", identity.0);
            repairer.warn_parameter(message, "left out: the last one counts", &from);
            continue;
        }
        let to = at.index(kept.len());
        if from != to {
            repairer.origins.moved(&from, &to);
        }
        kept.push(parameter);
    }
    *list = kept;
}

fn identity(parameter: &Value, shared: &Value) -> Option<Identity> {
    let mut parameter = parameter;
    for _ in 0..MAX_STEPS {
        let Some(reference) = parameter.get("$ref").and_then(Value::as_str) else {
            let text = |name: &str| parameter.get(name)?.as_str().map(str::to_owned);
            return Some((text("name")?, text("in")?));
        };
        let name = reference.strip_prefix("#/components/parameters/")?;
        let name = name.replace("~1", "/").replace("~0", "~");
        parameter = shared.get(&name)?;
    }
    None
}

/// Numbers the operations that have the id of an earlier one.
fn operation_ids(repairer: &mut Repairer<'_>, paths: &mut Map<String, Value>, root: &Pointer) {
    let mut all = HashSet::new();
    let mut repeated = Vec::new();
    for (path, item) in paths.iter() {
        for method in METHODS {
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
        repairer.push(warning.at(&place, format!("taken as `{numbered}`")));
        if let Some(operation) = paths.get_mut(&path).and_then(|item| item.get_mut(method))
            && let Some(operation) = operation.as_object_mut()
        {
            operation.insert("operationId".to_owned(), Value::String(numbered));
        }
    }
}
