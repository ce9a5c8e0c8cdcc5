//! What stands in a request, before it is known what type it has to be.
//!
//! Text alone doesn't say whether it is one value, a list or an object: `a,b` may be each of them.
//! So it is kept as it came, and taken apart when its type asks for one of them.

use std::collections::HashSet;

use super::deep::Deep;
use super::form::Form;
use super::{Codec, Decode, Error, Style};

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// JSON.
    Json(String),
    /// An item of a list or a member of an object: one text. What isn't a single value is JSON
    /// there, for the styles have no word for it.
    Text(String),
    /// One text, with what may set items or members apart in it.
    Joined(Joined),
    /// All the texts that stand under one name.
    Texts(Vec<String>),
    /// The same, and the members of an object that stand by themselves beside them.
    Exploded(Vec<String>, Vec<(String, Node)>),
    /// What stands under a name with brackets behind it.
    Deep(Deep),
    /// An object.
    Members(Vec<(String, Node)>),
    /// A form.
    Form(Form),
}

impl Node {
    /// The value as one text.
    pub(super) fn text(self) -> Result<String, Error> {
        match self {
            Self::Json(text) | Self::Text(text) => Ok(text),
            Self::Joined(joined) => joined.text(),
            Self::Texts(texts) | Self::Exploded(texts, _) => single(texts),
            Self::Deep(deep) => single(deep.texts()?),
            Self::Members(_) | Self::Form(_) => Err(Error::new("isn't a single value")),
        }
    }

    /// The items of a list.
    pub(super) fn items(self) -> Result<Vec<Self>, Error> {
        match self {
            Self::Joined(joined) => {
                let pieces = joined.pieces()?;
                Ok(pieces.into_iter().map(Self::Text).collect())
            }
            Self::Texts(texts) => Ok(several(texts)),
            Self::Exploded(texts, _) if !texts.is_empty() => Ok(several(texts)),
            Self::Deep(deep) => deep.items(),
            _ => Err(Error::new("isn't a list")),
        }
    }

    /// The members of an object, which may be a struct with these fields.
    pub(super) fn members(self, fields: &[&str]) -> Result<Vec<(String, Self)>, Error> {
        match self {
            Self::Joined(joined) => joined.members(),
            Self::Exploded(_, members) if !members.is_empty() => Ok(members),
            Self::Deep(deep) => deep.members(),
            Self::Members(members) => Ok(members),
            Self::Form(form) => form.members(fields),
            _ => Err(Error::new("isn't an object")),
        }
    }
}

/// The items of a list that has a name for each of them. An empty text is how an empty list is
/// written.
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

/// One text with items or members in it.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    raw: String,
    codec: Codec,
    /// How percent-encoding is undone; headers have none.
    decode: Option<Decode>,
}

impl Joined {
    /// Percent-encoded text.
    pub(super) fn new(raw: &str, codec: Codec, decode: Decode) -> Self {
        Self {
            raw: raw.to_owned(),
            codec,
            decode: Some(decode),
        }
    }

    /// Text of a header.
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

    /// Whether it is a list, where any type will do: something sets items apart that stands for
    /// itself in no single value.
    pub(super) fn is_list(&self) -> bool {
        let pieces = self.raw_pieces().unwrap_or_default();
        self.decode.is_some() && pieces.len() > 1
    }

    /// What stands between the delimiters.
    fn pieces(&self) -> Result<Vec<String>, Error> {
        let pieces = self.raw_pieces()?;
        if self.codec.plain {
            return Ok(pieces);
        }
        pieces.iter().map(|piece| self.decode(piece)).collect()
    }

    /// The same, not decoded yet: what is percent-encoded sets nothing apart. It does where no item
    /// could hold it, and everywhere in those styles whose delimiter no query can have as it is.
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
        // Blanks around items are no part of them (RFC 9110, section 5.6.1).
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
