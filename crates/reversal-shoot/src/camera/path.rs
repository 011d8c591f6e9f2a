//! The camera over one take: the best of some positions around the pair, and its movement.

use glam::Vec3;
use reversal_model::hold::Hold;
use reversal_model::performance::{JOINT_COUNT, Joint, ScenePerformance, Skeleton};
use reversal_model::place::Place;
use reversal_model::shots::{Movement, Scale, Shot};

use super::Camera;
use super::framing::Composition;
use super::handheld::{FOLLOW_STEPS, follow};
use super::rig::Rig;
use super::search::{Position, best_position};
use super::shake::Shake;
use super::sight::Surroundings;
use crate::stage::Stage;

/// How bright the set-up's lamp behind the two is, and how much brighter where they drown in a dark ground.
const BACK_LIGHT: (f32, f32) = (0.7, 1.3);

/// Moments of a take at which a position is judged.
const JUDGED: usize = 24;

/// All that a camera's path is made from.
#[derive(Clone, Copy, Debug)]
pub struct CameraRequest<'a> {
    /// What is asked for.
    pub shot: &'a Shot,
    /// The hold that is played when the take starts.
    pub hold: &'a Hold,
    /// Where.
    pub place: &'a Place,
    /// The place as it is drawn, with the two characters' clothes.
    pub stage: &'a Stage,
    /// The two, moving.
    pub performance: &'a ScenePerformance,
    /// From when to when the take is seen, seconds of the song.
    pub span_secs: (f64, f64),
    /// Width of the picture over its height, without bars.
    pub aspect: f32,
    /// How spent the two are, and with them the operator, 0..1.
    pub exhaustion: f32,
    /// A reversal inside or just after the take: the operator's breath before it is held.
    pub reversal_secs: Option<f64>,
    /// The film's seed.
    pub seed: u64,
}

/// The camera over one take; any moment of it can be asked for.
#[derive(Clone, Debug)]
pub struct CameraPath {
    from_secs: f64,
    /// What it looks at, [`FOLLOW_STEPS`] a second.
    aims: Vec<Vec3>,
    /// Distance of what should be sharp from the eye, beside it.
    focus_m: Vec<f32>,
    rig: Rig,
    /// Tangent of half the width.
    tangents: Vec<f32>,
    take_secs: f64,
    shake: Option<Shake>,
    aperture_m: f32,
    gain: f32,
    back_light: Vec3,
}

impl CameraPath {
    /// Chooses where to stand and how to move for a take.
    pub fn new(request: &CameraRequest<'_>) -> CameraPath {
        let track = Track::new(request);
        let surroundings = Surroundings::new(request.place);
        let Position { composition, aims, rig, tangents, gain, drowned } =
            best_position(request, &track, &surroundings);
        let focus_m = track
            .bodies
            .iter()
            .zip(&aims)
            .enumerate()
            .map(|(step, (bodies, aim))| {
                let part = step as f64 / track.bodies.len().max(1) as f64;
                let eye = rig.eye(*aim, part);
                composition.held(bodies).first().map_or(2.0, |held| held.at.distance(eye)).max(0.3)
            })
            .collect::<Vec<_>>();
        let aperture_m = aperture_m(request.shot.scale, rig.tangent);
        let shake = Shake::new(request, &rig, &track);
        CameraPath {
            from_secs: request.span_secs.0,
            aims,
            focus_m: eased(&focus_m),
            rig,
            tangents,
            take_secs: (request.span_secs.1 - request.span_secs.0).max(1e-3),
            shake,
            aperture_m,
            gain,
            back_light: back_light(request, &rig) * (BACK_LIGHT.0 + BACK_LIGHT.1 * drowned) / gain,
        }
    }

    /// The camera at a moment of the song.
    pub fn at(&self, song_secs: f64) -> Camera {
        let secs = (song_secs - self.from_secs).clamp(0.0, self.take_secs);
        let place = secs * f64::from(FOLLOW_STEPS);
        let step = (place as usize).min(self.aims.len() - 1);
        let (next, part) = ((step + 1).min(self.aims.len() - 1), (place - step as f64).clamp(0.0, 1.0) as f32);
        let aim = self.aims[step].lerp(self.aims[next], part);
        let focus_m = self.focus_m[step] + (self.focus_m[next] - self.focus_m[step]) * part;
        let tangent = self.tangents[step] + (self.tangents[next] - self.tangents[step]) * part;
        let rig = Rig { tangent, ..self.rig };
        let mut camera = rig.camera(rig.eye(aim, secs / self.take_secs), aim);
        camera.focus_m = focus_m;
        camera.aperture_m = self.aperture_m;
        camera.gain = self.gain;
        camera.back_light = self.back_light;
        if let Some(shake) = &self.shake {
            shake.move_hand(&mut camera, song_secs);
        }
        camera
    }
}

