//! Views to files: the only user of `quote`, `prettyplease` and `minijinja`.
//!
//! Templates own the files: manifests, READMEs, headers, imports, the order of sections. Quotes own
//! whole items: everything whose tokens depend on the shape of a type, every literal and every doc
//! comment, so that nothing in a document can become code.

mod body;
mod checks;
mod cli;
mod client;
mod code;
mod crates;
mod docs;
mod files;
mod imports;
mod keywords;
mod operation_docs;
mod security;
mod server;
mod support;
mod templates;
mod tokens;
mod types;

use std::sync::Arc;

use self::crates::{Crate, Crates};
use self::files::Jobs;
use self::templates::Templates;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names::Reserved;
use crate::output::Output;
use crate::view::{Checks, RustType, View};

/// The registry of crates: each is an entry here and a folder. In the order in which they depend on
/// each other.
const CRATES: &[Crate] = &[types::CRATE, client::CRATE, server::CRATE, cli::CRATE];

/// The last words of the names of the crates that every document gets, in the order in which they
/// depend on each other.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    CRATES
        .iter()
        .map(|krate| krate.kind)
        .filter(|kind| *kind != cli::CRATE.kind)
}

/// The names that nothing of a document can have, as the emitted code has them already.
#[must_use]
pub fn reserved() -> Reserved {
    crates::reserved(CRATES)
}

/// Emits the crates.
///
/// # Errors
///
/// Each error is a mistake of ours, with the file that shows it.
pub fn emit(view: &View) -> Result<Output, Diagnostics> {
    let templates = CRATES.iter().flat_map(|krate| krate.templates);
    let templates = Templates::new(templates).map_err(|error| {
        Diagnostic::error(Code::Internal, format!("a template is broken: {error:#}"))
            .help("please report it")
    })?;
    let crates = Crates::new(CRATES, &view.about);
    let mut jobs = Jobs::new();
    for krate in CRATES.iter().filter(|krate| (krate.is_asked)(view)) {
        jobs.imports = Arc::new(krate.imports());
        (krate.emit)(view, &crates, &mut jobs);
        let path = format!("{}/rustfmt.toml", crates.package(krate.kind));
        jobs.add(move |files| files.render(&path, "rustfmt.toml", ()));
    }
    let mut output = Output::new(view.operations().count());
    jobs.run(&templates, &mut output)?;
    Ok(output)
}

/// A type as it stands in code that calls the types crate `types`.
#[must_use]
pub fn code(kind: &RustType) -> String {
    kind.tokens(tokens::From::Outside).to_string()
}

/// The statements that check a value, of which `value` is a reference, with `check`.
#[must_use]
pub fn checks(checks: &Checks) -> String {
    let value = checks::Place::reference(quote::quote!(value));
    checks::statements(checks, &value, &checks::At::Here).to_string()
}
