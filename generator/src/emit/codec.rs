//! How values are written, as tokens.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Encoding, Style, StyleKind};
use crate::view::{BodyView, Codec, CodecKind, Members, OperationView};

impl Codec {
    /// The constant of the types crate's `support::style`.
    pub(super) fn tokens(&self) -> TokenStream {
        let Encoding::Style(Style {
            kind,
            explode,
            allow_reserved,
        }) = self.encoding
        else {
            return quote!(Codec::JSON);
        };
        let style = format_ident!(
            "{}",
            match kind {
                StyleKind::Simple => "Simple",
                StyleKind::Label => "Label",
                StyleKind::Matrix => "Matrix",
                StyleKind::Form => "Form",
                StyleKind::SpaceDelimited => "SpaceDelimited",
                StyleKind::PipeDelimited => "PipeDelimited",
                StyleKind::DeepObject => "DeepObject",
            }
        );
        let reserved = allow_reserved.then(|| quote!(.reserved()));
        let plain = self.plain.then(|| quote!(.plain()));
        quote!(Codec::new(Style::#style, #explode) #reserved #plain)
    }

    /// The same with what is needed to write parameters: which names their members can't have.
    pub(super) fn writing_tokens(&self) -> TokenStream {
        match &self.members {
            Members::Except(_) => self.reading_tokens(),
            Members::None | Members::Only(_) => self.tokens(),
        }
    }

    /// The same with what is needed to read parameters: which names are those of members.
    pub(super) fn reading_tokens(&self) -> TokenStream {
        let codec = self.tokens();
        match &self.members {
            Members::None => codec,
            Members::Only(names) => quote!(#codec.members(Members::Only(&[#(#names),*]))),
            Members::Except(names) => quote!(#codec.members(Members::Except(&[#(#names),*]))),
        }
    }
}

/// The members of a form that are written in another way than the others, as an argument.
pub(super) fn form_codecs(codecs: &[(String, Codec)]) -> TokenStream {
    let codecs = codecs.iter().map(|(name, codec)| {
        let codec = codec.reading_tokens();
        quote!((#name, #codec))
    });
    quote!(&[#(#codecs),*])
}

fn codecs(operation: &OperationView) -> impl Iterator<Item = &Codec> {
    let parameters = operation
        .parameters
        .iter()
        .filter_map(|parameter| parameter.codec.as_ref());
    let bodies = forms(operation.body.as_ref()).flatten();
    let headers = operation
        .responses
        .iter()
        .flat_map(|response| &response.headers)
        .filter_map(|header| header.codec.as_ref());
    parameters
        .chain(bodies.map(|(_, codec)| codec))
        .chain(headers)
}

fn forms(body: Option<&BodyView>) -> impl Iterator<Item = &Vec<(String, Codec)>> {
    let variants = body.into_iter().flat_map(|body| &body.variants);
    let codecs = variants.flat_map(|variant| &variant.codecs);
    codecs.filter_map(|codec| match &codec.kind {
        CodecKind::Form(codecs) => Some(codecs),
        _ => None,
    })
}

/// What the file of an operation imports of the types crate's `support::style`.
pub(super) fn imports(operation: &OperationView, reading: bool) -> Vec<&'static str> {
    let mut imports = Vec::new();
    if codecs(operation).next().is_some() {
        imports.push("Codec");
    }
    let with_members = |codec: &Codec| codec.members != Members::None;
    let in_form = forms(operation.body.as_ref())
        .flatten()
        .any(|(_, codec)| with_members(codec));
    let is_written = |codec: &Codec| matches!(codec.members, Members::Except(_));
    let is_used = |codec: &Codec| {
        if reading {
            with_members(codec)
        } else {
            is_written(codec)
        }
    };
    if in_form || codecs(operation).any(is_used) {
        imports.push("Members");
    }
    if codecs(operation).any(|codec| codec.encoding != Encoding::Json) {
        imports.push("Style");
    }
    imports
}
