//! Binary request bodies.

use std::fmt;
use std::io;
use std::path::Path;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::Body;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};

use super::request::{Request, RequestBody};

/// A body to upload: from memory, from a stream or from the disk.
pub struct Upload {
    content: Content,
    length: Option<u64>,
    content_type: Option<String>,
}

enum Content {
    /// In memory: it can be sent again.
    Bytes(Bytes),
    /// A stream, which can be sent only once.
    Stream(Body),
}

impl Upload {
    /// Bytes from memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self {
            length: Some(bytes.len() as u64),
            content: Content::Bytes(bytes),
            content_type: None,
        }
    }

    /// A stream of unknown length, which can be sent only once: a redirect that would repeat it isn't
    /// followed.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
        Bytes: From<B>,
        B: 'static,
    {
        Self::from_body(Body::wrap_stream(stream), None)
    }

    /// A stream of a known length, which can be sent only once.
    pub fn stream_with_length<S, B, E>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
        Bytes: From<B>,
        B: 'static,
    {
        Self::from_body(Body::wrap_stream(stream), Some(length))
    }

    /// A file on the disk, which is sent only once, as a stream.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be opened.
    pub async fn path(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = tokio::fs::File::open(path).await?;
        let length = file.metadata().await?.len();
        Ok(Self::from_body(Body::from(file), Some(length)))
    }

    /// Sets the media type. By default it is the documented one; if the document has a range such as
    /// `image/*`, it must be set.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    fn from_body(body: Body, length: Option<u64>) -> Self {
        Self {
            content: Content::Stream(body),
            length,
            content_type: None,
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("length", &self.length)
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
        if let Some(length) = upload.length {
            self.headers.insert(CONTENT_LENGTH, length.into());
        }
        match upload.content {
            Content::Bytes(bytes) => self.body = RequestBody::Bytes(bytes),
            Content::Stream(body) => {
                self.body_once(move |builder| builder.body(body));
            }
        }
        self
    }
}
