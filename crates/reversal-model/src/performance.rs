//! Two bodies moving: what the simulation leaves and the picture samples.

use glam::Vec3;
use serde::{Deserialize, Serialize};

/// Joints of a figure.
pub const JOINT_COUNT: usize = 22;

/// A joint of a figure; its number is its place in a [`Skeleton`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Joint {
    Pelvis,
    Waist,
    Chest,
    Neck,
    Head,
    /// A point before the face; with `Head` it gives the direction of the look.
    Face,
    LeftShoulder,
    LeftElbow,
    LeftWrist,
    /// Middle of the palm.
    LeftHand,
    RightShoulder,
    RightElbow,
    RightWrist,
    RightHand,
    LeftHip,
    LeftKnee,
    LeftAnkle,
    /// Ball of the foot.
    LeftToe,
    RightHip,
    RightKnee,
    RightAnkle,
    RightToe,
}

/// Where the joints of one figure are, in metres in the stage's space: x to
/// the right as seen from the front, y up from the floor, z toward the front.
pub type Skeleton = [Vec3; JOINT_COUNT];

/// What one tick of the simulation leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// The two figures, in the brief's order of characters.
    pub bodies: [Skeleton; 2],
    /// Whether the left and right foot of each figure is planted (carries weight and may not slide).
    pub planted: [[bool; 2]; 2],
    /// Whether the two touch.
    pub touching: bool,
    /// How full each figure's lungs are, 0..1.
    pub breath: [f32; 2],
    /// How hard each figure works, 0..1.
    pub effort: [f32; 2],
}

/// Ticks a second that a performance keeps; pictures at any rate are interpolated from them.
pub const PERFORMANCE_HZ: u32 = 60;

/// The performance of one scene, simulated from its own entry hold.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenePerformance {
    /// The scene's number, from 1 as in the treatment.
    pub scene: u32,
    /// When the scene starts, in seconds of the song.
    pub start_secs: f64,
    /// 0.., one each 1/`PERFORMANCE_HZ` second from the scene's start to just past its end.
    pub ticks: Vec<Tick>,
}

/// A tail half a metre long whose cloth is soft: how fast it swings, rad/s, how soon it comes to rest, 1/s, and for how
/// long it remembers, in steps.
const SWING_RAD_S: f32 = 4.9;
const SWING_DAMPING_S: f32 = 2.4;
const SWING_STEP_SECS: f32 = 1.0 / 24.0;
const SWING_STEPS: u32 = 32;

impl ScenePerformance {
    /// The two figures at a moment of the song, interpolated between ticks
    /// (Catmull-Rom, so that speed has no corners); held at the scene's ends.
    pub fn bodies_at(&self, song_secs: f64) -> Option<[Skeleton; 2]> {
        let last = self.ticks.len().checked_sub(1)?;
        let place = ((song_secs - self.start_secs) * f64::from(PERFORMANCE_HZ)).clamp(0.0, last as f64);
        let (tick, part) = (place.floor() as usize, place.fract() as f32);
        let at = |offset: isize| &self.ticks[tick.saturating_add_signed(offset).min(last)].bodies;
        let (before, from, to, after) = (at(-1), at(0), at(1), at(2));
        let mut bodies = *from;
        for figure in 0..2 {
            for joint in 0..JOINT_COUNT {
                bodies[figure][joint] =
                    catmull_rom([before, from, to, after].map(|bodies| bodies[figure][joint]), part);
            }
        }
        Some(bodies)
    }

    /// How far the end of cloth that hangs from the hips, as a coat's tail, swings out of the plumb at a moment, m: a
    /// damped pendulum whose pivot is the pelvis. Level.
    pub fn swing_at(&self, song_secs: f64) -> [Vec3; 2] {
        let pelvis = |secs: f64| self.bodies_at(secs).map(|bodies| bodies.map(|body| body[Joint::Pelvis as usize]));
        let mut swing = [Vec3::ZERO; 2];
        let Some(mut after) = pelvis(song_secs) else { return swing };
        for step in 0..SWING_STEPS {
            let Some(before) = pelvis(song_secs - f64::from(step + 1) * f64::from(SWING_STEP_SECS)) else {
                return swing;
            };
            // The pendulum's answer to a pivot that jumps, half a step ago.
            let ago_secs = (step as f32 + 0.5) * SWING_STEP_SECS;
            let (sine, cosine) = libm::sincosf(SWING_RAD_S * ago_secs);
            let answer = libm::expf(-SWING_DAMPING_S * ago_secs) * (cosine - SWING_DAMPING_S / SWING_RAD_S * sine);
            for figure in 0..2 {
                swing[figure] -= (after[figure] - before[figure]).with_y(0.0) * answer;
            }
            after = before;
        }
        swing
    }

    /// The tick nearest before a moment of the song.
    pub fn tick_at(&self, song_secs: f64) -> Option<&Tick> {
        let last = self.ticks.len().checked_sub(1)?;
        let place = ((song_secs - self.start_secs) * f64::from(PERFORMANCE_HZ)).clamp(0.0, last as f64);
        self.ticks.get(place as usize)
    }
}

fn catmull_rom([before, from, to, after]: [Vec3; 4], part: f32) -> Vec3 {
    let (square, cube) = (part * part, part * part * part);
    0.5 * (2.0 * from
        + (to - before) * part
        + (2.0 * before - 5.0 * from + 4.0 * to - after) * square
        + (3.0 * from - before - 3.0 * to + after) * cube)
}

/// Greatest and 99th-percentile value of something measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Peak {
    /// 99th percentile.
    pub p99: f64,
    /// Maximum.
    pub max: f64,
}

/// What is measured of every performance; printed by `check`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PerformanceMeasures {
    /// Speed of a hand toward the other's body in the last 100 ms before it touches, m/s.
    pub hand_speed_before_contact_m_s: Peak,
    /// Depth to which unclothed bodies, and bodies and solids, sink into each other, m.
    pub penetration_m: Peak,
    /// How far a planted foot slides from where it was planted, m.
    pub foot_slide_m: Peak,
    /// How far a joint leaves the path that its velocity predicts, per 1/24 s, m.
    pub joint_jump_m: Peak,
    /// Change of a bone's length, as a share of it.
    pub bone_error: Peak,
    /// How far a knee, an elbow or the neck bends beyond what it can, degrees.
    pub joint_limit_deg: Peak,
    /// Share of the running time in which the two touch, 0..1.
    pub contact_share: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_lags_behind_who_sets_off_swings_past_who_stops_and_comes_to_rest() {
        // A second at rest, a second at 0.5 m/s, then at rest again.
        let along_m = |number: u32| 0.5 * (f32::from(number as u16) / 60.0 - 1.0).clamp(0.0, 1.0);
        let tick = |number: u32| {
            let body = [Vec3::X * along_m(number); JOINT_COUNT];
            Tick { bodies: [body; 2], planted: [[true; 2]; 2], touching: false, breath: [0.5; 2], effort: [0.0; 2] }
        };
        let scene = ScenePerformance { scene: 1, start_secs: 10.0, ticks: (0..300).map(tick).collect() };
        let swing_m = |secs: f64| scene.swing_at(10.0 + secs)[0].x;
        assert_eq!(swing_m(0.9), 0.0);
        assert!(swing_m(1.3) < -0.03, "{}", swing_m(1.3));
        assert!(swing_m(2.3) > 0.03, "{}", swing_m(2.3));
        assert!(swing_m(4.0).abs() < 0.002, "{}", swing_m(4.0));
        assert!(scene.swing_at(11.3)[1].y == 0.0);
    }
}
