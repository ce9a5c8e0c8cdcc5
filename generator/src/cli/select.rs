//! Which operations the command is to take.

use clap::Args;
use oasmith::config::{By, Criterion, PathPattern, Selection};

const HEADING: &str = "A part of the document";

/// Those that any of the first three is about, or all where there is none of these, without those
/// that any of the others is about.
#[derive(Debug, Args)]
pub(super) struct Select {
    /// Take the operations with this tag, and what other `--tag`, `--operation` and `--path` name;
    /// the rest is left out, with the types that only it uses
    #[arg(long, help_heading = HEADING, value_name = "TAG")]
    tag: Vec<String>,
    /// Take this operation: its `operationId`, or its method and path (`GET /users/{id}`)
    #[arg(long, help_heading = HEADING, value_name = "OPERATION")]
    operation: Vec<String>,
    /// Take the operations of these paths: `*` is anything in a segment, `**` any segments
    #[arg(long, help_heading = HEADING, value_name = "GLOB", value_parser = PathPattern::new)]
    path: Vec<PathPattern>,
    /// Leave out the operations with this tag
    #[arg(long, help_heading = HEADING, value_name = "TAG")]
    exclude_tag: Vec<String>,
    /// Leave out this operation
    #[arg(long, help_heading = HEADING, value_name = "OPERATION")]
    exclude_operation: Vec<String>,
    /// Leave out the operations of these paths
    #[arg(long, help_heading = HEADING, value_name = "GLOB", value_parser = PathPattern::new)]
    exclude_path: Vec<PathPattern>,
}

impl Select {
    pub(super) fn selection(&self) -> Selection {
        Selection {
            include: criteria(&self.tag, &self.operation, &self.path),
            exclude: criteria(
                &self.exclude_tag,
                &self.exclude_operation,
                &self.exclude_path,
            ),
        }
    }
}

fn criteria(tags: &[String], operations: &[String], paths: &[PathPattern]) -> Vec<Criterion> {
    let tags = tags.iter().cloned().map(By::Tag);
    let operations = operations.iter().cloned().map(By::Operation);
    let paths = paths.iter().cloned().map(By::Path);
    let all = tags.chain(operations).chain(paths);
    all.map(Criterion::new).collect()
}
