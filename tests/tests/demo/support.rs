//! What the tests of operations share.

use users_client::types::{AppError, StatusOk, User};

/// The text of a property that has to be there.
pub(crate) fn text(property: &Option<String>) -> &str {
    property.as_deref().expect("the property is there")
}

/// The usernames of a list.
pub(crate) fn names(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| text(&user.username)).collect()
}

/// Whether an operation says that it is done.
pub(crate) fn assert_done(answer: &StatusOk) {
    assert_eq!(answer.status.as_deref(), Some("OK"));
}

/// Whether an error's body says what its status does.
pub(crate) fn assert_error(error: &AppError, status: u16) {
    assert_eq!(error.status_code, Some(i64::from(status)), "{error:?}");
    assert_eq!(text(&error.request_id).len(), 26, "{error:?}");
    assert!(text(&error.id).contains('.'), "{error:?}");
    assert!(!text(&error.message).is_empty(), "{error:?}");
}

/// Sends a request that has to fail with a variant of the operation's documented errors.
macro_rules! assert_refused {
    ($request:expr, $variant:path) => {{
        let error = $request.send().await.expect_err("the request is refused");
        let status = error.status().expect("the server answered").as_u16();
        match error.api() {
            Some($variant(body)) => {
                assert_eq!(error.api().map(|error| error.body()), Some(body));
                $crate::support::assert_error(body, status);
            }
            _ => panic!("expected {}, got {error:?}", stringify!($variant)),
        }
    }};
}

pub(crate) use assert_refused;

/// An error that the demo has no reason for.
pub(crate) const ERROR_403: &str = r#"{"id":"context.permissions","message":"You may not.",
"detailed_error":"","request_id":"rrrrrrrrrrrrrrrrrrrrrrrrrr","status_code":403}"#;

/// Another one.
pub(crate) const ERROR_400: &str = r#"{"id":"context.invalid","message":"That's no login.",
"detailed_error":"","request_id":"rrrrrrrrrrrrrrrrrrrrrrrrrr","status_code":400}"#;
