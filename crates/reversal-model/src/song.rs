//! The user's song as decoded sound.

/// Sound of a whole song in the time base of what a player plays: encoder
/// delay and padding removed, edit lists applied. Sample 0 is film time 0.
#[derive(Clone, Debug)]
pub struct Song {
    /// Samples a second, as in the file.
    pub sample_rate_hz: u32,
    /// One list of samples for each channel, equally long, nominally in -1..1.
    pub channels: Vec<Vec<f32>>,
    /// Tags and facts of the file.
    pub facts: SongFacts,
}

impl Song {
    /// Length in seconds.
    pub fn duration_secs(&self) -> f64 {
        self.frames() as f64 / f64::from(self.sample_rate_hz)
    }

    /// Samples in each channel.
    pub fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// All channels averaged into one.
    pub fn mono(&self) -> Vec<f32> {
        let mut mono = vec![0.0; self.frames()];
        for channel in &self.channels {
            for (sum, sample) in mono.iter_mut().zip(channel) {
                *sum += sample / self.channels.len() as f32;
            }
        }
        mono
    }
}

/// What the song's file says of itself.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SongFacts {
    /// Name of the file, without its folder.
    pub file_name: String,
    /// Codec, e.g. `mp3`, `flac`, `vorbis`, `opus`, `aac`, `alac`, `pcm`.
    pub codec: String,
    /// Title tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Artist tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artist: Option<String>,
    /// Album tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// Length in seconds.
    pub duration_secs: f64,
    /// Samples a second.
    pub sample_rate_hz: u32,
    /// Number of channels.
    pub channels: u32,
    /// What was wrong with the file and passed over, one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}
