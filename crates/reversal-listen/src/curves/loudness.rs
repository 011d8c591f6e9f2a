//! Loudness in LUFS (ITU-R BS.1770-4, EBU Tech 3341), integrated and short-term.

use ebur128::{EbuR128, Mode};
use reversal_model::sound::Sound;

use super::{CURVE_HOP_SECS, CURVE_WINDOW_SECS, Measures};

/// What silence is given; the absolute gate of BS.1770.
pub(crate) const SILENCE_LUFS: f64 = -70.0;
/// Everything is measured as if the song were this loud, the level of most streaming services.
const REFERENCE_LUFS: f64 = -14.0;
/// Blocks a second in which the power is kept.
const BLOCKS_A_SEC: usize = 10;
/// From mean power of the weighted channels to LUFS (BS.1770-4, equation 2).
const OFFSET_LU: f64 = -0.691;

/// Loudness over the song.
pub(crate) struct Loudness {
    /// Integrated over the song with both gates.
    pub integrated_lufs: f64,
    /// 0.., one a second, over three seconds around its middle, fewer at the song's ends.
    pub short_term_lufs: Vec<f64>,
}

impl Loudness {
    pub fn of(song: &dyn Sound) -> Loudness {
        let seconds = if song.frames() == 0 { 0 } else { (song.duration_secs() / CURVE_HOP_SECS).ceil() as usize };
        match measured(song) {
            Ok((integrated, powers)) => Loudness {
                integrated_lufs: if integrated.is_finite() { integrated.max(SILENCE_LUFS) } else { SILENCE_LUFS },
                short_term_lufs: (0..seconds).map(|second| short_term_at(&powers, second)).collect(),
            },
            // A rate or number of channels that the standard does not know.
            Err(_) => Loudness { integrated_lufs: SILENCE_LUFS, short_term_lufs: vec![SILENCE_LUFS; seconds] },
        }
    }

    /// What brings the song to the reference; 1 for silence.
    pub fn gain(&self) -> f32 {
        match self.integrated_lufs <= SILENCE_LUFS {
            true => 1.0,
            false => 10_f64.powf((REFERENCE_LUFS - self.integrated_lufs) / 20.0) as f32,
        }
    }
}

/// Short-term loudness, LUFS, -70..6.
pub(super) fn short_term(measures: &Measures) -> Vec<f32> {
    measures.loudness_lufs.iter().map(|lufs| *lufs as f32).collect()
}

/// Integrated loudness and the power of each tenth of a second.
fn measured(song: &dyn Sound) -> Result<(f64, Vec<f64>), ebur128::Error> {
    let mut meter = EbuR128::new(song.channel_count() as u32, song.sample_rate_hz(), Mode::I | Mode::M)?;
    let mut powers = Vec::new();
    let mut block: Vec<Vec<f32>> = vec![Vec::new(); song.channel_count()];
    let mut from = 0;
    while from < song.frames() {
        let bound = (powers.len() + 1) * song.sample_rate_hz() as usize / BLOCKS_A_SEC;
        let to = bound.clamp(from + 1, song.frames().max(from + 1));
        for (channel, part) in block.iter_mut().enumerate() {
            part.resize(to - from, 0.0);
            song.read(channel, from, part);
            part.iter_mut().for_each(|x| *x = if x.is_finite() { x.clamp(-32.0, 32.0) } else { 0.0 });
        }
        let planes: Vec<&[f32]> = block.iter().map(Vec::as_slice).collect();
        meter.add_frames_planar_f32(&planes)?;
        let lufs = meter.loudness_window(1000 / BLOCKS_A_SEC as u32)?;
        powers.push(if lufs.is_finite() { 10_f64.powf((lufs - OFFSET_LU) / 10.0) } else { 0.0 });
        from = to;
    }
    Ok((meter.loudness_global()?, powers))
}

fn short_term_at(powers: &[f64], second: usize) -> f64 {
    let centre = (second as f64 + 0.5) * CURVE_HOP_SECS * BLOCKS_A_SEC as f64;
    let side = CURVE_WINDOW_SECS * BLOCKS_A_SEC as f64 / 2.0;
    let from = ((centre - side).max(0.0) as usize).min(powers.len().saturating_sub(1));
    let to = ((centre + side) as usize).clamp(from, powers.len());
    let mean = powers[from..to].iter().sum::<f64>() / (to - from).max(1) as f64;
    (OFFSET_LU + 10.0 * mean.max(1e-12).log10()).max(SILENCE_LUFS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_sounds::{silence, song_of, tone};

    #[test]
    fn a_full_scale_tone_of_one_kilohertz_on_one_channel_is_minus_three_lufs() {
        // EBU Tech 3341: 1 kHz at 0 dBFS on one channel reads -3.01 LUFS.
        let loudness = Loudness::of(&tone(997.0, 1.0, 48_000, 6.0));
        assert!((loudness.integrated_lufs + 3.01).abs() < 0.1, "{}", loudness.integrated_lufs);
        assert!(
            loudness.short_term_lufs.iter().all(|lufs| (lufs + 3.01).abs() < 0.2),
            "{:?}",
            loudness.short_term_lufs
        );
    }

    #[test]
    fn silence_and_nothing_are_minus_seventy() {
        assert_eq!(Loudness::of(&silence(3.0)).integrated_lufs, -70.0);
        let nothing = Loudness::of(&song_of(44_100, vec![vec![]]));
        assert_eq!((nothing.integrated_lufs, nothing.short_term_lufs.len()), (-70.0, 0));
        assert_eq!(Loudness::of(&song_of(44_100, vec![])).integrated_lufs, -70.0);
        assert_eq!(Loudness::of(&song_of(44_100, vec![vec![0.5]])).short_term_lufs.len(), 1);
    }

    #[test]
    fn samples_that_are_no_numbers_do_no_harm() {
        let mut song = tone(997.0, 0.5, 44_100, 3.0);
        song.channels[0][1000] = f32::NAN;
        song.channels[0][2000] = f32::INFINITY;
        assert!(Loudness::of(&song).integrated_lufs.is_finite());
    }
}
