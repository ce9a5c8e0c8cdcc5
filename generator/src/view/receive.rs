//! Plans what a client does with an answer.
//!
//! The emitted `send` looks at the status, and at the media type where a status has several bodies.
//! Bodies that are read while they arrive are looked for first; all others are read to memory and
//! then matched. Arms next to each other that do the same become one.

use super::model::response::{
    MediaTypes, Read, Reading, Receive, ResponseView, StatusArm, StatusPattern, StreamArm, Success,
};
use crate::ir::Status;

/// What a client does with the answer to an operation.
pub(super) fn receive(responses: &[ResponseView], success: &Success) -> Receive {
    let mut receive = Receive::default();
    for group in groups(responses) {
        let Some((_, first)) = group.first() else {
            continue;
        };
        if first.success {
            let pattern = success_pattern(responses, first.status);
            receive.streams.extend(streams(&group, pattern));
            let reading = reading(&group, |index, response| {
                let is_read = !response.content.is_stream();
                is_read.then(|| Read::Success(alike(index, responses, success)))
            });
            receive.extend(pattern, reading);
        }
        if first.fails() {
            let reading = reading(&group, |index, _| Some(Read::Error(index)));
            receive.extend(pattern(responses, first.status), reading);
        }
    }
    let has_default = responses
        .iter()
        .any(|response| response.status == Status::Default);
    if !has_default {
        let undocumented = Reading::Always(Read::Undocumented);
        receive.extend(StatusPattern::Any, Some(undocumented));
    }
    join_errors(&mut receive.arms, responses);
    receive
}

/// Makes one arm, the last, of all errors that are read by nothing but their status: the enum of the
/// errors does that. An arm stays where a later one that stays is for some of its statuses too.
fn join_errors(arms: &mut Vec<StatusArm>, responses: &[ResponseView]) {
    let is_plain = |arm: &StatusArm| match arm.reading {
        Reading::Always(Read::Undocumented) => true,
        Reading::Always(Read::Error(index)) => {
            let response = responses.get(index);
            response.is_some_and(|response| response.headers.is_empty())
        }
        _ => false,
    };
    let mut kept: Vec<StatusArm> = Vec::new();
    let mut joined: Vec<StatusArm> = Vec::new();
    for arm in std::mem::take(arms).into_iter().rev() {
        if is_plain(&arm) && !kept.iter().any(|later| later.overlaps(&arm)) {
            joined.push(arm);
        } else {
            kept.push(arm);
        }
    }
    kept.reverse();
    let errors = Reading::Always(Read::Undocumented);
    if joined.iter().any(|arm| arm.reading != errors) {
        kept.push(StatusArm {
            statuses: vec![StatusPattern::Any],
            reading: Reading::Always(Read::Errors),
        });
    } else {
        joined.reverse();
        kept.extend(joined);
    }
    *arms = kept;
}

impl StatusArm {
    fn overlaps(&self, other: &Self) -> bool {
        let mut statuses = self.statuses.iter();
        statuses.any(|one| other.statuses.iter().any(|other| one.overlaps(*other)))
    }
}

impl StatusPattern {
    fn overlaps(self, other: Self) -> bool {
        let (first, last) = self.bounds();
        let (other_first, other_last) = other.bounds();
        first <= other_last && other_first <= last
    }

    fn bounds(self) -> (u16, u16) {
        match self {
            Self::Code(code) => (code, code),
            Self::Range(first, last) => (first, last),
            Self::Any => (0, u16::MAX),
        }
    }
}

impl Receive {
    /// Adds an arm; one that does the same as the last joins it.
    fn extend(&mut self, pattern: StatusPattern, reading: Option<Reading>) {
        let Some(reading) = reading else {
            return;
        };
        match self.arms.last_mut() {
            Some(last) if last.reading == reading => last.statuses.push(pattern),
            _ => self.arms.push(StatusArm {
                statuses: vec![pattern],
                reading,
            }),
        }
    }
}

/// The first success that is read in the same way as another.
fn alike(index: usize, responses: &[ResponseView], success: &Success) -> usize {
    match success {
        Success::One(_) => {
            let first = responses.iter().position(|response| response.success);
            first.unwrap_or(index)
        }
        Success::Many(..) => index,
    }
}

/// The responses of one status, each with its index.
type Group<'a> = Vec<(usize, &'a ResponseView)>;

fn groups(responses: &[ResponseView]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, response) in responses.iter().enumerate() {
        match groups.last_mut() {
            Some(group)
                if group
                    .iter()
                    .all(|(_, other)| other.status == response.status) =>
            {
                group.push((index, response));
            }
            _ => groups.push(vec![(index, response)]),
        }
    }
    groups
}

/// The media types of each body of a status, to be told apart by.
fn media_types(group: &Group<'_>) -> MediaTypes {
    let responses = group.iter();
    responses
        .map(|(_, response)| response.media_types.clone())
        .collect()
}

/// The bodies of a status that are read while they arrive.
fn streams<'a>(
    group: &'a Group<'_>,
    statuses: StatusPattern,
) -> impl Iterator<Item = StreamArm> + 'a {
    let streams = group.iter().enumerate();
    let streams = streams.filter(|(_, (_, response))| response.content.is_stream());
    streams.map(move |(position, (index, _))| StreamArm {
        statuses,
        media_type: (group.len() > 1).then(|| (media_types(group), position)),
        response: *index,
    })
}

/// How the bodies of a status that are read to memory are read, as `read` has it of each.
fn reading(
    group: &Group<'_>,
    read: impl Fn(usize, &ResponseView) -> Option<Read>,
) -> Option<Reading> {
    let arms = group.iter().enumerate();
    let mut arms: Vec<(usize, Read)> = arms
        .filter_map(|(position, (index, response))| Some((position, read(*index, response)?)))
        .collect();
    let (_, others) = arms.pop()?;
    if arms.iter().all(|(_, read)| *read == others) {
        return Some(Reading::Always(others));
    }
    Some(Reading::ByMediaType {
        media_types: media_types(group),
        arms,
        others,
    })
}

fn pattern(responses: &[ResponseView], status: Status) -> StatusPattern {
    match status {
        Status::Code(code) => StatusPattern::Code(code),
        Status::Range(digit) => range(responses, digit),
        Status::Default => StatusPattern::Any,
    }
}

/// The statuses with which a response is a success: of all those that the default stands for, the
/// ones that HTTP has for successes.
fn success_pattern(responses: &[ResponseView], status: Status) -> StatusPattern {
    match status {
        Status::Default => range(responses, 2),
        status => pattern(responses, status),
    }
}

/// The statuses of a first digit. Those at its ends that have a response of their own are left out:
/// a range that begins or ends with another pattern is taken for an oversight.
fn range(responses: &[ResponseView], digit: u16) -> StatusPattern {
    let has_own = |code: u16| {
        let mut responses = responses.iter();
        responses.any(|response| response.status == Status::Code(code))
    };
    let (mut first, mut last) = (digit * 100, digit * 100 + 99);
    while first < last && has_own(first) {
        first += 1;
    }
    while first < last && has_own(last) {
        last -= 1;
    }
    StatusPattern::Range(first, last)
}
