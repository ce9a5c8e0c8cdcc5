//! Request bodies on the client.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::body::{body_enum, body_type, field_type, form_struct, part_structs};
use super::super::code::{Code, block, format, ident};
use super::super::tokens::{From, form_codecs};
use crate::view::{
    Argument, BodyCodec, BodyKind, BodyVariant, BodyView, CodecKind, HeaderView, PartCodec,
    PartView, RustType,
};

/// The type of a body as an argument.
pub(super) fn argument(body: &BodyView) -> TokenStream {
    let name = ident(&body.name);
    if body.is_client_enum() {
        // One type that can be written in several ways is written in the first unless the caller
        // chooses.
        return match body.variants.as_slice() {
            [_] => quote!(impl Into<#name>),
            _ => quote!(#name),
        };
    }
    let Some(variant) = body.variants.first() else {
        return quote!(());
    };
    match &variant.kind {
        BodyKind::Value(kind) => kind.argument(variant.argument, From::Outside),
        BodyKind::Multipart(form) => {
            let form = ident(&form.name);
            quote!(#form)
        }
        BodyKind::Binary | BodyKind::Lines(_) => {
            let kind = body_type(&variant.kind);
            quote!(impl Into<#kind>)
        }
    }
}

/// The statement that puts a body into a request.
pub(super) fn send(body: &BodyView, request: &TokenStream) -> TokenStream {
    let codecs: Vec<(&BodyVariant, &BodyCodec)> = body.codecs().collect();
    if let [(variant, codec)] = codecs.as_slice() {
        let is_value = matches!(variant.kind, BodyKind::Value(_));
        let texts =
            (is_value && variant.argument == Argument::Texts).then(|| texts(&ident("body")));
        let by_reference =
            is_value && !matches!(variant.argument, Argument::Value | Argument::Texts);
        let send = call(codec, by_reference);
        return quote!(#texts #request #send;);
    }
    let name = ident(&body.name);
    let arms = codecs.iter().map(|(_, codec)| {
        let send = call(codec, false);
        let variant = ident(&codec.name);
        quote!(#name::#variant(body) => { #request #send; })
    });
    let body = match body.variants.as_slice() {
        [_] => quote!(body.into()),
        _ => quote!(body),
    };
    quote!(match #body { #(#arms)* })
}

/// Makes plain texts of an argument that is `&[impl AsRef<str>]`.
pub(super) fn texts(name: &Ident) -> TokenStream {
    quote!(let #name: Vec<&str> = #name.iter().map(AsRef::as_ref).collect();)
}

fn call(codec: &BodyCodec, by_reference: bool) -> TokenStream {
    let value = if by_reference {
        quote!(body)
    } else {
        quote!(&body)
    };
    let content_type = codec.content_type.as_str();
    match &codec.kind {
        CodecKind::Json => {
            let content_type = (!codec.is_usual).then(|| quote!(.content_type(#content_type)));
            quote!(.json(#value) #content_type)
        }
        CodecKind::Form(codecs) => {
            let codecs = form_codecs(codecs);
            quote!(.form(#value, #codecs))
        }
        CodecKind::Multipart => quote!(.multipart(body.into_form())),
        CodecKind::Text => quote!(.text(#content_type, #value)),
        CodecKind::Lines => quote!(.json_lines(#content_type, body)),
        CodecKind::Binary => quote!(.upload(#content_type, body)),
    }
}

/// The items that a body adds to the file.
pub(super) fn items(body: &BodyView) -> Vec<Code> {
    let mut items = Vec::new();
    for variant in &body.variants {
        if let BodyKind::Multipart(form) = &variant.kind {
            items.push(form_struct(form));
            let new = form.has_new.then(|| constructor(&form.parts));
            let methods = new.into_iter().chain([into_form(&form.parts)]);
            items.push(block(&format!("impl {}", form.name), methods.collect()));
            items.extend(part_structs(form));
        }
    }
    if body.is_client_enum() {
        let codecs = body.codecs();
        let variants =
            codecs.map(|(variant, codec)| (codec.name.as_str(), &variant.kind, vec![codec]));
        items.push(format(body_enum(body, variants)));
    }
    if let ([variant], Some((_, first))) = (body.variants.as_slice(), body.codecs().next())
        && variant.codecs.len() > 1
    {
        let kind = body_type(&variant.kind);
        let (name, first) = (ident(&body.name), ident(&first.name));
        items.push(format(quote! {
            impl From<#kind> for #name {
                fn from(body: #kind) -> Self {
                    Self::#first(body)
                }
            }
        }));
    }
    items
}

/// `new`, which takes the parts that have to be there.
fn constructor(parts: &[PartView]) -> TokenStream {
    let required = || parts.iter().filter(|part| part.required);
    let is_string = |part: &PartView| part.holder.is_none() && part.kind == Some(RustType::String);
    let arguments = required().map(|part| {
        let (name, kind) = (ident(&part.name), field_type(part));
        match part.list {
            true => quote!(#name: Vec<#kind>),
            false if is_string(part) => quote!(#name: impl Into<String>),
            false => quote!(#name: #kind),
        }
    });
    let values = parts.iter().map(|part| {
        let name = ident(&part.name);
        match (part.required, part.list) {
            (true, false) if is_string(part) => quote!(#name: #name.into()),
            (true, _) => quote!(#name),
            (false, true) => quote!(#name: Vec::new()),
            (false, false) => quote!(#name: None),
        }
    });
    quote! {
        #[doc = " Creates a form with the required parts; the others are absent."]
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

fn into_form(parts: &[PartView]) -> TokenStream {
    let steps = parts.iter().map(|part| {
        let name = ident(&part.name);
        if part.list {
            let add = add(part, quote!(#name));
            quote!(for #name in self.#name { form = #add; })
        } else if part.required {
            let add = add(part, quote!(self.#name));
            quote!(form = #add;)
        } else {
            let add = add(part, quote!(#name));
            quote!(if let Some(#name) = self.#name { form = #add; })
        }
    });
    quote! {
        fn into_form(self) -> Form {
            let mut form = Form::new();
            #(#steps)*
            form
        }
    }
}

/// The call that adds a part to the form.
fn add(part: &PartView, field: TokenStream) -> TokenStream {
    let Some(holder) = &part.holder else {
        return add_value(part, field);
    };
    // The part itself may be a file, which is moved.
    let body = add_value(part, quote!(#field.body));
    let headers = holder.headers.iter().map(|header| {
        let name = ident(&header.name);
        add_header(header, quote!(&#field.#name))
    });
    quote!(#body #(#headers)*)
}

fn add_header(header: &HeaderView, value: TokenStream) -> TokenStream {
    let wire = &header.wire;
    let codec = header.codec.as_ref().map(|codec| codec.tokens());
    match (codec, header.required) {
        (None, true) => quote!(.header(#wire, #value)),
        (None, false) => quote!(.header_optional(#wire, #value)),
        (Some(codec), true) => quote!(.header_styled(#wire, #value, #codec)),
        (Some(codec), false) => quote!(.header_styled_optional(#wire, #value, #codec)),
    }
}

fn add_value(part: &PartView, value: TokenStream) -> TokenStream {
    let wire = &part.wire;
    match (part.codec, &part.content_type) {
        (PartCodec::File, None) => quote!(form.file(#wire, #value)),
        (PartCodec::File, Some(content_type)) => quote!(form.file_as(#wire, #value, #content_type)),
        (PartCodec::Json, None) => quote!(form.json(#wire, &#value)),
        (PartCodec::Json, Some(content_type)) => {
            quote!(form.json_as(#wire, &#value, #content_type))
        }
        (PartCodec::Union, _) => quote!(form.union(#wire, &#value)),
        (PartCodec::Text, content_type) if part.is_base64() => {
            let content_type = content_type
                .as_deref()
                .unwrap_or("application/octet-stream");
            quote!(form.base64(#wire, &#value, #content_type))
        }
        (PartCodec::Text, content_type) => {
            let value = match &part.kind {
                Some(kind) if kind.is_chosen() => {
                    quote!(crate::types::support::serde_text::SerdeText(&#value))
                }
                _ => value,
            };
            match content_type {
                None => quote!(form.text(#wire, &#value)),
                Some(content_type) => quote!(form.text_as(#wire, &#value, #content_type)),
            }
        }
    }
}
