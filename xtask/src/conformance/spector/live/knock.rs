//! The suite's client, and what stands between it and the servers: each document has one of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::super::http::Message;
use super::super::run::{SERVER_PORT, SERVER_URL};
use super::Suite;
use crate::Failure;

/// So often it is looked whether somebody calls.
const INTERVAL: Duration = Duration::from_millis(2);

/// Lets the suite's client make all its calls, each of which is answered by what is given; gives the
/// reason for each scenario that failed.
pub(super) fn knock(
    suite: &Suite,
    mut answer: impl FnMut(&Message) -> io::Result<Message>,
) -> Result<BTreeMap<String, String>, Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, SERVER_PORT))
        .map_err(|error| format!("cannot listen on port {SERVER_PORT}: {error}"))?;
    listener.set_nonblocking(true)?;
    let mut child = suite
        .command("knock")
        .args(["--baseUrl", SERVER_URL])
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take();
    let said = thread::spawn(move || {
        let mut said = String::new();
        // What can't be read is missing among the failures.
        let _ = output.map(|mut output| output.read_to_string(&mut said));
        said
    });
    while child.try_wait()?.is_none() {
        match listener.accept() {
            Ok((stream, _)) => {
                // A call that breaks off fails on the other side.
                let _ = serve(stream, &mut answer);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(INTERVAL),
            Err(error) => return Err(error.into()),
        }
    }
    let said = said.join().unwrap_or_default();
    Ok(failures(&said))
}

fn serve(
    mut stream: TcpStream,
    answer: &mut impl FnMut(&Message) -> io::Result<Message>,
) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    let request = Message::read(&stream, None)?;
    let mut response = answer(&request)?;
    let own = ["connection", "content-length", "transfer-encoding"];
    response
        .headers
        .retain(|(name, _)| !own.contains(&name.as_str()));
    let has_length = response.word(1) != "204";
    response
        .header("connection", "close")
        .write(&mut stream, has_length)
}

/// The scenarios that failed, each with the first line of the reason.
fn failures(said: &str) -> BTreeMap<String, String> {
    let mut failures = BTreeMap::new();
    let mut known = BTreeSet::new();
    let mut lines = said.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("✘ Scenario: ") else {
            continue;
        };
        if known.insert(name.to_owned()) {
            let reason = lines.by_ref().take(5).map(str::trim);
            failures.insert(name.to_owned(), reason.collect::<Vec<_>>().join(" "));
        }
    }
    failures
}
