//! How a hand is laid on what it touches: turned by the forearm, bent at the wrist, moved onto the cloth.

use std::f32::consts::TAU;

use glam::Quat;

use super::surroundings::{Surroundings, Touch};
use super::{Grasp, HANGS_RAD};

/// How far a forearm turns a palm, from where it faces the way that the elbow bends, rad.
const TURNS_RAD: [f32; 2] = [-0.35, 3.2];

/// How far a wrist bends and a hand leans aside to lie on something, rad.
const WRIST_RAD: f32 = 1.1;
const ASIDE_RAD: f32 = 0.85;
/// Half the thickness of a palm, m, and how far a hand is moved to lie on what the simulation knows without clothes.
const PALM_M: f32 = 0.014;
const LIFT_M: [f32; 2] = [-0.030, 0.045];
/// How far a wrist gives way, m: its sleeve hides no more.
const WRIST_M: f32 = 0.024;
/// Share of what a palm is off a surface's own lie that the wrist takes; fingers take the rest.
const LAID: f32 = 0.8;

impl Grasp {
    /// The same hand, laid on what it touches: turned, bent at the wrist and lifted out.
    pub(super) fn on(self, touch: &Touch, sign: f32, surroundings: &Surroundings) -> Self {
        let Touch { firm, out, axis, .. } = *touch;
        if firm == 0.0 {
            return self;
        }
        // The forearm turns the palm to it, thumb first from palm up over the hand's side to palm down.
        let toward = (-out - self.along * -out.dot(self.along)).normalize_or(self.palm);
        let turn = -sign * self.palm.cross(toward).dot(self.along).atan2(self.palm.dot(toward)) + HANGS_RAD;
        let [least, most] = TURNS_RAD;
        // What lies at the back of the hand is reached neither way.
        let back = (least + most - TAU) * 0.5;
        let turn = back + (turn - back).rem_euclid(TAU);
        let able = ((turn - back).min(back + TAU - turn) / 1.2).min(1.0);
        let steep = self.along.dot(out).abs();
        let level = ((1.0 - steep) / 0.4).clamp(0.0, 1.0);
        let turned = self.turned(-sign * (turn.clamp(least, most) - HANGS_RAD) * able * firm * level);
        // The wrist lays it flat.
        let Self { across, palm, .. } = turned;
        let lean = self.along.dot(-out).clamp(-1.0, 1.0).asin();
        let facing = palm.dot(-out).max(0.0);
        let bend = Quat::from_axis_angle(
            across,
            -(LAID * lean * firm * facing.max(level * able)).clamp(-WRIST_RAD, WRIST_RAD),
        );
        let (along, palm) = (bend * self.along, bend * palm);
        // Fingers go round a limb, not along it.
        let round = axis.cross(palm);
        let round = if round.dot(along) < 0.0 { -round } else { round };
        let aside = along.cross(round).dot(palm).atan2(along.dot(round).max(1e-4));
        let sure = (along.dot(round) * 2.2).clamp(0.0, 1.0) * firm;
        let yaw = Quat::from_axis_angle(palm, aside.clamp(-ASIDE_RAD, ASIDE_RAD) * sure);
        let (along, across) = (yaw * along, yaw * across);
        // The palm stays where it is, but for what the simulation knows without clothes; the wrist gives way.
        let lift = out * (PALM_M - surroundings.gap_m(self.hand + palm * 0.004)).clamp(LIFT_M[0], LIFT_M[1]);
        let moved = self.hand + lift - along * self.hand.distance(self.wrist) - self.wrist;
        let moved = moved.clamp_length_max(WRIST_M) * firm;
        let wrist = self.wrist + moved;
        Self { wrist, hand: wrist + along * self.hand.distance(self.wrist), along, across, palm }
    }
}
