//! Plans what sends and receives the requests that the API makes itself.
//!
//! They are operations of one tag, which is none of the document's: what is known of an operation's
//! request and responses is all that there is to them. Two things differ. Nobody but the receiver knows
//! where it listens, so the path is made of the name. And the receiver reads what the API sends, which
//! may be newer than the document: as a client does with responses, it checks nothing beyond the types.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::model::body::{BodyKind, FormView};
use super::model::checks::Checks;
use super::model::gate::{Gate, WEBHOOKS};
use super::model::operation::{OperationView, TagView, WebhookView, WebhooksView};
use super::operation;
use super::resolver::Resolver;
use crate::config::{DocumentConfig, WebhookSide};
use crate::ir::{Api, Size, Trigger, Webhook};

/// What can't stand in a path (RFC 3986, section 3.3), or means something to the router.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What the tag is called in docs and to layers.
const WIRE: &str = "webhooks";

const DOCS: &str = "The requests that the API makes itself: its webhooks and callbacks.";

/// The webhooks and callbacks, if they have names: something shall send or receive them.
pub(super) fn webhooks(
    api: &Api,
    config: &DocumentConfig,
    resolver: &Resolver<'_>,
) -> Option<WebhooksView> {
    let names = resolver.names.webhooks.as_ref()?;
    let operations = api.webhooks.iter().zip(&names.operations);
    let operations = operations.map(|(webhook, names)| {
        let operation = webhook.to_operation();
        let mut view = operation::view(api, &operation, names, resolver);
        view.path = path(&webhook.name);
        if operation.summary.is_none_or(|text| text.trim().is_empty()) {
            view.summary = summary(webhook);
        }
        view.webhook = Some(what(webhook));
        without_checks(&mut view);
        view
    });
    Some(WebhooksView {
        tag: TagView {
            name: names.tag.name.clone(),
            method: names.tag.method.clone(),
            module: names.tag.module.clone(),
            wire: WIRE.to_owned(),
            docs: Some(DOCS.to_owned()),
            operations: operations.collect(),
            gate: Gate::off(WEBHOOKS),
        },
        received: config.webhooks.contains(&WebhookSide::Receive),
        sent: config.webhooks.contains(&WebhookSide::Send),
    })
}

/// The path at which the router has a webhook: no two of different names have the same.
fn path(name: &str) -> String {
    let mut path = String::new();
    for segment in name.split('/') {
        path.push('/');
        // What axum takes for a parameter as it was written before 0.8.
        let rest = match segment.chars().next() {
            Some(first @ (':' | '*')) => {
                path.push_str(&format!("%{:02X}", u32::from(first)));
                segment.get(1..).unwrap_or_default()
            }
            _ => segment,
        };
        path.extend(utf8_percent_encode(rest, ESCAPED));
    }
    path
}

fn summary(webhook: &Webhook) -> String {
    match &webhook.trigger {
        Trigger::Event(name) => format!("Tells of `{name}`."),
        Trigger::Callback {
            operation, name, ..
        } => format!("Tells of `{name}`, for whoever called `{operation}`."),
    }
}

fn what(webhook: &Webhook) -> WebhookView {
    match webhook.trigger.clone() {
        Trigger::Event(name) => WebhookView::Event(name),
        Trigger::Callback {
            operation,
            name,
            url,
        } => WebhookView::Callback {
            name,
            operation,
            url,
        },
    }
}

fn without_checks(operation: &mut OperationView) {
    for parameter in &mut operation.parameters {
        parameter.checks = Checks::default();
    }
    let bodies = operation.body.iter_mut();
    for variant in bodies.flat_map(|body| &mut body.variants) {
        variant.checks = Checks::default();
        if let BodyKind::Multipart(form) = &mut variant.kind {
            open(form);
        }
    }
}

fn open(form: &mut FormView) {
    form.closed = false;
    form.size = Size::default();
    form.dependents.clear();
    for part in &mut form.parts {
        part.checks = Checks::default();
        if let Some(holder) = &mut part.holder {
            holder.checks = Checks::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn names_are_paths() {
        assert_eq!(path("order.created"), "/order.created");
        assert_eq!(path("startJob/done"), "/startJob/done");
        assert_eq!(path("/a"), "//a");
        assert_eq!(path(""), "/");
        assert_eq!(path("a:b/:c/*d"), "/a:b/%3Ac/%2Ad");
        assert_eq!(path("é {x}%"), "/%C3%A9%20%7Bx%7D%25");
    }
}
