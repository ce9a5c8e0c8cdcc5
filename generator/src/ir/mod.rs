//! What a document says, in plain structures: no references to follow, no keywords to combine.
//!
//! Names are wire names, as the document spells them. Types live in an arena and refer to each
//! other by [`TypeId`], so that recursion needs no care. Every node keeps the pointer to where it
//! stands in the document.

mod constraints;
mod content;
mod keyword;
mod name;
mod operation;
mod pages;
mod response;
mod sample;
mod status;
mod types;
mod value;
mod webhook;

pub use constraints::{Bound, Constraints, Size};
pub use content::{
    Content, Encoding, Form, Framing, Header, Part, PartKind, Payload, Stream, Style, StyleKind,
};
pub use keyword::{Assertion, Keyword, Subschema};
pub use name::{Owner, SchemaName, Section, Step, TypeName, VariantName};
pub use operation::{
    KeyLocation, Location, Operation, Parameter, PathPart, RequestBody, RequiredScheme,
    Requirement, SecurityKind, SecurityScheme, Server, ServerPart, ServerVariable, Tag,
};
pub use pages::{PageWay, Paging, SaidPages};
pub use response::{Response, succeeds};
pub use sample::Examples;
pub use status::Status;
pub use types::{
    Access, Additional, Discriminants, Discriminator, Enum, JsonKind, Kind, Mapped, Object,
    Property, Type, TypeId, TypeRef, Types, Union, Untyped, Usage, ValueNote, Variant,
};
pub(crate) use value::{in_range, plainest};
pub use webhook::{Trigger, Webhook};

pub use crate::method::Method;
use crate::source::Pointer;

/// A whole document.
#[derive(Clone, Debug)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, in Markdown.
    pub description: Option<String>,
    /// The servers, in the document's order.
    pub servers: Vec<Server>,
    /// The tags in the order in which operations use them first, each with its description.
    pub tags: Vec<Tag>,
    /// Every type that an operation or a component needs.
    pub types: Types,
    /// The operations in the document's order.
    pub operations: Vec<Operation>,
    /// The requests that the API makes itself: its webhooks, then the callbacks of operations, in the
    /// document's order.
    pub webhooks: Vec<Webhook>,
    /// The security schemes that operations ask for, in the document's order.
    pub security_schemes: Vec<SecurityScheme>,
    /// Where the document begins.
    pub origin: Pointer,
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
        for (_, holder) in self.types.iter() {
            let mut fields: Vec<(TypeRef, &Pointer)> = Vec::new();
            match &holder.kind {
                Kind::Object(object) => {
                    let properties = object.properties.iter();
                    fields.extend(properties.map(|property| (property.kind, &property.origin)));
                    if let Additional::Typed(value) = object.additional {
                        match self.is_any(value) {
                            // The document doesn't ask for these.
                            Some(Untyped::Undeclared) => {}
                            Some(_) => found.open.push(holder.origin.clone()),
                            None => fields.push((value, &holder.origin)),
                        }
                    }
                }
                Kind::Alias(_) => {}
                other => {
                    let inner = other.inner().into_iter();
                    fields.extend(inner.map(|inner| (inner, &holder.origin)));
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
