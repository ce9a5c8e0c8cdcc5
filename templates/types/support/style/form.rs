//! Bodies of the media type `application/x-www-form-urlencoded`.

use std::collections::BTreeMap;

use super::deep::Deep;
use super::node::{Joined, Node};
use super::{Codec, Error, Style, decode_form};

/// A form.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// Its pairs: decoded names, and values that aren't decoded yet.
    pub(super) pairs: Vec<(String, String)>,
    /// The properties that don't have the default style.
    pub(super) codecs: Vec<(String, Codec)>,
}

/// A property that is collected from its pairs.
#[derive(Default)]
struct Member<'a> {
    values: Vec<&'a str>,
    deep: Option<Deep>,
    error: Option<Error>,
}

impl Form {
    /// Returns the properties of the form. `fields` are those of a struct; empty for a map. A field may
    /// have names with brackets whatever its style is, as many clients write nested values that way. A
    /// property that can't be read says so when it is, so that the faults of all are known.
    pub(super) fn members(&self, fields: &[&str]) -> Vec<(String, Node)> {
        let mut members: BTreeMap<&str, Member<'_>> = BTreeMap::new();
        let mut unnamed: BTreeMap<&str, BTreeMap<&str, Result<Vec<String>, Error>>> =
            BTreeMap::new();
        for (name, value) in &self.pairs {
            let base = name.split_once('[').map_or(name.as_str(), |(base, _)| base);
            let is_deep = self.is_deep(base)
                || base != name && fields.contains(&base) && !fields.contains(&name.as_str());
            let owner = self.codecs.iter().find(|(_, codec)| codec.is_member(name));
            if is_deep {
                let member = members.entry(base).or_default();
                let path = name.get(base.len()..).unwrap_or_default();
                let deep = member.deep.get_or_insert_default();
                let inserted = decode_form(value).and_then(|text| deep.insert(path, text));
                if let Err(error) = inserted {
                    member.error.get_or_insert(error);
                }
            } else if let Some((owner, _)) = owner {
                let own = unnamed.entry(owner).or_default();
                let texts = own.entry(name).or_insert_with(|| Ok(Vec::new()));
                match (decode_form(value), &mut *texts) {
                    (Ok(text), Ok(texts)) => texts.push(text),
                    (Err(error), Ok(_)) => *texts = Err(error),
                    (_, Err(_)) => {}
                }
            } else {
                members.entry(name).or_default().values.push(value);
            }
        }
        let named = members.into_iter().map(|(name, member)| {
            let node = self.node(name, member).unwrap_or_else(Node::Faulty);
            (name.to_owned(), node)
        });
        let unnamed = unnamed.into_iter().map(|(owner, members)| {
            let members = members.into_iter().map(|(name, texts)| {
                let node = texts.map_or_else(Node::Faulty, Node::Texts);
                (name.to_owned(), node)
            });
            (owner.to_owned(), Node::Members(members.collect()))
        });
        named.chain(unnamed).collect()
    }

    fn is_deep(&self, name: &str) -> bool {
        let mut codecs = self.codecs.iter();
        codecs.any(|(known, codec)| known == name && codec.style == Style::DeepObject)
    }

    fn node(&self, name: &str, member: Member<'_>) -> Result<Node, Error> {
        if let Some(error) = member.error {
            return Err(error);
        }
        if let Some(deep) = member.deep {
            if !member.values.is_empty() {
                return Err(Error::new("is there with brackets and without"));
            }
            return Ok(Node::Deep(deep));
        }
        let codec = self.codecs.iter().find(|(known, _)| known == name);
        let codec = codec.filter(|(_, codec)| !codec.explode);
        Ok(match (codec, member.values.as_slice()) {
            (Some((_, codec)), [value]) if codec.style == Style::Json => {
                Node::Json(decode_form(value)?)
            }
            (Some((_, codec)), [value]) => Node::Joined(Joined::new(value, *codec, decode_form)),
            (Some(_), _) => return Err(Error::new("is there more than once")),
            (None, values) => {
                let texts = values.iter().map(|value| decode_form(value));
                Node::Texts(texts.collect::<Result<_, Error>>()?)
            }
        })
    }
}
