//! The names that documents can't have: all that the emitted code uses itself, and no others.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use oasmith::config::{Embed, WebhookSide};
use oasmith::emit::reserved;
use oasmith::output::Output;
use oasmith::source::Source;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use crate::fixture::{DOCUMENTS, HOOKS};
use crate::support::{config, generate, spec};

type Names = BTreeSet<String>;

/// The parsed files of one kind of crate that have names of the document in them, of all documents.
struct Crates(Vec<Vec<(String, syn::File)>>);

impl Crates {
    fn of(kind: &str) -> Self {
        let crates = OUTPUTS.iter().map(|(name, output)| {
            let folder = format!("{name}-{kind}/src/");
            let files = output.iter().filter_map(|(path, text)| {
                let path = path.strip_prefix(&folder)?;
                let is_rust = path.ends_with(".rs") && !path.starts_with("support/");
                is_rust.then(|| (path.to_owned(), syn::parse_file(text).unwrap()))
            });
            files.collect()
        });
        Self(crates.collect())
    }

    fn files(&self) -> impl Iterator<Item = (&str, &syn::File)> {
        let files = self.0.iter().flatten();
        files.map(|(path, file)| (path.as_str(), file))
    }
}

/// The crates of all documents of the fixture, each with its name.
static OUTPUTS: LazyLock<Vec<(&str, Output)>> = LazyLock::new(|| {
    let outputs = DOCUMENTS.iter().map(|(name, path)| {
        let source = Source::open(&spec(path)).unwrap();
        let mut config = config(name);
        config.embed = [Embed::Document, Embed::Samples].into();
        (*name, generate(&source, &config).output)
    });
    outputs.collect()
});

/// The types that begin paths in a file.
fn heads(file: &syn::File) -> Names {
    let mut names = Names::new();
    for item in &file.items {
        match item {
            syn::Item::Use(_) => {}
            syn::Item::Enum(item) => {
                for variant in &item.variants {
                    collect(variant.fields.to_token_stream(), false, &mut names);
                }
            }
            syn::Item::Macro(item) if defined_type(item).is_some() => {
                for code in members(item.mac.tokens.clone()) {
                    collect(code, false, &mut names);
                }
            }
            item => match definitions(item) {
                Some(tokens) => collect(tokens, false, &mut names),
                None => collect(item.to_token_stream(), false, &mut names),
            },
        }
    }
    names
}

/// The code of a macro that defines types: without the names of variants, which stand behind their docs.
fn definitions(item: &syn::Item) -> Option<TokenStream> {
    let syn::Item::Macro(item) = item else {
        return None;
    };
    let name = item.mac.path.get_ident()?.to_string();
    let names = ["interface", "request", "responses"];
    if !names.contains(&name.as_str()) && !is_webhook(item, true) {
        return None;
    }
    let mut is_behind_docs = false;
    let mut tokens = Vec::new();
    for token in item.mac.tokens.clone() {
        let is_variant = is_behind_docs && matches!(token, TokenTree::Ident(_));
        is_behind_docs =
            matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket);
        if !is_variant {
            tokens.push(token);
        }
    }
    Some(tokens.into_iter().collect())
}

/// The name of the type that a macro of the types crate defines, if it defines one.
fn defined_type(item: &syn::ItemMacro) -> Option<String> {
    let name = item.mac.path.get_ident()?.to_string();
    if !["enumeration", "object", "union", "union_by_type"].contains(&name.as_str()) {
        return None;
    }
    let mut tokens = item.mac.tokens.clone().into_iter();
    tokens.find(
        |token| matches!(token, TokenTree::Ident(word) if word == "struct" || word == "enum"),
    )?;
    Some(tokens.next()?.to_string())
}

/// The code within the definition of a type by a macro: the types of arguments, fields and variants,
/// and the values of fields. All else are words of the macro.
fn members(tokens: TokenStream) -> Vec<TokenStream> {
    let mut found = Vec::new();
    let mut word = String::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) => word = name.to_string(),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let mut member = Vec::new();
                for token in group.stream() {
                    if matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',') {
                        found.extend(self::member(&std::mem::take(&mut member)));
                    } else {
                        member.push(token);
                    }
                }
            }
            TokenTree::Group(group) if word == "new" => found.push(group.stream()),
            _ => {}
        }
    }
    found
}

