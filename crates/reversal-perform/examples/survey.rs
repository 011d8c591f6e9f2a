//! Measures random scenes of 60 s in every place for every brief's pair:
//! `cargo run --release -p reversal-perform --example survey -- [SCENES [FIRST]]`.

use std::io::Write;
use std::time::Instant;

use reversal_model::assets;
use reversal_model::curve::Curve;
use reversal_model::hold::Hold;
use reversal_perform::{Condition, HoldMoment, SceneInput, measure, perform_scene};

const SCENE_SECS: f64 = 60.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let scenes: u64 = arguments.next().map_or(Ok(12), |text| text.parse())?;
    let first: u64 = arguments.next().map_or(Ok(0), |text| text.parse())?;
    let mut out = std::io::stdout();
    writeln!(out, "scene place     hand  sink  slide jump  bone   joint  touch CPU/s")?;
    for number in first..first + scenes {
        let mut random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut chance = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 11) as f64 / (1_u64 << 53) as f64
        };
        let place = &assets::places()[number as usize % assets::places().len()];
        let characters = &assets::briefs()[number as usize % assets::briefs().len()].characters;
        let pair = [&characters[0], &characters[1]];
        let mut holds: Vec<HoldMoment> = Vec::new();
        let mut secs = 0.0;
        while secs < SCENE_SECS {
            let level_now = holds.last().map(|moment| moment.hold.level);
            let follows = |hold: &&Hold| {
                holds.last().is_none_or(|moment| moment.hold.name != hold.name)
                    && level_now.is_none_or(|level| hold.fall || (hold.level as i8 - level as i8).abs() <= 1)
            };
            let ways: Vec<&Hold> = assets::holds().iter().filter(follows).collect();
            let hold = ways[(chance() * ways.len() as f64) as usize];
            let sign = if chance() < 0.5 { 1 } else { -1 };
            let quarters = sign * hold.powers[(chance() * hold.powers.len() as f64) as usize] as i8;
            let length = 2.5 + 6.0 * chance();
            holds.push(HoldMoment { hold, quarters, start_secs: secs, end_secs: secs + length });
            secs += length;
        }
        let curve = |name: &str, values: Vec<f32>| Curve::new(name, "", (0.0, 1.0), 1.0, values);
        let aggression = curve("aggression", (0..60).map(|_| chance() as f32).collect());
        let exhaustion = curve("exhaustion", (0..60).map(|i| 0.5 + 0.5 * i as f32 / 60.0).collect());
        let condition = Condition::tired(exhaustion);
        let input = SceneInput {
            scene: 1,
            seed: number,
            characters: pair,
            place,
            holds: &holds,
            start_secs: 0.0,
            end_secs: SCENE_SECS,
            conditions: [&condition, &condition],
            aggression: &aggression,
        };
        let started = Instant::now();
        let scene = perform_scene(&input)?;
        let cost = started.elapsed().as_secs_f64() / SCENE_SECS;
        let m = measure(std::slice::from_ref(&scene), pair, &[place]);
        writeln!(
            out,
            "{number:5} {:9} {:.2}  {:.3} {:.3} {:.3} {:.4} {:5.1}  {:.2}  {cost:.3}",
            place.name,
            m.hand_speed_before_contact_m_s.max,
            m.penetration_m.max,
            m.foot_slide_m.max,
            m.joint_jump_m.max,
            m.bone_error.max,
            m.joint_limit_deg.max,
            m.contact_share
        )?;
        if std::env::var_os("SURVEY_WHERE").is_some() {
            // Where in the scene the limits are broken, second by second.
            for second in 0..SCENE_SECS as usize {
                let from = second * 60;
                let part = reversal_model::performance::ScenePerformance {
                    scene: 1,
                    start_secs: second as f64,
                    ticks: scene.ticks[from..(from + 66).min(scene.ticks.len())].to_vec(),
                };
                let m = measure(&[part], pair, &[place]);
                if m.penetration_m.max > 0.02
                    || m.joint_jump_m.max > 0.03
                    || m.foot_slide_m.max > 0.03
                    || m.joint_limit_deg.max > 10.0
                {
                    let now = holds.iter().rposition(|moment| moment.start_secs <= second as f64 + 0.5).unwrap_or(0);
                    let before = now.saturating_sub(1);
                    writeln!(
                        out,
                        "      {second:2} s: sink {:.3} jump {:.3} slide {:.3} joint {:.1}: {} > {} at {:.1} s ({} to {})",
                        m.penetration_m.max,
                        m.joint_jump_m.max,
                        m.foot_slide_m.max,
                        m.joint_limit_deg.max,
                        holds[before].hold.name,
                        holds[now].hold.name,
                        holds[now].start_secs,
                        holds[before].quarters,
                        holds[now].quarters
                    )?;
                }
            }
        }
    }
    Ok(())
}
