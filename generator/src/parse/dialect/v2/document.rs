//! The document as a whole: its sections, its servers, and the way to its operations.

use serde_json::{Map, Value, json};

use super::upgrade::Upgrade;
use super::{body, response};
use crate::diagnostic::{Code, Diagnostic};
use crate::method::Method;
use crate::parse::path_items;
use crate::parse::rewriter::Rewriter;
use crate::parse::shape::sections_of_v2;
use crate::source::Pointer;

/// Puts a document of Swagger 2.0 into the form of 3.0.
pub(in crate::parse) fn upgrade(rewriter: &mut Rewriter<'_>, document: &mut Value) {
    let Some(members) = document.as_object_mut() else {
        return;
    };
    members.shift_remove("swagger");
    members.insert("openapi".to_owned(), json!("3.0.3"));
    let mut upgrade = Upgrade::new(rewriter, false);
    upgrade.consumes = media_types(members.shift_remove("consumes"));
    upgrade.produces = media_types(members.shift_remove("produces"));
    upgrade.sections(members);
    upgrade.servers(members);
    let sections: Vec<_> = sections_of_v2().collect();
    references(document, &sections);
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    let scalars = schemas.filter(|(_, schema)| response::is_scalar(schema));
    upgrade.scalars = scalars.map(|(name, _)| name.clone()).collect();
    let components = ["parameters", "responses", "securitySchemes"];
    for section in components {
        let at = Pointer::root().key("components").key(section);
        let found = document.pointer_mut(at.as_str());
        for (name, value) in found.and_then(Value::as_object_mut).into_iter().flatten() {
            let Some(members) = value.as_object_mut() else {
                continue;
            };
            let at = at.key(name);
            match section {
                "parameters" => upgrade.parameter(members, &at),
                "responses" => upgrade.response(members, None, false, &at),
                _ => upgrade.security_scheme(members, &at),
            }
        }
    }
    upgrade.take_body_parameters(document);
    upgrade.paths(document);
}

/// Moves the bodies and forms of 2.0 out of the parameters of a document of 3.x.
pub(in crate::parse) fn move_body_parameters(rewriter: &mut Rewriter<'_>, document: &mut Value) {
    let mut upgrade = Upgrade::new(rewriter, true);
    upgrade.take_body_parameters(document);
    upgrade.paths(document);
}

/// Puts the paths among the others that Azure keeps in an extension, because nothing but their
/// queries tells them apart.
pub(in crate::parse) fn paths_by_query(rewriter: &mut Rewriter<'_>, document: &mut Value) {
    const EXTENSION: &str = "x-ms-paths";
    let Some(members) = document.as_object_mut() else {
        return;
    };
    if !members.get(EXTENSION).is_some_and(Value::is_object) {
        return;
    }
    let Some(Value::Object(more)) = members.shift_remove(EXTENSION) else {
        return;
    };
    let paths = members.entry("paths").or_insert_with(|| json!({}));
    let Value::Object(paths) = paths else {
        return;
    };
    let root = Pointer::root();
    for (name, item) in more {
        if paths.contains_key(&name) {
            let message = format!("the path `{name}` is among `paths` already");
            let warning = Diagnostic::warning(Code::Conflict, message);
            rewriter.push(warning.at_key(&root.key(EXTENSION).key(&name), "left out"));
        } else {
            let to = root.key("paths").key(&name);
            rewriter.moved(&root.key(EXTENSION).key(&name), &to);
            paths.insert(name, item);
        }
    }
}

impl Upgrade<'_, '_> {
    fn sections(&mut self, members: &mut Map<String, Value>) {
        let mut components = match members.shift_remove("components") {
            Some(Value::Object(components)) => components,
            _ => Map::new(),
        };
        for (old, new) in sections_of_v2() {
            let Some(section) = members.shift_remove(old) else {
                continue;
            };
            let root = Pointer::root();
            self.rewriter
                .moved(&root.key(old), &root.key("components").key(new));
            // What references led to stands there already.
            match (components.get_mut(new), section) {
                (Some(Value::Object(known)), Value::Object(section)) => known.extend(section),
                (_, section) => {
                    components.insert(new.to_owned(), section);
                }
            }
        }
        if !components.is_empty() {
            members.insert("components".to_owned(), Value::Object(components));
        }
    }

