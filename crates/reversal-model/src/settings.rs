//! The settings: one row each, from which flags, the keys of `reversal.toml`,
//! validation, the reference page and what goes into a fingerprint all come.

use std::path::PathBuf;

use crate::hearing::{Corrections, MeterGiven, Octave};
use crate::limits::{FRAME_SIDE_MAX, FRAME_SIDE_MIN, THREADS_MAX};
use crate::time::{Rate, secs_from_clock};

/// A stage of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Stage {
    Listen,
    Treat,
    Shots,
    Perform,
    Cut,
    Deliver,
}

impl Stage {
    /// All stages in their order.
    pub const ALL: [Stage; 6] = [Stage::Listen, Stage::Treat, Stage::Shots, Stage::Perform, Stage::Cut, Stage::Deliver];

    /// Its verb on the command line.
    pub fn verb(self) -> &'static str {
        ["listen", "treat", "shots", "perform", "cut", "deliver"][self as usize]
    }
}

/// One setting.
pub struct Setting {
    /// Name of the flag (after `--`) and, with `_` for `-`, of the key in `reversal.toml`.
    pub name: &'static str,
    /// What stands for its value in the help.
    pub value: &'static str,
    /// Default as a person would type it; empty where there is none.
    pub default: &'static str,
    /// What it does and why the default is what it is.
    pub help: &'static str,
    /// Stages that read it; a change makes these stale, and no others.
    pub read_by: &'static [Stage],
    /// Whether the film's folder remembers it.
    pub remembered: bool,
    /// Takes a typed value over into the settings.
    set: fn(&mut Settings, &str) -> Result<(), String>,
    /// The value as it would be typed.
    get: fn(&Settings) -> String,
}

