//! What is uploaded.

#[cfg(target_arch = "wasm32")]
pub use browser::Content;

#[cfg(not(target_arch = "wasm32"))]
pub use super::measured::Content;

/// In a browser, that is bytes from memory: `fetch` doesn't take streams everywhere.
#[cfg(target_arch = "wasm32")]
mod browser {
    use std::fmt;

    use bytes::Bytes;
    use reqwest::Body;

    /// What is uploaded.
    pub struct Content(Bytes);

    impl Content {
        pub(crate) fn bytes(bytes: Bytes) -> Self {
            Self(bytes)
        }

        /// See [`plain`](Self::plain).
        pub fn length(&self) -> Option<u64> {
            Some(self.0.len() as u64)
        }

        /// The bytes.
        pub fn plain(&self) -> Option<&Bytes> {
            Some(&self.0)
        }

        pub(crate) fn is_repeatable(&self) -> bool {
            true
        }

        pub(crate) fn try_clone(&self) -> Option<Self> {
            Some(Self(self.0.clone()))
        }

        pub(crate) fn into_body(self) -> Body {
            Body::from(self.0)
        }
    }

    impl fmt::Debug for Content {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            // The bytes may hold passwords.
            f.debug_struct("Content").finish_non_exhaustive()
        }
    }
}
