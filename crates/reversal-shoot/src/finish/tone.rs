//! The tone curve of the print: a toe that keeps night black, a long shoulder, and the vignette of the lens.

use reversal_model::look::Print as Wished;

/// Brightest light that the table knows; beyond it is white.
const WHITE: f32 = 6.0;
const STEPS: usize = 4096;
const VIGNETTE: f32 = 0.42;
/// Stops between the middle of a palette's key and either end: a face stays a face at both.
const KEY_STOPS: f32 = 0.9;

/// How a film is printed, as its look and the palette of its brief ask for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Printing {
    /// Factor on all light.
    exposure: f32,
    /// Light below which the toe pulls down to black.
    toe: f32,
    /// Extra contrast in the middle of the scale. Below -1 or above 1 more light could be shown darker.
    contrast: f32,
    /// Share of the lens's vignette.
    vignette: f32,
    /// Share of the usual grain.
    pub grain: f32,
    /// Share of the usual bloom and halation.
    pub glow: f32,
}

impl Default for Printing {
    fn default() -> Self {
        Self { exposure: 1.0, toe: 0.026, contrast: 0.30, vignette: 1.0, grain: 1.0, glow: 1.0 }
    }
}

impl Printing {
    /// The default of what is wished is the default here.
    pub fn new(wished: &Wished) -> Self {
        let default = Self::default();
        let key = wished.key.clamp(0.0, 1.0) - 0.5;
        let contrast = wished.contrast.clamp(0.0, 1.0) - 0.5;
        Self {
            exposure: default.exposure * (2.0 * KEY_STOPS * key).exp2(),
            toe: default.toe * (-2.0 * key).exp2(),
            contrast: default.contrast + 1.3 * contrast,
            vignette: wished.vignette,
            grain: wished.grain,
            glow: wished.glow,
        }
    }

    /// Filmic curve (Narkowicz's fit of ACES) behind a quadratic toe, then gamma.
    fn displayed(&self, light: f32) -> f32 {
        let x = light * light / (light + self.toe);
        let film = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);
        let shown = film.clamp(0.0, 1.0).powf(1.0 / 2.2);
        (shown + self.contrast * (shown - 0.5) * shown * (1.0 - shown) * 2.0).clamp(0.0, 1.0)
    }
}

/// What a light is shown as in a film whose palette says nothing.
pub(crate) fn displayed(light: f32) -> f32 {
    Printing::default().displayed(light)
}

/// Light to display value 0..1, as a table over the root of light, which spends its steps on the shadows.
pub(crate) struct ToneCurve {
    printing: Printing,
    table: Vec<f32>,
}

impl Default for ToneCurve {
    fn default() -> Self {
        Self::new(Printing::default())
    }
}

impl ToneCurve {
    fn new(printing: Printing) -> Self {
        let table = (0..=STEPS).map(|i| printing.displayed((i as f32 / STEPS as f32).powi(2) * WHITE)).collect();
        Self { printing, table }
    }

    /// Prints from now on as a stage asks for; the factor on its light.
    pub fn set(&mut self, printing: Printing) -> f32 {
        if self.printing != printing {
            *self = Self::new(printing);
        }
        printing.exposure
    }

    /// Replaces light by display values.
    #[inline(always)]
    pub fn expose(&self, light: &mut [f32], width: usize, gain: f32) {
        let height = light.len() / width;
        // Even the darkest corner keeps some light.
        let vignette = (VIGNETTE * self.printing.vignette).min(0.95);
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
                let seen = *value * (1.0 - vignette * (fall + vertical)) * gain;
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
    fn more_light_is_never_darker_and_no_light_is_black_in_any_palette() {
        for (key, contrast) in [(0.5, 0.5), (0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)] {
            let tone = ToneCurve::new(Printing::new(&Wished { key, contrast, ..Wished::default() }));
            assert_eq!(tone.table[0], 0.0);
            assert!(tone.table.windows(2).all(|pair| pair[1] >= pair[0]), "key {key}, contrast {contrast}");
            assert!(*tone.table.last().unwrap() > 0.95);
        }
    }

    #[test]
    fn a_palette_in_the_middle_changes_nothing_and_key_and_contrast_do_what_they_say() {
        assert_eq!(Printing::new(&Wished::default()), Printing::default());
        let shown = |key, contrast, light| {
            let printing = Printing::new(&Wished { key, contrast, ..Wished::default() });
            printing.displayed(light * printing.exposure)
        };
        for light in [0.05, 0.2, 0.6] {
            assert!(shown(0.0, 0.5, light) < shown(0.5, 0.5, light));
            assert!(shown(0.5, 0.5, light) < shown(1.0, 0.5, light));
        }
        let spread = |contrast| shown(0.5, contrast, 0.4) - shown(0.5, contrast, 0.06);
        assert!(spread(0.0) < spread(0.5) && spread(0.5) < spread(1.0));
    }
}
