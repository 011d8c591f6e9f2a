//! The affect curves: one value a second, from a window of three seconds.
//!
//! Adding a curve is one file here and one row in `CURVES`. All but loudness
//! are shares in 0..1 without a unit, made from the measures in `measures.rs`,
//! each brought to 0..1 between its 5th and 95th percentile over a set of
//! sixteen songs of all styles. None of them depends on how loud the file is.

mod aggression;
mod arousal;
pub(crate) mod loudness;
mod measures;
mod tension;
mod valence;

use reversal_model::curve::Curve;
use reversal_model::reading::curve_names;

pub(crate) use loudness::Loudness;
pub(crate) use measures::Measures;

use crate::onset::Onsets;
use crate::spectrum::Spectrum;

/// Step of every curve, in seconds.
pub(crate) const CURVE_HOP_SECS: f64 = 1.0;
/// Length that each value is averaged over, in seconds.
pub(crate) const CURVE_WINDOW_SECS: f64 = 3.0;

/// A curve and how it is made.
struct CurveRow {
    name: &'static str,
    unit: &'static str,
    range: (f32, f32),
    values: fn(&Measures) -> Vec<f32>,
}

const CURVES: [CurveRow; 6] = [
    CurveRow { name: curve_names::LOUDNESS, unit: "LUFS", range: (-70.0, 6.0), values: loudness::short_term },
    CurveRow { name: curve_names::AGGRESSION, unit: "", range: (0.0, 1.0), values: aggression::absolute },
    CurveRow { name: curve_names::AGGRESSION_WITHIN, unit: "", range: (0.0, 1.0), values: aggression::within },
    CurveRow { name: curve_names::AROUSAL, unit: "", range: (0.0, 1.0), values: arousal::arousal },
    CurveRow { name: curve_names::VALENCE, unit: "", range: (0.0, 1.0), values: valence::valence },
    CurveRow { name: curve_names::TENSION, unit: "", range: (0.0, 1.0), values: tension::tension },
];

/// All curves of a song.
pub(crate) fn curves(loudness: &Loudness, spectrum: &Spectrum, onsets: &Onsets) -> Vec<Curve> {
    let measures = Measures::of(loudness, spectrum, onsets);
    CURVES
        .iter()
        .map(|row| Curve::new(row.name, row.unit, row.range, CURVE_HOP_SECS, (row.values)(&measures)))
        .collect()
}

/// Attacks a second at which a song is calm and dense: 5th and 95th percentile.
const ATTACKS_RANGE: (f64, f64) = (0.9, 4.7);
/// Flux at the reference loudness: 5th and 95th percentile.
const FLUX_RANGE: (f64, f64) = (0.006, 0.07);

/// The share of each second that is heard at all, so that a pause's hiss is
/// neither rough nor busy: 0 at 35 LU under the song's loudness ..1 at 15 LU.
fn heard(measures: &Measures, second: usize) -> f64 {
    share(measures.relative_loudness_lu[second], -35.0, -15.0)
}

/// How loud each second is in the song: 0 at -9 LU ..1 at +3 LU.
fn force(measures: &Measures, second: usize) -> f64 {
    share(measures.relative_loudness_lu[second], -9.0, 3.0)
}

/// How densely attacks follow each other.
fn density(measures: &Measures, second: usize) -> f64 {
    share(measures.attacks[second], ATTACKS_RANGE.0, ATTACKS_RANGE.1)
}

/// How much the spectrum changes.
fn change(measures: &Measures, second: usize) -> f64 {
    share(measures.flux[second], FLUX_RANGE.0, FLUX_RANGE.1)
}

