//! Ten minutes of stereo, for what listening takes in memory: the demo song again and again, as a song among songs.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use reversal_compose::{SampleFormat, demo, render, write_wav};
use reversal_model::reading::LyricSpan;
use serde_json::json;

const RATE_HZ: u32 = 44_100;
const DURATION_SECS: f64 = 600.0;

/// The song's folder, removed at the end.
pub struct TenMinutes(PathBuf);

impl TenMinutes {
    /// Writes `song.wav` and `truth.json` into a folder of its own.
    pub fn write() -> Result<TenMinutes> {
        let folder = TenMinutes(std::env::temp_dir().join(format!("reversal-ten-minutes-{}", std::process::id())));
        fs::create_dir_all(&folder.0).with_context(|| format!("cannot create {}", folder.0.display()))?;
        let (mut song, truth) = render(&demo(), RATE_HZ);
        let once_secs = song.duration_secs();
        for channel in &mut song.channels {
            let once = channel.clone();
            channel.extend(once.iter().cycle().take((DURATION_SECS * f64::from(RATE_HZ)) as usize - once.len()));
        }
        let mut file = fs::File::create(folder.0.join("song.wav"))?;
        write_wav(&song, SampleFormat::Pcm16, &mut file)?;
        let rounds = (DURATION_SECS / once_secs) as u32;
        let sung = |spans: &[LyricSpan]| -> Vec<serde_json::Value> {
            let later = |round: u32| {
                let by = f64::from(round) * once_secs;
                spans
                    .iter()
                    .map(move |span| json!({ "start": span.start + by, "end": span.end + by, "text": span.text }))
            };
            (0..rounds).flat_map(later).collect()
        };
        let known = json!({ "lines": sung(&truth.lines), "words": sung(&truth.words) });
        fs::File::create(folder.0.join("truth.json"))?.write_all(known.to_string().as_bytes())?;
        Ok(folder)
    }

    /// The name to give to [`super::known::load`].
    pub fn name(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }
}

impl Drop for TenMinutes {
    fn drop(&mut self) {
        // What cannot be removed lies among the system's temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
