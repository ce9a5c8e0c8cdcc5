//! Looks up the items of the types crate by their names.

use std::collections::HashMap;

use super::model::item::{Item, Struct, TypeFile};
use super::model::rust_type::{Argument, RustType};

/// Aliases of aliases are followed this far.
const MAX_ALIASES: usize = 16;

/// The items of the types crate by their names.
pub(super) struct Index<'a>(HashMap<&'a str, &'a Item>);

impl<'a> Index<'a> {
    pub(super) fn new(files: &'a [TypeFile]) -> Self {
        let items = files.iter().flat_map(|file| &file.items);
        Self(items.map(|item| (item.name(), item)).collect())
    }

    /// The struct that a type is.
    pub(super) fn object(&self, kind: &RustType) -> Option<&'a Struct> {
        match self.named(kind)? {
            Item::Struct(item) => Some(item),
            _ => None,
        }
    }

    /// A type without `Option`s, boxes and aliases, and the number of `Option`s. `None` if aliases
    /// are nested too deeply.
    pub(super) fn inner<'b>(&'b self, mut kind: &'b RustType) -> Option<(&'b RustType, usize)> {
        let (mut options, mut aliases) = (0, 0);
        while aliases < MAX_ALIASES {
            match (kind, self.named(kind)) {
                (RustType::Option(inner), _) => {
                    options += 1;
                    kind = inner;
                }
                (RustType::Boxed(inner), _) => kind = inner,
                (_, Some(Item::Alias(alias))) => {
                    aliases += 1;
                    kind = &alias.target;
                }
                _ => return Some((kind, options)),
            }
        }
        None
    }

    /// How the client takes a value of a type.
    pub(super) fn argument(&self, kind: &RustType) -> Argument {
        match kind {
            RustType::String => Argument::Text,
            RustType::Vec(item) if **item == RustType::String => Argument::Texts,
            RustType::Vec(_) => Argument::Slice,
            _ if self.is_copy(kind) => Argument::Value,
            _ => Argument::Reference,
        }
    }

    fn is_copy(&self, kind: &RustType) -> bool {
        let Some((kind, 0)) = self.inner(kind) else {
            return false;
        };
        match self.named(kind) {
            Some(Item::Enum(item)) => item.is_copy,
            Some(_) => false,
            None => kind.is_copy(),
        }
    }

    /// The item that a type is.
    pub(super) fn item(&self, kind: &RustType) -> Option<&'a Item> {
        self.named(kind)
    }

    fn named(&self, kind: &RustType) -> Option<&'a Item> {
        match kind {
            RustType::Named(name) => self.0.get(name.as_str()).copied(),
            _ => None,
        }
    }
}
