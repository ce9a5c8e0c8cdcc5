//! Request bodies on the server.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::block::{block, format, ident};
use super::super::codec::form_codecs;
use super::super::rust_type::From;
use super::super::shared;
use crate::view::{BodyCodec, BodyKind, BodyVariant, BodyView, CodecKind, PartView, RustType};

/// How a body is read.
enum Plan<'a> {
    /// JSON and nothing else.
    Json(&'a BodyCodec),
    /// A form of parts and nothing else.
    Multipart(&'a str),
    /// Bytes and nothing else: they are read by the method.
    Stream(&'a BodyCodec),
    /// One of several, by the media type.
    Chosen,
}

fn plan(body: &BodyView) -> Plan<'_> {
    let [variant] = body.variants.as_slice() else {
        return Plan::Chosen;
    };
    match (&variant.kind, variant.codecs.as_slice()) {
        (BodyKind::Multipart(form, _), _) => Plan::Multipart(form),
        (BodyKind::Binary, [codec]) => Plan::Stream(codec),
        (BodyKind::Value(_), [codec])
            if matches!(codec.kind, CodecKind::Json)
                && codec.media_types.iter().all(|range| is_json(range)) =>
        {
            Plan::Json(codec)
        }
        _ => Plan::Chosen,
    }
}

/// Whether the emitted server takes a media type for JSON by its name.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    !essence.contains('*') && (essence.ends_with("/json") || essence.ends_with("+json"))
}

/// The type of a body in the request.
pub(super) fn field(body: &BodyView) -> TokenStream {
    let kind = match body.variants.as_slice() {
        [variant] => shared::body_type(&variant.kind),
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
    match plan(body) {
        Plan::Multipart(_) if body.required => Some(quote!(form: MultipartForm,)),
        _ => has_parts(body).then(|| quote!(form: Option<MultipartForm>,)),
    }
}

/// Whether a body may be a form of parts.
fn has_parts(body: &BodyView) -> bool {
    let mut variants = body.variants.iter();
    variants.any(|variant| matches!(variant.kind, BodyKind::Multipart(..)))
}

/// The statements that read what has to be awaited.
pub(super) fn read(body: &BodyView) -> TokenStream {
    let read = quote!(call.read_body(api.body_limit(&OPERATION)).await?;);
    let base64 = base64_parts(body);
    match plan(body) {
        Plan::Json(_) => read,
        Plan::Multipart(_) if body.required => {
            quote!(#read let form = call.multipart(&[#(#base64),*]).await?;)
        }
        Plan::Multipart(_) => {
            quote!(#read let form = call.multipart_optional(&[#(#base64),*]).await?;)
        }
        Plan::Stream(_) => quote!(call.limit_body(api.body_limit(&OPERATION))?;),
        Plan::Chosen if has_parts(body) => {
            quote!(#read let form = call.multipart_if_sent(&[#(#base64),*]).await?;)
        }
        Plan::Chosen => read,
    }
}

/// The names of the parts that are text in Base64.
fn base64_parts(body: &BodyView) -> Vec<&str> {
    let parts = body
        .variants
        .iter()
        .flat_map(|variant| match &variant.kind {
            BodyKind::Multipart(_, parts) => parts.as_slice(),
            BodyKind::Value(_) | BodyKind::Binary => &[],
        });
    let base64 = parts.filter(|part| part.is_base64());
    base64.map(|part| part.wire.as_str()).collect()
}

/// The value of a body, or that it is faulty.
pub(super) fn decode(body: &BodyView) -> TokenStream {
    let required = body.required;
    match (plan(body), required) {
        (Plan::Json(codec), _) => {
            let method = if required { "json" } else { "json_optional" };
            // `text/json` is taken for it anyway.
            let mut names = codec.media_types.iter();
            if names.all(|name| matches!(name.as_str(), "application/json" | "text/json")) {
                let method = format_ident!("{method}");
                return quote!(call.#method());
            }
            let (method, names) = (format_ident!("{method}_of"), &codec.media_types);
            quote!(call.#method(&[#(#names),*]))
        }
        (Plan::Multipart(form), true) => {
            let form = ident(form);
            quote!(#form::decode(form, call))
        }
        (Plan::Multipart(form), false) => {
            let form = ident(form);
            quote!(form.map(|form| #form::decode(form, call)).transpose())
        }
        (Plan::Stream(codec), required) => {
            let ranges = &codec.media_types;
            let method = format_ident!(
                "{}",
                if required {
                    "upload"
                } else {
                    "upload_optional"
                }
            );
            quote!(call.#method(&[#(#ranges),*]))
        }
        (Plan::Chosen, required) => chosen(body, required),
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
        let wrap = (body.variants.len() > 1).then(|| {
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
        CodecKind::Binary => quote!(call.upload_value() #wrap.map(Some)),
        CodecKind::Multipart => {
            let BodyKind::Multipart(form, _) = &variant.kind else {
                return quote!(Ok(None));
            };
            let form = ident(form);
            quote!(form.map(|form| #form::decode(form, call) #wrap).transpose())
        }
    }
}

/// The items that a body adds to the file.
pub(super) fn items(body: &BodyView) -> Vec<String> {
    let mut items = Vec::new();
    for variant in &body.variants {
        if let BodyKind::Multipart(form, parts) = &variant.kind {
            items.push(shared::form(form, parts));
            items.push(block(&format!("impl {form}"), vec![decode_parts(parts)]));
        }
    }
    if body.variants.len() > 1 {
        let variants = body.variants.iter().map(|variant| {
            let codecs: Vec<&BodyCodec> = variant.codecs.iter().collect();
            (variant.name.as_str(), &variant.kind, codecs)
        });
        items.push(format(shared::body_enum(body, variants)));
    }
    items
}

fn decode_parts(parts: &[PartView]) -> TokenStream {
    let reads = parts.iter().map(|part| {
        let (name, wire) = (ident(&part.name), &part.wire);
        let kind = match (&part.kind, part.json) {
            (None, _) => "file",
            (Some(_), false) => "text",
            (Some(_), true) => "json",
        };
        let count = match (part.list, part.required) {
            (true, _) => "list",
            (false, true) => "required",
            (false, false) => "optional",
        };
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
    quote! {
        fn decode(mut form: MultipartForm, call: &mut Call) -> Result<Self, Invalid> {
            #(#reads)*
            Ok(Self { #(#names: #names?),* })
        }
    }
}
