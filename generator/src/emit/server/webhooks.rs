//! What receives webhooks and callbacks: a module as that of a tag, with a receiver in the place of a
//! router.

use std::sync::Arc;

use serde::Serialize;

use super::super::crates::Crates;
use super::super::files::{Jobs, Module, modules};
use super::interface::interface;
use super::operation;
use crate::view::TagView;

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    module: &'a str,
    modules: Vec<Module>,
    /// The modules of the webhooks, in the document's order.
    webhooks: Vec<&'a str>,
}

pub(super) fn emit<'a>(tag: &'a TagView, crates: &'a Crates, jobs: &mut Jobs<'a>) {
    let root = crates.package("server");
    jobs.add(move |files| {
        let path = format!("{root}/src/{}/mod.rs", tag.module);
        let webhooks = tag.operations.iter();
        let context = Context {
            crates,
            module: &tag.module,
            modules: modules(tag.operations.iter(), operation::exports, &[]),
            webhooks: webhooks.map(|webhook| webhook.module.as_str()).collect(),
        };
        let items = [interface(tag, "Service")];
        files.render_items(&path, "server/webhooks.rs", context, &items);
    });
    let imports = jobs.imports.with([format!("super::{}", tag.name)]);
    let imports = Arc::new(imports);
    for webhook in &tag.operations {
        jobs.add_with(&imports, move |files| {
            let path = format!("{root}/src/{}/{}.rs", tag.module, webhook.module);
            operation::file(webhook, tag, false, &path, files);
        });
    }
}
