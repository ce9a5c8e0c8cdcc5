//! Lists that an operation gives in pages.

use std::fmt;

use super::response::FieldStep;
use super::rust_type::RustType;

/// How an operation gives a list in pages.
#[derive(Debug)]
pub struct PagesView {
    /// The way to the next page.
    pub next: NextPage,
    /// What says whether there is one, where something does.
    pub more: Option<Vec<FieldStep>>,
    /// What says how many pages there are, where they are counted and something does.
    pub count: Option<Vec<FieldStep>>,
    /// What says how many items all pages have, where something does.
    pub total: Option<Total>,
    /// The fields that lead to the list.
    pub items: Vec<FieldStep>,
    /// The type of its items.
    pub item: RustType,
}

/// What says how many items all pages have.
#[derive(Debug)]
pub enum Total {
    /// A whole number in the body: the fields that lead there.
    Body(Vec<FieldStep>),
    /// A header of this name.
    Header(String),
}

/// The way to the next page.
#[derive(Debug)]
pub enum NextPage {
    /// Pages are counted.
    Number {
        /// The name of the parameter.
        parameter: String,
        /// The number of the first page.
        first: i64,
    },
    /// Items are counted.
    Offset {
        /// The name of the parameter.
        parameter: String,
        /// The number of the first item.
        first: i64,
    },
    /// A page has what the request for the next one is sent with.
    Cursor(Cursor),
    /// A page has the URL of the next one, a `String`: the fields that lead there.
    Url(Vec<FieldStep>),
    /// A page has the URL of the next one in its header `Link`.
    Link,
}

/// What the request for the next page is sent with.
#[derive(Debug)]
pub struct Cursor {
    /// The name of the parameter.
    pub parameter: String,
    /// Whether that is a header; else it is in the query.
    pub is_header: bool,
    /// Where its value is found.
    pub source: CursorSource,
}

/// Where a cursor is found.
#[derive(Debug)]
pub enum CursorSource {
    /// In the body.
    Body {
        /// The fields that lead there.
        path: Vec<FieldStep>,
        /// Whether it is a `String`; else it is a number.
        is_string: bool,
    },
    /// In a header of this name.
    Header(String),
    /// It is the id of the last item.
    Last {
        /// The fields that lead to the list.
        list: Vec<FieldStep>,
        /// Those that lead to the id, from the item.
        id: Vec<FieldStep>,
        /// Whether the id is a `String`; else it is a number.
        is_string: bool,
    },
}

/// The way to the next page in a few words, such as ``the parameter `page` counts pages, from 1``.
impl fmt::Display for NextPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { parameter, first } => {
                write!(f, "the parameter `{parameter}` counts pages, from {first}")
            }
            Self::Offset { parameter, first } => {
                write!(f, "the parameter `{parameter}` counts items, from {first}")
            }
            Self::Cursor(cursor) => {
                let Cursor {
                    parameter,
                    is_header,
                    source,
                } = cursor;
                let what = if *is_header { "header" } else { "parameter" };
                write!(
                    f,
                    "the {what} `{parameter}` takes {source} of the page before"
                )
            }
            Self::Url(path) => write!(f, "the body has a URL in `{}`", joined(path)),
            Self::Link => f.write_str("the header `Link` has a URL"),
        }
    }
}

impl fmt::Display for CursorSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body { path, .. } => write!(f, "`{}`", joined(path)),
            Self::Header(name) => write!(f, "the header `{name}`"),
            Self::Last { id, .. } => write!(f, "`{}` of the last item", joined(id)),
        }
    }
}

/// The names of the properties that lead to a value, as the document has them: `links.next.href`.
fn joined(path: &[FieldStep]) -> String {
    let names = path.iter().filter_map(|step| step.wire.as_deref());
    let names: Vec<&str> = names.collect();
    names.join(".")
}
