//! Takes lasting noise out of the powers of filters, as the model's training
//! did: power over medium time, its lower envelope as the noise, masking by
//! what came just before (after power-normalized cepstra, Kim & Stern 2012),
//! in the form and with the constants of CMU Sphinx.

/// Share of the last frame that stays in the smoothed power.
const POWER_KEPT: f64 = 0.7;
/// The lower envelope rises slowly and falls quickly.
const ENVELOPE_RISE: f64 = 0.995;
const ENVELOPE_FALL: f64 = 0.5;
/// How quickly a peak is forgotten, and what is left of what it masks.
const PEAK_KEPT: f64 = 0.85;
const MASKED_SHARE: f64 = 0.2;
/// Most that a filter is made louder or softer.
const GAIN_MAX: f64 = 20.0;
/// Gains are averaged over so many filters on each side.
const SMOOTHED_FILTERS: usize = 4;

#[derive(Clone, Copy, Default)]
struct Filter {
    power: f64,
    noise: f64,
    floor: f64,
    peak: f64,
}

/// What was heard so far, filter by filter.
pub(super) struct NoiseRemover {
    filters: Vec<Filter>,
    is_new: bool,
}

impl NoiseRemover {
    pub(super) fn new(filters: usize) -> NoiseRemover {
        NoiseRemover { filters: vec![Filter::default(); filters], is_new: true }
    }

    /// Cleans the powers of the next frame.
    pub(super) fn clean(&mut self, powers: &mut [f64]) {
        if self.is_new {
            for (filter, &power) in self.filters.iter_mut().zip(&*powers) {
                *filter = Filter { power, noise: power / GAIN_MAX, floor: power / GAIN_MAX, peak: 0.0 };
            }
            self.is_new = false;
        }
        let gains: Vec<f64> =
            self.filters.iter_mut().zip(&*powers).map(|(filter, &power)| filter.gain(power)).collect();
        for (i, power) in powers.iter_mut().enumerate() {
            let around = &gains[i.saturating_sub(SMOOTHED_FILTERS)..(i + SMOOTHED_FILTERS + 1).min(gains.len())];
            *power *= around.iter().sum::<f64>() / around.len() as f64;
        }
    }
}

impl Filter {
    fn gain(&mut self, power: f64) -> f64 {
        self.power = POWER_KEPT * self.power + (1.0 - POWER_KEPT) * power;
        follow_from_below(&mut self.noise, self.power);
        let mut signal = (self.power - self.noise).max(1.0);
        follow_from_below(&mut self.floor, signal);
        let unmasked = signal;
        self.peak *= PEAK_KEPT;
        if signal < PEAK_KEPT * self.peak {
            signal = self.peak * MASKED_SHARE;
        }
        self.peak = self.peak.max(unmasked);
        let signal = signal.max(self.floor);
        if self.power > 0.0 { (signal / self.power).clamp(1.0 / GAIN_MAX, GAIN_MAX) } else { 1.0 }
    }
}

fn follow_from_below(envelope: &mut f64, value: f64) {
    let kept = if value >= *envelope { ENVELOPE_RISE } else { ENVELOPE_FALL };
    *envelope = kept * *envelope + (1.0 - kept) * value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_is_taken_away_and_what_comes_anew_is_kept() {
        let mut remover = NoiseRemover::new(9);
        let mut last = vec![0.0; 9];
        for _ in 0..1500 {
            last = vec![1e6; 9];
            remover.clean(&mut last);
        }
        assert!(last.iter().all(|power| *power < 1e5), "{last:?}");
        for _ in 0..8 {
            last = vec![1e8; 9];
            remover.clean(&mut last);
        }
        assert!(last.iter().all(|power| *power > 5e7), "{last:?}");
    }

    #[test]
    fn silence_stays_finite() {
        let mut remover = NoiseRemover::new(3);
        for _ in 0..100 {
            let mut powers = [0.0; 3];
            remover.clean(&mut powers);
            assert_eq!(powers, [0.0; 3]);
        }
    }
}
