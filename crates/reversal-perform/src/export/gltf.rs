//! The film's performance as one glTF 2.0 scene: two skinned figures, the
//! camera of each take and the places, in metres, +y up, on the film's clock.
//!
//! A place that is not played in is shrunk to nothing until its scene comes,
//! since all places lie about the same origin.

use glam::{Mat4, Vec3};
use reversal_model::place::Place;
use reversal_model::time::Rate;
use serde_json::{Value, json};

use super::RiggedFigure;
use super::glb::{Animated, Between, Document};
use super::mesh::{Limb, Mesh};
use super::rig::{RIG, RIG_JOINTS};
use super::scenery::{Materials, material, write_place};
use crate::turn::Turn;

/// Where things begin to be seen by a camera, m.
const NEAR_M: f32 = 0.05;
/// Reflectance of the figures, the first and the second.
const FIGURE_TONES: [f32; 2] = [0.25, 0.55];
/// How long before a scene's first frame the one before it holds its last pose, frames: no one glides over a cut.
const HELD_FRAMES: f64 = 0.01;

/// All that is written.
#[derive(Debug)]
pub struct PerformedFilm<'a> {
    /// Title of the film.
    pub title: &'a str,
    /// Frames a second.
    pub rate: Rate,
    /// The two by name; equally many frames.
    pub figures: [(&'a str, &'a RiggedFigure); 2],
    /// The first frame of each scene that is shown, and its place; the first of them is frame 0.
    pub scenes: Vec<(u64, &'a Place)>,
    /// The takes' cameras in order.
    pub cameras: Vec<TakeCamera>,
    /// Width of the picture over its height.
    pub aspect: f32,
}

/// The camera of a take.
#[derive(Clone, Debug)]
pub struct TakeCamera {
    /// The shot that it answers, e.g. `12A`.
    pub shot: String,
    /// First frame of the take.
    pub first_frame: u64,
    /// Where it is in each frame.
    pub keys: Vec<CameraKey>,
}

/// A camera in one frame.
#[derive(Clone, Copy, Debug)]
pub struct CameraKey {
    /// Where it is, m.
    pub eye: Vec3,
    /// Right in the picture, of unit length.
    pub right: Vec3,
    /// Up in the picture, of unit length and square to it.
    pub up: Vec3,
    /// Tangent of half the horizontal field of view.
    pub tan_half_width: f32,
    /// Distance that is sharp, m.
    pub focus_m: f32,
}

/// The scene as a binary glTF file.
pub fn glb(film: &PerformedFilm) -> Vec<u8> {
    let mut document = Document::default();
    let mut materials = Materials::new();
    let cuts: Vec<u64> = film.scenes.iter().skip(1).map(|scene| scene.0).collect();
    let keys = keys(film.figures[0].1.poses.len(), film.rate, &cuts);
    let secs: Vec<f32> = keys.iter().map(|key| key.0).collect();
    let times = document.times(&secs);
    for ((name, figure), tone) in film.figures.into_iter().zip(FIGURE_TONES) {
        let material = material(&mut document, &mut materials, tone, 0.1, false);
        write_figure(&mut document, name, figure, material, times, &keys);
    }
    write_places(&mut document, &mut materials, film);
    for camera in film.cameras.iter().filter(|camera| !camera.keys.is_empty()) {
        write_camera(&mut document, film, camera);
    }
    document.into_bytes(film.title)
}

/// Moments of the film, s, and the frame whose pose each has.
fn keys(frames: usize, rate: Rate, cuts: &[u64]) -> Vec<(f32, usize)> {
    let mut keys = Vec::with_capacity(frames + cuts.len());
    for frame in 0..frames {
        let secs = rate.secs_from_frame(frame as u64);
        if frame > 0 && cuts.contains(&(frame as u64)) {
            keys.push(((secs - HELD_FRAMES * rate.secs_from_frame(1)) as f32, frame - 1));
        }
        keys.push((secs as f32, frame));
    }
    keys
}

fn write_figure(
    document: &mut Document,
    name: &str,
    figure: &RiggedFigure,
    material: usize,
    times: usize,
    keys: &[(f32, usize)],
) {
    // Children first, so that a parent can name them.
    let mut nodes = [0; RIG_JOINTS];
    for number in (0..RIG_JOINTS).rev() {
        let mut children: Vec<usize> = (number + 1..RIG_JOINTS)
            .filter(|&child| RIG[child].parent == Some(number))
            .map(|child| nodes[child])
            .collect();
        if children.is_empty() {
            let end = json!({
                "name": format!("{}End", RIG[number].name), "translation": figure.rig.bone_m(number).to_array(),
            });
            children.push(document.push("nodes", end));
        }
        nodes[number] = document.push(
            "nodes",
            json!({
                "name": RIG[number].name, "children": children,
                "translation": figure.rig.offset_m(number).to_array(), "rotation": [0.0, 0.0, 0.0, 1.0],
            }),
        );
    }
    document.push_root(json!({ "name": name, "children": [nodes[0]] }));
    write_flesh(document, name, figure, material, &nodes);

    let roots: Vec<f32> = keys.iter().flat_map(|key| figure.poses[key.1].root_m.to_array()).collect();
    document.animate(nodes[0], Animated::Translation, times, &roots, Between::Linear);
    for (number, &node) in nodes.iter().enumerate() {
        let turns = keys.iter().map(|key| figure.poses[key.1].turns[number].xyzw());
        document.animate(node, Animated::Rotation, times, &continuous(turns), Between::Linear);
    }
}

