//! Which beats start bars, and how many beats a bar has.
//!
//! Each beat is described by what marks a bar's start: the beat net's word for
//! it, a change of chord, a change of the bass, a bass drum rather than a snare,
//! a new timbre. A bar pointer over the beats (2, 3 or 4 to a bar, decoded by
//! Viterbi) then finds the bars that explain these marks best, as `madmom`'s bar tracker does with
//! learned marks (Krebs, Böck, Dorfer & Widmer, ISMIR 2016).

use std::borrow::Cow;

use reversal_model::hearing::MeterGiven;

use crate::beat_net::Heard;
use crate::beat_net::input::NET_HOP_SECS;
use crate::onset::Onsets;
use crate::spectrum::{HOP_SECS, LONG_HOP_SECS, Spectrum};
use crate::tones::Tones;

/// A bar length and what each of its beats is expected to carry, in standard
/// deviations. Each row sums to zero, so that no length is favoured by its rows.
#[derive(Clone)]
struct Meter {
    beats: usize,
    /// Logarithm of how common it is.
    prior: f64,
    /// Change of chord, of the bass and of timbre.
    change: Cow<'static, [f64]>,
    /// Bass drum.
    low: Cow<'static, [f64]>,
    /// Snare drum.
    high: Cow<'static, [f64]>,
}

static METERS: [Meter; 3] = [
    Meter {
        beats: 4,
        prior: 0.0,
        change: Cow::Borrowed(&[1.2, -0.6, 0.0, -0.6]),
        low: Cow::Borrowed(&[0.9, -0.7, 0.4, -0.6]),
        high: Cow::Borrowed(&[-0.5, 0.6, -0.6, 0.5]),
    },
    Meter {
        beats: 3,
        prior: -4.0,
        change: Cow::Borrowed(&[1.2, -0.6, -0.6]),
        low: Cow::Borrowed(&[1.0, -0.5, -0.5]),
        high: Cow::Borrowed(&[-0.7, 0.4, 0.3]),
    },
    // Marches, and 6/8 counted in dotted quarters.
    Meter {
        beats: 2,
        prior: -4.0,
        change: Cow::Borrowed(&[0.6, -0.6]),
        low: Cow::Borrowed(&[0.5, -0.5]),
        high: Cow::Borrowed(&[-0.5, 0.5]),
    },
];

const CHORD_WEIGHT: f64 = 1.0;
const BASS_WEIGHT: f64 = 0.7;
const TIMBRE_WEIGHT: f64 = 0.6;
const LOW_WEIGHT: f64 = 0.4;
const HIGH_WEIGHT: f64 = 0.4;
/// What a bar of another length, or one cut short or begun early, has to gain.
const BREAK_COST: f64 = 14.0;
/// Weight of the net's odds, and of all other marks against it.
const NET_WEIGHT: f64 = 1.5;
const MARKS_WEIGHT: f64 = 0.5;

/// Bars of two or three that are trusted less than this are taken for bars of four, which are by far commoner.
const RARE_METER_CONFIDENCE_MIN: f64 = 0.1;

/// The bars that were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bars {
    /// 0.., indices of the beats that start bars.
    pub downbeats: Vec<usize>,
    /// Beats in most bars.
    pub meter: u32,
    /// Trust that the bars start where they are said to, 0..1.
    pub confidence: f64,
}

impl Meter {
    /// A meter of which only the number of beats is known: all marks lie on the first.
    fn plain(beats: usize) -> Meter {
        match METERS.iter().find(|meter| meter.beats == beats) {
            Some(known) => known.clone(),
            None => {
                let rest = 1.0 / beats.saturating_sub(1).max(1) as f64;
                let row = |first: f64| (0..beats).map(|beat| if beat == 0 { first } else { -first * rest }).collect();
                Meter { beats, prior: 0.0, change: row(1.2), low: row(0.9), high: row(-0.5) }
            }
        }
    }
}

