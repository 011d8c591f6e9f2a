//! Scenes of an earlier treatment that a new plan keeps as they are.

use reversal_model::hold::Hold;

use super::graph::PinnedHold;
use super::{TreatFault, TreatRequest, known};
use crate::form::Form;

/// The holds of the pinned scenes. Those that the brief goes without are
/// added to the stock: whoever pins a scene means it.
pub(crate) fn pinned_holds(
    request: &TreatRequest<'_>,
    form: &Form,
    holds: &mut Vec<Hold>,
) -> Result<Vec<PinnedHold>, TreatFault> {
    let Some(earlier) = request.earlier.filter(|earlier| earlier.scenes.iter().any(|scene| scene.pinned)) else {
        return Ok(Vec::new());
    };
    if earlier.bars != form.bars {
        return Err(TreatFault::PinnedBars { pinned: earlier.bars, heard: form.bars });
    }
    let in_brief: Vec<&str> = request.brief.places.iter().map(|used| used.place.as_str()).collect();
    let mut pinned = Vec::new();
    for span in earlier.hold_spans() {
        let scene = &earlier.scenes[span.scene];
        if !scene.pinned || span.to_bar <= span.from_bar {
            continue;
        }
        let by = format!("the pinned scene {}", scene.number);
        known(&by, "place", &scene.place, &in_brief)?;
        let names: Vec<&str> = request.holds.iter().map(|hold| hold.name.as_str()).collect();
        known(&by, "hold", &span.cue.hold, &names)?;
        if holds.iter().all(|hold| hold.name != span.cue.hold) {
            holds.extend(request.holds.iter().filter(|hold| hold.name == span.cue.hold).cloned());
        }
        let hold = holds.iter().position(|hold| hold.name == span.cue.hold);
        let place = in_brief.iter().position(|place| *place == scene.place);
        if let (Some(hold), Some(place)) = (hold, place) {
            let power = i32::from(span.cue.quarters());
            pinned.push(PinnedHold { from: span.from_bar, to: span.to_bar, hold, power, place });
        }
    }
    Ok(pinned)
}
