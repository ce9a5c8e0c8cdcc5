//! The media types that whoever asks, and whoever answers, has to choose from.

use super::{Content, Operation, Payload, succeeds};

impl Operation {
    /// The media types and ranges that a success may come in, where there is a choice: several
    /// media types, or a range of them.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let responses = self.responses.iter();
        let successes = responses.filter(|response| succeeds(response.status, &self.responses));
        let mut choices: Vec<&str> = Vec::new();
        for media_type in successes
            .flat_map(|response| &response.contents)
            .flat_map(Content::choices)
        {
            if !choices.contains(&media_type) {
                choices.push(media_type);
            }
        }
        match choices.as_slice() {
            [only] if !only.contains('*') => Vec::new(),
            _ => choices,
        }
    }
}

impl Content {
    /// The media types of a response that nothing but their names tells apart, so that whoever
    /// answers, and whoever asks, chooses one; never none. A name of JSON that says the same as
    /// another, such as `text/json` beside `application/json`, is no choice.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let all = || self.media_types.iter().map(String::as_str);
        let first = all().take(1);
        match &self.payload {
            Payload::Text | Payload::Binary => all().collect(),
            Payload::Json(_) => {
                let names = all().filter(|name| !name.contains(['*', ',']));
                let has_json = names.clone().any(|name| name == "application/json");
                let mut choices: Vec<&str> = Vec::new();
                for name in names.filter(|name| !(has_json && *name == "text/json")) {
                    let is_known = choices.iter().any(|known| essence(known) == essence(name));
                    if !is_known {
                        choices.push(name);
                    }
                }
                if choices.is_empty() {
                    choices.push("application/json");
                }
                choices
            }
            _ => first.collect(),
        }
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
