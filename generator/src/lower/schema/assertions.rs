//! Schemas that values are held against as they are in JSON: those of `not`, `contains`, `if` and the
//! like, of which no type is made.
//!
//! The value of such a schema is what the document writes, references resolved. A keyword that isn't
//! known says nothing, as in JSON Schema; one that is known but that nothing here can check makes
//! the whole unsayable, for what is left of a `not` would refuse values that the document allows.

use serde_json::{Map, Number, Value};

use super::Schemas;
use super::merged::{Choice, MergedSchema};
use crate::ir::{Assertion, Keyword, Subschema};
use crate::pattern::Pattern;
use crate::spec::{Schema, SchemaId};

/// More keywords than anyone wants to read in emitted code.
const MAX_KEYWORDS: usize = 256;

/// Why a schema can't be checked: the keyword, or what is wrong with it.
type Unsayable = String;

impl Schemas<'_> {
    /// What a schema asks for by keywords that no type says.
    pub(super) fn assertions_of(&mut self, schema: &Schema) -> Vec<Assertion> {
        let mut all = Vec::new();
        for assertion in &schema.assertions {
            let at = schema.at.key(assertion.keyword);
            if let Some(known) = self.assertions.get(&at) {
                all.extend(known.clone());
                continue;
            }
            let found = match subschema(&assertion.schema) {
                Ok(schema) if schema.is_empty() => None,
                Ok(schema) if size(&schema) > MAX_KEYWORDS => {
                    let message = "a schema of so many keywords isn't checked";
                    self.warn_unsupported(message, &at, "not honoured");
                    None
                }
                Ok(schema) => Some(Assertion {
                    at: at.clone(),
                    schema,
                }),
                Err(reason) => {
                    let keyword = assertion.keyword;
                    let message = format!(
                        "{reason} in this `{keyword}` can't be checked, so the whole isn't"
                    );
                    self.warn_unsupported(message, &at, "not honoured");
                    None
                }
            };
            self.assertions.insert(at, found.clone());
            all.extend(found);
        }
        all
    }

    /// Takes the choices out of what was merged that only say which values there are, not of which
    /// type these are: they become assertions.
    pub(super) fn take_asserted(&mut self, merged: &mut MergedSchema) {
        let choices = std::mem::take(&mut merged.choices);
        for choice in choices {
            match self.asserted(&choice) {
                Some(schema) => merged.constraints.assertions.push(Assertion {
                    at: choice.at,
                    schema,
                }),
                None => merged.choices.push(choice),
            }
        }
    }

    /// Warns where other properties than those that `patternProperties` of a member describes would be
    /// unevaluated: the type lets all of them be there.
    pub(super) fn check_patterns(&mut self, merged: &MergedSchema) {
        if !merged.sealed || !merged.has_patterns {
            return;
        }
        let message = "an `unevaluatedProperties` beside `patternProperties` of other schemas has no effect on the emitted crates";
        for closed in &merged.closed {
            if closed.at.last().as_deref() == Some("unevaluatedProperties") {
                self.warn_unsupported(message, &closed.at, "not honoured");
            }
        }
    }

    /// What a choice asks of values, if none of its members says of which type these are.
    fn asserted(&mut self, choice: &Choice) -> Option<Subschema> {
        let members = choice.members.iter();
        let members: Option<Vec<Subschema>> =
            members.map(|member| self.constraining(member.id)).collect();
        Some(vec![match choice.is_exclusive() {
            true => Keyword::OneOf(members?),
            false => Keyword::AnyOf(members?),
        }])
    }

    /// The keywords of a schema that only constrains.
    fn constraining(&mut self, id: SchemaId) -> Option<Subschema> {
        let spec = self.spec;
        let schema = spec
            .schema_object(id)
            .filter(|schema| schema.only_constrains())?;
        let mut all = Vec::new();
        all.extend(
            schema
                .kind
                .map(|kind| Keyword::Type(vec![kind.as_str().to_owned()])),
        );
        if !schema.required.is_empty() {
            all.push(Keyword::Required(schema.required.clone()));
        }
        all.extend(schema.not.map(|_| Keyword::Never));
        let dependents = schema.dependent_required.iter();
        all.extend(dependents.map(|(property, others)| {
            Keyword::DependentRequired(property.clone(), others.clone())
        }));
        all.extend(self.constraints_of(schema).keywords());
        for member in &schema.all_of {
            all.extend(self.constraining(*member)?);
        }
        Some(all)
    }
}

