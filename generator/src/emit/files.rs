//! The files as they come to be, and what their templates are given.

use serde::Serialize;

use super::docs;
use super::support::Declared;
use super::templates::{self, Templates};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::output::Output;
use crate::view::{About, OperationView};

/// What every template may use.
#[derive(Serialize)]
pub(super) struct Crates {
    /// Package names.
    pub(super) types: String,
    pub(super) client: String,
    pub(super) server: String,
    /// The same as they stand in code.
    pub(super) types_lib: String,
    pub(super) client_lib: String,
    pub(super) server_lib: String,
    pub(super) version: String,
    /// The title of the document in one line.
    pub(super) title: String,
    /// The same as Markdown, for prose.
    pub(super) shown_title: String,
    pub(super) shown_version: String,
    pub(super) license: Option<String>,
    pub(super) repository: Option<String>,
}

impl Crates {
    pub(super) fn new(about: &About) -> Self {
        let package = |kind: &str| format!("{}-{kind}", about.name);
        let library = |kind: &str| package(kind).replace('-', "_");
        Self {
            types: package("types"),
            client: package("client"),
            server: package("server"),
            types_lib: library("types"),
            client_lib: library("client"),
            server_lib: library("server"),
            version: about.version.clone(),
            title: docs::one_line(&about.title),
            shown_title: docs::plain(&about.title),
            shown_version: docs::plain(&about.document_version),
            license: about.license.clone(),
            repository: about.repository.clone(),
        }
    }
}

/// A module and what its parent exports of it.
#[derive(Serialize)]
pub(super) struct Module {
    pub(super) name: String,
    /// Whether the whole crate may use it.
    pub(super) is_shared: bool,
    pub(super) items: Vec<String>,
}

/// The modules of a tag: one for each operation, and the tag's own.
pub(super) fn modules<'a>(
    operations: impl Iterator<Item = &'a OperationView>,
    exports: fn(&OperationView) -> Vec<String>,
    own: &[(&str, Vec<String>)],
) -> Vec<Module> {
    let operations = operations.map(|operation| Module {
        name: operation.module.clone(),
        is_shared: false,
        items: exports(operation),
    });
    let own = own.iter().map(|(name, items)| Module {
        name: (*name).to_owned(),
        is_shared: false,
        items: items.clone(),
    });
    let mut modules: Vec<Module> = operations.chain(own).collect();
    modules.sort_by(|one, other| one.name.cmp(&other.name));
    modules
}

/// The files as they come to be.
pub(super) struct Files {
    output: Output,
    templates: Templates,
    faults: Diagnostics,
}

impl Files {
    /// None yet, of as many as an API of so many operations may have.
    pub(super) fn new(operations: usize) -> Self {
        Self {
            output: Output::new(operations),
            templates: Templates::new(),
            faults: Diagnostics::default(),
        }
    }

    /// All of them, or what is wrong with our code.
    pub(super) fn finish(self) -> Result<Output, Diagnostics> {
        if self.faults.is_empty() {
            Ok(self.output)
        } else {
            Err(self.faults)
        }
    }

    /// Renders a template into a file.
    pub(super) fn render(&mut self, path: &str, template: &str, context: impl Serialize) {
        match self.templates.render(template, context) {
            Ok(text) => self.insert(path, text),
            Err(error) => self.fault(
                path,
                &format!("the template `{template}` failed: {error:#}"),
            ),
        }
    }

    /// Copies the support code of a crate as it is.
    pub(super) fn copy(&mut self, root: &str, support: &Declared) {
        for (module, text) in &support.files {
            let path = format!("{root}/src/support/{module}.rs");
            self.insert(&path, format!("{}\n\n{text}", templates::rust_header()));
        }
    }

    fn insert(&mut self, path: &str, text: String) {
        if path.ends_with(".rs")
            && let Err(error) = syn::parse_file(&text)
        {
            self.fault(path, &format!("it isn't Rust: {error}"));
            return;
        }
        if let Err(error) = self.output.insert(path, text) {
            self.fault(path, &error.to_string());
        }
    }

    fn fault(&mut self, path: &str, what: &str) {
        let message = format!("oasmith made a mistake in `{path}`: {what}");
        self.faults.push(
            Diagnostic::error(Code::Internal, message).help("please report it with the document"),
        );
    }
}
