//! Every reference of a document, made one to a component by its name.
//!
//! # The problem
//!
//! A document may refer to any of its nodes and to those of other files: by a pointer, by the name of
//! a component, by what a schema calls itself (`$id`, `$anchor`), through other references on the way,
//! and to different schemas depending on who asks (`$dynamicRef`). The rooms behind this one know
//! `#/components/SECTION/NAME` alone.
//!
//! # The idea
//!
//! Each node that references lead to gets one place. A component stays where it is. Another node that
//! a section of the components can hold is moved there once, under a name made of the way to it, and
//! leaves a reference at its old place. What no section holds (a path item, a list of parameters) and
//! what needs no name (a schema of plain text that stands in another file) is put where the references
//! stand instead. Nothing is moved before all references are known, so until then a node is known by
//! its file and its pointer there.
//!
//! The steps: [`collect`] finds the references ([`walk`]) and what each leads to ([`resolve`]),
//! [`rewrite`] writes them anew, [`assemble`] moves their targets. References whose target depends on
//! who asks are made ordinary ones first ([`dynamic`]).
//!
//! # Example
//!
//! ```yaml
//! paths:
//!   /users:
//!     get:
//!       operationId: listUsers
//!       responses:
//!         '200': {content: {application/json: {schema: {$ref: 'user.yaml#/list'}}}}
//!         '404': {$ref: '#/paths/~1users/get/responses/200'}
//! ```
//!
//! Both responses become `{$ref: '#/components/responses/ListUsersResponse200'}`, that component has
//! what stood at `200`, and its schema is `{$ref: '#/components/schemas/List'}`, which has what stood
//! at `/list` in the file.
//!
//! # Why it ends
//!
//! Each node of each file is walked once, and the number of files is bounded. The way of one reference
//! has a bound of steps. Components that are nothing but references to each other in a circle are
//! refused. What is put in the place of references is refused inside of itself, and there is a bound
//! on how much that is in all.

mod assemble;
mod collect;
mod dynamic;
mod generics;
mod mismatch;
mod name;
#[cfg(test)]
mod named_tests;
mod node;
mod resolve;
mod resources;
mod rewrite;
mod state;
#[cfg(test)]
mod tests;
mod uri;
mod walk;

use serde_json::Value;

use self::state::References;
use super::rewriter::Rewriter;
use super::value::Budget;
use crate::source::{FileId, Source};

/// Makes every reference one to a component that exists. What can't be is reported and repaired, so
/// that the rest of the document can be looked at.
pub(super) fn normalise(
    rewriter: &mut Rewriter<'_>,
    document: &mut Value,
    source: &Source,
    budget: Budget,
) {
    let mut references = References::new(std::mem::take(document), source, budget, rewriter);
    references.prepare(FileId::default());
    references.collect();
    references.refuse_circles();
    references.rewrite();
    *document = references.assemble();
}
