//! The path items of a document, wherever they stand.

use serde_json::{Map, Value};

use crate::method::Method;
use crate::source::Pointer;

/// Visits each path item: those of `paths` and `webhooks`, those of callbacks among the components,
/// and each time those of the callbacks of its operations behind it. References were replaced by
/// what they lead to, but for those to callbacks.
pub(super) fn visit(
    document: &mut Value,
    visit: &mut impl FnMut(&mut Map<String, Value>, &Pointer),
) {
    let root = Pointer::root();
    for section in ["paths", "webhooks"] {
        let items = document.get_mut(section);
        mapping(items, &root.key(section), visit);
    }
    let callbacks = root.key("components").key("callbacks");
    self::callbacks(document.pointer_mut(callbacks.as_str()), &callbacks, visit);
}

/// Visits the path items of a mapping, and those within them.
fn mapping(
    items: Option<&mut Value>,
    at: &Pointer,
    visit: &mut impl FnMut(&mut Map<String, Value>, &Pointer),
) {
    for (name, item) in members(items) {
        let Value::Object(item) = item else {
            continue;
        };
        let at = at.key(name);
        visit(item, &at);
        for method in Method::members() {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                let at = at.key(method).key("callbacks");
                callbacks(operation.get_mut("callbacks"), &at, visit);
            }
        }
    }
}

/// Visits the path items of each callback of a mapping.
fn callbacks(
    callbacks: Option<&mut Value>,
    at: &Pointer,
    visit: &mut impl FnMut(&mut Map<String, Value>, &Pointer),
) {
    for (name, callback) in members(callbacks) {
        if callback.get("$ref").is_none() {
            mapping(Some(callback), &at.key(name), visit);
        }
    }
}

fn members(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value.and_then(Value::as_object_mut).into_iter().flatten()
}
