//! What the [table](super::table) is made of.

use crate::parse::version::Version;

/// The shape that a value must have.
pub(in crate::parse) enum Shape {
    /// Anything at all.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A whole number that isn't negative.
    Count,
    /// Text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A sequence of values of one shape.
    List(&'static Shape),
    /// A mapping from any name to values of one shape.
    Map(&'static Shape),
    /// A mapping with known members.
    Object(&'static ObjectShape),
    /// A Reference Object or the mapping.
    Reference(&'static ObjectShape),
    /// `true`, `false` or the shape.
    BooleanOr(&'static Shape),
}

impl Shape {
    /// Whether references can stand in such a value.
    pub(in crate::parse) fn holds_references(&self) -> bool {
        match self {
            Self::Reference(_) => true,
            Self::List(shape) | Self::Map(shape) | Self::BooleanOr(shape) => {
                shape.holds_references()
            }
            Self::Object(object) => {
                let members = object.members.iter().map(|member| &member.shape);
                let others = object.others.iter().map(|(_, shape)| *shape);
                members.chain(others).any(Self::holds_references)
            }
            Self::Any | Self::Boolean | Self::Number | Self::Count | Self::Text | Self::Word(_) => {
                false
            }
        }
    }

    /// Whether such a value is a mapping.
    pub(in crate::parse) fn is_mapping(&self) -> bool {
        matches!(self, Self::Map(_) | Self::Object(_) | Self::Reference(_))
    }

    /// The object that such a value is, if it is one.
    pub(in crate::parse) fn object(&self) -> Option<&'static ObjectShape> {
        match self {
            Self::Object(object) | Self::Reference(object) => Some(object),
            Self::BooleanOr(shape) => shape.object(),
            _ => None,
        }
    }

    /// What to expect, in a sentence.
    pub(in crate::parse) fn describe(&self) -> String {
        match self {
            Self::Any => "any value".into(),
            Self::Boolean => "`true` or `false`".into(),
            Self::Number => "a number".into(),
            Self::Count => "a whole number of at least 0".into(),
            Self::Text => "text".into(),
            Self::Word(words) => format!("one of {}", words.join(", ")),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "a mapping".into(),
            Self::Object(object) | Self::Reference(object) => object.with_article(),
            Self::BooleanOr(shape) => shape.describe(),
        }
    }
}

/// The objects of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::parse) enum Kind {
    Document,
    Info,
    License,
    Server,
    ServerVariable,
    Tag,
    Paths,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Components,
    SecurityScheme,
    OauthFlows,
    ImplicitFlow,
    TokenFlow,
    CodeFlow,
    Schema,
    Discriminator,
}

/// A mapping with known members.
pub(in crate::parse) struct ObjectShape {
    pub(in crate::parse) kind: Kind,
    /// Its name in the specification.
    pub(in crate::parse) name: &'static str,
    /// Its members of all versions.
    pub(in crate::parse) members: &'static [Member],
    /// What a member of another name must be: its name's form, and its shape.
    pub(in crate::parse) others: Option<(NameForm, &'static Shape)>,
    /// Members of which exactly one must be there.
    pub(in crate::parse) either: &'static [&'static str],
    /// The member that a lone text in place of the mapping stands for.
    pub(in crate::parse) subject: Option<&'static str>,
}

impl ObjectShape {
    /// Its members in OpenAPI 3.0.
    pub(in crate::parse) fn members(&self) -> impl Iterator<Item = &'static Member> {
        self.members.iter().filter(|member| member.is_of_v30())
    }

    /// A member of OpenAPI 3.0.
    pub(in crate::parse) fn member(&self, name: &str) -> Option<&'static Member> {
        self.members().find(|member| member.name == name)
    }

    /// A member that stands in what the rooms behind get.
    pub(in crate::parse) fn kept_member(&self, name: &str) -> Option<&'static Member> {
        let typed = || self.later_member(name).filter(|member| member.typed);
        self.member(name).or_else(typed)
    }

    /// The members that OpenAPI 3.1 and 3.2 add.
    pub(in crate::parse) fn later_members(&self) -> impl Iterator<Item = &'static Member> {
        self.members.iter().filter(|member| member.is_later())
    }

    /// A member that OpenAPI 3.1 or 3.2 adds.
    pub(in crate::parse) fn later_member(&self, name: &str) -> Option<&'static Member> {
        self.later_members().find(|member| member.name == name)
    }

    /// Its name in a sentence.
    pub(in crate::parse) fn with_article(&self) -> String {
        let article = if self.name.starts_with(['A', 'E', 'I', 'O', 'U']) {
            "an"
        } else {
            "a"
        };
        format!("{article} {}", self.name)
    }
}

/// The form of a member's name where the specification leaves the name open.
pub(in crate::parse) enum NameForm {
    /// A path, which begins with `/`.
    Path,
    /// A status code such as `200` or `4XX`.
    Status,
    /// A runtime expression, such as `{$request.body#/url}`.
    Expression,
}

