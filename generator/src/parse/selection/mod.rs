//! Leaving out what nobody wants: the operations that aren't selected, and what only these refer to.
//!
//! # The problem
//!
//! Of a document with thousands of operations, a program may use a dozen. What it doesn't use shall
//! cost nothing: no time in the rooms behind, no type, and no word about what is wrong with it. What
//! stays shall be called as it is in the whole document.
//!
//! # The idea
//!
//! It is done on the plain JSON value, directly after all references were rewritten to point at
//! components, and before anything is repaired. At that point a component can be found by the text of
//! a `$ref` to it, and only the step that follows references has reported anything. In this order:
//!
//! 1. Each operation is matched against the [`Selection`] by its tags, its `operationId` and its path.
//! 2. Operations with the same `operationId` get numbers, while all of them are still there, so that
//!    the selection changes no name.
//! 3. The operations that don't match are removed.
//! 4. [`reach`] finds the components that the others refer to; the rest is removed.
//! 5. Diagnostics about what was removed are dropped.
//!
//! Webhooks are left out wherever there is a selection, unless something shall send or receive them:
//! then all of them stay. Security schemes stay: those that no operation
//! asks for come to nothing later.

mod operation;
mod reach;
mod unknown;

use std::collections::HashMap;

use serde_json::{Map, Value};

use self::operation::{Operation, operations};
use self::reach::{Reach, WEBHOOKS};
use super::repair::operation_ids;
use super::rewriter::Rewriter;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::select::{Criterion, Selection};
use crate::source::Pointer;

/// Leaves out what isn't selected; `None` means that the selection isn't usable, which was reported.
pub(super) fn select(
    rewriter: &mut Rewriter<'_>,
    document: &mut Value,
    selection: &Selection,
) -> Option<()> {
    if selection.is_empty() {
        return Some(());
    }
    let operations = operations(document);
    let selected = selected(&operations, selection);
    let known = unknown::report(rewriter, &operations, selection);
    if known && !selected.contains(&true) {
        let message = "the selection leaves no operation of the document";
        let help = "what is excluded is left out, whatever else names it";
        rewriter.push(Diagnostic::error(Code::Config, message).help(help));
    }
    if !known || !selected.contains(&true) {
        // What there is to say of all the others would bury it.
        let diagnostics = &mut rewriter.diagnostics;
        diagnostics.retain(|one| one.severity == Severity::Error || one.code == Code::Config);
        return None;
    }
    let paths_at = Pointer::root().key("paths");
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        operation_ids(rewriter, paths, &paths_at);
    }
    let mut stays = HashMap::new();
    for (operation, selected) in operations.iter().zip(selected) {
        let at = paths_at.key(&operation.path).key(&operation.member);
        stays.insert(at, selected);
    }
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        remove_operations(paths, &paths_at, &mut stays);
    }
    if let Some(members) = document.as_object_mut()
        && !rewriter.webhooks
    {
        for name in WEBHOOKS {
            if members.shift_remove(name).is_some() {
                stays.insert(Pointer::root().key(name), false);
            }
        }
    }
    let reach = Reach::of(document, rewriter.version);
    reach::remove_others(document, &reach, &mut stays);
    rewriter.forget(&stays);
    Some(())
}

/// Of each operation, whether it is selected.
fn selected(operations: &[Operation], selection: &Selection) -> Vec<bool> {
    let selected = operations.iter().map(|operation| {
        operation.with_candidate(|candidate| {
            let is_about = |criterion: &Criterion| criterion.by.is_about(candidate);
            (selection.include.is_empty() || selection.include.iter().any(is_about))
                && !selection.exclude.iter().any(is_about)
        })
    });
    selected.collect()
}

/// Takes out the operations that don't stay, and the path items that have no other.
fn remove_operations(
    paths: &mut Map<String, Value>,
    at: &Pointer,
    stays: &mut HashMap<Pointer, bool>,
) {
    paths.retain(|path, item| {
        if path.starts_with("x-") {
            return true;
        }
        let at = at.key(path);
        let mut left = false;
        if let Value::Object(item) = item {
            item.retain(|member, _| match stays.get(&at.key(member)) {
                Some(stays) => {
                    left |= stays;
                    *stays
                }
                None => true,
            });
        }
        if !left {
            stays.insert(at, false);
        }
        left
    });
}
