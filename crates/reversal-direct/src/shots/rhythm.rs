//! When a scene may be cut and how long its shots want to be.

use reversal_model::reading::curve_names;
use reversal_model::shots::Scale;
use reversal_model::time::BarBeat;

use super::ShotsRequest;
use super::chance::Chance;
use super::setup::{FORBIDDEN, Milli, Pace};
use super::story::Story;

/// Longest mean shot length, where nothing presses, s.
const MEAN_SECS_MAX: f64 = 9.0;
/// Shortest, at full aggression.
const MEAN_SECS_MIN: f64 = 1.4;
/// No shot is shorter than this, s.
pub(crate) const SHOT_SECS_MIN: f64 = 0.8;
/// Nor is one longer, s, unless nothing may be cut before.
const SHOT_SECS_MAX: f64 = 15.0;
/// What a shot costs that is longer all the same.
const LONG_COST: Milli = 10_000;
/// Median over mean of a lognormal whose SD is 1.2 means.
const MEDIAN_PER_MEAN: f64 = 0.64;
/// SD of the logarithm of shot lengths in films (lognormal with SD 1.2 mean).
const SPREAD: f64 = 0.94;
/// Part of the spread that is drawn as a wish for each place; the rest is left to cost.
const SPREAD_DRAWN: f64 = 0.63;
/// Scales that a film goes nearer at its closest, and further off at its least close.
const SCALES_NEARER: f64 = 1.3;
/// Half a second: how near to a reversal nothing may be cut.
pub(crate) const REVERSAL_SECS: f64 = 0.5;
/// So near to the onset of force nothing may be cut, s: an eye takes it for the same moment, whatever the frame rate.
pub(crate) const CONTACT_SECS: f64 = 0.18;

/// A half-beat of a scene, at which a shot may start.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) at: BarBeat,
    pub(crate) start_secs: f64,
    pub(crate) end_secs: f64,
    /// What a cut here costs; None where none may be.
    pub(crate) cut_cost: Option<Milli>,
    /// What speaks for a cut here, for the shot list.
    pub(crate) occasion: Occasion,
    /// Mean shot length that the song asks for here, s.
    pub(crate) mean_secs: f64,
    /// Drawn deviation of the logarithm of the length of a shot that starts here.
    wish: f64,
}

/// What is special about a place in the song.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// A section starts; its label.
    Section(String),
    /// A sung line starts; its words.
    Line(String),
    Downbeat,
    Beat,
    OffBeat,
}

/// The half-beats of a scene (an index) with what cuts cost there.
pub(crate) fn slots(request: &ShotsRequest<'_>, story: &Story<'_>, scene: usize) -> Vec<Slot> {
    let map = request.tempo_map;
    let (from_bar, to_bar) = story.scene_bars(scene);
    let trust = request.reading.confidence.beats.unwrap_or(0.0).clamp(0.0, 1.0);
    let downbeat_trust = trust.min(request.reading.confidence.downbeats.unwrap_or(trust));
    let wishes = Chance::new(request.seed, 1);
    let patience = patience(request.brief.camera.pace);
    let mut slots = Vec::new();
    for bar in from_bar..to_bar {
        for half_beat in 0..map.beats_in_bar(bar) * 2 {
            let at = BarBeat { bar, half_beat };
            let start_secs = map.song_from_bar_beat(at);
            let end_secs = map.song_from_bar_beat(BarBeat { bar, half_beat: half_beat + 1 });
            let occasion = occasion(request, at, start_secs, end_secs - start_secs);
            let mut cost = match &occasion {
                Occasion::Section(_) => -1000.0,
                Occasion::Line(_) => -150.0 - 500.0 * (1.0 - trust),
                Occasion::Downbeat => -500.0 * downbeat_trust,
                Occasion::Beat => 0.0,
                Occasion::OffBeat => 600.0 * trust,
            };
            if !matches!(occasion, Occasion::Section(_) | Occasion::Line(_)) {
                // Where beats are a guess, phrases and sections carry the cut.
                cost += 400.0 * (1.0 - trust);
            }
            if inside_word(request, start_secs) {
                cost += 500.0;
            }
            let forbidden = story.near_reversal(start_secs)
                || story.rewards_contact(bar, start_secs)
                || story.keeps_closing_shot(scene, bar, start_secs);
            slots.push(Slot {
                at,
                start_secs,
                end_secs,
                cut_cost: (!forbidden).then_some(cost.round() as Milli),
                occasion,
                mean_secs: mean_shot_secs(story.pressure(bar)) * patience,
                wish: SPREAD_DRAWN * wishes.normal(u64::from(bar) << 8 | u64::from(half_beat)).clamp(-2.5, 2.5),
            });
        }
    }
    slots
}

