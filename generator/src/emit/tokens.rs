//! Types, literals and the ways in which values are written, as tokens.

use proc_macro2::{Literal as Token, TokenStream};
use quote::{format_ident, quote};

use super::code::ident;
use crate::view::{Argument, Codec, Encoding, Literal, Members, Path, RustType, Style, StyleKind};

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
            Self::JsonText(content) => {
                let content = content.tokens(from);
                quote!(#support::JsonText<#content>)
            }
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
}

impl Codec {
    /// The constant of the types crate's `support::style`.
    pub(super) fn tokens(&self) -> TokenStream {
        let Encoding::Style(Style {
            kind,
            explode,
            allow_reserved,
        }) = self.encoding
        else {
            return quote!(Codec::JSON);
        };
        let style = format_ident!(
            "{}",
            match kind {
                StyleKind::Simple => "Simple",
                StyleKind::Label => "Label",
                StyleKind::Matrix => "Matrix",
                StyleKind::Form => "Form",
                StyleKind::SpaceDelimited => "SpaceDelimited",
                StyleKind::PipeDelimited => "PipeDelimited",
                StyleKind::DeepObject => "DeepObject",
            }
        );
        let reserved = allow_reserved.then(|| quote!(.reserved()));
        let plain = self.plain.then(|| quote!(.plain()));
        let text = self.text.then(|| quote!(.text()));
        quote!(Codec::new(Style::#style, #explode) #reserved #plain #text)
    }

    /// The same with what is needed to write parameters: which names their members can't have.
    pub(super) fn writing_tokens(&self) -> TokenStream {
        match &self.members {
            Members::Except(_) => self.reading_tokens(),
            Members::None | Members::Only(_) => self.tokens(),
        }
    }

    /// The same with what is needed to read parameters: which names are those of members.
    pub(super) fn reading_tokens(&self) -> TokenStream {
        let codec = self.tokens();
        match &self.members {
            Members::None => codec,
            Members::Only(names) => quote!(#codec.members(Members::Only(&[#(#names),*]))),
            Members::Except(names) => quote!(#codec.members(Members::Except(&[#(#names),*]))),
        }
    }
}

/// The members of a form that are written in another way than the others, as an argument.
pub(super) fn form_codecs(codecs: &[(String, Codec)]) -> TokenStream {
    let codecs = codecs.iter().map(|(name, codec)| {
        let codec = codec.reading_tokens();
        quote!((#name, #codec))
    });
    quote!(&[#(#codecs),*])
}
