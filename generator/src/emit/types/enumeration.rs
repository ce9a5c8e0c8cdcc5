//! Enums for lists of strings.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::block::{block, format, ident};
use super::super::docs;
use super::deprecation;
use crate::view::Enum;

pub(super) fn items(item: &Enum) -> Vec<String> {
    let name = &item.name;
    let mut items = vec![
        format(definition(item)),
        block(&format!("impl {name}"), vec![as_str(item)]),
    ];
    items.push(block(
        &format!("impl std::fmt::Display for {name}"),
        vec![quote! {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }],
    ));
    items.push(block(
        &format!("impl std::str::FromStr for {name}"),
        vec![
            quote!(
                type Err = crate::UnknownValue;
            ),
            from_str(item),
        ],
    ));
    items.push(block(
        &format!("impl Serialize for {name}"),
        vec![quote! {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }],
    ));
    items.push(block(
        &format!("impl<'de> Deserialize<'de> for {name}"),
        vec![quote! {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }],
    ));
    items
}

fn definition(item: &Enum) -> TokenStream {
    let name = ident(&item.name);
    let docs = docs::prose(&item.docs);
    let deprecated = deprecation(item.deprecated);
    let copy = item.other.is_none().then(|| quote!(Copy,));
    let variants = item.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let docs = docs::attributes(&[docs::summary(&format!("`{}`.", variant.wire))]);
        quote!(#docs #name,)
    });
    let other = item.other.iter().map(|other| {
        let other = ident(other);
        quote! {
            #[doc = " A value that the document doesn't list, from a newer server."]
            #other(String),
        }
    });
    quote! {
        #docs
        #deprecated
        #[derive(Clone, #copy Debug, Eq, Hash, PartialEq)]
        pub enum #name {
            #(#variants)*
            #(#other)*
        }
    }
}

fn as_str(item: &Enum) -> TokenStream {
    let arms = item.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.wire);
        quote!(Self::#name => #wire,)
    });
    let other = item.other.iter().map(|other| {
        let other = ident(other);
        quote!(Self::#other(value) => value,)
    });
    quote! {
        #[doc = " The value as it stands on the wire."]
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                #(#arms)*
                #(#other)*
            }
        }
    }
}

fn from_str(item: &Enum) -> TokenStream {
    let arms = item.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.wire);
        quote!(#wire => Ok(Self::#name),)
    });
    let rest = match &item.other {
        Some(other) => {
            let other = ident(other);
            quote!(other => Ok(Self::#other(other.to_owned())),)
        }
        None => {
            let known = item.variants.iter().map(|variant| &variant.wire);
            quote!(other => Err(crate::UnknownValue::new(other, &[#(#known),*])),)
        }
    };
    quote! {
        fn from_str(value: &str) -> Result<Self, Self::Err> {
            match value {
                #(#arms)*
                #rest
            }
        }
    }
}
