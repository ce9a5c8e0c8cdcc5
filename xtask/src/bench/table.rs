//! Tables in Markdown, aligned so that they can be read as they are; and the numbers in them.

use std::io::{self, Write};

use super::process::{End, Ran};

/// A table with a row for each thing that was measured.
pub(crate) struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(heads: &[&str]) -> Self {
        Self {
            heads: heads.iter().map(|head| (*head).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Writes the table: the first column from the left, numbers from the right.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let column = |row: &[String], index: usize| row.get(index).map_or(0, |c| c.chars().count());
        let rows = || std::iter::once(&self.heads).chain(&self.rows);
        let widths: Vec<usize> = (0..self.heads.len())
            .map(|index| rows().map(|row| column(row, index)).fold(3, usize::max))
            .collect();
        for (number, row) in rows().enumerate() {
            let cells = row.iter().zip(&widths).enumerate();
            for (index, (cell, width)) in cells {
                match index {
                    0 => write!(out, "| {cell:<width$} |")?,
                    _ => write!(out, " {cell:>width$} |")?,
                }
            }
            writeln!(out)?;
            if number == 0 {
                for (index, width) in widths.iter().enumerate() {
                    match index {
                        0 => write!(out, "| {} |", "-".repeat(*width))?,
                        _ => write!(out, " {}: |", "-".repeat(width.saturating_sub(1)))?,
                    }
                }
                writeln!(out)?;
            }
        }
        Ok(())
    }
}

/// How much something took: not less than this, where it was ended before it was done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Amount {
    pub(crate) number: f64,
    pub(crate) at_least: bool,
}

/// One amount as a part of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ratio {
    pub(crate) number: f64,
    /// Whether it may be less, because the other was ended before it was done.
    pub(crate) at_most: bool,
}

impl Ratio {
    /// Nothing where there is nothing to compare.
    pub(crate) fn of(own: Option<Amount>, other: Option<Amount>) -> Option<Self> {
        let (own, other) = (own?, other?);
        (!own.at_least && other.number > 0.0).then(|| Self {
            number: own.number / other.number,
            at_most: other.at_least,
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with a few digits")]
fn amount(ran: &Ran, number: u64) -> Option<Amount> {
    let at_least = match ran.end {
        End::Well => false,
        End::Exceeded(_) => true,
        End::Failed(_) => return None,
    };
    Some(Amount {
        number: number as f64,
        at_least,
    })
}

/// Milliseconds.
pub(crate) fn time(ran: &Ran) -> Option<Amount> {
    amount(ran, ran.ms)
}

/// Milliseconds of processors.
pub(crate) fn cpu(ran: &Ran) -> Option<Amount> {
    amount(ran, ran.cpu_ms?)
}

/// KiB.
pub(crate) fn peak(ran: &Ran) -> Option<Amount> {
    amount(ran, ran.peak_kib?)
}

/// Milliseconds, shown as seconds.
pub(crate) fn seconds(amount: Option<Amount>) -> String {
    shown(amount, |ms| {
        let digits = if ms < 1000.0 { 3 } else { 1 };
        format!("{:.digits$}", ms / 1000.0)
    })
}

/// KiB, shown as MiB.
pub(crate) fn mebibytes(amount: Option<Amount>) -> String {
    shown(amount, |kib| format!("{:.0}", kib / 1024.0))
}

fn shown(amount: Option<Amount>, show: impl Fn(f64) -> String) -> String {
    match amount {
        Some(amount) if amount.at_least => format!("> {}", show(amount.number)),
        Some(amount) => show(amount.number),
        None => "-".to_owned(),
    }
}

pub(crate) fn ratio(ratio: Option<Ratio>) -> String {
    match ratio {
        Some(ratio) if ratio.at_most => format!("< {:.2}", ratio.number),
        Some(ratio) => format!("{:.2}", ratio.number),
        None => "-".to_owned(),
    }
}

/// A whole number with its digits in groups of three.
pub(crate) fn grouped(number: usize) -> String {
    in_groups(&number.to_string())
}

/// The same of a number of things that needn't be whole.
pub(crate) fn rounded(number: f64) -> String {
    in_groups(&format!("{number:.0}"))
}

fn in_groups(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Exceeded;

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new(&["document", "s", "MiB"]);
        table.add(vec!["é".to_owned(), "10.5".to_owned(), "-".to_owned()]);
        table.add(vec![
            "App Center".to_owned(),
            "> 1".to_owned(),
            "9".to_owned(),
        ]);
        let mut text = Vec::new();
        table.write(&mut text).unwrap();
        let expected = "\
| document   |    s | MiB |
| ---------- | ---: | --: |
| é          | 10.5 |   - |
| App Center |  > 1 |   9 |
";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn what_was_ended_is_a_bound() {
        let ran = |end| Ran {
            end,
            ms: 2500,
            cpu_ms: None,
            peak_kib: Some(2048),
        };
        let well = ran(End::Well);
        let ended = ran(End::Exceeded(Exceeded::Seconds(2)));
        let failed = ran(End::Failed("no".to_owned()));
        let shown = [&well, &ended, &failed].map(|ran| seconds(time(ran)));
        assert_eq!(shown, ["2.5", "> 2.5", "-"]);
        let shown = [&well, &ended, &failed].map(|ran| mebibytes(peak(ran)));
        assert_eq!(shown, ["2", "> 2", "-"]);
        let against = |other| ratio(Ratio::of(time(&well), time(other)));
        assert_eq!(
            [&well, &ended, &failed].map(against),
            ["1.00", "< 1.00", "-"]
        );
        assert_eq!(ratio(Ratio::of(time(&ended), time(&well))), "-");
        assert_eq!(ratio(Ratio::of(time(&well), cpu(&well))), "-");
    }

    #[test]
    fn numbers_are_easy_to_read() {
        let shown = [0, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(rounded(12_345.6), "12,346");
    }
}
