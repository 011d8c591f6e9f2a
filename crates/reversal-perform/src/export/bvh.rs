//! Biovision hierarchy: a figure's joints and how they turn, frame by frame.
//!
//! The format has no units; as in most motion libraries it is written in
//! centimetres and degrees, +y up, each joint's channels in the order z, x, y.
//! (Meredith and Maddock, "Motion Capture File Formats Explained", 2001.)

use std::fmt::Write;

use glam::Vec3;
use reversal_model::time::Rate;

use super::RiggedFigure;
use super::euler::angles_deg;
use super::rig::{RIG, RIG_JOINTS};

const CM_PER_M: f32 = 100.0;

/// The figure's whole film as a BVH file's text: a frame of it is a frame of the film.
pub fn bvh(figure: &RiggedFigure, rate: Rate) -> String {
    let mut text = "HIERARCHY\n".to_owned();
    write_joint(figure, 0, 0, &mut text);
    // Writing to a string does not fail.
    let _ = writeln!(text, "MOTION\nFrames: {}\nFrame Time: {:.9}", figure.poses.len(), rate.secs_from_frame(1));
    let mut before = [[0.0; 3]; RIG_JOINTS];
    for pose in &figure.poses {
        let _ = write!(text, "{}", triple(pose.root_m * CM_PER_M));
        for (turn, before) in pose.turns.iter().zip(&mut before) {
            *before = angles_deg(*turn, *before);
            let [z, x, y] = *before;
            let _ = write!(text, " {z:.5} {x:.5} {y:.5}");
        }
        text.push('\n');
    }
    text
}

fn write_joint(figure: &RiggedFigure, number: usize, depth: usize, text: &mut String) {
    let indent = "\t".repeat(depth);
    let (kind, channels, offset_m) = match number {
        0 => ("ROOT", "6 Xposition Yposition Zposition", Vec3::ZERO),
        _ => ("JOINT", "3", figure.rig.offset_m(number)),
    };
    let _ = writeln!(
        text,
        "{indent}{kind} {}\n{indent}{{\n{indent}\tOFFSET {}\n{indent}\tCHANNELS {channels} Zrotation Xrotation Yrotation",
        RIG[number].name,
        triple(offset_m * CM_PER_M)
    );
    let children = (0..RIG_JOINTS).filter(|&child| RIG[child].parent == Some(number));
    let mut ends_here = true;
    for child in children {
        write_joint(figure, child, depth + 1, text);
        ends_here = false;
    }
    if ends_here {
        let bone = triple(figure.rig.bone_m(number) * CM_PER_M);
        let _ = writeln!(text, "{indent}\tEnd Site\n{indent}\t{{\n{indent}\t\tOFFSET {bone}\n{indent}\t}}");
    }
    let _ = writeln!(text, "{indent}}}");
}

fn triple(point: Vec3) -> String {
    format!("{:.5} {:.5} {:.5}", point.x, point.y, point.z)
}
