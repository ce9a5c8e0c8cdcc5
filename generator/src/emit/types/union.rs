//! Enums whose variants are types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::checks;
use super::super::code::{Code, block, ident, literal, type_text, verbatim};
use super::super::tokens::From;
use super::definition::Definition;
use crate::view::{
    self, JsonKind, RustType, Tag, TagValue, Tagging, TextVariant, Union, UnionVariant,
};

pub(super) fn items(item: &Union) -> Vec<Code> {
    let name = &item.name;
    let mut items = vec![definition(item)];
    items.extend(
        item.variants
            .iter()
            .filter_map(|variant| from(item, variant)),
    );
    if item.is_checked {
        items.push(checks::implementation(name, checks::of_union(item)));
    }
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

/// The call of `union!`: a variant for each type, with what is known of it.
fn definition(item: &Union) -> Code {
    let kind = match item.is_by_type {
        true => "union_by_type",
        false => "union",
    };
    let mut definition = Definition::new(kind, &item.name, &item.docs, item.deprecated);
    definition.derive(&["Clone", "Debug", "PartialEq"]);
    let mut head = format!("pub enum {}", item.name);
    if let Some((property, _)) = &item.discriminator {
        head.push_str(&format!(" by {}", literal(property)));
    }
    if item.exclusive {
        head.push_str(" exclusive(true)");
    }
    definition.head(&head);
    for (index, variant) in item.variants.iter().enumerate() {
        let held = definition.kind(&variant.kind);
        let mut parts = vec![format!("{}({held}) =", variant.name)];
        if item.is_by_type {
            parts.push(format!("json({})", json_types(variant).join(", ")));
        } else {
            let how = if variant.text { " as text" } else { "" };
            parts.push(match variant.tagging {
                Tagging::Plain => format!("untagged{how}"),
                Tagging::Optional => format!("optionally_tagged{how}"),
                Tagging::Tagged => format!("tagged{how}"),
            });
            discriminants(item, index, variant, &mut definition, &mut parts);
        }
        if let Some(from) = variant.from.as_ref().filter(|_| variant.tag.is_none()) {
            parts.push(format!("from({})", definition.kind(from)));
        }
        definition.member(&[], &parts);
    }
    if let Some(other) = &item.other {
        definition.member(&[], &[format!("_ => {other}(serde_json::Value)")]);
    }
    definition.end(None)
}

/// A value of a discriminator.
fn tag(value: &TagValue) -> String {
    match value {
        TagValue::Text(text) => format!("Text({})", literal(text)),
        TagValue::Boolean(value) => format!("Boolean({value})"),
        TagValue::Integer(number) => format!("Integer({number})"),
        TagValue::Number(number) => format!("Number({})", Literal::f64_unsuffixed(*number)),
    }
}

/// The JSON types of a variant's values.
fn json_types(variant: &UnionVariant) -> Vec<&'static str> {
    let kinds = variant.discriminants.json.iter();
    let names = kinds.map(|kind| match kind {
        JsonKind::Null => "Null",
        JsonKind::Boolean => "Boolean",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::String => "String",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    });
    names.collect()
}

/// What tells a variant from the others. Empty lists are left out, and what its struct tells.
fn discriminants(
    item: &Union,
    index: usize,
    variant: &UnionVariant,
    definition: &mut Definition,
    parts: &mut Vec<String>,
) {
    let known = &variant.discriminants;
    let rank = match &known.object {
        Some(object) => {
            parts.push(format!("object({})", definition.kind(object)));
            1
        }
        None => 0,
    };
    if known.rank != rank {
        parts.push(format!("rank({})", known.rank));
    }
    let mut list = |name: &str, items: Vec<String>| {
        let last = items.len().saturating_sub(1);
        for (index, item) in items.into_iter().enumerate() {
            let start = if index == 0 {
                format!("{name}(")
            } else {
                String::new()
            };
            let end = if index == last { ")" } else { "," };
            parts.push(format!("{start}{item}{end}"));
        }
    };
    let strings = |texts: &[String]| -> Vec<String> {
        let texts = texts.iter();
        texts.map(|text| literal(text)).collect()
    };
    if known.object.is_none() {
        let json = json_types(variant).into_iter();
        list("json", json.map(str::to_owned).collect());
    }
    let mapping = item.discriminator.iter().flat_map(|(_, mapping)| mapping);
    let tags = mapping.filter(|(_, named)| *named == index);
    list("tags", tags.map(|(value, _)| tag(value)).collect());
    if item.default == Some(index) {
        list("is_default", vec!["true".to_owned()]);
    }
    list("values", strings(&known.values));
    if known.object.is_none() {
        list("required", strings(&known.required));
        list("properties", strings(&known.properties));
    }
    let constants = known.constants.iter().map(|(property, values)| {
        let values = strings(values).join(", ");
        format!("{}: [{values}]", literal(property))
    });
    list("constants", constants.collect());
    if known.is_merged {
        list("is_merged", vec!["true".to_owned()]);
    }
}

/// `From` of a variant whose value may lack the property that names it: the others have it of the
/// macro.
fn from(item: &Union, variant: &UnionVariant) -> Option<Code> {
    let tag = set(variant.tag.as_ref()?);
    let kind = variant.from.as_ref()?.tokens(From::Types);
    let text = type_text(kind.clone());
    let name = ident(&variant.name);
    let value = match &variant.kind {
        RustType::Boxed(_) => quote!(Box::new(value)),
        _ => quote!(value),
    };
    Some(block(
        &format!("impl std::convert::From<{text}> for {}", item.name),
        vec![quote!(fn from(mut value: #kind) -> Self { #tag Self::#name(#value) })],
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
