//! Parameters and response headers.

use serde_json::Value;

use super::super::component::Found;
use super::super::schema::Schemas;
use super::style::{
    default_encoding, location, parameter_content, parameter_default, parameter_style,
    parameter_type,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Encoding, Location, Parameter, Step, TypeName};
use crate::source::Pointer;
use crate::spec::{self, RefOr, SchemaId, SchemaOrContent};

/// Headers that a Parameter Object can't describe (OpenAPI 3.0.3, Parameter Object).
const RESERVED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Lowers a list of parameters; those that can't be are reported and left out.
pub(super) fn parameters(
    schemas: &mut Schemas<'_>,
    parameters: &[RefOr<spec::Parameter>],
    operation: &TypeName,
) -> Vec<Parameter> {
    let mut lowered: Vec<Parameter> = Vec::new();
    for parameter in parameters {
        let Some(found) = schemas.resolve(parameter) else {
            continue;
        };
        let at = match parameter {
            RefOr::Item(parameter) => &parameter.at,
            RefOr::Reference(reference) => &reference.at,
        };
        let Some(parameter) = lower_parameter(schemas, &found, at, operation) else {
            continue;
        };
        let earlier = lowered.iter().position(|earlier| {
            let same = match parameter.location {
                // Case is no matter in names of headers.
                Location::Header => earlier.name.eq_ignore_ascii_case(&parameter.name),
                _ => earlier.name == parameter.name,
            };
            same && earlier.location == parameter.location
        });
        if let Some(index) = earlier {
            let earlier = lowered.remove(index);
            let message = format!("the parameter `{}` is declared twice", parameter.name);
            let warning = Diagnostic::warning(Code::Parameter, message)
                .at(at, "the second one, which counts");
            schemas
                .diagnostics
                .push(warning.at(&earlier.origin, "the first one"));
        }
        lowered.push(parameter);
    }
    lowered
}

fn lower_parameter(
    schemas: &mut Schemas<'_>,
    found: &Found<'_, spec::Parameter>,
    at: &Pointer,
    operation: &TypeName,
) -> Option<Parameter> {
    let data = found.item;
    let location = location(data.location);
    if location == Location::Header
        && RESERVED_HEADERS.contains(&data.name.to_ascii_lowercase().as_str())
    {
        let message = format!("a parameter can't describe the header `{}`", data.name);
        let warning =
            Diagnostic::warning(Code::Parameter, message).at(&data.at.key("name"), "passed over");
        schemas.diagnostics.push(
            warning.help("request bodies, responses and security schemes describe these headers"),
        );
        return None;
    }
    if location == Location::Header && http::HeaderName::from_bytes(data.name.as_bytes()).is_err() {
        let message = format!(
            "`{}` can't be the name of a header",
            data.name.escape_debug()
        );
        let warning =
            Diagnostic::warning(Code::Unsupported, message).at(&data.at.key("name"), "left out");
        schemas.diagnostics.push(warning);
        return None;
    }
    if location == Location::Path && !data.required {
        let message = format!("the path parameter `{}` isn't `required: true`", data.name);
        let warning =
            Diagnostic::warning(Code::Parameter, message).at(&data.at, "taken as required");
        schemas.diagnostics.push(warning);
    }
    let type_name = found
        .owner
        .clone()
        .unwrap_or_else(|| operation.step(Step::Parameter(data.name.clone())));
    let required = data.required || location == Location::Path;
    let constant = match data.value {
        SchemaOrContent::Schema(schema) if required => constant_value(schemas, location, schema),
        _ => None,
    };
    let (kind, encoding, default) = match &data.value {
        _ if constant.is_some() => {
            let kind = schemas.text_type(&type_name, &data.at);
            (kind, default_encoding(location), None)
        }
        SchemaOrContent::Schema(schema) => {
            let kind = parameter_type(schemas, *schema, &type_name);
            let style = parameter_style(schemas, data, kind);
            let default = parameter_default(schemas, *schema, kind, required);
            (kind, Encoding::Style(style), default)
        }
        SchemaOrContent::Content(content) => {
            let at = data.at.key("content");
            let (kind, encoding) = parameter_content(schemas, content, location, &at, &type_name);
            (kind, encoding, None)
        }
    };
    Some(Parameter {
        name: data.name.clone(),
        location,
        required,
        kind,
        constant,
        encoding,
        default,
        description: data.description.clone(),
        deprecated: data.deprecated,
        origin: at.clone(),
    })
}

/// The one value of a schema that lists no other, as the text that a query or a header has.
fn constant_value(
    schemas: &mut Schemas<'_>,
    location: Location,
    schema: SchemaId,
) -> Option<String> {
    if !matches!(location, Location::Query | Location::Header) {
        return None;
    }
    let (schema, _) = schemas.inspect(schema)?;
    let text = match schema.enumeration.as_slice() {
        [Value::String(text)] => text.clone(),
        [value @ Value::Number(number)] if !number.is_f64() => value.to_string(),
        [value @ Value::Bool(_)] => value.to_string(),
        _ => return None,
    };
    let fits = location == Location::Query || http::HeaderValue::from_str(&text).is_ok();
    fits.then_some(text)
}
