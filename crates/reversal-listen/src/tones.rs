//! Pitch and timbre of one long frame: chroma, bass, noisiness, brightness, roughness.

/// Bands of the bass, equally wide on a logarithmic scale between `BASS_RANGE_HZ`.
pub(crate) const BASS_BANDS: usize = 12;
const BASS_RANGE_HZ: (f64, f64) = (40.0, 250.0);
const CHROMA_RANGE_HZ: (f64, f64) = (100.0, 2500.0);
/// Where distortion, cymbals and screams are noisy and tones are not.
const NOISE_RANGE_HZ: (f64, f64) = (2000.0, 8000.0);
/// Where most of a singing voice's power lies, and of its vowels' differences.
const VOICE_RANGE_HZ: (f64, f64) = (300.0, 3400.0);
const CENTROID_CEILING_HZ: f64 = 11_000.0;
const ROUGHNESS_CEILING_HZ: f64 = 5000.0;
const ROUGHNESS_PARTIALS: usize = 24;
/// Long frames between measures of roughness: it is dear, and changes slowly.
const ROUGHNESS_EVERY: usize = 6;
/// Keeps logarithms finite; 140 dB below full scale.
const POWER_FLOOR: f64 = 1e-14;

/// What was measured of one long frame.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tones {
    /// Sum of magnitudes by pitch class, C first.
    pub chroma: [f32; 12],
    /// Sum of magnitudes by band of the bass.
    pub bass: [f32; BASS_BANDS],
    /// Power of all that is heard below `CENTROID_CEILING_HZ`.
    pub power: f32,
    /// Power of `VOICE_RANGE_HZ`.
    pub voice_power: f32,
    /// Share of the power below 120 Hz, 0..1.
    pub bass_share: f32,
    /// Centre of gravity of the power, in Hz.
    pub centroid_hz: f32,
    /// Natural logarithm of the spectral flatness of `NOISE_RANGE_HZ`; 0 is white noise.
    pub noisiness: f32,
    /// Sensory dissonance by Sethares (1993) of the strongest partials; every sixth frame has it.
    pub roughness: Option<f32>,
}

/// Where each bin of a transform belongs.
pub(crate) struct ToneScale {
    bin_hz: f64,
    /// 0.., one per bin: pitch class, or None outside of the range.
    pitch_class: Vec<Option<usize>>,
    /// 0.., one per bin: band of the bass, or None outside of the range.
    bass_band: Vec<Option<usize>>,
}

impl ToneScale {
    pub fn new(window: usize, rate_hz: f64) -> ToneScale {
        let bin_hz = rate_hz / window as f64;
        let within = |hz: f64, range: (f64, f64)| hz >= range.0 && hz < range.1;
        let bins_hz = || (0..=window / 2).map(|bin| bin as f64 * bin_hz);
        let octaves = (BASS_RANGE_HZ.1 / BASS_RANGE_HZ.0).log2();
        ToneScale {
            bin_hz,
            pitch_class: bins_hz()
                .map(|hz| {
                    within(hz, CHROMA_RANGE_HZ).then(|| ((hz / 440.0).log2() * 12.0 + 69.0).round() as usize % 12)
                })
                .collect(),
            bass_band: bins_hz()
                .map(|hz| {
                    let place = (hz / BASS_RANGE_HZ.0).log2() / octaves;
                    within(hz, BASS_RANGE_HZ).then_some((place * BASS_BANDS as f64) as usize)
                })
                .collect(),
        }
    }

    pub fn tones(&self, frame: usize, bins: &[f32]) -> Tones {
        let mut chroma = [0.0; 12];
        let mut bass = [0.0; BASS_BANDS];
        let (mut power, mut low_power, mut moment) = (0.0, 0.0, 0.0);
        let (mut noise_sum, mut noise_logs, mut noise_bins) = (0.0, 0.0, 0.0);
        let heard = (CENTROID_CEILING_HZ / self.bin_hz) as usize + 1;
        for (bin, &magnitude) in bins.iter().enumerate().take(heard) {
            let hz = bin as f64 * self.bin_hz;
            let bin_power = f64::from(magnitude) * f64::from(magnitude);
            power += bin_power;
            moment += bin_power * hz;
            if hz < 120.0 {
                low_power += bin_power;
            }
            if let Some(class) = self.pitch_class[bin] {
                chroma[class] += magnitude;
            }
            if let Some(band) = self.bass_band[bin] {
                bass[band] += magnitude;
            }
            if hz >= NOISE_RANGE_HZ.0 && hz < NOISE_RANGE_HZ.1 {
                noise_sum += bin_power + POWER_FLOOR;
                noise_logs += (bin_power + POWER_FLOOR).ln();
                noise_bins += 1.0;
            }
        }
        let flatness_ln = if noise_bins > 0.0 { noise_logs / noise_bins - (noise_sum / noise_bins).ln() } else { 0.0 };
        // Rounding noise of silence and beside a pure tone is flat, but nobody hears it.
        let audible = power > POWER_FLOOR * 1e3;
        let noise_audible = audible && noise_sum > power * 1e-7;
        Tones {
            chroma,
            bass,
            power: power as f32,
            voice_power: self.voice_power(bins),
            bass_share: if audible { (low_power / power) as f32 } else { 0.0 },
            centroid_hz: if audible { (moment / power) as f32 } else { 0.0 },
            noisiness: if noise_audible { flatness_ln as f32 } else { SILENT_NOISINESS },
            roughness: frame.is_multiple_of(ROUGHNESS_EVERY).then(|| self.roughness(bins)),
        }
    }

