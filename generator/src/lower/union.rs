//! `oneOf`, `anyOf` and base classes: values of one of several types.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, Discriminator as Declared};
use serde_json::Value;

use super::Lowering;
use super::component::pointer;
use super::facts::{Choice, Facts, Spot};
use super::family::component_of;
use super::keywords::{Keywords, Node};
use super::schema::MAX_MERGED;
use super::variant::{Variants, combine, words};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Discriminator, Kind, Mapped, Section, Type, TypeName, TypeRef, Usage};
use crate::source::Pointer;

/// Combinations of the members of several choices, more than anyone means.
const MAX_COMBINATIONS: usize = 64;

/// Extensions with the value that a schema has at the discriminator of what it extends.
const DISCRIMINATOR_VALUES: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// Unions inside of unions inside of merged schemas.
const MAX_UNIONS: usize = 6;

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
        let declared = self.base_class(component);
        let inherited = self.own_discriminator(component).is_none();
        let within = Some(component).filter(|_| inherited);
        let mut discriminator = self.discriminator(declared, within, &variants);
        if let Some((discriminator, _)) = &mut discriminator {
            let mut ids = variants.list.iter().map(|variant| variant.kind.id);
            discriminator.default = ids.position(|id| id == base.id);
        }
        // The base class stands for the values of which nothing is known.
        variants.kind(discriminator.map(|(found, _)| found), false)
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
        let mut none_is_one = false;
        for combination in combine(&choices) {
            let one_of_several = combinations != Some(1);
            if combination
                .iter()
                .any(|spot| self.only_null(spot.node) || one_of_several && says_nullable(spot.node))
            {
                continue;
            }
            let Some(last) = combination.last() else {
                continue;
            };
            let word = variants.unused(&words(&combination));
            let kind = self.member(&facts, &combination, &name.step(&word), &last.at);
            if self.is_never(kind) {
                none_is_one = true;
                continue;
            }
            let component = component_of(last.node).filter(|_| !several);
            variants.push(&word, kind, component, &last.at);
        }
        self.depth.unions -= 1;
        let declared = choices
            .iter()
            .find_map(|choice| choice.discriminator.clone());
        let discriminator = self.discriminator(declared, None, &variants);
        let discriminator =
            discriminator.and_then(|(found, lost)| self.with_lost(found, lost, &variants, at));
        if choices.iter().any(|choice| choice.several) && discriminator.is_none() {
            self.findings.any_of.insert(at.clone());
        }
        let exclusive = choices.iter().all(Choice::is_exclusive);
        if let [only] = choices.as_slice()
            && exclusive
            && variants.list.len() > 1
        {
            self.findings.one_of.insert(at.clone(), only.at.clone());
        }
        match variants.list.as_slice() {
            [] if none_is_one => Kind::Never,
            [] => Kind::Null,
            [only] => Kind::Alias(only.kind),
            _ => variants.kind(discriminator, exclusive),
        }
    }

    /// Whether no value at all is of a type.
    pub(super) fn is_never(&self, type_ref: TypeRef) -> bool {
        let type_ref = self.types.unalias(type_ref);
        !type_ref.nullable && matches!(self.types.get(type_ref.id).kind, Kind::Never)
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

    /// The value that a component says to have at the discriminator, in an extension of Azure's.
    fn discriminator_value(&self, component: &str) -> Option<&'a str> {
        let extensions = &self.component_schema(component)?.schema_data.extensions;
        DISCRIMINATOR_VALUES
            .iter()
            .find_map(|name| extensions.get(*name)?.as_str())
    }

    /// The discriminator of a union, if the union has one and it leads to the variants; of an
    /// inherited one only what leads to the component that inherits it, or to what extends that.
    /// With it the values whose schema doesn't exist.
    fn discriminator(
        &mut self,
        declared: Option<(&'a Declared, Pointer)>,
        within: Option<&str>,
        variants: &Variants<'a>,
    ) -> Option<(Discriminator, Vec<&'a str>)> {
        let (declared, at) = declared?;
        let mut mapping: Vec<Mapped> = Vec::new();
        let mut lost: Vec<&'a str> = Vec::new();
        for (value, target) in &declared.mapping {
            let Some(target) = self.mapped(target) else {
                lost.push(value);
                continue;
            };
            if within.is_some_and(|within| !self.family.extends(target, within)) {
                continue;
            }
            let exactly = variants
                .components
                .iter()
                .position(|found| *found == Some(target));
            let variant = exactly.or_else(|| {
                let leads = |found: &Option<&'a str>| {
                    found.is_some_and(|found| self.leads_to(found, target))
                };
                variants.components.iter().position(leads)
            });
            let Some(variant) = variant else {
                let message = format!("`{value}` doesn't lead to any of the types of this union");
                let warning = Diagnostic::warning(Code::Reference, message);
                self.diagnostics
                    .push(warning.at(&at.key("mapping").key(value), "passed over"));
                continue;
            };
            mapping.push(Mapped {
                value: Value::from(value.as_str()),
                variant,
                implied: false,
            });
        }
        // The component's name is a value, too, beside those of the mapping.
        for (index, component) in variants.components.iter().enumerate() {
            if let Some(component) = component {
                let said = self.discriminator_value(component);
                mapping.push(Mapped {
                    value: Value::from(said.unwrap_or(component)),
                    variant: index,
                    implied: said.is_none(),
                });
            }
        }
        let discriminator = Discriminator {
            property: declared.property_name.clone(),
            mapping,
            default: None,
        };
        Some((discriminator, lost))
    }

    /// Gives the values whose schema doesn't exist to the one variant that no other value leads to.
    /// Where there are several of these, the discriminator would tell them apart wrongly.
    fn with_lost(
        &mut self,
        mut discriminator: Discriminator,
        lost: Vec<&str>,
        variants: &Variants<'a>,
        at: &Pointer,
    ) -> Option<Discriminator> {
        let is_mapped = |index: &usize| {
            let mut mapping = discriminator.mapping.iter();
            mapping.any(|mapped| mapped.variant == *index && !mapped.implied)
        };
        let mut others = (0..variants.list.len()).filter(|index| !is_mapped(index));
        match (lost.is_empty(), others.next(), others.next()) {
            (true, ..) | (_, None, _) => {}
            (false, Some(variant), None) => {
                let lost = lost.into_iter().map(|value| Mapped {
                    value: Value::from(value),
                    variant,
                    implied: false,
                });
                discriminator.mapping.splice(..0, lost);
            }
            (false, Some(_), Some(_)) => {
                let message = "several variants of this union could be the ones whose schemas the \
                               mapping doesn't name";
                let warning = Diagnostic::warning(Code::Reference, message);
                self.diagnostics
                    .push(warning.at(at, "the discriminator isn't honoured"));
                return None;
            }
        }
        Some(discriminator)
    }
}

/// Whether a schema says nothing but that the value may be `null`, or else an object that can't have
/// any properties: among others of a choice, these are ways to write the member `null`.
fn says_nullable(node: Node<'_>) -> bool {
    let Node::Schema(schema) = node else {
        return false;
    };
    let keywords = Keywords::of(schema);
    let is_empty = keywords.properties.is_none_or(IndexMap::is_empty)
        && matches!(
            keywords.additional_properties,
            Some(AdditionalProperties::Any(false))
        );
    let is_silent = keywords.silent() && keywords.kind.is_none();
    schema.schema_data.nullable && (is_silent || is_empty)
}
