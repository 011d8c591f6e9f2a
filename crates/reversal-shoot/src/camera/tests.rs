//! Two figures posed by hand, seen by every scale, from every side, in every aspect.

use glam::Vec3;
use reversal_model::assets;
use reversal_model::hold::Hold;
use reversal_model::performance::{JOINT_COUNT, Joint, PERFORMANCE_HZ, ScenePerformance, Skeleton, Tick};
use reversal_model::place::{Bounds, Material, Place, PlaceBox};
use reversal_model::shots::{Height, Movement, Scale, Shot, Side, Subject};
use reversal_model::time::BarBeat;

use super::framing::head_middle;
use super::*;
use crate::stage::Stage;

const ASPECTS: [f32; 4] = [2.39, 16.0 / 9.0, 1.0, 9.0 / 16.0];

/// A figure that stands at a point and looks along x, 1 or -1.
fn standing(at: Vec3, look: f32, height_m: f32) -> Skeleton {
    let mut body = [at; JOINT_COUNT];
    let mut put = |joint: Joint, x: f32, y: f32, z: f32| {
        body[joint as usize] = at + Vec3::new(x * look, y, -z * look) * (height_m / 1.8);
    };
    put(Joint::Pelvis, 0.0, 0.95, 0.0);
    put(Joint::Waist, 0.0, 1.1, 0.0);
    put(Joint::Chest, 0.02, 1.35, 0.0);
    put(Joint::Neck, 0.04, 1.52, 0.0);
    put(Joint::Head, 0.07, 1.66, 0.0);
    put(Joint::Face, 0.18, 1.64, 0.0);
    for (side, joints) in [
        (0.18, [Joint::LeftShoulder, Joint::LeftElbow, Joint::LeftWrist, Joint::LeftHand]),
        (-0.18, [Joint::RightShoulder, Joint::RightElbow, Joint::RightWrist, Joint::RightHand]),
    ] {
        put(joints[0], 0.0, 1.45, side);
        put(joints[1], 0.15, 1.2, side);
        put(joints[2], 0.4, 1.25, side);
        put(joints[3], 0.48, 1.25, side);
    }
    for (side, joints) in [
        (0.1, [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle, Joint::LeftToe]),
        (-0.1, [Joint::RightHip, Joint::RightKnee, Joint::RightAnkle, Joint::RightToe]),
    ] {
        put(joints[0], 0.0, 0.92, side);
        put(joints[1], 0.03, 0.5, side);
        put(joints[2], 0.0, 0.08, side);
        put(joints[3], 0.14, 0.02, side);
    }
    body
}

/// Two who sway against each other for twelve seconds, `apart_m` between their pelvises.
fn pair(apart_m: f32) -> ScenePerformance {
    let ticks = (0..12 * PERFORMANCE_HZ)
        .map(|tick| {
            let secs = tick as f32 / PERFORMANCE_HZ as f32;
            let sway = Vec3::new(0.06 * (2.1 * secs).sin(), 0.0, 0.05 * (1.3 * secs).cos());
            Tick {
                bodies: [
                    standing(sway - Vec3::X * apart_m / 2.0, 1.0, 1.85),
                    standing(sway + Vec3::X * apart_m / 2.0, -1.0, 1.69),
                ],
                planted: [[true; 2]; 2],
                touching: true,
                breath: [0.5; 2],
                effort: [0.5; 2],
            }
        })
        .collect();
    ScenePerformance { scene: 1, start_secs: 10.0, ticks }
}

fn shot(scale: Scale, subject: Subject, movement: Movement) -> Shot {
    Shot {
        id: "1A".to_owned(),
        scene: 1,
        at: BarBeat { bar: 4, half_beat: 0 },
        scale,
        subject,
        side: Side::Front,
        movement,
        height: Height::Level,
        lens_mm: 50.0,
        azimuth_deg: 0.0,
        description: String::new(),
        reason: String::new(),
    }
}

fn open_place() -> Place {
    let mut place = assets::place("street").unwrap().clone();
    place.camera_bounds = Bounds { from: [-9.0, 0.15, -9.0], to: [9.0, 6.0, 9.0] };
    place.boxes.clear();
    place.solids.clear();
    place
}

