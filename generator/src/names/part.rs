//! The modules of a file that became too long for one.

use std::collections::HashSet;

use super::identifier::{escape_module, snake};

/// A module for each type of an owner's module, called after the type without what the owner's
/// name says already.
#[must_use]
pub fn part_modules<'a>(module: &str, types: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let modules = types.into_iter().map(|name| {
        let name = snake(name);
        let rest = name.strip_prefix(module).map(|rest| rest.trim_matches('_'));
        let short = match rest {
            // A module called as the one around it is confusing.
            Some("") => "root",
            Some(rest) if rest.starts_with(|first: char| first.is_ascii_alphabetic()) => rest,
            _ => &name,
        };
        let mut free = escape_module(short);
        if free == module {
            "root".clone_into(&mut free);
        }
        while !taken.insert(free.clone()) {
            free.push('x');
        }
        free
    });
    modules.collect()
}

#[cfg(test)]
mod tests {
    use super::part_modules;

    #[test]
    fn parts_are_called_after_what_the_owner_leaves_open() {
        assert_eq!(
            part_modules("user", ["User", "UserType", "UserKind", "User2", "Other"]),
            ["root", "type_", "kind", "user2", "other"]
        );
        assert_eq!(
            part_modules("unnamed", ["名前", "名前値"]),
            ["root", "rootx"]
        );
    }
}
