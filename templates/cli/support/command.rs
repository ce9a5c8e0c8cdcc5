//! The command line as `clap` has it.

use std::collections::HashSet;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, ValueHint, value_parser};
use clap_complete::Shell;

use super::failure::EXIT_CODES;
use super::operation::{Argument, Body, Operation, Place, Value, Way};
use super::program::Program;

const GLOBAL: &str = "Global options";
const BODY: &str = "Body";
const CREDENTIALS: &str = "Credentials";

impl Program {
    /// All commands. What the operations take is left out of those whose names aren't among some words,
    /// as there may be many hundreds of them.
    #[must_use]
    pub fn command(&'static self, words: Option<&HashSet<String>>) -> Command {
        let root = Command::new(self.name)
            .bin_name(self.name)
            .version(self.version)
            .about(self.about)
            .long_about(self.details)
            .after_help(EXIT_CODES)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .args(self.globals())
            .args(self.credentials());
        let tags = self.tags.iter().map(|tag| {
            let operations = tag.operations.iter().map(|entry| {
                let operation = entry.operation;
                let command = Command::new(operation.name).about(operation.about());
                match words {
                    Some(words) if !words.contains(operation.name) => command,
                    _ => operation.define(command),
                }
            });
            Command::new(tag.name)
                .about(tag.about)
                .long_about(tag.docs)
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommands(operations)
        });
        root.subcommands(tags)
            .subcommand(completions())
            .subcommand(man())
    }

    /// What every command takes.
    fn globals(&'static self) -> Vec<Arg> {
        let mut all = vec![
            option("output", "FORMAT")
                .short('o')
                .value_parser(["json", "table", "raw"])
                .default_value("json")
                .help(
                    "How an answer is written: indented JSON, a table, or its bytes as they come",
                ),
            option("columns", "NAME")
                .value_delimiter(',')
                .help("The columns of a table: names of members, separated by commas"),
            flag("include").help("Write the status and the headers of the answer as well"),
            option("save", "FILE")
                .value_hint(ValueHint::FilePath)
                .value_parser(value_parser!(std::path::PathBuf))
                .help("Write to a new file instead of standard output"),
            flag("force").help("Replace the file of --save if there is one"),
            option("base-url", "URL")
                .env(self.base_url)
                .value_hint(ValueHint::Url)
                .help("Where the API is; by default the server of the document"),
        ];
        if !self.servers.is_empty() {
            all.push(
                option("server", "NUMBER")
                    .value_parser(value_parser!(u32).range(1..=self.servers.len() as i64))
                    .help(self.servers()),
            );
        }
        if self
            .servers
            .iter()
            .any(|server| !server.variables.is_empty())
        {
            all.push(
                option("server-variable", "NAME=VALUE")
                    .action(ArgAction::Append)
                    .help("A variable in the URL of the server; can be repeated"),
            );
        }
        all.extend([
            option("timeout", "SECONDS")
                .value_parser(value_parser!(f64))
                .default_value("60")
                .help("How long a call may take; 0 is as long as it likes"),
            option("retries", "NUMBER")
                .value_parser(value_parser!(u32).range(..=100))
                .default_value("0")
                .help("How often a call that does no harm when it is repeated is tried again"),
            option("header", "NAME:VALUE")
                .short('H')
                .action(ArgAction::Append)
                .help("A header to send; can be repeated"),
            flag("verbose")
                .short('v')
                .help("Say on standard error what is sent and answered, without credentials"),
        ]);
        let all = all.into_iter();
        all.map(|arg| arg.global(true).help_heading(GLOBAL))
            .collect()
    }

    /// The servers of the document as a list.
    fn servers(&self) -> String {
        let mut help =
            "Which server of the document the API is, by its number [default: 1]".to_owned();
        for (index, server) in self.servers.iter().enumerate() {
            help.push_str(&format!("\n{}: {}", index + 1, server.url));
            if !server.about.is_empty() {
                help.push_str(&format!(" ({})", server.about.trim_end_matches('.')));
            }
            for variable in server.variables {
                help.push_str(&format!(
                    "\n   {}, by default {:?}",
                    variable.name, variable.default
                ));
            }
        }
        help
    }

    /// The flags of credentials.
    fn credentials(&'static self) -> Vec<Arg> {
        if self.schemes.is_empty() {
            return Vec::new();
        }
        let schemes = self.schemes.iter().map(|scheme| {
            let (word, note) = match scheme.is_basic {
                true => (
                    "USER[:PASSWORD]",
                    " The password is asked for if it isn't given.",
                ),
                false => ("SECRET", ""),
            };
            option(scheme.flag, word)
                .env(scheme.variable)
                .hide_env_values(true)
                .help(format!("{}.{note}", scheme.help.trim_end_matches('.')))
        });
        let file = option("credentials", "FILE")
            .env(self.credentials)
            .value_hint(ValueHint::FilePath)
            .value_parser(value_parser!(std::path::PathBuf))
            .help(format!(
                "A file with credentials by the names of their flags, TOML or JSON \
                 [default: {}/credentials.toml in the folder of the user's configuration]",
                self.name
            ));
        let all = schemes.chain([file]);
        all.map(|arg| arg.global(true).help_heading(CREDENTIALS))
            .collect()
    }
}

