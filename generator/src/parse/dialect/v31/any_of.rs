//! One schema of several, of which a value satisfies any.

use serde_json::{Value, json};

use crate::parse::rewriter::Rewriter;
use crate::source::Pointer;

/// What a value satisfies that satisfies any of these schemas, each with its place, where it goes
/// to `to`; `None` where there are none.
pub(super) fn any_of(
    rewriter: &mut Rewriter<'_>,
    schemas: Vec<(Pointer, Value)>,
    to: &Pointer,
) -> Option<Value> {
    let allows_all = |schema: &Value| *schema == Value::Bool(true) || *schema == json!({});
    if schemas.iter().any(|(_, schema)| allows_all(schema)) {
        return Some(Value::Bool(true));
    }
    let mut distinct: Vec<(Pointer, Value)> = Vec::new();
    for (place, schema) in schemas {
        if !distinct.iter().any(|(_, known)| *known == schema) {
            distinct.push((place, schema));
        }
    }
    match distinct.as_slice() {
        [] => None,
        [(place, only)] => {
            rewriter.moved(place, to);
            Some(only.clone())
        }
        several => {
            // All at once: one of them may stand at `to` itself.
            for (index, (place, _)) in several.iter().enumerate() {
                rewriter.moved(place, &to.key("anyOf").index(index));
            }
            let schemas: Vec<&Value> = several.iter().map(|(_, schema)| schema).collect();
            Some(json!({"anyOf": schemas}))
        }
    }
}
