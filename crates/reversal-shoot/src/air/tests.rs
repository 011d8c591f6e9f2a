//! Rain and dust in the places that ship.

use fearless_simd::Level;
use glam::Vec3;
use reversal_model::assets::{briefs, place};

use super::light::Specks;
use super::sight::Sight;
use super::{Air, Fleck, Shutter, dust, rain};
use crate::camera::Camera;
use crate::dress::standing;
use crate::march::{Exposure, View};
use crate::renderer::{FrameFormat, Moment, Renderer};
use crate::stage::Stage;

const FORMAT: FrameFormat = FrameFormat { width: 320, height: 180, picture_aspect: 2.39 };
/// Heavy rain, mm an hour.
const HEAVY: f32 = 8.0;

fn stage(name: &str) -> Stage {
    let brief = &briefs()[0];
    Stage::new(place(name).unwrap(), [&brief.characters[0], &brief.characters[1]], 0.0)
}

fn camera(eye: Vec3, forward: Vec3) -> Camera {
    let right = forward.cross(Vec3::Y).normalize();
    Camera {
        eye,
        forward,
        right,
        up: right.cross(forward),
        tan_half_width: 0.5,
        focus_m: 4.0,
        aperture_m: 0.005,
        gain: 1.0,
        back_light: Vec3::ZERO,
    }
}

/// A camera before the two where they mostly are.
fn before(name: &str) -> Camera {
    let spot = Vec3::from(place(name).unwrap().anchors[0].at);
    camera(spot + Vec3::new(0.0, 1.2, 4.0), Vec3::NEG_Z)
}

/// A picture in which nothing is nearer than a distance.
fn open(depth_m: f32) -> Exposure {
    let (width, height) = (552, 230);
    Exposure { light: vec![0.0; width * height], depth_m: vec![depth_m; width * height], width, height }
}

fn shutter(frame: u64) -> Shutter {
    Shutter::new(frame, 24.0)
}

fn draw(renderer: &mut Renderer, name: &str, stage: &Stage, frame: u64) -> Vec<u8> {
    let origin = Vec3::from(place(name).unwrap().anchors[0].at);
    let mut bodies = [0, 1].map(|person: usize| standing(&stage.characters[person]));
    for (body, side) in bodies.iter_mut().zip([-0.4, 0.4]) {
        body.iter_mut().for_each(|joint| *joint += origin + Vec3::X * side);
    }
    let camera = before(name);
    let moment = Moment {
        bodies: &bodies,
        hands: None,
        breath: [0.5; 2],
        wear: 0.3,
        swing: [Vec3::ZERO; 2],
        camera: &camera,
        frame,
        frames_per_sec: 24.0,
    };
    let mut luma = Vec::new();
    renderer.draw(stage, &moment, &mut luma);
    luma
}

/// What is in the air of a stage before a picture, with nobody there.
fn gathered(stage: &Stage, camera: &Camera, exposure: &Exposure) -> Vec<Fleck> {
    let view = View::new(stage, camera, &[], exposure.width, exposure.height);
    let mut air = Air::default();
    air.gather(Level::new(), &view, exposure, &[[Vec3::Y * -9.0; 22]; 2], shutter(5));
    air.flecks
}

/// A black picture of the same depth with flecks in it.
fn laid(flecks: &[Fleck], exposure: &Exposure) -> Exposure {
    let Exposure { ref depth_m, width, height, .. } = *exposure;
    let mut laid = Exposure { light: vec![0.0; width * height], depth_m: depth_m.clone(), width, height };
    flecks.iter().for_each(|fleck| fleck.lay_over(&mut laid));
    laid
}

/// Where the drops of a frame are in the middle of its exposure.
fn drops(stage: &Stage, camera: &Camera, frame: u64) -> Vec<Vec3> {
    let exposure = open(50.0);
    let view = View::new(stage, camera, &[], exposure.width, exposure.height);
    let mut specks = Specks::default();
    rain::fall(&Sight::new(&view, &exposure), shutter(frame), &mut specks);
    specks.at
}

#[test]
fn a_film_without_rain_is_what_it_was_and_no_rain_falls_in_rooms() {
    let mut renderer = Renderer::new(FORMAT);
    for (name, mm_per_h) in [("street", 0.0), ("kitchen", HEAVY)] {
        let dry = draw(&mut renderer, name, &stage(name), 3);
        assert!(draw(&mut renderer, name, &stage(name).rained(mm_per_h), 3) == dry, "{name}");
    }
}

#[test]
fn more_rain_is_more_light_in_the_air_of_every_place_under_the_sky() {
    for name in ["street", "car", "porch", "roof", "rockface"] {
        let [none, light, heavy] = [0.0, 2.0, 12.0].map(|mm_per_h| {
            let (exposure, camera) = (open(50.0), before(name));
            laid(&gathered(&stage(name).rained(mm_per_h), &camera, &exposure), &exposure).light.iter().sum::<f32>()
        });
        assert!(none == 0.0 && light > 1.0 && heavy > 1.5 * light, "{name}: {none} {light} {heavy}");
    }
}