/// Every setting of the program.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "size",
        value: "SIZE",
        default: "1080p",
        help: "Size of the frame: draft (640x360), 720p, 1080p, 1440p, 2160p or WxH",
        read_by: &[Stage::Deliver],
        remembered: true,
        set: |settings, text| {
            settings.size = FrameSize::parse(text)?;
            Ok(())
        },
        get: |settings| settings.size.0.clone(),
    },
    Setting {
        name: "fps",
        value: "RATE",
        default: "24",
        help: "Frames a second: 24, 23.976, 25, 29.97, 30, 50, 59.94, 60 or a fraction",
        read_by: &[Stage::Cut, Stage::Deliver],
        remembered: true,
        set: |settings, text| {
            settings.rate = text.parse()?;
            Ok(())
        },
        get: |settings| settings.rate.to_string(),
    },
    Setting {
        name: "aspect",
        value: "RATIO",
        default: "2.39",
        help: "Shape of the picture: 2.39, 1.85, 16:9 (barred inside a 16:9 frame), 9:16 or 1:1 (fill a frame of that shape; shots are framed anew)",
        read_by: &[Stage::Deliver],
        remembered: true,
        set: |settings, text| {
            settings.aspect = Aspect::parse(text)?;
            Ok(())
        },
        get: |settings| settings.aspect.name.to_owned(),
    },
    Setting {
        name: "titles",
        value: "on/off",
        default: "off",
        help: "Write the song's title and artist on the first pictures and the film's name on the last; off, so that the film is clean for others to finish",
        read_by: &[Stage::Deliver],
        remembered: true,
        set: |settings, text| {
            settings.titles = switch(text)?;
            Ok(())
        },
        get: |settings| switched(settings.titles),
    },
    Setting {
        name: "words",
        value: "on/off",
        default: "off",
        help: "Write the sung words on the picture as they are sung; whole lines where their times are unsure",
        read_by: &[Stage::Deliver],
        remembered: true,
        set: |settings, text| {
            settings.words = switch(text)?;
            Ok(())
        },
        get: |settings| switched(settings.words),
    },
    Setting {
        name: "seed",
        value: "N",
        default: "1",
        help: "Another number gives another film of the same song",
        read_by: &[Stage::Treat, Stage::Shots, Stage::Perform, Stage::Deliver],
        remembered: true,
        set: |settings, text| {
            settings.seed = text.trim().parse().map_err(|_| format!("'{text}' is not a whole number of 0 or more"))?;
            Ok(())
        },
        get: |settings| settings.seed.to_string(),
    },
    Setting {
        name: "from",
        value: "TIME",
        default: "",
        help: "Make the film only from this time of the song on (seconds or m:ss); listening and planning stay whole",
        read_by: &[Stage::Cut, Stage::Deliver],
        remembered: false,
        set: |settings, text| {
            settings.from_secs = Some(secs_from_clock(text)?);
            Ok(())
        },
        get: |settings| settings.from_secs.map_or(String::new(), |secs| secs.to_string()),
    },
    Setting {
        name: "to",
        value: "TIME",
        default: "",
        help: "Make the film only up to this time of the song",
        read_by: &[Stage::Cut, Stage::Deliver],
        remembered: false,
        set: |settings, text| {
            settings.to_secs = Some(secs_from_clock(text)?);
            Ok(())
        },
        get: |settings| settings.to_secs.map_or(String::new(), |secs| secs.to_string()),
    },
    Setting {
        name: "tempo",
        value: "BPM",
        default: "",
        help: "Look for the beat near this tempo, in beats a minute, where the wrong one was heard; `heard` takes that back",
        read_by: &[Stage::Listen],
        remembered: true,
        set: |settings, text| {
            settings.corrections.tempo_bpm = match text.trim() {
                "" | "heard" => None,
                typed => Some(number_in(typed, TEMPO_RANGE_BPM, "a tempo in beats a minute")?),
            };
            Ok(())
        },
        get: |settings| settings.corrections.tempo_bpm.map_or(String::new(), |tempo| tempo.to_string()),
    },
    Setting {
        name: "octave",
        value: "OCTAVE",
        default: "heard",
        help: "Beats at the tempo that was heard, at half of it or at double: heard, half or double",
        read_by: &[Stage::Listen],
        remembered: true,
        set: |settings, text| {
            settings.corrections.octave = Octave::parse(text)?;
            Ok(())
        },
        get: |settings| settings.corrections.octave.name().to_owned(),
    },
    Setting {
        name: "shift-beats",
        value: "N",
        default: "0",
        help: "Bars begin so many beats later than heard; half a beat (0.5) moves the beats themselves",
        read_by: &[Stage::Listen],
        remembered: true,
        set: |settings, text| {
            let beats = number_in(text, (-16.0, 16.0), "a number of beats")?;
            if (beats * 2.0).fract() != 0.0 {
                return Err(format!("'{text}' is no whole or half number of beats"));
            }
            settings.corrections.shift_beats = beats;
            Ok(())
        },
        get: |settings| settings.corrections.shift_beats.to_string(),
    },
    Setting {
        name: "shift-bars",
        value: "N",
        default: "0",
        help: "Parts of the song begin so many bars later than heard",
        read_by: &[Stage::Listen],
        remembered: true,
        set: |settings, text| {
            settings.corrections.shift_bars = text
                .trim()
                .parse()
                .ok()
                .filter(|bars: &i32| bars.abs() <= 16)
                .ok_or_else(|| format!("'{text}' is not a whole number of bars from -16 to 16"))?;
            Ok(())
        },
        get: |settings| settings.corrections.shift_bars.to_string(),
    },
    Setting {
        name: "meter",
        value: "METER",
        default: "",
        help: "Beats a bar where the wrong number was heard, like 3/4 or 6/8; `heard` takes that back",
        read_by: &[Stage::Listen],
        remembered: true,
        set: |settings, text| {
            settings.corrections.meter = match text.trim() {
                "" | "heard" => None,
                typed => Some(MeterGiven::parse(typed)?),
            };
            Ok(())
        },
        get: |settings| settings.corrections.meter.map_or(String::new(), |meter| meter.to_string()),
    },
    Setting {
        name: "offset",
        value: "MS",
        default: "0",
        help: "All beats come so many milliseconds later than heard",
        read_by: &[Stage::Listen],
        remembered: true,
        set: |settings, text| {
            settings.corrections.offset_ms = number_in(text, (-2000.0, 2000.0), "a number of milliseconds")?;
            Ok(())
        },
        get: |settings| settings.corrections.offset_ms.to_string(),
    },
    Setting {
        name: "voice-model",
        value: "DIR",
        default: "",
        help: "Folder of a phone model (CMU Sphinx en-us) that places lyrics without times; without it the standard places are looked at",
        read_by: &[Stage::Listen],
        remembered: true,
        set: |settings, text| {
            settings.voice_model = path_or_none(text, "folder")?;
            Ok(())
        },
        get: |settings| settings.voice_model.as_ref().map_or(String::new(), |path| path.display().to_string()),
    },
    Setting {
        name: "whisper-model",
        value: "FILE",
        default: "",
        help: "File of a Whisper model (ggml-*.bin) that places lyrics without times word by word and, where there are no lyrics, writes a draft of them; for builds with the feature whisper",
        read_by: &[Stage::Listen],
        remembered: true,
        set: |settings, text| {
            settings.whisper_model = path_or_none(text, "file")?;
            Ok(())
        },
        get: |settings| settings.whisper_model.as_ref().map_or(String::new(), |path| path.display().to_string()),
    },
    Setting {
        name: "threads",
        value: "N",
        default: "0",
        help: "Threads to work with; 0 takes all the machine has. The film is the same for any number",
        read_by: &[],
        remembered: false,
        set: |settings, text| {
            settings.threads = text
                .trim()
                .parse()
                .ok()
                .filter(|&threads| threads <= THREADS_MAX)
                .ok_or_else(|| format!("'{text}' is not a number of threads from 0 to {THREADS_MAX}"))?;
            Ok(())
        },
        get: |settings| settings.threads.to_string(),
    },
];

