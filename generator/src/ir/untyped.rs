//! Which fields of a document have no type of their own.

use std::fmt;

use super::{Additional, Api, Kind, TypeRef, Untyped};
use crate::source::Pointer;

/// The reason in a few words.
impl fmt::Display for Untyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "the schema asks for nothing",
            Self::Undeclared => "no schema speaks of it",
            Self::Because(reason) => reason,
        })
    }
}

/// The fields of a document, and those that have no type of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UntypedFields {
    /// How many fields there are: properties, items of lists, values of maps and variants of unions.
    pub fields: usize,
    /// Those of them that are any JSON value: where they stand, and why.
    pub untyped: Vec<(Pointer, Untyped)>,
    /// Where the objects stand that keep whatever other properties they are given
    /// (`additionalProperties: true`), beside those that are described. These are no fields.
    pub open: Vec<Pointer>,
}

impl Api {
    /// Which fields are any JSON value.
    #[must_use]
    pub fn untyped_fields(&self) -> UntypedFields {
        let mut found = UntypedFields::default();
        for (_, kind) in self.types.iter() {
            let mut fields: Vec<(TypeRef, &Pointer)> = Vec::new();
            match &kind.kind {
                Kind::Object(object) => {
                    let properties = object.properties.iter();
                    fields.extend(properties.map(|property| (property.kind, &property.origin)));
                    if let Additional::Typed(value) = object.additional {
                        match self.is_any(value) {
                            // The document doesn't ask for these.
                            Some(Untyped::Undeclared) => {}
                            Some(_) => found.open.push(kind.origin.clone()),
                            None => fields.push((value, &kind.origin)),
                        }
                    }
                }
                Kind::Alias(_) => {}
                other => {
                    let inner = other.inner().into_iter();
                    fields.extend(inner.map(|inner| (inner, &kind.origin)));
                }
            }
            found.fields += fields.len();
            for (field, origin) in fields {
                if let Some(reason) = self.is_any(field) {
                    found.untyped.push((origin.clone(), reason));
                }
            }
        }
        found
    }

    /// Why a type is any JSON value, if it is.
    fn is_any(&self, kind: TypeRef) -> Option<Untyped> {
        match self.types.get(self.types.unalias(kind).id).kind {
            Kind::Any(reason) => Some(reason),
            _ => None,
        }
    }
}
