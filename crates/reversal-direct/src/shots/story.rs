//! What the treatment asks of the camera, bar by bar.

use reversal_model::hold::{AnchorKind, Hold};
use reversal_model::place::Place;
use reversal_model::shots::Height;
use reversal_model::treatment::{HoldSpan, LEADER_QUARTERS, Quarters, Reversal};

use super::ShotsRequest;
use crate::form::Form;
use crate::pins::{Distance, distances};

use super::rhythm::{CONTACT_SECS, REVERSAL_SECS, SHOT_SECS_MIN, aggression_by_bar};
use super::setup::Heads;
use crate::exhaustion::exhaustion;
use crate::people::{State, courses};

/// Power, in quarters, from which one holds the other down.
const PINNED_QUARTERS: Quarters = 3;
/// How much more one must feel than the other, thousandths, to be looked at for it.
const MOVED_MORE: i32 = 150;
/// Intensity above which no cut may greet a hold's first downbeat.
const FIERCE: f32 = 0.6;
/// Bars for which the camera stands still and wide before those who lie or stand apart.
const STILL_BARS: u32 = 2;

/// How long after a reversal the reactions of both may end, s: the take's own half second, both faces, and room for
/// the cuts to fall on half-beats.
const REACTIONS_SECS: f64 = REVERSAL_SECS + 2.0 * SHOT_SECS_MIN + 1.0;

/// The film's first and its last picture lie within this of its ends, s.
const END_SECS: f64 = 9.0;

/// How far before its downbeat a section may be heard to start, s.
const SECTION_TOLERANCE_SECS: f64 = 0.3;

/// What the grammar demands of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    Nothing,
    /// Collapse or apart: a locked wide, and let it be boring.
    StillWide,
    /// Counterpoint: locked, faces or hands.
    LockedClose,
    /// Someone is held down: handheld.
    Handheld,
    /// Power changes hands: both must be seen.
    SeeBoth,
}

/// A treatment with its holds, places and pressure looked up.
pub(crate) struct Story<'a> {
    request: &'a ShotsRequest<'a>,
    spans: Vec<HoldSpan<'a>>,
    holds: Vec<Option<&'a Hold>>,
    reversals: Vec<Reversal>,
    reversal_secs: Vec<f64>,
    section_bars: Vec<u32>,
    pressure: Vec<f64>,
    /// What the two go through, bar by bar.
    courses: [Vec<State>; 2],
    /// Where the brief wants no close-up.
    distances: Vec<Distance>,
}

