//! Security requirements and schemes.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{KeyLocation, RequiredScheme, Requirement, SecurityKind, SecurityScheme};
use crate::source::Pointer;
use crate::spec::{self, RefOr, SecurityRequirement, Spec};

/// The security schemes that operations ask for.
pub(super) struct Security<'s> {
    spec: &'s Spec,
    /// Those that have been met.
    pub(super) schemes: Vec<SecurityScheme>,
}

impl<'s> Security<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let schemes = Vec::new();
        Self { spec, schemes }
    }

    /// The alternatives of an operation: its own, or the document's (OpenAPI 3.0.3, Operation Object).
    pub(super) fn requirements(
        &mut self,
        own: Option<&[SecurityRequirement]>,
        at: &Pointer,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Requirement> {
        let (requirements, at) = match own {
            Some(own) => (own, at.key("security")),
            None => (
                self.spec.security.as_slice(),
                Pointer::root().key("security"),
            ),
        };
        let mut alternatives: Vec<Requirement> = Vec::new();
        for (index, requirement) in requirements.iter().enumerate() {
            let alternative = self.requirement(requirement, &at.index(index), diagnostics);
            if !alternatives.contains(&alternative) {
                alternatives.push(alternative);
            }
        }
        alternatives
    }

    fn requirement(
        &mut self,
        requirement: &SecurityRequirement,
        at: &Pointer,
        diagnostics: &mut Diagnostics,
    ) -> Requirement {
        let mut schemes = Requirement::new();
        for (name, scopes) in requirement {
            self.check_scopes(name, scopes, &at.key(name), diagnostics);
            schemes.push(RequiredScheme {
                scheme: self.scheme(name, &at.key(name), diagnostics),
                scopes: scopes.clone(),
            });
        }
        let in_authorization: Vec<&SecurityKind> = schemes
            .iter()
            .filter_map(|required| self.schemes.get(required.scheme))
            .map(|scheme| &scheme.kind)
            .filter(|kind| is_in_authorization(kind))
            .collect();
        // Several of bearer tokens can be satisfied by one and the same.
        if in_authorization.len() > 1
            && in_authorization
                .iter()
                .any(|kind| **kind != SecurityKind::Bearer)
        {
            let message = "two schemes of this alternative share the header `Authorization`";
            let warning =
                Diagnostic::warning(Code::Unsupported, message).at(at, "no request can carry both");
            diagnostics.push(warning);
        }
        schemes
    }

    /// Warns of scopes that no flow of the scheme can give.
    fn check_scopes(
        &self,
        name: &str,
        scopes: &[String],
        at: &Pointer,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(spec::SecurityKind::OAuth2(flows)) = self.declared(name).map(|found| &found.kind)
        else {
            return;
        };
        let scopes_of_flow = |flow: &'s spec::OAuthFlow| flow.scopes.keys();
        let known: Vec<&String> = flows.values().flat_map(scopes_of_flow).collect();
        // Many documents list none at all.
        if known.is_empty() {
            return;
        }
        for (index, scope) in scopes.iter().enumerate() {
            if !known.contains(&scope) {
                let message = format!("the scheme `{name}` has no scope `{scope}`");
                let warning = Diagnostic::warning(Code::Reference, message);
                diagnostics.push(warning.at(&at.index(index), "asked for all the same"));
            }
        }
    }

    /// The index of a scheme. One that is new joins those in use.
    fn scheme(&mut self, name: &str, at: &Pointer, diagnostics: &mut Diagnostics) -> usize {
        if let Some(index) = self.schemes.iter().position(|scheme| scheme.name == name) {
            return index;
        }
        let origin = Pointer::root()
            .key("components")
            .key("securitySchemes")
            .key(name);
        let (kind, description, origin) = match self.declared(name) {
            Some(scheme) => {
                let kind = security_kind(&scheme.kind, &origin, diagnostics);
                (kind, scheme.description.clone(), origin)
            }
            None => {
                // An operation must not become open because the document is wrong.
                let message =
                    format!("there is no security scheme `{name}` in `components/securitySchemes`");
                let warning = Diagnostic::warning(Code::Reference, message)
                    .at_key(at, "named here")
                    .help("it is taken as a bearer token");
                diagnostics.push(warning);
                (SecurityKind::Bearer, None, at.clone())
            }
        };
        self.schemes.push(SecurityScheme {
            name: name.to_owned(),
            description,
            kind,
            origin,
        });
        self.schemes.len() - 1
    }

    /// The scheme of a name, references followed.
    fn declared(&self, name: &str) -> Option<&'s spec::SecurityScheme> {
        let schemes = &self.spec.components.security_schemes;
        let mut found = schemes.get(name)?;
        // A chain can't be longer than there are schemes, unless it is a circle.
        for _ in 0..=schemes.len() {
            match found {
                RefOr::Item(scheme) => return Some(scheme),
                RefOr::Reference(reference) => {
                    let name = reference
                        .target
                        .strip_prefix("#/components/securitySchemes/");
                    found = schemes.get(name?)?;
                }
            }
        }
        None
    }
}

