//! Where rain ends: on the ground, on heads and shoulders, and in the drips of roofs.

use glam::{DVec3, IVec3, Vec3};
use reversal_model::performance::{Joint, Skeleton};

use super::lattice::{Lattice, scattered};
use super::light::Specks;
use super::rain::{SIZES_MM, drops_per_m3, fall_m_per_sec};
use super::sight::Sight;
use super::{Shutter, reach_m};
use crate::stage::Stage;

const GRAVITY: f32 = 9.81;
/// Smallest drop whose splash is seen, mm.
const SPLASHING_MM: f32 = 2.0;
/// How long a splash is in the air, s, and how long after it another may rise from the same spot.
const LASTS_SECS: f32 = 0.11;
const TURN_SECS: f32 = 0.275;
/// Splashes that may rise from each cell of the ground.
const EACH: u32 = 2;
/// Farther than this the ground is only wet, m.
const FARTHEST_M: f32 = 9.0;
/// A splash is seen as far as a drop of this size, m.
const SIZE_M: f32 = 0.0022;
/// Drops that hang at an edge grow until their weight tears them off, m.
const DRIP_M: f32 = 0.0045;
/// Places at an edge where drips fall, a metre.
const DRIPS_PER_M: f32 = 4.0;
/// How often one place drips in heavy rain, s.
const DRIP_SECS: [f32; 2] = [0.8, 2.4];
/// Rain above which every one of these places drips, mm an hour.
const HEAVY_MM_PER_H: f32 = 8.0;

/// What is told apart by a kind of its own in the scatter: first those of ground and roofs, then two for each segment.
const GROUND: u32 = 100;
const EDGES: u32 = 200;
const PEOPLE: u32 = 300;

/// Drops that splash, on a square metre in a second.
fn splashes_per_m2_sec(rain_mm_per_h: f32) -> f32 {
    let large = SIZES_MM.into_iter().filter(|&size_mm| size_mm >= SPLASHING_MM);
    large.map(|size_mm| drops_per_m3(rain_mm_per_h, size_mm) * fall_m_per_sec(size_mm)).sum()
}

/// Finds what splashes and drips in sight.
pub(super) fn rise(sight: &Sight, bodies: &[Skeleton; 2], shutter: Shutter, out: &mut Specks) {
    let stage = sight.view.stage;
    let splashes = Splashes { sight, shutter, reach_m: reach_m(sight, SIZE_M, FARTHEST_M) };
    let per_m2 = splashes_per_m2_sec(stage.rain_mm_per_h);
    splashes.on_ground(per_m2, out);
    splashes.on_people(per_m2, bodies, out);
    splashes.at_edges(out);
}

struct Splashes<'a> {
    sight: &'a Sight<'a>,
    shutter: Shutter,
    reach_m: f32,
}

