//! What the hands do over a shot. Each moment's pose alone would snap: a hand takes a quarter of a second to close.

use reversal_model::performance::ScenePerformance;

use super::pose::{HandPose, Hands};
use crate::stage::Stage;

/// Moments a second at which the hands are worked out.
const SAMPLED_HZ: f64 = 15.0;
/// How long before and after a moment still tells in it: the deviation of a bell, s, and how many of them count.
const EASED_SECS: f64 = 0.11;
const COUNTED: f64 = 3.0;

/// What the hands of the two do over a stretch of a performance.
pub struct HandTrack {
    /// Number of the first sample, counted from the start of the song, so that pieces of a shot agree.
    first: i64,
    samples: Vec<Hands>,
    span_secs: (f64, f64),
}

impl HandTrack {
    /// Works out how hands close and open, from `from_secs` to `to_secs` of the song.
    pub fn new(stage: &Stage, performance: &ScenePerformance, (from_secs, to_secs): (f64, f64)) -> Self {
        let around_secs = COUNTED * EASED_SECS;
        let first = ((from_secs - around_secs) * SAMPLED_HZ).floor() as i64;
        let last = ((to_secs + around_secs) * SAMPLED_HZ).ceil() as i64;
        let samples = (first..=last)
            .filter_map(|sample| performance.bodies_at(sample as f64 / SAMPLED_HZ))
            .map(|bodies| Hands::of(stage, &bodies))
            .collect();
        Self { first, samples, span_secs: (from_secs, to_secs) }
    }

    /// What they do at a moment of the song; held at the ends of the stretch.
    pub fn at(&self, song_secs: f64) -> Hands {
        let song_secs = song_secs.clamp(self.span_secs.0, self.span_secs.1);
        Hands([0, 1].map(|figure| {
            [0, 1].map(|hand| {
                HandPose::mean(self.samples.iter().zip(self.first..).filter_map(|(hands, number)| {
                    let away = (number as f64 / SAMPLED_HZ - song_secs) / EASED_SECS;
                    let weight = (-0.5 * away * away).exp() as f32;
                    (away.abs() <= COUNTED).then_some((weight, &hands.0[figure][hand]))
                }))
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dress::{Condition, dress_pair};
    use crate::primitive::Primitive;
    use glam::Vec3;
    use reversal_model::assets::{briefs, hold, place};
    use reversal_model::curve::Curve;
    use reversal_perform::{Condition as State, HoldMoment, SceneInput, perform_scene};

    const SECS: f64 = 3.0;

    /// Two people in a hold, on the street.
    fn performed(name: &str) -> (Stage, ScenePerformance) {
        let brief = &briefs()[0];
        let pair = [&brief.characters[0], &brief.characters[1]];
        let place = place("street").unwrap();
        let hold = hold(name).unwrap();
        let level = |name: &str, value: f32| Curve::new(name, "", (0.0, 1.0), 1.0, vec![value]);
        let quarters = hold.powers.iter().copied().max().unwrap_or(0) as i8;
        let state = State::tired(level("exhaustion", 0.7));
        let input = SceneInput {
            scene: 1,
            seed: 1,
            characters: pair,
            place,
            holds: &[HoldMoment { hold, quarters, start_secs: 0.0, end_secs: SECS }],
            start_secs: 0.0,
            end_secs: SECS,
            conditions: [&state; 2],
            aggression: &level("aggression", 0.5),
        };
        (Stage::new(place, pair, 0.5), perform_scene(&input).unwrap())
    }

    /// How firm each hand is and how far its fingers are bent in all, rad: left and right of each of the two.
    fn grips(name: &str) -> [(f32, f32); 4] {
        let (stage, performance) = performed(name);
        let hands = HandTrack::new(&stage, &performance, (1.5, 2.0)).at(1.75);
        let bent = |pose: &HandPose| pose.bends.as_flattened().iter().sum::<f32>() / 4.0;
        let [[a, b], [c, d]] = hands.0.map(|hands| hands.map(|pose| (pose.firm, bent(&pose))));
        [a, b, c, d]
    }

    #[test]
    fn hands_close_on_the_forearms_they_pull_at_and_hang_open_after_letting_go() {
        for (firm, bent) in grips("help_up") {
            assert!(firm > 0.8 && bent > 1.2, "{firm} {bent}");
        }
        let free = HandPose::default().bends.as_flattened().iter().sum::<f32>() / 4.0;
        for (firm, bent) in grips("let_go") {
            assert!(firm < 0.3 && (bent - free).abs() < 0.4, "{firm} {bent}");
        }
    }

    #[test]
    fn no_fingertip_snaps_round_its_palm() {
        let (stage, performance) = performed("clinch");
        let track = HandTrack::new(&stage, &performance, (0.5, 2.5));
        let tips = |frame: u32| -> Vec<Vec3> {
            let secs = 0.5 + f64::from(frame) / 24.0;
            let bodies = performance.bodies_at(secs).unwrap();
            let condition = Condition { pixel_m: [0.001; 2], ..Condition::COARSE };
            let mut out = Vec::new();
            dress_pair(&stage, &bodies, &condition, &track.at(secs), &mut out);
            let hands: Vec<Primitive> = out.into_iter().filter(|primitive| primitive.group % 3 == 2).collect();
            let each = hands.len() / 4;
            let palm = |i: usize| bodies[i / each / 2][9 + 4 * (i / each % 2)];
            hands.iter().enumerate().map(|(i, primitive)| primitive.start + primitive.span - palm(i)).collect()
        };
        let frames: Vec<Vec<Vec3>> = (0..48).map(tips).collect();
        let jump_m = |pair: &[Vec<Vec3>]| pair[0].iter().zip(&pair[1]).map(|(a, b)| a.distance(*b)).fold(0.0, f32::max);
        let most_m = frames.windows(2).map(jump_m).fold(0.0, f32::max);
        assert!(most_m > 0.0 && most_m < 0.05, "{most_m}");
    }

    #[test]
    fn pieces_of_a_shot_agree() {
        let (stage, performance) = performed("clinch");
        let bends = |span: (f64, f64)| {
            HandTrack::new(&stage, &performance, span).at(1.5).0.map(|hands| hands.map(|pose| pose.bends))
        };
        assert_eq!(bends((0.5, 2.5)), bends((1.4, 1.6)));
    }
}
