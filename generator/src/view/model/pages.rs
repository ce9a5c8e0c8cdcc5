//! Lists that an operation gives in pages.

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
    pub total: Option<Vec<FieldStep>>,
    /// The fields that lead to the list.
    pub items: Vec<FieldStep>,
    /// The type of its items.
    pub item: RustType,
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
