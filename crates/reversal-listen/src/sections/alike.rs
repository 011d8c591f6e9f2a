//! How alike the bars of a song are, by what sounds in them.

use crate::bars::{BeatSpans, standardized};
use crate::onset::Onsets;
use crate::spectrum::{HOP_SECS, LONG_HOP_SECS, Spectrum};

/// Shares of timbre, drumming, chords and bass in the likeness that parts are cut by. In popular music it is
/// the band and what it plays that changes with a part, while chords may run on through all of them.
const TIMBRE_SHARE: f64 = 0.45;
const STROKES_SHARE: f64 = 0.27;
const CHORD_SHARE: f64 = 0.18;
const BASS_SHARE: f64 = 0.10;
/// Share of chords in the likeness by which parts are known again: a last chorus is louder, but the same.
const REPEAT_CHORD_SHARE: f64 = 0.4;
/// Moments of a bar at which its chords are taken, to tell their order.
const CHORDS_A_BAR: usize = 8;
/// Keeps the logarithm of a bar without strokes finite.
const STROKES_FLOOR: f64 = 0.1;

/// The bars and what sounds in each.
pub(super) struct Bars {
    pub starts_secs: Vec<f64>,
    chroma: Vec<Vec<f64>>,
    bass: Vec<Vec<f64>>,
    /// Unit vectors of pitch classes of each bar's eighths, one after another.
    chords_in_order: Vec<Vec<f64>>,
    timbre: Vec<Vec<f64>>,
    /// Logarithms of mean onset strength overall, in the bass and in the treble, in standard deviations.
    strokes: Vec<Vec<f64>>,
}

impl Bars {
    /// Bars from the song's start: a pick-up belongs to the first.
    pub fn of(spectrum: &Spectrum, onsets: &Onsets, bar_starts_secs: &[f64], duration_secs: f64) -> Bars {
        let mut starts_secs: Vec<f64> =
            bar_starts_secs.iter().copied().filter(|&start| start < duration_secs - 0.5).collect();
        match starts_secs.first_mut() {
            Some(first) if *first < 1.0 => *first = 0.0,
            _ => starts_secs.insert(0, 0.0),
        }
        let spans = BeatSpans::of(spectrum, &starts_secs);
        let end_of = |bar: usize| starts_secs.get(bar + 1).copied().unwrap_or(duration_secs);
        let columns = [&onsets.all, &onsets.low, &onsets.high].map(|list| {
            let logs: Vec<f64> = (0..starts_secs.len())
                .map(|bar| (mean_between(list, starts_secs[bar], end_of(bar)) + STROKES_FLOOR).ln())
                .collect();
            standardized(&logs)
        });
        let strokes = (0..starts_secs.len()).map(|bar| columns.iter().map(|column| column[bar]).collect()).collect();
        let chords_in_order =
            (0..starts_secs.len()).map(|bar| chords_in_order(spectrum, starts_secs[bar], end_of(bar))).collect();
        Bars { starts_secs, chroma: spans.chroma, bass: spans.bass, chords_in_order, timbre: spans.timbre, strokes }
    }

    pub fn count(&self) -> usize {
        self.starts_secs.len()
    }

    pub fn end_of(&self, bar: usize, duration_secs: f64) -> f64 {
        self.starts_secs.get(bar + 1).copied().unwrap_or(duration_secs)
    }

    /// Median length of a bar, in seconds.
    pub fn usual_secs(&self) -> f64 {
        let mut lengths: Vec<f64> = self.starts_secs.windows(2).map(|pair| pair[1] - pair[0]).collect();
        lengths.sort_by(f64::total_cmp);
        lengths.get(lengths.len() / 2).copied().unwrap_or(0.0)
    }

    /// 0 unlike ..1 the same, for each pair of bars, by which chords follow each other in them.
    pub fn harmony_kernel(&self) -> Vec<Vec<f64>> {
        gaussian(&self.chords_in_order)
    }

