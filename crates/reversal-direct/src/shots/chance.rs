//! Seeded chance that belongs to a place in the song, not to an order of draws:
//! what is drawn for one bar stays the same whatever happens in another.

use reversal_model::chance::mix;

/// Values drawn for places of a song.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chance {
    seed: u64,
}

impl Chance {
    /// Chance from a film's seed; `about` keeps draws for different purposes apart.
    pub(crate) fn new(seed: u64, about: u64) -> Chance {
        Chance { seed: mix(seed ^ mix(about)) }
    }

    /// 64 random bits for a place.
    pub(crate) fn bits(self, place: u64) -> u64 {
        mix(self.seed ^ mix(place.wrapping_add(1)))
    }

    /// Evenly distributed, 0..1.
    pub(crate) fn share(self, place: u64) -> f64 {
        (self.bits(place) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// About normally distributed with mean 0 and SD 1 (Irwin-Hall of 12, so that no logarithm is needed).
    pub(crate) fn normal(self, place: u64) -> f64 {
        (0..12).map(|part| self.share(place.wrapping_mul(12).wrapping_add(part))).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_even_and_normals_have_mean_zero_and_deviation_one() {
        let chance = Chance::new(7, 1);
        let count = 20_000;
        let mean = (0..count).map(|i| chance.share(i)).sum::<f64>() / count as f64;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        let normals: Vec<f64> = (0..count).map(|i| chance.normal(i)).collect();
        let mean = normals.iter().sum::<f64>() / count as f64;
        let deviation = (normals.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count as f64).sqrt();
        assert!(mean.abs() < 0.03 && (deviation - 1.0).abs() < 0.03, "{mean} {deviation}");
    }

    #[test]
    fn purposes_and_seeds_draw_apart() {
        assert_ne!(Chance::new(7, 1).bits(0), Chance::new(7, 2).bits(0));
        assert_ne!(Chance::new(7, 1).bits(0), Chance::new(8, 1).bits(0));
    }
}
