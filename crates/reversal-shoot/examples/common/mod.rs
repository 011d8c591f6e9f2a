//! Two figures in simple postures, by two-bone kinematics: enough to judge light and clothes by.

use glam::{Quat, Vec3};
use reversal_model::brief::Character;
use reversal_model::performance::Skeleton;
use reversal_shoot::camera::Camera;

/// A posture: where the pelvis is, how the spine leans, where hands and feet are (own axes: right, up, forward, in m).
pub struct Posture {
    pub pelvis: Vec3,
    pub facing_deg: f32,
    /// Lean of the lower and upper spine and of the head, degrees forward.
    pub lean_deg: [f32; 3],
    /// Left and right hand, left and right ankle, from the pelvis' foot on the floor.
    pub hands: [Vec3; 2],
    pub feet: [Vec3; 2],
}

impl Posture {
    pub fn skeleton(&self, character: &Character) -> Skeleton {
        let size = character.height_m / 1.8;
        let forward = Quat::from_rotation_y(self.facing_deg.to_radians()) * Vec3::Z;
        let right = forward.cross(Vec3::Y);
        let pitch = |degrees: f32| {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            (Vec3::Y * cosine + forward * sine, forward * cosine - Vec3::Y * sine)
        };
        let pelvis = self.pelvis;
        let (low, _) = pitch(self.lean_deg[0]);
        let (high, _) = pitch(self.lean_deg[1]);
        let (head_up, head_forward) = pitch(self.lean_deg[2]);
        let waist = pelvis + low * 0.14 * size;
        let chest = waist + high * 0.20 * size;
        let neck = chest + high * 0.195 * size;
        let head = neck + head_up * 0.16 * size + head_forward * 0.03 * size;
        let face = head + head_forward * 0.11 * size - head_up * 0.02 * size;
        let mut joints = [pelvis; 22];
        joints[..6].copy_from_slice(&[pelvis, waist, chest, neck, head, face]);
        let floor = Vec3::new(pelvis.x, 0.0, pelvis.z);
        let world = |p: Vec3| floor + right * p.x + Vec3::Y * p.y + forward * p.z;
        for (i, sign) in [-1.0f32, 1.0].into_iter().enumerate() {
            let shoulder = neck - high * 0.055 * size + right * (0.182 * sign * size * character.breadth);
            let pole = (right * sign * 0.5 - Vec3::Y * 0.7 - forward * 0.5).normalize();
            let (elbow, wrist) = two_bones(shoulder, world(self.hands[i]), 0.29 * size, 0.26 * size, pole);
            let hand = wrist + (wrist - elbow).normalize() * 0.085 * size;
            joints[6 + 4 * i..10 + 4 * i].copy_from_slice(&[shoulder, elbow, wrist, hand]);
            let hip = pelvis - low * 0.03 * size + right * (0.09 * sign * size);
            let (knee, ankle) = two_bones(
                hip,
                world(self.feet[i]),
                0.43 * size,
                0.415 * size,
                forward + Vec3::Y * 0.4 + right * sign * 0.2,
            );
            let flat = if ankle.y < 0.14 {
                (forward + right * sign * 0.15) * 0.16 - Vec3::Y * (ankle.y - 0.03)
            } else {
                forward * 0.12 - Vec3::Y * 0.12
            };
            joints[14 + 4 * i..18 + 4 * i].copy_from_slice(&[hip, knee, ankle, ankle + flat * size]);
        }
        joints
    }
}

fn two_bones(from: Vec3, to: Vec3, first: f32, second: f32, pole: Vec3) -> (Vec3, Vec3) {
    let way = to - from;
    let length = way.length().clamp((first - second).abs() + 0.01, (first + second) * 0.995);
    let along = way.normalize();
    let side = (pole - along * pole.dot(along)).normalize();
    let part = (first * first - second * second + length * length) / (2.0 * length);
    let bend = (first * first - part * part).max(0.0).sqrt();
    (from + along * part + side * bend, from + along * length)
}

/// A camera for a lens on 36 mm.
pub fn camera(eye: Vec3, at: Vec3, lens_mm: f32, aperture_m: f32) -> Camera {
    let forward = (at - eye).normalize();
    let right = forward.cross(Vec3::Y).normalize();
    Camera {
        eye,
        forward,
        right,
        up: right.cross(forward),
        tan_half_width: 18.0 / lens_mm,
        focus_m: (at - eye).length(),
        aperture_m,
        gain: 1.0,
        back_light: (forward * 0.7 + Vec3::Y * 0.6 - right * 0.4).normalize() * 0.8,
    }
}

