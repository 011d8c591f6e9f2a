//! The camera over one take: the best of some positions around the pair, and its movement.

use glam::Vec3;
use reversal_model::chance::mix;
use reversal_model::hold::Hold;
use reversal_model::performance::{JOINT_COUNT, Joint, ScenePerformance, Skeleton};
use reversal_model::place::Place;
use reversal_model::shots::{Height, Movement, Scale, Shot, Side};

use super::Camera;
use super::framing::{Composition, Target, head_middle, look, tangent_for};
use super::handheld::{Breath, FOLLOW_STEPS, Noise, follow, smooth};
use super::sight::{HEAD_RADIUS_M, Surroundings, figure_hides};

/// Turns around the wished direction that are tried, degrees.
const TURNS_DEG: [f32; 13] = [0.0, -12.0, 12.0, -24.0, 24.0, -38.0, 38.0, -54.0, 54.0, -72.0, 72.0, -90.0, 90.0];
/// Shares of the wished distance that are tried where something is in the way.
const NEARER: [f32; 9] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42, 0.35, 0.28];
/// Nearest that a camera comes to what it looks at, m: nearer, faces bulge.
const DISTANCE_MIN_M: f32 = 0.9;
/// Widest lens, as the tangent of half the width (about 16 mm).
const TANGENT_MAX: f32 = 1.15;
/// How far a push or pull moves, as a share of the distance.
const TRAVEL_SHARE: f32 = 0.16;
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
    take_secs: f64,
    shake: Option<Shake>,
    aperture_m: f32,
}

/// Where the camera stands and how it composes.
#[derive(Clone, Copy, Debug)]
struct Rig {
    /// From where it first looks to the eye, m.
    offset: Vec3,
    /// Where it first looks, m.
    pivot: Vec3,
    movement: Movement,
    /// Where in the picture what it follows is put, in halves of its size.
    place: (f32, f32),
    tangent: f32,
    aspect: f32,
}

/// Hand and breath.
#[derive(Clone, Debug)]
struct Shake {
    pan: Noise,
    tilt: Noise,
    roll: Noise,
    breath: Breath,
    /// RMS of the picture's movement, rad.
    angle_rad: f32,
    /// Share of the breath in it.
    breath_share: f32,
}

impl CameraPath {
    /// Chooses where to stand and how to move for a take.
    pub fn new(request: &CameraRequest<'_>) -> CameraPath {
        let track = Track::new(request);
        let surroundings = Surroundings::new(request.place);
        let (composition, aims, rig) = best_rig(request, &track, &surroundings);
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
            take_secs: (request.span_secs.1 - request.span_secs.0).max(1e-3),
            shake,
            aperture_m,
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
        let eye = self.rig.eye(aim, secs / self.take_secs);
        let mut camera = self.rig.camera(eye, aim);
        camera.focus_m = focus_m;
        camera.aperture_m = self.aperture_m;
        if let Some(shake) = &self.shake {
            shake.move_hand(&mut camera, song_secs);
        }
        camera
    }
}

/// The two over a take, [`FOLLOW_STEPS`] a second.
struct Track {
    bodies: Vec<[Skeleton; 2]>,
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
    fn judged(&self) -> impl Iterator<Item = usize> {
        let last = self.bodies.len() - 1;
        let count = JUDGED.min(last + 1);
        (0..count).map(move |i| if count == 1 { 0 } else { i * last / (count - 1) })
    }

