//! What sends a request and reads the answer: two lines of the call of `builder!` where all of the answer is
//! read to memory, else a method.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::code::{MacroCall, ident};
use super::super::docs;
use super::super::security::alternatives;
use super::payload::{body_type, header_values, stream_reader};
use crate::view::{
    ContentView, MediaTypes, OperationView, Payload, Read, Reading, StatusPattern, StreamArm,
    Success,
};

/// The lines of the call: the security schemes, where there are any at all, and what becomes of an answer.
pub(super) fn lines(operation: &OperationView, has_credentials: bool, call: &mut MacroCall) {
    if !operation.receive.streams.is_empty() {
        return;
    }
    if has_credentials {
        let security = call.value(security(operation));
        call.line(&format!("security: {security};"));
    }
    let read = call.value(by_status(operation));
    call.line(&format!("read: |response| {read};"));
}

/// The method `send`, if there are answers that are read while they arrive.
pub(super) fn method(operation: &OperationView, has_credentials: bool) -> Option<TokenStream> {
    let responses = operation.receive.streams.iter();
    let streams: Vec<TokenStream> = responses.map(|arm| stream(operation, arm)).collect();
    if streams.is_empty() {
        return None;
    }
    let body = success_type(operation);
    let error = error_type(operation);
    let security = has_credentials.then(|| security(operation));
    let arms = by_status(operation);
    // What can go wrong is in the signature.
    let docs = docs::attributes(&["Sends the request, and reads the response.".to_owned()]);
    Some(quote! {
        #docs
        pub async fn send(self) -> Result<Response<#body>, Error<#error>> {
            let response = self.client.open(self.request, #security).await?;
            #(#streams)*
            let response = response.buffer().await?;
            #arms
        }
    })
}

fn security(operation: &OperationView) -> TokenStream {
    alternatives(&operation.sent_security).unwrap_or_else(|| quote!(&[]))
}

