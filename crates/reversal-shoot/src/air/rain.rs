//! Rain: drops of each size fall on their own, as many and as fast as in the weather.

use glam::{DVec3, Vec3};

use super::lattice::{Lattice, scattered};
use super::light::Specks;
use super::sight::Sight;
use super::{Ends, Shutter, reach_m};

/// Diameters that are told apart, mm; each stands for those a quarter of a millimetre about it. Smaller drops are mist.
pub(super) const SIZES_MM: [f32; 6] = [1.0, 1.5, 2.0, 2.5, 3.0, 3.5];
const STEP_MM: f32 = 0.5;
/// Drops in a cell.
const EACH: u32 = 8;
/// Farther than this rain is a veil, m.
const FARTHEST_M: f32 = 16.0;

/// Drops of a diameter in a cubic metre (Marshall and Palmer 1948): 8000 e^-ΛD in m⁻³ mm⁻¹, Λ = 4.1 R^-.21 mm⁻¹.
pub(super) fn drops_per_m3(rain_mm_per_h: f32, size_mm: f32) -> f32 {
    8000.0 * (-4.1 * rain_mm_per_h.powf(-0.21) * size_mm).exp() * STEP_MM
}

/// How fast a drop falls in still air, m/s (Atlas et al. 1973, fitted to what Gunn and Kinzer measured in 1949).
pub(super) fn fall_m_per_sec(size_mm: f32) -> f32 {
    9.65 - 10.3 * (-0.6 * size_mm).exp()
}

/// How far the wind has carried what hangs in it, m: a light air that comes and goes, .5 to 1.3 m/s.
fn carried_m(secs: f64) -> DVec3 {
    let gusts = (secs * 0.31).sin() * 0.8 + (secs * 0.83 + 1.0).sin() * 0.2;
    DVec3::new(0.9, 0.0, 0.25) * secs + DVec3::new(1.0, 0.0, 0.3) * gusts
}

/// How a drop of a size goes while the shutter is open, m, and how far it leans with each metre that it falls.
struct Course {
    moved_m: DVec3,
    way_m: Vec3,
    lean: Vec3,
}

impl Course {
    fn new(shutter: Shutter, size_mm: f32) -> Self {
        let fallen = |secs: f64| carried_m(secs) - DVec3::Y * (f64::from(fall_m_per_sec(size_mm)) * secs);
        let [opens, closes] = shutter.ends_secs().map(fallen);
        let way_m = (closes - opens).as_vec3();
        Self { moved_m: opens, way_m, lean: way_m / -way_m.y }
    }
}

/// Finds the drops that can be seen.
pub(super) fn fall(sight: &Sight, shutter: Shutter, out: &mut Specks) {
    let stage = sight.view.stage;
    for (kind, size_mm) in SIZES_MM.into_iter().enumerate() {
        let course = Course::new(shutter, size_mm);
        let cell_m = (EACH as f32 / drops_per_m3(stage.rain_mm_per_h, size_mm)).cbrt();
        let lattice = Lattice { cell_m, moved_m: course.moved_m, flat: false };
        let size_m = size_mm * 1e-3;
        let reach_m = reach_m(sight, size_m, FARTHEST_M);
        lattice.seen(sight, reach_m, |cell, corner| {
            // Below the ground, or above the highest picture.
            if corner.y + cell_m < 0.0 {
                return;
            }
            for number in 0..EACH {
                let from = corner + scattered(cell, kind as u32, number) * cell_m;
                let ends: Ends = [from, from + course.way_m];
                if ends[1].y > 0.0 && !stage.is_sheltered(from, course.lean) {
                    out.take(sight, ends, size_m, reach_m, 1.0);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_fall_as_gunn_and_kinzer_measured_and_heavy_rain_has_the_larger_ones() {
        for (size_mm, measured) in [(1.0, 4.03), (2.0, 6.49), (3.0, 8.06)] {
            assert!((fall_m_per_sec(size_mm) - measured).abs() < 0.15, "{size_mm}");
        }
        let share_of_large = |rain: f32| drops_per_m3(rain, 3.0) / drops_per_m3(rain, 1.0);
        assert!(share_of_large(10.0) > 3.0 * share_of_large(1.0));
        // The water that falls is what the rain is called by: drops under .75 mm have the rest.
        let water = |rain: f32| -> f32 {
            let each = |size_mm: f32| {
                let litres = std::f32::consts::PI / 6.0 * (size_mm * 1e-3).powi(3) * 1e3;
                drops_per_m3(rain, size_mm) * litres * fall_m_per_sec(size_mm) * 3600.0
            };
            SIZES_MM.into_iter().map(each).sum()
        };
        for rain in [4.0, 8.0, 16.0] {
            assert!((0.55..1.1).contains(&(water(rain) / rain)), "{rain}: {}", water(rain));
        }
    }

    #[test]
    fn the_wind_never_turns_and_never_blows_hard() {
        for second in 0..300 {
            let blown = carried_m(f64::from(second) + 0.01) - carried_m(f64::from(second));
            assert!((30.0..150.0).contains(&(blown.x * 1e4)), "{blown}");
        }
    }
}
