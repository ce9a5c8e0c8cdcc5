//! What the keywords of a schema, and of those that it is merged with, say together.

use indexmap::{IndexMap, IndexSet};
use openapiv3::Discriminator;
use serde_json::Value;

use super::keywords::{Bounds, Node};
use crate::diagnostic::Diagnostic;
use crate::ir::{TypeName, ValueNote};
use crate::source::Pointer;

/// A schema, where it stands, and what a type of it is called.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    pub(super) node: Node<'a>,
    pub(super) at: Pointer,
    pub(super) name: TypeName,
}

/// A `oneOf` or an `anyOf`.
#[derive(Clone)]
pub(super) struct Choice<'a> {
    pub(super) members: Vec<Spot<'a>>,
    /// Whether it is an `anyOf`, of which several members can hold at once.
    pub(super) several: bool,
    pub(super) discriminator: Option<(&'a Discriminator, Pointer)>,
    pub(super) at: Pointer,
}

impl Choice<'_> {
    /// Whether it is a `oneOf` of just these members, not of what stands in one of them.
    pub(super) fn is_exclusive(&self) -> bool {
        let mut members = self.members.iter();
        !self.several && members.all(|member| member.at.parent().as_ref() == Some(&self.at))
    }
}

/// What properties beside the known ones are allowed, by the last that said so.
#[derive(Clone, Default)]
pub(super) enum Others<'a> {
    #[default]
    Unspecified,
    Denied,
    Open(Pointer),
    Typed(Vec<Spot<'a>>),
}

/// What one schema says about the properties that it doesn't know.
#[derive(Clone)]
pub(super) struct Closed<'a> {
    /// Its `additionalProperties` or `unevaluatedProperties`.
    pub(super) at: Pointer,
    pub(super) known: IndexSet<&'a str>,
    /// Whether it knows as well what the merged schemas say of other properties.
    pub(super) knows_others: bool,
}

/// What the keywords of one or several schemas say that must all hold.
#[derive(Clone, Default)]
pub(super) struct Facts<'a> {
    pub(super) kind: Option<(&'a str, Pointer)>,
    pub(super) format: Option<(&'a str, Pointer)>,
    pub(super) enumeration: Option<(Vec<Value>, Pointer)>,
    pub(super) bounds: Bounds,
    /// Examples that an `i64` has no room for.
    pub(super) large: Vec<&'a Value>,
    /// What is said of single values of it.
    pub(super) values: Vec<(Value, ValueNote)>,
    /// The schemas that each property must satisfy.
    pub(super) properties: IndexMap<&'a str, Vec<Spot<'a>>>,
    pub(super) required: IndexMap<&'a str, Pointer>,
    pub(super) others: Others<'a>,
    /// Whether there are no other properties where nothing says what they are.
    pub(super) sealed: bool,
    /// The schemas that say what other properties there are, each with the properties that it knows.
    pub(super) closed: Vec<Closed<'a>>,
    pub(super) items: Vec<Spot<'a>>,
    pub(super) prefix_items: Option<(Vec<&'a str>, Pointer)>,
    pub(super) choices: Vec<Choice<'a>>,
    pub(super) not: Option<(Node<'a>, Pointer)>,
    pub(super) default: Option<&'a Value>,
    /// What they contradict each other in, so that no value satisfies them all.
    pub(super) impossible: Option<Box<Diagnostic>>,
    /// The components whose keywords are in here.
    pub(super) components: Vec<&'a str>,
}

impl Facts<'_> {
    /// The `type`, or the one that the other keywords only make sense with.
    pub(super) fn effective_type(&self) -> Option<&str> {
        if let Some((kind, _)) = &self.kind {
            return Some(kind);
        }
        if !self.properties.is_empty() || !self.required.is_empty() || self.speaks_of_others() {
            return Some("object");
        }
        if !self.items.is_empty() || self.prefix_items.is_some() {
            return Some("array");
        }
        None
    }

    /// Whether they say anything about properties that they don't describe.
    pub(super) fn speaks_of_others(&self) -> bool {
        self.sealed || !matches!(self.others, Others::Unspecified)
    }

    /// Whether a value of any type satisfies them, the choices left aside.
    pub(super) fn is_empty(&self) -> bool {
        self.effective_type().is_none() && self.enumeration.is_none() && self.format.is_none()
    }

    /// Whether they ask for nothing but a type.
    pub(super) fn only_type(&self) -> Option<&str> {
        let silent = self.properties.is_empty()
            && self.required.is_empty()
            && !self.speaks_of_others()
            && self.items.is_empty()
            && self.prefix_items.is_none()
            && self.enumeration.is_none()
            && self.format.is_none();
        self.kind.as_ref().map(|(kind, _)| *kind).filter(|_| silent)
    }
}
