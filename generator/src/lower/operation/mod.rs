//! Operations: what each of them takes and gives, all that it inherits written out.
//!
//! What stands in a request or a response is lowered by functions on [`Schemas`], which makes the
//! types; [`Operations`] knows what operations share: tags, security schemes, and the ids and paths
//! that are taken.

mod encoding;
mod events;
mod file;
mod header;
mod media_type;
mod multipart;
mod pages;
mod parameter;
mod path;
mod path_expression;
mod request_body;
mod response;
mod response_content;
mod security;
mod server;
mod stream;
mod style;
mod webhook;

use std::collections::{BTreeMap, HashMap};

use self::pages::paging;
use self::parameter::parameters;
use self::path::{Template, path_template};
use self::path_expression::path_warning;
use self::request_body::request_body;
use self::response::responses;
use self::security::Security;
use self::server::own_servers;
pub(super) use self::server::servers;
use super::schema::Schemas;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::ir::{
    Location, Method, Operation, Owner, Parameter, PathPart, SecurityScheme, Tag, TypeName, Webhook,
};
use crate::select;
use crate::source::Pointer;
use crate::spec::{self, PathItem, RefOr};

/// The operations of a document on their way into the IR.
pub(super) struct Operations<'s> {
    pub(super) schemas: Schemas<'s>,
    /// The tags that operations have.
    tags: Vec<Tag>,
    security: Security<'s>,
    /// Where each `operationId` stands.
    operation_ids: BTreeMap<String, Pointer>,
    /// Where each method of each path stands, the names of the path's parameters left out.
    templates: HashMap<(Method, String), Pointer>,
}

/// What the operations of a document come to.
pub(super) struct Lowered {
    pub(super) operations: Vec<Operation>,
    pub(super) webhooks: Vec<Webhook>,
    pub(super) tags: Vec<Tag>,
    pub(super) security_schemes: Vec<SecurityScheme>,
}

impl<'s> Operations<'s> {
    /// Lowers every operation of the document of the schemas.
    pub(super) fn lower(schemas: Schemas<'s>) -> (Lowered, Schemas<'s>) {
        let mut lowering = Self {
            tags: Vec::new(),
            security: Security::new(schemas.spec),
            operation_ids: BTreeMap::new(),
            templates: HashMap::new(),
            schemas,
        };
        let (operations, specs) = lowering.operations();
        let webhooks = lowering.webhooks(&specs);
        let lowered = Lowered {
            operations,
            webhooks,
            tags: lowering.tags,
            security_schemes: lowering.security.schemes,
        };
        (lowered, lowering.schemas)
    }

