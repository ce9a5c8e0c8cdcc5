//! Which operations give a list in pages, and how a client gets from one page to the next.
//!
//! OpenAPI has no word for it, but nearly every API does it in one of five ways, under names that differ
//! little: the number of the page, how many items to pass over, a cursor that the last page has, the URL
//! of the next page in the body, or the same in a header `Link` (RFC 8288). An operation is taken for
//! one that has pages if the success has a list *and* everything is there that one of these ways needs.
//! What isn't certain isn't guessed: whether the first page is 0 or 1, say, where the document doesn't
//! say so. An extension can say it (`lower/operation/pages.rs`).

use std::collections::HashMap;

use super::index::Index;
use super::model::checks::Rule;
use super::model::item::Field;
use super::model::operation::{OperationView, TagView};
use super::model::pages::{Cursor, CursorSource, NextPage, PagesView, Total};
use super::model::parameter::ParameterView;
use super::model::response::{ContentView, FieldStep, Payload, ResponseView, Success};
use super::model::rust_type::RustType;
use crate::formats::Path;
use crate::ir::{Api, Location, Method, PageWay, Paging, SaidPages};

/// The names of the list in an object, the likeliest first. Names are compared without regard to case,
/// `_` and `-`.
const LISTS: &[&str] = &[
    "data",
    "items",
    "results",
    "values",
    "value",
    "records",
    "entries",
    "list",
    "rows",
    "elements",
    "nodes",
    "resources",
    "objects",
    "content",
];

/// The names of objects that may hold the list, or what leads to the next page.
const HOLDERS: &[&str] = &[
    "data",
    "result",
    "response",
    "payload",
    "meta",
    "metadata",
    "responsemetadata",
    "pagination",
    "paging",
    "pageinfo",
    "page",
    "links",
    "cursors",
    "cursor",
    "nesteditems",
    "nestednext",
];

/// Parameters that take what the last page has for them, and the names that it may have there.
const CURSORS: &[(&[&str], &[&str])] = &[
    (
        &[
            "cursor",
            "pagetoken",
            "nexttoken",
            "nextpagetoken",
            "continuationtoken",
            "continuation",
            "continue",
            "pagecursor",
            "nextcursor",
            "startcursor",
            "startkey",
            "exclusivestartkey",
            "marker",
            "token",
            "after",
            "aftercursor",
            "startingtoken",
            "startingafter",
            "bookmark",
            "scrollid",
            "paginationtoken",
            "pagestate",
        ],
        &[
            "nextcursor",
            "nextpagetoken",
            "nexttoken",
            "nextpagecursor",
            "nextcontinuationtoken",
            "continuationtoken",
            "continuation",
            "nextmarker",
            "endcursor",
            "aftercursor",
            "lastevaluatedkey",
            "nextkey",
            "nextstartkey",
            "nextpagestate",
            "paginationtoken",
            "scrollid",
            "bookmark",
            "continue",
            "after",
            "nextpage",
            "next",
            "lastid",
            "cursor",
        ],
    ),
    (&["page", "pagenumber"], &["nextpage", "nextpagenumber"]),
    (&["offset", "skip"], &["nextoffset"]),
];

/// The names of the URL of the next page.
const URLS: &[&str] = &[
    "nextlink",
    "@odata.nextlink",
    "odata.nextlink",
    "nextpageurl",
    "nextpagelink",
    "nexturl",
    "nextpageuri",
    "nexturi",
    "next",
];

/// The names of parameters that take the number of a page.
const NUMBERS: &[&str] = &[
    "page",
    "pagenumber",
    "pagenum",
    "pageno",
    "pageindex",
    "currentpage",
    "page[number]",
];

/// The names of parameters that say how many items to pass over.
const OFFSETS: &[&str] = &["offset", "skip", "$skip", "page[offset]", "startat"];

/// The names of parameters that take the id of the last item of a page.
const LAST_IDS: &[&str] = &["startingafter", "after", "afterid"];

/// The names of what says whether there are more pages.
const MORE: &[&str] = &[
    "hasmore",
    "hasnext",
    "hasnextpage",
    "hasmorepages",
    "moreavailable",
    "istruncated",
];

/// The names of how many pages there are.
const COUNTS: &[&str] = &[
    "totalpages",
    "pagestotal",
    "pagecount",
    "numpages",
    "pages",
    "lastpage",
];

/// The names of how many items all pages have, in the body.
const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalrecords",
    "totalelements",
    "totalentries",
    "totalsize",
    "totalhits",
    "itemcount",
    "itemstotal",
    "recordstotal",
    "resultcount",
    "@odata.count",
    "odata.count",
];

