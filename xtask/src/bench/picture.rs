//! The ratios as a picture: a bar for each, and a line where both take the same.
//!
//! It has no background of its own, and colours that can be read on a light one and on a dark one.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use super::kept::Kept;
use super::table::{self, Ratio};
use super::{Work, compile, generate, wire};

/// All in pixels.
const WIDTH: f64 = 760.0;
/// Where bars begin; what they are about stands before.
const LEFT: f64 = 150.0;
/// The room for what stands behind the bars.
const RIGHT: f64 = 190.0;
const BAR: f64 = 12.0;
const BETWEEN_BARS: f64 = 3.0;
const BETWEEN_ROWS: f64 = 9.0;
/// The height of what is said above all.
const CAPTION: f64 = 16.0;
const TITLE: f64 = 34.0;
/// No bar is longer than this ratio.
const LONGEST: f64 = 2.0;

const TEXT: &str = "#737b85";
const LINE: &str = "#9aa2ab";
const COLOURS: [&str; 2] = ["#3f83c8", "#c98a3d"];

/// Bars that are compared with the same thing.
pub(crate) struct Group {
    pub(crate) title: &'static str,
    /// What each of a row's bars is a part of.
    pub(crate) of: [&'static str; 2],
    pub(crate) rows: Vec<Row>,
}

/// What is measured, with its bars.
pub(crate) struct Row {
    pub(crate) about: String,
    pub(crate) ratios: [Option<Ratio>; 2],
}

/// Draws all that was measured and kept.
pub(crate) fn write(work: &Work, file: &Path) -> io::Result<()> {
    let generated: Kept<generate::Row> = Kept::open(&work.folder, generate::KIND);
    let compiled: Kept<compile::Row> = Kept::open(&work.folder, compile::KIND);
    let groups = [
        generate::group(&generated.rows),
        compile::group(&compiled.rows),
        wire_group(wire::What::Server, work),
        wire_group(wire::What::Client, work),
    ];
    fs::write(file, draw(&groups))
}

fn wire_group(what: wire::What, work: &Work) -> Group {
    wire::group(what, &Kept::open(&work.folder, what.kind()).rows)
}

/// The picture, as SVG.
fn draw(groups: &[Group]) -> String {
    let groups: Vec<&Group> = groups.iter().filter(|group| group.is_there()).collect();
    let ratios = groups.iter().flat_map(|group| group.ratios());
    let most = ratios.map(|ratio| ratio.number).fold(1.0, f64::max);
    let scale = (WIDTH - LEFT - RIGHT) / most.min(LONGEST);
    let mut body = String::new();
    let mut y = CAPTION;
    for group in &groups {
        y = group.draw(y, scale, &mut body);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{y}\" \
         viewBox=\"0 0 {WIDTH} {y}\" font-family=\"system-ui, sans-serif\" font-size=\"12\" \
         fill=\"{TEXT}\">\n<title>What oasmith costs, as a part of what one would use instead; \
         less is better</title>\n\
         <text x=\"0\" y=\"12\">Less is better: the dashed lines are what one would use \
         instead.</text>\n{body}</svg>\n"
    )
}

impl Group {
    fn is_there(&self) -> bool {
        self.ratios().next().is_some()
    }

    fn ratios(&self) -> impl Iterator<Item = Ratio> {
        self.rows.iter().flat_map(|row| row.ratios).flatten()
    }

    /// Draws it below a height; gives where it ends.
    fn draw(&self, top: f64, scale: f64, body: &mut String) -> f64 {
        let mut y = top + TITLE;
        let mut bars = String::new();
        let rows = self.rows.iter();
        for row in rows.filter(|row| row.ratios.iter().any(Option::is_some)) {
            y = self.draw_row(row, y, scale, &mut bars);
        }
        let (title, one) = (escaped(self.title), LEFT + scale);
        // Writing to a string doesn't fail.
        let _ = write!(
            body,
            "<text x=\"0\" y=\"{}\" font-weight=\"600\">{title}</text>\n{bars}\
             <path d=\"M{one} {}V{y}\" stroke=\"{LINE}\" stroke-dasharray=\"3 3\"/>\n",
            top + TITLE - 12.0,
            top + TITLE - 4.0,
        );
        y
    }

    fn draw_row(&self, row: &Row, top: f64, scale: f64, bars: &mut String) -> f64 {
        let about = escaped(&row.about);
        let (x, baseline) = (LEFT - 8.0, BAR - 2.0);
        let _ = writeln!(
            bars,
            "<text x=\"{x}\" y=\"{}\" text-anchor=\"end\">{about}</text>",
            top + baseline
        );
        let mut y = top;
        let each = row.ratios.iter().zip(self.of).zip(COLOURS);
        for ((ratio, of), colour) in each {
            let Some(ratio) = ratio else { continue };
            let width = (ratio.number.min(LONGEST) * scale).max(1.0);
            let (width, end) = (rounded(width), WIDTH - RIGHT + 8.0);
            let bound = if ratio.at_most { "at most " } else { "" };
            let exact = Ratio {
                at_most: false,
                ..*ratio
            };
            let number = table::ratio(Some(exact));
            let _ = writeln!(
                bars,
                "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{width}\" height=\"{BAR}\" rx=\"2\" \
                 fill=\"{colour}\"/>\n<text x=\"{end}\" y=\"{}\">{bound}{number} of {of}</text>",
                y + baseline
            );
            y += BAR + BETWEEN_BARS;
        }
        y - BETWEEN_BARS + BETWEEN_ROWS
    }
}

fn rounded(pixels: f64) -> f64 {
    (pixels * 10.0).round() / 10.0
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(number: f64) -> Option<Ratio> {
        Some(Ratio {
            number,
            at_most: false,
        })
    }

    #[test]
    fn bars_are_as_long_as_their_ratios() {
        let bound = Ratio {
            number: 0.04,
            at_most: true,
        };
        let row = |about: &str, ratios| Row {
            about: about.to_owned(),
            ratios,
        };
        let groups = [
            Group {
                title: "Writing & reading",
                of: ["the time", "the memory"],
                rows: vec![
                    row("A<B", [ratio(0.25), Some(bound)]),
                    row("left out", [None, None]),
                    row("slow", [ratio(9.0), None]),
                ],
            },
            Group {
                title: "nothing",
                of: ["", ""],
                rows: Vec::new(),
            },
        ];
        let expected = include_str!("picture/expected.svg");
        let drawn = draw(&groups);
        assert_eq!(drawn, expected, "{drawn}");
    }
}
