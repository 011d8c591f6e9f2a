//! Exact bones on planted feet: a tree that grows from the pelvis would carry
//! every error of the legs into the feet, so legs that stand are fitted between
//! hip and ankle instead, and where a foot is out of reach the body comes to it.

use glam::Vec3;
use reversal_model::performance::Skeleton;

use crate::anatomy::pelvis_forward;
use crate::body::Body;
use crate::joints::*;
use crate::random::ease;
use crate::turn::direction_toward;

/// Where a foot is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Foothold {
    pub ankle: Vec3,
    pub toe: Vec3,
    /// How firmly, 0..1: 1 where it is planted.
    pub firm: f32,
}

/// Where both feet of a figure are held, if at all.
pub(crate) type Footholds = [Option<Foothold>; 2];

/// No planted shoe gives further under its load, m, in any direction; the limit for a slide is 0.03.
const GIVE_M: f32 = 0.014;
/// Ticks over which a foot is let go of after it leaves the ground, and led before it is planted.
const LEAD_TICKS: f32 = 20.0;
/// A leg that stands is at most this straight, as a share of its length.
const STRAIGHTEST: f32 = 0.995;
/// From here on the body comes to the foot, little by little: a leg that stretches to its end at once snaps its knee.
const STRETCHED: f32 = 0.95;
/// How far the knee of a straight leg leans forward, as a share of the thigh.
const LEANS: f32 = 0.08;
/// Times that the body comes to its feet: two feet out of reach pull against each other.
const PULLS: usize = 6;

/// The skeleton with the directions of `pose`, exact bones, and planted feet where they are planted.
pub(crate) fn stand(body: &Body, pose: &Skeleton, footholds: &Footholds) -> Skeleton {
    let mut exact = body.with_exact_bones(pose);
    let feet = [0, 1].map(|side| {
        footholds[side].filter(|foothold| foothold.firm > 0.0).map(|Foothold { ankle, toe, firm }| {
            let (own, own_foot) = (exact[ANKLE[side]], exact[TOE[side]] - exact[ANKLE[side]]);
            let off = own - ankle;
            let given = ankle + off * (GIVE_M / (GIVE_M + off.length()));
            // A foot that turns far would whirl about halfway along the straight line.
            let held_foot = (toe - ankle).normalize_or(Vec3::X);
            let foot = direction_toward(own_foot.normalize_or(held_foot), held_foot, firm);
            let foot = foot * body.rest[ANKLE[side]].distance(body.rest[TOE[side]]);
            (own.lerp(given, firm), foot, firm)
        })
    });
    for _ in 0..PULLS {
        for side in [0, 1] {
            let Some((ankle, _, firm)) = feet[side] else { continue };
            let leg = ankle - exact[HIP[side]];
            let whole_m = leg_m(body, side).iter().sum::<f32>();
            let (over_m, room_m) = (leg.length() - STRETCHED * whole_m, (STRAIGHTEST - STRETCHED) * whole_m);
            let short_m = over_m - over_m * room_m / (over_m.max(0.0) + room_m);
            if short_m > 0.0 {
                // A foot that is hardly held yet draws nobody: all at once, the whole body would twitch.
                let by = leg.normalize_or_zero() * (short_m * firm);
                exact.iter_mut().for_each(|joint| *joint += by);
            }
        }
    }
    let forward = pelvis_forward(&exact);
    for side in [0, 1] {
        if let Some((ankle, foot, firm)) = feet[side] {
            let reached = fit_leg(body, &mut exact, side, ankle, forward * (LEANS * firm));
            exact[ANKLE[side]] = reached;
            exact[TOE[side]] = reached + foot;
        }
        // The ball of the foot stays above the ground, also where the body kneels.
        let (ankle, foot) = (exact[ANKLE[side]], exact[TOE[side]] - exact[ANKLE[side]]);
        let above_m = (ankle.y + foot.y).max(body.radius_m[TOE[side]]) - ankle.y;
        exact[TOE[side]] = ankle + foot.with_y(above_m).normalize_or(foot) * foot.length();
    }
    exact
}

