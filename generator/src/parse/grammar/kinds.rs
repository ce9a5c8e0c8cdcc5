//! What the table is made of.

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
    Object(&'static Object),
    /// A Reference Object or the shape.
    Reference(&'static Shape),
    /// `true`, `false` or the shape.
    BooleanOr(&'static Shape),
}

/// A mapping with known members.
pub(in crate::parse) struct Object {
    /// Its name in the specification.
    pub(in crate::parse) name: &'static str,
    pub(in crate::parse) members: &'static [Member],
    /// What a member of another name must be: its name's form, and its shape.
    pub(in crate::parse) others: Option<(NameForm, &'static Shape)>,
    /// Members of which exactly one must be there.
    pub(in crate::parse) either: &'static [&'static str],
    /// The member that a lone text in place of the mapping stands for.
    pub(in crate::parse) subject: Option<&'static str>,
    /// What is repaired in it beyond the shapes of its members.
    pub(in crate::parse) hook: Hook,
}

/// The objects that have repairs of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Hook {
    None,
    Document,
    Paths,
    PathItem,
    Operation,
    Parameter,
    Header,
    Content,
    MediaType,
    Responses,
    Response,
    Schema,
    SecurityScheme,
    ServerVariable,
}

/// The form of a member's name where the specification leaves the name open.
pub(in crate::parse) enum NameForm {
    /// A path, which begins with `/`.
    Path,
    /// A status code such as `200` or `4XX`.
    Status,
}

pub(in crate::parse) struct Member {
    pub(in crate::parse) name: &'static str,
    pub(in crate::parse) shape: Shape,
    pub(in crate::parse) missing: Missing,
    pub(in crate::parse) fate: Fate,
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

/// What becomes of a member.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Fate {
    /// The emitted crates do what it says.
    Honoured,
    /// It tells people something and has no effect on the wire.
    Annotation,
    /// It has an effect on the wire that the emitted crates don't have yet.
    Ignored,
}

impl Member {
    const fn new(name: &'static str, shape: Shape, missing: Missing, fate: Fate) -> Self {
        Self {
            name,
            shape,
            missing,
            fate,
        }
    }
}

pub(super) const fn required(name: &'static str, shape: Shape, missing: Missing) -> Member {
    Member::new(name, shape, missing, Fate::Honoured)
}

pub(super) const fn member(name: &'static str, shape: Shape) -> Member {
    Member::new(name, shape, Missing::Fine, Fate::Honoured)
}

pub(super) const fn annotation(name: &'static str, shape: Shape) -> Member {
    Member::new(name, shape, Missing::Fine, Fate::Annotation)
}

pub(super) const fn ignored(name: &'static str, shape: Shape) -> Member {
    Member::new(name, shape, Missing::Fine, Fate::Ignored)
}

pub(super) const fn object(name: &'static str, members: &'static [Member]) -> Object {
    Object {
        name,
        members,
        others: None,
        either: &[],
        subject: None,
        hook: Hook::None,
    }
}

impl Object {
    pub(super) const fn hook(mut self, hook: Hook) -> Self {
        self.hook = hook;
        self
    }

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
