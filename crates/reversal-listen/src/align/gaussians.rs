//! How likely each sound is under each state: Gaussian mixtures with diagonal
//! covariance over streams of features, the densities shared between the
//! states of a phone (or of all phones, or not at all), weighted for each.
//! Files `means`, `variances` and `sendump` or `mixture_weights` of CMU Sphinx.

use super::adaptation::LinearFit;
use super::bytes::{Bytes, broken};
use crate::error::Fault;

const MOST_CODEBOOKS: usize = 1 << 16;
const MOST_STREAMS: usize = 16;
const MOST_DENSITIES: usize = 4096;
const MOST_LENGTH: usize = 512;
/// No variance is less, as in training.
const VARIANCE_MIN: f32 = 1e-4;
/// Densities of a codebook that are summed, the likeliest; the rest adds nothing one could hear.
const TOP: usize = 4;
/// What a step of the 8-bit weights of `sendump` is worth, in nats: 1024 · ln 1.0001.
const SENDUMP_STEP_NATS: f32 = 0.102_394_88;
/// The smallest weight in `mixture_weights`.
const WEIGHT_MIN: f32 = 1e-7;

/// Numbers by codebook, stream, density and dimension, as a means or variances file holds them.
struct Table {
    codebooks: usize,
    densities: usize,
    lengths: Vec<usize>,
    values: Vec<f32>,
}

impl Table {
    fn read(file: &[u8]) -> Result<Table, Fault> {
        let mut bytes = Bytes::new(file);
        bytes.pass_s3_header()?;
        let codebooks = bytes.count("codebooks", 1..=MOST_CODEBOOKS)?;
        let streams = bytes.count("streams", 1..=MOST_STREAMS)?;
        let densities = bytes.count("densities", 1..=MOST_DENSITIES)?;
        let lengths =
            (0..streams).map(|_| bytes.count("dimensions", 1..=MOST_LENGTH)).collect::<Result<Vec<usize>, Fault>>()?;
        let total = codebooks * densities * lengths.iter().sum::<usize>();
        if bytes.u32()? as usize != total {
            return Err(broken("it holds another number of values than claimed"));
        }
        Ok(Table { codebooks, densities, lengths, values: bytes.floats(total)? })
    }
}

/// With so many frames heard, a song counts as much as the model itself in how the model is moved.
const PRIOR_FRAMES: f64 = 300.0;

/// The densities of one codebook in one stream, dimension by dimension, so
/// that all densities are worked on side by side.
#[derive(Clone)]
struct Codebook {
    means: Vec<f32>,
    /// 1 / 2σ².
    precisions: Vec<f32>,
    /// Logarithm of each density's peak.
    peaks: Vec<f32>,
}

/// All distributions of the phones without context.
#[derive(Clone)]
pub(super) struct Gaussians {
    /// By codebook, then stream.
    codebooks: Vec<Vec<Codebook>>,
    lengths: Vec<usize>,
    densities: usize,
    /// Logarithms of weights, by senone, stream and density.
    weights: Vec<f32>,
    /// The senones of each codebook.
    senones_of: Vec<Vec<usize>>,
    senones: usize,
}

/// What the other files say of the senones.
pub(super) struct SenoneCounts {
    /// Of phones without context.
    pub plain: usize,
    pub all: usize,
    /// The phone of each plain senone, and how many phones there are.
    pub phone_of: Vec<usize>,
    pub phones: usize,
}

