//! The data of the suite: its documents, and its scenarios with every request and response.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::http::essence;
use crate::Failure;

/// Stands in requests and responses for the URL of the server.
pub(super) const BASE_URL: &str = "{baseUrl}";

/// The folders of documents, each with what tells its documents from those of the first.
const FOLDERS: [(&str, &str); 3] = [("openapi", ""), ("openapi30", "3.0"), ("openapi32", "3.2")];

/// A document of the suite.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Document {
    /// The spec that it is made of.
    pub(super) spec: String,
    /// The version of OpenAPI, where the spec has documents of several.
    pub(super) dialect: &'static str,
    /// The version of the API, where the spec has several.
    pub(super) version: Option<String>,
    /// What the names of its crates begin with.
    pub(super) name: String,
    pub(super) path: PathBuf,
}

/// The documents of the suite.
pub(super) fn documents(folder: &Path) -> Result<Vec<Document>, Failure> {
    let mut documents = Vec::new();
    for (name, dialect) in FOLDERS {
        let root = folder.join(name);
        let mut files = Vec::new();
        find(&root, &mut files)?;
        for path in files {
            let relative = path.strip_prefix(&root).unwrap_or(&path);
            let shown = relative.with_extension("");
            let shown = shown.to_string_lossy().replace('\\', "/");
            documents.push(document(&shown, dialect, path));
        }
    }
    documents.sort();
    Ok(documents)
}

pub(super) fn document(shown: &str, dialect: &'static str, path: PathBuf) -> Document {
    let folder = shown.rfind('/').map_or(0, |slash| slash + 1);
    let (folder, file) = shown.split_at(folder);
    let (spec, version) = match file.split_once('.') {
        Some((spec, version)) => (spec, Some(version.to_owned())),
        None => (file, None),
    };
    let plain = |char: char| {
        if char.is_ascii_alphanumeric() {
            char
        } else {
            '-'
        }
    };
    let name: String = format!("{shown}-{dialect}").chars().map(plain).collect();
    Document {
        spec: format!("{folder}{spec}"),
        dialect,
        version,
        name: name.trim_end_matches('-').to_ascii_lowercase(),
        path,
    }
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// A scenario: one call or several.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Scenario {
    pub(super) spec: String,
    pub(super) name: String,
    #[serde(rename = "apis")]
    pub(super) calls: Vec<Call>,
    /// What the suite waits for, where that is more than one request.
    #[serde(default)]
    keys: Vec<String>,
}

/// A request, and what is answered to it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) uri: String,
    pub(super) request: Request,
    pub(super) response: Response,
    /// Whether the suite waits for the client to come back where the response ends.
    #[serde(skip)]
    pub(super) reconnects: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Request {
    #[serde(default)]
    pub(super) query: Map<String, Value>,
    #[serde(default)]
    headers: Map<String, Value>,
    pub(super) body: Option<Body>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Response {
    pub(super) status: u16,
    #[serde(default)]
    headers: Map<String, Value>,
    pub(super) body: Option<Body>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Body {
    #[serde(rename = "contentType")]
    content_type: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) json: Option<Value>,
    pub(super) text: Option<String>,
    base64: Option<String>,
    /// What a form holds beside files.
    #[serde(default)]
    pub(super) parts: BTreeMap<String, Value>,
    pub(super) files: Option<Vec<File>>,
}

/// A file of a form.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct File {
    #[serde(rename = "fieldname")]
    pub(super) field: String,
    #[serde(rename = "originalname")]
    pub(super) name: String,
    #[serde(rename = "mimetype")]
    pub(super) media_type: String,
    text: Option<String>,
    base64: Option<String>,
}

/// Tells a `null` from nothing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// The scenarios of the suite.
pub(super) fn scenarios(folder: &Path) -> Result<Vec<Scenario>, Failure> {
    let path = folder.join("scenarios.json");
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut scenarios: Vec<Scenario> = serde_json::from_str(&text)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    for scenario in &mut scenarios {
        let reconnects = scenario.keys.iter().any(|key| key == "reconnect");
        for call in &mut scenario.calls {
            // The suite escapes what would begin a parameter of its router.
            call.uri = call.uri.replace("\\:", ":");
            call.reconnects = reconnects;
        }
    }
    Ok(scenarios)
}