    /// Power in the range of voices.
    pub fn voice_power(&self, bins: &[f32]) -> f32 {
        let from = ((VOICE_RANGE_HZ.0 / self.bin_hz).ceil() as usize).min(bins.len());
        let to = ((VOICE_RANGE_HZ.1 / self.bin_hz).ceil() as usize).clamp(from, bins.len());
        bins[from..to].iter().map(|magnitude| f64::from(magnitude * magnitude)).sum::<f64>() as f32
    }

    /// Sethares, "Local consonance and the relationship between timbre and
    /// scale" (JASA 1993), over the strongest peaks, as a share of their sum.
    fn roughness(&self, bins: &[f32]) -> f32 {
        let ceiling = ((ROUGHNESS_CEILING_HZ / self.bin_hz) as usize).min(bins.len());
        let mut partials: Vec<(usize, f64)> = bins[..ceiling]
            .windows(3)
            .enumerate()
            .filter(|(_, trio)| trio[1] > trio[0] && trio[1] > trio[2])
            // Power 0.6 of the magnitude stands for loudness.
            .map(|(before, trio)| (before + 1, f64::from(trio[1]).powf(0.6)))
            .collect();
        partials.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        partials.truncate(ROUGHNESS_PARTIALS);
        partials.sort_by_key(|partial| partial.0);
        let loudness: f64 = partials.iter().map(|partial| partial.1).sum();
        if partials.len() < 3 || loudness < 1e-4 {
            return 0.0;
        }
        let mut dissonance = 0.0;
        for (i, &(low_bin, low)) in partials.iter().enumerate() {
            let low_hz = low_bin as f64 * self.bin_hz;
            let stretch = 0.24 / (0.0207 * low_hz + 18.96);
            for &(high_bin, high) in &partials[i + 1..] {
                let distance = stretch * (high_bin as f64 * self.bin_hz - low_hz);
                dissonance += low.min(high) * ((-3.51 * distance).exp() - (-5.75 * distance).exp());
            }
        }
        (dissonance / loudness) as f32
    }
}

/// The `noisiness` of silence: as tonal as the purest tone.
const SILENT_NOISINESS: f32 = -12.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spectrum::Spectrum;
    use crate::test_sounds::{RATE_HZ, noise, silence, stroke, tone};

    fn middle(song: &reversal_model::song::Song) -> Tones {
        let tones = Spectrum::of(song, 1.0, 1).tones;
        tones[tones.len() / 2 / ROUGHNESS_EVERY * ROUGHNESS_EVERY].clone()
    }

    #[test]
    fn an_a_is_heard_as_an_a() {
        let chroma = middle(&tone(440.0, 0.3, RATE_HZ, 2.0)).chroma;
        assert!(chroma[9] > 0.8 * chroma.iter().sum::<f32>(), "{chroma:?}");
    }

    #[test]
    fn noise_is_noisier_and_brighter_than_a_tone_and_than_silence() {
        let (hiss, pure, none) =
            (middle(&noise(0.3, 2.0)), middle(&tone(440.0, 0.3, RATE_HZ, 2.0)), middle(&silence(2.0)));
        assert!(hiss.noisiness > pure.noisiness + 1.0 && hiss.noisiness > none.noisiness + 1.0);
        assert!(hiss.centroid_hz > 4000.0 && (pure.centroid_hz - 440.0).abs() < 10.0);
    }

    #[test]
    fn close_partials_are_rougher_than_an_octave() {
        let chord = |ratios: &[f64]| {
            let mut song = silence(2.0);
            for ratio in ratios {
                stroke(&mut song.channels[0], 0.0, 300.0 * ratio, 0.2, 30.0);
            }
            middle(&song).roughness.unwrap()
        };
        let octaves = chord(&[1.0, 2.0, 4.0]);
        let cluster = chord(&[1.0, 1.13, 1.26]);
        assert!(cluster > octaves + 0.05, "{cluster} against {octaves}");
    }
}
