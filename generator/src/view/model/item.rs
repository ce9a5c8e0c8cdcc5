//! The files and items of the types crate.

use serde_json::Value;

use super::checks::Checks;
use super::gate::Gate;
use super::literal::{DefaultValue, Literal};
use super::rust_type::RustType;
use super::union::Union;
use crate::config::ReadOnly;
use crate::ir::{Keyword, Size};

/// A file of the types crate: a component, an operation or a shared type with all that is named
/// after it.
#[derive(Debug)]
pub struct TypeFile {
    /// The folder that it is in.
    pub folder: Folder,
    /// Its name without the extension.
    pub module: String,
    /// Its items, the one that it is named after first.
    pub items: Vec<Item>,
    /// A module for each of the items, should the file be too long for all of them.
    pub parts: Vec<String>,
    /// What has to be asked for to compile it.
    pub gate: Gate,
}

impl TypeFile {
    /// Whether no operation has a use for it.
    #[must_use]
    pub fn is_unused(&self) -> bool {
        self.gate.is_off()
    }
}

/// A folder of the types crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Folder {
    Components,
    Operations,
    Webhooks,
    Shared,
}

impl Folder {
    /// All that there are.
    pub const ALL: [Self; 4] = [
        Self::Components,
        Self::Operations,
        Self::Webhooks,
        Self::Shared,
    ];
}

/// An item of the types crate.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names are those of the Rust items")]
pub enum Item {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    /// A list or mapping that holds itself.
    Newtype(Named),
    Alias(Named),
}

/// A type that is another under a name of its own.
#[derive(Debug)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// The other type.
    pub target: RustType,
    /// What is checked of it, where it is a definition of its own.
    pub checks: Checks,
    /// Whether it has an empty value, and so implements `Default`.
    pub has_default: bool,
}

impl Item {
    /// The item's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Struct(item) => &item.name,
            Self::Enum(item) => &item.name,
            Self::Union(item) => &item.name,
            Self::Newtype(item) | Self::Alias(item) => &item.name,
        }
    }

    /// The types that it mentions.
    pub fn types(&self) -> impl Iterator<Item = &RustType> {
        let types: Vec<&RustType> = match self {
            Self::Struct(item) => {
                let fields = item.fields.iter().map(|field| &field.kind);
                let additional = item.additional.iter().map(|(_, kind)| kind);
                fields.chain(additional).collect()
            }
            Self::Enum(_) => Vec::new(),
            Self::Union(item) => item.variants.iter().map(|variant| &variant.kind).collect(),
            Self::Newtype(item) | Self::Alias(item) => vec![&item.target],
        };
        types.into_iter()
    }

    /// What is checked of the values in it.
    pub fn checks(&self) -> impl Iterator<Item = &Checks> {
        let checks: Vec<&Checks> = match self {
            Self::Struct(item) => {
                let fields = item.fields.iter().map(|field| &field.checks);
                fields.chain([&item.additional_checks]).collect()
            }
            Self::Union(item) => item
                .variants
                .iter()
                .map(|variant| &variant.checks)
                .collect(),
            Self::Newtype(item) => vec![&item.checks],
            Self::Enum(_) | Self::Alias(_) => Vec::new(),
        };
        checks.into_iter()
    }

    /// What is checked of it as it is in JSON, beside these.
    pub fn keywords(&self) -> &[Keyword] {
        match self {
            Self::Struct(item) => &item.keywords,
            Self::Union(item) => &item.keywords,
            Self::Enum(_) | Self::Newtype(_) | Self::Alias(_) => &[],
        }
    }

    /// The defaults and constants that it mentions.
    pub fn values(&self) -> impl Iterator<Item = &Literal> {
        let values: Vec<&Literal> = match self {
            Self::Struct(item) => {
                let fields = item.fields.iter();
                let values = fields.flat_map(|field| {
                    let constant = field.constant.as_ref().filter(|_| item.has_new);
                    let default = field.default.iter().map(|default| &default.value);
                    default.chain(constant)
                });
                values.collect()
            }
            Self::Union(item) => {
                let variants = item.variants.iter();
                let variants = variants.filter(|variant| variant.from.is_some());
                let tags = variants.filter_map(|variant| variant.tag.as_ref());
                tags.map(|tag| &tag.value).collect()
            }
            Self::Enum(_) | Self::Newtype(_) | Self::Alias(_) => Vec::new(),
        };
        values.into_iter()
    }
}

