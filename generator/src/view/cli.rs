//! Plans the command line: a command for each operation, and a flag for each of its parameters, for each
//! member of a body that is an object, and for each part of a form.

use super::index::Index;
use super::model::body::{BodyKind, BodyView, CodecKind, FormView, PartCodec, PartView};
use super::model::cli::{
    CliView, CommandGroup, CommandView, CredentialView, FlagPlace, FlagView, Shape,
};
use super::model::item::{EnumValues, Field, Item};
use super::model::operation::{OperationView, SchemeView, TagView};
use super::model::parameter::ParameterView;
use super::model::response::HeaderView;
use super::model::rust_type::RustType;
use crate::config::DocumentConfig;
use crate::formats::{Path, Scalar};
use crate::ir::Location;
use crate::names::{CommandScope, Names, ReservedOfCommands};

/// Names of binaries that cargo refuses.
const REFUSED: [&str; 4] = ["build", "deps", "examples", "incremental"];

/// The command line, if it is asked for.
pub(super) fn cli(
    config: &DocumentConfig,
    names: &Names,
    tags: &[TagView],
    schemes: &[SchemeView],
    index: &Index<'_>,
) -> Option<CliView> {
    let reserved = names.commands.as_ref()?;
    let mut flags = CommandScope::reserving(&reserved.flags);
    let sent = schemes.iter().enumerate();
    let sent = sent.filter(|(_, scheme)| scheme.on_client);
    let credentials = sent.map(|(scheme, view)| CredentialView {
        flag: flags.take(&view.wire, "auth"),
        scheme,
    });
    let credentials = credentials.collect();
    let mut groups = CommandScope::reserving(&reserved.tags);
    let tags = tags.iter().map(|tag| CommandGroup {
        name: groups.take(&tag.wire, "tag"),
        commands: commands(tag, reserved, &flags, index),
    });
    let is_refused = REFUSED.contains(&config.name.as_str());
    Some(CliView {
        program: match is_refused {
            true => format!("{}-cli", config.name),
            false => config.name.clone(),
        },
        prefix: config.name.to_uppercase().replace('-', "_"),
        tags: tags.collect(),
        credentials,
    })
}

fn commands(
    tag: &TagView,
    reserved: &ReservedOfCommands,
    flags: &CommandScope,
    index: &Index<'_>,
) -> Vec<CommandView> {
    let mut names = CommandScope::reserving(&reserved.operations);
    let operations = tag.operations.iter();
    let commands = operations.map(|operation| CommandView {
        name: names.take(operation.method.trim_start_matches("r#"), "operation"),
        flags: self::flags(operation, flags.clone(), index),
    });
    commands.collect()
}

/// The flags of an operation.
fn flags(operation: &OperationView, mut scope: CommandScope, index: &Index<'_>) -> Vec<FlagView> {
    let parameters = operation.parameters.iter().enumerate();
    let given = parameters.filter(|(_, parameter)| parameter.constant.is_none());
    let mut flags: Vec<FlagView> = given
        .map(|(position, parameter)| self::parameter(position, parameter, &mut scope, index))
        .collect();
    if let Some(body) = &operation.body {
        members(body, &mut scope, &mut flags, index);
        if let Some(form) = body.form() {
            parts(form, body, &mut scope, &mut flags, index);
        }
    }
    flags
}

fn parameter(
    position: usize,
    parameter: &ParameterView,
    scope: &mut CommandScope,
    index: &Index<'_>,
) -> FlagView {
    let what = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let (shape, is_list) = shape(&parameter.kind, index);
    FlagView {
        name: scope.take(&parameter.wire, what),
        place: FlagPlace::Parameter(position),
        shape,
        is_list,
        required: parameter.required,
        is_text: parameter.codec.as_ref().is_some_and(|codec| codec.text),
        docs: parameter.docs.clone(),
        default: parameter.default.as_ref().map(|value| value.json.clone()),
        deprecated: parameter.deprecated,
    }
}

/// The members of a body that is an object, in whichever way it is written.
fn members(
    body: &BodyView,
    scope: &mut CommandScope,
    flags: &mut Vec<FlagView>,
    index: &Index<'_>,
) {
    let before = flags.len();
    let is_single = body.codecs().count() == 1;
    for (codec, (variant, view)) in body.codecs().enumerate() {
        let BodyKind::Value(kind) = &variant.kind else {
            continue;
        };
        if !matches!(view.kind, CodecKind::Json | CodecKind::Form(_)) {
            continue;
        }
        let object = index.inner(kind).and_then(|(kind, _)| index.object(kind));
        for field in object.iter().flat_map(|object| &object.fields) {
            let (shape, is_list) = self::shape(&field.kind, index);
            let same = flags.iter_mut().skip(before).find_map(|flag| {
                let is_alike = flag.shape == shape && flag.is_list == is_list;
                match &mut flag.place {
                    FlagPlace::Member { wire, codecs } if is_alike && *wire == field.wire => {
                        Some(codecs)
                    }
                    _ => None,
                }
            });
            if let Some(codecs) = same {
                codecs.push(codec);
                continue;
            }
            let required = is_single && body.required && field.is_given();
            flags.push(member(field, (codec, required), (shape, is_list), scope));
        }
    }
}

