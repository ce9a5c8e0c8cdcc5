//! Credentials: by flags, from the environment, or from a file.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use console::Term;
use serde_json::Value;

use super::failure::Failure;
use super::program::Program;

/// Credentials by the flags of their schemes.
#[derive(Default)]
pub struct Secrets(BTreeMap<String, Credential>);

/// The credentials of a scheme.
enum Credential {
    /// A token, a key, or a user name with the password behind a colon.
    Text(String),
    /// A user name and a password.
    Basic { username: String, password: String },
}

impl Secrets {
    /// Those that are given.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the file, or that a password can't be asked for.
    pub fn new(program: &Program, matches: &ArgMatches) -> Result<Self, Failure> {
        if program.schemes.is_empty() {
            return Ok(Self::default());
        }
        let mut secrets = Self(file(program, matches)?);
        for scheme in program.schemes {
            let given = matches.get_one::<String>(scheme.flag);
            if let Some(given) = given.filter(|given| !given.is_empty()) {
                let given = Credential::Text(given.clone());
                secrets.0.insert(scheme.flag.to_owned(), given);
            }
            let is_known = secrets.0.get_mut(scheme.flag);
            if let Some(credential) = is_known.filter(|_| scheme.is_basic) {
                complete(scheme.flag, credential)?;
            }
        }
        Ok(secrets)
    }

    /// A token or a key.
    #[must_use]
    pub fn get(&self, flag: &str) -> Option<&str> {
        match self.0.get(flag)? {
            Credential::Text(secret) => Some(secret),
            Credential::Basic { .. } => None,
        }
    }

    /// A user name and a password.
    #[must_use]
    pub fn basic(&self, flag: &str) -> Option<(&str, &str)> {
        match self.0.get(flag)? {
            Credential::Basic { username, password } => Some((username, password)),
            Credential::Text(text) => text.split_once(':'),
        }
    }
}

/// Asks for the password that a user name lacks.
fn complete(flag: &str, credential: &mut Credential) -> Result<(), Failure> {
    let Credential::Text(username) = credential else {
        return Ok(());
    };
    if username.contains(':') {
        return Ok(());
    }
    let term = Term::stderr();
    if !term.is_term() {
        let message = format!("'--{flag}' has no password; it is USER:PASSWORD");
        return Err(Failure::usage(message));
    }
    let asked = term.write_str(&format!("Password of {username}: "));
    let password = asked.and_then(|()| term.read_secure_line());
    let password = password.map_err(|error| Failure::local(format!("no password: {error}")))?;
    *credential = Credential::Basic {
        username: std::mem::take(username),
        password,
    };
    Ok(())
}

/// The credentials of the file that is named, or of the usual one if it is there.
fn file(program: &Program, matches: &ArgMatches) -> Result<BTreeMap<String, Credential>, Failure> {
    let named = matches.get_one::<PathBuf>("credentials").cloned();
    let is_named = named.is_some();
    let Some(path) = named.or_else(|| usual(program.name)) else {
        return Ok(BTreeMap::new());
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if !is_named && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(BTreeMap::new());
        }
        Err(error) => return Err(Failure::file(&path, &error)),
    };
    warn_of_readers(&path);
    let is_json = path.extension().is_some_and(|end| end == "json");
    // A message that quotes the text would show it.
    let read: Result<BTreeMap<String, Value>, String> = match is_json {
        true => serde_json::from_str(&text)
            .map_err(|error| format!("isn't as expected in line {}", error.line())),
        false => toml::from_str(&text).map_err(|error| error.message().to_owned()),
    };
    let fault = |message: String| Failure::local(format!("{}: {message}", path.display()));
    let mut found = BTreeMap::new();
    for (name, value) in read.map_err(fault)? {
        if !program.schemes.iter().any(|scheme| scheme.flag == name) {
            let known: Vec<&str> = program.schemes.iter().map(|scheme| scheme.flag).collect();
            return Err(fault(format!("'{name}' is none of {}", known.join(", "))));
        }
        let credential = Credential::of(&value);
        let reason = || {
            fault(format!(
                "'{name}' is neither text nor has `username` and `password`"
            ))
        };
        found.insert(name.clone(), credential.ok_or_else(reason)?);
    }
    Ok(found)
}

impl Credential {
    /// Those that a file has.
    fn of(value: &Value) -> Option<Self> {
        let text = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
        match value {
            Value::String(text) => Some(Self::Text(text.clone())),
            _ => Some(Self::Basic {
                username: text("username")?,
                password: text("password")?,
            }),
        }
    }
}

/// The file that nobody has to name.
fn usual(program: &str) -> Option<PathBuf> {
    let folder = |name: &str| {
        let value = env::var_os(name)?;
        let path = PathBuf::from(value);
        path.is_absolute().then_some(path)
    };
    let root = match cfg!(windows) {
        true => folder("APPDATA")?,
        false => folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?,
    };
    Some(root.join(program).join("credentials.toml"))
}

#[cfg(unix)]
fn warn_of_readers(path: &Path) {
    use std::io::{self, Write};
    use std::os::unix::fs::PermissionsExt;

    let mode = path
        .metadata()
        .map(|metadata| metadata.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        let _ = writeln!(io::stderr(), "warning: others can read {}", path.display());
    }
}

#[cfg(not(unix))]
fn warn_of_readers(_path: &Path) {}