/// The code within a field or a variant. A comma within a type makes two of one.
fn member(tokens: &[TokenTree]) -> Vec<TokenStream> {
    let is = |token: &TokenTree, sign: char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign);
    let mut tokens = tokens;
    while let [sign, TokenTree::Group(_), rest @ ..] = tokens
        && is(sign, '#')
    {
        tokens = rest;
    }
    let head: Vec<TokenTree> = tokens
        .iter()
        .take_while(|token| !is(token, '='))
        .cloned()
        .collect();
    let mut found = vec![match head.as_slice() {
        // A field.
        [TokenTree::Ident(public), TokenTree::Ident(_), _, kind @ ..] if public == "pub" => {
            kind.iter().cloned().collect()
        }
        // A variant.
        [TokenTree::Ident(_)] => TokenStream::new(),
        [TokenTree::Ident(_), TokenTree::Group(held)] => held.stream(),
        // The second half of a field.
        head => head.iter().cloned().collect(),
    }];
    for pair in tokens.windows(2) {
        if let [TokenTree::Ident(word), TokenTree::Group(group)] = pair
            && ["default", "from", "is", "object"].contains(&word.to_string().as_str())
        {
            found.push(group.stream());
        }
    }
    found
}

/// Adds the names that begin paths in some code. In that of a macro, only what goes on is a path.
fn collect(tokens: TokenStream, in_macro: bool, names: &mut Names) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let sign = |index: Option<usize>| match index.and_then(|index| tokens.get(index)) {
        Some(TokenTree::Punct(punct)) => punct.as_char(),
        _ => ' ',
    };
    // What a block imports for itself, it has from elsewhere.
    let mut own = Names::new();
    let mut inner = Names::new();
    let mut in_use = false;
    for (index, token) in tokens.iter().enumerate() {
        let (last, before) = (sign(index.checked_sub(1)), sign(index.checked_sub(2)));
        match token {
            TokenTree::Group(_) if last == '#' => {}
            TokenTree::Group(group) if in_use => own.extend(idents(group.stream())),
            TokenTree::Group(group) => {
                let in_macro = in_macro || last == '!' && before == ' ';
                collect(group.stream(), in_macro, &mut inner);
            }
            TokenTree::Ident(word) if word == "use" => in_use = true,
            TokenTree::Ident(name) if in_use => {
                own.insert(name.to_string());
            }
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let goes_on = sign(Some(index + 1)) == ':' && sign(Some(index + 2)) == ':';
                let begins = (last, before) != (':', ':') && last != '\'';
                let begins = begins && (last != '.' || before == '.');
                let is_type = name.starts_with(char::is_uppercase) && name != "Self";
                // A constant, or a type that belongs to a trait.
                let is_shouted = name.len() > 1 && name == name.to_uppercase();
                let is_own = matches!(tokens.get(index.wrapping_sub(1)), Some(TokenTree::Ident(word)) if word == "type" || word == "const");
                let is_bound = name == "Output" || name == "Principal" && last == ':';
                if begins
                    && is_type
                    && !is_shouted
                    && !is_own
                    && !is_bound
                    && (goes_on || !in_macro)
                {
                    inner.insert(name);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => in_use = false,
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    names.extend(inner.difference(&own).cloned());
}

/// All identifiers of some code.
fn idents(tokens: TokenStream) -> Names {
    let names = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => idents(group.stream()),
        TokenTree::Ident(name) => Names::from([name.to_string()]),
        TokenTree::Punct(_) | TokenTree::Literal(_) => Names::new(),
    });
    names.collect()
}

/// The names that a `use` brings.
fn leaves(tree: &syn::UseTree) -> Vec<String> {
    match tree {
        syn::UseTree::Path(path) => leaves(&path.tree),
        syn::UseTree::Name(name) => vec![name.ident.to_string()],
        syn::UseTree::Rename(name) => vec![name.rename.to_string()],
        syn::UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
        _ => Vec::new(),
    }
}

/// The first segments of the paths of a file's imports.
fn roots(file: &syn::File) -> impl Iterator<Item = String> {
    let trees = file.items.iter().filter_map(|item| match item {
        syn::Item::Use(item) => Some(&item.tree),
        _ => None,
    });
    trees.filter_map(|tree| match tree {
        syn::UseTree::Path(path) => Some(path.ident.to_string()),
        _ => None,
    })
}

/// The types that a file defines.
fn defined(file: &syn::File) -> impl Iterator<Item = String> {
    file.items.iter().filter_map(|item| {
        let name = match item {
            syn::Item::Enum(item) => &item.ident,
            syn::Item::Struct(item) => &item.ident,
            syn::Item::Trait(item) => &item.ident,
            syn::Item::Type(item) => &item.ident,
            syn::Item::Macro(item) if defined_type(item).is_some() => return defined_type(item),
            syn::Item::Macro(item) if is_of_client(item) => return defined_by_macro(item),
            item => {
                let mut tokens = definitions(item)?.into_iter();
                let is_keyword = |word: &str| ["enum", "struct", "trait"].contains(&word);
                tokens.find(|token| is_keyword(&token.to_string()))?;
                return tokens.next().map(|name| name.to_string());
            }
        };
        Some(name.to_string())
    })
}

