//! Structs for objects.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::block::{block, expression, format, ident};
use super::super::docs;
use super::super::rust_type::From;
use super::deprecation;
use crate::view::{Field, Presence, RustType, Struct, Unknown};

/// More arguments than this make a call that nobody can read (Clippy's own limit).
const MAX_ARGUMENTS: usize = 7;

pub(super) fn items(item: &Struct) -> Vec<String> {
    let name = &item.name;
    let mut items = vec![format(definition(item)), object(item)];
    if let Some(constructor) = constructor(item) {
        items.push(block(&format!("impl {name}"), vec![constructor]));
    }
    if !has_required(item) && has_defaults(item) {
        let fields = item.fields.iter().map(initial);
        let additional = additional_initial(item);
        let method = quote!(fn default() -> Self { Self { #(#fields,)* #additional } });
        items.push(block(
            &format!("impl std::default::Default for {name}"),
            vec![method],
        ));
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

/// Whether a default isn't the one that its type has anyway.
fn has_defaults(item: &Struct) -> bool {
    item.fields.iter().any(|field| match &field.presence {
        Presence::Default(value) => is_option(field) || !value.is_natural(),
        _ => false,
    })
}

fn definition(item: &Struct) -> TokenStream {
    let name = ident(&item.name);
    let docs = docs::prose(&item.docs);
    let deprecated = deprecation(item.deprecated);
    let default = (!has_required(item) && !has_defaults(item)).then(|| quote!(Default,));
    let debug = (!has_secret(item)).then(|| quote!(Debug,));
    let fields = item.fields.iter().map(field);
    let additional = item.additional.iter().map(|(field, kind)| {
        let field = ident(field);
        let kind = RustType::Map(Box::new(kind.clone())).tokens(From::Types);
        quote! {
            #[doc = " All other properties, by name."]
            pub #field: #kind,
        }
    });
    quote! {
        #docs
        #deprecated
        #[derive(Clone, #debug #default PartialEq)]
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

fn field(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let docs = docs::prose(&field.docs);
    let deprecated = deprecation(field.deprecated);
    let kind = field.kind.tokens(From::Types);
    quote!(#docs #deprecated pub #name: #kind,)
}

/// The call of `object!`, which gives the struct its way to and from JSON.
fn object(item: &Struct) -> String {
    let others = match (&item.additional, item.unknown) {
        (Some((field, _)), _) => format!("kept {field}"),
        (None, Unknown::Denied) => "denied".to_owned(),
        (None, Unknown::DeniedInRequests) => "denied_in_requests".to_owned(),
        (None, Unknown::Skipped) => "skipped".to_owned(),
    };
    let mut text = format!("object! {{\n    {} {others};\n", item.name);
    let (mut required, mut defaults) = (String::new(), String::new());
    for (index, field) in item.fields.iter().enumerate() {
        let kind = match &field.presence {
            Presence::Required | Presence::RequiredNullable => {
                required.push_str(&format!(" {index} {}", field.name));
                "required"
            }
            Presence::Optional => "optional",
            Presence::OptionalNullable => "nullable",
            Presence::Default(value) => {
                let value = default_tokens(field, value);
                defaults.push_str(&format!(
                    "\n        {} = {};",
                    field.name,
                    expression(value)
                ));
                // Where `null` is a value of its own, it is read like any other.
                if is_option(field) {
                    "required"
                } else {
                    "defaulted"
                }
            }
        };
        let wire = Literal::string(&field.wire);
        text.push_str(&format!("    {index} {} {wire} {kind};\n", field.name));
    }
    for (word, list) in [("requires", required + ";"), ("defaults", defaults)] {
        if list.len() > 1 {
            text.push_str(&format!("    {word}{list}\n"));
        }
    }
    text + "}"
}

fn is_option(field: &Field) -> bool {
    matches!(field.kind, RustType::Option(_))
}

fn default_tokens(field: &Field, value: &crate::view::Literal) -> TokenStream {
    let tokens = value.tokens(From::Types);
    match &field.kind {
        RustType::Option(_) if value.is_parsed() => tokens,
        RustType::Option(_) => quote!(Some(#tokens)),
        _ => tokens,
    }
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
    if let Presence::Default(value) = &field.presence {
        let default = default_tokens(field, value);
        quote!(#name: #default)
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
