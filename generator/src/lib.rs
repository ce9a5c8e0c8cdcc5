//! Generates three Rust crates from one OpenAPI document: the types that both sides share, an async
//! client on `reqwest`, and a server stub on `axum`; and, where it is asked for, a command line.
//!
//! The command `oasmith` does this too; the library is for programs that generate, such as a task of
//! a workspace. A document is a [`Source`], [`generate`] makes its crates in memory, and
//! [`Output::write`] brings them to the disk.
//!
//! ```
//! use oasmith::config::DocumentConfig;
//! use oasmith::diagnostic::Style;
//! use oasmith::source::Source;
//!
//! // Source::open reads a file, and the files that it refers to.
//! let source = Source::from_text(
//!     "greetings.yaml",
//!     r#"
//!     openapi: 3.1.0
//!     info: {title: Greetings, version: 1.2.0}
//!     paths:
//!       /greetings/{name}:
//!         get:
//!           operationId: greet
//!           parameters:
//!           - {name: name, in: path, required: true, schema: {type: string, maxLength: 80}}
//!           responses:
//!             "200":
//!               description: The greeting.
//!               content: {text/plain: {schema: {type: string}}}
//!     "#,
//! );
//! let config = DocumentConfig::named("greetings")?;
//! match oasmith::generate(&source, &config) {
//!     Ok(generated) => {
//!         assert_eq!(generated.diagnostics.warning_count(), 0);
//!         print!("{}", generated.diagnostics.render(&source, Style::default()));
//!         assert!(generated.output.get("greetings-client/Cargo.toml").is_some());
//!         // generated.output.write(std::path::Path::new("crates"))?;
//!     }
//!     Err(diagnostics) => eprint!("{}", diagnostics.render(&source, Style::default())),
//! }
//! # Ok::<(), &str>(())
//! ```
//!
//! The choices for a document are those of [`DocumentConfig`]; [`config::Config`] reads them from an
//! `oasmith.toml`. Nothing here prints, exits, or panics on what a document says: all that is to be
//! said is in [`Diagnostics`], with the place in the document that it is about.
//!
//! [`Output::write`]: output::Output::write
//!
//! # Inside
//!
//! [`generate`] strings modules together that are called *rooms* (`ARCHITECTURE.md` describes them).
//! Data flows one way through them: `source` and `parse` read the document, `spec` is what it says,
//! `lower` makes the `ir` of that, `names` decides every identifier, `view` how each thing looks in
//! Rust, `emit` writes the files, and `output` brings them to the disk. Those that the documentation
//! leaves out are public for the tests of this project alone, and change with any version.

pub mod config;
pub mod diagnostic;
#[doc(hidden)]
pub mod emit;
#[doc(hidden)]
pub mod formats;
#[doc(hidden)]
pub mod ir;
#[doc(hidden)]
pub mod lower;
#[doc(hidden)]
pub mod method;
#[doc(hidden)]
pub mod names;
pub mod output;
#[doc(hidden)]
pub mod parse;
#[doc(hidden)]
pub mod pattern;
#[doc(hidden)]
pub mod select;
pub mod source;
#[doc(hidden)]
pub mod spec;
mod threads;
pub mod timings;
#[doc(hidden)]
pub mod view;

pub use ir::Untyped;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use config::{DocumentConfig, Embed, Undeclared};
use diagnostic::{Code, Diagnostic, Diagnostics};
use formats::Formats;
use output::Output;
use source::{FileId, Origin, Origins, Pointer, Source};
use spec::Spec;
use timings::Timings;

/// What came of a document.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generated {
    /// What the names of the crates begin with.
    pub name: String,
    /// The files of the crates.
    pub output: Output,
    /// The warnings.
    pub diagnostics: Diagnostics,
    /// How many operations the crates have.
    pub operations: usize,
    /// How many types the types crate defines.
    pub types: usize,
    /// How many fields those types have.
    pub fields: usize,
    /// The fields that are any JSON value, and why.
    pub untyped: Vec<UntypedField>,
    /// Where the objects stand that keep other properties as any JSON value, beside those that they
    /// describe (`additionalProperties: true`).
    pub open: Vec<Origin>,
    /// Which type of the types crate holds the values of each schema. Of several at one place, the
    /// first knows most.
    #[doc(hidden)]
    pub values: Vec<ValueType>,
    /// What the document says.
    #[doc(hidden)]
    pub api: ir::Api,
    /// How it looks in Rust: what the files were written from.
    #[doc(hidden)]
    pub view: view::View,
}

