//! Which of the possible pulses is the beat, and how sure that is.
//!
//! The decoder finds a pulse in what the beat net heard; people may tap at half
//! or double of it, and a loud off-beat pulls it half a beat aside. So every
//! plausible octave is decoded and weighed (what the net gives its beats, how
//! well it explains the attacks, how common the tempo is, whether bass drum and
//! snare alternate on its beats), and where the song keeps one tempo from end
//! to end, a rigid grid decides the phase for all of it at once.

use reversal_model::sound::Sound;

use crate::beat::{self, STEPS_A_SEC};
use crate::beat_net::{self, BeatHearing};
use crate::curves::Loudness;
use crate::octave::{self, Evidence, PULSE_MARKS, onset_near, prior, strongest_near};
use crate::onset::Onsets;
use crate::parallel::usual_threads;
use crate::spectrum::Spectrum;

/// Tempi that people tap to, in beats a minute.
const TEMPO_RANGE_BPM: (f64, f64) = (54.0, 220.0);
/// How far a candidate's tempo may wander: not as far as the next octave.
const WANDER: f64 = 1.38;

/// How far it may wander from a tempo that a person gave.
const GIVEN_WANDER: f64 = 1.15;

/// The pulse that was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pulse {
    /// Beats, to the decoder's step, in seconds.
    pub beats_secs: Vec<f64>,
    /// Median tempo.
    pub tempo_bpm: f64,
    /// Trust in the tempo's octave, 0..1.
    pub octave_confidence: f64,
    /// Trust in the beats' places, 0..1: the product of the three below.
    pub place_confidence: f64,
    /// What that trust is made of.
    pub trust: PlaceTrust,
    /// Tempo of the next best pulse of another octave.
    pub rival_bpm: Option<f64>,
}

/// What trust in the beats' places is made of, each 0..1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct PlaceTrust {
    /// How sure the net was of them.
    pub certainty: f64,
    /// How even they are.
    pub regularity: f64,
    /// How much the attacks on them stand out.
    pub strength: f64,
}

impl PlaceTrust {
    /// Of beats that a person tapped.
    const FULL: PlaceTrust = PlaceTrust { certainty: 1.0, regularity: 1.0, strength: 1.0 };

    fn product(self) -> f64 {
        self.certainty * self.regularity * self.strength
    }
}

impl Pulse {
    /// A pulse that a person tapped.
    pub const GIVEN: Pulse = Pulse {
        beats_secs: Vec::new(),
        tempo_bpm: 0.0,
        octave_confidence: 1.0,
        place_confidence: 1.0,
        trust: PlaceTrust::FULL,
        rival_bpm: None,
    };
}

/// The likeliest pulse, near a tempo where one is given, or none in a song without attacks or shorter than a few beats.
pub(crate) fn find_pulse(onsets: &Onsets, hearing: &BeatHearing, given_bpm: Option<f64>) -> Option<Pulse> {
    let evidence = Evidence::of(onsets, hearing);
    let mut candidates = candidates(&evidence, given_bpm);
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let best = candidates.first()?;
    let rival = candidates.iter().find(|other| (other.period / best.period).log2().abs() > 0.2);
    let lead = rival.map_or(4.0, |rival| best.weight - rival.weight);
    let same_tempo = |other: &&Candidate| (other.period / best.period).log2().abs() < 0.1;
    let rigid = candidates.iter().filter(same_tempo).find_map(|same| rigid_grid(&evidence.activation, &same.beats));
    let beats = rigid.unwrap_or_else(|| best.beats.clone());
    let trust = PlaceTrust {
        certainty: certainty(&evidence.net, &beats),
        regularity: regularity(&beats),
        strength: strength(onsets, &beats),
    };
    let place_confidence = trust.product();
    let tempo_bpm = 60.0 * STEPS_A_SEC / mean_interval(&beats)?;
    Some(Pulse {
        beats_secs: beats.iter().map(|&step| step as f64 / STEPS_A_SEC).collect(),
        tempo_bpm,
        octave_confidence: place_confidence * octave_share(tempo_bpm, lead),
        place_confidence,
        trust,
        rival_bpm: rival.map(|rival| 60.0 * STEPS_A_SEC / rival.period),
    })
}

