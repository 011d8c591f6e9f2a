//! A named value over song time.

use serde::{Deserialize, Serialize};

/// A value sampled at equal steps over the song. Finite by construction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What it measures, e.g. `aggression`.
    pub name: String,
    /// Its unit; empty for a share without one.
    pub unit: String,
    /// Least and greatest possible value.
    pub range: (f32, f32),
    /// Step between samples, in seconds. Sample `i` stands for the moment `(i + ½) · hop_secs`.
    pub hop_secs: f64,
    values: Vec<f32>,
}

impl Curve {
    /// A curve from raw values: not-a-number becomes the range's lower end,
    /// what lies outside the range is brought to its edge.
    pub fn new(name: &str, unit: &str, range: (f32, f32), hop_secs: f64, values: Vec<f32>) -> Curve {
        let values = values
            .into_iter()
            .map(|value| if value.is_nan() { range.0 } else { value.clamp(range.0, range.1) })
            .collect();
        Curve { name: name.to_owned(), unit: unit.to_owned(), range, hop_secs, values }
    }

    /// The samples, 0.., one each `hop_secs`.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The value at a moment, interpolated linearly; held at the ends.
    pub fn at(&self, song_secs: f64) -> f32 {
        if self.values.is_empty() {
            return self.range.0;
        }
        let place = (song_secs / self.hop_secs - 0.5).clamp(0.0, (self.values.len() - 1) as f64);
        let (low, part) = (place.floor() as usize, place.fract() as f32);
        let high = (low + 1).min(self.values.len() - 1);
        self.values[low] + (self.values[high] - self.values[low]) * part
    }

    /// The mean over a span; the value at its start where the span is empty.
    pub fn mean(&self, from_secs: f64, to_secs: f64) -> f32 {
        const STEPS_A_HOP: f64 = 4.0;
        let steps = ((to_secs - from_secs) / self.hop_secs * STEPS_A_HOP).ceil().max(1.0) as usize;
        let step = (to_secs - from_secs).max(0.0) / steps as f64;
        let sum: f32 = (0..steps).map(|i| self.at(from_secs + (i as f64 + 0.5) * step)).sum();
        sum / steps as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_finite_and_in_range_whatever_goes_in() {
        let curve = Curve::new("x", "", (0.0, 1.0), 1.0, vec![f32::NAN, -3.0, f32::INFINITY, 0.5]);
        assert_eq!(curve.values(), [0.0, 0.0, 1.0, 0.5]);
    }

    #[test]
    fn values_are_interpolated_between_the_middles_of_the_steps() {
        let curve = Curve::new("x", "", (0.0, 1.0), 1.0, vec![0.0, 1.0]);
        assert_eq!(curve.at(0.0), 0.0);
        assert_eq!(curve.at(1.0), 0.5);
        assert_eq!(curve.at(9.0), 1.0);
    }
}
