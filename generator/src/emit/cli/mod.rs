//! The crate of the command line.

mod call;
mod command;
mod program;

use serde::Serialize;

use super::crates::{Crate, Crates, Holds, Takes};
use super::docs;
use super::files::{Files, Jobs, gate, tag_features};
use super::support::Declared;
use super::templates::templates;
use crate::view::{
    CliView, CommandGroup, CommandView, Features, OperationView, SecurityKind, TagView, View,
};

pub(super) const CRATE: Crate = Crate {
    kind: "cli",
    depends_on: &["client"],
    templates: templates! {
        "cli": "Cargo.toml" "README.md" "main.rs" "lib.rs" "program.rs" "support.rs" "commands.rs" "tag.rs" "operation.rs"
    },
    emit,
    imports: &[
        "crate::support::Client",
        "crate::support::ClientBuilder",
        "crate::support::api::",
        "crate::support::types::",
    ],
    takes: Takes {
        commands: &["completions", "help", "man"],
        operation_commands: &["help"],
        flags: &[
            "accept",
            "all",
            "base-url",
            "body",
            "body-type",
            "columns",
            "content-type",
            "credentials",
            "force",
            "header",
            "help",
            "include",
            "output",
            "retries",
            "save",
            "server",
            "server-variable",
            "timeout",
            "verbose",
            "version",
        ],
        ..Takes::nothing(Holds::Nothing)
    },
    is_asked: |view| view.cli.is_some(),
};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    program: &'a str,
    prefix: &'a str,
    base_url: &'a str,
    tags: Vec<Tag<'a>>,
    /// The cargo features of the tags.
    tag_features: Vec<&'a str>,
    credentials: Vec<Credential<'a>>,
    support: Declared,
    /// The words of a command to begin with.
    example: Option<String>,
    features: &'a Features,
}

#[derive(Serialize)]
struct Tag<'a> {
    module: &'a str,
    /// What has to be asked for to compile it.
    gate: String,
}

#[derive(Serialize)]
struct Credential<'a> {
    /// The flag, without dashes.
    flag: &'a str,
    /// The environment variable.
    variable: String,
    /// The setter of the client's builder.
    field: &'a str,
    /// The name of the scheme in the document.
    wire: String,
    is_basic: bool,
}

#[derive(Serialize)]
struct TagContext<'a> {
    wire: String,
    modules: Vec<&'a str>,
}

fn emit<'a>(view: &'a View, crates: &'a Crates, jobs: &mut Jobs<'a>) {
    let Some(cli) = &view.cli else {
        return;
    };
    let root = crates.package(CRATE.kind);
    jobs.add(move |files| of_crate(view, cli, crates, files));
    for (tag, group) in view.tags.iter().zip(&cli.tags) {
        jobs.add(move |files| {
            let path = format!("{root}/src/commands/{}/mod.rs", tag.module);
            let modules = tag.operations.iter();
            let context = TagContext {
                wire: docs::plain(&tag.wire),
                modules: modules.map(|operation| operation.module.as_str()).collect(),
            };
            files.render(&path, "cli/tag.rs", context);
        });
        for (operation, command) in tag.operations.iter().zip(&group.commands) {
            jobs.add(move |files| {
                let path = format!("{root}/src/commands/{}/{}.rs", tag.module, operation.module);
                file(operation, command, tag, &path, files);
            });
        }
    }
}

/// The file of an operation.
fn file(
    operation: &OperationView,
    command: &CommandView,
    tag: &TagView,
    path: &str,
    files: &mut Files<'_>,
) {
    let items = [
        command::item(operation, command),
        call::item(operation, command, tag),
    ];
    files.render_items(path, "cli/operation.rs", (), &items);
}

/// The files that there is one of in the crate.
fn of_crate(view: &View, cli: &CliView, crates: &Crates, files: &mut Files<'_>) {
    let root = crates.package(CRATE.kind);
    let context = context(view, cli, crates);
    for (path, template) in [
        ("Cargo.toml", "cli/Cargo.toml"),
        ("README.md", "cli/README.md"),
        ("src/main.rs", "cli/main.rs"),
        ("src/lib.rs", "cli/lib.rs"),
        ("src/support/mod.rs", "cli/support.rs"),
    ] {
        files.render(&format!("{root}/{path}"), template, &context);
    }
    let path = format!("{root}/src/program.rs");
    let item = program::item(view, cli, root);
    files.render_items(&path, "cli/program.rs", &context, &[item]);
    let path = format!("{root}/src/commands/mod.rs");
    let item = program::tags(view, cli);
    files.render_items(&path, "cli/commands.rs", &context, &[item]);
    files.copy(root, &context.support.files);
}

fn context<'a>(view: &'a View, cli: &'a CliView, crates: &'a Crates) -> Context<'a> {
    let credentials = cli.credentials.iter().filter_map(|credential| {
        let scheme = view.schemes.get(credential.scheme)?;
        Some(Credential {
            flag: &credential.flag,
            variable: program::variable(cli, &credential.flag),
            field: &scheme.field,
            wire: docs::plain(&scheme.wire),
            is_basic: scheme.kind == SecurityKind::Basic,
        })
    });
    let tags = view.tags.iter().map(|tag| Tag {
        module: &tag.module,
        gate: gate(&tag.gate),
    });
    Context {
        crates,
        program: &cli.program,
        prefix: &cli.prefix,
        base_url: &view.quick_start.base_url,
        tags: tags.collect(),
        tag_features: tag_features(view),
        credentials: credentials.collect(),
        support: Declared::new(CRATE.kind, &view.features.client, view),
        example: example(view, cli),
        features: &view.features.client,
    }
}

/// A command that needs nothing but itself, if there is one; else the first.
fn example(view: &View, cli: &CliView) -> Option<String> {
    let groups = view.tags.iter().zip(&cli.tags);
    let commands = groups.flat_map(|(tag, group)| {
        let commands = tag.operations.iter().zip(&group.commands);
        commands.map(move |(operation, command)| (operation, group, command))
    });
    let is_simple = |operation: &OperationView| {
        operation.http_method.as_str() == "GET" && operation.required().next().is_none()
    };
    let words =
        |group: &CommandGroup, command: &CommandView| format!("{} {}", group.name, command.name);
    let mut commands = commands.peekable();
    let (_, group, command) = commands.peek()?;
    let first = words(group, command);
    let simple = commands.find(|(operation, ..)| is_simple(operation));
    Some(simple.map_or(first, |(_, group, command)| words(group, command)))
}
