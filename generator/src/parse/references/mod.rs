//! Every reference of a document, made one to a component by its name.
//!
//! A document may refer to any of its nodes and to other files. The rooms behind this one know
//! `#/components/SECTION/NAME` alone, so what a reference leads to is moved there, once, and a
//! reference is left at its old place. What no section holds (a path item, a list of parameters) is
//! put where the reference stands instead.
//!
//! The steps: [`walk`] finds the references, [`resolve`] what they lead to, [`rewrite`] writes them
//! anew, [`assemble`] moves their targets. Nothing is moved before all references are known, so
//! until then each node is where its file has it.

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
mod size;
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
    references.static_file(FileId::default());
    references.collect();
    references.refuse_circles();
    references.rewrite();
    *document = references.assemble();
}
