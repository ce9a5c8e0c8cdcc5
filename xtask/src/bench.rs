//! `cargo xtask bench`: what it costs to generate crates, to compile them and to use them, and what
//! it costs to do the same with what one would use instead.

mod again;
mod compile;
mod documents;
mod generate;
mod kept;
mod lines;
mod measure;
mod multiply;
mod peer;
mod picture;
mod process;
mod scale;
mod table;
mod wire;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Parser;

use crate::{Console, Failure, crates};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Without one, all four, as they are by default
    #[command(subcommand)]
    what: Option<What>,
    /// Draw the ratios of all that was measured and kept, of earlier runs, too, as a picture
    #[arg(long, value_name = "FILE", global = true)]
    svg: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Measures whole runs of `oasmith generate` that write three crates into an empty folder, and
    /// of `openapi-to-rust generate`, which writes a client
    Generate(generate::Options),
    /// Measures `cargo check` of the types with the client, and with the server, and of the client
    /// of `openapi-to-rust`
    ///
    /// What the crates depend on is built first and not measured. The peak of memory is that of the
    /// largest rustc, and the limits are for each.
    Compile(compile::Options),
    /// Measures an emitted server under load, in turns with the same routes by hand on `axum`
    Server(wire::Options),
    /// Measures the calls of an emitted client, in turns with the same calls by hand with
    /// `reqwest`, and counts their allocations
    Client(wire::Options),
    /// Measures nothing: draws the ratios of all that was measured and kept
    Picture {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub(crate) fn run<O: Write, E: Write>(
    options: &Options,
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let target = crates::target_folder(root)?;
    let work = Work {
        // A process in another folder has to find it, too.
        root: std::path::absolute(Path::new(".").join(root))?,
        folder: target.join("bench"),
        target,
    };
    match &options.what {
        Some(what) => what.run(&work, console)?,
        None => {
            for what in ["generate", "compile", "server", "client"] {
                Alone::try_parse_from(["bench", what])?
                    .what
                    .run(&work, console)?;
                writeln!(console.out)?;
            }
        }
    }
    if let Some(file) = &options.svg {
        picture::write(&work, file)?;
    }
    Ok(())
}

/// One of the four, by its name.
#[derive(Debug, clap::Parser)]
struct Alone {
    #[command(subcommand)]
    what: What,
}

impl What {
    fn run<O: Write, E: Write>(
        &self,
        work: &Work,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        match self {
            Self::Generate(options) => generate::run(options, work, console),
            Self::Compile(options) => compile::run(options, work, console),
            Self::Server(options) => wire::run(wire::What::Server, options, work, console),
            Self::Client(options) => wire::run(wire::What::Client, options, work, console),
            Self::Picture { file } => Ok(picture::write(work, file)?),
        }
    }
}

/// Where all of this happens.
struct Work {
    /// The folder of this workspace.
    root: PathBuf,
    /// The folder that it is built in.
    target: PathBuf,
    /// The folder of the bench.
    folder: PathBuf,
}

impl Work {
    /// The program that is given, or else `oasmith`, built for use.
    fn oasmith<O, E: Write>(
        &self,
        given: Option<&Path>,
        console: &mut Console<O, E>,
    ) -> Result<PathBuf, Failure> {
        match given {
            Some(program) => Ok(std::path::absolute(program)?),
            None => self.release("oasmith", console),
        }
    }

    /// A program of this workspace, built for use.
    fn release<O, E: Write>(
        &self,
        package: &str,
        console: &mut Console<O, E>,
    ) -> Result<PathBuf, Failure> {
        writeln!(console.err, "building {package} …")?;
        let mut cargo = crates::cargo(&self.root, &self.target);
        cargo.args(["build", "--release", "--quiet", "--package", package]);
        let status = cargo.args(["--bin", package]).status()?;
        if !status.success() {
            return Err(Failure::Message(format!("{package} can't be built")));
        }
        let program = self.target.join("release").join(package);
        Ok(program.with_extension(std::env::consts::EXE_EXTENSION))
    }
}
