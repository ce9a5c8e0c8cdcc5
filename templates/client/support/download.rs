//! Saves streamed bodies to files.

#![cfg(not(target_arch = "wasm32"))]

use std::io;
use std::path::{Path, PathBuf};

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

use super::error::FileError;
use super::stream::{ByteStream, StreamError};

impl ByteStream {
    /// Saves the body to a new file, and returns its length. [`max_response_bytes`] doesn't limit it.
    ///
    /// It is written to a file beside it, with a name such as `.3f2a91c05d7e8b46.part`, that gets the name
    /// once the whole body is on the disk: under the name there is never half a body. If the body can't be
    /// read to the end or nobody waits for it any more, the other file is removed.
    ///
    /// [`max_response_bytes`]: crate::ClientBuilder::max_response_bytes
    ///
    /// # Errors
    ///
    /// Returns an error if there is a file of this name already (see [`save_over`](Self::save_over)), it
    /// can't be written, or the transport fails.
    pub async fn save_to(self, path: impl AsRef<Path>) -> Result<u64, StreamError> {
        let path = path.as_ref();
        match fs::symlink_metadata(path).await {
            Ok(_) => Err(failed(path, io::ErrorKind::AlreadyExists.into())),
            Err(_) => self.save(path, false).await,
        }
    }

    /// Saves the body as [`save_to`](Self::save_to) does. If there is a file of this name already, the new
    /// one takes its place, once it is complete.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be written, or the transport fails.
    pub async fn save_over(self, path: impl AsRef<Path>) -> Result<u64, StreamError> {
        self.save(path.as_ref(), true).await
    }

    async fn save(mut self, path: &Path, replaces: bool) -> Result<u64, StreamError> {
        let part = Part::create(path);
        let (part, mut file) = part.map_err(|error| failed(path, error))?;
        let mut length = 0;
        while let Some(chunk) = self.chunk().await? {
            length += chunk.len() as u64;
            let written = file.write_all(&chunk).await;
            written.map_err(|error| failed(path, error))?;
        }
        let finished = part.finish(file, path, replaces).await;
        finished.map_err(|error| failed(path, error))?;
        Ok(length)
    }
}

fn failed(path: &Path, error: io::Error) -> StreamError {
    StreamError::file(FileError::new(path, error))
}

/// A file that isn't complete. It is removed when this is dropped.
struct Part(PathBuf);

impl Part {
    /// Creates it beside the file that it is to become. It doesn't wait meanwhile: if nobody waited for it any
    /// more then, the file would be there without a `Part` that removes it.
    fn create(path: &Path) -> io::Result<(Self, File)> {
        if path.file_name().is_none() {
            let reason = "the path has no file name";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let name = format!(".{:016x}.part", fastrand::u64(..));
        let part = path.with_file_name(name);
        let file = std::fs::File::create_new(&part)?;
        Ok((Self(part), File::from_std(file)))
    }

    /// Gives the file its name.
    async fn finish(self, mut file: File, path: &Path, replaces: bool) -> io::Result<()> {
        file.flush().await?;
        file.sync_all().await?;
        drop(file);
        if replaces {
            return fs::rename(&self.0, path).await;
        }
        // Unlike renaming, it fails if somebody else has made a file of this name.
        match fs::hard_link(&self.0, path).await {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // Not every file system has links.
            Err(_) if fs::symlink_metadata(path).await.is_err() => fs::rename(&self.0, path).await,
            Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It may have its name already.
        let _ = std::fs::remove_file(&self.0);
    }
}
