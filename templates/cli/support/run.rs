//! Does what the arguments of the process say.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use clap_complete::Shell;
use http::header::{HeaderName, HeaderValue};

use super::credentials::Secrets;
use super::failure::{Failure, Outcome};
use super::given::Given;
use super::output::{Format, Output};
use super::program::Program;
use super::tap::{Options, Tap};
use crate::api::{Client, Retries};

/// Does what the arguments of the process say.
#[must_use]
pub fn main(program: &'static Program) -> ExitCode {
    match run(program) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_silent() {
                // Where nobody reads it, the exit code still tells.
                let _ = writeln!(io::stderr(), "error: {failure}");
            }
            ExitCode::from(failure.code())
        }
    }
}

fn run(program: &'static Program) -> Outcome {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let words: HashSet<String> = words.collect();
    let matches = match program.command(Some(&words)).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return explain(&error),
    };
    match matches.subcommand() {
        Some(("completions", matches)) => completions(program, matches),
        Some(("man", matches)) => man(program, matches),
        Some((tag, matches)) => call(program, tag, matches),
        None => Ok(()),
    }
}

/// Writes what clap has to say, be it help or an error.
fn explain(error: &clap::Error) -> Outcome {
    let printed = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            printed.map_err(|error| Failure::output(&error))
        }
        _ => Err(Failure::said()),
    }
}

fn call(program: &'static Program, tag: &str, matches: &ArgMatches) -> Outcome {
    let operations = program.tags.iter().find(|known| known.name == tag);
    let operations = operations.map_or(&[][..], |tag| tag.operations);
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(());
    };
    let mut operations = operations.iter();
    let Some(entry) = operations.find(|entry| entry.operation.name == name) else {
        return Ok(());
    };
    let operation = entry.operation;
    let output = output(operation.pages.unwrap_or_default(), matches);
    output.check()?;
    let all = operation.pages.is_some() && matches.get_flag("all");
    if all && output.include {
        let message = "'--include' is for a single answer, and can't be used with '--all'";
        return Err(Failure::usage(message));
    }
    let tap = Tap::new(Options {
        open: !all && (operation.streams || output.format == Format::Raw),
        verbose: matches.get_flag("verbose"),
        headers: headers(matches)?,
    });
    let (base_url, is_given) = base_url(program, matches)?;
    let client = client(program, &base_url, &tap, matches)?;
    let given = Given {
        operation,
        matches: matches.clone(),
        tap,
        output,
        base_url: is_given.then_some(base_url),
    };
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build();
    let runtime = runtime.map_err(|error| Failure::local(format!("no runtime: {error}")))?;
    let outcome = runtime.block_on((entry.run)(&client, &given));
    runtime.shutdown_background();
    outcome
}

fn output(list: &'static [&'static str], matches: &ArgMatches) -> Output {
    let columns = matches.get_many::<String>("columns");
    Output {
        format: match matches.get_one::<String>("output").map(String::as_str) {
            Some("table") => Format::Table,
            Some("raw") => Format::Raw,
            _ => Format::Json,
        },
        columns: columns.into_iter().flatten().cloned().collect(),
        include: matches.get_flag("include"),
        save: matches.get_one::<PathBuf>("save").cloned(),
        force: matches.get_flag("force"),
        list,
    }
}

/// The headers that are given.
fn headers(matches: &ArgMatches) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
    let given = matches.get_many::<String>("header");
    let given = given.into_iter().flatten();
    let headers = given.map(|header| {
        // The value can be a secret.
        let invalid = |what: &str| Failure::usage(format!("invalid value for '--header': {what}"));
        let (name, value) = header
            .split_once(':')
            .ok_or_else(|| invalid("expected NAME:VALUE"))?;
        let name = HeaderName::try_from(name.trim());
        let name = name.map_err(|_| invalid("it isn't the name of a header"))?;
        let value = HeaderValue::try_from(value.trim());
        let mut value = value.map_err(|_| invalid("the header can't have this value"))?;
        value.set_sensitive(true);
        Ok((name, value))
    });
    headers.collect()
}

