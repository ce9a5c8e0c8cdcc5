//! What isn't compiled unless a cargo feature asks for it.

/// The cargo feature of types that no operation has a use for.
pub const UNUSED_SCHEMAS: &str = "unused-schemas";

pub use crate::names::WEBHOOKS;

/// The cargo features of which one is enough to compile something. If there are none, it is always
/// compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    features: Vec<String>,
    is_off: bool,
}

impl Gate {
    /// Something that each of some features asks for.
    pub(in crate::view) fn of(features: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            features: features.into_iter().map(Into::into).collect(),
            is_off: false,
        }
    }

    /// Something that a feature asks for which is off by default.
    pub(in crate::view) fn off(feature: &str) -> Self {
        Self {
            features: vec![feature.to_owned()],
            is_off: true,
        }
    }

    /// Whether it is always compiled.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.features.is_empty()
    }

    /// Whether none of the features that are on by default asks for it.
    pub(in crate::view) fn is_off(&self) -> bool {
        self.is_off
    }

    /// The features.
    #[must_use]
    pub fn features(&self) -> &[String] {
        &self.features
    }
}
