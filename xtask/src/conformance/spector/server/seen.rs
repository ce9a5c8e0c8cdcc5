//! What a method was given, taken apart so that it can be compared.

use oasmith::view::{BodyKind, BodyVariant, CodecKind, PartView, Security};

use super::super::route::Route;

/// An expression of all that is in `request`.
pub(super) fn source(route: &Route<'_>) -> String {
    let operation = route.op.view;
    let parameters = operation.parameters.iter().enumerate();
    let parameters: Vec<String> = parameters
        .filter(|(_, parameter)| parameter.constant.is_none())
        .map(|(index, parameter)| format!("({index}, driver::plain(&request.{})?)", parameter.name))
        .collect();
    let principal = match operation.security {
        Security::Open => "driver::nothing()",
        Security::Optional(_) => "request.principal.clone().unwrap_or_default()",
        Security::Required(_) => "request.principal.clone()",
    };
    format!(
        "driver::seen(vec![{}], {principal}, {})",
        parameters.join(", "),
        body(route)
    )
}

fn body(route: &Route<'_>) -> String {
    let Some(body) = &route.op.view.body else {
        return "driver::nothing()".to_owned();
    };
    let of = match body.variants.as_slice() {
        [variant] => of_variant(variant),
        variants => {
            let module = &route.op.tag.module;
            let arms = variants.iter().map(|variant| {
                let name = &variant.name;
                format!(
                    "api::{module}::{}::{name}(body) => {}",
                    body.name,
                    of_variant(variant)
                )
            });
            format!("match body {{ {} }}", arms.collect::<Vec<_>>().join(", "))
        }
    };
    match body.required {
        true => format!("{{ let body = request.body; {of} }}"),
        false => format!("match request.body {{ Some(body) => {of}, None => driver::nothing() }}"),
    }
}

/// What `body` holds.
fn of_variant(variant: &BodyVariant) -> String {
    match &variant.kind {
        BodyKind::Value(_) => {
            let mut codecs = variant.codecs.iter();
            match codecs.all(|codec| matches!(codec.kind, CodecKind::Text)) {
                true => "driver::text(&body)".to_owned(),
                false => "driver::json(&body)?".to_owned(),
            }
        }
        BodyKind::Lines(_) => {
            let values = "body.collect().await.map_err(|_| \"the body can't be read\")?";
            format!(
                "driver::lines({values}.iter().map(driver::plain).collect::<Result<Vec<_>, Fault>>()?)"
            )
        }
        BodyKind::Binary => {
            "driver::bytes(&body.bytes().await.map_err(|_| \"the body can't be read\")?)".to_owned()
        }
        BodyKind::Multipart(form) => {
            let parts: Vec<String> = form.parts.iter().map(of_part).collect();
            format!("driver::form(vec![{}])", parts.join(", "))
        }
    }
}

fn of_part(part: &PartView) -> String {
    let name = &part.name;
    let all = match part.list || !part.required {
        true => format!("body.{name}.iter()"),
        false => format!("[&body.{name}].into_iter()"),
    };
    let one = match part.kind {
        None => {
            "Ok(driver::file(part.file_name.as_deref(), part.content_type.as_deref(), &part.bytes))"
        }
        Some(_) => "driver::plain(part)",
    };
    format!(
        "({:?}, {all}.map(|part| {one}).collect::<Result<Vec<_>, Fault>>()?)",
        part.wire
    )
}
