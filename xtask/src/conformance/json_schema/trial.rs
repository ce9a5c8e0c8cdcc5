//! The values of groups, tried with the types that are emitted for their schemas.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::{fs, io};

use oasmith::config::DocumentConfig;
use oasmith::diagnostic::{Code, Diagnostics, Severity};
use oasmith::source::{FileId, Origin, Pointer, Source};
use oasmith::{Generated, emit};
use serde_json::Value;

use super::place::Place;
use super::suite::{self, Group, Test};
use super::{Kind, Outcome, meant};
use crate::values::compare::{self, Difference, What};
use crate::values::document::Document;
use crate::values::driver::{self, Came, Mode, Types};
use crate::values::way;
use crate::{Failure, crates};

/// Several documents are built at a time, each with a name of its own.
const NAME: &str = "suite";

/// So many crates are built at a time.
const JOBS: usize = 2;

/// What a warning speaks of that points at a schema rather than at one of its keywords.
const WHOLE: &str = "";

/// What came of a group.
pub(super) enum Verdict {
    /// No document can say it.
    Unsayable,
    /// Its document isn't generated, for this reason.
    Refused(String),
    /// What came of its values at each place, in their order.
    Tried(Vec<(Place, Vec<Outcome>)>),
}

pub(super) struct Trial {
    root: PathBuf,
    /// The folder of the crates.
    folder: PathBuf,
    /// The folder that cargo builds in.
    target: PathBuf,
}

/// A group that is generated alone, and what was said.
struct Alone<'a> {
    group: &'a Group,
    /// What a warning speaks of.
    told: BTreeSet<String>,
}

/// A value that is to be tried.
struct Case<'a> {
    group: &'a Group,
    test: &'a Test,
    place: Place,
    /// The number of the type that decodes it.
    number: usize,
    value: Value,
}

impl Trial {
    pub(super) fn new(root: &Path, target: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            folder: target.join("conformance/json-schema"),
            target: target.join("corpus/build"),
        }
    }

    pub(super) fn run(&mut self, groups: &[Group]) -> Result<Vec<Verdict>, Failure> {
        let mut verdicts = Vec::new();
        let mut alone = Vec::new();
        for group in groups {
            verdicts.push(match group.is_unsayable() {
                true => Verdict::Unsayable,
                false => match generate(&[group], NAME) {
                    Ok(generated) => {
                        let told = told(&generated.diagnostics);
                        alone.push(Alone { group, told });
                        Verdict::Tried(Vec::new())
                    }
                    Err(reason) => Verdict::Refused(reason),
                },
            });
        }
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        let generated: Vec<&Group> = alone.iter().map(|alone| alone.group).collect();
        let parts = suite::parts(&generated);
        let names: Vec<String> = (0..parts.len())
            .map(|number| format!("{NAME}{number}"))
            .collect();
        let mut tried = Vec::new();
        for (part, name) in parts.iter().zip(&names) {
            tried.push(self.prepare(part, name)?);
        }
        self.build(&names)?;
        for (cases, name) in tried.iter().zip(&names) {
            for (case, outcome) in cases.iter().zip(self.outcomes(cases, &alone, name)?) {
                let position = groups
                    .iter()
                    .position(|group| group.name == case.group.name);
                let verdict = position.and_then(|position| verdicts.get_mut(position));
                let Some(Verdict::Tried(places)) = verdict else {
                    continue;
                };
                match places.last_mut() {
                    Some((place, outcomes)) if *place == case.place => outcomes.push(outcome),
                    _ => places.push((case.place, vec![outcome])),
                }
            }
        }
        Ok(verdicts)
    }

    /// Writes the types of some groups, and their driver.
    fn prepare<'a>(&self, groups: &[&'a Group], name: &str) -> Result<Vec<Case<'a>>, Failure> {
        let generated = generate(groups, name)?;
        fs::create_dir_all(&self.folder)?;
        generated.output.overwrite(&self.folder)?;
        let mut types = Types::default();
        let mut cases = Vec::new();
        for group in groups {
            for place in Place::ALL {
                let number = types.number(code(&generated, &place.component(&group.name))?);
                cases.extend(group.tests.iter().map(|test| Case {
                    group,
                    test,
                    place,
                    number,
                    value: place.value(&test.value),
                }));
            }
        }
        types.write(&self.folder, name)?;
        Ok(cases)
    }

    fn build(&self, names: &[String]) -> Result<(), Failure> {
        let members = names
            .iter()
            .flat_map(|name| [format!("{name}-types"), driver::package(name)]);
        crates::write_workspace(&self.folder, &members.collect::<Vec<_>>())?;
        crates::lend_lock(&self.root, &self.folder)?;
        let all = names.iter().map(String::as_str);
        let said = driver::build(all, &self.folder, &self.target, JOBS)?;
        for name in names {
            if !driver::program(&self.target, name).is_file() {
                return Err(Failure::Message(format!("{name} doesn't compile: {said}")));
            }
        }
        Ok(())
    }

    /// What came of each case of a document.
    fn outcomes(
        &self,
        cases: &[Case<'_>],
        alone: &[Alone<'_>],
        name: &str,
    ) -> io::Result<Vec<Outcome>> {
        let program = driver::program(&self.target, name);
        let folder = self.folder.join(driver::package(name));
        let run = |mode| {
            let values = cases.iter().map(|case| (mode, case.number, &case.value));
            driver::run(&program, &folder, values)
        };
        let (answered, requested) = (run(Mode::Plain)?, run(Mode::Request)?);
        let came = answered.iter().zip(&requested);
        let outcomes = cases.iter().zip(came).map(|(case, (answered, requested))| {
            let alone = alone
                .iter()
                .find(|alone| alone.group.name == case.group.name);
            let told = alone.map(|alone| &alone.told);
            outcome(case, answered, requested, told)
        });
        Ok(outcomes.collect())
    }
}

fn generate(groups: &[&Group], name: &str) -> Result<Generated, String> {
    let document = suite::document(groups).to_string();
    let source = Source::from_text("suite.json", document);
    let config = DocumentConfig::named(name)?;
    let generated = panic::catch_unwind(AssertUnwindSafe(|| oasmith::generate(&source, &config)));
    match generated {
        Ok(Ok(generated)) => Ok(generated),
        Ok(Err(diagnostics)) => {
            let mut errors = diagnostics.iter();
            let error = errors.find(|each| each.severity == Severity::Error);
            Err(error.map_or_else(String::new, |error| error.message.clone()))
        }
        Err(_) => Err("oasmith panicked".to_owned()),
    }
}

/// The keywords that warnings speak of: those that they point at, and those that they quote.
fn told(diagnostics: &Diagnostics) -> BTreeSet<String> {
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

/// The type of a component, as a body of which it is.
fn code(generated: &Generated, component: &str) -> Result<String, String> {
    let at = format!("/paths/~1{component}/post/requestBody/content/application~1json/schema");
    let value = generated
        .values
        .iter()
        .find(|value| value.origin.pointer.as_str() == at);
    let value = value.ok_or_else(|| format!("nothing says which type {component} has"))?;
    Ok(emit::code(&value.kind))
}

fn outcome(
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
