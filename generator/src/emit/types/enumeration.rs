//! Enums for lists of values.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::super::code::{Code, format, ident, verbatim};
use super::super::docs;
use crate::view::{Enum, EnumValues};

pub(super) fn items(item: &Enum) -> Vec<Code> {
    vec![format(definition(item)), enumeration(item)]
}

fn definition(item: &Enum) -> TokenStream {
    let name = ident(&item.name);
    let docs = docs::prose(&item.docs);
    let deprecated = docs::deprecation(item.deprecated);
    let copy = item.is_copy.then(|| quote!(Copy,));
    let variants = item.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let value = match &variant.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let mut lines = vec![docs::summary(&format!("`{value}`."))];
        if let Some(said) = &variant.docs {
            lines.push(String::new());
            lines.extend(docs::lines(said));
        }
        let docs = docs::attributes(&lines);
        quote!(#docs #name,)
    });
    let holds = match item.values {
        EnumValues::Text => quote!(String),
        EnumValues::Integers => quote!(i64),
        EnumValues::Mixed => quote!(serde_json::Value),
    };
    let other = item.other.iter().map(|other| {
        let other = ident(other);
        quote! {
            #[doc = " A value that the document doesn't list, for example from a newer server."]
            #other(#holds),
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

/// The call of `enumeration!`, which gives the enum its traits.
fn enumeration(item: &Enum) -> Code {
    let (mut texts, mut others) = (String::new(), String::new());
    for variant in &item.variants {
        match &variant.value {
            Value::String(text) => {
                let text = Literal::string(text);
                texts.push_str(&format!("    {} {text};\n", variant.name));
            }
            other => others.push_str(&format!("    {} {other};\n", variant.name)),
        }
    }
    let name = &item.name;
    let head = match item.values {
        EnumValues::Text => format!("text {name};\n{texts}"),
        EnumValues::Integers => format!("integers {name};\n{others}"),
        EnumValues::Mixed => {
            format!("mixed {name};\n    {{\n{texts}    }}\n    {{\n{others}    }}\n")
        }
    };
    let last = item.other.iter().map(|other| format!("    _ {other};\n"));
    let last: String = last.collect();
    verbatim(format!("enumeration! {{\n    {head}{last}}}"))
}
