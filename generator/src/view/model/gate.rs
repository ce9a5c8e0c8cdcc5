//! What isn't compiled unless a cargo feature asks for it.

/// The cargo feature of types that no operation has a use for.
pub const UNUSED_SCHEMAS: &str = "unused-schemas";

/// The cargo features of which one is enough to compile something. If there are none, it is always
/// compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate(Vec<String>);

impl Gate {
    /// Something that each of some features asks for.
    pub(in crate::view) fn of(features: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(features.into_iter().map(Into::into).collect())
    }

    /// Whether it is always compiled.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.is_empty()
    }

    /// The features.
    #[must_use]
    pub fn features(&self) -> &[String] {
        &self.0
    }
}
