use reversal_model::assets;
use reversal_model::brief::{Moment, Pin};
use reversal_model::shots::{SHOTS_FORMAT, Side};
use reversal_model::time::BarBeat;

use super::*;
use crate::synthetic::{SyntheticSong, reading};
use crate::treat::{TreatRequest, treat};
use reversal_model::shots::{Height, Movement, Scale, Shot, Subject};

fn made(reading: &Reading, brief: &Brief) -> Treatment {
    treat(&TreatRequest::new(reading, brief, 4)).unwrap()
}

/// A treatment alone, with the shipped holds and places.
pub(crate) fn request<'a>(treatment: &'a Treatment, reading: &'a Reading, brief: &'a Brief) -> CheckRequest<'a> {
    CheckRequest {
        treatment,
        reading,
        affects: &[],
        brief,
        holds: assets::holds(),
        places: assets::places(),
        shots: None,
        cut: None,
        performance: None,
    }
}

fn broken(treatment: &Treatment, reading: &Reading, brief: &Brief) -> Vec<String> {
    let findings = check_rules(&request(treatment, reading, brief));
    findings.into_iter().filter(|finding| finding.pass == Some(false)).map(|finding| finding.name).collect()
}

#[test]
fn each_rule_notices_the_edit_that_breaks_it() {
    let reading = reading(&SyntheticSong::default());
    let brief = &assets::briefs()[0];
    let good = made(&reading, brief);
    assert!(broken(&good, &reading, brief).is_empty());
    let edit = |change: &dyn Fn(&mut Treatment)| {
        let mut edited = good.clone();
        change(&mut edited);
        broken(&edited, &reading, brief)
    };
    let levelled = edit(&|treatment| {
        treatment.scenes.iter_mut().flat_map(|scene| &mut scene.holds).for_each(|cue| cue.power = 0.0);
    });
    assert!(levelled.contains(&"reversals".to_owned()));
    let one_sided = edit(&|treatment| {
        treatment.scenes.iter_mut().flat_map(|scene| &mut scene.holds).for_each(|cue| cue.power = cue.power.abs());
    });
    assert!(one_sided.contains(&"balance".to_owned()));
    let shifted = edit(&|treatment| treatment.scenes[0].holds[0].hold = "drag".to_owned());
    assert!(shifted.contains(&"exhausted_start".to_owned()) && shifted.contains(&"transitions".to_owned()));
    let moved = edit(&|treatment| treatment.scenes[0].place = "bedroom".to_owned());
    assert!(moved.contains(&"exhausted_start".to_owned()));
    let unknown = edit(&|treatment| treatment.scenes[1].holds[0].hold = "uppercut".to_owned());
    assert!(unknown.contains(&"no_strikes".to_owned()));
    let restless = edit(&|treatment| {
        for cue in treatment.scenes.iter_mut().flat_map(|scene| &mut scene.holds) {
            if assets::hold(&cue.hold).is_some_and(|hold| hold.rest) {
                cue.hold = "clinch".to_owned();
            }
        }
    });
    for rule in ["rest", "exhausted_start", "ends_where_it_began"] {
        assert!(restless.contains(&rule.to_owned()), "{rule}");
    }
    let mut far = good.clone();
    let turn = good.reversals()[0].bar + 1;
    for cue in far.scenes.iter_mut().flat_map(|scene| &mut scene.holds).filter(|cue| cue.bar == turn) {
        cue.bar += 3;
    }
    assert!(!broken(&far, &reading, brief).is_empty(), "a hold that was moved breaks something");
}

#[test]
fn a_performance_is_judged_by_its_contact_and_its_hands() {
    let reading = reading(&SyntheticSong::default());
    let brief = &assets::briefs()[0];
    let treatment = made(&reading, brief);
    let mut measures = PerformanceMeasures { contact_share: 0.1, ..PerformanceMeasures::default() };
    measures.hand_speed_before_contact_m_s.max = 4.0;
    let request = CheckRequest { performance: Some(&measures), ..request(&treatment, &reading, brief) };
    let verdict = |name: &str| check_rules(&request).into_iter().find(|finding| finding.name == name).unwrap().pass;
    assert_eq!((verdict("alive_contact"), verdict("not_a_punch")), (Some(false), Some(false)));
}