/// A round limb about each bone, hung on its joint: something to see until others put a body there.
fn write_flesh(document: &mut Document, name: &str, figure: &RiggedFigure, material: usize, nodes: &[usize]) {
    let mut flesh = Mesh::default();
    let mut hung_on = Vec::new();
    let mut binds = Vec::new();
    for (number, joint) in RIG.iter().enumerate() {
        let at = figure.rig.rest[joint.at];
        let (radius_m, ball) = figure.rig.flesh(number);
        let to = if ball { at } else { at + figure.rig.bone_m(number) };
        let limb = Mesh::limb(&Limb { from: at, to, radius_m: (radius_m, radius_m), cut: false });
        hung_on.resize(hung_on.len() + limb.points_m.len(), number as u8);
        flesh.add(&limb);
        binds.extend(Mat4::from_translation(-at).to_cols_array());
    }
    let binds = document.floats("MAT4", 16, &binds);
    let skin = json!({ "name": name, "joints": nodes, "skeleton": nodes[0], "inverseBindMatrices": binds });
    let skin = document.push("skins", skin);
    let attributes = document.skin_attributes(&hung_on);
    let triangles = document.triangles(&flesh, material, &attributes);
    let mesh = document.push("meshes", json!({ "name": name, "primitives": [triangles] }));
    document.push_root(json!({ "name": format!("{name} (limbs)"), "mesh": mesh, "skin": skin }));
}

/// A number of which no one needs more digits.
fn to_four_places(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// Quaternions of which each lies on the side of the one before it.
fn continuous(turns: impl Iterator<Item = [f32; 4]>) -> Vec<f32> {
    let mut before = [0.0, 0.0, 0.0, 1.0];
    let mut values = Vec::new();
    for turn in turns {
        let cosine: f32 = turn.iter().zip(before).map(|(a, b)| a * b).sum();
        before = if cosine < 0.0 { turn.map(|value| -value) } else { turn };
        values.extend(before);
    }
    values
}

fn write_places(document: &mut Document, materials: &mut Materials, film: &PerformedFilm) {
    let mut places: Vec<&Place> = Vec::new();
    for (_, place) in &film.scenes {
        if places.iter().all(|known| known.name != place.name) {
            places.push(place);
        }
    }
    if let [_] = places[..] {
        write_place(document, materials, places[0]);
        return;
    }
    let secs: Vec<f32> = film.scenes.iter().map(|scene| film.rate.secs_from_frame(scene.0) as f32).collect();
    let times = document.times(&secs);
    for place in places {
        let node = write_place(document, materials, place);
        let played = |other: &Place| if other.name == place.name { 1.0 } else { 0.0 };
        let scales: Vec<f32> = film.scenes.iter().flat_map(|scene| [played(scene.1); 3]).collect();
        document.animate(node, Animated::Scale, times, &scales, Between::Step);
    }
}

fn write_camera(document: &mut Document, film: &PerformedFilm, camera: &TakeCamera) {
    let fields: Vec<f32> = camera.keys.iter().map(|key| 2.0 * libm::atanf(key.tan_half_width / film.aspect)).collect();
    let first = camera.first_frame;
    let mut facts = json!({
        "shot": camera.shot, "first_frame": first, "frames": camera.keys.len(),
        "focus_m": camera.keys.iter().map(|key| to_four_places(key.focus_m)).collect::<Vec<_>>(),
    });
    // glTF itself cannot animate a lens; whoever wants the zoom finds it here.
    if fields.iter().any(|field| *field != fields[0]) {
        facts["yfov_rad"] = fields.iter().copied().map(to_four_places).collect();
    }
    let name = format!("camera {}", camera.shot);
    let lens = json!({
        "name": name, "type": "perspective",
        "perspective": { "aspectRatio": film.aspect, "yfov": fields[0], "znear": NEAR_M },
    });
    let lens = document.push("cameras", lens);
    let eyes: Vec<f32> = camera.keys.iter().flat_map(|key| key.eye.to_array()).collect();
    let turn = |key: &CameraKey| Turn::to_axes(key.right, key.up, key.right.cross(key.up)).xyzw();
    let turns = continuous(camera.keys.iter().map(turn));
    let node: Value = json!({
        "name": name, "camera": lens, "translation": eyes[..3], "rotation": turns[..4], "extras": facts,
    });
    let node = document.push_root(node);
    let secs: Vec<f32> =
        (first..).take(camera.keys.len()).map(|frame| film.rate.secs_from_frame(frame) as f32).collect();
    let times = document.times(&secs);
    document.animate(node, Animated::Translation, times, &eyes, Between::Linear);
    document.animate(node, Animated::Rotation, times, &turns, Between::Linear);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_holds_its_last_pose_until_the_next_begins() {
        let keys = keys(5, Rate::FILM, &[3]);
        let frames: Vec<usize> = keys.iter().map(|key| key.1).collect();
        assert_eq!(frames, [0, 1, 2, 2, 3, 4]);
        assert!(keys.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(keys[4].0 - keys[3].0 < 1e-3, "{keys:?}");
    }

    #[test]
    fn quaternions_stay_on_one_side() {
        let values = continuous([[0.0, 0.0, 0.0, 1.0], [0.0, -0.1, 0.0, -0.99], [0.0, 0.2, 0.0, 0.98]].into_iter());
        assert!(values.chunks(4).all(|turn| turn[3] > 0.0), "{values:?}");
    }
}