/// A way to hear the beat.
struct Candidate {
    /// In the decoder's steps.
    beats: Vec<usize>,
    /// Median steps from beat to beat.
    period: f64,
    marks: [f64; PULSE_MARKS],
    /// Logarithm of its odds, up to a constant.
    weight: f64,
}

/// Pulses at the likeliest tempo, and at simple ratios to it.
fn candidates(evidence: &Evidence<'_>, given_bpm: Option<f64>) -> Vec<Candidate> {
    const RATIOS: [f64; 7] = [1.0, 0.5, 2.0, 2.0 / 3.0, 1.5, 1.0 / 3.0, 3.0];
    let activation = &evidence.activation;
    let steps = |tempo_bpm: f64| 60.0 / tempo_bpm * STEPS_A_SEC;
    let (shortest, longest) = match given_bpm {
        Some(given) => (steps(given * GIVEN_WANDER), steps(given / GIVEN_WANDER)),
        None => (steps(TEMPO_RANGE_BPM.1), steps(TEMPO_RANGE_BPM.0)),
    };
    let around = |period: f64| (period / WANDER).max(shortest) as usize..=(period * WANDER).min(longest) as usize;
    let free = beat::decode(activation, shortest as usize..=longest as usize);
    let mut candidates = Vec::new();
    let Some(period) = median_interval(&free.beats) else { return candidates };
    for ratio in RATIOS {
        let target = period * ratio;
        if target < shortest || target > longest {
            continue;
        }
        let mut paths = vec![beat::decode(activation, around(target)).beats];
        let attacks_score = beat::decode(&evidence.flux, around(target)).score;
        if ratio == 1.0 && keeps_its_octave(&free.beats, period) {
            paths.push(free.beats.clone());
        }
        candidates.extend(paths.into_iter().filter_map(|beats| weighed(beats, attacks_score, evidence)));
    }
    candidates
}

/// `attacks_score` is how well the attacks alone fit a pulse of about this tempo.
fn weighed(beats: Vec<usize>, attacks_score: f64, evidence: &Evidence<'_>) -> Option<Candidate> {
    let period = median_interval(&beats)?;
    let tempo_bpm = 60.0 * STEPS_A_SEC / period;
    let marks = octave::marks(&beats, tempo_bpm, attacks_score, evidence);
    Some(Candidate { beats, period, weight: octave::weight(&marks, tempo_bpm), marks })
}

/// A pulse that a song's beats may be, for the training of the weights.
pub struct PulseCandidate {
    /// Seconds.
    pub beats: Vec<f64>,
    /// Median tempo.
    pub tempo_bpm: f64,
    /// What speaks for it.
    pub marks: [f64; PULSE_MARKS],
}

/// All pulses that are weighed for a song.
pub fn pulse_candidates(song: &dyn Sound) -> Vec<PulseCandidate> {
    let spectrum = Spectrum::of(song, Loudness::of(song).gain(), usual_threads());
    let hearing = beat_net::hear(&spectrum, usual_threads());
    let onsets = Onsets::of(&spectrum.mel);
    candidates(&Evidence::of(&onsets, &hearing), None)
        .into_iter()
        .map(|candidate| PulseCandidate {
            beats: candidate.beats.iter().map(|&step| step as f64 / STEPS_A_SEC).collect(),
            tempo_bpm: 60.0 * STEPS_A_SEC / candidate.period,
            marks: candidate.marks,
        })
        .collect()
}

/// Whether hardly a beat is half or twice as long as the others: a song's tempo may change, but nobody taps a
/// verse at half the tempo of its chorus.
fn keeps_its_octave(beats: &[usize], period: f64) -> bool {
    const ASIDE: f64 = 1.6;
    const ASIDE_SHARE_MAX: f64 = 0.08;
    let is_aside = |pair: &&[usize]| {
        let ratio = (pair[1] - pair[0]) as f64 / period;
        !(1.0 / ASIDE..=ASIDE).contains(&ratio)
    };
    beats.windows(2).filter(is_aside).count() as f64 <= ASIDE_SHARE_MAX * beats.len() as f64
}

