//! The types crate.

mod definition;
mod enumeration;
mod manifest;
mod split;
mod structure;
mod union;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use quote::quote;
use serde::Serialize;

use super::checks;
use super::code::{Code, format, ident, type_text, verbatim};
use super::crates::{ALWAYS, Crate, Crates, Holds, Takes};
use super::docs;
use super::files::{Files, Jobs, gate, tag_features};
use super::support::Declared;
use super::templates::templates;
use super::tokens::From;
use crate::view::{Features, Folder, Item, Named, Scalar, TypeFile, View};

pub(super) const CRATE: Crate = Crate {
    kind: "types",
    depends_on: &[],
    templates: templates! {
        "types": "Cargo.toml" "README.md" "lib.rs" "support.rs" "folder.rs" "file.rs"
    },
    emit,
    imports: &[],
    takes: Takes {
        types: &[
            "Box",
            "Err",
            "Into",
            "JsonObject",
            "Ok",
            "Option",
            "Some",
            "String",
            "Vec",
        ],
        modules: &["components", "mod", "operations", "shared", "webhooks"],
        features: &["default", "full", "unused-schemas"],
        ..Takes::nothing(Holds::Schemas)
    },
    is_asked: ALWAYS,
};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    features: &'a Features,
    description: String,
    /// Which folders there are.
    components: bool,
    operations: bool,
    webhooks: bool,
    shared: bool,
    support: Declared,
    dependencies: Vec<manifest::Entry>,
    /// The crates that are exported, as they are called in code.
    exported: Vec<String>,
    /// The types from other crates that are read from plain text.
    chosen: Vec<String>,
    /// The cargo features of the tags.
    tag_features: Vec<&'a str>,
    /// Whether some files aren't always compiled.
    has_gates: bool,
    /// A type for the quick start.
    example: Option<String>,
}

#[derive(Serialize)]
struct FolderContext<'a> {
    groups: &'a [Group],
    of: &'a str,
}

/// The modules of a folder that the same cargo features ask for.
#[derive(Serialize)]
struct Group {
    /// As [`gate`] writes it.
    gate: String,
    /// What `modules!` has to know, a line for each module or more.
    lines: Vec<String>,
}

fn emit<'a>(view: &'a View, crates: &'a Crates, jobs: &mut Jobs<'a>) {
    jobs.add(move |files| of_crate(view, crates, files));
    let names = view.types.iter().flat_map(|file| &file.items);
    let names = names.map(|item| format!("crate::{}", item.name()));
    let imports = Arc::new(jobs.imports.with(names));
    let root = crates.package("types");
    for file in &view.types {
        jobs.add_with(&imports, move |files| {
            let path = format!("{root}/src/{}/{}", folder_name(file.folder), file.module);
            self::file(file, &path, files);
        });
    }
}

/// The files that there is one of in the crate.
fn of_crate(view: &View, crates: &Crates, files: &mut Files<'_>) {
    let root = crates.package("types");
    let description = view
        .about
        .description
        .as_deref()
        .map(docs::lines)
        .unwrap_or_default();
    let features = &view.features.types;
    let has_folder = |folder| view.types.iter().any(|file| file.folder == folder);
    let context = Context {
        crates,
        features,
        description: docs::inner(&description),
        components: has_folder(Folder::Components),
        operations: has_folder(Folder::Operations),
        webhooks: has_folder(Folder::Webhooks),
        shared: has_folder(Folder::Shared),
        support: Declared::new("types", features, view),
        exported: manifest::exported(&view.scalars),
        dependencies: manifest::dependencies(features, &view.scalars),
        chosen: chosen(&view.scalars),
        tag_features: tag_features(view),
        has_gates: view.types.iter().any(|file| !file.gate.is_open()),
        example: view.quick_start.item.clone(),
    };
    files.render(&format!("{root}/Cargo.toml"), "types/Cargo.toml", &context);
    files.render(&format!("{root}/README.md"), "types/README.md", &context);
    files.render(&format!("{root}/src/lib.rs"), "types/lib.rs", &context);
    files.copy(root, &context.support.files);
    files.render(
        &format!("{root}/src/support/mod.rs"),
        "types/support.rs",
        &context,
    );
    for folder in Folder::ALL {
        let groups = groups(view, folder);
        if !groups.is_empty() {
            let path = format!("{root}/src/{}/mod.rs", folder_name(folder));
            let of = match folder {
                Folder::Components => "the document's components",
                Folder::Operations => "single operations",
                Folder::Webhooks => "single webhooks and callbacks",
                Folder::Shared => "several components or operations",
            };
            let groups = &groups;
            files.render(&path, "types/folder.rs", FolderContext { groups, of });
        }
    }
}

