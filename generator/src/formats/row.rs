//! What is known of a format, and of the Rust type for it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::path::TypePath;

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

impl fmt::Display for JsonType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::String => "`string`",
            Self::Integer => "`integer`",
            Self::Number => "`number`",
        })
    }
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
            (Path::Chosen(_), _) | (_, Values::Unknown) => TextForm::Json,
            (_, Values::AnyText) => TextForm::Any,
            (_, Values::AnyNumber) => TextForm::Float,
            (_, Values::Text(_) | Values::Whole(..)) => TextForm::Own,
        }
    }

    /// Whether that is what `format` says.
    pub(super) fn is_called(&self, name: &str) -> bool {
        !name.is_empty() && (self.name == name || self.aliases.contains(&name))
    }

    /// Whether it is known here which values are of the format.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self.values, Values::Unknown)
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

    /// The least and the greatest of its values, where it is one of Rust's own types of whole numbers.
    #[must_use]
    pub fn whole_range(&self) -> Option<(i128, i128)> {
        match self.values {
            Values::Whole(least, most) if self.scalar.is_std() => Some((least, most)),
            _ => None,
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
        formatter.write_str(match &*self.name {
            "" => "text",
            name => name,
        })
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json && self.name == other.name
    }
}

impl Eq for Format {}

impl Format {
    pub(super) const fn built_in(row: &'static Row) -> Self {
        Self(Shared::BuiltIn(row))
    }

    pub(super) fn added(row: Row) -> Self {
        Self(Shared::Added(Arc::new(row)))
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
    /// A type that `[formats]` chose, of crates that the types crate depends on and exports.
    Chosen(TypePath),
}

/// A crate that the types crate depends on for a format, as in a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The name of its package.
    pub name: Cow<'static, str>,
    /// What its version has to be.
    pub version: Option<Cow<'static, str>>,
    /// Where it stands, from the folder of the types crate.
    pub path: Option<String>,
    /// Whether the workspace around the types crate says where it is found.
    pub workspace: bool,
    /// The features that are needed of it.
    pub features: Cow<'static, [Cow<'static, str>]>,
    /// Whether its default features are needed as well.
    pub default_features: bool,
    /// Whether the types crate exports it, so that others have the same version.
    pub exported: bool,
    /// What the manifest says of it.
    pub note: Option<&'static str>,
}

impl Dependency {
    /// A crate with features, none of them a default one, that nobody else has to name.
    #[must_use]
    pub fn new(name: &'static str, version: &'static str, features: &[&'static str]) -> Self {
        let features = features.iter().map(|feature| Cow::Borrowed(*feature));
        Self {
            name: Cow::Borrowed(name),
            version: Some(Cow::Borrowed(version)),
            path: None,
            workspace: false,
            features: features.collect(),
            default_features: false,
            exported: false,
            note: None,
        }
    }

    /// What it is called in code.
    #[must_use]
    pub fn code_name(&self) -> String {
        self.name.replace('-', "_")
    }
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
    /// The path of a type that was chosen.
    #[must_use]
    pub fn chosen(&self) -> Option<&TypePath> {
        match &self.path {
            Path::Chosen(path) => Some(path),
            Path::Std(_) | Path::Types(_) => None,
        }
    }

    /// Whether the language or `std` has it.
    #[must_use]
    pub fn is_std(&self) -> bool {
        matches!(self.path, Path::Std(_))
    }

    pub(super) const fn built_in(scalar: &'static RustScalar) -> Self {
        Self(Shared::BuiltIn(scalar))
    }

    pub(super) fn added(scalar: RustScalar) -> Self {
        Self(Shared::Added(Arc::new(scalar)))
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
