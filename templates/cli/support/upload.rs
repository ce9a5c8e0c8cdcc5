//! Bodies that are bytes.

use super::failure::Failure;
use super::files::Input;
use super::given::{Given, missing};
use super::operation::Way;
use crate::api::Upload;

impl Given {
    /// The bytes of the file that `--body` names.
    ///
    /// # Errors
    ///
    /// The file can't be opened.
    pub fn upload(&self) -> Result<Upload, Failure> {
        let input = Input::open(self.one("body").ok_or_else(|| missing("body"))?)?;
        let ways = self
            .operation
            .body
            .as_ref()
            .map_or(&[][..], |body| body.ways);
        let mut bytes = ways.iter().filter(|(_, way)| *way == Way::Bytes);
        // Where the document has a range, or a choice, the file tells what it is.
        let is_open = bytes.any(|(media_type, _)| media_type.contains(['*', ',']));
        let media_type = self.one("content-type").map(str::to_owned);
        let media_type = media_type.or_else(|| input.media_type().filter(|_| is_open));
        let upload = match input.length {
            Some(length) => Upload::stream_with_length(input.chunks, length),
            None => Upload::stream(input.chunks),
        };
        Ok(match media_type {
            Some(media_type) => upload.content_type(media_type),
            None => upload,
        })
    }
}