    /// What the camera looks at: as locked, followed late or eased along as the movement asks.
    fn aims(&self, composition: &Composition, movement: Movement, exhaustion: f32) -> Vec<Vec3> {
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
    fn head_travel_m(&self) -> f32 {
        let mut sum = 0.0;
        for figure in 0..2 {
            let heads: Vec<Vec3> = self.bodies.iter().map(|bodies| bodies[figure][Joint::Head as usize]).collect();
            let mean = heads.iter().sum::<Vec3>() / heads.len() as f32;
            sum += heads.iter().map(|head| head.distance_squared(mean)).sum::<f32>() / heads.len() as f32;
        }
        (sum / 2.0).sqrt()
    }
}

/// The best rig over all positions tried; both instead of a head or hands that cannot be seen.
fn best_rig(request: &CameraRequest<'_>, track: &Track, surroundings: &Surroundings) -> (Composition, Vec<Vec3>, Rig) {
    let wished = Composition::new(request.shot, request.hold, &track.bodies[0]);
    let (penalty, aims, rig) = best_position(request, track, surroundings, &wished);
    const HIDDEN: f32 = 3.0;
    if penalty < HIDDEN || !matches!(wished.target, Target::Head(_) | Target::Hand(..)) {
        return (wished, aims, rig);
    }
    let both = Composition::of(Target::Both, request.shot.scale.max(Scale::MediumCloseUp), request.hold);
    let (both_penalty, both_aims, both_rig) = best_position(request, track, surroundings, &both);
    if both_penalty + 1.0 < penalty { (both, both_aims, both_rig) } else { (wished, aims, rig) }
}

fn best_position(
    request: &CameraRequest<'_>,
    track: &Track,
    surroundings: &Surroundings,
    composition: &Composition,
) -> (f32, Vec<Vec3>, Rig) {
    let aims = track.aims(composition, request.shot.movement, request.exhaustion);
    let wish_rad = wished_azimuth_rad(request, aims[aims.len() / 2]);
    let search = Search { request, track, surroundings, composition, aims: &aims };
    let mut best: Option<(f32, Rig)> = None;
    for turn_deg in TURNS_DEG {
        let Some(rig) = search.rig(wish_rad + turn_deg.to_radians()) else { continue };
        let penalty = search.penalty(&rig) + 0.011 * turn_deg.abs();
        if best.is_none_or(|(least, _)| penalty < least) {
            best = Some((penalty, rig));
        }
    }
    let (penalty, rig) = best.unwrap_or_else(|| (f32::MAX, search.cornered_rig(wish_rad)));
    (penalty, aims, rig)
}

/// Direction from the pair to the camera about the vertical, 0 toward +z, positive toward +x.
fn wished_azimuth_rad(request: &CameraRequest<'_>, pivot: Vec3) -> f32 {
    let turn_deg = request
        .place
        .anchors
        .iter()
        .filter(|anchor| anchor.kind == request.hold.anchor)
        .min_by(|one, other| {
            Vec3::from(one.at).distance_squared(pivot).total_cmp(&Vec3::from(other.at).distance_squared(pivot))
        })
        .map_or(0.0, |anchor| anchor.turn_deg);
    let turn = request.shot.azimuth_deg;
    let side_deg = match request.shot.side {
        Side::Front => turn,
        Side::Back => 180.0 + turn,
        Side::Line => (90.0 - turn.abs()) * if turn < 0.0 { -1.0 } else { 1.0 },
    };
    (turn_deg + request.hold.view.azimuth_deg + side_deg).to_radians()
}

struct Search<'a> {
    request: &'a CameraRequest<'a>,
    track: &'a Track,
    surroundings: &'a Surroundings,
    composition: &'a Composition,
    aims: &'a [Vec3],
}