/// A file with all items of an owner, or a folder of several if it would be too long.
fn file(file: &TypeFile, path: &str, files: &mut Files<'_>) {
    let mut code: Vec<Vec<Code>> = file.items.iter().map(items).collect();
    let parts = split::parts(code.iter().map(|item| split::lines(item)));
    let mut render = |files: &mut Files<'_>, path: &str, part: &Range<usize>| {
        let code = code.get_mut(part.clone()).unwrap_or_default();
        let code: Vec<Code> = code.iter_mut().flat_map(std::mem::take).collect();
        files.render_items(path, "types/file.rs", (), &code);
    };
    if let [part] = parts.as_slice() {
        render(files, &format!("{path}.rs"), part);
        return;
    }
    let mut lines = Vec::new();
    for part in &parts {
        let named = file.items.get(part.clone()).unwrap_or_default();
        let name = file.parts.get(part.start).cloned().unwrap_or_default();
        render(files, &format!("{path}/{name}.rs"), part);
        lines.extend(module(&name, named));
    }
    let of = file.items.first().map(Item::name).unwrap_or_default();
    let gate = String::new();
    let context = FolderContext {
        groups: &[Group::new(gate, lines)],
        of: &format!("[`{of}`]"),
    };
    files.render(&format!("{path}/mod.rs"), "types/folder.rs", context);
}

fn folder_name(folder: Folder) -> &'static str {
    match folder {
        Folder::Components => "components",
        Folder::Operations => "operations",
        Folder::Webhooks => "webhooks",
        Folder::Shared => "shared",
    }
}

/// The modules of a folder: those that are always compiled first.
fn groups(view: &View, folder: Folder) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in view.types.iter().filter(|file| file.folder == folder) {
        let lines = groups.entry(gate(&file.gate)).or_default();
        lines.extend(module(&file.module, &file.items));
    }
    let groups = groups.into_iter();
    groups
        .map(|(gate, lines)| Group::new(gate, lines))
        .collect()
}

impl Group {
    fn new(gate: String, mut lines: Vec<String>) -> Self {
        // Behind the last one stands the end of the group.
        if let Some(last) = lines.last_mut() {
            last.truncate(last.trim_end_matches(',').len());
        }
        Self { gate, lines }
    }
}

/// A module and its items as `modules!` has them.
fn module(name: &str, items: &[Item]) -> Vec<String> {
    let names: BTreeSet<&str> = items.iter().map(Item::name).collect();
    let names: Vec<&str> = names.into_iter().collect();
    if let [only] = names.as_slice() {
        return vec![format!("{name}::{only},")];
    }
    let last = names.len().saturating_sub(1);
    let parts = names.iter().enumerate().map(|(index, item)| {
        let start = if index == 0 { "{" } else { "" };
        let end = if index == last { "}" } else { "," };
        format!("{start}{item}{end}")
    });
    let mut parts: Vec<String> = parts.collect();
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, &format!("{name}::"));
    }
    definition::filled(&parts, 4)
}

/// The types that were chosen for formats, as they are called among modules of any name.
fn chosen(scalars: &[Scalar]) -> Vec<String> {
    let paths = scalars.iter().filter_map(Scalar::chosen);
    paths.map(|path| path.code("::")).collect()
}

fn items(item: &Item) -> Vec<Code> {
    match item {
        Item::Struct(item) => structure::items(item),
        Item::Enum(item) => enumeration::items(item),
        Item::Union(item) => union::items(item),
        Item::Newtype(item) => newtype(item),
        Item::Alias(item) => {
            let (name, docs) = (ident(&item.name), docs::prose(&item.docs));
            let target = item.target.tokens(From::Types);
            let deprecated = docs::deprecation(item.deprecated);
            vec![format(quote!(#docs #deprecated pub type #name = #target;))]
        }
    }
}

fn newtype(item: &Named) -> Vec<Code> {
    let (name, docs) = (ident(&item.name), docs::prose(&item.docs));
    let target = item.target.tokens(From::Types);
    let deprecated = docs::deprecation(item.deprecated);
    let default = item.has_default.then(|| quote!(Default,));
    let mut items = vec![
        format(quote! {
            #docs
            #deprecated
            #[derive(Clone, Debug, #default PartialEq)]
            pub struct #name(#[doc = " The inner value."] pub #target);
        }),
        verbatim(format!(
            "newtype!({} {});",
            item.name,
            type_text(target.clone())
        )),
    ];
    if !item.checks.is_empty() {
        items.push(checks::implementation(&item.name, checks::of_newtype(item)));
    }
    items
}
