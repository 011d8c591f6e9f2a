//! How much each bar's start looks like the start of a part.
//!
//! Two signs: neighbours differ there (checkerboard novelty: Foote 2000), and a
//! passage that is played again begins or ends there (a stripe beside the
//! diagonal of the self-similarity matrix: Goto 2003; Serrà et al. 2014). What
//! counts is how far a bar stands out from those around it: in a restless
//! passage every bar is new, and in a calm one a small change says much.

use crate::bars::standardized;

/// Bars on each side of a boundary whose contrast is its novelty.
const NOVELTY_BARS: usize = 4;
/// Bars on each side of a repetition's end that are compared.
const STRIPE_BARS: usize = 4;
/// Fewest bars of them at the ends of the song.
const STRIPE_BARS_MIN: usize = 2;
/// Nearest that a repetition lies, in bars: anything nearer is one figure going round.
const LAG_BARS_MIN: usize = 4;
/// What a standard deviation of repetition is worth against one of novelty.
const STRIPE_WEIGHT: f64 = 0.4;
/// Bars on each side that a bar has to stand out from.
const AROUND_BARS: usize = 6;

/// For each bar, how much its start stands out as a boundary, in standard deviations. `kernel` is the likeness of the
/// bars by sound, `harmony` by the order of their chords.
pub(super) fn boundary_signs(kernel: &[Vec<f64>], harmony: &[Vec<f64>]) -> Vec<f64> {
    let (novelty, stripes) = (standardized(&novelty(kernel)), standardized(&stripe_ends(harmony)));
    let sum: Vec<f64> = novelty.iter().zip(&stripes).map(|(new, end)| new + STRIPE_WEIGHT * end).collect();
    let stands_out = |at: usize| {
        let around = &sum[at.saturating_sub(AROUND_BARS)..(at + AROUND_BARS + 1).min(sum.len())];
        sum[at] - around.iter().sum::<f64>() / around.len() as f64
    };
    standardized(&(0..sum.len()).map(stands_out).collect::<Vec<f64>>())
}

/// Contrast of the bars before and after each bar's start, 0..1.
fn novelty(kernel: &[Vec<f64>]) -> Vec<f64> {
    let count = kernel.len();
    let reach = |bars: usize| (bars as f64 + 0.5) / NOVELTY_BARS as f64;
    (0..count)
        .map(|at| {
            let side = NOVELTY_BARS.min(at).min(count - at);
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
        .collect()
}

/// How clearly a repetition begins or ends with each bar, 0..1: the greatest step of likeness, over all lags, from
/// the bars before to those after.
fn stripe_ends(kernel: &[Vec<f64>]) -> Vec<f64> {
    let count = kernel.len();
    let mean = |bars: std::ops::Range<usize>, bar_at: &dyn Fn(usize) -> f64| {
        let width = bars.len() as f64;
        bars.map(bar_at).sum::<f64>() / width
    };
    (0..count)
        .map(|at| {
            let step = |earlier: bool, lag: usize| {
                // The bars that have another one so far from them.
                let (first, end) = if earlier { (lag, count) } else { (0, count - lag) };
                let before = at.saturating_sub(STRIPE_BARS).max(first)..at;
                let after = at..(at + STRIPE_BARS).min(end);
                if before.len() < STRIPE_BARS_MIN || after.len() < STRIPE_BARS_MIN {
                    return 0.0;
                }
                let other = |bar: usize| kernel[bar][if earlier { bar - lag } else { bar + lag }];
                (mean(after, &other) - mean(before, &other)).abs()
            };
            (LAG_BARS_MIN..count).flat_map(|lag| [step(true, lag), step(false, lag)]).fold(0.0, f64::max)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of one kind are the same, others nothing like it.
    fn kernel_of(kinds: &str) -> Vec<Vec<f64>> {
        kinds.bytes().map(|a| kinds.bytes().map(|b| f64::from(u8::from(a == b))).collect()).collect()
    }

    fn strongest(signs: &[f64]) -> usize {
        (0..signs.len()).fold(0, |best, i| if signs[i] > signs[best] { i } else { best })
    }

    #[test]
    fn a_change_of_sound_stands_out() {
        let kernel = kernel_of("aaaaaaaabbbbbbbb");
        assert_eq!(strongest(&novelty(&kernel)), 8);
        assert_eq!(strongest(&boundary_signs(&kernel, &kernel)), 8);
    }

    #[test]
    fn a_passage_that_comes_again_is_bounded_though_each_of_its_bars_is_new() {
        // Every bar differs from its neighbours; bars 3 to 8 come again from 12 on.
        let ends = stripe_ends(&kernel_of("xyzabcdefuvwabcdefrst"));
        for (bar, end) in ends.iter().enumerate() {
            assert_eq!(*end > 0.99, [3, 9, 12, 18].contains(&bar), "bar {bar}: {end}");
        }
    }

    #[test]
    fn where_all_is_the_same_nothing_stands_out() {
        let kernel = kernel_of(&"a".repeat(20));
        let signs = boundary_signs(&kernel, &kernel);
        // The kernels' edges aside, which no part can begin at.
        assert!(signs[4..16].iter().all(|sign| sign.abs() < 1e-9), "{signs:?}");
        assert!(boundary_signs(&[], &[]).is_empty());
    }
}
