//! Whether values can be held against schemas as they are in JSON.
//!
//! The problem: a value is checked once its type has it, and written as JSON for that. What the type
//! doesn't keep is lost by then: properties that an object doesn't describe, those that travel the
//! other way, and that one was missing which has a default. A schema that looks at these would refuse
//! what the document allows, or allow what it refuses.
//!
//! The idea: each schema is followed along the type. Where it looks at what an object of its own
//! doesn't describe, the object keeps all that it is given. Where it looks at something else that is
//! lost, it isn't checked, and a warning says so.
//!
//! Why it ends: the schemas are finite, and each step is one into them, or one from a union to its
//! variants, of which there is a limited number in each other.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Access, Additional, Assertion, Keyword, Kind, Object, Property, Step, Type, TypeId, TypeRef,
    Types, Untyped,
};

/// Unions in unions, more of them than in any real document.
const MAX_DEPTH: usize = 8;

/// What a schema looks at that a type doesn't keep as it came.
#[derive(Debug)]
enum Lost {
    /// The value itself isn't an object that describes this property.
    Undescribed,
    /// Something else, in words.
    Other(String),
}

/// Keeps what values are held against, or warns where they can't be.
pub(in crate::lower) fn check_assertions(types: &mut Types, diagnostics: &mut Diagnostics) {
    let ids = types.iter();
    let ids = ids.filter(|(_, found)| !found.constraints.assertions.is_empty());
    let ids: Vec<TypeId> = ids.map(|(id, _)| id).collect();
    for id in ids {
        let assertions = std::mem::take(&mut types.get_mut(id).constraints.assertions);
        let kept = assertions
            .into_iter()
            .filter(|assertion| is_kept(types, id, assertion, diagnostics));
        types.get_mut(id).constraints.assertions = kept.collect();
    }
}

fn is_kept(
    types: &mut Types,
    id: TypeId,
    assertion: &Assertion,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut seen = sees(types, id, &assertion.schema, MAX_DEPTH);
    if matches!(seen, Err(Lost::Undescribed)) && keep_undeclared(types, id) {
        seen = sees(types, id, &assertion.schema, MAX_DEPTH);
    }
    let lost = match seen {
        Ok(()) => return true,
        Err(Lost::Undescribed) => "properties that the type of the values doesn't keep".to_owned(),
        Err(Lost::Other(what)) => what,
    };
    let keyword = assertion.at.last().unwrap_or_default();
    let message = format!("this `{keyword}` looks at {lost}, so it isn't checked");
    let warning = Diagnostic::warning(Code::Unsupported, message);
    diagnostics.push(warning.at_key(&assertion.at, "not honoured"));
    false
}

/// Makes an object keep what it doesn't describe, if it is one that leaves that open.
fn keep_undeclared(types: &mut Types, id: TypeId) -> bool {
    let Type {
        name, origin, kind, ..
    } = types.get(id);
    let Kind::Object(Object {
        additional: Additional::Unspecified,
        ..
    }) = kind
    else {
        return false;
    };
    let name = name.step(Step::Values);
    let any = Type::new(name, Kind::Any(Untyped::Undeclared), origin.clone());
    let any = TypeRef {
        id: types.push(any),
        nullable: false,
    };
    if let Kind::Object(object) = &mut types.get_mut(id).kind {
        object.additional = Additional::Typed(any);
    }
    true
}

/// Whether values of a type keep all that a schema looks at.
fn sees(types: &Types, id: TypeId, schema: &[Keyword], depth: usize) -> Result<(), Lost> {
    let target = types.unalias(TypeRef {
        id,
        nullable: false,
    });
    let found = types.get(target.id);
    if let Kind::Union(union) = &found.kind {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(Lost::Other("too many unions in each other".to_owned()));
        };
        let mut variants = union.variants.iter();
        return variants.try_for_each(|variant| sees(types, variant.kind.id, schema, depth));
    }
    for keyword in schema {
        sees_by(types, &found.kind, keyword, depth)?;
        let same_value = matches!(
            keyword,
            Keyword::AnyOf(_)
                | Keyword::OneOf(_)
                | Keyword::Not(_)
                | Keyword::If(..)
                | Keyword::DependentSchema(..)
        );
        if same_value {
            for inner in keyword.schemas() {
                sees(types, target.id, inner, depth)?;
            }
        }
    }
    Ok(())
}

