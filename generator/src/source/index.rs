//! The places of all nodes of a text of YAML, from the events of a parser that keeps marks.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

use super::layout::Layout;
use super::lines;
use super::pointer::Pointer;

/// Nodes deeper than this are not told apart from their ancestor at this depth.
const MAX_DEPTH: usize = 256;

const ROOT: usize = 0;

/// What the tags begin with that YAML defines itself (YAML 1.2.2, section 10).
const YAML_TAGS: &str = "tag:yaml.org,2002:";

/// Which part of a node a place means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The mapping key that leads to the node. The root and the items of a sequence have none:
    /// there it means the value.
    Key,
    /// The node itself.
    Value,
}

/// A tree of places: per node the one of its key and the one of its value.
#[derive(Debug, Default)]
pub(super) struct Index {
    nodes: Vec<Node>,
    /// The child of a node that a token leads to.
    children: HashMap<(usize, Box<str>), usize>,
    /// The nodes with a tag that a value of JSON can't honour: where each begins, and the tag.
    tags: Vec<(usize, String)>,
}

#[derive(Debug)]
struct Node {
    key: Range<usize>,
    value: Range<usize>,
}

impl Index {
    /// Reads the first document of `text`. Where the parser stops with an error, the nodes before
    /// that place are kept.
    pub(super) fn build(text: &str, layout: &Layout) -> Self {
        let masked = mask_surrogates(text);
        let (index, whole) = Self::read(&masked, text, layout);
        if whole {
            return index;
        }
        match lines::joined(&masked).map(|joined| Self::read(&joined, text, layout)) {
            Some((other, whole)) if whole || other.nodes.len() > index.nodes.len() => other,
            _ => index,
        }
    }

    /// Reads a document that has the characters of `text` at the same places, and tells whether it
    /// could be read to its end.
    fn read(masked: &str, text: &str, layout: &Layout) -> (Self, bool) {
        let mut builder = Builder {
            text,
            layout,
            index: Self::default(),
            frames: Vec::new(),
        };
        let mut parser = Parser::new_from_str(masked);
        while let Some(event) = parser.next_event() {
            let Ok((event, span)) = event else {
                return (builder.index, false);
            };
            if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
                break;
            }
            builder.visit(&event, span);
        }
        (builder.index, true)
    }

    /// The nodes with a tag that a value of JSON can't honour: where each begins, and the tag.
    pub(super) fn tags(&self) -> &[(usize, String)] {
        &self.tags
    }

    /// The place of a node or of its nearest ancestor that has one; the start of the text when
    /// even the root has none.
    pub(super) fn locate(&self, pointer: &Pointer, part: Part) -> Range<usize> {
        let mut place = ROOT;
        for token in pointer.tokens() {
            match self.children.get(&(place, token.into())) {
                Some(&child) => place = child,
                None => break,
            }
        }
        match (self.nodes.get(place), part) {
            (None, _) => 0..0,
            (Some(node), Part::Key) => node.key.clone(),
            (Some(node), Part::Value) => node.value.clone(),
        }
    }
}

/// A collection whose end is still to come.
struct Frame {
    /// `None` where no pointer leads: below a key that is itself a collection, or too deep.
    node: Option<usize>,
    next: Next,
}

/// What the next event in a collection is.
enum Next {
    Item(usize),
    Key,
    /// The value of this key; `None` for a key that no token can name.
    Value(Option<Key>),
}

struct Key {
    token: Box<str>,
    range: Range<usize>,
}

struct Builder<'a> {
    text: &'a str,
    layout: &'a Layout,
    index: Index,
    frames: Vec<Frame>,
}

