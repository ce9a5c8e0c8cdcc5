//! The command `oasmith`: reads one document and writes its crates.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use oasmith::config::DocumentConfig;
use oasmith::diagnostic::{Diagnostics, Style};
use oasmith::output::Changes;
use oasmith::source::Source;

/// Generates typed client and axum server-stub crates from an OpenAPI document.
#[derive(Debug, Parser)]
#[command(name = "oasmith", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes NAME-types, NAME-client and NAME-server below a folder
    Generate {
        /// The OpenAPI document, YAML or JSON
        document: PathBuf,
        /// The folder of the crates
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// What the crates' names begin with
        #[arg(long)]
        name: String,
    },
    /// Says what is wrong with a document, and writes nothing
    Check {
        /// The OpenAPI document, YAML or JSON
        document: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(message) => {
            // When even this can't be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (document, name, out) = match command {
        Command::Generate {
            document,
            out,
            name,
        } => (document, name, Some(out)),
        Command::Check { document } => (document, "checked".to_owned(), None),
    };
    let source = Source::open(&document)?;
    let config = DocumentConfig::named(&name)?;
    let generated = match oasmith::generate(&source, &config) {
        Ok(generated) => generated,
        Err(diagnostics) => {
            report(&diagnostics, &source)?;
            return Ok(ExitCode::FAILURE);
        }
    };
    report(&generated.diagnostics, &source)?;
    let mut stdout = io::stdout();
    writeln!(
        stdout,
        "{} operations, {} types",
        generated.operations, generated.types
    )?;
    if let Some(out) = out {
        let Changes {
            added,
            changed,
            removed,
            unchanged,
        } = generated.output.write(&out)?;
        writeln!(
            stdout,
            "{} added, {} changed, {} removed, {unchanged} unchanged",
            added.len(),
            changed.len(),
            removed.len()
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

fn report(diagnostics: &Diagnostics, source: &Source) -> io::Result<()> {
    let mut stderr = io::stderr();
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let style = Style {
        colour: stderr.is_terminal() && !refused,
        ..Style::default()
    };
    stderr.write_all(diagnostics.render(source, style).as_bytes())
}
