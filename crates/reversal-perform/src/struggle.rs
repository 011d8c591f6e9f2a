//! What moves two people who hold each other: pushing and giving way, bursts
//! that fail, grips that slip, breath and tremor. All are functions of time,
//! so that any moment can be asked for.

use std::f64::consts::TAU;

use reversal_model::curve::Curve;

use crate::random::{ease_between, noise, share};

/// Seeds of the separate chances.
mod stream {
    pub const SLOW: u64 = 1;
    pub const QUICK: u64 = 2;
    pub const BURST: u64 = 3;
    pub const SIDE: u64 = 7;
    pub const SLIP: u64 = 16;
    pub const TREMOR: u64 = 64;
    pub const BREATH: u64 = 128;
}

/// Length of the cells in which at most one burst begins, s.
const BURST_CELL_SECS: f64 = 1.5;
/// Length of the cells in which a grip slips at most once, s.
const SLIP_CELL_SECS: f64 = 2.6;

/// The push-and-give of one scene.
pub(crate) struct Struggle<'a> {
    pub seed: u64,
    pub exhaustion: &'a Curve,
    pub aggression: &'a Curve,
}

impl Struggle<'_> {
    /// How the music drives the bodies, .25..1.15.
    fn drive(&self, secs: f64) -> f32 {
        0.25 + 0.9 * self.aggression.at(secs)
    }

    /// How far the pair is pushed along its axis (first -1..1 last) and sideways, m at shoulder height.
    pub fn push_m(&self, secs: f64, intensity: f32) -> (f32, f32) {
        let drive = self.drive(secs);
        let slow = noise(self.seed, stream::SLOW, secs, 0.45);
        let quick = noise(self.seed, stream::QUICK, secs, 1.1);
        let (burst, _) = self.burst(secs);
        let along = 0.030 * slow + 0.028 * quick * drive + 0.075 * burst * drive;
        let side = 0.022 * noise(self.seed, stream::SIDE, secs, 0.5) * drive;
        (along * (0.25 + intensity), side * (0.25 + intensity))
    }

    /// A failed burst of strength: signed size -1..1 and how much effort it shows, 0..1.
    pub fn burst(&self, secs: f64) -> (f32, f32) {
        let cell = (secs / BURST_CELL_SECS).floor() as i64;
        let (mut sum, mut effort) = (0.0, 0.0_f32);
        for cell in [cell - 1, cell] {
            let at = |offset| share(self.seed, stream::BURST + offset, cell);
            let start_secs = (cell as f64 + 0.6 * f64::from(at(0))) * BURST_CELL_SECS;
            if at(1) > 0.2 + 0.65 * self.aggression.at(start_secs) {
                continue;
            }
            let rise = ease_between(secs, start_secs, start_secs + 0.38);
            let fall = ease_between(secs, start_secs + 0.46, start_secs + 1.25);
            let sign = if at(2) < 0.5 { -1.0 } else { 1.0 };
            sum += sign * (rise - fall);
            effort = effort.max(rise - fall);
        }
        (sum, effort)
    }

    /// How firmly grip number `grip` holds, 0..1: tired hands slip and take hold again.
    pub fn grip(&self, secs: f64, grip: usize, effort: f32) -> f32 {
        let cell = (secs / SLIP_CELL_SECS).floor() as i64;
        let mut firm = 1.0_f32;
        for cell in [cell - 1, cell] {
            let at = |offset| share(self.seed, stream::SLIP + offset + 2 * grip as u64, cell);
            let start_secs = (cell as f64 + 0.5 * f64::from(at(0))) * SLIP_CELL_SECS;
            if at(1) > 0.55 * effort * (0.4 + self.exhaustion.at(start_secs)) {
                continue;
            }
            let lets_go = ease_between(secs, start_secs, start_secs + 0.28);
            let takes = ease_between(secs, start_secs + 0.60, start_secs + 1.10);
            firm = firm.min(1.0 - lets_go + takes);
        }
        firm
    }

    /// Tremor of a limb, -1..1.
    pub fn tremor(&self, secs: f64, limb: u64) -> f32 {
        noise(self.seed, stream::TREMOR + limb, secs, 9.0)
    }

    /// Breath of both figures through a scene, one value each `step_secs`: how full the lungs are, 0..1.
    pub fn breath(&self, from_secs: f64, step_secs: f64, steps: usize) -> Vec<[f32; 2]> {
        let mut phase = [0, 1].map(|figure| f64::from(share(self.seed, stream::BREATH, figure)));
        (0..steps)
            .map(|step| {
                let secs = from_secs + step as f64 * step_secs;
                let tired = f64::from(self.exhaustion.at(secs));
                [0, 1].map(|figure| {
                    let uneven =
                        1.0 + 0.15 * f64::from(noise(self.seed, stream::BREATH + 1 + figure as u64, secs, 0.4));
                    phase[figure] += step_secs * (0.25 + 0.45 * tired) * uneven;
                    // In is quicker than out.
                    let turn = phase[figure] * TAU;
                    (0.5 - 0.5 * (turn + 0.35 * turn.sin()).cos()) as f32
                })
            })
            .collect()
    }
}