/// What kind of credentials a scheme takes.
fn security_kind(
    kind: &spec::SecurityKind,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) -> SecurityKind {
    match kind {
        spec::SecurityKind::Http { scheme, .. } => {
            let scheme = scheme.trim();
            if scheme.eq_ignore_ascii_case("bearer") {
                SecurityKind::Bearer
            } else if scheme.eq_ignore_ascii_case("basic") {
                SecurityKind::Basic
            } else if is_token(scheme) {
                SecurityKind::Http(scheme.to_owned())
            } else {
                let message = format!(
                    "`{}` can't be an authentication scheme",
                    scheme.escape_debug()
                );
                let warning = Diagnostic::warning(Code::Shape, message)
                    .at(&at.key("scheme"), "taken as `bearer`");
                diagnostics.push(warning);
                SecurityKind::Bearer
            }
        }
        spec::SecurityKind::ApiKey { location, name } => {
            let location = match location {
                spec::KeyLocation::Query => KeyLocation::Query,
                spec::KeyLocation::Header => KeyLocation::Header,
                spec::KeyLocation::Cookie => KeyLocation::Cookie,
            };
            check_key_name(location, name, at, diagnostics);
            SecurityKind::Key(location, name.clone())
        }
        // How a token is come by is no matter of the operations that take it.
        spec::SecurityKind::OAuth2(_) | spec::SecurityKind::OpenIdConnect(_) => {
            SecurityKind::Bearer
        }
        spec::SecurityKind::MutualTls => SecurityKind::Certificate,
    }
}

/// Warns of a name that no header, cookie or parameter can have. Whoever serves the operation
/// then refuses all requests, rather than none.
fn check_key_name(location: KeyLocation, name: &str, at: &Pointer, diagnostics: &mut Diagnostics) {
    let (what, is_name) = match location {
        KeyLocation::Query => ("a parameter", !name.is_empty()),
        // Both are a token (RFC 9110, section 5.1, and RFC 6265, section 4.1.1).
        KeyLocation::Header => ("a header", is_token(name)),
        KeyLocation::Cookie => ("a cookie", is_token(name)),
    };
    if !is_name {
        let message = format!("`{}` can't be the name of {what}", name.escape_debug());
        let warning = Diagnostic::warning(Code::Shape, message)
            .at(&at.key("name"), "no request can carry these credentials");
        diagnostics.push(warning);
    }
}

/// Whether a text is a token (RFC 9110, section 5.6.2), as the names of headers are.
fn is_token(text: &str) -> bool {
    http::HeaderName::from_bytes(text.as_bytes()).is_ok()
}

fn is_in_authorization(kind: &SecurityKind) -> bool {
    match kind {
        SecurityKind::Bearer | SecurityKind::Basic | SecurityKind::Http(_) => true,
        SecurityKind::Key(location, name) => {
            *location == KeyLocation::Header && name.eq_ignore_ascii_case("authorization")
        }
        SecurityKind::Certificate => false,
    }
}
