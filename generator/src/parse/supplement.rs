//! What a document says that OpenAPI 3.0 has no word for, by the pointer to the object that says it.
//!
//! The dialects fill it in while a document is put into the form of 3.0. Nodes go on moving then, so
//! what is known of a node moves along ([`Supplement::moved`]), and in the end each pointer is that of
//! the node in the model.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::PathItem;
use serde_json::Value;

use crate::source::Pointer;

/// What OpenAPI 3.0 has no word for, by the pointer to the object that says it.
#[derive(Clone, Debug, Default)]
pub struct Supplement {
    /// `webhooks`: the requests that the API makes itself, by their names.
    pub webhooks: IndexMap<String, PathItem>,
    nodes: BTreeMap<Pointer, Node>,
}

/// What is known of an object.
#[derive(Clone, Debug)]
enum Node {
    Schema(Box<SchemaSupplement>),
    /// A media type whose `schema` is an `itemSchema`.
    ItemSchema,
    /// A header with `explode: true`.
    ExplodedHeader,
    /// The callbacks of an operation that are references, by their names.
    Callbacks(IndexMap<String, String>),
}

/// What OpenAPI 3.0 can't say of a schema.
#[derive(Clone, Debug, Default)]
pub struct SchemaSupplement {
    /// Whether the schema stands inside of another, though it is a component of the model.
    pub is_part: bool,
    /// An example that is a number beyond those of an `i64`.
    pub large_example: Option<Value>,
    /// `contentMediaType`.
    pub content_media_type: Option<String>,
    /// Whether its strings hold JSON, as `contentMediaType` says.
    pub holds_json: bool,
    /// The `contentSchema` of that JSON, as a reference.
    pub content_schema: Option<String>,
    /// `prefixItems`, as references.
    pub prefix_items: Vec<String>,
    /// `dependentRequired`: the properties that must be there where another one is, by that one.
    pub dependent_required: IndexMap<String, Vec<String>>,
    /// What its values are held against as they are in JSON.
    pub assertions: Vec<Assertion>,
    /// Whether it has `unevaluatedProperties: false`.
    pub is_closed: bool,
    /// Whether `additionalProperties` stands for `unevaluatedProperties`.
    pub is_unevaluated: bool,
    /// Whether `default` is `null`.
    pub has_null_default: bool,
}

/// Keywords of a schema that no type says, as the document writes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Assertion {
    /// The first of them.
    pub keyword: &'static str,
    /// A schema that has no other keywords. A `$ref` in it is replaced by the schema that it refers to,
    /// unless that schema refers to itself, or too much would have to be copied.
    pub schema: Value,
}

impl Supplement {
    /// Takes out what is known of a schema.
    pub fn take_schema(&mut self, at: &Pointer) -> SchemaSupplement {
        match self.nodes.remove(at) {
            Some(Node::Schema(schema)) => *schema,
            _ => SchemaSupplement::default(),
        }
    }

    /// Whether the `schema` of a media type is its `itemSchema`.
    #[must_use]
    pub fn is_item_schema(&self, media_type: &Pointer) -> bool {
        matches!(self.nodes.get(media_type), Some(Node::ItemSchema))
    }

    /// Whether a header has `explode: true`.
    #[must_use]
    pub fn is_exploded(&self, header: &Pointer) -> bool {
        matches!(self.nodes.get(header), Some(Node::ExplodedHeader))
    }

    /// Takes out the callbacks of an operation that are references: what each refers to, by its name.
    pub fn take_callbacks(&mut self, operation: &Pointer) -> IndexMap<String, String> {
        match self.nodes.remove(operation) {
            Some(Node::Callbacks(callbacks)) => callbacks,
            _ => IndexMap::new(),
        }
    }

    /// Adds to what is known of a schema.
    pub(super) fn add(&mut self, schema: &Pointer, add: impl FnOnce(&mut SchemaSupplement)) {
        let node = self.nodes.entry(schema.clone());
        let node = node.or_insert_with(|| Node::Schema(Box::default()));
        if let Node::Schema(schema) = node {
            add(schema);
        }
    }

    /// What is known of a schema so far.
    pub(super) fn schema(&self, at: &Pointer) -> Option<&SchemaSupplement> {
        match self.nodes.get(at) {
            Some(Node::Schema(schema)) => Some(schema),
            _ => None,
        }
    }

    /// Notes that the `schema` of a media type is its `itemSchema`.
    pub(super) fn add_item_schema(&mut self, media_type: &Pointer) {
        self.nodes.insert(media_type.clone(), Node::ItemSchema);
    }

    /// Notes that a header has `explode: true`.
    pub(super) fn add_exploded(&mut self, header: &Pointer) {
        self.nodes.insert(header.clone(), Node::ExplodedHeader);
    }

    /// Notes a callback of an operation that is a reference.
    pub(super) fn add_callback(&mut self, operation: &Pointer, name: &str, target: &str) {
        let node = self.nodes.entry(operation.clone());
        let node = node.or_insert_with(|| Node::Callbacks(IndexMap::new()));
        if let Node::Callbacks(callbacks) = node {
            callbacks.insert(name.to_owned(), target.to_owned());
        }
    }

    /// Notes that the node at `from` stands at `to` now, in place of what stood there.
    pub(super) fn moved(&mut self, from: &Pointer, to: &Pointer) {
        let moved = self.take_below(from);
        self.take_below(to);
        for (at, node) in moved {
            let rest = at.as_str().strip_prefix(from.as_str());
            if let Some(at) = rest.and_then(|rest| to.join(rest)) {
                self.nodes.insert(at, node);
            }
        }
    }

    /// Takes out what is known of a node and of those below it.
    fn take_below(&mut self, at: &Pointer) -> Vec<(Pointer, Node)> {
        let below = at.key("");
        let range = self.nodes.range(below.clone()..);
        let keys = range.map(|(at, _)| at);
        let keys = keys.take_while(|at| at.as_str().starts_with(below.as_str()));
        let keys: Vec<Pointer> = std::iter::once(at).chain(keys).cloned().collect();
        keys.into_iter()
            .filter_map(|at| self.nodes.remove_entry(&at))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Supplement;
    use crate::source::Pointer;

    #[test]
    fn what_is_known_of_a_node_moves_along() {
        let at = |text: &str| Pointer::parse(text).unwrap();
        let mut supplement = Supplement::default();
        for place in ["/a/0", "/a/1", "/a/10", "/a/1/b", "/a/1-"] {
            supplement.add(&at(place), |schema| {
                schema.content_media_type = Some(place.to_owned());
            });
        }
        supplement.add_exploded(&at("/a/0/c"));
        supplement.moved(&at("/a/1"), &at("/a/0"));
        assert!(!supplement.is_exploded(&at("/a/0/c")));
        for (place, stood) in [
            ("/a/0", Some("/a/1")),
            ("/a/0/b", Some("/a/1/b")),
            ("/a/1", None),
            ("/a/1/b", None),
            ("/a/1-", Some("/a/1-")),
            ("/a/10", Some("/a/10")),
        ] {
            let schema = supplement.take_schema(&at(place));
            assert_eq!(schema.content_media_type.as_deref(), stood, "{place}");
        }
    }
}
