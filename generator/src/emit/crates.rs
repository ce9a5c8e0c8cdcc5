//! What an entry in the registry of crates ([`CRATES`](super::CRATES)) has, and what follows from it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::files::Jobs;
use super::imports::{Imports, type_name};
use super::{docs, support};
use crate::names::Reserved;
use crate::view::{About, View};

/// An emitted crate.
pub(super) struct Crate {
    /// The last word of its name.
    pub(super) kind: &'static str,
    /// The crates of the same document that it depends on.
    pub(super) depends_on: &'static [&'static str],
    /// Its templates, each with the name that it is rendered by.
    pub(super) templates: &'static [(&'static str, &'static str)],
    /// Adds the jobs that write its files.
    pub(super) emit: for<'a> fn(&'a View, &'a Crates, &mut Jobs<'a>),
    /// What its files import beside its support code, as [`Imports`] lists it.
    pub(super) imports: &'static [&'static str],
    /// What its own code gives names to, beside its support code.
    pub(super) takes: Takes,
    /// Whether somebody asks for it.
    pub(super) is_asked: fn(&View) -> bool,
}

/// A crate that every document gets.
pub(super) const ALWAYS: fn(&View) -> bool = |_| true;

/// Names that the code of a crate has where names of the document stand too.
pub(super) struct Takes {
    /// What the crate gets names for.
    pub(super) holds: Holds,
    /// Types at its root, type parameters, and what its files name of Rust's prelude.
    pub(super) types: &'static [&'static str],
    /// Modules, or files in a folder of modules.
    pub(super) modules: &'static [&'static str],
    /// Cargo features.
    pub(super) features: &'static [&'static str],
    /// Files in the folder of a tag.
    pub(super) tag_files: &'static [&'static str],
    /// Methods of what has a method for every tag.
    pub(super) tag_methods: &'static [&'static str],
    /// Methods of what has a method for every operation.
    pub(super) operation_methods: &'static [&'static str],
    /// Methods and fields beside those that security schemes have.
    pub(super) credentials: &'static [&'static str],
    /// Fields, methods and variables beside those that parameters have.
    pub(super) parameters: &'static [&'static str],
    /// Types in the module of the webhooks.
    pub(super) webhook_types: &'static [&'static str],
    /// Methods of what has a method for every webhook.
    pub(super) webhook_methods: &'static [&'static str],
    /// Methods and variables beside those that parameters of webhooks have.
    pub(super) webhook_parameters: &'static [&'static str],
    /// Commands beside those of tags.
    pub(super) commands: &'static [&'static str],
    /// Commands beside those of operations.
    pub(super) operation_commands: &'static [&'static str],
    /// Flags beside those of parameters and bodies.
    pub(super) flags: &'static [&'static str],
}

/// What the files of a crate define.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The types of the document's schemas.
    Schemas,
    /// A type or trait for each tag, and the types of each operation: its request, its responses.
    Operations,
    /// Nothing that a name of the document would stand beside.
    Nothing,
}

impl Takes {
    /// Nothing at all.
    pub(super) const fn nothing(holds: Holds) -> Self {
        Self {
            holds,
            types: &[],
            modules: &[],
            features: &[],
            tag_files: &[],
            tag_methods: &[],
            operation_methods: &[],
            credentials: &[],
            parameters: &[],
            webhook_types: &[],
            webhook_methods: &[],
            webhook_parameters: &[],
            commands: &[],
            operation_commands: &[],
            flags: &[],
        }
    }
}

impl Crate {
    fn importable(&self) -> impl Iterator<Item = String> {
        let own = self.imports.iter().map(|path| (*path).to_owned());
        own.chain(support::importable(self.kind))
    }

    /// What its files may import.
    pub(super) fn imports(&self) -> Imports {
        Imports::new(self.importable())
    }
}