/// Whether values of a kind keep what a keyword looks at in them.
fn sees_by(types: &Types, kind: &Kind, keyword: &Keyword, depth: usize) -> Result<(), Lost> {
    let inner = |inner: &TypeRef, schema: &[Keyword]| nested(sees(types, inner.id, schema, depth));
    match (kind, keyword) {
        (Kind::Object(object), keyword) => sees_in(types, object, keyword, depth),
        (
            Kind::Map(value),
            Keyword::Property(_, schema)
            | Keyword::PatternProperty(_, schema)
            | Keyword::AdditionalProperties(_, _, schema),
        ) => inner(value, schema),
        (
            Kind::Array(item),
            Keyword::Items(_, schema)
            | Keyword::PrefixItem(_, schema)
            | Keyword::MinContains(_, schema)
            | Keyword::MaxContains(_, schema),
        ) => inner(item, schema),
        (
            Kind::Tuple(items),
            Keyword::Items(_, schema)
            | Keyword::PrefixItem(_, schema)
            | Keyword::MinContains(_, schema)
            | Keyword::MaxContains(_, schema),
        ) => items.iter().try_for_each(|item| inner(item, schema)),
        (Kind::Array(item) | Kind::Map(item), Keyword::Enum(_) | Keyword::UniqueItems) => {
            keeps_all(types, item.id)
        }
        _ => Ok(()),
    }
}

/// Whether an object keeps what a keyword looks at.
fn sees_in(types: &Types, object: &Object, keyword: &Keyword, depth: usize) -> Result<(), Lost> {
    let has = |name: &String| described(object, name).map(|_| ());
    let each = |schema: &[Keyword]| {
        let mut properties = object.properties.iter();
        properties.try_for_each(|property| nested(sees(types, property.kind.id, schema, depth)))
    };
    let others = |schema: &[Keyword]| match object.additional {
        Additional::Typed(value) => nested(sees(types, value.id, schema, depth)),
        Additional::Unspecified | Additional::Denied => Ok(()),
    };
    match keyword {
        Keyword::Property(name, schema) => match described(object, name)? {
            Some(property) => nested(sees(types, property.kind.id, schema, depth)),
            None => others(schema),
        },
        Keyword::Required(names) => names.iter().try_for_each(has),
        Keyword::DependentRequired(name, names) => {
            std::iter::once(name).chain(names).try_for_each(has)
        }
        Keyword::DependentSchema(name, _) => has(name),
        Keyword::MinProperties(_) | Keyword::MaxProperties(_) => all_described(object),
        // Which of the described ones are there makes no difference.
        Keyword::PropertyNames(_) => keeps_others(object),
        Keyword::PatternProperty(_, schema) | Keyword::AdditionalProperties(_, _, schema) => {
            keeps_others(object)?;
            each(schema)?;
            others(schema)
        }
        Keyword::Enum(_) => {
            all_described(object)?;
            let mut properties = object.properties.iter();
            properties.try_for_each(|property| keeps_all(types, property.kind.id))
        }
        _ => Ok(()),
    }
}

/// Whether values of a type are kept as they come, however deep.
fn keeps_all(types: &Types, id: TypeId) -> Result<(), Lost> {
    let mut ids: Vec<TypeId> = types.reachable([id]).into_iter().collect();
    ids.sort_unstable();
    ids.into_iter()
        .try_for_each(|id| match &types.get(id).kind {
            Kind::Object(object) => nested(all_described(object)),
            _ => Ok(()),
        })
}

/// The property of a name, if the object has such a one; none where no value can have it, or where it
/// is among the others that are kept.
fn described<'a>(object: &'a Object, name: &str) -> Result<Option<&'a Property>, Lost> {
    let mut properties = object.properties.iter();
    match properties.find(|property| property.name == name) {
        Some(property) => is_as_sent(property).map(|()| Some(property)),
        None if matches!(object.additional, Additional::Unspecified) => Err(Lost::Undescribed),
        None => Ok(None),
    }
}

/// Whether the object has just the properties that were sent.
fn all_described(object: &Object) -> Result<(), Lost> {
    object.properties.iter().try_for_each(is_as_sent)?;
    keeps_others(object)
}

/// Whether no property is passed over.
fn keeps_others(object: &Object) -> Result<(), Lost> {
    match object.additional {
        Additional::Unspecified => Err(Lost::Undescribed),
        Additional::Denied | Additional::Typed(_) => Ok(()),
    }
}

/// Whether a property is there if it was sent, and only then.
fn is_as_sent(property: &Property) -> Result<(), Lost> {
    let name = &property.name;
    let reason = match (&property.default, property.access) {
        (Some(_), _) => "stands for its default where it is missing",
        (None, Access::ReadOnly) => "is in responses alone",
        (None, Access::WriteOnly) => "is in requests alone",
        (None, Access::Both) => return Ok(()),
    };
    Err(Lost::Other(format!("`{name}`, which {reason}")))
}

/// What is lost of a value within the one that is checked.
fn nested(seen: Result<(), Lost>) -> Result<(), Lost> {
    seen.map_err(|lost| match lost {
        Lost::Undescribed => {
            Lost::Other("properties that the type of the values doesn't keep".to_owned())
        }
        other => other,
    })
}
