//! What is uploaded where there is a disk: bytes from memory, a file, or a stream.
//!
//! A body whose length was said beforehand has to be that long: a server would wait for what is
//! missing, or take what is too much for the next request. So a body is measured while it is sent, and
//! its last piece is held back until it is known that nothing follows; otherwise the request fails.

#![cfg(not(target_arch = "wasm32"))]

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{self, Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::Body;
use tokio::fs::{self, File};
use tokio::io::{AsyncRead as _, ReadBuf};

/// How many bytes are sent at once.
const PIECE: usize = 64 * 1024;

type BoxError = Box<dyn Error + Send + Sync>;
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;
type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// What is uploaded, how long it is, and who is told how far it is sent.
pub struct Content {
    source: Source,
    length: Option<u64>,
    progress: Option<Progress>,
}

enum Source {
    Bytes(Bytes),
    /// A file, opened each time it is sent.
    File(Arc<PathBuf>),
    /// What can be sent only once.
    Stream(Mutex<Chunks>),
}

impl Content {
    pub(super) fn bytes(bytes: Bytes) -> Self {
        let length = Some(bytes.len() as u64);
        Self::new(Source::Bytes(bytes), length)
    }

    pub(super) fn stream<S, B, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        E: Into<BoxError>,
        Bytes: From<B>,
    {
        let chunks: Chunks = Box::pin(Converted(Box::pin(stream)));
        Self::new(Source::Stream(Mutex::new(chunks)), length)
    }

    pub(super) async fn file(path: &Path) -> io::Result<Self> {
        // It has to be the same file when it is sent, whatever the current folder is then.
        let path = path::absolute(path)?;
        let metadata = fs::metadata(&path).await?;
        if !metadata.is_file() {
            let reason =
                "it is no ordinary file, so its length isn't known: it can be sent as a stream";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        // Whether it can be read is said now, not only when it is sent.
        drop(File::open(&path).await?);
        Ok(Self::new(
            Source::File(Arc::new(path)),
            Some(metadata.len()),
        ))
    }

    fn new(source: Source, length: Option<u64>) -> Self {
        Self {
            source,
            length,
            progress: None,
        }
    }

    pub(super) fn progress(&mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) {
        self.progress = Some(Arc::new(progress));
    }

    /// What the server is told beforehand. If it were told that a stream has no bytes, nobody would ask the
    /// stream whether that is so.
    pub(super) fn length(&self) -> Option<u64> {
        let length = self.length;
        length.filter(|length| *length > 0 || self.is_repeatable())
    }

    /// The bytes, if they are in memory and nobody is told how far they are sent.
    pub fn plain(&self) -> Option<&Bytes> {
        match (&self.source, &self.progress) {
            (Source::Bytes(bytes), None) => Some(bytes),
            _ => None,
        }
    }

    /// Whether it can be sent more than once.
    pub(super) fn is_repeatable(&self) -> bool {
        !matches!(self.source, Source::Stream(_))
    }

    /// Clones it; `None` if it can be sent only once.
    pub(super) fn try_clone(&self) -> Option<Self> {
        let source = match &self.source {
            Source::Bytes(bytes) => Source::Bytes(bytes.clone()),
            Source::File(path) => Source::File(Arc::clone(path)),
            Source::Stream(_) => return None,
        };
        Some(Self {
            source,
            length: self.length,
            progress: self.progress.clone(),
        })
    }

    pub(super) fn into_body(self) -> Body {
        let chunks: Chunks = match self.source {
            Source::Bytes(bytes) if self.progress.is_none() => return Body::from(bytes),
            Source::Bytes(bytes) => Box::pin(Pieces(bytes)),
            Source::File(path) => Box::pin(FileChunks::Opening(Box::pin(open(path)))),
            Source::Stream(chunks) => chunks.into_inner().unwrap_or_else(PoisonError::into_inner),
        };
        Body::wrap_stream(Measured {
            chunks: Some(chunks),
            length: self.length,
            read: 0,
            sent: 0,
            last: None,
            progress: self.progress,
        })
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The bytes may hold passwords.
        f.debug_struct("Content")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// A stream whose chunks are bytes, and whose errors are of any kind.
struct Converted<S>(Pin<Box<S>>);

impl<B, E, S> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    E: Into<BoxError>,
    Bytes: From<B>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|chunk| chunk.map(Bytes::from).map_err(Into::into)))
    }
}

