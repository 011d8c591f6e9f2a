//! Work over a range of indices on several threads, with a result that does
//! not depend on how many: every item is made alone and kept in order.

use std::ops::Range;

/// Threads worth starting on this machine, at most four: the passes here are
/// short, and past four the joins cost more than they win.
pub(crate) fn usual_threads() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().min(4))
}

/// The items of `0..count` in order, made range by range on `threads` threads.
/// `make` must make each item from its index alone.
pub(crate) fn map_ranges<T: Send>(
    count: usize,
    threads: usize,
    make: impl Fn(Range<usize>) -> Vec<T> + Sync,
) -> Vec<T> {
    let threads = threads.clamp(1, count.max(1));
    if threads == 1 {
        return make(0..count);
    }
    let bound = |part: usize| count * part / threads;
    std::thread::scope(|scope| {
        let make = &make;
        let workers: Vec<_> =
            (0..threads).map(|part| scope.spawn(move || make(bound(part)..bound(part + 1)))).collect();
        let mut items = Vec::with_capacity(count);
        for worker in workers {
            match worker.join() {
                Ok(part) => items.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        items
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_depend_on_the_number_of_threads() {
        let squares = |range: Range<usize>| range.map(|i| i * i).collect::<Vec<_>>();
        for count in [0, 1, 2, 7, 100] {
            let alone = map_ranges(count, 1, squares);
            assert_eq!(alone.len(), count);
            for threads in [2, 3, 8, 200] {
                assert_eq!(map_ranges(count, threads, squares), alone);
            }
        }
    }
}
