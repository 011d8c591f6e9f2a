//! Where one part of a song ends and the next begins.
//!
//! Among all ways to cut a song at its bars the one is taken whose parts are
//! most alike inside (kernel change-point detection: Harchaoui & Cappé 2007;
//! Arlot, Celisse & Harchaoui 2019), which cut where boundaries are heard (see
//! [`super::novelty`]), where the words say so, and into lengths that people
//! write: four, eight, sixteen bars, some fifteen seconds. Bars alone would not
//! do, since a song heard at double tempo has twice as many.

/// Longest part, in bars.
const PART_BARS_MAX: usize = 64;
/// What another part costs.
const PART_COST: f64 = 0.7;
/// What a bar that is nothing like the rest of its part costs.
const UNLIKENESS_WEIGHT: f64 = 0.5;
/// What a standard deviation of the boundary signs is worth.
const SIGNS_WEIGHT: f64 = 0.8;
/// What a number of bars that nobody writes costs.
const BARS_WEIGHT: f64 = 0.56;
/// What a part costs that is longer or shorter than usual by one `USUAL_SPREAD`; twice that far off costs four times.
const SECS_WEIGHT: f64 = 0.4;
/// Usual length of a part, in seconds.
const USUAL_SECS: f64 = 15.0;
/// Standard deviation of the natural logarithm of parts' lengths.
const USUAL_SPREAD: f64 = 0.6;

/// Bars that start parts, and the number of bars: first 0, last the count; and what this way to cut costs.
/// `words` is what the lyrics say for (or, negative, against) a boundary before each bar.
pub(super) fn best_cuts(kernel: &[Vec<f64>], signs: &[f64], words: &[f64], bar_secs: f64) -> (Vec<usize>, f64) {
    let count = kernel.len();
    let unlikeness = Unlikeness::of(kernel);
    let mut best = vec![(f64::INFINITY, 0); count + 1];
    best[0].0 = 0.0;
    for end in 1..=count {
        let gain = if end < count { SIGNS_WEIGHT * signs[end] + words[end] } else { 0.0 };
        for start in end.saturating_sub(PART_BARS_MAX)..end {
            let unlike = UNLIKENESS_WEIGHT * unlikeness.within(start, end);
            let length = length_cost(end - start, bar_secs, start == 0 || end == count);
            let cost = best[start].0 + unlike + PART_COST + length - gain;
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
    (cuts, best[count].0)
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

/// How unusual a part of so many bars is. The song's ends are often cut or faded.
fn length_cost(bars: usize, bar_secs: f64, at_end: bool) -> f64 {
    let count = match bars {
        8 | 16 => 0.0,
        4 | 12 | 24 | 32 => 0.4,
        _ if bars.is_multiple_of(4) => 0.5,
        _ if bars.is_multiple_of(2) => 0.9,
        _ => 1.3,
    };
    let spreads = (bars as f64 * bar_secs / USUAL_SECS).ln() / USUAL_SPREAD;
    let cost = BARS_WEIGHT * count + SECS_WEIGHT * spreads * spreads;
    if at_end { cost * 0.5 } else { cost }
}

#[cfg(test)]
mod tests {
    use super::super::novelty::boundary_signs;
    use super::*;

    /// A kernel of blocks: bars of one kind are the same, others half alike.
    fn blocks(kinds: &[(usize, u8)]) -> Vec<Vec<f64>> {
        let bars: Vec<u8> = kinds.iter().flat_map(|&(count, kind)| std::iter::repeat_n(kind, count)).collect();
        bars.iter().map(|a| bars.iter().map(|b| if a == b { 1.0 } else { 0.5 }).collect()).collect()
    }

    /// Cuts where bars last so many seconds and words say so much.
    fn cuts_of(kinds: &[(usize, u8)], bar_secs: f64, words: &[(usize, f64)]) -> Vec<usize> {
        let kernel = blocks(kinds);
        let mut evidence = vec![0.0; kernel.len()];
        for &(bar, gain) in words {
            evidence[bar] = gain;
        }
        best_cuts(&kernel, &boundary_signs(&kernel, &kernel), &evidence, bar_secs).0
    }

    #[test]
    fn blocks_are_cut_apart_also_short_and_odd_ones() {
        assert_eq!(cuts_of(&[(4, 0), (8, 1), (8, 2), (8, 1), (4, 3)], 2.0, &[]), [0, 4, 12, 20, 28, 32]);
        assert_eq!(cuts_of(&[(4, 0), (4, 1), (4, 2), (4, 1), (4, 2), (4, 3)], 3.5, &[]), [0, 4, 8, 12, 16, 20, 24]);
        assert_eq!(cuts_of(&[(7, 0), (9, 1), (8, 0)], 2.0, &[]), [0, 7, 16, 24]);
    }

    #[test]
    fn a_song_heard_at_double_tempo_is_cut_in_the_same_places() {
        let bars = [(4, 0), (8, 1), (8, 2), (8, 1), (4, 3)];
        let doubled = bars.map(|(count, kind)| (2 * count, kind));
        let once: Vec<usize> = cuts_of(&bars, 2.0, &[]).iter().map(|cut| 2 * cut).collect();
        assert_eq!(cuts_of(&doubled, 1.0, &[]), once);
    }

    #[test]
    fn sameness_throughout_is_cut_only_where_the_words_say_so() {
        assert_eq!(cuts_of(&[(24, 0)], 2.0, &[]), [0, 24]);
        assert_eq!(cuts_of(&[(24, 0)], 2.0, &[(16, 2.0)]), [0, 16, 24]);
    }

    #[test]
    fn a_part_of_one_kind_lies_nowhere_from_its_middle() {
        let unlikeness = Unlikeness::of(&blocks(&[(4, 0), (4, 1)]));
        assert!(unlikeness.within(0, 4).abs() < 1e-12);
        // Four and four, half alike: 8 - (32 + 16) / 8 = 2.
        assert!((unlikeness.within(0, 8) - 2.0).abs() < 1e-12);
    }
}
