//! What the keywords of a schema, and of those that it is merged with, say together.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::keywords::Bounds;
use crate::diagnostic::Diagnostic;
use crate::ir::{Constraints, TypeName, ValueNote};
use crate::source::Pointer;
use crate::spec::{SchemaId, SchemaType};

/// A schema, and what a type of it is called.
#[derive(Clone)]
pub(super) struct NamedSchema {
    pub(super) id: SchemaId,
    pub(super) name: TypeName,
}

/// A `oneOf` or an `anyOf`.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) members: Vec<NamedSchema>,
    /// Whether it is an `anyOf`, of which several members can hold at once.
    pub(super) is_any_of: bool,
    /// Whether it has just these members, not what stands in one of them.
    pub(super) is_flat: bool,
    /// The schema whose `discriminator` it has.
    pub(super) discriminator: Option<SchemaId>,
    pub(super) at: Pointer,
}

impl Choice {
    /// Whether a value satisfies just one of its members.
    pub(super) fn is_exclusive(&self) -> bool {
        !self.is_any_of && self.is_flat
    }
}

/// What properties beside the known ones are allowed, by the last that said so.
#[derive(Clone, Default)]
pub(super) enum OtherProperties {
    #[default]
    Unspecified,
    Denied,
    Open(Pointer),
    Typed(Vec<NamedSchema>),
}

/// What one schema says about the properties that it doesn't know.
#[derive(Clone)]
pub(super) struct Closed {
    /// Its `additionalProperties` or `unevaluatedProperties`.
    pub(super) at: Pointer,
    pub(super) known: IndexSet<String>,
    /// Whether it knows as well what the merged schemas say of other properties.
    pub(super) knows_others: bool,
}

/// What the strings of schemas hold that is JSON.
#[derive(Clone)]
pub(super) struct JsonContent {
    /// The last keyword that says so.
    pub(super) at: Pointer,
    /// Every `contentSchema`.
    pub(super) schemas: Vec<NamedSchema>,
}

/// What the keywords of one or several schemas say that must all hold.
#[derive(Clone, Default)]
pub(super) struct MergedSchema {
    pub(super) kind: Option<(SchemaType, Pointer)>,
    pub(super) format: Option<(String, Pointer)>,
    pub(super) enumeration: Option<(Vec<Value>, Pointer)>,
    pub(super) bounds: Bounds,
    /// What is asked of the values beside their type.
    pub(super) constraints: Constraints,
    /// Examples that an `i64` has no room for.
    pub(super) large_examples: Vec<Value>,
    /// The default, if it is a number.
    pub(super) default_number: Option<Value>,
    /// What is said of single values of the enumeration.
    pub(super) values: Vec<(Value, ValueNote)>,
    /// The schemas that each property must satisfy.
    pub(super) properties: IndexMap<String, Vec<NamedSchema>>,
    pub(super) required: IndexMap<String, Pointer>,
    pub(super) dependent_required: IndexMap<String, Vec<String>>,
    pub(super) others: OtherProperties,
    /// Whether there are no other properties where nothing says what they are.
    pub(super) sealed: bool,
    /// Whether one of them has `patternProperties`.
    pub(super) has_patterns: bool,
    /// The schemas that say what other properties there are, each with the properties that it knows.
    pub(super) closed: Vec<Closed>,
    pub(super) items: Vec<NamedSchema>,
    pub(super) prefix_items: Vec<SchemaId>,
    /// What their strings hold, where that is JSON.
    pub(super) content: Option<JsonContent>,
    pub(super) choices: Vec<Choice>,
    /// Whether one of them is `false`, which is written as `not: {}`.
    pub(super) is_never: bool,
    /// What they contradict each other in, so that no value satisfies them all.
    pub(super) impossible: Option<Box<Diagnostic>>,
    /// The components whose keywords are in here.
    pub(super) components: Vec<SchemaId>,
}

impl MergedSchema {
    /// The `type`, or the one that the other keywords only make sense with.
    pub(super) fn effective_type(&self) -> Option<SchemaType> {
        self.own_type().or_else(|| {
            let content = self.content.as_ref()?;
            (!content.schemas.is_empty()).then_some(SchemaType::String)
        })
    }

    /// The same, what their strings hold left aside.
    fn own_type(&self) -> Option<SchemaType> {
        if let Some((kind, _)) = &self.kind {
            return Some(*kind);
        }
        if !self.properties.is_empty() || !self.required.is_empty() || self.speaks_of_others() {
            return Some(SchemaType::Object);
        }
        if !self.items.is_empty() || !self.prefix_items.is_empty() {
            return Some(SchemaType::Array);
        }
        None
    }

    /// Whether they say anything about properties that they don't describe.
    pub(super) fn speaks_of_others(&self) -> bool {
        self.sealed || !matches!(self.others, OtherProperties::Unspecified)
    }

    /// Whether a value of any type satisfies them, the choices left aside.
    pub(super) fn is_empty(&self) -> bool {
        self.content.is_none() && self.says_only_content()
    }

    /// Whether they say nothing but what strings hold, the choices left aside.
    pub(super) fn says_only_content(&self) -> bool {
        self.own_type().is_none() && self.enumeration.is_none() && self.format.is_none()
    }

    /// The type, where they ask for nothing else.
    pub(super) fn only_type(&self) -> Option<SchemaType> {
        let says_no_more = self.properties.is_empty()
            && self.required.is_empty()
            && !self.speaks_of_others()
            && self.items.is_empty()
            && self.prefix_items.is_empty()
            && self.enumeration.is_none()
            && self.format.is_none()
            && self.content.is_none();
        let (kind, _) = self.kind.as_ref()?;
        says_no_more.then_some(*kind)
    }
}
