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

use crate::lyric_affect::LyricAffect;
use crate::onset::Onsets;
use crate::spectrum::Spectrum;

/// Step of every curve, in seconds.
pub(crate) const CURVE_HOP_SECS: f64 = 1.0;
/// Length that each value is averaged over, in seconds.
pub(crate) const CURVE_WINDOW_SECS: f64 = 3.0;

/// A curve and how it is made.
pub struct CurveDefinition {
    /// As in `curves.csv`.
    pub name: &'static str,
    /// Empty for a share without one.
    pub unit: &'static str,
    /// Least and greatest value.
    pub range: (f32, f32),
    /// What its ends mean.
    pub meaning: &'static str,
    /// From what it is made; the terms are explained in [`CURVE_TERMS`].
    pub formula: &'static str,
    /// Where that comes from.
    pub source: &'static str,
    values: fn(&Measures) -> Vec<f32>,
}

const SHARE: (f32, f32) = (0.0, 1.0);

/// The affect curves of every Reading, in the order of `curves.csv`.
pub const CURVES: [CurveDefinition; 6] = [
    CurveDefinition {
        name: curve_names::LOUDNESS,
        unit: "LUFS",
        range: (-70.0, 6.0),
        meaning: "short-term loudness; silence is -70",
        formula: "mean power of the K-weighted channels",
        source: "ITU-R BS.1770-4, EBU Tech 3341",
        values: loudness::short_term,
    },
    CurveDefinition {
        name: curve_names::AGGRESSION,
        unit: "",
        range: SHARE,
        meaning: "0 gentle .. 1 violent, comparable between songs",
        formula: "(1.5 noise + roughness + .75 attacks + .75 flux + force) / 5 + .15 words' aggression",
        source: "weights from sixteen songs: between songs noisiness orders best (rho .89 with a learned energy model)",
        values: aggression::absolute,
    },
    CurveDefinition {
        name: curve_names::AGGRESSION_WITHIN,
        unit: "",
        range: SHARE,
        meaning: "the same on the song's own scale, which planning and cutting follow",
        formula: "(noise + roughness + attacks + flux + 2 force) / 6 + .15 words' aggression, between its own 5th and 95th percentile",
        source: "weights from sixteen songs: inside a song loudness orders best (rho .62)",
        values: aggression::within,
    },
    CurveDefinition {
        name: curve_names::AROUSAL,
        unit: "",
        range: SHARE,
        meaning: "0 calm .. 1 excited",
        formula: "(2 force + flux + attacks) / 4 + .1 words' arousal",
        source: "Gabrielsson & Lindström, \"The role of structure in the musical expression of emotions\" (2010)",
        values: arousal::arousal,
    },
    CurveDefinition {
        name: curve_names::VALENCE,
        unit: "",
        range: SHARE,
        meaning: "0 dark .. 1 bright, .5 unknown",
        formula: ".5 + .6 (mean of articulation and attacks - .5) + .15 words' valence",
        source: "sound: articulation and density on sixteen songs; words: VADER (Hutto & Gilbert, 2014), r .52 with people's ratings of lyric lines",
        values: valence::valence,
    },
    CurveDefinition {
        name: curve_names::TENSION,
        unit: "",
        range: SHARE,
        meaning: "0 at rest .. 1 about to break",
        formula: ".3 roughness' rank + .25 rise of loudness and brightness + .25 distance from the key + .2 attacks without bass",
        source: "after Farbood, \"A parametric, temporal model of musical tension\" (2012); weights by ear",
        values: tension::tension,
    },
];

/// The terms that the formulas are made of, each 0..1 and averaged over three seconds, and how each is measured.
pub const CURVE_TERMS: [(&str, &str); 9] = [
    ("noise", "logarithm of the spectral flatness of 2–8 kHz, from .061 to .349"),
    ("roughness", "Sethares' dissonance of the partials (1993) as a share of the loudness, from .076 to .139"),
    ("attacks", "attacks a second, from .9 to 4.7"),
    ("flux", "growth of the spectrum over 20 ms at the reference loudness, from .006 to .07"),
    ("force", "short-term loudness against the song's integrated loudness, from -9 to +3 LU"),
    ("articulation", "flux as a share of the spectrum itself, from .045 to .14"),
    ("rise", "steepest straight rise of loudness (.6 LU a second) and brightness (.12 octaves a second) in 8 or 16 s"),
    ("distance from the key", "one less the cosine between the chroma now and that of the song, from .02 to .25"),
    (
        "words'",
        "affect of the stanza that is being sung, nearer lines more; nothing where nobody sings or the lyrics are unknown",
    ),
];

/// All curves of a song.
pub(crate) fn curves(
    loudness: &Loudness,
    spectrum: &Spectrum,
    onsets: &Onsets,
    words: Option<&LyricAffect>,
) -> Vec<Curve> {
    let measures = Measures::of(loudness, spectrum, onsets, words);
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
    use crate::lyrics::lyrics_from_text;
    use crate::test_sounds::{RATE_HZ, clicks, noise, silence, song_of, steady_beats, stroke};
    use crate::words::time_lyrics;

    fn curves_of(song: &Song) -> Vec<Curve> {
        let loudness = Loudness::of(song);
        let spectrum = Spectrum::of(song, loudness.gain(), 1);
        curves(&loudness, &spectrum, &Onsets::of(&spectrum.mel), None)
    }

    fn curves_sung(song: &Song, lyrics: &str) -> Vec<Curve> {
        let loudness = Loudness::of(song);
        let spectrum = Spectrum::of(song, loudness.gain(), 1);
        let lyrics = lyrics_from_text(lyrics, "x").unwrap();
        let words = LyricAffect::of(&lyrics, &time_lyrics(&lyrics, &[], song.duration_secs()));
        curves(&loudness, &spectrum, &Onsets::of(&spectrum.mel), Some(&words))
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
    fn words_change_the_curves_where_they_are_sung_and_nowhere_else() {
        let plain = curves_of(&band());
        let dark = curves_sung(&band(), "[00:10]I hate you, I'll kill you\n[00:14]\n");
        let kind = curves_sung(&band(), "[00:10]I love you so, my happy darling\n[00:14]\n");
        let at = |curves: &[Curve], name, second: usize| named(curves, name)[second];
        for name in [curve_names::AGGRESSION, curve_names::AGGRESSION_WITHIN] {
            assert!(at(&dark, name, 12) > at(&plain, name, 12) + 0.05, "{name}");
        }
        assert!(at(&kind, curve_names::AGGRESSION, 12) < at(&plain, curve_names::AGGRESSION, 12) + 0.02);
        assert!(at(&dark, curve_names::AROUSAL, 12) > at(&plain, curve_names::AROUSAL, 12));
        let valence = |curves: &[Curve]| at(curves, curve_names::VALENCE, 12);
        assert!(valence(&dark) + 0.03 < valence(&plain) && valence(&plain) + 0.03 < valence(&kind));
        for name in [curve_names::AGGRESSION, curve_names::AROUSAL, curve_names::VALENCE] {
            assert_eq!(at(&dark, name, 25), at(&plain, name, 25), "{name} far from the words");
        }
        assert_eq!(named(&dark, curve_names::TENSION), named(&plain, curve_names::TENSION));
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
