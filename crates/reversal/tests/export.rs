//! The exported performance, read back without the program's help: joints stand where the performance has them.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{compose, error, reversal, succeed};
use glam::{Quat, Vec3};
use reversal_compose::TestSong;
use reversal_model::cut::Cut;
use reversal_model::performance::{Joint, ScenePerformance, Skeleton};
use reversal_model::project::files::CUT;
use serde_json::Value;

/// Which joint of a skeleton stands where a joint of the file does; an end is named after what it ends.
const STANDS_AT: [(&str, Joint); 26] = [
    ("Hips", Joint::Pelvis),
    ("Spine", Joint::Waist),
    ("Chest", Joint::Chest),
    ("Neck", Joint::Neck),
    ("Head", Joint::Head),
    ("HeadEnd", Joint::Face),
    ("LeftCollar", Joint::Neck),
    ("LeftShoulder", Joint::LeftShoulder),
    ("LeftElbow", Joint::LeftElbow),
    ("LeftWrist", Joint::LeftWrist),
    ("LeftWristEnd", Joint::LeftHand),
    ("RightCollar", Joint::Neck),
    ("RightShoulder", Joint::RightShoulder),
    ("RightElbow", Joint::RightElbow),
    ("RightWrist", Joint::RightWrist),
    ("RightWristEnd", Joint::RightHand),
    ("LHipJoint", Joint::Pelvis),
    ("LeftHip", Joint::LeftHip),
    ("LeftKnee", Joint::LeftKnee),
    ("LeftAnkle", Joint::LeftAnkle),
    ("LeftAnkleEnd", Joint::LeftToe),
    ("RHipJoint", Joint::Pelvis),
    ("RightHip", Joint::RightHip),
    ("RightKnee", Joint::RightKnee),
    ("RightAnkle", Joint::RightAnkle),
    ("RightAnkleEnd", Joint::RightToe),
];

/// A joint of a BVH file.
struct BvhJoint {
    name: String,
    parent: Option<usize>,
    offset: Vec3,
    channels: Vec<String>,
}

/// A BVH file as its words say.
struct Bvh {
    joints: Vec<BvhJoint>,
    frame_secs: f64,
    frames: Vec<Vec<f32>>,
}

fn read_bvh(text: &str) -> Bvh {
    let (tree, motion) = text.split_once("MOTION\n").unwrap();
    let mut joints: Vec<BvhJoint> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for line in tree.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["HIERARCHY"] | ["{"] => {}
            ["ROOT" | "JOINT", name] => {
                let parent = open.last().copied();
                open.push(joints.len());
                joints.push(BvhJoint { name: name.to_owned(), parent, offset: Vec3::ZERO, channels: Vec::new() });
            }
            ["End", "Site"] => {
                let parent = open.last().copied();
                let name = format!("{}End", joints[parent.unwrap()].name);
                open.push(joints.len());
                joints.push(BvhJoint { name, parent, offset: Vec3::ZERO, channels: Vec::new() });
            }
            ["OFFSET", x, y, z] => {
                joints[*open.last().unwrap()].offset = Vec3::from([x, y, z].map(|word| word.parse().unwrap()));
            }
            ["CHANNELS", _, ref names @ ..] => {
                joints[*open.last().unwrap()].channels = names.iter().map(|&name| name.to_owned()).collect();
            }
            ["}"] => {
                open.pop().unwrap();
            }
            _ => panic!("{line}"),
        }
    }
    assert!(open.is_empty());
    let mut lines = motion.lines();
    let count: usize = lines.next().unwrap().strip_prefix("Frames: ").unwrap().parse().unwrap();
    let frame_secs = lines.next().unwrap().strip_prefix("Frame Time: ").unwrap().parse().unwrap();
    let frames: Vec<Vec<f32>> =
        lines.map(|line| line.split_whitespace().map(|word| word.parse().unwrap()).collect()).collect();
    assert_eq!(frames.len(), count);
    Bvh { joints, frame_secs, frames }
}

