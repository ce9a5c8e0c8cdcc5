//! What all ways to a node of a graph lead through.
//!
//! The problem: a type belongs to the file of what it is only used by, however many of the types
//! there use it, and however many types of that file lie between.
//!
//! The idea: a node *dominates* another if all ways from the root to that one lead through it. The
//! last of those before a node is found as in Cooper, Harvey and Kennedy, "A Simple, Fast Dominance
//! Algorithm" (2001): it is the closest one that dominates all nodes that lead to it.
//!
//! An example: of `root → a`, `root → b`, `a → c`, `a → d`, `c → d`, `b → e` and `d → e`, the node `a`
//! is the last before `d`, and the root before `e`.
//!
//! Why it ends: what is known of a node only ever moves towards the root.

/// By node, the last that all ways to it lead through; none for the root, which is the first node,
/// and for what no way leads to.
pub(super) fn dominators(successors: &[Vec<usize>]) -> Vec<Option<usize>> {
    let order = post_order(successors);
    let mut numbers = vec![None; successors.len()];
    for (number, node) in order.iter().enumerate() {
        if let Some(place) = numbers.get_mut(*node) {
            *place = Some(number);
        }
    }
    let number = |node: usize| numbers.get(node).copied().flatten();
    let mut predecessors = vec![Vec::new(); successors.len()];
    for node in &order {
        for next in successors.get(*node).into_iter().flatten() {
            if let Some(predecessors) = predecessors.get_mut(*next) {
                predecessors.push(*node);
            }
        }
    }
    let mut found: Vec<Option<usize>> = vec![None; successors.len()];
    if let Some(root) = found.first_mut() {
        *root = Some(0);
    }
    let mut is_changed = true;
    while is_changed {
        is_changed = false;
        for node in order.iter().rev().filter(|node| **node != 0) {
            let mut common: Option<usize> = None;
            for before in predecessors.get(*node).into_iter().flatten() {
                if found.get(*before).copied().flatten().is_some() {
                    common = Some(match common {
                        Some(common) => meet(common, *before, &found, number),
                        None => *before,
                    });
                }
            }
            if let Some(place) = found.get_mut(*node)
                && *place != common
            {
                *place = common;
                is_changed = true;
            }
        }
    }
    if let Some(root) = found.first_mut() {
        *root = None;
    }
    found
}

/// The closest node that dominates both or is one of them.
fn meet(
    mut one: usize,
    mut other: usize,
    found: &[Option<usize>],
    number: impl Fn(usize) -> Option<usize>,
) -> usize {
    while one != other {
        let (lower, upper) = if number(one) < number(other) {
            (&mut one, &other)
        } else {
            (&mut other, &one)
        };
        match found.get(*lower).copied().flatten() {
            Some(next) => *lower = next,
            None => return *upper,
        }
    }
    one
}

/// The nodes that ways lead to, each behind those that it leads to first.
fn post_order(successors: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut seen = vec![false; successors.len()];
    let mut path: Vec<(usize, usize)> = vec![(0, 0)];
    if let Some(root) = seen.first_mut() {
        *root = true;
    }
    while let Some((node, next)) = path.last_mut() {
        let following = successors.get(*node).and_then(|all| all.get(*next));
        *next += 1;
        match following {
            Some(following) => {
                if let Some(seen) = seen.get_mut(*following)
                    && !std::mem::replace(seen, true)
                {
                    path.push((*following, 0));
                }
            }
            None => {
                order.push(*node);
                path.pop();
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::dominators;

    #[test]
    fn all_ways_lead_through_them() {
        // The example above, with a circle of two that is entered at both, and a node of no way.
        let successors = [
            vec![1, 2, 6, 7],
            vec![3, 4],
            vec![5],
            vec![4],
            vec![5],
            vec![],
            vec![7],
            vec![6],
            vec![1],
        ];
        let expected = [
            None,
            Some(0),
            Some(0),
            Some(1),
            Some(1),
            Some(0),
            Some(0),
            Some(0),
            None,
        ];
        assert_eq!(dominators(&successors), expected);
    }
}
