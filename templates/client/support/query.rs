//! The query of a request, which is written as it is sent.

use std::borrow::Cow;
use std::ops::Range;

/// Most queries aren't longer.
const USUAL_LENGTH: usize = 128;

/// The encoded pairs of all parameters, each with a `&` behind it.
#[derive(Clone, Default)]
pub(super) struct Query {
    text: String,
    /// The name of each parameter, and where its pairs end.
    parameters: Vec<(Cow<'static, str>, usize)>,
}

impl Query {
    /// Adds a parameter.
    pub(super) fn add(&mut self, name: Cow<'static, str>, write: impl FnOnce(&mut String)) {
        if self.text.capacity() == 0 {
            self.text.reserve(USUAL_LENGTH);
        }
        write_pairs(&mut self.text, write);
        self.parameters.push((name, self.text.len()));
    }

    /// Adds a parameter, or gives the one of this name other pairs.
    pub(super) fn set(&mut self, name: Cow<'static, str>, write: impl FnOnce(&mut String)) {
        let Some(index) = self.index(&name) else {
            return self.add(name, write);
        };
        let mut pairs = String::new();
        write_pairs(&mut pairs, write);
        let place = self.place(index);
        self.text.replace_range(place.clone(), &pairs);
        for (_, end) in self.parameters.iter_mut().skip(index) {
            *end = *end + pairs.len() - place.len();
        }
    }

    /// The position of a parameter.
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|(known, _)| known == name)
    }

    /// Where the pairs of a parameter are.
    fn place(&self, index: usize) -> Range<usize> {
        let end = |index: usize| self.parameters.get(index).map_or(0, |(_, end)| *end);
        index.checked_sub(1).map_or(0, end)..end(index)
    }

    /// The pairs of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let pairs = self.text.get(self.place(self.index(name)?))?;
        pairs.strip_suffix('&')
    }

    /// The pairs of all parameters; `None` if there are none.
    pub(super) fn encoded(&self) -> Option<&str> {
        self.text.strip_suffix('&')
    }
}

/// Writes pairs, and a `&` behind them if there are some.
fn write_pairs(text: &mut String, write: impl FnOnce(&mut String)) {
    let start = text.len();
    write(text);
    if text.len() > start {
        text.push('&');
    }
}
