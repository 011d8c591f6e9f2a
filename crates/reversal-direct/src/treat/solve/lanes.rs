//! Costs of sixteen states side by side, and the few operations that everything is made of.

use super::super::graph::INFINITE;

/// States of a pack.
pub(super) const LANES: usize = 16;
/// Numbers of reversals of a pack.
pub(super) const COUNTS: usize = LANES / 2;

/// Costs of sixteen states over the base of their bar: eight numbers of reversals, in a reign that is not and is
/// earned.
pub(super) type Pack = [i16; LANES];
/// The same states under each price on power.
pub(super) type Cell<const P: usize> = [Pack; P];

/// What costs more than the cheapest way from its bar by this is as good as impossible: more than whole films cost.
const DEAREST: i16 = 16_000;
/// The cost of what cannot be: no step gains as much as lies between, so that it never seems to be possible.
pub(super) const NEVER: i16 = 24_000;
pub(super) const IMPOSSIBLE: Pack = [NEVER; LANES];
/// What a step costs at most: with it the sum of two costs still fits. One that is dearer counts as that dear, which
/// only lowers the bound.
const STEP_MAX: i16 = i16::MAX - NEVER;

/// The cost of a step.
pub(super) fn step(cost: i32) -> i16 {
    cost.clamp(-i32::from(STEP_MAX), i32::from(STEP_MAX)) as i16
}

/// Lowers a pack to another, so much dearer, lane by lane.
#[inline(always)]
pub(super) fn lower(best: &mut Pack, pack: &Pack, dearer: i16) {
    *best = std::array::from_fn(|lane| best[lane].min(pack[lane] + dearer));
}

/// Lowers cells to others, so much dearer under each price.
#[inline(always)]
pub(super) fn lower_cells<const P: usize>(best: &mut [Cell<P>], cells: &[Cell<P>], dearer: &[i16; P]) {
    for (best, cell) in best.iter_mut().zip(cells) {
        for price in 0..P {
            lower(&mut best[price], &cell[price], dearer[price]);
        }
    }
}

/// Lowers several rows, one `stride` after the other by their numbers, to one, so much dearer each.
#[inline(always)]
pub(super) fn spread(rows: &mut [Pack], stride: usize, packs: &[Pack], dearer: &[(usize, i16)]) {
    let (pairs, rest) = packs.as_chunks::<2>();
    for &(number, dearer) in dearer {
        let Some(row) = rows[number * stride..].get_mut(..packs.len()) else { continue };
        let (to_pairs, to_rest) = row.as_chunks_mut::<2>();
        for (to, pair) in to_pairs.iter_mut().zip(pairs) {
            lower(&mut to[0], &pair[0], dearer);
            lower(&mut to[1], &pair[1], dearer);
        }
        for (to, pack) in to_rest.iter_mut().zip(rest) {
            lower(to, pack, dearer);
        }
    }
}

/// The least of rows that begin at some packs and are so much dearer, lane by lane.
#[inline(always)]
pub(super) fn cheapest(best: &mut [Pack], packs: &[Pack], from: usize, rows: &[(usize, i16)]) {
    let mut done = 0;
    // So many packs at a time stay in registers.
    done += cheapest_of::<6>(&mut best[done..], packs, from + done, rows);
    done += cheapest_of::<4>(&mut best[done..], packs, from + done, rows);
    done += cheapest_of::<2>(&mut best[done..], packs, from + done, rows);
    cheapest_of::<1>(&mut best[done..], packs, from + done, rows);
}

/// As many packs of [`cheapest`] as there are whole `N` of them.
#[inline(always)]
fn cheapest_of<const N: usize>(best: &mut [Pack], packs: &[Pack], from: usize, rows: &[(usize, i16)]) -> usize {
    let (whole, _) = best.as_chunks_mut::<N>();
    for (number, whole) in whole.iter_mut().enumerate() {
        let packs = &packs[from + number * N..];
        let mut least = [IMPOSSIBLE; N];
        for &(begin, dearer) in rows {
            let Some(row) = packs.get(begin..).and_then(|packs| packs.first_chunk::<N>()) else { continue };
            for (least, pack) in least.iter_mut().zip(row) {
                lower(least, pack, dearer);
            }
        }
        *whole = least;
    }
    whole.len() * N
}

/// Writes a row, with nothing between [`DEAREST`] and [`NEVER`].
#[inline(always)]
pub(super) fn clip<const P: usize>(row: &mut [Cell<P>], best: &[Cell<P>]) {
    for (pack, best) in row.as_flattened_mut().iter_mut().zip(best.as_flattened()) {
        *pack = best.map(|cost| if cost > DEAREST { NEVER } else { cost });
    }
}

/// The least of a row under each price, over the base of its bar.
#[inline(always)]
pub(super) fn leasts<const P: usize>(row: &[Cell<P>]) -> [i32; P] {
    let mut least = [IMPOSSIBLE; P];
    for cell in row {
        for price in 0..P {
            lower(&mut least[price], &cell[price], 0);
        }
    }
    least.map(|pack| {
        let eight: [i16; 8] = std::array::from_fn(|lane| pack[lane].min(pack[lane + 8]));
        let four: [i16; 4] = std::array::from_fn(|lane| eight[lane].min(eight[lane + 4]));
        let of_all = four[0].min(four[1]).min(four[2].min(four[3]));
        if of_all < NEVER { i32::from(of_all) } else { INFINITE }
    })
}
