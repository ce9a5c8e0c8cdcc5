//! The workspace of the emitted crates, of a crate beside each that uses it, and of the program that
//! links them all.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::{fs, io};

use super::Side;
use super::model::Model;
use super::run::Broken;
use crate::corpus::messages;
use crate::{Failure, crates};

/// So many crates are built at a time.
const JOBS: &str = "2";

/// The text of every manifest here, down to what differs.
const MANIFEST: &str =
    "version = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n";

/// What programs ask of the crates that emitted ones depend on: the same whatever documents are
/// tried, so that nothing is built twice.
const CLIENT: &str = "\
tokio = { version = \"1\", default-features = false, features = [\"macros\", \"rt\"] }
reqwest = { version = \"0.13\", default-features = false, features = [\"multipart\", \"stream\"] }
";
const SERVER: &str = "\
tokio = { version = \"1\", default-features = false, features = [\"macros\", \"net\", \"rt\"] }
axum = { version = \"0.8\", default-features = false, features = [\"http1\", \"multipart\", \"tokio\"] }
";

/// A document's crate that uses an emitted one.
pub(super) struct User<'a> {
    pub(super) model: &'a Model,
    /// The text of its `lib.rs`.
    pub(super) source: String,
}

pub(super) struct Workspace {
    root: PathBuf,
    folder: PathBuf,
    target: PathBuf,
    side: Side,
}

impl Workspace {
    pub(super) fn new(root: &Path, side: Side) -> io::Result<Self> {
        let target = crates::target_folder(root)?;
        Ok(Self {
            root: root.to_path_buf(),
            folder: target.join("conformance/spector"),
            target: target.join("corpus/build"),
            side,
        })
    }

    /// Builds the program; gives it, and the documents whose crates don't compile.
    pub(super) fn build(&self, users: &[User<'_>]) -> Result<(PathBuf, Broken), Failure> {
        fs::create_dir_all(&self.folder)?;
        for user in users {
            self.write_user(user)?;
        }
        let shared = "serde = { version = \"1\", default-features = false, features = [\"std\"] }\n\
                      serde_json = { version = \"1\", features = [\"float_roundtrip\", \"preserve_order\"] }\n";
        self.write(
            "conformance-driver/Cargo.toml",
            &format!("[package]\nname = \"conformance-driver\"\n{MANIFEST}{shared}"),
        )?;
        self.write(
            "conformance-driver/src/lib.rs",
            include_str!("driver/lib.rs"),
        )?;
        let mut names: Vec<&str> = users
            .iter()
            .map(|user| user.model.document.name.as_str())
            .collect();
        let mut broken = Broken::new();
        loop {
            self.write_program(&names)?;
            let faults = self.cargo(&names)?;
            if faults.is_empty() {
                let program = self.target.join("debug").join(self.side.program());
                return Ok((program, broken));
            }
            let before = names.len();
            names.retain(|name| !faults.iter().any(|(broken, _)| broken == name));
            if names.len() == before {
                let reasons: Vec<String> = faults.into_iter().map(|(_, reason)| reason).collect();
                return Err(Failure::Message(format!(
                    "the driver doesn't compile: {}",
                    reasons.join(" ")
                )));
            }
            let faults = faults.into_iter();
            broken
                .extend(faults.map(|(name, reason)| (name, format!("doesn't compile: {reason}"))));
        }
    }

    fn write_user(&self, user: &User<'_>) -> Result<(), Failure> {
        user.model.output.overwrite(&self.folder)?;
        let name = &user.model.document.name;
        let (kind, own) = (self.side.word(), self.side.user());
        let manifest = format!(
            "[package]\nname = \"{name}-{own}\"\n{MANIFEST}\
             {name}-{kind} = {{ path = \"../{name}-{kind}\" }}\n\
             driver = {{ package = \"conformance-driver\", path = \"../conformance-driver\" }}\n{}",
            match self.side {
                Side::Client => "",
                Side::Server => "axum = { version = \"0.8\", default-features = false }\n",
            }
        );
        self.write(&format!("{name}-{own}/Cargo.toml"), &manifest)?;
        self.write(&format!("{name}-{own}/src/lib.rs"), &user.source)?;
        Ok(())
    }

    fn write_program(&self, names: &[&str]) -> io::Result<()> {
        let (program, own) = (self.side.program(), self.side.user());
        let (dependencies, main) = match self.side {
            Side::Client => (CLIENT, include_str!("driver/client.rs")),
            Side::Server => (SERVER, include_str!("driver/server.rs")),
        };
        let mut manifest = format!(
            "[package]\nname = \"{program}\"\n{MANIFEST}\
             driver = {{ package = \"conformance-driver\", path = \"../conformance-driver\" }}\n\
             serde_json = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n{dependencies}"
        );
        let mut text = main.to_owned();
        match self.side {
            Side::Client => text.push_str(
                "\nfn find(number: usize, base: &str) -> Option<driver::Running> {\n    None\n",
            ),
            Side::Server => text.push_str(
                "\nfn routers(board: &driver::Board) -> Vec<(&'static str, axum::Router)> {\n    vec![\n",
            ),
        }
        for name in names {
            // Writing to a string doesn't fail.
            let _ = writeln!(manifest, "{name}-{own} = {{ path = \"../{name}-{own}\" }}");
            let library = format!("{name}-{own}").replace('-', "_");
            let _ = match self.side {
                Side::Client => writeln!(
                    text,
                    "        .or_else(|| {library}::call(number, base.to_owned()))"
                ),
                Side::Server => {
                    writeln!(
                        text,
                        "        ({name:?}, {library}::router(board.clone())),"
                    )
                }
            };
        }
        text.push_str(match self.side {
            Side::Client => "}\n",
            Side::Server => "    ]\n}\n",
        });
        self.write(&format!("{program}/Cargo.toml"), &manifest)?;
        self.write(&format!("{program}/src/main.rs"), &text)
    }

    /// Writes a file, unless it is so already: cargo goes by the time.
    fn write(&self, path: &str, text: &str) -> io::Result<()> {
        let path = self.folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|before| before == text) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)
    }

    /// Builds; gives the faults of documents, by their names, or of the program.
    fn cargo(&self, names: &[&str]) -> Result<Vec<(String, String)>, Failure> {
        let (kind, own, program) = (self.side.word(), self.side.user(), self.side.program());
        let mut members: Vec<String> = names
            .iter()
            .flat_map(|name| {
                [
                    format!("{name}-types"),
                    format!("{name}-{kind}"),
                    format!("{name}-{own}"),
                ]
            })
            .collect();
        members.extend(["conformance-driver".to_owned(), program.to_owned()]);
        crates::write_workspace(&self.folder, &members)?;
        crates::lend_lock(&self.root, &self.folder)?;
        let mut command = crates::cargo(&self.folder, &self.target);
        command
            .args(["build", "--workspace", "--offline", "--keep-going"])
            .args(["--quiet", "--message-format", "json", "--jobs", JOBS])
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        let output = command.stderr(Stdio::piped()).output()?;
        if output.status.success() {
            return Ok(Vec::new());
        }
        let said = messages::read(&output.stdout);
        let mut faults = Vec::new();
        for name in names {
            let packages = [
                format!("{name}-types"),
                format!("{name}-{kind}"),
                format!("{name}-{own}"),
            ];
            let error = packages
                .iter()
                .find_map(|package| said.get(package)?.first_error.clone());
            faults.extend(error.map(|error| ((*name).to_owned(), error)));
        }
        if faults.is_empty() {
            let said = said.get(program).and_then(|said| said.first_error.clone());
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            faults.push((program.to_owned(), said.unwrap_or(text)));
        }
        Ok(faults)
    }
}
