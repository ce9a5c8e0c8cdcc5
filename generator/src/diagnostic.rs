//! What there is to say about a document: faults and warnings that point into its text.
//!
//! Rooms add what they find to a [`Diagnostics`]; whoever called the library renders it. Rendering
//! is the only thing that looks up places, so a [`Diagnostic`] itself is cheap.

mod collector;
mod excerpt;
mod fold;
mod json;
mod render;
#[cfg(test)]
mod tests;

use std::fmt;

pub use self::collector::{Diagnostics, MAX_KEPT};
pub use self::render::Style;
use crate::source::{FileId, Origins, Part, Pointer};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// No code can be generated.
    Error,
    /// Code is generated, but perhaps not as the author of the document meant it.
    Warning,
}

impl Severity {
    /// The word that a rendered diagnostic starts with.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Declares [`Code`], so that a code can't be left out of [`Code::ALL`].
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// The kind of a diagnostic. Its text is stable, so that tools can tell diagnostics apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All codes there are.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable text of the code, in kebab-case.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

codes! {
    /// A file could not be read or written.
    Io = "io",
    /// The text is not well-formed YAML or JSON.
    Syntax = "syntax",
    /// A value has the wrong type, or a required member is missing.
    Shape = "shape",
    /// A keyword that OpenAPI doesn't define at its place.
    UnknownKeyword = "unknown-keyword",
    /// The document is right, but the generator has no answer to it.
    Unsupported = "unsupported",
    /// A `$ref` that leads nowhere, to the wrong kind of thing, or in a circle.
    Reference = "reference",
    /// The document doesn't say its OpenAPI version, or says one that isn't known.
    Version = "version",
    /// A parameter that can't be sent as it is declared, or doesn't fit its path.
    Parameter = "parameter",
    /// Several names of the document would be the same Rust name.
    Collision = "collision",
    /// Members of an `allOf` exclude each other.
    Conflict = "conflict",
    /// The configuration is not usable.
    Config = "config",
    /// A fault of the generator itself.
    Internal = "internal",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a label points.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A node of the document.
    Node(Pointer, Part),
    /// A byte offset of the text, for what is found before there are nodes.
    Offset(usize),
}

/// A place in the document, and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The file that it points into; `None` as long as the place is one of the form that the rooms
    /// see, which [`Diagnostics::trace`] leads back to the files.
    pub file: Option<FileId>,
    /// Where it points.
    pub place: Place,
    /// What is said there; may be empty.
    pub text: String,
}

/// One fault or warning.
///
/// ```
/// use oasmith::diagnostic::{Code, Diagnostic};
/// use oasmith::source::Pointer;
///
/// let info = Pointer::root().key("info");
/// let diagnostic = Diagnostic::error(Code::Shape, "`title` is missing")
///     .at_key(&info, "in this object")
///     .help("every document has a title");
/// assert_eq!(diagnostic.pointer(), Some(&info));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The kind of the fault.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The fault in one sentence, without a full stop.
    pub message: String,
    /// The places that it is about, the main one first.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A fault that keeps code from being generated.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    /// Something to know about the generated code.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    /// Points at the value of a node.
    #[must_use]
    pub fn at(self, pointer: &Pointer, text: impl Into<String>) -> Self {
        self.label(Place::Node(pointer.clone(), Part::Value), text.into())
    }

    /// Points at the key that leads to a node.
    #[must_use]
    pub fn at_key(self, pointer: &Pointer, text: impl Into<String>) -> Self {
        self.label(Place::Node(pointer.clone(), Part::Key), text.into())
    }

    /// Points at a byte offset of the text.
    #[must_use]
    pub fn at_offset(self, offset: usize, text: impl Into<String>) -> Self {
        self.label(Place::Offset(offset), text.into())
    }

    /// Says that the labels so far point into a file as it was read.
    #[must_use]
    pub fn in_file(mut self, file: FileId) -> Self {
        for label in &mut self.labels {
            label.file = Some(file);
        }
        self
    }

    /// Says what to do about it. A later help replaces an earlier one.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The node that the first label with a node points at.
    pub fn pointer(&self) -> Option<&Pointer> {
        self.labels.iter().find_map(|label| match &label.place {
            Place::Node(pointer, _) => Some(pointer),
            Place::Offset(_) => None,
        })
    }

    fn new(code: Code, severity: Severity, message: String) -> Self {
        Self {
            code,
            severity,
            message,
            labels: Vec::new(),
            help: None,
        }
    }

    fn label(mut self, place: Place, text: String) -> Self {
        self.labels.push(Label {
            file: None,
            place,
            text,
        });
        self
    }

    /// Leads the labels back to where their nodes stood in the files.
    pub(crate) fn trace(mut self, origins: &Origins) -> Self {
        for label in &mut self.labels {
            if label.file.is_some() {
                continue;
            }
            label.file = Some(FileId::default());
            if let Place::Node(pointer, _) = &mut label.place {
                let origin = origins.trace(pointer);
                label.file = Some(origin.file);
                *pointer = origin.pointer;
            }
        }
        self
    }
}

/// One line, without the text around the places.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = self.severity.as_str();
        write!(f, "{severity}[{}]: {}", self.code, self.message)?;
        match self.pointer() {
            Some(pointer) => write!(f, " ({pointer})"),
            None => Ok(()),
        }
    }
}
