//! What the voice tells of where lines are sung, on a grid of `STEP_SECS`.

use crate::onset::moving_mean;
use crate::voice::{VOICE_HOP_SECS, Voice};

/// Frames of the voice in a step.
pub(super) const FRAMES_IN_STEP: usize = 2;
/// Step of the grid on which lines are placed, in seconds.
pub(super) const STEP_SECS: f64 = VOICE_HOP_SECS * FRAMES_IN_STEP as f64;
/// Odds of so many seconds are averaged: shorter pauses are consonants.
const SMOOTHED_SECS: f64 = 0.2;
const EDGE_SMOOTHED_SECS: f64 = 0.12;
/// The net alone is strict; at a line's edges it is taken at these better odds.
const EDGE_ODDS: f32 = 1.0;
/// No frame counts for or against a voice by more than this, as the logarithm of its odds.
const LOG_ODDS_MAX: f32 = 2.5;
/// A line begins where more is sung in so many seconds after than before.
const EDGE_SECS: f64 = 0.6;
/// The chance of a syllable's begin that speaks neither for nor against a line's.
const USUAL_ONSET: f64 = 0.2;

/// By which clock the syllables of a line take their time; shares of a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// Of the begins of syllables that are heard ...
    pub onsets: f64,
    /// ... of time as it passes ...
    pub time: f64,
    // ... the rest of the time that is sung.
}

/// Evidence for lines; all lists are 0..=steps, one per border of a step.
pub(super) struct Evidence {
    /// Sum of the odds of a voice up to here, times seconds.
    pub sung: Vec<f64>,
    /// How much more is sung after than before, −1..=1.
    pub rise: Vec<f64>,
    /// How much is sung before, 0..=1.
    pub before: Vec<f64>,
    /// Above or below the usual chance that a syllable begins.
    pub onset: Vec<f64>,
    /// Running sums of what the clocks are made of, each over the whole song 1.
    sung_time: Vec<f64>,
    onsets: Vec<f64>,
    time: Vec<f64>,
}

impl Evidence {
    /// None where nobody is heard.
    pub fn of(voice: &Voice) -> Option<Evidence> {
        let smoothed = |odds: &[f32], secs: f64| moving_mean(odds, (secs / VOICE_HOP_SECS).round() as usize);
        let steps = voice.raw_odds.len() / FRAMES_IN_STEP;
        let paired = |values: &[f64]| -> Vec<f64> {
            values.chunks_exact(FRAMES_IN_STEP).map(|pair| pair.iter().sum::<f64>() / pair.len() as f64).collect()
        };
        let odds = smoothed(&voice.raw_odds, SMOOTHED_SECS);
        let chance: Vec<f64> = odds.iter().copied().map(chance_of).collect();
        let net_odds: Vec<f32> = voice.syllables.iter().map(|heard| heard.voice + EDGE_ODDS).collect();
        let net: Vec<f64> = smoothed(&net_odds, EDGE_SMOOTHED_SECS).into_iter().map(chance_of).collect();
        let onset: Vec<f64> = voice.syllables.iter().map(|heard| chance_of(heard.onset)).collect();
        let weighed: Vec<f64> = onset.iter().zip(&chance).map(|(onset, chance)| onset * chance).collect();
        let total: f64 = chance.iter().sum();
        if steps == 0 || total < 1.0 {
            return None;
        }
        let limited: Vec<f64> = odds.iter().map(|odds| f64::from(odds.clamp(-LOG_ODDS_MAX, LOG_ODDS_MAX))).collect();
        let reach = (EDGE_SECS / STEP_SECS).round() as usize;
        let net_sums = sums(&paired(&net), 1.0);
        let before = |at: usize| (net_sums[at] - net_sums[at.saturating_sub(reach)]) / reach as f64;
        let after = |at: usize| (net_sums[(at + reach).min(steps)] - net_sums[at]) / reach as f64;
        let peaks = onset.chunks_exact(FRAMES_IN_STEP).map(|pair| pair.iter().copied().fold(0.0, f64::max));
        Some(Evidence {
            sung: sums(&paired(&limited), STEP_SECS),
            rise: (0..=steps).map(|at| after(at) - before(at)).collect(),
            before: (0..=steps).map(before).collect(),
            onset: peaks.chain([0.0]).map(|peak| peak - USUAL_ONSET).collect(),
            sung_time: sums(&paired(&chance), FRAMES_IN_STEP as f64 / total),
            onsets: sums(&paired(&weighed), FRAMES_IN_STEP as f64 / weighed.iter().sum::<f64>().max(1e-6)),
            time: sums(&vec![1.0; steps], FRAMES_IN_STEP as f64 / total),
        })
    }

