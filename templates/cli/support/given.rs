//! What is given to a command: the values of its flags.

use clap::ArgMatches;
use serde::de::DeserializeOwned;

use super::failure::{Failure, Outcome};
use super::operation::{Argument, Operation};
use super::output::Output;
use super::tap::{Answer, Tap};
use crate::api::types::support::{reading, style};
use crate::api::{CallOptions, Error, OperationError, Response};

/// What is given to the command of an operation.
pub struct Given {
    pub(super) operation: &'static Operation,
    pub(super) matches: ArgMatches,
    pub(super) tap: Tap,
    pub(super) output: Output,
    pub(super) base_url: Option<String>,
}

impl Given {
    /// The value of a flag that has to be there.
    ///
    /// # Errors
    ///
    /// Says what is expected instead.
    pub fn required<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let value = self.optional(name)?;
        value.ok_or_else(|| missing(name))
    }

    /// The value of a flag; of one that can be given several times, all of them.
    ///
    /// # Errors
    ///
    /// Says what is expected instead.
    pub fn optional<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Failure> {
        let Some(texts) = self.texts(name) else {
            return Ok(None);
        };
        let is_text = self.argument(name).is_some_and(|argument| argument.text);
        let _text = is_text.then(reading::text);
        let value = style::texts(texts.clone());
        let value = value.map_err(|error| Failure::value(name, &texts.join(" "), &error))?;
        Ok(Some(value))
    }

    /// The texts of a flag.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let values = self.matches.try_get_many::<String>(name).ok()??;
        Some(values.cloned().collect())
    }

    /// The text of a flag that is given once.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        let value = self.matches.try_get_one::<String>(name).ok()??;
        Some(value)
    }

    fn argument(&self, name: &str) -> Option<&'static Argument> {
        let mut arguments = self.operation.arguments.iter();
        arguments.find(|argument| argument.name == name)
    }

    /// Whether all pages of a list are asked for.
    #[must_use]
    pub fn all(&self) -> bool {
        self.matches.get_flag("all")
    }

    /// The URL of the API, if it is given.
    #[must_use]
    pub fn base_url(&self) -> Option<&str> {
        self.base_url.as_deref()
    }

    /// The options of a call that asks for a media type.
    #[must_use]
    pub fn accepted(&self) -> Option<CallOptions> {
        let media_type = self.one("accept")?;
        Some(CallOptions::new().accept(media_type))
    }

    /// Writes what came of a call.
    ///
    /// # Errors
    ///
    /// Why the call failed, or its answer can't be written.
    pub async fn finish<T, E>(&self, answered: Result<Response<T>, Error<E>>) -> Outcome
    where
        E: OperationError + std::fmt::Debug,
    {
        let answered = answered.map(drop);
        let answered = answered.map_err(|error| Failure::call(&error));
        self.conclude(answered).await
    }

    async fn conclude(&self, answered: Outcome) -> Outcome {
        match (self.tap.take(), answered) {
            (Some(Answer::Open(head, response)), _) => self.output.open(&head, response).await,
            (Some(Answer::Whole(head, body)), Ok(())) => self.output.whole(&head, &body),
            (Some(Answer::Whole(head, body)), Err(failure)) => {
                self.output.error(&head, &body);
                Err(failure)
            }
            (None, answered) => answered,
        }
    }
}

/// A flag that has to be there.
pub(super) fn missing(name: &str) -> Failure {
    Failure::usage(format!("the argument '--{name}' has to be given"))
}
