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

/// The same for items that are many more in memory than they are to make: `step` indices at a time on each thread, so
/// that what was made waits nowhere for the rest. `make` may give any number of items for its range.
pub(crate) fn map_steps<T: Send>(
    count: usize,
    step: usize,
    threads: usize,
    expected: usize,
    make: impl Fn(Range<usize>) -> Vec<T> + Sync,
) -> Vec<T> {
    let mut items = Vec::with_capacity(expected);
    let steps = count.div_ceil(step);
    for first in (0..steps).step_by(threads.max(1)) {
        let at_once = threads.clamp(1, steps - first);
        let made = map_ranges(at_once, threads, |range| {
            let range_of = |index: usize| (first + index) * step..((first + index + 1) * step).min(count);
            range.map(|index| make(range_of(index))).collect()
        });
        made.into_iter().for_each(|part| items.extend(part));
    }
    items
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

    #[test]
    fn steps_join_in_order_whatever_each_gives() {
        let twice = |range: Range<usize>| range.flat_map(|i| [i, i * i]).collect::<Vec<_>>();
        for count in [0, 1, 7, 100] {
            for (step, threads) in [(1, 1), (3, 1), (3, 2), (40, 8), (500, 3)] {
                assert_eq!(map_steps(count, step, threads, 2 * count, twice), twice(0..count));
            }
        }
    }
}
