//! References to components.

use super::schema::Schemas;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Owner, Section, TypeName};
use crate::source::Pointer;
use crate::spec::{
    Components, Header, Parameter, RefOr, Reference, RequestBody, Response, Schema, SchemaId,
    SchemaNode, SchemaReference,
};

/// References that lead from one component to the next before it is called a circle.
const MAX_STEPS: usize = 32;

/// Something found at the end of a chain of references.
pub(super) struct Found<'s, T> {
    pub(super) item: &'s T,
    /// The component that it is, where a reference was followed.
    pub(super) owner: Option<TypeName>,
}

/// A kind of component that can be referred to, schemas aside.
pub(super) trait Component: Sized + 'static {
    const SECTION: Section;

    fn find<'s>(components: &'s Components, name: &str) -> Option<&'s RefOr<Self>>;
}

macro_rules! components {
    ($($kind:ident $section:ident $field:ident;)*) => {$(
        impl Component for $kind {
            const SECTION: Section = Section::$section;

            fn find<'s>(components: &'s Components, name: &str) -> Option<&'s RefOr<Self>> {
                components.$field.get(name)
            }
        }
    )*};
}

components! {
    Response Responses responses;
    Parameter Parameters parameters;
    RequestBody RequestBodies request_bodies;
    Header Headers headers;
}

/// The key of a section in the Components Object.
pub(super) fn key(section: Section) -> &'static str {
    match section {
        Section::Schemas => "schemas",
        Section::Responses => "responses",
        Section::Parameters => "parameters",
        Section::RequestBodies => "requestBodies",
        Section::Headers => "headers",
    }
}

/// What the types within a component are called.
fn owned(section: Section, name: &str) -> TypeName {
    TypeName::of(Owner::Component(section, name.to_owned()))
}

impl<'s> Schemas<'s> {
    /// Follows references to the thing itself; `None` means that an error was reported.
    pub(super) fn resolve<'r, T: Component>(&mut self, item: &'r RefOr<T>) -> Option<Found<'r, T>>
    where
        's: 'r,
    {
        let mut found = item;
        let mut owner = None;
        for _ in 0..MAX_STEPS {
            match found {
                RefOr::Item(item) => return Some(Found { item, owner }),
                RefOr::Reference(reference) => {
                    let (name, next) = self.component(reference)?;
                    owner = Some(owned(T::SECTION, name));
                    found = next;
                }
            }
        }
        if let RefOr::Reference(reference) = item {
            self.circular(&reference.at);
        }
        None
    }

    /// The component that a reference names; `None` means that an error was reported.
    fn component<'r, T: Component>(
        &mut self,
        reference: &'r Reference,
    ) -> Option<(&'r str, &'s RefOr<T>)> {
        let Reference { at, target } = reference;
        let name = self.target(target, T::SECTION, at)?;
        let found = T::find(&self.spec.components, name);
        if found.is_none() {
            self.no_component(name, T::SECTION, at);
        }
        Some((name, found?))
    }

    /// The component schema that a reference names; `None` means that an error was reported.
    pub(super) fn schema_component(&mut self, reference: &SchemaReference) -> Option<SchemaId> {
        let SchemaReference {
            at,
            target,
            component,
        } = reference;
        if component.is_none() {
            let name = self.target(target, Section::Schemas, at)?;
            self.no_component(name, Section::Schemas, at);
        }
        *component
    }

    /// Follows references to a schema itself, and finds what its types are called after where one
    /// was followed; `None` means that an error was reported.
    pub(super) fn resolve_schema(
        &mut self,
        id: SchemaId,
    ) -> Option<(&'s Schema, Option<TypeName>)> {
        let mut found = id;
        let mut owner = None;
        for _ in 0..MAX_STEPS {
            match self.spec.schema(found) {
                SchemaNode::Schema(schema) => return Some((schema, owner)),
                SchemaNode::Reference(reference) => {
                    found = self.schema_component(reference)?;
                    owner = Some(self.component_name(found));
                }
            }
        }
        let at = self.spec.schema(id).at();
        self.circular(at);
        None
    }

    /// What the types of a component schema are called after.
    pub(super) fn component_name(&self, component: SchemaId) -> TypeName {
        owned(Section::Schemas, &self.spec.component_name(component))
    }

    /// The name of a component in a section that the target of a reference is.
    fn target<'r>(&mut self, target: &'r str, section: Section, at: &Pointer) -> Option<&'r str> {
        let prefix = format!("#/components/{}/", key(section));
        let name = target.strip_prefix(&prefix);
        // Names of components can't hold the characters that JSON Pointer escapes.
        if let Some(name) = name.filter(|name| !name.contains('/')) {
            return Some(name);
        }
        let message = format!("the reference `{target}` isn't supported");
        let help = format!("oasmith follows references that begin with `{prefix}` here");
        self.diagnostics.push(
            Diagnostic::error(Code::Unsupported, message)
                .at(&at.key("$ref"), "leads elsewhere")
                .help(help),
        );
        None
    }

    fn no_component(&mut self, name: &str, section: Section, at: &Pointer) {
        let section = key(section);
        let message = format!("there is no component `{name}` in `components/{section}`");
        self.diagnostics
            .push(Diagnostic::error(Code::Reference, message).at(&at.key("$ref"), "leads nowhere"));
    }

    fn circular(&mut self, at: &Pointer) {
        let message = "this reference leads in a circle";
        self.diagnostics
            .push(Diagnostic::error(Code::Reference, message).at(&at.key("$ref"), "never arrives"));
    }
}