    pub fn steps(&self) -> usize {
        self.sung.len() - 1
    }

    /// Syllables sung up to each border, if the song has so many.
    pub fn syllables(&self, clock: Clock, count: f64) -> Vec<f64> {
        let sung_share = 1.0 - clock.onsets - clock.time;
        let parts = self.sung_time.iter().zip(&self.onsets).zip(&self.time);
        parts
            .map(|((sung, onsets), time)| count * (sung_share * sung + clock.onsets * onsets + clock.time * time))
            .collect()
    }
}

/// The chance of which this is the logarithm of the odds.
pub(super) fn chance_of(log_odds: f32) -> f64 {
    1.0 / (1.0 + (-f64::from(log_odds)).exp())
}

/// 0, then the running sums times `scale`.
fn sums(values: &[f64], scale: f64) -> Vec<f64> {
    let mut sum = 0.0;
    let mut all = vec![0.0];
    all.extend(values.iter().map(|value| {
        sum += value * scale;
        sum
    }));
    all
}

/// A voice in the given spans, with syllables that begin at the given times, as a net might hear it.
#[cfg(test)]
pub(super) fn test_voice(secs: f64, sung: &[(f64, f64)], onsets_secs: &[f64]) -> Voice {
    let frames = (secs / VOICE_HOP_SECS) as usize;
    let at = |frame: usize| frame as f64 * VOICE_HOP_SECS;
    let odds = |holds: bool| if holds { 3.0 } else { -3.0 };
    let syllables: Vec<crate::voice::Heard> = (0..frames)
        .map(|frame| crate::voice::Heard {
            voice: odds(sung.iter().any(|span| (span.0..span.1).contains(&at(frame)))),
            vowel: 0.0,
            hiss: -3.0,
            onset: odds(onsets_secs.iter().any(|onset| (onset - at(frame)).abs() < VOICE_HOP_SECS / 2.0)),
        })
        .collect();
    let raw_odds: Vec<f32> = syllables.iter().map(|heard| heard.voice).collect();
    Voice { log_odds: raw_odds.clone(), raw_odds, syllables, passages: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_voice_rises_where_a_phrase_begins_and_the_clock_runs_while_it_lasts() {
        let evidence = Evidence::of(&test_voice(10.0, &[(2.0, 4.0), (6.0, 8.0)], &[])).unwrap();
        let border = |secs: f64| (secs / STEP_SECS).round() as usize;
        assert!(evidence.rise[border(2.0)] > 0.7 && evidence.rise[border(4.0)] < -0.7);
        assert!(evidence.rise[border(1.0)].abs() < 0.1 && evidence.rise[border(3.0)].abs() < 0.1);
        let passed = evidence.syllables(Clock { onsets: 0.0, time: 0.0 }, 20.0);
        assert!((passed[border(5.0)] - 10.0).abs() < 0.5 && (passed[evidence.steps()] - 20.0).abs() < 0.01);
        let as_time = evidence.syllables(Clock { onsets: 0.0, time: 1.0 }, 20.0);
        assert!((as_time[border(2.0)] - as_time[border(1.0)] - 4.8).abs() < 0.5, "5 a second of 4 s of song");
    }

    #[test]
    fn nothing_is_told_where_nobody_is_heard() {
        assert!(Evidence::of(&test_voice(0.0, &[], &[])).is_none());
        assert!(Evidence::of(&test_voice(0.04, &[], &[])).is_none());
    }
}
