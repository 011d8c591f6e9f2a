//! A long frame by pitch, finely enough to see voices glide and tremble, and by
//! where in the stereo picture its bands are.

/// Bands of a [`PitchFrame`], a quarter tone wide, from `LOWEST_HZ` on.
pub(crate) const PITCHES: usize = 96;
const LOWEST_HZ: f64 = 196.0;
const PITCHES_IN_OCTAVE: f64 = 24.0;
/// Bands of a [`WidthFrame`], equally wide on a logarithmic scale between `WIDTH_RANGE_HZ`.
pub(crate) const WIDTHS: usize = 8;
const WIDTH_RANGE_HZ: (f64, f64) = (100.0, 8000.0);

/// Magnitude at each pitch.
pub(crate) type PitchFrame = [f32; PITCHES];
/// Power of each band of the middle or of the sides.
pub(crate) type WidthFrame = [f32; WIDTHS];

/// Where each band lies among the bins of a transform.
pub(crate) struct PitchScale {
    /// 0.., one per pitch: the bins at and around its middle, in bins.
    places: Vec<(f64, f64)>,
    /// 0..=`WIDTHS`: the bins at which the bands begin and end.
    edges: Vec<usize>,
}

impl PitchScale {
    pub fn new(window: usize, rate_hz: f64) -> PitchScale {
        let bin_hz = rate_hz / window as f64;
        let half_band = 2.0_f64.powf(0.5 / PITCHES_IN_OCTAVE);
        let places = (0..PITCHES).map(|pitch| {
            let hz = LOWEST_HZ * 2.0_f64.powf(pitch as f64 / PITCHES_IN_OCTAVE);
            (hz / half_band / bin_hz, hz * half_band / bin_hz)
        });
        let ratio = WIDTH_RANGE_HZ.1 / WIDTH_RANGE_HZ.0;
        let edges = (0..=WIDTHS)
            .map(|edge| (WIDTH_RANGE_HZ.0 * ratio.powf(edge as f64 / WIDTHS as f64) / bin_hz).round() as usize);
        PitchScale { places: places.collect(), edges: edges.collect() }
    }

    /// The greatest magnitude in each pitch's band, and at its ends between the bins.
    pub fn pitches(&self, bins: &[f32]) -> PitchFrame {
        let between = |place: f64| {
            let (low, part) = (place as usize, place.fract() as f32);
            match (bins.get(low), bins.get(low + 1)) {
                (Some(low), Some(high)) => low + (high - low) * part,
                _ => 0.0,
            }
        };
        std::array::from_fn(|pitch| {
            let (from, to) = self.places[pitch];
            let inside = (from.ceil() as usize).min(bins.len())..(to.floor() as usize + 1).min(bins.len());
            let inside = bins.get(inside).unwrap_or(&[]);
            inside.iter().copied().fold(between(from).max(between(to)), f32::max)
        })
    }

    pub fn widths(&self, bins: &[f32]) -> WidthFrame {
        std::array::from_fn(|band| {
            let (from, to) = (self.edges[band].min(bins.len()), self.edges[band + 1].min(bins.len()));
            bins[from..to].iter().map(|magnitude| magnitude * magnitude).sum()
        })
    }
}

/// The share of the sides in the power of each band, 0..1; 0 where nothing is heard.
pub(crate) fn width(middle: &WidthFrame, sides: &WidthFrame) -> WidthFrame {
    std::array::from_fn(|band| {
        let whole = middle[band] + sides[band];
        if whole > 1e-12 { sides[band] / whole } else { 0.0 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spectrum::Spectrum;
    use crate::test_sounds::{RATE_HZ, song_of, tone};

    #[test]
    fn a_tone_stands_out_at_its_pitch_at_every_sample_rate() {
        for rate_hz in [22_050, 44_100, 96_000] {
            let spectrum = Spectrum::of(&tone(784.0, 0.5, rate_hz, 2.0), 1.0, 1);
            let frame = spectrum.pitches[spectrum.pitches.len() / 2];
            let loudest = (0..PITCHES).max_by(|a, b| frame[*a].total_cmp(&frame[*b])).unwrap();
            assert!(loudest.abs_diff(48) <= 1, "two octaves above the lowest, not {loudest}");
        }
    }

    #[test]
    fn what_is_on_one_side_is_half_at_the_sides_and_what_is_in_the_middle_is_not() {
        let wave = tone(784.0, 0.5, RATE_HZ, 2.0).channels.remove(0);
        let quiet = vec![0.0; wave.len()];
        let width_of = |left: &Vec<f32>, right: &Vec<f32>| {
            let spectrum = Spectrum::of(&song_of(RATE_HZ, vec![left.clone(), right.clone()]), 1.0, 1);
            spectrum.widths[spectrum.widths.len() / 2][3]
        };
        assert!((width_of(&wave, &quiet) - 0.5).abs() < 0.01);
        assert!(width_of(&wave, &wave) < 0.01);
    }
}
