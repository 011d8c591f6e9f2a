//! What each of the things that a plan heeds brings to it: plans made without one of them, and what any plan costs
//! under all of them.

use reversal_model::brief::{Brief, Rules};
use reversal_model::treatment::Treatment;

use super::graph::{INFINITE, Ingredients, Problem};
use super::rules::{Rule, RuleSet};
use super::search::{Plan, Step};
use super::targets::Targets;
use super::wishes::wishes;
use super::{TreatFault, TreatRequest, check_names, with_ingredients};
use crate::form::Form;

/// What a plan is made without; by default nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Without {
    /// What is sung: lines weigh nothing, feel like nothing and turn nothing. Where they are sung is still known, so that
    /// a pin can name them.
    pub words: bool,
    /// What the two go through: any hold is as near to them as if nothing had happened.
    pub states: bool,
    /// The brief's pins.
    pub pins: bool,
}

impl Without {
    /// The brief as far as it is heeded.
    pub(crate) fn brief(self, brief: &Brief) -> Brief {
        let rules = &brief.rules;
        let named = if self.words { Vec::new() } else { rules.reversal_at_lyrics.clone() };
        let pins = if self.pins { Vec::new() } else { brief.pins.clone() };
        Brief { rules: Rules { reversal_at_lyrics: named, ..rules.clone() }, pins, ..brief.clone() }
    }

    /// The request as far as it is heeded, with the brief that [`Without::brief`] gives.
    pub(crate) fn request<'a>(self, request: &TreatRequest<'a>, brief: &'a Brief) -> TreatRequest<'a> {
        TreatRequest { brief, affects: if self.words { &[] } else { request.affects }, ..*request }
    }
}

/// What the plan of a treatment costs under a request that it need not have been made for: the song's and the brief's
/// wishes, and what the two are ready for after what this very plan does to them. Prices against monotony are not part of
/// it, and neither are rules: what a plan breaks is for the checks to say. None where it has a hold, a power, a place or a
/// change that the request has no room for.
pub fn cost_of(request: &TreatRequest<'_>, treatment: &Treatment) -> Result<Option<i64>, TreatFault> {
    let heeded = request.without.brief(request.brief);
    let request = &request.without.request(request, &heeded);
    check_names(request)?;
    let form = Form::new(request.reading, request.brief, request.affects);
    let targets = Targets::new(request.reading, &form, &request.brief.rules, request.affects, request.seed);
    with_ingredients(request, &form, &targets, |ingredients| {
        let rules = RuleSet::new(request.brief, &form)
            .without(Rule::ReversalsMin)
            .without(Rule::ExhaustedStart)
            .without(Rule::EndsWhereItBegan);
        // How many reversals a song invites is no rule.
        let liked = RuleSet::new(request.brief, &form).reversals_liked;
        let mut problem = Problem::new(ingredients, RuleSet { reversals_liked: liked, ..rules });
        let Some(plan) = plan_of(treatment, request, ingredients, &problem) else { return Ok(None) };
        let wished = wishes(&problem, ingredients.holds, &plan);
        for (sums, wished) in problem.stay_sums.iter_mut().zip(&wished) {
            sums.iter_mut().zip(wished).for_each(|(sum, wished)| *sum += wished);
        }
        let cost = problem.cost(&plan.steps);
        Ok((cost < INFINITE / 2).then_some(i64::from(cost)))
    })
}

