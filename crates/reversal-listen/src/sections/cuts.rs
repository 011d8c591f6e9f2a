//! Where one part of a song ends and the next begins.
//!
//! Among all ways to cut a song at its bars the one is taken whose parts are
//! most alike inside (kernel change-point detection: Harchaoui & Cappé 2007;
//! Arlot, Celisse & Harchaoui 2019), which cut where neighbours differ most
//! (checkerboard novelty: Foote 2000), where the words say so, and into lengths
//! that people write: four, eight, sixteen bars.

use crate::bars::standardized;

/// Bars on each side of a boundary whose contrast is its novelty.
const KERNEL_BARS: usize = 4;
/// Longest part, in bars.
const PART_BARS_MAX: usize = 48;
/// What another part costs, in bars that are nothing like the rest of their part.
const PART_COST: f64 = 0.7;
/// What a standard deviation of novelty is worth.
const NOVELTY_WEIGHT: f64 = 0.5;
/// What a part of a length that nobody writes costs, at most times three.
const LENGTH_WEIGHT: f64 = 0.5;

/// Strength of a boundary before each bar, in standard deviations.
pub(super) fn novelty(kernel: &[Vec<f64>]) -> Vec<f64> {
    let count = kernel.len();
    let reach = |bars: usize| (bars as f64 + 0.5) / KERNEL_BARS as f64;
    let raw: Vec<f64> = (0..count)
        .map(|at| {
            let side = KERNEL_BARS.min(at).min(count - at);
            let (mut sum, mut weights) = (0.0, 0.0);
            for i in 0..side {
                for j in 0..side {
                    let taper = (-2.0 * (reach(i).powi(2) + reach(j).powi(2))).exp();
                    let (before, after) = ((at - 1 - i, at - 1 - j), (at + i, at + j));
                    let inside = kernel[before.0][before.1] + kernel[after.0][after.1];
                    let across = kernel[before.0][after.1] + kernel[after.0][before.1];
                    sum += taper * (inside - across);
                    weights += taper;
                }
            }
            // Half-filled kernels at the ends see less; they must not count more.
            // The root keeps one great break, a pause or a drop, from hiding all other boundaries.
            if weights > 0.0 { (sum / weights.max(4.0)).max(0.0).sqrt() } else { 0.0 }
        })
        .collect();
    standardized(&raw)
}

/// Bars that start parts, and the number of bars: first 0, last the count.
/// `words` is what the lyrics say for (or, negative, against) a boundary before each bar.
pub(super) fn best_cuts(kernel: &[Vec<f64>], novelty: &[f64], words: &[f64]) -> Vec<usize> {
    let count = kernel.len();
    let unlikeness = Unlikeness::of(kernel);
    let mut best = vec![(f64::INFINITY, 0); count + 1];
    best[0].0 = 0.0;
    for end in 1..=count {
        let gain = if end < count { NOVELTY_WEIGHT * novelty[end] + words[end] } else { 0.0 };
        for start in end.saturating_sub(PART_BARS_MAX)..end {
            let length = LENGTH_WEIGHT * length_cost(end - start, start == 0 || end == count);
            let cost = best[start].0 + unlikeness.within(start, end) + PART_COST + length - gain;
            if cost < best[end].0 {
                best[end] = (cost, start);
            }
        }
    }
    let mut cuts = vec![count];
    while let Some(&end) = cuts.last() {
        if end == 0 {
            break;
        }
        cuts.push(best[end].1);
    }
    cuts.reverse();
    cuts
}

/// How far the bars of any part lie from their common middle, in sums over the kernel.
struct Unlikeness {
    /// Sums over the kernel's rows and columns before each pair of bars.
    sums: Vec<Vec<f64>>,
    /// Sums over its diagonal before each bar.
    diagonal: Vec<f64>,
}

impl Unlikeness {
    fn of(kernel: &[Vec<f64>]) -> Unlikeness {
        let count = kernel.len();
        let mut sums = vec![vec![0.0; count + 1]; count + 1];
        let mut diagonal = vec![0.0; count + 1];
        for i in 0..count {
            for j in 0..count {
                sums[i + 1][j + 1] = kernel[i][j] + sums[i][j + 1] + sums[i + 1][j] - sums[i][j];
            }
            diagonal[i + 1] = diagonal[i] + kernel[i][i];
        }
        Unlikeness { sums, diagonal }
    }

    /// 0 where all bars from `start` to before `end` are the same.
    fn within(&self, start: usize, end: usize) -> f64 {
        let block = self.sums[end][end] - self.sums[start][end] - self.sums[end][start] + self.sums[start][start];
        self.diagonal[end] - self.diagonal[start] - block / (end - start) as f64
    }
}

/// How unusual a part of so many bars is, 0..=3. The song's ends are often cut or faded.
fn length_cost(bars: usize, at_end: bool) -> f64 {
    let usual = match bars {
        8 | 16 => 0.0,
        4 | 12 => 0.4,
        24 | 32 => 1.0,
        _ if bars < 4 => 3.0,
        _ if bars > 32 => 2.0,
        _ if bars.is_multiple_of(4) => 0.7,
        _ if bars.is_multiple_of(2) => 0.9,
        _ => 1.3,
    };
    if at_end { usual * 0.5 } else { usual }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kernel of blocks: bars of one kind are the same, others half alike.
    fn blocks(kinds: &[(usize, u8)]) -> Vec<Vec<f64>> {
        let bars: Vec<u8> = kinds.iter().flat_map(|&(count, kind)| std::iter::repeat_n(kind, count)).collect();
        bars.iter().map(|a| bars.iter().map(|b| if a == b { 1.0 } else { 0.5 }).collect()).collect()
    }

    fn cuts_of(kinds: &[(usize, u8)], words: &[(usize, f64)]) -> Vec<usize> {
        let kernel = blocks(kinds);
        let mut evidence = vec![0.0; kernel.len()];
        for &(bar, gain) in words {
            evidence[bar] = gain;
        }
        best_cuts(&kernel, &novelty(&kernel), &evidence)
    }

    #[test]
    fn blocks_are_cut_apart_also_short_and_odd_ones() {
        assert_eq!(cuts_of(&[(4, 0), (8, 1), (8, 2), (8, 1), (4, 3)], &[]), [0, 4, 12, 20, 28, 32]);
        assert_eq!(cuts_of(&[(4, 0), (4, 1), (4, 2), (4, 1), (4, 2), (4, 3)], &[]), [0, 4, 8, 12, 16, 20, 24]);
        assert_eq!(cuts_of(&[(7, 0), (9, 1), (8, 0)], &[]), [0, 7, 16, 24]);
    }

    #[test]
    fn sameness_throughout_is_cut_only_where_the_words_say_so() {
        assert_eq!(cuts_of(&[(32, 0)], &[]), [0, 32]);
        assert_eq!(cuts_of(&[(32, 0)], &[(16, 2.0)]), [0, 16, 32]);
    }

    #[test]
    fn a_part_of_one_kind_lies_nowhere_from_its_middle() {
        let unlikeness = Unlikeness::of(&blocks(&[(4, 0), (4, 1)]));
        assert!(unlikeness.within(0, 4).abs() < 1e-12);
        // Four and four, half alike: 8 - (32 + 16) / 8 = 2.
        assert!((unlikeness.within(0, 8) - 2.0).abs() < 1e-12);
    }
}
