//! What is known of a document while it is put into the form of 3.0.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::parse::rewriter::Rewriter;

/// A document on its way from 2.0 to 3.0.
pub(super) struct Upgrade<'a, 'd> {
    pub(super) rewriter: &'a mut Rewriter<'d>,
    /// The media types that the document says for all operations.
    pub(super) consumes: Option<Vec<String>>,
    pub(super) produces: Option<Vec<String>>,
    /// The component parameters that are bodies or fields of forms: 3.0 has none.
    pub(super) body_parameters: Map<String, Value>,
    /// The names of schemas whose values are text, numbers or bytes.
    pub(super) scalars: HashSet<String>,
    /// Whether the document isn't of 2.0 at all, so that what is of 2.0 in it is a mistake.
    pub(super) leftover: bool,
}

impl<'a, 'd> Upgrade<'a, 'd> {
    pub(super) fn new(rewriter: &'a mut Rewriter<'d>, leftover: bool) -> Self {
        Self {
            rewriter,
            consumes: None,
            produces: None,
            body_parameters: Map::new(),
            scalars: HashSet::new(),
            leftover,
        }
    }
}
