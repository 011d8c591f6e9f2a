use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use reversal_model::assets;
use reversal_model::brief::{Brief, Moment, Pin};
use reversal_model::treatment::Reversal;

use super::*;
use crate::check::check_rules;
use crate::check::tests::request as check_request;
use crate::synthetic::{SyntheticSong, reading};

fn request<'a>(reading: &'a Reading, brief: &'a Brief, seed: u64) -> TreatRequest<'a> {
    TreatRequest::new(reading, brief, seed)
}

fn song(bars: u32, seed: u64) -> Reading {
    reading(&SyntheticSong { bars, seed, ..SyntheticSong::default() })
}

/// Half the stock, to keep the oracle quick: each level, rests, ways on and holds that dominate are among them.
fn few_holds() -> Vec<Hold> {
    assets::holds().iter().step_by(2).cloned().collect()
}

/// The planning problem of a request, as `draft` sets it, with the brief's rules changed.
fn with_problem<T>(request: &TreatRequest<'_>, change: impl Fn(&mut RuleSet), use_it: impl FnOnce(Problem) -> T) -> T {
    let brief = request.brief;
    let form = Form::new(request.reading, brief, request.affects);
    let targets = Targets::new(request.reading, &form, &brief.rules, &[], request.seed);
    let ways = PlaceGraph::new(brief);
    let schedule = schedule::schedule(&form, &ways, &[], &vec![0.0; request.brief.places.len()], request.seed);
    let mut rules = RuleSet::new(brief, &form);
    change(&mut rules);
    use_it(Problem::new(
        &Ingredients {
            form: &form,
            targets: &targets,
            holds: request.holds,
            playable: &|_, _| true,
            ways: &ways,
            schedule: &schedule,
            dominance_cost: brief.rules.dominance_cost,
            pinned: &[],
            demands: &[],
            people: people(brief, targets.exhaustion.clone()),
            asked_ends: [None; 2],
            seed: request.seed,
        },
        rules,
    ))
}

/// The cost of a plan, added up hold by hold.
fn recomputed(problem: &Problem, plan: &search::Plan) -> i32 {
    let first = plan.steps[0].node;
    let last = plan.steps[plan.steps.len() - 1].node;
    let mut leader = 0;
    let reversals = plan.steps.iter().filter(|step| {
        let to = problem.nodes[step.node].leader();
        let turns = to != 0 && leader != 0 && to != leader;
        leader = if to == 0 { leader } else { to };
        turns
    });
    let reversals = reversals.count();
    let mut cost = problem.start_costs[first].unwrap() + problem.end_cost(last, true, reversals).unwrap();
    for (i, step) in plan.steps.iter().enumerate() {
        let end = plan.steps.get(i + 1).map_or(problem.bars, |next| next.bar);
        for bar in step.bar..end {
            cost += problem.stay_sums[step.node][bar + 1] - problem.stay_sums[step.node][bar];
        }
        if let Some(next) = plan.steps.get(i + 1) {
            cost += problem.changes.cost(&problem.nodes, step.node, next.node).unwrap() + problem.change_costs[end];
        }
    }
    cost
}

#[test]
fn the_solver_finds_what_a_dense_oracle_finds() {
    let brief = &assets::briefs()[0];
    for seed in 1..=12 {
        let reading = song(14 + seed as u32 * 2 % 12, seed);
        with_problem(
            &TreatRequest { holds: &few_holds(), ..request(&reading, brief, seed) },
            |_| {},
            |problem| {
                let plan = search::solve(&problem);
                assert_eq!(plan.as_ref().map(|plan| plan.cost), oracle::least_cost(&problem), "seed {seed}");
                if let Some(plan) = plan {
                    assert_eq!(plan.cost, recomputed(&problem, &plan));
                    assert_eq!(plan.bound, plan.cost);
                }
            },
        );
    }
}