/// Lets holds set in and let go over some ticks, so that no foot is caught or dropped at once.
pub(crate) fn fade(footholds: &mut [[Footholds; 2]]) {
    let given = footholds.to_vec();
    let count = given.len();
    for (figure, side) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let held = |tick: usize| given[tick][figure][side];
        let planted = |tick: usize| held(tick).is_some_and(|foothold| foothold.firm == 1.0);
        // The last and the next tick at which the foot is planted.
        let mut nearest = vec![None; count];
        let mut follow = |tick: usize, last: &mut Option<usize>| {
            if planted(tick) {
                *last = Some(tick);
            }
            let away = |of: &Option<usize>| of.map_or(usize::MAX, |of| of.abs_diff(tick));
            if away(last) < away(&nearest[tick]) {
                nearest[tick] = *last;
            }
        };
        let (mut before, mut after) = (None, None);
        (0..count).for_each(|tick| follow(tick, &mut before));
        (0..count).rev().for_each(|tick| follow(tick, &mut after));
        for (tick, nearest) in nearest.into_iter().enumerate() {
            let Some(nearest) = nearest else { continue };
            let firm = 1.0 - ease(nearest.abs_diff(tick) as f32 / LEAD_TICKS);
            // A foot that lies free keeps to the last place that it had, and comes to the next one.
            footholds[tick][figure][side] = held(tick).or(held(nearest)).map(|foothold| Foothold { firm, ..foothold });
        }
    }
}

/// Lengths of thigh and shin, m.
fn leg_m(body: &Body, side: usize) -> [f32; 2] {
    let (hip, knee, ankle) = (HIP[side], KNEE[side], ANKLE[side]);
    [body.rest[hip].distance(body.rest[knee]), body.rest[knee].distance(body.rest[ankle])]
}

/// Sets the knee between hip and ankle, bent the way it is and leaning by `lean` thighs;
/// gives the ankle, or where the leg ends before it.
pub(crate) fn fit_leg(body: &Body, pose: &mut Skeleton, side: usize, ankle: Vec3, lean: Vec3) -> Vec3 {
    let [thigh_m, shin_m] = leg_m(body, side);
    let (hip, knee) = (pose[HIP[side]], pose[KNEE[side]]);
    let axis = (ankle - hip).normalize_or(Vec3::NEG_Y);
    let length_m = ankle.distance(hip).clamp((thigh_m - shin_m).abs() + 1e-3, STRAIGHTEST * (thigh_m + shin_m));
    let along_m = (thigh_m * thigh_m - shin_m * shin_m + length_m * length_m) / (2.0 * length_m);
    let aside_m = (thigh_m * thigh_m - along_m * along_m).max(0.0).sqrt();
    // The knee of a straight leg would turn about with the slightest change: it leans forward.
    let bent = (knee - hip + lean * thigh_m).reject_from_normalized(axis);
    pose[KNEE[side]] = hip + axis * along_m + bent.normalize_or(axis.any_orthonormal_vector()) * aside_m;
    hip + axis * length_m
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_moved_over_its_planted_feet_keeps_bones_and_feet() {
        let body = Body::new(1.75, 1.0);
        let foothold = |side: usize| Foothold { ankle: body.rest[ANKLE[side]], toe: body.rest[TOE[side]], firm: 1.0 };
        let footholds = [0, 1].map(|side| Some(foothold(side)));
        for (across_m, down_m) in [(0.0, 0.0), (0.1, 0.12), (-0.2, 0.3), (0.45, 0.0), (0.0, -0.2)] {
            let moved = body.rest.map(|joint| joint + Vec3::new(across_m, -down_m, 0.3 * across_m));
            let stood = stand(&body, &moved, &footholds);
            assert!(body.bone_error_m(&stood) < 1e-4, "{across_m} {down_m}");
            for side in [0, 1] {
                let slid_m = stood[ANKLE[side]].distance(body.rest[ANKLE[side]]);
                assert!(slid_m < GIVE_M + 1e-3, "{across_m} {down_m}: {slid_m}");
            }
        }
    }

    #[test]
    fn feet_in_the_air_go_with_the_body() {
        let body = Body::new(1.75, 1.0);
        let moved = body.rest.map(|joint| joint + Vec3::X);
        let stood = stand(&body, &moved, &[None, None]);
        assert!(stood.iter().zip(&moved).all(|(a, b)| a.distance(*b) < 1e-4));
    }
}
