//! What the film tests share: pictures, sounds, and ffmpeg as an independent reader.

#![allow(dead_code)] // each test file uses a part

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reversal_deliver::{
    ChunkEncoder, DeliverError, EncodedChunk, FilmPlan, FilmSpan, FilmTags, SongPackets, VideoFormat, Yuv420,
    write_film,
};
use reversal_model::song::Song;
use reversal_model::time::Rate;

/// True, with a word about it, where ffmpeg and ffprobe are missing.
pub fn skipped(test: &str) -> bool {
    let runs = |tool| {
        Command::new(tool)
            .arg("-version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    let missing = !(runs("ffmpeg") && runs("ffprobe"));
    if missing {
        println!("skipped: {test} needs ffmpeg and ffprobe");
    }
    missing
}

/// What a tool prints; its complaints fail the test.
pub fn output(tool: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(tool).arg("-v").arg("error").args(arguments).stdin(Stdio::null()).output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{tool} {arguments:?}: {complaints}");
    output.stdout
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A shape that moves over a ramp, with grain: no two pictures are alike.
pub fn picture(format: &VideoFormat, frame: u64) -> Yuv420 {
    let mut picture = Yuv420::black(format.width, format.height);
    let mut state = (frame as u32 + 1).wrapping_mul(0x9e37_79b9) | 1;
    for (index, luma) in picture.luma.iter_mut().enumerate() {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let (x, y) = (index as u32 % format.width, index as u32 / format.width);
        let shape = if x.abs_diff(frame as u32 * 3 % format.width) < 20 && y > format.height / 3 { 90 } else { 0 };
        *luma = (40 + x * 60 / format.width + shape + (state >> 29)) as u8;
    }
    picture.red.fill(128 + (frame % 20) as u8);
    picture
}

/// Frames `from..to` of the film above as one chunk.
pub fn chunk(format: &VideoFormat, from: u64, to: u64) -> EncodedChunk {
    let mut encoder = ChunkEncoder::new(format).unwrap();
    (from..to).for_each(|frame| encoder.push(&picture(format, frame)).unwrap());
    encoder.finish().unwrap()
}

pub fn small() -> VideoFormat {
    VideoFormat::new(160, 90, Rate::FILM)
}

/// A film as long as the span, in chunks of three seconds.
pub fn film(path: &Path, format: &VideoFormat, song: &SongPackets, span: FilmSpan) -> u64 {
    let secs = span.to_secs.min(song.duration_secs()) - span.from_secs;
    let frames = format.rate.frame_nearest(secs).max(1);
    let step = u64::from(format.rate.nominal()) * 3;
    let tags = FilmTags { title: Some("Ça <ira>".into()), artist: Some("Ensemble".into()), album: None };
    let chunks = (0..frames).step_by(step as usize).map(|from| {
        // Through bytes, as they lie in the film's folder.
        EncodedChunk::from_bytes(&chunk(format, from, (from + step).min(frames)).to_bytes())
    });
    let plan = FilmPlan { video: *format, frames, span, tags };
    let facts = write_film::<DeliverError>(path, &plan, Some(song), chunks).unwrap();
    assert_eq!(facts.frames, frames);
    assert_eq!(facts.bytes, std::fs::metadata(path).unwrap().len());
    frames
}

/// The first sound track as ffmpeg decodes it, interleaved. Songs from outside
/// may have faults that ffmpeg speaks of; films are held to silence elsewhere.
pub fn decoded(path: &Path, more: &[&str]) -> Vec<f32> {
    let mut arguments = vec!["-i", text(path), "-map", "0:a:0"];
    arguments.extend(more);
    arguments.extend(["-f", "f32le", "-"]);
    let output = Command::new("ffmpeg").args(["-v", "fatal"]).args(&arguments).stdin(Stdio::null()).output().unwrap();
    output.stdout.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// Sizes and hashes of the packets of the first sound track.
pub fn packet_hashes(path: &Path, more: &[&str]) -> Vec<String> {
    // Packets of padding lie outside the edit: present, but passed over unless asked for.
    let is_film = path.extension().is_some_and(|extension| extension == "mp4");
    let mut arguments = if is_film { vec!["-ignore_editlist", "1"] } else { Vec::new() };
    arguments.extend(["-i", text(path), "-map", "0:a:0", "-c", "copy"]);
    arguments.extend(more);
    arguments.extend(["-f", "framemd5", "-"]);
    let report = String::from_utf8(output("ffmpeg", &arguments)).unwrap();
    let rows = report.lines().filter(|line| !line.starts_with('#'));
    // stream, dts, pts, duration, size, hash[, side data]
    rows.map(|row| row.split(',').skip(4).take(2).map(str::trim).collect::<Vec<_>>().join(" ")).collect()
}

/// A song of noise bursts over a chord: it has one place only where it fits itself.
pub fn wav(folder: &Path, rate_hz: u32, channels: u16, secs: f64) -> PathBuf {
    let frames = (secs * f64::from(rate_hz)) as u32;
    let mut state = 0x1234_5678_u32;
    let mut samples = Vec::with_capacity(frames as usize * usize::from(channels) * 2);
    for frame in 0..frames {
        let time = f64::from(frame) / f64::from(rate_hz);
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (f64::from(state >> 16) / 65_536.0 - 0.5) * (-(time % 0.37) * 25.0).exp();
        for channel in 0..channels {
            let tone = (time * 220.0 * f64::from(channel + 2) * std::f64::consts::TAU).sin() * 0.15;
            samples.extend(((tone + noise * 0.6) * 32_000.0).round().clamp(-32_768.0, 32_767.0).to_le_bytes_i16());
        }
    }
    let path = folder.join(format!("{rate_hz}x{channels}.wav"));
    let block = channels * 2;
    let mut file = b"RIFF".to_vec();
    file.extend((36 + samples.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    file.extend(channels.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend((rate_hz * u32::from(block)).to_le_bytes());
    file.extend(block.to_le_bytes());
    file.extend(b"\x10\0data");
    file.extend((samples.len() as u32).to_le_bytes());
    file.extend(samples);
    std::fs::write(&path, file).unwrap();
    path
}

trait ToI16Bytes {
    fn to_le_bytes_i16(self) -> [u8; 2];
}

impl ToI16Bytes for f64 {
    fn to_le_bytes_i16(self) -> [u8; 2] {
        (self as i16).to_le_bytes()
    }
}

/// `source` in another coding, by ffmpeg.
pub fn recoded(source: &Path, name: &str, arguments: &[&str]) -> PathBuf {
    let path = source.with_file_name(name);
    let mut all = vec!["-y", "-i", text(source)];
    all.extend(arguments);
    all.push(text(&path));
    output("ffmpeg", &all);
    path
}

/// A song as decoded by ffmpeg.
pub fn song(path: &Path, rate_hz: u32, channels: usize) -> Song {
    let interleaved = decoded(path, &[]);
    let channel = |index: usize| interleaved.iter().skip(index).step_by(channels).copied().collect();
    Song { sample_rate_hz: rate_hz, channels: (0..channels).map(channel).collect(), facts: Default::default() }
}

/// The shift of `heard` against `original` (samples, positive is late) at which they fit best.
pub fn shift(original: &[f32], heard: &[f32], reach: i64) -> i64 {
    let middle = original.len() / 3..(original.len() / 3 + 40_000).min(original.len());
    let fit = |shift: i64| -> f64 {
        middle
            .clone()
            .map(|i| {
                let at = i as i64 + shift;
                let sample = usize::try_from(at).ok().and_then(|at| heard.get(at)).copied().unwrap_or(0.0);
                f64::from(original[i]) * f64::from(sample)
            })
            .sum()
    };
    (-reach..=reach).max_by(|&a, &b| fit(a).total_cmp(&fit(b))).unwrap()
}