#[test]
fn an_oracle_agrees_on_a_longer_song_with_several_reversals() {
    let brief = &assets::briefs()[2];
    let reading = song(34, 5);
    with_problem(
        &TreatRequest { holds: &few_holds(), ..request(&reading, brief, 2) },
        |rules| rules.reversals_min = 2,
        |problem| {
            let plan = search::solve(&problem).unwrap();
            assert_eq!(Some(plan.cost), oracle::least_cost(&problem));
        },
    );
}

#[test]
fn an_oracle_agrees_where_prices_lean_to_one_of_the_two() {
    let brief = &assets::briefs()[0];
    let mut tilted = 0;
    for seed in 1..=8 {
        let reading = song(24, seed);
        with_problem(
            &TreatRequest { holds: &few_holds(), ..request(&reading, brief, seed) },
            |rules| rules.balance = Some(4),
            |mut problem| {
                for (node, sums) in problem.nodes.iter().zip(&mut problem.stay_sums) {
                    sums.iter_mut().enumerate().for_each(|(bar, sum)| *sum += 9 * node.power * bar as i32);
                }
                let exact = search::solve(&problem);
                assert_eq!(exact.as_ref().map(|plan| plan.cost), oracle::least_cost(&problem), "seed {seed}");
                assert_eq!(exact.as_ref().map(|plan| plan.cost), search::solve(&problem).map(|plan| plan.cost));
                tilted += usize::from(exact.is_some_and(|plan| recomputed(&problem, &plan) == plan.cost));
            },
        );
    }
    assert!(tilted >= 4, "only {tilted} plans to compare");
}

#[test]
fn an_oracle_agrees_under_demands_and_where_lines_are_worth_a_turn() {
    let brief = &assets::briefs()[0];
    for seed in 1..=6 {
        let reading = song(26, seed);
        with_problem(
            &TreatRequest { holds: &few_holds(), ..request(&reading, brief, seed) },
            |_| {},
            |mut problem| {
                let turn = problem.windows.iter().position(Option::is_some).unwrap_or(12) + 1;
                problem.turn_gains[turn] = 140;
                let demand = Demand { bar: turn, turns: seed % 2 == 0, ..Demand::default() };
                let demand = Demand { power_of: (seed % 3 == 0).then_some(1), ..demand };
                problem.demand(vec![demand]);
                let plan = search::solve(&problem);
                assert_eq!(plan.as_ref().map(|plan| plan.cost), oracle::least_cost(&problem), "seed {seed}");
                if let Some(plan) = plan {
                    assert!(plan.steps.iter().any(|step| step.bar == turn));
                }
            },
        );
    }
}

/// A brief with pins.
fn with_pins(pins: Vec<Pin>) -> Brief {
    Brief { pins, ..assets::briefs()[0].clone() }
}

fn at_bar(bar: u32) -> Moment {
    Moment { bar: Some(bar), ..Moment::default() }
}

#[test]
fn power_turns_holds_start_and_places_come_where_the_brief_pins_them() {
    for seed in 1..=5 {
        let reading = song(96, seed);
        let brief = with_pins(vec![
            Pin { at: at_bar(39), turn: Some("kid".to_owned()), ..Pin::default() },
            Pin { at: at_bar(57), hold: Some("pin_wall".to_owned()), lead: Some("cop".to_owned()), ..Pin::default() },
            Pin { at: at_bar(71), place: Some("bedroom".to_owned()), ..Pin::default() },
        ]);
        let treatment = treat(&request(&reading, &brief, seed)).unwrap();
        assert!(treatment.reversals().contains(&Reversal { bar: 38, to: 1 }), "seed {seed}");
        let spans = treatment.hold_spans();
        let pinned = spans.iter().find(|span| span.from_bar == 56).unwrap();
        assert!(pinned.cue.hold == "pin_wall" && pinned.cue.power > 0.0, "seed {seed}: {:?}", pinned.cue);
        let placed = spans.iter().find(|span| span.from_bar == 70).unwrap();
        assert_eq!(treatment.scenes[placed.scene].place, "bedroom");
        assert_rules(&treatment, &reading, &brief);
    }
}