impl Call {
    /// The call with the media type of its header rather than that of its body, where the document
    /// knows only that.
    pub(super) fn settled(&self, documented: &[&str]) -> Self {
        let mut call = self.clone();
        let knows = |media_type: &str| {
            let mut all = documented.iter();
            all.any(|known| essence(known) == essence(media_type))
        };
        let header = content_type(&call.request.headers).filter(|header| knows(header));
        if let (Some(header), Some(body)) = (header, &mut call.request.body)
            && !knows(body.content_type())
        {
            body.settle(header);
        }
        call
    }

    /// The call with the URL of the server in it.
    pub(super) fn at(&self, base_url: &str) -> Self {
        let mut call = self.clone();
        for body in [&mut call.request.body, &mut call.response.body] {
            let Some(body) = body else { continue };
            if let Some(text) = &mut body.text {
                *text = text.replace(BASE_URL, base_url);
            }
            if let Some(json) = &mut body.json {
                replace(json, base_url);
            }
        }
        call
    }
}

fn replace(value: &mut Value, base_url: &str) {
    match value {
        Value::String(text) => *text = text.replace(BASE_URL, base_url),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, base_url)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| replace(member, base_url)),
        _ => {}
    }
}

impl Request {
    /// The headers, by their names in lower case. A `Content-Type` is the body's.
    pub(super) fn headers(&self) -> BTreeMap<String, String> {
        headers(&self.headers)
    }
}

impl Response {
    /// The headers, by their names in lower case. A `Content-Type` is the body's.
    pub(super) fn headers(&self) -> BTreeMap<String, String> {
        headers(&self.headers)
    }

    /// The media type, where it has a body or says one without.
    pub(super) fn content_type(&self) -> Option<String> {
        let body = self.body.as_ref().map(Body::content_type);
        body.map(str::to_owned)
            .or_else(|| content_type(&self.headers))
    }
}

fn content_type(headers: &Map<String, Value>) -> Option<String> {
    let mut headers = headers.iter();
    let header = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    header.map(|(_, value)| text(value))
}

fn headers(headers: &Map<String, Value>) -> BTreeMap<String, String> {
    headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), text(value)))
        .filter(|(name, _)| name != "content-type")
        .collect()
}

impl Body {
    /// Takes another media type; a string is text then, where that isn't JSON.
    fn settle(&mut self, media_type: String) {
        self.content_type = Some(media_type);
        if let (Some(Value::String(text)), false) = (&self.json, self.is_json()) {
            self.text = Some(text.clone());
            self.json = None;
        }
    }

    /// Whether the media type is one of JSON.
    fn is_json(&self) -> bool {
        let essence = essence(self.content_type());
        essence.ends_with("/json") || essence.ends_with("+json")
    }

    pub(super) fn content_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or_default()
    }

    /// The bytes; none of a form.
    pub(super) fn bytes(&self) -> Vec<u8> {
        match (&self.json, &self.text, &self.base64) {
            (Some(json), _, _) => json.to_string().into_bytes(),
            (_, Some(text), _) => text.clone().into_bytes(),
            (_, _, Some(base64)) => decoded(base64),
            _ => Vec::new(),
        }
    }
}

impl File {
    pub(super) fn bytes(&self) -> Vec<u8> {
        match (&self.text, &self.base64) {
            (Some(text), _) => text.clone().into_bytes(),
            (_, Some(base64)) => decoded(base64),
            _ => Vec::new(),
        }
    }
}

fn decoded(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).unwrap_or_default()
}

/// A value as it stands in a query or a header.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_names_and_versions() {
        let document = |shown| document(shown, "3.0", PathBuf::new());
        let plain = document("type/file");
        assert_eq!((plain.spec.as_str(), plain.version), ("type/file", None));
        assert_eq!(plain.name, "type-file-3-0");
        let dated = document("server/versions/versioned.2021-01-01-preview");
        assert_eq!(dated.spec, "server/versions/versioned");
        assert_eq!(dated.version.as_deref(), Some("2021-01-01-preview"));
    }

    #[test]
    fn null_is_a_body() {
        let body: Body = serde_json::from_str(r#"{"json": null}"#).unwrap();
        assert_eq!(body.bytes(), b"null");
        let body: Body = serde_json::from_str("{}").unwrap();
        assert_eq!(body.json, None);
    }
}
