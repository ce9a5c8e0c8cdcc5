//! Paths, operations, and what these send and receive.

use indexmap::IndexMap;
use openapiv3::{ParameterData, ParameterSchemaOrContent, ReferenceOr};

use super::super::{
    Callback, Content, Encoding, Header, Location, MediaType, Operation, Parameter, PathItem,
    RefOr, Reference, RequestBody, Response, SchemaOrContent, Status, Style,
};
use super::{Converter, listed, named, servers_of};
use crate::method::Method;
use crate::source::Pointer;

impl Converter {
    pub(super) fn path_item(&mut self, item: openapiv3::PathItem, at: Pointer) -> PathItem {
        let openapiv3::PathItem {
            summary,
            description,
            get,
            put,
            post,
            delete,
            options,
            head,
            patch,
            trace,
            servers,
            parameters,
            extensions,
        } = item;
        let parameters = self.parameters(parameters, &at.key("parameters"));
        let methods = [
            (Method::Get, get),
            (Method::Put, put),
            (Method::Post, post),
            (Method::Delete, delete),
            (Method::Options, options),
            (Method::Head, head),
            (Method::Patch, patch),
            (Method::Trace, trace),
        ];
        let mut operations = IndexMap::new();
        for (method, operation) in methods {
            if let Some(operation) = operation {
                let operation = self.operation(operation, at.key(method.member()));
                operations.insert(method.as_str().to_owned(), operation);
            }
        }
        PathItem {
            summary,
            description,
            operations,
            servers: servers_of(servers, &at.key("servers")),
            parameters,
            extensions,
            at,
        }
    }

    fn operation(&mut self, operation: openapiv3::Operation, at: Pointer) -> Operation {
        let openapiv3::Operation {
            tags,
            summary,
            description,
            external_docs: _,
            operation_id,
            parameters,
            request_body,
            responses,
            callbacks,
            deprecated,
            security,
            servers,
            extensions,
        } = operation;
        Operation {
            tags,
            summary,
            description,
            operation_id,
            parameters: self.parameters(parameters, &at.key("parameters")),
            request_body: request_body
                .map(|body| self.ref_or(body, at.key("requestBody"), Self::request_body)),
            responses: self.responses(responses, &at.key("responses")),
            callbacks: self.callbacks(callbacks, &at),
            deprecated,
            security,
            servers: servers_of(servers, &at.key("servers")),
            extensions,
            at,
        }
    }

    /// The callbacks of the operation that stands at a place: those that are references stand in the
    /// supplement, and come last.
    fn callbacks(
        &mut self,
        callbacks: IndexMap<String, openapiv3::Callback>,
        operation: &Pointer,
    ) -> IndexMap<String, RefOr<Callback>> {
        let references = self.supplement.take_callbacks(operation);
        let at = operation.key("callbacks");
        let mut callbacks = named(callbacks, &at, |callback, at| {
            RefOr::Item(self.callback(callback, at))
        });
        callbacks.extend(named(references, &at, |target, at| {
            RefOr::Reference(Reference { at, target })
        }));
        callbacks
    }

    pub(super) fn callback(&mut self, callback: openapiv3::Callback, at: Pointer) -> Callback {
        named(callback, &at, |item, at| self.path_item(item, at))
    }

    fn parameters(
        &mut self,
        parameters: Vec<ReferenceOr<openapiv3::Parameter>>,
        at: &Pointer,
    ) -> Vec<RefOr<Parameter>> {
        listed(parameters, at, |parameter, at| {
            self.ref_or(parameter, at, Self::parameter)
        })
    }

    pub(super) fn parameter(&mut self, parameter: openapiv3::Parameter, at: Pointer) -> Parameter {
        use openapiv3::{CookieStyle, HeaderStyle, Parameter as Given, PathStyle};
        let (location, data, style) = match parameter {
            Given::Path {
                parameter_data,
                style,
            } => {
                let style = match style {
                    PathStyle::Simple => Style::Simple,
                    PathStyle::Label => Style::Label,
                    PathStyle::Matrix => Style::Matrix,
                };
                (Location::Path, parameter_data, style)
            }
            Given::Query {
                parameter_data,
                allow_reserved,
                style,
                allow_empty_value,
            } => {
                let style = query_style(&style);
                let parameter = self.placed(Location::Query, parameter_data, style, at);
                return Parameter {
                    allow_reserved,
                    allow_empty_value: allow_empty_value.unwrap_or_default(),
                    ..parameter
                };
            }
            Given::Header {
                parameter_data,
                style: HeaderStyle::Simple,
            } => (Location::Header, parameter_data, Style::Simple),
            Given::Cookie {
                parameter_data,
                style: CookieStyle::Form,
            } => (Location::Cookie, parameter_data, Style::Form),
        };
        self.placed(location, data, style, at)
    }