/// The names that nothing of a document can have, as the emitted code has them already.
pub(super) fn reserved(crates: &[Crate]) -> Reserved {
    let mut reserved = Reserved::default();
    for krate in crates {
        let takes = &krate.takes;
        let exported = support::exported(krate.kind).chain(takes.types.iter().copied());
        let exported: BTreeSet<String> = exported.map(str::to_owned).collect();
        let paths: Vec<String> = krate.importable().collect();
        let imported = paths.iter().filter_map(|path| type_name(path));
        let imported = imported.filter(|name| !exported.contains(*name));
        let imported: BTreeSet<String> = imported.map(str::to_owned).collect();
        match takes.holds {
            Holds::Schemas => {
                reserved.schemas.extend(exported);
                reserved.schemas.extend(imported);
                extend(&mut reserved.schema_modules, takes.modules);
            }
            Holds::Operations => {
                reserved.operations.extend(exported);
                reserved.imports.extend(imported);
                extend(&mut reserved.tag_modules, takes.modules);
                let others = paths.iter().filter_map(|path| path.split("::").next());
                for other in others.filter(|head| *head != "crate") {
                    reserved.tag_modules.insert(other.to_owned());
                    reserved.operation_modules.insert(other.to_owned());
                }
            }
            Holds::Nothing => {}
        }
        extend(&mut reserved.tag_features, takes.features);
        // A module of the same name as the one around it is confusing.
        extend(&mut reserved.tag_modules, takes.tag_files);
        extend(&mut reserved.tag_modules, takes.tag_methods);
        extend(&mut reserved.operation_modules, takes.tag_files);
        extend(&mut reserved.operation_methods, takes.operation_methods);
        extend(&mut reserved.credentials, takes.credentials);
        extend(&mut reserved.parameters, takes.parameters);
        extend(&mut reserved.webhooks.types, takes.webhook_types);
        extend(&mut reserved.webhooks.methods, takes.webhook_methods);
        extend(&mut reserved.webhooks.parameters, takes.webhook_parameters);
        extend(&mut reserved.commands.tags, takes.commands);
        extend(&mut reserved.commands.operations, takes.operation_commands);
        extend(&mut reserved.commands.flags, takes.flags);
    }
    reserved
}

fn extend(names: &mut BTreeSet<String>, more: &[&str]) {
    names.extend(more.iter().map(|name| (*name).to_owned()));
}

/// The names of a crate.
#[derive(Serialize)]
struct CrateName {
    /// Of its package.
    package: String,
    /// The same as it stands in code.
    lib: String,
    /// The packages of the same document that it depends on.
    dependencies: Vec<String>,
}

/// What every template may use.
#[derive(Serialize)]
pub(super) struct Crates {
    /// By kind.
    #[serde(flatten)]
    names: BTreeMap<&'static str, CrateName>,
    version: String,
    /// The title of the document in one line.
    title: String,
    /// The same as Markdown, for prose.
    shown_title: String,
    shown_version: String,
    license: Option<String>,
    repository: Option<String>,
}

impl Crates {
    pub(super) fn new(crates: &[Crate], about: &About) -> Self {
        let package = |kind: &str| format!("{}-{kind}", about.name);
        let names = crates.iter().map(|krate| {
            let dependencies = krate.depends_on.iter().map(|kind| package(kind));
            let name = CrateName {
                package: package(krate.kind),
                lib: package(krate.kind).replace('-', "_"),
                dependencies: dependencies.collect(),
            };
            (krate.kind, name)
        });
        Self {
            names: names.collect(),
            version: about.version.clone(),
            title: docs::one_line(&about.title),
            shown_title: docs::plain(&about.title),
            shown_version: docs::plain(&about.document_version),
            license: about.license.clone(),
            repository: about.repository.clone(),
        }
    }

    /// The name of a crate's package, which is also its folder.
    pub(super) fn package(&self, kind: &'static str) -> &str {
        self.names.get(kind).map_or(kind, |name| &name.package)
    }

    /// The name of a crate in code.
    pub(super) fn lib(&self, kind: &'static str) -> &str {
        self.names.get(kind).map_or(kind, |name| &name.lib)
    }
}
