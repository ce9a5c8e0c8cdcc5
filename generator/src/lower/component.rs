//! References to components.

use openapiv3::{Components, ReferenceOr};

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Owner, Section, TypeName};
use crate::source::Pointer;

/// References that lead from one component to the next before it is called a circle.
const MAX_STEPS: usize = 32;

/// Something found at the end of a chain of references.
pub(super) struct Found<'a, T> {
    pub(super) item: &'a T,
    pub(super) at: Pointer,
    /// The component that it is, where a reference was followed.
    pub(super) owner: Option<TypeName>,
}

/// A kind of component that can be referred to.
pub(super) trait Component: Sized + 'static {
    const SECTION: Section;

    fn find<'a>(components: &'a Components, name: &str) -> Option<&'a ReferenceOr<Self>>;
}

macro_rules! components {
    ($($kind:ident $section:ident $field:ident;)*) => {$(
        impl Component for openapiv3::$kind {
            const SECTION: Section = Section::$section;

            fn find<'a>(components: &'a Components, name: &str) -> Option<&'a ReferenceOr<Self>> {
                components.$field.get(name)
            }
        }
    )*};
}

components! {
    Schema Schemas schemas;
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

/// Where a component stands.
pub(super) fn pointer(section: Section, name: &str) -> Pointer {
    Pointer::root()
        .key("components")
        .key(key(section))
        .key(name)
}

/// What the type of a component schema is called.
pub(super) fn owned(name: &str) -> TypeName {
    TypeName {
        owner: Owner::Component(Section::Schemas, name.to_owned()),
        steps: Vec::new(),
    }
}

impl<'a> Lowering<'a> {
    /// Follows references to the thing itself; `None` means that an error was reported.
    pub(super) fn resolve<T: Component>(
        &mut self,
        item: &'a ReferenceOr<T>,
        at: &Pointer,
    ) -> Option<Found<'a, T>> {
        let mut found = item;
        let mut place = at.clone();
        let mut owner = None;
        for _ in 0..MAX_STEPS {
            match found {
                ReferenceOr::Item(item) => {
                    return Some(Found {
                        item,
                        at: place,
                        owner,
                    });
                }
                ReferenceOr::Reference { reference } => {
                    let (name, next) = self.component(reference, &place)?;
                    place = pointer(T::SECTION, name);
                    owner = Some(TypeName {
                        owner: Owner::Component(T::SECTION, name.to_owned()),
                        steps: Vec::new(),
                    });
                    found = next;
                }
            }
        }
        self.diagnostics.push(
            Diagnostic::error(Code::Reference, "this reference leads in a circle")
                .at(&at.key("$ref"), "never arrives"),
        );
        None
    }

    /// The component that a reference names; `None` means that an error was reported.
    pub(super) fn component<T: Component>(
        &mut self,
        reference: &'a str,
        at: &Pointer,
    ) -> Option<(&'a str, &'a ReferenceOr<T>)> {
        let at = at.key("$ref");
        let prefix = format!("#/components/{}/", key(T::SECTION));
        let Some(name) = reference
            .strip_prefix(&prefix)
            .filter(|name| !name.contains('/'))
        else {
            let message = format!("the reference `{reference}` isn't supported");
            let help = format!("oasmith follows references that begin with `{prefix}` here");
            self.diagnostics.push(
                Diagnostic::error(Code::Unsupported, message)
                    .at(&at, "leads elsewhere")
                    .help(help),
            );
            return None;
        };
        let components = self.document.components.as_ref();
        // Names of components can't hold the characters that JSON Pointer escapes.
        if let Some(components) = components
            && let Some(component) = T::find(components, name)
        {
            return Some((name, component));
        }
        let message = format!(
            "there is no component `{name}` in `components/{}`",
            key(T::SECTION)
        );
        self.diagnostics
            .push(Diagnostic::error(Code::Reference, message).at(&at, "leads nowhere"));
        None
    }
}
