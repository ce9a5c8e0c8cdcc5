//! The types of a document in words, as snapshots show them.

use std::fmt::Write;

use oasmith::diagnostic::Diagnostics;
use oasmith::ir::{
    Access, Additional, Api, Bound, Constraints, Kind, Owner, Size, Trigger, Type, TypeRef, Union,
};
use oasmith::source::Source;
use oasmith::spec::Spec;
use oasmith::{lower, parse};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Sample, version: 1.0.0}\n";

/// The types of a document's schemas, and what is said about them.
pub(crate) fn types(schemas: &str) -> String {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    document(&format!("paths: {{}}\ncomponents:\n  schemas:\n{indented}"))
}

/// The same of a document without its head, which is of OpenAPI 3.0.
pub(crate) fn document(text: &str) -> String {
    whole(&format!("{HEAD}{text}"))
}

/// The same of a whole document.
pub(crate) fn whole(text: &str) -> String {
    let source = Source::from_text("sample.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let document = parse::parse(&source, &mut diagnostics).unwrap();
    let mut text = String::new();
    let spec = Spec::new(document.model, document.supplement);
    if let Some(api) = lower::lower(&spec, lower::Choices::default(), &mut diagnostics) {
        for (_, kind) in api.types.iter().filter(|(_, kind)| is_shown(kind)) {
            describe(&api, kind, &mut text);
        }
        for operation in &api.operations {
            let mut operation = operation.clone();
            write!(text, "{} takes", operation.id).unwrap();
            for id in operation.request_types_mut() {
                write!(text, " {}", name(api.types.get(*id))).unwrap();
            }
            text += ", gives";
            for id in operation.response_types_mut() {
                write!(text, " {}", name(api.types.get(*id))).unwrap();
            }
            text += "\n";
        }
        for mut webhook in api.webhooks.clone() {
            let trigger = match &webhook.trigger {
                Trigger::Event(name) => format!("webhook {name}"),
                Trigger::Callback {
                    operation,
                    name,
                    url,
                } => format!("callback {name} of {operation} to {url}"),
            };
            let (id, method) = (&webhook.id, webhook.method.as_str());
            write!(text, "{id} ({trigger}, {method}) sends").unwrap();
            for id in webhook.sent_types_mut() {
                write!(text, " {}", name(api.types.get(*id))).unwrap();
            }
            text += ", is given";
            for id in webhook.answer_types_mut() {
                write!(text, " {}", name(api.types.get(*id))).unwrap();
            }
            text += "\n";
        }
    }
    for diagnostic in diagnostics.iter() {
        writeln!(text, "{diagnostic}").unwrap();
    }
    text
}

fn is_shown(ty: &Type) -> bool {
    let defined = matches!(ty.kind, Kind::Object(_) | Kind::Enum(_) | Kind::Union(_));
    defined || ty.name.is_component() || ty.recursive
}

fn describe(api: &Api, ty: &Type, text: &mut String) {
    let ways = match (ty.usage.request, ty.usage.response) {
        (true, true) => " (both ways)",
        (true, false) => " (requests)",
        (false, true) => " (responses)",
        (false, false) => "",
    };
    let recursive = if ty.recursive { " (recursive)" } else { "" };
    writeln!(text, "{}{ways}{recursive}: {}", name(ty), body(api, ty)).unwrap();
    match &ty.kind {
        Kind::Object(object) => {
            for property in &object.properties {
                let required = if property.required { "" } else { "?" };
                let access = match property.access {
                    Access::Both => "",
                    Access::ReadOnly => " (read-only)",
                    Access::WriteOnly => " (write-only)",
                };
                let type_name = used(api, property.kind);
                write!(text, "  {}{required}: {type_name}{access}", property.name).unwrap();
                if let Some(default) = &property.default {
                    write!(text, " = {default}").unwrap();
                }
                text.push('\n');
            }
            for (property, names) in &object.dependent_required {
                writeln!(text, "  {property} requires {}", names.join(", ")).unwrap();
            }
        }
        Kind::Union(union) => variants(api, union, text),
        _ => {}
    }
}

fn variants(api: &Api, union: &Union, text: &mut String) {
    for (index, variant) in union.variants.iter().enumerate() {
        write!(text, "  {}: {}", variant.name, used(api, variant.kind)).unwrap();
        if let Some(discriminator) = &union.discriminator {
            let values = discriminator.mapping.iter();
            let values: Vec<String> = values
                .filter(|mapped| mapped.variant == index)
                .map(|mapped| mapped.value.to_string())
                .collect();
            let values = values.join(", ");
            write!(text, ", {} [{values}]", discriminator.property).unwrap();
            if discriminator.default == Some(index) {
                text.push_str(" and others");
            }
        }
        writeln!(text, "\n    {:?}", variant.discriminants).unwrap();
    }
}

fn name(kind: &Type) -> String {
    let owner = match &kind.name.owner {
        Owner::Component(_, name) | Owner::Operation(name) | Owner::Webhook(name) => name.clone(),
        Owner::Shared(number) => format!("Shared {number}"),
    };
    let mut words = vec![owner];
    words.extend(kind.name.path.iter().map(ToString::to_string));
    words.join(" ")
}

/// A use of a type: its name where it has a definition.
fn used(api: &Api, type_ref: TypeRef) -> String {
    let kind = api.types.get(type_ref.id);
    let text = if is_shown(kind) {
        name(kind)
    } else {
        body(api, kind)
    };
    let null = if type_ref.nullable { " or null" } else { "" };
    format!("{text}{null}")
}

fn body(api: &Api, ty: &Type) -> String {
    format!("{}{}", values(api, ty), asked(&ty.constraints))
}

/// What is asked of the values of a type.
fn asked(constraints: &Constraints) -> String {
    let mut said = Vec::new();
    let mut bound = |name: &str, bound: &Option<Bound>| {
        if let Some(Bound { value, exclusive }) = bound {
            let than = if *exclusive { " exclusive" } else { "" };
            said.push(format!("{name} {value}{than}"));
        }
    };
    bound("minimum", &constraints.minimum);
    bound("maximum", &constraints.maximum);
    let multiples = constraints.multiple_of.iter();
    said.extend(multiples.map(|of| format!("multiple of {of}")));
    let mut size = |what: &str, size: Size| {
        if let Some(least) = size.least {
            said.push(format!("at least {least} {what}"));
        }
        if let Some(most) = size.most {
            said.push(format!("at most {most} {what}"));
        }
    };
    size("characters", constraints.length);
    size("items", constraints.items);
    size("properties", constraints.properties);
    let patterns = constraints.patterns.iter();
    said.extend(patterns.map(|pattern| format!("matching {:?}", pattern.engine)));
    said.extend(constraints.unique_items.then(|| "unique".to_owned()));
    if said.is_empty() {
        String::new()
    } else {
        format!(" ({})", said.join(", "))
    }
}

fn values(api: &Api, ty: &Type) -> String {
    match &ty.kind {
        Kind::Any(reason) => format!("any ({reason:?})"),
        Kind::Null => "null".to_owned(),
        Kind::Never => "never".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Number(number) => format!("{number:?}"),
        Kind::String(format) => format!("{format:?}"),
        Kind::Enum(values) => {
            let mut text = format!("enum {:?}", values.values);
            for (value, note) in values.values.iter().zip(&values.notes) {
                write!(text, "\n  {value}: {:?} {:?}", note.name, note.description).unwrap();
            }
            text
        }
        Kind::Array(item) => format!("list of {}", used(api, *item)),
        Kind::Map(value) => format!("map of {}", used(api, *value)),
        Kind::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| used(api, *item)).collect();
            format!("tuple of {}", items.join(", "))
        }
        Kind::Object(object) => match object.additional {
            Additional::Unspecified => "object".to_owned(),
            Additional::Denied => "object, closed".to_owned(),
            Additional::Typed(value) => format!("object, and {}", used(api, value)),
        },
        Kind::Union(_) => "union".to_owned(),
        Kind::JsonText(content) => format!("JSON of {}", used(api, *content)),
        Kind::Alias(inner) => format!("alias of {}", used(api, *inner)),
    }
}
