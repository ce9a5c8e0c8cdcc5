//! What stands in a request, before it is known what type it has to be.

use super::{Codec, Error, Style};

/// A value, in every form that its text allows.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// As one text.
    pub(super) text: Option<String>,
    /// Whether that text is JSON in any case.
    pub(super) is_json: bool,
    /// As a list.
    pub(super) list: Option<Vec<Node>>,
    /// As an object.
    pub(super) members: Option<Vec<(String, Node)>>,
    /// The items of a list that stand without a number beside those that have one.
    pub(super) unnumbered: Option<Box<Node>>,
}

impl Node {
    /// One text.
    pub(super) fn text(text: String) -> Self {
        Self {
            text: Some(text),
            ..Self::default()
        }
    }

    /// JSON.
    pub(super) fn json(text: String) -> Self {
        Self {
            is_json: true,
            ..Self::text(text)
        }
    }

    /// Any number of texts: one of them can be a value or a list of one.
    pub(super) fn texts(texts: Vec<String>) -> Self {
        let text = match texts.as_slice() {
            [text] => Some(text.clone()),
            _ => None,
        };
        // An empty text is how an empty list is written.
        let list = if text.as_deref() == Some("") {
            Vec::new()
        } else {
            texts.into_iter().map(Self::text).collect()
        };
        Self {
            text,
            list: Some(list),
            ..Self::default()
        }
    }

    /// An object.
    pub(super) fn members(members: Vec<(String, Node)>) -> Self {
        Self {
            members: Some(members),
            ..Self::default()
        }
    }

    /// One text with items or members in it, which are set apart before they are decoded.
    pub(super) fn joined(
        raw: &str,
        codec: Codec,
        decode: fn(&str) -> Result<String, Error>,
    ) -> Result<Self, Error> {
        let (unified, delimiter) = match (codec.style, codec.explode) {
            (Style::SpaceDelimited, _) => (raw.replace("%20", " ").replace('+', " "), ' '),
            (Style::PipeDelimited, _) => (raw.replace("%7C", "|").replace("%7c", "|"), '|'),
            (Style::Label, true) => (raw.to_owned(), '.'),
            (Style::Matrix, true) => (raw.to_owned(), ';'),
            _ => (raw.to_owned(), ','),
        };
        let pieces: Vec<&str> = match unified.as_str() {
            "" => Vec::new(),
            unified => unified.split(delimiter).map(str::trim).collect(),
        };
        let members = if codec.explode {
            let pairs = pieces.iter().map(|piece| piece.split_once('='));
            pairs.collect::<Option<Vec<_>>>()
        } else {
            let pairs = pieces.chunks(2).map(|pair| match pair {
                [name, value] => Some((*name, *value)),
                _ => None,
            });
            pairs.collect()
        };
        let members = members.map(|pairs| {
            let pairs = pairs.into_iter().map(|(name, value)| {
                let name = decode(name)?;
                Ok((name, Self::text(decode(value)?)))
            });
            pairs.collect::<Result<Vec<_>, Error>>()
        });
        let list: Result<Vec<_>, Error> = pieces
            .iter()
            .map(|piece| decode(piece).map(Self::text))
            .collect();
        Ok(Self {
            text: Some(decode(raw)?),
            list: Some(list?),
            members: members.transpose()?,
            ..Self::default()
        })
    }
}
