//! A serialized value, as far as it can be parsed without its type.
//!
//! The text alone doesn't tell whether it is a single value, a list or an object: `a,b` can be any of
//! them. So it is split only when the type that is deserialized asks for one of them.

use std::collections::HashSet;

use super::deep::Deep;
use super::form::Form;
use super::{Codec, Decode, Error, Style};

/// A serialized value.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// JSON.
    Json(String),
    /// An item of a list or a property of an object. As the styles don't define lists and objects
    /// here, these are JSON.
    Text(String),
    /// A text that can contain delimiters: `a,b`.
    Joined(Joined),
    /// All values with the same name: `n=a&n=b`.
    Texts(Vec<String>),
    /// All values with the name of the parameter, and the pairs that can be properties of an exploded
    /// object: `R=100&G=200`.
    Exploded(Vec<String>, Vec<(String, Node)>),
    /// Values whose names have brackets: `n[a]=1&n[b]=2`.
    Deep(Deep),
    /// An object.
    Members(Vec<(String, Node)>),
    /// A form.
    Form(Form),
    /// A member that can't be read.
    Faulty(Error),
}

impl Node {
    /// Returns a single value.
    pub(super) fn text(self) -> Result<String, Error> {
        match self {
            Self::Json(text) | Self::Text(text) => Ok(text),
            Self::Joined(joined) => joined.text(),
            Self::Texts(texts) | Self::Exploded(texts, _) => single(texts),
            Self::Deep(deep) => single(deep.texts()?),
            Self::Members(_) | Self::Form(_) => Err(Error::new("isn't a single value")),
            Self::Faulty(error) => Err(error),
        }
    }

    /// Returns the items of a list.
    pub(super) fn items(self) -> Result<Vec<Self>, Error> {
        match self {
            Self::Joined(joined) => {
                let pieces = joined.pieces()?;
                Ok(pieces.into_iter().map(Self::Text).collect())
            }
            Self::Texts(texts) => Ok(several(texts)),
            Self::Exploded(texts, _) if !texts.is_empty() => Ok(several(texts)),
            Self::Deep(deep) => deep.items(),
            Self::Faulty(error) => Err(error),
            _ => Err(Error::new("isn't a list")),
        }
    }

    /// Returns the properties of an object. `fields` are those of a struct; empty for a map.
    pub(super) fn members(self, fields: &[&str]) -> Result<Vec<(String, Self)>, Error> {
        match self {
            Self::Joined(joined) => joined.members(),
            Self::Exploded(_, members) if !members.is_empty() => Ok(members),
            Self::Deep(deep) => deep.members(),
            Self::Members(members) => Ok(members),
            Self::Form(form) => Ok(form.members(fields)),
            Self::Faulty(error) => Err(error),
            _ => Err(Error::new("isn't an object")),
        }
    }
}

/// The items of a list from the values with its name. A single empty value is an empty list.
pub(super) fn several(texts: Vec<String>) -> Vec<Node> {
    match texts.as_slice() {
        [text] if text.is_empty() => Vec::new(),
        _ => texts.into_iter().map(Node::Text).collect(),
    }
}

fn single(texts: Vec<String>) -> Result<String, Error> {
    let mut texts = texts.into_iter();
    match (texts.next(), texts.next()) {
        (Some(text), None) => Ok(text),
        (Some(_), Some(_)) => Err(Error::new("is there more than once")),
        (None, _) => Err(Error::new("isn't a single value")),
    }
}

/// A text that can contain delimiters.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    raw: String,
    codec: Codec,
    /// Percent-decodes an item; `None` for headers, which aren't percent-encoded.
    decode: Option<Decode>,
}

impl Joined {
    /// A percent-encoded text.
    pub(super) fn new(raw: &str, codec: Codec, decode: Decode) -> Self {
        Self {
            raw: raw.to_owned(),
            codec,
            decode: Some(decode),
        }
    }

    /// The value of a header.
    pub(super) fn header(text: &str, codec: Codec) -> Self {
        Self {
            raw: text.to_owned(),
            codec,
            decode: None,
        }
    }

    fn decode(&self, text: &str) -> Result<String, Error> {
        match self.decode {
            Some(decode) => decode(text),
            None => Ok(text.to_owned()),
        }
    }

    fn text(&self) -> Result<String, Error> {
        self.decode(&self.raw)
    }

    /// Whether it is a list if the type doesn't tell: a percent-encoded text with a plain delimiter, which
    /// would be encoded in a single value.
    pub(super) fn is_list(&self) -> bool {
        let pieces = self.raw_pieces().unwrap_or_default();
        self.decode.is_some() && pieces.len() > 1
    }

    /// The texts between the delimiters, decoded.
    fn pieces(&self) -> Result<Vec<String>, Error> {
        let pieces = self.raw_pieces()?;
        if self.codec.plain {
            return Ok(pieces);
        }
        pieces.iter().map(|piece| self.decode(piece)).collect()
    }

    /// The texts between the delimiters, not decoded, as a percent-encoded delimiter belongs to an item.
    /// It separates items only if no item can contain it, or if it is a space or `|`, which are always
    /// percent-encoded in a query.
    fn raw_pieces(&self) -> Result<Vec<String>, Error> {
        let raw = match self.codec.style {
            _ if self.codec.plain => self.text()?,
            Style::SpaceDelimited => self.raw.replace("%20", " ").replace('+', " "),
            Style::PipeDelimited => self.raw.replace("%7C", "|").replace("%7c", "|"),
            _ => self.raw.clone(),
        };
        if raw.is_empty() {
            return Ok(Vec::new());
        }
        let pieces = raw.split(self.codec.delimiter());
        // In a header, whitespace around items is ignored (RFC 9110, section 5.6.1).
        let trim = |piece: &str| match self.decode {
            Some(_) => piece.to_owned(),
            None => piece.trim_matches([' ', '\t']).to_owned(),
        };
        Ok(pieces.map(trim).collect())
    }

    fn members(&self) -> Result<Vec<(String, Node)>, Error> {
        let misfit = || Error::new("isn't an object");
        let mut members = Vec::new();
        let mut names = HashSet::new();
        let pieces = self.raw_pieces()?;
        let mut pieces = pieces.iter().map(String::as_str);
        while let Some(piece) = pieces.next() {
            let (name, value) = if self.codec.explode {
                piece.split_once('=').ok_or_else(misfit)?
            } else {
                (piece, pieces.next().ok_or_else(misfit)?)
            };
            let name = self.decode(name)?;
            if !names.insert(name.clone()) {
                return Err(Error::new("is there more than once").below(&name));
            }
            let value = self.decode(value).map_err(|error| error.below(&name))?;
            members.push((name, Node::Text(value)));
        }
        Ok(members)
    }
}
