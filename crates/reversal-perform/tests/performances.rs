//! The measured rules of a performance, over rows of holds that nobody chose.

use reversal_model::assets;
use reversal_model::curve::Curve;
use reversal_model::performance::ScenePerformance;
use reversal_perform::{
    Condition, HoldMoment, PerformError, SceneInput, from_bytes, measure, motion_energy, perform_scene, to_bytes,
};

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }
}

fn row(chance: &mut Chance, count: usize) -> Vec<HoldMoment<'static>> {
    let mut holds: Vec<HoldMoment> = Vec::new();
    let mut secs = 0.0;
    while holds.len() < count {
        let hold = &assets::holds()[chance.below(assets::holds().len())];
        // The planner's rule: a level at a time, or a fall.
        let fits = holds.last().is_none_or(|before| {
            let step = (before.hold.level as i8 - hold.level as i8).abs();
            before.hold.name != hold.name && (step <= 1 || hold.fall)
        });
        if fits {
            let sign = if chance.below(2) == 0 { 1 } else { -1 };
            let length_secs = 3.0 + chance.below(40) as f64 * 0.1;
            let quarters = sign * hold.powers[0] as i8;
            holds.push(HoldMoment { hold, quarters, start_secs: secs, end_secs: secs + length_secs });
            secs += length_secs;
        }
    }
    holds
}

fn play(number: u64, place: &str, holds: &[HoldMoment], aggression: &[f32]) -> Result<ScenePerformance, PerformError> {
    let characters = &assets::briefs()[number as usize % assets::briefs().len()].characters;
    let curve = |name: &str, values: &[f32]| Curve::new(name, "", (0.0, 1.0), 4.0, values.to_vec());
    let condition = Condition::tired(curve("exhaustion", &[0.5, 0.6, 0.7, 0.8, 0.9, 1.0]));
    perform_scene(&SceneInput {
        scene: 1,
        seed: number,
        characters: [&characters[0], &characters[1]],
        place: assets::place(place).expect("ships"),
        holds,
        start_secs: 0.0,
        end_secs: holds.last().map_or(1.0, |last| last.end_secs),
        conditions: [&condition, &condition],
        aggression: &curve("aggression", aggression),
    })
}

#[test]
fn random_rows_of_holds_keep_to_the_limits_in_every_place() {
    for (number, place) in assets::places().iter().enumerate() {
        let number = number as u64;
        let mut chance = Chance(number * 77 + 5);
        let holds = row(&mut chance, 5);
        let names: Vec<&str> = holds.iter().map(|moment| moment.hold.name.as_str()).collect();
        let aggression: Vec<f32> = (0..8).map(|_| chance.below(11) as f32 * 0.1).collect();
        let scene = play(number, &place.name, &holds, &aggression).unwrap();
        let characters = &assets::briefs()[number as usize % assets::briefs().len()].characters;
        let measures = measure(&[scene], [&characters[0], &characters[1]], &[place]);
        let broken: Vec<String> = [
            ("hand", measures.hand_speed_before_contact_m_s, 2.5),
            ("sink", measures.penetration_m, 0.02),
            ("slide", measures.foot_slide_m, 0.03),
            ("jump", measures.joint_jump_m, 0.03),
            ("bone", measures.bone_error, 0.01),
            ("joint limits", measures.joint_limit_deg, 10.0),
        ]
        .into_iter()
        .map(|(name, peak, most)| (name, peak.max, most))
        // The last pass leaves three degrees alone.
        .chain([("joint limits, 99th percentile", measures.joint_limit_deg.p99, 3.0)])
        .filter(|(_, value, most)| value > most)
        .map(|(name, value, most)| format!("{name} {value:.4} > {most}"))
        .collect();
        assert!(broken.is_empty(), "{} {names:?}: {broken:?}", place.name);
    }
}

#[test]
fn nobody_twitches() {
    let mut moved_m: Vec<f32> = Vec::new();
    for number in 0..4 {
        let scene = play(number, "street", &row(&mut Chance(number * 31 + 2), 5), &[0.8]).unwrap();
        for (figure, ticks) in [0, 1].into_iter().flat_map(|figure| scene.ticks.windows(3).map(move |it| (figure, it)))
        {
            let [before, now, after] = [0, 1, 2].map(|tick| &ticks[tick].bodies[figure]);
            let leaves_m = |joint: usize| (before[joint] + after[joint] - 2.0 * now[joint]).length();
            moved_m.push((0..now.len()).map(leaves_m).fold(0.0, f32::max));
        }
    }
    moved_m.sort_by(f32::total_cmp);
    let most_m = moved_m[moved_m.len() * 999 / 1000];
    assert!(most_m < 0.006, "in one tick of a thousand a joint leaves its path by {most_m} m");
}

#[test]
fn the_same_input_gives_the_same_bytes_and_another_seed_others() {
    let holds = row(&mut Chance(3), 2);
    let first = to_bytes(&play(3, "street", &holds, &[0.5]).unwrap());
    assert_eq!(first, to_bytes(&play(3, "street", &holds, &[0.5]).unwrap()));
    assert_ne!(first, to_bytes(&play(6, "street", &holds, &[0.5]).unwrap()));
}

#[test]
fn a_performance_survives_storing_exactly() {
    let holds = row(&mut Chance(4), 1);
    let scene = play(4, "street", &holds, &[0.5]).unwrap();
    assert_eq!(from_bytes(&to_bytes(&scene)).unwrap(), scene);
}

#[test]
fn aggressive_music_moves_them_more() {
    let clinch = assets::hold("clinch").unwrap();
    let holds = [HoldMoment { hold: clinch, quarters: 1, start_secs: 0.0, end_secs: 12.0 }];
    let energy = |aggression| motion_energy(&play(1, "street", &holds, &[aggression]).unwrap(), 0.0, 12.0);
    assert!(energy(0.95) > 1.4 * energy(0.05), "{} against {}", energy(0.95), energy(0.05));
}

#[test]
fn a_clinch_is_a_contact_and_standing_apart_is_none() {
    for (name, touches) in [("clinch", true), ("apart_standing", false)] {
        let hold = assets::hold(name).unwrap();
        let scene =
            play(1, "street", &[HoldMoment { hold, quarters: 1, start_secs: 0.0, end_secs: 4.0 }], &[0.3]).unwrap();
        assert_eq!(scene.ticks.iter().all(|tick| tick.touching), touches, "{name}");
    }
}

#[test]
fn a_scene_without_holds_or_time_is_refused() {
    assert!(matches!(play(1, "street", &[], &[0.5]), Err(PerformError::NoHolds { .. })));
    let hold = assets::hold("clinch").unwrap();
    let backwards = [HoldMoment { hold, quarters: 1, start_secs: 4.0, end_secs: 2.0 }];
    assert!(matches!(play(1, "street", &backwards, &[0.5]), Err(PerformError::NoSpan { .. })));
}
