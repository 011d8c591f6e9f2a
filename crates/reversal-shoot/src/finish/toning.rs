//! Toning: the colour that a black-and-white print takes in its bath, as a function of its greys alone.
//!
//! Black and white of the paper stay what they are; the darker and the lighter half of the scale may take
//! different colours. Chroma is BT.709, limited range (ITU-R BT.709-6, items 3.3 to 3.5), 128 where there is none.

use reversal_model::look::{Print, Tint};

/// Chroma of no colour, and codes from there to a colour without any grey.
const NONE: f32 = 128.0;
const RANGE: f32 = 224.0;
/// Luma of BT.709 from red, green and blue.
const LUMA: [f32; 3] = [0.2126, 0.7152, 0.0722];
/// Blue or red less luma over these is Cb or Cr, -.5 .. .5.
const BLUE_SPAN: f32 = 1.8556;
const RED_SPAN: f32 = 1.5748;
/// Share of red in the light of a colour from which on it is saturated red, and the light below which it looks black.
const SATURATED_RED: f32 = 0.8;
const SEEN: f32 = 0.01;

/// Chroma of each grey of a print.
#[derive(Clone, Debug)]
pub struct Toning {
    /// Cb and Cr by luma of limited range.
    table: Vec<[u8; 2]>,
    toned: bool,
}

impl Toning {
    /// The toning that a print asks for.
    pub fn new(print: &Print) -> Toning {
        let (dark, light) = (chroma_of(print.shadows), chroma_of(print.lights));
        let table = (0..=255_u8)
            .map(|luma| {
                let shown = ((f32::from(luma) - 16.0) / 219.0).clamp(0.0, 1.0);
                // Each has its most where its half of the scale has its third, and none in black and white.
                let (in_dark, in_light) = (6.75 * shown * (1.0 - shown).powi(2), 6.75 * shown.powi(2) * (1.0 - shown));
                let offsets = [0, 1].map(|part| dark[part] * in_dark + light[part] * in_light);
                let codes =
                    |share: f32| offsets.map(|offset| (NONE + RANGE * offset * share).round().clamp(16.0, 240.0) as u8);
                // Flashes of saturated red are the worst: no print has that colour.
                let is_safe = |codes: &[u8; 2]| !is_saturated_red(rgb(shown, codes.map(chroma_from)));
                (0..=20).map(|less| codes(1.0 - less as f32 * 0.05)).find(is_safe).unwrap_or([NONE as u8; 2])
            })
            .collect();
        Toning { table, toned: print.shadows.strength > 0.0 || print.lights.strength > 0.0 }
    }

    /// Whether it colours anything.
    pub fn is_toned(&self) -> bool {
        self.toned
    }

    /// The chroma planes, a quarter of the size each, of a luma plane whose rows and columns are even in number.
    pub fn planes(&self, luma: &[u8], width: usize, blue: &mut [u8], red: &mut [u8]) {
        let rows = luma.chunks_exact(2 * width.max(1));
        let outs = blue.chunks_exact_mut((width / 2).max(1)).zip(red.chunks_exact_mut((width / 2).max(1)));
        for (pair, (blue, red)) in rows.zip(outs) {
            let (upper, lower) = pair.split_at(width);
            let squares = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            for ((up, down), (blue, red)) in squares.zip(blue.iter_mut().zip(red.iter_mut())) {
                let sum: u32 = up.iter().chain(down).map(|&value| u32::from(value)).sum();
                [*blue, *red] = self.table[((sum + 2) / 4) as usize];
            }
        }
    }

    /// Red, green and blue of full range of a luma of limited range.
    pub fn rgb(&self, luma: u8) -> [u8; 3] {
        rgb((f32::from(luma) - 16.0) / 219.0, self.table[usize::from(luma)].map(chroma_from))
    }
}

/// Cb or Cr, -.5 .. .5, of its code.
fn chroma_from(code: u8) -> f32 {
    (f32::from(code) - NONE) / RANGE
}

