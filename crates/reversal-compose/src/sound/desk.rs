//! The mixing desk: where each sound is put, how loud, how far to the side, how deep in the room.

use std::f32::consts::FRAC_PI_4;

/// Where a sound stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Linear gain.
    pub(crate) gain: f32,
    /// -1 left .. 1 right; constant power.
    pub(crate) pan: f32,
    /// Share sent to the room.
    pub(crate) send: f32,
}

/// Everything that sounds, added up.
pub(crate) struct Desk {
    pub(crate) rate_hz: f32,
    pub(crate) dry: [Vec<f32>; 2],
    pub(crate) send: [Vec<f32>; 2],
    /// Linear gain over everything that is added from now on: how far the song's present part is pushed up.
    pub(crate) fader: f32,
}

impl Desk {
    pub(crate) fn new(frames: usize, sample_rate_hz: u32) -> Desk {
        let channels = || [vec![0.0; frames], vec![0.0; frames]];
        Desk { rate_hz: sample_rate_hz as f32, dry: channels(), send: channels(), fader: 1.0 }
    }

    /// Samples in a stretch of time, at least one.
    pub(crate) fn samples(&self, secs: f32) -> usize {
        ((secs * self.rate_hz) as usize).max(1)
    }

    /// Adds a sound whose first sample falls at a moment; what lies outside the song is lost.
    pub(crate) fn add(&mut self, at_secs: f64, sound: &[f32], place: Place) {
        let start = (at_secs * f64::from(self.rate_hz)).round() as i64;
        let skip = (-start).max(0) as usize;
        let start = start.max(0) as usize;
        let angle = (place.pan.clamp(-1.0, 1.0) + 1.0) * FRAC_PI_4;
        let gain = place.gain * self.fader;
        let sides = [angle.cos() * gain, angle.sin() * gain];
        for (channel, gain) in sides.into_iter().enumerate() {
            let frames = self.dry[channel].len();
            let start = start.min(frames);
            let end = (start + sound.len().saturating_sub(skip)).min(frames);
            let sound = sound.iter().skip(skip);
            let buses = self.dry[channel][start..end].iter_mut().zip(&mut self.send[channel][start..end]);
            for ((dry, send), sample) in buses.zip(sound) {
                *dry += sample * gain;
                *send += sample * gain * place.send;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fader_moves_what_comes_after_it_and_nothing_before() {
        let mut desk = Desk::new(2, 1000);
        let place = Place { gain: 1.0, pan: -1.0, send: 1.0 };
        desk.add(0.0, &[1.0], place);
        desk.fader = 0.5;
        desk.add(0.001, &[1.0], place);
        assert_eq!((&desk.dry[0], &desk.send[0]), (&vec![1.0, 0.5], &vec![1.0, 0.5]));
    }

    #[test]
    fn a_sound_lands_at_its_moment_and_is_cut_at_the_ends() {
        let mut desk = Desk::new(10, 1000);
        let place = Place { gain: 1.0, pan: 1.0, send: 0.5 };
        desk.add(0.008, &[1.0; 5], place);
        desk.add(-0.002, &[1.0, 1.0, 0.25], place);
        desk.add(9.0, &[1.0], place);
        assert_eq!(desk.dry[1], [0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
        assert_eq!(desk.send[1][8], 0.5);
        assert!(desk.dry[0].iter().all(|sample| sample.abs() < 1e-6));
    }
}
