//! What came of a value: whether it came back, whether it is refused, and whether that is right.

use std::collections::BTreeSet;

use oasmith::diagnostic::{Code, Diagnostics};
use oasmith::source::{FileId, Origin, Pointer, Source};
use serde_json::Value;

use super::place::Place;
use super::suite::{self, Group, Test};
use super::{Kind, Outcome, meant};
use crate::values::compare::{self, Difference, What};
use crate::values::document::Document;
use crate::values::driver::{Came, Mode};
use crate::values::way;

/// What a warning speaks of that points at a schema rather than at one of its keywords.
const WHOLE: &str = "";

/// A value that is to be tried.
pub(super) struct Case<'a> {
    pub(super) group: &'a Group,
    pub(super) test: &'a Test,
    pub(super) place: Place,
    /// The number of the type that decodes it.
    pub(super) number: usize,
    pub(super) value: Value,
}

/// The keywords that warnings speak of: those that they point at, and those that they quote.
pub(super) fn told(diagnostics: &Diagnostics) -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    for diagnostic in diagnostics.iter() {
        let place = diagnostic.pointer().and_then(Pointer::parent);
        let is_component = place.is_some_and(|place| place.as_str() == "/components/schemas");
        if is_component && diagnostic.code == Code::Unsupported {
            told.insert(WHOLE.to_owned());
        }
        // The place of an item is its list's.
        let is_name = |token: &str| !token.bytes().all(|byte| byte.is_ascii_digit());
        let last = diagnostic.pointer().and_then(|at| {
            let names = at.tokens().filter(|token| is_name(token));
            Some(names.last()?.into_owned())
        });
        told.extend(last);
        let quoted = diagnostic.message.split('`').skip(1).step_by(2);
        told.extend(quoted.map(str::to_owned));
    }
    told
}

/// What came of a value, by what its type made of it.
pub(super) fn outcome(
    case: &Case<'_>,
    answered: &Came,
    requested: &Came,
    told: Option<&BTreeSet<String>>,
) -> Outcome {
    if case.test.valid {
        let answered = came_back(case, Mode::Plain, answered);
        match answered.kind {
            Kind::Same => {
                let mut requested = came_back(case, Mode::Request, requested);
                requested.failure = requested.failure.map(|why| format!("in requests: {why}"));
                requested
            }
            _ => answered,
        }
    } else {
        not_taken(case, requested, told)
    }
}

/// What came of a value that is valid.
fn came_back(case: &Case<'_>, mode: Mode, came: &Came) -> Outcome {
    let (kind, reason) = match came {
        Came::Back(now) => match difference(case, mode, now) {
            None => (Kind::Same, None),
            // An optional property of another type than `null`.
            Some(difference)
                if case.test.value.is_null()
                    && difference.what == What::Missing
                    && meant(case).is_some() =>
            {
                (Kind::Meant, meant(case).map(|why| format!("lost: {why}")))
            }
            Some(difference) => {
                let at = case.place.inner(difference.at.as_str());
                let mut reason = format!("#{at} {}", difference.what);
                if difference.what == What::Missing && !is_named(case, at) {
                    reason.push_str(": members that the schema doesn't name aren't kept");
                }
                (Kind::Lost, Some(reason))
            }
        },
        Came::Crashed(reason) => (Kind::Refused, Some(format!("crashes: {reason}"))),
        Came::Refused(reason) => match meant(case) {
            Some(why) => (Kind::Meant, Some(format!("refused: {why}"))),
            None => {
                let reason = case.place.inner_reason(without_position(reason));
                (Kind::Refused, Some(format!("refused: {reason}")))
            }
        },
    };
    Outcome {
        kind,
        failure: reason,
    }
}

/// Why a valid value is refused on purpose.
fn meant(case: &Case<'_>) -> Option<String> {
    let document = suite::document(&[case.group]);
    meant::why(&document, &case.group.name, &case.test.value)
}

