//! Gathers decoded blocks into one song, under ceilings of our own: the
//! decoders' limits are declared in headers, and headers lie.

use reversal_model::recording::Samples;
use symphonia::core::audio::{Channels, Position};

use crate::error::Fault;

/// Ceiling on decoded samples, all channels together: one hour of stereo at
/// 48 kHz, .7 GB of memory. A song that fills more is no song.
pub(crate) const MOST_SAMPLES: usize = MOST_SECS * 48_000 * 2;
/// Ceiling on the length, in seconds, at whatever rate: what lasts longer is a set or a broadcast.
const MOST_SECS: usize = 3600;
/// The most channels a file may have: 7.1.
const MOST_CHANNELS: usize = 8;
/// Sample rates that are believed, in Hz.
const RATES_HZ: std::ops::RangeInclusive<u32> = 4_000..=384_000;
/// −3 dB, the share of centre and surrounds in a stereo fold-down (ITU-R BS.775).
const MINUS_3_DB: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// The decoded part of a song so far: one channel, or two. More than two are
/// folded down to stereo as they come, which keeps memory flat in their number.
#[derive(Default)]
pub(crate) struct Collector {
    pub(crate) sample_rate_hz: u32,
    /// As in the file, before the fold-down.
    pub(crate) file_channels: usize,
    pub(crate) channels: Vec<Samples>,
}

impl Collector {
    /// Samples gathered in each channel.
    pub(crate) fn frames(&self) -> usize {
        self.channels.first().map_or(0, Samples::len)
    }

    /// Appends a block, one plane for each channel. False where the stream
    /// turns into another one (a new sample rate), which ends the song.
    pub(crate) fn push(&mut self, rate_hz: u32, layout: &Channels, planes: &[Vec<f32>]) -> Result<bool, Fault> {
        let frames = planes.first().map_or(0, Vec::len);
        if frames == 0 {
            return Ok(true);
        }
        if self.channels.is_empty() {
            self.begin(rate_hz, planes.len())?;
        }
        if rate_hz != self.sample_rate_hz || planes.len() > MOST_CHANNELS {
            return Ok(false);
        }
        self.check_room(frames)?;
        match (self.channels.as_mut_slice(), planes) {
            ([mono], [plane]) => mono.extend(plane.iter().map(|&sample| finite(sample))),
            ([left, right], [from_left, from_right]) => {
                left.extend(from_left.iter().map(|&sample| finite(sample)));
                right.extend(from_right.iter().map(|&sample| finite(sample)));
            }
            ([mono], planes) => {
                mono.extend(
                    (0..frames).map(|i| planes.iter().map(|plane| finite(plane[i])).sum::<f32>() / planes.len() as f32),
                );
            }
            (sides, planes) => {
                for (side, gains) in sides.iter_mut().zip(stereo_gains(layout, planes.len())) {
                    side.extend(
                        (0..frames).map(|i| {
                            planes.iter().zip(&gains).map(|(plane, gain)| finite(plane[i]) * gain).sum::<f32>()
                        }),
                    );
                }
            }
        }
        Ok(true)
    }

    /// Appends silence, in the place of what could not be decoded, so that what comes after keeps its time.
    pub(crate) fn push_silence(&mut self, frames: usize) -> Result<(), Fault> {
        self.check_room(frames)?;
        for channel in &mut self.channels {
            channel.extend(std::iter::repeat_n(0.0, frames));
        }
        Ok(())
    }

    /// Appends a part of sound that was taken out before.
    pub(crate) fn push_part(&mut self, sound: &[Samples], range: std::ops::Range<usize>) -> Result<(), Fault> {
        self.check_room(range.len())?;
        for (channel, from) in self.channels.iter_mut().zip(sound) {
            channel.extend_from(from, range.clone());
        }
        Ok(())
    }

    /// Takes samples away from the end.
    pub(crate) fn cut_end(&mut self, frames: usize) {
        for channel in &mut self.channels {
            channel.truncate(channel.len().saturating_sub(frames));
        }
    }

    /// Takes the gathered sound out and leaves its channels empty.
    pub(crate) fn take_sound(&mut self) -> Vec<Samples> {
        self.channels.iter_mut().map(std::mem::take).collect()
    }

    fn begin(&mut self, rate_hz: u32, count: usize) -> Result<(), Fault> {
        if !RATES_HZ.contains(&rate_hz) {
            return Err(Fault::Limit(format!(
                "has a sample rate of {rate_hz} Hz; give a song between {} and {} Hz",
                RATES_HZ.start(),
                RATES_HZ.end()
            )));
        }
        if count > MOST_CHANNELS {
            return Err(Fault::Limit(format!(
                "has {count} channels, more than {MOST_CHANNELS}; give a mixed-down song, stereo at best"
            )));
        }
        self.sample_rate_hz = rate_hz;
        self.file_channels = count;
        self.channels = vec![Samples::default(); count.min(2)];
        Ok(())
    }

