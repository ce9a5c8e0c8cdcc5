//! The statuses of responses.

/// The status codes that a response of the document applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// All codes with this first digit, such as `4XX`.
    Range(u16),
    /// `default`: all codes that no other response of the operation applies to.
    Default,
}

impl Status {
    /// Whether it is of `2XX`.
    #[must_use]
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(digit) => digit == 2,
            Self::Default => false,
        }
    }

    /// Whether it is of `3XX`, but for `304`, which leads nowhere.
    #[must_use]
    pub fn is_redirect(self) -> bool {
        match self {
            Self::Code(code) => (300..400).contains(&code) && code != 304,
            Self::Range(digit) => digit == 3,
            Self::Default => false,
        }
    }
}
