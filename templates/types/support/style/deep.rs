//! Values under names with brackets, such as `a[b][0]`.

use std::collections::BTreeMap;

use super::Error;
use super::node::{Node, several};

/// Names may be nested so deep and no deeper.
const MAX_DEPTH: usize = 32;

/// A value as it is put together of pairs.
#[derive(Clone, Debug, Default)]
pub(super) struct Deep {
    /// What stands under the name itself.
    texts: Vec<String>,
    /// What stands under `name[key]`.
    below: BTreeMap<String, Deep>,
    /// What stands under `name[]`: the items of a list without a number.
    unnumbered: Vec<Deep>,
    /// What follows the brackets of those.
    rest: String,
}

impl Deep {
    /// Puts a text at its place; `path` is what follows the name: `[a][b]`.
    pub(super) fn insert(&mut self, path: &str, text: String) -> Result<(), Error> {
        self.insert_within(path, text, MAX_DEPTH)
    }

    fn insert_within(&mut self, path: &str, text: String, depth: usize) -> Result<(), Error> {
        if path.is_empty() {
            self.texts.push(text);
            return Ok(());
        }
        let step = path.strip_prefix('[').and_then(|path| path.split_once(']'));
        let (Some((key, rest)), Some(depth)) = (step, depth.checked_sub(1)) else {
            return Err(Error::new("has brackets that don't match, or too many"));
        };
        if !key.is_empty() {
            let below = self.below.entry(key.to_owned()).or_default();
            return below.insert_within(rest, text, depth);
        }
        // Where two of them have other members, some take them for one item, and some for two.
        if !self.unnumbered.is_empty() && self.rest != rest {
            return Err(Error::new(
                "has items without a number whose members can't be told apart",
            ));
        }
        rest.clone_into(&mut self.rest);
        let mut item = Self::default();
        item.insert_within(rest, text, depth)?;
        self.unnumbered.push(item);
        Ok(())
    }

    /// The texts under the name, if there is nothing else.
    pub(super) fn texts(self) -> Result<Vec<String>, Error> {
        if self.below.is_empty() && self.unnumbered.is_empty() {
            Ok(self.texts)
        } else {
            Err(Error::new("isn't a single value"))
        }
    }

    /// The items of a list: those with a number, then the others.
    pub(super) fn items(self) -> Result<Vec<Node>, Error> {
        self.check()?;
        if !self.texts.is_empty() {
            return Ok(several(self.texts).into_iter().map(leaf).collect());
        }
        let mut numbered = Vec::new();
        for (key, deep) in self.below {
            let Some(number) = number(&key) else {
                return Err(Error::new(
                    "has a name where the number of an item should be",
                ));
            };
            numbered.push((number, deep));
        }
        numbered.sort_by_key(|(number, _)| *number);
        // `[1]` and `[01]`: in which order they came isn't known any more.
        if numbered.is_sorted_by(|(one, _), (other, _)| one < other) {
            let numbered = numbered.into_iter().map(|(_, deep)| deep);
            return Ok(numbered.chain(self.unnumbered).map(Node::Deep).collect());
        }
        Err(Error::new("has two items of one number"))
    }

    /// The members of an object.
    pub(super) fn members(self) -> Result<Vec<(String, Node)>, Error> {
        self.check()?;
        // An empty text is how an empty object is written.
        let is_empty = self.texts.iter().all(String::is_empty);
        if !self.unnumbered.is_empty() || !is_empty {
            return Err(Error::new("isn't an object"));
        }
        let members = self.below.into_iter();
        Ok(members.map(|(key, deep)| (key, Node::Deep(deep))).collect())
    }

    /// Whether it is a list, as far as the names tell: where any type will do.
    pub(super) fn is_list(&self) -> bool {
        let numbers: Option<Vec<usize>> = self.below.keys().map(|key| number(key)).collect();
        let mut numbers = numbers.unwrap_or_default();
        numbers.sort_unstable();
        let is_numbered =
            numbers.len() == self.below.len() && numbers.iter().copied().eq(0..numbers.len());
        self.texts.len() > 1 || is_numbered && self.texts.is_empty()
    }

    /// Whether it is one text.
    pub(super) fn is_text(&self) -> bool {
        self.texts.len() == 1 && self.below.is_empty() && self.unnumbered.is_empty()
    }

    /// `a=1&a[b]=2` would be a text and an object.
    fn check(&self) -> Result<(), Error> {
        if self.texts.is_empty() || self.below.is_empty() && self.unnumbered.is_empty() {
            Ok(())
        } else {
            Err(Error::new("is there with brackets and without"))
        }
    }
}

/// An item that has no brackets, and so isn't JSON whatever it looks like.
fn leaf(node: Node) -> Node {
    match node {
        Node::Text(text) => Node::Deep(Deep {
            texts: vec![text],
            ..Deep::default()
        }),
        other => other,
    }
}

/// The number of an item.
fn number(key: &str) -> Option<usize> {
    let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    key.parse().ok().filter(|_| is_number)
}
