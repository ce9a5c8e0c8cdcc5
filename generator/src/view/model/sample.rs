//! What a mock answers.

use serde_json::Value;

/// What an operation answers.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationSamples {
    /// What a client asks for.
    pub answer: ResponseSample,
    /// The other responses, by their keys in the Responses Object: `404`, `4XX` or `default`.
    pub errors: Vec<(String, ResponseSample)>,
}

/// A response that the document allows.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseSample {
    /// Its status.
    pub status: u16,
    /// Its headers by their names.
    pub headers: Vec<(String, String)>,
    /// The media type of its body; none where it has no body.
    pub media_type: Option<String>,
    /// Its body.
    pub body: SampleBody,
}

/// The body of a sample.
#[derive(Clone, Debug, PartialEq)]
pub enum SampleBody {
    /// None.
    Empty,
    /// A JSON value.
    Json(Value),
    /// Any other text.
    Text(String),
}
