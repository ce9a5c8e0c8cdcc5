//! The media types that a request asks for.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::code::{Code, block, format, ident};
use super::super::docs;
use crate::view::OperationView;

/// The setter of the media type, where there is a choice. A server must not refuse to send an error
/// because of it.
pub(super) fn setter(operation: &OperationView) -> Option<TokenStream> {
    let accept = operation.accept.as_ref()?;
    let errors = accept.errors.iter();
    let errors: String = errors.map(|name| format!(", {name};q=0.5")).collect();
    let docs = docs::attributes(&[
        "Asks for this media type. By default, the request accepts all documented media types, and"
            .to_owned(),
        "the server chooses.".to_owned(),
    ]);
    let (kind, text) = match &accept.name {
        Some(name) => {
            let name = ident(name);
            (quote!(#name), quote!(accept.as_str()))
        }
        None => (quote!(&str), quote!(accept)),
    };
    let value = if errors.is_empty() {
        quote!(&#text)
    } else {
        let pattern = format!("{{}}{errors}");
        quote!(&format_args!(#pattern, #text))
    };
    Some(quote! {
        #docs
        pub fn accept(mut self, accept: #kind) -> Self {
            self.request.header("accept", #value);
            self
        }
    })
}

/// The enum of the media types.
pub(super) fn items(operation: &OperationView) -> Vec<Code> {
    let Some(accept) = &operation.accept else {
        return Vec::new();
    };
    let Some(name) = &accept.name else {
        return Vec::new();
    };
    let is_open = !accept.ranges.is_empty();
    let code = |text: &str| format!("`{}`", docs::one_line(text).replace('`', ""));
    let variants = accept.variants.iter().map(|(variant, media_type)| {
        let variant = ident(variant);
        let docs = docs::attributes(&[code(media_type)]);
        quote!(#docs #variant,)
    });
    let arms = accept.variants.iter().map(|(variant, media_type)| {
        let variant = ident(variant);
        quote!(Self::#variant => #media_type,)
    });
    let other = ident(&accept.other);
    let other_variant = is_open.then(|| {
        let ranges: Vec<String> = accept.ranges.iter().map(|range| code(range)).collect();
        let docs = docs::attributes(&[format!("Another one, of {}.", ranges.join(" or "))]);
        quote!(#docs #other(String),)
    });
    let other_arm = is_open.then(|| quote!(Self::#other(media_type) => media_type,));
    let copy = (!is_open).then(|| quote!(Copy,));
    let lifetime = if is_open {
        quote!(&str)
    } else {
        quote!(&'static str)
    };
    let receiver = if is_open { quote!(&self) } else { quote!(self) };
    let docs = docs::attributes(&[format!(
        "The media types of the responses to [`{}`].",
        operation.name
    )]);
    let enum_name = ident(name);
    let definition = format(quote! {
        #docs
        #[derive(Clone, #copy Debug, PartialEq, Eq)]
        pub enum #enum_name { #(#variants)* #other_variant }
    });
    let method = quote! {
        #[doc = " The value of the header `Accept`."]
        #[must_use]
        pub fn as_str(#receiver) -> #lifetime {
            match self { #(#arms)* #other_arm }
        }
    };
    vec![definition, block(&format!("impl {name}"), vec![method])]
}
