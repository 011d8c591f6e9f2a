//! How people get from one level to another: nobody goes from standing to
//! lying but through crouching and sitting, or through kneeling and all fours.

use glam::Vec3;
use reversal_model::hold::Posture;
use reversal_model::performance::Skeleton;

use crate::anatomy::chest_forward;
use crate::articulation::Articulation;
use crate::body::Body;
use crate::joints::*;
use crate::solve::seed;

/// What a body rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stance {
    Stand,
    Crouch,
    Kneel,
    Fours,
    Prone,
    Sit,
    Supine,
}

use Stance::{Crouch, Fours, Kneel, Prone, Sit, Stand, Supine};

const STANCES: [Stance; 7] = [Stand, Crouch, Kneel, Fours, Prone, Sit, Supine];
const WAYS: [(Stance, Stance); 8] = [
    (Stand, Crouch),
    (Crouch, Kneel),
    (Crouch, Sit),
    (Kneel, Fours),
    (Kneel, Sit),
    (Fours, Prone),
    (Sit, Fours),
    (Sit, Supine),
];

impl Stance {
    /// What a posture rests on.
    pub fn of(body: &Body, pose: &Skeleton) -> Stance {
        let pelvis_m = pose[PELVIS].y / body.scale;
        let upright = (pose[NECK] - pose[PELVIS]).normalize_or(Vec3::Y).y;
        let looks_up = chest_forward(pose).y > 0.0;
        match pelvis_m {
            0.66.. => Stand,
            0.30.. if upright < 0.5 && !looks_up => Fours,
            0.30.. => Kneel,
            _ if upright > 0.45 => Sit,
            _ if looks_up => Supine,
            _ => Prone,
        }
    }

    /// The stances between this one and another, in order.
    pub fn between(self, to: Stance) -> Vec<Stance> {
        let mut came_from: [Option<Stance>; STANCES.len()] = [None; STANCES.len()];
        let mut queue = vec![self];
        let mut next = 0;
        while next < queue.len() && !queue.contains(&to) {
            let here = queue[next];
            next += 1;
            for (a, b) in WAYS {
                for (from, onward) in [(a, b), (b, a)] {
                    if from == here && !queue.contains(&onward) {
                        came_from[onward as usize] = Some(here);
                        queue.push(onward);
                    }
                }
            }
        }
        let mut way = Vec::new();
        let mut at = came_from[to as usize];
        while let Some(stance) = at.filter(|&stance| stance != self) {
            way.push(stance);
            at = came_from[stance as usize];
        }
        way.reverse();
        way
    }

    /// A plain posture of this stance at a spot, facing `heading_rad`.
    pub fn posture(self, body: &Body, spot: Vec3, heading_rad: f32) -> Articulation {
        let plain = |height_m: f32, pitch_deg: f32, leg: [f32; 2], arm: [f32; 2], head_deg: f32| Posture {
            pelvis: [0.0, height_m, 0.0],
            facing_deg: 0.0,
            pitch_deg,
            roll_deg: 0.0,
            left_leg_deg: leg,
            right_leg_deg: [leg[0] - 12.0, leg[1] - 6.0],
            left_arm_deg: arm,
            right_arm_deg: [arm[0] + 8.0, arm[1] + 10.0],
            head_deg,
        };
        let posture = match self {
            Stand => plain(0.86, 20.0, [18.0, -8.0], [18.0, 55.0], 15.0),
            Crouch => plain(0.56, 48.0, [78.0, -38.0], [25.0, 45.0], 0.0),
            Kneel => plain(0.48, 22.0, [12.0, -84.0], [20.0, 40.0], 15.0),
            Fours => plain(0.44, 68.0, [18.0, -84.0], [62.0, 66.0], -5.0),
            Prone => plain(0.13, 84.0, [-75.0, -86.0], [70.0, 100.0], -10.0),
            Sit => plain(0.125, -18.0, [112.0, 5.0], [-25.0, -5.0], 25.0),
            Supine => plain(0.125, -82.0, [112.0, 40.0], [-20.0, 10.0], 20.0),
        };
        let mut articulation = Articulation::of(&seed(body, &posture), 0.0);
        articulation.heading_rad = heading_rad;
        articulation.pelvis = Vec3::new(spot.x, posture.pelvis[1] * body.scale, spot.z);
        articulation
    }

    /// Whether the feet carry the weight.
    pub fn on_feet(pelvis_height_m: f32, body: &Body) -> bool {
        pelvis_height_m > 0.60 * body.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_lies_down_without_sitting_or_kneeling_first() {
        assert_eq!(Stand.between(Supine), [Crouch, Sit]);
        assert_eq!(Stand.between(Prone), [Crouch, Kneel, Fours]);
        assert_eq!(Kneel.between(Kneel), []);
        assert_eq!(Supine.between(Prone), [Sit, Fours]);
    }

    #[test]
    fn a_plain_posture_is_of_its_own_stance() {
        let body = Body::new(1.8, 1.0);
        for stance in STANCES.into_iter().filter(|&stance| stance != Crouch) {
            let pose = stance.posture(&body, Vec3::ZERO, 0.3).skeleton(&body);
            assert_eq!(Stance::of(&body, &pose), stance);
        }
    }
}
