//! What is lost and handed back over a film. Somebody to whom something is held out lacks it from the film's
//! start. It is in the other's hand in each shot that sees it held out, and back with its owner in the shots
//! after the last of them: a cut hides both ways.

use reversal_model::hold::Hold;
use reversal_model::performance::ScenePerformance;
use reversal_model::time::TempoMap;
use reversal_model::treatment::Treatment;
use reversal_shoot::Stage;
use serde::Serialize;

/// What a shot sees of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Handing {
    /// Who lacks something, in the brief's order.
    missing: [bool; 2],
    /// Who holds out what the other lacks (0 or 1), and when, seconds of the song: at that moment it is seen in which hand.
    held: Option<(usize, f64)>,
}

impl Handing {
    /// What a shot from .. to sees, seconds of the song.
    pub fn seen(
        treatment: &Treatment,
        holds: &[Hold],
        tempo_map: &TempoMap,
        (from_secs, to_secs): (f64, f64),
    ) -> Handing {
        let mut handing = Handing::default();
        let gives = |name: &str| holds.iter().any(|hold| hold.name == name && hold.gives);
        for span in treatment.hold_spans().into_iter().filter(|span| gives(&span.cue.hold)) {
            let giver = usize::from(span.cue.quarters() < 0);
            let [starts_secs, ends_secs] = [span.from_bar, span.to_bar].map(|bar| tempo_map.song_from_bar(bar));
            if from_secs < ends_secs {
                handing.missing[1 - giver] = true;
                if starts_secs < to_secs {
                    handing.held = Some((giver, (starts_secs + ends_secs) / 2.0));
                }
            }
        }
        handing
    }

    /// The stage of such a shot.
    pub fn on(&self, stage: Stage, performance: &ScenePerformance) -> Stage {
        let held = self.held.and_then(|(giver, secs)| Some((giver, performance.bodies_at(secs)?)));
        // In the hand first: there it looks as it did on its owner.
        let stage = match held {
            Some((giver, bodies)) => stage.handing(giver, &bodies),
            None => stage,
        };
        (0..2).filter(|&owner| self.missing[owner]).fold(stage, Stage::missing)
    }
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;
    use reversal_model::treatment::{HoldCue, PlanScore, Scene, TREATMENT_FORMAT};

    use super::*;

    /// Four holds of two bars of two seconds, the third of which gives.
    fn treatment(power: f32) -> Treatment {
        let cue = |bar: u32, hold: &str, power: f32| HoldCue {
            bar,
            hold: hold.to_owned(),
            power,
            reason: String::new(),
            reversal: None,
        };
        let holds = vec![cue(1, "lean", 0.0), cue(3, "winded", 0.0), cue(5, "hold_out", power), cue(7, "lean", 0.0)];
        let scene = Scene {
            number: 1,
            place: "street".to_owned(),
            slug: String::new(),
            sections: String::new(),
            summary: String::new(),
            enters: Vec::new(),
            pinned: false,
            holds,
        };
        Treatment {
            format: TREATMENT_FORMAT.to_owned(),
            title: String::new(),
            logline: String::new(),
            about: String::new(),
            statement: String::new(),
            brief: String::new(),
            bars: 8,
            score: PlanScore::default(),
            counterpoint: Vec::new(),
            people: Vec::new(),
            scenes: vec![scene],
        }
    }

    #[test]
    fn it_is_lost_until_it_was_held_out_and_is_back_in_the_next_shot() {
        let tempo_map = TempoMap::new(&[], &[], 16.0);
        for (power, giver) in [(0.25, 0), (-0.25, 1)] {
            let treatment = treatment(power);
            let seen = |from_secs: f64, to_secs: f64| {
                let handing = Handing::seen(&treatment, assets::holds(), &tempo_map, (from_secs, to_secs));
                (handing.missing[1 - giver], handing.missing[giver], handing.held.map(|held| held.0))
            };
            assert_eq!(seen(0.0, 8.0), (true, false, None));
            assert_eq!(seen(7.0, 9.0), (true, false, Some(giver)));
            assert_eq!(seen(11.0, 14.0), (true, false, Some(giver)));
            assert_eq!(seen(12.0, 16.0), (false, false, None));
        }
    }

    #[test]
    fn a_film_in_which_nothing_is_held_out_lacks_nothing() {
        let mut treatment = treatment(0.25);
        treatment.scenes[0].holds[2].hold = "winded".to_owned();
        let tempo_map = TempoMap::new(&[], &[], 16.0);
        assert_eq!(Handing::seen(&treatment, assets::holds(), &tempo_map, (0.0, 16.0)), Handing::default());
    }
}