/// The first place where a value differs from what came back. Who receives a request applies the
/// defaults.
fn difference(case: &Case<'_>, mode: Mode, now: &Value) -> Option<Difference> {
    let differences = compare::differences(&case.value, now);
    let mut differences = differences.into_iter();
    differences.find(|difference| {
        let at = case.place.inner(difference.at.as_str());
        let added = mode == Mode::Request && difference.what == What::Added;
        !(added && is_of_group(case, at, way::has_default))
    })
}

/// Whether the group's schema says something of the part of a value that a pointer leads to.
fn is_named(case: &Case<'_>, pointer: &str) -> bool {
    is_of_group(case, pointer, way::is_declared)
}

/// Asks something of the group's schema about a part of the value.
fn is_of_group(
    case: &Case<'_>,
    pointer: &str,
    ask: impl Fn(&Document<'_>, &Value, &Origin, &Pointer) -> bool,
) -> bool {
    let text = suite::document(&[case.group]).to_string();
    let source = Source::from_text("suite.json", text);
    let schema = Pointer::root().key("components").key("schemas");
    let schema = Origin {
        file: FileId::default(),
        pointer: schema.key(&case.group.name),
    };
    let part = Pointer::parse(pointer).unwrap_or_else(Pointer::root);
    ask(&Document::new(&source), &case.test.value, &schema, &part)
}

/// An error without the position in the text.
fn without_position(reason: &str) -> &str {
    reason.split(" at line ").next().unwrap_or(reason)
}

/// What came of a value that isn't valid.
fn not_taken(case: &Case<'_>, came: &Came, told: Option<&BTreeSet<String>>) -> Outcome {
    if let Came::Refused(_) = came {
        return Outcome {
            kind: Kind::Refused,
            failure: None,
        };
    }
    if let Came::Crashed(reason) = came {
        return Outcome {
            kind: Kind::Silent,
            failure: Some(format!("crashes: {reason}")),
        };
    }
    let broken = broken(case);
    // What combines schemas fails for what is in them.
    let combined = ["allOf", "anyOf", "contains", "if", "not", "oneOf"];
    let combines = combined.iter().any(|keyword| broken.contains(*keyword));
    let mut causes = broken.clone();
    if combines || broken.iter().any(|keyword| ends_elsewhere(keyword)) {
        keywords(&case.group.schema, &mut causes);
    }
    let is_told = told.is_some_and(|told| match broken.is_empty() {
        true => !told.is_empty(),
        false => !told.is_disjoint(&causes) || told.contains(WHOLE),
    });
    let kind = if is_told {
        Kind::Told
    } else if broken.contains("format") || case.group.title.starts_with("optional/format") {
        Kind::Format
    } else {
        Kind::Silent
    };
    let failure = (kind == Kind::Silent).then(|| {
        let broken: Vec<&str> = broken.iter().map(String::as_str).collect();
        format!("taken in silence: {}", broken.join("/"))
    });
    Outcome { kind, failure }
}

/// Whether a keyword is about what others leave over.
fn ends_elsewhere(keyword: &str) -> bool {
    keyword.starts_with("additional") || keyword.starts_with("unevaluated")
}

/// Adds the names of all members in a schema.
fn keywords(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                found.insert(name.clone());
                keywords(member, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keywords(item, found)),
        _ => {}
    }
}

/// The keywords that a value doesn't satisfy, and those that they stand in.
fn broken(case: &Case<'_>) -> BTreeSet<String> {
    let mut check = suite::document(&[case.group]);
    if let Some(members) = check.as_object_mut() {
        let reference = format!("#/components/schemas/{}", case.group.name);
        members.insert("$ref".to_owned(), reference.into());
    }
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&check);
    let Ok(validator) = validator else {
        return BTreeSet::new();
    };
    let mut broken = BTreeSet::new();
    for error in validator.iter_errors(&case.test.value) {
        let path = error.schema_path().to_string();
        let place = format!("/components/schemas/{}", case.group.name);
        let path = path.replace(&place, "");
        let known = path
            .split('/')
            .filter(|token| !matches!(*token, "" | "$ref") && token.parse::<usize>().is_err());
        broken.extend(known.map(str::to_owned));
    }
    broken
}