#[test]
fn frames_in_rain_and_dust_do_not_depend_on_threads_or_on_what_was_drawn_before() {
    for (name, stage) in [("street", stage("street").rained(HEAVY)), ("bedroom", stage("bedroom"))] {
        let mut used = Renderer::new(FORMAT);
        draw(&mut used, name, &stage, 8);
        let here = draw(&mut used, name, &stage, 9);
        let there: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let workers: Vec<_> =
                (0..2).map(|_| scope.spawn(|| draw(&mut Renderer::new(FORMAT), name, &stage, 9))).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        assert!(there.iter().all(|frame| *frame == here), "{name}");
        assert!(draw(&mut used, name, &stage, 10) != here, "{name}");
    }
}

#[test]
fn instruction_sets_draw_the_same_rain() {
    let stage = stage("street").rained(HEAVY);
    let [one, other] = [Level::baseline(), Level::new()]
        .map(|level| draw(&mut Renderer::with_level(FORMAT, level), "street", &stage, 5));
    let squares = one.iter().zip(&other).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum::<f64>();
    let decibels = 20.0 * 255.0_f64.log10() - 10.0 * (squares / one.len() as f64).max(1e-9).log10();
    assert!(decibels > 48.0, "{decibels:.1} dB");
}

#[test]
fn what_is_near_hides_the_rain_behind_it() {
    let (stage, camera) = (stage("street").rained(HEAVY), before("street"));
    let mut exposure = open(50.0);
    let (width, near_m) = (exposure.width, 1.2);
    for row in exposure.depth_m.chunks_exact_mut(width) {
        row[..width / 2].fill(near_m);
    }
    let flecks = gathered(&stage, &camera, &exposure);
    let lay = |nearest_m: f32| {
        let behind: Vec<Fleck> = flecks.iter().filter(|fleck| fleck.distance_m > nearest_m).copied().collect();
        let picture = laid(&behind, &exposure);
        let half = |right: bool| -> f32 {
            let lights = picture.light.iter().enumerate();
            lights.filter(|(i, _)| (i % width >= width / 2) == right).map(|(_, light)| light).sum()
        };
        (half(false), half(true))
    };
    let (hidden, seen) = lay(near_m);
    assert!(hidden == 0.0 && seen > 1.0, "{hidden} {seen}");
    assert!(lay(0.0).0 > 0.0, "what falls before it is seen");
}

#[test]
fn no_drop_falls_under_a_roof_and_many_fall_beyond_it() {
    let stage = stage("porch").rained(HEAVY);
    let along = drops(&stage, &camera(Vec3::new(3.9, 1.4, 2.0), Vec3::NEG_X), 40);
    let (under, outside): (Vec<&Vec3>, Vec<&Vec3>) =
        along.iter().partition(|drop| drop.z < 2.0 && drop.y < 2.6 && drop.x > -6.0);
    assert!(under.is_empty() && outside.len() > 50, "{} {}", under.len(), outside.len());
    let street = self::stage("street").rained(HEAVY);
    assert!(drops(&street, &camera(Vec3::new(3.9, 1.4, 2.0), Vec3::NEG_X), 40).iter().any(|drop| drop.z < 2.0));
}

#[test]
fn a_drop_of_one_frame_has_fallen_on_in_the_next() {
    let stage = stage("street").rained(HEAVY);
    let camera = before("street");
    let (now, next) = (drops(&stage, &camera, 100), drops(&stage, &camera, 101));
    // Those that stay in the picture and in reach.
    let inside = |drop: &&Vec3| {
        let way = **drop - camera.eye;
        (1.0..3.0).contains(&-way.z) && way.x.abs() < -way.z * 0.35 && (-0.1..0.25).contains(&way.y)
    };
    let found = |after: &[Vec3], drop: &Vec3| {
        after.iter().any(|other| {
            let way = *other - *drop;
            (-0.40..-0.16).contains(&way.y) && (0.01..0.07).contains(&way.x) && (0.002..0.025).contains(&way.z)
        })
    };
    let share = |after: &[Vec3]| {
        let drops: Vec<&Vec3> = now.iter().filter(inside).collect();
        drops.iter().filter(|drop| found(after, drop)).count() as f32 / drops.len() as f32
    };
    // Drops of another moment are met by chance.
    let (same, chance) = (share(&next), share(&drops(&stage, &camera, 500)));
    assert!(same > 0.9 && chance < 0.6 * same, "{same} {chance}");
}

#[test]
fn dust_is_seen_where_the_key_light_falls_and_nowhere_else() {
    let flecks = |stage: &Stage| gathered(stage, &before("bedroom"), &open(50.0)).len();
    let lit = stage("bedroom");
    let mut dark = lit.clone();
    dark.key.intensity = 0.0;
    let mut shut = lit.clone();
    shut.windows.truncate(1);
    assert!(flecks(&lit) > 10, "{}", flecks(&lit));
    assert!(flecks(&dark) == 0 && flecks(&shut) < flecks(&lit), "{}", flecks(&shut));
}

#[test]
fn a_mote_stays_in_sight_from_frame_to_frame() {
    let (stage, camera, exposure) = (stage("bedroom"), before("bedroom"), open(50.0));
    let motes = |frame: u64| {
        let view = View::new(&stage, &camera, &[], exposure.width, exposure.height);
        let mut specks = Specks::default();
        dust::drift(&Sight::new(&view, &exposure), shutter(frame), &mut specks);
        specks.at
    };
    let (now, next) = (motes(1000), motes(1001));
    let kept = now.iter().filter(|mote| next.iter().any(|other| other.distance(**mote) < 0.006)).count();
    assert!(now.len() > 20 && kept * 100 > now.len() * 95, "{kept} of {}", now.len());
}
