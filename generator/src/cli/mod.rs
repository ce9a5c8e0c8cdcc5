//! What the command takes, and what it does with it.

mod input;
mod json;
mod report;
mod select;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use oasmith::Generated;
use oasmith::config::{self, Choice, DocumentConfig};
use oasmith::timings::Timings;

use self::report::Report;
use self::select::Select;

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well; there may be warnings
  1  the document has errors (with --deny-warnings: or warnings), or something can't be read or written
  2  the command is used wrongly";

/// Generates typed client and axum server-stub crates from an OpenAPI document.
#[derive(Debug, Parser)]
#[command(name = "oasmith", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes NAME-types, NAME-client and NAME-server below a folder, and with --cli NAME-cli
    ///
    /// Only files that change are touched, and only files that oasmith wrote: those that
    /// `.oasmith-files` in the folder of each crate lists. What is no longer generated is removed,
    /// and named. Where the document has an error, nothing is written.
    #[command(after_help = EXIT_CODES)]
    Generate {
        #[command(flatten)]
        common: Common,
        /// The folder of the crates
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Replace generated files even where somebody edited them since; without it, they are
        /// named and nothing is written
        #[arg(long)]
        overwrite: bool,
    },
    /// Says what is wrong with a document, and writes nothing
    #[command(after_help = EXIT_CODES)]
    Check {
        #[command(flatten)]
        common: Common,
    },
    /// Lists the operations by tag, each with its method in the crates, and with the way to the next
    /// page where a client can go through the pages of a list; writes nothing
    #[command(after_help = EXIT_CODES)]
    List {
        #[command(flatten)]
        common: Common,
    },
}

/// What all commands take.
#[derive(Debug, Args)]
struct Common {
    /// The OpenAPI document, YAML or JSON; `-` reads it from standard input
    #[arg(value_name = "SPEC")]
    document: PathBuf,
    /// The folder that all files of the document stand below; nothing outside of it is read
    /// [default: the folder of the document]; a document from standard input stands in it
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// What the crates' names begin with [default: made of the document's title]
    #[arg(long, value_parser = checked_name)]
    name: Option<String>,
    /// Leave out operations that oasmith has no answer to, each with a warning
    #[arg(long)]
    skip_unsupported: bool,
    /// What becomes of members of objects that their schema neither names nor speaks of
    #[arg(long, value_enum, default_value_t = Undeclared::Drop)]
    undeclared: Undeclared,
    /// The Rust type for a format, once for each: `date-time=chrono::DateTime<chrono::Utc>`; the
    /// crate has to be one that oasmith knows, or else `oasmith.toml` can say it
    #[arg(long, value_name = "FORMAT=TYPE", value_parser = format_type)]
    format_type: Vec<(String, Choice)>,
    #[command(flatten)]
    select: Select,
    /// What the server crate carries along: the document for its feature `docs`, and a response to each
    /// operation for its feature `mock`
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    embed: Vec<Embed>,
    /// What there is for webhooks and callbacks beside their types: a router in the server crate that
    /// receives them, a client in the client crate that sends them
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SIDE")]
    webhooks: Vec<WebhookSide>,
    /// Write NAME-cli as well: a command line of the API, which calls NAME-client
    #[arg(long)]
    cli: bool,
    /// Fail, and write nothing, where there are warnings
    #[arg(long)]
    deny_warnings: bool,
    /// List each field that ends up as any JSON value, with its place and the reason
    #[arg(long)]
    report_untyped: bool,
    /// Say on standard error how long each step took
    #[arg(long)]
    timings: bool,
    /// `human`: faults on standard error, the rest on standard output; `json`: all as one JSON
    /// object on standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What the command does with members of objects that their schema doesn't speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Undeclared {
    /// Pass them over when the object is read
    Drop,
    /// Keep them in a map beside the fields, as with `additionalProperties: true`
    Keep,
}

/// What the server crate can carry along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Embed {
    /// The document itself, in one file
    Document,
    /// A response to each operation
    Samples,
}

/// What there can be for webhooks and callbacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WebhookSide {
    /// What receives them, for the API's users
    Receive,
    /// What sends them, for those who implement the API
    Send,
}

/// Who reads what the command says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// One JSON object
    Json,
}

/// A name that can begin the names of crates.
fn checked_name(name: &str) -> Result<String, &'static str> {
    DocumentConfig::named(name).map(|config| config.name)
}

/// A format, and the type for it.
fn format_type(text: &str) -> Result<(String, Choice), String> {
    let (format, path) = text
        .split_once('=')
        .ok_or("expected a format and a type, as in `decimal=rust_decimal::Decimal`")?;
    Ok((format.to_owned(), Choice::named(format, path)?))
}

/// Does what the arguments say; gives whether all is well.
///
/// # Errors
///
/// When something can't be read or written.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Box<dyn std::error::Error>> {
    let (common, out) = match &arguments.command {
        Command::Generate {
            common,
            out,
            overwrite,
        } => (common, Some((out, *overwrite))),
        Command::Check { common } | Command::List { common } => (common, None),
    };
    let mut timings = Timings::default();
    let source = timings.time("read", || {
        input::open(&common.document, common.root.as_deref())
    })?;
    let mut config = match &common.name {
        Some(name) => DocumentConfig::named(name)?,
        None => DocumentConfig::titled(),
    };
    config.skip_unsupported = common.skip_unsupported;
    config.embed = common
        .embed
        .iter()
        .map(|embed| match embed {
            Embed::Document => config::Embed::Document,
            Embed::Samples => config::Embed::Samples,
        })
        .collect();
    config.webhooks = common
        .webhooks
        .iter()
        .map(|side| match side {
            WebhookSide::Receive => config::WebhookSide::Receive,
            WebhookSide::Send => config::WebhookSide::Send,
        })
        .collect();
    config.cli = common.cli;
    config.undeclared = match common.undeclared {
        Undeclared::Drop => config::Undeclared::Drop,
        Undeclared::Keep => config::Undeclared::Keep,
    };
    config.formats = common.format_type.iter().cloned().collect();
    config.select = common.select.selection();

    let outcome = oasmith::generate_timed(&source, &config, &mut timings);
    let well = match &outcome {
        Ok(Generated { diagnostics, .. }) => {
            !common.deny_warnings || diagnostics.warning_count() == 0
        }
        Err(_) => false,
    };
    let written = match (&outcome, out) {
        (Ok(Generated { output, .. }), Some((out, overwrite))) if well => {
            let write = || match overwrite {
                true => output.overwrite(out),
                false => output.write(out),
            };
            timings.time("write", write).map(Some)
        }
        _ => Ok(None),
    };
    let report = Report {
        source: &source,
        outcome: &outcome,
        changes: written.as_ref().ok().and_then(Option::as_ref),
        list: matches!(arguments.command, Command::List { .. }),
        untyped: common.report_untyped,
        well: well && written.is_ok(),
        denied: outcome.is_ok() && !well,
    };
    let reported = match common.format {
        Format::Human => report.human(),
        Format::Json => report.json(),
    };
    // Who reads only the beginning, as `head` does, wants no more.
    reported.or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })?;
    if common.timings {
        write!(io::stderr(), "{timings}")?;
    }
    written?;
    Ok(well)
}
