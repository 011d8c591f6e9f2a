//! Where in the place a hold is played, and the two bodies posed there.

use glam::Vec3;
use reversal_model::hold::{AnchorKind, Hold, Level};
use reversal_model::performance::{JOINT_COUNT, Skeleton};
use reversal_model::place::{Anchor, Place};

use crate::PerformError;
use crate::body::Body;
use crate::collide::{Obstacle, depth_in_obstacles_m};
use crate::joints::{MIRRORED, PELVIS};
use crate::random::share;
use crate::solve::{Bond, Point, bonds, settle, solve_hold};
use crate::stage::stage_of;
use crate::turn::Turn;

/// How near to the last spot the pair stays when the next hold needs only free floor, m.
const STAY_WITHIN_M: f32 = 0.9;
/// How far a drag or crawl goes, m, and how fast, m/s.
const TRAVEL_MOST_M: f32 = 1.1;
const TRAVEL_M_S: f32 = 0.20;

/// A hold posed in the place.
#[derive(Clone, Debug)]
pub(crate) struct PlacedHold {
    /// Origin of the hold's space, m.
    pub origin: Vec3,
    pub poses: [Skeleton; 2],
    pub heading_rad: [f32; 2],
    /// The grips: points of the two, or of one, that hold to each other.
    pub grips: Vec<Grip>,
    /// How far the pair travels while the hold lasts, m.
    pub travel: Vec3,
    /// Whether the pair may wander about: on free floor, on its feet.
    pub loose: bool,
    /// Which figure has the power: it moves off first.
    pub lead: usize,
    /// Whether the hold is come to by falling.
    pub fall: bool,
}

/// A point that keeps near another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grip {
    pub point: Point,
    pub to: Point,
    pub distance_m: f32,
    pub weight: f32,
}

/// What places holds one after the other.
pub(crate) struct Placer<'a> {
    pub place: &'a Place,
    pub bodies: [&'a Body; 2],
    pub obstacles: &'a [Obstacle],
    pub seed: u64,
    /// What the first hold that needs more than free floor needs.
    pub needs: Option<AnchorKind>,
    /// Which figure is on the left, toward -x of every hold: it stays there through the scene.
    pub left: usize,
}

