//! Items as text: parsed as tokens, formatted by `prettyplease`, put together with a blank line
//! between.

use proc_macro2::{Ident, Span, TokenStream};

use super::docs;
use super::imports::Names;

/// An identifier that `names` gave.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// An item of a file as text. What it was made of was parsed before: the text is Rust, and needs no
/// second look.
#[derive(Default)]
pub(super) struct Code {
    pub(super) text: String,
    /// What the file may have to import for it.
    pub(super) names: Names,
    /// Why it isn't Rust, which is a mistake of ours.
    pub(super) fault: Option<syn::Error>,
}

/// Formats items.
pub(super) fn format(items: TokenStream) -> Code {
    formatted(syn::parse2(items))
}

/// The call of a macro, or what else is written as text: its lines stay as they are.
pub(super) fn verbatim(text: String) -> Code {
    match syn::parse_str::<syn::File>(&text) {
        Ok(file) => Code {
            text,
            names: Names::of(&file),
            fault: None,
        },
        Err(fault) => Code::faulty(fault),
    }
}

impl Code {
    fn faulty(fault: syn::Error) -> Self {
        Self {
            fault: Some(fault),
            ..Self::default()
        }
    }
}

fn formatted(file: syn::Result<syn::File>) -> Code {
    match file {
        Ok(file) => Code {
            text: docs::expand(prettyplease::unparse(&file).trim_end()),
            names: Names::of(&file),
            fault: None,
        },
        Err(fault) => Code::faulty(fault),
    }
}

/// Formats a type. What isn't one is given back as tokens, for the item that it becomes a part of to
/// say so.
pub(super) fn type_text(tokens: TokenStream) -> String {
    part("type X = ", &quote::quote!(type X = #tokens;))
}

/// Formats an expression, as [`type_text`] does a type.
pub(super) fn expression(tokens: TokenStream) -> String {
    part("const X: X = ", &quote::quote!(const X: X = #tokens;))
}

/// What stands in an item between `head` and the semicolon.
fn part(head: &str, item: &TokenStream) -> String {
    let item = match syn::parse2::<syn::File>(item.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => item.to_string(),
    };
    let item = item.trim_end();
    let part = item.strip_prefix(head);
    let part = part.and_then(|part| part.strip_suffix(';'));
    part.unwrap_or(item).to_owned()
}

/// An `impl` or `trait` with its items, each of them formatted on its own so that a blank line sets
/// it apart: `head` is all that stands before the brace.
pub(super) fn block(head: &str, items: Vec<TokenStream>) -> Code {
    let whole = verbatim(format!("{head} {{}}"));
    let mut block = Code {
        text: format!("{head} {{\n"),
        ..whole
    };
    for (index, item) in items.into_iter().enumerate() {
        let item = format(item);
        if index > 0 {
            block.text.push('\n');
        }
        for line in item.text.lines() {
            if !line.is_empty() {
                block.text.push_str("    ");
                block.text.push_str(line);
            }
            block.text.push('\n');
        }
        block.names.mention(item.names);
        block.fault = block.fault.or(item.fault);
    }
    block.text.push('}');
    block
}
