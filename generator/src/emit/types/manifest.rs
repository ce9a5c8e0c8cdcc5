//! What the manifest of the types crate says of the crates that it depends on.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::view::{Dependency, Feature, Features, Scalar};

/// A crate in the manifest.
#[derive(Serialize)]
pub(super) struct Entry {
    name: String,
    version: Option<String>,
    path: Option<String>,
    workspace: bool,
    default_features: bool,
    features: BTreeSet<String>,
    notes: Vec<&'static str>,
}

/// The crates, by name: those that every types crate needs, and those of its formats.
pub(super) fn dependencies(features: &Features, scalars: &[Scalar]) -> Vec<Entry> {
    let path_to_error = Dependency::new("serde_path_to_error", "0.1.20", &[]);
    let mut needed = vec![
        Dependency::new("serde", "1.0.229", &["std"]),
        Dependency {
            note: Some("With `float_roundtrip`, every number is read as exactly as it is written."),
            ..Dependency::new("serde_json", "1.0.154", &["float_roundtrip", "std"])
        },
    ];
    if features.has_any(&[Feature::Unions, Feature::UnionsByType, Feature::JsonText]) {
        needed.push(path_to_error);
    }
    if features.has(Feature::Patterns) {
        let features = ["perf-backtrack", "perf-onepass", "std", "unicode"];
        needed.push(Dependency::new("regex", "1.13", &features));
    }
    if features.has(Feature::EcmaPatterns) {
        needed.push(Dependency::new("regress", "0.12", &["std"]));
    }
    let of_formats = scalars.iter().flat_map(|scalar| scalar.dependencies.iter());
    needed.extend(of_formats.cloned());
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for dependency in needed {
        match entries.get_mut(&*dependency.name) {
            Some(entry) => entry.add(dependency),
            None => {
                entries.insert(dependency.name.to_string(), Entry::new(dependency));
            }
        }
    }
    entries.into_values().collect()
}

impl Entry {
    fn new(dependency: Dependency) -> Self {
        Self {
            name: dependency.name.into_owned(),
            version: dependency.version.map(Cow::into_owned),
            path: dependency.path,
            workspace: dependency.workspace,
            default_features: dependency.default_features,
            features: dependency.features.iter().map(Cow::to_string).collect(),
            notes: dependency.note.into_iter().collect(),
        }
    }

    /// Adds what another format needs of the same crate.
    fn add(&mut self, other: Dependency) {
        self.features
            .extend(other.features.iter().map(Cow::to_string));
        self.default_features |= other.default_features;
        let new = other.note.filter(|note| !self.notes.contains(note));
        self.notes.extend(new);
    }
}

/// The crates whose types stand in the types crate's interface, as they are called in code.
pub(super) fn exported(scalars: &[Scalar]) -> Vec<String> {
    let dependencies = scalars.iter().flat_map(|scalar| scalar.dependencies.iter());
    let exported = dependencies.filter(|dependency| dependency.exported);
    let names: BTreeSet<String> = exported.map(Dependency::code_name).collect();
    names.into_iter().collect()
}