/// How many keywords there are in a schema.
fn size(schema: &[Keyword]) -> usize {
    let sizes = schema.iter().map(|keyword| {
        let inner = keyword.schemas().into_iter();
        1 + inner.map(|inner| size(inner)).sum::<usize>()
    });
    sizes.sum()
}

/// The keywords of a schema.
fn subschema(schema: &Value) -> Result<Subschema, Unsayable> {
    match schema {
        Value::Bool(true) => Ok(Vec::new()),
        Value::Bool(false) => Ok(vec![Keyword::Never]),
        Value::Object(members) => {
            let mut all = Vec::new();
            for (name, value) in members {
                let found = keywords(name, value, members);
                all.extend(found.ok_or_else(|| format!("`{name}`"))??);
            }
            Ok(all)
        }
        _ => Err("what isn't a schema".to_owned()),
    }
}

/// What a keyword asks for, with those beside it; `None` where its value isn't one of its values.
#[expect(clippy::too_many_lines, reason = "a row for each keyword")]
fn keywords(
    name: &str,
    value: &Value,
    beside: &Map<String, Value>,
) -> Option<Result<Subschema, Unsayable>> {
    let one = |keyword: Keyword| Some(Ok(vec![keyword]));
    let with =
        |make: &dyn Fn(Subschema) -> Keyword| Some(subschema(value).map(|inner| vec![make(inner)]));
    let is_exclusive = |keyword: &str| beside.get(keyword) == Some(&Value::Bool(true));
    match name {
        "minLength" => one(Keyword::MinLength(count(value)?)),
        "maxLength" => one(Keyword::MaxLength(count(value)?)),
        "minItems" => one(Keyword::MinItems(count(value)?)),
        "maxItems" => one(Keyword::MaxItems(count(value)?)),
        "minProperties" => one(Keyword::MinProperties(count(value)?)),
        "maxProperties" => one(Keyword::MaxProperties(count(value)?)),
        "pattern" => one(Keyword::Pattern(pattern(value.as_str()?)?)),
        "minimum" if is_exclusive("exclusiveMinimum") => {
            one(Keyword::ExclusiveMinimum(number(value)?))
        }
        "maximum" if is_exclusive("exclusiveMaximum") => {
            one(Keyword::ExclusiveMaximum(number(value)?))
        }
        "minimum" => one(Keyword::Minimum(number(value)?)),
        "maximum" => one(Keyword::Maximum(number(value)?)),
        // In OpenAPI 3.0 they say something of the keywords beside them.
        "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => Some(Ok(Vec::new())),
        "exclusiveMinimum" => one(Keyword::ExclusiveMinimum(number(value)?)),
        "exclusiveMaximum" => one(Keyword::ExclusiveMaximum(number(value)?)),
        "multipleOf" => {
            let of = number(value)?;
            of.as_f64().filter(|of| *of > 0.0)?;
            one(Keyword::MultipleOf(of))
        }
        "uniqueItems" => Some(Ok(value
            .as_bool()?
            .then_some(Keyword::UniqueItems)
            .into_iter()
            .collect())),
        "type" => one(Keyword::Type(types(value, beside)?)),
        "enum" => one(Keyword::Enum(value.as_array()?.clone())),
        "const" => one(Keyword::Enum(vec![value.clone()])),
        "required" => one(Keyword::Required(texts(value)?)),
        "dependentRequired" => {
            let each = value.as_object()?.iter();
            let each = each
                .map(|(name, names)| Some(Keyword::DependentRequired(name.clone(), texts(names)?)));
            Some(Ok(each.collect::<Option<_>>()?))
        }
        "properties" => named(value, |name| Some(name.to_owned()), Keyword::Property),
        "patternProperties" => named(value, pattern, Keyword::PatternProperty),
        "dependentSchemas" => named(
            value,
            |name| Some(name.to_owned()),
            Keyword::DependentSchema,
        ),
        "additionalProperties" => {
            let keys = |keyword: &str| {
                let members = beside.get(keyword).and_then(Value::as_object);
                members.into_iter().flatten().map(|(name, _)| name.clone())
            };
            let names: Vec<String> = keys("properties").collect();
            let patterns = keys("patternProperties").map(|source| pattern(&source));
            let patterns: Vec<Pattern> = patterns.collect::<Option<_>>()?;
            with(&|inner| Keyword::AdditionalProperties(names.clone(), patterns.clone(), inner))
        }
        "propertyNames" => Some(subschema(value).map(|mut inner| {
            inner.retain(|keyword| !says_string(keyword));
            let asks = !inner.is_empty();
            asks.then_some(Keyword::PropertyNames(inner))
                .into_iter()
                .collect()
        })),
        "items" => {
            let first = beside.get("prefixItems").and_then(Value::as_array);
            let first = first.map_or(0, Vec::len);
            with(&|inner| Keyword::Items(first, inner))
        }
        "prefixItems" => {
            let items = value.as_array()?.iter().map(subschema).enumerate();
            Some(
                items
                    .map(|(index, item)| Ok(Keyword::PrefixItem(index, item?)))
                    .collect(),
            )
        }
        "contains" => {
            let count = |keyword: &str| match beside.get(keyword) {
                Some(value) => Some(Some(count(value)?)),
                None => Some(None),
            };
            let (least, most) = (count("minContains")?.unwrap_or(1), count("maxContains")?);
            Some(subschema(value).map(|inner| {
                let least = (least > 0).then(|| Keyword::MinContains(least, inner.clone()));
                let most = most.map(|most| Keyword::MaxContains(most, inner));
                least.into_iter().chain(most).collect()
            }))
        }
        "allOf" => {
            let members: Result<Vec<Subschema>, Unsayable> =
                value.as_array()?.iter().map(subschema).collect();
            Some(members.map(|members| members.concat()))
        }
        "anyOf" => several(value, Keyword::AnyOf),
        "oneOf" => several(value, Keyword::OneOf),
        "not" => with(&Keyword::Not),
        "if" => {
            let branch = |keyword: &str| beside.get(keyword).map_or(Ok(Vec::new()), subschema);
            let make = || {
                Ok(vec![Keyword::If(
                    subschema(value)?,
                    branch("then")?,
                    branch("else")?,
                )])
            };
            Some(make())
        }
        "$ref"
        | "$dynamicRef"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "dependencies"
        | "additionalItems" => None,
        _ => Some(Ok(Vec::new())),
    }
}

