//! `openapiv3` to the [IR](crate::ir): the only reader of the `openapiv3` types.
//!
//! References are followed, `allOf` is merged, and what operations inherit is written out. What it
//! doesn't know is reported with its place, never passed over.

mod all_of;
mod body;
mod braces;
mod component;
mod content;
mod encoding;
mod facts;
mod family;
mod file;
mod header;
mod keywords;
mod media;
mod multipart;
mod nullable;
mod object;
mod operation;
mod parameter;
mod passes;
mod path;
mod response;
mod scalar;
mod schema;
mod security;
mod server;
mod style;
mod union;
mod values;
mod variant;

use std::collections::{BTreeMap, HashMap};

use openapiv3::OpenAPI;

use self::family::Family;
use self::passes::Findings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Api, Kind, Method, SecurityScheme, Tag, Type, TypeId, TypeName, TypeRef, Types, Untyped, Usage,
};
use crate::source::Pointer;

/// What can be chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices {
    /// Whether operations that can't be expressed are left out with warnings.
    pub skip_unsupported: bool,
    /// Whether objects that don't say what other properties they have keep all that they are given.
    pub keep_undeclared: bool,
}

/// Lowers a document; `None` means that errors were added to `diagnostics`.
pub fn lower(document: &OpenAPI, choices: Choices, diagnostics: &mut Diagnostics) -> Option<Api> {
    let errors = diagnostics.error_count();
    let (mut api, findings) = Lowering::new(document, choices, diagnostics).api();
    let Findings {
        any_of,
        one_of,
        defaults,
        impossible,
        raw,
        binaries,
    } = findings;
    passes::normalize_unions(&mut api.types, &any_of, diagnostics);
    passes::drop_raw_components(&mut api, &raw, binaries, diagnostics);
    passes::check_defaults(&mut api, &defaults, diagnostics);
    impossible.report(choices.skip_unsupported, diagnostics);
    passes::refuse_circles(&api, diagnostics);
    if diagnostics.error_count() > errors {
        return None;
    }
    passes::clear_unused(&mut api);
    passes::warn_of_overlap(&api, &one_of, diagnostics);
    passes::mark_recursion(&mut api);
    passes::mark_usage(&mut api);
    passes::split_by_direction(&mut api);
    passes::find_discriminants(&mut api, diagnostics);
    Some(api)
}

/// A document on its way into the IR.
struct Lowering<'a> {
    document: &'a OpenAPI,
    choices: Choices,
    diagnostics: &'a mut Diagnostics,
    types: Types,
    /// The types of the component schemas that have been met, by name.
    components: HashMap<&'a str, TypeRef>,
    /// The types of the schemas that stand inside others, by where they stand.
    inline: HashMap<Pointer, TypeRef>,
    /// The types of what satisfies several schemas at once, by where these stand.
    merged: HashMap<Vec<Pointer>, TypeRef>,
    /// What the component schemas are to each other.
    family: Family<'a>,
    /// The component schemas that each base class stands for.
    heirs: HashMap<&'a str, Vec<&'a str>>,
    /// Which component schemas allow `null`.
    nullabilities: HashMap<&'a str, Option<bool>>,
    /// What the passes need to know of schemas.
    findings: Findings,
    /// How deep the lowering is in schemas that are merged in each other.
    depth: Depth,
    tags: Vec<Tag>,
    security_schemes: Vec<SecurityScheme>,
    /// Where each `operationId` stands.
    operation_ids: BTreeMap<String, Pointer>,
    /// Where each method of each path stands, the names of the path's parameters left out.
    templates: HashMap<(Method, String), Pointer>,
}

/// How deep the lowering is in what a document can nest by references, without end.
#[derive(Default)]
struct Depth {
    /// Members of `allOf`, and of what those refer to.
    members: usize,
    /// Schemas that are asked whether they allow `null`.
    nullabilities: usize,
    /// Merged schemas.
    merges: usize,
    /// Unions of merged schemas.
    unions: usize,
    /// How many merged schemas there are in all.
    merged: usize,
}

impl<'a> Lowering<'a> {
    fn new(document: &'a OpenAPI, choices: Choices, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            document,
            choices,
            diagnostics,
            types: Types::default(),
            components: HashMap::new(),
            inline: HashMap::new(),
            merged: HashMap::new(),
            family: Family::of(document.components.as_ref()),
            heirs: HashMap::new(),
            nullabilities: HashMap::new(),
            findings: Findings::default(),
            depth: Depth::default(),
            tags: Vec::new(),
            security_schemes: Vec::new(),
            operation_ids: BTreeMap::new(),
            templates: HashMap::new(),
        }
    }

    /// Lowers all that the document says.
    fn api(mut self) -> (Api, Findings) {
        self.all_heirs();
        self.all_schemas();
        // Operations ask what their types are.
        passes::normalize_unions(&mut self.types, &self.findings.any_of, self.diagnostics);
        let operations = self.operations();
        let info = &self.document.info;
        let servers = self.servers(&self.document.servers, &Pointer::root().key("servers"));
        let api = Api {
            title: info.title.clone(),
            version: info.version.clone(),
            description: info.description.clone(),
            servers,
            tags: self.tags,
            types: self.types,
            operations,
            security_schemes: self.security_schemes,
            origin: Pointer::root(),
        };
        (api, self.findings)
    }

    fn push(&mut self, kind: Type) -> TypeId {
        self.types.push(kind)
    }

    /// The type of any value at all, for a place where an error was reported.
    fn any(&mut self, name: &TypeName, at: &Pointer) -> TypeRef {
        self.any_for(Untyped::Open, name, at)
    }

    fn any_for(&mut self, reason: Untyped, name: &TypeName, at: &Pointer) -> TypeRef {
        let id = self.push(Type {
            name: name.clone(),
            description: None,
            deprecated: false,
            kind: Kind::Any(reason),
            usage: Usage::default(),
            recursive: false,
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
