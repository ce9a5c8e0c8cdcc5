//! `oneOf`, `anyOf` and base classes: values of one of several types.

use std::collections::HashSet;

use openapiv3::Discriminator as Declared;

use super::Lowering;
use super::component::pointer;
use super::facts::{Choice, Facts, Spot};
use super::family::component_of;
use super::keywords::{Keywords, Node};
use super::schema::MAX_MERGED;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Discriminator, Kind, Section, Signs, Type, TypeName, TypeRef, Union, Usage, Variant,
};
use crate::source::Pointer;

/// Combinations of the members of several choices, more than anyone means.
const MAX_COMBINATIONS: usize = 64;

/// Unions inside of unions inside of merged schemas.
const MAX_UNIONS: usize = 6;

/// A longer title is a sentence, not a name.
const MAX_TITLE: usize = 40;

impl<'a> Lowering<'a> {
    /// A base class with a discriminator: a value of one of the types that extend it, or its own.
    pub(super) fn base_class_kind(
        &mut self,
        component: &'a str,
        heirs: &[&'a str],
        facts: Facts<'a>,
        spot: &Spot<'a>,
    ) -> Kind {
        let mut variants = Variants::default();
        for heir in heirs {
            if let Some(kind) = self.components.get(heir).copied() {
                variants.push(heir, kind, Some(heir), &pointer(Section::Schemas, heir));
            }
        }
        let base_name = spot.name.step("Base");
        let kind = self.build(facts, &spot.at, &base_name);
        let base = self.add(kind, base_name, &spot.at);
        self.note(base, spot.node);
        variants.push(component, base, Some(component), &spot.at);
        // Those that extend it stand in `allOf`s of their own: a value is known as theirs by name.
        let declared = self
            .base_class(component)
            .map(|found| (found, spot.at.key("discriminator")));
        let discriminator = self.discriminator(declared, &variants);
        variants.kind(discriminator)
    }

    /// What satisfies the facts and a member of each choice.
    pub(super) fn union(&mut self, mut facts: Facts<'a>, at: &Pointer, name: &TypeName) -> Kind {
        let choices = std::mem::take(&mut facts.choices);
        let choices: Vec<Choice<'a>> = choices
            .into_iter()
            .filter(|choice| self.tells_types(choice))
            .collect();
        if choices.is_empty() {
            return self.build(facts, at, name);
        }
        let combinations = choices.iter().try_fold(1_usize, |product, choice| {
            product.checked_mul(choice.members.len())
        });
        let several = choices.len() > 1;
        if several && combinations.is_none_or(|product| product > MAX_COMBINATIONS) {
            return self.because("the choices of this schema have too many combinations", at);
        }
        if self.depth.unions == MAX_UNIONS || self.depth.merged >= MAX_MERGED {
            return self.because("choices are merged in choices too deeply", at);
        }
        self.depth.unions += 1;
        let mut variants = Variants::default();
        for combination in combine(&choices) {
            if combination.iter().any(|spot| self.only_null(spot.node)) {
                continue;
            }
            let Some(last) = combination.last() else {
                continue;
            };
            let word = variants.unused(&self.word(&combination));
            let kind = self.member(&facts, &combination, &name.step(&word), &last.at);
            let component = component_of(last.node).filter(|_| !several);
            variants.push(&word, kind, component, &last.at);
        }
        self.depth.unions -= 1;
        let declared = choices
            .iter()
            .find_map(|choice| choice.discriminator.clone());
        let discriminator = self.discriminator(declared, &variants);
        if choices.iter().any(|choice| choice.several) && discriminator.is_none() {
            self.any_of.insert(at.clone());
        }
        match variants.list.as_slice() {
            [] => Kind::Null,
            [only] => Kind::Alias(only.kind),
            _ => variants.kind(discriminator),
        }
    }

    /// Whether a choice is one of types; warns where it only says which properties go together.
    fn tells_types(&mut self, choice: &Choice<'a>) -> bool {
        let constraints = choice.members.iter().all(|member| match member.node {
            Node::Reference(_) => false,
            Node::Schema(schema) => {
                let keywords = Keywords::of(schema);
                let all_of_constraints = keywords.all_of.iter().all(|member| {
                    matches!(Node::from(member), Node::Schema(schema)
                        if Keywords::of(schema).constrains())
                });
                keywords.constrains() && all_of_constraints
            }
        });
        if constraints {
            let message = "a choice of nothing but constraints has no effect on the emitted crates";
            let warning = Diagnostic::warning(Code::Unsupported, message);
            self.diagnostics
                .push(warning.at_key(&choice.at, "not honoured"));
        }
        !constraints
    }

    /// The type of what satisfies the facts and all of the members.
    fn member(
        &mut self,
        facts: &Facts<'a>,
        members: &[Spot<'a>],
        name: &TypeName,
        at: &Pointer,
    ) -> TypeRef {
        if let [only] = members
            && self.stands_alone(facts, only)
        {
            return self.type_ref(only.node, &only.at, name);
        }
        self.depth.merged += 1;
        let mut merged = facts.clone();
        for member in members {
            let member = Spot {
                name: name.clone(),
                ..member.clone()
            };
            self.gather(&member, &mut Vec::new(), &mut merged);
        }
        let kind = self.build(merged, at, name);
        let type_ref = match kind {
            Kind::Alias(inner) => inner,
            kind => self.add(kind, name.clone(), at),
        };
        for member in members {
            self.note_new(type_ref, member.node);
        }
        type_ref
    }

    /// Whether a member of a choice says all that the facts beside the choice do.
    fn stands_alone(&mut self, facts: &Facts<'a>, member: &Spot<'a>) -> bool {
        if facts.is_empty() {
            return true;
        }
        if let Some(component) = component_of(member.node) {
            let extends = |base: &&str| self.family.extends(component, base);
            if let Some(base) = facts.components.first()
                && extends(base)
            {
                return true;
            }
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
        beside == kind && facts.only_type() == Some(beside)
    }

    /// Notes what a schema says to people about a type that was made of it.
    fn note_new(&mut self, type_ref: TypeRef, node: Node<'a>) {
        if !self.types.get(type_ref.id).name.is_component() {
            self.note(type_ref, node);
        }
    }

    /// Adds a type of its own.
    pub(super) fn add(&mut self, kind: Kind, name: TypeName, at: &Pointer) -> TypeRef {
        let id = self.push(Type {
            name,
            description: None,
            deprecated: false,
            kind,
            usage: Usage::default(),
            recursive: false,
            origin: at.clone(),
        });
        TypeRef {
            id,
            nullable: false,
        }
    }

    /// The discriminator of a union, if the union has one and it leads to the variants.
    fn discriminator(
        &mut self,
        declared: Option<(&'a Declared, Pointer)>,
        variants: &Variants<'a>,
    ) -> Option<Discriminator> {
        let (declared, at) = declared?;
        let mut mapping: Vec<(String, usize)> = Vec::new();
        let mut mapped = HashSet::new();
        for (value, target) in &declared.mapping {
            let target = self.mapped(target);
            let variant = target.and_then(|target| {
                let exactly = variants
                    .components
                    .iter()
                    .position(|found| *found == Some(target));
                exactly.or_else(|| {
                    let leads = |found: &Option<&'a str>| {
                        found.is_some_and(|found| self.leads_to(found, target))
                    };
                    variants.components.iter().position(leads)
                })
            });
            let Some(variant) = variant else {
                let message = format!("`{value}` doesn't lead to any of the types of this union");
                let warning = Diagnostic::warning(Code::Reference, message);
                self.diagnostics
                    .push(warning.at(&at.key("mapping").key(value), "passed over"));
                continue;
            };
            mapped.insert(variant);
            mapping.push((value.clone(), variant));
        }
        // Without a mapping, the value is the component's name.
        for (index, component) in variants.components.iter().enumerate() {
            if let Some(component) = component
                && !mapped.contains(&index)
                && !mapping.iter().any(|(value, _)| value == component)
            {
                mapping.push(((*component).to_owned(), index));
            }
        }
        Some(Discriminator {
            property: declared.property_name.clone(),
            mapping,
        })
    }

    /// What a variant is called.
    fn word(&self, members: &[Spot<'a>]) -> String {
        let words: Vec<String> = members.iter().map(|member| word(member.node)).collect();
        words.join(" ")
    }
}

/// The variants of a union on its way.
#[derive(Default)]
struct Variants<'a> {
    list: Vec<Variant>,
    /// The component that each is.
    components: Vec<Option<&'a str>>,
    names: HashSet<String>,
}

impl<'a> Variants<'a> {
    fn push(&mut self, name: &str, kind: TypeRef, component: Option<&'a str>, at: &Pointer) {
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
            signs: Signs::default(),
            origin: at.clone(),
        });
        self.components.push(component);
    }

    /// A name that no variant has yet.
    fn unused(&self, name: &str) -> String {
        if !self.names.contains(name) {
            return name.to_owned();
        }
        let numbered = (2_usize..).map(|number| format!("{name} {number}"));
        let mut free = numbered.filter(|name| !self.names.contains(name));
        free.next().unwrap_or_else(|| name.to_owned())
    }

    fn kind(self, discriminator: Option<Discriminator>) -> Kind {
        Kind::Union(Union {
            variants: self.list,
            discriminator,
        })
    }
}

/// Every combination of one member of each choice.
fn combine<'a>(choices: &[Choice<'a>]) -> Vec<Vec<Spot<'a>>> {
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
        (Some("string"), Some(format @ ("date-time" | "date" | "uuid" | "ipv4" | "ipv6"))) => {
            format
        }
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
