//! Uploads that have begun and are not yet complete.

use serde::{Deserialize, Serialize};

/// What is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum UploadKind {
    Attachment,
    Import,
}

/// One upload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Upload {
    pub(crate) id: String,
    pub(crate) kind: UploadKind,
    pub(crate) create_at: i64,
    pub(crate) user_id: String,
    pub(crate) channel_id: String,
    pub(crate) filename: String,
    pub(crate) file_size: i64,
    pub(crate) file_offset: i64,
}