#[test]
fn a_pin_that_cannot_be_met_is_named() {
    let reading = song(60, 3);
    let said = |pins: Vec<Pin>| treat(&request(&reading, &with_pins(pins), 1)).unwrap_err().to_string();
    let word = Moment { word: Some("xylophone".to_owned()), ..Moment::default() };
    let missing = said(vec![Pin { at: word, turn: Some("either".to_owned()), ..Pin::default() }]);
    assert!(missing.contains("word = \"xylophone\"") && missing.contains("not sung"), "{missing}");
    // Nobody is on the ground one bar after being pinned to the wall.
    let at_odds = said(vec![
        Pin { at: at_bar(30), hold: Some("pin_wall".to_owned()), ..Pin::default() },
        Pin { at: at_bar(31), hold: Some("tangle".to_owned()), ..Pin::default() },
    ]);
    assert!(at_odds.contains("pin_wall") || at_odds.contains("tangle"), "{at_odds}");
}

#[test]
fn the_first_turn_is_answered_in_most_songs_that_have_room_for_two() {
    let brief = &assets::briefs()[0];
    let turns = |seed| treat(&request(&song(60, seed), brief, seed)).unwrap().reversals().len();
    let answered = (1..=12).filter(|&seed| turns(seed) >= 2).count();
    assert!(answered >= 7, "{answered} of 12");
}

#[test]
fn a_tighter_rule_never_makes_a_plan_cheaper() {
    let brief = &assets::briefs()[0];
    for seed in 1..=6 {
        let reading = song(72, seed);
        let request = request(&reading, brief, seed);
        let cost = |change: &dyn Fn(&mut RuleSet)| {
            with_problem(&request, change, |problem| search::solve(&problem).map_or(i32::MAX, |plan| plan.cost))
        };
        let free = cost(&|rules| (rules.balance, rules.rest_every) = (None, None));
        let balanced = cost(&|rules| rules.rest_every = None);
        let loose = cost(&|_| {});
        let rested = cost(&|rules| rules.rest_every = Some(8));
        let more = cost(&|rules| (rules.reversals_min, rules.rest_every) = (rules.reversals_min + 1, Some(8)));
        assert!(free <= balanced && balanced <= loose && loose <= rested && rested <= more, "seed {seed}");
    }
}

#[test]
fn exchanging_the_two_people_changes_no_cost() {
    let brief = &assets::briefs()[0];
    let reading = song(64, 9);
    with_problem(
        &request(&reading, brief, 9),
        |_| {},
        |problem| {
            let plan = search::solve(&problem).unwrap();
            let mut mirrored = plan.clone();
            variety::mirror(&problem, &mut mirrored);
            assert_ne!(mirrored.steps, plan.steps);
            assert_eq!(recomputed(&problem, &mirrored), plan.cost);
        },
    );
}

#[test]
fn the_same_seed_gives_the_same_treatment_and_another_gives_another() {
    let reading = song(80, 11);
    let brief = &assets::briefs()[1];
    let made = |seed| treat(&request(&reading, brief, seed)).unwrap();
    assert_eq!(serde_json::to_string(&made(1)).unwrap(), serde_json::to_string(&made(1)).unwrap());
    assert_ne!(made(1).scenes, made(2).scenes);
}

#[test]
fn the_shortest_songs_still_get_a_film() {
    for brief in assets::briefs() {
        for bars in 1..=40 {
            for seed in 0..3 {
                let reading = song(bars, seed);
                let treatment = treat(&request(&reading, brief, seed))
                    .unwrap_or_else(|fault| panic!("{bars} bars, seed {seed}: {fault}"));
                assert!(treatment.faults().is_empty());
                assert_rules(&treatment, &reading, brief);
            }
        }
    }
}