/// The files of a document, read once more for their examples: the rooms behind `parse` see none.
struct ExampleFiles<'a> {
    source: &'a Source,
    origins: &'a Origins,
    /// The files that were asked for.
    read: RefCell<HashMap<FileId, Option<Value>>>,
}

impl<'a> ExampleFiles<'a> {
    fn new(source: &'a Source, origins: &'a Origins) -> Self {
        Self {
            source,
            origins,
            read: RefCell::default(),
        }
    }

    /// The examples of the node that stands at a place now.
    fn at(&self, at: &Pointer) -> Vec<Value> {
        let Origin { file, pointer } = self.origins.trace(at);
        let mut read = self.read.borrow_mut();
        let document = read.entry(file).or_insert_with(|| {
            // What is wrong with it was said before.
            parse::read(self.source, file, &mut Diagnostics::default())
        });
        let node = document
            .as_ref()
            .and_then(|it| it.pointer(pointer.as_str()));
        node.map(ir::Examples::of_node).unwrap_or_default()
    }
}

/// The Rust type of the values of a schema.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// Where the schema stands.
    pub origin: Origin,
    /// The type: [`emit::code`] writes it down.
    pub kind: view::RustType,
    /// What is checked of them: [`emit::checks`] writes it down.
    pub checks: view::Checks,
    /// Whether such values go from the client to the server.
    pub request: bool,
    /// Whether such values go from the server to the client.
    pub response: bool,
}

/// A field that is any JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntypedField {
    /// Where its schema stands.
    pub origin: Origin,
    /// Why it has no type of its own.
    pub reason: Untyped,
}

/// Generates the crates of a document, in memory.
///
/// # Errors
///
/// Every error that the document has, along with its warnings.
pub fn generate(source: &Source, config: &DocumentConfig) -> Result<Generated, Diagnostics> {
    generate_timed(source, config, &mut Timings::default())
}

/// Does the same as [`generate`], and notes how long each room took.
///
/// # Errors
///
/// Those of [`generate`].
pub fn generate_timed(
    source: &Source,
    config: &DocumentConfig,
    timings: &mut Timings,
) -> Result<Generated, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let document = timings.time("parse", || {
        let wanted = parse::Wanted {
            selection: config.select.clone(),
            text: config.embed.contains(&Embed::Document),
            webhooks: !config.webhooks.is_empty(),
        };
        parse::parse_wanted(source, wanted, &mut diagnostics)
    });
    let Some(document) = document else {
        return Err(diagnostics);
    };
    let parse::Document {
        model,
        supplement,
        origins,
        text,
    } = document;
    let spec = timings.time("spec", || Spec::new(model, supplement));
    let generated = generate_from(
        spec,
        (source, &origins, text),
        config,
        &mut diagnostics,
        timings,
    );
    // The rooms behind `parse` see nodes where it put them; people see them where they stand.
    diagnostics.trace(&origins);
    match generated {
        Some(generated) => Ok(Generated {
            diagnostics,
            ..generated
        }),
        None => Err(diagnostics),
    }
}