/// Whether a macro is one of the client that defines a type.
fn is_of_client(item: &syn::ItemMacro) -> bool {
    let mut macros = ["answer", "builder", "errors"].iter();
    macros.any(|name| item.mac.path.is_ident(name)) || is_webhook(item, false)
}

/// Whether a macro defines the request of a webhook, on the server or the client.
fn is_webhook(item: &syn::ItemMacro, on_server: bool) -> bool {
    let mut tokens = item.mac.tokens.clone().into_iter();
    let has_struct = tokens.any(|token| token.to_string() == "struct");
    item.mac.path.is_ident("webhook") && has_struct == on_server
}

/// The type that it defines.
fn defined_by_macro(item: &syn::ItemMacro) -> Option<String> {
    let mut tokens = item.mac.tokens.clone().into_iter();
    if !item.mac.path.is_ident("builder") && !item.mac.path.is_ident("webhook") {
        tokens.find(
            |token| matches!(token, TokenTree::Ident(word) if word == "enum" || word == "struct"),
        )?;
    }
    tokens.next().map(|name| name.to_string())
}

/// What a crate's root exports from modules that aren't the document's.
fn exported(file: &syn::File, modules: &[&str]) -> Names {
    let trees = file.items.iter().filter_map(|item| match item {
        syn::Item::Use(syn::ItemUse {
            vis: syn::Visibility::Public(_),
            tree: syn::UseTree::Path(path),
            ..
        }) => Some(path),
        _ => None,
    });
    let trees = trees.filter(|path| modules.contains(&path.ident.to_string().as_str()));
    trees.flat_map(|path| leaves(&path.tree)).collect()
}

fn is_module(name: &str) -> bool {
    name.starts_with(char::is_lowercase)
}

/// The methods of a type.
fn methods(file: &syn::File, name: &str) -> Names {
    let mut names = Names::new();
    for item in &file.items {
        if let syn::Item::Impl(item) = item
            && let syn::Type::Path(own) = &*item.self_ty
            && own.path.is_ident(name)
        {
            for item in &item.items {
                if let syn::ImplItem::Fn(item) = item {
                    names.insert(item.sig.ident.to_string());
                }
            }
        }
    }
    names
}

/// The fields of a struct.
fn fields(file: &syn::File, name: &str) -> Names {
    let fields = file.items.iter().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == name => Some(&item.fields),
        _ => None,
    });
    let fields = fields.into_iter().flatten();
    fields
        .filter_map(|field| Some(field.ident.as_ref()?.to_string()))
        .collect()
}

/// The fields that hold certificates.
fn certificates(file: &syn::File) -> Names {
    let structs = file.items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(&item.fields),
        _ => None,
    });
    let held = structs.flatten().filter(|field| {
        let kind = field.ty.to_token_stream().to_string();
        kind.contains("ClientCertificate")
    });
    held.filter_map(|field| Some(field.ident.as_ref()?.to_string()))
        .collect()
}

/// What is used and not reserved, and what is reserved and not used.
fn assert_same(used: &Names, reserved: &Names) {
    let missing: Vec<&String> = used.difference(reserved).collect();
    let stale: Vec<&String> = reserved.difference(used).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "missing: {missing:?}; stale: {stale:?}"
    );
}

#[test]
fn names_of_types() {
    let mut used = Names::new();
    for files in &Crates::of("types").0 {
        let of_document = |path: &str| path.contains('/');
        let (own, root): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| of_document(path));
        let defined: Names = own
            .iter()
            .flat_map(|(_, file)| self::defined(file))
            .collect();
        for (_, file) in own {
            used.extend(heads(file).difference(&defined).cloned());
        }
        for (_, file) in root {
            used.extend(exported(file, &["support"]));
            used.extend(self::defined(file));
        }
    }
    assert_same(&used, &reserved().schemas);
}

