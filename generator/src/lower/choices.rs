//! What can be chosen of how a document is lowered.

/// What can be chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices {
    /// Whether operations that can't be expressed are left out with warnings.
    pub skip_unsupported: bool,
    /// Whether objects that don't say what other properties they have keep all that they are given.
    pub keep_undeclared: bool,
}