    /// The operations, and for each what it is made of, by its id.
    fn operations(&mut self) -> (Vec<Operation>, Vec<(String, &'s spec::Operation)>) {
        let spec = self.schemas.spec;
        let (mut operations, mut specs) = (Vec::new(), Vec::new());
        for (path, item) in &spec.paths {
            let item = match item {
                RefOr::Item(item) => item,
                RefOr::Reference(reference) => {
                    self.schemas.unsupported(
                        "a reference to a path item isn't supported",
                        &reference.at.key("$ref"),
                    );
                    continue;
                }
            };
            for (name, operation) in &item.operations {
                let lowered = Method::named(name)
                    .and_then(|method| self.attempt(path, item, method, operation));
                if let Some(lowered) = lowered {
                    specs.push((lowered.id.clone(), operation));
                    operations.push(lowered);
                }
            }
        }
        (operations, specs)
    }

    /// Lowers an operation; where it can't be expressed and the configuration says so, its errors
    /// are warnings and it is left out.
    fn attempt(
        &mut self,
        path: &str,
        item: &PathItem,
        method: Method,
        operation: &spec::Operation,
    ) -> Option<Operation> {
        self.or_leave_out(&operation.at, |operations| {
            let mut lowered = operations.operation(path, item, method, operation)?;
            let Schemas {
                types, findings, ..
            } = &mut operations.schemas;
            let impossible = findings.impossible.note_needed(types, &mut lowered);
            (!impossible || !operations.schemas.choices.skip_unsupported).then_some(lowered)
        })
    }

    /// Lowers an operation or a webhook with `lower`; `at` is its place in the document. Where it can't
    /// be expressed and the configuration says so, its errors are warnings and it is left out.
    fn or_leave_out<T>(
        &mut self,
        at: &Pointer,
        lower: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if !self.schemas.choices.skip_unsupported {
            return lower(self);
        }
        let before = std::mem::take(self.schemas.diagnostics);
        let (tags, schemes) = (self.tags.len(), self.security.schemes.len());
        let lowered = lower(self);
        let own = std::mem::replace(self.schemas.diagnostics, before);
        if lowered.is_some() && !own.has_errors() {
            self.schemas.diagnostics.append(own);
            return lowered;
        }
        for mut diagnostic in own {
            diagnostic.severity = Severity::Warning;
            self.schemas.diagnostics.push(diagnostic);
        }
        // What only it has would be empty, and what it is called by is free for others.
        self.tags.truncate(tags);
        self.security.schemes.truncate(schemes);
        self.operation_ids.retain(|_, taken| taken != at);
        self.templates.retain(|_, taken| taken != at);
        let message = "this operation can't be expressed";
        self.schemas
            .diagnostics
            .push(Diagnostic::warning(Code::Unsupported, message).at_key(at, "left out"));
        None
    }

    fn operation(
        &mut self,
        path: &str,
        item: &PathItem,
        method: Method,
        operation: &spec::Operation,
    ) -> Option<Operation> {
        let at = &operation.at;
        let id = self.operation_id(path, method, operation.operation_id.as_deref(), at);
        let name = TypeName::of(Owner::Operation(id.clone()));
        let schemas = &mut self.schemas;
        let shared = parameters(schemas, &item.parameters, &name);
        let own = parameters(schemas, &operation.parameters, &name);
        let template = path_template(schemas, path, inherit(shared, own), at, &name);
        let is_routable = self.is_routable(method, &template, at);
        let schemas = &mut self.schemas;
        let body = operation.request_body.as_ref();
        let body = body.and_then(|body| request_body(schemas, body, method, &name));
        let responses = responses(schemas, operation, method, &name);
        let diagnostics = &mut *schemas.diagnostics;
        let security = operation.security.as_deref();
        let security = self.security.requirements(security, at, diagnostics);
        let servers = own_servers(schemas.spec, &item.servers, &operation.servers, diagnostics);
        let types = &schemas.types;
        let made_of = (&*template.parameters, &*responses);
        let said = (schemas.choices.pagination.get(&id), &operation.extensions);
        let paging = paging(said, at, made_of, types, diagnostics);
        let tag = self.tag(operation.tags.first().map(String::as_str), path, at);
        Some(Operation {
            id,
            method,
            path: template.path,
            path_parts: template.parts,
            fixed_query: template.query,
            is_routable,
            tag,
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            parameters: template.parameters,
            body,
            responses,
            security,
            servers,
            paging,
            origin: at.clone(),
        })
    }

    /// The operation's id, or one made of its method and path where it has none.
    fn operation_id(
        &mut self,
        path: &str,
        method: Method,
        id: Option<&str>,
        at: &Pointer,
    ) -> String {
        let id = match id.map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) => id.to_owned(),
            None => {
                let id = format!("{} {path}", method.as_str().to_ascii_lowercase())
                    .replace(['{', '}'], "");
                let warning =
                    Diagnostic::warning(Code::Shape, "this operation has no `operationId`")
                        .at_key(at, format!("it is called `{id}`"))
                        .help("add an `operationId`: it names the operation in the emitted crates");
                self.schemas.diagnostics.push(warning);
                id
            }
        };
        let free = self.free_id(&id, at);
        if let Some(earlier) = self.operation_ids.get(&id).filter(|_| free != id) {
            let message = format!("two operations have the `operationId` `{id}`");
            let warning = Diagnostic::warning(Code::Conflict, message)
                .at_key(at, format!("the second one is called `{free}`"))
                .at_key(earlier, "the first one");
            self.schemas.diagnostics.push(warning);
        }
        free
    }

    /// An id that nothing else has, from now on that of what stands at a place: the wanted one, or
    /// that with a number.
    fn free_id(&mut self, wanted: &str, at: &Pointer) -> String {
        let mut free = wanted.to_owned();
        let mut number = 2_u32;
        while self.operation_ids.contains_key(&free) {
            free = format!("{wanted} {number}");
            number += 1;
        }
        self.operation_ids.insert(free.clone(), at.clone());
        free
    }

    /// The index of the tag that an operation belongs to.
    fn tag(&mut self, name: Option<&str>, path: &str, at: &Pointer) -> usize {
        let name = select::tag(name, path);
        if let Some(index) = self.tags.iter().position(|tag| tag.name == name) {
            return index;
        }
        let described = self.schemas.spec.tags.iter().find(|tag| tag.name == name);
        self.tags.push(Tag {
            name: name.to_owned(),
            description: described.and_then(|tag| tag.description.clone()),
            origin: described.map_or(at, |tag| &tag.at).clone(),
        });
        self.tags.len() - 1
    }

    /// Whether the emitted server can take the path apart and tell the operation from those before
    /// it: not where nothing stands between two parameters, nor where nothing but the names of
    /// parameters differ (OpenAPI 3.0.3, Paths Object) and no parameter has a value of its own.
    fn is_routable(&mut self, method: Method, template: &Template, at: &Pointer) -> bool {
        let path_at = at.parent().unwrap_or_else(Pointer::root);
        if template
            .parts
            .windows(2)
            .any(|pair| matches!(pair, [PathPart::Parameter(_), PathPart::Parameter(_)]))
        {
            path_warning(
                self.schemas.diagnostics,
                "two parameters with nothing between them can't be told apart",
                &path_at,
                "the client has this operation, the server doesn't",
            );
            return false;
        }
        let template = signature(template);
        let Some(earlier) = self.templates.get(&(method, template.clone())) else {
            self.templates.insert((method, template), at.clone());
            return true;
        };
        let message =
            "two operations have the same method and path but for the names of parameters";
        let warning = Diagnostic::warning(Code::Conflict, message)
            .at_key(
                &path_at,
                "the second one: the client has it, the server doesn't",
            )
            .at_key(
                &earlier.parent().unwrap_or_else(Pointer::root),
                "the first one",
            );
        self.schemas.diagnostics.push(warning);
        false
    }
}

/// What a request has to have to be one of an operation, the names of path parameters left out.
fn signature(template: &Template) -> String {
    let path = template.parts.iter().map(|part| match part {
        PathPart::Literal(text) => text.as_str(),
        PathPart::Parameter(_) => "{}",
    });
    let mut signature: String = path.collect();
    let query = template.query.iter();
    let mut fixed: Vec<String> = query
        .map(|(name, value)| format!("?{name}={value}"))
        .collect();
    for parameter in &template.parameters {
        let Some(value) = &parameter.constant else {
            continue;
        };
        fixed.push(match parameter.location {
            Location::Header => format!("\n{}: {value}", parameter.name.to_ascii_lowercase()),
            _ => format!("?{}={value}", parameter.name),
        });
    }
    fixed.sort();
    signature.extend(fixed);
    signature
}

/// An operation's parameters with those of its path item that it doesn't override (OpenAPI 3.0.3,
/// Path Item Object).
fn inherit(shared: Vec<Parameter>, own: Vec<Parameter>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = shared
        .into_iter()
        .filter(|shared| {
            !own.iter()
                .any(|own| own.name == shared.name && own.location == shared.location)
        })
        .collect();
    parameters.extend(own);
    parameters
}
