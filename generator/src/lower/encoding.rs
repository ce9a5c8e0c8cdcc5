//! How single members of a body are written (OpenAPI 3.0.3, Encoding Object).

use openapiv3::MediaType;

use super::Lowering;
use super::body::single_media_type;
use super::media::Media;
use super::style::query_style;
use crate::ir::{Encoding, Style, StyleKind};
use crate::source::Pointer;

impl Lowering<'_> {
    /// Warns of encodings where nothing is a form.
    pub(super) fn no_encodings(&mut self, media: &MediaType, at: &Pointer) {
        if !media.encoding.is_empty() {
            self.body_warning(
                "`encoding` has an effect on the forms of requests alone".to_owned(),
                &at.key("encoding"),
                "not honoured",
            );
        }
    }

    /// The encodings of a body of `application/x-www-form-urlencoded`.
    pub(super) fn form_encodings(
        &mut self,
        media: &MediaType,
        at: &Pointer,
    ) -> Vec<(String, Encoding)> {
        let mut encodings = Vec::new();
        for (property, encoding) in &media.encoding {
            let at = at.key("encoding").key(property);
            if !encoding.headers.is_empty() {
                self.encoding_warning("headers", &at);
            }
            let written = encoding.content_type.as_deref().map(Media::of);
            let json = written == Some(Media::Json);
            if !json && written.is_some_and(|media| media != Media::Text) {
                self.encoding_warning("contentType", &at);
            }
            let style = encoding.style.as_ref().map_or(StyleKind::Form, query_style);
            let encoding = if json && encoding.style.is_none() {
                Encoding::Json
            } else {
                Encoding::Style(Style {
                    kind: style,
                    explode: encoding.explode,
                    allow_reserved: encoding.allow_reserved,
                })
            };
            encodings.push((property.clone(), encoding));
        }
        encodings
    }

    /// The media type of a part of a form; warns of what else is said about it.
    pub(super) fn part_media_type(
        &mut self,
        media: &MediaType,
        part: &str,
        at: &Pointer,
    ) -> Option<String> {
        let encoding = media.encoding.get(part)?;
        let at = at.key("encoding").key(part);
        if !encoding.headers.is_empty() {
            self.encoding_warning("headers", &at);
        }
        if encoding.style.is_some() {
            self.encoding_warning("style", &at);
        }
        if encoding.allow_reserved {
            self.encoding_warning("allowReserved", &at);
        }
        let written = encoding.content_type.as_deref()?;
        let single = single_media_type(Some(written));
        if single.is_none() && !["*", "*/*"].contains(&written.trim()) {
            self.encoding_warning("contentType", &at);
        }
        single
    }

    fn encoding_warning(&mut self, member: &str, at: &Pointer) {
        let message = format!("`{member}` of this Encoding Object has no effect");
        self.body_warning(message, &at.key(member), "not honoured");
    }
}