fn member(
    field: &Field,
    (codec, required): (usize, bool),
    (shape, is_list): (Shape, bool),
    scope: &mut CommandScope,
) -> FlagView {
    let shape = match shape {
        Shape::Value if field.text => Shape::Text("TEXT".to_owned()),
        shape => shape,
    };
    FlagView {
        name: scope.take(&field.wire, "body"),
        place: FlagPlace::Member {
            wire: field.wire.clone(),
            codecs: vec![codec],
        },
        shape,
        is_list,
        required,
        is_text: field.text,
        docs: field.docs.clone().unwrap_or_default(),
        default: field.default.as_ref().map(|value| value.json.clone()),
        deprecated: field.deprecated,
    }
}

fn parts(
    form: &FormView,
    body: &BodyView,
    scope: &mut CommandScope,
    flags: &mut Vec<FlagView>,
    index: &Index<'_>,
) {
    let is_needed = body.required && body.codecs().count() == 1;
    for (position, part) in form.parts.iter().enumerate() {
        let required = is_needed && part.required;
        flags.push(self::part(position, part, required, scope, index));
        let headers = part.holder.iter().flat_map(|holder| &holder.headers);
        for (header, view) in headers.enumerate() {
            let place = FlagPlace::PartHeader(position, header);
            let wire = format!("{}-{}", part.wire, view.wire);
            let required = required && view.required;
            flags.push(part_header(view, &wire, place, required, scope, index));
        }
    }
}

fn part(
    position: usize,
    part: &PartView,
    required: bool,
    scope: &mut CommandScope,
    index: &Index<'_>,
) -> FlagView {
    let (shape, is_list) = match (&part.kind, part.codec) {
        (None, _) | (_, PartCodec::File) => (Shape::File, part.list),
        (Some(kind), _) => {
            let (shape, is_list) = self::shape(kind, index);
            match part.list && is_list {
                // A list of lists.
                true => (Shape::Json, true),
                false => (shape, is_list || part.list),
            }
        }
    };
    FlagView {
        name: scope.take(&part.wire, "body"),
        place: FlagPlace::Part(position),
        shape,
        is_list,
        required,
        is_text: part.kind.as_ref().is_some_and(RustType::is_chosen),
        docs: part.docs.clone(),
        default: part.default.as_ref().map(|value| value.json.clone()),
        deprecated: false,
    }
}

fn part_header(
    header: &HeaderView,
    wire: &str,
    place: FlagPlace,
    required: bool,
    scope: &mut CommandScope,
    index: &Index<'_>,
) -> FlagView {
    let (shape, is_list) = shape(&header.kind, index);
    FlagView {
        name: scope.take(wire, "body"),
        place,
        shape,
        is_list,
        required,
        is_text: header.codec.as_ref().is_some_and(|codec| codec.text),
        docs: header.docs.clone(),
        default: None,
        deprecated: false,
    }
}

/// What the values of a type are like on a command line, and whether there can be several.
fn shape(kind: &RustType, index: &Index<'_>) -> (Shape, bool) {
    let Some((kind, _)) = index.inner(kind) else {
        return (Shape::Json, false);
    };
    match kind {
        RustType::Vec(item) => (self::item(item, index), true),
        RustType::Tuple(_) => (Shape::Value, true),
        kind => match index.item(kind) {
            // A list that holds itself.
            Some(Item::Newtype(list)) if matches!(list.target, RustType::Vec(_)) => {
                (Shape::Json, true)
            }
            _ => (item(kind, index), false),
        },
    }
}

fn item(kind: &RustType, index: &Index<'_>) -> Shape {
    let Some((kind, _)) = index.inner(kind) else {
        return Shape::Json;
    };
    match kind {
        RustType::Bool => Shape::Boolean,
        RustType::String => Shape::Text("TEXT".to_owned()),
        RustType::Scalar(scalar) => self::scalar(scalar),
        RustType::Named(_) => match index.item(kind) {
            Some(Item::Enum(listed)) => {
                let values = listed.variants.iter().map(|variant| &variant.value);
                match listed.values {
                    EnumValues::Text => Shape::Words(
                        values
                            .map(|value| value.as_str().unwrap_or_default().to_owned())
                            .collect(),
                    ),
                    EnumValues::Integers => {
                        Shape::Values(values.map(ToString::to_string).collect())
                    }
                    EnumValues::Mixed => Shape::Value,
                }
            }
            Some(Item::Union(_)) => Shape::Value,
            _ => Shape::Json,
        },
        RustType::Json => Shape::Value,
        RustType::JsonText(_) => Shape::Text("JSON".to_owned()),
        RustType::Unit
        | RustType::Never
        | RustType::JsonObject
        | RustType::Vec(_)
        | RustType::Tuple(_)
        | RustType::Map(_)
        | RustType::Option(_)
        | RustType::Boxed(_) => Shape::Json,
    }
}

fn scalar(scalar: &Scalar) -> Shape {
    match &scalar.path {
        Path::Std("f64") => Shape::Number("NUMBER".to_owned()),
        Path::Std(name) if name.starts_with(['i', 'u']) => Shape::Number("INTEGER".to_owned()),
        Path::Types("BigInteger") => Shape::Number("INTEGER".to_owned()),
        Path::Std(path) | Path::Types(path) => {
            let name = path.rsplit("::").next().unwrap_or(path);
            Shape::Text(word(name))
        }
        // What it is in JSON, only the type knows.
        Path::Chosen(_) => Shape::Value,
    }
}

/// A type's name as a word for its values: `DateTime` to `DATE-TIME`.
fn word(name: &str) -> String {
    let mut word = String::new();
    let mut before = None;
    for char in name.chars() {
        if char.is_ascii_uppercase()
            && before.is_some_and(|before: char| !before.is_ascii_uppercase())
        {
            word.push('-');
        }
        word.push(char.to_ascii_uppercase());
        before = Some(char);
    }
    word
}
