//! Enums whose variants are types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::code::{Code, block, format, ident, type_text, verbatim};
use super::super::docs;
use super::super::tokens::From;
use crate::view::{
    self, JsonKind, RustType, Tag, TagValue, Tagging, TextVariant, Union, UnionVariant,
};

pub(super) fn items(item: &Union) -> Vec<Code> {
    let name = &item.name;
    let mut items = vec![
        format(definition(item)),
        union(item),
        block(
            &format!("impl crate::support::union::Discriminated for {name}"),
            discriminated(item),
        ),
    ];
    items.extend(
        item.variants
            .iter()
            .filter_map(|variant| from(item, variant)),
    );
    if let Some(variants) = &item.text {
        items.push(block(
            &format!("impl std::fmt::Display for {name}"),
            vec![display(item)],
        ));
        items.push(block(
            &format!("impl std::str::FromStr for {name}"),
            vec![
                quote!(
                    type Err = crate::UnknownValue;
                ),
                from_str(item, variants),
            ],
        ));
        items.push(verbatim(format!(
            "crate::support::text::by_from_str! {{ {name} }}"
        )));
    }
    items
}

fn definition(item: &Union) -> TokenStream {
    let name = ident(&item.name);
    let docs = docs::prose(&item.docs);
    let deprecated = docs::deprecation(item.deprecated);
    let variants = item.variants.iter().map(|variant| {
        let (name, kind) = (ident(&variant.name), variant.kind.tokens(From::Types));
        let docs = docs::attributes(&[docs::summary(&format!("`{}`.", variant.name))]);
        quote!(#docs #name(#kind),)
    });
    let other = item.other.iter().map(|other| {
        let other = ident(other);
        quote! {
            #[doc = " A value of a type that the document doesn't list, for example from a newer server."]
            #other(serde_json::Value),
        }
    });
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants)*
            #(#other)*
        }
    }
}

/// The call of `union!`, which implements the traits of serde: a line for each variant.
fn union(item: &Union) -> Code {
    let mut text = format!("union! {{\n    {};\n", item.name);
    for variant in &item.variants {
        let tagging = match variant.tagging {
            Tagging::Plain => "untagged",
            Tagging::Optional => "optionally_tagged",
            Tagging::Tagged => "tagged",
        };
        let how = if variant.text { " as text" } else { "" };
        text.push_str(&format!("    {} {tagging}{how};\n", variant.name));
    }
    if let Some(other) = &item.other {
        text.push_str(&format!("    _ {other};\n"));
    }
    verbatim(text + "}")
}

