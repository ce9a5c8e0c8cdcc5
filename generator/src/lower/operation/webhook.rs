//! Webhooks and callbacks: requests that the API makes itself.
//!
//! They are lowered as operations are, but for what only the way to the API has: a path template,
//! credentials, a tag. One that is reached by several operations is lowered for each of them; equal
//! types become one later on.

use super::super::schema::Schemas;
use super::parameter::parameters;
use super::request_body::request_body;
use super::responses;
use super::{Operations, inherit};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Location, Method, Owner, Trigger, TypeName, Webhook};
use crate::spec::{self, Callback, PathItem, RefOr, Reference};

/// References that lead from one callback to the next, more than any real document has. Circles are
/// refused before.
const MAX_STEPS: usize = 32;

impl<'s> Operations<'s> {
    /// Lowers the webhooks of the document, then the callbacks of these operations, each with its id.
    pub(super) fn webhooks(
        &mut self,
        operations: &[(String, &'s spec::Operation)],
    ) -> Vec<Webhook> {
        let spec = self.schemas.spec;
        let mut webhooks = Vec::new();
        for (name, item) in &spec.webhooks {
            self.item(item, &Trigger::Event(name.clone()), name, &mut webhooks);
        }
        for (operation, found) in operations {
            for (name, callback) in &found.callbacks {
                let Some(callback) = resolve(&mut self.schemas, callback) else {
                    continue;
                };
                for (url, item) in callback {
                    let trigger = Trigger::Callback {
                        operation: operation.clone(),
                        name: name.clone(),
                        url: url.clone(),
                    };
                    let id = format!("{operation} {name}");
                    self.item(item, &trigger, &id, &mut webhooks);
                }
            }
        }
        webhooks
    }

    /// Lowers the requests of a path item. One that has no `operationId` is called `name`.
    fn item(
        &mut self,
        item: &PathItem,
        trigger: &Trigger,
        name: &str,
        webhooks: &mut Vec<Webhook>,
    ) {
        for (method, operation) in &item.operations {
            let Some(method) = Method::named(method) else {
                continue;
            };
            let at = &operation.at;
            let own = operation.operation_id.as_deref().map(str::trim);
            let wanted = own.filter(|id| !id.is_empty()).unwrap_or(name);
            let lowered = self.or_leave_out(at, |operations| {
                let id = operations.free_id(wanted, at);
                Some(operations.webhook(id, trigger.clone(), item, method, operation))
            });
            let Some(mut lowered) = lowered else {
                continue;
            };
            lowered.name = free_name(&lowered, webhooks);
            webhooks.push(lowered);
        }
    }

    fn webhook(
        &mut self,
        id: String,
        trigger: Trigger,
        item: &PathItem,
        method: Method,
        operation: &spec::Operation,
    ) -> Webhook {
        let name = TypeName::of(Owner::Webhook(id.clone()));
        let schemas = &mut self.schemas;
        let shared = parameters(schemas, &item.parameters, &name);
        let own = parameters(schemas, &operation.parameters, &name);
        let body = operation.request_body.as_ref();
        let parameters = inherit(shared, own);
        let of_path = parameters.iter();
        let of_path = of_path.filter(|parameter| parameter.location == Location::Path);
        for parameter in of_path {
            let message =
                "the path of a webhook or callback isn't the API's, so it has no parameters";
            let warning = Diagnostic::warning(Code::Parameter, message);
            schemas
                .diagnostics
                .push(warning.at(&parameter.origin, "passed over"));
        }
        Webhook {
            id,
            name: match &trigger {
                Trigger::Event(name) => name.clone(),
                Trigger::Callback {
                    operation, name, ..
                } => format!("{operation}/{name}"),
            },
            trigger,
            method,
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            parameters,
            body: body.and_then(|body| request_body(schemas, body, method, &name)),
            responses: responses(schemas, operation, method, &name),
            origin: operation.at.clone(),
        }
    }
}

/// The name of a webhook, with a number where another one that is sent with the same method has it: a
/// callback may have several URLs.
fn free_name(webhook: &Webhook, others: &[Webhook]) -> String {
    let is_taken = |name: &str| {
        let mut others = others.iter();
        others.any(|other| other.name == name && other.method == webhook.method)
    };
    let mut free = webhook.name.clone();
    let mut number = 2_u32;
    while is_taken(&free) {
        free = format!("{}/{number}", webhook.name);
        number += 1;
    }
    free
}

/// Follows references to a callback; `None` means that a warning was given.
fn resolve<'s>(schemas: &mut Schemas<'s>, callback: &'s RefOr<Callback>) -> Option<&'s Callback> {
    let mut found = callback;
    for _ in 0..MAX_STEPS {
        let Reference { at, target } = match found {
            RefOr::Item(callback) => return Some(callback),
            RefOr::Reference(reference) => reference,
        };
        let name = target.strip_prefix("#/components/callbacks/");
        let next = name.and_then(|name| schemas.spec.components.callbacks.get(name));
        let Some(next) = next else {
            let message = format!("the reference `{target}` leads to no callback");
            let warning = Diagnostic::warning(Code::Reference, message);
            schemas
                .diagnostics
                .push(warning.at(&at.key("$ref"), "left out"));
            return None;
        };
        found = next;
    }
    if let RefOr::Reference(Reference { at, .. }) = found {
        let message = "a reference to a callback leads through too many others";
        let warning = Diagnostic::warning(Code::Reference, message);
        schemas
            .diagnostics
            .push(warning.at(&at.key("$ref"), "left out"));
    }
    None
}
