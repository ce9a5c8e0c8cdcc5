//! Schemas that values are held against as they are in JSON, as code.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Number;

use crate::view::{Engine, Keyword, Pattern};

/// A schema: a list of its keywords.
pub(super) fn schema(keywords: &[Keyword]) -> TokenStream {
    let keywords = keywords.iter().map(keyword);
    quote!(&[#(SchemaKeyword::#keywords),*])
}

fn schemas(schemas: &[Vec<Keyword>]) -> TokenStream {
    let schemas = schemas.iter().map(|each| schema(each));
    quote!(&[#(#schemas),*])
}

/// A variant of `SchemaKeyword`.
fn keyword(keyword: &Keyword) -> TokenStream {
    match keyword {
        Keyword::MinLength(least) => counted(quote!(MinLength), *least),
        Keyword::MaxLength(most) => counted(quote!(MaxLength), *most),
        Keyword::Pattern(pattern) => {
            let pattern = self::pattern(pattern);
            quote!(Pattern(#pattern))
        }
        Keyword::Minimum(limit) => bound(quote!(Minimum), limit),
        Keyword::ExclusiveMinimum(limit) => bound(quote!(ExclusiveMinimum), limit),
        Keyword::Maximum(limit) => bound(quote!(Maximum), limit),
        Keyword::ExclusiveMaximum(limit) => bound(quote!(ExclusiveMaximum), limit),
        Keyword::MultipleOf(of) => {
            let of = of.to_string();
            quote!(MultipleOf(#of))
        }
        Keyword::MinItems(least) => counted(quote!(MinItems), *least),
        Keyword::MaxItems(most) => counted(quote!(MaxItems), *most),
        Keyword::UniqueItems => quote!(UniqueItems),
        Keyword::MinProperties(least) => counted(quote!(MinProperties), *least),
        Keyword::MaxProperties(most) => counted(quote!(MaxProperties), *most),
        Keyword::DependentRequired(property, others) => {
            quote!(DependentRequired(#property, &[#(#others),*]))
        }
        Keyword::Never => quote!(Never),
        Keyword::Type(kinds) => quote!(Type(&[#(#kinds),*])),
        Keyword::Enum(values) => {
            let values = values.iter().map(ToString::to_string);
            quote!(Enum(&[#(#values),*]))
        }
        Keyword::Required(names) => quote!(Required(&[#(#names),*])),
        Keyword::Property(name, inner) => {
            let inner = schema(inner);
            quote!(Property(#name, #inner))
        }
        Keyword::PatternProperty(pattern, inner) => {
            let (pattern, inner) = (self::pattern(pattern), schema(inner));
            quote!(PatternProperty(#pattern, #inner))
        }
        Keyword::AdditionalProperties(names, patterns, inner) => {
            let patterns = patterns.iter().map(pattern);
            let inner = schema(inner);
            quote!(AdditionalProperties(&[#(#names),*], &[#(#patterns),*], #inner))
        }
        Keyword::PropertyNames(inner) => applied(quote!(PropertyNames), inner),
        Keyword::DependentSchema(property, inner) => {
            let inner = schema(inner);
            quote!(DependentSchema(#property, #inner))
        }
        Keyword::PrefixItem(index, inner) => {
            let (index, inner) = (Literal::usize_unsuffixed(*index), schema(inner));
            quote!(PrefixItem(#index, #inner))
        }
        Keyword::Items(first, inner) => {
            let (first, inner) = (Literal::usize_unsuffixed(*first), schema(inner));
            quote!(Items(#first, #inner))
        }
        Keyword::MinContains(least, inner) => {
            let (least, inner) = (Literal::usize_unsuffixed(*least), schema(inner));
            quote!(MinContains(#least, #inner))
        }
        Keyword::MaxContains(most, inner) => {
            let (most, inner) = (Literal::usize_unsuffixed(*most), schema(inner));
            quote!(MaxContains(#most, #inner))
        }
        Keyword::AnyOf(inner) => {
            let inner = schemas(inner);
            quote!(AnyOf(#inner))
        }
        Keyword::OneOf(inner) => {
            let inner = schemas(inner);
            quote!(OneOf(#inner))
        }
        Keyword::Not(inner) => applied(quote!(Not), inner),
        Keyword::If(condition, then, otherwise) => {
            let (condition, then) = (schema(condition), schema(then));
            let otherwise = schema(otherwise);
            quote!(If(#condition, #then, #otherwise))
        }
    }
}

fn applied(name: TokenStream, inner: &[Keyword]) -> TokenStream {
    let inner = schema(inner);
    quote!(#name(#inner))
}

fn counted(name: TokenStream, count: usize) -> TokenStream {
    let count = Literal::usize_unsuffixed(count);
    quote!(#name(#count))
}

fn bound(name: TokenStream, limit: &Number) -> TokenStream {
    let limit = format!("{:?}", limit.as_f64().unwrap_or_default());
    let limit: TokenStream = limit.parse().unwrap_or_default();
    quote!(#name(#limit))
}

/// A compiled regular expression: where it means the same to Rust, it is written once.
pub(super) fn pattern(pattern: &Pattern) -> TokenStream {
    let source = &pattern.source;
    match &pattern.engine {
        Engine::Regex(text) if text == source => quote!(pattern!(#source)),
        Engine::Regex(text) => quote!(pattern!(#source, #text)),
        Engine::Regress => quote!(ecma_pattern!(#source)),
    }
}
