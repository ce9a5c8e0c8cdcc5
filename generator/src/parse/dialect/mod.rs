//! The versions of OpenAPI, each put into the form of 3.0: what has another place or another name
//! there is moved, and what 3.0 can't say goes to the [supplement](super::supplement).

pub(super) mod v2;
pub(super) mod v31;
pub(super) mod v32;
