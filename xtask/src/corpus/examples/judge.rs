//! What is to be said of an example that a type was tried on.

use std::collections::HashMap;

use oasmith::ValueType;
use oasmith::source::{Origin, Pointer};
use oasmith::view::RustType;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::collect::Example;
use crate::values::compare::{self, Difference, What, short};
use crate::values::document::Document;
use crate::values::driver::{Came, Mode, Types};
use crate::values::schema;
use crate::values::way::{self, Way};

/// A message may quote the document, and the document may be anything.
const MAX_MESSAGE: usize = 300;

/// An example with what it takes to try it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Case {
    file: usize,
    /// Where the example stands.
    pointer: String,
    schema_file: usize,
    schema: String,
    pub(crate) way: Way,
    /// The number of the type that decodes it.
    pub(crate) number: usize,
    pub(crate) value: Value,
    /// The same without what doesn't travel its way, where that differs.
    pub(crate) travelling: Option<Value>,
}

impl Case {
    /// Whether it takes other files than the document itself.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.file > 0 || self.schema_file > 0
    }

    /// Whether it is decoded in a mode: only servers decode requests as such.
    pub(crate) fn is_tried(&self, mode: Mode) -> bool {
        match mode {
            Mode::Plain => true,
            Mode::Request => self.way == Way::Request,
        }
    }
}

/// Why an example didn't come back as it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) at: String,
    pub(crate) outcome: Outcome,
    /// Whose fault it is.
    pub(crate) fault: Fault,
    pub(crate) reason: String,
    /// Why the schema doesn't allow the example, where it doesn't.
    pub(crate) schema_says: Option<String>,
    /// The start of the example.
    pub(crate) value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// Something is missing, added, or another value.
    Lost,
    Refused,
    Crashed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    Ours,
    /// The example doesn't satisfy its schema.
    Document,
    /// Only members are lost that no schema speaks of: those aren't kept.
    Undeclared,
}

/// Gives each example the type that decodes it; those without one are counted.
pub(crate) fn cases(
    document: &Document<'_>,
    values: &[ValueType],
    examples: Vec<Example>,
    types: &mut Types,
) -> (Vec<Case>, usize) {
    let mut by_origin: HashMap<&Origin, Vec<&ValueType>> = HashMap::new();
    for value in values {
        by_origin.entry(&value.origin).or_default().push(value);
    }
    let mut unplaced = 0;
    let mut cases = Vec::new();
    for example in examples {
        let found = kind_of(document, &by_origin, &example);
        let Some((found, way)) = found else {
            unplaced += 1;
            continue;
        };
        let value = written_out(example.value, &found.kind);
        let travelling = way::travelling(document, &value, vec![example.schema.clone()], way);
        cases.push(Case {
            file: example.at.file.0,
            pointer: example.at.pointer.as_str().to_owned(),
            schema_file: example.schema.file.0,
            schema: example.schema.pointer.as_str().to_owned(),
            way,
            number: types.number(found),
            travelling: (travelling != value).then_some(travelling),
            value,
        });
    }
    (cases, unplaced)
}

/// The value of an example. Some documents write JSON down as text where it could stand as it is.
fn written_out(value: Value, kind: &RustType) -> Value {
    match (&value, kind) {
        (_, RustType::String | RustType::Json) => value,
        (Value::String(text), _) if text.trim_start().starts_with(['{', '[']) => {
            serde_json::from_str(text).unwrap_or(value)
        }
        _ => value,
    }
}

/// The type that decodes an example, and which way such values travel.
fn kind_of<'a>(
    document: &Document<'_>,
    values: &HashMap<&Origin, Vec<&'a ValueType>>,
    example: &Example,
) -> Option<(&'a ValueType, Way)> {
    let target = document.resolve(example.schema.clone()).map(|(at, _)| at);
    for at in [Some(example.schema.clone()), target].into_iter().flatten() {
        let Some(kinds) = values.get(&at) else {
            continue;
        };
        let request = kinds.iter().find(|kind| kind.request);
        let response = kinds.iter().find(|kind| kind.response);
        let found = match example.way {
            Some(Way::Request) => request.map(|kind| (kind, Way::Request)),
            Some(Way::Response) => response.map(|kind| (kind, Way::Response)),
            None => {
                let found = response.map(|kind| (kind, Way::Response));
                found.or(request.map(|kind| (kind, Way::Request)))
            }
        };
        // What no operation reaches travels no way.
        let any = kinds
            .first()
            .map(|kind| (kind, example.way.unwrap_or(Way::Response)));
        if let Some((kind, way)) = found.or(any) {
            return Some((kind, way));
        }
    }
    None
}