#[test]
fn names_of_tags_and_operations() {
    // Whatever serves a tag is called so beside the tag's trait; the others are in what macros make of
    // the traits and responses, and thus in their docs.
    let mut used = Names::from(["A", "Box", "Future", "Send"].map(str::to_owned));
    for kind in ["client", "server"] {
        for files in &Crates::of(kind).0 {
            let is_own = |path: &str| matches!(path, "lib.rs" | "client.rs" | "credentials.rs");
            let (own, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| is_own(path));
            let defined: Names = others
                .iter()
                .flat_map(|(_, file)| self::defined(file))
                .collect();
            // A parameter without a bound hides whatever has its name.
            let is_parameter = |name: &str| matches!(name, "A" | "E" | "P" | "T");
            let is_known = |name: &String| defined.contains(name) || is_parameter(name);
            for (path, file) in own.iter().chain(&others) {
                // There, nothing of the document has a name of this kind.
                if path != "credentials.rs" {
                    let heads = heads(file).into_iter();
                    used.extend(heads.filter(|name| !is_known(name)));
                }
            }
            for (_, file) in own.iter().filter(|(path, _)| path == "lib.rs") {
                let exported = exported(file, &["support", "client", "credentials"]);
                used.extend(exported.into_iter().filter(|name| !is_module(name)));
            }
        }
    }
    let reserved = reserved();
    let all = reserved
        .operations
        .union(&reserved.imports)
        .cloned()
        .collect();
    assert_same(&used, &all);
}

#[test]
fn names_of_modules_of_tags_and_operations() {
    // Cargo looks for binaries there.
    let mut tags = Names::from(["bin".to_owned(), "types".to_owned()]);
    let mut operations = Names::new();
    for kind in ["client", "server"] {
        for files in &Crates::of(kind).0 {
            let folders: Names = files
                .iter()
                .filter_map(|(path, _)| Some(path.strip_suffix("/mod.rs")?.to_owned()))
                .collect();
            for (path, file) in files {
                if path == "lib.rs" {
                    for item in &file.items {
                        if let syn::Item::Mod(item) = item {
                            tags.insert(item.ident.to_string());
                        }
                    }
                    let exports = exported(file, &["support"]).into_iter();
                    tags.extend(exports.filter(|name| is_module(name)));
                    tags = tags.difference(&folders).cloned().collect();
                }
                if path == "client.rs" {
                    tags.extend(methods(file, "Client").difference(&folders).cloned());
                }
                if path.ends_with("/mod.rs") {
                    // What isn't an operation's own has another place than it.
                    for item in &file.items {
                        if let syn::Item::Use(item) = item
                            && let syn::UseTree::Path(path) = &item.tree
                        {
                            let names = leaves(&path.tree);
                            let own = names
                                .iter()
                                .filter(|name| *name == "router" || *name == "routes");
                            operations.extend(own.cloned());
                        }
                    }
                }
                if let Some((_, name)) = path.rsplit_once('/')
                    && name == "routes.rs"
                {
                    operations.insert(name.trim_end_matches(".rs").to_owned());
                }
                let others = roots(file).filter(|root| {
                    let is_keyword = matches!(root.as_str(), "crate" | "super" | "self");
                    !is_keyword && path.contains('/') && !path.ends_with("/mod.rs")
                });
                operations.extend(others);
            }
        }
    }
    tags.extend(operations.iter().cloned());
    let reserved = reserved();
    assert_same(&operations, &reserved.operation_modules);
    assert_same(&tags, &reserved.tag_modules);
}

#[test]
fn names_of_credentials() {
    let mut used = Names::new();
    for (_, output) in OUTPUTS.iter() {
        let find = |output: &Output, end: &str| {
            let file = output.iter().find(|(path, _)| path.ends_with(end));
            file.map(|(_, text)| syn::parse_file(text).unwrap())
        };
        let builder = find(output, "-client/src/client.rs").unwrap();
        let schemes = find(output, "-client/src/credentials.rs");
        let schemes = schemes
            .map(|file| fields(&file, "Credentials"))
            .unwrap_or_default();
        used.extend(
            methods(&builder, "ClientBuilder")
                .difference(&schemes)
                .cloned(),
        );
        if let Some(file) = find(output, "-server/src/credentials.rs") {
            // A client has no field for what isn't part of its requests.
            let schemes = &schemes | &certificates(&file);
            used.extend(fields(&file, "Credentials").difference(&schemes).cloned());
        }
    }
    assert_same(&used, &reserved().credentials);
}

#[test]
fn names_of_parameters_and_methods() {
    let mut used = Names::new();
    for kind in ["client", "server"] {
        for (path, file) in Crates::of(kind).files() {
            if path.contains('/') {
                used.extend(idents(file.to_token_stream()));
            }
        }
    }
    let reserved = reserved();
    for name in reserved.parameters.union(&reserved.operation_methods) {
        // Every handle derives `Clone`; macros give requests the others.
        let is_given = matches!(name.as_str(), "clone" | "with_options" | "parts")
            || name.ends_with("_blocking");
        assert!(used.contains(name) || is_given, "{name} is stale");
    }
}

