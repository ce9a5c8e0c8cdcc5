//! The bodies and headers that both sides define in the same way.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{Code, format, ident};
use super::docs;
use super::tokens::From;
use crate::view::{BodyCodec, BodyKind, BodyView, FormView, HeaderView, PartView, RustType};

/// The type of a body that one owns.
pub(super) fn body_type(kind: &BodyKind) -> TokenStream {
    match kind {
        BodyKind::Value(kind) => kind.tokens(From::Outside),
        BodyKind::Multipart(form) => {
            let form = ident(&form.name);
            quote!(#form)
        }
        BodyKind::Lines(item) => {
            let item = item.tokens(From::Outside);
            quote!(JsonLinesUpload<#item>)
        }
        BodyKind::Binary => quote!(Upload),
    }
}

/// The enum of a body: its variants, each with its type and how that is written.
pub(super) fn body_enum<'a>(
    body: &BodyView,
    variants: impl Iterator<Item = (&'a str, &'a BodyKind, Vec<&'a BodyCodec>)>,
) -> TokenStream {
    let name = ident(&body.name);
    let docs = docs::prose(&body.docs);
    let variants = variants.map(|(variant, kind, codecs)| {
        let types: Vec<String> = codecs
            .iter()
            .flat_map(|codec| &codec.media_types)
            .map(|media_type| format!("`{media_type}`"))
            .collect();
        let docs = docs::attributes(&[format!("As {}.", docs::one_line(&types.join(", ")))]);
        let (variant, kind) = (ident(variant), body_type(kind));
        quote!(#docs #variant(#kind),)
    });
    quote! {
        #docs
        #[derive(Debug)]
        pub enum #name { #(#variants)* }
    }
}

/// The struct of a multipart body.
pub(super) fn form_struct(form: &FormView) -> Code {
    let name = ident(&form.name);
    let fields = form.parts.iter().map(|part| {
        let (name, kind) = (ident(&part.name), field_type(part));
        let mut lines = docs::lines(&part.docs);
        lines.extend(part.default.iter().flat_map(docs::default));
        let docs = docs::attributes(&lines);
        let kind = match (part.list, part.required) {
            (true, _) => quote!(Vec<#kind>),
            (false, true) => kind,
            (false, false) => quote!(Option<#kind>),
        };
        quote!(#docs pub #name: #kind,)
    });
    let default = form.has_default.then(|| quote!(Default,));
    format(quote! {
        #[doc = " A `multipart/form-data` body."]
        #[derive(Debug, #default)]
        pub struct #name { #(#fields)* }
    })
}

/// The structs of the parts with headers of their own.
pub(super) fn part_structs(form: &FormView) -> Vec<Code> {
    let holders = form.parts.iter().filter_map(|part| {
        let holder = part.holder.as_ref()?;
        let (name, kind) = (ident(&holder.name), part_type(part));
        let wire = docs::one_line(&part.wire).replace('`', "");
        let docs = docs::attributes(&[format!("The part `{wire}` with its headers.")]);
        let headers = holder.headers.iter();
        let headers = headers.map(|header| header_field(header, &quote!(pub)));
        Some(format(quote! {
            #docs
            #[derive(Debug)]
            pub struct #name {
                #(#headers)*
                #[doc = " What the part holds."]
                pub body: #kind,
            }
        }))
    });
    holders.collect()
}

/// The names of these structs.
pub(super) fn part_names(form: &FormView) -> impl Iterator<Item = String> {
    let parts = form.parts.iter();
    parts.filter_map(|part| Some(part.holder.as_ref()?.name.clone()))
}

/// The type of a part as a field of its form.
pub(super) fn field_type(part: &PartView) -> TokenStream {
    match &part.holder {
        Some(holder) => {
            let name = ident(&holder.name);
            quote!(#name)
        }
        None => part_type(part),
    }
}

/// The type of what a part holds.
pub(super) fn part_type(part: &PartView) -> TokenStream {
    part.kind.as_ref().map_or_else(
        || quote!(FilePart),
        |kind: &RustType| kind.tokens(From::Outside),
    )
}

/// A header of a response or of a part as a field.
pub(super) fn header_field(header: &HeaderView, visibility: &TokenStream) -> TokenStream {
    let (name, kind) = (ident(&header.name), header_type(header));
    let docs = docs::prose(&header.docs);
    quote!(#docs #visibility #name: #kind,)
}

/// The type of such a field.
pub(super) fn header_type(header: &HeaderView) -> TokenStream {
    let kind = header.kind.tokens(From::Outside);
    if header.required {
        kind
    } else {
        quote!(Option<#kind>)
    }
}
