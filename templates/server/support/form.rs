//! Bodies of the media type `application/x-www-form-urlencoded`.

use std::fmt::Display;
use std::str::FromStr;

use super::call::{Call, Faulty};
use super::parameter::form_decode;
use super::rejection::Location;

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a form, in their order.
#[derive(Debug)]
pub struct UrlForm(Vec<(String, String)>);

impl Call {
    /// Takes the body, which must have been read, apart.
    ///
    /// # Errors
    ///
    /// It isn't a form (415), or isn't percent-encoded UTF-8 (400).
    pub fn form(&mut self) -> Result<UrlForm, Faulty> {
        let body = self.bytes(&[MEDIA_TYPE])?;
        let fields = std::str::from_utf8(&body).ok().and_then(|body| {
            let pairs = body.split('&').filter(|pair| !pair.is_empty());
            let fields = pairs.map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((form_decode(name)?, form_decode(value)?))
            });
            fields.collect()
        });
        match fields {
            Some(fields) => Ok(UrlForm(fields)),
            None => Err(self.fault(Location::Body, "", &"isn't percent-encoded UTF-8")),
        }
    }

    /// Takes a body that may be absent apart.
    ///
    /// # Errors
    ///
    /// As for [`form`](Self::form).
    pub fn form_optional(&mut self) -> Result<Option<UrlForm>, Faulty> {
        if self.body.is_empty() {
            return Ok(None);
        }
        self.form().map(Some)
    }
}

impl UrlForm {
    /// A field that may be absent.
    ///
    /// # Errors
    ///
    /// It isn't a `T`, or is there more than once.
    pub fn optional<T: FromStr<Err: Display>>(
        &self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<T>, Faulty> {
        let mut texts = self.texts(name);
        match (texts.next(), texts.next()) {
            (None, _) => Ok(None),
            (Some(text), None) => parse(call, name, text).map(Some),
            _ => Err(fault(call, name, &"is there more than once")),
        }
    }

    /// A field that has to be there.
    ///
    /// # Errors
    ///
    /// It is absent, isn't a `T`, or is there more than once.
    pub fn required<T: FromStr<Err: Display>>(
        &self,
        call: &mut Call,
        name: &str,
    ) -> Result<T, Faulty> {
        match self.optional(call, name)? {
            Some(value) => Ok(value),
            None => Err(fault(call, name, &"is missing")),
        }
    }

    /// All values of a field; `None` where there is none.
    ///
    /// # Errors
    ///
    /// One of them isn't a `T`.
    pub fn each<T: FromStr<Err: Display>>(
        &self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<Vec<T>>, Faulty> {
        let values = self.texts(name).map(|text| parse(call, name, text));
        let values: Vec<_> = values.collect::<Result<_, _>>()?;
        Ok(Some(values).filter(|values| !values.is_empty()))
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, text)| text.as_str())
    }
}

fn parse<T: FromStr<Err: Display>>(call: &mut Call, name: &str, text: &str) -> Result<T, Faulty> {
    text.parse()
        .map_err(|error: T::Err| fault(call, name, &error))
}

fn fault(call: &mut Call, name: &str, message: &dyn Display) -> Faulty {
    let name = name.replace('~', "~0").replace('/', "~1");
    call.body_fault(&format!("/{name}"), message)
}
