//! Which fields of a document have no type of their own.

use std::fmt;

use super::{Additional, Api, Kind, TypeRef, Untyped};
use crate::source::Pointer;

/// The reason in a few words.
impl fmt::Display for Untyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "the schema asks for nothing",
            Self::Because(reason) => reason,
        })
    }
}

impl Api {
    /// How many fields there are (properties, items of lists, values of maps and variants of
    /// unions), and where those of them stand that are any JSON value, each with the reason.
    #[must_use]
    pub fn untyped_fields(&self) -> (usize, Vec<(Pointer, Untyped)>) {
        let mut count = 0;
        let mut untyped = Vec::new();
        for (_, kind) in self.types.iter() {
            let fields: Vec<(TypeRef, &Pointer)> = match &kind.kind {
                Kind::Object(object) => {
                    let additional = match object.additional {
                        Additional::Typed(value) => Some((value, &kind.origin)),
                        Additional::Unspecified | Additional::Denied => None,
                    };
                    let properties = object.properties.iter();
                    let properties = properties.map(|property| (property.kind, &property.origin));
                    properties.chain(additional).collect()
                }
                Kind::Alias(_) => Vec::new(),
                other => other
                    .inner()
                    .into_iter()
                    .map(|inner| (inner, &kind.origin))
                    .collect(),
            };
            count += fields.len();
            for (field, origin) in fields {
                if let Kind::Any(reason) = self.types.get(self.types.unalias(field).id).kind {
                    untyped.push((origin.clone(), reason));
                }
            }
        }
        (count, untyped)
    }
}
