//! What a client makes of the responses.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::block::ident;
use super::super::docs;
use super::super::operation_docs;
use super::super::shared::alternatives;
use super::payload::{body_type, errors, header_values};
use crate::ir::Status;
use crate::view::{ContentView, Framing, OperationView, Payload, ResponseView, Success};

/// Whether what was asked for is a redirect.
pub(super) fn expects_redirect(operation: &OperationView) -> bool {
    let mut responses = operation.responses.iter();
    responses.any(|response| response.success && response.status.is_redirect())
}

/// Arms of the match over the status.
#[derive(Default)]
struct Arms {
    arms: Vec<(Vec<TokenStream>, TokenStream)>,
}

impl Arms {
    /// Adds an arm; one that does the same as the last joins it.
    fn push(&mut self, pattern: TokenStream, handle: TokenStream) {
        match self.arms.last_mut() {
            Some((patterns, last)) if last.to_string() == handle.to_string() => {
                patterns.push(pattern)
            }
            _ => self.arms.push((vec![pattern], handle)),
        }
    }

    /// What the status decides.
    fn decide(&self) -> TokenStream {
        // What every status leads to needs no `match`.
        if let [(patterns, handle)] = self.arms.as_slice()
            && patterns.iter().any(|pattern| pattern.to_string() == "_")
        {
            return handle.clone();
        }
        let arms = self
            .arms
            .iter()
            .map(|(patterns, handle)| quote!(#(#patterns)|* => #handle,));
        quote!(match response.status().as_u16() { #(#arms)* })
    }
}

/// `send`.
pub(super) fn send(operation: &OperationView, has_credentials: bool) -> TokenStream {
    let body = success_type(operation);
    let error = error_type(operation);
    let security =
        has_credentials.then(|| alternatives(&operation.security).unwrap_or_else(|| quote!(&[])));
    let (mut arms, mut streams) = (Arms::default(), Vec::new());
    for group in groups(operation) {
        let Some((_, first)) = group.first() else {
            continue;
        };
        if first.success {
            let pattern = success_pattern(operation, first.status);
            streams.extend(stream_checks(operation, &group, &pattern));
            if let Some(handle) = buffered(&group, |index, response| {
                let is_read = !response.content.is_stream();
                is_read.then(|| success_arm(operation, index, response))
            }) {
                arms.push(pattern, handle);
            }
        }
        if first.fails()
            && let Some(handle) =
                buffered(&group, |_, response| Some(error_arm(operation, response)))
        {
            arms.push(pattern(operation, first.status), handle);
        }
    }
    let is_default = |response: &ResponseView| response.status == Status::Default;
    if !operation.responses.iter().any(is_default) {
        arms.push(quote!(_), quote!(Err(response.unexpected_status())));
    }
    let receive = if streams.is_empty() {
        quote!(let response = self.client.execute(self.request, #security).await?;)
    } else {
        quote! {
            let response = self.client.open(self.request, #security).await?;
            #(#streams)*
            let response = response.buffer().await?;
        }
    };
    let arms = arms.decide();
    let docs = docs::attributes(&send_docs(operation));
    quote! {
        #docs
        pub async fn send(self) -> Result<Response<#body>, Error<#error>> {
            #receive
            #arms
        }
    }
}

/// The responses of one status, each with its index.
type Group<'a> = Vec<(usize, &'a ResponseView)>;

fn groups(operation: &OperationView) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, response) in operation.responses.iter().enumerate() {
        match groups.last_mut() {
            Some(group)
                if group
                    .iter()
                    .all(|(_, other)| other.status == response.status) =>
            {
                group.push((index, response));
            }
            _ => groups.push(vec![(index, response)]),
        }
    }
    groups
}

/// The media types of each body of a status, to be told apart by.
fn choices(group: &Group<'_>) -> TokenStream {
    let choices = group.iter().map(|(_, response)| {
        let media_types = &response.media_types;
        quote!(&[#(#media_types),*])
    });
    quote!(&[#(#choices),*])
}

/// What takes the bodies of a status that are read while they arrive.
fn stream_checks(
    operation: &OperationView,
    group: &Group<'_>,
    pattern: &TokenStream,
) -> Vec<TokenStream> {
    let streams = group
        .iter()
        .enumerate()
        .filter(|(_, (_, response))| response.content.is_stream());
    let checks = streams.map(|(position, (index, response))| {
        let handle = success_arm(operation, *index, response);
        let choice = (group.len() > 1).then(|| {
            let (choices, position) = (choices(group), Literal::usize_unsuffixed(position));
            quote!(&& response.choose(#choices) == #position)
        });
        quote! {
            if matches!(response.status().as_u16(), #pattern) #choice {
                return #handle;
            }
        }
    });
    checks.collect()
}

/// What becomes of the bodies of a status that are read to memory, as `arm` has it of each.
fn buffered(
    group: &Group<'_>,
    arm: impl Fn(usize, &ResponseView) -> Option<TokenStream>,
) -> Option<TokenStream> {
    let arms = group.iter().enumerate();
    let mut arms: Vec<(usize, TokenStream)> = arms
        .filter_map(|(position, (index, response))| Some((position, arm(*index, response)?)))
        .collect();
    let (_, last) = arms.pop()?;
    let is_last = |(_, arm): &(usize, TokenStream)| arm.to_string() == last.to_string();
    if arms.iter().all(is_last) {
        return Some(last);
    }
    let choices = choices(group);
    let arms = arms.into_iter().map(|(position, handle)| {
        let position = Literal::usize_unsuffixed(position);
        quote!(#position => #handle,)
    });
    Some(quote!(match response.choose(#choices) { #(#arms)* _ => #last, }))
}

fn pattern(operation: &OperationView, status: Status) -> TokenStream {
    match status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(digit) => range(operation, digit),
        Status::Default => quote!(_),
    }
}

/// The statuses with which a response is a success: of all those that the default stands for, the
/// ones that HTTP has for successes.
fn success_pattern(operation: &OperationView, status: Status) -> TokenStream {
    match status {
        Status::Default => range(operation, 2),
        status => pattern(operation, status),
    }
}

/// The statuses of a first digit. Those at its ends that have a response of their own are left out:
/// a range that begins or ends with another pattern is taken for an oversight.
fn range(operation: &OperationView, digit: u16) -> TokenStream {
    let has_own = |code: u16| {
        let mut responses = operation.responses.iter();
        responses.any(|response| response.status == Status::Code(code))
    };
    let (mut first, mut last) = (digit * 100, digit * 100 + 99);
    while first < last && has_own(first) {
        first += 1;
    }
    while first < last && has_own(last) {
        last -= 1;
    }
    let (first, last) = (
        Literal::u16_unsuffixed(first),
        Literal::u16_unsuffixed(last),
    );
    quote!(#first..=#last)
}

fn send_docs(operation: &OperationView) -> Vec<String> {
    let mut lines = vec!["Sends the request.", "", "# Errors", ""];
    lines.push("Returns an error if the request fails, or the response isn't as documented.");
    if errors(operation).next().is_some() {
        lines.push("The documented errors are:");
        lines.push("");
    }
    let lines = lines.into_iter().map(str::to_owned);
    lines
        .chain(errors(operation).map(operation_docs::response))
        .collect()
}

fn success_type(operation: &OperationView) -> TokenStream {
    match &operation.success {
        Success::One(Payload::Body(content)) => body_type(content),
        Success::One(Payload::Struct(name)) | Success::Many(name, _) => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

fn error_type(operation: &OperationView) -> TokenStream {
    if errors(operation).next().is_none() {
        return quote!(Infallible);
    }
    let name = format_ident!("{}Error", operation.name);
    quote!(#name)
}

fn success_arm(operation: &OperationView, index: usize, response: &ResponseView) -> TokenStream {
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
        ContentView::Events(_, framing) => {
            let open = match framing {
                Framing::Json => quote!(json),
                Framing::Text => quote!(text),
                Framing::Whole => quote!(whole),
            };
            Some(quote!(EventStream::#open))
        }
        ContentView::Lines(_) => Some(quote!(JsonLines::new)),
        _ => None,
    };
    let body = match &open {
        Some(open) => quote!(#open(body)),
        None => quote!(body),
    };
    let read = match (variant, payload) {
        (None, Payload::Body(_)) => {
            return match response.content {
                ContentView::Empty => quote!(response.empty()),
                ContentView::Json(_) => quote!(response.json()),
                ContentView::Text => quote!(response.text()),
                _ => match open {
                    Some(open) => quote!(Ok(response.stream().map(#open))),
                    None => quote!(Ok(response.stream())),
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
        ContentView::Empty => quote!(response.empty_with(#read)),
        ContentView::Json(_) => quote!(response.json_with(#read)),
        ContentView::Text => quote!(response.text_with(#read)),
        _ => quote!(response.stream_with(#read).await),
    }
}

fn error_arm(operation: &OperationView, response: &ResponseView) -> TokenStream {
    let name = format_ident!("{}Error", operation.name);
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
