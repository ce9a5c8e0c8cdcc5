//! Security requirements and schemes.

use openapiv3::{ReferenceOr, SecurityRequirement};

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{KeyLocation, Requirement, SecurityKind, SecurityScheme};
use crate::source::Pointer;

impl Lowering<'_> {
    /// The alternatives of an operation: its own, or the document's (OpenAPI 3.0.3, Operation Object).
    pub(super) fn security(
        &mut self,
        own: Option<&[SecurityRequirement]>,
        at: &Pointer,
    ) -> Vec<Requirement> {
        let document = self.document;
        let (requirements, at) = match own {
            Some(own) => (own, at.key("security")),
            None => (
                document.security.as_deref().unwrap_or_default(),
                Pointer::root().key("security"),
            ),
        };
        requirements
            .iter()
            .enumerate()
            .filter_map(|(index, requirement)| {
                requirement
                    .iter()
                    .map(|(name, scopes)| {
                        let at = at.index(index).key(name);
                        self.scopes(scopes, &at);
                        self.scheme(name, &at)
                    })
                    .collect()
            })
            .collect()
    }

    /// Warns of scopes: the authenticator isn't told of them.
    fn scopes(&mut self, scopes: &[String], at: &Pointer) {
        if !scopes.is_empty() {
            let message =
                "the scopes of a security requirement have no effect on the emitted crates";
            let warning = Diagnostic::warning(Code::Unsupported, message).at(at, "not honoured");
            let help = "let `authenticate` decide by the operation that it is given";
            self.diagnostics.push(warning.help(help));
        }
    }

    /// The index of a scheme among those in use; `None` means that an error was reported.
    fn scheme(&mut self, name: &str, at: &Pointer) -> Option<usize> {
        if let Some(index) = self
            .security_schemes
            .iter()
            .position(|scheme| scheme.name == name)
        {
            return Some(index);
        }
        let document = self.document;
        let declared = document
            .components
            .as_ref()
            .and_then(|components| components.security_schemes.get(name));
        let origin = Pointer::root()
            .key("components")
            .key("securitySchemes")
            .key(name);
        let Some(declared) = declared else {
            let message =
                format!("there is no security scheme `{name}` in `components/securitySchemes`");
            self.diagnostics
                .push(Diagnostic::error(Code::Reference, message).at_key(at, "named here"));
            return None;
        };
        let Some((kind, description)) = kind(declared) else {
            self.unsupported("this kind of security scheme isn't supported", &origin);
            return None;
        };
        self.security_schemes.push(SecurityScheme {
            name: name.to_owned(),
            description,
            kind,
            origin,
        });
        Some(self.security_schemes.len() - 1)
    }
}

/// What kind of credentials a scheme takes, and its description; `None` for one that isn't known.
fn kind(scheme: &ReferenceOr<openapiv3::SecurityScheme>) -> Option<(SecurityKind, Option<String>)> {
    use openapiv3::{APIKeyLocation, SecurityScheme as Scheme};
    let ReferenceOr::Item(scheme) = scheme else {
        return None;
    };
    let (kind, description) = match scheme {
        Scheme::HTTP {
            scheme,
            description,
            ..
        } if scheme.eq_ignore_ascii_case("bearer") => (SecurityKind::Bearer, description),
        Scheme::HTTP {
            scheme,
            description,
            ..
        } if scheme.eq_ignore_ascii_case("basic") => (SecurityKind::Basic, description),
        Scheme::HTTP { .. } => return None,
        Scheme::APIKey {
            location,
            name,
            description,
            ..
        } => {
            let location = match location {
                APIKeyLocation::Query => KeyLocation::Query,
                APIKeyLocation::Header => KeyLocation::Header,
                APIKeyLocation::Cookie => KeyLocation::Cookie,
            };
            (SecurityKind::Key(location, name.clone()), description)
        }
        // How a token is come by is no matter of the operations that take it.
        Scheme::OAuth2 { description, .. } | Scheme::OpenIDConnect { description, .. } => {
            (SecurityKind::Bearer, description)
        }
    };
    Some((kind, description.clone()))
}
