//! Values as the text of parameters and forms, by the styles of the OpenAPI Specification (3.0.4,
//! section Style Values), which follow RFC 6570. Both sides use it, so that what the one writes is
//! what the other reads.

mod deep;
mod escape;
mod form;
mod node;
mod pairs;
mod read;
mod tree;
mod typed;
mod write;

use std::fmt::{self, Display};

use super::excerpt;

pub use escape::{decode, decode_form};
pub use read::{cookie, form, header, path, query};
pub use write::{to_cookies, to_form, to_header, to_path, to_query};

/// A style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `blue,black,brown`
    Simple,
    /// `.blue,black,brown`
    Label,
    /// `;color=blue,black,brown`
    Matrix,
    /// `color=blue,black,brown`
    Form,
    /// `color=blue%20black%20brown`
    SpaceDelimited,
    /// `color=blue%7Cblack%7Cbrown`
    PipeDelimited,
    /// `color%5BR%5D=100&color%5BG%5D=200`
    DeepObject,
    /// JSON, in the place of a single value.
    Json,
}

/// Which names of a query are members of an object that has no name of its own there. One with a
/// bracket at its end is all names that begin so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// These.
    Only(&'static [&'static str]),
    /// All but these.
    Except(&'static [&'static str]),
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codec {
    style: Style,
    explode: bool,
    reserved: bool,
    /// Whether no item can hold what sets items apart.
    plain: bool,
    members: Members,
}

impl Codec {
    /// JSON, in the place of a single value.
    pub const JSON: Self = Self::new(Style::Json, false);

    /// A style, and whether each item of a list, or member of an object, stands by itself.
    #[must_use]
    pub const fn new(style: Style, explode: bool) -> Self {
        Self {
            style,
            explode,
            reserved: false,
            plain: false,
            members: Members::Only(&[]),
        }
    }

    /// Leaves reserved characters (RFC 3986, section 2.2) as they are.
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// Says that no item can hold what sets items apart, such as a number no comma: that does so
    /// then even where it is percent-encoded, as some clients send it.
    #[must_use]
    pub const fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Says which names are members of an object that stands there without a name.
    #[must_use]
    pub const fn members(mut self, members: Members) -> Self {
        self.members = members;
        self
    }

    fn has_members(self) -> bool {
        self.members != Members::Only(&[])
    }

    fn is_member(self, name: &str) -> bool {
        let is_one =
            |known: &&str| name == *known || known.ends_with('[') && name.starts_with(known);
        match self.members {
            Members::Only(names) => names.iter().any(is_one),
            Members::Except(names) => !names.iter().any(is_one),
        }
    }

    /// What stands between the items of a list or the members of an object in one text.
    fn delimiter(self) -> char {
        match (self.style, self.explode) {
            (Style::Label, true) => '.',
            (Style::Matrix, true) => ';',
            (Style::SpaceDelimited, _) => ' ',
            (Style::PipeDelimited, _) => '|',
            _ => ',',
        }
    }
}

/// How percent-encoding is undone.
type Decode = fn(&str) -> Result<String, Error>;

/// Why a value can't be written or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Names the member that is at fault.
    fn below(self, name: &str) -> Self {
        Self(format!("`{}`: {}", excerpt::quote(name), self.0))
    }
}

impl Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl serde::ser::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl serde::de::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}
