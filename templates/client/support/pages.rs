//! Lists that come in pages, one request for each.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use reqwest::header::{HeaderMap, LINK};

use super::error::{Error, RequestError};
use super::platform::BoxFuture;
use super::request::Request;
use super::response::Response;
use crate::client::Client;

/// The way from a page with a body `T` to the next one.
pub struct PageStep<T> {
    next: Next<T>,
    more: Option<fn(&T) -> Option<bool>>,
    count: Option<fn(&T) -> Option<u64>>,
    total: Option<Total<T>>,
    in_header: bool,
}

enum Total<T> {
    InBody(fn(&T) -> Option<u64>),
    InHeader(&'static str),
}

enum Next<T> {
    Number(&'static str, i64, fn(&T) -> Option<usize>),
    Offset(&'static str, i64, fn(&T) -> Option<usize>),
    Cursor(&'static str, fn(&T) -> Option<String>),
    CursorOfHeader(&'static str, &'static str),
    Url(fn(&T) -> Option<String>),
    Link,
}

impl<T> PageStep<T> {
    fn new(next: Next<T>) -> Self {
        Self {
            next,
            more: None,
            count: None,
            total: None,
            in_header: false,
        }
    }

    /// A parameter that counts pages, the number of the first one, and how many items a page has. An
    /// empty page is the last one: a server may give fewer items than it is asked for.
    pub fn number(parameter: &'static str, first: i64, count: fn(&T) -> Option<usize>) -> Self {
        Self::new(Next::Number(parameter, first, count))
    }

    /// A parameter that says how many items come before a page, that of the first one, and how many items
    /// a page has. An empty page is the last one.
    pub fn offset(parameter: &'static str, first: i64, count: fn(&T) -> Option<usize>) -> Self {
        Self::new(Next::Offset(parameter, first, count))
    }

    /// A parameter whose value is in the page before.
    pub fn cursor(parameter: &'static str, cursor: fn(&T) -> Option<String>) -> Self {
        Self::new(Next::Cursor(parameter, cursor))
    }

    /// A parameter whose value is in a header of the page before.
    pub fn cursor_of_header(parameter: &'static str, header: &'static str) -> Self {
        Self::new(Next::CursorOfHeader(parameter, header))
    }

    /// The URL of the next page, in the body.
    pub fn url(url: fn(&T) -> Option<String>) -> Self {
        Self::new(Next::Url(url))
    }

    /// The URL of the next page, in the header `Link` (RFC 8288).
    pub fn link() -> Self {
        Self::new(Next::Link)
    }

    /// What says whether there is another page.
    pub fn more(mut self, more: fn(&T) -> Option<bool>) -> Self {
        self.more = Some(more);
        self
    }

    /// What says how many pages there are. Some servers have no empty page behind the last one, but an error.
    pub fn count(mut self, count: fn(&T) -> Option<u64>) -> Self {
        self.count = Some(count);
        self
    }

    /// What says how many items all pages have.
    pub fn total(mut self, total: fn(&T) -> Option<u64>) -> Self {
        self.total = Some(Total::InBody(total));
        self
    }

    /// The header that says how many items all pages have.
    pub fn total_in_header(mut self, name: &'static str) -> Self {
        self.total = Some(Total::InHeader(name));
        self
    }

    /// How many items all pages have, as this one says.
    fn total_of(&self, page: &Response<T>) -> Option<u64> {
        match self.total.as_ref()? {
            Total::InBody(total) => total(page),
            Total::InHeader(name) => page.headers().get(*name)?.to_str().ok()?.parse().ok(),
        }
    }

    /// The parameter is a header.
    pub fn in_header(mut self) -> Self {
        self.in_header = true;
        self
    }

    /// Turns the request for a page into the one for the next; `false` if there is none.
    fn apply(&self, page: &Response<T>, request: &mut Request) -> Result<bool, RequestError> {
        if self.more.and_then(|more| more(page)) == Some(false) {
            return Ok(false);
        }
        let cursor = match &self.next {
            Next::Number(parameter, first, count) => {
                let pages = self
                    .count
                    .and_then(|count| i64::try_from(count(page)?).ok());
                let last = pages.and_then(|pages| first.checked_add(pages)?.checked_sub(1));
                let by = count(page).filter(|count| *count > 0).map(|_| 1);
                return Ok(count_on(request, parameter, (*first, last), by));
            }
            Next::Offset(parameter, first, count) => {
                let by = count(page).filter(|count| *count > 0);
                let by = by.and_then(|count| i64::try_from(count).ok());
                return Ok(count_on(request, parameter, (*first, None), by));
            }
            Next::Url(url) => return follow(request, url(page)),
            Next::Link => return follow(request, next_link(page.headers())),
            Next::Cursor(parameter, cursor) => (parameter, cursor(page)),
            Next::CursorOfHeader(parameter, header) => {
                let value = page.headers().get(*header);
                let value = value.and_then(|value| value.to_str().ok());
                (parameter, value.map(str::to_owned))
            }
        };
        let (parameter, Some(cursor)) = cursor else {
            return Ok(false);
        };
        if cursor.is_empty() {
            return Ok(false);
        }
        if self.in_header {
            request.header(parameter, &cursor);
            return Ok(true);
        }
        let before = request.query_value(parameter).map(str::to_owned);
        request.query(parameter, &cursor);
        match before.as_deref() == request.query_value(parameter) {
            true => Err(no_progress()),
            false => Ok(true),
        }
    }
}

/// Counts on from the first value of a parameter, up to the last one; returns `false` if that was reached.
fn count_on(
    request: &mut Request,
    parameter: &'static str,
    (first, last): (i64, Option<i64>),
    by: Option<i64>,
) -> bool {
    let now = match request.query_value(parameter) {
        Some(now) => now.parse().ok(),
        None => Some(first),
    };
    let next = by.and_then(|by| now?.checked_add(by));
    let Some(next) = next.filter(|next| last.is_none_or(|last| *next <= last)) else {
        return false;
    };
    request.query(parameter, &next);
    true
}

fn no_progress() -> RequestError {
    RequestError::new("the next page", "is the same as the one before")
}

/// Makes a request for a URL, which may be relative to that of the operation.
fn follow(request: &mut Request, url: Option<String>) -> Result<bool, RequestError> {
    let Some(url) = url.filter(|url| !url.is_empty()) else {
        return Ok(false);
    };
    if !url.starts_with("https://") && !url.starts_with("http://") && !url.starts_with(['/', '?']) {
        let reason = "is no URL: it doesn't begin with `http`, `/` or `?`";
        return Err(RequestError::new("the URL of the next page", reason));
    }
    match request.link(url) {
        true => Ok(true),
        false => Err(no_progress()),
    }
}

/// The target of the link with the relation `next`.
fn next_link(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(LINK).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    lines.filter_map(next_in).next()
}

/// The target of the link with the relation `next` in a line such as
/// `<https://example.org/?page=2>; rel="next", <https://example.org/?page=9>; rel="last"`.
fn next_in(line: &str) -> Option<String> {
    let mut rest = line;
    while let Some((_, link)) = rest.split_once('<') {
        let (target, behind) = link.split_once('>')?;
        // What comes before the next link. A `<` in a quoted parameter would end it early, and then
        // belongs to no link with that relation.
        let parameters = behind.split('<').next().unwrap_or_default();
        let mut parameters = parameters.split([';', ',']);
        let is_next = parameters.any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else {
                return false;
            };
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            name.trim().eq_ignore_ascii_case("rel")
                && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(target.to_owned());
        }
        rest = behind;
    }
    None
}

type Sending<'a, T, E> = BoxFuture<'a, Result<Response<T>, Error<E>>>;

/// The pages of a list, one after the other: a [`Stream`] of responses. It ends with the last page, or
/// after an error.
#[must_use = "nothing is sent until a page is asked for"]
pub struct PageStream<'a, T, E> {
    client: &'a Client,
    send: fn(&'a Client, Request) -> Sending<'a, T, E>,
    step: PageStep<T>,
    total: Option<u64>,
    /// The request for the next page, where there is one and it isn't sent yet.
    request: Option<Request>,
    /// The request that is being answered, to be sent again for the page behind it.
    sending: Option<(Option<Request>, Sending<'a, T, E>)>,
}

impl<'a, T, E> PageStream<'a, T, E> {
    #[doc(hidden)]
    pub fn new(
        client: &'a Client,
        mut request: Request,
        send: fn(&'a Client, Request) -> Sending<'a, T, E>,
        step: PageStep<T>,
    ) -> Self {
        request.settle_query();
        Self {
            client,
            send,
            step,
            total: None,
            request: Some(request),
            sending: None,
        }
    }

    /// How many items all pages have, as the last page that came says. `None` before the first page, and where
    /// the document has no place for it.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Asks for the next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Returns an error if the call fails, or leads to another host or to the same page again.
    pub async fn next(&mut self) -> Option<Result<Response<T>, Error<E>>> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Response<T>, Error<E>>>> {
        if let Some(request) = self.request.take() {
            let again = request.try_clone();
            self.sending = Some((again, (self.send)(self.client, request)));
        }
        let Some((again, sending)) = &mut self.sending else {
            return Poll::Ready(None);
        };
        let answered = ready!(sending.as_mut().poll(cx));
        let again = again.take();
        self.sending = None;
        let page = match answered {
            Ok(page) => page,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        self.total = self.step.total_of(&page).or(self.total);
        if let Some(mut again) = again {
            match self.step.apply(&page, &mut again) {
                Ok(true) => self.request = Some(again),
                Ok(false) => {}
                Err(error) => {
                    // The page itself is good; the one behind it can't be asked for.
                    again.fault(error.argument(), error.reason());
                    self.request = Some(again);
                }
            }
        }
        Poll::Ready(Some(Ok(page)))
    }
}

impl<T, E> Stream for PageStream<'_, T, E> {
    type Item = Result<Response<T>, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T, E> fmt::Debug for PageStream<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageStream").finish_non_exhaustive()
    }
}

/// The items of all pages of a list, one after the other: a [`Stream`]. It ends with the last one, or after
/// an error.
#[must_use = "nothing is sent until an item is asked for"]
pub struct ItemStream<'a, T, I, E> {
    pages: PageStream<'a, T, E>,
    items: fn(T) -> Option<Vec<I>>,
    /// Those of the last page that are left.
    left: std::vec::IntoIter<I>,
}

impl<'a, T, I, E> ItemStream<'a, T, I, E> {
    #[doc(hidden)]
    pub fn new(pages: PageStream<'a, T, E>, items: fn(T) -> Option<Vec<I>>) -> Self {
        Self {
            pages,
            items,
            left: Vec::new().into_iter(),
        }
    }

    /// How many items there are in all; see [`PageStream::total`].
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }

    /// Returns the next item, of another page if it has to; `None` after the last one.
    ///
    /// # Errors
    ///
    /// See [`PageStream::next`].
    pub async fn next(&mut self) -> Option<Result<I, Error<E>>> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error<E>>>> {
        loop {
            if let Some(item) = self.left.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(cx)) {
                Some(Ok(page)) => {
                    let items = (self.items)(page.into_body());
                    self.left = items.unwrap_or_default().into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<I: Unpin, T, E> Stream for ItemStream<'_, T, I, E> {
    type Item = Result<I, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T, I, E> fmt::Debug for ItemStream<'_, T, I, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").finish_non_exhaustive()
    }
}

/// Adds the methods that go through the pages of a list to a request: its name, the body of a page and its
/// errors, the list in the body, and the way to the next page.
#[allow(unused_macros, reason = "a document may have no lists")]
macro_rules! pages {
    (
        $name:ident -> $body:ty, $error:ty;
        items: $item:ty = $items:expr;
        next: $step:ident($($arguments:tt)*) $(.$option:ident($($value:tt)*))*;
    ) => {
        impl<'a> $name<'a> {
            /// Goes through the pages, from the one that is asked for to the last one. Each is a request of its
            /// own, sent when it is asked for.
            pub fn pages(self) -> $crate::PageStream<'a, $body, $error> {
                $crate::PageStream::new(
                    self.client,
                    self.request,
                    |client, request| Box::pin($name { client, request }.send()),
                    $crate::support::pages::PageStep::<$body>::$step($($arguments)*)
                        $(.$option($($value)*))*,
                )
            }

            /// Goes through the items of all pages, from the one that is asked for to the last one.
            pub fn items(self) -> $crate::ItemStream<'a, $body, $item, $error> {
                $crate::ItemStream::new(self.pages(), $items)
            }

            /// Goes through the pages as `pages` does, and waits for each: see [`blocking`](crate::blocking).
            #[cfg(feature = "blocking")]
            pub fn pages_blocking(
                self,
            ) -> $crate::blocking::Iter<$crate::PageStream<'a, $body, $error>> {
                $crate::blocking::iter(self.pages())
            }

            /// Goes through the items as `items` does, and waits for each: see [`blocking`](crate::blocking).
            #[cfg(feature = "blocking")]
            pub fn items_blocking(
                self,
            ) -> $crate::blocking::Iter<$crate::ItemStream<'a, $body, $item, $error>> {
                $crate::blocking::iter(self.items())
            }
        }
    };
}

#[allow(unused_imports, reason = "a document may have no lists")]
pub(crate) use pages;
