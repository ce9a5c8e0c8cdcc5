//! The nodes of a document as they stand in its files, and where references lead.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use oasmith::diagnostic::Diagnostics;
use oasmith::source::{FileId, Origin, Pointer, Source};
use serde_json::Value;

/// References that lead from one node to the next before it is called a circle.
const MAX_STEPS: usize = 32;

/// A document with all its files.
pub(crate) struct Document<'a> {
    source: &'a Source,
    files: RefCell<HashMap<usize, Rc<Value>>>,
}

impl<'a> Document<'a> {
    pub(crate) fn new(source: &'a Source) -> Self {
        Self {
            source,
            files: RefCell::default(),
        }
    }

    fn file(&self, file: FileId) -> Rc<Value> {
        let mut files = self.files.borrow_mut();
        let value = files.entry(file.0).or_insert_with(|| {
            // What there is to say about it, the generator says.
            let mut diagnostics = Diagnostics::default();
            let value = oasmith::parse::read(self.source, file, &mut diagnostics);
            Rc::new(value.unwrap_or_default())
        });
        Rc::clone(value)
    }

    /// A node; `None` where there is none.
    pub(crate) fn get(&self, at: &Origin) -> Option<Value> {
        self.file(at.file).pointer(at.pointer.as_str()).cloned()
    }

    /// The node itself, or the one at the end of the references that it consists of.
    pub(crate) fn resolve(&self, at: Origin) -> Option<(Origin, Value)> {
        let mut at = at;
        for _ in 0..MAX_STEPS {
            let value = self.get(&at)?;
            let Some(reference) = reference(&value) else {
                return Some((at, value));
            };
            at = self.target(at.file, reference)?;
        }
        None
    }

    /// Where a reference leads that stands in a file.
    pub(crate) fn target(&self, from: FileId, reference: &str) -> Option<Origin> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = match path {
            "" => from,
            path => self.source.open_beside(from, path).ok()?,
        };
        Some(Origin {
            file,
            pointer: Pointer::parse(&decoded(fragment))?,
        })
    }
}

/// What a Reference Object refers to.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// A member of a node.
pub(crate) fn member(at: &Origin, name: &str) -> Origin {
    Origin {
        file: at.file,
        pointer: at.pointer.key(name),
    }
}

/// An item of a node.
pub(crate) fn item(at: &Origin, index: usize) -> Origin {
    Origin {
        file: at.file,
        pointer: at.pointer.index(index),
    }
}

/// A part of a URI without its percent-encoding.
pub(crate) fn decoded(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let digits = others
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = others.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_followed() {
        let source = Source::from_text(
            "a",
            r##"{"a": {"$ref": "#/b~1c"}, "b/c": {"$ref": "#/%64"}, "d": 1, "e": {"$ref": "#/e"}}"##,
        );
        let document = Document::new(&source);
        let at = |text: &str| Origin {
            file: FileId::default(),
            pointer: Pointer::parse(text).unwrap(),
        };
        let (end, value) = document.resolve(at("/a")).unwrap();
        assert_eq!((end.pointer.as_str(), value), ("/d", Value::from(1)));
        assert!(document.resolve(at("/e")).is_none());
        assert!(document.resolve(at("/x")).is_none());
    }
}
