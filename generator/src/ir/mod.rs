//! What a document says, in plain structures: no references to follow, no keywords to combine.
//!
//! Names are wire names, as the document spells them. Types live in an arena and refer to each
//! other by [`TypeId`], so that recursion needs no care. Every node keeps the pointer to where it
//! stands in the document.

mod name;
mod operation;
mod response;
mod types;
mod union;
mod value;

pub use name::{Owner, SchemaName, Section, Step, TypeName, VariantName};
pub use operation::{
    Content, Encoding, EventPart, KeyLocation, Location, Method, Operation, Parameter, Part,
    PartKind, PathPart, Payload, RequestBody, RequiredScheme, Requirement, SecurityKind,
    SecurityScheme, Server, ServerPart, ServerVariable, Style, StyleKind, Tag,
};
pub use response::{Header, Response, Status, succeeds};
pub use types::{
    Access, Additional, Enum, Kind, Number, Object, Property, StringFormat, Type, TypeId, TypeRef,
    Types, Untyped, Usage, ValueNote,
};
pub use union::{Discriminants, Discriminator, JsonKind, Mapped, Union, Variant};
pub(crate) use value::{in_range, plainest};

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
    /// The security schemes that operations ask for, in the document's order.
    pub security_schemes: Vec<SecurityScheme>,
    /// Where the document begins.
    pub origin: Pointer,
}