/// Bytes from memory, piece by piece.
struct Pieces(Bytes);

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.0.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.0.len().min(PIECE);
        Poll::Ready(Some(Ok(self.0.split_to(length))))
    }
}

/// The content of a file.
enum FileChunks {
    Opening(Pin<Box<dyn Future<Output = io::Result<File>> + Send>>),
    Open(File),
}

async fn open(path: Arc<PathBuf>) -> io::Result<File> {
    File::open(&*path).await
}

impl FileChunks {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        loop {
            match self {
                Self::Opening(opening) => *self = Self::Open(ready!(opening.as_mut().poll(cx))?),
                Self::Open(file) => {
                    let mut bytes = vec![0; PIECE];
                    let mut buffer = ReadBuf::new(&mut bytes);
                    ready!(Pin::new(file).poll_read(cx, &mut buffer))?;
                    let length = buffer.filled().len();
                    bytes.truncate(length);
                    return Poll::Ready(Ok(bytes.into()));
                }
            }
        }
    }
}

impl Stream for FileChunks {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let read = ready!(self.poll(cx));
        let is_end = read.as_ref().is_ok_and(Bytes::is_empty);
        Poll::Ready((!is_end).then(|| read.map_err(Into::into)))
    }
}

/// A body that has to be as long as was said.
struct Measured {
    /// `None` at the end, and behind an error.
    chunks: Option<Chunks>,
    length: Option<u64>,
    read: u64,
    sent: u64,
    /// What reaches the length. It is sent when nothing follows.
    last: Option<Bytes>,
    progress: Option<Progress>,
}

impl Measured {
    fn send(&mut self, chunk: Bytes) -> Bytes {
        self.sent += chunk.len() as u64;
        if let Some(progress) = &self.progress {
            progress(self.sent, self.length);
        }
        chunk
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            let Some(chunks) = &mut self.chunks else {
                return Poll::Ready(None);
            };
            let Some(chunk) = ready!(chunks.as_mut().poll_next(cx)) else {
                self.chunks = None;
                return Poll::Ready(match (self.last.take(), self.length) {
                    (Some(last), _) => Some(Ok(self.send(last))),
                    (None, Some(length)) if self.read < length => Some(Err(WrongLength {
                        length,
                        read: self.read,
                    }
                    .into())),
                    (None, _) => None,
                });
            };
            let chunk = chunk.inspect_err(|_| self.chunks = None)?;
            self.read = self.read.saturating_add(chunk.len() as u64);
            match self.length {
                Some(length) if self.read > length => {
                    self.chunks = None;
                    let error = WrongLength {
                        length,
                        read: self.read,
                    };
                    return Poll::Ready(Some(Err(error.into())));
                }
                // An empty one may follow the last one.
                Some(_) if chunk.is_empty() => {}
                Some(length) if self.read == length => self.last = Some(chunk),
                _ => return Poll::Ready(Some(Ok(self.send(chunk)))),
            }
        }
    }
}

impl Stream for Measured {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

/// The error if a body isn't as long as was said.
#[derive(Debug)]
struct WrongLength {
    length: u64,
    read: u64,
}

impl fmt::Display for WrongLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { length, read } = self;
        match read < length {
            true => write!(f, "the body has {read} bytes instead of {length}"),
            false => write!(f, "the body has more than {length} bytes"),
        }
    }
}

impl Error for WrongLength {}