    fn servers(&mut self, members: &mut Map<String, Value>) {
        let text = |value: Option<Value>| match value {
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            _ => None,
        };
        let host = text(members.shift_remove("host")).filter(|host| !host.is_empty());
        let base = text(members.shift_remove("basePath")).unwrap_or_default();
        let schemes = media_types(members.shift_remove("schemes"));
        let others = schemes.iter().flatten();
        for other in others.filter(|scheme| !["http", "https"].contains(&scheme.as_str())) {
            let message = format!("the crates don't speak `{}`", other.escape_debug());
            self.rewriter
                .not_honoured(&message, &Pointer::root().key("schemes"));
        }
        if host.is_none() && base.is_empty() {
            return;
        }
        let base = match base.trim_end_matches('/') {
            "" => String::new(),
            base if base.starts_with('/') => base.to_owned(),
            base => format!("/{base}"),
        };
        let root = Pointer::root();
        let (from, urls) = match host {
            None => {
                let url = if base.is_empty() {
                    "/".to_owned()
                } else {
                    base
                };
                ("basePath", vec![url])
            }
            Some(host) => {
                let host = host
                    .rsplit_once("://")
                    .map_or(host.as_str(), |(_, host)| host);
                let host = host.trim_end_matches('/');
                // Without schemes, it is the one that the document was read by, which isn't known.
                let schemes = schemes.unwrap_or_else(|| vec!["https".to_owned()]);
                let urls = schemes
                    .iter()
                    .filter(|scheme| ["http", "https"].contains(&scheme.as_str()));
                (
                    "host",
                    urls.map(|scheme| format!("{scheme}://{host}{base}"))
                        .collect(),
                )
            }
        };
        self.rewriter.moved(&root.key(from), &root.key("servers"));
        let servers: Vec<Value> = urls.iter().map(|url| json!({"url": url})).collect();
        if !servers.is_empty() {
            members.insert("servers".to_owned(), Value::Array(servers));
        }
    }

    fn paths(&mut self, document: &mut Value) {
        path_items::visit(document, &mut |item, at| self.path_item(item, at));
    }

    fn path_item(&mut self, item: &mut Map<String, Value>, at: &Pointer) {
        let shared = self.parameters(item, at);
        for method in Method::members() {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                self.operation(operation, &shared, &at.key(method));
            }
        }
    }

    fn operation(
        &mut self,
        operation: &mut Map<String, Value>,
        shared: &[body::Field],
        at: &Pointer,
    ) {
        let consumes_at = match operation.get("consumes") {
            Some(_) => at.key("consumes"),
            None => Pointer::root().key("consumes"),
        };
        let (consumes, produces) = if self.leftover {
            (None, None)
        } else {
            if operation.shift_remove("schemes").is_some() {
                let message =
                    "`schemes` of an Operation Object has no effect on the emitted crates";
                self.rewriter.not_honoured(message, &at.key("schemes"));
            }
            (
                media_types(operation.shift_remove("consumes")).or_else(|| self.consumes.clone()),
                media_types(operation.shift_remove("produces")).or_else(|| self.produces.clone()),
            )
        };
        let own = self.parameters(operation, at);
        self.body(operation, shared, own, consumes, &consumes_at, at);
        if self.leftover {
            return;
        }
        let at = at.key("responses");
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        let Some(responses) = responses else {
            return;
        };
        let has_success = responses.keys().any(|status| status.starts_with('2'));
        for (status, response) in responses {
            let is_success = status.starts_with('2') || (status == "default" && !has_success);
            if let Value::Object(response) = response {
                self.response(response, produces.as_deref(), is_success, &at.key(status));
            }
        }
    }
}

/// A list of media types, or of other words.
fn media_types(value: Option<Value>) -> Option<Vec<String>> {
    let list: Vec<String> = match value? {
        Value::String(one) => vec![one],
        Value::Array(several) => several
            .into_iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        _ => return None,
    };
    Some(list).filter(|list| !list.is_empty())
}

/// Writes the references to sections of 2.0 as those to sections of 3.0. How deep a document is
/// nested, its reader bounds.
fn references(value: &mut Value, sections: &[(&str, &str)]) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member {
                    Value::String(reference) if name == "$ref" => {
                        for (old, new) in sections {
                            let prefix = format!("#/{old}/");
                            if let Some(rest) = reference.strip_prefix(&prefix) {
                                *reference = format!("#/components/{new}/{rest}");
                                break;
                            }
                        }
                    }
                    member => references(member, sections),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                references(item, sections);
            }
        }
        _ => {}
    }
}
