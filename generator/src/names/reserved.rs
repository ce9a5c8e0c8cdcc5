//! Names that are taken already where the document's would stand.

use std::collections::BTreeSet;

/// Names that the emitted code has, by what they are kept from. The registry of crates knows them:
/// [`emit::reserved`](crate::emit::reserved).
#[derive(Clone, Debug, Default)]
pub struct Reserved {
    /// From types of schemas.
    pub schemas: BTreeSet<String>,
    /// From files with types of schemas.
    pub schema_modules: BTreeSet<String>,
    /// From tags and operations, as the crates have them at their roots.
    pub operations: BTreeSet<String>,
    /// The same, as the files of operations import them.
    pub imports: BTreeSet<String>,
    /// From modules of tags, and from the methods that give their handles.
    pub tag_modules: BTreeSet<String>,
    /// From the cargo features of tags.
    pub tag_features: BTreeSet<String>,
    /// From modules of operations.
    pub operation_modules: BTreeSet<String>,
    /// From methods that begin the request of an operation.
    pub operation_methods: BTreeSet<String>,
    /// From fields and setters of credentials.
    pub credentials: BTreeSet<String>,
    /// From fields and setters of parameters.
    pub parameters: BTreeSet<String>,
    /// From webhooks, beside what operations can't be called.
    pub webhooks: ReservedOfWebhooks,
    /// From the command line.
    pub commands: ReservedOfCommands,
}

/// Names that the command line has for itself.
#[derive(Clone, Debug, Default)]
pub struct ReservedOfCommands {
    /// From commands of tags.
    pub tags: BTreeSet<String>,
    /// From commands of operations.
    pub operations: BTreeSet<String>,
    /// From flags, without their dashes.
    pub flags: BTreeSet<String>,
}

/// Names that only the modules of webhooks have.
#[derive(Clone, Debug, Default)]
pub struct ReservedOfWebhooks {
    /// From their types.
    pub types: BTreeSet<String>,
    /// From methods that begin the request of one.
    pub methods: BTreeSet<String>,
    /// From fields and setters of parameters.
    pub parameters: BTreeSet<String>,
}

/// A type of this name can't have a function `new` (Clippy's `self_named_constructors`).
pub(super) const NEW: &str = "New";

impl Reserved {
    /// What no tag and no operation can be called.
    pub(super) fn apis(&self) -> impl Iterator<Item = &str> {
        let names = self.operations.union(&self.imports).map(String::as_str);
        names.chain([NEW])
    }

    /// The same with what webhooks can't be called in the place of operations.
    pub(super) fn of_webhooks(&self) -> Self {
        let mut reserved = self.clone();
        let ReservedOfWebhooks {
            types,
            methods,
            parameters,
        } = &self.webhooks;
        reserved.operations.extend(types.iter().cloned());
        reserved.operation_methods.extend(methods.iter().cloned());
        reserved.parameters.extend(parameters.iter().cloned());
        reserved
    }
}
