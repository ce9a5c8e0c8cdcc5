//! `oneOf`, `anyOf` and base classes: values of one of several types.
//!
//! A choice may have keywords beside it, and a schema may have several choices, be it that it has
//! both `oneOf` and `anyOf` or that the members of its `allOf` have some. A value satisfies all that
//! stands beside them and a member of each choice. So a union has one variant for each combination
//! of members: what was merged so far, merged with these.
//!
//! ```yaml
//! properties: {id: {type: string}}
//! oneOf:
//! - {$ref: '#/components/schemas/Circle'}
//! - {$ref: '#/components/schemas/Square'}
//! ```
//!
//! This has two variants, each with the properties of its component and `id`. Where a member says
//! all that stands beside the choice anyway, its own type is the variant. A member that allows
//! nothing but `null` makes the uses of the union nullable, and no variant; a combination that no
//! value satisfies is left out. What is left of one variant is no union, but that type.
//!
//! Members can have choices of their own, without end where they refer to each other: how deep they
//! lie in each other and how many combinations there are is bounded.

use serde_json::Value;

use super::merge::no_value_of_both;
use super::merged::{Choice, MergedSchema, NamedSchema};
use super::nullability::is_only_null;
use super::variant::{Variants, combine, variant_name};
use super::{MAX_MERGED, Schemas, distinct};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Discriminator, Kind, Mapped, Step, TypeName, TypeRef, VariantName};
use crate::source::Pointer;
use crate::spec::{self, AdditionalProperties, SchemaId, SchemaType};

/// Combinations of the members of several choices, more than anyone means.
const MAX_COMBINATIONS: usize = 64;

/// Extensions with the value that a schema has at the discriminator of what it extends.
const DISCRIMINATOR_VALUES: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// Unions inside of unions inside of merged schemas.
const MAX_UNIONS: usize = 6;

impl<'s> Schemas<'s> {
    /// A base class with a discriminator: a value of one of its subtypes, or its own.
    pub(super) fn base_class(
        &mut self,
        base: &NamedSchema,
        subtypes: &[SchemaId],
        merged: MergedSchema,
    ) -> Kind {
        let mut variants = Variants::default();
        for subtype in subtypes {
            if let Some(kind) = self.components.get(subtype).copied() {
                let name = VariantName::named(self.spec.component_name(*subtype).into_owned());
                variants.push(name, kind, Some(*subtype), self.spec.at(*subtype));
            }
        }
        let at = self.spec.at(base.id);
        let base_name = base.name.step(Step::Base);
        let lowered = self.build(merged, at, &base_name);
        let own = self.add_lowered(lowered, &base_name, at);
        self.describe(own, base.id);
        let name = VariantName::named(self.spec.component_name(base.id).into_owned());
        variants.push(name, own, Some(base.id), at);
        // Subtypes stand in `allOf`s of their own: a value is known as theirs by name.
        let declared = self.inheritance.discriminator_of(base.id);
        let is_inherited = self.inheritance.own_discriminator(base.id).is_none();
        let within = Some(base.id).filter(|_| is_inherited);
        let mut discriminator = self.discriminator(declared, within, &variants);
        if let Some((discriminator, _)) = &mut discriminator {
            let mut ids = variants.list.iter().map(|variant| variant.kind.id);
            discriminator.default = ids.position(|id| id == own.id);
        }
        // The base class stands for the values of which nothing is known.
        variants.kind(discriminator.map(|(found, _)| found), false)
    }

