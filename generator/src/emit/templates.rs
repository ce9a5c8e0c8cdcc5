//! The templates.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use crate::output::MARKER;

/// The first line of every emitted `.rs` file.
pub(super) fn rust_header() -> String {
    format!("// {MARKER}")
}

macro_rules! templates {
    ($($path:literal)*) => {
        &[$(($path, include_str!(concat!("../../../templates/", $path, ".j2")))),*]
    };
}

const TEMPLATES: &[(&str, &str)] = templates! {
    "macros" "rustfmt.toml"
    "types/Cargo.toml" "types/README.md" "types/lib.rs" "types/support.rs" "types/folder.rs" "types/file.rs"
    "client/Cargo.toml" "client/README.md" "client/lib.rs" "client/support.rs" "client/client.rs" "client/servers.rs"
    "client/credentials.rs" "client/tag.rs" "client/handle.rs" "client/operation.rs"
    "server/Cargo.toml" "server/README.md" "server/lib.rs" "server/support.rs" "server/credentials.rs"
    "server/dispatch.rs" "server/paths.rs" "server/tag.rs" "server/interface.rs" "server/routes.rs" "server/operation.rs"
};

/// The templates, ready to render.
pub(super) struct Templates {
    environment: Environment<'static>,
    /// What is wrong with a template; a mistake of ours.
    fault: Option<minijinja::Error>,
}

impl Templates {
    pub(super) fn new() -> Self {
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
        for (name, text) in TEMPLATES {
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
