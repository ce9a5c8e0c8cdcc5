//! The parts of a multipart body, and what their headers say of them.

use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePart {
    /// The name that the client gave it. It may hold anything, path separators too.
    pub file_name: Option<String>,
    /// The media type that the client gave it, unchecked.
    pub content_type: Option<String>,
    /// The file itself.
    pub bytes: Bytes,
}

impl FilePart {
    pub(super) const EMPTY: Self = Self {
        file_name: None,
        content_type: None,
        bytes: Bytes::new(),
    };

    /// The media type: without one, `application/octet-stream` (OpenAPI 3.1.1, Encoding Object).
    pub fn media_type(&self) -> &str {
        let content_type = self.content_type.as_deref();
        content_type.unwrap_or("application/octet-stream")
    }
}

/// A part of a form.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: String,
    pub headers: HeaderMap,
    pub file: FilePart,
}

/// Takes a body apart. The parts that `base64` names are text in Base64, whether a header says so
/// or not.
pub(super) async fn collect(request: Request, base64: &[&str]) -> Result<Vec<Part>, String> {
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|error| error.body_text())?;
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| error.body_text())? {
        let headers = field.headers().clone();
        let disposition = Disposition::of(&headers);
        let Some(name) = disposition.name else {
            return Err("a part has no name".to_owned());
        };
        let content_type = text(&headers, CONTENT_TYPE.as_str());
        let encoding = text(&headers, "content-transfer-encoding");
        let bytes = field.bytes().await.map_err(|error| error.body_text())?;
        let bytes = match encoding.map(|encoding| encoding.to_ascii_lowercase()) {
            Some(encoding) if encoding == "base64" && !base64.contains(&name.as_str()) => {
                decoded(&bytes).ok_or_else(|| format!("the part `{name}` isn't Base64"))?
            }
            Some(encoding)
                if !["7bit", "8bit", "binary", "base64"].contains(&encoding.as_str()) =>
            {
                return Err(format!(
                    "the part `{name}` has a Content-Transfer-Encoding that isn't supported"
                ));
            }
            _ => bytes,
        };
        let file = FilePart {
            file_name: disposition.file_name,
            content_type,
            bytes,
        };
        parts.push(Part {
            name,
            headers,
            file,
        });
    }
    Ok(parts)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes());
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Base64 that may be broken into lines (RFC 2045, section 6.8).
fn decoded(bytes: &[u8]) -> Option<Bytes> {
    let is_text = |byte: &u8| !byte.is_ascii_whitespace();
    let text: Vec<u8> = bytes.iter().copied().filter(is_text).collect();
    STANDARD.decode(text).ok().map(Bytes::from)
}

/// What the header `Content-Disposition` of a part says (RFC 7578, section 4.2).
#[derive(Debug, Default)]
struct Disposition {
    name: Option<String>,
    file_name: Option<String>,
}

impl Disposition {
    fn of(headers: &HeaderMap) -> Self {
        let mut this = Self::default();
        let Some(text) = text(headers, CONTENT_DISPOSITION.as_str()) else {
            return this;
        };
        let (mut name, mut file_name) = (None, None);
        for (parameter, value) in parameters(&text) {
            match parameter.as_str() {
                "name" => this.name = Some(value),
                "filename" => this.file_name = Some(value),
                // RFC 7578 forbids them, but some clients write them, and then they are right.
                "name*" => name = extended(&value),
                "filename*" => file_name = extended(&value),
                _ => {}
            }
        }
        this.name = name.or(this.name);
        this.file_name = file_name.or(this.file_name);
        this
    }
}

/// The parameters of a header, their names in lower case.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        let Some(end) = rest.find(['=', ';']) else {
            return parameters;
        };
        let (name, after) = rest.split_at(end);
        let Some(after) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('"') {
            Some(text) => quoted(text),
            None => {
                let (value, after) = after.split_at(after.find(';').unwrap_or(after.len()));
                (value.trim_end().to_owned(), after)
            }
        };
        parameters.push((name.trim().to_ascii_lowercase(), value));
        rest = after;
    }
}

/// A quoted string behind its first quote, and what follows it.
///
/// Browsers write `%22`, `%0D` and `%0A` for quotes and line breaks, and a backslash as it is
/// (WHATWG HTML, section 4.10.21.8); other clients write `\"` and `\\` (RFC 9110, section 5.6.4).
/// All of these are read; a backslash before anything else is one of a browser's.
fn quoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = text.char_indices().peekable();
    let mut rest = "";
    while let Some((index, char)) = chars.next() {
        match char {
            '"' => {
                rest = text.get(index + 1..).unwrap_or_default();
                break;
            }
            '\\' => {
                let escaped = chars.next_if(|(_, next)| matches!(next, '"' | '\\'));
                value.push(escaped.map_or('\\', |(_, escaped)| escaped));
            }
            _ => value.push(char),
        }
    }
    for (escape, char) in [("%22", "\""), ("%0D", "\r"), ("%0A", "\n")] {
        value = value.replace(escape, char);
    }
    (value, rest)
}

/// The text of an extended parameter such as `utf-8'en'na%C3%AFve` (RFC 8187, section 3.2).
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, text) = rest.split_once('\'')?;
    let bytes: Vec<u8> = percent_decode_str(text).collect();
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" => String::from_utf8(bytes).ok(),
        "iso-8859-1" => Some(bytes.into_iter().map(char::from).collect()),
        _ => None,
    }
}