#[test]
fn names_of_webhooks() {
    let mut used = Names::new();
    let mut parameters = Names::new();
    let mut own_methods = Names::new();
    for (name, path) in DOCUMENTS.iter().filter(|(name, _)| HOOKS.contains(name)) {
        let source = Source::open(&spec(path)).unwrap();
        let mut config = config(name);
        config.webhooks = [WebhookSide::Receive, WebhookSide::Send].into();
        let output = generate(&source, &config).output;
        for kind in ["client", "server"] {
            let root = format!("{name}-{kind}/src/");
            let files = output.iter().filter_map(|(path, text)| {
                let (folder, file) = path.strip_prefix(&root)?.rsplit_once('/')?;
                let is_own =
                    folder == "api_webhooks" || *name == "old-hooks" && folder == "webhooks";
                is_own.then(|| (file.to_owned(), syn::parse_file(text).unwrap()))
            });
            let files: Vec<(String, syn::File)> = files.collect();
            assert!(files.len() > 1, "{root}");
            let defined = files.iter().flat_map(|(_, file)| defined(file));
            let defined: Names = defined.filter(|name| name != "Webhooks").collect();
            for (path, file) in &files {
                used.extend(heads(file).difference(&defined).cloned());
                parameters.extend(idents(file.to_token_stream()));
                if path == "mod.rs" {
                    let exported = exported(file, &["crate"]).into_iter();
                    used.extend(exported.filter(|name| name.starts_with(char::is_uppercase)));
                }
            }
            let support = output.get(&format!("{root}support/webhooks.rs")).unwrap();
            let support = syn::parse_file(support).unwrap();
            own_methods.extend(methods(&support, "Webhooks"));
            parameters.extend(idents(support.to_token_stream()));
        }
    }
    let reserved = reserved();
    let of_operations = &reserved.operations | &reserved.imports;
    let of_webhooks = used.difference(&of_operations).cloned().collect();
    assert_same(&of_webhooks, &reserved.webhooks.types);
    assert_same(&own_methods, &reserved.webhooks.methods);
    assert!(reserved.webhooks.parameters.is_subset(&parameters));
}

#[test]
fn names_of_cargo_features() {
    // Those that the crates of every document have: others are of tags, but for that of bearer tokens.
    let mut used = Names::from(["oauth2".to_owned()]);
    for kind in oasmith::emit::kinds() {
        let features = OUTPUTS.iter().map(|(name, output)| {
            let path = format!("{name}-{kind}/Cargo.toml");
            let (_, text) = output.iter().find(|(other, _)| **other == path).unwrap();
            let manifest: toml::Table = text.parse().unwrap();
            let features = manifest["features"].as_table().unwrap();
            features.keys().cloned().collect::<Names>()
        });
        // Without operations there is nothing to mock.
        let features = features.filter(|names| kind != "server" || names.contains("mock"));
        let common = features.reduce(|one, other| one.intersection(&other).cloned().collect());
        used.extend(common.unwrap());
    }
    assert_same(&used, &reserved().tag_features);
}

/// The first texts of the calls of some functions.
fn first_texts(tokens: TokenStream, functions: &[&str], found: &mut Names) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for pair in tokens.windows(2) {
        if let [TokenTree::Ident(function), TokenTree::Group(arguments)] = pair
            && functions.contains(&function.to_string().as_str())
            && let Some(TokenTree::Literal(text)) = arguments.stream().into_iter().next()
        {
            found.insert(text.to_string().trim_matches('"').to_owned());
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            first_texts(group.stream(), functions, found);
        }
    }
}

#[test]
fn names_of_commands() {
    let source = Source::open(&spec("commands.yaml")).unwrap();
    let mut config = config("commands");
    config.cli = true;
    let output = generate(&source, &config).output;
    let text = output.get("commands-cli/src/support/command.rs").unwrap();
    let file: TokenStream = text.parse().unwrap();
    let reserved = reserved().commands;
    // These two `clap` adds itself.
    let mut flags = Names::from(["help".to_owned(), "version".to_owned()]);
    first_texts(file.clone(), &["option", "flag"], &mut flags);
    assert_same(&flags, &reserved.flags);
    let mut commands = Names::from(["help".to_owned()]);
    assert_eq!(commands, reserved.operations);
    first_texts(file, &["new"], &mut commands);
    // What these two take has no dashes.
    let commands = commands
        .into_iter()
        .filter(|name| name != "shell" && name != "folder");
    assert_same(&commands.collect(), &reserved.tags);
}
