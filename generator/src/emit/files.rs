//! The files as they come to be.

use std::rc::Rc;

use serde::Serialize;

use super::imports::Imports;
use super::support::Declared;
use super::templates::{self, Templates};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::output::Output;
use crate::view::{Gate, OperationView, View};

/// A module and what its parent exports of it.
#[derive(Serialize)]
pub(super) struct Module {
    pub(super) name: String,
    /// Whether the whole crate may use it.
    pub(super) is_shared: bool,
    pub(super) items: Vec<String>,
    /// What has to be asked for to compile it, as [`gate`] writes it.
    pub(super) gate: String,
}

/// What stands in `#[cfg()]` before something that isn't always compiled; else nothing.
pub(super) fn gate(gate: &Gate) -> String {
    let features = gate.features().iter();
    let features: Vec<String> = features.map(|name| format!("feature = {name:?}")).collect();
    match features.as_slice() {
        [] => String::new(),
        [feature] => feature.clone(),
        features => format!("any({})", features.join(", ")),
    }
}

/// The cargo features of the tags.
pub(super) fn tag_features(view: &View) -> Vec<&str> {
    let gates = view.tags.iter().flat_map(|tag| tag.gate.features());
    gates.map(String::as_str).collect()
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
        gate: String::new(),
    });
    let own = own.iter().map(|(name, items)| Module {
        name: (*name).to_owned(),
        is_shared: false,
        items: items.clone(),
        gate: String::new(),
    });
    let mut modules: Vec<Module> = operations.chain(own).collect();
    modules.sort_by(|one, other| one.name.cmp(&other.name));
    modules
}

/// The files as they come to be.
pub(super) struct Files {
    output: Output,
    templates: Templates,
    /// What the files of the crate may import.
    pub(super) imports: Rc<Imports>,
    faults: Diagnostics,
}

impl Files {
    /// None yet, of as many as an API of so many operations may have.
    pub(super) fn new(
        operations: usize,
        templates: impl Iterator<Item = &'static (&'static str, &'static str)>,
    ) -> Self {
        Self {
            output: Output::new(operations),
            templates: Templates::new(templates),
            imports: Rc::default(),
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
        let imports = Rc::clone(&self.imports);
        self.render_with(path, template, context, &imports);
    }

    /// The same of a file that may also import names of the document.
    pub(super) fn render_with(
        &mut self,
        path: &str,
        template: &str,
        context: impl Serialize,
        imports: &Imports,
    ) {
        match self.templates.render(template, context) {
            Ok(text) if path.ends_with(".rs") => self.insert_rust(path, text, imports),
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
            let text = format!("{}\n\n{text}", templates::rust_header());
            self.insert_rust(&path, text, &Imports::default());
        }
    }

    /// Takes a file of Rust, with its imports.
    fn insert_rust(&mut self, path: &str, text: String, imports: &Imports) {
        match syn::parse_file(&text) {
            Ok(file) => self.insert(path, imports.complete(text, &file)),
            Err(error) => self.fault(path, &format!("it isn't Rust: {error}")),
        }
    }

    fn insert(&mut self, path: &str, text: String) {
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
