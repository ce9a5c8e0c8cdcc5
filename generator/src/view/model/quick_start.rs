//! The code that the emitted READMEs begin with.

/// What it shows.
#[derive(Debug, Default)]
pub struct QuickStart {
    /// The struct that the types crate shows.
    pub item: Option<String>,
    /// A base URL that can stand in code.
    pub base_url: String,
    /// The function that gives a base URL, and its arguments, where the document names servers.
    pub server: Option<(String, Vec<Sample>)>,
    /// The request that the client sends.
    pub request: Option<RequestSample>,
}

/// A request with what it has to be given.
#[derive(Debug)]
pub struct RequestSample {
    /// The client's method of the tag.
    pub tag: String,
    /// The method of the operation.
    pub method: String,
    /// The arguments.
    pub arguments: Vec<Sample>,
}

/// A value to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sample {
    /// A text.
    Text(String),
    /// A number.
    Number(u8),
    /// `true`.
    True,
    /// The default of its type.
    Default,
}
