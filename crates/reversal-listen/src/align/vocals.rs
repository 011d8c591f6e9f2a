//! Brings out the voice: median filtering of the spectrogram twice (Fitzgerald
//! 2010; two stages after Tachibana, Ono & Sagayama 2010). Seen through a long
//! window held chords are lines along time and the moving voice is not; seen
//! through a short one drums are lines across frequency and the voice is not.

use std::f64::consts::TAU;
use std::ops::Range;

use realfft::RealFftPlanner;
use realfft::num_complex::Complex;

use super::cepstra::RATE_HZ;
use super::running_median::RunningMedian;
use crate::parallel::map_ranges;

/// What is kept at a stage.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// What changes from frame to frame.
    Moving,
    /// What lasts from frame to frame.
    Lasting,
}

struct Stage {
    window: usize,
    median_frames: usize,
    median_bins: usize,
    kept: Kept,
}

/// Chords go: windows of 375 ms, medians over .84 s and 83 Hz.
const CHORDS_GO: Stage = Stage { window: 6000, median_frames: 9, median_bins: 31, kept: Kept::Moving };
/// Drums go: windows of 48 ms, medians over .2 s and 350 Hz.
const DRUMS_GO: Stage = Stage { window: 768, median_frames: 17, median_bins: 17, kept: Kept::Lasting };
/// Steps in a window.
const OVERLAP: usize = 4;
/// Worked on at once, with a margin on each side that is left out again.
const BLOCK: usize = 20 * RATE_HZ as usize;
const MARGIN: usize = 2 * RATE_HZ as usize;

/// Gives a song of `count` samples at 16 kHz block by block, with what is not the voice made softer by half: the voice
/// alone has lost too much of its sounds. `samples` gives a part of the song as it is.
pub(super) fn voice_in_front(
    count: usize,
    samples: impl Fn(Range<usize>) -> Vec<f32> + Sync,
    threads: usize,
    mut take: impl FnMut(&[f32]),
) {
    let blocks = count.div_ceil(BLOCK);
    for first in (0..blocks).step_by(threads.max(1)) {
        let at_once = threads.min(blocks - first);
        let made = map_ranges(at_once, threads, |range| {
            range.map(|next| block(first + next, count, &samples)).collect::<Vec<_>>()
        });
        made.iter().for_each(|block| take(block));
    }
}

fn block(index: usize, count: usize, samples: &impl Fn(Range<usize>) -> Vec<f32>) -> Vec<f32> {
    let (from, to) = (index * BLOCK, ((index + 1) * BLOCK).min(count));
    let (outer_from, outer_to) = (from.saturating_sub(MARGIN), (to + MARGIN).min(count));
    let mixed = samples(outer_from..outer_to);
    let voice = vocals(&mixed);
    let inner = from - outer_from..to - outer_from;
    mixed[inner.clone()].iter().zip(&voice[inner]).map(|(sample, voice)| (sample + voice) / 2.0).collect()
}

/// The voice alone.
fn vocals(samples: &[f32]) -> Vec<f32> {
    let moving = CHORDS_GO.apply(samples);
    DRUMS_GO.apply(&moving)
}

impl Stage {
    fn apply(&self, samples: &[f32]) -> Vec<f32> {
        let mut planner = RealFftPlanner::<f32>::new();
        let (forward, inverse) = (planner.plan_fft_forward(self.window), planner.plan_fft_inverse(self.window));
        let hop = self.window / OVERLAP;
        let hann: Vec<f32> =
            (0..self.window).map(|i| (0.5 - 0.5 * (TAU * i as f64 / self.window as f64).cos()) as f32).collect();
        // Frame i is centred on sample i · hop.
        let frames = samples.len() / hop + 2;
        let bins = self.window / 2 + 1;
        let mut spectrum: Vec<Complex<f32>> = Vec::with_capacity(frames * bins);
        let (mut buffer, mut row) = (forward.make_input_vec(), forward.make_output_vec());
        let mut scratch = vec![Complex::default(); forward.get_scratch_len().max(inverse.get_scratch_len())];
        for frame in 0..frames {
            for (i, (slot, weight)) in buffer.iter_mut().zip(&hann).enumerate() {
                let at = (frame * hop + i).checked_sub(self.window / 2);
                *slot = at.and_then(|at| samples.get(at)).map_or(0.0, |sample| sample * weight);
            }
            let done = forward.process_with_scratch(&mut buffer, &mut row, &mut scratch);
            debug_assert!(done.is_ok(), "the buffers were made for this transform");
            spectrum.extend_from_slice(&row);
        }
        self.mask(&mut spectrum, bins);
        // Windowed twice, overlapping frames add up to 3/8 of their number in a window.
        let scale = 1.0 / (self.window as f32 * 0.375 * OVERLAP as f32);
        let mut out = vec![0.0; samples.len()];
        for (frame, masked) in spectrum.chunks_exact_mut(bins).enumerate() {
            masked[0].im = 0.0;
            masked[bins - 1].im = 0.0;
            let done = inverse.process_with_scratch(masked, &mut buffer, &mut scratch);
            debug_assert!(done.is_ok(), "the buffers were made for this transform");
            for (i, (sample, weight)) in buffer.iter().zip(&hann).enumerate() {
                let at = (frame * hop + i).checked_sub(self.window / 2);
                if let Some(slot) = at.and_then(|at| out.get_mut(at)) {
                    *slot += sample * weight * scale;
                }
            }
        }
        out
    }

