//! The command line.

/// The command line of an API.
#[derive(Debug)]
pub struct CliView {
    /// Its command.
    pub program: String,
    /// What its environment variables begin with.
    pub prefix: String,
    /// One for each of [`View::tags`](super::View::tags).
    pub tags: Vec<CommandGroup>,
    /// The security schemes whose credentials the client sends.
    pub credentials: Vec<CredentialView>,
}

/// The commands of a tag.
#[derive(Debug)]
pub struct CommandGroup {
    /// Its name.
    pub name: String,
    /// One for each of its operations.
    pub commands: Vec<CommandView>,
}

/// A security scheme.
#[derive(Debug)]
pub struct CredentialView {
    /// The flag of its credentials, without dashes.
    pub flag: String,
    /// Its index in [`View::schemes`](super::View::schemes).
    pub scheme: usize,
}

/// The command of an operation.
#[derive(Debug)]
pub struct CommandView {
    /// Its name.
    pub name: String,
    /// What it takes beside what all commands do: parameters first.
    pub flags: Vec<FlagView>,
}

impl CommandView {
    /// The flag for a parameter, a member or a part.
    #[must_use]
    pub fn flag(&self, place: &FlagPlace) -> Option<&FlagView> {
        self.flags.iter().find(|flag| flag.place == *place)
    }
}

/// A flag.
#[derive(Debug)]
pub struct FlagView {
    /// Its name, without dashes.
    pub name: String,
    /// What it is for.
    pub place: FlagPlace,
    /// What its values are like.
    pub shape: Shape,
    /// Whether there can be several.
    pub is_list: bool,
    /// Whether it has to be given. If it is part of a body, the body can be given as a whole instead.
    pub required: bool,
    /// Whether the values are strings in JSON, whatever their type asks for.
    pub is_text: bool,
    /// What it means, in Markdown.
    pub docs: String,
    /// The default value that the document states, as JSON. It is only shown in `--help`: a flag that isn't
    /// given isn't sent.
    pub default: Option<String>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
}

/// What a flag is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagPlace {
    /// The parameter of this index.
    Parameter(usize),
    /// The member of this name of a body.
    Member {
        /// Its name.
        wire: String,
        /// The ways to write the body that have it, by their indices.
        codecs: Vec<usize>,
    },
    /// The part of this index of a form.
    Part(usize),
    /// A header of a part of a form: their indices.
    PartHeader(usize, usize),
}

/// What the value of a flag is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text as it is; a word for it.
    Text(String),
    /// A number; a word for it.
    Number(String),
    /// `true` or `false`.
    Boolean,
    /// One of these strings.
    Words(Vec<String>),
    /// One of these numbers and booleans, as JSON.
    Values(Vec<String>),
    /// An object or a list, as JSON.
    Json,
    /// A value of several types, or of one that only the type itself knows: JSON in a body, and text
    /// elsewhere.
    Value,
    /// A file.
    File,
}
