//! A hold by itself: two characters posed in the hold's own space, for stills and for judging the data files.

use glam::{Vec3, vec3};
use reversal_model::brief::Character;
use reversal_model::hold::{AnchorKind, Hold};
use reversal_model::performance::Skeleton;

use crate::body::Body;
use crate::collide::{Obstacle, depth_between_m, depth_in_obstacles_m};
use crate::solve::{bonds, solve_hold};

/// Height of the furniture at an edge, m.
const EDGE_HEIGHT_M: f32 = 0.45;

/// Two characters in a hold, in the hold's space.
#[derive(Clone, Debug)]
pub struct HeldPair {
    /// The two, in the order of the characters.
    pub bodies: [Skeleton; 2],
    /// Greatest error of a bone's length, m.
    pub bone_error_m: f32,
    /// Deepest that they sink into each other, the ground or the wall, m.
    pub penetration_m: f32,
    /// Most that a firm contact of points with each other misses what the hold asks for, m.
    pub contact_miss_m: f32,
}

/// A round-ended limb of an unclothed body: two joints' numbers and a radius.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limb {
    /// Number of the first joint in a skeleton.
    pub from: usize,
    /// Number of the second.
    pub to: usize,
    /// Radius, m.
    pub radius_m: f32,
}

/// The unclothed body of a character.
pub fn limbs(character: &Character) -> Vec<Limb> {
    let body = Body::new(character.height_m, character.breadth);
    let limb = |from, to, radius_m| Limb { from, to, radius_m };
    body.capsules.iter().map(|capsule| limb(capsule.a, capsule.b, capsule.radius_m)).collect()
}

/// Poses two characters in a hold; number `lead` (0 or 1) has the power.
pub fn pose_hold(hold: &Hold, characters: [&Character; 2], lead: usize) -> HeldPair {
    let bodies = characters.map(|character| Body::new(character.height_m, character.breadth));
    let bodies = [&bodies[0], &bodies[1]];
    let obstacles = stage_of(hold.anchor);
    let poses = solve_hold(hold, bodies, lead.min(1), &obstacles);
    let in_solids_m = [0, 1].map(|figure| depth_in_obstacles_m(bodies[figure], &poses[figure], &obstacles));
    HeldPair {
        bone_error_m: bodies[0].bone_error_m(&poses[0]).max(bodies[1].bone_error_m(&poses[1])),
        penetration_m: depth_between_m(bodies, &poses).max(in_solids_m[0]).max(in_solids_m[1]),
        contact_miss_m: bonds(hold, bodies, lead).iter().filter_map(|bond| bond.miss_m(&poses)).fold(0.0, f32::max),
        bodies: poses,
    }
}

/// The ground and what an anchor promises, in the hold's space.
pub(crate) fn stage_of(anchor: AnchorKind) -> Vec<Obstacle> {
    let mut obstacles = vec![Obstacle::HalfSpace { normal: Vec3::Y, offset_m: 0.0 }];
    match anchor {
        AnchorKind::Floor => {}
        AnchorKind::Wall => obstacles.push(Obstacle::HalfSpace { normal: Vec3::Z, offset_m: 0.0 }),
        AnchorKind::Edge => obstacles.push(Obstacle::Box {
            middle: vec3(0.0, EDGE_HEIGHT_M * 0.5, -0.5),
            half: vec3(3.0, EDGE_HEIGHT_M * 0.5, 0.5),
            round_m: 0.0,
        }),
    }
    obstacles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::joints::BONES;
    use reversal_model::assets;

    fn somebody(height_m: f32, breadth: f32) -> Character {
        Character { height_m, breadth, ..assets::briefs()[0].characters[0].clone() }
    }

    #[test]
    fn every_hold_is_exact_for_every_pair_of_builds() {
        let builds = [(1.5, 0.85), (1.69, 0.93), (1.85, 1.1), (2.0, 1.15)];
        for hold in assets::holds() {
            for (i, &first) in builds.iter().enumerate() {
                let second = builds[(i + 1) % builds.len()];
                for (first, second) in [(first, second), (second, first)] {
                    let pair = [somebody(first.0, first.1), somebody(second.0, second.1)];
                    let held = pose_hold(hold, [&pair[0], &pair[1]], 0);
                    assert!(held.bone_error_m <= 0.0017, "{} bone {}", hold.name, held.bone_error_m);
                    assert!(
                        held.penetration_m <= 0.02,
                        "{} {first:?} {second:?} sinks {}",
                        hold.name,
                        held.penetration_m
                    );
                }
            }
        }
    }

    #[test]
    fn hands_reach_what_a_hold_lays_them_on_whoever_leads() {
        for brief in assets::briefs() {
            let pair = [&brief.characters[0], &brief.characters[1]];
            for (hold, lead) in assets::holds().iter().flat_map(|hold| [(hold, 0), (hold, 1)]) {
                let miss_m = pose_hold(hold, pair, lead).contact_miss_m;
                assert!(miss_m <= 0.07, "{} of {} led by {lead} misses by {miss_m}", hold.name, brief.name);
            }
        }
    }

    #[test]
    fn every_bone_is_covered_by_a_limb_or_ends_in_the_trunk() {
        let limbs = limbs(&somebody(1.8, 1.0));
        let covered = |a: usize, b: usize| limbs.iter().any(|limb| (limb.from, limb.to) == (a, b));
        assert!(BONES.iter().filter(|&&(a, b)| covered(a, b)).count() >= 14);
    }
}
