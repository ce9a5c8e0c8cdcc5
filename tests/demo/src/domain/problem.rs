//! Why an operation could not be done.

use std::time::Duration;

/// A class of failures; each has one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The request makes no sense: 400.
    Invalid,
    /// Nobody is logged in, or the login is wrong: 401.
    Unauthenticated,
    /// Who is logged in may not do this: 403.
    Denied,
    /// What is asked for doesn't exist: 404.
    Missing,
    /// The request didn't arrive in time: 408.
    Late,
    /// This was asked too often: 429.
    TooOften,
    /// The server can't do this as it is set up: 501.
    Unsupported,
    /// The server has too much to do: 503.
    Busy,
    /// The server's own fault: 500.
    Internal,
}

/// A failure as a client gets to see it.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    /// A stable, dotted name of the failure.
    pub(crate) id: &'static str,
    /// One sentence for people.
    pub(crate) message: String,
    /// When another try makes sense.
    pub(crate) retry_after: Option<Duration>,
}

impl Problem {
    fn new(kind: Kind, id: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            id,
            message: message.into(),
            retry_after: None,
        }
    }

    /// 400.
    pub(crate) fn invalid(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, id, message)
    }

    /// 401.
    pub(crate) fn unauthenticated(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Unauthenticated, id, message)
    }

    /// 403.
    pub(crate) fn denied(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Denied, id, message)
    }

    /// 403, for want of a permission.
    pub(crate) fn permission() -> Self {
        Self::denied(
            "context.permission_denied",
            "You do not have the permission that this takes.",
        )
    }

    /// 404.
    pub(crate) fn missing(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Missing, id, message)
    }

    /// 404, for a user.
    pub(crate) fn no_such_user() -> Self {
        Self::missing("user.missing", "There is no such user.")
    }

    /// 408.
    pub(crate) fn late(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Late, id, message)
    }

    /// 429, until a time has passed.
    pub(crate) fn too_often(id: &'static str, message: impl Into<String>, wait: Duration) -> Self {
        Self {
            retry_after: Some(wait),
            ..Self::new(Kind::TooOften, id, message)
        }
    }

    /// 503, for a moment.
    pub(crate) fn busy(id: &'static str, message: impl Into<String>) -> Self {
        Self {
            retry_after: Some(Duration::from_secs(1)),
            ..Self::new(Kind::Busy, id, message)
        }
    }

    /// 501.
    pub(crate) fn unsupported(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Unsupported, id, message)
    }

    /// 500; the cause is logged here and told to nobody.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "an operation failed");
        Self::new(
            Kind::Internal,
            "server.internal",
            "The server failed to do this.",
        )
    }

    /// The same failure where the API knows 400 but no 404: something that the
    /// request names doesn't exist, so the request is at fault.
    pub(crate) fn or_invalid(self) -> Self {
        match self.kind {
            Kind::Missing => Self {
                kind: Kind::Invalid,
                ..self
            },
            _ => self,
        }
    }
}
