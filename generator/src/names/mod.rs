//! Wire names to Rust identifiers: every name of the emitted crates is decided here, scope by
//! scope, and where two would be the same they are told apart and the fact is reported.

mod command;
mod identifier;
mod operation;
mod plural;
mod repeated;
mod reserved;
mod server;
mod shared;
mod types;
mod unique;
mod variant;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::mem::{Discriminant, discriminant};

pub use command::CommandScope;
pub use operation::{
    OperationNames, OperationTypes, PartNames, ResponseNames, TagNames, VariantNames, WEBHOOKS,
    WebhookNames, status_constant,
};
pub use reserved::{Reserved, ReservedOfCommands, ReservedOfWebhooks};
pub use server::{ServerNames, VariableNames};

use self::identifier::{camel, escape, escape_module, snake};
use self::reserved::NEW;
use self::types::{Variants, shorten, type_names};
use self::unique::Scope;
use crate::diagnostic::Diagnostics;
use crate::formats::TypePath;
use crate::ir::{Additional, Api, Kind, Owner, Section, Type, TypeId, Types};

/// The identifiers of everything in an [`Api`].
#[derive(Debug)]
pub struct Names {
    types: HashMap<TypeId, TypeNames>,
    modules: BTreeMap<Owner, String>,
    /// The shared types that are owners.
    shared: HashMap<Owner, String>,
    /// One for each of [`Api::operations`].
    pub operations: Vec<OperationNames>,
    /// One for each of [`Api::tags`].
    pub tags: Vec<TagNames>,
    /// One for each of [`Api::security_schemes`].
    pub security_schemes: Vec<SchemeNames>,
    /// One for each of [`Api::servers`].
    pub servers: Vec<ServerNames>,
    /// What sends and receives the webhooks, if something shall.
    pub webhooks: Option<WebhookNames>,
    /// What the command line has for itself, if there is one.
    pub commands: Option<ReservedOfCommands>,
}

/// The identifiers of a type and of what it has inside.
#[derive(Clone, Debug, Default)]
pub struct TypeNames {
    /// `UpperCamelCase`.
    pub name: String,
    /// The fields of an object or the variants of an enum, in their order.
    pub members: Vec<String>,
    /// The field for additional properties.
    pub additional: String,
    /// The variant for values that the document doesn't list.
    pub other: String,
}

/// The identifiers of a security scheme.
#[derive(Clone, Debug)]
pub struct SchemeNames {
    /// The field of its credentials.
    pub field: String,
    /// Its variant.
    pub variant: String,
}

impl Names {
    /// Names everything, with none of the names that are reserved; collisions are reported as
    /// warnings.
    pub fn new(api: &Api, reserved: &Reserved, diagnostics: &mut Diagnostics) -> Self {
        let mut types = HashMap::new();
        let mut modules = BTreeMap::new();
        let mut type_scope =
            Scope::reserving(reserved.schemas.iter().map(String::as_str).chain([NEW]));
        let mut shared = HashMap::new();
        // Each kind of owner has its folder.
        let mut module_scopes: HashMap<Discriminant<Owner>, Scope> = HashMap::new();
        // Components come first: their names are the ones that people know.
        let mut named: Vec<(TypeId, &Type)> =
            api.types.iter().filter(|(_, ty)| is_named(ty)).collect();
        named.sort_by_key(|(_, ty)| (!ty.name.path.is_empty(), !is_schema(&ty.name.owner)));
        let variants = Variants::of(&api.types, shared::names(&api.types, &named, reserved));
        let owners = owners(&named, &variants);
        let crates = crates(&api.types);
        for ((id, ty), name) in named.iter().zip(type_names(&named, &variants, reserved)) {
            let owner = &ty.name.owner;
            if !modules.contains_key(owner) {
                let scope = module_scopes.entry(discriminant(owner)).or_insert_with(|| {
                    let mut scope = Scope::reserving(&reserved.schema_modules);
                    crates.iter().for_each(|name| scope.reserve_own(name));
                    scope
                });
                let short = owners.get(owner).map_or("", String::as_str);
                let module =
                    scope.take(&escape_module(&snake(short)), "_", &ty.origin, diagnostics);
                modules.insert(owner.clone(), module);
            }
            let name = type_scope.take(&name, "Schema", &ty.origin, diagnostics);
            if ty.name.path.is_empty() && matches!(owner, Owner::Shared(_)) {
                shared.insert(owner.clone(), name.clone());
            }
            let variants = variants.names(*id);
            types.insert(*id, members(ty, name, variants, diagnostics));
        }
        let tags = operation::tags(api, reserved, diagnostics);
        let security_schemes = schemes(api, reserved, diagnostics);
        let operations = operation::operations(api, &tags, reserved, diagnostics);
        Self {
            types,
            modules,
            shared,
            operations,
            tags,
            security_schemes,
            servers: server::servers(api, reserved, diagnostics),
            webhooks: None,
            commands: None,
        }
    }

