//! The [document](crate::spec) to the [IR](crate::ir).
//!
//! References are followed, `allOf` is merged, and what operations inherit is written out. What it
//! doesn't know is reported with its place, never passed over.

mod body;
mod braces;
mod component;
mod content;
mod encoding;
mod file;
mod header;
mod inheritance;
mod keywords;
mod media;
mod merge;
mod merged;
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

use self::inheritance::Inheritance;
use self::passes::Findings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Api, Kind, Method, SecurityScheme, Tag, Type, TypeId, TypeName, TypeRef, Types, Untyped, Usage,
};
use crate::source::Pointer;
use crate::spec::{SchemaId, Spec};

/// What can be chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices {
    /// Whether operations that can't be expressed are left out with warnings.
    pub skip_unsupported: bool,
    /// Whether objects that don't say what other properties they have keep all that they are given.
    pub keep_undeclared: bool,
}

/// Lowers a document; `None` means that errors were added to `diagnostics`.
pub fn lower(spec: &Spec, choices: Choices, diagnostics: &mut Diagnostics) -> Option<Api> {
    let errors = diagnostics.error_count();
    let (mut api, findings) = Lowering::new(spec, choices, diagnostics).api();
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
    spec: &'a Spec,
    choices: Choices,
    diagnostics: &'a mut Diagnostics,
    types: Types,
    /// The types of the component schemas that have been met.
    components: HashMap<SchemaId, TypeRef>,
    /// The types of the schemas that stand inside others.
    inline: HashMap<SchemaId, TypeRef>,
    /// The types of what satisfies several schemas at once.
    merged: HashMap<Vec<SchemaId>, TypeRef>,
    /// Which component schemas extend which.
    inheritance: Inheritance,
    /// The component schemas that each base class stands for.
    subtypes: HashMap<SchemaId, Vec<SchemaId>>,
    /// Which component schemas allow `null`.
    nullabilities: HashMap<SchemaId, Option<bool>>,
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
    fn new(spec: &'a Spec, choices: Choices, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            spec,
            choices,
            diagnostics,
            types: Types::default(),
            components: HashMap::new(),
            inline: HashMap::new(),
            merged: HashMap::new(),
            inheritance: Inheritance::of(spec),
            subtypes: HashMap::new(),
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
        self.all_subtypes();
        self.all_schemas();
        // Operations ask what their types are.
        passes::normalize_unions(&mut self.types, &self.findings.any_of, self.diagnostics);
        let operations = self.operations();
        let info = &self.spec.info;
        let servers = self.servers(&self.spec.servers);
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

    /// Where a schema stands.
    fn at(&self, id: SchemaId) -> &'a Pointer {
        self.spec.schema(id).at()
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
