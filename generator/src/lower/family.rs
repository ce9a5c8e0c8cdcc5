//! What component schemas are to each other: which extend which, and which is a choice of others.

use std::collections::{HashMap, HashSet};

use openapiv3::{Components, Discriminator, ReferenceOr, Schema};

use super::Lowering;
use super::component::{key, pointer};
use super::keywords::{Keywords, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Section;
use crate::source::Pointer;

/// Which component schemas name which in their `allOf`.
#[derive(Default)]
pub(super) struct Family<'a> {
    parents: HashMap<&'a str, Vec<&'a str>>,
    children: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Family<'a> {
    pub(super) fn of(components: Option<&'a Components>) -> Self {
        let mut family = Self::default();
        for (name, schema) in components.iter().flat_map(|found| &found.schemas) {
            let ReferenceOr::Item(schema) = schema else {
                continue;
            };
            for member in Keywords::of(schema).all_of {
                if let Some(parent) = component_of(member.into()) {
                    family.parents.entry(name).or_default().push(parent);
                    family.children.entry(parent).or_default().push(name);
                }
            }
        }
        family
    }

    /// Whether the first is the second or has it in its `allOf`, or in that of one of those.
    pub(super) fn extends(&self, component: &'a str, ancestor: &str) -> bool {
        component == ancestor || self.ancestors(component).contains(&ancestor)
    }

    /// All that a component has in its `allOf`, and in that of those, the nearest first.
    fn ancestors(&self, component: &'a str) -> Vec<&'a str> {
        let mut seen = vec![component];
        let mut next = 0;
        while let Some(name) = seen.get(next).copied() {
            for parent in self.parents.get(name).into_iter().flatten() {
                if !seen.contains(parent) {
                    seen.push(parent);
                }
            }
            next += 1;
        }
        seen.split_off(1)
    }
}

/// The component schema that a reference names.
pub(super) fn component_of(node: Node<'_>) -> Option<&str> {
    let Node::Reference(reference) = node else {
        return None;
    };
    let (prefix, name) = reference.rsplit_once('/')?;
    let section = prefix.strip_prefix("#/components/")?;
    (section == key(Section::Schemas)).then_some(name)
}

impl<'a> Lowering<'a> {
    /// A component schema that is more than a reference.
    pub(super) fn component_schema(&self, name: &str) -> Option<&'a Schema> {
        let components = self.document.components.as_ref()?;
        match components.schemas.get(name)? {
            ReferenceOr::Item(schema) => Some(schema),
            ReferenceOr::Reference { .. } => None,
        }
    }

    /// The component schemas whose values a base class stands for (OpenAPI 3.0.3, Discriminator
    /// Object): those that its mapping names, then those that extend it.
    pub(super) fn heirs(&self, name: &str) -> &[&'a str] {
        self.heirs.get(name).map_or(&[], Vec::as_slice)
    }

    /// Looks up the heirs of every base class.
    pub(super) fn all_heirs(&mut self) {
        let components = self.document.components.as_ref();
        for name in components.iter().flat_map(|found| found.schemas.keys()) {
            let heirs = self.find_heirs(name);
            if !heirs.is_empty() {
                self.heirs.insert(name, heirs);
            }
        }
    }

    fn find_heirs(&self, name: &'a str) -> Vec<&'a str> {
        let Some((discriminator, _)) = self.base_class(name) else {
            return Vec::new();
        };
        let mut heirs = Vec::new();
        let inherited = self.own_discriminator(name).is_none();
        for target in discriminator.mapping.values() {
            if let Some(target) = self.mapped(target)
                && !self.family.extends(name, target)
                && (!inherited || self.family.extends(target, name))
                && !heirs.contains(&target)
            {
                heirs.push(target);
            }
        }
        let mut known: HashSet<&str> = heirs.iter().copied().collect();
        let mut seen = HashSet::from([name]);
        let mut pending: Vec<&'a str> = self.children(name);
        while let Some(child) = pending.pop() {
            if !seen.insert(child) {
                continue;
            }
            if known.insert(child) {
                heirs.push(child);
            }
            // One that is a base class itself stands for its own.
            if self.base_class(child).is_none() {
                pending.extend(self.children(child));
            }
        }
        heirs
    }

    /// The components right below one, the last first.
    fn children(&self, name: &str) -> Vec<&'a str> {
        let children = self.family.children.get(name);
        children.into_iter().flatten().rev().copied().collect()
    }

    /// The discriminator of a component schema that stands for others, and where it is: its own, or
    /// that of the nearest one that it extends, where others extend it in turn.
    pub(super) fn base_class(&self, name: &'a str) -> Option<(&'a Discriminator, Pointer)> {
        if let Some(own) = self.own_discriminator(name) {
            return Some(own);
        }
        let keywords = Keywords::of(self.component_schema(name)?);
        let is_choice = !keywords.one_of.is_empty() || !keywords.any_of.is_empty();
        if is_choice || !self.family.children.contains_key(name) {
            return None;
        }
        let mut ancestors = self.family.ancestors(name).into_iter();
        ancestors.find_map(|ancestor| self.own_discriminator(ancestor))
    }

    /// The discriminator of a component schema that says of itself which others it can be, and
    /// where it stands: in the schema, or in a member of its `allOf` that is part of it.
    pub(super) fn own_discriminator(&self, name: &str) -> Option<(&'a Discriminator, Pointer)> {
        let keywords = Keywords::of(self.component_schema(name)?);
        let at = pointer(Section::Schemas, name);
        if !keywords.one_of.is_empty() || !keywords.any_of.is_empty() {
            return None;
        }
        if let Some(found) = keywords.discriminator {
            return Some((found, at.key("discriminator")));
        }
        for (index, member) in keywords.all_of.iter().enumerate() {
            if let Node::Schema(schema) = Node::from(member)
                && let keywords = Keywords::of(schema)
                && keywords.one_of.is_empty()
                && keywords.any_of.is_empty()
                && let Some(found) = keywords.discriminator
            {
                let at = at.key("allOf").index(index).key("discriminator");
                return Some((found, at));
            }
        }
        None
    }

    /// Warns of a discriminator that tells no types apart. `used` are the heirs that a component
    /// stands for.
    pub(super) fn check_discriminator(&mut self, schema: &'a Schema, at: &Pointer, used: bool) {
        let keywords = Keywords::of(schema);
        let chooses = !keywords.one_of.is_empty() || !keywords.any_of.is_empty();
        if keywords.discriminator.is_none() || chooses || used {
            return;
        }
        let message = "this discriminator tells no types apart: nothing extends its schema";
        self.diagnostics.push(
            Diagnostic::warning(Code::Unsupported, message)
                .at_key(&at.key("discriminator"), "not honoured"),
        );
    }

    /// The component that a value of a discriminator's mapping names, by reference or by name.
    pub(super) fn mapped(&self, target: &'a str) -> Option<&'a str> {
        let name = component_of(Node::Reference(target)).unwrap_or(target);
        let components = self.document.components.as_ref()?;
        let (name, _) = components.schemas.get_key_value(name)?;
        Some(name)
    }

    /// Whether a component is among the members of a choice, or among those of one of them.
    pub(super) fn chosen_from(&self, members: &'a [ReferenceOr<Schema>], component: &str) -> bool {
        members.iter().any(|member| {
            component_of(member.into()).is_some_and(|member| self.leads_to(member, component))
        })
    }

    /// Whether every value of the second component is one of the first by its own words.
    pub(super) fn leads_to(&self, from: &'a str, to: &str) -> bool {
        let mut seen = HashSet::from([from]);
        let mut pending = vec![from];
        while let Some(name) = pending.pop() {
            if name == to {
                return true;
            }
            let components = self.document.components.as_ref();
            let found = components.and_then(|components| components.schemas.get(name));
            let mut further = self.heirs(name).to_vec();
            match found.map(Node::from) {
                Some(Node::Schema(schema)) => {
                    let keywords = Keywords::of(schema);
                    let members = keywords.one_of.iter().chain(keywords.any_of);
                    further.extend(members.filter_map(|member| component_of(member.into())));
                }
                Some(reference) => further.extend(component_of(reference)),
                None => {}
            }
            pending.extend(further.into_iter().filter(|name| seen.insert(name)));
        }
        false
    }
}
