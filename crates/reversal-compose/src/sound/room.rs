//! The room: a feedback delay network of eight lines with a Hadamard matrix (Jot & Chaigne 1991).

use crate::sound::filter::OnePole;

/// Delay of each line, in seconds: mutually prime at 48 kHz, between a chamber's and a hall's.
const LINE_SECS: [f32; 8] = [0.029_98, 0.035_65, 0.041_02, 0.047_73, 0.053_27, 0.061_15, 0.067_60, 0.075_06];
/// Time before the first reflection.
const PREDELAY_SECS: f32 = 0.018;
/// Highs die first: where the walls' damping sets in.
const DAMPING_HZ: f32 = 3600.0;

struct DelayLine {
    samples: Vec<f32>,
    at: usize,
}

impl DelayLine {
    fn new(secs: f32, rate_hz: f32) -> DelayLine {
        DelayLine { samples: vec![0.0; ((secs * rate_hz) as usize).max(1)], at: 0 }
    }

    fn oldest(&self) -> f32 {
        self.samples[self.at]
    }

    fn push(&mut self, sample: f32) {
        self.samples[self.at] = sample;
        self.at = if self.at + 1 == self.samples.len() { 0 } else { self.at + 1 };
    }
}

/// The room's answer to what is sent into it, in place.
pub(crate) fn reverberate(send: &mut [Vec<f32>; 2], decay_secs: f32, rate_hz: f32) {
    let mut lines = LINE_SECS.map(|secs| DelayLine::new(secs, rate_hz));
    let gains = LINE_SECS.map(|secs| 10f32.powf(-3.0 * secs / decay_secs));
    let mut damping = [OnePole::new(DAMPING_HZ, rate_hz); 8];
    let mut predelay = [DelayLine::new(PREDELAY_SECS, rate_hz), DelayLine::new(PREDELAY_SECS * 1.31, rate_hz)];
    // Low end in a room is mud.
    let mut cut = [OnePole::new(220.0, rate_hz); 2];
    let [left, right] = send;
    for (left, right) in left.iter_mut().zip(right.iter_mut()) {
        let input = [predelay[0].oldest(), predelay[1].oldest()];
        predelay[0].push(cut[0].high(*left));
        predelay[1].push(cut[1].high(*right));
        let mut state = [0.0f32; 8];
        for (index, value) in state.iter_mut().enumerate() {
            *value = damping[index].low(lines[index].oldest()) * gains[index];
        }
        *left = state[0] - state[2] + state[4] - state[6];
        *right = state[1] - state[3] + state[5] - state[7];
        hadamard(&mut state);
        for (index, value) in state.into_iter().enumerate() {
            lines[index].push(value + input[index % 2]);
        }
    }
}

/// Orthonormal, so the network neither grows nor fades by itself.
fn hadamard(state: &mut [f32; 8]) {
    for span in [1, 2, 4] {
        for start in (0..8).step_by(span * 2) {
            for index in start..start + span {
                let (a, b) = (state[index], state[index + span]);
                (state[index], state[index + span]) = (a + b, a - b);
            }
        }
    }
    state.iter_mut().for_each(|value| *value *= 0.353_553_4);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_rings_for_its_time_and_is_wide() {
        let rate = 48_000.0;
        let mut send = [vec![0.0; 144_000], vec![0.0; 144_000]];
        (send[0][0], send[1][0]) = (1.0, 1.0);
        reverberate(&mut send, 1.5, rate);
        let level = |from: usize| {
            (send[0][from..from + 4800].iter().map(|sample| sample * sample).sum::<f32>() / 4800.0).log10() * 10.0
        };
        let lost_db = level(9_600) - level(9_600 + 72_000);
        assert!((50.0..100.0).contains(&lost_db), "{lost_db} dB in the decay time");
        assert_ne!(send[0], send[1]);
    }
}
