//! The media types that a request asks for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::block::{block, format, ident};
use super::super::docs;
use super::super::shared::json_type;
use crate::view::{ContentView, OperationView};

/// The media types to ask for unless the caller chooses, where JSON alone isn't enough.
pub(super) fn usual(operation: &OperationView) -> Option<String> {
    let types = documented(operation, |_| true);
    let json_alone = types
        .iter()
        .all(|media_type| *media_type == "application/json");
    (!json_alone).then(|| types.join(", "))
}

/// The media types of some of the responses, each once.
fn documented(operation: &OperationView, is_asked: impl Fn(bool) -> bool) -> Vec<&str> {
    let mut types: Vec<&str> = Vec::new();
    for response in &operation.responses {
        if !is_asked(response.success) {
            continue;
        }
        let usual = match &response.content {
            ContentView::Json(_) => Some(json_type(response)),
            _ => None,
        };
        let others = response.media_types.iter().map(String::as_str);
        // A range of JSON and its other plain name say no more than the usual one.
        let others = others
            .filter(|name| usual.is_none() || !name.contains(['*', ',']) && *name != "text/json");
        for media_type in usual.into_iter().chain(others) {
            if !types.contains(&media_type) {
                types.push(media_type);
            }
        }
    }
    types
}

/// What errors come as, where no success does: a server must not refuse to send one.
fn errors(operation: &OperationView) -> String {
    let successes = documented(operation, |success| success);
    let errors = documented(operation, |success| !success).into_iter();
    let errors = errors.filter(|media_type| !successes.contains(media_type));
    errors
        .map(|media_type| format!(", {media_type};q=0.5"))
        .collect()
}

/// The name of the enum of the media types, where there is one.
pub(super) fn name(operation: &OperationView) -> Option<String> {
    let accept = operation.accept.as_ref()?;
    (!accept.variants.is_empty()).then(|| format!("{}Accept", operation.name))
}

/// The setter of the media type, where there is a choice.
pub(super) fn setter(operation: &OperationView) -> Option<TokenStream> {
    operation.accept.as_ref()?;
    let errors = errors(operation);
    let docs = docs::attributes(&[
        "Asks for this media type. By default, the request accepts all documented media types, and"
            .to_owned(),
        "the server chooses.".to_owned(),
    ]);
    let (kind, text) = match name(operation) {
        Some(name) => {
            let name = ident(&name);
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
pub(super) fn items(operation: &OperationView) -> Vec<String> {
    let (Some(accept), Some(name)) = (&operation.accept, name(operation)) else {
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
    let enum_name = format_ident!("{name}");
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
