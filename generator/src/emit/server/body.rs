//! Request bodies on the server.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::body::{body_enum, body_type, form_struct, header_type, part_structs};
use super::super::checks::{self, At, Place};
use super::super::code::{Code, MacroCall, block, format, ident, literal};
use super::super::tokens::From;
use super::super::tokens::form_codecs;
use crate::view::{
    BodyCodec, BodyKind, BodyReading, BodyVariant, BodyView, CodecKind, FormView, PartCodec,
    PartHolder, PartView, RustType, Within,
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

/// The method that reads what has to be awaited, and what it is called with.
pub(super) fn read(body: &BodyView) -> (&'static str, Vec<String>) {
    let function = match &body.reading {
        BodyReading::Json(_) => "read_body",
        BodyReading::Multipart(_) if body.required => "read_multipart",
        BodyReading::Multipart(_) => "read_multipart_optional",
        BodyReading::Stream(_) => "limit_body",
        BodyReading::ByMediaType if body.form().is_some() => "read_multipart_if_sent",
        BodyReading::ByMediaType => "read_body",
    };
    let form = body.form().map(|form| list(&base64_parts(form)));
    (function, form.into_iter().collect())
}

/// The names of the parts that are text in Base64.
fn base64_parts(form: &FormView) -> Vec<String> {
    let base64 = form.parts.iter().filter(|part| part.is_base64());
    base64.map(|part| part.wire.clone()).collect()
}

/// A list of texts as it stands in code.
fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| literal(text)).collect();
    format!("&[{}]", texts.join(", "))
}

