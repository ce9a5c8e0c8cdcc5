//! Chooses what the emitted READMEs begin with.

use super::model::quick_start::{QuickStart, RequestSample, Sample};
use super::model::{
    About, ContentView, Item, OperationView, ParameterView, RustType, ServerBase, ServerView,
    TagView, TypeFile,
};
use crate::formats::Path;
use crate::ir::{Location, Method};

/// What stands for the origin of a server that has none of its own.
const ORIGIN: &str = "http://127.0.0.1:8080";

pub(super) fn quick_start(
    about: &About,
    files: &[TypeFile],
    tags: &[TagView],
    servers: &[ServerView],
) -> QuickStart {
    QuickStart {
        item: item(files),
        base_url: base_url(about),
        server: servers.first().map(server),
        request: tags.iter().find_map(request),
    }
}

/// The first struct that others may know: a component rather than part of an operation.
fn item(files: &[TypeFile]) -> Option<String> {
    let used = files.iter().filter(|file| !file.is_unused());
    let mut items = used.flat_map(|file| &file.items);
    let first = items.find(|item| matches!(item, Item::Struct(_)))?;
    Some(first.name().to_owned())
}

fn base_url(about: &About) -> String {
    let server = about.server.as_deref().unwrap_or_default();
    let is_plain = server.starts_with("http")
        && !server.contains(['{', '"', '\\', '`', '?', '#'])
        && server.chars().all(|char| char.is_ascii_graphic());
    if is_plain {
        server.to_owned()
    } else {
        format!("{ORIGIN}{}", about.base_path)
    }
}

/// The call of a server's function, its variables at their defaults.
fn server(server: &ServerView) -> (String, Vec<Sample>) {
    let origin = || Sample::Text(ORIGIN.to_owned());
    let first = (server.base == ServerBase::Path).then(origin);
    let variables = server.variables.iter().enumerate();
    let variables = variables.map(|(index, variable)| match &variable.values {
        Some(_) => Sample::Default,
        // It is the first that the URL names.
        None if index == 0 && server.base == ServerBase::Variable => origin(),
        None => Sample::Text(variable.default.clone()),
    });
    let arguments = first.into_iter().chain(variables).collect();
    (server.function.clone(), arguments)
}

/// A request of a tag that can stand there: a GET of JSON with simple arguments.
fn request(tag: &TagView) -> Option<RequestSample> {
    tag.operations.iter().find_map(|operation| {
        let arguments = arguments(operation)?;
        Some(RequestSample {
            tag: tag.method.clone(),
            method: operation.method.clone(),
            arguments,
        })
    })
}

fn arguments(operation: &OperationView) -> Option<Vec<Sample>> {
    let mut responses = operation.responses.iter();
    let is_json = responses
        .any(|response| response.success && matches!(response.content, ContentView::Json(_)));
    if operation.http_method != Method::Get || !is_json || operation.body.is_some() {
        return None;
    }
    operation.required().map(sample).collect()
}

fn sample(parameter: &ParameterView) -> Option<Sample> {
    match (&parameter.kind, parameter.location) {
        (RustType::String, Location::Path | Location::Query) => {
            Some(Sample::Text("example".to_owned()))
        }
        (RustType::Bool, _) => Some(Sample::True),
        (RustType::Scalar(scalar), _) if matches!(scalar.path, Path::Std("i32" | "i64")) => {
            Some(Sample::Number(1))
        }
        _ => None,
    }
}