    /// Wiener's mask of what is kept against what is not.
    fn mask(&self, spectrum: &mut [Complex<f32>], bins: usize) {
        let frames = spectrum.len() / bins;
        let mut lasting = vec![0.0; spectrum.len()];
        let mut along = RunningMedian::new(self.median_frames);
        let (mut column, mut medians) = (vec![0.0; frames], vec![0.0; frames]);
        for bin in 0..bins {
            for (slot, value) in column.iter_mut().zip(spectrum[bin..].iter().step_by(bins)) {
                *slot = magnitude(value);
            }
            along.run(&column, &mut medians);
            for (slot, median) in lasting[bin..].iter_mut().step_by(bins).zip(&medians) {
                *slot = *median;
            }
        }
        let mut across = RunningMedian::new(self.median_bins);
        let (mut magnitudes, mut moving) = (vec![0.0; bins], vec![0.0; bins]);
        for (row, lasting) in spectrum.chunks_exact_mut(bins).zip(lasting.chunks_exact(bins)) {
            for (slot, value) in magnitudes.iter_mut().zip(&*row) {
                *slot = magnitude(value);
            }
            across.run(&magnitudes, &mut moving);
            for ((value, lasting), moving) in row.iter_mut().zip(lasting).zip(&moving) {
                let (lasting, moving) = (lasting * lasting, moving * moving);
                let kept = if self.kept == Kept::Moving { moving } else { lasting };
                *value *= kept / (lasting + moving + 1e-12);
            }
        }
    }
}

fn magnitude(value: &Complex<f32>) -> f32 {
    value.norm_sqr().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power(samples: &[f32]) -> f32 {
        samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32
    }

    #[test]
    fn a_held_chord_and_a_drum_go_and_a_wavering_voice_stays() {
        let secs = |i: usize| i as f64 / RATE_HZ;
        let count = 6 * RATE_HZ as usize;
        let chord: Vec<f32> = (0..count)
            .map(|i| [220.0, 277.0, 330.0].iter().map(|hz| 0.1 * (TAU * hz * secs(i)).sin()).sum::<f64>() as f32)
            .collect();
        let drum: Vec<f32> = (0..count).map(|i| if i % 8000 == 0 { 1.0 } else { 0.0 }).collect();
        // Vibrato of a semitone up and down, six times a second.
        let voice: Vec<f32> = (0..count)
            .map(|i| {
                let phase = TAU * 440.0 * secs(i) - 4.0 * (TAU * 6.0 * secs(i)).cos();
                (1..6).map(|k| 0.1 * (phase * f64::from(k)).sin()).sum::<f64>() as f32
            })
            .collect();
        let kept = |samples: &[f32]| power(&vocals(samples)[16_000..80_000]) / power(&samples[16_000..80_000]);
        let (voice, chord, drum) = (kept(&voice), kept(&chord), kept(&drum));
        assert!(voice > 4.0 * chord && voice > 4.0 * drum, "voice {voice}, chord {chord}, drum {drum}");
    }

    #[test]
    fn nothing_and_silence_and_a_click_are_borne() {
        assert!(vocals(&[]).is_empty());
        assert_eq!(vocals(&[0.0; 1000]), [0.0; 1000]);
        assert_eq!(vocals(&[1.0]).len(), 1);
    }

    #[test]
    fn blocks_join_without_a_seam_and_threads_change_nothing() {
        let samples: Vec<f32> = (0..45 * 16_000_i64).map(|i| ((i * i) as f32 * 1e-6).sin() * 0.3).collect();
        let in_front = |threads| {
            let mut all = Vec::new();
            voice_in_front(
                samples.len(),
                |range| samples[range].to_vec(),
                threads,
                |block| all.extend_from_slice(block),
            );
            all
        };
        let alone = in_front(1);
        assert_eq!(alone.len(), samples.len());
        assert_eq!(alone, in_front(3));
        let whole = vocals(&samples);
        let seam = 20 * 16_000 - 8_000..20 * 16_000 + 8_000;
        let apart = seam.map(|i| (alone[i] - (samples[i] + whole[i]) / 2.0).abs()).fold(0.0, f32::max);
        assert!(apart < 0.01, "{apart}");
    }
}
