//! Values whose names have brackets, such as `a[b][0]`: the style `deepObject`.

use std::collections::BTreeMap;

use super::Error;
use super::node::{Node, several};

/// The most brackets of a name.
const MAX_DEPTH: usize = 32;

/// A value that is collected from its `name=value` pairs.
#[derive(Clone, Debug, Default)]
pub(super) struct Deep {
    /// The values of the name without brackets.
    texts: Vec<String>,
    /// The values of `name[key]`, by key.
    below: BTreeMap<String, Deep>,
    /// The values of `name[]`: list items without an index.
    unnumbered: Vec<Deep>,
    /// The rest of their names, behind `[]`.
    rest: String,
}

impl Deep {
    /// Adds a value. `path` is the rest of its name, such as `[a][b]`.
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
        // `a[][b]=1&a[][c]=2` is one item to some implementations and two items to others.
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

    /// Returns the values of the name, if there are none with brackets.
    pub(super) fn texts(self) -> Result<Vec<String>, Error> {
        if self.below.is_empty() && self.unnumbered.is_empty() {
            Ok(self.texts)
        } else {
            Err(Error::new("isn't a single value"))
        }
    }

    /// Returns the items of a list: those with an index, then the others.
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
        // `[1]` and `[01]` are the same index.
        if numbered.is_sorted_by(|(one, _), (other, _)| one < other) {
            let numbered = numbered.into_iter().map(|(_, deep)| deep);
            return Ok(numbered.chain(self.unnumbered).map(Node::Deep).collect());
        }
        Err(Error::new("has two items of one number"))
    }

    /// Returns the properties of an object.
    pub(super) fn members(self) -> Result<Vec<(String, Node)>, Error> {
        self.check()?;
        // A single empty value is an empty object.
        let is_empty = self.texts.iter().all(String::is_empty);
        if !self.unnumbered.is_empty() || !is_empty {
            return Err(Error::new("isn't an object"));
        }
        let members = self.below.into_iter();
        Ok(members.map(|(key, deep)| (key, Node::Deep(deep))).collect())
    }

    /// Whether it is a list if the type doesn't tell: the indices are complete, or there are several
    /// values.
    pub(super) fn is_list(&self) -> bool {
        let numbers: Option<Vec<usize>> = self.below.keys().map(|key| number(key)).collect();
        let mut numbers = numbers.unwrap_or_default();
        numbers.sort_unstable();
        let is_numbered =
            numbers.len() == self.below.len() && numbers.iter().copied().eq(0..numbers.len());
        self.texts.len() > 1 || is_numbered && self.texts.is_empty()
    }

    /// Whether it is a single value.
    pub(super) fn is_text(&self) -> bool {
        self.texts.len() == 1 && self.below.is_empty() && self.unnumbered.is_empty()
    }

    /// Refuses `a=1&a[b]=2`, which would be a string and an object.
    fn check(&self) -> Result<(), Error> {
        if self.texts.is_empty() || self.below.is_empty() && self.unnumbered.is_empty() {
            Ok(())
        } else {
            Err(Error::new("is there with brackets and without"))
        }
    }
}

/// A list item whose name has no brackets. Unlike in other styles, it is never JSON.
fn leaf(node: Node) -> Node {
    match node {
        Node::Text(text) => Node::Deep(Deep {
            texts: vec![text],
            ..Deep::default()
        }),
        other => other,
    }
}

/// The index of an item.
fn number(key: &str) -> Option<usize> {
    let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    key.parse().ok().filter(|_| is_number)
}
