//! How the parts and fields of a body are written.

use super::Shape::{Boolean, Map, Reference, Text, Word};
use super::{HEADER, Object, Shape, member, object};

pub(super) static ENCODING: Object = object(
    "Encoding Object",
    &[
        member("contentType", Text),
        member("headers", Map(&Reference(&Shape::Object(&HEADER)))),
        member(
            "style",
            Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        member("explode", Boolean),
        member("allowReserved", Boolean),
    ],
);
