//! The variants of a union, and what each adds to what stands beside the choice.

use std::collections::HashSet;

use super::Lowering;
use super::facts::{Choice, Facts, Spot};
use super::family::component_of;
use super::keywords::{Keywords, Node};
use super::schema::distinct;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Discriminants, Discriminator, Kind, TypeRef, Union, Variant};
use crate::source::Pointer;

/// A longer title is a sentence, not a name.
const MAX_TITLE: usize = 40;

impl<'a> Lowering<'a> {
    /// Whether a member of a choice says all that the facts beside the choice do.
    pub(super) fn stands_alone(&mut self, facts: &Facts<'a>, member: &Spot<'a>) -> bool {
        if facts.is_empty() {
            return true;
        }
        let mut own = Facts::default();
        self.gather(member, &mut Vec::new(), &mut own);
        let (Some(beside), Some(kind)) = (facts.effective_type(), own.effective_type()) else {
            return facts.only_type() == Some("object") && !own.choices.is_empty();
        };
        let numbers = matches!(
            (beside, kind),
            ("number", "integer") | ("integer", "number")
        );
        if beside != kind && !numbers {
            let message = format!("no value is both of type `{beside}` and of type `{kind}`");
            let warning =
                Diagnostic::warning(Code::Conflict, message).at(&member.at, "this one is taken");
            let place = facts.kind.as_ref().map_or(&member.at, |(_, place)| place);
            self.diagnostics.push(warning.at(place, "not this one"));
            return true;
        }
        beside == kind && (facts.only_type() == Some(beside) || self.within(facts, &own))
    }

    /// Whether the first facts about an object are among the second.
    fn within(&mut self, facts: &Facts<'a>, own: &Facts<'a>) -> bool {
        let plain = facts.items.is_empty()
            && facts.enumeration.is_none()
            && facts.format.is_none()
            && (!facts.speaks_of_others() || own.speaks_of_others());
        let mut required = facts.required.keys();
        if !plain || !required.all(|name| own.required.contains_key(name)) {
            return false;
        }
        facts.properties.iter().all(|(name, spots)| {
            let Some(known) = own.properties.get(name) else {
                return false;
            };
            let both: Vec<Spot<'a>> = known.iter().chain(spots).cloned().collect();
            match distinct(&both).as_slice() {
                [_] => true,
                several => self
                    .narrowest(several)
                    .is_some_and(|spot| known.iter().any(|known| known.at == spot.at)),
            }
        })
    }
}

/// The variants of a union on its way.
#[derive(Default)]
pub(super) struct Variants<'a> {
    pub(super) list: Vec<Variant>,
    /// The component that each is.
    pub(super) components: Vec<Option<&'a str>>,
    names: HashSet<String>,
}

impl<'a> Variants<'a> {
    pub(super) fn push(
        &mut self,
        name: &str,
        kind: TypeRef,
        component: Option<&'a str>,
        at: &Pointer,
    ) {
        self.names.insert(name.to_owned());
        if self.list.iter().any(|earlier| earlier.kind.id == kind.id) {
            return;
        }
        self.list.push(Variant {
            name: name.to_owned(),
            // What allows `null` makes the whole union do so.
            kind: TypeRef {
                nullable: false,
                ..kind
            },
            discriminants: Discriminants::default(),
            combined: false,
            origin: at.clone(),
        });
        self.components.push(component);
    }

    /// A name that no variant has yet.
    pub(super) fn unused(&self, name: &str) -> String {
        if !self.names.contains(name) {
            return name.to_owned();
        }
        let numbered = (2_usize..).map(|number| format!("{name} {number}"));
        let mut free = numbered.filter(|name| !self.names.contains(name));
        free.next().unwrap_or_else(|| name.to_owned())
    }

    pub(super) fn kind(self, discriminator: Option<Discriminator>, exclusive: bool) -> Kind {
        Kind::Union(Union {
            variants: self.list,
            discriminator,
            exclusive,
        })
    }
}

/// Every combination of one member of each choice.
pub(super) fn combine<'a>(choices: &[Choice<'a>]) -> Vec<Vec<Spot<'a>>> {
    let mut combinations = vec![Vec::new()];
    for choice in choices {
        combinations = combinations
            .iter()
            .flat_map(|earlier: &Vec<Spot<'a>>| {
                choice.members.iter().map(|member| {
                    let mut combination = earlier.clone();
                    combination.push(member.clone());
                    combination
                })
            })
            .collect();
    }
    combinations
}

/// What the variant is called that satisfies these schemas.
pub(super) fn words(members: &[Spot<'_>]) -> String {
    let words: Vec<String> = members.iter().map(|member| word(member.node)).collect();
    words.join(" ")
}

/// What a schema is called among others: as its component, by its title, by the one value that it
/// allows, or by its kind of value.
fn word(node: Node<'_>) -> String {
    let schema = match node {
        Node::Schema(schema) => schema,
        Node::Reference(reference) => {
            return component_of(node).unwrap_or(reference).to_owned();
        }
    };
    let title = schema.schema_data.title.as_deref().map(str::trim);
    if let Some(title) = title.filter(|title| !title.is_empty() && title.len() <= MAX_TITLE) {
        return title.to_owned();
    }
    let keywords = Keywords::of(schema);
    if let [serde_json::Value::String(only)] = keywords.enumeration.as_slice()
        && !only.is_empty()
        && only.len() <= MAX_TITLE
    {
        return only.clone();
    }
    if !keywords.enumeration.is_empty() {
        return "Enum".to_owned();
    }
    if let Some(items) = keywords.items {
        return match component_of(items) {
            Some(item) => format!("{item} List"),
            None => "List".to_owned(),
        };
    }
    let properties = keywords.properties.is_some_and(|found| !found.is_empty());
    let word = match (keywords.kind, keywords.format) {
        (
            Some("string"),
            Some(format @ ("date-time" | "date" | "uuid" | "byte" | "ipv4" | "ipv6")),
        ) => format,
        (Some("string"), _) => "String",
        (Some("integer"), _) => "Integer",
        (Some("number"), _) => "Number",
        (Some("boolean"), _) => "Boolean",
        (Some("array"), _) => "List",
        _ if keywords.additional_properties.is_some() && !properties => "Map",
        _ if properties || keywords.kind == Some("object") || !keywords.all_of.is_empty() => {
            "Object"
        }
        _ if keywords.silent() => "Any",
        _ => "Value",
    };
    word.to_owned()
}
