//! A call's parameters: path, query, headers and cookies.

use std::borrow::Cow;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use super::call::{Call, Invalid};
use super::rejection::Location;
use super::template;
use crate::types::support::excerpt;
use crate::types::support::text::FromText;

/// What is wrong with a text that can't be decoded.
pub(super) const ENCODING: &str = "isn't percent-encoded UTF-8";

impl Call {
    /// Reads a path parameter.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn path<T: FromText>(&mut self, name: &'static str) -> Result<T, Invalid> {
        self.at(Location::Path, name);
        let text = self.path_text(name)?;
        self.parse(Location::Path, name, &text)
    }

    fn path_text(&mut self, name: &str) -> Result<String, Invalid> {
        let raw = template::argument(self.operation.path, self.parts.uri.path(), name);
        match raw.map(percent_decode) {
            Some(Some(text)) => Ok(text.into_owned()),
            Some(None) => Err(self.fault(Location::Path, name, &ENCODING)),
            None => Err(self.missing(Location::Path, name)),
        }
    }

    /// Reads an optional query parameter.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`, or occurs more than once.
    pub fn query_optional<T: FromText>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, Invalid> {
        self.at(Location::Query, name);
        let parts = self.parts();
        let values = query(parts.uri.query().unwrap_or_default(), name);
        let text = self.single(Location::Query, name, values)?;
        self.parse_optional(Location::Query, name, text)
    }

    /// Reads a required query parameter.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, isn't a `T`, or occurs more than once.
    pub fn query_required<T: FromText>(&mut self, name: &'static str) -> Result<T, Invalid> {
        let value = self.query_optional(name);
        self.required(Location::Query, name, value)
    }

    /// Reads an optional query parameter with a default.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`, or occurs more than once.
    pub fn query_or<T: FromText>(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> T,
    ) -> Result<T, Invalid> {
        Ok(self.query_optional(name)?.unwrap_or_else(default))
    }

    /// Insists on the one value that a query parameter can have.
    pub fn query_constant(&mut self, name: &'static str, value: &str) {
        let given = self.query_required(name);
        self.constant(Location::Query, name, value, given);
    }

    /// Insists on the one value that a header can have.
    pub fn header_constant(&mut self, name: &'static str, value: &str) {
        let given = self.header_required(name);
        self.constant(Location::Header, name, value, given);
    }

    fn constant(
        &mut self,
        location: Location,
        name: &str,
        value: &str,
        given: Result<String, Invalid>,
    ) {
        if let Ok(given) = given
            && given != value
        {
            let given = excerpt::quote(&given);
            let message = format!("`{given}` isn't valid: it can only be `{value}`");
            self.fault(location, name, &message);
        }
    }

    /// Reads an optional header. Lines of one name are one value (RFC 9110, section 5.3).
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn header_optional<T: FromText>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, Invalid> {
        self.at(Location::Header, name);
        let texts = self.header_texts(name)?;
        if texts.is_empty() {
            return Ok(None);
        }
        // RFC 9113, section 8.2.3: HTTP/2 may split this one, at what stands between its pairs.
        let is_cookie = COOKIE.as_str().eq_ignore_ascii_case(name);
        let text = texts.join(if is_cookie { "; " } else { ", " });
        self.parse(Location::Header, name, &text).map(Some)
    }

    /// Reads a required header.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, or isn't a `T`.
    pub fn header_required<T: FromText>(&mut self, name: &'static str) -> Result<T, Invalid> {
        let value = self.header_optional(name);
        self.required(Location::Header, name, value)
    }

    /// Reads an optional header with a default.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn header_or<T: FromText>(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> T,
    ) -> Result<T, Invalid> {
        Ok(self.header_optional(name)?.unwrap_or_else(default))
    }

    pub(super) fn header_texts(&mut self, name: &str) -> Result<Vec<String>, Invalid> {
        let values = self.parts.headers.get_all(name).iter();
        let texts = values.map(|value| std::str::from_utf8(value.as_bytes()).map(str::to_owned));
        match texts.collect() {
            Ok(texts) => Ok(texts),
            Err(_) => Err(self.fault(Location::Header, name, &"isn't UTF-8")),
        }
    }

    /// Reads an optional cookie.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`, or occurs more than once: in which order they stand
    /// means nothing (RFC 6265, section 4.2.2).
    pub fn cookie_optional<T: FromText>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, Invalid> {
        self.at(Location::Cookie, name);
        let parts = self.parts();
        let values = cookie(&parts.headers, name).map(percent_decode);
        let text = self.single(Location::Cookie, name, values)?;
        self.parse_optional(Location::Cookie, name, text)
    }

    /// Reads a required cookie.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent or isn't a `T`.
    pub fn cookie_required<T: FromText>(&mut self, name: &'static str) -> Result<T, Invalid> {
        let value = self.cookie_optional(name);
        self.required(Location::Cookie, name, value)
    }

    /// Reads an optional cookie with a default.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn cookie_or<T: FromText>(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> T,
    ) -> Result<T, Invalid> {
        Ok(self.cookie_optional(name)?.unwrap_or_else(default))
    }
}

/// The names and values of the cookies as they came. What isn't text is nobody's here.
pub(super) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(|pair| {
        let (name, value) = std::str::from_utf8(pair).ok()?.split_once('=')?;
        Some((name.trim(), value.trim().trim_matches('"')))
    })
}

/// The raw values of the cookies of a name.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let named = move |known: &str| percent_decode(known).as_deref() == Some(name);
    cookies(headers).filter_map(move |(known, value)| named(known).then_some(value))
}

/// The values of a query parameter, decoded; `None` for one that can't be.
fn query<'a>(query: &'a str, name: &str) -> impl Iterator<Item = Option<Cow<'a, str>>> {
    query.split('&').filter_map(move |pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_decode(key)? == name).then(|| form_decode(value))
    })
}

/// Decodes a form's name or value, in which a plus sign stands for a space.
pub(super) fn form_decode(text: &str) -> Option<Cow<'_, str>> {
    decode(text, |byte| if byte == b'+' { b' ' } else { byte })
}

/// Decodes strictly: a stray percent sign or broken UTF-8 is a fault, not a guess.
pub(super) fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    decode(text, |byte| byte)
}

fn decode(text: &str, unescaped: impl Fn(u8) -> u8) -> Option<Cow<'_, str>> {
    let mut bytes = text.bytes();
    if bytes.all(|byte| byte != b'%' && unescaped(byte) == byte) {
        return Some(Cow::Borrowed(text));
    }
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => u8::try_from(digit(bytes.next())? * 16 + digit(bytes.next())?).ok()?,
            _ => unescaped(byte),
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}