    /// Has a command line, whose commands and flags a [`CommandScope`] names.
    pub fn name_commands(&mut self, reserved: &Reserved) {
        self.commands = Some(reserved.commands.clone());
    }

    /// Names what sends and receives the webhooks, if there are any.
    pub fn name_webhooks(&mut self, api: &Api, reserved: &Reserved, diagnostics: &mut Diagnostics) {
        if !api.webhooks.is_empty() {
            let names = operation::webhooks(api, &self.tags, reserved, diagnostics);
            self.webhooks = Some(names);
        }
    }

    /// The identifiers of a type, if it has a definition of its own.
    #[must_use]
    pub fn get(&self, id: TypeId) -> Option<&TypeNames> {
        self.types.get(&id)
    }

    /// What an owner of types is called: as in the document, or as the shared type that it is.
    #[must_use]
    pub fn owner<'a>(&'a self, owner: &'a Owner) -> &'a str {
        let shared = self.shared.get(owner).map(String::as_str);
        shared.unwrap_or_else(|| owner.name())
    }

    /// The module that holds the types of an owner.
    #[must_use]
    pub fn module(&self, owner: &Owner) -> &str {
        self.modules
            .get(owner)
            .expect("every owner of a named type has a module")
    }
}

/// The function of the server that chooses between operations: the one with this index in its file,
/// where those that are shared with other tags stand beside the others.
#[must_use]
pub fn chooser(is_shared: bool, index: usize) -> String {
    let prefix = if is_shared { "shared_" } else { "" };
    format!("{prefix}choose_{}", index + 1)
}

/// The crates of the types that were chosen for formats: a module of that name would stand in their
/// way.
fn crates(types: &Types) -> BTreeSet<String> {
    let formats = types.iter().filter_map(|(_, ty)| match &ty.kind {
        Kind::String(format) | Kind::Number(format) => Some(format),
        _ => None,
    });
    let chosen = formats.filter_map(|format| format.scalar.chosen());
    let crates = chosen.flat_map(TypePath::crates);
    crates.map(str::to_owned).collect()
}

/// Whether a type gets a definition of its own.
fn is_named(ty: &Type) -> bool {
    ty.name.is_component() || ty.recursive || ty.kind.is_defined()
}

fn is_schema(owner: &Owner) -> bool {
    matches!(owner, Owner::Component(Section::Schemas, _))
}

/// Names for what owns types: of components shorter ones where they are long, of operations the
/// ones that people know, of shared types their own.
fn owners(named: &[(TypeId, &Type)], variants: &Variants) -> HashMap<Owner, String> {
    let owners: BTreeSet<&Owner> = named.iter().map(|(_, ty)| &ty.name.owner).collect();
    let components: Vec<&str> = owners
        .iter()
        .filter(|owner| matches!(owner, Owner::Component(..)))
        .map(|owner| owner.name())
        .collect();
    let mut short = shorten(&components).into_iter();
    let names = owners.into_iter().map(|owner| {
        let name = match owner {
            Owner::Component(..) => short.next().unwrap_or_default(),
            Owner::Operation(id) | Owner::Webhook(id) => id.clone(),
            Owner::Shared(_) => variants.owner(owner).to_owned(),
        };
        (owner.clone(), name)
    });
    names.collect()
}

