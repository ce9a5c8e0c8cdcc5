//! The types crate.

mod enumeration;
mod structure;

use std::collections::BTreeSet;

use quote::quote;
use serde::Serialize;

use super::block::{format, ident};
use super::codec::uses_style;
use super::rust_type::From;
use super::shared::Module;
use super::{Crates, Files, FormatCrates, docs, templates};
use crate::view::{BodyKind, Folder, Item, RustType, TypeFile, View};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    formats: &'a FormatCrates,
    description: String,
    components: Vec<Module>,
    operations: Vec<Module>,
    has_enums: bool,
    has_structs: bool,
    has_style: bool,
    /// A type for the quick start.
    example: Option<String>,
}

#[derive(Serialize)]
struct FolderContext<'a> {
    modules: &'a [Module],
    of: &'static str,
}

#[derive(Serialize)]
struct FileContext {
    uses_serde: bool,
    has_structs: bool,
    docs: String,
    imports: Vec<String>,
    #[serde(rename = "items_")]
    items: Vec<String>,
}

pub(super) fn emit(view: &View, crates: &Crates, files: &mut Files) {
    let root = &crates.types;
    let formats = format_crates(view);
    let description = view
        .about
        .description
        .as_deref()
        .map(docs::lines)
        .unwrap_or_default();
    let context = Context {
        crates,
        formats: &formats,
        description: docs::inner(&description),
        components: modules(view, Folder::Components),
        operations: modules(view, Folder::Operations),
        has_enums: view
            .types
            .iter()
            .flat_map(|file| &file.items)
            .any(|item| matches!(item, Item::Enum(_))),
        has_structs: view
            .types
            .iter()
            .flat_map(|file| &file.items)
            .any(is_struct),
        has_style: view.operations().any(uses_style),
        example: example(view),
    };
    files.render(&format!("{root}/Cargo.toml"), "types/Cargo.toml", &context);
    files.render(&format!("{root}/README.md"), "types/README.md", &context);
    files.render(&format!("{root}/src/lib.rs"), "types/lib.rs", &context);
    files.copy(
        &format!("{root}/src/support/field.rs"),
        templates::types::FIELD,
    );
    if context.has_structs {
        files.copy(
            &format!("{root}/src/support/object.rs"),
            templates::types::OBJECT,
        );
    }
    if context.has_enums {
        files.copy(
            &format!("{root}/src/support/unknown_value.rs"),
            templates::types::UNKNOWN_VALUE,
        );
    }
    if formats.base64 {
        files.copy(
            &format!("{root}/src/support/base64.rs"),
            templates::types::BASE64,
        );
    }
    if context.has_style {
        for (name, text) in templates::types::STYLE {
            files.copy(&format!("{root}/src/support/{name}.rs"), text);
        }
    }
    files.render(
        &format!("{root}/src/support/mod.rs"),
        "types/support.rs",
        &context,
    );
    for (folder, modules) in [
        (Folder::Components, &context.components),
        (Folder::Operations, &context.operations),
    ] {
        if !modules.is_empty() {
            let path = format!("{root}/src/{}/mod.rs", folder_name(folder));
            let of = if folder == Folder::Components {
                "the document's components"
            } else {
                "single operations"
            };
            files.render(&path, "types/folder.rs", FolderContext { modules, of });
        }
    }
    for file in &view.types {
        let path = format!("{root}/src/{}/{}.rs", folder_name(file.folder), file.module);
        files.render(&path, "types/file.rs", context_of(file));
    }
}

fn folder_name(folder: Folder) -> &'static str {
    match folder {
        Folder::Components => "components",
        Folder::Operations => "operations",
    }
}

fn modules(view: &View, folder: Folder) -> Vec<Module> {
    view.types
        .iter()
        .filter(|file| file.folder == folder)
        .map(|file| Module {
            name: file.module.clone(),
            is_shared: false,
            items: file
                .items
                .iter()
                .map(|item| item.name().to_owned())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        })
        .collect()
}

fn context_of(file: &TypeFile) -> FileContext {
    let own: BTreeSet<&str> = file.items.iter().map(Item::name).collect();
    let mut named = Vec::new();
    for kind in file.items.iter().flat_map(types_of) {
        kind.collect_named(&mut named);
    }
    let imports: BTreeSet<&str> = named
        .into_iter()
        .filter(|name| !own.contains(name))
        .collect();
    let first = file
        .items
        .first()
        .map(|item| format!("[`{}`]", item.name()))
        .unwrap_or_default();
    FileContext {
        uses_serde: file
            .items
            .iter()
            .any(|item| !matches!(item, Item::Alias { .. })),
        docs: if file.items.len() > 1 {
            format!("{first} and what belongs to it.")
        } else {
            format!("{first}.")
        },
        has_structs: file.items.iter().any(is_struct),
        imports: imports.into_iter().map(str::to_owned).collect(),
        items: file.items.iter().flat_map(items).collect(),
    }
}

/// The types that an item mentions.
fn types_of(item: &Item) -> Vec<&RustType> {
    match item {
        Item::Struct(item) => {
            let fields = item.fields.iter().map(|field| &field.kind);
            fields
                .chain(item.additional.iter().map(|(_, kind)| kind))
                .collect()
        }
        Item::Enum(_) => Vec::new(),
        Item::Alias { target, .. } => vec![target],
    }
}

fn items(item: &Item) -> Vec<String> {
    match item {
        Item::Struct(item) => structure::items(item),
        Item::Enum(item) => enumeration::items(item),
        Item::Alias {
            name,
            docs,
            deprecated,
            target,
        } => {
            let (name, docs, target) = (ident(name), docs::prose(docs), target.tokens(From::Types));
            let deprecated = deprecation(*deprecated);
            vec![format(quote!(#docs #deprecated pub type #name = #target;))]
        }
    }
}

/// A note in the docs: `#[deprecated]` would make the crate's own code warn.
fn deprecation(deprecated: bool) -> proc_macro2::TokenStream {
    if deprecated {
        docs::attributes(&[String::new(), "**Deprecated** by the document.".to_owned()])
    } else {
        quote!()
    }
}

fn format_crates(view: &View) -> FormatCrates {
    let mut formats = FormatCrates::default();
    view.types
        .iter()
        .flat_map(|file| &file.items)
        .flat_map(types_of)
        .for_each(|kind| formats.add(kind));
    for operation in view.operations() {
        operation
            .parameters
            .iter()
            .for_each(|parameter| formats.add(&parameter.kind));
        for variant in operation.body.iter().flat_map(|body| &body.variants) {
            match &variant.kind {
                BodyKind::Value(kind) => formats.add(kind),
                BodyKind::Multipart(_, parts) => parts
                    .iter()
                    .filter_map(|part| part.kind.as_ref())
                    .for_each(|kind| formats.add(kind)),
                BodyKind::Binary => {}
            }
        }
        for response in &operation.responses {
            response
                .headers
                .iter()
                .for_each(|header| formats.add(&header.kind));
            if let Some(kind) = response.content.kind() {
                formats.add(kind);
            }
        }
    }
    formats
}

fn is_struct(item: &Item) -> bool {
    matches!(item, Item::Struct(_))
}

/// The first struct that others may know: a component rather than part of an operation.
fn example(view: &View) -> Option<String> {
    let structs = view
        .types
        .iter()
        .flat_map(|file| &file.items)
        .filter(|item| is_struct(item));
    structs.map(|item| item.name().to_owned()).next()
}
