//! What the document asks of values beyond their types: `maxLength`, `minimum`, `pattern` and the
//! like (JSON Schema Validation 2020-12, section 6).
//!
//! A type whose values can break such a rule says how they are looked at in its [`Validate::check`];
//! [`Checker`] has a method for each keyword. All that is wrong is found, not only the first of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::ops::{Bound, RangeBounds};

use serde::Serialize;

use super::decimal;
use super::gaps::{self, Gaps, Parts};

/// More faults than these in one value are counted, but not listed.
const MAX_FAULTS: usize = 64;

/// What a value with gaps breaks isn't told at places whose JSON Pointers have more bytes than these.
const MAX_POINTER: usize = 1024;

/// Values that the document asks more of than their type says.
pub trait Validate {
    /// Checks the value, and notes each rule of the document that it breaks.
    fn check(&self, check: &mut Checker<'_>);

    /// Checks whether the value is one that the document allows.
    ///
    /// # Errors
    ///
    /// Returns every rule that the value breaks, and where in the value it does.
    fn validate(&self) -> Result<(), Faults> {
        validate(|check| self.check(check))
    }
}

/// Checks a value with `check`.
///
/// # Errors
///
/// Returns every rule that the value breaks.
pub fn validate(check: impl FnOnce(&mut Checker<'_>)) -> Result<(), Faults> {
    validate_mended(&gaps::NONE, check)
}

/// Checks a value of which parts were left out or are blank.
///
/// # Errors
///
/// Returns every rule that the value as it was sent breaks for certain, whatever these parts were.
pub fn validate_mended(gaps: &Gaps, check: impl FnOnce(&mut Checker<'_>)) -> Result<(), Faults> {
    let mut faults = Faults::default();
    check(&mut Checker {
        faults: &mut faults,
        gaps,
        place: Place::Root,
    });
    if faults.total == 0 {
        Ok(())
    } else {
        Err(faults)
    }
}

/// A regular expression that a text must match somewhere.
pub trait Pattern: Sync {
    /// The expression, as the document has it.
    fn source(&self) -> &'static str;

    /// Whether a text matches it.
    fn is_match(&self, text: &str) -> bool;
}

/// What is wrong with a value, by the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    faults: Vec<Fault>,
    total: usize,
}

/// A rule of the document that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    pointer: String,
    message: Cow<'static, str>,
}

impl Faults {
    /// The faults in the order of the value, the first ones if there are many: where each lies, as a
    /// JSON Pointer into the value (RFC 6901; empty for the value itself), and what the document asks
    /// for there, such as "must have at most 64 characters". They don't quote the value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let faults = self.faults.iter();
        faults.map(|fault| (fault.pointer.as_str(), &*fault.message))
    }

    /// How many there are in all.
    pub fn total(&self) -> usize {
        self.total
    }
}

/// One line for each fault.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        match self.total - self.faults.len() {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => write!(f, "the value {}", self.message),
            pointer => write!(f, "{pointer} {}", self.message),
        }
    }
}

impl std::error::Error for Faults {}

/// Where a value stands in the one that is checked.
#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Property(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    /// The length of the place as a JSON Pointer, about.
    fn len(&self) -> usize {
        match self {
            Self::Root => 0,
            Self::Property(holder, name) => holder.len() + 1 + name.len(),
            Self::Item(holder, _) => holder.len() + 2,
        }
    }

    /// Appends the place as a JSON Pointer.
    fn write(&self, pointer: &mut String) {
        match self {
            Self::Root => {}
            Self::Property(holder, name) => {
                holder.write(pointer);
                pointer.push('/');
                pointer.push_str(&gaps::escape(name));
            }
            Self::Item(holder, index) => {
                holder.write(pointer);
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
    }
}

/// Checks the value at one place. Each method notes a fault there if the value breaks the rule.
pub struct Checker<'a> {
    faults: &'a mut Faults,
    /// What was left out of the whole value or is blank in it.
    gaps: &'a Gaps,
    place: Place<'a>,
}

impl<'a> Checker<'a> {
    /// Goes on to a property of the value, or to what a map has under a key.
    pub fn property<'b>(&'b mut self, name: &'b str) -> Checker<'b> {
        Checker {
            faults: self.faults,
            gaps: self.gaps,
            place: Place::Property(&self.place, name),
        }
    }