impl Placer<'_> {
    /// Poses a hold near where the pair was; `lead` has the power.
    pub fn place(
        &self,
        hold: &Hold,
        lead: usize,
        before: Option<&PlacedHold>,
        lasts_secs: f64,
    ) -> Result<PlacedHold, PerformError> {
        let mirrored = lead != self.left;
        let mut poses = solve_hold(hold, self.bodies, lead, &stage_of(hold.anchor));
        let mut facing_deg =
            [0, 1].map(|figure| if figure == lead { hold.lead.facing_deg } else { hold.other.facing_deg });
        if mirrored {
            poses = poses.map(|pose| mirror(&pose));
            facing_deg = facing_deg.map(|facing_deg| 180.0 - facing_deg);
        }
        let (spot, turn_deg) = self.spot(hold, &poses, before)?;
        let turn = Turn::about_y(turn_deg.to_radians());
        let origin = self.beside(spot, turn, &poses);
        poses = poses.map(|pose| pose.map(|joint| origin + turn * joint));
        settle(self.bodies, &mut poses, self.obstacles, 60);
        let heading_rad = facing_deg.map(|facing_deg| (facing_deg + turn_deg).to_radians());
        let free_floor = hold.anchor == AnchorKind::Floor;
        let mut placed = PlacedHold {
            origin,
            grips: grips(hold, self.bodies, lead, mirrored),
            travel: Vec3::ZERO,
            loose: free_floor && matches!(hold.level, Level::Stand | Level::Bent),
            lead,
            fall: hold.fall,
            poses,
            heading_rad,
        };
        if free_floor && hold.mobile && hold.closeness >= 0.3 && matches!(hold.level, Level::Bent | Level::Ground) {
            placed.travel = self.travel(&placed, lead, lasts_secs as f32);
        }
        Ok(placed)
    }

    fn spot(
        &self,
        hold: &Hold,
        poses: &[Skeleton; 2],
        before: Option<&PlacedHold>,
    ) -> Result<(Vec3, f32), PerformError> {
        let mut anchors: Vec<&Anchor> = self.place.anchors.iter().filter(|anchor| anchor.kind == hold.anchor).collect();
        let was = before.map(|placed| placed.origin + placed.travel);
        let from = was.unwrap_or_else(|| {
            let fits = |anchor: &&Anchor| self.needs.is_none_or(|kind| anchor.kind == kind);
            let near: Vec<&Anchor> = self.place.anchors.iter().filter(fits).collect();
            let number = share(self.seed, 200, 0) * near.len() as f32;
            near.get(number as usize).map_or(Vec3::ZERO, |anchor| anchor.at.into())
        });
        let distance_m = |anchor: &Anchor| Vec3::from(anchor.at).distance(from);
        anchors.sort_by(|a, b| distance_m(a).total_cmp(&distance_m(b)));
        let nearest = anchors
            .first()
            .ok_or_else(|| PerformError::NoAnchor { place: self.place.title.clone(), hold: hold.title.clone() })?;
        let at = Vec3::from(nearest.at);
        if hold.anchor != AnchorKind::Floor {
            return Ok((at, nearest.turn_deg));
        }
        // Free floor is everywhere: stay near, and nearer to the anchor only as far as there is no room.
        let turn_deg = nearest.turn_deg + 16.0 * (share(self.seed, 201, (from.x * 1000.0) as i64) - 0.5);
        let Some(was) = was.or(self.needs.map(|_| from)) else { return Ok((at, turn_deg)) };
        let turn = Turn::about_y(turn_deg.to_radians());
        let first = if was.distance(at) < STAY_WITHIN_M { 0.0 } else { (was.distance(at) - 4.0).max(0.0) };
        let way = at - was;
        for step in 0..=8 {
            let part = (first + (1.0 - first) * step as f32 / 8.0).min(1.0);
            let origin = was + way * part;
            if self.is_free(poses.iter().map(|pose| pose.map(|joint| origin + turn * joint)), 0.25) {
                return Ok((origin, turn_deg));
            }
        }
        Ok((at, turn_deg))
    }

    /// The spot nearest to `spot` along the wall, edge or line of the pair where no furniture is in the way.
    fn beside(&self, spot: Vec3, turn: Turn, poses: &[Skeleton; 2]) -> Vec3 {
        const AWAY_M: [f32; 11] = [0.0, 0.15, -0.15, 0.3, -0.3, 0.45, -0.45, 0.6, -0.6, 0.8, -0.8];
        let sunk_m = |origin: Vec3| {
            let mut pair = poses.map(|pose| pose.map(|joint| origin + turn * joint));
            settle(self.bodies, &mut pair, self.obstacles, 20);
            let moved = (0..2).map(|figure| (pair[figure][PELVIS] - origin - turn * poses[figure][PELVIS]).length());
            let depth = (0..2).map(|figure| depth_in_obstacles_m(self.bodies[figure], &pair[figure], self.obstacles));
            depth.sum::<f32>() + moved.sum::<f32>()
        };
        let spots = AWAY_M.map(|away_m| spot + turn * Vec3::X * away_m);
        let free = spots.into_iter().find(|&origin| sunk_m(origin) < 0.03);
        free.or_else(|| spots.into_iter().min_by(|&a, &b| sunk_m(a).total_cmp(&sunk_m(b)))).unwrap_or(spot)
    }

    /// Whether skeletons moved about by up to `margin_m` stay clear of the place's solids.
    fn is_free(&self, poses: impl Iterator<Item = Skeleton>, margin_m: f32) -> bool {
        let solids = self.obstacles.get(1..).unwrap_or_default();
        let mut poses = poses.zip(self.bodies);
        poses.all(|(pose, body)| {
            [Vec3::ZERO, Vec3::X, Vec3::NEG_X, Vec3::Z, Vec3::NEG_Z]
                .into_iter()
                .all(|way| depth_in_obstacles_m(body, &pose.map(|joint| joint + way * margin_m), solids) <= 0.0)
        })
    }

    /// Where a drag or a crawl goes: who stands drags toward themself, who crawls crawls ahead.
    fn travel(&self, placed: &PlacedHold, lead: usize, lasts_secs: f32) -> Vec3 {
        let (ahead, behind) = (placed.poses[1 - lead][PELVIS], placed.poses[lead][PELVIS]);
        let drags = behind.y - ahead.y > 0.3;
        if !drags && placed.poses[lead][PELVIS].y > 0.6 {
            return Vec3::ZERO;
        }
        let along = (ahead - behind).with_y(0.0).normalize_or_zero() * if drags { -1.0 } else { 1.0 };
        let length_m = (TRAVEL_M_S * lasts_secs).min(TRAVEL_MOST_M);
        for part in [1.0, 0.6, 0.3] {
            let travel = along * (length_m * part);
            let leaves_anchor = (placed.origin + travel).with_y(0.0).length() > 4.5;
            if !leaves_anchor && self.is_free(placed.poses.iter().map(|pose| pose.map(|joint| joint + travel)), 0.25) {
                return travel;
            }
        }
        Vec3::ZERO
    }
}

/// The mirror image across x = 0: left becomes right.
fn mirror(pose: &Skeleton) -> Skeleton {
    let mut mirrored = [Vec3::ZERO; JOINT_COUNT];
    for (joint, point) in pose.iter().enumerate() {
        mirrored[MIRRORED[joint]] = Vec3::new(-point.x, point.y, point.z);
    }
    mirrored
}

fn grips(hold: &Hold, bodies: [&Body; 2], lead: usize, mirrored: bool) -> Vec<Grip> {
    let side = |point: Point| {
        if mirrored { Point { a: MIRRORED[point.a], b: MIRRORED[point.b], ..point } } else { point }
    };
    bonds(hold, bodies, lead)
        .into_iter()
        .filter_map(|bond| match bond {
            Bond::Near { point, to, distance_m, weight } => {
                Some(Grip { point: side(point), to: side(to), distance_m, weight })
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrored_body_is_still_a_body() {
        let body = Body::new(1.75, 1.0);
        let mirrored = mirror(&body.rest);
        assert!(body.bone_error_m(&mirrored) < 1e-5);
        assert!(crate::anatomy::pelvis_forward(&mirrored).x < -0.9);
        assert_eq!(mirror(&mirrored), body.rest);
    }
}
