//! Items as text: each formatted by `prettyplease`, put together with a blank line between.

use proc_macro2::{Ident, Span, TokenStream};

/// An identifier that `names` gave.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Formats items. What isn't Rust is given back as it is, for the check of the whole file to name.
pub(super) fn format(items: TokenStream) -> String {
    let text = items.to_string();
    match syn::parse2::<syn::File>(items) {
        Ok(file) => prettyplease::unparse(&file).trim_end().to_owned(),
        Err(_) => text,
    }
}

/// Formats a type.
pub(super) fn type_text(tokens: TokenStream) -> String {
    let item = format(quote::quote!(type X = #tokens;));
    let kind = item.strip_prefix("type X = ");
    let kind = kind.and_then(|kind| kind.strip_suffix(';'));
    kind.unwrap_or(&item).to_owned()
}

/// Formats an expression.
pub(super) fn expression(tokens: TokenStream) -> String {
    let item = format(quote::quote!(const X: X = #tokens;));
    let value = item.strip_prefix("const X: X = ");
    let value = value.and_then(|value| value.strip_suffix(';'));
    value.unwrap_or(&item).to_owned()
}

/// An `impl` or `trait` with its items, each of them formatted on its own so that a blank line sets
/// it apart: `head` is all that stands before the brace.
pub(super) fn block(head: &str, items: Vec<TokenStream>) -> String {
    let items: Vec<String> = items.into_iter().map(format).collect();
    block_of(head, &items)
}

/// The same of items that are formatted already.
pub(super) fn block_of(head: &str, items: &[String]) -> String {
    let mut text = format!("{head} {{\n");
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        for line in item.lines() {
            if !line.is_empty() {
                text.push_str("    ");
                text.push_str(line);
            }
            text.push('\n');
        }
    }
    text.push('}');
    text
}
