//! The last steps before the record: glue, loudness, and a ceiling nothing passes.

use std::f32::consts::FRAC_1_SQRT_2;

use crate::sound::filter::{Biquad, StateVariable, saturate};
use crate::sound::loudness::{ABSOLUTE_GATE_LUFS, integrated_lufs};

/// Loudness of a finished song.
const TARGET_LUFS: f32 = -13.0;
/// Loudness that the compressor is fed with, so that its threshold means the same for every song.
const STAGED_LUFS: f32 = -18.0;
/// How near to the target is near enough, in LU.
const TOLERANCE_LU: f32 = 0.1;
/// Rounds of gain and limiting; music needs two or three.
const MOST_ROUNDS: usize = 8;
/// No sample is larger, nor the middle between two: -1.5 dBFS brings the true peak of a heavy song to -1 dBTP.
const CEILING: f32 = 0.84;

/// Brings a mix to its final level, in place.
pub(crate) fn master(channels: &mut [Vec<f32>; 2], rate_hz: f32) {
    for channel in channels.iter_mut() {
        tone(channel, rate_hz);
    }
    let measured = integrated_lufs(channels, rate_hz);
    // A silent song stays silent.
    if measured <= ABSOLUTE_GATE_LUFS {
        return;
    }
    scale(channels, STAGED_LUFS - measured);
    compress(channels, rate_hz);
    // The limiter takes loudness, the more the spikier the song; the next round gives it back.
    for _ in 0..MOST_ROUNDS {
        let missing_lu = TARGET_LUFS - integrated_lufs(channels, rate_hz);
        if missing_lu.abs() < TOLERANCE_LU {
            break;
        }
        scale(channels, missing_lu);
        limit(channels, rate_hz);
    }
}

/// The balance of a record: no rumble, less wood in the middle, more air on top.
fn tone(channel: &mut [f32], rate_hz: f32) {
    let mut rumble = StateVariable::new(34.0, FRAC_1_SQRT_2, rate_hz);
    let mut weight = Biquad::bell(110.0, 0.7, 2.0, rate_hz);
    let mut wood = Biquad::bell(680.0, 0.8, -2.5, rate_hz);
    let mut air = Biquad::high_shelf(5000.0, 3.0, rate_hz);
    for sample in channel {
        *sample = air.run(wood.run(weight.run(rumble.run(*sample).high)));
    }
}

fn scale(channels: &mut [Vec<f32>; 2], gain_db: f32) {
    let gain = 10f32.powf(gain_db / 20.0);
    channels.iter_mut().flatten().for_each(|sample| *sample *= gain);
}

/// One slow compressor over both sides, 2:1, then a little saturation: the parts of a mix move together.
fn compress(channels: &mut [Vec<f32>; 2], rate_hz: f32) {
    const THRESHOLD: f32 = 0.16;
    const ATTACK_SECS: f32 = 0.025;
    const RELEASE_SECS: f32 = 0.22;
    let (attack, release) =
        (1.0 - (-1.0 / (ATTACK_SECS * rate_hz)).exp(), 1.0 - (-1.0 / (RELEASE_SECS * rate_hz)).exp());
    let [left, right] = channels;
    let mut power = 0.0f32;
    let mut gain = 1.0;
    for (index, (left, right)) in left.iter_mut().zip(right.iter_mut()).enumerate() {
        let now = (*left * *left + *right * *right) * 0.5;
        power += (if now > power { attack } else { release }) * (now - power);
        // Square roots a few thousand times a second are enough.
        if index % 16 == 0 {
            let level = power.sqrt();
            gain = if level > THRESHOLD { (THRESHOLD / level).sqrt() } else { 1.0 };
        }
        *left = saturate(*left * gain * 0.9) / 0.9;
        *right = saturate(*right * gain * 0.9) / 0.9;
    }
}

