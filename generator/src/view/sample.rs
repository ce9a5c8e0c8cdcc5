//! What a mock of the server answers.

use serde_json::Value;

use super::model::{OperationSamples, ResponseSample, SampleBody};
use crate::ir::{
    Api, Content, Examples, Framing, Header, Operation, Payload, Response, Status, Stream, TypeRef,
    succeeds,
};

/// A sample for each operation of which there can be one, by the operation's id.
pub(super) fn samples(api: &Api, examples: Examples<'_>) -> Vec<(String, OperationSamples)> {
    let sampler = Sampler { api, examples };
    let operations = api.operations.iter();
    let operations = operations.filter(|operation| operation.is_routable);
    operations
        .filter_map(|operation| Some((operation.id.clone(), sampler.operation(operation)?)))
        .collect()
}

struct Sampler<'a> {
    api: &'a Api,
    examples: Examples<'a>,
}

impl Sampler<'_> {
    /// The first response that a client asks for and of whose body there is a sample, and all others.
    fn operation(&self, operation: &Operation) -> Option<OperationSamples> {
        let (asked, others): (Vec<&Response>, Vec<&Response>) = operation
            .responses
            .iter()
            .partition(|response| succeeds(response.status, &operation.responses));
        let mut asked = asked.into_iter();
        let errors = others.into_iter().filter_map(|response| {
            let status = match response.status {
                Status::Code(code) => code.to_string(),
                Status::Range(class) => format!("{class}XX"),
                Status::Default => "default".to_owned(),
            };
            Some((status, self.response(response)?))
        });
        Some(OperationSamples {
            answer: asked.find_map(|response| self.response(response))?,
            errors: errors.collect(),
        })
    }

    fn response(&self, response: &Response) -> Option<ResponseSample> {
        let mut headers = Vec::new();
        for header in &response.headers {
            match self.header(header) {
                Some(text) => headers.push((header.name.clone(), text)),
                None if header.required => return None,
                None => {}
            }
        }
        let mut contents = response.contents.iter();
        let (media_type, body) = if response.contents.is_empty() {
            (None, SampleBody::Empty)
        } else {
            contents.find_map(|content| {
                let media_type = media_type(content)?;
                Some((Some(media_type), self.body(content)?))
            })?
        };
        Some(ResponseSample {
            status: match response.status {
                Status::Code(code) => code,
                Status::Range(class) => class * 100,
                Status::Default => 200,
            },
            headers,
            media_type,
            body,
        })
    }

    fn header(&self, header: &Header) -> Option<String> {
        let examples = self.examples.at(&header.origin).into_iter();
        let kind = TypeRef {
            id: header.kind,
            nullable: false,
        };
        let mut examples = examples.filter(|value| self.api.types.admits(value, kind));
        let value = examples.next().or_else(|| self.value(kind))?;
        match value {
            Value::Array(items) => {
                let items: Option<Vec<String>> = items.iter().map(scalar).collect();
                items.map(|items| items.join(","))
            }
            value => scalar(&value),
        }
    }

    fn body(&self, content: &Content) -> Option<SampleBody> {
        let mut examples = self.examples.at(&content.origin).into_iter();
        Some(match &content.payload {
            Payload::Json(kind) => {
                let example = examples.find(|value| self.api.types.admits(value, *kind));
                SampleBody::Json(example.or_else(|| self.value(*kind))?)
            }
            Payload::Text | Payload::Binary => {
                let text = examples.find_map(|example| example.as_str().map(str::to_owned));
                SampleBody::Text(text.unwrap_or_else(|| "sample".to_owned()))
            }
            Payload::Stream(kind, Stream::Lines) => {
                let value = self.value(*kind)?;
                // A sequence (RFC 7464) has a mark before each value.
                let media_types = content.media_types.iter();
                let mut marked = media_types.filter(|name| name.contains("json-seq"));
                let mark = if marked.next().is_some() {
                    "\u{1e}"
                } else {
                    ""
                };
                SampleBody::Text(format!("{mark}{value}\n"))
            }
            Payload::Stream(kind, Stream::Events(framing)) => {
                SampleBody::Text(event(&self.value(*kind)?, *framing))
            }
            Payload::Form(..) | Payload::Multipart(_) => return None,
        })
    }

    fn value(&self, kind: TypeRef) -> Option<Value> {
        self.api.types.sample(kind, "", self.examples)
    }
}

/// The media type that a sample is sent as: the first that isn't a range.
fn media_type(content: &Content) -> Option<String> {
    let first = content.media_types.first()?;
    let mut names = content.media_types.iter();
    let name = names.find(|name| !name.contains('*')).unwrap_or(first);
    Some(if name.contains('*') {
        match content.payload {
            Payload::Json(_) => "application/json".to_owned(),
            Payload::Text => "text/plain".to_owned(),
            _ => "application/octet-stream".to_owned(),
        }
    } else {
        name.clone()
    })
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// One server-sent event.
fn event(value: &Value, framing: Framing) -> String {
    let field = |name: &str, value: &Value| {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let lines = text.lines().map(|line| format!("{name}: {line}\n"));
        lines.collect::<String>()
    };
    let lines = match framing {
        Framing::Json => format!("data: {value}\n"),
        Framing::Text => field("data", value),
        Framing::Fields | Framing::Whole => {
            let known = ["event", "id", "retry", "data"].into_iter();
            let fields = known.filter_map(|name| Some(field(name, value.get(name)?)));
            fields.collect()
        }
    };
    format!("{lines}\n")
}
