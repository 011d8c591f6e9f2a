//! What the beat net hears, 50 times a second.
//!
//! Two neighbouring short frames of the mel spectrum on a logarithmic scale,
//! and how much the harmony and the bass are about to differ from what they
//! were: chords tell bars where nobody drums. The latter does not depend on
//! the key.

use crate::spectrum::{LONG_HOP_SECS, MEL_BANDS, SHORT_IN_LONG, Spectrum, compressed};
use crate::tones::Tones;

/// Step between the net's frames, in seconds; frame `i` is centred on `i · NET_HOP_SECS`.
pub(crate) const NET_HOP_SECS: f64 = LONG_HOP_SECS / LONG_TO_NET as f64;
/// Values of one of the net's frames: twice the mel bands, then the changes.
pub const BEAT_INPUTS: usize = 2 * MEL_BANDS + CHANGES;
/// Changes of chroma and of the bass, each over a short and a long span.
pub(crate) const CHANGES: usize = 4;

/// Long frames on each side whose harmony is compared: 0.32 s and 0.96 s.
const SPANS: [usize; 2] = [8, 24];
const LONG_TO_NET: usize = 2;
const SHORT_TO_NET: usize = SHORT_IN_LONG / LONG_TO_NET;
/// Brings the logarithms near 0..1.
const MEL_SCALE: f32 = 0.125;

/// One frame of the net's input.
pub type BeatInput = [f32; BEAT_INPUTS];

pub(crate) fn net_input(spectrum: &Spectrum) -> Vec<BeatInput> {
    let frames = spectrum.mel.len() / SHORT_TO_NET;
    let changes = [
        changes(&spectrum.tones, |tones| tones.chroma, SPANS[0]),
        changes(&spectrum.tones, |tones| tones.chroma, SPANS[1]),
        changes(&spectrum.tones, |tones| tones.bass, SPANS[0]),
        changes(&spectrum.tones, |tones| tones.bass, SPANS[1]),
    ];
    (0..frames)
        .map(|frame| {
            let mut input = [0.0; BEAT_INPUTS];
            let pair = spectrum.mel[frame * SHORT_TO_NET..].iter().take(SHORT_TO_NET);
            for (bands, mel) in input.chunks_exact_mut(MEL_BANDS).zip(pair) {
                for (value, level) in bands.iter_mut().zip(mel) {
                    *value = compressed(*level) * MEL_SCALE;
                }
            }
            for (value, list) in input[2 * MEL_BANDS..].iter_mut().zip(&changes) {
                let (long, part) = (frame / LONG_TO_NET, (frame % LONG_TO_NET) as f32 / LONG_TO_NET as f32);
                let at = |i: usize| list.get(i.min(list.len().saturating_sub(1))).copied().unwrap_or(0.0);
                *value = at(long) + (at(long + 1) - at(long)) * part;
            }
            input
        })
        .collect()
}

/// At each long frame, half of (1 − the correlation of the logarithms' means
/// over the `span` frames before and after), 0..1; 0 at both ends and where
/// all is even.
fn changes<const N: usize>(tones: &[Tones], part: impl Fn(&Tones) -> [f32; N], span: usize) -> Vec<f32> {
    let mut sums = vec![[0.0_f64; N]];
    let mut sum = [0.0; N];
    for frame in tones {
        for (total, level) in sum.iter_mut().zip(part(frame)) {
            *total += f64::from(compressed(level));
        }
        sums.push(sum);
    }
    (0..tones.len())
        .map(|at| {
            if at < span || at + span > tones.len() {
                return 0.0;
            }
            let before = centred(&sums[at - span], &sums[at]);
            let after = centred(&sums[at], &sums[at + span]);
            let product = |a: &[f64; N], b: &[f64; N]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
            let scale = (product(&before, &before) * product(&after, &after)).sqrt();
            if scale <= 1e-6 { 0.0 } else { (0.5 - 0.5 * product(&before, &after) / scale) as f32 }
        })
        .collect()
}

/// The difference of two running sums, less its mean over the bands.
fn centred<const N: usize>(from: &[f64; N], to: &[f64; N]) -> [f64; N] {
    let difference: [f64; N] = std::array::from_fn(|i| to[i] - from[i]);
    let mean = difference.iter().sum::<f64>() / N as f64;
    difference.map(|value| value - mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_sounds::{RATE_HZ, silence, song_of};

    #[test]
    fn a_change_of_pitch_stands_out_where_it_happens_and_nowhere_else() {
        let wave = |i: usize| {
            let secs = i as f32 / RATE_HZ as f32;
            let hz = if secs < 3.0 { 220.0 } else { 329.6 };
            0.4 * (std::f32::consts::TAU * hz * secs).sin()
        };
        let song = song_of(RATE_HZ, vec![(0..RATE_HZ as usize * 6).map(wave).collect()]);
        let input = net_input(&Spectrum::of(&song, 1.0, 1));
        for span in 0..SPANS.len() {
            let at = |secs: f64| input[(secs / NET_HOP_SECS) as usize][2 * MEL_BANDS + span];
            assert!(at(3.0) > 0.3, "{}", at(3.0));
            assert!(at(1.5) < 0.05 && at(4.5) < 0.05, "{} {}", at(1.5), at(4.5));
        }
    }

    #[test]
    fn silence_is_all_zeros() {
        let input = net_input(&Spectrum::of(&silence(2.0), 1.0, 1));
        assert_eq!(input.len(), 100);
        assert!(input.iter().flatten().all(|value| *value == 0.0));
    }
}
