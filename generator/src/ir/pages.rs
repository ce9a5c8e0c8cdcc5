//! What a document says of the pages of a list, for which OpenAPI has no word of its own.

use crate::source::Pointer;

/// What is said of the pages of an operation's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Paging {
    /// Nothing: it is found out from names.
    #[default]
    Unsaid,
    /// It has no pages.
    None,
    /// How it has them.
    Said(SaidPages),
}

/// How an operation gives its list in pages. Paths are names of members, from the body on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidPages {
    /// The way to the next page.
    pub way: PageWay,
    /// The path of the list; none where only names tell it.
    pub items: Option<Vec<String>>,
    /// Where it is said.
    pub at: Pointer,
}

/// The way to the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageWay {
    /// A parameter counts pages.
    Number {
        /// Its name.
        parameter: String,
        /// The number of the first page.
        first: Option<i64>,
    },
    /// A parameter counts the items before a page.
    Offset {
        /// Its name.
        parameter: String,
        /// The number of the first item.
        first: Option<i64>,
    },
    /// A parameter takes what is at a path of the page before.
    Cursor {
        /// Its name.
        parameter: String,
        /// The path of its next value.
        next: Vec<String>,
    },
    /// A parameter takes what a header of the page before has.
    CursorOfHeader {
        /// Its name.
        parameter: String,
        /// The name of the header.
        header: String,
    },
    /// The URL of the next page is at a path.
    Url(Vec<String>),
    /// The URL of the next page is in the header `Link` (RFC 8288).
    Link,
}