fn members(
    ty: &Type,
    name: String,
    variants: &[String],
    diagnostics: &mut Diagnostics,
) -> TypeNames {
    match &ty.kind {
        Kind::Object(object) => {
            let mut scope = Scope::default();
            let mut names = TypeNames {
                name,
                ..TypeNames::default()
            };
            for property in &object.properties {
                let field = scope.take(&snake(&property.name), "_", &property.origin, diagnostics);
                names.members.push(escape(&field));
            }
            if let Additional::Typed(_) = object.additional {
                names.additional =
                    scope.take("additional_properties", "_", &ty.origin, diagnostics);
            }
            names
        }
        Kind::Enum(values) => {
            let mut scope = Scope::default();
            let mut names = TypeNames {
                name,
                ..TypeNames::default()
            };
            for (index, value) in values.values.iter().enumerate() {
                let at = ty.origin.key("enum").index(index);
                let called = values
                    .notes
                    .get(index)
                    .and_then(|note| note.name.as_deref());
                let text = called
                    .or(value.as_str())
                    .map_or_else(|| value.to_string(), str::to_owned);
                names
                    .members
                    .push(scope.take(&camel(&text), "_", &at, diagnostics));
            }
            names.other = scope.take("Other", "_", &ty.origin, diagnostics);
            names
        }
        Kind::Union(union) => {
            let mut scope = Scope::default();
            let members = union
                .variants
                .iter()
                .zip(variants)
                .map(|(variant, name)| scope.take(name, "_", &variant.origin, diagnostics));
            let members = members.collect();
            TypeNames {
                name,
                members,
                other: if union.is_tagged() {
                    scope.take("Other", "_", &ty.origin, diagnostics)
                } else {
                    String::new()
                },
                ..TypeNames::default()
            }
        }
        _ => TypeNames {
            name,
            ..TypeNames::default()
        },
    }
}

fn schemes(api: &Api, reserved: &Reserved, diagnostics: &mut Diagnostics) -> Vec<SchemeNames> {
    let mut scope = Scope::reserving(&reserved.credentials);
    let mut variants = Scope::default();
    api.security_schemes
        .iter()
        .map(|scheme| {
            let field = scope.take(&snake(&scheme.name), "_", &scheme.origin, diagnostics);
            SchemeNames {
                variant: variants.take(&camel(&field), "Scheme", &scheme.origin, diagnostics),
                field: escape(&field),
            }
        })
        .collect()
}

/// A module for each type of an owner's module, called after the type without what the owner's
/// name says already.
#[must_use]
pub fn part_modules<'a>(module: &str, types: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let modules = types.into_iter().map(|name| {
        let name = snake(name);
        let rest = name.strip_prefix(module).map(|rest| rest.trim_matches('_'));
        let short = match rest {
            // A module called as the one around it is confusing.
            Some("") => "root",
            Some(rest) if rest.starts_with(|first: char| first.is_ascii_alphabetic()) => rest,
            _ => &name,
        };
        let mut free = escape_module(short);
        if free == module {
            "root".clone_into(&mut free);
        }
        while !taken.insert(free.clone()) {
            free.push('x');
        }
        free
    });
    modules.collect()
}

#[cfg(test)]
mod tests {
    use super::part_modules;

    #[test]
    fn parts_are_called_after_what_the_owner_leaves_open() {
        assert_eq!(
            part_modules("user", ["User", "UserType", "UserKind", "User2", "Other"]),
            ["root", "type_", "kind", "user2", "other"]
        );
        assert_eq!(
            part_modules("unnamed", ["名前", "名前値"]),
            ["root", "rootx"]
        );
    }
}
