//! The sculptor's head without hair: skull, brow, sockets, nose, cheekbones, mouth, jaw and ears.
//! Sizes follow anthropometric means (Farkas, "Anthropometry of the Head and Face"); faces differ about them.

use glam::{Vec2, Vec3};

use super::shapes::{capsule, carve, ellipsoid, melt, ramp};
use super::{EYE, MOUTH_UP_M, NOSTRIL};

/// How one face differs from the mean; 1 is the mean, m where so named.
pub(crate) struct Face {
    pub jaw_width: f32,
    pub chin: f32,
    pub cheekbone: f32,
    /// How hollow the cheeks are, m.
    pub hollow_m: f32,
    pub brow: f32,
    pub nose_length: f32,
    pub nose_width: f32,
    /// How far the bridge stands out at its middle, m.
    pub nose_hump_m: f32,
    pub lips: f32,
    pub ear: f32,
    /// How far the forehead leans back, m at the hairline.
    pub forehead_back_m: f32,
}

pub(crate) const FACES: [Face; 6] = [
    face([1.00, 1.00, 1.00, 0.002, 1.00, 1.00, 1.00, 0.000, 1.00, 1.00, 0.004]),
    face([1.10, 1.12, 0.94, 0.001, 1.22, 1.06, 1.15, 0.0016, 0.85, 1.08, 0.010]),
    face([0.90, 0.92, 1.06, 0.004, 0.80, 0.92, 0.90, -0.001, 1.20, 0.92, 0.000]),
    face([0.96, 1.06, 1.12, 0.006, 1.08, 1.10, 0.92, 0.0020, 0.95, 1.05, 0.007]),
    face([1.06, 0.94, 1.04, 0.000, 0.92, 0.94, 1.24, -0.0015, 1.35, 0.95, 0.003]),
    face([0.86, 0.98, 1.00, 0.003, 0.88, 1.02, 0.86, 0.001, 1.05, 1.00, 0.002]),
];

const fn face(values: [f32; 11]) -> Face {
    let [jaw_width, chin, cheekbone, hollow_m, brow, nose_length, nose_width, nose_hump_m, lips, ear, forehead_back_m] =
        values;
    Face {
        jaw_width,
        chin,
        cheekbone,
        hollow_m,
        brow,
        nose_length,
        nose_width,
        nose_hump_m,
        lips,
        ear,
        forehead_back_m,
    }
}

const fn v(forward: f32, up: f32, right: f32) -> Vec3 {
    Vec3::new(forward, up, right)
}

/// The skull's vault, on which hair grows.
pub(super) fn vault(face: &Face, point: Vec3) -> f32 {
    let back = ellipsoid(point, v(-0.026, 0.046, 0.0), v(0.092, 0.084, 0.0735));
    let front = ellipsoid(point, v(0.026 - face.forehead_back_m * 0.6, 0.046, 0.0), v(0.057, 0.068, 0.0595));
    melt(back, front, 0.028)
}

/// Distance to the bald head, and to the same without ears, on which hair grows.
pub(super) fn sculpt(face: &Face, point: Vec3) -> [f32; 2] {
    // Left and right are alike but for what hair and light do.
    let p = v(point.x, point.y, point.z.abs());
    let mut head = vault(face, p);
    head = melt(head, ellipsoid(p, v(0.026, -0.028, 0.0), v(0.056, 0.074, 0.0530)), 0.030);
    // The skull's base runs into the neck.
    head = melt(head, ellipsoid(p, v(-0.024, -0.030, 0.0), v(0.052, 0.060, 0.050)), 0.024);
    head = jaw(face, p, head);
    head = melt(
        head,
        capsule(p, v(0.0600, -0.016, 0.0420), v(0.016, -0.008, 0.0590 * face.cheekbone), 0.0150, 0.0100),
        0.034,
    );
    let hollow = ellipsoid(p, v(0.040, -0.052, 0.066), v(0.028, 0.022, 0.009 + face.hollow_m));
    head = carve(head, hollow, 0.034);
    head = eyes(face, p, head);
    head = nose(face, p, head);
    head = mouth(face, p, head);
    [ear(face, p).map_or(head, |ear| melt(head, ear, 0.004)), head]
}

fn jaw(face: &Face, p: Vec3, head: f32) -> f32 {
    let wide = face.jaw_width;
    let angle = v(0.002, -0.056, 0.0465 * wide);
    let mut head = melt(head, capsule(p, angle, v(0.064, -0.090, 0.0165 * wide), 0.0145, 0.0150), 0.016);
    head = melt(head, capsule(p, angle, v(-0.004, -0.008, 0.0560), 0.0140, 0.0130), 0.018);
    let chin = v(0.0725, -0.0915, 0.0);
    head = melt(head, ellipsoid(p, chin, v(0.0165, 0.0165 * face.chin, 0.0215 * wide)), 0.016);
    // Between lip and chin.
    carve(head, capsule(p, v(0.0985, -0.0765, 0.0), v(0.0890, -0.0765, 0.018), 0.0060, 0.0050), 0.010)
}