/// Mean shot length under a pressure 0..1.
fn mean_shot_secs(pressure: f64) -> f64 {
    MEAN_SECS_MAX * (MEAN_SECS_MIN / MEAN_SECS_MAX).powf(pressure)
}

/// Factor on the lengths that the song asks for under a pace 0..1: a half longer where it is patient, a third
/// shorter where it is restless, so that the song's own changes stay larger than the film's manner.
fn patience(pace: f32) -> f64 {
    1.5_f64.powf(1.0 - 2.0 * f64::from(pace))
}

/// What the length of a shot costs that starts at a slot; `embrace` where two
/// lean on each other there.
pub(crate) fn length_cost(slot: &Slot, pace: Pace, embrace: bool, secs: f64) -> Milli {
    if secs < SHOT_SECS_MIN - 1e-9 {
        return FORBIDDEN;
    }
    let median = MEDIAN_PER_MEAN * slot.mean_secs;
    let median = match pace {
        Pace::Close => 0.8 * median,
        Pace::Medium => median,
        // A clinch or a lean is held for eight to fifteen seconds, less where the song presses.
        Pace::TwoShot if embrace => (2.0 * median).clamp(4.0, 11.0),
        Pace::TwoShot => median,
        Pace::Wide => 1.5 * median,
    };
    let left = SPREAD * SPREAD - SPREAD_DRAWN * SPREAD_DRAWN;
    let off = secs.ln() - median.ln() - slot.wish;
    let beyond = if secs > SHOT_SECS_MAX { LONG_COST } else { 0 };
    beyond + (1000.0 * off * off / (2.0 * left)).round() as Milli
}

/// Most slots that a shot may last, from a slot on.
pub(crate) fn longest(slots: &[Slot], from: usize) -> usize {
    let end = slots[from].start_secs + SHOT_SECS_MAX;
    slots[from..].partition_point(|slot| slot.end_secs <= end).max(1)
}

fn occasion(request: &ShotsRequest<'_>, at: BarBeat, secs: f64, length_secs: f64) -> Occasion {
    let near = |start: f64| start > secs - length_secs / 2.0 && start <= secs + length_secs / 2.0;
    if let Some(section) = request.reading.sections.iter().find(|section| near(section.start)) {
        return Occasion::Section(section.label.clone());
    }
    if let Some(line) = request.reading.lines.iter().flatten().find(|line| near(line.start)) {
        return Occasion::Line(line.text.clone());
    }
    match at.half_beat {
        0 => Occasion::Downbeat,
        beat if beat % 2 == 0 => Occasion::Beat,
        _ => Occasion::OffBeat,
    }
}

fn inside_word(request: &ShotsRequest<'_>, secs: f64) -> bool {
    request.reading.words.iter().flatten().any(|word| word.start + 0.05 < secs && secs < word.end - 0.03)
}

/// The song's aggression on its own scale, a value a bar.
pub(crate) fn aggression_by_bar(request: &ShotsRequest<'_>) -> Vec<f64> {
    let map = request.tempo_map;
    let curve = request.reading.curve(curve_names::AGGRESSION_WITHIN);
    (0..map.bars().max(request.treatment.bars))
        .map(|bar| {
            let (from, to) = (map.song_from_bar(bar), map.song_from_bar(bar + 1));
            curve.map_or(0.5, |curve| f64::from(curve.mean(from, to)))
        })
        .collect()
}

/// Scale, on the way from ECU (0) to EWS (6), that a pressure 0..1 asks for in a film of a closeness 0..1.
pub(crate) fn scale_for(pressure: f64, closeness: f32) -> f64 {
    f64::from(Scale::MediumLong as u8) - 2.4 * pressure + 2.0 * SCALES_NEARER * (0.5 - f64::from(closeness))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_shortens_shots_from_nine_seconds_to_under_one_and_a_half() {
        assert_eq!(mean_shot_secs(0.0), 9.0);
        assert!((mean_shot_secs(1.0) - 1.4).abs() < 1e-9);
        assert!(mean_shot_secs(0.3) > mean_shot_secs(0.6));
    }

    #[test]
    fn a_manner_in_the_middle_changes_nothing() {
        assert_eq!(patience(0.5), 1.0);
        assert!(patience(0.0) > 1.4 && patience(1.0) < 0.7);
        assert_eq!(scale_for(0.0, 0.5), f64::from(Scale::MediumLong as u8));
        assert!(scale_for(0.5, 1.0) < scale_for(0.5, 0.5));
    }
}
