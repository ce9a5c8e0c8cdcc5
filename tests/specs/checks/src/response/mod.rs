//! Responses, streams, credentials and servers: what goes over the wire, and from the client to
//! the server and back.

mod bodies;
mod doors;
mod headers;
mod parts;
mod servers;
mod statuses;
mod streams;
mod support;
