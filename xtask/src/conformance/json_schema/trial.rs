//! The values of groups, tried with the types that are emitted for their schemas.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::{fs, io};

use oasmith::config::DocumentConfig;
use oasmith::diagnostic::Severity;
use oasmith::source::Source;
use oasmith::{Generated, ValueType};

use super::Outcome;
use super::judge::{Case, outcome, told};
use super::place::Place;
use super::suite::{self, Group};
use crate::values::driver::{self, Mode, Types};
use crate::{Failure, crates};

/// Several documents are built at a time, each with a name of its own.
const NAME: &str = "suite";

/// So many crates are built at a time.
const JOBS: usize = 2;

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
                let number = types.number(view(&generated, &place.component(&group.name))?);
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

/// The type of a component, as a body of which it is.
fn view<'a>(generated: &'a Generated, component: &str) -> Result<&'a ValueType, String> {
    let at = format!("/paths/~1{component}/post/requestBody/content/application~1json/schema");
    let value = generated
        .values
        .iter()
        .find(|value| value.origin.pointer.as_str() == at);
    value.ok_or_else(|| format!("nothing says which type {component} has"))
}
