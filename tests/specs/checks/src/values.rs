//! Text, numbers and lists of values.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use values_types::jiff::Timestamp;
use values_types::jiff::tz::{self, TimeZone};
use values_types::support::reading;
use values_types::{
    Date, DateTime, Formats, Fractions, Integers, Ipv6Addr, Mixture, Numbers, Uuid, Words,
};

use crate::types::{both_ways, fault};

#[test]
fn values_are_called_like_associated_types() {
    for (text, word) in [
        ("err", Words::Err),
        ("error", Words::Error),
        ("ok", Words::Ok),
        ("none", Words::None),
        ("self", Words::Self_),
        ("other", Words::Other),
        ("new", Words::Other_("new".to_owned())),
    ] {
        assert_eq!(both_ways::<Words>(json!(text)), word);
        assert_eq!(text.parse::<Words>().unwrap(), word);
    }
    for (number, value) in [
        (0, Numbers::Ok),
        (1, Numbers::Err),
        (-1, Numbers::Error),
        (3, Numbers::Self_),
        (9, Numbers::Other(9)),
    ] {
        assert_eq!(both_ways::<Numbers>(json!(number)), value);
        assert_eq!(number.to_string().parse::<Numbers>().unwrap(), value);
    }
    assert_eq!(both_ways::<Mixture>(json!("error")), Mixture::Error);
    assert_eq!(both_ways::<Mixture>(json!("err")), Mixture::Err);
    assert_eq!(both_ways::<Mixture>(json!(7)), Mixture::N7);
    assert_eq!("err".parse::<Mixture>().unwrap(), Mixture::Err);
}

#[test]
fn a_moment_is_written_as_it_was_read() {
    for text in [
        "2024-01-02T03:04:05Z",
        "2024-01-02t03:04:05z",
        "2024-01-02T03:04:05+00:00",
        "2024-01-02T03:04:05-00:00",
        "2024-01-02T03:04:05+02:00",
        "2024-01-02T10:53:00-08:00",
        "2024-01-02T03:04:05.000Z",
        "2024-01-02T03:04:05.120+05:30",
        "2024-01-02T03:04:05.1234567890123456789-23:59",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "1990-12-31T23:59:60Z",
        "1998-12-31T15:59:60.123-08:00",
    ] {
        let read: Formats = both_ways(json!({"at": text}));
        assert_eq!(read.at.unwrap().to_string(), text);
    }
    for text in [
        "",
        "2024-01-02",
        "2024-01-02T03:04:05",
        "2024-01-02 03:04:05Z",
        "20240102T030405Z",
        "2024-01-02T03:04Z",
        "2024-01-02T24:00:00Z",
        "2024-01-02T03:60:05Z",
        "2024-01-02T03:04:61Z",
        "1998-12-31T22:59:60Z",
        "1998-12-31T23:58:60Z",
        "2024-01-02T03:04:05.Z",
        "2024-01-02T03:04:05.12345678901234567890Z",
        "2024-01-02T03:04:05+24:00",
        "2024-01-02T03:04:05+0200",
        "2024-01-02T03:04:05+02",
        "2024-02-30T03:04:05Z",
        "2024-01-02T03:04:05Z ",
        "2024-01-02T03:04:0\u{665}Z",
        "2024-01-02T03:04:05.1\u{665}Z",
    ] {
        assert!(text.parse::<DateTime>().is_err(), "{text}");
    }
    assert_eq!(
        fault::<Formats>(json!({"at": "soon"})),
        "it isn't a moment such as `2024-02-29T12:30:00+01:00`"
    );
}

#[test]
fn moments_are_compared_as_moments() {
    let moment = |text: &str| text.parse::<DateTime>().unwrap();
    let (west, utc) = (
        moment("2024-01-02T10:53:00-08:00"),
        moment("2024-01-02T18:53:00.000Z"),
    );
    assert_eq!(west, utc);
    assert_eq!(west.timestamp().unwrap(), utc.timestamp().unwrap());
    assert_eq!(west.offset().seconds(), -8 * 60 * 60);
    assert!(moment("2024-01-02T18:53:00.1Z") > moment("2024-01-02T18:53:00.09Z"));
    assert!(moment("2024-01-02T23:00:00Z") > moment("2024-01-03T00:30:00+02:00"));
    assert!(moment("1990-12-31T23:59:60Z") > moment("1990-12-31T23:59:59.9Z"));
    assert!(moment("1969-12-31T23:59:59.5Z") < moment("1970-01-01T00:00:00Z"));
    // What `Timestamp` has no value for is read and written all the same.
    assert!(moment("9999-12-31T23:59:59Z").timestamp().is_err());

    let timestamp: Timestamp = "1969-12-31T23:59:59.25Z".parse().unwrap();
    let read = DateTime::from(timestamp);
    assert_eq!(read.to_string(), "1969-12-31T23:59:59.25Z");
    assert_eq!(Timestamp::try_from(read).unwrap(), timestamp);
    let zoned = timestamp.to_zoned_datetime(TimeZone::fixed(tz::offset(-3)));
    let read = DateTime::from(&zoned);
    assert_eq!(read.to_string(), "1969-12-31T20:59:59.25-03:00");
    assert_eq!(read.timestamp().unwrap(), timestamp);
}