    /// Goes on to an item of the value.
    pub fn item(&mut self, index: usize) -> Checker<'_> {
        Checker {
            faults: self.faults,
            gaps: self.gaps,
            place: Place::Item(&self.place, index),
        }
    }

    /// Notes that the value breaks a rule: what the document asks for. It may ask so more than once.
    pub fn fault(&mut self, message: impl Into<Cow<'static, str>>) {
        if !self.has_gaps() {
            self.fault_of_parts(message);
        }
    }

    /// Notes that the value breaks a rule that is only about which parts of its own it has.
    pub(super) fn fault_of_parts(&mut self, message: impl Into<Cow<'static, str>>) {
        if self.was_sent() {
            self.note(message.into());
        }
    }

    /// Notes a fault, also where the value isn't as it was sent.
    pub(super) fn note(&mut self, message: Cow<'static, str>) {
        if self.faults.faults.len() < MAX_FAULTS {
            let pointer = match self.gaps.is_empty() {
                true => self.pointer(),
                false => self.origin().unwrap_or_else(|| self.pointer()),
            };
            let fault = Fault { pointer, message };
            if self.faults.faults.contains(&fault) {
                return;
            }
            self.faults.faults.push(fault);
        }
        self.faults.total += 1;
    }

    /// Where the value stands in the whole one, as a JSON Pointer.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.place.write(&mut pointer);
        pointer
    }

    /// Where it stood in the whole one as it was sent; `None` if that isn't known, or takes too long to find
    /// out.
    fn origin(&self) -> Option<String> {
        let is_found = self.gaps.are_known() && self.place.len() <= MAX_POINTER;
        is_found.then(|| self.gaps.origin(&self.pointer()))
    }

    /// Whether the value was sent, rather than made up, for all that is known.
    pub(super) fn was_sent(&self) -> bool {
        let covers = |origin: String| self.gaps.cover(&origin);
        self.gaps.is_empty() || !self.origin().is_none_or(covers)
    }

    /// Whether something in the value was left out or is blank, or that isn't known.
    pub(super) fn has_gaps(&self) -> bool {
        let are_in = |origin: String| self.gaps.are_in(&origin);
        !self.gaps.is_empty() && self.origin().is_none_or(are_in)
    }

    /// The items or properties of the value that were left out or are blank.
    pub(super) fn gaps(&self) -> Option<&'a Parts> {
        match self.gaps.is_empty() {
            true => None,
            false => self.gaps.parts(&self.origin()?),
        }
    }

    /// `minLength` and `maxLength`, in characters.
    pub fn length(&mut self, text: &str, allowed: impl RangeBounds<usize>) -> &mut Self {
        // A text has no more characters than bytes, so few need to be counted.
        let most = match allowed.end_bound() {
            Bound::Included(most) => Some(*most),
            _ => None,
        };
        let needs_count = most.is_some_and(|most| text.len() > most)
            || !matches!(allowed.start_bound(), Bound::Unbounded);
        if needs_count && !allowed.contains(&text.chars().count()) {
            self.fault(size(&allowed, "character"));
        }
        self
    }

    /// `minLength` and `maxLength` of bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8], allowed: impl RangeBounds<usize>) -> &mut Self {
        if !allowed.contains(&bytes.len()) {
            self.fault(size(&allowed, "byte"));
        }
        self
    }

    /// `pattern`.
    pub fn pattern(&mut self, text: &str, pattern: &'static dyn Pattern) -> &mut Self {
        if !pattern.is_match(text) {
            self.fault(format!("must match `{}`", pattern.source()));
        }
        self
    }

    /// `minItems` and `maxItems`.
    pub fn items(&mut self, count: usize, allowed: impl RangeBounds<usize>) -> &mut Self {
        if !allowed.contains(&self.items_sent(count)) {
            self.fault_of_parts(size(&allowed, "item"));
        }
        self
    }

    /// `uniqueItems`.
    pub fn unique<T: Serialize>(&mut self, items: &[T]) -> &mut Self {
        let mut known = HashSet::new();
        for (index, item) in items.iter().enumerate() {
            if self.item(index).has_gaps() {
                continue;
            }
            // What can't be written as JSON is no value that could be there twice.
            let text = canonical(item).ok();
            if text.is_some_and(|text| !known.insert(text)) {
                self.fault_of_parts("must have no item twice");
                break;
            }
        }
        self
    }

    /// `minProperties` and `maxProperties`.
    pub fn properties(&mut self, count: usize, allowed: impl RangeBounds<usize>) -> &mut Self {
        let count = self.gaps().map_or(count, |gaps| gaps.properties(count));
        if !allowed.contains(&count) {
            self.fault_of_parts(size(&allowed, "property"));
        }
        self
    }

    /// `minimum`.
    pub fn at_least<N: PartialOrd + fmt::Display>(&mut self, number: N, least: N) -> &mut Self {
        if number < least {
            self.fault(format!("must be at least {least}"));
        }
        self
    }

    /// `exclusiveMinimum`.
    pub fn more_than<N: PartialOrd + fmt::Display>(&mut self, number: N, limit: N) -> &mut Self {
        if number <= limit {
            self.fault(format!("must be more than {limit}"));
        }
        self
    }

    /// `maximum`.
    pub fn at_most<N: PartialOrd + fmt::Display>(&mut self, number: N, most: N) -> &mut Self {
        if number > most {
            self.fault(format!("must be at most {most}"));
        }
        self
    }

    /// `exclusiveMaximum`.
    pub fn less_than<N: PartialOrd + fmt::Display>(&mut self, number: N, limit: N) -> &mut Self {
        if number >= limit {
            self.fault(format!("must be less than {limit}"));
        }
        self
    }

    /// `multipleOf`, which is given as it is written in decimal.
    pub fn multiple_of(&mut self, number: impl fmt::Display, of: &'static str) -> &mut Self {
        if !decimal::is_multiple(&number.to_string(), of) {
            self.fault(format!("must be a multiple of {of}"));
        }
        self
    }

    /// `dependentRequired`: whether a property is there, and those that have to be there as well then.
    pub fn requires(
        &mut self,
        property: &str,
        is_there: bool,
        others: &[(&str, bool)],
    ) -> &mut Self {
        if self.has(property, is_there) {
            for (name, is_there) in others {
                if !self.has(name, *is_there) {
                    self.fault_of_parts(format!("must have `{name}`, as it has `{property}`"));
                }
            }
        }
        self
    }

    /// How many items were sent to a list that has so many.
    pub(super) fn items_sent(&self, count: usize) -> usize {
        self.gaps().map_or(count, |gaps| gaps.items(count))
    }

    /// Whether a property was sent; `is_there` says whether the value has it.
    pub(super) fn has(&self, name: &str, is_there: bool) -> bool {
        let gaps = self.gaps();
        gaps.map_or(is_there, |gaps| gaps.has(name, is_there))
    }
}