/// Where the API is, and whether that was said.
fn base_url(program: &Program, matches: &ArgMatches) -> Result<(String, bool), Failure> {
    let given = matches.get_one::<String>("base-url");
    let number = matches.try_get_one::<u32>("server").ok().flatten();
    let is_flag = matches.value_source("base-url") == Some(ValueSource::CommandLine);
    if let Some(url) = given.filter(|url| !url.is_empty() && (is_flag || number.is_none())) {
        return Ok((url.clone(), true));
    }
    let index = number.map_or(0, |number| number.saturating_sub(1)) as usize;
    let Some(server) = program
        .servers
        .get(index)
        .filter(|server| server.is_absolute)
    else {
        let message = format!(
            "the document doesn't say where the API is; '--base-url' or the environment variable {} has to",
            program.base_url
        );
        return Err(Failure::usage(message));
    };
    let given = matches.try_get_many::<String>("server-variable");
    let given = given.ok().flatten().into_iter().flatten();
    let given = given.map(|given| {
        let reason = "expected NAME=VALUE";
        let pair = given.split_once('=');
        pair.ok_or_else(|| Failure::value("server-variable", given, &reason))
    });
    let given = given.collect::<Result<Vec<_>, Failure>>()?;
    let url = server.url(&given).map_err(Failure::usage)?;
    Ok((url, false))
}

fn client(
    program: &Program,
    base_url: &str,
    tap: &Tap,
    matches: &ArgMatches,
) -> Result<Client, Failure> {
    let retries = matches.get_one::<u32>("retries").copied().unwrap_or(0);
    let mut client = Client::builder(base_url)
        .user_agent(format!("{}/{}", program.package, program.version))
        .retries(Retries::default().attempts(retries + 1))
        .middleware(tap.clone());
    let seconds = matches.get_one::<f64>("timeout").copied().unwrap_or(60.0);
    client = match Duration::try_from_secs_f64(seconds) {
        Ok(Duration::ZERO) => client.no_timeout(),
        Ok(timeout) => client.timeout(timeout),
        Err(error) => return Err(Failure::value("timeout", &seconds.to_string(), &error)),
    };
    let secrets = Secrets::new(program, matches)?;
    let client = (program.authorize)(client, &secrets).build();
    client.map_err(|error| Failure::usage(error.to_string()))
}

fn completions(program: &'static Program, matches: &ArgMatches) -> Outcome {
    let Some(shell) = matches.get_one::<Shell>("shell") else {
        return Ok(());
    };
    let mut text = Vec::new();
    clap_complete::generate(*shell, &mut program.command(None), program.name, &mut text);
    write(&text)
}

fn man(program: &'static Program, matches: &ArgMatches) -> Outcome {
    let Some(folder) = matches.get_one::<PathBuf>("folder") else {
        let page = page(program.command(None));
        return write(&page.map_err(|error| Failure::output(&error))?);
    };
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    let mut command = program.command(None);
    command.build();
    pages(&command, folder).map_err(|error| Failure::file(folder, &error))
}

/// Writes the page of a command, and those of the commands below it.
fn pages(command: &Command, folder: &Path) -> io::Result<()> {
    let below = command.get_subcommands();
    for below in below.filter(|below| below.get_name() != "help") {
        pages(below, folder)?;
    }
    let name = command.get_display_name().unwrap_or(command.get_name());
    let page = page(command.clone())?;
    fs::write(folder.join(format!("{name}.1")), page)
}

fn page(command: Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    Ok(text)
}

fn write(text: &[u8]) -> Outcome {
    let mut out = io::stdout().lock();
    let written = out.write_all(text).and_then(|()| out.flush());
    written.map_err(|error| Failure::output(&error))
}
