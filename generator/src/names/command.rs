//! The names of commands and flags.

use std::collections::{BTreeSet, HashSet};

use super::words::words;

/// What is named side by side: no two commands or flags in it have the same name.
///
/// Unlike names in code they make nobody's code fail when they change, and `--help` shows them, so that
/// nothing is reported where one isn't as the document has it.
#[derive(Clone, Debug)]
pub struct CommandScope(HashSet<String>);

impl CommandScope {
    /// A scope in which the command line has some names for itself.
    #[must_use]
    pub fn reserving(names: &BTreeSet<String>) -> Self {
        Self(names.iter().cloned().collect())
    }

    /// Reserves a name, in kebab-case, and returns it: `user-id` for `userId`. If that name is used already,
    /// `what` (such as `query` or `header`) is put before it: `query-user-id`. If that one is used too, a
    /// number is added: `query-user-id-2`.
    pub fn take(&mut self, wire: &str, what: &str) -> String {
        let name = words(wire).join("-");
        let longer = format!("{what}-{name}");
        let numbered = (2_u32..).map(|number| format!("{longer}-{number}"));
        let mut candidates = [name.clone(), longer.clone()].into_iter().chain(numbered);
        let free = candidates.find(|candidate| self.0.insert(candidate.clone()));
        free.unwrap_or(name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CommandScope;

    #[test]
    fn names_are_told_apart_by_what_they_are() {
        let mut scope = CommandScope::reserving(&BTreeSet::from(["output".to_owned()]));
        for (wire, what, expected) in [
            ("userId", "query", "user-id"),
            ("user_id", "header", "header-user-id"),
            ("user-id", "header", "header-user-id-2"),
            ("output", "query", "query-output"),
            ("$filter", "query", "filter"),
            ("_", "query", "underscore"),
            ("2fa", "query", "2fa"),
        ] {
            assert_eq!(scope.take(wire, what), expected);
        }
    }
}