/// Red, green and blue of full range of a grey, 0..1, with Cb and Cr, each -.5 .. .5.
fn rgb(grey: f32, [blue, red]: [f32; 2]) -> [u8; 3] {
    let (red, blue) = (grey + RED_SPAN * red, grey + BLUE_SPAN * blue);
    let green = (grey - LUMA[0] * red - LUMA[2] * blue) / LUMA[1];
    [red, green, blue].map(|part| (part * 255.0).round().clamp(0.0, 255.0) as u8)
}

/// Whether red is four fifths of a colour's light or more (WCAG 2.2, success criterion 2.3.1), and it can be seen.
fn is_saturated_red(rgb: [u8; 3]) -> bool {
    let [red, green, blue] = rgb.map(|part| {
        let shown = f32::from(part) / 255.0;
        if shown <= 0.04045 { shown / 12.92 } else { ((shown + 0.055) / 1.055).powf(2.4) }
    });
    red > SEEN && red >= SATURATED_RED * (red + green + blue)
}

/// Cb and Cr, each -.5 .. .5, of a tint: those of its hue at full saturation, as far as it is strong.
fn chroma_of(tint: Tint) -> [f32; 2] {
    let sixth = tint.hue_deg.rem_euclid(360.0) / 60.0;
    let part = |at: f32| (((sixth + at).rem_euclid(6.0) - 3.0).abs() - 1.0).clamp(0.0, 1.0);
    let (red, green, blue) = (part(0.0), part(4.0), part(2.0));
    let luma = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
    [(blue - luma) / BLUE_SPAN, (red - luma) / RED_SPAN].map(|part| part * tint.strength)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amber() -> Toning {
        let tint = Tint { hue_deg: 36.0, strength: 0.4 };
        Toning::new(&Print { shadows: tint, lights: tint, ..Print::default() })
    }

    #[test]
    fn no_tint_leaves_every_grey_grey() {
        let plain = Toning::new(&Print::default());
        assert!(!plain.is_toned());
        for luma in 16..=235 {
            let [red, green, blue] = plain.rgb(luma);
            assert!(red == green && green == blue);
        }
    }

    #[test]
    fn black_and_white_stay_and_the_greys_between_take_the_hue() {
        let amber = amber();
        assert_eq!((amber.rgb(16), amber.rgb(235)), ([0; 3], [255; 3]));
        let [red, green, blue] = amber.rgb(120);
        assert!(red > green && green > blue, "{red} {green} {blue}");
        let blue_of = |hue_deg: f32| chroma_of(Tint { hue_deg, strength: 1.0 });
        assert!((blue_of(240.0)[0] - 0.5).abs() < 1e-3 && (blue_of(0.0)[1] - 0.5).abs() < 1e-3);
    }

    #[test]
    fn planes_take_the_mean_of_four_pixels_and_agree_with_the_single_grey() {
        let amber = amber();
        let luma = [100, 120, 16, 16, 110, 110, 16, 16];
        let (mut blue, mut red) = ([0; 2], [0; 2]);
        amber.planes(&luma, 4, &mut blue, &mut red);
        assert_eq!([blue[0], red[0]], amber.table[110]);
        assert_eq!([blue[1], red[1]], [128, 128]);
    }

    #[test]
    fn no_grey_becomes_saturated_red_in_a_shipped_look_or_in_the_reddest_bath() {
        let red = Tint { hue_deg: 0.0, strength: 1.0 };
        let reddest = Print { shadows: red, lights: red, ..Print::default() };
        for print in reversal_model::assets::looks().iter().map(|look| look.print).chain([reddest]) {
            let toning = Toning::new(&print);
            assert!((16..=235).all(|luma| !is_saturated_red(toning.rgb(luma))), "{print:?}");
        }
        assert!(is_saturated_red([200, 20, 20]) && !is_saturated_red([200, 120, 100]));
    }
}