#[test]
fn other_formats_are_written_as_they_were_read() {
    let id = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    for (name, text) in [
        ("day", "2024-02-29"),
        ("day", "0000-01-01"),
        ("day", "9999-12-31"),
        ("id", id),
        ("id", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"),
        ("id", "f81D4fae-7dec-11d0-a765-00a0c91e6Bf6"),
        ("bytes", "AAH/"),
        ("bytes", "AA=="),
        ("v4", "192.0.2.1"),
        ("v6", "2001:db8::1"),
        ("v6", "2001:DB8::0:1"),
        ("v6", "::FFFF:192.0.2.1"),
        ("v6", "0:0:0:0:0:0:0:1"),
    ] {
        both_ways::<Formats>(json!({name: text}));
    }
    for (name, text) in [
        ("day", "20240229"),
        ("day", "2023-02-29"),
        ("day", "2024-02-29T00:00:00Z"),
        ("day", "2024-2-9"),
        ("day", "-2024-02-29"),
        ("id", "f81d4fae7dec11d0a76500a0c91e6bf6"),
        ("id", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}"),
        ("id", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        ("id", "f81d4fae7-dec-11d0-a765-00a0c91e6bf6"),
        ("v4", "192.0.2.01"),
        ("v6", "fe80::1%eth0"),
    ] {
        fault::<Formats>(json!({name: text}));
    }
    let upper: Uuid = id.to_uppercase().parse().unwrap();
    assert_eq!(upper, id.parse().unwrap());
    assert_eq!(upper.get_version_num(), 1);
    let address: Ipv6Addr = "2001:DB8::0:1".parse().unwrap();
    assert_eq!(address, Ipv6Addr::from(*address));
    let day: Date = "2024-02-29".parse().unwrap();
    assert_eq!((day.year(), day.month(), day.day()), (2024, 2, 29));
    assert_eq!(
        Date::from(values_types::jiff::civil::date(2024, 2, 29)),
        day
    );
}

#[test]
fn unions_of_formats_read_each_as_what_it_is() {
    use values_types::{BytesOrMoment, DayOrMoment, Host, Mark};
    let moment = "2024-01-02T03:04:05+02:00";
    let id = "F81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    assert!(matches!(both_ways(json!(moment)), DayOrMoment::DateTime(_)));
    assert!(matches!(
        both_ways(json!("2024-01-02")),
        DayOrMoment::Date(_)
    ));
    fault::<DayOrMoment>(json!("20240102"));
    assert!(matches!(both_ways(json!(moment)), Mark::DateTime(_)));
    assert!(matches!(both_ways(json!(id)), Mark::Uuid(_)));
    assert!(matches!(
        both_ways(json!("20240102T030405Z")),
        Mark::String(_)
    ));
    assert!(matches!(
        both_ways(json!(id.replace('-', ""))),
        Mark::String(_)
    ));
    assert!(matches!(both_ways(json!("192.0.2.1")), Host::Ipv4(_)));
    assert!(matches!(both_ways(json!("::0")), Host::Ipv6(_)));
    assert!(matches!(both_ways(json!("a.test")), Host::String(_)));
    assert!(matches!(
        both_ways(json!(moment)),
        BytesOrMoment::DateTime(_)
    ));
    assert!(matches!(
        both_ways(json!("2024-01-02")),
        BytesOrMoment::Date(_)
    ));
    assert!(matches!(
        both_ways(json!("20240102")),
        BytesOrMoment::Byte(_)
    ));
    // The same in a path, a query or a header.
    for (text, is_moment) in [(moment, true), ("2024-01-02", false)] {
        let read: DayOrMoment = text.parse().unwrap();
        assert_eq!(read.to_string(), text);
        assert_eq!(matches!(read, DayOrMoment::DateTime(_)), is_moment);
    }
    assert!(matches!(id.parse().unwrap(), Mark::Uuid(_)));
    assert!(matches!("x".parse().unwrap(), Mark::String(_)));
}

/// Reads JSON, and gives what is written of it.
fn written<T: DeserializeOwned + Serialize>(text: &str) -> String {
    let read: T = serde_json::from_str(text).unwrap();
    serde_json::to_string(&read).unwrap()
}

#[test]
fn integers_may_be_written_with_a_fraction() {
    for name in [
        "byte", "small", "large", "huge", "nullable", "number", "either",
    ] {
        for number in ["5.0", "5e0", "0.5e1", "5"] {
            let text = format!("{{\"{name}\":{number}}}");
            let plain = format!("{{\"{name}\":5}}");
            assert_eq!(written::<Integers>(&text), plain);
            // The same inside of another one.
            let text = format!("{{\"within\":{text}}}");
            assert_eq!(
                written::<Integers>(&text),
                format!("{{\"within\":{plain}}}")
            );
        }
        let text = format!("{{\"{name}\":5.5}}");
        assert!(serde_json::from_str::<Integers>(&text).is_err(), "{text}");
    }
    for (text, plain) in [
        ("{\"large\":1e3}", "{\"large\":1000}"),
        ("{\"large\":-1.0}", "{\"large\":-1}"),
        ("{\"list\":[1.0,2]}", "{\"list\":[1,2]}"),
        ("{\"lists\":[[1.0,null]]}", "{\"lists\":[[1,null]]}"),
        ("{\"map\":{\"a\":1.0}}", "{\"map\":{\"a\":1}}"),
        ("{\"level\":2.0}", "{\"level\":2}"),
        ("{\"unknown\":2.5}", "{\"unknown\":2.5}"),
        (
            "{\"huge\":18446744073709551615}",
            "{\"huge\":18446744073709551615}",
        ),
        (
            "{\"most\":18446744073709551615}",
            "{\"most\":18446744073709551615}",
        ),
    ] {
        assert_eq!(written::<Integers>(text), plain);
    }
    for text in [
        "{\"small\":-1.0}",
        "{\"byte\":128.0}",
        // Their digits would be lost.
        "{\"large\":9223372036854775808}",
        "{\"large\":9007199254740993.0}",
        "{\"either\":1180591620717411303424}",
    ] {
        assert!(serde_json::from_str::<Integers>(text).is_err(), "{text}");
    }
    assert_eq!(
        fault::<Integers>(json!({"large": "5"})),
        "invalid type: string \"5\", expected i64"
    );
    assert_eq!(
        fault::<Integers>(json!({"large": 5.5})),
        "invalid type: floating point `5.5`, expected i64"
    );
}

#[test]
fn lists_of_numbers_are_enums() {
    use values_types::{
        Beyond, Floats, Level, MaybeOne, MaybeOnes, OffOrNumber, OnlyTrue, WholeFloats,
    };
    assert_eq!(
        serde_json::from_str::<WholeFloats>("1.0").unwrap(),
        WholeFloats::N1
    );
    assert_eq!(both_ways::<WholeFloats>(json!(2)), WholeFloats::N2);
    assert_eq!("1".parse::<Level>().unwrap(), Level::N1);
    assert_eq!(both_ways::<Floats>(json!(2.5)), Floats::N2_5);
    assert_eq!(both_ways::<Floats>(json!(-0.5)), Floats::Minus0_5);
    assert_eq!(serde_json::from_str::<Floats>("1.0").unwrap(), Floats::N1);
    assert_eq!(both_ways::<Floats>(json!(3.5)), Floats::Other(json!(3.5)));
    assert_eq!("2.5".parse::<Floats>().unwrap(), Floats::N2_5);
    assert_eq!(Floats::N2_5.to_string(), "2.5");
    let beyond = both_ways::<Beyond>(json!(18_446_744_073_709_551_615_u64));
    assert_eq!(beyond, Beyond::N18446744073709551615);
    assert!(matches!(
        both_ways(json!(i64::MIN)),
        Beyond::Minus9223372036854775808
    ));
    assert!(matches!(
        both_ways(json!(18_446_744_073_709_551_614_u64)),
        Beyond::Other(_)
    ));
    assert_eq!(both_ways::<OnlyTrue>(json!(true)), OnlyTrue::True);
    assert_eq!(
        both_ways::<OnlyTrue>(json!(false)),
        OnlyTrue::Other(json!(false))
    );
    assert_eq!(both_ways::<OffOrNumber>(json!(false)), OffOrNumber::False);
    assert_eq!(both_ways::<OffOrNumber>(json!("on")), OffOrNumber::On);
    assert_eq!(both_ways::<OffOrNumber>(json!(2.5)), OffOrNumber::N2_5);
    assert_eq!("false".parse::<OffOrNumber>().unwrap(), OffOrNumber::False);
    fault::<OffOrNumber>(json!([1]));
    let two: MaybeOnes = both_ways(json!([null, 1]));
    assert_eq!(two, [None, Some(MaybeOne::N1)]);
    // A request has to have what is listed.
    for value in [json!(3.5), json!(true), json!("1")] {
        let read = reading::request(|| serde_json::from_value::<Floats>(value.clone()));
        assert!(read.is_err(), "{value}");
    }
    let read = reading::request(|| serde_json::from_value::<OnlyTrue>(json!(false)));
    assert!(read.is_err());
}

#[test]
fn no_digit_of_a_number_is_lost() {
    for text in [
        "{\"float\":0.897599995136261}",
        "{\"double\":0.0010322310263291001}",
        "{\"double\":1.7976931348623157e+308}",
    ] {
        assert_eq!(written::<Fractions>(text), text);
    }
}

#[test]
fn letters_of_any_script_are_values() {
    use values_types::Letters;
    for (text, letter) in [
        ("μ", Letters::Mu),
        ("μs", Letters::MuS),
        ("ms", Letters::Ms),
        ("名前", Letters::名前),
        ("2fa", Letters::N2fa),
        ("1.0", Letters::N1_0),
        ("10", Letters::N10),
        ("", Letters::Empty),
        ("+1", Letters::Plus1),
        ("größe", Letters::Größe),
    ] {
        assert_eq!(both_ways::<Letters>(json!(text)), letter);
    }
}
