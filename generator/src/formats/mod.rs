//! The table of formats: what each value of the keyword `format` means, and which Rust type holds
//! such values.
//!
//! A format belongs to a JSON type: `type: string` with `format: date-time` is a row of its own, and
//! so is `type: integer` without a format. Whoever has to know something of a format asks its row,
//! so that a new format is a new row in [`table`], and nothing else where no support code goes with
//! it. `[formats]` of `oasmith.toml` adds rows, and replaces those that are here.

mod table;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The JSON types that have formats. Numbers without a fraction are a type of their own, as in JSON
/// Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonType {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
}

/// What is known of a format.
#[derive(Debug)]
pub struct Row {
    /// What `format` says; empty for the type without a format.
    pub name: Cow<'static, str>,
    /// Other values of `format` that mean the same.
    pub aliases: &'static [&'static str],
    /// The type that it is a format of.
    pub json: JsonType,
    /// Which values of that type are of the format.
    pub values: Values,
    /// The Rust type of its values.
    pub scalar: Scalar,
    /// How early it is tried where a value may be of several types: the least first. What takes
    /// fewer values says more, so it comes before what takes them all.
    pub rank: u8,
    /// Whether values must not be shown.
    pub secret: bool,
    /// A word for its values, where something has to be named after them.
    pub word: Cow<'static, str>,
    /// A word that tells it apart from other formats with the same `word`; may be empty.
    pub label: &'static str,
}

/// Which values of its JSON type are of a format.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// All strings.
    AnyText,
    /// The strings that pass a check, in the one form that every reader of the format takes.
    Text(fn(&str) -> bool),
    /// The whole numbers from the first to the second.
    Whole(i128, i128),
    /// All numbers.
    AnyNumber,
    /// Only the Rust type knows.
    Unknown,
}

/// How a value stands in plain text: in a path, a query, a header or a part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextForm {
    /// Any text is a value.
    Any,
    /// The type reads and writes its text itself, and nothing that could set items apart is in it.
    Own,
    /// The same, but the type knows texts that are no numbers to JSON, such as `NaN`.
    Float,
    /// As the string, number or boolean that the type is in JSON.
    Json,
}

impl Row {
    /// How a value stands in plain text.
    #[must_use]
    pub fn text_form(&self) -> TextForm {
        match (&self.scalar.path, self.values) {
            (Path::Crate(_), _) | (_, Values::Unknown) => TextForm::Json,
            (_, Values::AnyText) => TextForm::Any,
            (_, Values::AnyNumber) => TextForm::Float,
            (_, Values::Text(_) | Values::Whole(..)) => TextForm::Own,
        }
    }

    /// Whether all values of the JSON type are of the format.
    #[must_use]
    pub fn takes_all(&self) -> bool {
        matches!(self.values, Values::AnyText | Values::AnyNumber)
    }

    /// Whether a string is of the format, as far as is known here.
    #[must_use]
    pub fn takes_text(&self, text: &str) -> bool {
        match self.values {
            Values::AnyText => true,
            Values::Text(check) => check(text),
            Values::Unknown => self.json == JsonType::String,
            Values::Whole(..) | Values::AnyNumber => false,
        }
    }

    /// Whether a whole number is of the format, as far as is known here.
    #[must_use]
    pub fn takes_whole(&self, number: i128) -> bool {
        match self.values {
            Values::Whole(least, most) => (least..=most).contains(&number),
            Values::AnyNumber => true,
            Values::Unknown => self.json != JsonType::String,
            Values::AnyText | Values::Text(_) => false,
        }
    }

    /// Whether a number with a fraction may be of the format.
    #[must_use]
    pub fn takes_fractions(&self) -> bool {
        self.json == JsonType::Number
    }
}

/// A format: a row of the table, or one that `[formats]` added. Equal where the JSON type and the
/// name are.
#[derive(Clone)]
pub struct Format(Shared<Row>);

impl Deref for Format {
    type Target = Row;