    fn placed(
        &mut self,
        location: Location,
        data: ParameterData,
        style: Style,
        at: Pointer,
    ) -> Parameter {
        let ParameterData {
            name,
            description,
            required,
            deprecated,
            format,
            example: _,
            examples: _,
            explode,
            extensions,
        } = data;
        Parameter {
            name,
            location,
            description,
            required,
            deprecated: deprecated.unwrap_or_default(),
            allow_empty_value: false,
            style,
            explode,
            allow_reserved: false,
            value: self.schema_or_content(format, &at),
            extensions,
            at,
        }
    }

    fn schema_or_content(
        &mut self,
        format: ParameterSchemaOrContent,
        at: &Pointer,
    ) -> SchemaOrContent {
        match format {
            ParameterSchemaOrContent::Schema(schema) => {
                SchemaOrContent::Schema(self.schema(schema, at.key("schema")))
            }
            ParameterSchemaOrContent::Content(content) => {
                SchemaOrContent::Content(self.content(content, at))
            }
        }
    }

    pub(super) fn header(&mut self, header: openapiv3::Header, at: Pointer) -> Header {
        let openapiv3::Header {
            description,
            style: openapiv3::HeaderStyle::Simple,
            required,
            deprecated,
            format,
            example: _,
            examples: _,
            extensions,
        } = header;
        Header {
            description,
            required,
            deprecated: deprecated.unwrap_or_default(),
            explode: self.supplement.is_exploded(&at),
            value: self.schema_or_content(format, &at),
            extensions,
            at,
        }
    }

    fn headers(
        &mut self,
        headers: IndexMap<String, ReferenceOr<openapiv3::Header>>,
        at: &Pointer,
    ) -> IndexMap<String, RefOr<Header>> {
        named(headers, &at.key("headers"), |header, at| {
            self.ref_or(header, at, Self::header)
        })
    }

    pub(super) fn request_body(
        &mut self,
        body: openapiv3::RequestBody,
        at: Pointer,
    ) -> RequestBody {
        let openapiv3::RequestBody {
            description,
            content,
            required,
            extensions,
        } = body;
        RequestBody {
            description,
            content: self.content(content, &at),
            required,
            extensions,
            at,
        }
    }

    fn responses(
        &mut self,
        responses: openapiv3::Responses,
        at: &Pointer,
    ) -> IndexMap<Status, RefOr<Response>> {
        let openapiv3::Responses {
            default,
            responses,
            extensions: _,
        } = responses;
        let responses = responses.into_iter().map(|(status, response)| {
            let status = match status {
                openapiv3::StatusCode::Code(code) => Status::Code(code),
                openapiv3::StatusCode::Range(digit) => Status::Range(digit),
            };
            (status, response)
        });
        let default = default.map(|response| (Status::Default, response));
        let mut converted = IndexMap::new();
        for (status, response) in responses.chain(default) {
            let at = at.key(&status.to_string());
            converted.insert(status, self.ref_or(response, at, Self::response));
        }
        converted
    }

    pub(super) fn response(&mut self, response: openapiv3::Response, at: Pointer) -> Response {
        let openapiv3::Response {
            description,
            headers,
            content,
            links: _,
            extensions,
        } = response;
        Response {
            description,
            headers: self.headers(headers, &at),
            content: self.content(content, &at),
            extensions,
            at,
        }
    }

    /// The `content` of the object that stands at a place.
    fn content(&mut self, content: openapiv3::Content, at: &Pointer) -> Content {
        named(content, &at.key("content"), |media_type, at| {
            self.media_type(media_type, at)
        })
    }

    fn media_type(&mut self, media_type: openapiv3::MediaType, at: Pointer) -> MediaType {
        let openapiv3::MediaType {
            schema,
            example: _,
            examples: _,
            encoding,
            extensions,
        } = media_type;
        let found = schema.map(|schema| self.schema(schema, at.key("schema")));
        let (schema, item_schema) = if self.supplement.is_item_schema(&at) {
            (None, found)
        } else {
            (found, None)
        };
        MediaType {
            schema,
            item_schema,
            encoding: named(encoding, &at.key("encoding"), |encoding, at| {
                self.encoding(encoding, at)
            }),
            extensions,
            at,
        }
    }

    fn encoding(&mut self, encoding: openapiv3::Encoding, at: Pointer) -> Encoding {
        let openapiv3::Encoding {
            content_type,
            headers,
            style,
            explode,
            allow_reserved,
            extensions,
        } = encoding;
        Encoding {
            content_type,
            headers: self.headers(headers, &at),
            style: style.as_ref().map(query_style),
            explode,
            allow_reserved,
            extensions,
            at,
        }
    }
}

fn query_style(style: &openapiv3::QueryStyle) -> Style {
    use openapiv3::QueryStyle;
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}
