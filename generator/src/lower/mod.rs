//! `openapiv3` to the [IR](crate::ir): the only reader of the `openapiv3` types.
//!
//! References are followed, `allOf` is merged, and what operations inherit is written out. What it
//! doesn't know is reported with its place, never passed over.

mod all_of;
mod body;
mod component;
mod content;
mod header;
mod keywords;
mod media;
mod multipart;
mod operation;
mod parameter;
mod path;
mod response;
mod schema;
mod security;
mod server;
mod style;
mod usage;

use std::collections::{BTreeMap, HashMap};

use openapiv3::OpenAPI;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Api, Kind, Method, SecurityScheme, Tag, Type, TypeId, TypeName, TypeRef, Types, Untyped, Usage,
};
use crate::source::Pointer;

/// Lowers a document; `None` means that errors were added to `diagnostics`. With
/// `skip_unsupported`, operations that can't be expressed are left out with warnings.
pub fn lower(
    document: &OpenAPI,
    skip_unsupported: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Api> {
    let errors = diagnostics.error_count();
    let mut lowering = Lowering {
        document,
        skip_unsupported,
        diagnostics,
        types: Types::default(),
        components: HashMap::new(),
        inline: HashMap::new(),
        merging: Vec::new(),
        tags: Vec::new(),
        security_schemes: Vec::new(),
        operation_ids: BTreeMap::new(),
        templates: HashMap::new(),
    };
    lowering.all_schemas();
    let operations = lowering.operations();
    let servers = lowering.servers(&document.servers, &Pointer::root().key("servers"));
    lowering.alias_cycles();
    let Lowering {
        diagnostics,
        mut types,
        tags,
        security_schemes,
        ..
    } = lowering;
    if diagnostics.error_count() > errors {
        return None;
    }
    usage::mark(&mut types, &operations);
    Some(Api {
        title: document.info.title.clone(),
        version: document.info.version.clone(),
        description: document.info.description.clone(),
        servers,
        tags,
        types,
        operations,
        security_schemes,
        origin: Pointer::root(),
    })
}

/// A document on its way into the IR.
struct Lowering<'a> {
    document: &'a OpenAPI,
    skip_unsupported: bool,
    diagnostics: &'a mut Diagnostics,
    types: Types,
    /// The types of the component schemas that have been met, by name.
    components: HashMap<&'a str, TypeRef>,
    /// The types of the schemas that stand inside others, by where they stand.
    inline: HashMap<Pointer, TypeRef>,
    /// The component schemas whose `allOf` is being merged.
    merging: Vec<&'a str>,
    tags: Vec<Tag>,
    security_schemes: Vec<SecurityScheme>,
    /// Where each `operationId` stands.
    operation_ids: BTreeMap<String, Pointer>,
    /// Where each method of each path stands, the names of the path's parameters left out.
    templates: HashMap<(Method, String), Pointer>,
}

impl Lowering<'_> {
    fn push(&mut self, kind: Type) -> TypeId {
        self.types.push(kind)
    }

    /// The type of any value at all, for a place where an error was reported.
    fn any(&mut self, name: &TypeName, at: &Pointer) -> TypeRef {
        let id = self.push(Type {
            name: name.clone(),
            description: None,
            deprecated: false,
            kind: Kind::Any(Untyped::Open),
            usage: Usage::default(),
            origin: at.clone(),
        });
        TypeRef {
            id,
            nullable: false,
        }
    }

    /// Reports what the document may say but the emitted crates can't do yet.
    fn unsupported(&mut self, what: impl Into<String>, at: &Pointer) {
        self.diagnostics
            .push(Diagnostic::error(Code::Unsupported, what).at(at, "not supported yet"));
    }
}