/// 0 at `low` and below, 1 at `high` and above, straight between.
fn share(value: f64, low: f64, high: f64) -> f64 {
    ((value - low) / (high - low)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use reversal_model::song::Song;

    use super::*;
    use crate::test_sounds::{RATE_HZ, clicks, noise, silence, song_of, steady_beats, stroke};

    fn curves_of(song: &Song) -> Vec<Curve> {
        let loudness = Loudness::of(song);
        let spectrum = Spectrum::of(song, loudness.gain(), 1);
        curves(&loudness, &spectrum, &Onsets::of(&spectrum.mel))
    }

    fn named<'a>(curves: &'a [Curve], name: &str) -> &'a [f32] {
        curves.iter().find(|curve| curve.name == name).unwrap().values()
    }

    fn mean(values: &[f32]) -> f32 {
        values.iter().sum::<f32>() / values.len() as f32
    }

    /// Chords with drums, quiet at first and dense later.
    fn band() -> Song {
        let mut song = clicks(&steady_beats(0.1, 120.0, 60), 4, 31.0);
        for i in 0..60 {
            stroke(&mut song.channels[0], 15.0 + f64::from(i) * 0.25, 196.0 * f64::from(1 + i % 3), 0.2, 0.2);
        }
        song
    }

    fn mapped(song: &Song, change: impl Fn(f32) -> f32) -> Song {
        song_of(song.sample_rate_hz, song.channels.iter().map(|c| c.iter().map(|x| change(*x)).collect()).collect())
    }

    #[test]
    fn every_curve_has_a_value_for_each_second_inside_its_range() {
        for curve in curves_of(&band()) {
            assert_eq!(curve.values().len(), 31, "{}", curve.name);
            assert!(curve.values().iter().all(|v| *v >= curve.range.0 && *v <= curve.range.1), "{}", curve.name);
        }
    }

    #[test]
    fn gain_leaves_all_but_loudness_as_it_was() {
        let plain = curves_of(&band());
        for gain_db in [-12.0_f32, 12.0] {
            let scaled = curves_of(&mapped(&band(), |x| x * 10_f32.powf(gain_db / 20.0)));
            for (a, b) in plain.iter().zip(&scaled) {
                let step = if a.name == curve_names::LOUDNESS { gain_db } else { 0.0 };
                for (x, y) in a.values().iter().zip(b.values()) {
                    assert!((y - x - step).abs() < 0.02, "{}: {x} became {y} at {gain_db} dB", a.name);
                }
            }
        }
    }

    /// Held guitar-like chords.
    fn riff() -> Song {
        let mut song = noise(1e-5, 20.0);
        for i in 0..40 {
            for (string, hz) in [110.0, 164.8, 220.0, 277.2].into_iter().enumerate() {
                for partial in 1..9 {
                    let level = 0.12 * f64::from(partial).powf(-1.5) as f32;
                    let hz = hz * f64::from(partial) * (1.0 + 0.002 * string as f64);
                    stroke(&mut song.channels[0], f64::from(i) * 0.5, hz, level, 0.4);
                }
            }
        }
        song
    }

    fn driven(song: &Song) -> Song {
        mapped(song, |x| (x * 60.0).tanh() * 0.5)
    }

    #[test]
    fn drive_raises_aggression() {
        let aggression = |song: &Song| mean(named(&curves_of(song), curve_names::AGGRESSION));
        let (clean, dirty) = (aggression(&riff()), aggression(&driven(&riff())));
        assert!(dirty > clean + 0.05, "{clean} became {dirty}");
    }

    #[test]
    fn a_low_pass_lowers_aggression() {
        let aggression = |song: &Song| mean(named(&curves_of(song), curve_names::AGGRESSION));
        let mut muffled = driven(&riff());
        let before = aggression(&muffled);
        for _ in 0..3 {
            let mut held = 0.0;
            for sample in &mut muffled.channels[0] {
                held += 0.1 * (*sample - held);
                *sample = held;
            }
        }
        let after = aggression(&muffled);
        assert!(after < before - 0.03, "{before} became {after}");
    }

    #[test]
    fn a_burst_of_noise_raises_aggression_where_it_is() {
        let mut song = band();
        let burst = noise(0.5, 4.0);
        for (sample, hiss) in song.channels[0].iter_mut().skip(6 * RATE_HZ as usize).zip(&burst.channels[0]) {
            *sample += hiss;
        }
        let curves = curves_of(&song);
        let aggression = named(&curves, curve_names::AGGRESSION);
        assert!(aggression[8] > aggression[2] + 0.15, "{aggression:?}");
    }

    #[test]
    fn silence_is_calm() {
        let curves = curves_of(&silence(5.0));
        for name in
            [curve_names::AGGRESSION, curve_names::AGGRESSION_WITHIN, curve_names::AROUSAL, curve_names::TENSION]
        {
            assert!(named(&curves, name).iter().all(|value| *value == 0.0), "{name}");
        }
        assert!(named(&curves, curve_names::LOUDNESS).iter().all(|value| *value == -70.0));
        assert!(named(&curves, curve_names::VALENCE).iter().all(|value| *value == 0.5));
    }
}
