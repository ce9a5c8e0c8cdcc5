//! Security requirements and schemes.

use openapiv3::{ReferenceOr, SecurityRequirement};

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Requirement, SecurityKind, SecurityScheme};
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
                    .keys()
                    .map(|name| self.scheme(name, &at.index(index).key(name)))
                    .collect()
            })
            .collect()
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
        let (kind, description) = match declared {
            Some(ReferenceOr::Item(openapiv3::SecurityScheme::HTTP {
                scheme,
                description,
                ..
            })) if scheme.eq_ignore_ascii_case("bearer") => {
                (SecurityKind::Bearer, description.clone())
            }
            Some(_) => {
                self.unsupported("this kind of security scheme isn't supported", &origin);
                return None;
            }
            None => {
                let message =
                    format!("there is no security scheme `{name}` in `components/securitySchemes`");
                self.diagnostics
                    .push(Diagnostic::error(Code::Reference, message).at_key(at, "named here"));
                return None;
            }
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
