//! Which schemas stand for files: bytes as they are.

use super::Lowering;
use super::keywords::{Keywords, Node};
use crate::source::Pointer;

/// Schemas inside of each other before the rest is passed over.
const MAX_DEPTH: usize = 32;

/// A part of a form that is a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Files {
    /// Whether there may be several.
    pub(super) list: bool,
    /// Whether its schema allows something else as well.
    pub(super) others: bool,
}

/// What counts as a file in a form beside a string of format `binary`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    /// A schema that says nothing: from OpenAPI 3.1 on, a part without a type is
    /// `application/octet-stream` unless its Encoding Object says otherwise.
    pub(super) untyped: bool,
    /// A plain string, as the media type of the part is one of bytes.
    pub(super) string: bool,
}

/// Whether a schema stands for bytes as they are.
pub(super) fn is_binary(keywords: &Keywords<'_>) -> bool {
    keywords.kind == Some("string") && keywords.format == Some("binary")
}

impl<'a> Lowering<'a> {
    /// Whether a schema stands for bytes as they are.
    pub(super) fn is_file(&mut self, node: Node<'a>, at: &Pointer) -> bool {
        let mut node = node;
        let mut at = at.clone();
        for _ in 0..MAX_DEPTH {
            let Some((schema, place, _)) = self.schema_of(node, &at) else {
                return false;
            };
            let keywords = Keywords::of(schema);
            match keywords.all_of {
                // A reference that has to say more is written as an `allOf` of one.
                [only] if keywords.only_all_of() => {
                    node = only.into();
                    at = place.key("allOf").index(0);
                }
                _ => return is_binary(&keywords),
            }
        }
        false
    }

    /// `contentMediaType` of a schema or, of a list, of the schema of its items.
    pub(super) fn content_media_type(&mut self, node: Node<'a>, at: &Pointer) -> Option<&'a str> {
        let (mut node, mut at) = (node, at.clone());
        for _ in 0..MAX_DEPTH {
            let (schema, place, _) = self.schema_of(node, &at)?;
            let keywords = Keywords::of(schema);
            if keywords.content_media_type.is_some() {
                return keywords.content_media_type;
            }
            (node, at) = match (keywords.all_of, keywords.items) {
                ([only], _) if keywords.only_all_of() => (only.into(), place.key("allOf").index(0)),
                (_, Some(items)) => (items, place.key("items")),
                _ => return None,
            };
        }
        None
    }

    /// Whether a schema says nothing of what its values are.
    pub(super) fn is_untyped(&mut self, node: Node<'a>, at: &Pointer) -> bool {
        let found = self.schema_of(node, at);
        found.is_some_and(|(schema, _, _)| {
            let keywords = Keywords::of(schema);
            keywords.kind.is_none() && keywords.silent()
        })
    }

    /// The files that a part of a form holds; `None` where it is none.
    pub(super) fn files(&mut self, node: Node<'a>, at: &Pointer, counts: Counts) -> Option<Files> {
        self.files_in(node, at, counts, MAX_DEPTH)
    }

    fn files_in(
        &mut self,
        node: Node<'a>,
        at: &Pointer,
        counts: Counts,
        depth: usize,
    ) -> Option<Files> {
        let depth = depth.checked_sub(1)?;
        let (schema, place, _) = self.schema_of(node, at)?;
        let keywords = Keywords::of(schema);
        let is_file = is_binary(&keywords)
            || (counts.untyped && keywords.kind.is_none() && keywords.silent())
            || (counts.string && is_plain_string(&keywords));
        if is_file {
            return Some(Files {
                list: false,
                others: false,
            });
        }
        if let ([only], true) = (keywords.all_of, keywords.only_all_of()) {
            let at = place.key("allOf").index(0);
            return self.files_in(only.into(), &at, counts, depth);
        }
        if keywords.effective_type() == Some("array") {
            let items = self.files_in(keywords.items?, &place.key("items"), counts, depth)?;
            return (!items.list).then_some(Files {
                list: true,
                ..items
            });
        }
        let (keyword, variants) = match (keywords.one_of, keywords.any_of) {
            (variants, []) => ("oneOf", variants),
            ([], variants) => ("anyOf", variants),
            _ => return None,
        };
        if !keywords.bare() || !keywords.all_of.is_empty() {
            return None;
        }
        // A schema that says nothing is anything beside the others.
        let counts = Counts {
            untyped: false,
            ..counts
        };
        let mut all = Files {
            list: false,
            others: false,
        };
        let mut is_file = false;
        for (index, variant) in variants.iter().enumerate() {
            let at = place.key(keyword).index(index);
            match self.files_in(variant.into(), &at, counts, depth) {
                Some(files) => {
                    is_file = true;
                    all.list |= files.list;
                    all.others |= files.others;
                }
                None => all.others = true,
            }
        }
        is_file.then_some(all)
    }
}

fn is_plain_string(keywords: &Keywords<'_>) -> bool {
    keywords.kind == Some("string") && keywords.format.is_none() && keywords.enumeration.is_empty()
}
