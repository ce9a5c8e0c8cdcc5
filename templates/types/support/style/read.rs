//! Deserializes values.

use std::collections::HashSet;

use serde::de::DeserializeOwned;

use super::form::Form;
use super::node::{Joined, Node};
use super::pairs::{Pairs, split};
use super::typed::typed;
use super::{Codec, Error, Style, decode, decode_form};
use crate::support::reading;

/// Reads a path parameter. `raw` isn't decoded yet.
///
/// # Errors
///
/// Returns an error if it isn't a `T`.
pub fn path<T: DeserializeOwned>(name: &str, raw: &str, codec: Codec) -> Result<T, Error> {
    read(path_node(name, raw, codec)?, codec)
}

/// Reads a header. `lines` are its values, if it is there several times.
///
/// # Errors
///
/// Returns an error if it isn't a `T`.
pub fn header<T: DeserializeOwned>(lines: &[&str], codec: Codec) -> Result<T, Error> {
    // A list may come in one line or in several (RFC 9110, section 5.3).
    let text = lines.join(", ");
    let node = match codec.style {
        Style::Json => Node::Json(text),
        _ => Node::Joined(Joined::header(&text, codec)),
    };
    read(node, codec)
}

/// Reads a query parameter; `None` if it is absent.
///
/// # Errors
///
/// Returns an error if it isn't a `T`.
pub fn query<T: DeserializeOwned>(
    name: &str,
    query: &str,
    codec: Codec,
) -> Result<Option<T>, Error> {
    let node = Pairs::of_query(query).node(name, codec)?;
    node.map(|node| read(node, codec)).transpose()
}

/// Reads a cookie parameter; `None` if it is absent. The cookies aren't decoded yet.
///
/// # Errors
///
/// Returns an error if it isn't a `T`.
pub fn cookie<T: DeserializeOwned>(
    name: &str,
    cookies: &[(&str, &str)],
    codec: Codec,
) -> Result<Option<T>, Error> {
    let node = Pairs::of_cookies(cookies).node(name, codec)?;
    node.map(|node| read(node, codec)).transpose()
}

/// Reads a form.
///
/// # Errors
///
/// Returns an error if it isn't a `T`.
pub fn form<T: DeserializeOwned>(body: &str, codecs: &[(&str, Codec)]) -> Result<T, Error> {
    let pairs = split(body).map(|(name, value)| Ok((decode_form(name)?, value.to_owned())));
    let codecs = codecs.iter();
    typed(Node::Form(Form {
        pairs: pairs.collect::<Result<_, Error>>()?,
        codecs: codecs
            .map(|(name, codec)| ((*name).to_owned(), *codec))
            .collect(),
    }))
}

/// Reads the texts of one name.
///
/// # Errors
///
/// Returns an error if they aren't a `T`.
pub fn texts<T: DeserializeOwned>(texts: Vec<String>) -> Result<T, Error> {
    typed(Node::Texts(texts))
}

impl Codec {
    /// The value if no pair belongs to the parameter: an exploded object has no properties then, as its own
    /// name never occurs.
    #[must_use]
    pub fn absent<T: DeserializeOwned>(self) -> Option<T> {
        let unnamed = self.explode && self.has_members();
        unnamed
            .then(|| typed(Node::Members(Vec::new())).ok())
            .flatten()
    }
}

fn read<T: DeserializeOwned>(node: Node, codec: Codec) -> Result<T, Error> {
    let _text = codec.text.then(reading::text);
    typed(node)
}

fn path_node(name: &str, raw: &str, codec: Codec) -> Result<Node, Error> {
    match codec.style {
        Style::Json => Ok(Node::Json(decode(raw)?)),
        Style::Label => match raw.strip_prefix('.') {
            Some(rest) => Ok(Node::Joined(Joined::new(rest, codec, decode))),
            None => Err(Error::new("doesn't begin with a dot")),
        },
        Style::Matrix => matrix(name, raw, codec),
        _ => Ok(Node::Joined(Joined::new(raw, codec, decode))),
    }
}

fn matrix(name: &str, raw: &str, codec: Codec) -> Result<Node, Error> {
    let Some(rest) = raw.strip_prefix(';') else {
        return Err(Error::new("doesn't begin with a semicolon"));
    };
    let mut pairs = Vec::new();
    for piece in rest.split(';').filter(|piece| !piece.is_empty()) {
        let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
        pairs.push((decode(key)?, value));
    }
    let is_named = pairs.iter().all(|(key, _)| key == name);
    if !codec.explode {
        return match pairs.as_slice() {
            [(_, value)] if is_named => Ok(Node::Joined(Joined::new(value, codec, decode))),
            _ => Err(Error::new("isn't there exactly once")),
        };
    }
    let mut texts = Vec::new();
    let mut members = Vec::new();
    let mut names = HashSet::new();
    for (key, value) in pairs {
        let text = decode(value)?;
        // Which of both it is, its type says.
        texts.extend(is_named.then(|| text.clone()));
        if !names.insert(key.clone()) && !is_named {
            return Err(Error::new("is there more than once").below(&key));
        }
        members.push((key, Node::Text(text)));
    }
    Ok(Node::Exploded(texts, members))
}
