//! Any number of channels to the one or two that AAC is made of here.

use std::borrow::Cow;

/// One or two channels. More are mixed to stereo after ITU-R BS.775-3: centre
/// and surrounds at −3 dB, the effects channel left out; the whole is turned
/// down only if it would clip. Channels are in the order of WAVE files.
pub(crate) fn to_stereo(channels: &[Vec<f32>]) -> Vec<Cow<'_, [f32]>> {
    if channels.len() <= 2 {
        return channels.iter().map(|channel| Cow::Borrowed(channel.as_slice())).collect();
    }
    const MINUS_3_DB: f32 = std::f32::consts::FRAC_1_SQRT_2;
    // (gain into left, gain into right) for each channel.
    let gains: &[(f32, f32)] = match channels.len() {
        3 => &[(1.0, 0.0), (0.0, 1.0), (MINUS_3_DB, MINUS_3_DB)],
        4 => &[(1.0, 0.0), (0.0, 1.0), (MINUS_3_DB, 0.0), (0.0, MINUS_3_DB)],
        5 => &[(1.0, 0.0), (0.0, 1.0), (MINUS_3_DB, MINUS_3_DB), (MINUS_3_DB, 0.0), (0.0, MINUS_3_DB)],
        7 => &[
            (1.0, 0.0),
            (0.0, 1.0),
            (MINUS_3_DB, MINUS_3_DB),
            (0.0, 0.0),
            (0.5, 0.5),
            (MINUS_3_DB, 0.0),
            (0.0, MINUS_3_DB),
        ],
        _ => &[
            (1.0, 0.0),
            (0.0, 1.0),
            (MINUS_3_DB, MINUS_3_DB),
            (0.0, 0.0),
            (MINUS_3_DB, 0.0),
            (0.0, MINUS_3_DB),
            (MINUS_3_DB, 0.0),
            (0.0, MINUS_3_DB),
        ],
    };
    let mix = |gain_of: fn(&(f32, f32)) -> f32| {
        let mut sum = vec![0.0_f32; channels[0].len()];
        for (channel, gain) in channels.iter().zip(gains) {
            let gain = gain_of(gain);
            if gain > 0.0 {
                sum.iter_mut().zip(channel).for_each(|(sum, sample)| *sum += gain * sample);
            }
        }
        sum
    };
    let mut stereo = [mix(|gain| gain.0), mix(|gain| gain.1)];
    let peak = stereo.iter().flatten().fold(1.0_f32, |peak, sample| peak.max(sample.abs()));
    stereo.iter_mut().flatten().for_each(|sample| *sample /= peak);
    stereo.map(Cow::Owned).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mono_and_stereo_pass_untouched() {
        let channels = [vec![0.5, -0.5], vec![0.25, 0.0]];
        for count in 1..=2 {
            let mixed = to_stereo(&channels[..count]);
            assert_eq!(mixed.len(), count);
            assert!(mixed.iter().zip(&channels).all(|(mixed, channel)| mixed[..] == channel[..]));
        }
    }

    #[test]
    fn the_centre_of_5_1_comes_from_both_sides_and_the_effects_channel_from_neither() {
        let mut channels = vec![vec![0.0; 1]; 6];
        channels[2][0] = 1.0;
        let mixed = to_stereo(&channels);
        assert!((mixed[0][0] - std::f32::consts::FRAC_1_SQRT_2).abs() < 1e-4 && mixed[0] == mixed[1]);
        channels[2][0] = 0.0;
        channels[3][0] = 1.0;
        assert_eq!(to_stereo(&channels)[0][0], 0.0);
    }

    #[test]
    fn a_loud_mix_is_turned_down_instead_of_clipped() {
        let channels = vec![vec![1.0, 0.5]; 6];
        let mixed = to_stereo(&channels);
        assert!((mixed[0][0] - 1.0).abs() < 1e-6 && (mixed[0][1] - 0.5).abs() < 1e-6);
    }
}
