//! When each beat comes, in seconds.

use crate::composition::Composition;

/// How a bar is counted. The beat of 6/8 is the dotted quarter, as it is felt and tapped: two a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meter {
    /// Three quarters.
    ThreeFour,
    /// Four quarters.
    FourFour,
    /// Two dotted quarters.
    SixEight,
}

impl Meter {
    /// Beats a bar.
    pub fn beats_a_bar(self) -> u32 {
        match self {
            Meter::ThreeFour => 3,
            Meter::FourFour => 4,
            Meter::SixEight => 2,
        }
    }

    /// Sixteenths a beat.
    pub(crate) fn sixteenths_a_beat(self) -> u32 {
        match self {
            Meter::ThreeFour | Meter::FourFour => 4,
            Meter::SixEight => 6,
        }
    }

    /// Sixteenths a bar.
    pub(crate) fn sixteenths_a_bar(self) -> u32 {
        self.beats_a_bar() * self.sixteenths_a_beat()
    }
}

/// The song's beats laid over seconds.
pub(crate) struct Clock {
    /// 0.., one per beat and one more, the end of the last bar.
    beat_secs: Vec<f64>,
    /// 0.., one per part: its first beat.
    part_first_beat: Vec<usize>,
}

impl Clock {
    pub(crate) fn new(composition: &Composition) -> Clock {
        let mut beat_secs = vec![composition.lead_in_secs];
        let mut part_first_beat = Vec::new();
        let mut now_secs = composition.lead_in_secs;
        for part in &composition.parts {
            part_first_beat.push(beat_secs.len() - 1);
            let beats = part.beats();
            for beat in 0..beats {
                let share = (f64::from(beat) + 0.5) / f64::from(beats);
                now_secs += 60.0 / (part.tempo_bpm + (part.tempo_end_bpm - part.tempo_bpm) * share);
                beat_secs.push(now_secs);
            }
        }
        Clock { beat_secs, part_first_beat }
    }

    /// When a place in a part comes, in beats from its start; even between beats, and beyond the
    /// song's ends at the outermost beats' tempo.
    pub(crate) fn secs(&self, part: usize, beat: f64) -> f64 {
        let place = self.part_first_beat[part] as f64 + beat;
        let low = (place.floor().max(0.0) as usize).min(self.beat_secs.len().saturating_sub(2));
        let Some(&next) = self.beat_secs.get(low + 1) else { return self.beat_secs[low] };
        self.beat_secs[low] + (next - self.beat_secs[low]) * (place - low as f64)
    }

    /// All beats, without the end.
    pub(crate) fn beats(&self) -> &[f64] {
        &self.beat_secs[..self.beat_secs.len() - 1]
    }

    /// The end of the last bar.
    pub(crate) fn end_secs(&self) -> f64 {
        self.beat_secs[self.beat_secs.len() - 1]
    }
}