/// Named pairs of postures round an origin.
pub fn pair(name: &str, origin: Vec3) -> [Posture; 2] {
    let v = Vec3::new;
    let mut pair = match name {
        // Forehead to forehead, holding each other by the sleeves.
        "clinch" => [
            Posture {
                pelvis: v(0.52, 0.93, 0.0),
                facing_deg: -90.0,
                lean_deg: [14.0, 26.0, 34.0],
                hands: [v(-0.16, 1.22, 0.44), v(0.15, 1.30, 0.46)],
                feet: [v(-0.12, 0.085, -0.05), v(0.13, 0.085, -0.38)],
            },
            Posture {
                pelvis: v(-0.50, 0.86, 0.02),
                facing_deg: 90.0,
                lean_deg: [16.0, 28.0, 30.0],
                hands: [v(-0.15, 1.18, 0.42), v(0.14, 1.24, 0.44)],
                feet: [v(-0.12, 0.085, -0.34), v(0.12, 0.085, 0.0)],
            },
        ],
        // One kneels, the other stands over him.
        "over" => [
            Posture {
                pelvis: v(0.30, 0.90, 0.0),
                facing_deg: -90.0,
                lean_deg: [28.0, 44.0, 58.0],
                hands: [v(-0.14, 0.80, 0.52), v(0.15, 0.86, 0.50)],
                feet: [v(-0.16, 0.085, 0.16), v(0.16, 0.085, -0.28)],
            },
            Posture {
                pelvis: v(-0.45, 0.48, 0.05),
                facing_deg: 80.0,
                lean_deg: [4.0, 16.0, 40.0],
                hands: [v(-0.16, 0.62, 0.36), v(0.18, 0.52, 0.30)],
                feet: [v(-0.14, 0.085, -0.36), v(0.18, 0.085, 0.34)],
            },
        ],
        // Apart, hands on knees.
        "apart" => [
            Posture {
                pelvis: v(0.95, 0.86, 0.0),
                facing_deg: -75.0,
                lean_deg: [34.0, 48.0, 40.0],
                hands: [v(-0.16, 0.56, 0.20), v(0.17, 0.56, 0.22)],
                feet: [v(-0.15, 0.085, -0.02), v(0.16, 0.085, 0.04)],
            },
            Posture {
                pelvis: v(-0.95, 0.84, 0.0),
                facing_deg: 60.0,
                lean_deg: [4.0, 8.0, 26.0],
                hands: [v(-0.24, 0.80, 0.04), v(0.25, 0.78, 0.08)],
                feet: [v(-0.12, 0.085, 0.0), v(0.13, 0.085, 0.08)],
            },
        ],
        // Alone, the second is not looked at: upright, bent forward, with an arm held out.
        "stands" => alone([2.0, 5.0, 8.0], [v(-0.24, 0.80, 0.04), v(0.25, 0.78, 0.08)]),
        "stoops" => alone([16.0, 34.0, 46.0], [v(-0.12, 0.92, 0.50), v(0.14, 1.02, 0.48)]),
        "reaches" => alone([8.0, 14.0, 4.0], [v(-0.10, 1.34, 0.52), v(0.30, 1.62, 0.30)]),
        // Side by side on the ground, backs to an edge.
        _ => [
            Posture {
                pelvis: v(0.62, 0.13, 0.25),
                facing_deg: 8.0,
                lean_deg: [-10.0, 6.0, 22.0],
                hands: [v(-0.20, 0.48, 0.34), v(0.30, 0.12, 0.10)],
                feet: [v(-0.14, 0.085, 0.52), v(0.16, 0.085, 0.78)],
            },
            Posture {
                pelvis: v(-0.60, 0.13, 0.25),
                facing_deg: -6.0,
                lean_deg: [-4.0, 16.0, 50.0],
                hands: [v(-0.14, 0.46, 0.40), v(0.15, 0.46, 0.40)],
                feet: [v(-0.15, 0.085, 0.46), v(0.14, 0.085, 0.44)],
            },
        ],
    };
    for posture in &mut pair {
        posture.pelvis += origin;
    }
    pair
}

fn alone(lean_deg: [f32; 3], hands: [Vec3; 2]) -> [Posture; 2] {
    [(); 2].map(|()| Posture {
        pelvis: Vec3::new(0.0, 0.93, 0.0),
        facing_deg: 0.0,
        lean_deg,
        hands,
        feet: [Vec3::new(-0.14, 0.085, -0.04), Vec3::new(0.15, 0.085, 0.10)],
    })
}