/// Trust that people tap at this tempo and not at half or double of it, 0..1:
/// how common it is against the commoner of those, raised by the lead that
/// the song's sound gives it over its rival. Even a clear lead leaves doubt,
/// as people themselves differ.
fn octave_share(tempo_bpm: f64, lead: f64) -> f64 {
    const LEAD_TRUST: f64 = 0.6;
    let rival = prior(tempo_bpm / 2.0).max(prior(tempo_bpm * 2.0));
    let share = 1.0 / (1.0 + (rival - prior(tempo_bpm)).exp());
    share + (1.0 - share) * LEAD_TRUST * (lead / 4.0).clamp(0.0, 1.0)
}

/// A grid of one tempo and phase for the whole song, if the song keeps to one:
/// if nearly all beats of the path lie on the grid or half a beat beside it.
fn rigid_grid(activation: &[f32], beats: &[usize]) -> Option<Vec<usize>> {
    const BEATS_MIN: usize = 32;
    const SHARE_MIN: f64 = 0.8;
    const NEAR_SECS: f64 = 0.035;
    /// How far the decoder's mean tempo may be off.
    const TEMPO_ERROR: f64 = 0.006;
    if beats.len() < BEATS_MIN {
        return None;
    }
    let mean_period = mean_interval(beats)?;
    let evidence: Vec<f32> = activation.iter().map(|chance| chance.ln()).collect();
    let span = activation.len() as f64;
    let comb = |period: f64, phase: f64| {
        let count = ((span - phase) / period) as usize;
        let sum: f64 = (0..count).map(|i| f64::from(evidence[(phase + i as f64 * period) as usize])).sum();
        sum / count.max(1) as f64
    };
    // Steps so fine that two neighbouring tempi part by 15 ms over the song.
    let finest = 3.0 / span;
    let width = (TEMPO_ERROR / finest).ceil() as i64;
    let mut best = (f64::NEG_INFINITY, mean_period, 0.0);
    for trial in -width..=width {
        let period = mean_period * (1.0 + trial as f64 * finest);
        for phase in 0..(period / 2.0) as usize {
            let phase = phase as f64 * 2.0;
            let score = comb(period, phase);
            if score > best.0 {
                best = (score, period, phase);
            }
        }
    }
    let (_, period, phase) = best;
    let near = |beat: usize| {
        let halves = (beat as f64 - phase) / (period / 2.0);
        (halves - halves.round()).abs() * period / 2.0 <= NEAR_SECS * STEPS_A_SEC
    };
    let share = beats.iter().filter(|&&beat| near(beat)).count() as f64 / beats.len() as f64;
    // Half-beats lie close together in fast songs; chance must not pass for a fit.
    let by_chance = (4.0 * NEAR_SECS * STEPS_A_SEC / period).min(1.0);
    if share < SHARE_MIN + (1.0 - SHARE_MIN) * 0.5 * by_chance {
        return None;
    }
    Some(
        (0..)
            .map(|i| (phase + f64::from(i) * period).round() as usize)
            .take_while(|&step| step < activation.len())
            .collect(),
    )
}

/// How sure the net was of these beats, 0..1. On songs that were held out from
/// its training half were right where it gave their beats .45 on average, seven
/// in ten at .65 and nearly all from .8.
fn certainty(net: &[f32], beats: &[usize]) -> f64 {
    const CHANCE_NONE: f64 = 0.15;
    const CHANCE_FULL: f64 = 0.85;
    let mean = beats.iter().map(|&step| f64::from(strongest_near(net, step))).sum::<f64>() / beats.len().max(1) as f64;
    ((mean - CHANCE_NONE) / (CHANCE_FULL - CHANCE_NONE)).clamp(0.0, 1.0)
}

/// 0 where the onsets on the beats are as weak as the flicker of noise, 1 where they are strokes.
fn strength(onsets: &Onsets, beats: &[usize]) -> f64 {
    let mean = beats.iter().map(|&step| onset_near(&onsets.all, step)).sum::<f64>() / beats.len().max(1) as f64;
    ((mean - 3.0) / 4.0).clamp(0.0, 1.0)
}

/// 1 where each beat is as long as its neighbours, 0 where they differ by an eighth or more.
fn regularity(beats: &[usize]) -> f64 {
    let lengths: Vec<f64> = beats.windows(2).map(|pair| (pair[1] - pair[0]) as f64).collect();
    let mut changes: Vec<f64> = lengths.windows(2).map(|pair| (pair[1] / pair[0]).ln().abs()).collect();
    changes.sort_by(f64::total_cmp);
    let typical = changes.get(changes.len() * 3 / 4).copied().unwrap_or(1.0);
    (1.0 - typical / 0.125).clamp(0.0, 1.0)
}

