//! What a selection asks for and the document doesn't have.

use super::operation::Operation;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::rewriter::Rewriter;
use crate::select::{By, Criterion, Selection};

/// So many tags are named where there is none that may be meant.
const MAX_NAMED: usize = 12;

/// Says of each criterion that is about no operation that it is; gives whether that may be: what is to
/// be left out isn't there, all the same.
pub(super) fn report(
    rewriter: &mut Rewriter<'_>,
    operations: &[Operation],
    selection: &Selection,
) -> bool {
    let Selection { include, exclude } = selection;
    let is_unknown = |criterion: &&Criterion| {
        let mut operations = operations.iter();
        !operations.any(|one| one.with_candidate(|candidate| criterion.by.is_about(candidate)))
    };
    let mut well = true;
    for criterion in include.iter().filter(is_unknown) {
        let error = Diagnostic::error(Code::Config, message(criterion));
        rewriter.push(with_help(error, criterion, operations));
        well = false;
    }
    for criterion in exclude.iter().filter(is_unknown) {
        let message = format!("{}, so it excludes nothing", message(criterion));
        let warning = Diagnostic::warning(Code::Config, message);
        rewriter.push(with_help(warning, criterion, operations));
    }
    well
}

fn message(criterion: &Criterion) -> String {
    let what = match &criterion.by {
        By::Tag(tag) => format!("no operation has the tag `{}`", tag.escape_debug()),
        By::Operation(name) => format!("there is no operation `{}`", name.escape_debug()),
        By::Path(pattern) => {
            let pattern = pattern.as_str().escape_debug();
            format!("no path of an operation matches `{pattern}`")
        }
    };
    match criterion.place {
        Some((line, column)) => format!("oasmith.toml:{line}:{column}: {what}"),
        None => what,
    }
}

fn with_help(
    diagnostic: Diagnostic,
    criterion: &Criterion,
    operations: &[Operation],
) -> Diagnostic {
    let tags = || distinct(operations.iter().flat_map(|one| one.tags.iter().cloned()));
    let meant = match &criterion.by {
        By::Tag(tag) => nearest(tag, tags()),
        By::Operation(name) if name.contains('/') => {
            let all = operations.iter();
            let all = all.map(|one| format!("{} {}", one.method.as_str(), one.repaired));
            nearest(name, all.collect())
        }
        By::Operation(name) => {
            let all = operations.iter().filter_map(|one| one.id.clone());
            nearest(name, distinct(all))
        }
        By::Path(pattern) => {
            let all = distinct(operations.iter().map(|one| one.repaired.clone()));
            nearest_path(pattern.as_str(), &all)
        }
    };
    match (meant, &criterion.by) {
        (Some(meant), _) => diagnostic.help(format!("did you mean `{}`?", meant.escape_debug())),
        (None, By::Tag(_)) => diagnostic.help(named(&tags())),
        (None, By::Operation(_)) => diagnostic
            .help("an operation is its `operationId`, or its method and path: `GET /users/{id}`"),
        (None, By::Path(_)) => diagnostic.help(
            "a path stands here as in the document, `{id}` included; `*` is anything in a segment, \
             `**` any segments",
        ),
    }
}

/// The texts, each once, in the order in which they come.
fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let texts: indexmap::IndexSet<String> = texts.collect();
    texts.into_iter().collect()
}

/// The one that a misspelt name may mean.
fn nearest(name: &str, known: Vec<String>) -> Option<String> {
    let name = name.to_lowercase();
    let length = name.chars().count();
    let most = (length / 4).clamp(1, 4);
    let known = known.into_iter();
    known
        .filter(|known| known.chars().count().abs_diff(length) <= most)
        .map(|known| (strsim::osa_distance(&name, &known.to_lowercase()), known))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// A pattern of paths that a misspelt one may mean: its stars with the beginning of a path.
fn nearest_path(pattern: &str, paths: &[String]) -> Option<String> {
    let segments: Vec<&str> = pattern.split('/').collect();
    let plain = segments.iter().take_while(|segment| !segment.contains('*'));
    let plain: Vec<&str> = plain.copied().collect();
    let stars = segments.get(plain.len()..)?;
    let beginnings = paths.iter().filter_map(|path| {
        let beginning: Vec<&str> = path.split('/').take(plain.len()).collect();
        (beginning.len() == plain.len()).then(|| beginning.join("/"))
    });
    let beginnings = distinct(beginnings);
    let found = nearest(&plain.join("/"), beginnings).filter(|found| !found.is_empty())?;
    // The same beginning is none that is misspelt.
    (found != plain.join("/")).then(|| [&[found.as_str()], stars].concat().join("/"))
}

fn named(tags: &[String]) -> String {
    let shown: Vec<String> = tags
        .iter()
        .take(MAX_NAMED)
        .map(|tag| format!("`{}`", tag.escape_debug()))
        .collect();
    let more = tags.len().saturating_sub(shown.len());
    match (shown.is_empty(), more) {
        (true, _) => "the document has no operations".to_owned(),
        (false, 0) => format!("the tags are {}", shown.join(", ")),
        (false, more) => format!("the tags are {}, and {more} more", shown.join(", ")),
    }
}
