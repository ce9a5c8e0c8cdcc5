//! Parameters as both sides see them.

use super::checks::Checks;
use super::literal::DefaultValue;
use super::rust_type::{Argument, RustType};
use crate::ir::{Encoding, Location};

/// A parameter.
#[derive(Debug)]
pub struct ParameterView {
    /// Its identifier.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Where it stands in a request.
    pub location: Location,
    /// Whether it is always there.
    pub required: bool,
    /// Its type.
    pub kind: RustType,
    /// What is checked of it, as a field of a request.
    pub checks: Checks,
    /// The text that it always is: nobody has to give it.
    pub constant: Option<String>,
    /// How it is written, where that isn't just its text.
    pub codec: Option<Codec>,
    /// What a missing one stands for.
    pub default: Option<DefaultValue>,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// How the client takes its value.
    pub argument: Argument,
}

/// How a value is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codec {
    /// By a style or as JSON.
    pub encoding: Encoding,
    /// Whether no item can hold what sets items apart.
    pub plain: bool,
    /// Whether it is of a chosen type that is a string in JSON, or a list or mapping of such values.
    pub text: bool,
    /// Which names are its members, where it stands without a name of its own.
    pub members: Members,
}

/// Which names of a query are members of an object that has no name of its own there. One with a
/// bracket at its end is all names that begin so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// None at all.
    None,
    /// These.
    Only(Vec<String>),
    /// All but these.
    Except(Vec<String>),
}
