//! The templates.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use super::imports::{self, PLACE};
use crate::output::MARKER;

/// A placeholder, as [`PLACE`] is one: templates write this line, and once the rest of the file is
/// rendered, its items take the place.
pub(super) const ITEMS: &str = "items!();";

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
pub(super) struct Templates(Environment<'static>);

impl Templates {
    /// Those of the crates, and those that all of them share.
    ///
    /// # Errors
    ///
    /// What is wrong with a template; a mistake of ours.
    pub(super) fn new(
        templates: impl Iterator<Item = &'static (&'static str, &'static str)>,
    ) -> Result<Self, minijinja::Error> {
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
        // A declaration of imports or exports is wrapped as rustfmt would do it.
        environment.add_filter("import", |text: &str| imports::wrapped(format!("{text}\n")));
        environment.add_filter("toml", |text: &str| toml::Value::from(text).to_string());
        environment.add_global("marker", MARKER);
        environment.add_global("rust_header", rust_header());
        environment.add_global("imports", PLACE);
        environment.add_global("items", format!("\n{ITEMS}\n"));
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()?;
        environment.set_syntax(syntax);
        for (name, text) in templates.chain(&SHARED) {
            environment.add_template(name, text)?;
        }
        Ok(Self(environment))
    }

    pub(super) fn render(
        &self,
        name: &str,
        context: impl Serialize,
    ) -> Result<String, minijinja::Error> {
        let template = self.0.get_template(name)?;
        template.render(Value::from(Serde(context)))
    }
}
