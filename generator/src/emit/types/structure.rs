//! Structs for objects.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::checks;
use super::super::code::{Code, block, ident, literal};
use super::super::docs;
use super::super::tokens::From;
use super::definition::Definition;
use crate::view::{DefaultImpl, Field, Presence, ReadOnly, RustType, Struct, Unknown};

pub(super) fn items(item: &Struct) -> Vec<Code> {
    let name = &item.name;
    let mut items = vec![definition(item)];
    if item.default == DefaultImpl::New {
        let method = quote!(
            fn default() -> Self {
                Self::new()
            }
        );
        items.push(block(
            &format!("impl std::default::Default for {name}"),
            vec![method],
        ));
    }
    if item.is_checked {
        items.push(checks::implementation(name, checks::of_struct(item)));
    }
    if item.has_secret {
        let head = format!("impl std::fmt::Debug for {name}");
        items.push(block(&head, vec![debug(item)]));
    }
    items
}

/// The call of `object!`: a field for each property, with its name and its presence in JSON.
fn definition(item: &Struct) -> Code {
    let mut definition = Definition::new("object", &item.name, &item.docs, item.deprecated);
    let mut derived = vec!["Clone"];
    if !item.has_secret {
        derived.push("Debug");
    }
    if item.default == DefaultImpl::Derived {
        derived.push("Default");
    }
    derived.push("PartialEq");
    definition.derive(&derived);
    let constructor = constructor(item, &mut definition);
    let setters = if item.has_setters {
        " with setters"
    } else {
        ""
    };
    definition.head(&format!("pub struct {}{constructor}{setters}", item.name));
    for field in &item.fields {
        self::field(field, item.has_new, &mut definition);
    }
    if let Some((field, value)) = &item.additional {
        let map = RustType::Map(Box::new(value.clone()));
        let kind = definition.kind(&map);
        let property = format!("additional kept{}", as_text(item.additional_text));
        definition.member(
            &["All other properties, by name.".to_owned()],
            &[format!("pub {field}: {kind} ="), property],
        );
    }
    let additional = match (&item.additional, item.unknown) {
        (Some(_), _) | (None, Unknown::Skipped) => None,
        (None, Unknown::Denied) => Some("additional denied;".to_owned()),
        (None, Unknown::DeniedInRequests) => Some("additional denied_in_requests;".to_owned()),
    };
    let read_only = item.read_only.as_ref().map(|(rule, names)| {
        let rule = match rule {
            ReadOnly::Ignore => "ignored",
            ReadOnly::Refuse => "refused",
        };
        let names: Vec<String> = names.iter().map(|name| literal(name)).collect();
        format!("read_only {rule} {};", names.join(", "))
    });
    definition.end(additional.into_iter().chain(read_only))
}

fn field(field: &Field, has_new: bool, definition: &mut Definition) {
    let mut lines = field.docs.as_deref().map(docs::lines).unwrap_or_default();
    if let Some(default) = &field.default {
        let [blank, sentence] = docs::default(default);
        if !lines.is_empty() {
            lines.push(blank);
        }
        lines.push(sentence);
    }
    if field.deprecated {
        let skipped = usize::from(lines.is_empty());
        lines.extend(docs::deprecated(true).into_iter().skip(skipped));
    }
    let kind = definition.kind(&field.kind);
    let presence = match field.presence {
        Presence::Required | Presence::RequiredNullable => "required",
        Presence::Optional => "optional",
        Presence::OptionalNullable => "optional_nullable",
    };
    let mut parts = vec![
        format!("pub {}: {kind} =", field.name),
        format!("{presence} {}{}", literal(&field.wire), as_text(field.text)),
    ];
    let mut value = |word: &str, value: TokenStream| {
        parts.push(format!("{word}({})", definition.value(value)));
    };
    if let Some(default) = &field.default {
        value("default", default_tokens(field, &default.value));
    }
    if let Some(constant) = field.constant.as_ref().filter(|_| has_new) {
        value("is", default_tokens(field, constant));
    }
    definition.member(&lines, &parts);
}

/// `Debug` that shows whether a secret is there, and no more.
fn debug(item: &Struct) -> TokenStream {
    let name = &item.name;
    let fields = item.fields.iter().map(|field| {
        let (ident, text) = (ident(&field.name), field.name.trim_start_matches("r#"));
        match (field.secret, matches!(field.kind, RustType::Option(_))) {
            (false, _) => quote!(.field(#text, &self.#ident)),
            (true, false) => quote!(.field(#text, &"***")),
            (true, true) => quote!(.field(#text, &self.#ident.as_ref().map(|_| "***"))),
        }
    });
    let additional = item.additional.iter().map(|(field, _)| {
        let ident = ident(field);
        quote!(.field(#field, &self.#ident))
    });
    quote! {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.debug_struct(#name) #(#fields)* #(#additional)* .finish()
        }
    }
}

fn as_text(is_text: bool) -> &'static str {
    if is_text { " as text" } else { "" }
}

/// The default of a field, as a value of the field's type without the outer `Option`.
fn default_tokens(field: &Field, value: &crate::view::Literal) -> TokenStream {
    let tokens = value.tokens(From::Types);
    match &field.kind {
        RustType::Option(held) if held.is_option() && !value.is_parsed() => quote!(Some(#tokens)),
        _ => tokens,
    }
}

/// More letters of arguments than these stand each on a line of its own.
const MAX_ARGUMENTS_WIDTH: usize = 60;

/// What `object!` has to know of `new`, which takes the properties that are always there; where there
/// is one.
fn constructor(item: &Struct, definition: &mut Definition) -> String {
    if !item.has_new {
        return String::new();
    }
    let arguments = item.given().map(|field| {
        let into = is_converted(field);
        let (into, end) = if into { ("impl Into<", ">") } else { ("", "") };
        format!(
            "{}: {into}{}{end}",
            field.name,
            definition.kind(&field.kind)
        )
    });
    let arguments: Vec<String> = arguments.collect();
    let line = arguments.join(", ");
    if line.len() + item.name.len() <= MAX_ARGUMENTS_WIDTH {
        return format!(", new({line})");
    }
    let lines = arguments
        .iter()
        .map(|argument| format!("    {argument},\n"));
    format!(", new(\n{})", lines.collect::<String>())
}

/// Whether `new` takes whatever can be made the value of a field: the JSON within text is good enough
/// for the text.
fn is_converted(field: &Field) -> bool {
    matches!(field.kind, RustType::String | RustType::JsonText(_))
}
