//! The templates.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use super::imports::PLACE;
use crate::output::MARKER;

/// The first line of every emitted `.rs` file.
pub(super) fn rust_header() -> String {
    format!("// {MARKER}")
}

/// The templates of a crate, by their names below its folder.
macro_rules! templates {
    ($krate:literal: $($path:literal)*) => {
        &[$((
            concat!($krate, "/", $path),
            include_str!(concat!("../../../../templates/", $krate, "/", $path, ".j2")),
        )),*]
    };
}
pub(super) use templates;

/// What the crates share.
const SHARED: [(&str, &str); 2] = [
    ("macros", include_str!("../../../templates/macros.j2")),
    (
        "rustfmt.toml",
        include_str!("../../../templates/rustfmt.toml.j2"),
    ),
];

/// The templates, ready to render.
pub(super) struct Templates {
    environment: Environment<'static>,
    /// What is wrong with a template; a mistake of ours.
    fault: Option<minijinja::Error>,
}

impl Templates {
    /// Those of the crates, and those that all of them share.
    pub(super) fn new(
        templates: impl Iterator<Item = &'static (&'static str, &'static str)>,
    ) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // What is rendered is Rust, TOML and Markdown; escaping for HTML would spoil it.
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        // A template writes an item down as it comes, however long its lines get.
        environment.add_filter("item", |text: &str| {
            match syn::parse_str::<syn::File>(text) {
                Ok(file) => prettyplease::unparse(&file),
                // The check of the whole file will say where it is.
                Err(_) => text.to_owned(),
            }
        });
        environment.add_filter("toml", |text: &str| toml::Value::from(text).to_string());
        environment.add_global("marker", MARKER);
        environment.add_global("rust_header", rust_header());
        environment.add_global("imports", PLACE);
        let mut fault = None;
        match SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
        {
            Ok(syntax) => environment.set_syntax(syntax),
            Err(error) => fault = Some(error),
        }
        for (name, text) in templates.chain(&SHARED) {
            if let Err(error) = environment.add_template(name, text) {
                fault.get_or_insert(error);
            }
        }
        Self { environment, fault }
    }

    pub(super) fn render(
        &mut self,
        name: &str,
        context: impl Serialize,
    ) -> Result<String, minijinja::Error> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        self.environment
            .get_template(name)?
            .render(Value::from(Serde(context)))
    }
}
