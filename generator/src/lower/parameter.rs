//! Parameters and response headers.

use openapiv3::{HeaderStyle, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr};

use super::Lowering;
use super::component::Found;
use super::keywords::Node;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, Location, Parameter, TypeId, TypeName, TypeRef};
use crate::source::Pointer;

/// Headers that a Parameter Object can't describe (OpenAPI 3.0.3, Parameter Object).
const RESERVED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'a> Lowering<'a> {
    /// Lowers a list of parameters; those that can't be are reported and left out.
    pub(super) fn parameters(
        &mut self,
        parameters: &'a [ReferenceOr<openapiv3::Parameter>],
        at: &Pointer,
        operation: &TypeName,
    ) -> Vec<Parameter> {
        let mut lowered: Vec<Parameter> = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let at = at.index(index);
            let Some(found) = self.resolve(parameter, &at) else {
                continue;
            };
            let Some(parameter) = self.parameter(&found, &at, operation) else {
                continue;
            };
            match lowered.iter().find(|earlier| {
                earlier.name == parameter.name && earlier.location == parameter.location
            }) {
                None => lowered.push(parameter),
                Some(earlier) => {
                    let message = format!("the parameter `{}` is declared twice", parameter.name);
                    let error =
                        Diagnostic::error(Code::Parameter, message).at(&at, "the second one");
                    self.diagnostics
                        .push(error.at(&earlier.origin, "the first one"));
                }
            }
        }
        lowered
    }

    fn parameter(
        &mut self,
        found: &Found<'a, openapiv3::Parameter>,
        at: &Pointer,
        operation: &TypeName,
    ) -> Option<Parameter> {
        let style = found.at.key("style");
        let (location, data) = match found.item {
            openapiv3::Parameter::Path {
                parameter_data,
                style: PathStyle::Simple,
            } => (Location::Path, parameter_data),
            openapiv3::Parameter::Query {
                parameter_data,
                style: QueryStyle::Form,
                allow_reserved: _,
                allow_empty_value: _,
            } => (Location::Query, parameter_data),
            openapiv3::Parameter::Header {
                parameter_data,
                style: HeaderStyle::Simple,
            } => (Location::Header, parameter_data),
            openapiv3::Parameter::Path { .. } | openapiv3::Parameter::Query { .. } => {
                self.unsupported("this style of parameter isn't supported", &style);
                return None;
            }
            openapiv3::Parameter::Cookie { .. } => {
                self.unsupported(
                    "a parameter in a cookie isn't supported",
                    &found.at.key("in"),
                );
                return None;
            }
        };
        if location == Location::Header
            && RESERVED_HEADERS.contains(&data.name.to_ascii_lowercase().as_str())
        {
            let message = format!("a parameter can't describe the header `{}`", data.name);
            let warning = Diagnostic::warning(Code::Parameter, message)
                .at(&found.at.key("name"), "passed over");
            self.diagnostics.push(
                warning
                    .help("request bodies, responses and security schemes describe these headers"),
            );
            return None;
        }
        if location == Location::Path && !data.required {
            let message = format!("the path parameter `{}` isn't `required: true`", data.name);
            let warning =
                Diagnostic::warning(Code::Parameter, message).at(&found.at, "taken as required");
            self.diagnostics.push(warning);
        }
        let type_name = found
            .owner
            .clone()
            .unwrap_or_else(|| operation.step(&data.name));
        let (kind, default) = self.scalar_schema(&data.format, &found.at, &type_name)?;
        let required = data.required || location == Location::Path;
        Some(Parameter {
            name: data.name.clone(),
            location,
            required,
            kind,
            default: default.filter(|_| !required),
            description: data.description.clone(),
            deprecated: data.deprecated.unwrap_or_default(),
            origin: at.clone(),
        })
    }

    /// The type of a parameter or header, which must be one value, and its default.
    fn scalar_schema(
        &mut self,
        format: &'a ParameterSchemaOrContent,
        found: &Pointer,
        type_name: &TypeName,
    ) -> Option<(TypeId, Option<serde_json::Value>)> {
        let ParameterSchemaOrContent::Schema(schema) = format else {
            self.unsupported(
                "a parameter with `content` isn't supported",
                &found.key("content"),
            );
            return None;
        };
        let schema_at = found.key("schema");
        let node = Node::from(schema);
        let type_ref = self.type_ref(node, &schema_at, type_name);
        let resolved: TypeRef = self.types.unalias(type_ref);
        match self.types.get(resolved.id).kind {
            Kind::Boolean | Kind::Number(_) | Kind::String(_) | Kind::Enum(_) => {}
            _ => {
                self.unsupported(
                    "a parameter or header that isn't a single value isn't supported",
                    &schema_at,
                );
                return None;
            }
        }
        let default = match node {
            Node::Schema(schema) => schema.schema_data.default.as_ref(),
            Node::Reference(_) => None,
        };
        let default =
            default.and_then(|default| self.default(default, type_ref, &schema_at.key("default")));
        Some((type_ref.id, default))
    }
}
