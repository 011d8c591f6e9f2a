//! Whether what the brief pins happens where it is pinned.

use reversal_model::brief::Pin;
use reversal_model::check::RuleFinding;
use reversal_model::time::clock_from_secs;

use super::rules::{Facts, finding, not_applicable};
use crate::pins::{Distance, NO_CLOSE_UP_SCALE, distances};

/// Power turns, holds start and places come where the brief pins them.
pub(super) fn pins(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "pins";
    let pins: Vec<_> =
        facts.request.brief.pins.iter().zip(&facts.form.pins).filter(|(pin, _)| pin.no_close_up.is_none()).collect();
    if pins.is_empty() {
        return not_applicable(NAME, "the brief pins nothing of the story");
    }
    let faults = pins.iter().filter_map(|(pin, at)| match at {
        Ok(at) => broken(facts, pin, at.bar).map(|fault| format!("when {} (bar {}) {fault}", at.moment, at.bar + 1)),
        Err(missing) => Some(format!("{} is pinned, but {}", missing.asked, missing.there_is)),
    });
    finding(NAME, faults.collect(), format!("{} of {} pins are kept", pins.len(), pins.len()))
}

/// Nobody is seen close where the brief wants no close-up; a finding for each such pin.
pub(super) fn no_close_up(facts: &Facts<'_>) -> Vec<RuleFinding> {
    let tempo_map = facts.request.reading.tempo_map();
    let asked = distances(facts.request.brief, &facts.form.pins, &tempo_map);
    let finding_of = |distance: &Distance| {
        let name = format!("no_close_up_{}", distance.pin + 1);
        let Some(shots) = facts.request.shots else { return not_applicable(&name, "no shots have been planned yet") };
        let start = |index: usize| {
            shots.shots.get(index).map_or(tempo_map.duration_secs(), |shot| tempo_map.song_from_bar_beat(shot.at))
        };
        let close = shots.shots.iter().enumerate().filter(|(index, shot)| {
            shot.scale < NO_CLOSE_UP_SCALE && distance.overlaps(start(*index), start(index + 1))
        });
        let faults = close.map(|(_, shot)| format!("shot {} (bar {}) is a close-up", shot.id, shot.at.bar + 1));
        let (from, to) = (clock_from_secs(distance.from_secs.max(0.0)), clock_from_secs(distance.to_secs));
        finding(&name, faults.collect(), format!("from {from} to {to} nobody is seen closer than in a medium shot"))
    };
    asked.iter().map(finding_of).collect()
}

/// What a pin asks for and does not get.
fn broken(facts: &Facts<'_>, pin: &Pin, bar: u32) -> Option<String> {
    let index = |id: &str| facts.request.brief.characters.iter().position(|character| character.id == id);
    let span = facts.spans.iter().find(|span| span.from_bar == bar);
    if let Some(to) = &pin.turn {
        let turned = facts.reversals.iter().find(|reversal| reversal.bar == bar);
        return match turned {
            None => Some("the power should turn, and does not".to_owned()),
            Some(reversal) => (to != "either" && index(to) != Some(reversal.to))
                .then(|| format!("the power should turn to '{to}', and turns to the other")),
        };
    }
    let Some(span) = span else { return Some("a hold should start, and none does".to_owned()) };
    if let Some(hold) = &pin.hold
        && span.cue.hold != *hold
    {
        return Some(format!("'{hold}' should start, and '{}' does", span.cue.hold));
    }
    if let Some(lead) = &pin.lead {
        let sign = if index(lead) == Some(0) { 1 } else { -1 };
        if span.cue.quarters().signum() != sign {
            return Some(format!("'{lead}' should lead, and does not"));
        }
    }
    let place = pin.place.as_deref().filter(|place| facts.place_of(span) != *place)?;
    Some(format!("it should play in '{place}', and plays in '{}'", facts.place_of(span)))
}