/// The names of headers that say the same.
const TOTAL_HEADERS: &[&str] = &["xtotalcount", "xtotal", "totalcount", "xtotalitems"];

/// Finds the operations that have pages. What the document says of them counts more than names.
pub(super) fn set(api: &Api, tags: &mut [TagView], index: &Index<'_>) {
    let operations = api.operations.iter();
    let said: HashMap<&str, &Paging> = operations
        .map(|operation| (operation.id.as_str(), &operation.paging))
        .collect();
    for operation in tags.iter_mut().flat_map(|tag| &mut tag.operations) {
        operation.pages = match said.get(operation.id.as_str()) {
            Some(Paging::None) => None,
            Some(Paging::Said(said)) => said_pages(operation, said, index),
            Some(Paging::Unsaid) | None => pages(operation, index),
        };
    }
}

/// The body of the success, if there is one, and it is JSON.
fn body<'a>(
    operation: &'a OperationView,
    index: &'a Index<'a>,
) -> Option<(&'a ResponseView, Value<'a>)> {
    let mut successes = operation
        .responses
        .iter()
        .filter(|response| response.success);
    let (Some(response), None) = (successes.next(), successes.next()) else {
        return None;
    };
    Some((response, Value::body(operation, response, index)?))
}

fn said_pages(operation: &OperationView, said: &SaidPages, index: &Index<'_>) -> Option<PagesView> {
    let (response, body) = body(operation, index)?;
    let (items, item) = match &said.items {
        Some(path) => body.at(path)?.into_list()?,
        None => body.list()?,
    };
    let parameter = |name: &str| {
        let mut arguments = operation.arguments();
        arguments.find(|parameter| {
            parameter.wire == name
                && matches!(parameter.location, Location::Query | Location::Header)
        })
    };
    let next = match &said.way {
        PageWay::Number {
            parameter: name,
            first: said,
        } => NextPage::Number {
            parameter: name.clone(),
            // Few count from 0, and don't say so.
            first: said.or_else(|| first(parameter(name)?)).unwrap_or(1),
        },
        PageWay::Offset {
            parameter: name,
            first: said,
        } => NextPage::Offset {
            parameter: name.clone(),
            first: said.or_else(|| first(parameter(name)?)).unwrap_or(0),
        },
        PageWay::Cursor {
            parameter: name,
            next,
        } => {
            let next = body.at(next).filter(|next| is_text(next.kind))?;
            NextPage::Cursor(cursor(parameter(name)?, next.cursor()))
        }
        PageWay::CursorOfHeader {
            parameter: name,
            header,
        } => {
            let header = CursorSource::Header(header.clone());
            NextPage::Cursor(cursor(parameter(name)?, header))
        }
        PageWay::Url(path) => {
            let url = body.at(path)?;
            NextPage::Url((*url.kind == RustType::String).then_some(url.path)?)
        }
        PageWay::Link => NextPage::Link,
    };
    Some(view(response, &body, next, (items, item)))
}

fn pages(operation: &OperationView, index: &Index<'_>) -> Option<PagesView> {
    if operation.http_method != Method::Get {
        return None;
    }
    let (response, body) = body(operation, index)?;
    let (items, item) = body.list()?;
    let next = next(operation, response, &body, &items)?;
    Some(view(response, &body, next, (items, item)))
}

/// The pages, with what the response says of how many there are.
fn view(
    response: &ResponseView,
    body: &Value<'_>,
    next: NextPage,
    (items, item): (Value<'_>, &RustType),
) -> PagesView {
    let places = body.places();
    let number = |names| {
        let mut places = places.iter();
        places.find_map(|place| place.member(names, is_integer))
    };
    let count = matches!(next, NextPage::Number { .. }).then(|| number(COUNTS));
    let header = || {
        let mut headers = response.headers.iter();
        headers.find(|header| TOTAL_HEADERS.contains(&&*plain(&header.wire)))
    };
    let total = match number(TOTALS) {
        Some(total) => Some(Total::Body(total.path)),
        None => header().map(|header| Total::Header(header.wire.clone())),
    };
    PagesView {
        next,
        more: more(body).map(|more| more.path),
        count: count.flatten().map(|count| count.path),
        total,
        items: items.path,
        item: item.clone(),
    }
}

/// What says whether there is another page.
fn more<'a>(body: &Value<'a>) -> Option<Value<'a>> {
    let places = body.places();
    let mut places = places.iter();
    places.find_map(|place| place.member(MORE, |kind| *kind == RustType::Bool))
}

