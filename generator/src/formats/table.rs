//! The rows.

use std::borrow::Cow::{self, Borrowed};

use super::row::JsonType::{self, Integer, Number, String};
use super::row::Values::{self, AnyNumber, AnyText, Text, Whole};
use super::row::{Dependency, Format, Path, Row, RustScalar, Scalar};
use super::text::{
    is_base64, is_base64url, is_date, is_decimal, is_ipv4, is_ipv6, is_moment, is_uuid,
};

/// All rows: what `format` says, of which type, for which values, their rank, the words for them,
/// and their Rust type.
#[rustfmt::skip]
pub(super) static ROWS: &[&Row] = &[
    &TEXT,
    // Not to be shown to people.
    &row("password",  String,  AnyText,                                   3, "String", &STRING).secret(),
    // A moment, as RFC 3339 writes it, and a full date.
    &row("date-time", String,  Text(is_moment),                           1, "DateTime", &DATE_TIME),
    &row("date",      String,  Text(is_date),                             1, "Date", &DATE),
    // RFC 9562.
    &row("uuid",      String,  Text(is_uuid),                             1, "Uuid", &UUID),
    // Base64 of RFC 4648, which other text may be by chance.
    &row("byte",      String,  Text(is_base64),                           2, "String", &BASE64),
    // The alphabet of its section 5: bytes as well, but left to be text.
    &row("base64url", String,  Text(is_base64url),                        2, "String", &STRING),
    &row("ipv4",      String,  Text(is_ipv4),                             1, "Ipv4", &IPV4),
    &row("ipv6",      String,  Text(is_ipv6),                             1, "Ipv6", &IPV6),
    &row("int8",      Integer, Whole(i8::MIN as i128, i8::MAX as i128),   1, "Integer", &I8).label("Int8"),
    &row("int16",     Integer, Whole(i16::MIN as i128, i16::MAX as i128), 1, "Integer", &I16).label("Int16"),
    &row("int32",     Integer, Whole(i32::MIN as i128, i32::MAX as i128), 1, "Integer", &I32).label("Int32"),
    &INT64,
    &row("uint8",     Integer, Whole(0, u8::MAX as i128),                 1, "Integer", &U8).label("Uint8"),
    &row("uint16",    Integer, Whole(0, u16::MAX as i128),                1, "Integer", &U16).label("Uint16"),
    &row("uint32",    Integer, Whole(0, u32::MAX as i128),                1, "Integer", &U32).label("Uint32"),
    &UINT64,
    &INT128,
    &DOUBLE,
];

/// The rows that only hold where `[formats]` chooses a type: without it, their values are text.
static CHOSEN: &[&Row] = &[
    // Other text may be digits by chance.
    &row("decimal", String, Text(is_decimal), 2, "Decimal", &STRING),
];

/// What is known of a format for which `[formats]` chooses a type.
pub(super) fn named(format: &str) -> impl Iterator<Item = &'static Row> {
    let rows = ROWS.iter().chain(CHOSEN).copied();
    rows.filter(move |row| row.is_called(format))
}

static TEXT: Row = row("", String, AnyText, 3, "String", &STRING);
static INT64: Row = row("int64", Integer, INT64_VALUES, 1, "Integer", &I64).label("Int64");
static UINT64: Row = row("uint64", Integer, UINT64_VALUES, 1, "Integer", &U64).label("Uint64");
static INT128: Row = row("int128", Integer, INT128_VALUES, 1, "Integer", &BIG_INTEGER)
    .alias(&["uint128"])
    .label("Big");
// `float` as well: many are written with the digits of a `double`, and have to come back as they
// were.
static DOUBLE: Row = row("double", Number, AnyNumber, 2, "Number", &F64)
    .alias(&["float"])
    .label("Double");

const INT64_VALUES: Values = Whole(i64::MIN as i128, i64::MAX as i128);
const UINT64_VALUES: Values = Whole(0, u64::MAX as i128);
/// What is beyond these is a float to whoever reads the document.
const INT128_VALUES: Values = Whole(i64::MIN as i128, u64::MAX as i128);

impl Format {
    /// `string`
    pub const TEXT: Self = Self::built_in(&TEXT);
    /// `integer`: a timestamp in milliseconds must fit.
    pub const INT64: Self = Self::built_in(&INT64);
    /// `integer` that is never negative, and may be beyond `int64`.
    pub const UINT64: Self = Self::built_in(&UINT64);
    /// `integer` that may be beyond all others.
    pub const INT128: Self = Self::built_in(&INT128);
    /// `number`
    pub const DOUBLE: Self = Self::built_in(&DOUBLE);
}

