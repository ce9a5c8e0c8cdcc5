//! What types are made of.

use super::{Additional, Kind, TypeRef};

impl Kind {
    /// The types that it is made of, in order.
    #[must_use]
    pub fn inner(&self) -> Vec<TypeRef> {
        match self {
            Self::Any(_)
            | Self::Null
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
