//! The `name=value` pairs of queries and cookies.

use std::collections::BTreeMap;

use super::deep::Deep;
use super::node::{Joined, Node};
use super::{Codec, Decode, Error, Style, decode, decode_form};

/// Pairs: decoded names, and values that aren't decoded yet, as they are split at delimiters first.
pub(super) struct Pairs<'a> {
    pairs: Vec<(String, &'a str)>,
    decode: Decode,
}

/// The names and values of a query or form, not decoded.
pub(super) fn split(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

impl<'a> Pairs<'a> {
    /// The pairs of a query. Pairs whose name isn't percent-encoded UTF-8 are skipped.
    pub(super) fn of_query(text: &'a str) -> Self {
        let pairs = split(text).filter_map(|(name, value)| Some((decode_form(name).ok()?, value)));
        Self {
            pairs: pairs.collect(),
            decode: decode_form,
        }
    }

    /// The pairs of cookies, which aren't decoded yet.
    pub(super) fn of_cookies(cookies: &[(&str, &'a str)]) -> Self {
        let pairs = cookies.iter();
        let pairs = pairs.filter_map(|(name, value)| Some((decode(name).ok()?, *value)));
        Self {
            pairs: pairs.collect(),
            decode,
        }
    }

    /// Returns the value of a parameter; `None` if it is absent.
    pub(super) fn node(&self, name: &str, codec: Codec) -> Result<Option<Node>, Error> {
        if codec.style == Style::DeepObject {
            return self.deep(name);
        }
        let named = self.pairs.iter().filter(|(known, _)| known == name);
        let values: Vec<&str> = named.map(|(_, value)| *value).collect();
        if codec.explode {
            let texts = self.decoded(&values)?;
            let members = self.members(codec)?;
            let is_there = !texts.is_empty() || !members.is_empty();
            return Ok(is_there.then_some(Node::Exploded(texts, members)));
        }
        match values.as_slice() {
            [] => Ok(None),
            [value] if codec.style == Style::Json => Ok(Some(Node::Json((self.decode)(value)?))),
            [value] => Ok(Some(Node::Joined(Joined::new(value, codec, self.decode)))),
            _ => Err(Error::new("is there more than once")),
        }
    }

    fn decoded(&self, values: &[&str]) -> Result<Vec<String>, Error> {
        values.iter().map(|value| (self.decode)(value)).collect()
    }

    /// The properties of an exploded object.
    fn members(&self, codec: Codec) -> Result<Vec<(String, Node)>, Error> {
        let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in self.pairs.iter().filter(|(name, _)| codec.is_member(name)) {
            members.entry(name).or_default().push(value);
        }
        let members = members.into_iter().map(|(name, values)| {
            let texts = self.decoded(&values).map_err(|error| error.below(name))?;
            Ok((name.to_owned(), Node::Texts(texts)))
        });
        members.collect()
    }

    /// The values of `name`, `name[…]`, `name[…][…]` and so on.
    fn deep(&self, name: &str) -> Result<Option<Node>, Error> {
        let mut deep = None;
        for (key, value) in &self.pairs {
            let path = key.strip_prefix(name);
            let Some(path) = path.filter(|path| path.is_empty() || path.starts_with('[')) else {
                continue;
            };
            let deep = deep.get_or_insert_with(Deep::default);
            deep.insert(path, (self.decode)(value)?)?;
        }
        Ok(deep.map(Node::Deep))
    }
}