    fn deref(&self) -> &Row {
        &self.0
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} {:?}", self.json, self.name)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json && self.name == other.name
    }
}

impl Eq for Format {}

impl Format {
    const fn built_in(row: &'static Row) -> Self {
        Self(Shared::BuiltIn(row))
    }
}

/// The Rust type of a format's values. Equal where the type is the same.
#[derive(Clone, Debug)]
pub struct Scalar(Shared<RustScalar>);

/// What is known of a Rust type.
#[derive(Debug)]
pub struct RustScalar {
    /// How it is named.
    pub path: Path,
    /// Whether it is `Copy`: passed by value.
    pub copy: bool,
    /// About how many bytes it takes; never fewer than it does.
    pub size: usize,
    /// The modules of the types crate's support code that it needs.
    pub support: &'static [&'static str],
    /// The crates that it needs, beside those that every types crate depends on.
    pub dependencies: Cow<'static, [Dependency]>,
}

/// How a Rust type is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Path {
    /// The same everywhere: a type of the language or of `std`.
    Std(&'static str),
    /// A type of the types crate's support code, exported at its root.
    Types(&'static str),
    /// A type of a crate that the types crate depends on and exports: its path from that crate on,
    /// such as `chrono::DateTime<chrono::Utc>`.
    Crate(Cow<'static, str>),
}

/// A crate that the types crate depends on for a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name in code, which may have `_` where that of the package has `-`.
    pub name: Cow<'static, str>,
    /// Its version, as in a manifest.
    pub version: Cow<'static, str>,
    /// The features that are needed of it; none of them is a default one.
    pub features: Cow<'static, [Cow<'static, str>]>,
    /// Whether the types crate exports it, so that others have the same version.
    pub exported: bool,
    /// What the manifest says of it.
    pub note: Option<&'static str>,
}

impl Deref for Scalar {
    type Target = RustScalar;

    fn deref(&self) -> &RustScalar {
        &self.0
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Scalar {}

impl Scalar {
    /// Whether the language or `std` has it.
    #[must_use]
    pub fn is_std(&self) -> bool {
        matches!(self.path, Path::Std(_))
    }

    const fn built_in(scalar: &'static RustScalar) -> Self {
        Self(Shared::BuiltIn(scalar))
    }
}

/// What is in the table for good, or was made from the configuration.
#[derive(Debug)]
enum Shared<T: 'static> {
    BuiltIn(&'static T),
    Added(Arc<T>),
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self {
            Self::BuiltIn(value) => Self::BuiltIn(value),
            Self::Added(value) => Self::Added(Arc::clone(value)),
        }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::BuiltIn(value) => value,
            Self::Added(value) => value,
        }
    }
}

/// The formats that a document is read with.
#[derive(Clone, Debug, Default)]
pub struct Formats {
    added: Vec<Format>,
}

impl Formats {
    /// The format of a name that values of a JSON type have; none where the name says nothing that
    /// is known here.
    #[must_use]
    pub fn get(&self, json: JsonType, name: &str) -> Option<Format> {
        let mut added = self.added.iter();
        let is_it = |format: &&Format| format.json == json && format.name == name;
        added.find(is_it).cloned().or_else(|| built_in(json, name))
    }

    /// The JSON type that a format only makes sense with.
    #[must_use]
    pub fn implied_type(&self, name: &str) -> Option<JsonType> {
        // Text without a type of its own here, but text all the same.
        const TEXTS: &[&str] = &["binary", "email", "uri"];
        let types = [JsonType::Integer, JsonType::Number, JsonType::String];
        let known = types
            .into_iter()
            .find(|json| self.get(*json, name).is_some());
        known.or_else(|| TEXTS.contains(&name).then_some(JsonType::String))
    }
}

fn built_in(json: JsonType, name: &str) -> Option<Format> {
    let mut rows = table::ROWS.iter();
    let row = rows.find(|row| {
        row.json == json && !name.is_empty() && (row.name == name || row.aliases.contains(&name))
    })?;
    Some(Format::built_in(row))
}
