//! Failures that aren't ours: whose they are, and why.

use super::Side;

/// The document lacks what TypeSpec says: `@typespec/openapi3` can't write it down, or doesn't.
pub(super) const DOCUMENT: &str = "the document's";

/// The suite itself sends or answers what its own document forbids.
pub(super) const SUITE: &str = "the suite's";

#[derive(Clone, Copy)]
pub(super) struct Cause {
    pub(super) whose: &'static str,
    pub(super) why: &'static str,
}

/// The beginning of the names of scenarios, with `#` and the number of a call behind it where only
/// that call fails; whose fault it is; and why.
type Row = (&'static str, &'static str, &'static str);

const NO_DISCRIMINATOR: &str = "the discriminator is required, and the response has none";
const NO_OPERATION: &str = "a link to the next page is no operation";

const NO_SUCH_TYPE: &str = "it asks for a media type that the document doesn't have";

/// What fails on both sides.
const BOTH: [Row; 11] = [
    (
        "Encode_Bytes_RequestBody_base64url",
        DOCUMENT,
        "it says nothing of base64url",
    ),
    (
        "Parameters_Path_optional",
        DOCUMENT,
        "a parameter of a path can't be left out in OpenAPI",
    ),
    (
        "Payload_ContentNegotiation_DifferentBody#3",
        SUITE,
        NO_SUCH_TYPE,
    ),
    ("Payload_ContentNegotiation_SameBody#3", SUITE, NO_SUCH_TYPE),
    (
        "Payload_JsonMergePatch_update",
        DOCUMENT,
        "it doesn't say that the values of `map` may be null",
    ),
    (
        "Routes_PathParameters_PathExpansion_",
        DOCUMENT,
        "OpenAPI has no style that begins with `/`",
    ),
    (
        "Routes_PathParameters_ReservedExpansion_",
        DOCUMENT,
        "it doesn't say that the parameter may hold reserved characters",
    ),
    (
        "Type_Model_Inheritance_EnumDiscriminator_get",
        SUITE,
        NO_DISCRIMINATOR,
    ),
    (
        "Type_Model_Inheritance_NestedDiscriminator_getMissing",
        SUITE,
        NO_DISCRIMINATOR,
    ),
    (
        "Type_Model_Inheritance_SingleDiscriminator_getMissing",
        SUITE,
        NO_DISCRIMINATOR,
    ),
    (
        "Type_Model_Visibility_",
        SUITE,
        "the scenario leaves out the body that the document requires",
    ),
];

/// What fails with clients alone.
const CLIENT: [Row; 2] = [
    (
        "Payload_Pageable_ServerDrivenPagination_nestedLink#2",
        SUITE,
        "`nestedNext` is required, and the last page has none",
    ),
    (
        "Payload_Pageable_XmlPagination_listWithNextLink",
        DOCUMENT,
        "a link to the next page is no operation, and one in XML, which is read as text, isn't followed",
    ),
];

/// What fails with servers alone.
const SERVER: [Row; 7] = [
    (
        "Payload_Pageable_ServerDrivenPagination_AlternateInitialVerb_post",
        DOCUMENT,
        NO_OPERATION,
    ),
    (
        "Payload_Pageable_ServerDrivenPagination_link",
        DOCUMENT,
        NO_OPERATION,
    ),
    (
        "Payload_Pageable_ServerDrivenPagination_nestedLink",
        DOCUMENT,
        NO_OPERATION,
    ),
    (
        "Payload_Pageable_XmlPagination_listWithNextLink",
        DOCUMENT,
        NO_OPERATION,
    ),
    (
        "Authentication_OAuth2_invalid",
        SUITE,
        "the scenario sends no credentials at all",
    ),
    (
        "Payload_Head_contentTypeHeaderInResponse",
        DOCUMENT,
        "a header `Content-Type` is ignored in OpenAPI, and HEAD has no content there",
    ),
    (
        "Type_Enum_Fixed_String_putUnknownValue",
        SUITE,
        "the value isn't one of the document's, and what is refused with 422 shall be answered with 500",
    ),
];

const COMMAS: &str = "its client encodes the commas between texts, so that they belong to one text";

/// What fails when the clients call the suite's own server.
const SERVE: [Row; 1] = [(
    "Payload_MultiPart_FormData_HttpParts_jsonArrayAndFileArray",
    DOCUMENT,
    "it can't say that a list is one part: an Encoding Object is for each item",
)];

/// What fails when the suite's own client calls the servers.
const KNOCK: [Row; 8] = [
    ("Encode_Bytes_Query_base64urlArray", SUITE, COMMAS),
    ("Parameters_CollectionFormat_Query_csv", SUITE, COMMAS),
    (
        "Payload_MediaType_StringBody_sendAsText",
        SUITE,
        "its client calls the text JSON",
    ),
    (
        "Payload_MultiPart_FormData_HttpParts_jsonArrayAndFileArray",
        SUITE,
        "its client sends a list as one part",
    ),
    (
        "Routes_QueryParameters_QueryContinuation_Standard_",
        SUITE,
        COMMAS,
    ),
    (
        "Routes_QueryParameters_QueryExpansion_Standard_",
        SUITE,
        COMMAS,
    ),
    (
        "Streaming_Jsonl_",
        SUITE,
        "its client compares bytes, and has spaces in its JSON",
    ),
    (
        "Streaming_Sse_",
        SUITE,
        "its client compares bytes, and has spaces in its JSON",
    ),
];

/// Why the failure of a call isn't ours, if it isn't.
pub(super) fn cause(side: Side, live: bool, name: &str, call: usize) -> Option<Cause> {
    let name = format!("{name}#{}", call + 1);
    let own = match side {
        Side::Client => &CLIENT[..],
        Side::Server => &SERVER,
    };
    let suite = match (side, live) {
        (Side::Client, true) => &SERVE[..],
        (Side::Server, true) => &KNOCK,
        (_, false) => &[],
    };
    let mut known = BOTH.iter().chain(own).chain(suite);
    let (_, whose, why) = known.find(|(start, ..)| name.starts_with(start))?;
    Some(Cause { whose, why })
}
