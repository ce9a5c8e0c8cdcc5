//! Tables: a list of objects with a column for each member that is a single value.

use std::io::{self, Write};

use console::{measure_text_width, truncate_str};
use serde_json::Value;
use serde_json::value::RawValue;

use super::json::{self, Members};

/// What is longer is cut.
const MAX_WIDTH: usize = 60;

/// A table.
#[derive(Debug)]
pub struct Table {
    columns: Vec<String>,
    widths: Vec<usize>,
    rows: Vec<Vec<String>>,
    has_head: bool,
}

impl Table {
    /// The table of a list of objects, or of a single object; `None` if the JSON is neither.
    pub fn of(json: &str, chosen: &[String]) -> Option<Self> {
        if let Some(items) = json::items(json) {
            return Self::of_items(&items, chosen);
        }
        let members = Members::read(json)?;
        let is_chosen = |name: &String| chosen.is_empty() || chosen.contains(name);
        let members = members.0.iter().filter(|(name, _)| is_chosen(name));
        let rows = members.map(|(name, value)| vec![clean(name), cell(value, true)]);
        Some(Self::with(Vec::new(), rows.collect()))
    }

    /// The table of a list of objects.
    pub fn of_items(items: &[Box<RawValue>], chosen: &[String]) -> Option<Self> {
        let objects = items.iter().map(|item| Members::read(item.get()));
        let objects = objects.collect::<Option<Vec<Members>>>()?;
        let columns = match chosen {
            [] => columns(&objects),
            chosen => chosen.to_vec(),
        };
        let rows = objects.iter().map(|object| row(object, &columns));
        let rows = rows.collect();
        Some(Self::with(columns, rows))
    }

    fn with(columns: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        let count = rows.iter().chain([&columns]).map(Vec::len).max();
        let width = |index: usize| {
            let cells = rows.iter().chain([&columns]);
            let cells = cells.filter_map(|row| row.get(index));
            cells
                .map(|cell| measure_text_width(cell))
                .max()
                .unwrap_or(0)
        };
        Self {
            widths: (0..count.unwrap_or(0)).map(width).collect(),
            has_head: !columns.is_empty(),
            columns,
            rows,
        }
    }

    /// Takes the rows of another page in the place of its own, with the columns that it has.
    ///
    /// Returns whether these are objects.
    pub fn replace(&mut self, items: &[Box<RawValue>]) -> bool {
        let objects = items.iter().map(|item| Members::read(item.get()));
        let Some(objects) = objects.collect::<Option<Vec<Members>>>() else {
            return false;
        };
        self.rows = objects
            .iter()
            .map(|object| row(object, &self.columns))
            .collect();
        self.has_head = false;
        true
    }

    /// Writes the table.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.has_head {
            let head: Vec<String> = self
                .columns
                .iter()
                .map(|name| clean(&name.to_uppercase()))
                .collect();
            self.line(&head, out)?;
        }
        self.rows.iter().try_for_each(|row| self.line(row, out))
    }

    fn line(&self, cells: &[String], out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(&self.widths) {
            let gap = width.saturating_sub(measure_text_width(cell)) + 2;
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', gap));
        }
        writeln!(out, "{}", line.trim_end())
    }
}

/// The members that are single values in all objects that have them, by where they come first.
fn columns(objects: &[Members]) -> Vec<String> {
    let mut columns: Vec<(&str, bool)> = Vec::new();
    for (name, value) in objects.iter().flat_map(|object| &object.0) {
        let is_single = !value.get().starts_with(['{', '[']);
        match columns.iter_mut().find(|(known, _)| known == name) {
            Some((_, all)) => *all &= is_single,
            None => columns.push((name, is_single)),
        }
    }
    let columns = columns.into_iter().filter(|(_, is_single)| *is_single);
    columns.map(|(name, _)| name.to_owned()).collect()
}

fn row(object: &Members, columns: &[String]) -> Vec<String> {
    let cells = columns.iter().map(|name| object.get(name));
    cells
        .map(|value| value.map_or_else(String::new, |value| cell(value, false)))
        .collect()
}

/// A value as it stands in a table.
fn cell(value: &RawValue, is_alone: bool) -> String {
    let text = match serde_json::from_str(value.get()) {
        Ok(Value::String(text)) => text,
        Ok(Value::Null) => String::new(),
        _ => json::compact(value.get()),
    };
    let text = clean(&text);
    match is_alone {
        true => text,
        false => truncate_str(&text, MAX_WIDTH, "…").into_owned(),
    }
}

/// Text in one line, without what moves the cursor of a terminal.
fn clean(text: &str) -> String {
    let clean = |char: char| if char.is_control() { ' ' } else { char };
    text.chars().map(clean).collect()
}
