//! Structs for objects.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::code::{Code, block, expression, format, ident, verbatim};
use super::super::docs;
use super::super::tokens::From;
use crate::view::{DefaultImpl, Field, Presence, RustType, Struct, Unknown};

pub(super) fn items(item: &Struct) -> Vec<Code> {
    let name = &item.name;
    let mut items = vec![format(definition(item)), object(item)];
    if let Some(constructor) = constructor(item) {
        items.push(block(&format!("impl {name}"), vec![constructor]));
    }
    if item.default == DefaultImpl::New {
        let method = quote!(
            fn default() -> Self {
                Self::new()
            }
        );
        items.push(block(
            &format!("impl std::default::Default for {name}"),
            vec![method],
        ));
    }
    if item.has_secret {
        let head = format!("impl std::fmt::Debug for {name}");
        items.push(block(&head, vec![debug(item)]));
    }
    items
}

fn definition(item: &Struct) -> TokenStream {
    let name = ident(&item.name);
    let docs = docs::prose(&item.docs);
    let deprecated = docs::deprecation(item.deprecated);
    let default = (item.default == DefaultImpl::Derived).then(|| quote!(Default,));
    let debug = (!item.has_secret).then(|| quote!(Debug,));
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
    let mut lines = docs::lines(&field.docs);
    lines.extend(field.default.iter().flat_map(docs::default));
    let docs = docs::attributes(&lines);
    let deprecated = docs::deprecation(field.deprecated);
    let kind = field.kind.tokens(From::Types);
    quote!(#docs #deprecated pub #name: #kind,)
}

/// The call of `object!`, which implements the traits of serde: a line for each property.
fn object(item: &Struct) -> Code {
    let mut text = format!("object! {{\n    {};\n", item.name);
    for field in &item.fields {
        let presence = match field.presence {
            Presence::Required | Presence::RequiredNullable => "required",
            Presence::Optional => "optional",
            Presence::OptionalNullable => "optional_nullable",
        };
        let default = field.default.as_ref().map(|default| {
            let value = expression(default_tokens(field, &default.value));
            format!(", default({value})")
        });
        text.push_str(&format!(
            "    {presence} {} = {}{}{};\n",
            field.name,
            Literal::string(&field.wire),
            as_text(field.text),
            default.unwrap_or_default()
        ));
    }
    match (&item.additional, item.unknown) {
        (Some((field, _)), _) => {
            let how = as_text(item.additional_text);
            text.push_str(&format!("    additional kept in {field}{how};\n"));
        }
        (None, Unknown::Denied) => text.push_str("    additional denied;\n"),
        (None, Unknown::DeniedInRequests) => text.push_str("    additional denied_in_requests;\n"),
        (None, Unknown::Skipped) => {}
    }
    verbatim(text + "}")
}

fn as_text(is_text: bool) -> &'static str {
    if is_text { " as text" } else { "" }
}

/// The default of a field, as a value of the field's type without the outer `Option`.
fn default_tokens(field: &Field, value: &crate::view::Literal) -> TokenStream {
    let tokens = value.tokens(From::Types);
    match &field.kind {
        RustType::Option(held) if held.is_option() && !value.is_parsed() => quote!(Some(#tokens)),
        _ => tokens,
    }
}

/// `new` with the properties that are always there, where there are any.
fn constructor(item: &Struct) -> Option<TokenStream> {
    if !item.has_new {
        return None;
    }
    let arguments = item.given().map(|field| {
        let name = ident(&field.name);
        let kind = field.kind.tokens(From::Types);
        if is_converted(field) {
            quote!(#name: impl Into<#kind>)
        } else {
            quote!(#name: #kind)
        }
    });
    let fields = item.fields.iter().map(|field| {
        let name = ident(&field.name);
        match (&field.constant, field.presence) {
            (Some(value), presence) => {
                if presence.is_required() {
                    let value = value.tokens(From::Types);
                    quote!(#name: #value)
                } else {
                    let value = default_tokens(field, value);
                    quote!(#name: Some(#value))
                }
            }
            (None, Presence::Required) if is_converted(field) => quote!(#name: #name.into()),
            (None, Presence::Required | Presence::RequiredNullable) => quote!(#name),
            (None, Presence::Optional | Presence::OptionalNullable) => quote!(#name: None),
        }
    });
    let additional = additional_initial(item);
    let optional = item
        .fields
        .iter()
        .any(|field| !field.presence.is_required());
    let has_constants = item.fields.iter().any(|field| field.constant.is_some());
    let docs = match (optional || item.additional.is_some(), has_constants) {
        (true, true) => {
            "Creates a value with the required properties. Properties with a single possible value \
             have that value; the others are absent."
        }
        (true, false) => "Creates a value with the required properties; the others are absent.",
        (false, true) => {
            "Creates a value. Properties with a single possible value have that value."
        }
        (false, false) => "Creates a value.",
    };
    let docs = docs::attributes(&[docs.to_owned()]);
    Some(quote! {
        #docs
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields,)* #additional }
        }
    })
}

/// Whether `new` takes whatever can be made the value of a field: the JSON within text is good enough
/// for the text.
fn is_converted(field: &Field) -> bool {
    matches!(field.kind, RustType::String | RustType::JsonText(_))
}

fn additional_initial(item: &Struct) -> TokenStream {
    let fields = item.additional.iter().map(|(field, _)| {
        let field = ident(field);
        quote!(#field: std::collections::BTreeMap::new())
    });
    quote!(#(#fields)*)
}