impl Bvh {
    /// Where each joint stands in a frame, by name, in the file's unit.
    fn forward(&self, frame: usize) -> BTreeMap<&str, Vec3> {
        let mut values = self.frames[frame].iter();
        let mut stand: Vec<(Vec3, Quat)> = Vec::new();
        for joint in &self.joints {
            let (mut moved, mut turned) = (joint.offset, Quat::IDENTITY);
            for channel in &joint.channels {
                let value = *values.next().unwrap();
                let angle = value.to_radians();
                match channel.as_str() {
                    "Xposition" => moved.x += value,
                    "Yposition" => moved.y += value,
                    "Zposition" => moved.z += value,
                    "Xrotation" => turned *= Quat::from_rotation_x(angle),
                    "Yrotation" => turned *= Quat::from_rotation_y(angle),
                    "Zrotation" => turned *= Quat::from_rotation_z(angle),
                    other => panic!("{other}"),
                }
            }
            let (at, turn) = joint.parent.map_or((Vec3::ZERO, Quat::IDENTITY), |parent| stand[parent]);
            stand.push((at + turn * moved, turn * turned));
        }
        assert!(values.next().is_none());
        self.joints.iter().zip(stand).map(|(joint, (at, _))| (joint.name.as_str(), at)).collect()
    }
}

/// The performed skeletons of each frame of a film.
fn performed(film: &Path) -> (Cut, Vec<[Skeleton; 2]>) {
    let cut: Cut = CUT.read(&fs::read_to_string(film.join("cut.toml")).unwrap()).unwrap();
    let scenes: Vec<ScenePerformance> = fs::read_dir(film.join(".reversal/performances"))
        .unwrap()
        .map(|entry| reversal_perform::from_bytes(&fs::read(entry.unwrap().path()).unwrap()).unwrap())
        .collect();
    let mut skeletons = Vec::new();
    for (from, to, take) in cut.spans() {
        let scene = scenes.iter().find(|scene| scene.scene == take.scene).unwrap();
        skeletons.extend((from..to).map(|frame| scene.bodies_at(cut.song_from_frame(frame)).unwrap()));
    }
    (cut, skeletons)
}

/// Greatest distance of a file's joint from where the performance has it, m.
fn worst_m(bvh: &Bvh, skeletons: &[[Skeleton; 2]], figure: usize) -> f32 {
    let mut worst_m = 0.0_f32;
    for (frame, bodies) in skeletons.iter().enumerate() {
        let stand = bvh.forward(frame);
        for (name, joint) in STANDS_AT {
            worst_m = worst_m.max((stand[name] / 100.0).distance(bodies[figure][joint as usize]));
        }
    }
    worst_m
}

/// The moments of keys and the numbers of each.
type Keys = (Vec<f32>, Vec<Vec<f32>>);

/// A glTF film as a validating reader understands it.
struct Scene {
    document: gltf::Document,
    bytes: Vec<u8>,
    parents: BTreeMap<usize, usize>,
    /// By node and property.
    keys: BTreeMap<(usize, &'static str), Keys>,
}

fn read_glb(file: &[u8]) -> Scene {
    let gltf::Gltf { document, blob } = gltf::Gltf::from_slice(file).unwrap();
    let bytes = blob.unwrap();
    let (mut parents, mut keys) = (BTreeMap::new(), BTreeMap::new());
    for node in document.nodes() {
        parents.extend(node.children().map(|child| (child.index(), node.index())));
    }
    assert_eq!(document.animations().count(), 1, "one clock");
    for channel in document.animations().flat_map(|animation| animation.channels().collect::<Vec<_>>()) {
        let reader = channel.reader(|_| Some(&bytes));
        let (property, values): (_, Vec<Vec<f32>>) = match reader.read_outputs().unwrap() {
            gltf::animation::util::ReadOutputs::Translations(keys) => ("translation", keys.map(Vec::from).collect()),
            gltf::animation::util::ReadOutputs::Rotations(keys) => {
                ("rotation", keys.into_f32().map(Vec::from).collect())
            }
            gltf::animation::util::ReadOutputs::Scales(keys) => ("scale", keys.map(Vec::from).collect()),
            gltf::animation::util::ReadOutputs::MorphTargetWeights(_) => panic!("nothing morphs"),
        };
        let times: Vec<f32> = reader.read_inputs().unwrap().collect();
        assert!(times.len() == values.len() && times.windows(2).all(|pair| pair[0] < pair[1]));
        keys.insert((channel.target().node().index(), property), (times, values));
    }
    Scene { document, bytes, parents, keys }
}

impl Scene {
    /// A property of a node at a key's moment, as it stands from that moment on.
    fn at(&self, node: usize, property: &'static str, secs: f32) -> Option<&[f32]> {
        let (times, values) = self.keys.get(&(node, property))?;
        let key = times.partition_point(|&time| time <= secs + 1e-4).max(1) - 1;
        Some(&values[key])
    }