    /// 0 unlike ..1 the same, for each pair of bars: a sum of Gaussian kernels.
    pub fn kernel(&self) -> Vec<Vec<f64>> {
        let shares = [
            (TIMBRE_SHARE, &self.timbre),
            (STROKES_SHARE, &self.strokes),
            (CHORD_SHARE, &self.chroma),
            (BASS_SHARE, &self.bass),
        ];
        let mut kernel = vec![vec![0.0; self.count()]; self.count()];
        for (share, features) in shares {
            for (sums, row) in kernel.iter_mut().zip(&gaussian(features)) {
                for (sum, likeness) in sums.iter_mut().zip(row) {
                    *sum += share * likeness;
                }
            }
        }
        kernel
    }

    /// 0 unlike ..1 the same, for each pair of bars, falling off sharply: what is the same again stands out.
    pub fn sameness(&self) -> Vec<Vec<f64>> {
        let falling = |features: &[Vec<f64>]| {
            let distances = distances(features);
            let mean = distances.iter().flatten().sum::<f64>() / (self.count() * self.count()) as f64;
            distances
                .into_iter()
                .map(move |row| row.into_iter().map(|d| (-d / mean.max(1e-9)).exp()).collect())
                .collect::<Vec<Vec<f64>>>()
        };
        let (mut sameness, timbre) = (falling(&self.chroma), falling(&self.timbre));
        for (row, others) in sameness.iter_mut().zip(&timbre) {
            for (value, other) in row.iter_mut().zip(others) {
                *value = REPEAT_CHORD_SHARE * *value + (1.0 - REPEAT_CHORD_SHARE) * other;
            }
        }
        sameness
    }
}

/// 0 unlike ..1 the same, for each pair: a Gaussian kernel as wide as the median distance.
fn gaussian(features: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let distances = distances(features);
    let width = median_of_pairs(&distances).max(1e-9);
    let likeness = |distance: f64| (-0.5 * (distance / width).powi(2)).exp();
    distances.into_iter().map(|row| row.into_iter().map(likeness).collect()).collect()
}

/// Unit vectors of pitch classes of a bar's eighths, one after another.
fn chords_in_order(spectrum: &Spectrum, start_secs: f64, end_secs: f64) -> Vec<f64> {
    let last = spectrum.tones.len().saturating_sub(1);
    let frame_at = |eighth: usize| {
        let secs = start_secs + (end_secs - start_secs) * eighth as f64 / CHORDS_A_BAR as f64;
        ((secs / LONG_HOP_SECS).ceil() as usize).min(last)
    };
    (0..CHORDS_A_BAR)
        .flat_map(|eighth| {
            let (from, to) = (frame_at(eighth), frame_at(eighth + 1));
            let mut sum = [0.0_f64; 12];
            for tones in &spectrum.tones[from..to.max(from + 1).min(spectrum.tones.len())] {
                for (total, level) in sum.iter_mut().zip(tones.chroma) {
                    *total += f64::from(level);
                }
            }
            let length = sum.iter().map(|value| value * value).sum::<f64>().sqrt().max(1e-9);
            sum.map(|value| value / length)
        })
        .collect()
}

/// Euclidean, for each pair.
fn distances(features: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let distance = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt();
    features.iter().map(|a| features.iter().map(|b| distance(a, b)).collect()).collect()
}

fn median_of_pairs(distances: &[Vec<f64>]) -> f64 {
    let mut all: Vec<f64> = (0..distances.len()).flat_map(|i| distances[i][..i].iter().copied()).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

fn mean_between(list: &[f32], from_secs: f64, to_secs: f64) -> f64 {
    let from = ((from_secs / HOP_SECS) as usize).min(list.len());
    let to = ((to_secs / HOP_SECS) as usize).clamp(from, list.len());
    list[from..to].iter().map(|value| f64::from(*value)).sum::<f64>() / (to - from).max(1) as f64
}
