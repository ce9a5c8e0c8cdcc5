//! What came of a call, held to the scenario.

mod form;
mod pages;
mod request;
mod response;
mod seen;

use serde_json::Value;

use crate::values::compare;

pub(super) use pages::check as check_pages;
pub(super) use request::{check as check_request, is_for};
pub(super) use response::{check_message, check_outcome, events, lines};
pub(super) use seen::check as check_seen;

/// Whether JSON is what the scenario says; where it first isn't.
fn same_json(wanted: &Value, found: &Value) -> Result<(), String> {
    let mut wanted = wanted.clone();
    let mut found = found.clone();
    plain_dates(&mut wanted);
    plain_dates(&mut found);
    match compare::differences(&wanted, &found).first() {
        None => Ok(()),
        Some(difference) => {
            let at = difference.at.as_str();
            let at = if at.is_empty() { "/" } else { at };
            Err(format!("{at} {}", difference.what))
        }
    }
}

/// Makes dates and times the same that are the same moment: the suite compares them so.
fn plain_dates(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(short) = text.strip_suffix(".000Z") {
                *text = format!("{short}Z");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_dates),
        Value::Object(members) => members.values_mut().for_each(plain_dates),
        _ => {}
    }
}

/// Whether two texts are the same, or numbers of one value.
fn same_text(wanted: &str, found: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    wanted == found
        || number(wanted).is_some_and(|wanted| number(found) == Some(wanted))
        || wanted.strip_suffix(".000Z") == found.strip_suffix('Z') && wanted.ends_with(".000Z")
}

/// The start of something.
fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
