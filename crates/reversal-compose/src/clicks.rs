//! A song with a click on each beat that was heard, so that ears can judge it.

use std::f32::consts::TAU;

use reversal_model::reading::Reading;
use reversal_model::song::SongFacts;
use reversal_model::sound::Sound;

/// Length and decay of a click.
const CLICK_SECS: f64 = 0.04;
const DECAY_PER_SEC: f32 = 120.0;
/// Pitch and level of the click on a beat and on a bar's first beat.
const BEAT: (f32, f32) = (1175.0, 0.35);
const DOWNBEAT: (f32, f32) = (1760.0, 0.55);
/// A part begins with a second click, an octave over the bar's, so much later.
const PART: (f32, f32) = (3520.0, 0.55);
const PART_LATER_SECS: f64 = 0.06;
/// The song under the clicks.
const SONG_GAIN: f32 = 0.6;

/// A song, quieter, with its beats, bars and parts clicked over it on all channels.
pub struct Clicked<'a> {
    song: &'a dyn Sound,
    /// By when they begin.
    clicks: Vec<Click>,
    click_frames: usize,
}

struct Click {
    start: usize,
    hz: f32,
    gain: f32,
}

/// The song with clicks over what was heard; made as it is read.
pub fn with_clicks<'a>(song: &'a dyn Sound, reading: &Reading) -> Clicked<'a> {
    let rate_hz = f64::from(song.sample_rate_hz());
    let click =
        |secs: f64, (hz, gain): (f32, f32)| Click { start: (secs.max(0.0) * rate_hz).round() as usize, hz, gain };
    let is_in = |list: &[f64], secs: f64| list.iter().any(|other| (other - secs).abs() < 1e-6);
    let beats = reading.beats.iter().map(|&beat| {
        let is_downbeat = is_in(&reading.downbeats, beat);
        click(beat, if is_downbeat { DOWNBEAT } else { BEAT })
    });
    let parts = reading.sections.iter().map(|section| click(section.start + PART_LATER_SECS, PART));
    let mut clicks: Vec<Click> = beats.chain(parts).collect();
    clicks.sort_by_key(|click| click.start);
    Clicked { song, clicks, click_frames: (CLICK_SECS * rate_hz) as usize }
}

impl Sound for Clicked<'_> {
    fn sample_rate_hz(&self) -> u32 {
        self.song.sample_rate_hz()
    }

    fn channel_count(&self) -> usize {
        self.song.channel_count()
    }

    fn frames(&self) -> usize {
        self.song.frames()
    }

    fn facts(&self) -> &SongFacts {
        self.song.facts()
    }

    fn read(&self, channel: usize, from: usize, out: &mut [f32]) {
        self.song.read(channel, from, out);
        out.iter_mut().for_each(|sample| *sample *= SONG_GAIN);
        let rate_hz = self.song.sample_rate_hz() as f32;
        let (inside, to) = (self.frames().saturating_sub(from).min(out.len()), from + out.len());
        let first = self.clicks.partition_point(|click| click.start + self.click_frames <= from);
        for Click { start, hz, gain } in self.clicks[first..].iter().take_while(|click| click.start < to) {
            let skip = start.saturating_sub(from).min(inside);
            let age = (from + skip).saturating_sub(*start);
            for (at, sample) in (age..self.click_frames).zip(&mut out[skip..inside]) {
                let age_secs = at as f32 / rate_hz;
                // A cosine: the loudest sample is the first.
                let wave = gain * (TAU * hz * age_secs).cos() * (-age_secs * DECAY_PER_SEC).exp();
                *sample = (*sample + wave).clamp(-1.0, 1.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{demo, known_reading, silence};

    #[test]
    fn clicks_lie_on_the_beats_and_bars_are_louder() {
        let reading = known_reading(&demo());
        let silence = silence(reading.song.duration_secs, 8_000);
        let mut clicked = vec![0.0; silence.frames()];
        with_clicks(&silence, &reading).read(0, 0, &mut clicked);
        let at = |secs: f64| clicked[(secs * 8_000.0).round() as usize];
        for &beat in &reading.beats {
            let expected = if reading.downbeats.contains(&beat) { DOWNBEAT.1 } else { BEAT.1 };
            assert!((at(beat) - expected).abs() < 0.02, "{beat}: {}", at(beat));
        }
        assert!(reading.sections.iter().all(|section| at(section.start + PART_LATER_SECS) > 0.3));
    }

    #[test]
    fn clicks_that_are_cut_by_the_reader_go_on_where_they_were() {
        let reading = known_reading(&demo());
        let silence = silence(20.0, 8_000);
        let clicked = with_clicks(&silence, &reading);
        let (mut whole, mut pieces) = (vec![0.0; silence.frames()], vec![0.0; silence.frames()]);
        clicked.read(1, 0, &mut whole);
        for (index, piece) in pieces.chunks_mut(97).enumerate() {
            clicked.read(1, index * 97, piece);
        }
        assert_eq!(pieces, whole);
        let mut behind = [1.0; 8];
        clicked.read(0, silence.frames() + 3, &mut behind);
        assert_eq!(behind, [0.0; 8]);
    }
}
