//! The requests that an API makes itself.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::rewriter::Rewriter;
use crate::parse::version::Version;
use crate::source::Pointer;

/// What documents of OpenAPI 3.0 have in place of `webhooks`.
const EXTENSION: &str = "x-webhooks";

/// Takes the extension of OpenAPI 3.0 that `webhooks` was made of as `webhooks`.
pub(in crate::parse) fn webhooks(rewriter: &mut Rewriter<'_>, document: &mut Value) {
    let Some(members) = document.as_object_mut() else {
        return;
    };
    let root = Pointer::root();
    if members.contains_key("webhooks") {
        if rewriter.version < Version::V31 {
            let version = rewriter.version.describe();
            let message = format!("{version} knows no `webhooks` in an OpenAPI Object");
            rewriter.push(
                Diagnostic::warning(Code::UnknownKeyword, message)
                    .at_key(&root.key("webhooks"), "taken as in OpenAPI 3.1"),
            );
        }
    } else if members.get(EXTENSION).is_some_and(Value::is_object) {
        rewriter.rename(members, (EXTENSION, "webhooks"), &root);
    }
}