impl Search<'_> {
    /// A camera in a direction, as far away as its lens asks or as the place allows;
    /// where even the widest lens is too narrow there, as much of the picture as it shows.
    fn rig(&self, azimuth_rad: f32) -> Option<Rig> {
        let wished = self.plain_rig(azimuth_rad);
        let distance_m = wished.offset.length();
        NEARER.into_iter().find_map(|share| {
            let mut rig = Rig { offset: self.offset(azimuth_rad, distance_m * share), ..wished };
            rig.tangent = self.tangent(&rig).min(TANGENT_MAX);
            self.is_free(&rig).then_some(rig)
        })
    }

    /// A camera that stands still at the edge of the bounds, where no direction is free.
    fn cornered_rig(&self, azimuth_rad: f32) -> Rig {
        let wished = self.plain_rig(azimuth_rad);
        let movement = match wished.movement {
            Movement::Locked => Movement::Locked,
            _ => Movement::Handheld,
        };
        let offset = self.surroundings.within_bounds(wished.pivot + wished.offset) - wished.pivot;
        let mut rig = Rig { offset, movement, ..wished };
        rig.tangent = self.tangent(&rig).min(TANGENT_MAX);
        rig
    }

    /// A camera in a direction at the distance that its lens asks, whatever is there.
    fn plain_rig(&self, azimuth_rad: f32) -> Rig {
        let aspect = self.request.aspect;
        let lens = 18.0 / self.request.shot.lens_mm.clamp(12.0, 300.0);
        let mut distance_m = (aspect * self.composition.height_m / (2.0 * lens)).max(DISTANCE_MIN_M);
        let movement = self.request.shot.movement;
        let pivot = self.aims[0];
        let mut rig = Rig { offset: Vec3::Z, pivot, movement, place: (0.0, 0.0), tangent: lens, aspect };
        for _ in 0..5 {
            rig.offset = self.offset(azimuth_rad, distance_m);
            let right = rig.camera(pivot + rig.offset, pivot).right;
            rig.place = (self.composition.aside(&self.track.bodies[0], right), self.composition.above_middle);
            rig.tangent = self.tangent(&rig);
            distance_m = (distance_m * (rig.tangent / lens).clamp(0.6, 2.0)).max(DISTANCE_MIN_M);
        }
        rig.offset = self.offset(azimuth_rad, distance_m);
        rig.tangent = self.tangent(&rig);
        rig
    }

    /// From what is looked at to the eye.
    fn offset(&self, azimuth_rad: f32, distance_m: f32) -> Vec3 {
        let pivot = self.aims[0];
        let eyes = |who: usize| {
            let steps: Vec<usize> = self.track.judged().collect();
            steps.iter().map(|step| self.track.bodies[*step][who][Joint::Head as usize].y).sum::<f32>()
                / steps.len() as f32
        };
        let height_m = match self.request.shot.height {
            Height::Ground => 0.3,
            Height::EyesOfFirst => eyes(0).max(0.4),
            Height::EyesOfSecond => eyes(1).max(0.4),
            Height::Level => ((eyes(0) + eyes(1)) / 2.0).max(0.75),
            Height::High => pivot.y + 0.42 * distance_m,
        };
        let up_m = (self.surroundings.height_within(height_m) - pivot.y).clamp(-0.6 * distance_m, 0.8 * distance_m);
        let along_m = (distance_m * distance_m - up_m * up_m).max(0.0).sqrt();
        Vec3::new(azimuth_rad.sin() * along_m, up_m, azimuth_rad.cos() * along_m)
    }

    /// The least tangent of half the width that shows the scale and keeps all in the picture.
    fn tangent(&self, rig: &Rig) -> f32 {
        let mut tangent = rig.aspect * self.composition.height_m / (2.0 * rig.offset.length());
        for step in self.track.judged() {
            let (eye, aim) = self.moment(rig, step);
            let view = Rig { place: (0.0, 0.0), ..*rig }.camera(eye, aim);
            let distance_m = eye.distance(aim);
            let bodies = &self.track.bodies[step];
            for held in self.composition.held(bodies).into_iter().chain(self.composition.kept(bodies)) {
                let to = held.at - eye;
                let offset = (to.dot(view.right), to.dot(view.up), to.dot(view.forward));
                // The hand's movement needs room too.
                let radius_m = held.radius_m + 0.015 * distance_m * tangent;
                tangent = tangent.max(tangent_for(offset, radius_m, distance_m, rig.place, rig.aspect));
            }
        }
        tangent
    }

    fn moment(&self, rig: &Rig, step: usize) -> (Vec3, Vec3) {
        let part = step as f64 / (self.aims.len() - 1).max(1) as f64;
        (rig.eye(self.aims[step], part), self.aims[step])
    }

    /// A lamp at the height of the eyes that shines into the lens drowns what stands before it.
    fn glare(&self, view: &Camera) -> f32 {
        const LOW_M: f32 = 1.6;
        let key = &self.request.place.light.key;
        let to = Vec3::from(key.at) - view.eye;
        let depth_m = to.dot(view.forward);
        let inside = to.dot(view.right).abs() < 1.1 * depth_m * view.tan_half_width;
        if key.at[1] < LOW_M && inside && depth_m > 0.0 { 3.0 } else { 0.0 }
    }

    fn is_free(&self, rig: &Rig) -> bool {
        self.track.judged().all(|step| self.surroundings.is_free(self.moment(rig, step).0))
    }

    /// How badly the take reads from a position; 0 is well.
    fn penalty(&self, rig: &Rig) -> f32 {
        let mut sum = 0.0;
        let mut count = 0.0;
        for step in self.track.judged() {
            let (eye, aim) = self.moment(rig, step);
            let view = rig.camera(eye, aim);
            let bodies = &self.track.bodies[step];
            let heads = [head_middle(&bodies[0]), head_middle(&bodies[1])];
            count += 1.0;
            for held in self.composition.held(bodies).iter().take(2) {
                sum += if self.surroundings.is_hidden(eye, held.at) { 8.0 } else { 0.0 };
            }
            sum += bodies.iter().map(|figure| crowding(figure, &view)).sum::<f32>();
            sum += self.glare(&view);
            match self.composition.target {
                Target::Head(who) => {
                    sum += looming(&bodies[1 - who], &view, eye.distance(heads[who]));
                    sum += if figure_hides(&bodies[1 - who], eye, heads[who]) { 5.0 } else { 0.0 };
                    // A bent back hides its own head.
                    sum += if trunk_hides(&bodies[who], eye, heads[who]) { 5.0 } else { 0.0 };
                    let faces = look(&bodies[who]).dot((eye - heads[who]).normalize_or_zero());
                    // Three-quarter is best; from the nape it is worst.
                    sum += 1.7 * (0.55 - faces).max(0.0);
                }
                Target::Both | Target::Place => {
                    for who in 0..2 {
                        sum += if figure_hides(&bodies[1 - who], eye, heads[who]) { 1.5 } else { 0.0 };
                        sum += if trunk_hides(&bodies[who], eye, heads[who]) { 1.0 } else { 0.0 };
                        let faces = look(&bodies[who]).dot((eye - heads[who]).normalize_or_zero());
                        sum += 0.5 * (-0.2 - faces).max(0.0);
                    }
                    let apart = heads[1] - heads[0];
                    let seen_m = apart.dot(view.right).hypot(apart.dot(view.up));
                    sum += 2.0 * (1.0 - seen_m / (2.5 * HEAD_RADIUS_M)).max(0.0);
                    sum += 1.2 * (1.0 - silhouette_m(bodies, view.right) / 0.9).max(0.0);
                }
                Target::Hand(who, side) => {
                    let joint = if side == 0 { Joint::LeftHand } else { Joint::RightHand };
                    let hidden = bodies.iter().any(|figure| trunk_hides(figure, eye, bodies[who][joint as usize]));
                    sum += if hidden { 4.0 } else { 0.0 };
                }
            }
        }
        let widened = (rig.tangent * self.request.shot.lens_mm / 18.0).max(1.0).log2();
        let cut_off = (self.tangent(rig) / rig.tangent).log2();
        sum / count + 0.8 * widened + 4.0 * cut_off
    }
}