/// A treatment as a plan of a problem.
fn plan_of(
    treatment: &Treatment,
    request: &TreatRequest<'_>,
    ingredients: &Ingredients<'_>,
    problem: &Problem,
) -> Option<Plan> {
    let step = |span: reversal_model::treatment::HoldSpan<'_>| {
        let name = &treatment.scenes[span.scene].place;
        let place = request.brief.places.iter().position(|used| used.place == *name)?;
        let hold = ingredients.holds.iter().position(|hold| hold.name == span.cue.hold)?;
        let content = (hold, i32::from(span.cue.quarters()), place);
        let node = problem.nodes.iter().position(|node| (node.hold, node.power, node.place) == content)?;
        Some(Step { bar: span.from_bar as usize, node })
    };
    let steps: Vec<Step> = treatment.hold_spans().into_iter().map(step).collect::<Option<_>>()?;
    let fits = treatment.bars as usize == problem.bars && steps.first().is_some_and(|first| first.bar == 0);
    fits.then_some(Plan { steps, cost: 0, bound: 0 })
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;
    use reversal_model::brief::{Moment, Pin};
    use reversal_model::reading::Reading;

    use super::*;
    use crate::synthetic::{SyntheticSong, reading};
    use crate::treat::{LineAffect, treat};

    /// Songs whose words feel like something, each line otherwise than the one before.
    fn sung(seed: u64) -> (Reading, Vec<LineAffect>) {
        let song = reading(&SyntheticSong { bars: 88, seed, ..SyntheticSong::default() });
        let affect = |(number, line): (usize, &reversal_model::reading::LyricSpan)| LineAffect {
            start_secs: line.start,
            end_secs: line.end,
            valence: if number % 3 == 0 { 0.1 } else { 0.5 },
            arousal: 0.5,
            tenderness: if number % 4 == 1 { 1.0 } else { 0.1 },
            power: if number % 5 == 2 { 0.9 } else { 0.5 },
            text: line.text.clone(),
        };
        let affects = song.lines.iter().flatten().enumerate().map(affect).collect();
        (song, affects)
    }

    /// Either may lead first: with less to keep, plans are the nearer to what is wished.
    fn free_brief() -> Brief {
        Brief { answers: None, ..assets::briefs()[0].clone() }
    }

    fn pinned_brief() -> Brief {
        let pin = |bar, turn: Option<&str>, hold: Option<&str>| Pin {
            at: Moment { bar: Some(bar), ..Moment::default() },
            turn: turn.map(str::to_owned),
            hold: hold.map(str::to_owned),
            ..Pin::default()
        };
        let pins = vec![pin(41, Some("either"), None), pin(65, None, Some("pin_wall"))];
        Brief { pins, ..free_brief() }
    }

    const EACH: [Without; 3] = [
        Without { words: true, states: false, pins: false },
        Without { words: false, states: true, pins: false },
        Without { words: false, states: false, pins: true },
    ];

    #[test]
    fn each_of_the_three_moves_the_plan_and_nothing_left_out_leaves_it_as_it_was() {
        let brief = pinned_brief();
        let (mut moved, mut lost) = ([0; 3], [0_i64; 3]);
        for seed in 1..=4 {
            let (reading, affects) = sung(seed);
            let full = TreatRequest { affects: &affects, ..TreatRequest::new(&reading, &brief, seed) };
            let plan = treat(&full).unwrap();
            let cost = cost_of(&full, &plan).unwrap().unwrap();
            for (number, without) in EACH.into_iter().enumerate() {
                let less = treat(&TreatRequest { without, ..full }).unwrap();
                moved[number] += usize::from(less.scenes != plan.scenes);
                lost[number] += cost_of(&full, &less).unwrap().unwrap() - cost;
            }
        }
        assert!(moved.iter().all(|&songs| songs >= 3), "{moved:?}");
        // What is pinned takes choices away, so that the plan without is the cheaper; what is heeded is gained.
        assert!(lost[0] > 0 && lost[1] > 0 && lost[2] < 0, "{lost:?}");
    }

    #[test]
    fn a_plan_costs_what_the_planner_says_but_for_its_prices_against_monotony() {
        let brief = &free_brief();
        let (mut told, mut priced) = (0, 0);
        for seed in 1..=4 {
            let (reading, affects) = sung(seed);
            let request = TreatRequest { affects: &affects, ..TreatRequest::new(&reading, brief, seed) };
            let plan = treat(&request).unwrap();
            told += plan.score.cost;
            priced += cost_of(&request, &plan).unwrap().unwrap();
        }
        assert!((priced - told).abs() * 7 < told, "{priced} {told}");
        let (reading, affects) = sung(2);
        let request = TreatRequest { affects: &affects, ..TreatRequest::new(&reading, brief, 2) };
        let mut plan = treat(&request).unwrap();
        plan.scenes[0].holds[0].hold = "a hold that nobody knows".to_owned();
        assert_eq!(cost_of(&request, &plan), Ok(None));
    }

    #[test]
    fn a_pin_that_is_not_heeded_cannot_be_at_fault() {
        let (reading, _) = sung(1);
        let mut brief = pinned_brief();
        brief.pins[0].at = Moment { bar: Some(1000), ..Moment::default() };
        let request = TreatRequest::new(&reading, &brief, 1);
        assert!(treat(&request).is_err());
        let without = Without { pins: true, ..Without::default() };
        assert!(treat(&TreatRequest { without, ..request }).is_ok());
    }
}