/// A struct for an object.
#[derive(Debug)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The field and type of additional properties.
    pub additional: Option<(String, RustType)>,
    /// Whether these are of a chosen type that is a string in JSON.
    pub additional_text: bool,
    /// What is checked of each of these.
    pub additional_checks: Checks,
    /// What becomes of properties that it doesn't know, where it doesn't keep them.
    pub unknown: Unknown,
    /// What becomes of `readOnly` properties, which it doesn't have as it is sent in requests alone.
    pub read_only: Option<(ReadOnly, Vec<String>)>,
    /// How many properties it may have.
    pub size: Size,
    /// The properties that must be there where another one is, by that one.
    pub dependents: Vec<(String, Vec<String>)>,
    /// Whether anything is checked of it.
    pub is_checked: bool,
    /// What is checked of it as it is in JSON.
    pub keywords: Vec<Keyword>,
    /// Whether it has `new`, which takes the fields that have to be given.
    pub has_new: bool,
    /// Whether it has a method for each optional field that sets it: requests may have it.
    pub has_setters: bool,
    /// How it implements `Default`.
    pub default: DefaultImpl,
    /// Whether `Debug` has something to hide.
    pub has_secret: bool,
}

impl Struct {
    /// The fields that have to be given: the required ones that can have more than one value.
    pub fn given(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_given())
    }
}

/// How a type implements `Default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultImpl {
    /// It doesn't.
    None,
    /// By the derive of the standard library.
    Derived,
    /// By its `new`, which takes nothing.
    New,
}

/// What becomes of properties that a struct doesn't know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// They are passed over.
    Skipped,
    /// They are an error.
    Denied,
    /// They are an error where a request is read, and passed over elsewhere.
    DeniedInRequests,
}

/// A field for a property.
#[derive(Debug)]
pub struct Field {
    /// Its identifier.
    pub name: String,
    /// The property's name.
    pub wire: String,
    /// What stands in its doc comment, in Markdown; nothing where its name says all that is known.
    pub docs: Option<String>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its type as a field, `Option`s included.
    pub kind: RustType,
    /// Whether `Debug` must not show it.
    pub secret: bool,
    /// Whether it is of a chosen type that is a string in JSON, or a list or mapping of such values.
    pub text: bool,
    /// What is checked of it.
    pub checks: Checks,
    /// When it is there.
    pub presence: Presence,
    /// What a server takes a missing one for.
    pub default: Option<DefaultValue>,
    /// The one value that it can have, or that names its type in a union: nobody has to give it.
    pub constant: Option<Literal>,
}

impl Field {
    /// Whether it has to be given: it is always there, and can have more than one value.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.presence.is_required() && self.constant.is_none()
    }

    /// Whether it may be absent.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        !self.presence.is_required()
    }
}

/// When a property is there, and whether it may be `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Required,
    /// Always, and it may be `null`.
    RequiredNullable,
    /// It may be left out.
    Optional,
    /// It may be left out or be `null`, and the two differ.
    OptionalNullable,
}

impl Presence {
    /// Whether it is always there.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }
}

/// An enum for a list of strings, numbers and booleans.
#[derive(Debug)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its variants.
    pub variants: Vec<Variant>,
    /// The variant for values that the document doesn't list, where one may come from a newer server.
    pub other: Option<String>,
    /// What its values are.
    pub values: EnumValues,
    /// Whether it is `Copy`.
    pub is_copy: bool,
}

/// What the values of an enum are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumValues {
    /// Strings.
    Text,
    /// Whole numbers.
    Integers,
    /// Several kinds, numbers with a fraction, large ones or booleans.
    Mixed,
}

/// A variant for a string, a number or a boolean.
#[derive(Debug)]
pub struct Variant {
    /// Its identifier.
    pub name: String,
    /// The string, number or boolean.
    pub value: Value,
    /// Whether the identifier says what the value is.
    pub is_telling: bool,
    /// What the document tells people about it, in Markdown.
    pub docs: Option<String>,
}
