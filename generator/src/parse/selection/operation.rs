//! What operations say of themselves.

use serde_json::Value;

use crate::method::Method;
use crate::parse::repair::repaired_path;
use crate::select::{self, Candidate};

/// An operation of the document.
pub(super) struct Operation {
    pub(super) path: String,
    /// The member of the path item.
    pub(super) member: String,
    pub(super) method: Method,
    /// The path as it will be, once it is repaired.
    pub(super) repaired: String,
    pub(super) id: Option<String>,
    /// Its tags, the one included that it gets where it names none.
    pub(super) tags: Vec<String>,
}

impl Operation {
    /// Asks something of it.
    pub(super) fn with_candidate<T>(&self, ask: impl FnOnce(&Candidate<'_>) -> T) -> T {
        let tags: Vec<&str> = self.tags.iter().map(String::as_str).collect();
        ask(&Candidate {
            tags: &tags,
            id: self.id.as_deref(),
            method: self.method,
            path: &self.repaired,
        })
    }
}

/// The operations in the order of the document.
pub(super) fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let repaired = repaired_path(path).unwrap_or_else(|| path.clone());
        for (member, value) in item.as_object().into_iter().flatten() {
            if path.starts_with("x-") {
                continue;
            }
            let Some(method) = method(member) else {
                continue;
            };
            let tags = tags(value);
            let group = select::tag(tags.first().map(String::as_str), &repaired).to_owned();
            let id = value.get("operationId").and_then(Value::as_str);
            operations.push(Operation {
                path: path.clone(),
                member: member.clone(),
                method,
                repaired: repaired.clone(),
                id: id.map(|id| id.trim().to_owned()),
                tags: match tags.contains(&group) {
                    true => tags,
                    false => [vec![group], tags].concat(),
                },
            });
        }
    }
    operations
}

/// The method whose operation a member of a path item is, however it is written.
fn method(member: &str) -> Option<Method> {
    let mut all = Method::ALL.iter().copied();
    all.find(|method| method.member().eq_ignore_ascii_case(member.trim()))
}

/// The tags that an operation names.
fn tags(operation: &Value) -> Vec<String> {
    let tags = match operation.get("tags") {
        Some(Value::Array(tags)) => tags.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let tags = tags.into_iter().filter_map(Value::as_str);
    tags.map(str::to_owned).collect()
}
