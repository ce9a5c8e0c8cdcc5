//! What the command line says of an operation, and what its command takes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::code::{Code, format};
use super::super::docs;
use super::super::operation_docs;
use crate::view::{BodyView, CodecKind, CommandView, FlagPlace, FlagView, OperationView, Shape};

/// A longer sentence is no summary.
const MAX_SUMMARY: usize = 120;

/// A longer default is cut.
const MAX_DEFAULT: usize = 80;

/// The constant that describes the command.
pub(super) fn item(operation: &OperationView, command: &CommandView) -> Code {
    let name = &command.name;
    let summary = summary(operation);
    let about = summary.trim_end_matches('.');
    let arguments = command.flags.iter().map(argument);
    let route = operation_docs::route(operation).replace('`', "");
    let docs = operation.docs.as_deref().unwrap_or_default();
    let docs = docs::text(docs);
    let deprecated = operation.deprecated.then(|| quote!(.deprecated()));
    let body = operation.body.as_ref().map(body);
    let accept = operation.accept.as_ref().map(|accept| {
        let types = accept.variants.iter().map(|(_, media_type)| media_type);
        let types = types.chain(&accept.ranges);
        quote!(.accept(&[#(#types),*]))
    });
    let pages = operation.pages.as_ref().map(|pages| {
        let path = pages.items.iter().filter_map(|step| step.wire.as_ref());
        quote!(.pages(&[#(#path),*]))
    });
    let streams = (!operation.receive.streams.is_empty()).then(|| quote!(.streams()));
    format(quote! {
        pub(super) const OPERATION: Operation =
            Operation::new(#name, #about, #route, #docs, &[#(#arguments),*])
                #deprecated #body #accept #pages #streams;
    })
}

/// What it does in a few words: without a summary, the first sentence of the description.
fn summary(operation: &OperationView) -> String {
    let given = docs::text(&operation.summary);
    let description = operation.docs.as_deref().map(docs::text);
    let Some(description) = description.filter(|_| operation.has_no_summary()) else {
        return given;
    };
    let paragraph = description.lines().next().unwrap_or_default();
    let sentence = paragraph.split(". ").next().unwrap_or_default();
    match sentence.chars().count() {
        1..=MAX_SUMMARY => sentence.to_owned(),
        _ => given,
    }
}

fn argument(flag: &FlagView) -> TokenStream {
    let (name, help) = (&flag.name, help(flag));
    let is_member = matches!(flag.place, FlagPlace::Member { .. });
    let value = match &flag.shape {
        Shape::Text(word) => quote!(Value::Text(#word)),
        Shape::Number(word) => quote!(Value::Number(#word)),
        Shape::Boolean => quote!(Value::Boolean),
        Shape::Words(words) => quote!(Value::Words(&[#(#words),*])),
        Shape::Values(values) => quote!(Value::Values(&[#(#values),*])),
        Shape::Value if !is_member => quote!(Value::Text("VALUE")),
        Shape::Json | Shape::Value => quote!(Value::Json),
        Shape::File => quote!(Value::File),
    };
    let default = flag.default.as_deref().map(|json| {
        let json = default(json);
        quote!(.or(#json))
    });
    let required = flag.required.then(|| quote!(.required()));
    let list = flag.is_list.then(|| quote!(.list()));
    let text = (flag.is_text && !is_member).then(|| quote!(.text()));
    let place = match &flag.place {
        FlagPlace::Parameter(_) => None,
        FlagPlace::Member { wire, codecs } => {
            let codecs = codecs.iter().map(|index| Literal::usize_unsuffixed(*index));
            Some(quote!(.member(#wire, &[#(#codecs),*])))
        }
        FlagPlace::Part(_) | FlagPlace::PartHeader(..) => Some(quote!(.part())),
    };
    quote!(Argument::new(#name, #value, #help) #default #required #list #text #place)
}

fn help(flag: &FlagView) -> String {
    let text = match flag.docs.trim() {
        "" => String::new(),
        docs => docs::text(docs),
    };
    match (flag.deprecated, text.as_str()) {
        (false, _) => text,
        (true, "") => "Deprecated.".to_owned(),
        (true, text) => format!("Deprecated. {text}"),
    }
}

/// A default as JSON in one line, as far as it is short.
fn default(json: &str) -> String {
    let line = docs::one_line(json);
    match line.chars().count() {
        ..=MAX_DEFAULT => line,
        _ => line.chars().take(MAX_DEFAULT).chain(['…']).collect(),
    }
}

fn body(body: &BodyView) -> TokenStream {
    let help = docs::text(&body.docs);
    let ways = body.codecs().map(|(_, codec)| {
        let media_type = &codec.content_type;
        let way = match &codec.kind {
            CodecKind::Json | CodecKind::Form(_) => quote!(Way::Json),
            CodecKind::Text => quote!(Way::Text),
            CodecKind::Lines => quote!(Way::Lines),
            CodecKind::Binary => quote!(Way::Bytes),
            CodecKind::Multipart => quote!(Way::Parts),
        };
        quote!((#media_type, #way))
    });
    let required = body.required;
    quote!(.body(#required, #help, &[#(#ways),*]))
}
