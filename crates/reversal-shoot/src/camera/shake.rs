//! The operator's hand and breath, laid over a rig.

use glam::Vec3;
use reversal_model::chance::mix;
use reversal_model::shots::{Movement, Scale};

use super::Camera;
use super::handheld::{Breath, Noise};
use super::path::{CameraRequest, Track};
use super::rig::Rig;

/// Hand and breath.
#[derive(Clone, Debug)]
pub(crate) struct Shake {
    pan: Noise,
    tilt: Noise,
    roll: Noise,
    breath: Breath,
    /// RMS of the picture's movement, rad.
    angle_rad: f32,
    /// Share of the breath in it.
    breath_share: f32,
}

impl Shake {
    /// None where the camera stands on legs.
    pub(crate) fn new(request: &CameraRequest<'_>, rig: &Rig, track: &Track) -> Option<Shake> {
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

    pub(crate) fn move_hand(&self, camera: &mut Camera, song_secs: f64) {
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