/// The settings' values.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Size of the frame.
    pub size: FrameSize,
    /// Frames a second.
    pub rate: Rate,
    /// Shape of the picture.
    pub aspect: Aspect,
    /// Whether titles are written on the film.
    pub titles: bool,
    /// Whether the sung words are.
    pub words: bool,
    /// Chooses among films of the same song.
    pub seed: u64,
    /// Start of the part to make, s.
    pub from_secs: Option<f64>,
    /// End of the part to make, s.
    pub to_secs: Option<f64>,
    /// Threads; 0 for all.
    pub threads: usize,
    /// What a person knows better of the beats.
    pub corrections: Corrections,
    /// Folder of the phone model.
    pub voice_model: Option<PathBuf>,
    /// File of the Whisper model.
    pub whisper_model: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            size: FrameSize("1080p".to_owned()),
            rate: Rate::FILM,
            aspect: ASPECTS[0],
            titles: false,
            words: false,
            seed: 1,
            from_secs: None,
            to_secs: None,
            threads: 0,
            corrections: Corrections::default(),
            voice_model: None,
            whisper_model: None,
        }
    }
}

impl Settings {
    /// Takes a value over as typed; the fault names what would be right.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let row = row(name).ok_or_else(|| format!("there is no setting '{name}'"))?;
        (row.set)(self, text).map_err(|fault| format!("--{name}: {fault}"))
    }

    /// A value as it would be typed; empty where there is none.
    pub fn get(&self, name: &str) -> String {
        row(name).map_or(String::new(), |row| (row.get)(self))
    }

    /// Width and height of the frame, both even: 4:2:0 colour needs it.
    pub fn frame_size(&self) -> (u32, u32) {
        let (width, height) = self.size.pixels();
        let (width, height) = match self.aspect.frame {
            FrameShape::Wide => (width, height),
            FrameShape::Tall if width > height => (height, width),
            FrameShape::Square => (width.min(height), width.min(height)),
            FrameShape::Tall => (width, height),
        };
        (width & !1, height & !1)
    }
}

/// Tempi that a beat can be looked for at.
const TEMPO_RANGE_BPM: (f64, f64) = (30.0, 300.0);

fn number_in(text: &str, range: (f64, f64), what: &str) -> Result<f64, String> {
    let number: Option<f64> = text.trim().parse().ok();
    number
        .filter(|number| (range.0..=range.1).contains(number))
        .ok_or_else(|| format!("'{text}' is not {what} from {} to {}", range.0, range.1))
}

fn switch(text: &str) -> Result<bool, String> {
    match text.trim() {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("'{text}' is neither on nor off")),
    }
}

fn switched(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

fn row(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|row| row.name == name)
}

/// Size of the frame as typed; valid by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameSize(String);

const NAMED_SIZES: [(&str, u32, u32); 5] =
    [("draft", 640, 360), ("720p", 1280, 720), ("1080p", 1920, 1080), ("1440p", 2560, 1440), ("2160p", 3840, 2160)];

