//! What moves two people who hold each other: straining and giving way, bursts
//! that fail, grips that slip, breath and tremor. All are functions of time,
//! so that any moment can be asked for. The song's aggression sets how far and
//! how fast they go; with none, only breath is left.

use std::f64::consts::TAU;

use reversal_model::curve::Curve;

use crate::perform::Condition;
use crate::random::{ease, ease_between, noise, share};

/// Seeds of the separate chances.
mod stream {
    pub const SLOW: u64 = 1;
    pub const STRAIN: u64 = 2;
    pub const BURST: u64 = 3;
    pub const SIDE: u64 = 7;
    pub const TWIST: u64 = 8;
    pub const HEAVE: u64 = 9;
    pub const STAGGER: u64 = 10;
    pub const SLIP: u64 = 16;
    pub const LIMB: u64 = 40;
    pub const TREMOR: u64 = 64;
    pub const BREATH: u64 = 128;
}

/// Length of the cells in which at most one burst begins, s.
const BURST_CELL_SECS: f64 = 1.7;
/// Length of the cells in which a grip slips at most once, s.
const SLIP_CELL_SECS: f64 = 2.6;
/// Step of the table of paces, s.
const PACE_STEP_SECS: f64 = 0.1;
/// How far beyond a scene the table reaches, s.
const PACE_MARGIN_SECS: f64 = 6.0;

/// The push-and-give of one scene.
pub(crate) struct Struggle<'a> {
    pub seed: u64,
    pub conditions: [&'a Condition; 2],
    pub aggression: &'a Curve,
    /// The scene: what the two have in them before it and after it belongs to other scenes.
    start_secs: f64,
    end_secs: f64,
    /// Where the table of paces begins, s.
    from_secs: f64,
    /// Own time of the struggle, in strains since then: it runs faster where the song is fiercer.
    paces: Vec<f64>,
}

/// How the pair is moved by its own struggle at a moment; what stands high moves most.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Surge {
    /// Along the line from the first to the second, m.
    pub along_m: f32,
    /// Across it, m.
    pub side_m: f32,
    /// Up, m: mostly down, for knees give way.
    pub heave_m: f32,
    /// About the vertical, radians.
    pub twist_rad: f32,
}

impl<'a> Struggle<'a> {
    /// The struggle of a scene.
    pub fn new(
        seed: u64,
        conditions: [&'a Condition; 2],
        aggression: &'a Curve,
        start_secs: f64,
        end_secs: f64,
    ) -> Struggle<'a> {
        let from_secs = start_secs - PACE_MARGIN_SECS;
        let steps = ((end_secs - start_secs + 2.0 * PACE_MARGIN_SECS) / PACE_STEP_SECS).ceil() as usize + 1;
        let mut pace = 0.0;
        let paces = (0..steps)
            .map(|step| {
                let secs = from_secs + step as f64 * PACE_STEP_SECS;
                let rate_hz = (0.5 + 1.9 * aggression.at(secs))
                    * (1.0 - 0.22 * mean_exhaustion(conditions, secs.clamp(start_secs, end_secs)));
                let before = pace;
                pace += f64::from(rate_hz) * PACE_STEP_SECS;
                before
            })
            .collect();
        Struggle { seed, conditions, aggression, start_secs, end_secs, from_secs, paces }
    }

    /// How tired the two are together, 0..1.
    pub fn exhaustion(&self, secs: f64) -> f32 {
        mean_exhaustion(self.conditions, self.within(secs))
    }

    /// A moment of the scene, or the nearest one.
    pub fn within(&self, secs: f64) -> f64 {
        secs.clamp(self.start_secs, self.end_secs)
    }

    /// Own time of the struggle at a moment of the song, in strains.
    fn pace(&self, secs: f64) -> f64 {
        let last = self.paces.len() - 2;
        let place = ((secs - self.from_secs) / PACE_STEP_SECS).max(0.0);
        let number = (place as usize).min(last);
        let (before, after) = (self.paces[number], self.paces[number + 1]);
        // Nobody strains in time: the pace itself wavers.
        before + (after - before) * (place - number as f64) + 0.3 * f64::from(noise(self.seed, 11, secs, 0.7))
    }

    /// How the music drives the bodies: nearly nothing in silence, 1 at the fiercest.
    pub fn drive(&self, secs: f64) -> f32 {
        let aggression = self.aggression.at(secs).clamp(0.0, 1.0);
        0.05 + 0.95 * aggression * (0.3 + 0.7 * aggression)
    }

