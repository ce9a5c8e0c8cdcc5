//! The modules of a tag.

use serde::Serialize;

use super::operation;
use crate::view::TagView;

/// The module of an operation, and what the module of its tag exports of it.
#[derive(Serialize)]
pub(super) struct Module<'a> {
    pub(super) name: &'a str,
    pub(super) items: Vec<String>,
}

/// The modules of the operations of a tag.
pub(super) fn modules(tag: &TagView) -> Vec<Module<'_>> {
    let modules = tag.operations.iter().map(|operation| Module {
        name: &operation.module,
        items: operation::exports(operation),
    });
    modules.collect()
}
