//! Looks up the Rust types of types of the IR.

use super::checked::Checked;
use super::layout::Cycles;
use super::model::rust_type::RustType;
use super::tags::Tags;
use crate::config::ReadOnly;
use crate::formats::Scalar;
use crate::ir::{Kind, TypeId, TypeRef, Types};
use crate::names::Names;

/// Looks types up.
pub(super) struct Resolver<'a> {
    pub(super) types: &'a Types,
    pub(super) names: &'a Names,
    pub(super) cycles: &'a Cycles,
    pub(super) tags: &'a Tags,
    pub(super) checked: &'a Checked,
    pub(super) read_only: ReadOnly,
}

/// Longer tuples lack the traits of the standard library.
const MAX_TUPLE: usize = 12;

impl Resolver<'_> {
    /// The Rust type of a use, `Option` where it may be `null`.
    pub(super) fn resolve(&self, type_ref: TypeRef) -> RustType {
        let inner = self.resolve_id(type_ref.id);
        if type_ref.nullable {
            RustType::Option(Box::new(inner))
        } else {
            inner
        }
    }

    /// The Rust type of a property, item or variant, boxed where its type holds itself.
    pub(super) fn held(&self, owner: TypeId, index: usize, type_ref: TypeRef) -> RustType {
        let mut inner = self.resolve_id(type_ref.id);
        if self.cycles.boxed.contains(&(owner, index)) {
            inner = RustType::Boxed(Box::new(inner));
        }
        if type_ref.nullable {
            RustType::Option(Box::new(inner))
        } else {
            inner
        }
    }

    pub(super) fn resolve_id(&self, id: TypeId) -> RustType {
        match self.names.get(id) {
            Some(names) => RustType::Named(names.name.clone()),
            None => self.structure(id),
        }
    }

    /// The Rust type that a type stands for, without its own name.
    pub(super) fn structure(&self, id: TypeId) -> RustType {
        match &self.types.get(id).kind {
            Kind::Any(_) | Kind::Object(_) | Kind::Enum(_) | Kind::Union(_) => RustType::Json,
            Kind::Null => RustType::Unit,
            Kind::Never => RustType::Never,
            Kind::Boolean => RustType::Bool,
            Kind::Number(format) | Kind::String(format) if format.scalar == Scalar::STRING => {
                RustType::String
            }
            Kind::Number(format) | Kind::String(format) => RustType::Scalar(format.scalar.clone()),
            Kind::JsonText(content) => RustType::JsonText(Box::new(self.resolve(*content))),
            Kind::Array(item) => RustType::Vec(Box::new(self.resolve(*item))),
            Kind::Tuple(items) if items.is_empty() || items.len() > MAX_TUPLE => {
                RustType::Vec(Box::new(RustType::Json))
            }
            Kind::Tuple(items) => {
                let items = items.iter().enumerate();
                RustType::Tuple(
                    items
                        .map(|(index, item)| self.held(id, index, *item))
                        .collect(),
                )
            }
            Kind::Map(value)
                if !value.nullable && matches!(self.types.get(value.id).kind, Kind::Any(_)) =>
            {
                RustType::JsonObject
            }
            Kind::Map(value) => RustType::Map(Box::new(self.resolve(*value))),
            Kind::Alias(inner) => self.resolve(*inner),
        }
    }

    /// The type of a parameter or header: the scalar itself rather than a name for it, but for enums
    /// and unions.
    pub(super) fn scalar(&self, id: TypeId) -> RustType {
        let id = self
            .types
            .unalias(TypeRef {
                id,
                nullable: false,
            })
            .id;
        match self.types.get(id).kind {
            Kind::Enum(_) | Kind::Union(_) => self.resolve_id(id),
            _ => self.structure(id),
        }
    }

    /// Whether a value is of a chosen type that is a string in JSON, or is a list or mapping of such
    /// values: nothing else says that a type of another crate isn't to be read from a number.
    pub(super) fn is_chosen_text(&self, mut kind: TypeRef) -> bool {
        // No list leads in a circle for longer than there are types.
        for _ in 0..=self.types.len() {
            kind = match &self.types.get(self.types.unalias(kind).id).kind {
                Kind::String(format) => return format.scalar.chosen().is_some(),
                Kind::Array(inner) | Kind::Map(inner) => *inner,
                _ => return false,
            };
        }
        false
    }
}
