//! Dust: lint that hangs in a room and sinks slowly, each mote on its own way.

use glam::{DVec3, Vec3};

use super::lattice::{Lattice, scattered};
use super::light::Specks;
use super::sight::Sight;
use super::{Shutter, reach_m};

/// Smallest and largest mote, m: lint and flakes of skin; finer dust is haze.
const SIZES_M: [f32; 2] = [0.0001, 0.00035];
/// Motes in a cell.
const EACH: u32 = 4;
/// Farther than this none is told from another, m.
const FARTHEST_M: f32 = 5.0;
/// How far a mote strays from the air that carries it, m, and how long it takes for one turn, s.
const STRAYS_M: f32 = 0.05;
const TURN_SECS: [f32; 2] = [7.0, 16.0];

/// Where the air of the room has carried what hangs in it, m: a few centimetres a second, as beside a warm body, and it
/// sinks at 5 mm a second.
fn carried_m(secs: f64) -> DVec3 {
    DVec3::new(0.018 * secs + 0.10 * (secs * 0.11).sin(), -0.005 * secs, 0.009 * secs + 0.07 * (secs * 0.17).cos())
}

/// How far a mote has strayed at a moment, m.
fn strayed_m(own: Vec3, secs: f64) -> Vec3 {
    let turn = |share: f32, at: f32| {
        let turn_secs = f64::from(TURN_SECS[0] + (TURN_SECS[1] - TURN_SECS[0]) * share);
        ((secs / turn_secs + f64::from(at)).fract() * std::f64::consts::TAU).sin() as f32
    };
    Vec3::new(turn(own.x, own.y), turn(own.y, own.z), turn(own.z, own.x)) * STRAYS_M
}

/// Finds the motes that can be seen.
pub(super) fn drift(sight: &Sight, shutter: Shutter, out: &mut Specks) {
    let cell_m = (EACH as f32 / sight.view.stage.dust_per_m3).cbrt();
    let [opens, closes] = shutter.ends_secs();
    let lattice = Lattice { cell_m, moved_m: carried_m(opens), flat: false };
    let way_m = (carried_m(closes) - carried_m(opens)).as_vec3();
    // They reach as far as drops of ten times their size, for nothing moves them out of their pixel.
    let reach = |size_m: f32| reach_m(sight, size_m * 10.0, FARTHEST_M);
    lattice.seen(sight, reach(SIZES_M[1]), |cell, corner| {
        for number in 0..EACH {
            let own = scattered(cell, 0, number);
            let at = corner + scattered(cell, 1, number) * cell_m;
            let ends = [at + strayed_m(own, opens), at + way_m + strayed_m(own, closes)];
            // There is more of the small.
            let size_m = SIZES_M[0] + (SIZES_M[1] - SIZES_M[0]) * own.x * own.x;
            out.take(sight, ends, size_m, reach(size_m), 1.0);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::IVec3;

    #[test]
    fn motes_drift_by_millimetres_a_frame_and_never_jump() {
        for number in 0..EACH {
            let own = scattered(IVec3::ZERO, 0, number);
            let at = |frame: u32| {
                let secs = f64::from(frame) / 24.0;
                carried_m(secs).as_vec3() + strayed_m(own, secs)
            };
            for frame in 1..2000 {
                let (before, now, after) = (at(frame - 1), at(frame), at(frame + 1));
                assert!(now.distance(before) < 0.006, "{}", now.distance(before));
                assert!((after - now).distance(now - before) < 0.0006, "{frame}");
            }
        }
    }
}