/// How badly a figure stands in the camera's way: 6 where it stands in the lens.
fn crowding(figure: &Skeleton, view: &Camera) -> f32 {
    const ROOM_M: f32 = 0.5;
    let nearest_m = figure.iter().map(|joint| joint.distance(view.eye)).fold(f32::MAX, f32::min);
    6.0 * (1.0 - nearest_m / ROOM_M).max(0.0)
}

/// How much of the picture another's trunk takes before a subject that is `distance_m` away.
fn looming(figure: &Skeleton, view: &Camera, distance_m: f32) -> f32 {
    const HALF_TRUNK_M: f32 = 0.2;
    let before = |joint: Joint| {
        let to = figure[joint as usize] - view.eye;
        let depth_m = to.dot(view.forward);
        let beside = to.dot(view.right).abs() / (depth_m.max(0.1) * view.tan_half_width);
        if depth_m < 0.1 || depth_m > 0.8 * distance_m || beside > 1.0 {
            return 0.0;
        }
        (HALF_TRUNK_M / (depth_m * view.tan_half_width)).min(1.5)
    };
    1.5 * [Joint::Pelvis, Joint::Chest, Joint::Head].into_iter().map(before).fold(0.0, f32::max)
}

/// Width of the two together as the camera sees them, m.
fn silhouette_m(bodies: &[Skeleton; 2], right: Vec3) -> f32 {
    let (least, most) = bodies
        .iter()
        .flatten()
        .map(|joint| joint.dot(right))
        .fold((f32::MAX, f32::MIN), |(least, most), at| (least.min(at), most.max(at)));
    most - least
}

/// Whether a trunk stands before a point, which may touch it from the camera's side.
fn trunk_hides(figure: &Skeleton, eye: Vec3, point: Vec3) -> bool {
    let to = point - eye;
    [Joint::Pelvis, Joint::Waist, Joint::Chest].into_iter().any(|joint| {
        let at = figure[joint as usize] - eye;
        let part = at.dot(to) / to.length_squared().max(1e-6);
        part < 0.97 && at.distance(to * part) < 0.14
    })
}

