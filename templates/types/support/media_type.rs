//! Matches the media type of a message with the documented ones.
//!
//! The first of these that finds one decides:
//!
//! 1. The same name, in whatever case (RFC 9110, section 8.3.1). Parameters that the document has,
//!    as in `application/json; version=2`, must not be there with another value; of several such
//!    entries, the one with the most parameters in common is it. `charset` and `boundary` say
//!    nothing of what a body is, and what the document doesn't have doesn't matter.
//! 2. The narrowest range: `application/*+json` before `application/*` before `*/*`.
//! 3. JSON by another name (RFC 6839), where the document has JSON under one name alone:
//!    `application/json` is taken for any JSON, and a special name for `application/json`. A
//!    special name isn't taken for another one, and a patch such as `application/json-patch+json`
//!    for nothing else: how it is applied is all that its name is about.

/// The index of the first choice that matches the media type of a message.
pub fn position(choices: &[&[&str]], given: &str) -> Option<usize> {
    let given = MediaType::new(given);
    let known = || {
        let choices = choices.iter().enumerate();
        choices
            .flat_map(|(index, names)| names.iter().map(move |name| (index, MediaType::new(name))))
    };
    let mut best: Option<(usize, usize)> = None;
    for (index, name) in known() {
        let rank = name.rank(&given);
        if let Some(rank) = rank
            && best.is_none_or(|(other, _)| rank > other)
        {
            best = Some((rank, index));
        }
    }
    if let Some((_, index)) = best {
        return Some(index);
    }
    let mut json = known().filter(|(_, name)| is_json(&name.essence));
    let (index, first) = json.next()?;
    let is_one = json.all(|(_, other)| other.is_as_json(&first));
    let fits = is_plain_json(&given.essence)
        || is_plain_json(&first.essence) && is_json(&given.essence) && !is_patch(&given.essence);
    (is_one && fits && given.essence != first.essence).then_some(index)
}

/// How exactly a range of media types, such as one of a header `Accept`, has a media type; `None`
/// where it doesn't. Here all its parameters count (RFC 9110, section 12.5.1).
pub fn specificity(range: &str, media_type: &str) -> Option<usize> {
    let (range, given) = (MediaType::new(range), MediaType::new(media_type));
    let rank = range.rank(&given)?;
    (rank < EXACT || rank == EXACT + range.parameters.len()).then_some(rank)
}

/// A media type without its parameters, in lower case. Some documents set those apart by a comma.
pub fn essence(media_type: &str) -> String {
    let essence = media_type.split([';', ',']).next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a media type without parameters is one of JSON.
pub fn is_json(essence: &str) -> bool {
    is_plain_json(essence) || essence.ends_with("+json")
}

fn is_plain_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json")
}

fn is_patch(essence: &str) -> bool {
    essence.ends_with("-patch+json")
}

/// The rank of the same name.
const EXACT: usize = 4;

/// A media type or a range of them.
struct MediaType {
    essence: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    fn new(text: &str) -> Self {
        let parameters = text.split([';', ',']).skip(1).filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let name = name.trim().to_ascii_lowercase();
            let value = value.trim().trim_matches('"').to_ascii_lowercase();
            (!matches!(name.as_str(), "charset" | "boundary")).then_some((name, value))
        });
        Self {
            essence: essence(text),
            parameters: parameters.collect(),
        }
    }

    /// How well a message's media type is this one; `None` where it isn't.
    fn rank(&self, given: &Self) -> Option<usize> {
        let essence = self.essence.as_str();
        if essence == given.essence {
            let mut common = 0;
            for (name, value) in &self.parameters {
                let other = given.parameters.iter().find(|(known, _)| known == name);
                match other {
                    Some((_, other)) if other != value => return None,
                    Some(_) => common += 1,
                    None => {}
                }
            }
            return Some(EXACT + common);
        }
        match essence.split_once('*') {
            Some(("", "/*" | "")) => Some(1),
            Some((kind, suffix)) => {
                let fits = given.essence.starts_with(kind) && given.essence.ends_with(suffix);
                fits.then_some(if suffix.is_empty() { 2 } else { 3 })
            }
            None => None,
        }
    }

    /// Whether two names of JSON are one: `application/json` and `text/json` are.
    fn is_as_json(&self, other: &Self) -> bool {
        self.essence == other.essence
            || is_plain_json(&self.essence) && is_plain_json(&other.essence)
    }
}
