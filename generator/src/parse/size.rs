//! How large a value is, for the bounds on what is copied.

use serde_json::Value;

/// So many bytes of text count as one value.
const TEXT_OF_A_VALUE: usize = 32;

/// How many values a value is made of, and its text as so many more.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Object(members) => {
            let sizes = members
                .iter()
                .map(|(name, member)| name.len() / TEXT_OF_A_VALUE + size(member));
            sizes.sum::<usize>() + 1
        }
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 1,
        Value::String(text) => text.len() / TEXT_OF_A_VALUE + 1,
        _ => 1,
    }
}