fn eyes(face: &Face, p: Vec3, head: f32) -> f32 {
    let brow = face.brow;
    let ridge = capsule(p, v(0.0755, 0.0235, 0.010), v(0.0610, 0.0270, 0.0480), 0.0105 * brow, 0.0085 * brow);
    let mut head = melt(head, ridge, 0.012);
    let socket = ellipsoid(p, v(0.0930, 0.0045, 0.0335), v(0.0195, 0.0150, 0.0195));
    head = carve(head, socket, 0.011);
    // The root of the nose lies between the sockets.
    head = melt(head, capsule(p, v(0.0780, 0.024, 0.0), v(0.0800, 0.000, 0.0), 0.0085, 0.0095), 0.010);
    let ball = v(EYE.x - 0.0118, EYE.y, EYE.z);
    head = melt(head, p.distance(ball) - 0.0128, 0.0035);
    // The lid folds over the ball; the bag lies below it.
    let lid = capsule(p, v(0.0745, 0.0150, 0.0200), v(0.0690, 0.0130, 0.0450), 0.0042, 0.0036);
    head = melt(head, lid, 0.006);
    melt(head, capsule(p, v(0.0735, -0.0080, 0.0230), v(0.0690, -0.0070, 0.0420), 0.0034, 0.0030), 0.007)
}

fn nose(face: &Face, p: Vec3, head: f32) -> f32 {
    let (long, wide) = (face.nose_length, face.nose_width);
    let tip = v(0.0830 + 0.0175 * long, -0.0290, 0.0);
    let root = v(0.0825, 0.0120, 0.0);
    let middle = root.lerp(tip, 0.5) + v(face.nose_hump_m, 0.002, 0.0);
    let mut bridge = capsule(p, root, middle, 0.0060, 0.0066 * wide);
    bridge = melt(bridge, capsule(p, middle, tip, 0.0068 * wide, 0.0082 * wide), 0.006);
    let flank = ellipsoid(p, v(0.0850, -0.0220, 0.0), v(0.0150, 0.0190, 0.0125 * wide));
    bridge = melt(bridge, flank, 0.008);
    bridge = melt(bridge, p.distance(tip - v(0.001, 0.0, 0.0)) - 0.0092 * (0.6 + 0.4 * wide), 0.005);
    let wing = ellipsoid(p, v(0.0905, -0.0330, 0.0125 * wide), v(0.0098, 0.0072, 0.0062 * wide));
    bridge = melt(bridge, wing, 0.0035);
    let head = melt(head, bridge, 0.007);
    let hole = ellipsoid(p, v(NOSTRIL.x - 0.003, NOSTRIL.y - 0.0015, NOSTRIL.z * wide), v(0.0052, 0.0034, 0.0030));
    carve(head, hole, 0.0025)
}

fn mouth(face: &Face, p: Vec3, head: f32) -> f32 {
    let full = face.lips;
    let up = MOUTH_UP_M;
    let mut head = melt(head, ellipsoid(p, v(0.0615, -0.0560, 0.0), v(0.0265, 0.0245, 0.0310)), 0.014);
    let corner = v(0.0765, up + 0.0005, 0.0255);
    let upper = capsule(p, v(0.0868, up + 0.0052, 0.0045), corner, 0.0050 * full, 0.0022);
    let lower = capsule(p, v(0.0855, up - 0.0060, 0.0000), corner, 0.0060 * full, 0.0022);
    head = melt(head, melt(upper, lower, 0.002), 0.0055);
    // The groove from nose to lip.
    head = carve(head, capsule(p, v(0.0945, -0.0430, 0.0), v(0.0965, -0.0510, 0.0), 0.0026, 0.0030), 0.004);
    let seam = capsule(p, v(0.0960, up, 0.0), corner + v(0.004, -0.0008, 0.001), 0.0022, 0.0018);
    head = carve(head, seam, 0.0035);
    // The fold from the wing of the nose past the mouth.
    let fold = capsule(p, v(0.0890, -0.0340, 0.0215), v(0.0760, -0.0620, 0.0365), 0.0022, 0.0016);
    carve(head, fold, 0.008)
}

/// An ear: a dish with a rim that rolls forward, and a lobe.
fn ear(face: &Face, p: Vec3) -> Option<f32> {
    let middle = v(-0.014, 0.000, 0.0775);
    if p.distance(middle) > 0.06 {
        return None;
    }
    let size = face.ear;
    // Out of the head it leans back, and away from it by a third of a right angle.
    let out = v(0.50, 0.05, 0.86).normalize();
    let up = v(-0.22, 1.0, 0.06).normalize();
    let forward = up.cross(out).normalize();
    let up = out.cross(forward);
    let rel = (p - middle) / size;
    let (x, y, z) = (rel.dot(forward), rel.dot(up), rel.dot(out));
    // Broad above, narrow at the lobe.
    let breadth = 0.0165 + 0.0045 * ramp(-0.025, 0.022, y);
    let ring = Vec2::new(x / breadth, y / 0.0300);
    let radial = (ring.length() - 1.0) * breadth;
    let dish = 0.004 * (ring.length_squared() - 0.5);
    let shell = radial.max((z - dish).abs() - 0.0024);
    let rim = Vec2::new(radial + 0.0015, z - dish - 0.0010).length() - 0.0034;
    // The rim ends before it reaches the cheek.
    let rim = rim.max(x - 0.0100 - 0.004 * ramp(0.0, 0.02, y));
    let ridge =
        Vec2::new((Vec2::new(x + 0.001, y - 0.003).length() - 0.0105).abs(), z - dish - 0.001).length() - 0.0020;
    let ridge = ridge.max(x - 0.002);
    let mut ear = melt(shell, rim, 0.003);
    ear = melt(ear, ridge, 0.003);
    ear = melt(ear, capsule(rel, forward * 0.013 - up * 0.003, forward * 0.012 + up * 0.006, 0.0040, 0.0030), 0.004);
    ear = melt(ear, (rel - forward * 0.007 + up * 0.026).length() - 0.0062, 0.006);
    // Its root.
    ear = melt(ear, ellipsoid(rel, forward * 0.010 - out * 0.006, v(0.010, 0.020, 0.008)), 0.008);
    Some(ear * size * 0.8)
}
