//! The tone curve of the print: a toe that keeps night black, a long shoulder, and the vignette of the lens.

/// Brightest light that the table knows; beyond it is white.
const WHITE: f32 = 6.0;
const STEPS: usize = 4096;
const VIGNETTE: f32 = 0.42;
/// Extra contrast in the middle of the scale.
const CONTRAST: f32 = 0.30;

/// Light to display value 0..1, as a table over the root of light, which spends its steps on the shadows.
pub(crate) struct ToneCurve {
    table: Vec<f32>,
}

impl Default for ToneCurve {
    fn default() -> Self {
        let table = (0..=STEPS).map(|i| displayed((i as f32 / STEPS as f32).powi(2) * WHITE)).collect();
        Self { table }
    }
}

/// Filmic curve (Narkowicz's fit of ACES) behind a quadratic toe, then gamma.
pub(crate) fn displayed(light: f32) -> f32 {
    let x = light * light / (light + 0.026);
    let film = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);
    let shown = film.clamp(0.0, 1.0).powf(1.0 / 2.2);
    (shown + CONTRAST * (shown - 0.5) * shown * (1.0 - shown) * 2.0).clamp(0.0, 1.0)
}

impl ToneCurve {
    /// Replaces light by display values.
    #[inline(always)]
    pub fn expose(&self, light: &mut [f32], width: usize, gain: f32) {
        let height = light.len() / width;
        let falls: Vec<f32> = (0..width)
            .map(|x| {
                let across = (x as f32 + 0.5) * 2.0 / width as f32 - 1.0;
                across * across * 0.62
            })
            .collect();
        for (y, row) in light.chunks_exact_mut(width).enumerate() {
            let up = (y as f32 + 0.5) * 2.0 / height as f32 - 1.0;
            let vertical = up * up * 0.38;
            for (value, fall) in row.iter_mut().zip(&falls) {
                let seen = *value * (1.0 - VIGNETTE * (fall + vertical)) * gain;
                let place = (seen * (1.0 / WHITE)).clamp(0.0, 1.0).sqrt() * STEPS as f32;
                let step = (place as usize).min(STEPS - 1);
                let (a, b) = (self.table[step], self.table[step + 1]);
                *value = a + (b - a) * (place - step as f32);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_light_is_never_darker_and_no_light_is_black() {
        let tone = ToneCurve::default();
        assert_eq!(tone.table[0], 0.0);
        assert!(tone.table.windows(2).all(|pair| pair[1] >= pair[0]));
        assert!(*tone.table.last().unwrap() > 0.95);
    }
}
