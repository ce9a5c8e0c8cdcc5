//! Files to send.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use indicatif::ProgressBar;

use super::failure::Failure;
use super::progress;

/// So much of a file is read at once.
const CHUNK: usize = 64 * 1024;

/// A file that is open.
pub struct Input {
    /// Its bytes.
    pub chunks: Chunks,
    /// How many there are, if that is known.
    pub length: Option<u64>,
    /// Where it is; none for standard input.
    pub path: Option<PathBuf>,
}

impl Input {
    /// Opens what a flag names: a file, with or without `@` before it, or `-` for standard input.
    ///
    /// # Errors
    ///
    /// The file can't be opened.
    pub fn open(name: &str) -> Result<Self, Failure> {
        let name = name.strip_prefix('@').unwrap_or(name);
        if name == "-" {
            let bar = progress::bar(None, io::stdin().is_terminal());
            return Ok(Self {
                chunks: Chunks {
                    reader: Box::new(io::stdin()),
                    bar,
                },
                length: None,
                path: None,
            });
        }
        let path = Path::new(name);
        let open = || {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            let length = metadata.is_file().then_some(metadata.len());
            Ok((file, length))
        };
        let (file, length) = open().map_err(|error| Failure::file(path, &error))?;
        let reader: Box<dyn Read + Send + Sync> = match length {
            // A file that grows meanwhile isn't longer than it was said to be.
            Some(length) => Box::new(file.take(length)),
            None => Box::new(file),
        };
        Ok(Self {
            chunks: Chunks {
                reader,
                bar: progress::bar(length, false),
            },
            length,
            path: Some(path.to_owned()),
        })
    }

    /// The media type that the name of the file tells.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let guess = mime_guess::from_path(self.path.as_ref()?);
        guess.first_raw().map(str::to_owned)
    }
}

/// The bytes of a file, with a progress bar.
pub struct Chunks {
    reader: Box<dyn Read + Send + Sync>,
    bar: ProgressBar,
}

impl Stream for Chunks {
    type Item = io::Result<Bytes>;

    // There is nothing else to do while a file is read.
    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut chunk = vec![0; CHUNK];
        Poll::Ready(match self.reader.read(&mut chunk) {
            Ok(0) => {
                self.bar.finish_and_clear();
                None
            }
            Ok(count) => {
                chunk.truncate(count);
                self.bar.inc(count as u64);
                Some(Ok(chunk.into()))
            }
            Err(error) => Some(Err(error)),
        })
    }
}
