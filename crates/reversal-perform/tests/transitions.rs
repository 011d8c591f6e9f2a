//! The measured rules over the ways from hold to hold that the planner may take.

use reversal_model::assets;
use reversal_model::curve::Curve;
use reversal_model::hold::Hold;
use reversal_model::performance::PerformanceMeasures;
use reversal_perform::{Condition, HoldMoment, PerformError, SceneInput, measure, perform_scene};

/// Tempo and state in which a way is gone: seconds a bar, exhaustion, aggression.
const CONDITIONS: [(f64, f32, f32); 4] = [(1.4, 0.9, 0.9), (1.4, 0.5, 0.2), (2.2, 0.7, 0.6), (3.2, 1.0, 0.3)];
/// Every so many of all ways in all conditions are gone: a few seconds' worth.
const STRIDE: usize = 41;

/// Goes from one hold to another; `number` varies place, pair, lead and chance.
fn go(before: &Hold, after: &Hold, number: usize) -> Result<PerformanceMeasures, PerformError> {
    let (bar_secs, exhaustion, aggression) = CONDITIONS[number % CONDITIONS.len()];
    let bars = |hold: &Hold| f64::from(hold.bars_min.max(if bar_secs < 2.0 { 2 } else { 1 }));
    let (cut_secs, end_secs) = (bars(before) * bar_secs, (bars(before) + bars(after)) * bar_secs);
    let sign = if number.is_multiple_of(3) { -1 } else { 1 };
    let holds = [
        HoldMoment { hold: before, quarters: before.powers[0] as i8, start_secs: 0.0, end_secs: cut_secs },
        HoldMoment { hold: after, quarters: sign * after.powers[0] as i8, start_secs: cut_secs, end_secs },
    ];
    let place = &assets::places()[number % assets::places().len()];
    let characters = &assets::briefs()[number % assets::briefs().len()].characters;
    let pair = [&characters[0], &characters[1]];
    let level = |name: &str, value: f32| Curve::new(name, "", (0.0, 1.0), 1.0, vec![value]);
    // One is afraid and hates, the other is ashamed, as far as can be.
    let extreme = |share: f32| Condition {
        exhaustion: level("exhaustion", exhaustion),
        fear: level("fear", share),
        shame: level("shame", 1.0 - share),
        hatred: level("hatred", share),
    };
    let conditions = [&extreme(1.0), &extreme(0.0)];
    let scene = perform_scene(&SceneInput {
        scene: 1,
        seed: number as u64,
        characters: pair,
        place,
        holds: &holds,
        start_secs: 0.0,
        end_secs,
        conditions,
        aggression: &level("aggression", aggression),
    })?;
    Ok(measure(&[scene], pair, &[place]))
}

fn broken(measures: &PerformanceMeasures) -> Vec<String> {
    [
        ("hand m/s", measures.hand_speed_before_contact_m_s, 2.5),
        ("sink m", measures.penetration_m, 0.02),
        ("slide m", measures.foot_slide_m, 0.03),
        ("jump m", measures.joint_jump_m, 0.03),
        ("bone", measures.bone_error, 0.01),
        ("joint limits deg", measures.joint_limit_deg, 10.0),
    ]
    .into_iter()
    .filter(|(_, peak, most)| peak.max > *most)
    .map(|(name, peak, most)| format!("{name} {:.4} > {most}", peak.max))
    .collect()
}

fn ways() -> Vec<(&'static Hold, &'static Hold)> {
    let holds = assets::holds();
    let all = holds.iter().flat_map(|before| holds.iter().map(move |after| (before, after)));
    all.filter(|(before, after)| before.leads_to(after)).collect()
}

#[test]
fn ways_from_hold_to_hold_keep_to_the_limits() {
    let ways = ways();
    let mut faults = Vec::new();
    let numbers: Vec<usize> = (0..ways.len() * CONDITIONS.len()).step_by(STRIDE).collect();
    for &number in &numbers {
        let (before, after) = ways[number / CONDITIONS.len()];
        let broken = broken(&go(before, after, number).unwrap());
        if !broken.is_empty() {
            faults.push(format!("{number}: {} > {}: {}", before.name, after.name, broken.join(", ")));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), numbers.len(), faults.join("\n"));
}
