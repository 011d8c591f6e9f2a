//! Where things in the air are: scattered in the cells of a lattice that moves through the place as a whole, so that
//! each keeps its own way for as long as it is in sight, and any moment can be drawn by itself.

use glam::{DVec3, IVec3, Vec3};

use super::sight::Sight;

/// How far what begins in a cell may reach out of it, m: a drop falls 18 cm while a shutter is open.
const SPILL_M: f32 = 0.2;

/// A lattice at one moment.
pub(crate) struct Lattice {
    /// Side of a cell, m.
    pub cell_m: f32,
    /// How far it has moved since the film began, m.
    pub moved_m: DVec3,
    /// Whether it has only the cells at height zero: ground.
    pub flat: bool,
}

impl Lattice {
    /// Calls `found` for each cell that can be seen within a reach: its number, and where its least corner is.
    pub fn seen(&self, sight: &Sight, reach_m: f32, mut found: impl FnMut(IVec3, Vec3)) {
        let cell = f64::from(self.cell_m);
        let eye = (sight.eye().as_dvec3() - self.moved_m) / cell;
        let levels = (reach_m / self.cell_m + 1.0).log2().ceil().max(0.0) as u32;
        let half = 1 << levels;
        let mut from = eye.floor().as_ivec3() - IVec3::splat(half);
        if self.flat {
            from.y = 0;
        }
        // Relative to the eye, so that nothing is lost late in a film.
        let origin = |at: IVec3| ((at.as_dvec3() - eye) * cell).as_vec3();
        self.visit(sight, reach_m, (from, 2 * half), &mut |at| found(at, sight.eye() + origin(at)), &origin);
    }

    fn visit(
        &self,
        sight: &Sight,
        reach_m: f32,
        (from, side): (IVec3, i32),
        found: &mut impl FnMut(IVec3),
        origin: &impl Fn(IVec3) -> Vec3,
    ) {
        let size = self.cell_m * side as f32;
        let half = Vec3::new(size, if self.flat { 0.0 } else { size }, size) * 0.5;
        if !sight.may_see(origin(from) + half, half.length() + SPILL_M, reach_m) {
            return;
        }
        if side == 1 {
            found(from);
            return;
        }
        let part = side / 2;
        for child in 0..if self.flat { 4 } else { 8 } {
            let step = IVec3::new(child & 1, child >> 2, child >> 1 & 1);
            self.visit(sight, reach_m, (from + step * part, part), found, origin);
        }
    }
}

/// Three numbers in 0..1 that look random, from a cell and what is told apart in it (Steele et al. 2014, "SplitMix").
pub(crate) fn scattered(at: IVec3, kind: u32, number: u32) -> Vec3 {
    let mut bits = (at.x as u32 as u64) << 32 | at.z as u32 as u64;
    bits ^= (at.y as u32 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits ^= (u64::from(kind) << 32 | u64::from(number)).wrapping_mul(0xD1B5_4A32_D192_ED03);
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    let part = |shift: u32| (bits >> shift & 0x1F_FFFF) as f32 / (1 << 21) as f32;
    Vec3::new(part(0), part(21), part(42))
}
