//! Views to files: the only user of `quote`, `prettyplease` and `minijinja`.
//!
//! Templates own the files: manifests, READMEs, headers, imports, the order of sections. Quotes own
//! whole items: everything whose tokens depend on the shape of a type, every literal and every doc
//! comment, so that nothing in a document can become code.

mod block;
mod client;
mod codec;
mod docs;
mod operation_docs;
mod rust_type;
mod server;
mod shared;
mod support;
mod templates;
mod types;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::output::Output;
use crate::view::{About, RustType, View};
use support::Declared;
use templates::Templates;

/// Emits the three crates.
///
/// # Errors
///
/// Each error is a mistake of ours, with the file that shows it.
pub fn emit(view: &View) -> Result<Output, Diagnostics> {
    let mut files = Files {
        output: Output::new(view.operations().count()),
        templates: Templates::new(),
        faults: Diagnostics::default(),
    };
    let crates = Crates::new(&view.about);
    types::emit(view, &crates, &mut files);
    client::emit(view, &crates, &mut files);
    server::emit(view, &crates, &mut files);
    for root in [&crates.types, &crates.client, &crates.server] {
        files.render(&format!("{root}/rustfmt.toml"), "rustfmt.toml", ());
    }
    if files.faults.is_empty() {
        Ok(files.output)
    } else {
        Err(files.faults)
    }
}

/// A type as it stands in code that calls the types crate `types`.
#[must_use]
pub fn code(kind: &RustType) -> String {
    kind.tokens(rust_type::From::Outside).to_string()
}

/// What every template may use.
#[derive(Serialize)]
struct Crates {
    /// Package names.
    types: String,
    client: String,
    server: String,
    /// The same as they stand in code.
    types_lib: String,
    client_lib: String,
    server_lib: String,
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
    fn new(about: &About) -> Self {
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

/// The files as they come to be.
struct Files {
    output: Output,
    templates: Templates,
    faults: Diagnostics,
}

impl Files {
    /// Renders a template into a file.
    fn render(&mut self, path: &str, template: &str, context: impl Serialize) {
        match self.templates.render(template, context) {
            Ok(text) => self.insert(path, text),
            Err(error) => self.fault(
                path,
                &format!("the template `{template}` failed: {error:#}"),
            ),
        }
    }

    /// Copies the support code of a crate as it is.
    fn copy(&mut self, root: &str, support: &Declared) {
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