    fn check_room(&self, more_frames: usize) -> Result<(), Fault> {
        let most_frames = (MOST_SAMPLES / self.channels.len().max(1)).min(MOST_SECS * self.sample_rate_hz as usize);
        if self.frames().saturating_add(more_frames) > most_frames {
            let minutes = most_frames as f64 / f64::from(self.sample_rate_hz) / 60.0;
            return Err(Fault::Limit(format!(
                "is longer than {minutes:.0} minutes; cut out the song that is to be filmed"
            )));
        }
        Ok(())
    }
}

fn finite(sample: f32) -> f32 {
    if sample.is_finite() { sample } else { 0.0 }
}

/// Gains of every channel into left and right, each side's summing to 1 so
/// that nothing can clip. Low-frequency effects are left out, as BS.775 has it.
fn stereo_gains(layout: &Channels, count: usize) -> [Vec<f32>; 2] {
    let positions: Vec<Position> = match layout {
        Channels::Positioned(positions) if positions.iter().count() == count => positions.iter().collect(),
        _ => Position::from_wave_channel_count(count as u32).unwrap_or_default().iter().collect(),
    };
    [true, false].map(|is_left| {
        let mut gains: Vec<f32> = if positions.len() == count {
            positions.iter().map(|&position| gain_into(position, is_left)).collect()
        } else {
            vec![1.0; count]
        };
        let sum: f32 = gains.iter().sum();
        for gain in &mut gains {
            *gain /= sum.max(f32::MIN_POSITIVE);
        }
        gains
    })
}

fn gain_into(position: Position, is_left: bool) -> f32 {
    let lefts = Position::FRONT_LEFT | Position::FRONT_LEFT_CENTER | Position::FRONT_LEFT_WIDE;
    let rights = Position::FRONT_RIGHT | Position::FRONT_RIGHT_CENTER | Position::FRONT_RIGHT_WIDE;
    let lefts_around = Position::SIDE_LEFT | Position::REAR_LEFT | Position::TOP_FRONT_LEFT | Position::TOP_REAR_LEFT;
    let rights_around =
        Position::SIDE_RIGHT | Position::REAR_RIGHT | Position::TOP_FRONT_RIGHT | Position::TOP_REAR_RIGHT;
    let (mine, others) = if is_left { (lefts, rights | rights_around) } else { (rights, lefts | lefts_around) };
    if mine.contains(position) {
        1.0
    } else if (Position::LFE1 | Position::LFE2 | others).contains(position) {
        0.0
    } else {
        // What sounds around on this side, and the centres, which belong half to each side.
        MINUS_3_DB
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stereo() -> Channels {
        Channels::Positioned(Position::FRONT_LEFT | Position::FRONT_RIGHT)
    }

    fn sound_of(song: &Collector) -> Vec<Vec<f32>> {
        let unpacked = |channel: &Samples| {
            let mut sound = vec![9.0; channel.len()];
            channel.read(0, &mut sound);
            sound
        };
        song.channels.iter().map(unpacked).collect()
    }

    #[test]
    fn what_is_not_a_number_becomes_silence() {
        let mut song = Collector::default();
        song.push(48_000, &stereo(), &[vec![f32::NAN, 0.5], vec![f32::INFINITY, -0.5]]).unwrap();
        assert_eq!(sound_of(&song), [vec![0.0, 0.5], vec![0.0, -0.5]]);
    }

    #[test]
    fn five_channels_and_a_woofer_fold_down_without_clipping() {
        let layout = Channels::Positioned(Position::from_wave_channel_count(6).unwrap());
        let mut song = Collector::default();
        let plane = |value: f32| vec![value];
        // Front left, front right, centre, low frequencies, left and right around.
        song.push(48_000, &layout, &[plane(1.0), plane(0.0), plane(0.0), plane(1.0), plane(0.0), plane(0.0)]).unwrap();
        song.push(48_000, &layout, &vec![plane(1.0); 6]).unwrap();
        assert_eq!((song.file_channels, song.channels.len()), (6, 2));
        let sound = sound_of(&song);
        assert!((sound[0][0] - 1.0 / (1.0 + 2.0 * MINUS_3_DB)).abs() < 1e-6);
        assert_eq!(sound[1][0], 0.0);
        assert!((sound[0][1] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_song_of_ten_hours_is_refused_with_advice_at_any_rate() {
        for (rate_hz, planes) in [(48_000, 2), (8_000, 1)] {
            let mut song = Collector::default();
            song.push(rate_hz, &stereo(), &vec![vec![0.0]; planes]).unwrap();
            song.push_silence(3599 * rate_hz as usize).unwrap();
            let Err(Fault::Limit(message)) = song.push_silence(9 * 3600 * rate_hz as usize) else {
                panic!("ten hours were accepted")
            };
            assert!(message.contains("60 minutes"), "{message}");
        }
    }

    #[test]
    fn a_new_sample_rate_ends_the_song() {
        let mut song = Collector::default();
        assert!(song.push(48_000, &stereo(), &[vec![0.0], vec![0.0]]).unwrap());
        assert!(!song.push(44_100, &stereo(), &[vec![0.0], vec![0.0]]).unwrap());
        assert_eq!(song.frames(), 1);
    }
}
