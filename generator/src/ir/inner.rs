//! What types are made of.

use serde_json::Value;

use super::{Additional, Enum, Kind, TypeRef};

impl Kind {
    /// The types that it is made of, in order.
    #[must_use]
    pub fn inner(&self) -> Vec<TypeRef> {
        match self {
            Self::Any(_)
            | Self::Null
            | Self::Never
            | Self::Boolean
            | Self::Number(_)
            | Self::String(_)
            | Self::Enum(_) => Vec::new(),
            Self::Array(inner) | Self::Map(inner) | Self::Alias(inner) => vec![*inner],
            Self::Tuple(items) => items.clone(),
            Self::Object(object) => {
                let properties = object.properties.iter().map(|property| property.kind);
                let additional = match object.additional {
                    Additional::Typed(value) => Some(value),
                    Additional::Unspecified | Additional::Denied => None,
                };
                properties.chain(additional).collect()
            }
            Self::Union(union) => union.variants.iter().map(|variant| variant.kind).collect(),
        }
    }

    /// The types that it is made of, in the order of [`Kind::inner`], to change them.
    pub fn inner_mut(&mut self) -> Vec<&mut TypeRef> {
        match self {
            Self::Any(_)
            | Self::Null
            | Self::Never
            | Self::Boolean
            | Self::Number(_)
            | Self::String(_)
            | Self::Enum(_) => Vec::new(),
            Self::Array(inner) | Self::Map(inner) | Self::Alias(inner) => vec![inner],
            Self::Tuple(items) => items.iter_mut().collect(),
            Self::Object(object) => {
                let properties = object.properties.iter_mut();
                let properties = properties.map(|property| &mut property.kind);
                let additional = match &mut object.additional {
                    Additional::Typed(value) => Some(value),
                    Additional::Unspecified | Additional::Denied => None,
                };
                properties.chain(additional).collect()
            }
            Self::Union(union) => {
                let variants = union.variants.iter_mut();
                variants.map(|variant| &mut variant.kind).collect()
            }
        }
    }
}

impl Enum {
    /// The values where all of them are strings.
    #[must_use]
    pub fn strings(&self) -> Option<Vec<&str>> {
        self.values.iter().map(Value::as_str).collect()
    }

    /// The values where all of them are whole numbers.
    #[must_use]
    pub fn integers(&self) -> Option<Vec<i64>> {
        self.values.iter().map(Value::as_i64).collect()
    }
}
