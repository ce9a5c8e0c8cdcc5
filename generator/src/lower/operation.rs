//! Paths and their operations.

use std::collections::HashSet;

use openapiv3::{PathItem, ReferenceOr};

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Location, Method, Operation, Owner, Parameter, PathPart, Tag, TypeName};
use crate::source::Pointer;

/// The tag of operations that have none, nor a path to name one after.
const DEFAULT_TAG: &str = "operations";

impl<'a> Lowering<'a> {
    /// Lowers every operation of the document.
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let document = self.document;
        let mut operations = Vec::new();
        for (path, item) in &document.paths.paths {
            let at = Pointer::root().key("paths").key(path);
            let item = match item {
                ReferenceOr::Item(item) => item,
                ReferenceOr::Reference { .. } => {
                    self.unsupported(
                        "a reference to a path item isn't supported",
                        &at.key("$ref"),
                    );
                    continue;
                }
            };
            for (method, operation) in methods(item) {
                if let Some(operation) = self.operation(path, item, method, operation, &at) {
                    operations.push(operation);
                }
            }
        }
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        item: &'a PathItem,
        method: Method,
        operation: &'a openapiv3::Operation,
        item_at: &Pointer,
    ) -> Option<Operation> {
        let at = &item_at.key(&method.as_str().to_ascii_lowercase());
        if method == Method::Trace {
            self.unsupported("the method TRACE isn't supported", at);
            return None;
        }
        let id = self.operation_id(path, method, operation.operation_id.as_deref(), at)?;
        let name = TypeName {
            owner: Owner::Operation(id.clone()),
            steps: Vec::new(),
        };
        let shared = self.parameters(&item.parameters, &item_at.key("parameters"), &name);
        let own = self.parameters(&operation.parameters, &at.key("parameters"), &name);
        let (parameters, path_parts) = self.path(path, inherit(shared, own), at)?;
        self.template(method, &path_parts, at)?;
        let body = operation
            .request_body
            .as_ref()
            .and_then(|body| self.body(body, &at.key("requestBody"), &name));
        let responses = self.responses(&operation.responses, method, &at.key("responses"), &name);
        let security = self.security(operation.security.as_deref(), at);
        let servers = self.own_servers((&item.servers, item_at), (&operation.servers, at));
        let tag = self.tag(operation.tags.first().map(String::as_str), path, at);
        Some(Operation {
            id,
            method,
            path: path.to_owned(),
            path_parts,
            tag,
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            parameters,
            body,
            responses,
            security,
            servers,
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
    ) -> Option<String> {
        let id = match id.map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) => id.to_owned(),
            None => {
                let id = format!("{} {path}", method.as_str().to_ascii_lowercase())
                    .replace(['{', '}'], "");
                let warning =
                    Diagnostic::warning(Code::Shape, "this operation has no `operationId`")
                        .at_key(at, format!("it is called `{id}`"))
                        .help("add an `operationId`: it names the operation in the emitted crates");
                self.diagnostics.push(warning);
                id
            }
        };
        match self.operation_ids.get(&id) {
            None => {
                self.operation_ids.insert(id.clone(), at.clone());
                Some(id)
            }
            Some(earlier) => {
                let error = Diagnostic::error(
                    Code::Conflict,
                    format!("two operations have the `operationId` `{id}`"),
                )
                .at_key(at, "the second one")
                .at_key(earlier, "the first one");
                self.diagnostics.push(error);
                None
            }
        }
    }

    /// The index of an operation's first tag. An operation without one belongs to what its path
    /// begins with, so that a document without tags isn't one huge group.
    fn tag(&mut self, name: Option<&str>, path: &str, at: &Pointer) -> usize {
        let name = name
            .filter(|name| !name.trim().is_empty())
            .or_else(|| subject(path))
            .unwrap_or(DEFAULT_TAG);
        if let Some(index) = self.tags.iter().position(|tag| tag.name == name) {
            return index;
        }
        let described = self.document.tags.iter().position(|tag| tag.name == name);
        self.tags.push(Tag {
            name: name.to_owned(),
            description: described
                .and_then(|index| self.document.tags.get(index)?.description.clone()),
            origin: described.map_or_else(
                || at.clone(),
                |index| Pointer::root().key("tags").index(index),
            ),
        });
        self.tags.len() - 1
    }

    /// Refuses a second path that differs from an earlier one in nothing but the names of its
    /// parameters (OpenAPI 3.0.3, Paths Object): no request could tell the two apart.
    fn template(&mut self, method: Method, parts: &[PathPart], at: &Pointer) -> Option<()> {
        let template: String = parts
            .iter()
            .map(|part| match part {
                PathPart::Literal(text) => text.as_str(),
                PathPart::Parameter(_) => "{}",
            })
            .collect();
        let Some(earlier) = self.templates.get(&(method, template.clone())) else {
            self.templates.insert((method, template), at.clone());
            return Some(());
        };
        let message = "two paths differ only in the names of their parameters";
        let error = Diagnostic::error(Code::Conflict, message)
            .at_key(&at.parent().unwrap_or_else(Pointer::root), "the second one")
            .at_key(
                &earlier.parent().unwrap_or_else(Pointer::root),
                "the first one",
            );
        self.diagnostics.push(error);
        None
    }

    /// Takes a path template apart and puts its parameters first, in its order.
    fn path(
        &mut self,
        path: &str,
        mut parameters: Vec<Parameter>,
        at: &Pointer,
    ) -> Option<(Vec<Parameter>, Vec<PathPart>)> {
        let path_at = at.parent().unwrap_or_else(Pointer::root);
        let mut ordered = Vec::new();
        let mut parts = Vec::new();
        let mut names = HashSet::new();
        let mut rest = path;
        while let Some((literal, opened)) = rest.split_once('{') {
            let Some((name, after)) = opened.split_once('}') else {
                break;
            };
            rest = after;
            if !literal.is_empty() {
                parts.push(PathPart::Literal(literal.to_owned()));
            }
            let declared = parameters.iter().position(|parameter| {
                parameter.location == Location::Path && parameter.name == name
            });
            let Some(declared) = declared.filter(|_| names.insert(name)) else {
                let message =
                    format!("the path names a parameter `{name}` that isn't declared exactly once");
                let help = format!(
                    "add a parameter `{name}` with `in: path` to this operation or its path"
                );
                let error = Diagnostic::error(Code::Parameter, message)
                    .at_key(&path_at, "named here")
                    .at_key(at, "this operation");
                self.diagnostics.push(error.help(help));
                return None;
            };
            if !rest.is_empty() && !rest.starts_with('/') {
                // The emitted server's router has no answer to it.
                let what = format!(
                    "text behind the parameter `{name}` in the same segment of a path isn't supported"
                );
                self.unsupported_key(what, &path_at);
                return None;
            }
            parts.push(PathPart::Parameter(ordered.len()));
            ordered.push(parameters.remove(declared));
        }
        if rest.contains(['{', '}']) {
            let error = Diagnostic::error(Code::Parameter, "the braces of this path don't match")
                .at_key(&path_at, "this path");
            self.diagnostics.push(error);
            return None;
        }
        if !rest.is_empty() {
            parts.push(PathPart::Literal(rest.to_owned()));
        }
        for parameter in parameters
            .iter()
            .filter(|parameter| parameter.location == Location::Path)
        {
            let message = format!("the path has no parameter `{}`", parameter.name);
            let error =
                Diagnostic::error(Code::Parameter, message).at(&parameter.origin, "declared here");
            self.diagnostics.push(error.at_key(&path_at, "this path"));
        }
        ordered.append(&mut parameters);
        Some((ordered, parts))
    }
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

/// The first segment of a path that says what it is about: no parameter, no version, no `api`.
fn subject(path: &str) -> Option<&str> {
    path.split('/').find(|segment| {
        let version = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
        !segment.contains(['{', '}'])
            && segment.chars().any(char::is_alphanumeric)
            && !version.starts_with(|first: char| first.is_ascii_digit())
            && !segment.eq_ignore_ascii_case("api")
    })
}

fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &openapiv3::Operation)> {
    [
        (Method::Get, &item.get),
        (Method::Put, &item.put),
        (Method::Post, &item.post),
        (Method::Delete, &item.delete),
        (Method::Options, &item.options),
        (Method::Head, &item.head),
        (Method::Patch, &item.patch),
        (Method::Trace, &item.trace),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}