/// The two over a take, [`FOLLOW_STEPS`] a second.
pub(crate) struct Track {
    pub(crate) bodies: Vec<[Skeleton; 2]>,
}

impl Track {
    fn new(request: &CameraRequest<'_>) -> Track {
        let (from, to) = request.span_secs;
        let steps = ((to - from).max(0.0) * f64::from(FOLLOW_STEPS)).ceil() as usize + 1;
        let at = |step: usize| request.performance.bodies_at(from + step as f64 / f64::from(FOLLOW_STEPS));
        let bodies: Vec<_> = (0..steps).filter_map(at).collect();
        Track { bodies: if bodies.is_empty() { vec![[[Vec3::Y; JOINT_COUNT]; 2]] } else { bodies } }
    }

    /// Steps at which positions are judged.
    pub(crate) fn judged(&self) -> impl Iterator<Item = usize> {
        let last = self.bodies.len() - 1;
        let count = JUDGED.min(last + 1);
        (0..count).map(move |i| if count == 1 { 0 } else { i * last / (count - 1) })
    }

    /// What the camera looks at: as locked, followed late or eased along as the movement asks.
    pub(crate) fn aims(&self, composition: &Composition, movement: Movement, exhaustion: f32) -> Vec<Vec3> {
        let middles: Vec<Vec3> = self.bodies.iter().map(|bodies| composition.middle(bodies)).collect();
        match movement {
            Movement::Locked => {
                let (least, most) =
                    middles.iter().fold((Vec3::MAX, Vec3::MIN), |(least, most), at| (least.min(*at), most.max(*at)));
                vec![(least + most) / 2.0; middles.len()]
            }
            Movement::Handheld | Movement::Follow => {
                follow(&middles, 0.15 + 0.1 * exhaustion, 0.75 - 0.25 * exhaustion)
            }
            Movement::Push | Movement::Pull => follow(&middles, 0.0, 1.0),
        }
    }

    /// RMS distance of both heads from where they are on the mean, m.
    pub(crate) fn head_travel_m(&self) -> f32 {
        let mut sum = 0.0;
        for figure in 0..2 {
            let heads: Vec<Vec3> = self.bodies.iter().map(|bodies| bodies[figure][Joint::Head as usize]).collect();
            let mean = heads.iter().sum::<Vec3>() / heads.len() as f32;
            sum += heads.iter().map(|head| head.distance_squared(mean)).sum::<f32>() / heads.len() as f32;
        }
        (sum / 2.0).sqrt()
    }
}

/// Toward the set-up's own lamp: behind the two as the camera first sees them, above, and across from the key light.
fn back_light(request: &CameraRequest<'_>, rig: &Rig) -> Vec3 {
    let view = rig.camera(rig.pivot + rig.offset, rig.pivot);
    let key_side = (Vec3::from(request.place.light.key.at) - rig.pivot).dot(view.right);
    let aside = if key_side > 0.0 { -0.5 } else { 0.5 };
    (view.forward * 0.65 + view.up * 0.6 + view.right * aside).normalize()
}

/// Diameter of the aperture: shallow for faces, deep where the place matters.
fn aperture_m(scale: Scale, tangent: f32) -> f32 {
    let focal_m = 0.018 / tangent;
    let stop = match scale {
        Scale::ExtremeCloseUp | Scale::CloseUp | Scale::MediumCloseUp | Scale::Medium => 4.0,
        Scale::MediumLong | Scale::Wide | Scale::ExtremeWide => 5.6,
    };
    focal_m / stop
}

/// Focus pulled by hand: the mean over a third of a second on either side.
fn eased(distances_m: &[f32]) -> Vec<f32> {
    let reach = FOLLOW_STEPS as usize / 3;
    let mut sums = vec![0.0_f64; distances_m.len() + 1];
    for (i, distance) in distances_m.iter().enumerate() {
        sums[i + 1] = sums[i] + f64::from(*distance);
    }
    (0..distances_m.len())
        .map(|i| {
            let (from, to) = (i.saturating_sub(reach), (i + reach + 1).min(distances_m.len()));
            ((sums[to] - sums[from]) / (to - from) as f64) as f32
        })
        .collect()
}
