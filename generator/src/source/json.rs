//! The places of nodes in a text of JSON.
//!
//! Few of the nodes of a document are ever reported on, so nothing is read ahead. On the way to a
//! node, each collection is read once, with its members passed over as raw text, whose place in the
//! whole text is known; what is found is kept for other ways that lead through the same collection.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::index::Part;
use super::layout::Layout;
use super::pointer::Pointer;

/// The places of the nodes of a text of JSON, as far as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Json {
    /// The collections that were read, by the place in the text where they begin.
    collections: Mutex<HashMap<usize, HashMap<Box<str>, Member>>>,
}

/// A member of an object, or an item of an array.
#[derive(Clone, Debug)]
struct Member {
    key: Range<usize>,
    value: Range<usize>,
}

impl Json {
    /// The index of a text that is JSON from its beginning to its end; else `None`.
    pub(super) fn of(text: &str) -> Option<Self> {
        let is_json = text.trim_start().starts_with(['{', '['])
            && serde_json::from_str::<IgnoredAny>(text).is_ok();
        is_json.then(Self::default)
    }

    /// The place of a node or of its nearest ancestor that has one, as far as it is on its first
    /// line.
    pub(super) fn locate(
        &self,
        text: &str,
        layout: &Layout,
        pointer: &Pointer,
        part: Part,
    ) -> Range<usize> {
        let whole = text.len() - text.trim_start().len()..text.trim_end().len();
        let mut place = Member {
            key: whole.clone(),
            value: whole,
        };
        for token in pointer.tokens() {
            match self.member(text, &place.value, &token) {
                Some(member) => place = member,
                None => break,
            }
        }
        let range = match part {
            Part::Key => place.key,
            Part::Value => place.value,
        };
        range.start..range.end.min(layout.line_end(range.start))
    }

    /// What a token leads to in a collection.
    fn member(&self, text: &str, collection: &Range<usize>, token: &str) -> Option<Member> {
        let mut collections = self
            .collections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let members = collections
            .entry(collection.start)
            .or_insert_with(|| members(text, collection.clone()));
        members.get(token).cloned()
    }
}

/// The members of a collection; none of anything else.
fn members(text: &str, collection: Range<usize>) -> HashMap<Box<str>, Member> {
    let visitor = Members { text };
    let inner = text.get(collection).unwrap_or_default();
    if !inner.starts_with(['{', '[']) {
        return HashMap::new();
    }
    let mut deserializer = serde_json::Deserializer::from_str(inner);
    // The text is known to be JSON.
    deserializer.deserialize_any(visitor).unwrap_or_default()
}

struct Members<'a> {
    text: &'a str,
}

impl Members<'_> {
    /// Where a part of the text stands in it.
    fn range(&self, part: &RawValue) -> Range<usize> {
        let part = part.get();
        let start = part.as_ptr().addr() - self.text.as_ptr().addr();
        start..start + part.len()
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = HashMap<Box<str>, Member>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = HashMap::new();
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            let name: String = serde_json::from_str(key.get()).unwrap_or_default();
            let (key, value) = (self.range(key), self.range(value));
            // Of a key that is there twice, the last one is kept, here as in the value.
            members.insert(name.into(), Member { key, value });
        }
        Ok(members)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut members = HashMap::new();
        while let Some(item) = items.next_element::<&RawValue>()? {
            let range = self.range(item);
            let (key, value) = (range.clone(), range);
            members.insert(members.len().to_string().into(), Member { key, value });
        }
        Ok(members)
    }
}
