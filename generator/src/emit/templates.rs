//! The templates, and the support code that is copied as it is.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use crate::output::MARKER;

/// The first line of every emitted `.rs` file.
pub(super) fn rust_header() -> String {
    format!("// {MARKER}")
}

macro_rules! support {
    ($($name:ident = $path:literal;)*) => {
        $(pub(in crate::emit) const $name: &str = include_str!(concat!("../../../templates/", $path));)*
    };
}

/// Support code of the types crate.
pub(super) mod types {
    support! {
        BASE64 = "types/support/base64.rs";
        BIG_INTEGER = "types/support/big_integer.rs";
        CHOICE = "types/support/choice.rs";
        DATE = "types/support/date.rs";
        DATE_TIME = "types/support/date_time.rs";
        DEFAULT = "types/support/default.rs";
        ENUMERATION = "types/support/enumeration.rs";
        EXCERPT = "types/support/excerpt.rs";
        FORMAT = "types/support/format.rs";
        IPV6 = "types/support/ipv6.rs";
        JSON = "types/support/json.rs";
        MEDIA_TYPE = "types/support/media_type.rs";
        NEVER = "types/support/never.rs";
        NEWTYPE = "types/support/newtype.rs";
        OBJECT = "types/support/object.rs";
        READING = "types/support/reading.rs";
        SIGNS = "types/support/signs.rs";
        TAG = "types/support/tag.rs";
        TEXT = "types/support/text.rs";
        UNION = "types/support/union.rs";
        UNKNOWN_VALUE = "types/support/unknown_value.rs";
        UUID = "types/support/uuid.rs";
        WHOLE = "types/support/whole.rs";
    }

    /// Each with its module.
    pub(in crate::emit) const SUPPORT: &[(&str, &str)] = &[
        ("base64", BASE64),
        ("big_integer", BIG_INTEGER),
        ("choice", CHOICE),
        ("date", DATE),
        ("date_time", DATE_TIME),
        ("default", DEFAULT),
        ("enumeration", ENUMERATION),
        ("excerpt", EXCERPT),
        ("format", FORMAT),
        ("ipv6", IPV6),
        ("json", JSON),
        ("media_type", MEDIA_TYPE),
        ("never", NEVER),
        ("newtype", NEWTYPE),
        ("object", OBJECT),
        ("reading", READING),
        ("signs", SIGNS),
        ("tag", TAG),
        ("text", TEXT),
        ("union", UNION),
        ("unknown_value", UNKNOWN_VALUE),
        ("uuid", UUID),
        ("whole", WHOLE),
    ];
    macro_rules! style {
        ($($name:literal)*) => {
            &[$(($name, include_str!(concat!("../../../templates/types/support/", $name, ".rs")))),*]
        };
    }

    /// Values as text, by style.
    pub(in crate::emit) const STYLE: &[(&str, &str)] = style! {
        "style" "style/deep" "style/escape" "style/form" "style/node" "style/pairs" "style/read" "style/tree" "style/typed"
        "style/write"
    };
}

/// Support code of the client crate.
pub(super) mod client {
    support! {
        ERROR = "client/support/error.rs";
        EVENTS = "client/support/events.rs";
        LINES = "client/support/lines.rs";
        MULTIPART = "client/support/multipart.rs";
        REDIRECT = "client/support/redirect.rs";
        REPLY = "client/support/reply.rs";
        REQUEST = "client/support/request.rs";
        RESPONSE = "client/support/response.rs";
        SECRET = "client/support/secret.rs";
        STREAM = "client/support/stream.rs";
        STYLE = "client/support/style.rs";
        TRANSPORT = "client/support/transport.rs";
        UPLOAD = "client/support/upload.rs";
    }
}

/// Support code of the server crate.
pub(super) mod server {
    support! {
        ACCEPT = "server/support/accept.rs";
        BASIC = "server/support/basic.rs";
        BODY = "server/support/body.rs";
        CALL = "server/support/call.rs";
        CONFORM = "server/support/conform.rs";
        CREDENTIAL = "server/support/credential.rs";
        EVENTS = "server/support/events.rs";
        FILE_PART = "server/support/file_part.rs";
        LINES = "server/support/lines.rs";
        MULTIPART = "server/support/multipart.rs";
        PARAMETER = "server/support/parameter.rs";
        PARTS = "server/support/parts.rs";
        REJECTION = "server/support/rejection.rs";
        RESPOND = "server/support/respond.rs";
        SERVICE = "server/support/service.rs";
        STYLE = "server/support/style.rs";
        TEMPLATE = "server/support/template.rs";
        UPLOAD = "server/support/upload.rs";
    }
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
