//! What schemas ask of values beyond their types: `maxLength`, `minimum` and the like.
//!
//! Most of it is a matter of merging: all that the merged schemas ask for has to hold. What needs care
//! is a type that several places share. In
//!
//! ```yaml
//! properties:
//!   name: {$ref: '#/components/schemas/Name', maxLength: 8}
//! ```
//!
//! the value is a `Name`, and has at most 8 characters at this place only. So the property is of an
//! alias of `Name` that has the constraint: [`Schemas::constrained`].

use super::Schemas;
use crate::diagnostic::{Code, Diagnostic};
use crate::formats::Format;
use crate::ir::{Bound, Constraints, Kind, Size, TypeId, TypeName, TypeRef};
use crate::pattern::Pattern;
use crate::source::Pointer;
use crate::spec::{self, Schema, SchemaId, SchemaNode};

impl Schemas<'_> {
    /// What a schema asks for by its own keywords.
    pub(super) fn constraints_of(&mut self, schema: &Schema) -> Constraints {
        let zero = |number: &serde_json::Number| number.as_f64().is_none_or(|value| value <= 0.0);
        Constraints {
            minimum: schema.minimum.as_ref().map(bound),
            maximum: schema.maximum.as_ref().map(bound),
            multiple_of: schema
                .multiple_of
                .iter()
                .filter(|of| !zero(of))
                .cloned()
                .collect(),
            length: size(schema.min_length, schema.max_length),
            patterns: self.pattern(schema).into_iter().collect(),
            items: size(schema.min_items, schema.max_items),
            unique_items: schema.unique_items,
            properties: size(schema.min_properties, schema.max_properties),
            // Of those that are merged it depends on what they are together.
            dependent_required: Vec::new(),
            assertions: self.assertions_of(schema),
        }
    }

    /// Warns where nothing in the emitted crates checks what is asked of the values of a type, or of
    /// what they are made of.
    pub(in crate::lower) fn warn_unchecked(&mut self, id: TypeId, at: &Pointer, what: &str) {
        let reachable = self.types.reachable([id]);
        if reachable
            .iter()
            .any(|id| self.types.get(*id).is_constrained())
        {
            self.warn_of_unchecked(at, what);
        }
    }

    /// What a schema asks of text, where no type is made of it.
    pub(in crate::lower) fn asked_of_text(&mut self, schema: Option<SchemaId>) -> Constraints {
        let found = schema.and_then(|schema| self.inspect(schema));
        let asked = found.map(|(schema, _)| self.constraints_beside_reference(schema));
        Kind::String(Format::TEXT).concerned(asked.unwrap_or_default())
    }

    /// What a schema asks for by its own keywords, where no type is made of it.
    pub(in crate::lower) fn asked_of(&mut self, schema: SchemaId) -> Constraints {
        let found = self.inspect(schema);
        let asked = found.map(|(schema, _)| self.constraints_of(schema));
        asked.unwrap_or_default()
    }

    pub(in crate::lower) fn warn_of_unchecked(&mut self, at: &Pointer, what: &str) {
        let message =
            format!("what the schema of {what} asks of values beside their type isn't checked");
        self.warn_unsupported(message, at, "not honoured");
    }

    fn pattern(&mut self, schema: &Schema) -> Option<Pattern> {
        let source = schema.pattern.as_ref()?;
        let at = schema.at.key("pattern");
        if let Some(known) = self.patterns.get(&at) {
            return known.clone();
        }
        let pattern = Pattern::new(source);
        if let Err(error) = &pattern {
            let warning = Diagnostic::warning(Code::Shape, error.to_string());
            self.diagnostics.push(warning.at(&at, "not honoured"));
        }
        let pattern = pattern.ok();
        self.patterns.insert(at, pattern.clone());
        pattern
    }

    /// What a schema asks for that is nothing but a reference otherwise, in an `allOf`.
    pub(in crate::lower) fn constraints_beside_reference(
        &mut self,
        schema: &Schema,
    ) -> Constraints {
        let mut constraints = self.constraints_of(schema);
        constraints.extend(&self.constraints_beside(schema.all_of.iter().copied()));
        constraints
    }

    /// What those of some schemas ask for that say nothing of types.
    pub(super) fn constraints_beside(
        &mut self,
        schemas: impl IntoIterator<Item = SchemaId>,
    ) -> Constraints {
        let mut constraints = Constraints::default();
        for id in schemas {
            if let SchemaNode::Schema(schema) = self.spec.schema(id)
                && schema.is_vague()
            {
                constraints.extend(&self.constraints_of(schema));
            }
        }
        constraints
    }

    /// A type with constraints that hold at one of its places only.
    pub(super) fn constrained(
        &mut self,
        type_ref: TypeRef,
        constraints: Constraints,
        at: &Pointer,
        name: &TypeName,
    ) -> TypeRef {
        if constraints.is_empty() {
            return type_ref;
        }
        let inner = TypeRef {
            nullable: false,
            ..type_ref
        };
        let alias = self.add_lowered((Kind::Alias(inner), constraints), name, at);
        TypeRef {
            nullable: type_ref.nullable,
            ..alias
        }
    }
}

fn bound(bound: &spec::Bound) -> Bound {
    let spec::Bound { value, exclusive } = bound;
    Bound {
        value: value.clone(),
        exclusive: *exclusive,
    }
}

fn size(least: Option<usize>, most: Option<usize>) -> Size {
    Size {
        // That there are at least none is always so.
        least: least.filter(|least| *least > 0),
        most,
    }
}