/// The items of the impl of `Discriminated`.
fn discriminated(item: &Union) -> Vec<TokenStream> {
    let variants = item.variants.iter().enumerate();
    let variants = variants.map(|(index, variant)| discriminants(item, index, variant));
    let has_tags = (0..item.variants.len()).any(|index| tags(item, index).next().is_some());
    let tag = has_tags.then(|| {
        quote!(
            use crate::support::discriminator::Tag;
        )
    });
    let mut items = vec![quote! {
        const VARIANTS: &'static [crate::support::discriminants::Discriminants] = {
            use crate::support::discriminants::{Discriminants, Json};
            #tag
            &[#(#variants),*]
        };
    }];
    if let Some((property, _)) = &item.discriminator {
        items.push(quote!(const PROPERTY: &'static str = #property;));
    }
    if item.exclusive {
        items.push(quote!(
            const EXCLUSIVE: bool = true;
        ));
    }
    items
}

/// The values of the discriminator property that name a variant.
fn tags(item: &Union, index: usize) -> impl Iterator<Item = TokenStream> {
    let mapping = item.discriminator.iter().flat_map(|(_, mapping)| mapping);
    let own = mapping.filter(move |(_, named)| *named == index);
    own.map(|(value, _)| tag(value))
}

/// A value of a discriminator.
fn tag(value: &TagValue) -> TokenStream {
    match value {
        TagValue::Text(text) => quote!(Tag::Text(#text)),
        TagValue::Boolean(value) => quote!(Tag::Boolean(#value)),
        TagValue::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(Tag::Integer(#number))
        }
        TagValue::Number(number) => {
            let number = Literal::f64_unsuffixed(*number);
            quote!(Tag::Number(#number))
        }
    }
}

/// What tells a variant from the others. Empty lists are left out.
fn discriminants(item: &Union, index: usize, variant: &UnionVariant) -> TokenStream {
    let name = &variant.name;
    let known = &variant.discriminants;
    let rank = Literal::u8_unsuffixed(known.rank);
    let json = known.json.iter().map(|kind| {
        let kind = ident(match kind {
            JsonKind::Null => "Null",
            JsonKind::Boolean => "Boolean",
            JsonKind::Integer => "Integer",
            JsonKind::Number => "Number",
            JsonKind::String => "String",
            JsonKind::Array => "Array",
            JsonKind::Object => "Object",
        });
        quote!(Json::#kind)
    });
    let tags: Vec<TokenStream> = tags(item, index).collect();
    let tags = (!tags.is_empty()).then(|| quote!(tags: &[#(#tags),*],));
    let default = (item.default == Some(index)).then(|| quote!(is_default: true,));
    let lists = [
        ("values", &known.values),
        ("required", &known.required),
        ("properties", &known.properties),
    ];
    let lists = lists.iter().filter(|(_, list)| !list.is_empty());
    let lists = lists.map(|(field, list)| {
        let field = ident(field);
        quote!(#field: &[#(#list),*],)
    });
    let constants = known
        .constants
        .iter()
        .map(|(property, values)| quote!((#property, &[#(#values),*])));
    let constants = (!known.constants.is_empty()).then(|| quote!(constants: &[#(#constants),*],));
    let merged = known.is_merged.then(|| quote!(is_merged: true,));
    quote! {
        Discriminants {
            name: #name,
            rank: #rank,
            json: &[#(#json),*],
            #tags
            #default
            #(#lists)*
            #constants
            #merged
            ..Discriminants::NONE
        }
    }
}

fn from(item: &Union, variant: &UnionVariant) -> Option<Code> {
    let kind = variant.from.as_ref()?.tokens(From::Types);
    let text = type_text(kind.clone());
    let name = ident(&variant.name);
    let value = match &variant.kind {
        RustType::Boxed(_) => quote!(Box::new(value)),
        _ => quote!(value),
    };
    let (mutable, tag) = match &variant.tag {
        Some(tag) => (quote!(mut), set(tag)),
        None => (quote!(), quote!()),
    };
    Some(block(
        &format!("impl std::convert::From<{text}> for {}", item.name),
        vec![quote!(fn from(#mutable value: #kind) -> Self { #tag Self::#name(#value) })],
    ))
}

/// Gives a value the property that names its variant, where it has none.
fn set(tag: &Tag) -> TokenStream {
    let field = ident(&tag.field);
    let value = tag.value.tokens(From::Types);
    let value = (1..tag.options).fold(value, |value, _| quote!(Some(#value)));
    match tag.value {
        view::Literal::String(_) | view::Literal::Parsed(_) => {
            quote!(value.#field.get_or_insert_with(|| #value);)
        }
        _ => quote!(value.#field.get_or_insert(#value);),
    }
}

fn display(item: &Union) -> TokenStream {
    let arms = item.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        quote!(Self::#name(value) => std::fmt::Display::fmt(value, formatter),)
    });
    let other = item.other.iter().map(|other| {
        let other = ident(other);
        quote!(Self::#other(value) => std::fmt::Display::fmt(value, formatter),)
    });
    quote! {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            match self { #(#arms)* #(#other)* }
        }
    }
}

/// Tries the variants, those that say the most first. Where any text will do, the others take only
/// what they would write in the same way.
fn from_str(item: &Union, variants: &[TextVariant]) -> TokenStream {
    let read = if variants.iter().any(|variant| variant.any) {
        quote!(crate::support::text::verbatim)
    } else {
        quote!(crate::support::text::read)
    };
    let mut tries = Vec::new();
    let mut last = None;
    for variant in variants {
        let Some(UnionVariant { name, kind, .. }) = item.variants.get(variant.index) else {
            continue;
        };
        let name = ident(name);
        if variant.any {
            // No text is left for the others.
            last = Some(quote!(Ok(Self::#name(text.to_owned()))));
            break;
        }
        let unknown = variant.other.as_ref().map(|(kind, other)| {
            let (kind, other) = (ident(kind), ident(other));
            last.get_or_insert(quote!(text.parse().map(Self::#name)));
            quote!(&&!matches!(value, #kind::#other(_)))
        });
        // A box isn't read from text, but what is in it.
        let (parsed, value) = match kind {
            RustType::Boxed(inner) => {
                let inner = inner.tokens(From::Types);
                (quote!(#read::<#inner>(text)), quote!(Box::new(value)))
            }
            _ => (quote!(#read(text)), quote!(value)),
        };
        tries.push(quote! {
            if let Some(value) = #parsed #unknown {
                return Ok(Self::#name(#value));
            }
        });
    }
    let last = last.unwrap_or_else(|| {
        let names = item.variants.iter().map(|variant| &variant.name);
        quote!(Err(crate::UnknownValue::new(text, &[#(#names),*])))
    });
    quote! {
        fn from_str(text: &str) -> std::result::Result<Self, crate::UnknownValue> {
            #(#tries)*
            #last
        }
    }
}