fn median_interval(beats: &[usize]) -> Option<f64> {
    let mut lengths: Vec<usize> = beats.windows(2).map(|pair| pair[1] - pair[0]).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).map(|&length| length as f64)
}

/// Mean of the middle half of the intervals: finer than the median of whole steps.
fn mean_interval(beats: &[usize]) -> Option<f64> {
    let mut lengths: Vec<usize> = beats.windows(2).map(|pair| pair[1] - pair[0]).collect();
    lengths.sort_unstable();
    let middle = &lengths[lengths.len() / 4..lengths.len() - lengths.len() / 4];
    (!middle.is_empty()).then(|| middle.iter().sum::<usize>() as f64 / middle.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beat_net::hear;
    use crate::spectrum::Spectrum;
    use crate::test_sounds::{RATE_HZ, clicks, song_of, steady_beats, stroke};

    fn pulse_of(spectrum: &Spectrum) -> Pulse {
        find_pulse(&Onsets::of(&spectrum.mel), &hear(spectrum, 1), None).unwrap()
    }

    #[test]
    fn bass_drum_and_snare_in_turns_set_the_octave() {
        for tempo_bpm in [84.0, 168.0] {
            let beats = steady_beats(0.3, tempo_bpm, 80);
            let mut samples = vec![0.0; ((beats[79] + 1.0) * f64::from(RATE_HZ)) as usize];
            for (i, &at_secs) in beats.iter().enumerate() {
                if i % 2 == 0 {
                    stroke(&mut samples, at_secs, 55.0, 0.9, 0.07);
                    stroke(&mut samples, at_secs, 1500.0, 0.1, 0.01);
                } else {
                    for hz in [1800.0, 2700.0, 3900.0, 5100.0, 6700.0] {
                        stroke(&mut samples, at_secs, hz, 0.15, 0.03);
                    }
                }
            }
            let spectrum = Spectrum::of(&song_of(RATE_HZ, vec![samples]), 1.0, 1);
            let pulse = pulse_of(&spectrum);
            assert!((pulse.tempo_bpm - tempo_bpm).abs() < 1.5, "{tempo_bpm} was heard as {}", pulse.tempo_bpm);
        }
    }

    #[test]
    fn beats_of_two_octaves_are_no_pulse() {
        let steady: Vec<usize> = (0..40).map(|i| i * 100).collect();
        let hurried: Vec<usize> = (0..40).map(|i| i * 130).chain((1..40).map(|i| 39 * 130 + i * 100)).collect();
        let mixed: Vec<usize> = (0..20).map(|i| i * 100).chain((1..20).map(|i| 1900 + i * 50)).collect();
        assert!(keeps_its_octave(&steady, 100.0) && keeps_its_octave(&hurried, 100.0));
        assert!(!keeps_its_octave(&mixed, 100.0) && !keeps_its_octave(&mixed, 50.0));
    }

    #[test]
    fn a_loud_passage_off_the_beat_does_not_move_a_steady_song() {
        let beats = steady_beats(0.3, 120.0, 160);
        let mut song = clicks(&beats, 4, 82.0);
        for &beat in &beats[60..90] {
            stroke(&mut song.channels[0], beat + 0.25, 4000.0, 0.7, 0.02);
        }
        let pulse = pulse_of(&Spectrum::of(&song, 1.0, 1));
        let aside =
            pulse.beats_secs.iter().filter(|&&beat| ((beat - 0.3) * 2.0 - ((beat - 0.3) * 2.0).round()).abs() > 0.15);
        assert_eq!(aside.count(), 0);
    }

    #[test]
    fn an_extreme_tempo_is_trusted_less_than_a_usual_one_and_a_lead_helps() {
        assert!(octave_share(174.0, 0.0) < 0.5 && octave_share(120.0, 0.0) > 0.6);
        assert!(octave_share(174.0, 4.0) > octave_share(174.0, 0.0) + 0.2);
        assert!(octave_share(174.0, 99.0) < 0.85);
    }
}