impl Splashes<'_> {
    fn stage(&self) -> &Stage {
        self.sight.view.stage
    }

    fn on_ground(&self, per_m2_sec: f32, out: &mut Specks) {
        let cell_m = (EACH as f32 / (per_m2_sec * TURN_SECS)).sqrt();
        let lattice = Lattice { cell_m, moved_m: DVec3::ZERO, flat: true };
        lattice.seen(self.sight, self.reach_m, |cell, corner| {
            for slot in 0..EACH {
                self.rising(cell, GROUND + slot, TURN_SECS, LASTS_SECS, |turn, age_secs| {
                    let at = scattered(turn, GROUND, slot);
                    let foot = corner + Vec3::new(at.x, 0.0, at.z) * cell_m;
                    if !self.stage().is_sheltered(foot, Vec3::ZERO) {
                        self.splash(foot, turn, age_secs, 1.0, out);
                    }
                });
            }
        });
    }

    /// On what of the two lies open to the sky: heads, shoulders and arms.
    fn on_people(&self, per_m2_sec: f32, bodies: &[Skeleton; 2], out: &mut Specks) {
        use Joint::*;
        // From joint to joint, how far above them cloth or hair lies and how broad it is, m.
        const OPEN: [(Joint, Joint, f32, f32); 6] = [
            (Head, Head, 0.13, 0.20),
            (LeftShoulder, Neck, 0.07, 0.16),
            (Neck, RightShoulder, 0.07, 0.16),
            (LeftShoulder, LeftElbow, 0.055, 0.10),
            (RightShoulder, RightElbow, 0.055, 0.10),
            (Waist, Neck, 0.12, 0.26),
        ];
        for (person, body) in bodies.iter().enumerate() {
            for (segment, (from, to, above_m, broad_m)) in OPEN.into_iter().enumerate() {
                let (from, to) = (body[from as usize], body[to as usize]);
                let along = Vec3::new(to.x - from.x, 0.0, to.z - from.z);
                let area = (along.length() + broad_m) * broad_m;
                let kind = PEOPLE + (person * OPEN.len() + segment) as u32;
                let slots = per_m2_sec * TURN_SECS * area;
                for slot in 0..slots.ceil() as u32 {
                    let cell = IVec3::new(slot as i32, 0, 0);
                    if scattered(cell, kind, 1).x > slots - slot as f32 {
                        continue;
                    }
                    self.rising(cell, kind, TURN_SECS, LASTS_SECS, |turn, age_secs| {
                        let at = scattered(turn, kind, 2);
                        let beside = Vec3::new(at.y - 0.5, 0.0, at.z - 0.5) * broad_m;
                        // Round shoulders fall off to their sides.
                        let fall_m = beside.length_squared() / broad_m;
                        let foot = from.lerp(to, at.x) + beside + Vec3::Y * (above_m - fall_m);
                        if !self.stage().is_sheltered(foot, Vec3::ZERO) {
                            self.splash(foot, turn, age_secs, 0.7, out);
                        }
                    });
                }
            }
        }
    }

    /// Drips from the lower edges of roofs.
    fn at_edges(&self, out: &mut Specks) {
        let dripping = self.stage().rain_mm_per_h / HEAVY_MM_PER_H;
        for (roof, shape) in self.stage().roofs.iter().enumerate() {
            let (low, high) = (shape.from - 0.01, shape.to + 0.01);
            let corner = |x: f32, z: f32| Vec3::new(x, shape.from.y, z);
            let corners = [corner(low.x, low.z), corner(high.x, low.z), corner(high.x, high.z), corner(low.x, high.z)];
            for edge in 0..4 {
                let (from, to) = (corners[edge], corners[(edge + 1) % 4]);
                let places = (from.distance(to) * DRIPS_PER_M) as i32;
                for place in 0..places {
                    let cell = IVec3::new(place, edge as i32, roof as i32);
                    let own = scattered(cell, EDGES, 0);
                    if own.x > dripping {
                        continue;
                    }
                    let turn_secs = DRIP_SECS[0] + (DRIP_SECS[1] - DRIP_SECS[0]) * own.y;
                    let at = from.lerp(to, (place as f32 + own.z) / places as f32);
                    let falls_secs = (2.0 * at.y / GRAVITY).sqrt();
                    self.rising(cell, EDGES + 1, turn_secs, falls_secs.min(turn_secs), |_, age_secs| {
                        let after = |secs: f32| at - Vec3::Y * (0.5 * GRAVITY * secs * secs);
                        let ends = [after(age_secs), after(age_secs + self.open_secs())];
                        out.take(self.sight, ends, DRIP_M, 2.0 * self.reach_m, 1.0);
                    });
                }
            }
        }
    }

    fn open_secs(&self) -> f32 {
        self.shutter.open_secs as f32
    }

    /// Calls `risen` with the number of the turn that a spot is in, and its age, while it lasts.
    fn rising(&self, cell: IVec3, kind: u32, turn_secs: f32, lasts_secs: f32, mut risen: impl FnMut(IVec3, f32)) {
        let turns = self.shutter.opens_secs / f64::from(turn_secs) + f64::from(scattered(cell, kind, 0).y);
        let age_secs = turns.fract() as f32 * turn_secs;
        if age_secs < lasts_secs {
            // Each turn of a spot is another splash elsewhere in it.
            risen(IVec3::new(cell.x, turns as i32, cell.z), age_secs);
        }
    }

    /// A splash: three droplets thrown up and to the sides.
    fn splash(&self, foot: Vec3, turn: IVec3, age_secs: f32, strength: f32, out: &mut Specks) {
        for droplet in 0..3 {
            let own = scattered(turn, GROUND + 10, droplet);
            let (sine, cosine) = (own.x * std::f32::consts::TAU).sin_cos();
            let aside = 0.2 + 0.65 * own.y;
            let thrown = Vec3::new(sine * aside, 0.5 + 0.65 * own.z, cosine * aside) * strength;
            let after = |secs: f32| foot + thrown * secs - Vec3::Y * (0.5 * GRAVITY * secs * secs);
            let ends = [after(age_secs), after(age_secs + self.open_secs())];
            if ends[1].y > foot.y - 0.02 {
                let size_m = 0.0018 + 0.0024 * own.y;
                out.take(self.sight, ends, size_m, self.reach_m, 1.0 - age_secs / LASTS_SECS);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavy_rain_splashes_a_hundred_times_a_second_on_a_square_metre_and_drizzle_hardly() {
        assert!((100.0..400.0).contains(&splashes_per_m2_sec(8.0)), "{}", splashes_per_m2_sec(8.0));
        assert!(splashes_per_m2_sec(0.5) < 12.0, "{}", splashes_per_m2_sec(0.5));
    }
}
