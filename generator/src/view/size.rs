//! About how many bytes the emitted types take: a variant that is much larger than others is boxed.

use std::collections::HashMap;

use super::rust_type::Resolver;
use crate::ir::{Additional, Kind, TypeId, TypeRef};

/// What lies beyond this isn't told apart.
const MAX: usize = 1 << 16;

/// Types that nest deeper than this are taken for large.
const MAX_DEPTH: usize = 64;

/// The sizes that are known.
#[derive(Default)]
pub(super) struct Sizes(HashMap<TypeId, usize>);

impl Sizes {
    /// An upper bound for the size of a value.
    pub(super) fn of(&mut self, id: TypeId, resolver: &Resolver<'_>) -> usize {
        self.within(id, resolver, MAX_DEPTH)
    }

    fn within(&mut self, id: TypeId, resolver: &Resolver<'_>, depth: usize) -> usize {
        if let Some(size) = self.0.get(&id) {
            return *size;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return MAX;
        };
        let size = match &resolver.types.get(id).kind {
            Kind::Null => 0,
            Kind::Boolean => 1,
            Kind::Number(format) | Kind::String(format) => format.scalar.size,
            Kind::Array(_) | Kind::Map(_) | Kind::Enum(_) => 24,
            Kind::Any(_) | Kind::Never => 72,
            Kind::Alias(inner) => self.held(*inner, false, resolver, depth),
            Kind::Tuple(items) => {
                let items: Vec<TypeRef> = items.clone();
                self.sum(id, &items, resolver, depth)
            }
            Kind::Object(object) => {
                let items: Vec<TypeRef> = object
                    .properties
                    .iter()
                    .map(|property| property.kind)
                    .collect();
                let rest = match object.additional {
                    Additional::Typed(_) => 24,
                    Additional::Unspecified | Additional::Denied => 0,
                };
                self.sum(id, &items, resolver, depth) + rest
            }
            // The large ones of them are boxed.
            Kind::Union(_) => super::union::MAX_VARIANT + 8,
        };
        let size = size.min(MAX);
        self.0.insert(id, size);
        size
    }

    fn sum(
        &mut self,
        owner: TypeId,
        items: &[TypeRef],
        resolver: &Resolver<'_>,
        depth: usize,
    ) -> usize {
        let mut sum = 0_usize;
        for (index, item) in items.iter().enumerate() {
            let boxed = resolver.cycles.boxed.contains(&(owner, index));
            sum = sum.saturating_add(self.held(*item, boxed, resolver, depth));
        }
        sum.min(MAX)
    }

    /// The size with what `Option` may add, which comes in steps of eight.
    fn held(&mut self, item: TypeRef, boxed: bool, resolver: &Resolver<'_>, depth: usize) -> usize {
        let size = if boxed {
            8
        } else {
            self.within(item.id, resolver, depth)
        };
        size.div_ceil(8) * 8 + 8
    }
}
