//! `oasmith.toml`: which documents make which crates.
//!
//! ```
//! use oasmith::config::Config;
//!
//! let config = Config::parse(
//!     r#"
//!     [[document]]
//!     path = "users.yaml"
//!     name = "users"
//!     output = "../generated"
//!     "#,
//! )?;
//! assert_eq!(config.documents[0].name, "users");
//! # Ok::<(), oasmith::config::ConfigError>(())
//! ```

mod check;
mod formats;
mod select;
#[cfg(test)]
mod tests;
mod webhooks;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::Deserializer;

use self::check::{checked, one_line};
use self::formats::formats;
use self::select::{locate, selection};
pub use self::webhooks::WebhookSide;
use self::webhooks::sides;
pub use crate::formats::Choice;
pub use crate::select::{By, Criterion, PathPattern, Selection};

/// Longer names would make crate names that registries refuse.
const MAX_NAME: usize = 50;

/// Names that say nothing, or that belong to the language and its tools.
const RESERVED_NAMES: [&str; 11] = [
    "alloc",
    "cargo",
    "core",
    "crate",
    "oasmith",
    "proc-macro",
    "self",
    "std",
    "super",
    "test",
    "xtask",
];

/// What is in `oasmith.toml`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The documents, in the order of the file.
    #[serde(rename = "document", default)]
    pub documents: Vec<DocumentConfig>,
    /// The Rust types of formats, in all documents that choose no other.
    #[serde(default, deserialize_with = "formats")]
    pub formats: BTreeMap<String, Choice>,
    /// Which operations are wanted, of all documents that say nothing of their own.
    #[serde(default, deserialize_with = "selection")]
    pub select: Selection,
}

/// A document, and the crates it makes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentConfig {
    /// The document, below the folder of `oasmith.toml`; with forward slashes.
    #[serde(deserialize_with = "document_path")]
    pub path: String,
    /// The folder that all files of the document stand below, relative to the folder of
    /// `oasmith.toml`. By default the folder of the document.
    #[serde(default, deserialize_with = "root_folder")]
    pub root: Option<String>,
    /// What the names of the crates start with: `users` makes `users-types`, `users-client` and
    /// `users-server`. Empty only in [`DocumentConfig::titled`].
    #[serde(deserialize_with = "crate_prefix")]
    pub name: String,
    /// The folder that gets the crates, relative to the folder of `oasmith.toml`.
    #[serde(deserialize_with = "output_folder")]
    pub output: String,
    /// The licence in the manifests of the crates.
    #[serde(default, deserialize_with = "one_line")]
    pub license: Option<String>,
    /// The repository in the manifests of the crates.
    #[serde(default, deserialize_with = "one_line")]
    pub repository: Option<String>,
    /// The version of the crates. By default that of the document, when it is a semantic version,
    /// else `0.1.0`.
    #[serde(default, deserialize_with = "version")]
    pub version: Option<String>,
    /// Whether an operation that can't be expressed is left out with a warning; without it, that is
    /// an error.
    #[serde(default)]
    pub skip_unsupported: bool,
    /// What becomes of members of objects that their schema neither names nor speaks of.
    #[serde(default)]
    pub undeclared: Undeclared,
    /// Whether the server takes `null` for an optional property that can't be `null` as its absence;
    /// without it, such a request is refused.
    #[serde(default, alias = "null-as-absent")]
    pub null_as_absent: bool,
    /// What becomes of `readOnly` properties that a request has.
    #[serde(default, alias = "read-only")]
    pub read_only: ReadOnly,
    /// The Rust types that `[formats]` chooses, by the value of the keyword `format`: `date-time` to
    /// `chrono::DateTime<chrono::Utc>`, say.
    #[serde(default, deserialize_with = "formats")]
    pub formats: BTreeMap<String, Choice>,
    /// Which operations are wanted, by `[select]`. The others are left out, and with them the types
    /// that no operation uses any more.
    #[serde(default, deserialize_with = "selection")]
    pub select: Selection,
    /// What the server crate carries along for its cargo features `docs` and `mock`.
    #[serde(default)]
    pub embed: BTreeSet<Embed>,
    /// How operations give their lists in pages, by `operationId`: what `x-oasmith-pagination` would say in
    /// the document, for documents that don't say it.
    ///
    /// ```toml
    /// [document.pagination]
    /// listItems = { cursor = "after", next = "/meta/last", items = "/items" }
    /// listTags = false
    /// ```
    #[serde(default)]
    pub pagination: BTreeMap<String, serde_json::Value>,
    /// What there is for webhooks and callbacks beside their types: nothing, unless it is asked for.
    #[serde(default, deserialize_with = "sides")]
    pub webhooks: BTreeSet<WebhookSide>,
    /// Whether there is a fourth crate, a command line of the API: `users-cli`.
    #[serde(default)]
    pub cli: bool,
}

/// What a server crate can carry along of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Embed {
    /// The document itself, in one file, with the operations that are wanted: what the feature `docs`
    /// serves, and shows as a page.
    Document,
    /// A response to each operation: what the feature `mock` answers.
    Samples,
}

/// What becomes of the members of an object that its schema doesn't name, where no
/// `additionalProperties` says anything of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Undeclared {
    /// They are passed over when the object is read.
    #[default]
    Drop,
    /// They are kept in a map beside the fields, as with `additionalProperties: true`.
    Keep,
}

/// What becomes of the `readOnly` properties of an object that a server is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadOnly {
    /// They are passed over.
    #[default]
    Ignore,
    /// The request is refused.
    Refuse,
}