fn clinch() -> &'static Hold {
    assets::hold("clinch").unwrap()
}

fn path(shot: &Shot, place: &Place, performance: &ScenePerformance, aspect: f32) -> CameraPath {
    let characters = &assets::briefs()[0].characters;
    CameraPath::new(&CameraRequest {
        shot,
        hold: clinch(),
        place,
        stage: &Stage::new(place, [&characters[0], &characters[1]], 0.0),
        performance,
        span_secs: (12.0, 18.0),
        aspect,
        exhaustion: 0.6,
        reversal_secs: None,
        seed: 5,
    })
}

/// Where a point is in the picture: -1..1 to the right and up, and how large a metre is there, by halves of the size.
fn seen(camera: &Camera, aspect: f32, point: Vec3) -> (f32, f32, f32) {
    let to = point - camera.eye;
    let per_m = 1.0 / (to.dot(camera.forward) * camera.tan_half_width);
    (to.dot(camera.right) * per_m, to.dot(camera.up) * per_m * aspect, per_m)
}

fn moments() -> impl Iterator<Item = f64> {
    (0..=60).map(|i| 12.0 + 0.1 * f64::from(i))
}

fn assert_head_inside(camera: &Camera, aspect: f32, body: &Skeleton, radius_m: f32, what: &str) {
    let (x, y, per_m) = seen(camera, aspect, head_middle(body));
    assert!(per_m > 0.0, "{what}: behind the camera");
    let (wide, tall) = (radius_m * per_m, radius_m * per_m * aspect);
    assert!(x.abs() + wide <= 1.0, "{what}: head at {x} ± {wide} across");
    assert!(y.abs() + tall <= 1.0, "{what}: head at {y} ± {tall} up");
}

