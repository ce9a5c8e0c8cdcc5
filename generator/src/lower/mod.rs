//! `openapiv3` to the [IR](crate::ir): the only reader of the `openapiv3` types.
//!
//! References are followed, `allOf` is merged, and what operations inherit is written out. What it
//! doesn't know is reported with its place, never passed over.

mod all_of;
mod arrange;
mod body;
mod braces;
mod component;
mod content;
mod cycle;
mod default;
mod encoding;
mod facts;
mod family;
mod file;
mod header;
mod impossible;
mod joint;
mod keywords;
mod media;
mod multipart;
mod nullable;
mod object;
mod operation;
mod overlap;
mod parameter;
mod path;
mod raw;
mod response;
mod scalar;
mod schema;
mod security;
mod server;
mod signs;
mod split;
mod style;
mod tags;
mod union;
mod usage;
mod values;
mod variant;

use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::OpenAPI;

use self::family::Family;
use self::impossible::Reach;
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
    let mut lowering = Lowering {
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
        default_places: HashMap::new(),
        any_of: HashSet::new(),
        one_of: HashMap::new(),
        impossible: IndexMap::new(),
        raw: HashSet::new(),
        binaries: Vec::new(),
        depth: Depth::default(),
        tags: Vec::new(),
        security_schemes: Vec::new(),
        operation_ids: BTreeMap::new(),
        templates: HashMap::new(),
    };
    lowering.all_heirs();
    lowering.all_schemas();
    lowering.arrange();
    let mut operations = lowering.operations();
    lowering.arrange();
    lowering.drop_raw(&mut operations);
    lowering.check_defaults();
    lowering.report_impossible();
    let servers = lowering.servers(&document.servers, &Pointer::root().key("servers"));
    let Lowering {
        diagnostics,
        mut types,
        one_of,
        tags,
        security_schemes,
        ..
    } = lowering;
    cycle::refuse(&types, diagnostics);
    if diagnostics.error_count() > errors {
        return None;
    }
    arrange::sweep(&mut types, &mut operations);
    overlap::warn(&types, &one_of, diagnostics);
    cycle::mark(&mut types);
    usage::mark(&mut types, &mut operations);
    split::split(&mut types, &mut operations);
    signs::note(&mut types, diagnostics);
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
    /// Where the default of each property stands, by where the property does.
    default_places: HashMap<Pointer, Pointer>,
    /// The unions of which several variants can hold at once, by where they stand.
    any_of: HashSet<Pointer>,
    /// Where the `oneOf` of each union stands whose variants are its members, by where the union
    /// does.
    one_of: HashMap<Pointer, Pointer>,
    /// What makes that no value satisfies a schema, and who needs the schema.
    impossible: IndexMap<Diagnostic, Reach>,
    /// The component schemas that were looked at for a form or for bytes, not for a type.
    raw: HashSet<&'a str>,
    /// Each `format: binary`: where its type stands, and what there is to say if that is JSON.
    binaries: Vec<(Pointer, Diagnostic)>,
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

impl Lowering<'_> {
    /// Puts the unions in order that have been met so far.
    fn arrange(&mut self) {
        arrange::arrange(&mut self.types, &self.any_of, self.diagnostics);
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
