//! Every type of the Users crates through JSON and back: a full value is decoded, encoded, and is
//! the value that it was.

use std::collections::BTreeSet;

use oasmith::diagnostic::Diagnostics;
use oasmith::formats::Values;
use oasmith::ir::{Additional, Api, Kind, TypeRef};
use oasmith::names::Names;
use oasmith::source::Source;
use oasmith::spec::Spec;
use oasmith::{lower, parse};
use serde_json::{Map, Value, json};

use crate::support::users_text;

/// Decodes a value into a type and encodes it again.
type Trip = fn(Value) -> Result<Value, serde_json::Error>;

fn trip<T: serde::Serialize + serde::de::DeserializeOwned>(
    value: Value,
) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_value::<T>(value)?)
}

macro_rules! types {
    ($($name:ident)*) => {
        const TYPES: &[(&str, Trip)] = &[
            $((stringify!($name), trip::<users_types::$name>),)*
        ];
    };
}

types! {
    AppError AttachDeviceIdBody Audit ChannelMember ChannelMemberWithTeamData ChannelNotifyProps
    CheckUserMfaBody CheckUserMfaOkBody ConvertBotToUserBody CreateUserAccessTokenBody
    CreateUserBody GenerateMfaSecretOkBody
    KnownUsers LoginBody LoginByCwsTokenBody MigrateAuthToLdapBody MigrateAuthToSamlBody
    PatchUserBody PublishUserTypingBody RegisterTermsOfServiceActionBody ResetPasswordBody
    RevokeSessionBody SearchUserAccessTokensBody SearchUsersBody
    SendEmailBody Session StatusOk SwitchAccountTypeBody
    SwitchAccountTypeOkBody TeamMember Timezone UpdateUserActiveBody UpdateUserBody
    UpdateUserMfaBody UpdateUserPasswordBody UpdateUserRolesBody UploadSession UploadSessionType
    User UserAccessToken UserAccessTokenBody UserAccessTokenSanitized UserAuthData UserAutocomplete UserNotifyProps
    UserTermsOfService UsersStats VerifyUserEmailBody
}

fn users() -> (Api, Names) {
    let source = Source::from_text("users.yaml", users_text());
    let mut diagnostics = Diagnostics::new();
    let document = parse::parse(&source, &mut diagnostics).unwrap();
    let spec = Spec::new(document.model, document.supplement);
    let api = lower::lower(&spec, lower::Choices::default(), &mut diagnostics).unwrap();
    let names = Names::new(&api, &oasmith::emit::reserved(), &mut diagnostics);
    (api, names)
}

/// A value with every property that the type has. Within a type itself, lists and maps are empty
/// and what is optional is left out, so that a recursive type comes to an end.
fn sample(api: &Api, type_ref: TypeRef, inside: &mut Vec<TypeRef>) -> Value {
    let nested = inside.contains(&type_ref);
    inside.push(type_ref);
    let value = match &api.types.get(type_ref.id).kind {
        Kind::Any(_) => json!({"any": [1, null]}),
        Kind::Boolean => json!(true),
        Kind::Null => Value::Null,
        Kind::Never => panic!("no value is of a type that has none"),
        Kind::Number(format) => match format.values {
            Values::Whole(0, most) => json!(u64::try_from(most).unwrap()),
            Values::Whole(least, _) => json!(i64::try_from(least).unwrap()),
            _ => json!(0.5),
        },
        Kind::String(format) => json!(text(&format.name)),
        Kind::JsonText(content) => json!(sample(api, *content, inside).to_string()),
        Kind::Enum(values) => json!(values.values.first()),
        Kind::Array(_) if nested => json!([]),
        Kind::Array(item) => json!([sample(api, *item, inside), sample(api, *item, inside)]),
        Kind::Tuple(items) => items
            .iter()
            .map(|item| sample(api, *item, inside))
            .collect(),
        Kind::Union(union) => match union.variants.first() {
            Some(variant) => sample(api, variant.kind, inside),
            None => Value::Null,
        },
        Kind::Map(_) if nested => json!({}),
        Kind::Map(value) => json!({"a key": sample(api, *value, inside)}),
        Kind::Alias(inner) => sample(api, *inner, inside),
        Kind::Object(object) => {
            let mut members = Map::new();
            for property in &object.properties {
                if property.required || !nested {
                    let value = sample(api, property.kind, inside);
                    members.insert(property.name.clone(), value);
                }
            }
            if let (Additional::Typed(value), false) = (object.additional, nested) {
                members.insert("another".to_owned(), sample(api, value, inside));
            }
            Value::Object(members)
        }
    };
    inside.pop();
    value
}

fn text(format: &str) -> &'static str {
    match format {
        "" | "password" => "text \"with\" é\n",
        "date-time" => "2020-01-02T03:04:05Z",
        "date" => "2020-02-29",
        "uuid" => "00000000-0000-4000-8000-000000000001",
        "byte" => "AAEC",
        "ipv4" => "127.0.0.1",
        "ipv6" => "::1",
        other => panic!("a sample of `{other}` is missing"),
    }
}

/// The Rust name of every type with a definition of its own, and a full value of it.
fn samples() -> Vec<(String, Value)> {
    let (api, names) = users();
    let mut samples = Vec::new();
    for (id, _) in api.types.iter() {
        if let Some(named) = names.get(id) {
            let type_ref = TypeRef {
                id,
                nullable: false,
            };
            samples.push((named.name.clone(), sample(&api, type_ref, &mut Vec::new())));
        }
    }
    samples
}

#[test]
fn every_type_is_in_the_list() {
    let defined: BTreeSet<String> = samples().into_iter().map(|(name, _)| name).collect();
    let listed: BTreeSet<String> = TYPES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed, defined);
}

#[test]
fn a_full_value_of_every_type_comes_back_as_it_was() {
    for (name, value) in samples() {
        let (_, trip) = TYPES.iter().find(|(listed, _)| *listed == name).unwrap();
        let back = trip(value.clone()).unwrap_or_else(|error| panic!("{name}: {error}: {value}"));
        assert_eq!(back, value, "{name}");
    }
}

#[test]
fn a_value_of_another_kind_is_refused() {
    for (name, value) in samples() {
        let (_, trip) = TYPES.iter().find(|(listed, _)| *listed == name).unwrap();
        let other = if value.is_boolean() {
            json!(0)
        } else {
            json!(true)
        };
        assert!(trip(other).is_err(), "{name}");
    }
}
