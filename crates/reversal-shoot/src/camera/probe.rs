//! What a set-up really shows: a tiny picture of the dressed two is drawn, and looked at.
//!
//! Joints cannot tell a hand from the coat that hides it, or a face from its own hood's shadow. A picture of a few
//! thousand pixels can, for about a tenth of what a draft frame costs.

use fearless_simd::Level;
use glam::Vec3;
use reversal_model::performance::Skeleton;

use super::Camera;
use super::framing::Held;
use crate::dress::{Condition, Hands, dress_pair};
use crate::finish::displayed;
use crate::march::{Exposure, Marcher, View};
use crate::primitive::Primitive;
use crate::stage::Stage;

/// Pixels of the picture.
const PIXELS: f32 = 1600.0;
/// Share of a round region that what is in it fills when nothing hides it.
const FILL: f32 = 0.55;
/// Light on the two that should come out just below the shoulder of the print.
const WANTED_LIGHT: f32 = 0.45;
/// Most of the ground, and light that it may have without being white.
const GROUND_SHARE: f32 = 0.7;
const GROUND_LIGHT: f32 = 0.7;
/// Display values from which something can be made out, and from which all is white.
const MADE_OUT: f32 = 0.09;
const WHITE: f32 = 0.93;
/// Light is metered as if the film took all of it: where highlights are rolled off, none stand out.
const METERED_GAIN: f32 = 0.02;
/// How far the iris opens and closes.
const GAIN: (f32, f32) = (0.28, 1.3);
/// Nearer than this share of the subject's distance something is in the way.
const IN_THE_WAY: f32 = 0.7;

/// One moment's bodies, dressed.
pub(crate) struct Dressed {
    primitives: Vec<Primitive>,
    bodies: [Skeleton; 2],
}

impl Dressed {
    pub(crate) fn new(stage: &Stage, bodies: &[Skeleton; 2]) -> Dressed {
        let mut primitives = Vec::new();
        dress_pair(stage, bodies, &Condition::COARSE, &Hands::default(), &mut primitives);
        primitives.extend_from_slice(&stage.solids);
        Dressed { primitives, bodies: *bodies }
    }
}

/// What was seen of the subject at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sighting {
    /// Share of the subject that nothing hides, 0..1; the lesser of two.
    pub(crate) seen: f32,
    /// Its mean display value, 0..1, at the iris that suits the picture.
    pub(crate) shown: f32,
    /// How much display values differ within it, or from what is round it.
    pub(crate) contrast: f32,
    /// Share of the picture that something near takes.
    pub(crate) veiled: f32,
    /// How far the two stand out as shapes: how their light differs from what is behind them, or within itself.
    pub(crate) shape: f32,
    /// Share of the picture in which something can be made out.
    pub(crate) lit: f32,
    /// Share of the picture that is white without being anyone.
    pub(crate) burnt: f32,
    /// The iris that suits the picture.
    pub(crate) gain: f32,
}

/// Draws the tiny pictures; keeps its buffers.
#[derive(Default)]
pub(crate) struct Probe {
    marcher: Marcher,
    exposure: Exposure,
}

impl Probe {
    /// Looks through a camera for what must be seen.
    pub(crate) fn look(
        &mut self,
        stage: &Stage,
        dressed: &Dressed,
        camera: &Camera,
        aspect: f32,
        subject: &[Held],
    ) -> Sighting {
        let width = (PIXELS * aspect).sqrt().round().max(8.0) as usize;
        let height = (width as f32 / aspect).round().max(8.0) as usize;
        let camera = &Camera { gain: METERED_GAIN, ..*camera };
        let view = View::new(stage, camera, &dressed.primitives, width, height);
        // One instruction set for all machines, so that all choose the same place to stand.
        self.marcher.expose(Level::baseline(), &view, &mut self.exposure);
        let points = self.points(&view);
        let bodies: Vec<bool> = points.iter().map(|point| is_on_a_body(point, &dressed.bodies)).collect();
        let gain = self.iris(stage, &bodies) * stage.people;
        let shown = |light: f32| displayed(light * gain * stage.exposure);

        let (mut two, mut ground) = (Values::default(), Values::default());
        let (mut lit, mut burnt) = (0.0, 0.0);
        for (light, is_body) in self.exposure.light.iter().zip(&bodies) {
            let value = shown(*light);
            if *is_body {
                two.take(value)
            } else {
                ground.take(value)
            }
            lit += f32::from(value > MADE_OUT);
            burnt += f32::from(!is_body && value > WHITE);
        }
        let all = points.len() as f32;
        let shape = two.spread().max((two.mean() - ground.mean()).abs());
        let (lit, burnt) = (lit / all, burnt / all);
        let mut sighting = Sighting { seen: 1.0, shown: 1.0, contrast: 1.0, veiled: 0.0, shape, lit, burnt, gain };
        let mut nearest_m = f32::MAX;
        for held in subject {
            let way = held.at - camera.eye;
            let depth_m = way.dot(camera.forward).max(0.1);
            nearest_m = nearest_m.min(way.length());
            let radius = held.radius_m / (depth_m * view.pixel);
            let middle = (
                width as f32 * 0.5 + way.dot(camera.right) / (depth_m * view.pixel),
                height as f32 * 0.5 - way.dot(camera.up) / (depth_m * view.pixel),
            );
            let (mut inside, mut round) = (Values::default(), Values::default());
            for (i, point) in points.iter().enumerate() {
                let (x, y) = ((i % width) as f32 + 0.5 - middle.0, (i / width) as f32 + 0.5 - middle.1);
                let away = x.hypot(y);
                if away < 1.1 * radius && point.distance(held.at) < 1.15 * held.radius_m {
                    inside.take(shown(self.exposure.light[i]));
                } else if away < 2.0 * radius {
                    round.take(shown(self.exposure.light[i]));
                }
            }
            let whole = FILL * std::f32::consts::PI * radius * radius;
            sighting.seen = sighting.seen.min(inside.count / whole.max(1.0));
            sighting.shown = sighting.shown.min(inside.mean());
            sighting.contrast = sighting.contrast.min(inside.spread().max((inside.mean() - round.mean()).abs()));
        }
        let veil = points.iter().filter(|point| point.distance(camera.eye) < IN_THE_WAY * nearest_m);
        sighting.veiled = veil.count() as f32 / points.len() as f32;
        sighting
    }