impl FrameSize {
    fn parse(text: &str) -> Result<FrameSize, String> {
        let text = text.trim().to_lowercase();
        let size = FrameSize(text.clone());
        let fits = |side: u32| (FRAME_SIDE_MIN..=FRAME_SIDE_MAX).contains(&side);
        match size.find() {
            Some((width, height)) if fits(width) && fits(height) => Ok(size),
            Some(_) => Err(format!("{text} is out of range; each side must lie in {FRAME_SIDE_MIN}..{FRAME_SIDE_MAX}")),
            None => Err(format!("'{text}' is not a size; use draft, 720p, 1080p, 1440p, 2160p or WxH like 1280x720")),
        }
    }

    fn find(&self) -> Option<(u32, u32)> {
        NAMED_SIZES.iter().find(|named| named.0 == self.0).map(|named| (named.1, named.2)).or_else(|| {
            let (width, height) = self.0.split_once('x')?;
            Some((width.parse().ok()?, height.parse().ok()?))
        })
    }

    fn pixels(&self) -> (u32, u32) {
        self.find().unwrap_or((1920, 1080))
    }
}

/// Shape of the picture and of the frame around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aspect {
    /// As typed.
    pub name: &'static str,
    /// Width over height of the picture.
    pub ratio: f32,
    frame: FrameShape,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum FrameShape {
    Wide,
    Tall,
    Square,
}

const ASPECTS: [Aspect; 5] = [
    Aspect { name: "2.39", ratio: 2.39, frame: FrameShape::Wide },
    Aspect { name: "1.85", ratio: 1.85, frame: FrameShape::Wide },
    Aspect { name: "16:9", ratio: 16.0 / 9.0, frame: FrameShape::Wide },
    Aspect { name: "9:16", ratio: 9.0 / 16.0, frame: FrameShape::Tall },
    Aspect { name: "1:1", ratio: 1.0, frame: FrameShape::Square },
];

impl Aspect {
    fn parse(text: &str) -> Result<Aspect, String> {
        ASPECTS
            .iter()
            .find(|aspect| aspect.name == text.trim() || format!("{}:1", aspect.name) == text.trim())
            .copied()
            .ok_or_else(|| format!("'{text}' is not a shape of picture; use 2.39, 1.85, 16:9, 9:16 or 1:1"))
    }
}

/// A path from wherever the program was started; none for an empty text, which takes a path back.
fn path_or_none(text: &str, what: &str) -> Result<Option<PathBuf>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    std::path::absolute(text).map(Some).map_err(|_| format!("'{text}' is no {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_path_takes_a_model_back() {
        for name in ["voice-model", "whisper-model"] {
            let mut settings = Settings::default();
            settings.set(name, "some/model").unwrap();
            assert!(settings.get(name).ends_with("some/model") && settings.get(name) != "some/model", "{name}");
            settings.set(name, "").unwrap();
            assert_eq!(settings, Settings::default(), "{name}");
        }
    }

    #[test]
    fn every_default_is_the_value_that_settings_start_with() {
        let start = Settings::default();
        for row in SETTINGS {
            assert_eq!(start.get(row.name), row.default, "{}", row.name);
            if !row.default.is_empty() {
                let mut settings = Settings::default();
                settings.set(row.name, row.default).unwrap();
                assert_eq!(settings, start, "{}", row.name);
            }
        }
    }

    #[test]
    fn sizes_and_shapes_give_even_frames() {
        let mut settings = Settings::default();
        assert_eq!(settings.frame_size(), (1920, 1080));
        settings.set("aspect", "9:16").unwrap();
        assert_eq!(settings.frame_size(), (1080, 1920));
        settings.set("aspect", "1:1").unwrap();
        settings.set("size", "641x361").unwrap();
        assert_eq!(settings.frame_size(), (360, 360));
    }

    #[test]
    fn wrong_values_are_answered_with_what_would_be_right() {
        let mut settings = Settings::default();
        assert!(settings.set("size", "huge").unwrap_err().contains("720p"));
        assert!(settings.set("size", "10x10").unwrap_err().contains("range"));
        assert!(settings.set("aspect", "4:3").unwrap_err().contains("2.39"));
        assert!(settings.set("seed", "-1").is_err());
    }
}