/// The Rust types: their size, then the modules of support code and the crates that they need.
static STRING: RustScalar = language("String", 24).by_reference();
static I8: RustScalar = language("i8", 1);
static I16: RustScalar = language("i16", 2);
static I32: RustScalar = language("i32", 4);
static I64: RustScalar = language("i64", 8);
static U8: RustScalar = language("u8", 1);
static U16: RustScalar = language("u16", 2);
static U32: RustScalar = language("u32", 4);
static U64: RustScalar = language("u64", 8);
static F64: RustScalar = language("f64", 8);
static IPV4: RustScalar = language("std::net::Ipv4Addr", 4);
static IPV6: RustScalar = support("Ipv6Addr", 32, &["format", "ipv6"], &[]).by_reference();
static BASE64: RustScalar =
    support("Base64", 24, &["base64", "format"], BASE64_CRATE).by_reference();
static BIG_INTEGER: RustScalar = support("BigInteger", 16, &["big_integer"], RAW_VALUE);
static DATE: RustScalar = support("Date", 8, &["date", "date_time", "format"], JIFF);
static DATE_TIME: RustScalar = support("DateTime", 24, &["date", "date_time", "format"], JIFF);
static UUID: RustScalar = support("Uuid", 24, &["format", "uuid"], UUID_CRATE);

static BASE64_CRATE: &[Dependency] = &[package("base64", "0.23", STD).private()];
static JIFF: &[Dependency] = &[package("jiff", "1.0", STD)];
static UUID_CRATE: &[Dependency] = &[package("uuid", "1.29", STD)];
static RAW_VALUE: &[Dependency] = &[package("serde_json", "1.0.154", RAW_VALUE_FEATURE)
    .private()
    .note("With `raw_value`, large whole numbers can be.")];

/// The crates that `[formats]` can name without saying where they are found.
pub(super) static CRATES: &[Dependency] = &[
    package("bigdecimal", "0.4.10", SERDE),
    package("chrono", "0.4.45", SERDE_AND_NOW),
    package("jiff", "1.0", SERDE),
    package("rust_decimal", "1.43", SERDE),
    package("serde_json", "1.0.154", STD),
    package("url", "2.5.8", SERDE),
    package("uuid", "1.29", SERDE),
];

/// The types of them that are `Copy`, each with its size.
pub(super) static COPY_TYPES: &[(&str, usize)] = &[
    ("chrono::DateTime<chrono::FixedOffset>", 16),
    ("chrono::DateTime<chrono::Utc>", 12),
    ("chrono::NaiveDate", 4),
    ("jiff::Timestamp", 16),
    ("jiff::civil::Date", 4),
    ("rust_decimal::Decimal", 16),
    ("uuid::Uuid", 16),
];

static SERDE: &[Cow<'static, str>] = &[Borrowed("serde"), Borrowed("std")];
static SERDE_AND_NOW: &[Cow<'static, str>] = &[Borrowed("now"), Borrowed("serde"), Borrowed("std")];
static STD: &[Cow<'static, str>] = &[Borrowed("std")];
static RAW_VALUE_FEATURE: &[Cow<'static, str>] = &[Borrowed("raw_value")];

impl Scalar {
    /// `String`
    pub const STRING: Self = Self::built_in(&STRING);
    /// Bytes as text.
    pub const BASE64: Self = Self::built_in(&BASE64);
}

const fn row(
    name: &'static str,
    json: JsonType,
    values: Values,
    rank: u8,
    word: &'static str,
    scalar: &'static RustScalar,
) -> Row {
    Row {
        name: Borrowed(name),
        aliases: &[],
        json,
        values,
        scalar: Scalar::built_in(scalar),
        rank,
        secret: false,
        word: Borrowed(word),
        label: "",
    }
}

impl Row {
    const fn alias(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    const fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// A type of the language or of `std`.
const fn language(path: &'static str, size: usize) -> RustScalar {
    RustScalar {
        path: Path::Std(path),
        copy: true,
        size,
        support: &[],
        dependencies: Borrowed(&[]),
    }
}

/// A type of the support code.
const fn support(
    name: &'static str,
    size: usize,
    modules: &'static [&'static str],
    dependencies: &'static [Dependency],
) -> RustScalar {
    RustScalar {
        path: Path::Types(name),
        copy: true,
        size,
        support: modules,
        dependencies: Borrowed(dependencies),
    }
}

impl RustScalar {
    const fn by_reference(mut self) -> Self {
        self.copy = false;
        self
    }
}

/// A crate that the types crate exports.
const fn package(
    name: &'static str,
    version: &'static str,
    features: &'static [Cow<'static, str>],
) -> Dependency {
    Dependency {
        name: Borrowed(name),
        version: Some(Borrowed(version)),
        path: None,
        workspace: false,
        features: Borrowed(features),
        default_features: false,
        exported: true,
        note: None,
    }
}

impl Dependency {
    const fn private(mut self) -> Self {
        self.exported = false;
        self
    }

    const fn note(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }
}