/// The file with the weights, in either form.
pub(super) enum WeightsFile<'a> {
    Sendump(&'a [u8]),
    MixtureWeights(&'a [u8]),
}

impl Gaussians {
    pub(super) fn read(
        means: &[u8],
        variances: &[u8],
        weights: WeightsFile<'_>,
        senones: &SenoneCounts,
    ) -> Result<Gaussians, Fault> {
        let (means, variances) = (Table::read(means)?, Table::read(variances)?);
        if (means.codebooks, means.densities, &means.lengths)
            != (variances.codebooks, variances.densities, &variances.lengths)
        {
            return Err(broken("means and variances do not belong together"));
        }
        let codebook_of = |senone: usize| match means.codebooks {
            1 => Ok(0),
            count if count == senones.phones => Ok(senones.phone_of[senone]),
            count if count == senones.all => Ok(senone),
            _ => Err(broken("it shares its densities in an unknown way")),
        };
        let used = if means.codebooks == senones.all { senones.plain } else { means.codebooks };
        let mut senones_of = vec![Vec::new(); used];
        for senone in 0..senones.plain {
            senones_of[codebook_of(senone)?].push(senone);
        }
        let (streams, densities) = (means.lengths.len(), means.densities);
        let weights = match weights {
            WeightsFile::Sendump(file) => read_sendump(file, streams, densities, senones)?,
            WeightsFile::MixtureWeights(file) => read_mixture_weights(file, streams, densities, senones)?,
        };
        let mut codebooks = Vec::with_capacity(used);
        let mut from = 0;
        for _ in 0..used {
            let mut book = Vec::new();
            for &length in &means.lengths {
                let range = from..from + length * densities;
                from = range.end;
                book.push(Codebook::new(&means.values[range.clone()], &variances.values[range], length));
            }
            codebooks.push(book);
        }
        Ok(Gaussians { codebooks, lengths: means.lengths, densities, weights, senones_of, senones: senones.plain })
    }

    /// Lengths of the streams of features.
    pub(super) fn stream_lengths(&self) -> &[usize] {
        &self.lengths
    }

    pub(super) fn senones(&self) -> usize {
        self.senones
    }

    /// Log likelihoods in nats, by frame and senone. `frames` hold the streams one after the other.
    pub(super) fn log_likelihoods(&self, frames: &[Vec<f32>]) -> Vec<f32> {
        let mut scores = vec![0.0; frames.len() * self.senones];
        let mut logs = vec![0.0; self.densities];
        // Codebook by codebook over all frames: one codebook at a time stays in the cache.
        for (codebook, senones) in self.codebooks.iter().zip(&self.senones_of).filter(|pair| !pair.1.is_empty()) {
            for (frame, scores) in frames.iter().zip(scores.chunks_exact_mut(self.senones)) {
                let mut from = 0;
                for (stream, (part, &length)) in codebook.iter().zip(&self.lengths).enumerate() {
                    part.log_densities(&frame[from..from + length], &mut logs);
                    from += length;
                    let top = likeliest(&logs);
                    for &senone in senones {
                        scores[senone] += self.mixture(&top, senone, stream);
                    }
                }
            }
        }
        scores
    }

    /// The model moved to fit what was heard: pairs of a frame and the senone heard in it, all of
    /// codebooks that are moved alike. Other codebooks stay. `frame_of` gives a frame's features.
    pub(super) fn adapted(&self, frame_of: impl Fn(usize) -> Vec<f32>, heard: &[(usize, usize)]) -> Gaussians {
        let mut adapted = self.clone();
        let codebook_of = |senone: usize| self.senones_of.iter().position(|senones| senones.contains(&senone));
        let codebook_of: Vec<usize> = (0..self.senones).map(|senone| codebook_of(senone).unwrap_or(0)).collect();
        let mut moved: Vec<usize> = heard.iter().map(|&(_, senone)| codebook_of[senone]).collect();
        moved.sort_unstable();
        moved.dedup();
        let mut logs = vec![0.0; self.densities];
        let mut from = 0;
        for (stream, &length) in self.lengths.iter().enumerate() {
            let mut fit = LinearFit::new(length);
            // As if the model had been heard itself.
            let prior = PRIOR_FRAMES / (moved.len() * self.densities).max(1) as f64;
            for &codebook in &moved {
                let part = &self.codebooks[codebook][stream];
                for density in 0..self.densities {
                    let means = part.means_of(density, self.densities);
                    fit.add(|row| means[row], &means, &part.precisions_of(density, self.densities), prior);
                }
            }
            for &(frame, senone) in heard {
                let part = &self.codebooks[codebook_of[senone]][stream];
                let features = &frame_of(frame)[from..from + length];
                part.log_densities(features, &mut logs);
                let row = (senone * self.lengths.len() + stream) * self.densities;
                logs.iter_mut().zip(&self.weights[row..]).for_each(|(log, weight)| *log += weight);
                let density = likeliest(&logs)[0].1;
                let means = part.means_of(density, self.densities);
                fit.add(|row| f64::from(features[row]), &means, &part.precisions_of(density, self.densities), 1.0);
            }
            if let Some(map) = fit.solved() {
                for &codebook in &moved {
                    let (old, new) = (&self.codebooks[codebook][stream], &mut adapted.codebooks[codebook][stream]);
                    for density in 0..self.densities {
                        let means = old.means_of(density, self.densities);
                        for dimension in 0..length {
                            new.means[dimension * self.densities + density] = map.moved(&means, dimension) as f32;
                        }
                    }
                }
            }
            from += length;
        }
        adapted
    }

    fn mixture(&self, top: &[(f32, usize); TOP], senone: usize, stream: usize) -> f32 {
        let row = (senone * self.lengths.len() + stream) * self.densities;
        let terms = top.map(|(log, density)| log + self.weights[row + density]);
        let most = terms.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if most == f32::NEG_INFINITY {
            f32::MIN
        } else {
            most + terms.iter().map(|term| (term - most).exp()).sum::<f32>().ln()
        }
    }
}

impl Codebook {
    fn new(means: &[f32], variances: &[f32], length: usize) -> Codebook {
        let densities = means.len() / length;
        let variance = |at: usize| variances[at].max(VARIANCE_MIN);
        let across = |value: &dyn Fn(usize) -> f32| -> Vec<f32> {
            (0..length).flat_map(|d| (0..densities).map(move |i| i * length + d)).map(value).collect()
        };
        let peaks = (0..densities)
            .map(|i| -0.5 * (0..length).map(|d| (std::f32::consts::TAU * variance(i * length + d)).ln()).sum::<f32>())
            .collect();
        Codebook { means: across(&|at| means[at]), precisions: across(&|at| 0.5 / variance(at)), peaks }
    }

    fn means_of(&self, density: usize, densities: usize) -> Vec<f64> {
        self.means[density..].iter().step_by(densities).map(|mean| f64::from(*mean)).collect()
    }

    fn precisions_of(&self, density: usize, densities: usize) -> Vec<f64> {
        self.precisions[density..].iter().step_by(densities).map(|precision| f64::from(*precision)).collect()
    }

    fn log_densities(&self, features: &[f32], logs: &mut [f32]) {
        logs.copy_from_slice(&self.peaks);
        let rows = self.means.chunks_exact(logs.len()).zip(self.precisions.chunks_exact(logs.len()));
        for (&feature, (means, precisions)) in features.iter().zip(rows) {
            for ((log, mean), precision) in logs.iter_mut().zip(means).zip(precisions) {
                *log -= (feature - mean) * (feature - mean) * precision;
            }
        }
    }
}

/// The likeliest densities, in no order; fewer where there are fewer.
fn likeliest(logs: &[f32]) -> [(f32, usize); TOP] {
    let mut top = [(f32::NEG_INFINITY, 0); TOP];
    for (i, &log) in logs.iter().enumerate() {
        if log > top[TOP - 1].0 {
            let mut at = TOP - 1;
            while at > 0 && top[at - 1].0 < log {
                top[at] = top[at - 1];
                at -= 1;
            }
            top[at] = (log, i);
        }
    }
    top
}

/// Strings with their lengths before them, an empty one last; then a byte for each stream, density and senone.
fn read_sendump(file: &[u8], streams: usize, densities: usize, senones: &SenoneCounts) -> Result<Vec<f32>, Fault> {
    let mut bytes = Bytes::new(file);
    bytes.is_big_endian = matches!(file, [0, 0, _, _, ..]);
    let has_clusters = loop {
        let length = bytes.count("letters", 0..=4096)?;
        if length == 0 {
            break false;
        }
        let line = bytes.take(length)?;
        let is_nonzero = |key: &[u8]| line.strip_prefix(key).is_some_and(|rest| rest.first() != Some(&b'0'));
        if is_nonzero(b"cluster_count ") || line.starts_with(b"cluster_bits 4") {
            break true;
        }
    };
    if has_clusters {
        return Err(Fault::Unsupported("packs its weights in clusters; give a model with 8-bit weights".to_owned()));
    }
    let (rows, columns) = (bytes.count("densities", 1..=MOST_DENSITIES)?, bytes.u32()? as usize);
    // Columns may be filled up.
    if rows != densities || columns < senones.all || columns > senones.all + 64 {
        return Err(broken("its weights are not those of the other files"));
    }
    let mut weights = vec![0.0; senones.plain * streams * densities];
    for stream in 0..streams {
        for density in 0..densities {
            for (senone, &step) in bytes.take(columns)?[..senones.plain].iter().enumerate() {
                weights[(senone * streams + stream) * densities + density] = -SENDUMP_STEP_NATS * f32::from(step);
            }
        }
    }
    Ok(weights)
}

/// An `s3` file of counts of how often each density was met, by senone, stream and density.
fn read_mixture_weights(
    file: &[u8],
    streams: usize,
    densities: usize,
    senones: &SenoneCounts,
) -> Result<Vec<f32>, Fault> {
    let mut bytes = Bytes::new(file);
    bytes.pass_s3_header()?;
    let claimed = [bytes.u32()?, bytes.u32()?, bytes.u32()?, bytes.u32()?].map(|count| count as usize);
    if claimed != [senones.all, streams, densities, senones.all * streams * densities] {
        return Err(broken("its weights are not those of the other files"));
    }
    let counts = bytes.floats(senones.plain * streams * densities)?;
    let logs = counts.chunks_exact(densities).flat_map(|row| {
        let sum = row.iter().map(|count| count.max(0.0)).sum::<f32>().max(f32::MIN_POSITIVE);
        row.iter().map(move |count| (count / sum).max(WEIGHT_MIN).ln())
    });
    Ok(logs.collect())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An `s3` file of counts and values.
    pub(in crate::align) fn s3_file(counts: &[u32], values: &[f32]) -> Vec<u8> {
        let mut file = b"s3\nversion 1.0\nendhdr\n\x44\x33\x22\x11".to_vec();
        counts.iter().for_each(|count| file.extend(count.to_le_bytes()));
        values.iter().for_each(|value| file.extend(value.to_le_bytes()));
        file
    }

    /// Two phones of one senone each, a codebook each, one stream of one dimension, two densities.
    fn two_phones() -> SenoneCounts {
        SenoneCounts { plain: 2, all: 3, phone_of: vec![0, 1], phones: 2 }
    }

    fn means() -> Vec<u8> {
        s3_file(&[2, 1, 2, 1, 4], &[0.0, 2.0, 5.0, 7.0])
    }

    fn variances() -> Vec<u8> {
        s3_file(&[2, 1, 2, 1, 4], &[1.0, 4.0, 1.0, 0.0])
    }

    fn mixture_weights() -> Vec<u8> {
        s3_file(&[3, 1, 2, 6], &[3.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    }

    fn sendump() -> Vec<u8> {
        let mut file = Vec::new();
        for line in [b"title\0".as_slice(), b"feature_count 1\0", b""] {
            file.extend((line.len() as u32).to_le_bytes());
            file.extend(line);
        }
        [2_u32, 4].iter().for_each(|count| file.extend(count.to_le_bytes()));
        // Two densities by three senones, filled up to four.
        file.extend([3, 7, 9, 0, 14, 7, 9, 0]);
        file
    }

    fn normal(x: f64, mean: f64, variance: f64) -> f64 {
        (-(x - mean).powi(2) / 2.0 / variance).exp() / (std::f64::consts::TAU * variance).sqrt()
    }

    #[test]
    fn likelihoods_are_those_of_the_mixtures() {
        let weights = mixture_weights();
        let gaussians =
            Gaussians::read(&means(), &variances(), WeightsFile::MixtureWeights(&weights), &two_phones()).unwrap();
        let scores = gaussians.log_likelihoods(&[vec![0.5], vec![4.0]]);
        for (frame, x) in [0.5, 4.0].into_iter().enumerate() {
            let expected = (0.75 * normal(x, 0.0, 1.0) + 0.25 * normal(x, 2.0, 4.0)).ln();
            assert!((f64::from(scores[frame * 2]) - expected).abs() < 1e-4, "{scores:?}");
        }
        // The second density of the second phone has the least variance that there is.
        assert!((f64::from(scores[3]) - (0.5 * normal(4.0, 5.0, 1.0)).ln()).abs() < 1e-4, "{scores:?}");
    }

    #[test]
    fn weights_of_eight_bits_are_steps_of_the_logarithm() {
        let weights = sendump();
        let gaussians = Gaussians::read(&means(), &variances(), WeightsFile::Sendump(&weights), &two_phones()).unwrap();
        let expected = [3.0, 14.0, 7.0, 7.0].map(|step: f32| -step * SENDUMP_STEP_NATS);
        assert_eq!(gaussians.weights, expected);
    }

    #[test]
    fn a_singer_who_sings_everything_higher_is_followed() {
        let weights = mixture_weights();
        let gaussians =
            Gaussians::read(&means(), &variances(), WeightsFile::MixtureWeights(&weights), &two_phones()).unwrap();
        let frames: Vec<Vec<f32>> = (0..4000).map(|i| vec![if i % 2 == 0 { 0.6 } else { 2.6 }]).collect();
        let heard: Vec<(usize, usize)> = (0..4000).map(|frame| (frame, 0)).collect();
        let adapted = gaussians.adapted(|frame| frames[frame].clone(), &heard);
        let score = |gaussians: &Gaussians| gaussians.log_likelihoods(&frames[..2]).iter().step_by(2).sum::<f32>();
        assert!(score(&adapted) > score(&gaussians));
        let other = |gaussians: &Gaussians| gaussians.log_likelihoods(&frames[..1])[1];
        assert_eq!(other(&adapted), other(&gaussians), "what was not heard stays");
    }

    #[test]
    fn files_cut_anywhere_or_of_another_model_are_refused() {
        let read = |means: &[u8], variances: &[u8], weights: WeightsFile<'_>| {
            Gaussians::read(means, variances, weights, &two_phones()).is_ok()
        };
        let (whole, spread, mixed, dumped) = (means(), variances(), mixture_weights(), sendump());
        for length in 0..whole.len() {
            assert!(!read(&whole[..length], &spread, WeightsFile::Sendump(&dumped)), "{length}");
        }
        for length in 0..mixed.len() - 8 {
            assert!(!read(&whole, &spread, WeightsFile::MixtureWeights(&mixed[..length])), "{length}");
        }
        for length in 0..dumped.len() {
            assert!(!read(&whole, &spread, WeightsFile::Sendump(&dumped[..length])), "{length}");
        }
        for at in (whole.len() - 36..whole.len() - 16).step_by(4) {
            let mut wild = whole.clone();
            wild[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            assert!(!read(&wild, &spread, WeightsFile::Sendump(&dumped)), "{at}");
        }
        let other = s3_file(&[5, 1, 2, 1, 10], &[0.0; 10]);
        assert!(!read(&other, &other, WeightsFile::Sendump(&dumped)), "five codebooks for two phones");
        assert!(!read(&whole, &other, WeightsFile::Sendump(&dumped)));
    }
}
