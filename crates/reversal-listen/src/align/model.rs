//! The phone model that a person installs: CMU Sphinx en-us or one like it.
//!
//! Debian has it as `pocketsphinx-en-us`, the Python package `pocketsphinx`
//! carries it in `pocketsphinx/model/en-us`. It is a folder with `mdef`,
//! `feat.params`, `means`, `variances` and `sendump` or `mixture_weights`, and
//! the dictionary `cmudict-en-us.dict` in it or beside it.

use std::path::{Path, PathBuf};

use super::bytes::{broken, read_file};
use super::definition::Definition;
use super::gaussians::{Gaussians, SenoneCounts, WeightsFile};
use super::settings::{FEATURES, FeatureSettings};
use crate::error::{Fault, ListenError};

/// Names the model's folder where no place is given.
const VARIABLE: &str = "REVERSAL_VOICE_MODEL";
/// Where packages put it.
const PLACES: [&str; 2] =
    ["/usr/share/pocketsphinx/model/en-us/en-us", "/usr/local/share/pocketsphinx/model/en-us/en-us"];
/// Where a person may put it, under the home folder.
const PLACE_AT_HOME: &str = ".local/share/reversal/voice-model";
/// Folders of a folder given that may be meant.
const INNER: [&str; 4] = ["", "en-us", "en-us/en-us", "model/en-us/en-us"];
const DICTIONARY: &str = "cmudict-en-us.dict";

/// What dictionaries of CMU Sphinx call silence.
const SILENCE: &str = "SIL";

/// Sounds of speech, as a person installed them.
pub struct PhoneModel {
    folder: PathBuf,
    pub(super) settings: FeatureSettings,
    pub(super) definition: Definition,
    pub(super) gaussians: Gaussians,
    silence: Option<usize>,
    /// Text of the dictionary, empty where there is none.
    pub(super) dictionary: String,
}

impl PhoneModel {
    /// Opens the model in the folder given, else in the folder that `REVERSAL_VOICE_MODEL` names, else in a
    /// standard place. None where none of these is given and nothing is installed; a model that is given or
    /// found but cannot be used is an error.
    pub fn find(explicit: Option<&Path>) -> Result<Option<PhoneModel>, ListenError> {
        let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(given) = explicit.map(Path::to_path_buf).or(variable) {
            return PhoneModel::open(&given).map(Some);
        }
        let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(PLACE_AT_HOME));
        let places = PLACES.iter().map(PathBuf::from).chain(home);
        places.filter_map(|place| inner_folder(&place)).next().map(|folder| PhoneModel::open(&folder)).transpose()
    }

    /// Opens the model in a folder, or in the folder `en-us` of it.
    pub fn open(folder: &Path) -> Result<PhoneModel, ListenError> {
        let missing = || {
            let fault = "holds no phone model; give the folder of CMU Sphinx en-us, in which mdef and means are";
            Fault::Unsupported(fault.to_owned()).in_file(folder)
        };
        let folder = inner_folder(folder).ok_or_else(missing)?;
        let file = |name: &str| folder.join(name);
        let in_file = |name: &str| {
            let path = file(name);
            move |fault: Fault| fault.in_file(&path)
        };
        let settings = String::from_utf8_lossy(&read_file(&file("feat.params"))?).into_owned();
        let settings = FeatureSettings::read(&settings).map_err(in_file("feat.params"))?;
        let definition = Definition::read(&read_file(&file("mdef"))?).map_err(in_file("mdef"))?;
        let (means, variances) = (read_file(&file("means"))?, read_file(&file("variances"))?);
        let has_sendump = file("sendump").is_file();
        let weights_name = if has_sendump { "sendump" } else { "mixture_weights" };
        let weights = read_file(&file(weights_name))?;
        let weights = if has_sendump { WeightsFile::Sendump(&weights) } else { WeightsFile::MixtureWeights(&weights) };
        let mut phone_of = vec![0; definition.plain_senones];
        for (index, phone) in definition.phones.iter().enumerate() {
            phone.senones.iter().for_each(|&senone| phone_of[senone] = index);
        }
        let counts = SenoneCounts {
            plain: definition.plain_senones,
            all: definition.senones,
            phone_of,
            phones: definition.phones.len(),
        };
        let gaussians =
            Gaussians::read(&means, &variances, weights, &counts).map_err(|fault| fault.in_file(&folder))?;
        let lengths: Vec<usize> = settings.streams.iter().map(Vec::len).collect();
        if lengths != gaussians.stream_lengths() || lengths.iter().sum::<usize>() > FEATURES {
            return Err(in_file("feat.params")(broken("its streams are not those of the means")));
        }
        let dictionary = match dictionary_of(&folder) {
            Some(path) => String::from_utf8_lossy(&read_file(&path)?).into_owned(),
            None => String::new(),
        };
        let silence = definition.phones.iter().position(|phone| phone.name == SILENCE);
        Ok(PhoneModel { folder, silence, settings, definition, gaussians, dictionary })
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The phone for silence.
    pub(super) fn silence(&self) -> Option<usize> {
        self.silence
    }

    /// Whether English words can be looked up; by their letters alone they are placed less well.
    pub fn has_dictionary(&self) -> bool {
        !self.dictionary.is_empty()
    }
}