impl NameForm {
    pub(in crate::parse) fn fits(&self, name: &str) -> bool {
        match self {
            Self::Path => name.starts_with('/'),
            Self::Status => matches!(
                name.as_bytes(),
                [b'1'..=b'5', b'X' | b'x', b'X' | b'x'] | [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9']
            ),
            Self::Expression => true,
        }
    }

    /// What to expect, in a sentence.
    pub(in crate::parse) fn describe(&self) -> &'static str {
        match self {
            Self::Path => "a path (which begins with `/`)",
            Self::Status => "a status code or `default`",
            Self::Expression => "a runtime expression",
        }
    }
}

/// A member of an object.
pub(in crate::parse) struct Member {
    pub(in crate::parse) name: &'static str,
    pub(in crate::parse) shape: Shape,
    pub(in crate::parse) missing: Missing,
    pub(in crate::parse) effect: Effect,
    /// The first version that has it, if 3.0 doesn't.
    since: Version,
    /// The last version that has it, if 3.0 doesn't.
    until: Version,
    /// The first version that lets it be left out, where 3.0 doesn't.
    pub(in crate::parse) optional_since: Option<Version>,
    /// Whether its types are emitted, though no crate does what it says yet.
    pub(in crate::parse) typed: bool,
}

/// What is done where a member isn't there.
#[derive(Clone, Copy)]
pub(in crate::parse) enum Missing {
    /// Nothing: it may be left out.
    Fine,
    /// This text is taken.
    Text(&'static str),
    /// An empty mapping is taken.
    Mapping,
    /// The object is left out: without the member, it says nothing.
    Fatal,
}

/// What a member does to the emitted crates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Effect {
    /// They do what it says.
    Honoured,
    /// None: it tells people something and has no effect on the wire.
    Annotation,
    /// None, though it has an effect on the wire.
    Ignored,
    /// None under this name: a dialect says it in the words of OpenAPI 3.0. Where it can't, nobody
    /// knows what it means.
    Rewritten,
}

impl Member {
    pub(super) const fn new(
        name: &'static str,
        shape: Shape,
        missing: Missing,
        effect: Effect,
    ) -> Self {
        Self {
            name,
            shape,
            missing,
            effect,
            since: Version::V30,
            until: Version::V32,
            optional_since: None,
            typed: false,
        }
    }

    pub(super) const fn since(mut self, version: Version) -> Self {
        self.since = version;
        self
    }

    pub(super) const fn only(mut self, version: Version) -> Self {
        self.since = version;
        self.until = version;
        self
    }

    pub(super) const fn optional_since(mut self, version: Version) -> Self {
        self.optional_since = Some(version);
        self
    }

    pub(super) fn is_of_v30(&self) -> bool {
        (self.since..=self.until).contains(&Version::V30)
    }

    pub(super) fn is_of_v2_alone(&self) -> bool {
        self.until == Version::V2
    }

    /// The kind of objects that it maps names to.
    pub(super) fn section_kind(&self) -> Option<Kind> {
        match &self.shape {
            Shape::Map(shape) => Some(shape.object()?.kind),
            _ => None,
        }
    }

    pub(super) fn is_later(&self) -> bool {
        self.since > Version::V30
    }
}

pub(super) const fn required(name: &'static str, shape: Shape, missing: Missing) -> Member {
    Member::new(name, shape, missing, Effect::Honoured)
}

pub(super) const fn member(name: &'static str, shape: Shape) -> Member {
    Member::new(name, shape, Missing::Fine, Effect::Honoured)
}

pub(super) const fn annotation(name: &'static str, shape: Shape) -> Member {
    Member::new(name, shape, Missing::Fine, Effect::Annotation)
}

pub(super) const fn ignored(name: &'static str, shape: Shape) -> Member {
    Member::new(name, shape, Missing::Fine, Effect::Ignored)
}

/// What no crate does yet, but for its types.
pub(super) const fn typed(name: &'static str, shape: Shape) -> Member {
    let mut member = ignored(name, shape);
    member.typed = true;
    member
}

pub(super) const fn rewritten(name: &'static str, shape: Shape) -> Member {
    Member::new(name, shape, Missing::Fine, Effect::Rewritten)
}

pub(super) const fn object(
    kind: Kind,
    name: &'static str,
    members: &'static [Member],
) -> ObjectShape {
    ObjectShape {
        kind,
        name,
        members,
        others: None,
        either: &[],
        subject: None,
    }
}

impl ObjectShape {
    pub(super) const fn subject(mut self, member: &'static str) -> Self {
        self.subject = Some(member);
        self
    }

    pub(super) const fn either(mut self, members: &'static [&'static str]) -> Self {
        self.either = members;
        self
    }

    pub(super) const fn others(mut self, form: NameForm, shape: &'static Shape) -> Self {
        self.others = Some((form, shape));
        self
    }
}
