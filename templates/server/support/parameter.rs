//! A call's parameters: path, query, headers and cookies.

use std::borrow::Cow;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use percent_encoding::percent_decode_str;

use super::call::{Call, Invalid};
use super::rejection::Location;
use super::template;
use crate::types::support::excerpt;
use crate::types::support::text::FromText;

const ENCODING: &str = "isn't percent-encoded UTF-8";

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
        let texts = self.query_texts(name)?;
        self.parse_single(Location::Query, name, texts)
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

    fn query_texts(&mut self, name: &str) -> Result<Vec<String>, Invalid> {
        let query = self.parts.uri.query().unwrap_or_default();
        let texts = query.split('&').filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = || form_decode(value).map(Cow::into_owned);
            (form_decode(key)? == name).then(value)
        });
        match texts.collect() {
            Some(texts) => Ok(texts),
            None => Err(self.fault(Location::Query, name, &ENCODING)),
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
        let texts: Option<Vec<String>> = cookie(&self.parts.headers, name)
            .map(|text| percent_decode(text).map(Cow::into_owned))
            .collect();
        match texts {
            Some(texts) => self.parse_single(Location::Cookie, name, texts),
            None => Err(self.fault(Location::Cookie, name, &ENCODING)),
        }
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

/// Decodes a form's name or value, in which a plus sign stands for a space.
pub(super) fn form_decode(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('+') {
        let text = text.replace('+', " ");
        return percent_decode(&text).map(|text| Cow::Owned(text.into_owned()));
    }
    percent_decode(text)
}

/// Decodes strictly: a stray percent sign or broken UTF-8 is a fault, not a guess.
pub(super) fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    let escaped = |rest: &str| {
        let mut digits = rest.bytes().take(2);
        rest.len() >= 2 && digits.all(|digit| digit.is_ascii_hexdigit())
    };
    if !text.split('%').skip(1).all(escaped) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok()
}
