//! Rust types and literals as tokens.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::block::ident;
use crate::formats::Path;
use crate::view::{Argument, Literal, RustType};

/// Where a type is named from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// A file of the types crate, which imports what it needs.
    Types,
    /// The client or the server, where the types crate is called `types`.
    Outside,
}

impl RustType {
    /// The type as it stands in code.
    pub(super) fn tokens(&self, from: From) -> TokenStream {
        let support = match from {
            From::Types => quote!(crate),
            From::Outside => quote!(types),
        };
        match self {
            Self::Unit => quote!(()),
            Self::Bool => quote!(bool),
            Self::String => quote!(String),
            Self::Scalar(scalar) => match &scalar.path {
                Path::Std(path) => tokens_of(path),
                Path::Types(name) => {
                    let name = ident(name);
                    quote!(#support::#name)
                }
                Path::Chosen(path) => tokens_of(&path.code(match from {
                    From::Types => "",
                    From::Outside => "types::",
                })),
            },
            Self::Never => quote!(#support::Never),
            Self::Json => quote!(serde_json::Value),
            Self::JsonObject => quote!(#support::JsonObject),
            Self::Named(name) => {
                let name = ident(name);
                match from {
                    From::Types => quote!(#name),
                    From::Outside => quote!(types::#name),
                }
            }
            Self::Vec(item) => {
                let item = item.tokens(from);
                quote!(Vec<#item>)
            }
            Self::Tuple(items) => {
                let items = items.iter().map(|item| item.tokens(from));
                // The comma tells a tuple of one from parentheses.
                quote!((#(#items,)*))
            }
            Self::Map(value) => {
                let value = value.tokens(from);
                quote!(std::collections::BTreeMap<String, #value>)
            }
            Self::Option(inner) => {
                let inner = inner.tokens(from);
                quote!(Option<#inner>)
            }
            Self::Boxed(inner) => {
                let inner = inner.tokens(from);
                quote!(Box<#inner>)
            }
        }
    }

    /// The type as an argument of the client.
    pub(super) fn argument(&self, argument: Argument, from: From) -> TokenStream {
        let tokens = self.tokens(from);
        match (argument, self) {
            (Argument::Value, _) => tokens,
            (Argument::Text, _) => quote!(&str),
            (Argument::Texts, _) => quote!(&[impl AsRef<str>]),
            (Argument::Slice, Self::Vec(item)) => {
                let item = item.tokens(from);
                quote!(&[#item])
            }
            _ => quote!(&#tokens),
        }
    }

    /// The names of the types crate in it.
    pub(super) fn collect_named<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Named(name) => names.push(name),
            Self::Vec(inner) | Self::Map(inner) | Self::Option(inner) | Self::Boxed(inner) => {
                inner.collect_named(names)
            }
            Self::Tuple(items) => items.iter().for_each(|item| item.collect_named(names)),
            _ => {}
        }
    }
}

/// A path as tokens.
fn tokens_of(path: &str) -> TokenStream {
    path.parse().unwrap_or_default()
}

impl Literal {
    /// The value as it stands in code.
    pub(super) fn tokens(&self, from: From) -> TokenStream {
        match self {
            Self::Bool(value) => quote!(#value),
            Self::Integer(value) => {
                let token = Token::i64_unsuffixed(*value);
                quote!(#token)
            }
            Self::Float(value) => {
                let token = Token::f64_unsuffixed(*value);
                quote!(#token)
            }
            Self::String(value) => quote!(#value.to_owned()),
            Self::Variant(name, variant) => {
                let kind = RustType::Named(name.clone()).tokens(from);
                let variant = ident(variant);
                quote!(#kind::#variant)
            }
            Self::List(items) if items.is_empty() => quote!(Vec::new()),
            Self::List(items) => {
                let items = items.iter().map(|item| item.tokens(from));
                quote!(vec![#(#items),*])
            }
            Self::Parsed(json) => {
                let support = match from {
                    From::Types => quote!(crate),
                    From::Outside => quote!(types),
                };
                quote!(#support::support::default::parsed(#json))
            }
        }
    }

    /// The names of the types crate in it.
    pub(super) fn collect_named<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Variant(name, _) => names.push(name),
            Self::List(items) => items.iter().for_each(|item| item.collect_named(names)),
            _ => {}
        }
    }
}
