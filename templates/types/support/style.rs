//! Serializes parameters and forms in the styles of OpenAPI (3.0.4, section Style Values), which are
//! based on RFC 6570, and deserializes them. The client and the server both use it, so they agree.

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
pub use read::{cookie, form, header, path, query, texts};
pub use write::{to_cookies, to_form, to_header, to_path, to_query};

/// The `style` of a parameter, with a list of three items as example.
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
    /// JSON: a parameter with `content` instead of a `schema`.
    Json,
}

/// The names in a query that are properties of an exploded object: `R=100&G=200` doesn't contain the
/// name of the object itself. A name that ends with `[` stands for all names that start with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// Only these names.
    Only(&'static [&'static str]),
    /// All names but these, which belong to other parameters.
    Except(&'static [&'static str]),
}

/// How a value is serialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codec {
    style: Style,
    explode: bool,
    reserved: bool,
    /// Whether no item can contain the delimiter.
    plain: bool,
    /// Whether the value, or each item or member, is a string in JSON.
    text: bool,
    members: Members,
}

impl Codec {
    /// JSON.
    pub const JSON: Self = Self::new(Style::Json, false);

    /// A `style`, and whether it is exploded (`explode`): each item of a list, or property of an
    /// object, has a `name=value` pair of its own.
    #[must_use]
    pub const fn new(style: Style, explode: bool) -> Self {
        Self {
            style,
            explode,
            reserved: false,
            plain: false,
            text: false,
            members: Members::Only(&[]),
        }
    }

    /// Doesn't percent-encode reserved characters (RFC 3986, section 2.2): `allowReserved`.
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// No item can contain the delimiter, as no number contains a comma. So a percent-encoded delimiter,
    /// which some clients send, separates items as well.
    #[must_use]
    pub const fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Says that the value, or each item or member, is a string in JSON: a type of another crate may
    /// ask for any value, and would get a number where the text looks like one.
    #[must_use]
    pub const fn text(mut self) -> Self {
        self.text = true;
        self
    }

    /// Sets which names are properties of the object, if it is exploded.
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

    /// The character between the items of a list, or the properties of an object, in a single text.
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

/// A function that percent-decodes.
type Decode = fn(&str) -> Result<String, Error>;

/// The error for a value that can't be serialized or deserialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Adds the name of the property at fault.
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
