//! The only source of chance: a small seeded generator (SplitMix64, Steele, Lea & Flood 2014).

use reversal_model::chance;

/// A stream of numbers that its seed decides.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    #[cfg(test)]
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A stream of its own for one purpose, so that a change in one player leaves the others alone.
    pub(crate) fn stream(seed: u64, purpose: &str) -> Random {
        // FNV-1a over the purpose's letters.
        let mixed = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Random(seed.wrapping_mul(chance::STEP) ^ mixed)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        chance::next(&mut self.0)
    }

    /// 0..1, without 1.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// -1..1, evenly spread: white noise.
    pub(crate) fn signed(&mut self) -> f32 {
        self.unit() * 2.0 - 1.0
    }

    /// -1..1, mostly near 0 (triangular): how a person misses a beat.
    pub(crate) fn near_zero(&mut self) -> f32 {
        (self.signed() + self.signed()) / 2.0
    }

    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    pub(crate) fn chance(&mut self, share: f32) -> bool {
        self.unit() < share
    }

    /// 0..count, without count; 0 where count is 0.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        (self.bits() % (count.max(1) as u64)) as usize
    }

    /// One of the choices, all equally likely. The list must not be empty.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ_by_purpose() {
        let draw = |seed, purpose| Random::stream(seed, purpose).bits();
        assert_eq!(draw(7, "drums"), draw(7, "drums"));
        assert_ne!(draw(7, "drums"), draw(7, "bass"));
        assert_ne!(draw(7, "drums"), draw(8, "drums"));
    }

    #[test]
    fn numbers_stay_in_their_range_and_are_centred() {
        const DRAWS: u32 = 1_000_000;
        // Five standard errors of the mean of as many evenly spread numbers.
        let most = 5.0 / (3.0 * f64::from(DRAWS)).sqrt();
        for seed in [1, 2, 3] {
            let mut random = Random::new(seed);
            let mut sum = 0.0;
            for _ in 0..DRAWS {
                let draw = random.signed();
                assert!((-1.0..1.0).contains(&draw));
                sum += f64::from(draw);
            }
            let mean = sum / f64::from(DRAWS);
            assert!(mean.abs() < most, "{mean} from seed {seed}");
        }
    }
}