    /// Where a node stands and how it is turned.
    fn stand(&self, node: usize, secs: f32) -> (Vec3, Quat) {
        let (moved, turned, _) = self.document.nodes().nth(node).unwrap().transform().decomposed();
        let moved = self.at(node, "translation", secs).map_or(Vec3::from(moved), Vec3::from_slice);
        let turned = self.at(node, "rotation", secs).map_or(Quat::from_array(turned), Quat::from_slice);
        let (at, turn) =
            self.parents.get(&node).map_or((Vec3::ZERO, Quat::IDENTITY), |&parent| self.stand(parent, secs));
        (at + turn * moved, turn * turned)
    }

    /// How far a node turns against what carries it from one frame to the next within a scene, at most, degrees.
    fn fastest_deg(&self, node: usize, cut: &Cut) -> f32 {
        let (times, turns) = &self.keys[&(node, "rotation")];
        let turn = |key: usize| Quat::from_slice(&turns[key]);
        let whole = |key: &usize| f64::from(times[*key] - times[key - 1]) * cut.rate.per_second() > 0.5;
        (1..times.len())
            .filter(whole)
            .map(|key| turn(key).angle_between(turn(key - 1)))
            .fold(0.0, f32::max)
            .to_degrees()
    }

    /// Nodes below one, by name.
    fn below(&self, node: &gltf::Node) -> BTreeMap<String, usize> {
        let mut below = BTreeMap::from([(node.name().unwrap().to_owned(), node.index())]);
        node.children().for_each(|child| below.extend(self.below(&child)));
        below
    }
}

fn the_scene_holds_the_figures(scene: &Scene, cut: &Cut, skeletons: &[[Skeleton; 2]]) {
    let skins: Vec<gltf::Skin> = scene.document.skins().collect();
    assert_eq!(skins.len(), 2);
    let (mut worst_m, mut fastest_deg) = (0.0_f32, 0.0_f32);
    for (figure, skin) in skins.iter().enumerate() {
        let joints = scene.below(&skin.skeleton().unwrap());
        for (frame, bodies) in skeletons.iter().enumerate().step_by(7) {
            let secs = cut.rate.secs_from_frame(frame as u64) as f32;
            for (name, joint) in STANDS_AT {
                let (at, _) = scene.stand(joints[name], secs);
                worst_m = worst_m.max(at.distance(bodies[figure][joint as usize]));
            }
        }
        fastest_deg = skin.joints().map(|joint| scene.fastest_deg(joint.index(), cut)).fold(fastest_deg, f32::max);
        // At rest every joint stands where the skin was bound to it.
        let binds = skin.reader(|_| Some(&scene.bytes)).read_inverse_bind_matrices().unwrap();
        for (joint, bind) in skin.joints().zip(binds) {
            let mut rest = Vec3::ZERO;
            let mut at = Some(joint.index());
            while let Some(node) = at {
                rest += Vec3::from(scene.document.nodes().nth(node).unwrap().transform().decomposed().0);
                at = scene.parents.get(&node).copied();
            }
            assert!((rest + Vec3::from_slice(&bind[3][..3])).length() < 1e-5, "{:?}", joint.name());
        }
    }
    println!("film.glb: joints off by at most {:.3} mm, turning by {fastest_deg:.1}° a frame", worst_m * 1000.0);
    assert!(worst_m < 0.001, "{worst_m} m");
    assert!(fastest_deg < 90.0, "a bone spins about itself: {fastest_deg}°");
}

fn each_take_has_its_camera_and_each_scene_its_place(scene: &Scene, cut: &Cut) {
    let cameras: Vec<gltf::Node> = scene.document.nodes().filter(|node| node.camera().is_some()).collect();
    assert_eq!(cameras.len(), cut.takes.len());
    for (camera, (from, to, take)) in cameras.iter().zip(cut.spans()) {
        assert_eq!(camera.name(), Some(format!("camera {}", take.shot).as_str()));
        let (times, _) = &scene.keys[&(camera.index(), "rotation")];
        assert_eq!(times.len() as u64, to - from);
        assert!((f64::from(times[0]) - cut.rate.secs_from_frame(from)).abs() < 1e-3);
        let lens = camera.camera().unwrap();
        let gltf::camera::Projection::Perspective(lens) = lens.projection() else { panic!() };
        assert!((0.02..2.0).contains(&lens.yfov()), "{}", lens.yfov());
        // It sees a figure, which stands before it and not behind.
        let secs = times[times.len() / 2];
        let (eye, turn) = scene.stand(camera.index(), secs);
        let before = |skin: gltf::Skin| {
            let (hips, _) = scene.stand(skin.skeleton().unwrap().index(), secs);
            (hips - eye).normalize().dot(turn * Vec3::NEG_Z) > 0.5
        };
        assert!(scene.document.skins().any(before), "{}", take.shot);
    }
    for (from, _, take) in cut.spans() {
        let secs = cut.rate.secs_from_frame(from) as f32;
        let places = scene.document.nodes().filter_map(|node| scene.at(node.index(), "scale", secs));
        let shown = places.filter(|scale| scale[0] == 1.0).count();
        let animated = scene.keys.keys().any(|(_, property)| *property == "scale");
        assert_eq!(shown, usize::from(animated), "one place at a time, in {}", take.shot);
    }
}

#[test]
fn where_there_is_no_film_nothing_is_begun() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    let output = reversal(folder.path(), &["export", "tune.wav", "--quiet"]);
    assert!(!output.status.success() && error(&output).contains("holds no film"), "{}", error(&output));
    assert!(!folder.path().join("tune-film").exists());
}

