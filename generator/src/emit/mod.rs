//! Views to files: the only user of `quote`, `prettyplease` and `minijinja`.
//!
//! Templates own the files: manifests, READMEs, headers, imports, the order of sections. Quotes own
//! whole items: everything whose tokens depend on the shape of a type, every literal and every doc
//! comment, so that nothing in a document can become code.

mod block;
mod body;
mod client;
mod docs;
mod files;
mod operation_docs;
mod security;
mod server;
mod support;
mod templates;
mod tokens;
mod types;

use self::files::{Crates, Files};
use crate::diagnostic::Diagnostics;
use crate::output::Output;
use crate::view::{RustType, View};

/// Emits the three crates.
///
/// # Errors
///
/// Each error is a mistake of ours, with the file that shows it.
pub fn emit(view: &View) -> Result<Output, Diagnostics> {
    let mut files = Files::new(view.operations().count());
    let crates = Crates::new(&view.about);
    types::emit(view, &crates, &mut files);
    client::emit(view, &crates, &mut files);
    server::emit(view, &crates, &mut files);
    for root in [&crates.types, &crates.client, &crates.server] {
        files.render(&format!("{root}/rustfmt.toml"), "rustfmt.toml", ());
    }
    files.finish()
}

/// A type as it stands in code that calls the types crate `types`.
#[must_use]
pub fn code(kind: &RustType) -> String {
    kind.tokens(tokens::From::Outside).to_string()
}