/// Looks ahead so that the gain is down before the peak comes; no sample passes the ceiling.
fn limit(channels: &mut [Vec<f32>; 2], rate_hz: f32) {
    const LOOKAHEAD_SECS: f32 = 0.003;
    const RELEASE_SECS: f32 = 0.08;
    let ahead = ((LOOKAHEAD_SECS * rate_hz) as usize).max(1);
    let frames = channels[0].len();
    let [left, right] = channels;
    let needed: Vec<f32> =
        peaks(left).iter().zip(peaks(right)).map(|(left, right)| CEILING / left.max(right).max(CEILING)).collect();
    let release = 1.0 - (-1.0 / (RELEASE_SECS * rate_hz)).exp();
    // The least gain within the window ahead, by a queue of falling minima.
    let mut minima: std::collections::VecDeque<usize> = std::collections::VecDeque::new();
    let mut released = vec![1.0f32; frames];
    let mut gain = 1.0f32;
    for index in 0..frames + ahead {
        if index < frames {
            while minima.back().is_some_and(|&last| needed[last] >= needed[index]) {
                minima.pop_back();
            }
            minima.push_back(index);
        }
        let Some(at) = index.checked_sub(ahead) else { continue };
        while minima.front().is_some_and(|&first| first < at) {
            minima.pop_front();
        }
        let least = minima.front().map_or(1.0, |&first| needed[first]);
        gain = least.min(gain + release * (1.0 - gain));
        released[at] = gain;
    }
    // A mean over the window behind turns the steps into slopes and never exceeds what is needed:
    // every value in it already honours the peak at its end.
    let mut sum = 0.0f64;
    for index in 0..frames {
        sum += f64::from(released[index]);
        if index >= ahead {
            sum -= f64::from(released[index - ahead]);
        }
        let mean = (sum / (index + 1).min(ahead) as f64) as f32;
        left[index] = (left[index] * mean).clamp(-CEILING, CEILING);
        right[index] = (right[index] * mean).clamp(-CEILING, CEILING);
    }
}

/// How far the wave goes at each sample and half-way to its neighbours, where a converter also passes.
fn peaks(channel: &[f32]) -> Vec<f32> {
    let mut peaks: Vec<f32> = channel.iter().map(|sample| sample.abs()).collect();
    // Lagrange interpolation through six points.
    for (start, six) in channel.windows(6).enumerate() {
        let between = (150.0 * (six[2] + six[3]) - 25.0 * (six[1] + six[4]) + 3.0 * (six[0] + six[5])).abs() / 256.0;
        for peak in &mut peaks[start + 2..start + 4] {
            *peak = peak.max(between);
        }
    }
    peaks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_master_meets_its_loudness_and_its_ceiling() {
        let mut random = Random::new(4);
        let mut channel = || {
            (0..48_000 * 4).map(|at| random.signed() * if at % 12_000 < 300 { 3.0 } else { 0.1 }).collect::<Vec<f32>>()
        };
        let mut channels = [channel(), channel()];
        master(&mut channels, 48_000.0);
        assert!(channels.iter().flatten().all(|sample| sample.abs() <= CEILING));
        let measured = integrated_lufs(&channels, 48_000.0);
        assert!((measured - TARGET_LUFS).abs() < 1.5, "{measured}");
    }

    #[test]
    fn a_peak_between_samples_is_held_too() {
        // A quarter of the rate, met at 45 degrees: the samples reach 0.99, the wave 1.4.
        let tone: Vec<f32> = (0..9600).map(|at| [0.99, 0.99, -0.99, -0.99][at % 4]).collect();
        let mut channels = [tone.clone(), tone];
        limit(&mut channels, 48_000.0);
        let loudest = channels.iter().flatten().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
        assert!((0.56..0.64).contains(&loudest), "{loudest} is met, {} passed", loudest * 2f32.sqrt());
    }

    #[test]
    fn the_tone_keeps_the_balance_that_it_promises() {
        let level_db = |hz: f32| {
            let mut tone_at: Vec<f32> =
                (0..48_000).map(|at| (std::f32::consts::TAU * (hz * at as f32 / 48_000.0).fract()).sin()).collect();
            tone(&mut tone_at, 48_000.0);
            10.0 * (tone_at[24_000..].iter().map(|sample| sample * sample).sum::<f32>() / 12_000.0).log10()
        };
        assert!(level_db(15.0) < -12.0 && level_db(680.0) < -2.0);
        assert!(level_db(110.0) > 1.0 && level_db(12_000.0) > 2.0);
    }

    #[test]
    fn silence_stays_silent() {
        let mut channels = [vec![0.0; 9600], vec![0.0; 9600]];
        master(&mut channels, 48_000.0);
        assert!(channels.iter().flatten().all(|&sample| sample == 0.0));
    }
}
