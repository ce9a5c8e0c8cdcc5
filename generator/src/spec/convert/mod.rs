//! The model of `openapiv3`, taken apart.

mod operation;
mod schema;

use indexmap::IndexMap;
use openapiv3::ReferenceOr;

use super::{
    Components, Info, KeyLocation, License, OAuthFlow, RefOr, Reference, SchemaNode, SecurityKind,
    SecurityScheme, Server, ServerVariable, Spec, Tag,
};
use crate::parse::Supplement;
use crate::source::Pointer;

/// Puts the schemas that it meets into one arena.
struct Converter {
    schemas: Vec<SchemaNode>,
    /// What the model of OpenAPI 3.0 has no word for.
    supplement: Supplement,
}

/// The `scheme` that stands for `type: mutualTLS`, which OpenAPI 3.0 doesn't have.
const MUTUAL_TLS: [&str; 2] = ["mutual-tls", "mutualTLS"];

impl Spec {
    /// The document of a model, with what the model has no word for.
    #[must_use]
    pub fn new(model: openapiv3::OpenAPI, supplement: Supplement) -> Self {
        let openapiv3::OpenAPI {
            openapi,
            info,
            servers,
            paths,
            components,
            security,
            tags,
            external_docs: _,
            extensions,
        } = model;
        let openapiv3::Paths {
            paths,
            extensions: _,
        } = paths;
        let mut converter = Converter {
            schemas: Vec::new(),
            supplement,
        };
        let webhooks = std::mem::take(&mut converter.supplement.webhooks);
        let root = Pointer::root();
        let components = components.unwrap_or_default();
        let components = converter.components(components, &root.key("components"));
        let paths = named(paths, &root.key("paths"), |item, at| {
            converter.ref_or(item, at, Converter::path_item)
        });
        let webhooks = named(webhooks, &root.key("webhooks"), |item, at| {
            converter.path_item(item, at)
        });
        let mut spec = Self {
            openapi,
            info: info_of(info),
            servers: servers_of(servers, &root.key("servers")),
            paths,
            webhooks,
            components,
            security: security.unwrap_or_default(),
            tags: tags_of(tags, &root.key("tags")),
            extensions,
            schemas: converter.schemas,
        };
        spec.resolve();
        spec
    }

    /// Finds the component that each reference to a schema names.
    fn resolve(&mut self) {
        for node in &mut self.schemas {
            if let SchemaNode::Reference(reference) = node {
                let name = reference.target.strip_prefix("#/components/schemas/");
                let name = name.filter(|name| !name.contains('/'));
                let found = name.and_then(|name| self.components.schemas.get(name));
                reference.component = found.copied();
            }
        }
    }
}

impl Converter {
    fn components(&mut self, components: openapiv3::Components, at: &Pointer) -> Components {
        let openapiv3::Components {
            schemas,
            responses,
            parameters,
            examples: _,
            request_bodies,
            headers,
            security_schemes,
            links: _,
            callbacks,
            extensions,
        } = components;
        Components {
            schemas: named(schemas, &at.key("schemas"), |schema, at| {
                self.schema(schema, at)
            }),
            responses: named(responses, &at.key("responses"), |response, at| {
                self.ref_or(response, at, Self::response)
            }),
            parameters: named(parameters, &at.key("parameters"), |parameter, at| {
                self.ref_or(parameter, at, Self::parameter)
            }),
            request_bodies: named(request_bodies, &at.key("requestBodies"), |body, at| {
                self.ref_or(body, at, Self::request_body)
            }),
            headers: named(headers, &at.key("headers"), |header, at| {
                self.ref_or(header, at, Self::header)
            }),
            security_schemes: named(
                security_schemes,
                &at.key("securitySchemes"),
                |scheme, at| self.ref_or(scheme, at, |_, scheme, at| security_scheme(scheme, at)),
            ),
            callbacks: named(callbacks, &at.key("callbacks"), |callback, at| {
                self.ref_or(callback, at, Self::callback)
            }),
            extensions,
        }
    }

    fn ref_or<T, U>(
        &mut self,
        item: ReferenceOr<T>,
        at: Pointer,
        convert: impl FnOnce(&mut Self, T, Pointer) -> U,
    ) -> RefOr<U> {
        match item {
            ReferenceOr::Reference { reference } => RefOr::Reference(Reference {
                at,
                target: reference,
            }),
            ReferenceOr::Item(item) => RefOr::Item(convert(self, item, at)),
        }
    }
}

/// Converts each member of a mapping.
fn named<T, U>(
    members: IndexMap<String, T>,
    at: &Pointer,
    mut convert: impl FnMut(T, Pointer) -> U,
) -> IndexMap<String, U> {
    let convert = |(name, member): (String, T)| {
        let place = at.key(&name);
        (name, convert(member, place))
    };
    members.into_iter().map(convert).collect()
}

/// Converts each item of a list.
fn listed<T, U>(items: Vec<T>, at: &Pointer, mut convert: impl FnMut(T, Pointer) -> U) -> Vec<U> {
    let items = items.into_iter().enumerate();
    items
        .map(|(index, item)| convert(item, at.index(index)))
        .collect()
}