fn size(allowed: &impl RangeBounds<usize>, what: &str) -> String {
    let many = match what.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{what}s"),
    };
    let of = |count: usize| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {many}"),
    };
    match (allowed.start_bound(), allowed.end_bound()) {
        (Bound::Included(least), Bound::Included(most)) if least == most => {
            format!("must have exactly {}", of(*least))
        }
        (Bound::Included(least), Bound::Included(most)) => {
            format!("must have {least} to {}", of(*most))
        }
        (Bound::Included(least), _) => format!("must have at least {}", of(*least)),
        (_, Bound::Included(most)) => format!("must have at most {}", of(*most)),
        _ => format!("must have another number of {many}"),
    }
}

/// A value as JSON that is the same text for equal values: `1.0` as `1`, and objects by name.
pub(super) fn canonical<T: Serialize>(value: &T) -> serde_json::Result<String> {
    fn write(value: &serde_json::Value, text: &mut String) {
        match value {
            serde_json::Value::Array(items) => {
                text.push('[');
                for item in items {
                    write(item, text);
                    text.push(',');
                }
                text.push(']');
            }
            serde_json::Value::Object(members) => {
                let sorted: BTreeMap<_, _> = members.iter().collect();
                text.push('{');
                for (name, value) in sorted {
                    text.push_str(&serde_json::Value::from(name.as_str()).to_string());
                    text.push(':');
                    write(value, text);
                    text.push(',');
                }
                text.push('}');
            }
            serde_json::Value::Number(number) => {
                text.push_str(&decimal::plainest(&number.to_string()));
            }
            other => text.push_str(&other.to_string()),
        }
    }
    let mut text = String::new();
    write(&serde_json::to_value(value)?, &mut text);
    Ok(text)
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self, check: &mut Checker<'_>) {
        if let Some(value) = self {
            value.check(check);
        }
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, check: &mut Checker<'_>) {
        (**self).check(check);
    }
}

impl<T: Validate> Validate for [T] {
    fn check(&self, check: &mut Checker<'_>) {
        for (index, item) in self.iter().enumerate() {
            item.check(&mut check.item(index));
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, check: &mut Checker<'_>) {
        self.as_slice().check(check);
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    fn check(&self, check: &mut Checker<'_>) {
        for (name, value) in self {
            value.check(&mut check.property(name));
        }
    }
}