    /// Where each pixel's ray ends.
    fn points(&self, view: &View) -> Vec<Vec3> {
        let pixel = |i: usize| view.ray((i % view.width) as f32 + 0.5, (i / view.width) as f32 + 0.5);
        let depths = self.exposure.depth_m.iter().enumerate();
        depths.map(|(i, depth_m)| view.camera.eye + pixel(i) * *depth_m).collect()
    }

    /// The gain at which the brightest of the two lie just below the shoulder, as far as the ground behind them does
    /// not burn out.
    fn iris(&self, stage: &Stage, bodies: &[bool]) -> f32 {
        let light_of = |wanted: bool, share: f32| {
            let lights = self.exposure.light.iter().zip(bodies).filter(|(_, is_body)| **is_body == wanted);
            let mut lights: Vec<f32> = lights.map(|(light, _)| *light * stage.exposure).collect();
            lights.sort_unstable_by(f32::total_cmp);
            lights.get(((lights.len().max(1) - 1) as f32 * share) as usize).copied()
        };
        let Some(bright) = light_of(true, 0.95) else { return 1.0 };
        let ground = light_of(false, GROUND_SHARE).unwrap_or(0.0) * stage.people;
        let gain = (WANTED_LIGHT / bright.max(1e-3)).min(GROUND_LIGHT / ground.max(1e-3));
        gain.clamp(GAIN.0, GAIN.1)
    }
}

/// Whether a point is on one of the two.
fn is_on_a_body(point: &Vec3, bodies: &[Skeleton; 2]) -> bool {
    const NEAR_M: f32 = 0.2;
    bodies.iter().flatten().any(|joint| joint.distance_squared(*point) < NEAR_M * NEAR_M)
}

/// Sums of display values.
#[derive(Default)]
struct Values {
    count: f32,
    sum: f32,
    squares: f32,
}

impl Values {
    fn take(&mut self, value: f32) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn mean(&self) -> f32 {
        self.sum / self.count.max(1.0)
    }

    fn spread(&self) -> f32 {
        (self.squares / self.count.max(1.0) - self.mean() * self.mean()).max(0.0).sqrt()
    }
}

impl Sighting {
    /// How badly the subject is seen; 0 is well.
    pub(crate) fn penalty(&self) -> f32 {
        let lacks = |value: f32, wanted: f32| (1.0 - value / wanted).max(0.0);
        6.0 * lacks(self.seen, 0.6)
            + 4.0 * lacks(self.shown, 0.17)
            + 3.0 * lacks(self.contrast, 0.10)
            + 6.0 * (self.veiled - 0.12).max(0.0)
            + 2.5 * lacks(self.shape, 0.10)
            + 3.0 * lacks(self.lit, 0.15)
            + 4.0 * (self.burnt - 0.25).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::camera::framing::head_middle;
    use crate::dress::standing;
    use reversal_model::assets;

    /// Two who stand one behind the other before a camera at eye level; what is seen of the second's head.
    fn head_seen(eye: Vec3) -> Sighting {
        let characters = &assets::briefs()[0].characters;
        let stage = Stage::new(&assets::places()[0], [&characters[0], &characters[1]], 0.0);
        let mut bodies = [standing(&characters[0]), standing(&characters[1])];
        bodies[0].iter_mut().for_each(|joint| *joint += Vec3::Z * 0.8);
        let head = head_middle(&bodies[1]);
        let forward = (head - eye).normalize();
        let right = forward.cross(Vec3::Y).normalize();
        let camera = Camera {
            eye,
            forward,
            right,
            up: right.cross(forward),
            tan_half_width: 0.35,
            focus_m: eye.distance(head),
            aperture_m: 0.0,
            gain: 1.0,
            back_light: Vec3::ZERO,
        };
        let subject = [Held { at: head, radius_m: 0.15 }];
        Probe::default().look(&stage, &Dressed::new(&stage, &bodies), &camera, 2.39, &subject)
    }

    #[test]
    fn a_head_behind_anothers_back_is_not_seen_and_one_beside_it_is() {
        let (behind, beside) = (head_seen(Vec3::new(0.0, 1.5, 3.0)), head_seen(Vec3::new(2.4, 1.5, 1.2)));
        assert!(behind.seen < 0.4 && beside.seen > 0.8, "{behind:?} {beside:?}");
        assert!(behind.penalty() > beside.penalty() + 1.5, "{behind:?} {beside:?}");
        assert!(behind.veiled > beside.veiled + 0.03, "{behind:?} {beside:?}");
    }

    #[test]
    fn the_iris_stays_within_its_reach() {
        let gain = head_seen(Vec3::new(2.4, 1.5, 1.2)).gain;
        assert!((GAIN.0..=GAIN.1).contains(&gain), "{gain}");
    }
}