impl Builder<'_> {
    fn visit(&mut self, event: &Event<'_>, span: Span) {
        let range = self.first_line(span);
        if let Some(tag) = unsupported_tag(event) {
            self.index.tags.push((range.start, tag));
        }
        match event {
            Event::Scalar(token, ..) => self.leaf(Some(token), range),
            Event::Alias(_) => self.leaf(None, range),
            Event::MappingStart(..) => self.open(Next::Key, range),
            Event::SequenceStart(..) => self.open(Next::Item(0), range),
            Event::MappingEnd | Event::SequenceEnd => self.close(span),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
    }

    fn leaf(&mut self, token: Option<&str>, range: Range<usize>) {
        if let Some(next) = self.expected_key() {
            *next = Next::Value(token.map(|token| Key {
                token: token.into(),
                range,
            }));
        } else {
            self.add(range);
        }
    }

    fn open(&mut self, next: Next, range: Range<usize>) {
        let node = if let Some(expected) = self.expected_key() {
            *expected = Next::Value(None);
            None
        } else {
            // A block collection has no sign of its own that opens it: it shows its first line.
            self.add(range.start..self.layout.line_end(range.start))
        };
        self.frames.push(Frame { node, next });
    }

    fn close(&mut self, span: Span) {
        let end = self.layout.byte(self.text, span.end.index());
        let node = self.frames.pop().and_then(|frame| frame.node);
        if let Some(node) = node.and_then(|node| self.index.nodes.get_mut(node)) {
            let whole = node.key == node.value;
            node.value.end = node.value.end.min(end).max(node.value.start);
            if whole {
                node.key = node.value.clone();
            }
        }
    }

    /// The slot that a key has to fill, when a key comes next.
    fn expected_key(&mut self) -> Option<&mut Next> {
        let next = &mut self.frames.last_mut()?.next;
        matches!(next, Next::Key).then_some(next)
    }

    /// Adds the node that comes next in the innermost collection.
    fn add(&mut self, value: Range<usize>) -> Option<usize> {
        let depth = self.frames.len();
        let Some(frame) = self.frames.last_mut() else {
            return self.add_root(value);
        };
        let (token, key) = match &mut frame.next {
            Next::Item(index) => {
                let token = index.to_string().into_boxed_str();
                *index += 1;
                (token, value.clone())
            }
            Next::Key => return None,
            Next::Value(key) => {
                let key = key.take();
                frame.next = Next::Key;
                let Key { token, range } = key?;
                (token, range)
            }
        };
        let parent = frame.node.filter(|_| depth <= MAX_DEPTH)?;
        // A value that isn't written has no place of its own.
        let value = if value.is_empty() { key.clone() } else { value };
        let node = self.index.nodes.len();
        self.index.nodes.push(Node { key, value });
        // Of a key that stands in a mapping twice, the last one is kept, here as in the value.
        self.index.children.insert((parent, token), node);
        Some(node)
    }

    fn add_root(&mut self, value: Range<usize>) -> Option<usize> {
        self.index.nodes.is_empty().then(|| {
            let key = value.clone();
            self.index.nodes.push(Node { key, value });
            ROOT
        })
    }

    /// The bytes of a span, as far as they are on its first line.
    fn first_line(&self, span: Span) -> Range<usize> {
        let start = self.layout.byte(self.text, span.start.index());
        let end = self.layout.byte(self.text, span.end.index());
        start..end.min(self.layout.line_end(start)).max(start)
    }
}

/// The tag of a node, if it asks for more than a kind of value that JSON has and the node is of. Tags
/// of the document's own (`!name`) are left to the reader of values.
fn unsupported_tag(event: &Event<'_>) -> Option<String> {
    let (tag, honoured): (_, &[&str]) = match event {
        Event::Scalar(_, _, _, tag) => (tag, &["bool", "float", "int", "null", "str"]),
        Event::SequenceStart(_, tag) => (tag, &["seq"]),
        Event::MappingStart(_, tag) => (tag, &["map"]),
        _ => return None,
    };
    let tag = tag.as_ref().filter(|tag| tag.handle != "!")?;
    let whole = format!("{}{}", tag.handle, tag.suffix);
    match whole.strip_prefix(YAML_TAGS) {
        Some(name) if honoured.contains(&name) => None,
        Some(name) => Some(format!("!!{name}")),
        None => Some(whole),
    }
}

/// JSON escapes characters beyond the basic plane as two surrogates, which the YAML parser refuses.
/// Each is replaced by an escape of the same length, so that all places stay what they are.
fn mask_surrogates(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut rest = text;
    while let Some((before, after)) = split_at_surrogate(rest) {
        masked.push_str(before);
        masked.push_str("\\u003f");
        rest = after;
    }
    if masked.is_empty() {
        return Cow::Borrowed(text);
    }
    masked.push_str(rest);
    Cow::Owned(masked)
}

/// The text before and after the first escaped surrogate (`\uD800` to `\uDFFF`).
fn split_at_surrogate(text: &str) -> Option<(&str, &str)> {
    text.match_indices("\\u").find_map(|(at, _)| {
        let digits = text.get(at + 2..at + 6)?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        if !(0xd800..=0xdfff).contains(&code) {
            return None;
        }
        Some((text.get(..at)?, text.get(at + 6..)?))
    })
}