#[test]
fn heads_stay_inside_every_picture_of_one_or_both() {
    let (performance, place) = (pair(0.8), open_place());
    for aspect in ASPECTS {
        for scale in Scale::ALL.into_iter().filter(|scale| *scale < Scale::ExtremeWide) {
            for movement in [Movement::Locked, Movement::Handheld, Movement::Push, Movement::Pull, Movement::Follow] {
                for (subject, figures) in
                    [(Subject::First, &[0][..]), (Subject::Second, &[1]), (Subject::Both, &[0, 1])]
                {
                    let shot = shot(scale, subject, movement);
                    let path = path(&shot, &place, &performance, aspect);
                    for secs in moments() {
                        let bodies = performance.bodies_at(secs).unwrap();
                        for &figure in figures {
                            let what = format!("{scale:?} {subject:?} {movement:?} {aspect} at {secs}");
                            assert_head_inside(&path.at(secs), aspect, &bodies[figure], 0.12, &what);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn closer_scales_show_larger_heads() {
    let (performance, place) = (pair(0.8), open_place());
    let bodies = performance.bodies_at(12.0).unwrap();
    let sizes: Vec<f32> = [Scale::CloseUp, Scale::MediumCloseUp, Scale::Medium, Scale::MediumLong, Scale::Wide]
        .into_iter()
        .map(|scale| {
            let path = path(&shot(scale, Subject::First, Movement::Locked), &place, &performance, 2.39);
            seen(&path.at(12.0), 2.39, head_middle(&bodies[0])).2
        })
        .collect();
    assert!(sizes.windows(2).all(|pair| pair[0] > 1.15 * pair[1]), "{sizes:?}");
}

#[test]
fn eyes_in_a_medium_shot_lie_near_the_upper_third_with_room_above_and_before_the_look() {
    let (performance, place) = (pair(0.8), open_place());
    for (subject, figure) in [(Subject::First, 0), (Subject::Second, 1)] {
        let path = path(&shot(Scale::Medium, subject, Movement::Locked), &place, &performance, 2.39);
        let camera = path.at(14.0);
        let bodies = performance.bodies_at(14.0).unwrap();
        let (x, y, _) = seen(&camera, 2.39, head_middle(&bodies[figure]));
        assert!((0.1..0.6).contains(&y), "eyes at {y}");
        let look = framing::look(&bodies[figure]).dot(camera.right);
        assert!(x * look < 0.05, "head at {x}, looks toward {look}");
    }
}

#[test]
fn the_camera_looks_across_the_pair() {
    let (performance, place) = (pair(0.9), open_place());
    let camera = path(&shot(Scale::Wide, Subject::Both, Movement::Locked), &place, &performance, 2.39).at(13.0);
    assert!(camera.forward.x.abs() < 0.5, "{}", camera.forward);
    let mut back = shot(Scale::Wide, Subject::Both, Movement::Locked);
    back.side = Side::Back;
    assert!(path(&back, &place, &performance, 2.39).at(13.0).eye.z < -1.0);
}

#[test]
fn the_camera_stays_inside_its_bounds_and_out_of_walls() {
    let performance = pair(0.8);
    let mut place = open_place();
    place.camera_bounds = Bounds { from: [-2.0, 0.2, -1.0], to: [2.0, 2.2, 1.9] };
    place.boxes.push(PlaceBox {
        from: [-0.4, 0.0, 1.0],
        to: [0.5, 2.5, 1.3],
        material: Material::Plaster,
        tone: 0.4,
        shadow: false,
        collide: true,
    });
    for scale in Scale::ALL {
        for movement in [Movement::Locked, Movement::Handheld, Movement::Push, Movement::Follow] {
            let path = path(&shot(scale, Subject::Both, movement), &place, &performance, 2.39);
            for secs in moments() {
                let camera = path.at(secs);
                let bounds = &place.camera_bounds;
                assert!(
                    camera.eye.cmpge(Vec3::from(bounds.from)).all() && camera.eye.cmple(Vec3::from(bounds.to)).all(),
                    "{scale:?} {movement:?} {}",
                    camera.eye
                );
                let in_wall = camera.eye.cmpge(Vec3::new(-0.4, 0.0, 1.0)).all()
                    && camera.eye.cmple(Vec3::new(0.5, 2.5, 1.3)).all();
                assert!(!in_wall);
            }
        }
    }
}

#[test]
fn a_locked_camera_does_not_move_and_a_handheld_one_hardly() {
    let (performance, place) = (pair(0.8), open_place());
    let locked = path(&shot(Scale::Medium, Subject::Both, Movement::Locked), &place, &performance, 2.39);
    let first = locked.at(12.0);
    for secs in moments() {
        let camera = locked.at(secs);
        assert_eq!((camera.eye, camera.forward), (first.eye, first.forward));
    }
    let handheld = path(&shot(Scale::Medium, Subject::Both, Movement::Handheld), &place, &performance, 2.39);
    let frame = 1.0 / 24.0;
    for secs in moments() {
        let turn = handheld.at(secs).forward.angle_between(handheld.at(secs + frame).forward);
        assert!(turn < 0.02, "turns {turn} rad in a frame");
    }
    assert!(moments().any(|secs| handheld.at(secs).forward != handheld.at(12.0).forward));
}

#[test]
fn every_moment_can_be_asked_for_by_itself_and_axes_are_square() {
    let (performance, place) = (pair(0.8), open_place());
    let shot = shot(Scale::CloseUp, Subject::Second, Movement::Handheld);
    let forward: Vec<Camera> = {
        let path = path(&shot, &place, &performance, 2.39);
        moments().map(|secs| path.at(secs)).collect()
    };
    let path = path(&shot, &place, &performance, 2.39);
    let times: Vec<f64> = moments().collect();
    for (secs, expected) in times.iter().zip(&forward).rev() {
        assert_eq!(path.at(*secs), *expected);
        for (one, other) in
            [(expected.forward, expected.right), (expected.right, expected.up), (expected.up, expected.forward)]
        {
            assert!(one.dot(other).abs() < 1e-4 && (one.length() - 1.0).abs() < 1e-4);
        }
        assert!(expected.right.cross(expected.forward).dot(expected.up) > 0.99);
    }
}
