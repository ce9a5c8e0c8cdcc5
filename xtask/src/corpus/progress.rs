//! How far a run is.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

/// Without a terminal, a line says how far it is whenever so many are done.
const EVERY: usize = 25;

/// A bar on a terminal, else a line now and then.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    what: &'static str,
    done: usize,
    total: usize,
}

impl Progress {
    pub(crate) fn new(what: &'static str, total: usize) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(total as u64);
            let template = "{prefix} {bar:30} {pos}/{len} {elapsed} {wide_msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_prefix(what);
            bar
        });
        Self {
            bar,
            what,
            done: 0,
            total,
        }
    }

    /// One more is done.
    pub(crate) fn done(&mut self, name: &str) {
        self.done += 1;
        match &self.bar {
            Some(bar) => {
                bar.set_message(name.to_owned());
                bar.inc(1);
            }
            None if self.done.is_multiple_of(EVERY) || self.done == self.total => {
                let (what, done, total) = (self.what, self.done, self.total);
                // It is said for people who wait; the result doesn't depend on it.
                let _ = writeln!(io::stderr(), "{what} {done}/{total}");
            }
            None => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
