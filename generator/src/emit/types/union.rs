//! Enums whose variants are types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::super::block::{block, format, ident, type_text};
use super::super::docs;
use super::super::rust_type::From;
use super::deprecation;
use crate::ir::{JsonKind, plainest};
use crate::view::{self, RustType, Tag, Tagging, TextVariant, Union, UnionVariant};

pub(super) fn items(item: &Union) -> Vec<String> {
    let name = &item.name;
    let mut items = vec![
        format(definition(item)),
        union(item),
        block(
            &format!("impl crate::support::union::Known for {name}"),
            known(item),
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
        items.push(format!("crate::support::text::by_from_str! {{ {name} }}"));
    }
    items
}

fn definition(item: &Union) -> TokenStream {
    let name = ident(&item.name);
    let docs = docs::prose(&item.docs);
    let deprecated = deprecation(item.deprecated);
    let variants = item.variants.iter().map(|variant| {
        let (name, kind) = (ident(&variant.name), variant.kind.tokens(From::Types));
        let docs = docs::attributes(&[docs::summary(&format!("`{}`.", variant.name))]);
        quote!(#docs #name(#kind),)
    });
    let other = item.other.iter().map(|other| {
        let other = ident(other);
        quote! {
            #[doc = " A value of a kind that the document doesn't list, from a newer server."]
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

/// The call of `union!`, which gives the enum its way to and from JSON.
fn union(item: &Union) -> String {
    let mut text = format!("union! {{\n    {};\n", item.name);
    for (index, variant) in item.variants.iter().enumerate() {
        let how = match variant.tagging {
            Tagging::Plain => "plain",
            Tagging::Optional => "optional",
            Tagging::Tagged => "tagged",
        };
        text.push_str(&format!("    {index} {} {how};\n", variant.name));
    }
    if let Some(other) = &item.other {
        text.push_str(&format!("    _ {other};\n"));
    }
    text + "}"
}

fn known(item: &Union) -> Vec<TokenStream> {
    let signs = item.variants.iter().map(signs);
    let mut items = vec![quote! {
        const SIGNS: &'static [crate::support::signs::Signs] = {
            use crate::support::signs::{Json, Signs};
            &[#(#signs),*]
        };
    }];
    if let Some((property, mapping)) = &item.discriminator {
        let mapping = mapping.iter().filter_map(|(value, index)| {
            let (name, index) = (tag(value)?, Literal::usize_unsuffixed(*index));
            Some(quote!((#name, #index)))
        });
        items.push(quote!(const PROPERTY: &'static str = #property;));
        items.push(quote! {
            const TAGS: &'static [(crate::support::tag::Tag, usize)] = {
                use crate::support::tag::Tag;
                &[#(#mapping),*]
            };
        });
    }
    if item.exclusive {
        items.push(quote!(
            const EXCLUSIVE: bool = true;
        ));
    }
    if let Some(index) = item.default {
        let index = Literal::usize_unsuffixed(index);
        items.push(quote!(const DEFAULT: std::option::Option<usize> = Some(#index);));
    }
    items
}

/// A value of a discriminator; none of a kind that can't name anything.
fn tag(value: &Value) -> Option<TokenStream> {
    Some(match value {
        Value::String(text) => quote!(Tag::Text(#text)),
        Value::Bool(value) => quote!(Tag::Boolean(#value)),
        Value::Number(number) => match plainest(value).as_i64() {
            Some(number) => {
                let number = Literal::i64_unsuffixed(number);
                quote!(Tag::Integer(#number))
            }
            None => {
                let number = Literal::f64_unsuffixed(number.as_f64()?);
                quote!(Tag::Number(#number))
            }
        },
        _ => return None,
    })
}

/// By what a variant is known; what it has none of is left out.
fn signs(variant: &UnionVariant) -> TokenStream {
    let name = &variant.name;
    let signs = &variant.signs;
    let rank = Literal::u8_unsuffixed(signs.rank);
    // None are all of them.
    let all = signs.ir.json.contains(&JsonKind::Null) && signs.ir.json.contains(&JsonKind::Object);
    let json = signs.ir.json.iter().filter(|_| !all).map(|kind| {
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
    let lists = [
        ("values", &signs.values),
        ("required", &signs.ir.required),
        ("known", &signs.ir.known),
    ];
    let lists = lists.iter().filter(|(_, list)| !list.is_empty());
    let lists = lists.map(|(field, list)| {
        let field = ident(field);
        quote!(#field: &[#(#list),*],)
    });
    let constants = signs.ir.constants.iter().map(|(property, values)| {
        let values = values.iter().map(Value::to_string);
        quote!((#property, &[#(#values),*]))
    });
    let constants =
        (!signs.ir.constants.is_empty()).then(|| quote!(constants: &[#(#constants),*],));
    let joint = signs.joint.then(|| quote!(joint: true,));
    quote!(Signs { json: &[#(#json),*], #(#lists)* #constants #joint ..Signs::new(#name, #rank) })
}

fn from(item: &Union, variant: &UnionVariant) -> Option<String> {
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