/// Marks of a bar's start at each beat, each list in standard deviations from its mean.
struct Marks {
    change: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// The net's chance that a bar starts here, in place of deviations.
    bar_start: Vec<f64>,
}

pub(crate) fn find_bars(
    spectrum: &Spectrum,
    onsets: &Onsets,
    heard: &[Heard],
    beats_secs: &[f64],
    given: Option<MeterGiven>,
) -> Bars {
    if beats_secs.len() < 2 {
        return Bars { downbeats: (0..beats_secs.len()).collect(), meter: 4, confidence: 0.0 };
    }
    let marks = marks(spectrum, onsets, heard, beats_secs);
    if let Some(given) = given {
        let beat_secs = (beats_secs[beats_secs.len() - 1] - beats_secs[0]) / (beats_secs.len() - 1) as f64;
        return bars_in(&marks, &[Meter::plain(given.beats_a_bar(beat_secs) as usize)]);
    }
    let found = bars_in(&marks, &METERS);
    if found.meter != 4 && found.confidence < RARE_METER_CONFIDENCE_MIN { bars_in(&marks, &METERS[..1]) } else { found }
}

fn bars_in(marks: &Marks, meters: &[Meter]) -> Bars {
    let places = likeliest_places(marks, meters);
    let downbeats: Vec<usize> = (0..places.len()).filter(|&beat| places[beat].1 == 0).collect();
    let usual = meters
        .iter()
        .max_by_key(|meter| (places.iter().filter(|place| place.0 == meter.beats).count(), meter.beats == 4))
        .unwrap_or(&METERS[0]);
    let confidence = phase_lead(marks, usual);
    Bars { downbeats, meter: usual.beats as u32, confidence }
}

/// For each beat the length of its bar and its place in it.
fn likeliest_places(marks: &Marks, meters: &[Meter]) -> Vec<(usize, usize)> {
    let states: Vec<(&Meter, usize)> =
        meters.iter().flat_map(|meter| (0..meter.beats).map(move |place| (meter, place))).collect();
    let index_of = |beats: usize, place: usize| states.iter().position(|s| s.0.beats == beats && s.1 == place);
    let mut scores: Vec<f64> = states.iter().map(|(meter, place)| meter.prior + marks.fit(meter, *place, 0)).collect();
    let mut came_from: Vec<Vec<usize>> = vec![(0..states.len()).collect()];
    for beat in 1..marks.change.len() {
        let best = strongest(&scores);
        let mut next = vec![0.0; states.len()];
        let mut from = vec![0; states.len()];
        for (state, (meter, place)) in states.iter().enumerate() {
            let usual = index_of(meter.beats, (place + meter.beats - 1) % meter.beats).unwrap_or(state);
            let mut source = (scores[usual], usual);
            // Only a new bar may break the count.
            if *place == 0 && scores[best] - BREAK_COST > source.0 {
                source = (scores[best] - BREAK_COST, best);
            }
            next[state] = source.0 + marks.fit(meter, *place, beat);
            from[state] = source.1;
        }
        scores = next;
        came_from.push(from);
    }
    let mut state = strongest(&scores);
    let mut places = Vec::with_capacity(came_from.len());
    for from in came_from.iter().rev() {
        places.push((states[state].0.beats, states[state].1));
        state = from[state];
    }
    places.reverse();
    places
}

fn strongest(scores: &[f64]) -> usize {
    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}

/// How clearly the best phase of a meter beats the next, 0..1.
fn phase_lead(marks: &Marks, meter: &Meter) -> f64 {
    let beats = marks.change.len();
    let mut fits: Vec<f64> = (0..meter.beats)
        .map(|phase| (0..beats).map(|beat| marks.fit(meter, (beat + phase) % meter.beats, beat)).sum::<f64>())
        .collect();
    fits.sort_by(|a, b| b.total_cmp(a));
    // By chance the sums part by about the root of the number of beats.
    let lead = (fits[0] - fits[1]) / (beats as f64).sqrt();
    (lead / 8.0).clamp(0.0, 1.0)
}