    /// What satisfies what was merged and a member of each choice.
    pub(super) fn union(
        &mut self,
        mut merged: MergedSchema,
        at: &Pointer,
        name: &TypeName,
    ) -> Kind {
        let choices = std::mem::take(&mut merged.choices);
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
            let is_null = |schema: &NamedSchema| {
                is_only_null(self.spec, schema.id)
                    || one_of_several && self.says_nullable(schema.id)
            };
            if combination.iter().any(is_null) {
                continue;
            }
            let Some(last) = combination.last() else {
                continue;
            };
            let last_at = self.spec.at(last.id);
            let variant =
                variants.unused(variant_name(self.spec, &self.choices.formats, &combination));
            let member_name = name.step(Step::Variant(variant.clone()));
            let kind = self.member(&merged, &combination, &member_name, last_at);
            if self.is_never(kind) {
                none_is_one = true;
                continue;
            }
            let component = self.spec.named_component(last.id).filter(|_| !several);
            variants.push(variant, kind, component, last_at);
        }
        self.depth.unions -= 1;
        let declared = choices.iter().find_map(|choice| choice.discriminator);
        let declared = declared.and_then(|id| {
            let schema = self.spec.schema_object(id)?;
            Some((schema.discriminator.as_ref()?, id))
        });
        let discriminator = self.discriminator(declared, None, &variants);
        let discriminator =
            discriminator.and_then(|(found, lost)| self.with_lost(found, lost, &variants, at));
        if choices.iter().any(|choice| choice.is_any_of) && discriminator.is_none() {
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

    /// Whether a schema says nothing but that the value may be `null`, or else an object that can't
    /// have any properties: among others of a choice, these are ways to write the member `null`.
    fn says_nullable(&self, id: SchemaId) -> bool {
        let Some(schema) = self.spec.schema_object(id) else {
            return false;
        };
        let is_empty = schema.properties.is_empty()
            && schema.other_properties() == Some(AdditionalProperties::Allowed(false));
        schema.nullable && (schema.is_untyped() || is_empty)
    }

    /// The type of what satisfies what was merged and all of the members.
    fn member(
        &mut self,
        merged: &MergedSchema,
        members: &[NamedSchema],
        name: &TypeName,
        at: &Pointer,
    ) -> TypeRef {
        if let [only] = members
            && self.stands_alone(merged, only)
        {
            return self.type_ref(only.id, name);
        }
        self.depth.merged += 1;
        let mut merged = merged.clone();
        for member in members {
            let member = NamedSchema {
                name: name.clone(),
                ..*member
            };
            self.merge(&member, &mut Vec::new(), &mut merged);
        }
        let type_ref = match self.build(merged, at, name) {
            (Kind::Alias(inner), constraints) => self.constrained(inner, constraints, at, name),
            lowered => self.add_lowered(lowered, name, at),
        };
        for member in members {
            // A component's type has words of its own.
            if !self.types.get(type_ref.id).name.is_component() {
                self.describe(type_ref, member.id);
            }
        }
        type_ref
    }

    /// Whether a member of a choice says all that stands beside the choice.
    fn stands_alone(&mut self, beside: &MergedSchema, member: &NamedSchema) -> bool {
        if beside.is_empty() {
            return true;
        }
        let mut own = MergedSchema::default();
        self.merge(member, &mut Vec::new(), &mut own);
        if beside.says_only_content()
            && own
                .effective_type()
                .is_some_and(|kind| kind != SchemaType::String)
        {
            return true;
        }
        let (Some(kind), Some(own_kind)) = (beside.effective_type(), own.effective_type()) else {
            return beside.only_type() == Some(SchemaType::Object) && !own.choices.is_empty();
        };
        let are_numbers = matches!(
            (kind, own_kind),
            (SchemaType::Number, SchemaType::Integer) | (SchemaType::Integer, SchemaType::Number)
        );
        if kind != own_kind && !are_numbers {
            let at = self.spec.at(member.id);
            let message = no_value_of_both(kind, own_kind);
            let warning = Diagnostic::warning(Code::Conflict, message).at(at, "this one is taken");
            let place = beside.kind.as_ref().map_or(at, |(_, place)| place);
            self.diagnostics.push(warning.at(place, "not this one"));
            return true;
        }
        kind == own_kind && (beside.only_type() == Some(kind) || self.says_all(&own, beside))
    }

    /// Whether the first says all that the second says about an object.
    fn says_all(&mut self, own: &MergedSchema, other: &MergedSchema) -> bool {
        let is_plain = other.items.is_empty()
            && other.enumeration.is_none()
            && other.format.is_none()
            && other.content.is_none()
            && (!other.speaks_of_others() || own.speaks_of_others());
        let mut required = other.required.keys();
        if !is_plain || !required.all(|name| own.required.contains_key(name)) {
            return false;
        }
        other.properties.iter().all(|(name, schemas)| {
            let Some(known) = own.properties.get(name) else {
                return false;
            };
            let both: Vec<NamedSchema> = known.iter().chain(schemas).cloned().collect();
            match distinct(self.spec, &both).as_slice() {
                [_] => true,
                several => self.narrowest(several).is_some_and(|(narrowest, beside)| {
                    beside.is_empty() && known.iter().any(|known| known.id == narrowest.id)
                }),
            }
        })
    }

    /// The value that a component says to have at the discriminator, in an extension of Azure's.
    fn discriminator_value(&self, component: SchemaId) -> Option<&'s str> {
        let extensions = &self.spec.schema_object(component)?.extensions;
        DISCRIMINATOR_VALUES
            .iter()
            .find_map(|name| extensions.get(*name)?.as_str())
    }

    /// The discriminator of a union, if the union has one and it leads to the variants; of an
    /// inherited one only what leads to the component that inherits it, or to what extends that.
    /// With it the values whose schema doesn't exist.
    fn discriminator(
        &mut self,
        declared: Option<(&'s spec::Discriminator, SchemaId)>,
        within: Option<SchemaId>,
        variants: &Variants,
    ) -> Option<(Discriminator, Vec<&'s str>)> {
        let (declared, declaring) = declared?;
        let at = self.spec.at(declaring).key("discriminator");
        let mut mapping: Vec<Mapped> = Vec::new();
        let mut lost: Vec<&'s str> = Vec::new();
        for (value, target) in &declared.mapping {
            let Some(target) = self.inheritance.mapped(target) else {
                lost.push(value);
                continue;
            };
            if within.is_some_and(|within| !self.inheritance.extends(target, within)) {
                continue;
            }
            let mut components = variants.components.iter();
            let exactly = components.position(|found| *found == Some(target));
            let variant = exactly.or_else(|| {
                let leads = |found: &Option<SchemaId>| {
                    found.is_some_and(|found| self.inheritance.leads_to(found, target))
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
                let said = self.discriminator_value(*component);
                mapping.push(Mapped {
                    value: said.map_or_else(
                        || Value::from(self.spec.component_name(*component)),
                        Value::from,
                    ),
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
        variants: &Variants,
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
