//! What sends webhooks and callbacks: a module as that of a tag, whose handle is a client of its own.

use std::sync::Arc;

use serde::Serialize;

use super::super::crates::Crates;
use super::super::files::Jobs;
use super::modules::{Module, modules};
use super::operation;
use crate::view::{Feature, TagView};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    module: &'a str,
    modules: Vec<Module<'a>>,
    /// Whether there are some whose answers are read while they arrive.
    opens: bool,
}

pub(super) fn emit<'a>(tag: &'a TagView, crates: &'a Crates, jobs: &mut Jobs<'a>) {
    let root = crates.package("client");
    jobs.add(move |files| {
        let path = format!("{root}/src/{}/mod.rs", tag.module);
        let mut webhooks = tag.operations.iter();
        let context = Context {
            crates,
            module: &tag.module,
            modules: modules(tag),
            opens: webhooks.any(|webhook| webhook.features.client.has(Feature::Streams)),
        };
        files.render(&path, "client/webhooks.rs", context);
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
