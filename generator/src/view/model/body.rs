//! Request bodies as both sides see them.

use super::checks::Checks;
use super::literal::DefaultValue;
use super::parameter::Codec;
use super::response::HeaderView;
use super::rust_type::{Argument, RustType};
use crate::formats::Scalar;
use crate::ir::Size;

/// A request body.
#[derive(Debug)]
pub struct BodyView {
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Its enum, where it has several variants.
    pub name: String,
    /// What it may be; never nothing.
    pub variants: Vec<BodyVariant>,
    /// How the server reads it.
    pub reading: BodyReading,
}

/// How a server reads a request body.
#[derive(Debug)]
pub enum BodyReading {
    /// As JSON and nothing else, with its media types where they aren't the usual ones.
    Json(Option<Vec<String>>),
    /// As a form of parts and nothing else, into the struct of this name.
    Multipart(String),
    /// Bytes or lines and nothing else, of these media types: the method reads them.
    Stream(Vec<String>),
    /// As one of several, by the media type.
    ByMediaType,
}

impl BodyView {
    /// Each way to write it, with the variant that it is one of.
    pub fn codecs(&self) -> impl Iterator<Item = (&BodyVariant, &BodyCodec)> {
        let variants = self.variants.iter();
        variants.flat_map(|variant| variant.codecs.iter().map(move |codec| (variant, codec)))
    }

    /// Whether the server has an enum for it: it may be of several types.
    #[must_use]
    pub fn is_server_enum(&self) -> bool {
        self.variants.len() > 1
    }

    /// Whether the client has an enum for it: it may be written in several ways.
    #[must_use]
    pub fn is_client_enum(&self) -> bool {
        self.codecs().count() > 1
    }

    /// The form of parts that it may be.
    #[must_use]
    pub fn form(&self) -> Option<&FormView> {
        self.variants
            .iter()
            .find_map(|variant| match &variant.kind {
                BodyKind::Multipart(form) => Some(form),
                BodyKind::Value(_) | BodyKind::Lines(_) | BodyKind::Binary => None,
            })
    }
}

/// One of the types that a request body may have.
#[derive(Debug)]
pub struct BodyVariant {
    /// Its variant.
    pub name: String,
    /// Its type.
    pub kind: BodyKind,
    /// What is checked of it, where it is one value.
    pub checks: Checks,
    /// How it may be written, the one that the client uses first.
    pub codecs: Vec<BodyCodec>,
    /// How the client takes its value.
    pub argument: Argument,
}

/// The type of a request body.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyKind {
    /// A value of this type.
    Value(RustType),
    /// `multipart/form-data`.
    Multipart(FormView),
    /// JSON values of this type, one a line, which are streamed.
    Lines(RustType),
    /// Bytes, which are streamed.
    Binary,
}

/// A form of parts.
#[derive(Clone, Debug, PartialEq)]
pub struct FormView {
    /// Its struct.
    pub name: String,
    /// Its parts.
    pub parts: Vec<PartView>,
    /// Whether the client's struct has `new`, which takes the parts that have to be there.
    pub has_new: bool,
    /// Whether it implements `Default`: no part has to be there.
    pub has_default: bool,
    /// Whether there can be no other parts.
    pub closed: bool,
    /// How many parts of different names there may be.
    pub size: Size,
    /// The parts that must be there where another one is, by that one.
    pub dependents: Vec<(String, Vec<String>)>,
}

/// One way to write a request body.
#[derive(Debug)]
pub struct BodyCodec {
    /// Its variant, for whoever has to choose one.
    pub name: String,
    /// How.
    pub kind: CodecKind,
    /// The media types, which may have wildcards.
    pub media_types: Vec<String>,
    /// The media type that a client sends.
    pub content_type: String,
    /// Whether that is the one that such bodies have unless they say otherwise.
    pub is_usual: bool,
}

/// How a request body is written.
#[derive(Debug)]
pub enum CodecKind {
    /// As JSON.
    Json,
    /// As a form, some of its members in another way than the others.
    Form(Vec<(String, Codec)>),
    /// As parts.
    Multipart,
    /// As text.
    Text,
    /// As JSON values, one a line.
    Lines,
    /// As it is.
    Binary,
}

/// A part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct PartView {
    /// Its identifier.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Its type where it isn't a file.
    pub kind: Option<RustType>,
    /// What is checked of it, where it has no headers of its own.
    pub checks: Checks,
    /// How it is written.
    pub codec: PartCodec,
    /// Whether there may be several of it.
    pub list: bool,
    /// Its media type, where that isn't the usual one.
    pub content_type: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// What a server takes a missing one for.
    pub default: Option<DefaultValue>,
    /// The struct for what it holds and its headers, where it has headers of its own.
    pub holder: Option<PartHolder>,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
}

/// The struct for a part with headers of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct PartHolder {
    /// Its name.
    pub name: String,
    /// Its fields beside that of what the part holds.
    pub headers: Vec<HeaderView>,
    /// What is checked of what it holds.
    pub checks: Checks,
}

/// How a part of a multipart body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartCodec {
    /// As a file.
    File,
    /// As text.
    Text,
    /// By what each value is: as text, as JSON, or as a part for each item.
    Union,
    /// As JSON.
    Json,
}

impl PartView {
    /// Whether it is text in Base64.
    #[must_use]
    pub fn is_base64(&self) -> bool {
        self.codec == PartCodec::Text && self.kind == Some(RustType::Scalar(Scalar::BASE64))
    }
}