impl Marks {
    fn fit(&self, meter: &Meter, place: usize, beat: usize) -> f64 {
        let chance = if place == 0 { self.bar_start[beat] } else { 1.0 - self.bar_start[beat] };
        let marks = self.change[beat] * meter.change[place]
            + LOW_WEIGHT * self.low[beat] * meter.low[place]
            + HIGH_WEIGHT * self.high[beat] * meter.high[place];
        NET_WEIGHT * chance.ln() + MARKS_WEIGHT * marks
    }
}

fn marks(spectrum: &Spectrum, onsets: &Onsets, heard: &[Heard], beats_secs: &[f64]) -> Marks {
    let spans = BeatSpans::of(spectrum, beats_secs);
    let count = beats_secs.len();
    let mean = |list: &[Vec<f64>], from: usize, to: usize| -> Vec<f64> {
        let rows = &list[from..to.max(from + 1).min(list.len())];
        (0..rows[0].len()).map(|i| rows.iter().map(|row| row[i]).sum::<f64>() / rows.len() as f64).collect()
    };
    let change = |list: &[Vec<f64>], side: usize| -> Vec<f64> {
        let distances: Vec<f64> = (0..count)
            .map(|beat| match beat {
                0 => 0.0,
                _ => {
                    let before = mean(list, beat.saturating_sub(side), beat);
                    distance(&before, &mean(list, beat, (beat + side).min(count)))
                }
            })
            .collect();
        standardized(&distances)
    };
    let (chord, bass) = (change(&spans.chroma, 2), change(&spans.bass, 1));
    let timbre = change(&spans.timbre, 4);
    let near = |list: &[f32], secs: f64| {
        let frame = (secs / HOP_SECS).round() as usize;
        let (from, to) = (frame.saturating_sub(3).min(list.len()), (frame + 3).min(list.len()));
        f64::from(list[from..to].iter().copied().fold(0.0, f32::max))
    };
    let accent = |list: &[f32]| standardized(&beats_secs.iter().map(|&secs| near(list, secs)).collect::<Vec<_>>());
    Marks {
        change: (0..count)
            .map(|i| CHORD_WEIGHT * chord[i] + BASS_WEIGHT * bass[i] + TIMBRE_WEIGHT * timbre[i])
            .collect(),
        low: accent(&onsets.low),
        high: accent(&onsets.high),
        bar_start: beats_secs.iter().map(|&secs| bar_start_chance(heard, secs)).collect(),
    }
}

/// The net's greatest chance of a downbeat within 50 ms.
fn bar_start_chance(heard: &[Heard], secs: f64) -> f64 {
    let frame = (secs / NET_HOP_SECS).round() as usize;
    let (from, to) = (frame.saturating_sub(2).min(heard.len()), (frame + 3).min(heard.len()));
    f64::from(heard[from..to].iter().map(|heard| heard.downbeat).fold(0.0, f32::max)).clamp(0.02, 0.98)
}

/// Means over each beat, until the next.
pub(crate) struct BeatSpans {
    /// Unit vectors of pitch classes.
    pub chroma: Vec<Vec<f64>>,
    /// Unit vectors of bass bands.
    pub bass: Vec<Vec<f64>>,
    /// Logarithms of the mel bands, in half decades.
    pub timbre: Vec<Vec<f64>>,
}

impl BeatSpans {
    pub fn of(spectrum: &Spectrum, starts_secs: &[f64]) -> BeatSpans {
        let end_of = |i: usize| starts_secs.get(i + 1).copied().unwrap_or(f64::INFINITY);
        let mean_tones = |i: usize, part: &dyn Fn(&Tones) -> Vec<f64>| -> Vec<f64> {
            let frames = frames_between(starts_secs[i], end_of(i), LONG_HOP_SECS, spectrum.tones.len());
            normalized(mean_of(spectrum.tones[frames].iter().map(part)))
        };
        let all = 0..starts_secs.len();
        BeatSpans {
            chroma: all.clone().map(|i| mean_tones(i, &|tones| tones.chroma.map(f64::from).to_vec())).collect(),
            bass: all.clone().map(|i| mean_tones(i, &|tones| tones.bass.map(f64::from).to_vec())).collect(),
            timbre: all
                .map(|i| {
                    let frames = frames_between(starts_secs[i], end_of(i), HOP_SECS, spectrum.mel.len());
                    mean_of(
                        spectrum.mel[frames]
                            .iter()
                            .map(|mel| mel.map(|level| f64::from(level + 1e-5).log10() * 2.0).to_vec()),
                    )
                })
                .collect(),
        }
    }
}