/// What came of an example: `None` where it came back as it was.
pub(crate) fn failure(
    document: &Document<'_>,
    case: &Case,
    mode: Mode,
    came: &Came,
    travelling: Option<&Came>,
) -> Option<Failure> {
    let schema = origin(case.schema_file, &case.schema);
    let outcome = |value: &Value, came: &Came| {
        outcome(value, came, |difference| {
            // Who receives a request applies the defaults.
            mode == Mode::Request
                && difference.what == What::Added
                && way::has_default(document, value, &schema, &difference.at)
        })
    };
    let whole = outcome(&case.value, came)?;
    // What doesn't travel this way may be lost.
    let (value, (outcome, reason, differences)) = match (&case.travelling, travelling) {
        (Some(value), Some(came)) => (value, outcome(value, came)?),
        _ => (&case.value, whole),
    };
    let schema_says = schema::fault(document, &schema, case.way, value);
    let is_undeclared = |difference: &Difference| {
        difference.what == What::Missing
            && !way::is_declared(document, value, &schema, &difference.at)
    };
    let fault = match outcome {
        Outcome::Lost if differences.iter().all(is_undeclared) => Fault::Undeclared,
        Outcome::Crashed => Fault::Ours,
        _ if schema_says.is_some() => Fault::Document,
        _ => Fault::Ours,
    };
    let reason = match differences
        .iter()
        .find(|difference| !is_undeclared(difference))
    {
        Some(difference) => format!("{} {}", difference.at, difference.what),
        None => reason,
    };
    Some(Failure {
        at: place(case),
        outcome,
        fault,
        reason: cut(&reason),
        schema_says: schema_says.map(|text| cut(&text)),
        value: short(value),
    })
}

/// How a value failed, and where it differs, but for what may differ.
fn outcome(
    value: &Value,
    came: &Came,
    may: impl Fn(&Difference) -> bool,
) -> Option<(Outcome, String, Vec<Difference>)> {
    match came {
        Came::Back(now) => {
            let mut differences = compare::differences(value, now);
            differences.retain(|difference| !may(difference));
            let first = differences.first()?;
            let reason = format!("{} {}", first.at, first.what);
            Some((Outcome::Lost, reason, differences))
        }
        Came::Refused(reason) => Some((Outcome::Refused, reason.clone(), Vec::new())),
        Came::Crashed(reason) => Some((Outcome::Crashed, reason.clone(), Vec::new())),
    }
}

fn origin(file: usize, pointer: &str) -> Origin {
    Origin {
        file: oasmith::source::FileId(file),
        pointer: Pointer::parse(pointer).unwrap_or_else(Pointer::root),
    }
}

fn place(case: &Case) -> String {
    match case.file {
        0 => format!("#{}", case.pointer),
        file => format!("file {file} #{}", case.pointer),
    }
}

fn cut(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_control())
        .take(MAX_MESSAGE)
        .collect()
}

#[cfg(test)]
mod tests {
    use oasmith::config::DocumentConfig;
    use oasmith::source::Source;
    use serde_json::json;

    use super::super::collect::collect;
    use super::*;

    const DOCUMENT: &str = r#"
openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /a:
    post:
      operationId: create
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/A'}
            example: '{"id": 1, "name": "a", "more": true}'
      responses:
        '200':
          description: It.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/A'}}
              example: [{id: 1, name: 2}]
components:
  schemas:
    A:
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        size: {type: integer, default: 1}
"#;

    #[test]
    fn an_example_has_its_type_and_its_judgement() {
        let source = Source::from_text("a.yaml", DOCUMENT);
        let config = DocumentConfig::named("a").unwrap();
        let generated = oasmith::generate(&source, &config).unwrap();
        let document = Document::new(&source);
        let mut types = Types::default();
        let examples = collect(&document);
        let (cases, unplaced) = cases(&document, &generated.values, examples, &mut types);
        assert_eq!(unplaced, 0);
        let [request, response] = cases.as_slice() else {
            panic!("{cases:?}");
        };
        let mut number = |code: &str| {
            let mut values = generated.values.iter();
            values
                .find(|value| oasmith::emit::code(&value.kind) == code)
                .map(|value| types.number(value))
        };
        assert_eq!(number("types :: ARequest"), Some(request.number));
        assert_eq!(number("Vec < types :: A >"), Some(response.number));
        assert_eq!(request.travelling, Some(json!({"name": "a", "more": true})));
        assert_eq!(response.travelling, None);

        let back = Came::Back(json!({"name": "a"}));
        let found = failure(&document, request, Mode::Request, &back, Some(&back)).unwrap();
        assert_eq!(
            (found.outcome, found.fault),
            (Outcome::Lost, Fault::Undeclared)
        );
        let back = Came::Back(json!({"name": "a", "more": true, "size": 1}));
        let failure_in = |mode| failure(&document, request, mode, &back, Some(&back));
        assert!(failure_in(Mode::Request).is_none());
        assert_eq!(failure_in(Mode::Plain).unwrap().reason, "#/size is added");
        let back = Came::Back(json!({"more": true}));
        let found = failure(&document, request, Mode::Request, &back, Some(&back)).unwrap();
        assert_eq!((found.outcome, found.fault), (Outcome::Lost, Fault::Ours));
        assert_eq!(found.reason, "#/name is lost");
        let refused = Came::Refused("expected a string".to_owned());
        let found = failure(&document, response, Mode::Plain, &refused, None).unwrap();
        assert_eq!(
            (found.outcome, found.fault),
            (Outcome::Refused, Fault::Document)
        );
        let same = Came::Back(response.value.clone());
        assert!(failure(&document, response, Mode::Plain, &same, None).is_none());
    }
}
