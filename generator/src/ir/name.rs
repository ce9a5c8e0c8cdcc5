//! What names a type, in parts: where its schema stands, as a reader of the document would say it.
//!
//! Nothing here is an identifier. `names` makes those of the text that each part has.

use std::fmt;

use super::status::Status;

/// What names a type: the component, operation or shared type that it belongs to, and the way from
/// there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeName {
    /// What it belongs to.
    pub owner: Owner,
    /// The steps from the owner to the schema; none for a component's own schema.
    pub path: Vec<Step>,
}

impl TypeName {
    /// A name without steps: that of a component's own schema, or what the names of an operation's
    /// schemas begin with.
    #[must_use]
    pub fn of(owner: Owner) -> Self {
        Self {
            owner,
            path: Vec::new(),
        }
    }

    /// The name of a schema one step further down.
    #[must_use]
    pub fn step(&self, step: Step) -> Self {
        let mut name = self.clone();
        name.path.push(step);
        name
    }

    /// Whether it is that of a component schema itself.
    #[must_use]
    pub fn is_component(&self) -> bool {
        self.path.is_empty() && matches!(self.owner, Owner::Component(Section::Schemas, _))
    }
}

/// What a type belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// A component: its section and its name there.
    Component(Section, String),
    /// An operation, by its `operationId`.
    Operation(String),
    /// A request that the API makes itself, by its id.
    Webhook(String),
    /// A type that several of the others use, and that belongs to none of them: which one.
    Shared(usize),
}

impl Owner {
    /// Its name in the document; a shared type has none.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Component(_, name) | Self::Operation(name) | Self::Webhook(name) => name,
            Self::Shared(_) => "",
        }
    }
}

/// The sections of the Components Object whose members can own a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// `components/schemas`.
    Schemas,
    /// `components/responses`.
    Responses,
    /// `components/parameters`.
    Parameters,
    /// `components/requestBodies`.
    RequestBodies,
    /// `components/headers`.
    Headers,
}

/// A step from an operation or a schema to a schema inside of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A parameter of an operation, by its name.
    Parameter(String),
    /// The request body of an operation.
    RequestBody,
    /// A response of an operation.
    Response(Status),
    /// A header of a response, by its name.
    Header(String),
    /// The body of a response.
    ResponseBody,
    /// The body in one of its several media types, by the media type or the part of it that tells it
    /// from the others.
    MediaType(String),
    /// A property of an object, by its name.
    Property(String),
    /// The values of a mapping.
    Values,
    /// The items of a list.
    Items,
    /// An item of a tuple, by its index.
    Item(usize),
    /// The JSON within a string.
    Content,
    /// A variant of a union.
    Variant(VariantName),
    /// A base class without the classes that extend it.
    Base,
    /// The form of a type that requests have, where responses have another.
    Request,
    /// A component that no value in JSON is of.
    Unused,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ORDINALS: [&str; 6] = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"];
        match self {
            Self::Parameter(name)
            | Self::Header(name)
            | Self::MediaType(name)
            | Self::Property(name) => f.write_str(name),
            Self::RequestBody | Self::ResponseBody => f.write_str("Body"),
            Self::Response(status) => f.write_str(&reason(*status)),
            Self::Values => f.write_str("Value"),
            Self::Items => f.write_str("Item"),
            Self::Item(index) => match ORDINALS.get(*index) {
                Some(ordinal) => f.write_str(ordinal),
                None => write!(f, "Item {}", index + 1),
            },
            Self::Content => f.write_str("Content"),
            Self::Variant(name) => name.fmt(f),
            Self::Base => f.write_str("Base"),
            Self::Request => f.write_str("Request"),
            Self::Unused => f.write_str("Unused"),
        }
    }
}

/// A status by its reason phrase (RFC 9110, section 15), or by its number.
fn reason(status: Status) -> String {
    match status {
        Status::Code(code) => http::StatusCode::from_u16(code)
            .ok()
            .and_then(|code| code.canonical_reason())
            .map_or_else(|| format!("Status {code}"), str::to_owned),
        Status::Range(digit) => format!("Status {digit}xx"),
        Status::Default => "Default".to_owned(),
    }
}

/// What a variant of a union is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariantName {
    /// What each of the schemas is called that a value of the variant satisfies.
    pub schemas: Vec<SchemaName>,
    /// Which one it is of the variants whose schemas are called so: the first is 1.
    pub number: usize,
}

impl VariantName {
    /// The name of a variant that nothing else is called so far.
    #[must_use]
    pub fn of(schemas: Vec<SchemaName>) -> Self {
        Self { schemas, number: 1 }
    }

    /// The name of a variant that the document has a name for.
    #[must_use]
    pub fn named(name: String) -> Self {
        Self::of(vec![SchemaName::Named(name)])
    }

    /// Whether it is a constant.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        matches!(self.schemas.as_slice(), [SchemaName::Constant(_)])
    }

    /// Whether the document has no name for any of the schemas.
    #[must_use]
    pub fn is_nameless(&self) -> bool {
        let mut schemas = self.schemas.iter();
        schemas.all(|schema| {
            matches!(
                schema,
                SchemaName::Enum
                    | SchemaName::List
                    | SchemaName::Map
                    | SchemaName::Object
                    | SchemaName::Value
            )
        })
    }
}

impl fmt::Display for VariantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, schema) in self.schemas.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            write!(f, "{gap}{schema}")?;
        }
        match self.number {
            1 => Ok(()),
            number => write!(f, " {number}"),
        }
    }
}

/// What a schema is called among others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SchemaName {
    /// As the document has it: its component, its title, or the only value that it allows.
    Named(String),
    /// The constant that tells its values apart: nothing of that is left out.
    Constant(String),
    /// A list of one component's values.
    ListOf(String),
    /// A string of this format.
    Format(String),
    /// `type: string`.
    String,
    /// `type: integer`.
    Integer,
    /// `type: number`.
    Number,
    /// `type: boolean`.
    Boolean,
    /// Any value.
    Any,
    /// Several listed values.
    Enum,
    /// A list.
    List,
    /// A mapping without known properties.
    Map,
    /// An object.
    Object,
    /// Whatever else has no name.
    Value,
    /// So many other variants of the union at once.
    Combined(usize),
}

impl fmt::Display for SchemaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Named(name) | Self::Constant(name) | Self::Format(name) => name,
            Self::ListOf(item) => return write!(f, "{item} List"),
            Self::String => "String",
            Self::Integer => "Integer",
            Self::Number => "Number",
            Self::Boolean => "Boolean",
            Self::Any => "Any",
            Self::Enum => "Enum",
            Self::List => "List",
            Self::Map => "Map",
            Self::Object => "Object",
            Self::Value => "Value",
            Self::Combined(2) => "Both",
            Self::Combined(_) => "Several",
        })
    }
}
