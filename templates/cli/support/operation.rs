//! What the command line knows of an operation.

use std::pin::Pin;

use super::failure::Outcome;
use super::given::Given;
use crate::api::Client;

/// A tag.
pub struct Tag {
    /// Its command.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub about: &'static str,
    /// What it is about, with all that is to be known of it.
    pub docs: &'static str,
    /// Its operations.
    pub operations: &'static [Entry],
}

/// A call that is being made.
pub type Running<'a> = Pin<Box<dyn Future<Output = Outcome> + 'a>>;

/// An operation, and what is done with it.
pub struct Entry {
    /// The operation.
    pub operation: &'static Operation,
    /// Makes the call.
    pub run: for<'a> fn(&'a Client, &'a Given) -> Running<'a>,
}

/// Defines the list of a tag's operations, from their modules.
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! operations {
    ($($module:ident)*) => {
        /// The operations.
        pub(super) const OPERATIONS: &[$crate::support::operation::Entry] = &[
            $($crate::support::operation::Entry {
                operation: &$module::OPERATION,
                run: |client, given| Box::pin($module::run(client, given)),
            },)*
        ];
    };
}

#[allow(unused_imports, reason = "a document may have no operations")]
pub(crate) use operations;

/// An operation.
pub struct Operation {
    /// Its command.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// Its method and its path.
    pub route: &'static str,
    /// What else is to be known of it.
    pub docs: &'static str,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// The flags for its parameters, and for what its body consists of.
    pub arguments: &'static [Argument],
    /// Its body.
    pub body: Option<Body>,
    /// The media types that its answer may have, where there is a choice.
    pub accept: &'static [&'static str],
    /// The names that lead to the list in a page, if it gives a list in pages.
    pub pages: Option<&'static [&'static str]>,
    /// Whether its answer is read while it arrives.
    pub streams: bool,
}

/// A body.
pub struct Body {
    /// Whether it is always there.
    pub required: bool,
    /// What it is.
    pub help: &'static str,
    /// The media types in which it can be sent.
    pub ways: &'static [(&'static str, Way)],
}

/// How a body is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As JSON, whatever it is sent as.
    Json,
    /// As text.
    Text,
    /// As JSON values.
    Lines,
    /// As bytes.
    Bytes,
    /// As parts, each by a flag of its own.
    Parts,
}

impl Operation {
    /// An operation that has no body.
    pub const fn new(
        name: &'static str,
        about: &'static str,
        route: &'static str,
        docs: &'static str,
        arguments: &'static [Argument],
    ) -> Self {
        Self {
            name,
            about,
            route,
            docs,
            deprecated: false,
            arguments,
            body: None,
            accept: &[],
            pages: None,
            streams: false,
        }
    }

    /// The document discourages its use.
    pub const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// It has a body.
    pub const fn body(
        mut self,
        required: bool,
        help: &'static str,
        ways: &'static [(&'static str, Way)],
    ) -> Self {
        self.body = Some(Body {
            required,
            help,
            ways,
        });
        self
    }

    /// Its answer is of one of these media types.
    pub const fn accept(mut self, media_types: &'static [&'static str]) -> Self {
        self.accept = media_types;
        self
    }

    /// It gives a list in pages.
    pub const fn pages(mut self, path: &'static [&'static str]) -> Self {
        self.pages = Some(path);
        self
    }

    /// Its answer is read while it arrives.
    pub const fn streams(mut self) -> Self {
        self.streams = true;
        self
    }
}

/// A flag.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its name, without dashes.
    pub name: &'static str,
    /// What its values are.
    pub value: Value,
    /// What it means.
    pub help: &'static str,
    /// The default value that `--help` shows, as JSON; empty if the document states none.
    pub default: &'static str,
    /// Whether it has to be given; if it is a member of a body, the body may be given instead.
    pub required: bool,
    /// Whether it can be given several times.
    pub list: bool,
    /// Whether its values are strings in JSON.
    pub text: bool,
    /// What it is for.
    pub place: Place,
}

/// What a flag is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A parameter.
    Parameter,
    /// A member of a body: its name, and the ways to give the body that have it.
    Member(&'static str, &'static [usize]),
    /// A part of a form.
    Part,
}

/// What the values of a flag are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text as it is; a word for it.
    Text(&'static str),
    /// A number; a word for it.
    Number(&'static str),
    /// `true` or `false`.
    Boolean,
    /// One of these strings.
    Words(&'static [&'static str]),
    /// One of these numbers.
    Values(&'static [&'static str]),
    /// JSON.
    Json,
    /// A file.
    File,
}

impl Argument {
    /// A parameter that can be left out.
    pub const fn new(name: &'static str, value: Value, help: &'static str) -> Self {
        Self {
            name,
            value,
            help,
            default: "",
            required: false,
            list: false,
            text: false,
            place: Place::Parameter,
        }
    }

    /// Sets the default value that `--help` shows.
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    /// It has to be given.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// It can be given several times.
    pub const fn list(mut self) -> Self {
        self.list = true;
        self
    }

    /// Its values are strings in JSON, whatever their type asks for.
    pub const fn text(mut self) -> Self {
        self.text = true;
        self
    }

    /// It is a member of a body.
    pub const fn member(mut self, name: &'static str, ways: &'static [usize]) -> Self {
        self.place = Place::Member(name, ways);
        self
    }

    /// It is a part of a form.
    pub const fn part(mut self) -> Self {
        self.place = Place::Part;
        self
    }
}
