//! The examples of a document, each with its schema.

use std::collections::{HashSet, VecDeque};

use oasmith::method::Method;
use oasmith::source::{FileId, Origin, Pointer};
use serde_json::{Map, Value};

use crate::values::document::{Document, item, member, reference};
use crate::values::way::Way;

/// More examples than these are of no use.
const MAX_EXAMPLES: usize = 20_000;

/// An example.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// Where its value stands.
    pub(crate) at: Origin,
    pub(crate) value: Value,
    /// Its schema.
    pub(crate) schema: Origin,
    /// Which way it travels; `None` for that of a schema.
    pub(crate) way: Option<Way>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// A mapping of names to nodes of another kind.
    Each(Member),
    Node(Member),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Member {
    PathItem,
    RequestBody,
    Response,
    Schema,
}

/// All examples of a document: of media types, and of schemas that components and bodies consist of.
pub(crate) fn collect(document: &Document<'_>) -> Vec<Example> {
    let mut walk = Walk {
        document,
        pending: VecDeque::new(),
        seen: HashSet::new(),
        examples: Vec::new(),
    };
    let at = |pointer: &str| Origin {
        file: FileId::default(),
        pointer: Pointer::parse(pointer).unwrap_or_else(Pointer::root),
    };
    for (pointer, kind) in [
        ("/paths", Member::PathItem),
        ("/x-ms-paths", Member::PathItem),
        ("/components/pathItems", Member::PathItem),
        ("/components/requestBodies", Member::RequestBody),
        ("/components/responses", Member::Response),
        ("/responses", Member::Response),
        ("/components/schemas", Member::Schema),
        ("/definitions", Member::Schema),
    ] {
        walk.pending.push_back((at(pointer), Kind::Each(kind)));
    }
    while let Some((at, kind)) = walk.pending.pop_front() {
        walk.visit(at, kind);
    }
    walk.examples
}

struct Walk<'a> {
    document: &'a Document<'a>,
    pending: VecDeque<(Origin, Kind)>,
    seen: HashSet<(Origin, Kind)>,
    examples: Vec<Example>,
}

impl Walk<'_> {
    fn visit(&mut self, at: Origin, kind: Kind) {
        if self.examples.len() >= MAX_EXAMPLES || !self.seen.insert((at.clone(), kind)) {
            return;
        }
        let Some(Value::Object(node)) = self.document.get(&at) else {
            return;
        };
        match kind {
            Kind::Each(kind) => {
                let members = node
                    .keys()
                    .map(|name| (member(&at, name), Kind::Node(kind)));
                self.pending.extend(members);
            }
            Kind::Node(kind) => {
                let target = node.get("$ref").and_then(Value::as_str);
                let target = target.and_then(|found| self.document.target(at.file, found));
                // One that overrides what it refers to is looked at, too.
                self.pending
                    .extend(target.map(|target| (target, Kind::Node(kind))));
                match kind {
                    Member::PathItem => self.path_item(&node, &at),
                    Member::RequestBody => self.content(&node, &at, Way::Request),
                    Member::Response => self.response(&node, &at),
                    Member::Schema => self.schema(&node, &at),
                }
            }
        }
    }

    fn path_item(&mut self, item: &Map<String, Value>, at: &Origin) {
        for method in Method::members() {
            let Some(operation) = item.get(method).and_then(Value::as_object) else {
                continue;
            };
            let at = member(at, method);
            self.push(&at, "requestBody", Kind::Node(Member::RequestBody));
            self.push(&at, "responses", Kind::Each(Member::Response));
            // Swagger 2.0 has the request body among the parameters.
            let parameters = operation.get("parameters").and_then(Value::as_array);
            for (index, parameter) in parameters.into_iter().flatten().enumerate() {
                if parameter.get("in").is_some_and(|place| place == "body") {
                    let at = item_of(&at, index);
                    self.push(&at, "schema", Kind::Node(Member::Schema));
                }
            }
        }
    }

    fn push(&mut self, at: &Origin, name: &str, kind: Kind) {
        self.pending.push_back((member(at, name), kind));
    }

    fn response(&mut self, response: &Map<String, Value>, at: &Origin) {
        self.content(response, at, Way::Response);
        // Swagger 2.0.
        if response.contains_key("schema") {
            let schema = member(at, "schema");
            let examples = response.get("examples").and_then(Value::as_object);
            for (media_type, value) in examples.into_iter().flatten() {
                if is_json(media_type) {
                    let at = member(&member(at, "examples"), media_type);
                    self.add(at, value.clone(), &schema, Some(Way::Response));
                }
            }
            self.pending.push_back((schema, Kind::Node(Member::Schema)));
        }
    }

    /// The media types of a request body or response.
    fn content(&mut self, body: &Map<String, Value>, at: &Origin, way: Way) {
        let content = body.get("content").and_then(Value::as_object);
        for (media_type, media) in content.into_iter().flatten() {
            let Some(media) = media.as_object() else {
                continue;
            };
            let at = member(&member(at, "content"), media_type);
            let schema = member(&at, "schema");
            if media.contains_key("schema") && is_json(media_type) {
                if let Some(example) = media.get("example") {
                    self.add(member(&at, "example"), example.clone(), &schema, Some(way));
                }
                let examples = media.get("examples").and_then(Value::as_object);
                for name in examples.into_iter().flatten().map(|(name, _)| name) {
                    let at = member(&member(&at, "examples"), name);
                    let found = self.document.resolve(at);
                    if let Some((at, value)) =
                        found.and_then(|(at, example)| Some((at, example.get("value")?.clone())))
                    {
                        self.add(member(&at, "value"), value, &schema, Some(way));
                    }
                }
            }
            self.pending.push_back((schema, Kind::Node(Member::Schema)));
        }
    }

    fn schema(&mut self, schema: &Map<String, Value>, at: &Origin) {
        if let Some(example) = schema.get("example") {
            self.add(member(at, "example"), example.clone(), at, None);
        }
        // A list since 3.1; what else is written there is no example of JSON Schema's.
        let examples = schema.get("examples").and_then(Value::as_array);
        for (index, example) in examples.into_iter().flatten().enumerate() {
            let place = item(&member(at, "examples"), index);
            self.add(place, example.clone(), at, None);
        }
        for keyword in ["items", "additionalProperties"] {
            if schema.get(keyword).is_some_and(Value::is_object) {
                self.push(at, keyword, Kind::Node(Member::Schema));
            }
        }
        for keyword in ["properties", "patternProperties", "$defs"] {
            if schema.contains_key(keyword) {
                self.push(at, keyword, Kind::Each(Member::Schema));
            }
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            let members = schema.get(keyword).and_then(Value::as_array);
            let place = member(at, keyword);
            for index in 0..members.map_or(0, Vec::len) {
                let at = item(&place, index);
                self.pending.push_back((at, Kind::Node(Member::Schema)));
            }
        }
    }

    fn add(&mut self, at: Origin, value: Value, schema: &Origin, way: Option<Way>) {
        // A reference is no value: some documents have one where no specification knows it.
        if reference(&value).is_none() {
            self.examples.push(Example {
                at,
                value,
                schema: schema.clone(),
                way,
            });
        }
    }
}

