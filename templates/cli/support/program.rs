//! What the command line is as a whole.

use super::credentials::Secrets;
use super::operation::Tag;
use crate::api::ClientBuilder;

/// A command line.
pub struct Program {
    /// Its command.
    pub name: &'static str,
    /// Its package.
    pub package: &'static str,
    /// The version of the package.
    pub version: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// What it is, with all that is to be known of it.
    pub details: &'static str,
    /// The environment variable that says where the API is.
    pub base_url: &'static str,
    /// The environment variable that names the file of credentials.
    pub credentials: &'static str,
    /// The servers of the document.
    pub servers: &'static [Server],
    /// The security schemes.
    pub schemes: &'static [Scheme],
    /// The tags.
    pub tags: &'static [Tag],
    /// Gives a client its credentials.
    pub authorize: fn(ClientBuilder, &Secrets) -> ClientBuilder,
}

/// A security scheme.
pub struct Scheme {
    /// The flag for its credentials, without dashes.
    pub flag: &'static str,
    /// The environment variable for them.
    pub variable: &'static str,
    /// What they are.
    pub help: &'static str,
    /// Whether they are a user name and a password.
    pub is_basic: bool,
}

/// A server of the document.
pub struct Server {
    /// Its URL as the document has it.
    pub url: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Whether the document says where it is, and not just at which path.
    pub is_absolute: bool,
    /// The URL in parts.
    pub parts: &'static [Part],
    /// What can differ in the URL.
    pub variables: &'static [Variable],
}

/// A part of a URL.
pub enum Part {
    /// Text.
    Text(&'static str),
    /// The value of the variable of this index.
    Variable(usize),
    /// The same without slashes at its end, as one stands behind it.
    Beginning(usize),
}

/// What can differ in the URL of a server.
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What stands for it unless something else is given.
    pub default: &'static str,
    /// The values that it may have; none where it may have any.
    pub values: &'static [&'static str],
}

impl Server {
    /// The URL, with these values of some variables.
    ///
    /// # Errors
    ///
    /// Says which variable there isn't, or can't have its value.
    pub fn url(&self, given: &[(&str, &str)]) -> Result<String, String> {
        for (name, value) in given {
            let mut known = self.variables.iter();
            let Some(variable) = known.find(|variable| variable.name == *name) else {
                return Err(format!("the server {} has no variable '{name}'", self.url));
            };
            if !variable.values.is_empty() && !variable.values.contains(value) {
                let values = variable.values.join(", ");
                return Err(format!("'{name}' can't be '{value}', but one of {values}"));
            }
        }
        let value = |index: usize| {
            self.variables.get(index).map_or("", |variable| {
                let mut given = given.iter().rev();
                let given = given.find(|(name, _)| *name == variable.name);
                given.map_or(variable.default, |(_, value)| value)
            })
        };
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text,
            Part::Variable(index) => value(*index),
            Part::Beginning(index) => value(*index).trim_end_matches('/'),
        });
        Ok(parts.collect())
    }
}
