//! Whether what the brief pins happens where it is pinned.

use reversal_model::brief::Pin;
use reversal_model::check::RuleFinding;

use super::rules::{Facts, finding, not_applicable};

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
