//! Where the nodes of a document stood before it was put into the form that the rooms see.

use std::collections::BTreeMap;

use super::pointer::Pointer;

/// A file of a document: the first is the one that was asked for, the others are those that it
/// refers to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// A node of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The node in it.
    pub pointer: Pointer,
}

/// For each node that was moved, where it stood. What lies below a moved node moved along; a node
/// that never moved stands where it stood, in the first file.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    moved: BTreeMap<Pointer, Origin>,
}

impl Origins {
    /// Notes that the node at `from` stands at `to` now; it may stand at `from` as well.
    pub fn moved(&mut self, from: &Pointer, to: &Pointer) {
        let origin = self.trace(from);
        // What was moved to a place below `from` earlier goes along.
        let below: Vec<(Pointer, Origin)> = self
            .moved
            .range(from.key("")..)
            .map_while(|(known, origin)| {
                let rest = known.as_str().strip_prefix(from.as_str())?;
                rest.starts_with('/')
                    .then(|| Some((to.join(rest)?, origin.clone())))?
            })
            .collect();
        self.moved.insert(to.clone(), origin);
        self.moved.extend(below);
    }

    /// Notes that the node at `to` comes from a file.
    pub fn read_from(&mut self, file: FileId, from: &Pointer, to: &Pointer) {
        let origin = Origin {
            file,
            pointer: from.clone(),
        };
        self.moved.insert(to.clone(), origin);
    }

    /// The nodes that were moved, by where they stand now.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Pointer, &Origin)> {
        self.moved.iter()
    }

    /// Where a node stood at first.
    pub fn trace(&self, pointer: &Pointer) -> Origin {
        let mut ancestor = Some(pointer.clone());
        while let Some(known) = ancestor {
            if let Some(origin) = self.moved.get(&known) {
                let rest = pointer.as_str().strip_prefix(known.as_str());
                return Origin {
                    file: origin.file,
                    pointer: rest
                        .and_then(|rest| origin.pointer.join(rest))
                        .unwrap_or_else(|| origin.pointer.clone()),
                };
            }
            ancestor = known.parent();
        }
        Origin {
            file: FileId::default(),
            pointer: pointer.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FileId, Origins};
    use crate::source::Pointer;

    fn pointer(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    #[test]
    fn a_node_is_traced_through_all_its_moves() {
        let mut origins = Origins::default();
        origins.moved(&pointer("/definitions"), &pointer("/components/schemas"));
        origins.read_from(
            FileId(1),
            &pointer("/A"),
            &pointer("/components/schemas/B/items"),
        );
        origins.moved(
            &pointer("/components/schemas/B"),
            &pointer("/components/schemas/C"),
        );
        let traced = |text: &str| {
            let origin = origins.trace(&pointer(text));
            (origin.file.0, origin.pointer.as_str().to_owned())
        };
        assert_eq!(traced("/info/title"), (0, "/info/title".to_owned()));
        assert_eq!(
            traced("/components/schemas/X/type"),
            (0, "/definitions/X/type".to_owned())
        );
        assert_eq!(
            traced("/components/schemas/C/items/type"),
            (1, "/A/type".to_owned())
        );
        assert_eq!(
            traced("/components/schemas/C/type"),
            (0, "/definitions/B/type".to_owned())
        );
    }
}
