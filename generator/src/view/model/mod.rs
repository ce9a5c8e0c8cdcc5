//! The plan of the emitted crates as plain data: nothing here decides, and nothing here knows who
//! does.

pub(super) mod body;
pub(super) mod checks;
pub(super) mod cli;
pub(super) mod features;
pub(super) mod gate;
pub(super) mod item;
pub(super) mod literal;
pub(super) mod operation;
pub(super) mod pages;
pub(super) mod parameter;
pub(super) mod plan;
pub(super) mod quick_start;
pub(super) mod response;
pub(super) mod routes;
pub(super) mod rust_type;
pub(super) mod sample;
pub(super) mod server;
pub(super) mod union;

pub use body::{
    BodyCodec, BodyKind, BodyReading, BodyVariant, BodyView, CodecKind, FormView, PartCodec,
    PartHolder, PartView,
};
pub use checks::{Checks, Rule, Within};
pub use cli::{CliView, CommandGroup, CommandView, CredentialView, FlagPlace, FlagView, Shape};
pub use features::{CrateFeatures, Feature, Features, OperationFeatures};
pub use gate::{Gate, UNUSED_SCHEMAS, WEBHOOKS};
pub use item::{
    DefaultImpl, Enum, EnumValues, Field, Folder, Item, Named, Presence, Struct, TypeFile, Unknown,
    Variant,
};
pub use literal::{DefaultValue, Literal};
pub use operation::{
    AcceptView, Alternative, OperationView, PathPartView, SchemeView, Security, TagView,
    WebhookView, WebhooksView,
};
pub use pages::{Cursor, CursorSource, NextPage, PagesView, Total};
pub use parameter::{Codec, Members, ParameterView};
pub use plan::{About, DocumentText, Embedded, ValueView, View};
pub use quick_start::{QuickStart, RequestSample, Sample};
pub use response::{
    ContentView, ErrorBody, FieldStep, HeaderView, MediaTypes, Payload, Read, Reading, Receive,
    ResponseView, SentBody, SentVariant, StatusArm, StatusPattern, StreamArm, Success,
};
pub use routes::{
    Candidate, Chooser, Constant, Handler, Route, RouteMethod, Routes, Routing, TagRoutes,
};
pub use rust_type::{Argument, RustType};
pub use sample::{OperationSamples, ResponseSample, SampleBody};
pub use server::{ServerBase, ServerView, Trim, UrlPart, VariableView};
pub use union::{Discriminants, Tag, TagValue, Tagging, TextVariant, Union, UnionVariant};
