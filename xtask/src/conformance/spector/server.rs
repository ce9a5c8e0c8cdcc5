//! A document's traits, implemented: each method keeps what it is given, and answers what the
//! scenario says. The Rust source of a crate.

mod answer;
mod seen;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oasmith::view::{OperationView, SchemeView, Security};

use super::model::Model;
use super::route::Route;
use super::run::Try;

pub(super) use answer::source as answer;

/// The crate of a document's answers: `lib.rs`.
pub(super) fn source(model: &Model, answers: &[&Try<'_>]) -> String {
    let library = format!("{}_server", model.document.name.replace('-', "_"));
    let mut text = format!(
        "//! The traits of an emitted server, as a user would write them.\n\
         #![allow(unused)]\n\n\
         use {library} as api;\n\
         use api::types;\n\
         use driver::{{Board, Fault, Value, serde_json}};\n\n\
         struct Api(Board);\n\n\
         impl api::Service for Api {{}}\n"
    );
    text.push_str(&authenticator(model));
    let mut methods: BTreeMap<(usize, usize), Vec<&Try<'_>>> = BTreeMap::new();
    for answer in answers {
        let at = position(model, answer.route.op.view);
        methods.entry(at).or_default().push(answer);
    }
    for (index, tag) in model.view.tags.iter().enumerate() {
        // Writing to a string doesn't fail.
        let _ = write!(text, "\nimpl api::{} for Api {{\n", tag.name);
        for ((of, at), answers) in &methods {
            if *of == index
                && let Some(first) = answers.first()
            {
                text.push_str(&method(&first.route, *of, *at));
            }
        }
        text.push_str("}\n");
    }
    text.push_str("\nimpl Api {\n");
    for ((of, at), answers) in &methods {
        text.push_str(&inner(answers, *of, *at));
    }
    text.push_str("}\n");
    text.push_str(&router(answers));
    text
}

/// Where an operation stands: its tag, and its position in that.
fn position(model: &Model, operation: &OperationView) -> (usize, usize) {
    let tags = model.view.tags.iter().enumerate();
    let mut all = tags.flat_map(|(index, tag)| {
        let operations = tag.operations.iter().enumerate();
        operations.map(move |(at, other)| ((index, at), other))
    });
    let found = all.find(|(_, other)| std::ptr::eq(*other, operation));
    found.map_or((0, 0), |(at, _)| at)
}

/// The schemes that the server knows.
fn schemes(model: &Model) -> impl Iterator<Item = &SchemeView> {
    model.view.schemes.iter().filter(|scheme| scheme.on_server)
}

/// Everybody is known by what the credentials say.
fn authenticator(model: &Model) -> String {
    let fields: Vec<String> = schemes(model)
        .map(|scheme| {
            let field = &scheme.field;
            format!("({field:?}, credentials.{field}.as_ref().map(|secret| secret.expose()))")
        })
        .collect();
    if fields.is_empty() {
        return String::new();
    }
    format!(
        "\nimpl api::Authenticator for Api {{\n    type Principal = Value;\n\n    \
         async fn authenticate(&self, credentials: api::Credentials, _: &'static api::Operation) \
         -> Result<Option<Value>, api::Failure> {{\n        \
         Ok(Some(driver::principal(vec![{}])))\n    }}\n}}\n",
        fields.join(", ")
    )
}

/// The type of an operation's requests.
fn request(route: &Route<'_>) -> String {
    let (module, operation) = (&route.op.tag.module, route.op.view);
    let generics = match operation.security {
        Security::Open => "",
        Security::Optional(_) | Security::Required(_) => "<Value>",
    };
    format!("api::{module}::{}{generics}", operation.types.request)
}

/// The method of the trait.
fn method(route: &Route<'_>, of: usize, at: usize) -> String {
    let (module, operation) = (&route.op.tag.module, route.op.view);
    format!(
        "    async fn {}(&self, request: {}) -> Result<api::{module}::{}, api::Failure> {{\n        \
         self.answer_{of}_{at}(request).await.map_err(|fault| {{\n            \
         self.0.see(driver::fault(&fault));\n            \
         api::Failure::internal(fault)\n        }})\n    }}\n",
        operation.method,
        request(route),
        operation.types.response
    )
}

/// What the method does.
fn inner(answers: &[&Try<'_>], of: usize, at: usize) -> String {
    let Some(first) = answers.first() else {
        return String::new();
    };
    let route = &first.route;
    let (module, operation) = (&route.op.tag.module, route.op.view);
    let response = format!("api::{module}::{}", operation.types.response);
    let mut text = format!(
        "    async fn answer_{of}_{at}(&self, request: {}) -> Result<{response}, Fault> {{\n        \
         self.0.see({});\n        Ok(match self.0.number() {{\n",
        request(route),
        seen::source(route)
    );
    for answer in answers {
        let _ = writeln!(
            text,
            "            {} => {response}::{},",
            answer.number, answer.source
        );
    }
    text.push_str(
        "            _ => return Err(\"another operation is called\".into()),\n        })\n    }\n",
    );
    text
}

/// The router, below the paths that the document's server has.
fn router(answers: &[&Try<'_>]) -> String {
    let mut prefixes: Vec<&str> = answers
        .iter()
        .map(|answer| answer.route.prefix.as_str())
        .collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    let mut text = String::from(
        "\n/// The server.\npub fn router(board: Board) -> axum::Router {\n    axum::Router::new()\n",
    );
    for prefix in prefixes {
        let _ = match prefix {
            "" => writeln!(text, "        .merge(api::router(Api(board.clone())))"),
            prefix => writeln!(
                text,
                "        .nest({prefix:?}, api::router(Api(board.clone())))"
            ),
        };
    }
    text.push_str("}\n");
    text
}
