//! `cargo xtask bench generate --nothing-to-do`: runs that find everything as it has to be.

use std::fs;
use std::io::{self, Write};
use std::process::Command;

use super::Work;
use super::generate::Own;
use super::kept::Kept;
use super::process::{End, Ran};
use super::table::{self, Table};
use crate::{Console, Failure};

pub(crate) const KIND: &str = "nothing-to-do";

const NAME: &str = "users";

pub(crate) fn run<O: Write, E: Write>(
    own: &Own<'_>,
    work: &Work,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let codegen = codegen(own, work, console)?;
    let document = work.root.join("spec/users.yaml");
    let generate = || Ok(own.command(&document, NAME));
    let generate = second(own, generate)?;
    own.empty()?;

    let mut kept = Kept::open(&work.folder, KIND);
    let mut table = Table::new(&["nothing to do", "s", "s of CPU", "MiB"]);
    for (shown, ran) in [
        ("cargo xtask codegen", codegen),
        ("oasmith generate", generate),
    ] {
        if ran.end != End::Well {
            writeln!(console.err, "{shown} {}", ran.end)?;
        }
        table.add(vec![
            shown.to_owned(),
            table::seconds(table::time(&ran)),
            table::seconds(table::cpu(&ran)),
            table::mebibytes(table::peak(&ran)),
        ]);
        kept.add(shown, ran)?;
    }
    table.write(&mut console.out)?;
    Ok(())
}

/// What the second and later runs of a command take.
fn second(own: &Own<'_>, command: impl Fn() -> io::Result<Command>) -> io::Result<Ran> {
    own.empty()?;
    fs::create_dir_all(&own.out)?;
    let first = own.runner.once(command()?)?;
    match first.end {
        End::Well => own.runner.run(command),
        _ => Ok(first),
    }
}

/// The chore itself, without cargo.
fn codegen<O, E: Write>(
    own: &Own<'_>,
    work: &Work,
    console: &mut Console<O, E>,
) -> Result<Ran, Failure> {
    let program = work.release("xtask", console)?;
    let folder = work.folder.join("again");
    fs::create_dir_all(&folder)?;
    fs::copy(work.root.join("spec/users.yaml"), folder.join("users.yaml"))?;
    // Beside the folder of the document.
    let output = own.out.file_name().unwrap_or_default().to_string_lossy();
    let config = format!(
        "[[document]]\npath = \"users.yaml\"\nname = \"{NAME}\"\noutput = \"../{output}\"\n"
    );
    let file = folder.join("oasmith.toml");
    fs::write(&file, config)?;
    let command = || {
        let mut command = Command::new(&program);
        command.args(["codegen", "--config"]).arg(&file);
        Ok(command)
    };
    let ran = second(own, command)?;
    fs::remove_dir_all(&folder)?;
    Ok(ran)
}
