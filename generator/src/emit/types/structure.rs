//! Structs for objects.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::block::{block, format, ident};
use super::super::docs;
use super::super::rust_type::From;
use super::deprecation;
use crate::view::{Field, Presence, RustType, Struct};

/// More arguments than this make a call that nobody can read (Clippy's own limit).
const MAX_ARGUMENTS: usize = 7;

pub(super) fn items(item: &Struct) -> Vec<String> {
    let name = &item.name;
    let mut items = vec![format(definition(item)), format!("object!({name});")];
    let methods: Vec<TokenStream> = constructor(item)
        .into_iter()
        .chain(item.fields.iter().flat_map(default))
        .collect();
    if !methods.is_empty() {
        items.push(block(&format!("impl {name}"), methods));
    }
    if !has_required(item) && has_defaults(item) {
        let fields = item.fields.iter().map(initial);
        let additional = additional_initial(item);
        let method = quote!(fn default() -> Self { Self { #(#fields,)* #additional } });
        items.push(block(&format!("impl Default for {name}"), vec![method]));
    }
    if has_secret(item) {
        let head = format!("impl std::fmt::Debug for {name}");
        items.push(block(&head, vec![debug(item)]));
    }
    items
}

fn has_required(item: &Struct) -> bool {
    item.fields.iter().any(|field| {
        matches!(
            field.presence,
            Presence::Required | Presence::RequiredNullable
        )
    })
}

fn has_secret(item: &Struct) -> bool {
    item.fields.iter().any(|field| field.secret)
}

fn has_defaults(item: &Struct) -> bool {
    item.fields
        .iter()
        .any(|field| matches!(field.presence, Presence::Default(_)))
}

fn definition(item: &Struct) -> TokenStream {
    let name = ident(&item.name);
    let docs = docs::prose(&item.docs);
    let deprecated = deprecation(item.deprecated);
    let default = (!has_required(item) && !has_defaults(item)).then(|| quote!(Default,));
    let debug = (!has_secret(item)).then(|| quote!(Debug,));
    let deny = item.deny_unknown.then(|| quote!(deny_unknown_fields,));
    let fields = item.fields.iter().map(|field| self::field(item, field));
    let additional = item.additional.iter().map(|(field, kind)| {
        let field = ident(field);
        let kind = RustType::Map(Box::new(kind.clone())).tokens(From::Types);
        quote! {
            #[doc = " All other properties, by name."]
            #[serde(flatten)]
            pub #field: #kind,
        }
    });
    quote! {
        #docs
        #deprecated
        #[derive(Clone, #debug #default Deserialize, PartialEq, Serialize)]
        // Otherwise the error names a Rust type to people who send JSON.
        #[serde(remote = "Self", #deny expecting = "an object")]
        pub struct #name {
            #(#fields)*
            #(#additional)*
        }
    }
}

/// `Debug` that shows whether a secret is there, and no more.
fn debug(item: &Struct) -> TokenStream {
    let name = &item.name;
    let fields = item.fields.iter().map(|field| {
        let (ident, text) = (ident(&field.name), field.name.trim_start_matches("r#"));
        match (field.secret, matches!(field.kind, RustType::Option(_))) {
            (false, _) => quote!(.field(#text, &self.#ident)),
            (true, false) => quote!(.field(#text, &"***")),
            (true, true) => quote!(.field(#text, &self.#ident.as_ref().map(|_| "***"))),
        }
    });
    let additional = item.additional.iter().map(|(field, _)| {
        let ident = ident(field);
        quote!(.field(#field, &self.#ident))
    });
    quote! {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct(#name) #(#fields)* #(#additional)* .finish()
        }
    }
}

fn field(item: &Struct, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let docs = docs::prose(&field.docs);
    let deprecated = deprecation(field.deprecated);
    let kind = field.kind.tokens(From::Types);
    let mut attributes = Vec::new();
    if field.name.trim_start_matches("r#") != field.wire {
        let wire = &field.wire;
        attributes.push(quote!(rename = #wire));
    }
    match &field.presence {
        Presence::Required => {}
        // Without this, serde would take a missing `Option` for `null`.
        Presence::RequiredNullable => {
            attributes.push(quote!(deserialize_with = "serde::Deserialize::deserialize"))
        }
        Presence::Optional => attributes.push(quote!(skip_serializing_if = "Option::is_none")),
        Presence::OptionalNullable => attributes.push(quote! {
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "crate::support::field::present"
        }),
        Presence::Default(_) => {
            let default = format!("{}::{}", item.name, default_name(field));
            let read = format!("{}::{}", item.name, read_name(field));
            attributes.push(quote!(default = #default, deserialize_with = #read));
        }
    }
    let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
    quote!(#docs #deprecated #serde pub #name: #kind,)
}

fn default_name(field: &Field) -> proc_macro2::Ident {
    format_ident!("default_{}", field.name.trim_start_matches("r#"))
}

fn read_name(field: &Field) -> proc_macro2::Ident {
    format_ident!("read_{}", field.name.trim_start_matches("r#"))
}

/// The functions that serde calls for a field with a default.
fn default(field: &Field) -> Vec<TokenStream> {
    let Presence::Default(value) = &field.presence else {
        return Vec::new();
    };
    let kind = field.kind.tokens(From::Types);
    let (default, read) = (default_name(field), read_name(field));
    let tokens = value.tokens(From::Types);
    let value = if matches!(field.kind, RustType::Option(_)) {
        quote!(Some(#tokens))
    } else {
        tokens
    };
    let fallback = if matches!(field.kind, RustType::Option(_)) {
        // Here `null` is a value of its own.
        quote!(serde::Deserialize::deserialize(deserializer))
    } else {
        quote!(Ok(Option::deserialize(deserializer)?.unwrap_or_else(Self::#default)))
    };
    vec![
        quote!(fn #default() -> #kind { #value }),
        quote! {
            fn #read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<#kind, D::Error> {
                #fallback
            }
        },
    ]
}

/// `new` with the properties that are always there, where there are any.
fn constructor(item: &Struct) -> Option<TokenStream> {
    let required: Vec<&Field> = item
        .fields
        .iter()
        .filter(|field| {
            matches!(
                field.presence,
                Presence::Required | Presence::RequiredNullable
            )
        })
        .collect();
    if required.is_empty() || required.len() > MAX_ARGUMENTS {
        return None;
    }
    let arguments = required.iter().map(|field| {
        let name = ident(&field.name);
        let kind = field.kind.tokens(From::Types);
        if field.kind == RustType::String {
            quote!(#name: impl Into<String>)
        } else {
            quote!(#name: #kind)
        }
    });
    let fields = item.fields.iter().map(|field| {
        let name = ident(&field.name);
        match field.presence {
            Presence::Required if field.kind == RustType::String => quote!(#name: #name.into()),
            Presence::Required | Presence::RequiredNullable => quote!(#name),
            Presence::Optional | Presence::OptionalNullable | Presence::Default(_) => {
                initial(field)
            }
        }
    });
    let additional = additional_initial(item);
    let optional = item.fields.len() > required.len() || item.additional.is_some();
    let docs = docs::attributes(&[if optional {
        "Makes a value of the required properties; the others are left out or have their defaults."
            .to_owned()
    } else {
        "Makes a value of its properties.".to_owned()
    }]);
    Some(quote! {
        #docs
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields,)* #additional }
        }
    })
}

/// A field that isn't required, as it begins.
fn initial(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    if matches!(field.presence, Presence::Default(_)) {
        let default = default_name(field);
        quote!(#name: Self::#default())
    } else {
        quote!(#name: None)
    }
}

fn additional_initial(item: &Struct) -> TokenStream {
    let fields = item.additional.iter().map(|(field, _)| {
        let field = ident(field);
        quote!(#field: std::collections::BTreeMap::new())
    });
    quote!(#(#fields)*)
}