#[test]
fn the_lint_sees_what_the_camera_celebrates() {
    let reading = reading(&SyntheticSong::default());
    let brief = &assets::briefs()[0];
    let treatment = made(&reading, brief);
    let power = treatment.power_by_bar();
    let led = (0..power.len()).find(|&bar| power[bar] >= 2).unwrap() as u32;
    let shot = |bar: u32, subject: Subject, height: Height| Shot {
        id: format!("{bar}A"),
        scene: 1,
        at: BarBeat::downbeat(bar),
        scale: Scale::CloseUp,
        subject,
        side: Side::Front,
        movement: Movement::Locked,
        height,
        lens_mm: 50.0,
        azimuth_deg: 0.0,
        description: String::new(),
        reason: String::new(),
    };
    let list = |shots| ShotList { format: SHOTS_FORMAT.to_owned(), shots };
    let heroic = list(vec![shot(0, Subject::First, Height::Level), shot(led, Subject::First, Height::Ground)]);
    let request = CheckRequest { shots: Some(&heroic), ..request(&treatment, &reading, brief) };
    let findings = lint(&request);
    let item = |name: &str| findings.iter().find(|item| item.name == name).unwrap();
    assert_eq!(item("no_hero_framing").bars, [led + 1]);
    assert!(!item("equal_close_ups").pass);
}

#[test]
fn a_pin_that_an_edit_breaks_is_named_with_its_bar() {
    let reading = reading(&SyntheticSong::default());
    let at = Moment { bar: Some(49), ..Moment::default() };
    let pin = Pin { at, turn: Some("kid".to_owned()), ..Pin::default() };
    let brief = Brief { pins: vec![pin], ..assets::briefs()[0].clone() };
    let good = made(&reading, &brief);
    assert!(broken(&good, &reading, &brief).is_empty());
    let mut edited = good;
    edited.scenes.iter_mut().flat_map(|scene| &mut scene.holds).for_each(|cue| cue.power = -cue.power);
    let findings = check_rules(&request(&edited, &reading, &brief));
    let finding = findings.iter().find(|finding| finding.name == "pins").unwrap();
    assert!(finding.pass == Some(false) && finding.detail.contains("bar 49"), "{}", finding.detail);
}

#[test]
fn who_has_the_office_has_the_power_first_whatever_the_seed() {
    for (answers, sign) in [("cop", 1), ("kid", -1)] {
        let brief = Brief { answers: Some(answers.to_owned()), ..assets::briefs()[0].clone() };
        for seed in 1..=4 {
            let reading = reading(&SyntheticSong { seed, ..SyntheticSong::default() });
            let good = treat(&TreatRequest::new(&reading, &brief, seed)).unwrap();
            let first = good.power_by_bar().into_iter().find(|power| power.abs() >= 2).unwrap();
            assert_eq!(first.signum(), sign, "{answers}, seed {seed}");
            assert!(broken(&good, &reading, &brief).is_empty());
            let mut exchanged = good;
            exchanged.scenes.iter_mut().flat_map(|scene| &mut scene.holds).for_each(|cue| cue.power = -cue.power);
            assert!(broken(&exchanged, &reading, &brief).contains(&"answers_first".to_owned()));
        }
    }
}

#[test]
fn where_neither_has_an_office_nobody_is_asked_to_lead_first() {
    let brief = Brief { answers: None, ..assets::briefs()[0].clone() };
    let reading = reading(&SyntheticSong::default());
    let treatment = made(&reading, &brief);
    let findings = check_rules(&request(&treatment, &reading, &brief));
    assert_eq!(findings.iter().find(|finding| finding.name == "answers_first").unwrap().pass, None);
}