/// The method that decodes a body, and what it is called with.
pub(super) fn decode(body: &BodyView, call: &mut MacroCall) -> (&'static str, Vec<String>) {
    let required = body.required;
    let of = |names: [&'static str; 2]| if required { names[0] } else { names[1] };
    match &body.reading {
        BodyReading::Json(None) => (of(["json", "json_optional"]), Vec::new()),
        BodyReading::Json(Some(names)) => (of(["json_of", "json_optional_of"]), vec![list(names)]),
        BodyReading::Multipart(form) => {
            let function = of(["multipart", "multipart_optional"]);
            (function, vec![format!("{form}::decode")])
        }
        BodyReading::Stream(ranges) => {
            let mut variants = body.variants.iter();
            match variants.find(|it| matches!(it.kind, BodyKind::Lines(_))) {
                Some(variant) => {
                    let check = call.value(item_check(variant));
                    let function = of(["json_lines", "json_lines_optional"]);
                    (function, vec![list(ranges), check])
                }
                None => (of(["upload", "upload_optional"]), vec![list(ranges)]),
            }
        }
        BodyReading::ByMediaType => {
            let kinds = call.value(kinds(body));
            (of(["one_of", "one_of_optional"]), vec![kinds])
        }
    }
}

/// The statements that check the value of a body.
pub(super) fn checks(body: &BodyView) -> TokenStream {
    let of = |variant: &BodyVariant, value: TokenStream| match &variant.kind {
        BodyKind::Multipart(form) => of_form(form, &value),
        // Each is checked when it is read.
        BodyKind::Lines(_) => quote!(),
        _ => checks::statements(&variant.checks, &Place::reference(value), &At::Here),
    };
    let checks = match body.variants.as_slice() {
        [variant] => of(variant, quote!(value)),
        variants => {
            let name = ident(&body.name);
            let variants: Vec<(TokenStream, TokenStream)> = variants
                .iter()
                .map(|variant| {
                    let checks = of(variant, quote!(value));
                    let variant = ident(&variant.name);
                    (quote!(#name::#variant(value)), checks)
                })
                .collect();
            checks::by_variant(&quote!(value), &variants, true)
        }
    };
    if body.required || checks.is_empty() {
        checks
    } else {
        quote!(if let Some(value) = value { #checks })
    }
}

/// The statements that check the parts of a form.
fn of_form(form: &FormView, value: &TokenStream) -> TokenStream {
    let parts = form.parts.iter().map(|part| {
        let name = ident(&part.name);
        let place = Place::of(quote!(#value.#name));
        let of_value = of_holder(part, &place);
        let checks = checks::among_others(&part.checks, &place, &At::property(&part.wire));
        // Without any of a name, nobody says whether the list is absent or empty.
        let may_be_absent = part.list && !part.required && !part.checks.rules.is_empty();
        match may_be_absent {
            true => quote!(if !#value.#name.is_empty() { #checks } #of_value),
            false => quote!(#checks #of_value),
        }
    });
    quote!(#(#parts)*)
}

/// The statements that check what a part with headers of its own holds.
fn of_holder(part: &PartView, place: &Place) -> TokenStream {
    let holder = part
        .holder
        .iter()
        .filter(|holder| !holder.checks.is_empty());
    let statements = holder.map(|holder| {
        let (wire, held) = (&part.wire, place.tokens());
        let check = |place: &Place, at: &At| checks::among_others(&holder.checks, place, at);
        let value = Place::of(quote!(part.body));
        if part.list {
            let inner = check(&value, &At::item(quote!(index)));
            return quote!({
                let check = &mut check.property(#wire);
                for (index, part) in #held.iter().enumerate() { #inner }
            });
        }
        if part.required {
            return check(&Place::of(quote!(#held.body)), &At::property(wire));
        }
        let inner = check(&value, &At::property(wire));
        quote!(if let Some(part) = &#held { #inner })
    });
    statements.collect()
}

/// The kinds of a body: each with its media types, and how it is read.
fn kinds(body: &BodyView) -> TokenStream {
    let kinds = body.codecs().map(|(variant, codec)| {
        let wrap = body.is_server_enum().then(|| {
            let (name, variant) = (ident(&body.name), ident(&variant.name));
            quote!(.map(#name::#variant))
        });
        let ranges = &codec.media_types;
        let value = value(variant, codec);
        quote!((&[#(#ranges),*], |call| call.#value #wrap))
    });
    quote!(&[#(#kinds),*])
}

/// The call that reads a body of one kind.
fn value(variant: &BodyVariant, codec: &BodyCodec) -> TokenStream {
    match (&codec.kind, &variant.kind) {
        (CodecKind::Json, _) => quote!(json_value()),
        (CodecKind::Form(codecs), _) => {
            let codecs = form_codecs(codecs);
            quote!(form_value(#codecs))
        }
        (CodecKind::Text, _) => quote!(text_value()),
        (CodecKind::Lines, _) => {
            let check = item_check(variant);
            quote!(json_lines_value(#check))
        }
        (CodecKind::Multipart, BodyKind::Multipart(form)) => {
            let form = ident(&form.name);
            quote!(multipart(#form::decode))
        }
        (CodecKind::Binary | CodecKind::Multipart, _) => quote!(upload_value()),
    }
}

/// The closure that checks each value of a body of JSON lines.
fn item_check(variant: &BodyVariant) -> TokenStream {
    let value = Place::reference(quote!(value));
    let checks = checks::statements(&variant.checks, &value, &At::Here);
    match checks.is_empty() {
        true => quote!(|_, _| {}),
        false => quote!(|value, check| { #checks }),
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
    let asked = checks::of_part_names(form.size, &form.dependents);
    let asked = (!asked.is_empty()).then(|| quote!(form.checked(call, |form, check| { #asked });));
    quote! {
        fn decode(mut form: MultipartForm, call: &mut Call) -> Result<Self, Invalid> {
            #asked
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
        let value = Place::reference(quote!(value));
        let statements = checks::statements(&header.checks, &value, &At::Here);
        if statements.is_empty() {
            return quote!(let #name = part.#call(call, #wire, #header_wire #codec););
        }
        let kind = header_type(header);
        quote! {
            let #name: Result<#kind, Invalid> = part.#call(call, #wire, #header_wire #codec);
            let #name = part.checked_header(call, #wire, #header_wire, #name, |value, check| {
                #statements
            });
        }
    });
    let all = holder.headers.iter().flat_map(|header| header.checks.all());
    let mut all = all.filter(|checks| matches!(checks.within, Within::Itself));
    let asks_types = all.next().map(|_| {
        quote!(
            use types::Validate as _;
        )
    });
    let names = holder.headers.iter().map(|header| ident(&header.name));
    let read = format_ident!("{}_required", kind(part));
    quote! {
        fn decode(part: &mut MultipartForm, call: &mut Call) -> Result<Self, Invalid> {
            #asks_types
            #(#headers)*
            let body = part.#read(call, #wire);
            Ok(Self { #(#names: #names?,)* body: body? })
        }
    }
}