/// The way to the next page; the first that is there in full.
fn next(
    operation: &OperationView,
    response: &ResponseView,
    body: &Value<'_>,
    items: &Value<'_>,
) -> Option<NextPage> {
    let places = body.places();
    let in_body = |names: &[&str], test: fn(&RustType) -> bool| {
        places.iter().find_map(|place| place.member(names, test))
    };
    let is_paged = [NUMBERS, OFFSETS, LAST_IDS].into_iter();
    let is_paged = is_paged.chain(CURSORS.iter().map(|(parameters, _)| *parameters));
    let mut is_paged = is_paged.filter_map(|names| parameter(operation, names));
    let has_link = response
        .headers
        .iter()
        .any(|header| plain(&header.wire) == "link");
    if has_link && is_paged.next().is_some() {
        return Some(NextPage::Link);
    }
    for (parameters, names) in CURSORS {
        let Some(parameter) = parameter(operation, parameters) else {
            continue;
        };
        let header = || {
            let mut headers = response.headers.iter();
            headers.find(|header| names.contains(&&*plain(&header.wire)))
        };
        let source = match (in_body(names, is_text), header()) {
            (Some(found), _) => found.cursor(),
            (None, Some(header)) => CursorSource::Header(header.wire.clone()),
            (None, None) => continue,
        };
        return Some(NextPage::Cursor(cursor(parameter, source)));
    }
    if let Some(parameter) = parameter(operation, LAST_IDS)
        && more(body).is_some()
        && let Some(last) = items.last_id()
    {
        return Some(NextPage::Cursor(cursor(parameter, last)));
    }
    let is_string = |kind: &RustType| *kind == RustType::String;
    let url = in_body(URLS, is_string).or_else(|| {
        let objects = places
            .iter()
            .filter_map(|place| place.member(&["next"], |_| true));
        let mut urls = objects.filter_map(|next| next.member(&["href", "url"], is_string));
        urls.next()
    });
    if let Some(url) = url {
        return Some(NextPage::Url(url.path));
    }
    if let Some(found) = parameter(operation, NUMBERS).filter(|found| is_integer(&found.kind))
        && let Some(first) = first(found)
    {
        let parameter = found.wire.clone();
        return Some(NextPage::Number { parameter, first });
    }
    let found = parameter(operation, OFFSETS).filter(|found| is_integer(&found.kind))?;
    Some(NextPage::Offset {
        parameter: found.wire.clone(),
        first: first(found).unwrap_or(0),
    })
}

/// A parameter of the query or a header that has one of these names, and is sent as it is.
fn parameter<'a>(operation: &'a OperationView, names: &[&str]) -> Option<&'a ParameterView> {
    let is_there = |parameter: &&ParameterView, name: &&str| {
        matches!(parameter.location, Location::Query | Location::Header)
            && parameter.codec.is_none()
            && is_text(&parameter.kind)
            && plain(&parameter.wire) == **name
    };
    let mut parameters = names.iter().filter_map(|name| {
        let mut arguments = operation.arguments();
        arguments.find(|parameter| is_there(parameter, name))
    });
    parameters.next()
}

fn cursor(parameter: &ParameterView, source: CursorSource) -> Cursor {
    Cursor {
        is_header: parameter.location == Location::Header,
        parameter: parameter.wire.clone(),
        source,
    }
}

/// The number of the first page, or of the first item: the default of the parameter, or the least value
/// that it may have.
fn first(parameter: &ParameterView) -> Option<i64> {
    let default = parameter.default.as_ref();
    default.map_or_else(
        || {
            let rules = parameter.checks.rules.iter();
            let mut minimums = rules.filter_map(|rule| match rule {
                Rule::Minimum(minimum) => minimum.parse().ok(),
                _ => None,
            });
            minimums.next().filter(|minimum| matches!(minimum, 0 | 1))
        },
        |default| default.json.parse().ok(),
    )
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|char| !matches!(char, '_' | '-'));
    letters.map(|char| char.to_ascii_lowercase()).collect()
}

fn is_integer(kind: &RustType) -> bool {
    const INTEGERS: [&str; 8] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];
    matches!(kind, RustType::Scalar(scalar)
        if matches!(scalar.path, Path::Std(name) if INTEGERS.contains(&name)))
}

/// Whether it is a text, or a whole number.
fn is_text(kind: &RustType) -> bool {
    *kind == RustType::String || is_integer(kind)
}

