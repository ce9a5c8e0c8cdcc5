//! Binary request bodies.

use std::fmt;
use std::sync::Arc;
#[cfg(not(target_arch = "wasm32"))]
use std::{io, path::Path};

use bytes::Bytes;
#[cfg(not(target_arch = "wasm32"))]
use futures_core::Stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};

use super::content::Content;
use super::request::{Request, RequestBody};

/// A body to upload: from memory, from the disk or from a stream.
pub struct Upload {
    content: Content,
    content_type: Option<String>,
}

impl Upload {
    /// Bytes from memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Content::bytes(bytes.into()))
    }

    /// A file on the disk, which is read while it is sent. It can be sent again: it is opened each time. If
    /// its length is another one by then, the request fails.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be opened, or isn't an ordinary one.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        Content::file(path.as_ref()).await.map(Self::new)
    }

    /// A stream of unknown length. It can be sent only once: the request isn't tried again, and a redirect
    /// that would repeat it isn't followed.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
        Bytes: From<B>,
        B: 'static,
    {
        Self::new(Content::stream(stream, None))
    }

    /// A stream of this many bytes, which the server is told beforehand. If it has more or less, the
    /// request fails; it has to end before the last bytes are sent. See [`stream`](Self::stream).
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stream_with_length<S, B, E>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
        Bytes: From<B>,
        B: 'static,
    {
        Self::new(Content::stream(stream, Some(length)))
    }

    /// Calls a function for each piece that is handed to the connection, with the number of bytes so far
    /// and that of all, if it is known. If the request is sent again, it counts from the start.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.content.progress(progress);
        self
    }

    /// Sets the media type. By default it is the documented one; if the document has a range such as
    /// `image/*`, it must be set.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    fn new(content: Content) -> Self {
        Self {
            content,
            content_type: None,
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("length", &self.content.length())
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<&'static [u8]> for Upload {
    fn from(bytes: &'static [u8]) -> Self {
        Self::bytes(bytes)
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static str> for Upload {
    fn from(text: &'static str) -> Self {
        Self::bytes(text)
    }
}

impl Request {
    /// Sends bytes. `content_type` is the documented media type or range.
    pub fn upload(&mut self, content_type: &'static str, body: impl Into<Upload>) -> &mut Self {
        self.upload_now(content_type, body.into())
    }

    fn upload_now(&mut self, content_type: &'static str, upload: Upload) -> &mut Self {
        let content_type = match &upload.content_type {
            Some(content_type) => HeaderValue::from_str(content_type),
            None if content_type.contains('*') => {
                let reason = format!("has no content type, which has to be of {content_type}");
                self.fault("body", reason);
                return self;
            }
            None => HeaderValue::from_str(content_type),
        };
        let Ok(content_type) = content_type else {
            self.fault("body", "has a content type that no header can carry");
            return self;
        };
        self.headers.insert(CONTENT_TYPE, content_type);
        let content = upload.content;
        if let Some(length) = content.length() {
            self.headers.insert(CONTENT_LENGTH, length.into());
        }
        self.body = match (content.plain(), content.is_repeatable()) {
            (Some(bytes), _) => RequestBody::Bytes(bytes.clone()),
            (None, true) => {
                RequestBody::Repeatable(Arc::new(move |builder| match content.try_clone() {
                    Some(content) => builder.body(content.into_body()),
                    None => builder,
                }))
            }
            (None, false) => {
                RequestBody::Once(Some(Box::new(|builder| builder.body(content.into_body()))))
            }
        };
        self
    }
}
