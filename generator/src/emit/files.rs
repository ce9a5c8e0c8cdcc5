//! The files as they come to be: some by each job, the jobs side by side.

use std::sync::Arc;

use serde::Serialize;

use super::code::Code;
use super::imports::{self, Imports, Names};
use super::templates::{self, ITEMS, Templates};
use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::output::Output;
use crate::threads;
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

/// Writes some files.
type Job<'a> = Box<dyn FnOnce(&mut Files<'_>) + Send + 'a>;

/// What writes the files, in the order of what they are about. None of the jobs knows of the others:
/// which of them run first, or at the same time, makes no difference.
pub(super) struct Jobs<'a> {
    /// What the files of the crate may import.
    pub(super) imports: Arc<Imports>,
    jobs: Vec<(Arc<Imports>, Job<'a>)>,
}

impl<'a> Jobs<'a> {
    /// None yet.
    pub(super) fn new() -> Self {
        Self {
            imports: Arc::default(),
            jobs: Vec::new(),
        }
    }

    /// Adds a job for files of the crate.
    pub(super) fn add(&mut self, job: impl FnOnce(&mut Files<'_>) + Send + 'a) {
        self.add_with(&Arc::clone(&self.imports), job);
    }

    /// The same for files that may also import names of the document.
    pub(super) fn add_with(
        &mut self,
        imports: &Arc<Imports>,
        job: impl FnOnce(&mut Files<'_>) + Send + 'a,
    ) {
        self.jobs.push((Arc::clone(imports), Box::new(job)));
    }

    /// Does all jobs, and puts their files into `output`; or says what is wrong with our code.
    pub(super) fn run(self, templates: &Templates, output: &mut Output) -> Result<(), Diagnostics> {
        let written = threads::map(self.jobs, |(imports, job)| {
            let mut files = Files {
                templates,
                imports,
                written: Vec::new(),
                faults: Vec::new(),
            };
            job(&mut files);
            (files.written, files.faults)
        });
        let mut faults = Diagnostics::default();
        for (files, found) in written {
            faults.extend(found);
            for (path, text) in files {
                if let Err(error) = output.insert(path.as_str(), text) {
                    faults.push(fault(&path, &error.to_string()));
                }
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

/// The files of one job.
pub(super) struct Files<'a> {
    templates: &'a Templates,
    imports: Arc<Imports>,
    written: Vec<(String, String)>,
    faults: Vec<Diagnostic>,
}

impl Files<'_> {
    /// Renders a template into a file.
    pub(super) fn render(&mut self, path: &str, template: &str, context: impl Serialize) {
        self.render_items(path, template, context, &[]);
    }

    /// The same with the items that the template has a place for.
    pub(super) fn render_items(
        &mut self,
        path: &str,
        template: &str,
        context: impl Serialize,
        items: &[Code],
    ) {
        match self.templates.render(template, context) {
            Ok(frame) if path.ends_with(".rs") => match self.complete(frame, items) {
                Ok(text) => self.insert(path, text),
                Err(fault) => self.fault(path, &fault),
            },
            Ok(text) => self.insert(path, text),
            Err(error) => self.fault(
                path,
                &format!("the template `{template}` failed: {error:#}"),
            ),
        }
    }

    /// Puts the items and the imports into what a template gave. All of it was parsed then: the
    /// frame here, the items when they were made.
    fn complete(&self, frame: String, items: &[Code]) -> Result<String, String> {
        let not_rust = |error: &syn::Error| format!("it isn't Rust: {error}");
        let file = syn::parse_file(&frame).map_err(|error| not_rust(&error))?;
        if let Some(fault) = items.iter().find_map(|item| item.fault.as_ref()) {
            return Err(not_rust(fault));
        }
        let own = Names::of(&file);
        let names = items.iter().map(|item| &item.names);
        let declarations = self.imports.of(names.chain([&own]));
        let text = place(imports::place(frame, &declarations), items)?;
        if cfg!(debug_assertions) {
            syn::parse_file(&text).map_err(|error| not_rust(&error))?;
        }
        Ok(text)
    }

    /// Copies the support code of a crate as it is: a test parses it.
    pub(super) fn copy(&mut self, root: &str, support: &[(&str, &str)]) {
        for (module, text) in support {
            let path = format!("{root}/src/support/{module}.rs");
            let text = format!("{}\n\n{text}", templates::rust_header());
            self.insert(&path, text);
        }
    }

    fn insert(&mut self, path: &str, text: String) {
        self.written.push((path.to_owned(), text));
    }

    fn fault(&mut self, path: &str, what: &str) {
        self.faults.push(fault(path, what));
    }
}

/// A mistake of ours.
fn fault(path: &str, what: &str) -> Diagnostic {
    let message = format!("oasmith made a mistake in `{path}`: {what}");
    Diagnostic::error(diagnostic::Code::Internal, message)
        .help("please report it with the document")
}

/// Puts items in their place, each with a blank line before it.
fn place(text: String, items: &[Code]) -> Result<String, String> {
    // At the start of a line: docs may say the same.
    let marker = format!("\n{ITEMS}\n");
    let Some((before, behind)) = text.split_once(&marker) else {
        return match items {
            [] => Ok(text),
            _ => Err("its template has no place for items".to_owned()),
        };
    };
    let length: usize = items.iter().map(|item| item.text.len() + 2).sum();
    let mut whole = String::with_capacity(text.len() + length);
    whole.push_str(before);
    for item in items {
        whole.push('\n');
        whole.push_str(&item.text);
        whole.push('\n');
    }
    whole.push_str(behind);
    Ok(whole)
}
