//! What the nodes of a document are: where references can stand, and to what.

use crate::parse::shape::{Kind, Shape, sections_of_v2};
use crate::parse::version::Version;
use crate::source::{FileId, Pointer};

/// A node of a file, before anything was moved.
pub(super) type Address = (FileId, Pointer);

/// A node of a document at which references can stand, or below which they can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Object(Kind),
    List(Kind),
    /// A mapping from any name to objects.
    Map(Kind),
}

impl Node {
    /// The kind of the object, or of the objects in it.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Object(kind) | Self::List(kind) | Self::Map(kind) => kind,
        }
    }

    /// What the member or the item `token` of this node is, if references can stand there.
    ///
    /// Examples, links, defaults, enums and extensions hold none: what looks like a reference there is
    /// a value or has no effect.
    pub(super) fn below(self, token: &str) -> Option<Self> {
        let object = match self {
            Self::List(kind) | Self::Map(kind) => return Some(Self::Object(kind)),
            Self::Object(kind) => kind.object(),
        };
        if let Some((_, shape)) = object.others {
            return Self::of(shape).filter(|_| !token.starts_with("x-"));
        }
        let member = object.members.iter().find(|member| member.name == token)?;
        Self::of(&member.shape)
    }

    /// What a value of a shape is, if references can stand in it.
    fn of(shape: &Shape) -> Option<Self> {
        let node = match shape {
            Shape::List(item) => Self::List(item.object()?.kind),
            Shape::Map(item) => Self::Map(item.object()?.kind),
            one => Self::Object(one.object()?.kind),
        };
        shape.holds_references().then_some(node)
    }

    /// The section of the Components Object that holds such nodes. What has none is put where the
    /// reference stands instead.
    pub(super) fn section(self) -> Option<&'static str> {
        match self {
            Self::Object(kind) => kind.section(),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// The name of the kind in a sentence.
    pub(super) fn describe(self) -> String {
        let name = match self.kind() {
            Kind::Document => "document".to_owned(),
            Kind::Components => "set of components".to_owned(),
            Kind::Paths => "set of paths".to_owned(),
            Kind::Responses => "set of responses".to_owned(),
            kind => {
                let name = kind.object().name;
                name.trim_end_matches(" Object").to_ascii_lowercase()
            }
        };
        match self {
            Self::Object(_) => name,
            Self::List(_) => format!("list of {name}s"),
            Self::Map(_) => format!("mapping of {name}s"),
        }
    }
}

/// Where a document of a version keeps a section of its components.
pub(super) fn home(version: Version, section: &str) -> Pointer {
    let root = Pointer::root();
    let mut old = sections_of_v2();
    match old.find(|(_, new)| version == Version::V2 && *new == section) {
        Some((old, _)) => root.key(old),
        None => root.key("components").key(section),
    }
}