fn item_of(operation: &Origin, index: usize) -> Origin {
    item(&member(operation, "parameters"), index)
}

/// Whether the examples of a media type are JSON values of its schema: forms are written as such,
/// too.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split([';', ',']).next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    let streams = ["application/stream+json", "application/json-seq"];
    (essence.ends_with("/json") || essence.ends_with("+json") || essence.contains('*'))
        && !streams.contains(&essence.as_str())
        || essence == "application/x-www-form-urlencoded"
}

#[cfg(test)]
mod tests {
    use oasmith::source::Source;

    use super::*;

    fn collected(text: &str) -> Vec<String> {
        let source = Source::from_text("a", text);
        let document = Document::new(&source);
        let examples = collect(&document);
        let shown = examples.iter().map(|example| {
            format!(
                "{} of {} {:?}: {}",
                example.at.pointer, example.schema.pointer, example.way, example.value
            )
        });
        shown.collect()
    }

    #[test]
    fn examples_are_found_at_all_places() {
        let found = collected(
            "
paths:
  /a:
    post:
      requestBody:
        content:
          application/json: {schema: {type: integer}, example: 1}
          text/plain: {schema: {type: string}, example: x}
      responses:
        '200': {$ref: '#/components/responses/R'}
components:
  responses:
    R:
      content:
        application/json:
          schema: {$ref: '#/components/schemas/S'}
          examples: {one: {value: 2}, two: {$ref: '#/components/examples/E'}}
  examples: {E: {value: 3}}
  schemas:
    S: {example: 4, properties: {example: {examples: [5, 6]}}}
",
        );
        assert_eq!(
            found,
            [
                "#/components/responses/R/content/application~1json/examples/one/value of #/components/responses/R/content/application~1json/schema Some(Response): 2",
                "#/components/examples/E/value of #/components/responses/R/content/application~1json/schema Some(Response): 3",
                "#/components/schemas/S/example of #/components/schemas/S None: 4",
                "#/paths/~1a/post/requestBody/content/application~1json/example of #/paths/~1a/post/requestBody/content/application~1json/schema Some(Request): 1",
                "#/components/schemas/S/properties/example/examples/0 of #/components/schemas/S/properties/example None: 5",
                "#/components/schemas/S/properties/example/examples/1 of #/components/schemas/S/properties/example None: 6",
            ]
        );
    }

    #[test]
    fn examples_of_2_0_are_found() {
        let found = collected(
            "
swagger: '2.0'
paths:
  /a:
    get:
      responses:
        200: {schema: {type: integer, example: 1}, examples: {application/json: 2, text/xml: <a/>}}
definitions: {D: {example: {a: 1}}}
",
        );
        assert_eq!(found.len(), 3, "{found:?}");
    }
}