/// Frames whose centres lie in a span; at least one where there are any.
fn frames_between(from_secs: f64, to_secs: f64, hop_secs: f64, count: usize) -> std::ops::Range<usize> {
    let from = ((from_secs / hop_secs).ceil() as usize).min(count.saturating_sub(1));
    let to = ((to_secs / hop_secs).ceil().min(count as f64) as usize).clamp(from, count);
    from..to.max((from + 1).min(count))
}

fn mean_of(rows: impl Iterator<Item = Vec<f64>>) -> Vec<f64> {
    let mut sum: Vec<f64> = Vec::new();
    let mut count = 0.0_f64;
    for row in rows {
        sum.resize(row.len(), 0.0);
        for (total, value) in sum.iter_mut().zip(row) {
            *total += value;
        }
        count += 1.0;
    }
    sum.iter().map(|total| total / count).collect()
}

fn normalized(values: Vec<f64>) -> Vec<f64> {
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt().max(1e-9);
    values.iter().map(|value| value / length).collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

/// Values less their mean in standard deviations, at most three; zeros where all are alike.
pub(crate) fn standardized(values: &[f64]) -> Vec<f64> {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    values
        .iter()
        .map(|value| if deviation > 1e-9 { ((value - mean) / deviation).clamp(-3.0, 3.0) } else { 0.0 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beat_net::hear;
    use crate::test_sounds::{clicks, steady_beats};

    fn bars_of(meter: usize, pickup: usize, tempo_bpm: f64) -> Bars {
        let beats = steady_beats(0.4, tempo_bpm, 60);
        // A pick-up: the first bar starts some beats into the song.
        let song = clicks(&beats[pickup..], meter, beats[59] + 1.0);
        let spectrum = Spectrum::of(&song, 1.0, 1);
        find_bars(&spectrum, &Onsets::of(&spectrum.mel), &hear(&spectrum, 1).frames, &beats, None)
    }

    #[test]
    fn bars_of_three_and_of_four_are_told_apart_with_and_without_a_pickup() {
        for (meter, pickup) in [(4, 0), (4, 1), (4, 3), (3, 0), (3, 2)] {
            let bars = bars_of(meter, pickup, 120.0);
            assert_eq!(bars.meter as usize, meter, "pick-up {pickup}");
            let right = bars.downbeats.iter().filter(|&&beat| beat % meter == pickup % meter).count();
            assert!(right + 1 >= bars.downbeats.len(), "{:?}", bars.downbeats);
            assert!(bars.confidence > 0.3, "{}", bars.confidence);
        }
    }

    #[test]
    fn every_template_sums_to_zero() {
        for meter in &METERS {
            for row in [&meter.change, &meter.low, &meter.high] {
                assert_eq!(row.len(), meter.beats);
                assert!(row.iter().sum::<f64>().abs() < 1e-9, "{} beats", meter.beats);
            }
        }
    }

    #[test]
    fn one_beat_makes_one_bar_and_no_beat_none() {
        let spectrum =
            Spectrum { mel: vec![], tones: vec![], side_voice_power: vec![], pitches: vec![], widths: vec![] };
        let onsets = Onsets { all: vec![], low: vec![], high: vec![] };
        assert!(find_bars(&spectrum, &onsets, &[], &[], None).downbeats.is_empty());
        assert_eq!(find_bars(&spectrum, &onsets, &[], &[1.0], None).downbeats, [0]);
    }
}
