//! Values that stand in the emitted code.

/// A value that stands in the emitted code.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A `String`.
    String(String),
    /// A variant of an enum of the types crate.
    Variant(String, String),
    /// A `Vec`.
    List(Vec<Literal>),
    /// What its type reads from this JSON.
    Parsed(String),
}

/// What a value that isn't there stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct DefaultValue {
    /// The value.
    pub value: Literal,
    /// The same as JSON, to be shown to people.
    pub json: String,
}

impl Literal {
    /// Whether it needs support code of the types crate.
    #[must_use]
    pub fn is_parsed(&self) -> bool {
        matches!(self, Self::Parsed(_))
    }
}
