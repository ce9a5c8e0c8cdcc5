//! Text to values.

use serde::de::DeserializeOwned;

use super::node::Node;
use super::pairs::Pairs;
use super::typed::typed;
use super::{Codec, Error, Style, decode};

/// Reads what stands in a path.
///
/// # Errors
///
/// Where it isn't a `T`.
pub fn path<T: DeserializeOwned>(name: &str, raw: &str, codec: Codec) -> Result<T, Error> {
    typed(path_node(name, raw, codec)?)
}

/// Reads the lines of a header.
///
/// # Errors
///
/// Where they aren't a `T`.
pub fn header<T: DeserializeOwned>(lines: &[&str], codec: Codec) -> Result<T, Error> {
    // A list may come in one line or in several (RFC 9110, section 5.3).
    let text = lines.join(",");
    typed(match codec.style {
        Style::Json => Node::json(text),
        _ => Node::joined(&text, codec, |text| Ok(text.to_owned()))?,
    })
}

/// Reads a parameter of a query; `None` where it isn't there.
///
/// # Errors
///
/// Where it isn't a `T`.
pub fn query<T: DeserializeOwned>(
    name: &str,
    query: &str,
    codec: Codec,
) -> Result<Option<T>, Error> {
    let node = Pairs::of_form(query)?.node(name, codec)?;
    node.map(typed).transpose()
}

/// Reads a parameter of the lines of the header `Cookie`; `None` where it isn't there.
///
/// # Errors
///
/// Where it isn't a `T`.
pub fn cookie<T: DeserializeOwned>(
    name: &str,
    lines: &[&str],
    codec: Codec,
) -> Result<Option<T>, Error> {
    let node = Pairs::of_cookies(lines)?.node(name, codec)?;
    node.map(typed).transpose()
}

/// Reads a form.
///
/// # Errors
///
/// Where it isn't a `T`.
pub fn form<T: DeserializeOwned>(body: &str, codecs: &[(&str, Codec)]) -> Result<T, Error> {
    typed(Pairs::of_form(body)?.form(codecs)?)
}

impl Codec {
    /// What it means that nothing is there: an object without members, where it has no name of
    /// its own that could be missing.
    #[must_use]
    pub fn absent<T: DeserializeOwned>(self) -> Option<T> {
        let unnamed = self.explode && self.has_members();
        unnamed
            .then(|| typed(Node::members(Vec::new())).ok())
            .flatten()
    }
}

fn path_node(name: &str, raw: &str, codec: Codec) -> Result<Node, Error> {
    match codec.style {
        Style::Json => Ok(Node::json(decode(raw)?)),
        Style::Label => match raw.strip_prefix('.') {
            Some(rest) => Node::joined(rest, codec, decode),
            None => Err(Error::new("doesn't begin with a dot")),
        },
        Style::Matrix => matrix(name, raw, codec),
        _ => Node::joined(raw, codec, decode),
    }
}

fn matrix(name: &str, raw: &str, codec: Codec) -> Result<Node, Error> {
    let Some(rest) = raw.strip_prefix(';') else {
        return Err(Error::new("doesn't begin with a semicolon"));
    };
    let mut values = Vec::new();
    for piece in rest.split(';') {
        let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
        if decode(key)? == name {
            values.push(value);
        }
    }
    match (codec.explode, values.as_slice()) {
        (false, [value]) => Node::joined(value, codec, decode),
        (false, _) => Err(Error::new("isn't there exactly once")),
        (true, _) => {
            let texts: Result<Vec<_>, Error> = values.iter().map(|value| decode(value)).collect();
            let mut node = Node::texts(texts?);
            node.members = Node::joined(rest, codec, decode)?.members;
            Ok(node)
        }
    }
}
