//! Seeded chance: a value for a place in a lattice, and smooth noise over time.

use reversal_model::chance::{STEP, mix};

/// A share 0..1 that depends only on its arguments.
pub(crate) fn share(seed: u64, stream: u64, index: i64) -> f32 {
    let stream = stream.wrapping_sub(1).wrapping_mul(STEP);
    let bits = mix(seed.wrapping_add(stream).wrapping_add(index.cast_unsigned().wrapping_mul(0xd1b5_4a32_d192_ed03)));
    (bits >> 40) as f32 / (1_u64 << 24) as f32
}

/// Noise in -1..1 that passes through a new chance value `rate_hz` times a second, without corners.
pub(crate) fn noise(seed: u64, stream: u64, secs: f64, rate_hz: f64) -> f32 {
    let place = secs * rate_hz;
    let index = place.floor();
    let (part, index) = ((place - index) as f32, index as i64);
    let (from, to) = (share(seed, stream, index), share(seed, stream, index + 1));
    2.0 * (from + (to - from) * ease(part)) - 1.0
}

/// Minimum-jerk ease from 0 to 1 (Flash and Hogan 1985): hands and feet move like this.
pub(crate) fn ease(part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    part * part * part * (part * (part * 6.0 - 15.0) + 10.0)
}

/// [`ease`] over a span of time.
pub(crate) fn ease_between(secs: f64, from_secs: f64, to_secs: f64) -> f32 {
    ease(((secs - from_secs) / (to_secs - from_secs).max(1e-6)) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_bounded_and_without_jumps() {
        let mut before = noise(7, 1, -3.0, 1.0);
        for step in 1..6000 {
            let now = noise(7, 1, -3.0 + f64::from(step) * 0.001, 1.0);
            assert!(now.abs() <= 1.0 && (now - before).abs() < 0.01);
            before = now;
        }
    }
}
