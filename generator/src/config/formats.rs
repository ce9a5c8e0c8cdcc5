//! `[formats]`: the Rust types of formats.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::check::{checked, one_line};
use crate::formats::{Choice, Dependency, JsonType, TypePath};

/// The choices by format.
pub(super) fn formats<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Choice>, D::Error> {
    deserializer.deserialize_map(Formats)
}

struct Formats;

impl<'de> Visitor<'de> for Formats {
    type Value = BTreeMap<String, Choice>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table of formats")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Self::Value, M::Error> {
        let mut choices = BTreeMap::new();
        while let Some(name) = members.next_key::<String>()? {
            let choice = members.next_value_seed(Chosen(&name))?;
            choices.insert(name, choice);
        }
        Ok(choices)
    }
}

/// What is chosen for a format. It is checked while it is read, so that an error shows its place.
struct Chosen<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Chosen<'_> {
    type Value = Choice;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Choice, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Chosen<'_> {
    type Value = Choice;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a type, or a table with a `type`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Choice, E> {
        Choice::named(self.0, text).map_err(E::custom)
    }

    fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<Choice, M::Error> {
        let entry = Entry::deserialize(MapAccessDeserializer::new(members))?;
        entry.choice(self.0).map_err(M::Error::custom)
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    #[serde(rename = "type", deserialize_with = "type_path")]
    rust: TypePath,
    #[serde(default)]
    json: Option<Json>,
    #[serde(default, rename = "crate", deserialize_with = "package")]
    package: Option<String>,
    #[serde(default, deserialize_with = "requirement")]
    version: Option<String>,
    #[serde(default, deserialize_with = "one_line")]
    path: Option<String>,
    #[serde(default)]
    workspace: bool,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    default_features: Option<bool>,
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Json {
    String,
    Integer,
    Number,
}

impl Entry {
    fn choice(self, format: &str) -> Result<Choice, String> {
        let json = self.json.map(|json| match json {
            Json::String => JsonType::String,
            Json::Integer => JsonType::Integer,
            Json::Number => JsonType::Number,
        });
        let rust = self.rust.clone();
        let dependency = self.dependency()?;
        Choice::new(format, rust, json, dependency)
    }

    /// The crate, where something is said of it.
    fn dependency(self) -> Result<Option<Dependency>, String> {
        let is_found = self.version.is_some() || self.path.is_some() || self.workspace;
        let is_said =
            self.package.is_some() || !self.features.is_empty() || self.default_features.is_some();
        if !is_found {
            return match is_said {
                true => {
                    Err("a crate needs a `version`, a `path`, or `workspace = true`".to_owned())
                }
                false => Ok(None),
            };
        }
        let first = self.rust.crates().first().map(|name| (*name).to_owned());
        let name = self.package.or(first);
        let name = name.ok_or_else(|| format!("`{}` isn't from a crate", self.rust))?;
        Ok(Some(Dependency {
            name: Cow::Owned(name),
            version: self.version.map(Cow::Owned),
            path: self.path,
            workspace: self.workspace,
            features: self.features.into_iter().map(Cow::Owned).collect(),
            default_features: self.default_features.unwrap_or(true),
            exported: true,
            note: None,
        }))
    }
}

fn type_path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TypePath, D::Error> {
    let text = String::deserialize(deserializer)?;
    TypePath::parse(&text).map_err(D::Error::custom)
}

fn package<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked(deserializer, check_package).map(Some)
}

fn check_package(name: &str) -> Result<(), &'static str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(fits) {
        Ok(())
    } else {
        Err("the name of a crate has letters, digits, `-` and `_`, and starts with a letter")
    }
}

fn requirement<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked(deserializer, check_requirement).map(Some)
}

fn check_requirement(text: &str) -> Result<(), &'static str> {
    semver::VersionReq::parse(text)
        .map(drop)
        .map_err(|_| "expected what a version has to be, as a manifest says it: `1.2`")
}