impl<'a> Story<'a> {
    pub(crate) fn new(request: &'a ShotsRequest<'a>) -> Story<'a> {
        let spans = request.treatment.hold_spans();
        let holds = spans.iter().map(|span| request.holds.iter().find(|hold| hold.name == span.cue.hold)).collect();
        let reversals = request.treatment.reversals();
        let reversal_secs = reversals.iter().map(|reversal| request.tempo_map.song_from_bar(reversal.bar)).collect();
        let section_bars = request
            .reading
            .sections
            .iter()
            .map(|section| request.tempo_map.bar_from_song(section.start + SECTION_TOLERANCE_SECS))
            .collect();
        let tempo_map = request.tempo_map;
        let starts: Vec<f64> = (0..=tempo_map.bars()).map(|bar| tempo_map.song_from_bar(bar)).collect();
        let tired = exhaustion(request.reading, &request.brief.rules);
        let courses = courses(request.treatment, request.brief, request.holds, &tired, &starts);
        let pins = Form::new(request.reading, request.brief, &[]).pins;
        let distances = distances(request.brief, &pins, request.tempo_map);
        let pressure = Vec::new();
        let mut story =
            Story { request, spans, holds, reversals, reversal_secs, section_bars, pressure, courses, distances };
        story.pressure = story.pressures();
        story
    }

    /// Pressure to cut, A·(1 − .4X)·(1 − .5·aftermath), a value a bar.
    fn pressures(&self) -> Vec<f64> {
        let aggression = aggression_by_bar(self.request);
        let total: f64 = aggression.iter().sum();
        let at_start = f64::from(self.request.brief.rules.exhaustion_at_start);
        let mut spent = 0.0;
        aggression
            .iter()
            .enumerate()
            .map(|(bar, value)| {
                spent += value;
                let exhaustion = if total > 0.0 { at_start + (1.0 - at_start) * spent / total } else { at_start };
                let aftermath = if self.hold_at(bar as u32).is_some_and(|hold| hold.rest) { 0.5 } else { 1.0 };
                (value * (1.0 - 0.4 * exhaustion) * aftermath).clamp(0.0, 1.0)
            })
            .collect()
    }

    /// Whether the brief wants no close-up in any of a span of time.
    pub(crate) fn keeps_distance(&self, from_secs: f64, to_secs: f64) -> bool {
        self.distances.iter().any(|distance| distance.overlaps(from_secs, to_secs))
    }

    /// Whether it wants none in the film's first picture or in its last.
    pub(crate) fn keeps_distance_at_an_end(&self) -> bool {
        let end = self.request.tempo_map.duration_secs();
        self.keeps_distance(0.0, END_SECS) || self.keeps_distance(end - END_SECS, end)
    }

    /// Whether the reactions to a reversal in a bar would be close-ups where the brief wants none.
    pub(crate) fn keeps_distance_after(&self, bar: u32) -> bool {
        let at = self.request.tempo_map.song_from_bar(bar);
        self.keeps_distance(at, at + REACTIONS_SECS)
    }

    /// Whether a section of the song starts in a bar.
    pub(crate) fn opens_section(&self, bar: u32) -> bool {
        self.section_bars.contains(&bar)
    }

    /// 0..1, how much the song presses for cuts in a bar.
    pub(crate) fn pressure(&self, bar: u32) -> f64 {
        self.pressure.get(bar as usize).copied().unwrap_or(0.0)
    }

    /// How close the brief wants the camera, 0..1.
    pub(crate) fn closeness(&self) -> f32 {
        self.request.brief.camera.closeness
    }

    /// Bars of a scene (an index), clamped to the song's.
    pub(crate) fn scene_bars(&self, scene: usize) -> (u32, u32) {
        let (from, to) = self.request.treatment.scene_bars(scene);
        let last = self.request.tempo_map.bars();
        let to = if scene + 1 == self.request.treatment.scenes.len() { last } else { to.min(last) };
        (from.min(last), to)
    }

    fn span_index(&self, bar: u32) -> Option<usize> {
        self.spans.partition_point(|span| span.from_bar <= bar).checked_sub(1)
    }

    /// The hold that is played in a bar.
    pub(crate) fn span_at(&self, bar: u32) -> Option<&HoldSpan<'a>> {
        self.span_index(bar).map(|index| &self.spans[index])
    }

    pub(crate) fn hold_at(&self, bar: u32) -> Option<&'a Hold> {
        self.holds[self.span_index(bar)?]
    }

    /// The place of a scene.
    pub(crate) fn place(&self, scene: usize) -> Option<&'a Place> {
        let name = &self.request.treatment.scenes.get(scene)?.place;
        self.request.places.iter().find(|place| place.name == *name)
    }

    /// Who leads the posture in a bar, 0 or 1: the one with power, the first where nobody has it.
    pub(crate) fn lead_at(&self, bar: u32) -> usize {
        self.span_at(bar).map_or(0, |span| usize::from(span.cue.quarters() < 0))
    }

    /// The one who is held down in a bar.
    pub(crate) fn pinned_at(&self, bar: u32) -> Option<usize> {
        let power = self.span_at(bar)?.cue.quarters();
        (power.abs() >= PINNED_QUARTERS).then(|| usize::from(power > 0))
    }

    /// The one without power in a bar, where someone has it.
    pub(crate) fn follower_at(&self, bar: u32) -> Option<usize> {
        let power = self.span_at(bar)?.cue.quarters();
        (power.abs() >= LEADER_QUARTERS).then(|| usize::from(power > 0))
    }

    /// The one who is clearly more afraid or more ashamed in a bar: there is more to see in that face.
    pub(crate) fn moved_at(&self, bar: u32) -> Option<usize> {
        let [first, second] = self.courses.each_ref().map(|course| course.get(bar as usize));
        let felt = |state: &State| state.fear.max(state.shame);
        let apart = felt(first?) - felt(second?);
        (apart.abs() >= MOVED_MORE).then(|| usize::from(apart < 0))
    }

    /// Whether the two lean on each other for long enough to be looked at.
    pub(crate) fn embrace_at(&self, bar: u32) -> bool {
        self.hold_at(bar).is_some_and(|hold| hold.closeness >= 0.75 && hold.intensity <= FIERCE)
    }

    /// How near the heads of the two are in a bar.
    pub(crate) fn heads_at(&self, bar: u32) -> Heads {
        const TOGETHER: f32 = 0.8;
        let together = self.hold_at(bar).is_some_and(|hold| hold.closeness >= TOGETHER);
        if together { Heads::Together } else { Heads::Apart }
    }

    pub(crate) fn near_reversal(&self, secs: f64) -> bool {
        self.reversal_secs.iter().any(|at| (at - secs).abs() < REVERSAL_SECS)
    }

    /// Whether power changes hands in a scene around a moment; a change with which the next scene starts is that
    /// one's to show.
    pub(crate) fn near_change_inside(&self, scene: usize, secs: f64) -> bool {
        let (from, to) = self.scene_bars(scene);
        let mut changes = self.reversals.iter().zip(&self.reversal_secs);
        changes.any(|(reversal, at)| (from..to).contains(&reversal.bar) && (at - secs).abs() < REVERSAL_SECS)
    }

    /// The reversals inside some bars.
    pub(crate) fn reversals_in(&self, from_bar: u32, to_bar: u32) -> impl Iterator<Item = Reversal> {
        self.reversals.iter().copied().filter(move |reversal| (from_bar..to_bar).contains(&reversal.bar))
    }

    /// A cut at the moment at which force rises would reward it; in fast songs so would one half a beat aside.
    pub(crate) fn rewards_contact(&self, bar: u32, secs: f64) -> bool {
        [bar, bar + 1].into_iter().any(|bar| {
            let rises = self.span_at(bar).is_some_and(|span| span.from_bar == bar)
                && self.hold_at(bar).is_some_and(|hold| {
                    let before =
                        bar.checked_sub(1).and_then(|bar| self.hold_at(bar)).map_or(0.0, |hold| hold.intensity);
                    hold.intensity > FIERCE && hold.intensity > before
                });
            rises && (self.request.tempo_map.song_from_bar(bar) - secs).abs() < CONTACT_SECS
        })
    }

    pub(crate) fn is_last(&self, scene: usize) -> bool {
        scene + 1 == self.request.treatment.scenes.len()
    }

    /// The film's last bar belongs to its last picture, as far as the reactions to a late reversal leave it.
    pub(crate) fn keeps_closing_shot(&self, scene: usize, bar: u32, secs: f64) -> bool {
        let (from, to) = self.scene_bars(scene);
        let reacting = self.reversal_secs.iter().any(|at| (*at..at + REACTIONS_SECS).contains(&secs));
        self.is_last(scene) && to - from >= 4 && bar + 1 == to && !reacting
    }

    pub(crate) fn in_counterpoint(&self, bar: u32) -> bool {
        self.request.treatment.counterpoint.iter().any(|span| (span.from..=span.to).contains(&(bar + 1)))
    }

    /// The bars, in a scene, in which the camera stands still and wide.
    pub(crate) fn still_bars(&self, scene: usize) -> Vec<(u32, u32)> {
        let (scene_from, scene_to) = self.scene_bars(scene);
        let mut windows = Vec::new();
        for (index, span) in self.spans.iter().enumerate().filter(|(_, span)| span.scene == scene) {
            if !self.holds[index].is_some_and(|hold| hold.rest && hold.closeness <= 0.5) {
                continue;
            }
            let mut from = span.from_bar;
            let mut to = span.to_bar.min(scene_to);
            if scene == 0 && from == scene_from {
                // The film opens close; the wide comes after its first two shots.
                from += 2;
            }
            if let Some(after) = self.reactions_end_bar(span.from_bar) {
                from = from.max(after);
            }
            if self.is_last(scene) && to == scene_to {
                // The closing frame follows.
                to = to.saturating_sub(2);
            }
            if to > from {
                windows.push((from, (from + STILL_BARS).min(to)));
            }
        }
        windows
    }

    /// The bar after the reactions to a reversal that lies shortly before a bar.
    fn reactions_end_bar(&self, bar: u32) -> Option<u32> {
        let map = self.request.tempo_map;
        let reversal = self.reversals.iter().rev().find(|reversal| reversal.bar < bar)?;
        let end_secs = map.song_from_bar(reversal.bar) + REACTIONS_SECS;
        (end_secs > map.song_from_bar(bar)).then(|| map.bar_from_song(end_secs) + 1)
    }

    /// Where the camera stands when it looks at `subject` (0, 1 or both) in a bar.
    pub(crate) fn height(&self, bar: u32, subject: Option<usize>) -> Height {
        let eyes_of = |who: usize| [Height::EyesOfFirst, Height::EyesOfSecond][who];
        match (subject, self.pinned_at(bar)) {
            // Alone in the picture one is met at eye level, with power or without.
            (Some(who), _) => eyes_of(who),
            (None, Some(pinned)) => eyes_of(pinned),
            (None, None) => Height::Level,
        }
    }

    /// Whether a hold is played against something that cannot be looked through.
    pub(crate) fn has_back_to_wall(&self, bar: u32) -> bool {
        self.hold_at(bar).is_some_and(|hold| hold.anchor != AnchorKind::Floor)
    }
}