/// A value in the body of a response.
#[derive(Clone)]
struct Value<'a> {
    /// The fields that lead to it.
    path: Vec<FieldStep>,
    /// Its type, without `Option`s.
    kind: &'a RustType,
    index: &'a Index<'a>,
}

impl<'a> Value<'a> {
    /// What a client gets where all goes well; `None` if that isn't JSON.
    fn body(
        operation: &OperationView,
        response: &'a ResponseView,
        index: &'a Index<'a>,
    ) -> Option<Self> {
        let ContentView::Json(kind) = &response.content else {
            return None;
        };
        let path = match &operation.success {
            Success::One(Payload::Body(_)) => Vec::new(),
            Success::One(Payload::Struct(_)) => vec![FieldStep {
                name: "body".to_owned(),
                wire: None,
                options: 0,
            }],
            Success::Many(..) => return None,
        };
        let (kind, 0) = index.inner(kind)? else {
            return None;
        };
        Some(Self { path, kind, index })
    }

    /// The members, by their names as they are compared.
    fn members(&self) -> Vec<(String, Self)> {
        let Some(object) = self.index.object(self.kind) else {
            return Vec::new();
        };
        let fields = object.fields.iter().filter(|field| !field.secret);
        let members = fields.filter_map(|field| Some((plain(&field.wire), self.of(field)?)));
        members.collect()
    }

    /// The first member by these names whose type passes a test.
    fn member(&self, names: &[&str], test: impl Fn(&RustType) -> bool) -> Option<Self> {
        let members = self.members();
        names.iter().find_map(|name| {
            let mut named = members.iter().filter(|(known, _)| known == name);
            let found = named.find(|(_, member)| test(member.kind));
            found.map(|(_, member)| member.clone())
        })
    }

    /// This, and the objects in it that may hold what is looked for.
    fn places(&self) -> Vec<Self> {
        let held = HOLDERS.iter().filter_map(|name| {
            let is_object = |kind: &RustType| self.index.object(kind).is_some();
            self.member(&[name], is_object)
        });
        [self.clone()].into_iter().chain(held).collect()
    }

    /// The list, with the type of its items.
    fn list(&self) -> Option<(Self, &'a RustType)> {
        let mut places = self.places().into_iter();
        places.find_map(|place| place.list_here()?.into_list())
    }

    /// The value with the type of its items, if it is a list.
    fn into_list(self) -> Option<(Self, &'a RustType)> {
        match self.kind {
            RustType::Vec(item) => Some((self, item)),
            _ => None,
        }
    }

    /// The value that the names of members lead to.
    fn at(&self, path: &[String]) -> Option<Self> {
        let Some((name, rest)) = path.split_first() else {
            return Some(self.clone());
        };
        let mut fields = self.index.object(self.kind)?.fields.iter();
        let field = fields.find(|field| field.wire == *name)?;
        self.of(field)?.at(rest)
    }

    /// The value of a field.
    fn of(&self, field: &'a Field) -> Option<Self> {
        let (kind, options) = self.index.inner(&field.kind)?;
        let mut path = self.path.clone();
        path.push(FieldStep::of(field, options));
        let index = self.index;
        Some(Self { path, kind, index })
    }

    /// The value itself, or its member, if it is a list: the only one, or one by a usual name.
    fn list_here(self) -> Option<Self> {
        let is_list = |kind: &RustType| matches!(kind, RustType::Vec(_));
        if is_list(self.kind) {
            return Some(self);
        }
        self.member(LISTS, is_list).or_else(|| {
            let members = self.members().into_iter();
            let mut lists = members.filter(|(_, member)| is_list(member.kind));
            match (lists.next(), lists.next()) {
                (Some((_, list)), None) => Some(list),
                _ => None,
            }
        })
    }

    /// The value as a cursor.
    fn cursor(self) -> CursorSource {
        CursorSource::Body {
            is_string: *self.kind == RustType::String,
            path: self.path,
        }
    }

    /// The id of the last item of a list, as a cursor.
    fn last_id(&self) -> Option<CursorSource> {
        let RustType::Vec(item) = self.kind else {
            return None;
        };
        let (kind, 0) = self.index.inner(item)? else {
            return None;
        };
        let item = Self {
            path: Vec::new(),
            kind,
            index: self.index,
        };
        let id = item.member(&["id"], is_text)?;
        Some(CursorSource::Last {
            list: self.path.clone(),
            is_string: *id.kind == RustType::String,
            id: id.path,
        })
    }
}
