//! Pairs of a name and a text, as queries, forms and cookies are made of.

use std::collections::BTreeMap;

use super::node::Node;
use super::{Codec, Error, Style, decode, decode_form};

/// Names may be nested so deep and no deeper.
const MAX_DEPTH: usize = 32;

/// Pairs, their names decoded and their values not: what sets items apart is looked for first.
pub(super) struct Pairs<'a> {
    pairs: Vec<(String, &'a str)>,
    decode: fn(&str) -> Result<String, Error>,
}

impl<'a> Pairs<'a> {
    /// The pairs of a query or form.
    pub(super) fn of_form(text: &'a str) -> Result<Self, Error> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode_form(name)?, value))
        });
        Ok(Self {
            pairs: pairs.collect::<Result<_, Error>>()?,
            decode: decode_form,
        })
    }

    /// The pairs of cookies.
    pub(super) fn of_cookies(lines: &[&'a str]) -> Result<Self, Error> {
        let cookies = lines.iter().flat_map(|line| line.split(';'));
        let pairs = cookies.filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let value = value.trim().trim_matches('"');
            Some(decode(name.trim()).map(|name| (name, value)))
        });
        Ok(Self {
            pairs: pairs.collect::<Result<_, Error>>()?,
            decode,
        })
    }

    /// What stands there under a name; `None` where nothing does.
    pub(super) fn node(&self, name: &str, codec: Codec) -> Result<Option<Node>, Error> {
        if codec.style == Style::DeepObject {
            return self.deep(name);
        }
        let named = self.pairs.iter().filter(|(known, _)| known == name);
        let values: Vec<&str> = named.map(|(_, value)| *value).collect();
        if codec.explode {
            let texts = self.decoded(&values)?;
            let members = self.members(codec)?;
            if texts.is_empty() && members.is_empty() {
                return Ok(None);
            }
            let mut node = Node::texts(texts);
            if !members.is_empty() {
                node.members = Some(members);
            }
            return Ok(Some(node));
        }
        match values.as_slice() {
            [] => Ok(None),
            [value] if codec.style == Style::Json => Ok(Some(Node::json((self.decode)(value)?))),
            [value] => Node::joined(value, codec, self.decode).map(Some),
            _ => Err(Error::new("is there more than once")),
        }
    }

    /// A form as one value, each member by its own style.
    pub(super) fn form(&self, codecs: &[(&str, Codec)]) -> Result<Node, Error> {
        let codec_of = |name: &str| codecs.iter().find(|(known, _)| *known == name);
        let mut plain: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in &self.pairs {
            let base = name.split_once('[').map_or(name.as_str(), |(base, _)| base);
            let is_deep = codec_of(base).is_some_and(|(_, codec)| codec.style == Style::DeepObject);
            let is_member = codecs.iter().any(|(_, codec)| codec.is_member(name));
            if !is_deep && !is_member {
                plain.entry(name).or_default().push(value);
            }
        }
        let mut members = Vec::new();
        for (name, values) in plain {
            let codec = codec_of(name).map(|(_, codec)| *codec);
            let codec = codec.filter(|codec| !codec.explode);
            let node = match (codec, values.as_slice()) {
                (Some(codec), [value]) if codec.style == Style::Json => {
                    (self.decode)(value).map(Node::json)
                }
                (Some(codec), [value]) => Node::joined(value, codec, self.decode),
                _ => self.decoded(&values).map(Node::texts),
            };
            members.push((name.to_owned(), node.map_err(|error| error.below(name))?));
        }
        for (name, _) in codecs
            .iter()
            .filter(|(_, codec)| codec.style == Style::DeepObject)
        {
            if let Some(node) = self.deep(name).map_err(|error| error.below(name))? {
                members.push(((*name).to_owned(), node));
            }
        }
        for (name, codec) in codecs.iter().filter(|(_, codec)| codec.has_members()) {
            let own = self.members(*codec).map_err(|error| error.below(name))?;
            if !own.is_empty() {
                members.push(((*name).to_owned(), Node::members(own)));
            }
        }
        Ok(Node::members(members))
    }

    fn decoded(&self, values: &[&str]) -> Result<Vec<String>, Error> {
        values.iter().map(|value| (self.decode)(value)).collect()
    }

    /// The members of an object that has no name of its own.
    fn members(&self, codec: Codec) -> Result<Vec<(String, Node)>, Error> {
        let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in self.pairs.iter().filter(|(name, _)| codec.is_member(name)) {
            members.entry(name).or_default().push(value);
        }
        let members = members.into_iter().map(|(name, values)| {
            let texts = self.decoded(&values).map_err(|error| error.below(name))?;
            Ok((name.to_owned(), Node::texts(texts)))
        });
        members.collect()
    }

    /// What stands there under `name[…][…]`.
    fn deep(&self, name: &str) -> Result<Option<Node>, Error> {
        let mut deep = Deep::default();
        let mut found = false;
        for (key, value) in &self.pairs {
            let Some(rest) = key.strip_prefix(name) else {
                continue;
            };
            if !rest.is_empty() && !rest.starts_with('[') {
                continue;
            }
            let Some(steps) = steps(rest) else {
                return Err(Error::new("has brackets that don't match, or too many"));
            };
            deep.insert(&steps, (self.decode)(value)?);
            found = true;
        }
        Ok(found.then(|| deep.node()))
    }
}

/// The names between the brackets of `[a][b]`.
fn steps(text: &str) -> Option<Vec<&str>> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (step, after) = rest.strip_prefix('[')?.split_once(']')?;
        if steps.len() == MAX_DEPTH {
            return None;
        }
        steps.push(step);
        rest = after;
    }
    Some(steps)
}

/// A value as it is put together of pairs.
#[derive(Default)]
struct Deep {
    texts: Vec<String>,
    below: BTreeMap<String, Deep>,
}

impl Deep {
    fn insert(&mut self, steps: &[&str], text: String) {
        match steps.split_first() {
            // `a[]=1` is one more item of a list of texts.
            None => self.texts.push(text),
            Some((step, rest)) => {
                let below = self.below.entry((*step).to_owned()).or_default();
                below.insert(rest, text);
            }
        }
    }

    fn node(mut self) -> Node {
        if self.below.is_empty() {
            let mut node = Node::texts(self.texts);
            if node.text.as_deref() == Some("") {
                node.members = Some(Vec::new());
            }
            return node;
        }
        let unnumbered = self.below.remove("").map(Deep::node);
        let numbered = self.below.keys().all(|key| key.parse::<usize>().is_ok());
        let mut members: Vec<(String, Node)> = self
            .below
            .into_iter()
            .map(|(key, deep)| (key, deep.node()))
            .collect();
        if !numbered {
            return Node::members(members);
        }
        members.sort_by_key(|(key, _)| key.parse::<usize>().unwrap_or_default());
        let mut node = Node::members(members);
        node.unnumbered = unnumbered.map(Box::new);
        node
    }
}