fn generate_from(
    spec: Spec,
    (source, origins, text): (&Source, &Origins, Option<parse::Text>),
    config: &DocumentConfig,
    diagnostics: &mut Diagnostics,
    timings: &mut Timings,
) -> Option<Generated> {
    let choices = lower::Choices {
        skip_unsupported: config.skip_unsupported,
        keep_undeclared: config.undeclared == Undeclared::Keep,
        only_used: !config.select.is_empty(),
        pagination: config.pagination.clone(),
        formats: Formats::new(&config.formats),
    };
    let api = timings.time("lower", || {
        let api = lower::lower(&spec, choices, diagnostics);
        drop(spec);
        api
    })?;
    if !config.webhooks.is_empty() && api.webhooks.is_empty() {
        let message = "there are no webhooks and callbacks to send or receive";
        let help = "leave `webhooks` out of `oasmith.toml`, or `--webhooks` of the command";
        diagnostics.push(Diagnostic::warning(Code::Config, message).help(help));
    }
    let names = timings.time("names", || {
        let reserved = emit::reserved();
        let mut names = names::Names::new(&api, &reserved, diagnostics);
        if !config.webhooks.is_empty() {
            names.name_webhooks(&api, &reserved, diagnostics);
        }
        if config.cli {
            names.name_commands(&reserved);
        }
        names
    });
    let config = config.for_title(&api.title);
    let files = ExampleFiles::new(source, origins);
    let find = |at: &Pointer| files.at(at);
    let has_samples = config.embed.contains(&Embed::Samples);
    let embedded = view::Embedded {
        document: text.map(|parse::Text { json, yaml }| view::DocumentText { json, yaml }),
        examples: has_samples.then(|| ir::Examples::new(&find)),
    };
    let view = timings.time("view", || view::View::new(&api, &names, &config, embedded));
    report_pagination(&api, &view, &config, diagnostics);
    report_samples(&api, &view, &config, diagnostics);
    match timings.time("emit", || emit::emit(&view)) {
        Ok(output) => {
            let found = api.untyped_fields();
            let open = found.open.iter().map(|at| origins.trace(at)).collect();
            let untyped = found.untyped.into_iter().map(|(at, reason)| UntypedField {
                origin: origins.trace(&at),
                reason,
            });
            let untyped = untyped.collect();
            let values = view.values.iter().map(|value| ValueType {
                origin: origins.trace(&value.at),
                kind: value.kind.clone(),
                checks: value.checks.clone(),
                request: value.usage.request,
                response: value.usage.response,
            });
            let values = values.collect();
            Some(Generated {
                name: config.name.clone(),
                output,
                diagnostics: Diagnostics::default(),
                operations: view.operations().count(),
                types: view.types.iter().map(|file| file.items.len()).sum(),
                fields: found.fields,
                untyped,
                open,
                values,
                api,
                view,
            })
        }
        Err(faults) => {
            diagnostics.append(faults);
            None
        }
    }
}

/// Warns of pages that somebody speaks of, and that a client can't go through.
fn report_pagination(
    api: &ir::Api,
    view: &view::View,
    config: &DocumentConfig,
    diagnostics: &mut Diagnostics,
) {
    let ids: HashSet<&str> = api.operations.iter().map(|it| it.id.as_str()).collect();
    for id in config
        .pagination
        .keys()
        .filter(|id| !ids.contains(id.as_str()))
    {
        let message = format!("there is no operation `{}`", id.escape_debug());
        let help = "`pagination` in `oasmith.toml` names operations by their `operationId`";
        diagnostics.push(Diagnostic::warning(Code::Config, message).help(help));
    }
    let paged = view.operations().filter(|it| it.pages.is_some());
    let paged: HashSet<&str> = paged.map(|it| it.id.as_str()).collect();
    for operation in &api.operations {
        if let ir::Paging::Said(said) = &operation.paging
            && !paged.contains(operation.id.as_str())
        {
            let message = format!("a client can't go through the pages of `{}`", operation.id);
            let help = "there has to be one success, with JSON that has a list and, for the next page, \
                        a text or a whole number";
            let warning = Diagnostic::warning(Code::Unsupported, message);
            diagnostics.push(warning.at(&said.at, "passed over").help(help));
        }
    }
}

/// Warns of operations that the mock has no answer for.
fn report_samples(
    api: &ir::Api,
    view: &view::View,
    config: &DocumentConfig,
    diagnostics: &mut Diagnostics,
) {
    if !config.embed.contains(&config::Embed::Samples) {
        return;
    }
    let known: HashSet<&str> = view.samples.iter().map(|(id, _)| id.as_str()).collect();
    let unknown = |it: &&ir::Operation| it.is_routable && !known.contains(it.id.as_str());
    for operation in api.operations.iter().filter(unknown) {
        let message = format!("the mock answers `{}` with 501", operation.id);
        let help = "give one of its responses an example that fits its schema";
        let warning = Diagnostic::warning(Code::Unsupported, message).help(help);
        diagnostics.push(warning.at_key(&operation.origin, "no response is known for it"));
    }
}