#[test]
fn an_exported_performance_stands_where_the_bodies_stood() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    compose(place, TestSong::Plain);
    succeed(place, &["perform", "tune.wav", "--quiet"]);
    let early = reversal(place, &["export", "tune-film", "--quiet"]);
    assert!(!early.status.success());
    assert!(error(&early).contains("not cut yet") && error(&early).contains("hint"), "{}", error(&early));
    succeed(place, &["cut", "tune-film", "--quiet"]);
    let said = succeed(place, &["export", "tune-film", "--progress", "none"]);
    let film = place.join("tune-film");
    let (cut, skeletons) = performed(&film);
    for (figure, name) in ["first.bvh", "second.bvh"].into_iter().enumerate() {
        assert!(said.contains(name), "{said}");
        let bvh = read_bvh(&fs::read_to_string(film.join("performance").join(name)).unwrap());
        assert_eq!(bvh.frames.len() as u64, cut.frames);
        assert!((bvh.frame_secs * cut.rate.per_second() - 1.0).abs() < 1e-6);
        let worst_m = worst_m(&bvh, &skeletons, figure);
        println!("{name}: off by at most {:.3} mm", worst_m * 1000.0);
        assert!(worst_m < 0.001, "{name} is off by {worst_m} m");
    }
    let scene = read_glb(&fs::read(film.join("performance/film.glb")).unwrap());
    the_scene_holds_the_figures(&scene, &cut, &skeletons);
    each_take_has_its_camera_and_each_scene_its_place(&scene, &cut);

    // What a person changed stays; the new one lies beside it.
    let mine = film.join("performance/first.bvh");
    fs::write(&mine, "retargeted").unwrap();
    succeed(place, &["cut", "tune-film", "--to", "8", "--quiet"]);
    let told: Value = serde_json::from_str(&succeed(place, &["export", "tune-film", "--quiet", "--json"])).unwrap();
    assert!(told["files"].as_array().unwrap().contains(&Value::from("performance/first.new.bvh")), "{told}");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "retargeted");
    let short = read_bvh(&fs::read_to_string(film.join("performance/first.new.bvh")).unwrap());
    assert_eq!(Some(short.frames.len() as u64), told["frames"].as_u64());

    fs::remove_dir_all(film.join(".reversal/performances")).unwrap();
    let lost = reversal(place, &["export", "tune-film", "--quiet"]);
    assert!(!lost.status.success() && error(&lost).contains("scene 1 is not performed"), "{}", error(&lost));
}