impl Rig {
    /// Where the eye is when the camera looks at `aim`, a part 0..1 into the take.
    fn eye(&self, aim: Vec3, part: f64) -> Vec3 {
        let part = smooth(part) as f32;
        match self.movement {
            Movement::Locked | Movement::Handheld => self.pivot + self.offset,
            // Ends where the size was asked for.
            Movement::Push => self.pivot + self.offset * (1.0 + TRAVEL_SHARE * (1.0 - part)),
            Movement::Pull => self.pivot + self.offset * (1.0 + TRAVEL_SHARE * part),
            Movement::Follow => self.pivot + self.offset + (aim - self.pivot) * Vec3::new(0.85, 0.2, 0.85),
        }
    }

    /// Looks at `aim` and puts it at its place in the picture.
    fn camera(&self, eye: Vec3, aim: Vec3) -> Camera {
        let toward = (aim - eye).normalize_or(Vec3::NEG_Z);
        let level = toward.cross(Vec3::Y).normalize_or(Vec3::X);
        let above = level.cross(toward);
        let (aside, above_middle) = self.place;
        let shift = level * (aside * self.tangent) + above * (above_middle * self.tangent / self.aspect);
        let forward = (toward - shift).normalize_or(toward);
        let right = forward.cross(Vec3::Y).normalize_or(Vec3::X);
        Camera {
            eye,
            forward,
            right,
            up: right.cross(forward),
            tan_half_width: self.tangent,
            focus_m: eye.distance(aim),
            aperture_m: 0.0,
        }
    }
}

impl Shake {
    /// None where the camera stands on legs.
    fn new(request: &CameraRequest<'_>, rig: &Rig, track: &Track) -> Option<Shake> {
        if request.shot.movement != Movement::Handheld && request.shot.movement != Movement::Follow {
            return None;
        }
        // RMS as a share of the picture's height, fresh and spent.
        let (fresh, spent) = match request.shot.scale {
            Scale::ExtremeCloseUp | Scale::CloseUp => (0.010, 0.016),
            Scale::MediumCloseUp | Scale::Medium => (0.008, 0.012),
            Scale::MediumLong | Scale::Wide | Scale::ExtremeWide => (0.003, 0.006),
        };
        let wished = fresh + (spent - fresh) * request.exhaustion.clamp(0.0, 1.0);
        let height_m = 2.0 * rig.tangent / rig.aspect * rig.offset.length();
        // Never more than the bodies themselves move, but a living hand is never quite still.
        let share = wished.min((track.head_travel_m() / height_m).max(0.4 * fresh));
        // Two who lean on each other are looked at with breath alone.
        let leaning = request.hold.closeness >= 0.75 && request.hold.intensity <= 0.6;
        let seed = mix(request.seed ^ mix(u64::from(request.shot.at.bar) << 16 | u64::from(request.shot.at.half_beat)));
        let calm = if leaning { 1.0 } else { 0.0 };
        Some(Shake {
            pan: Noise::new(seed ^ 1, calm),
            tilt: Noise::new(seed ^ 2, calm),
            roll: Noise::new(seed ^ 3, calm),
            breath: Breath::new(seed ^ 4, request.exhaustion, request.reversal_secs),
            angle_rad: share * 2.0 * rig.tangent / rig.aspect,
            breath_share: if leaning { 0.9 } else { 0.5 },
        })
    }

    fn move_hand(&self, camera: &mut Camera, song_secs: f64) {
        // Powers of pan, tilt and breath add up to one.
        let breath = self.breath_share * self.breath.at(song_secs);
        let hand = ((1.0 - self.breath_share * self.breath_share) / 2.0).sqrt();
        let pan = self.angle_rad * hand * self.pan.at(song_secs);
        let tilt = self.angle_rad * (hand * self.tilt.at(song_secs) + breath);
        let roll = 0.5 * self.angle_rad * self.roll.at(song_secs);
        let forward = (camera.forward + camera.right * pan + camera.up * tilt).normalize();
        let level = forward.cross(Vec3::Y).normalize_or(camera.right);
        let above = level.cross(forward);
        camera.forward = forward;
        camera.right = level * roll.cos() + above * roll.sin();
        camera.up = above * roll.cos() - level * roll.sin();
    }
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
