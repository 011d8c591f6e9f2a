//! Lettering: printed into the enlarged picture under its grain, so that it lives on the film and not on the glass.
//!
//! Where the picture behind white letters is light, it is burned in there, as a printer's hand gives a part of the
//! paper more light: softly, far beyond the letters, and no more than they need.

use reversal_model::lettering::{Inscription, Tone};

use crate::renderer::Picture;

/// Display value of the paper's white and of the ink's black: neither is the most that a screen can show.
const PAPER: f32 = 0.87;
const INK: f32 = 0.05;
/// Display value that the picture behind white letters may have: 4.5 to 1 against them in luminance (WCAG 2.2,
/// success criterion 1.4.3).
const GROUND: f32 = 0.38;
/// The most that is taken from the picture for it.
const BURN_MAX: f32 = 0.62;
/// How far the burning in reaches beyond the letters, ems.
const REACH_EMS: f32 = 2.6;

/// An inscription on a picture of which it is known how light it is behind the letters.
pub(crate) struct Inscribed<'a> {
    inscription: &'a Inscription<'a>,
    tone: f32,
    /// Share of the light that is taken behind the letters.
    burn: f32,
    /// Share of the burning in for each column, from `left` on.
    across: Vec<f32>,
    left: usize,
}

impl<'a> Inscribed<'a> {
    /// On what is shown, `shown_width` in a row, enlarged to a picture.
    pub fn new(
        inscription: &'a Inscription<'a>,
        shown: &[f32],
        shown_width: usize,
        picture: &Picture,
    ) -> Inscribed<'a> {
        let burn = match inscription.tone {
            Tone::Paper => {
                let light = light_behind(inscription, shown, shown_width, picture);
                (1.0 - GROUND / light.max(GROUND)).min(BURN_MAX) * inscription.presence
            }
            Tone::Ink => 0.0,
        };
        let [left, _, right, _] = inscription.edges;
        let reach = REACH_EMS * inscription.em;
        let from = (left - reach).max(0.0) as usize;
        let to = ((right + reach).max(0.0) as usize).min(picture.width);
        let across = (from..to).map(|x| falloff(x as f32 + 0.5, left, right, reach)).collect();
        let tone = if inscription.tone == Tone::Paper { PAPER } else { INK };
        Inscribed { inscription, tone, burn, across, left: from }
    }

    /// Lays what of it is in row `y` on that row.
    #[inline(always)]
    pub fn lay_on(&self, y: usize, row: &mut [f32]) {
        let Inscription { marks, edges: [_, top, _, bottom], em, .. } = self.inscription;
        let burn = self.burn * falloff(y as f32 + 0.5, *top, *bottom, REACH_EMS * em);
        if burn > 0.0 {
            for (value, share) in row.iter_mut().skip(self.left).zip(&self.across) {
                *value *= 1.0 - burn * share;
            }
        }
        for mark in marks {
            let Some(line) = usize::try_from(y as i64 - i64::from(mark.top)).ok() else { continue };
            let Some(coverage) = mark.coverage.chunks_exact(mark.width.max(1)).nth(line) else { continue };
            let outside = usize::try_from(-mark.left).unwrap_or(0);
            let on = row.iter_mut().skip(mark.left.max(0) as usize);
            for (value, &covered) in on.zip(coverage.iter().skip(outside)) {
                let share = f32::from(covered) * (1.0 / 255.0) * mark.density;
                *value += (self.tone - *value) * share;
            }
        }
    }
}

/// 1 between two edges, 0 from `reach` outside them on, smooth between.
#[inline(always)]
fn falloff(at: f32, from: f32, to: f32, reach: f32) -> f32 {
    let outside = (from - at).max(at - to).max(0.0) / reach.max(1.0);
    let inside = (1.0 - outside).max(0.0);
    inside * inside * (3.0 - 2.0 * inside)
}

/// Root mean square of what is shown behind the letters: light spots count for more than dark ones.
fn light_behind(inscription: &Inscription, shown: &[f32], shown_width: usize, picture: &Picture) -> f32 {
    let scale = shown_width as f32 / picture.width.max(1) as f32;
    let [left, top, right, bottom] = inscription.edges.map(|edge| (edge * scale).max(0.0) as usize);
    let rows = shown.chunks_exact(shown_width.max(1)).take(bottom + 1).skip(top);
    let (mut sum, mut count) = (0.0, 0.0_f32);
    for row in rows {
        for value in row.iter().take(right + 1).skip(left) {
            sum += value * value;
            count += 1.0;
        }
    }
    (sum / count.max(1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use reversal_model::lettering::Mark;

    use super::*;

    const PICTURE: Picture = Picture { left: 0, top: 0, width: 40, height: 20 };

    fn inscription(tone: Tone, coverage: &[u8], left: i32) -> Inscription<'_> {
        let marks = vec![Mark { left, top: 8, width: 4, coverage, density: 1.0 }];
        Inscription { tone, marks, edges: [8.0, 8.0, 12.0, 10.0], em: 2.0, presence: 1.0 }
    }

    /// The rows of an even picture with an inscription.
    fn laid(tone: Tone, ground: f32, left: i32) -> Vec<Vec<f32>> {
        let coverage = [0, 128, 255, 0, 0, 255, 128, 0];
        let inscription = inscription(tone, &coverage, left);
        let shown = vec![ground; 20 * 10];
        let inscribed = Inscribed::new(&inscription, &shown, 20, &PICTURE);
        let lay = |y| {
            let mut row = vec![ground; 40];
            inscribed.lay_on(y, &mut row);
            row
        };
        (0..20).map(lay).collect()
    }

    #[test]
    fn letters_are_paper_on_a_dark_picture_and_nothing_else_changes() {
        let rows = laid(Tone::Paper, 0.1, 8);
        assert!((rows[8][10] - PAPER).abs() < 1e-6 && (rows[9][9] - PAPER).abs() < 1e-6);
        let touched: usize = rows.iter().flatten().filter(|&&value| value != 0.1).count();
        assert_eq!(touched, 4);
    }

    #[test]
    fn a_light_picture_is_burned_in_behind_paper_softly_and_not_far_away() {
        let rows = laid(Tone::Paper, 0.9, 8);
        assert!(rows[8][8] <= GROUND + 0.01, "{}", rows[8][8]);
        assert!(rows[6][8] > rows[8][8] && rows[6][8] < 0.9);
        assert_eq!((rows[0][8], rows[8][30]), (0.9, 0.9));
        assert!(rows.windows(2).all(|pair| (pair[1][8] - pair[0][8]).abs() < 0.15));
    }

    #[test]
    fn ink_stays_on_the_picture_as_it_is() {
        let rows = laid(Tone::Ink, 0.9, 8);
        assert!((rows[8][10] - INK).abs() < 1e-6);
        assert_eq!((rows[8][8], rows[7][10]), (0.9, 0.9));
    }

    #[test]
    fn letters_outside_the_picture_are_cut_off() {
        let rows = laid(Tone::Ink, 0.9, -2);
        assert!((rows[8][0] - INK).abs() < 1e-6 && (rows[9][0] - 0.9 - (INK - 0.9) * (128.0 / 255.0)).abs() < 1e-6);
        assert!(laid(Tone::Ink, 0.9, 39).iter().all(|row| row.len() == 40));
    }
}
