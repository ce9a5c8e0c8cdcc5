//! Responses, streams, credentials and servers: what goes over the wire, and from the client to
//! the server and back.

mod bodies;
mod doors;
mod defaults;
mod headers;
mod lenient;
mod lines;
mod parts;
mod servers;
mod sources;
mod statuses;
mod streams;
mod support;
