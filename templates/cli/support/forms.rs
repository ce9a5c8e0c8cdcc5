//! Files in forms.

use super::failure::Failure;
use super::files::Input;
use super::given::{Given, missing};
use crate::api::FilePart;

impl Given {
    /// The file of a flag that has to be there.
    ///
    /// # Errors
    ///
    /// The file can't be opened.
    pub fn file(&self, name: &str) -> Result<FilePart, Failure> {
        self.file_if_any(name)?.ok_or_else(|| missing(name))
    }

    /// The file of a flag.
    ///
    /// # Errors
    ///
    /// The file can't be opened.
    pub fn file_if_any(&self, name: &str) -> Result<Option<FilePart>, Failure> {
        self.one(name).map(part).transpose()
    }

    /// The files of a flag that can be given several times.
    ///
    /// # Errors
    ///
    /// One of the files can't be opened.
    pub fn files(&self, name: &str) -> Result<Vec<FilePart>, Failure> {
        let names = self.texts(name).unwrap_or_default();
        names.iter().map(|name| part(name)).collect()
    }
}

fn part(name: &str) -> Result<FilePart, Failure> {
    let input = Input::open(name)?;
    let media_type = input.media_type();
    let file_name = input.path.as_ref().and_then(|path| path.file_name());
    let file_name = file_name.map(|name| name.to_string_lossy().into_owned());
    let mut part = match input.length {
        Some(length) => FilePart::stream_with_length(input.chunks, length),
        None => FilePart::stream(input.chunks),
    };
    if let Some(file_name) = file_name {
        part = part.file_name(file_name);
    }
    Ok(match media_type {
        Some(media_type) => part.content_type(media_type),
        None => part,
    })
}
