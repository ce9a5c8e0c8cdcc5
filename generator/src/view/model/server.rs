//! Servers as the client sees them.

/// A server.
#[derive(Debug)]
pub struct ServerView {
    /// The function that gives its URL.
    pub function: String,
    /// The URL as the document has it.
    pub url: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: Option<String>,
    /// How its URL begins.
    pub base: ServerBase,
    /// The URL in parts.
    pub parts: Vec<UrlPart>,
    /// The variables, each an argument.
    pub variables: Vec<VariableView>,
}

/// A part of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlPart {
    /// Text.
    Literal(String),
    /// The argument `origin`, without a slash at its end.
    Origin,
    /// The argument for the variable of this index, without slashes at some of its ends.
    Variable(usize, Trim),
}

/// Where a text loses its slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Trim {
    Nowhere,
    Start,
    End,
    Both,
}

/// How the URL of a server begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerBase {
    /// With a scheme: it is an absolute URL.
    Absolute,
    /// With `//` and a host: it takes a scheme before it.
    SchemeRelative,
    /// With a host, and neither a scheme nor slashes before it.
    HostOnly,
    /// With a path: where it is depends on where the document was found.
    Path,
    /// With a variable that has no default: it is all of a URL that the document doesn't know.
    Variable,
}

/// A variable of a server.
#[derive(Debug)]
pub struct VariableView {
    /// The argument.
    pub argument: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// What stands for it unless something else is given.
    pub default: String,
    /// The enum of its values, where they are listed: its name, and the variants with their values.
    pub values: Option<(String, Vec<(String, String)>)>,
}