/// The folder itself or one in it that holds a model.
fn inner_folder(folder: &Path) -> Option<PathBuf> {
    let has_model = |path: &PathBuf| ["mdef", "means"].iter().all(|name| path.join(name).is_file());
    INNER.iter().map(|inner| if inner.is_empty() { folder.to_path_buf() } else { folder.join(inner) }).find(has_model)
}

/// The usual dictionary in the folder or beside it.
fn dictionary_of(folder: &Path) -> Option<PathBuf> {
    let beside = folder.parent().map(|parent| parent.join(DICTIONARY));
    std::iter::once(folder.join(DICTIONARY)).chain(beside).find(|path| path.is_file())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::align::gaussians::tests::s3_file;

    /// A model of two phones, loud (AA) and soft (SIL), in a folder of its own.
    pub(in crate::align) fn tiny_model(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("reversal-phones-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
        write("feat.params", b"-lowerf 130 -upperf 6800 -nfilt 25 -transform dct -svspec 0-12 -remove_noise no");
        write("mdef", crate::align::definition::tests::TEXT.as_bytes());
        // Two codebooks of one density; only the first cepstrum tells the phones apart.
        let of_phone = |first: f32, rest: f32| std::iter::once(first).chain([rest; 12]).collect::<Vec<f32>>();
        write("means", &s3_file(&[2, 1, 1, 13, 26], &[of_phone(20.0, 0.0), of_phone(-20.0, 0.0)].concat()));
        write("variances", &s3_file(&[2, 1, 1, 13, 26], &[of_phone(200.0, 1e6), of_phone(200.0, 1e6)].concat()));
        write("mixture_weights", &s3_file(&[5, 1, 1, 5], &[1.0; 5]));
        folder
    }

    #[test]
    fn a_small_model_is_opened_and_found_where_it_is_said_to_be() {
        let folder = tiny_model("open");
        let model = PhoneModel::find(Some(&folder)).unwrap().unwrap();
        assert_eq!((model.folder(), model.has_dictionary(), model.silence()), (folder.as_path(), false, Some(1)));
        std::fs::write(folder.join(DICTIONARY), "ah AA\n").unwrap();
        assert!(PhoneModel::open(&folder).unwrap().has_dictionary());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_no_model_gets_one_sentence() {
        let folder = tiny_model("broken");
        let message = |folder: &Path| PhoneModel::open(folder).err().unwrap().to_string();
        assert!(message(Path::new("/nowhere")).contains("holds no phone model; give"));
        for name in ["feat.params", "mixture_weights", "variances"] {
            let whole = std::fs::read(folder.join(name)).unwrap();
            std::fs::remove_file(folder.join(name)).unwrap();
            assert!(message(&folder).contains("cannot be read"), "{name}");
            std::fs::write(folder.join(name), whole).unwrap();
        }
        for name in ["mdef", "means", "variances", "mixture_weights"] {
            let whole = std::fs::read(folder.join(name)).unwrap();
            std::fs::write(folder.join(name), b"s3\nnonsense").unwrap();
            assert!(message(&folder).contains("install the model anew"), "{name}");
            std::fs::write(folder.join(name), whole).unwrap();
        }
        std::fs::write(folder.join("feat.params"), "-svspec 0-38 -nfilt 25 -upperf 6800").unwrap();
        assert!(message(&folder).contains("streams"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