fn option(name: &'static str, word: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(word)
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

fn completions() -> Command {
    Command::new("completions")
        .about("Writes completions for a shell")
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(Shell)),
        )
}

fn man() -> Command {
    Command::new("man")
        .about("Writes the manual: that of the program, or a page for each command to a folder")
        .arg(
            Arg::new("folder")
                .value_name("DIR")
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(std::path::PathBuf)),
        )
}

impl Operation {
    /// Adds what the operation takes to its command.
    #[must_use]
    pub fn define(&'static self, command: Command) -> Command {
        let mut command = command.long_about(self.long_about()).after_help(EXIT_CODES);
        let is_whole = |body: &Body| body.ways.iter().any(|(_, way)| *way != Way::Parts);
        let whole = self.body.as_ref().filter(|body| is_whole(body));
        command = command.args(self.arguments.iter().map(Argument::arg));
        if let Some(body) = whole {
            command = command.arg(self.whole_body(body));
        }
        if let Some(body) = &self.body {
            if body.ways.len() > 1 {
                let types = body.ways.iter().map(|(media_type, _)| *media_type);
                let arg =
                    option("body-type", "TYPE").value_parser(PossibleValuesParser::new(types));
                command = command.arg(arg.help("How the body is sent").help_heading(BODY));
            }
            if body.ways.iter().any(|(_, way)| *way == Way::Bytes) {
                let arg = option("content-type", "TYPE").help("The media type of the bytes");
                command = command.arg(arg.help_heading(BODY));
            }
        }
        if !self.accept.is_empty() {
            let help = format!("The media type to ask for: {}", self.accept.join(", "));
            command = command.arg(option("accept", "TYPE").help(help));
        }
        if self.pages.is_some() {
            command = command.arg(flag("all").help(
                "Ask for one page after the other, and write each item as a line of JSON, or as a row",
            ));
        }
        command
    }

    fn about(&self) -> String {
        match self.deprecated {
            true => format!("{} (deprecated)", self.about),
            false => self.about.to_owned(),
        }
    }

    fn long_about(&self) -> String {
        let mut text = format!("{}.\n\n{}", self.about, self.route);
        if self.deprecated {
            text.push_str("\n\nDeprecated by the document.");
        }
        if !self.docs.is_empty() {
            text.push_str("\n\n");
            text.push_str(self.docs);
        }
        text
    }

    /// The flag for a body as a whole.
    fn whole_body(&self, body: &Body) -> Arg {
        let what = match body.ways {
            [(_, Way::Json)] => "as JSON",
            [(_, Way::Lines)] => "as JSON values, one after the other",
            _ => "as a whole",
        };
        let (word, how) = match body.ways {
            [(_, Way::Bytes)] => ("FILE", "the name of a file, or - for standard input"),
            [(_, Way::Json)] => ("JSON", "@FILE for a file, or - for standard input"),
            _ => ("BODY", "@FILE for a file, or - for standard input"),
        };
        let help = format!(
            "{} (the body {what}; {how})",
            body.help.trim_end_matches('.')
        );
        let mut members = self.arguments.iter();
        let has_members = members.any(|argument| argument.place != Place::Parameter);
        let arg = option("body", word).help(help).help_heading(BODY);
        // A member that has to be there says so itself.
        arg.required(body.required && !has_members)
    }
}

impl Argument {
    fn arg(&self) -> Arg {
        let default = match self.default {
            "" => String::new(),
            default => format!("[default: {default}]"),
        };
        let help = |text: &str, gap: &str| match (text, default.as_str()) {
            ("", default) => default.to_owned(),
            (text, "") => text.to_owned(),
            (text, default) => format!("{text}{gap}{default}"),
        };
        let first = self.help.split("\n\n").next().unwrap_or_default();
        let mut arg = Arg::new(self.name).long(self.name).help(help(first, " "));
        if first != self.help {
            arg = arg.long_help(help(self.help, "\n\n"));
        }
        arg = match self.value {
            Value::Text(word) | Value::Number(word) => arg.value_name(word),
            Value::Json => arg.value_name("JSON"),
            Value::File => arg.value_name("FILE").value_hint(ValueHint::FilePath),
            Value::Words(values) | Value::Values(values) => arg
                .value_name("VALUE")
                .value_parser(PossibleValuesParser::new(values)),
            Value::Boolean => {
                let arg = arg.value_parser(["true", "false"]).value_name("BOOLEAN");
                match self.list {
                    true => arg,
                    // Its name alone says yes.
                    false => arg.num_args(0..=1).default_missing_value("true"),
                }
            }
        };
        // `-1` is a value, and no flag.
        arg = arg.allow_negative_numbers(true);
        if self.list {
            arg = arg.action(ArgAction::Append);
        }
        match (self.place, self.required) {
            (Place::Parameter, required) => arg.required(required),
            (Place::Member(..), true) => arg.required_unless_present("body").help_heading(BODY),
            (Place::Part, required) => arg.required(required).help_heading(BODY),
            (Place::Member(..), false) => arg.help_heading(BODY),
        }
    }
}
