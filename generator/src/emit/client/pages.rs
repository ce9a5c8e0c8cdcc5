//! The call of `pages!`, which adds the methods that go through the pages of a list.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::code::{Code, MacroCall, ident};
use super::super::tokens::From;
use super::send::{error_type, success_type};
use crate::view::{Cursor, CursorSource, FieldStep, NextPage, OperationView, PagesView, Total};

/// The call, if the operation gives its list in pages.
pub(super) fn item(operation: &OperationView) -> Option<Code> {
    let pages = operation.pages.as_ref()?;
    let mut call = MacroCall::new("pages");
    let body = call.kind(success_type(operation));
    let error = call.kind(error_type(operation));
    call.line(&format!("{} -> {body}, {error};", operation.name));
    let item = call.kind(pages.item.tokens(From::Outside));
    let items = call.value(items(&pages.items));
    call.line(&format!("items: {item} = {items};"));
    let step = step(pages);
    let step = call.value(step);
    call.line(&format!("next: {step};"));
    Some(call.finish())
}

fn step(pages: &PagesView) -> TokenStream {
    let step = match &pages.next {
        NextPage::Number { parameter, first } => {
            let (first, count) = (Literal::i64_unsuffixed(*first), count(&pages.items));
            quote!(number(#parameter, #first, |body| #count))
        }
        NextPage::Offset { parameter, first } => {
            let (first, count) = (Literal::i64_unsuffixed(*first), count(&pages.items));
            quote!(offset(#parameter, #first, |body| #count))
        }
        NextPage::Cursor(cursor) => self::cursor(cursor),
        NextPage::Url(path) => {
            let url = text(path, true);
            quote!(url(|body| #url))
        }
        NextPage::Link => quote!(link()),
    };
    let more = pages.more.as_ref().map(|path| {
        let more = flag(path);
        quote!(.more(|body| #more))
    });
    let count = pages.count.as_ref().map(|path| {
        let count = number(path);
        quote!(.count(|body| #count))
    });
    let total = pages.total.as_ref().map(|total| match total {
        Total::Body(path) => {
            let total = number(path);
            quote!(.total(|body| #total))
        }
        Total::Header(name) => quote!(.total_in_header(#name)),
    });
    quote!(#step #more #count #total)
}

fn cursor(cursor: &Cursor) -> TokenStream {
    let parameter = &cursor.parameter;
    let place = match cursor.is_header {
        true => quote!(.in_header()),
        false => quote!(),
    };
    let step = match &cursor.source {
        CursorSource::Body { path, is_string } => {
            let value = text(path, *is_string);
            quote!(cursor(#parameter, |body| #value))
        }
        CursorSource::Header(name) => quote!(cursor_of_header(#parameter, #name)),
        CursorSource::Last {
            list,
            id,
            is_string,
        } => {
            let list = reference(quote!(body), list);
            let id = text_of(quote!(#list.last()?), id, *is_string);
            quote!(cursor(#parameter, |body| #id))
        }
    };
    quote!(#step #place)
}

/// The function that takes the list out of a body, as an `Option`.
fn items(path: &[FieldStep]) -> TokenStream {
    let Some((last, before)) = path.split_last() else {
        return quote!(Some);
    };
    let value = before.iter().fold(quote!(body), |value, step| {
        let (name, unwrap) = (ident(&step.name), question_marks(step.options));
        quote!(#value.#name #unwrap)
    });
    let list = optional(&value, last);
    quote!(|body| #list)
}

/// The last field on the way to a value that is moved or copied, as an `Option`.
fn optional(value: &TokenStream, last: &FieldStep) -> TokenStream {
    let name = ident(&last.name);
    match last.options.checked_sub(1) {
        None => quote!(Some(#value.#name)),
        Some(more) => {
            let unwrap = question_marks(more);
            quote!(#value.#name #unwrap)
        }
    }
}

fn question_marks(count: usize) -> TokenStream {
    let marks = std::iter::repeat_n(quote!(?), count);
    quote!(#(#marks)*)
}

/// What fields lead to, by reference; `?` leaves the closure where one of them isn't there.
fn reference(value: TokenStream, path: &[FieldStep]) -> TokenStream {
    path.iter().fold(value, |value, step| {
        let name = ident(&step.name);
        let unwrap = std::iter::repeat_n(quote!(.as_ref()?), step.options);
        quote!(#value.#name #(#unwrap)*)
    })
}

/// How many items there are, as an `Option<usize>`.
fn count(path: &[FieldStep]) -> TokenStream {
    let list = reference(quote!(body), path);
    quote!(Some(#list.len()))
}

/// A flag, as an `Option<bool>`.
fn flag(path: &[FieldStep]) -> TokenStream {
    match path.split_last() {
        Some((last, before)) => optional(&reference(quote!(body), before), last),
        None => quote!(None),
    }
}

/// A whole number, as an `Option<u64>`.
fn number(path: &[FieldStep]) -> TokenStream {
    let Some((last, before)) = path.split_last() else {
        return quote!(None);
    };
    let (value, name) = (reference(quote!(body), before), ident(&last.name));
    let unwrap = question_marks(last.options);
    quote!(u64::try_from(#value.#name #unwrap).ok())
}

/// A text, as an `Option<String>`.
fn text(path: &[FieldStep], is_string: bool) -> TokenStream {
    text_of(quote!(body), path, is_string)
}

fn text_of(value: TokenStream, path: &[FieldStep], is_string: bool) -> TokenStream {
    if let Some((last, before)) = path.split_last()
        && is_string
        && last.options == 1
    {
        let (value, name) = (reference(value, before), ident(&last.name));
        return quote!(#value.#name.clone());
    }
    let value = reference(value, path);
    match is_string {
        true => quote!(Some(#value.clone())),
        false => quote!(Some(#value.to_string())),
    }
}
