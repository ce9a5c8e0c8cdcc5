//! The function that makes the call of an operation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::code::{Code, format, ident};
use super::super::tokens::From;
use crate::view::{
    Argument, BodyCodec, BodyKind, BodyVariant, BodyView, CodecKind, CommandView, FlagPlace,
    FormView, OperationView, PartView, TagView,
};

/// Methods that every value has, and that come before those which take a reference.
const BY_VALUE: [&str; 2] = ["into", "try_into"];

/// The function.
pub(super) fn item(operation: &OperationView, command: &CommandView, tag: &TagView) -> Code {
    let (handle, method) = (ident(&tag.method), ident(&operation.method));
    let mut arguments: Vec<TokenStream> = Vec::new();
    let mut setters: Vec<TokenStream> = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let Some(flag) = command.flag(&FlagPlace::Parameter(index)) else {
            continue;
        };
        let (flag, kind) = (&flag.name, parameter.kind.tokens(From::Outside));
        if parameter.required {
            let value = quote!(given.required::<#kind>(#flag)?);
            arguments.push(passed(parameter.argument, value));
        } else {
            let name = ident(&parameter.name);
            let value = passed(parameter.argument, quote!(value));
            setters.push(quote! {
                if let Some(value) = given.optional::<#kind>(#flag)? {
                    request = request.#name(#value);
                }
            });
        }
    }
    if let Some(body) = &operation.body {
        let value = self::body(body, command, &tag.module);
        match body.required {
            true => arguments.push(value),
            false => setters.push(quote! {
                if given.has_body() {
                    request = request.body(#value);
                }
            }),
        }
    }
    if operation.accept.is_some() {
        setters.push(quote! {
            if let Some(options) = given.accepted() {
                request = request.with_options(options);
            }
        });
    }
    if !operation.servers.is_empty() {
        setters.push(quote! {
            if let Some(url) = given.base_url() {
                request = request.server(url);
            }
        });
    }
    let begin = match BY_VALUE.contains(&operation.method.as_str()) {
        false => quote!(client.#handle().#method(#(#arguments),*)),
        true => {
            let (module, name) = (ident(&tag.module), ident(&tag.name));
            quote!(api::#module::#name::#method(&client.#handle(), #(#arguments),*))
        }
    };
    let mutable = (!setters.is_empty()).then(|| quote!(mut));
    let pages = operation.pages.as_ref().map(|_| {
        quote! {
            if given.all() {
                return given.pages(request.pages()).await;
            }
        }
    });
    format(quote! {
        pub(super) async fn run(client: &Client, given: &Given) -> Outcome {
            let #mutable request = #begin;
            #(#setters)*
            #pages
            given.finish(request.send().await).await
        }
    })
}

/// A value as the client takes it.
fn passed(argument: Argument, value: TokenStream) -> TokenStream {
    match argument {
        Argument::Value => value,
        Argument::Text | Argument::Texts | Argument::Slice | Argument::Reference => quote!(&#value),
    }
}

/// The body as the client takes it.
fn body(body: &BodyView, command: &CommandView, module: &str) -> TokenStream {
    let codecs: Vec<(&BodyVariant, &BodyCodec)> = body.codecs().collect();
    if let [(variant, codec)] = codecs.as_slice() {
        let value = value(variant, codec, 0, command, module);
        return match &variant.kind {
            BodyKind::Value(_) => passed(variant.argument, value),
            BodyKind::Multipart(_) | BodyKind::Lines(_) | BodyKind::Binary => value,
        };
    }
    let (name, module_ident) = (ident(&body.name), ident(module));
    let last = codecs.len().saturating_sub(1);
    let arms = codecs.iter().enumerate().map(|(index, (variant, codec))| {
        let value = match &variant.kind {
            BodyKind::Lines(_) => {
                let values = value(variant, codec, index, command, module);
                quote!(#values.into())
            }
            _ => value(variant, codec, index, command, module),
        };
        let variant = ident(&codec.name);
        let pattern = match index == last {
            true => quote!(_),
            false => {
                let index = Literal::usize_unsuffixed(index);
                quote!(#index)
            }
        };
        quote!(#pattern => api::#module_ident::#name::#variant(#value),)
    });
    quote!(match given.body_type()? { #(#arms)* })
}

/// The value of a body that is written in one way.
fn value(
    variant: &BodyVariant,
    codec: &BodyCodec,
    index: usize,
    command: &CommandView,
    module: &str,
) -> TokenStream {
    match (&variant.kind, &codec.kind) {
        (BodyKind::Value(kind), CodecKind::Text) => {
            let kind = kind.tokens(From::Outside);
            quote!(given.text::<#kind>()?)
        }
        (BodyKind::Value(kind), _) => {
            let (kind, index) = (kind.tokens(From::Outside), Literal::usize_unsuffixed(index));
            quote!(given.body::<#kind>(#index)?)
        }
        (BodyKind::Lines(item), _) => {
            let item = item.tokens(From::Outside);
            quote!(given.lines::<#item>()?)
        }
        (BodyKind::Binary, _) => quote!(given.upload()?),
        (BodyKind::Multipart(form), _) => self::form(form, command, module),
    }
}

/// The struct of a form.
fn form(form: &FormView, command: &CommandView, module: &str) -> TokenStream {
    let (name, module_ident) = (ident(&form.name), ident(module));
    let fields = form.parts.iter().enumerate().map(|(index, part)| {
        let (name, value) = (ident(&part.name), self::part(index, part, command, module));
        quote!(#name: #value)
    });
    quote!(api::#module_ident::#name { #(#fields),* })
}

/// The value of a part, or of a list of such parts.
fn part(index: usize, part: &PartView, command: &CommandView, module: &str) -> TokenStream {
    let flag = command.flag(&FlagPlace::Part(index));
    let flag = flag.map_or("", |flag| flag.name.as_str());
    let value = match &part.kind {
        None => match (part.list, part.required) {
            (true, _) => quote!(given.files(#flag)?),
            (false, true) => quote!(given.file(#flag)?),
            (false, false) => quote!(given.file_if_any(#flag)?),
        },
        Some(kind) => {
            let kind = kind.tokens(From::Outside);
            match (part.list, part.required) {
                (true, _) => quote!(given.optional::<Vec<#kind>>(#flag)?.unwrap_or_default()),
                (false, true) => quote!(given.required::<#kind>(#flag)?),
                (false, false) => quote!(given.optional::<#kind>(#flag)?),
            }
        }
    };
    let Some(holder) = &part.holder else {
        return value;
    };
    let (name, module) = (ident(&holder.name), ident(module));
    let headers = holder.headers.iter().enumerate().map(|(position, header)| {
        let flag = command.flag(&FlagPlace::PartHeader(index, position));
        let flag = flag.map_or("", |flag| flag.name.as_str());
        let (name, kind) = (ident(&header.name), header.kind.tokens(From::Outside));
        match header.required {
            true => quote!(#name: given.required::<#kind>(#flag)?),
            false => quote!(#name: given.optional::<#kind>(#flag)?),
        }
    });
    // Of a list, each part has the same headers.
    let held = quote!(api::#module::#name { #(#headers,)* body });
    match (part.list, part.required) {
        (false, true) => quote!({ let body = #value; #held }),
        (false, false) => quote!(match #value { Some(body) => Some(#held), None => None }),
        (true, _) => quote!({
            let mut parts = Vec::new();
            for body in #value {
                parts.push(#held);
            }
            parts
        }),
    }
}
