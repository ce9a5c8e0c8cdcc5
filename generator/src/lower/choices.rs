//! What can be chosen of how a document is lowered.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::formats::Formats;

/// What can be chosen.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Whether operations that can't be expressed are left out with warnings.
    pub skip_unsupported: bool,
    /// Whether objects that don't say what other properties they have keep all that they are given.
    pub keep_undeclared: bool,
    /// Whether the types of components are left out that no operation uses.
    pub only_used: bool,
    /// How operations give their lists in pages, by their ids, as `x-oasmith-pagination` says it.
    pub pagination: BTreeMap<String, Value>,
    /// The formats that are known.
    pub formats: Formats,
}
