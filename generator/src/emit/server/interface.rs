//! The traits that a server implements.

use super::super::code::{Code, MacroCall};
use super::super::docs;
use super::super::operation_docs;
use super::operation;
use crate::view::TagView;

/// The trait of a tag, which extends another one.
pub(super) fn interface(tag: &TagView, bound: &str) -> Code {
    let mut lines = docs::lines(tag.docs.as_deref().unwrap_or("The operations of one tag."));
    lines.extend([
        String::new(),
        "The default of each method answers 501, so that a server can be implemented one method at a time."
            .to_owned(),
    ]);
    let mut call = MacroCall::new("interface");
    call.docs(&lines);
    call.line(&format!("pub trait {}: {bound};", tag.name));
    for operation in tag.operations.iter().filter(|operation| operation.routed) {
        call.blank();
        call.docs(&[operation_docs::brief(operation)]);
        let request = operation::request_type(operation);
        let response = &operation.types.response;
        let head = format!("async fn {}(", operation.method);
        let line = format!("{head}{request}) -> {response};");
        if line.chars().count() <= 96 {
            call.line(&line);
        } else {
            call.line(&format!("{head}{request})\n    -> {response};"));
        }
    }
    call.finish()
}