    /// How the pair surges; `force` is how fierce the hold is, 0..1.
    pub fn surge(&self, secs: f64, force: f32) -> Surge {
        let drive = self.drive(secs);
        // The fiercest moments outdo what the way from hold to hold moves, whatever the music.
        let size = drive * (0.75 + 0.85 * drive) * force;
        let pace = self.pace(secs);
        let own = |stream: u64, rate: f64| noise(self.seed, stream, pace, rate);
        let (burst, effort) = self.burst(secs);
        // Strength that fails goes into the knees.
        let spent = effort * (0.4 + 0.6 * self.exhaustion(secs));
        Surge {
            along_m: size * (0.17 * self.strain(pace) + 0.09 * own(stream::SLOW, 0.4) + 0.20 * burst),
            side_m: size * (0.13 * own(stream::SIDE, 0.7) + 0.07 * own(stream::SIDE + 256, 1.3)),
            heave_m: size * (0.07 * own(stream::HEAVE, 1.1) - 0.03 - 0.06 * spent),
            twist_rad: size * 0.45 * own(stream::TWIST, 0.8),
        }
    }

    /// Heave and ho: each strain goes against the last, none as far as another, -1..1.
    fn strain(&self, pace: f64) -> f32 {
        let index = pace.floor();
        let part = (pace - index) as f32;
        let reach = |index: i64| {
            let sign = if index.rem_euclid(2) == 0 { 1.0 } else { -1.0 };
            sign * (0.25 + 0.75 * share(self.seed, stream::STRAIN, index))
        };
        let (from, to) = (reach(index as i64), reach(index as i64 + 1));
        from + (to - from) * ease(part)
    }

    /// How far a limb tears about on its own: -1..1 along one of its three axes.
    pub fn limb(&self, secs: f64, limb: u64, axis: u64) -> f32 {
        noise(self.seed, stream::LIMB + 512 * (limb * 3 + axis + 1), self.pace(secs), 0.9)
    }

    /// How the pair staggers about: a shift along x and z and a turn, each -1..1.
    pub fn stagger(&self, secs: f64) -> [f32; 3] {
        let pace = self.pace(secs);
        [0.27, 0.24, 0.2].map(|rate| noise(self.seed, stream::STAGGER + (rate * 1e6) as u64, pace, rate))
    }

    /// A failed burst of strength: signed size -1..1 and how much effort it shows, 0..1.
    pub fn burst(&self, secs: f64) -> (f32, f32) {
        let cell = (secs / BURST_CELL_SECS).floor() as i64;
        let (mut sum, mut effort) = (0.0, 0.0_f32);
        for cell in [cell - 1, cell] {
            let at = |offset| share(self.seed, stream::BURST + offset, cell);
            let start_secs = (cell as f64 + 0.5 * f64::from(at(0))) * BURST_CELL_SECS;
            if at(1) > 0.1 + 0.85 * self.aggression.at(start_secs) {
                continue;
            }
            let rise = ease_between(secs, start_secs, start_secs + 0.42);
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
            if at(1) > 0.55 * effort * (0.4 + self.exhaustion(start_secs)) {
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
                [0, 1].map(|figure| {
                    let condition = self.conditions[figure];
                    let tired = f64::from(condition.exhaustion.at(self.within(secs)));
                    let quick = 0.2 * f64::from(condition.fear.at(self.within(secs)));
                    let uneven =
                        1.0 + 0.15 * f64::from(noise(self.seed, stream::BREATH + 1 + figure as u64, secs, 0.4));
                    phase[figure] += step_secs * (0.25 + 0.45 * tired + quick) * uneven;
                    // In is quicker than out.
                    let turn = phase[figure] * TAU;
                    (0.5 - 0.5 * libm::cos(turn + 0.35 * libm::sin(turn))) as f32
                })
            })
            .collect()
    }
}

fn mean_exhaustion(conditions: [&Condition; 2], secs: f64) -> f32 {
    conditions.iter().map(|condition| condition.exhaustion.at(secs)).sum::<f32>() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(value: f32) -> Curve {
        Curve::new("level", "", (0.0, 1.0), 1.0, vec![value])
    }

    #[test]
    fn a_fierce_song_moves_them_further_and_faster() {
        let tired = Condition { exhaustion: level(0.7), fear: level(0.0), shame: level(0.0), hatred: level(0.0) };
        let way_m = |aggression: f32| -> f32 {
            let aggression = level(aggression);
            let struggle = Struggle::new(5, [&tired, &tired], &aggression, 0.0, 20.0);
            let at = |tick: i32| struggle.surge(f64::from(tick) / 60.0, 1.0).along_m;
            (1..1200).map(|tick| (at(tick) - at(tick - 1)).abs()).sum()
        };
        let (quiet_m, middling_m, fierce_m) = (way_m(0.0), way_m(0.5), way_m(1.0));
        assert!(quiet_m < 0.2 && middling_m > 5.0 * quiet_m && fierce_m > 2.0 * middling_m);
    }
}