fn info_of(info: openapiv3::Info) -> Info {
    let openapiv3::Info {
        title,
        description,
        terms_of_service,
        contact: _,
        license,
        version,
        extensions,
    } = info;
    let license = license.map(|license| {
        let openapiv3::License {
            name,
            url,
            extensions: _,
        } = license;
        License { name, url }
    });
    Info {
        title,
        description,
        terms_of_service,
        license,
        version,
        extensions,
    }
}

fn tags_of(tags: Vec<openapiv3::Tag>, at: &Pointer) -> Vec<Tag> {
    listed(tags, at, |tag, at| {
        let openapiv3::Tag {
            name,
            description,
            external_docs: _,
            extensions,
        } = tag;
        Tag {
            at,
            name,
            description,
            extensions,
        }
    })
}

fn servers_of(servers: Vec<openapiv3::Server>, at: &Pointer) -> Vec<Server> {
    listed(servers, at, |server, at| {
        let openapiv3::Server {
            url,
            description,
            variables,
            extensions,
        } = server;
        let variables = variables.unwrap_or_default();
        Server {
            url,
            description,
            variables: named(variables, &at.key("variables"), variable),
            extensions,
            at,
        }
    })
}

fn variable(variable: openapiv3::ServerVariable, at: Pointer) -> ServerVariable {
    let openapiv3::ServerVariable {
        enumeration,
        default,
        description,
        extensions,
    } = variable;
    ServerVariable {
        at,
        values: enumeration,
        default,
        description,
        extensions,
    }
}

fn security_scheme(scheme: openapiv3::SecurityScheme, at: Pointer) -> SecurityScheme {
    use openapiv3::{APIKeyLocation, SecurityScheme as Scheme};
    let (kind, description, extensions) = match scheme {
        Scheme::APIKey {
            location,
            name,
            description,
            extensions,
        } => {
            let location = match location {
                APIKeyLocation::Query => KeyLocation::Query,
                APIKeyLocation::Header => KeyLocation::Header,
                APIKeyLocation::Cookie => KeyLocation::Cookie,
            };
            let kind = SecurityKind::ApiKey { location, name };
            (kind, description, extensions)
        }
        Scheme::HTTP {
            scheme,
            bearer_format,
            description,
            extensions,
        } => {
            let kind = http(scheme, bearer_format);
            (kind, description, extensions)
        }
        Scheme::OAuth2 {
            flows,
            description,
            extensions,
        } => (
            SecurityKind::OAuth2(flows_of(flows)),
            description,
            extensions,
        ),
        Scheme::OpenIDConnect {
            open_id_connect_url,
            description,
            extensions,
        } => {
            let kind = SecurityKind::OpenIdConnect(open_id_connect_url);
            (kind, description, extensions)
        }
    };
    SecurityScheme {
        at,
        description,
        kind,
        extensions,
    }
}

/// The kind of a scheme of `type: http`.
fn http(scheme: String, bearer_format: Option<String>) -> SecurityKind {
    if MUTUAL_TLS
        .iter()
        .any(|name| scheme.eq_ignore_ascii_case(name))
    {
        SecurityKind::MutualTls
    } else {
        SecurityKind::Http {
            scheme,
            bearer_format,
        }
    }
}

/// The flows, each of which has a type of its own in the other model.
fn flows_of(flows: openapiv3::OAuth2Flows) -> IndexMap<String, OAuthFlow> {
    let openapiv3::OAuth2Flows {
        implicit,
        password,
        client_credentials,
        authorization_code,
        extensions: _,
    } = flows;
    let implicit = implicit.map(|flow| {
        let openapiv3::ImplicitOAuth2Flow {
            authorization_url,
            refresh_url,
            scopes,
            extensions,
        } = flow;
        OAuthFlow {
            authorization_url: Some(authorization_url),
            token_url: None,
            refresh_url,
            scopes,
            extensions,
        }
    });
    let password = password.map(|flow| {
        let openapiv3::PasswordOAuth2Flow {
            refresh_url,
            token_url,
            scopes,
            extensions,
        } = flow;
        OAuthFlow {
            authorization_url: None,
            token_url: Some(token_url),
            refresh_url,
            scopes,
            extensions,
        }
    });
    let client_credentials = client_credentials.map(|flow| {
        let openapiv3::ClientCredentialsOAuth2Flow {
            refresh_url,
            token_url,
            scopes,
            extensions,
        } = flow;
        OAuthFlow {
            authorization_url: None,
            token_url: Some(token_url),
            refresh_url,
            scopes,
            extensions,
        }
    });
    let authorization_code = authorization_code.map(|flow| {
        let openapiv3::AuthorizationCodeOAuth2Flow {
            authorization_url,
            token_url,
            refresh_url,
            scopes,
            extensions,
        } = flow;
        OAuthFlow {
            authorization_url: Some(authorization_url),
            token_url: Some(token_url),
            refresh_url,
            scopes,
            extensions,
        }
    });
    let all = [
        ("implicit", implicit),
        ("password", password),
        ("clientCredentials", client_credentials),
        ("authorizationCode", authorization_code),
    ];
    all.into_iter()
        .filter_map(|(name, flow)| Some((name.to_owned(), flow?)))
        .collect()
}
