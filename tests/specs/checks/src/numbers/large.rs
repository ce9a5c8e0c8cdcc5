//! Integers that an `i64` has no room for.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use values_types::{BigInteger, Larger, LargerWithin};

/// Reads JSON, and gives what is written of it.
fn written<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, serde_json::Error> {
    let read: T = serde_json::from_str(text)?;
    serde_json::to_string(&read)
}

#[test]
fn no_digit_is_lost() {
    for (text, plain) in [
        ("1000000000000000000000000000001", "1000000000000000000000000000001"),
        ("-1000000000000000000000000000001", "-1000000000000000000000000000001"),
        ("9223372036854775808", "9223372036854775808"),
        ("18446744073709551617", "18446744073709551617"),
        ("9007199254740993.0", "9007199254740993"),
        ("1e30", "1000000000000000000000000000000"),
        ("5.0", "5"),
        ("-5", "-5"),
        ("0", "0"),
    ] {
        for (open, close) in [
            ("\"large\":", ""),
            ("\"list\":[", "]"),
            ("\"map\":{\"a\":", "}"),
            ("\"signed\":", ""),
        ] {
            let read = written::<Larger>(&format!("{{{open}{text}{close}}}")).unwrap();
            assert_eq!(read, format!("{{{open}{plain}{close}}}"));
        }
    }
    for text in ["1e39", "5.5", "\"5\"", "true", "[]", "{}"] {
        let text = format!("{{\"large\":{text}}}");
        assert!(written::<Larger>(&text).is_err(), "{text}");
    }
}

#[test]
fn what_is_said_of_an_integer_decides_how_large_it_is() {
    let larger = Larger {
        signed: Some(BigInteger(-1)),
        least: Some(BigInteger(-100_000_000_000_000_000_000)),
        shown: Some(9_223_372_036_854_775_808_u64.into()),
        most: Some(9_223_372_036_854_775_808),
        rounded: Some(i64::MAX),
        float: Some(i64::MIN),
        wide: Some(BigInteger(i128::MIN)),
        ..Larger::default()
    };
    assert_eq!(
        serde_json::to_string(&larger).unwrap(),
        "{\"signed\":-1,\"least\":-100000000000000000000,\"shown\":9223372036854775808,\
         \"most\":9223372036854775808,\"rounded\":9223372036854775807,\
         \"float\":-9223372036854775808,\"wide\":-170141183460469231731687303715884105728}"
    );
    // A server assumes the default of a large one, too.
    let assumed = values_types::support::reading::request(|| serde_json::from_str::<Larger>("{}"));
    assert_eq!(assumed.unwrap().least, Some(BigInteger(-3)));
    // A format says it in any case.
    assert!(written::<Larger>("{\"long\":9223372036854775808}").is_err());
}

#[test]
fn a_union_keeps_numbers_or_refuses_them() {
    let read: Larger = serde_json::from_value(json!({"within": 18_446_744_073_709_551_615_u64})).unwrap();
    assert_eq!(read.within, Some(LargerWithin::Large(u64::MAX.into())));
    // Its digits would be rounded.
    assert!(written::<Larger>("{\"within\":18446744073709551616}").is_err());
    let echo = |number: &str| written::<values_types::NumberOrText>(number);
    for number in ["9007199254740992", "5", "2.5", "-9007199254740994", "1e300"] {
        let text = echo(number).unwrap();
        assert_eq!(text.parse::<f64>().unwrap(), number.parse::<f64>().unwrap());
    }
    for number in ["9007199254740993", "-9007199254740993", "18446744073709551615"] {
        assert!(echo(number).is_err(), "{number}");
    }
}