/// Rules of what is not made yet, or that a brief need not say anything to.
const UNSAID: [&str; 5] = ["alive_contact", "not_a_punch", "pins", "ends_as_named", "answers_first"];

fn assert_rules(treatment: &Treatment, reading: &Reading, brief: &Brief) {
    for finding in check_rules(&check_request(treatment, reading, brief)) {
        let may_fail = treatment.bars < 40 && finding.name.starts_with("alive");
        let whose = format!("{}, {} bars", brief.name, treatment.bars);
        assert!(may_fail || finding.pass != Some(false), "{whose}: {}: {}", finding.name, finding.detail);
        let unsaid = UNSAID.contains(&finding.name.as_str());
        assert!(unsaid || treatment.bars < 60 || finding.pass.is_some(), "{}: {}", finding.name, finding.detail);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn every_plan_passes_a_validator_that_knows_nothing_of_the_solver(
        bars in 60_u32..170,
        seed in 0_u64..10_000,
        bar_millis in 1100_u32..2700,
        which in 0_usize..assets::briefs().len(),
    ) {
        let brief = &assets::briefs()[which];
        let reading = reading(&SyntheticSong { bars, bar_secs: f64::from(bar_millis) / 1000.0, seed });
        let treatment = treat(&request(&reading, brief, seed)).unwrap();
        prop_assert!(treatment.faults().is_empty());
        assert_rules(&treatment, &reading, brief);
        prop_assert!(treatment.score.rest_share >= 0.2, "rest {}", treatment.score.rest_share);
        // Mostly proven best; where the two balanced plans lie far from the best without balance, the gap is stated.
        prop_assert!(treatment.score.optimality_gap <= 0.03, "gap {}", treatment.score.optimality_gap);
    }
}

#[test]
fn a_brief_that_cannot_be_met_is_told_which_rule_is_at_fault() {
    let reading = song(60, 3);
    let mut brief = assets::briefs()[0].clone();
    brief.rules.reversals_min = Some(9);
    let fault = treat(&request(&reading, &brief, 1)).unwrap_err().to_string();
    assert!(fault.contains("reversals_min = 9") && fault.contains("would do"), "{fault}");
    let mut brief = assets::briefs()[0].clone();
    brief.rules.rest_every_bars = 1;
    let fault = treat(&request(&reading, &brief, 1)).unwrap_err().to_string();
    assert!(fault.contains("rest_every_bars = 1"), "{fault}");
}

#[test]
fn names_that_do_not_exist_are_named() {
    let reading = song(20, 3);
    let mut brief = assets::briefs()[0].clone();
    brief.rules.without_holds = vec!["uppercut".to_owned()];
    assert!(treat(&request(&reading, &brief, 1)).unwrap_err().to_string().contains("'uppercut'"));
    let mut brief = assets::briefs()[0].clone();
    brief.places[0].place = "moon".to_owned();
    assert!(treat(&request(&reading, &brief, 1)).unwrap_err().to_string().contains("'moon'"));
}

#[test]
fn pinned_scenes_stay_exactly_as_they_are() {
    let reading = song(96, 21);
    let brief = &assets::briefs()[0];
    let mut earlier = treat(&request(&reading, brief, 1)).unwrap();
    let kept = earlier.scenes.len() / 2;
    earlier.scenes[kept].pinned = true;
    earlier.scenes[kept].summary = "Written by hand.".to_owned();
    let again = TreatRequest { earlier: Some(&earlier), ..request(&reading, brief, 2) };
    let treatment = treat(&again).unwrap();
    let pinned = treatment.scenes.iter().position(|scene| scene.pinned).unwrap();
    assert_eq!(treatment.scene_bars(pinned), earlier.scene_bars(kept));
    assert_eq!(treatment.scenes[pinned].holds, earlier.scenes[kept].holds);
    assert_eq!(treatment.scenes[pinned].summary, "Written by hand.");
    assert_ne!(treatment.scenes[0], earlier.scenes[0]);
    assert_rules(&treatment, &reading, brief);
}

#[test]
fn a_film_opens_and_ends_in_the_holds_that_the_brief_asks_for() {
    let reading = song(80, 6);
    for (start, end) in [("collapse", "back_to_back"), ("lean", "apart_sitting")] {
        let mut brief = assets::briefs()[1].clone();
        (brief.start_hold, brief.end_hold) = (Some(start.to_owned()), Some(end.to_owned()));
        let treatment = treat(&request(&reading, &brief, 3)).unwrap();
        let spans = treatment.hold_spans();
        let ends = (spans[0].cue.hold.as_str(), spans[spans.len() - 1].cue.hold.as_str());
        assert_eq!(ends, (start, end));
        assert_rules(&treatment, &reading, &brief);
        brief.start_hold = Some(end.to_owned());
        let findings = check_rules(&check_request(&treatment, &reading, &brief));
        assert!(findings.iter().any(|finding| finding.name == "ends_as_named" && finding.pass == Some(false)));
    }
}

#[test]
fn a_pinned_hold_says_who_pins_it_and_a_turn_whose_strength_is_greater() {
    let mut turns = 0;
    for seed in 1..=4 {
        let reading = song(88, seed);
        let pin = Pin {
            at: Moment { bar: Some(65), ..Moment::default() },
            hold: Some("pin_wall".to_owned()),
            ..Pin::default()
        };
        let brief = Brief { pins: vec![pin], ..assets::briefs()[0].clone() };
        let treatment = treat(&request(&reading, &brief, seed)).unwrap();
        let cue = treatment.hold_spans().into_iter().find(|span| span.from_bar == 64).unwrap().cue;
        assert!(cue.reason.contains("the brief pins “Held to the wall” to this moment"), "{}", cue.reason);
        for scene in &treatment.scenes {
            for cue in scene.holds.iter().filter(|cue| cue.reversal.is_some() && cue.reason.contains("strength left ("))
            {
                let told: Vec<f64> = cue.reason.split(['(', ')']).filter_map(|part| part.parse().ok()).collect();
                let [own, other] = told[..] else { panic!("{}", cue.reason) };
                assert_eq!(own > other, cue.reason.contains("more strength left"), "{}", cue.reason);
                turns += 1;
            }
        }
    }
    assert!(turns > 0);
}

#[test]
fn what_it_costs_a_character_names_each_moment_once() {
    for seed in 1..=6 {
        let reading = song(96, seed);
        for brief in assets::briefs() {
            let treatment = treat(&request(&reading, brief, seed)).unwrap();
            for person in &treatment.people {
                let sentence = person.costs.split(". ").find(|sentence| sentence.contains("greatest")).unwrap();
                assert!(["ear", "atred", "hame"].iter().all(|feeling| sentence.contains(feeling)), "{sentence}");
                let mut moments: Vec<&str> =
                    sentence.split("; ").filter_map(|clause| clause.split(" at ").nth(1)).collect();
                let count = moments.len();
                moments.dedup();
                assert_eq!(moments.len(), count, "{sentence}");
            }
        }
    }
}

#[test]
fn from_the_shortest_songs_that_have_room_each_gives_something_with_the_power() {
    for bars in [GIFT_BARS_MIN as u32, 33, 37] {
        for seed in 0..3 {
            let reading = song(bars, seed);
            for brief in assets::briefs() {
                let treatment = treat(&request(&reading, brief, seed)).unwrap();
                let findings = check_rules(&check_request(&treatment, &reading, brief));
                let unexpected = findings.iter().find(|finding| finding.name == "unexpected").unwrap();
                assert_eq!(
                    unexpected.pass,
                    Some(true),
                    "{bars} bars, seed {seed}, {}: {}",
                    brief.name,
                    unexpected.detail
                );
            }
        }
    }
}