/// Takes a body that is read while it arrives.
fn stream(operation: &OperationView, arm: &StreamArm) -> TokenStream {
    let handle = success(operation, arm.response, &quote!(response));
    let statuses = pattern(arm.statuses);
    let choice = arm.media_type.as_ref().map(|(media_types, position)| {
        let position = Literal::usize_unsuffixed(*position);
        let choices = choices(media_types);
        quote!(&& response.choose(#choices) == #position)
    });
    quote! {
        if matches!(response.status().as_u16(), #statuses) #choice {
            return #handle;
        }
    }
}

/// What becomes of an answer that is read to memory.
fn by_status(operation: &OperationView) -> TokenStream {
    // What every status leads to needs no `match`.
    if let [arm] = operation.receive.arms.as_slice()
        && arm.statuses.contains(&StatusPattern::Any)
    {
        return reading(operation, &arm.reading);
    }
    if let Some(read) = single(operation) {
        return read;
    }
    let arms = operation.receive.arms.iter().map(|arm| {
        let patterns = arm.statuses.iter().map(|statuses| pattern(*statuses));
        let handle = reading(operation, &arm.reading);
        quote!(#(#patterns)|* => #handle,)
    });
    quote!(match response.status().as_u16() { #(#arms)* })
}

/// What becomes of the answer where there is one success, of some statuses, and the rest are errors.
fn single(operation: &OperationView) -> Option<TokenStream> {
    let [success, errors] = operation.receive.arms.as_slice() else {
        return None;
    };
    let (Reading::Always(Read::Success(index)), Reading::Always(errors)) =
        (&success.reading, &errors.reading)
    else {
        return None;
    };
    let codes = success.statuses.iter().map(|pattern| match pattern {
        StatusPattern::Code(code) => Some(Literal::u16_unsuffixed(*code)),
        StatusPattern::Range(..) | StatusPattern::Any => None,
    });
    let codes = codes.collect::<Option<Vec<_>>>()?;
    let response = match errors {
        Read::Errors => {
            let name = ident(&operation.types.error);
            quote!(response.require_or(&[#(#codes),*], #name::read)?)
        }
        Read::Undocumented => quote!(response.require(&[#(#codes),*])?),
        Read::Success(_) | Read::Error(_) => return None,
    };
    Some(self::success(operation, *index, &response))
}

fn pattern(statuses: StatusPattern) -> TokenStream {
    match statuses {
        StatusPattern::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        StatusPattern::Range(first, last) => {
            let first = Literal::u16_unsuffixed(first);
            let last = Literal::u16_unsuffixed(last);
            quote!(#first..=#last)
        }
        StatusPattern::Any => quote!(_),
    }
}

fn reading(operation: &OperationView, reading: &Reading) -> TokenStream {
    match reading {
        Reading::Always(read) => self::read(operation, *read),
        Reading::ByMediaType {
            media_types,
            arms,
            others,
        } => {
            let choices = choices(media_types);
            let arms = arms.iter().map(|(position, read)| {
                let position = Literal::usize_unsuffixed(*position);
                let handle = self::read(operation, *read);
                quote!(#position => #handle,)
            });
            let others = self::read(operation, *others);
            quote!(match response.choose(#choices) { #(#arms)* _ => #others, })
        }
    }
}

fn read(operation: &OperationView, read: Read) -> TokenStream {
    match read {
        Read::Success(index) => success(operation, index, &quote!(response)),
        Read::Error(index) => error(operation, index),
        Read::Errors => {
            let name = ident(&operation.types.error);
            quote!(Err(#name::read(response)))
        }
        Read::Undocumented => quote!(Err(response.unexpected_status())),
    }
}

/// The media types of each body of a status, to be told apart by.
fn choices(media_types: &MediaTypes) -> TokenStream {
    let choices = media_types.iter().map(|names| quote!(&[#(#names),*]));
    quote!(&[#(#choices),*])
}

pub(super) fn success_type(operation: &OperationView) -> TokenStream {
    match &operation.success {
        Success::One(Payload::Body(content)) => body_type(content),
        Success::One(Payload::Struct(name)) | Success::Many(name, _) => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

pub(super) fn error_type(operation: &OperationView) -> TokenStream {
    if operation.errors().next().is_none() {
        return quote!(Infallible);
    }
    let name = ident(&operation.types.error);
    quote!(#name)
}

/// Reads a success of what gives the response.
fn success(operation: &OperationView, index: usize, from: &TokenStream) -> TokenStream {
    let Some(response) = operation.responses.get(index) else {
        return quote!();
    };
    let (variant, payload) = match &operation.success {
        Success::One(payload) => (None, payload),
        Success::Many(name, variants) => {
            let Some((_, payload)) = variants.iter().find(|(other, _)| *other == index) else {
                return quote!();
            };
            let (name, variant) = (ident(name), ident(&response.variant));
            (Some(quote!(#name::#variant)), payload)
        }
    };
    // What makes the body's type of the bytes that arrive.
    let open = match &response.content {
        ContentView::Stream(_, stream) => {
            let (reader, open) = stream_reader(*stream);
            Some(quote!(#reader::#open))
        }
        _ => None,
    };
    let body = match &open {
        Some(open) => quote!(#open(body)),
        None => quote!(body),
    };
    let read = match (variant, payload) {
        (None, Payload::Body(_)) => {
            return match response.content {
                ContentView::Empty => quote!(#from.empty()),
                ContentView::Json(_) => quote!(#from.json()),
                ContentView::Text => quote!(#from.text()),
                _ => match open {
                    Some(open) => quote!(Ok(#from.stream().map(#open))),
                    None => quote!(Ok(#from.stream())),
                },
            };
        }
        (None, Payload::Struct(name)) => {
            let name = ident(name);
            match open {
                Some(_) => quote!(|headers, body| #name::read(headers, #body)),
                None => quote!(#name::read),
            }
        }
        (Some(variant), Payload::Struct(name)) => {
            let name = ident(name);
            match response.content {
                ContentView::Empty => quote!(|headers| #name::read(headers).map(#variant)),
                _ => quote!(|headers, body| #name::read(headers, #body).map(#variant)),
            }
        }
        (Some(variant), Payload::Body(ContentView::Empty)) => quote!(|_| Ok(#variant)),
        (Some(variant), Payload::Body(_)) => quote!(|_, body| Ok(#variant(#body))),
    };
    match response.content {
        ContentView::Empty => quote!(#from.empty_with(#read)),
        ContentView::Json(_) => quote!(#from.json_with(#read)),
        ContentView::Text => quote!(#from.text_with(#read)),
        _ => quote!(#from.stream_with(#read).await),
    }
}

/// Reads an error.
fn error(operation: &OperationView, index: usize) -> TokenStream {
    let Some(response) = operation.responses.get(index) else {
        return quote!();
    };
    let name = ident(&operation.types.error);
    let variant = ident(&response.variant);
    // Errors are read to memory, whatever they are.
    let kind = match response.content {
        ContentView::Empty => "empty",
        ContentView::Json(_) => "json",
        ContentView::Text => "text",
        _ => "bytes",
    };
    let call = if response.headers.is_empty() {
        let call = format_ident!("{kind}_error");
        quote!(#call(#name::#variant))
    } else {
        let headers = header_values(response);
        let call = format_ident!("{kind}_error_with");
        if response.content == ContentView::Empty {
            quote!(#call(|headers| Ok(#name::#variant { #(#headers,)* })))
        } else {
            quote!(#call(|headers, body| Ok(#name::#variant { #(#headers,)* body })))
        }
    };
    quote!(Err(response.#call))
}