/// Whether a keyword allows all strings: every name is one.
fn says_string(keyword: &Keyword) -> bool {
    matches!(keyword, Keyword::Type(kinds) if kinds.iter().any(|kind| kind == "string"))
}

fn named<T>(
    value: &Value,
    key: impl Fn(&str) -> Option<T>,
    make: fn(T, Subschema) -> Keyword,
) -> Option<Result<Subschema, Unsayable>> {
    let mut all = Vec::new();
    for (name, schema) in value.as_object()? {
        match subschema(schema) {
            Ok(inner) if inner.is_empty() => {}
            Ok(inner) => all.push(make(key(name)?, inner)),
            Err(reason) => return Some(Err(reason)),
        }
    }
    Some(Ok(all))
}

fn several(
    value: &Value,
    make: fn(Vec<Subschema>) -> Keyword,
) -> Option<Result<Subschema, Unsayable>> {
    let members: Result<Vec<Subschema>, Unsayable> =
        value.as_array()?.iter().map(subschema).collect();
    Some(members.map(|members| vec![make(members)]))
}

/// A whole number that isn't negative, be it written with a fraction.
fn count(value: &Value) -> Option<usize> {
    let whole = value.as_f64().filter(|number| number.fract() == 0.0);
    let text = format!("{}", whole?);
    text.parse().ok()
}

fn number(value: &Value) -> Option<Number> {
    value.as_number().cloned()
}

fn pattern(source: &str) -> Option<Pattern> {
    Pattern::new(source).ok()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let texts = value.as_array()?.iter();
    texts.map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The types that a value may be of.
fn types(value: &Value, beside: &Map<String, Value>) -> Option<Vec<String>> {
    const KNOWN: [&str; 7] = [
        "null", "boolean", "integer", "number", "string", "array", "object",
    ];
    let mut types = match value {
        Value::String(kind) => vec![kind.clone()],
        several => texts(several)?,
    };
    if beside.get("nullable") == Some(&Value::Bool(true)) {
        types.push("null".to_owned());
    }
    let are_known = types.iter().all(|kind| KNOWN.contains(&kind.as_str()));
    are_known.then_some(types)
}
