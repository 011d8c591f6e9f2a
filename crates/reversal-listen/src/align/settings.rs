//! How a model wants its features made (`feat.params`): pairs of a name and a value.

use super::bytes::broken;
use crate::error::Fault;

/// What of `feat.params` matters here. Names not known are passed over.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FeatureSettings {
    pub low_hz: f64,
    pub high_hz: f64,
    pub filters: usize,
    pub transform: CosineTransform,
    /// Period of the window over cepstra; 0 for none.
    pub lifter: usize,
    pub removes_noise: bool,
    /// Which of the 39 features each stream holds, in order.
    pub streams: Vec<Vec<usize>>,
}

/// The cosine transform from log powers to cepstra.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CosineTransform {
    /// Orthonormal.
    Orthonormal,
    /// As the HTK does: all cepstra scaled alike.
    Htk,
    /// As older models: the first filter counts half, the mean of all filters.
    Legacy,
}

/// Cepstra a frame; with their first and second differences a frame has 39 features.
pub(super) const CEPSTRA: usize = 13;
pub(super) const FEATURES: usize = 3 * CEPSTRA;

impl FeatureSettings {
    pub(super) fn read(text: &str) -> Result<FeatureSettings, Fault> {
        let mut settings = FeatureSettings {
            low_hz: 133.333_34,
            high_hz: 6855.4976,
            filters: 40,
            transform: CosineTransform::Legacy,
            lifter: 0,
            removes_noise: true,
            streams: vec![(0..FEATURES).collect()],
        };
        let mut words = text.split_whitespace();
        while let (Some(name), Some(value)) = (words.next(), words.next()) {
            let number = || value.parse::<f64>().map_err(|_| broken(&format!("'{name} {value}' is no number")));
            let count = || value.parse::<usize>().map_err(|_| broken(&format!("'{name} {value}' is no count")));
            let unsupported = || {
                let fault = format!("asks for '{name} {value}', which is not known here; give CMU Sphinx en-us");
                Err(Fault::Unsupported(fault))
            };
            match name {
                "-lowerf" => settings.low_hz = number()?,
                "-upperf" => settings.high_hz = number()?,
                "-nfilt" => settings.filters = count()?,
                "-lifter" => settings.lifter = count()?,
                "-svspec" => settings.streams = streams(value)?,
                "-remove_noise" => settings.removes_noise = matches!(value, "yes" | "1" | "true"),
                "-transform" => {
                    settings.transform = match value {
                        "dct" => CosineTransform::Orthonormal,
                        "htk" => CosineTransform::Htk,
                        "legacy" => CosineTransform::Legacy,
                        _ => return unsupported(),
                    }
                }
                "-feat" if value != "1s_c_d_dd" => return unsupported(),
                "-ncep" if value != "13" => return unsupported(),
                "-varnorm" if !matches!(value, "no" | "0" | "false") => return unsupported(),
                "-lda" => return unsupported(),
                _ => {}
            }
        }
        let is_sound = (0.0..settings.high_hz).contains(&settings.low_hz)
            && settings.high_hz <= super::cepstra::RATE_HZ / 2.0
            && (CEPSTRA..=200).contains(&settings.filters);
        if is_sound { Ok(settings) } else { Err(broken("its filters cannot be made at 16 kHz")) }
    }
}

/// Streams like `0-12/13-25/26,30-38`.
fn streams(value: &str) -> Result<Vec<Vec<usize>>, Fault> {
    let bad = || broken(&format!("its streams '{value}' are no parts of {FEATURES} features"));
    let part = |part: &str| -> Result<Vec<usize>, Fault> {
        let mut features = Vec::new();
        for range in part.split(',') {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            let (from, to) = (from.parse::<usize>().map_err(|_| bad())?, to.parse::<usize>().map_err(|_| bad())?);
            if from > to || to >= FEATURES || features.len() > FEATURES {
                return Err(bad());
            }
            features.extend(from..=to);
        }
        Ok(features)
    };
    value.split('/').map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_model_is_understood() {
        let settings = FeatureSettings::read(
            "-lowerf 130\n-upperf 6800\n-nfilt 25\n-transform dct\n-lifter 22\n-feat 1s_c_d_dd\n\
             -svspec 0-12/13-25/26-38\n-agc none\n-cmn batch\n-varnorm no\n-model ptm\n-remove_noise yes\n",
        )
        .unwrap();
        assert_eq!((settings.low_hz, settings.filters, settings.lifter), (130.0, 25, 22));
        assert_eq!(settings.streams.iter().map(Vec::len).collect::<Vec<_>>(), [13, 13, 13]);
        assert_eq!((settings.streams[1][0], settings.removes_noise), (13, true));
    }

    #[test]
    fn what_cannot_be_done_is_refused_with_its_name() {
        for text in [
            "-lowerf x",
            "-nfilt 5",
            "-nfilt 100000",
            "-upperf 9000",
            "-lowerf 7000 -upperf 100",
            "-svspec 0-40",
            "-svspec 5-2",
            "-svspec a",
            "-feat s2_4x",
            "-lda matrix",
            "-transform fft",
            "-upperf NaN",
        ] {
            assert!(FeatureSettings::read(text).is_err(), "{text}");
        }
    }
}