impl DocumentConfig {
    /// A document that no `oasmith.toml` speaks of, with the name of its crates.
    ///
    /// # Errors
    ///
    /// Says what a name has to be like.
    pub fn named(name: &str) -> Result<Self, &'static str> {
        check_name(name)?;
        Ok(Self {
            name: name.to_owned(),
            ..Self::titled()
        })
    }

    /// A document that no `oasmith.toml` speaks of, whose title names its crates; see
    /// [`name_from_title`].
    #[must_use]
    pub fn titled() -> Self {
        Self {
            path: String::new(),
            root: None,
            name: String::new(),
            output: String::new(),
            license: None,
            repository: None,
            version: None,
            skip_unsupported: false,
            undeclared: Undeclared::default(),
            null_as_absent: false,
            read_only: ReadOnly::default(),
            formats: BTreeMap::new(),
            select: Selection::default(),
            embed: BTreeSet::new(),
            pagination: BTreeMap::new(),
            webhooks: BTreeSet::new(),
            cli: false,
        }
    }

    /// The same with a name: where it has none, the one that a title gives.
    pub(crate) fn for_title(&self, title: &str) -> Cow<'_, Self> {
        if !self.name.is_empty() {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self {
            name: name_from_title(title),
            ..self.clone()
        })
    }
}

/// Why a text is not a configuration.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The text is not TOML, or a value in it is not usable. The message shows the place.
    Toml(toml::de::Error),
    /// There is no document.
    Empty,
    /// Two documents would make the same crates.
    Duplicate {
        /// The name of both.
        name: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toml(error) => write!(f, "{}", error.to_string().trim_end()),
            Self::Empty => f.write_str("there is no `[[document]]`"),
            Self::Duplicate { name } => write!(f, "two documents have the name `{name}`"),
        }
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads the text of an `oasmith.toml`.
    ///
    /// # Errors
    ///
    /// When the text is not TOML, has a member that is not known, lacks one or has one that is not
    /// usable, when it names no document, and when two documents have the same name.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text).map_err(ConfigError::Toml)?;
        if config.documents.is_empty() {
            return Err(ConfigError::Empty);
        }
        let mut names = BTreeSet::new();
        for document in &config.documents {
            if !names.insert(&document.name) {
                return Err(ConfigError::Duplicate {
                    name: document.name.clone(),
                });
            }
        }
        locate(&mut config.select, text);
        for document in &mut config.documents {
            locate(&mut document.select, text);
            if document.select.is_empty() {
                document.select = config.select.clone();
            }
            for (format, choice) in &config.formats {
                let own = document.formats.entry(format.clone());
                own.or_insert_with(|| choice.clone());
            }
        }
        Ok(config)
    }
}

/// Checks the name that the names of the crates start with.
fn check_name(name: &str) -> Result<(), &'static str> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(fits) {
        return Err("a name has lower-case letters, digits and `-`, and starts with a letter");
    }
    if name.ends_with('-') || name.contains("--") {
        return Err("in a name, each `-` stands between letters or digits");
    }
    if name.len() > MAX_NAME {
        return Err("a name has at most 50 characters");
    }
    if RESERVED_NAMES.contains(&name) {
        return Err("this name is reserved");
    }
    Ok(())
}

/// The name that a document's title gives its crates, when nobody chose one: its words in lower
/// case, ASCII only, as many as fit.
///
/// ```
/// use oasmith::config::name_from_title;
///
/// assert_eq!(name_from_title("Users (v2) API"), "users-v2-api");
/// assert_eq!(name_from_title("1Password Connect"), "api-1password-connect");
/// assert_eq!(name_from_title("…"), "api");
/// ```
#[must_use]
pub fn name_from_title(title: &str) -> String {
    let mut name = String::new();
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()) {
        let word = word.to_ascii_lowercase();
        if word.is_empty() {
            continue;
        }
        if name.is_empty() {
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                name.push_str("api-");
            }
            name.push_str(&word);
            name.truncate(MAX_NAME);
        } else if name.len() + 1 + word.len() <= MAX_NAME {
            name.push('-');
            name.push_str(&word);
        } else {
            break;
        }
    }
    if name.is_empty() {
        return "api".to_owned();
    }
    if RESERVED_NAMES.contains(&name.as_str()) {
        name.push_str("-api");
    }
    name
}

/// Checks a path that is relative and the same on every system.
fn check_relative(path: &str) -> Result<(), &'static str> {
    if path.is_empty() {
        return Err("the path is empty");
    }
    if path.contains('\\') {
        return Err("components are separated by `/`");
    }
    if path.starts_with('/') || path.contains(':') {
        return Err("the path has to be relative");
    }
    if path.contains(char::is_control) {
        return Err("the path has a control character");
    }
    Ok(())
}

fn check_below(path: &str) -> Result<(), &'static str> {
    check_relative(path)?;
    if path.split('/').any(|component| component == "..") {
        return Err("the document has to be below the folder of `oasmith.toml`");
    }
    Ok(())
}

fn check_version(text: &str) -> Result<(), &'static str> {
    semver::Version::parse(text)
        .map(drop)
        .map_err(|_| "expected a semantic version, like `0.1.0`")
}

fn document_path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, check_below)
}

fn crate_prefix<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, check_name)
}

fn output_folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, check_relative)
}

fn root_folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked(deserializer, check_relative).map(Some)
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked(deserializer, check_version).map(Some)
}
