//! Lists that come in pages: all of them, one after the other.

use std::fmt::Debug;

use serde_json::value::RawValue;

use super::failure::{Failure, Outcome};
use super::given::Given;
use super::json;
use super::output::{Format, Sink};
use super::table::Table;
use super::tap::Answer;
use crate::api::{OperationError, PageStream};

impl Given {
    /// Writes the items of all pages, each page as soon as it is there.
    ///
    /// # Errors
    ///
    /// Why a call failed, or an answer can't be written. What was written before stays.
    pub async fn pages<T, E>(&self, mut pages: PageStream<'_, T, E>) -> Outcome
    where
        E: OperationError + Debug,
    {
        let mut sink = self.output.sink()?;
        let mut table = None;
        while let Some(page) = pages.next().await {
            let page = page.map(drop);
            let page = page.map_err(|error| Failure::call(&error));
            self.page(page, &mut table, &mut sink)?;
        }
        sink.finish()
    }

    fn page(&self, page: Outcome, table: &mut Option<Table>, sink: &mut Sink) -> Outcome {
        let Some(Answer::Whole(head, body)) = self.tap.take() else {
            return page;
        };
        if let Err(failure) = page {
            self.output.error(&head, &body);
            return Err(failure);
        }
        let text = std::str::from_utf8(&body).unwrap_or_default();
        let list = json::at(text, self.output.list);
        let items = list.and_then(|list| json::items(&list)).unwrap_or_default();
        self.items(&items, table, sink)?;
        sink.with(|out| out.flush())
    }

    fn items(
        &self,
        items: &[Box<RawValue>],
        table: &mut Option<Table>,
        sink: &mut Sink,
    ) -> Outcome {
        if self.output.format == Format::Table && !items.is_empty() {
            // The columns are those of the first page.
            let is_table = match table {
                Some(table) => table.replace(items),
                None => {
                    *table = Table::of_items(items, &self.output.columns);
                    table.is_some()
                }
            };
            if let Some(table) = table.as_ref().filter(|_| is_table) {
                return sink.with(|out| table.write(out));
            }
        }
        let mut items = items.iter();
        items.try_for_each(|item| sink.with(|out| writeln!(out, "{}", json::compact(item.get()))))
    }
}
