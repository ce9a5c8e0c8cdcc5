//! Request bodies on the server.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::body::{body_enum, body_type, form_struct, part_structs};
use super::super::code::{Code, block, format, ident};
use super::super::tokens::From;
use super::super::tokens::form_codecs;
use crate::view::{
    BodyCodec, BodyKind, BodyReading, BodyVariant, BodyView, CodecKind, FormView, PartCodec,
    PartHolder, PartView, RustType,
};

/// The type of a body in the request.
pub(super) fn field(body: &BodyView) -> TokenStream {
    let kind = match body.variants.as_slice() {
        [variant] => body_type(&variant.kind),
        _ => {
            let name = ident(&body.name);
            quote!(#name)
        }
    };
    if body.required {
        kind
    } else {
        quote!(Option<#kind>)
    }
}

/// The argument of `decode` for parts that were read before.
pub(super) fn form_argument(body: &BodyView) -> Option<TokenStream> {
    match &body.reading {
        BodyReading::Multipart(_) if body.required => Some(quote!(form: MultipartForm,)),
        _ => body
            .form()
            .is_some()
            .then(|| quote!(form: Option<MultipartForm>,)),
    }
}

/// The statements that read what has to be awaited.
pub(super) fn read(body: &BodyView) -> TokenStream {
    let read = quote!(call.read_body(api.body_limit(&OPERATION)).await?;);
    let base64 = base64_parts(body);
    match &body.reading {
        BodyReading::Json(_) => read,
        BodyReading::Multipart(_) if body.required => {
            quote!(#read let form = call.multipart(&[#(#base64),*]).await?;)
        }
        BodyReading::Multipart(_) => {
            quote!(#read let form = call.multipart_optional(&[#(#base64),*]).await?;)
        }
        BodyReading::Stream(_) => quote!(call.limit_body(api.body_limit(&OPERATION))?;),
        BodyReading::ByMediaType if body.form().is_some() => {
            quote!(#read let form = call.multipart_if_sent(&[#(#base64),*]).await?;)
        }
        BodyReading::ByMediaType => read,
    }
}

/// The names of the parts that are text in Base64.
fn base64_parts(body: &BodyView) -> Vec<&str> {
    let parts = body.form().map_or(&[] as &[_], |form| &form.parts);
    let base64 = parts.iter().filter(|part| part.is_base64());
    base64.map(|part| part.wire.as_str()).collect()
}

/// The value of a body, or that it is faulty.
pub(super) fn decode(body: &BodyView) -> TokenStream {
    let required = body.required;
    match (&body.reading, required) {
        (BodyReading::Json(names), _) => {
            let method = if required { "json" } else { "json_optional" };
            match names {
                None => {
                    let method = format_ident!("{method}");
                    quote!(call.#method())
                }
                Some(names) => {
                    let method = format_ident!("{method}_of");
                    quote!(call.#method(&[#(#names),*]))
                }
            }
        }
        (BodyReading::Multipart(form), true) => {
            let form = ident(form);
            quote!(#form::decode(form, call))
        }
        (BodyReading::Multipart(form), false) => {
            let form = ident(form);
            quote!(form.map(|form| #form::decode(form, call)).transpose())
        }
        (BodyReading::Stream(ranges), required) => {
            let is_lines = body
                .variants
                .iter()
                .any(|it| matches!(it.kind, BodyKind::Lines(_)));
            let method = format_ident!(
                "{}{}",
                if is_lines { "json_lines" } else { "upload" },
                if required { "" } else { "_optional" }
            );
            quote!(call.#method(&[#(#ranges),*]))
        }
        (BodyReading::ByMediaType, required) => chosen(body, required),
    }
}

fn chosen(body: &BodyView, required: bool) -> TokenStream {
    let codecs: Vec<(&BodyVariant, &BodyCodec)> = body.codecs().collect();
    let ranges = codecs.iter().map(|(_, codec)| {
        let ranges = &codec.media_types;
        quote!(&[#(#ranges),*])
    });
    let optional = !required;
    let arms = codecs.iter().enumerate().map(|(index, (variant, codec))| {
        let wrap = body.is_server_enum().then(|| {
            let (name, variant) = (ident(&body.name), ident(&variant.name));
            quote!(#name::#variant)
        });
        let value = value(variant, codec, wrap.as_ref());
        let index = Literal::usize_unsuffixed(index);
        quote!(Ok(Some(#index)) => #value,)
    });
    let choose = quote!(call.choose(#optional, &[#(#ranges),*]));
    let value = quote! {
        match #choose {
            #(#arms)*
            Ok(_) => Ok(None),
            Err(faulty) => Err(faulty),
        }
    };
    if required {
        quote!({ let body = #value; call.body_required(body) })
    } else {
        value
    }
}

/// A value as `Result<Option<_>, Invalid>`.
fn value(variant: &BodyVariant, codec: &BodyCodec, wrap: Option<&TokenStream>) -> TokenStream {
    let wrap = wrap.map(|wrap| quote!(.map(#wrap)));
    match &codec.kind {
        CodecKind::Json => quote!(call.json_value() #wrap.map(Some)),
        CodecKind::Form(codecs) => {
            let codecs = form_codecs(codecs);
            quote!(call.form_value(#codecs) #wrap.map(Some))
        }
        CodecKind::Text => quote!(call.text_value() #wrap.map(Some)),
        CodecKind::Lines => quote!(call.json_lines_value() #wrap.map(Some)),
        CodecKind::Binary => quote!(call.upload_value() #wrap.map(Some)),
        CodecKind::Multipart => {
            let BodyKind::Multipart(form) = &variant.kind else {
                return quote!(Ok(None));
            };
            let form = ident(&form.name);
            quote!(form.map(|form| #form::decode(form, call) #wrap).transpose())
        }
    }
}

/// The items that a body adds to the file.
pub(super) fn items(body: &BodyView) -> Vec<Code> {
    let mut items = Vec::new();
    for variant in &body.variants {
        if let BodyKind::Multipart(form) = &variant.kind {
            items.push(form_struct(form));
            let head = format!("impl {}", form.name);
            items.push(block(&head, vec![decode_parts(form)]));
            for (part, definition) in form
                .parts
                .iter()
                .filter(|part| part.holder.is_some())
                .zip(part_structs(form))
            {
                items.push(definition);
                items.extend(part.holder.as_ref().map(|holder| {
                    block(
                        &format!("impl {}", holder.name),
                        vec![decode_part(part, holder)],
                    )
                }));
            }
        }
    }
    if body.is_server_enum() {
        let variants = body.variants.iter().map(|variant| {
            let codecs: Vec<&BodyCodec> = variant.codecs.iter().collect();
            (variant.name.as_str(), &variant.kind, codecs)
        });
        items.push(format(body_enum(body, variants)));
    }
    items
}

fn decode_parts(form: &FormView) -> TokenStream {
    let parts = &form.parts;
    let reads = parts.iter().map(|part| {
        let (name, wire) = (ident(&part.name), &part.wire);
        let count = count(part);
        if let Some(holder) = &part.holder {
            let (call, holder) = (format_ident!("part_{count}"), ident(&holder.name));
            return quote!(let #name = form.#call(call, #wire, #holder::decode););
        }
        let kind = kind(part);
        let Some(default) = &part.default else {
            let call = format_ident!("{kind}_{count}");
            return quote!(let #name = form.#call(call, #wire););
        };
        let value = default.value.tokens(From::Outside);
        let is_nullable = part.kind.as_ref().is_some_and(RustType::is_option);
        if part.list {
            let call = format_ident!("{kind}_list_or");
            quote!(let #name = form.#call(call, #wire, || #value);)
        } else {
            let call = format_ident!("{kind}_or");
            let value = if is_nullable && !default.value.is_parsed() {
                quote!(Some(#value))
            } else {
                value
            };
            quote!(let #name = form.#call(call, #wire, || #value).map(Some);)
        }
    });
    let names: Vec<_> = parts.iter().map(|part| ident(&part.name)).collect();
    let close = form.closed.then(|| quote!(form.close(call);));
    quote! {
        fn decode(mut form: MultipartForm, call: &mut Call) -> Result<Self, Invalid> {
            #(#reads)*
            #close
            Ok(Self { #(#names: #names?),* })
        }
    }
}

/// How often a part may be there.
fn count(part: &PartView) -> &'static str {
    match (part.list, part.required) {
        (true, _) => "list",
        (false, true) => "required",
        (false, false) => "optional",
    }
}

/// How a part is read.
fn kind(part: &PartView) -> &'static str {
    match part.codec {
        PartCodec::File => "file",
        PartCodec::Text => "text",
        PartCodec::Union => "union",
        PartCodec::Json => "json",
    }
}

/// Reads a part with headers of its own.
fn decode_part(part: &PartView, holder: &PartHolder) -> TokenStream {
    let wire = &part.wire;
    let headers = holder.headers.iter().map(|header| {
        let (name, header_wire) = (ident(&header.name), &header.wire);
        let count = if header.required {
            "required"
        } else {
            "optional"
        };
        let codec = header.codec.as_ref().map(|codec| codec.tokens());
        let call = match codec {
            None => format_ident!("header_{count}"),
            Some(_) => format_ident!("header_styled_{count}"),
        };
        let codec = codec.map(|codec| quote!(, #codec));
        quote!(let #name = part.#call(call, #wire, #header_wire #codec);)
    });
    let names = holder.headers.iter().map(|header| ident(&header.name));
    let read = format_ident!("{}_required", kind(part));
    quote! {
        fn decode(part: &mut MultipartForm, call: &mut Call) -> Result<Self, Invalid> {
            #(#headers)*
            let body = part.#read(call, #wire);
            Ok(Self { #(#names: #names?,)* body: body? })
        }
    }
}
