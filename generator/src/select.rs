//! Which operations of a document are wanted: by tag, by name, by path.
//!
//! `config` and the command make a [`Selection`], `parse` leaves out what it isn't about. What an
//! operation without a tag belongs to is decided here too, for it can be asked for by that tag.

use glob::{MatchOptions, Pattern};

use crate::method::Method;

/// The tag of operations that have none, nor a path to name one after.
const DEFAULT_TAG: &str = "operations";

/// Which operations are wanted; all of them, where nothing is said.
///
/// ```
/// use oasmith::config::{By, Criterion, PathPattern, Selection};
///
/// let users = By::Path(PathPattern::new("/users/**")?);
/// let admin = By::Tag("admin".to_owned());
/// let selection = Selection {
///     include: vec![Criterion::new(users)],
///     exclude: vec![Criterion::new(admin)],
/// };
/// assert!(!selection.is_empty());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What is wanted is what one of these is about; without any, it is everything.
    pub include: Vec<Criterion>,
    /// What one of these is about is left out all the same.
    pub exclude: Vec<Criterion>,
}

/// What tells some operations from the others, as somebody asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// What it goes by.
    pub by: By,
    /// Where it stands in `oasmith.toml`, if it does: the line and the column, counted from 1.
    pub place: Option<(usize, usize)>,
}

/// What operations are told apart by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// One of their tags; of an operation without a tag, the one that oasmith gives it.
    Tag(String),
    /// The `operationId` as the document has it, or the method and the path: `GET /users/{id}`.
    Operation(String),
    /// The path.
    Path(PathPattern),
}

/// Paths of a document: `*` stands for anything within a segment, `**` for any number of segments,
/// none included. Braces stand for themselves.
///
/// ```
/// use oasmith::config::PathPattern;
///
/// let users = PathPattern::new("/users/**")?;
/// assert!(users.matches("/users") && users.matches("/users/{id}/keys"));
/// let one = PathPattern::new("/*/{id}")?;
/// assert!(one.matches("/users/{id}") && !one.matches("/users/{name}"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern(Pattern);

/// An operation as it is selected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'a> {
    /// Its tags, the one included that it gets where it names none.
    pub(crate) tags: &'a [&'a str],
    pub(crate) id: Option<&'a str>,
    pub(crate) method: Method,
    pub(crate) path: &'a str,
}

impl Selection {
    /// Whether nothing is said: all operations are wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

impl Criterion {
    /// One that stands in no file.
    #[must_use]
    pub fn new(by: By) -> Self {
        Self { by, place: None }
    }
}

impl By {
    /// Whether an operation is one that is meant.
    pub(crate) fn is_about(&self, candidate: &Candidate<'_>) -> bool {
        match self {
            Self::Tag(tag) => candidate.tags.contains(&tag.as_str()),
            Self::Operation(name) => {
                candidate.id == Some(name.as_str()) || names(name, candidate.method, candidate.path)
            }
            Self::Path(pattern) => pattern.matches(candidate.path),
        }
    }
}

/// Whether a text is a method and a path: these.
fn names(text: &str, method: Method, path: &str) -> bool {
    let parts = text.trim().split_once(char::is_whitespace);
    parts.is_some_and(|(name, rest)| {
        name.eq_ignore_ascii_case(method.as_str()) && rest.trim_start() == path
    })
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// Says what a pattern has to be like.
    pub fn new(text: &str) -> Result<Self, String> {
        if !text.starts_with(['/', '*']) {
            return Err("a path begins with `/`".to_owned());
        }
        let mut segments = text.split('/');
        if segments.any(|word| word.contains("**") && word != "**") {
            return Err("`**` stands for whole segments, with nothing else in them".to_owned());
        }
        let pattern = Pattern::new(text).map_err(|error| error.msg.to_owned())?;
        Ok(Self(pattern))
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether a path, as the document has it, is one of these.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let options = MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: false,
        };
        let matches = |path: &str| self.0.matches_with(path, options);
        // `/users/**` is about `/users` as well.
        matches(path) || (self.as_str().ends_with("/**") && matches(&format!("{path}/")))
    }
}

/// The tag that an operation belongs to: its first one, or else what its path begins with, so that a
/// document without tags isn't one huge group.
pub(crate) fn tag<'a>(first: Option<&'a str>, path: &'a str) -> &'a str {
    first
        .filter(|name| !name.trim().is_empty())
        .or_else(|| subject(path))
        .unwrap_or(DEFAULT_TAG)
}

/// The first segment of a path that says what it is about: no parameter, no version, no `api`.
fn subject(path: &str) -> Option<&str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').find(|segment| {
        let version = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
        !segment.contains(['{', '}'])
            && segment.chars().any(char::is_alphanumeric)
            && !version.starts_with(|first: char| first.is_ascii_digit())
            && !segment.eq_ignore_ascii_case("api")
    })
}

#[cfg(test)]
mod tests {
    use super::{By, Candidate, PathPattern};
    use crate::method::Method;

    #[test]
    fn stars_stand_for_segments_and_braces_for_themselves() {
        for (pattern, yes, no) in [
            ("/users", &["/users"][..], &["/users/", "/users/a"][..]),
            (
                "/users/*",
                &["/users/{id}", "/users/me"],
                &["/users", "/users/a/b"],
            ),
            (
                "/users/**",
                &["/users", "/users/a", "/users/{a}/b"],
                &["/usersa", "/a/users"],
            ),
            (
                "/**/keys",
                &["/keys", "/a/keys", "/a/{b}/keys"],
                &["/a/keys/b"],
            ),
            (
                "/a/{id}*",
                &["/a/{id}", "/a/{id}.{format}"],
                &["/a/i", "/a/{id}/b"],
            ),
            ("/**", &["/", "/a", "/a/{b}"], &[]),
            ("**", &["/", "/a", "/a/{b}"], &[]),
        ] {
            let read = PathPattern::new(pattern).unwrap();
            for path in yes {
                assert!(read.matches(path), "{pattern} {path}");
            }
            for path in no {
                assert!(!read.matches(path), "{pattern} {path}");
            }
        }
        for wrong in ["", "users", "/a**", "/a/[b"] {
            assert!(PathPattern::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_operation_is_named_by_its_id_or_its_method_and_path() {
        let candidate = Candidate {
            tags: &["a"],
            id: Some("getIt"),
            method: Method::Get,
            path: "/it/{id}",
        };
        for (name, expected) in [
            ("getIt", true),
            ("GET /it/{id}", true),
            ("get  /it/{id}", true),
            ("getit", false),
            ("PUT /it/{id}", false),
            ("GET /it", false),
        ] {
            let by = By::Operation(name.to_owned());
            assert_eq!(by.is_about(&candidate), expected, "{name}");
        }
    }
}
