//! Whole files: made here where they are simple, by ffmpeg where it is installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use reversal_model::sound::Sound;

use super::*;

/// A folder of one test's own, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("reversal-decode-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A 16-bit WAV; `data_bytes` is what its header claims, whatever is there.
fn wav(rate_hz: u32, channels: u16, samples: &[i16], data_bytes: Option<u32>) -> Vec<u8> {
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let claimed = data_bytes.unwrap_or(data.len() as u32);
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(claimed.saturating_add(36).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate_hz.to_le_bytes());
    bytes.extend((rate_hz * u32::from(channels) * 2).to_le_bytes());
    bytes.extend((channels * 2).to_le_bytes());
    bytes.extend(b"\x10\0data");
    bytes.extend(claimed.to_le_bytes());
    bytes.extend(data);
    bytes
}

/// Noise that is silent now and then: it correlates with itself at no lag but 0.
fn noise(count: usize) -> Vec<i16> {
    let mut state = 7_u64;
    (0..count)
        .map(|i| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let loud = if i / 9_000 % 3 == 0 { 9 } else { 3 };
            ((state >> 48) as i16) / 16 * loud
        })
        .collect()
}

fn message(path: &Path) -> String {
    decode(path).unwrap_err().to_string()
}

#[test]
fn a_wav_comes_back_sample_for_sample() {
    let folder = Folder::new("wav");
    let samples = noise(2 * 4 * 8_000);
    let song = decode(&folder.write("a.wav", &wav(8_000, 2, &samples, None))).unwrap();
    assert_eq!((song.sample_rate_hz, song.channels.len(), song.frames()), (8_000, 2, 32_000));
    assert!(song.facts.warnings.is_empty());
    assert_eq!((song.facts.codec.as_str(), song.facts.file_name.as_str()), ("pcm", "a.wav"));
    let song = song.into_song();
    for (i, sample) in samples.iter().enumerate() {
        assert_eq!(song.channels[i % 2][i / 2], f32::from(*sample) / 32_768.0);
    }
}

#[test]
fn a_length_that_the_header_lies_about_does_not_matter() {
    let folder = Folder::new("lies");
    let samples = noise(4 * 44_100);
    // Never filled in, as by a program that writes into a pipe: no fault of the user's.
    let piped = decode(&folder.write("piped.wav", &wav(44_100, 1, &samples, Some(u32::MAX)))).unwrap();
    assert_eq!((piped.frames(), piped.facts.warnings.len()), (samples.len(), 0));
    let cut = decode(&folder.write("cut.wav", &wav(44_100, 1, &samples, Some(44_100 * 2 * 60)))).unwrap();
    assert_eq!((cut.frames(), cut.facts.warnings.len()), (samples.len(), 1));
    assert!(cut.facts.warnings[0].contains("breaks off at 4.0 s"), "{:?}", cut.facts.warnings);
}

#[test]
fn bad_input_gets_one_clear_sentence_each() {
    let folder = Folder::new("bad");
    let random: Vec<u8> = noise(200_000).into_iter().flat_map(i16::to_le_bytes).collect();
    for (path, expected) in [
        (folder.0.join("missing.mp3"), "check its name"),
        (folder.0.clone(), "is a folder"),
        (folder.write("empty.mp3", b""), "is empty"),
        (folder.write("text.mp3", "Just some words.\n".repeat(500).as_bytes()), "is no sound file"),
        (folder.write("random.wav", &random), "is no sound file"),
        (folder.write("none.wav", &wav(44_100, 2, &[], None)), "not one sample"),
        (folder.write("short.wav", &wav(44_100, 1, &noise(44_100), None)), "at least 3 s"),
        (folder.write("head.wav", b"RIFF\xff\0\0\0WAVE"), "get a"),
    ] {
        let message = message(&path);
        assert!(message.contains(expected) && message.lines().count() == 1, "{message}");
    }
}

#[test]
fn files_cut_or_changed_anywhere_are_no_crash() {
    let folder = Folder::new("mutations");
    let whole = wav(8_000, 1, &noise(4 * 8_000), None);
    for end in (0..60).chain([1000, 48_001]) {
        let _ = decode(&folder.write("cut.wav", &whole[..end]));
    }
    for at in 0..44 {
        for value in [0, 1, 0x7f, 0xff] {
            let mut changed = whole.clone();
            changed[at] = value;
            let _ = decode(&folder.write("changed.wav", &changed));
        }
    }
}

/// Runs ffmpeg; None where it is not installed.
fn ffmpeg(arguments: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("ffmpeg").args(["-v", "error", "-nostdin", "-y"]).args(arguments).output().ok()?;
    assert!(output.status.success(), "ffmpeg {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

fn skipped() {
    eprintln!("skipped: ffmpeg is not installed");
}

const CODED: &[(&str, &[&str])] = &[
    ("a.mp3", &["-c:a", "libmp3lame"]),
    ("bare.mp3", &["-c:a", "libmp3lame", "-write_xing", "0"]),
    // Loud frames first: a length guessed from them ends long before the song does.
    (
        "fading.mp3",
        &["-af", "volume='if(lt(t,0.6),1,0.0005)':eval=frame", "-q:a", "6", "-write_xing", "0", "-id3v2_version", "0"],
    ),
    ("a.flac", &["-c:a", "flac"]),
    ("a.aiff", &["-c:a", "pcm_s16be"]),
    ("a.ogg", &["-c:a", "libvorbis"]),
    ("a.opus", &["-c:a", "libopus"]),
    ("a.m4a", &["-c:a", "aac"]),
    ("fast.m4a", &["-c:a", "aac", "-movflags", "+faststart"]),
    ("alac.m4a", &["-c:a", "alac"]),
    ("mp3.mp4", &["-c:a", "libmp3lame"]),
    ("opus.mp4", &["-c:a", "libopus"]),
    ("a.aac", &["-c:a", "aac"]),
    ("u8.wav", &["-c:a", "pcm_u8"]),
    ("s24.wav", &["-c:a", "pcm_s24le", "-ar", "192000"]),
    ("s32.wav", &["-c:a", "pcm_s32le"]),
    ("f32.wav", &["-c:a", "pcm_f32le"]),
    ("six.flac", &["-c:a", "flac", "-ac", "6"]),
    ("six.opus", &["-c:a", "libopus", "-ac", "6"]),
];

fn coded(folder: &Folder, name: &str, arguments: &[&str]) -> Option<PathBuf> {
    let path = folder.0.join(name);
    let source = folder.0.join("source.wav");
    if !source.exists() {
        // An odd number of samples, so that no codec's frames end with the song.
        folder.write("source.wav", &wav(44_100, 2, &noise(2 * 220_847), None));
    }
    let (from, to) = (source.to_str()?, path.to_str()?);
    ffmpeg(&[&["-i", from][..], arguments, &[to]].concat()).map(|_| path)
}

#[test]
fn every_format_is_decoded_as_a_player_plays_it() {
    let folder = Folder::new("formats");
    for (name, arguments) in CODED {
        let Some(path) = coded(&folder, name, arguments) else { return skipped() };
        let song = decode(&path).unwrap();
        assert!(song.facts.warnings.is_empty(), "{name}: {:?}", song.facts.warnings);
        let bytes = ffmpeg(&["-i", path.to_str().unwrap(), "-f", "f32le", "-"]).unwrap();
        let played: Vec<f32> =
            bytes.chunks_exact(4).map(|sample| f32::from_le_bytes(sample.try_into().unwrap())).collect();
        let channels = song.facts.channels as usize;
        let played: Vec<f32> =
            played.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32).collect();
        let (rate_hz, ours) = (song.sample_rate_hz, song.into_song().mono());
        if path.extension().is_some_and(|ending| ending == "m4a" || ending == "mp4") {
            // Older releases of ffmpeg play an AAC's padding to the end of its last packet; the edit list ends before.
            let exact = 220_847 * rate_hz as usize / 44_100;
            assert!(ours.len().abs_diff(exact) <= 1, "{name}: {} instead of {exact}", ours.len());
            assert!((0..1024).contains(&(played.len() as i64 - ours.len() as i64 + 1)), "{name}: {}", played.len());
        } else {
            assert_eq!(ours.len(), played.len(), "{name}");
        }
        let product = |lag: i64| -> f64 {
            (4_000..40_000_i64).map(|i| f64::from(ours[i as usize]) * f64::from(played[(i + lag) as usize])).sum()
        };
        let best = (-1_500..=1_500).max_by(|&a, &b| product(a).total_cmp(&product(b))).unwrap();
        assert_eq!(best, 0, "{name} is {best} samples off");
    }
}

#[test]
fn a_stream_cut_off_in_the_middle_plays_to_the_cut_with_a_warning() {
    let folder = Folder::new("cut");
    for (name, arguments) in CODED {
        // Without a header nothing can be missed, and an index at the end is lost.
        if ["bare.mp3", "fading.mp3", "a.aac", "a.m4a", "alac.m4a", "mp3.mp4", "opus.mp4"].contains(name) {
            continue;
        }
        let Some(path) = coded(&folder, name, arguments) else { return skipped() };
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.truncate(bytes.len() * 9 / 10);
        std::fs::write(&path, bytes).unwrap();
        let song = decode(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!((3.5..4.7).contains(&song.duration_secs()), "{name}: {}", song.duration_secs());
        assert_eq!(song.facts.warnings.len(), 1, "{name}: {:?}", song.facts.warnings);
    }
}

#[test]
fn damaged_streams_are_no_crash() {
    let folder = Folder::new("damaged");
    let mut state = 99_u64;
    for (name, arguments) in CODED {
        let Some(path) = coded(&folder, name, arguments) else { return skipped() };
        let whole = std::fs::read(&path).unwrap();
        for round in 0..6 {
            let mut bytes = whole.clone();
            for _ in 0..40 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // Headers first, then anywhere.
                let within = if round < 3 { 600.min(bytes.len()) } else { bytes.len() };
                let at = (state >> 33) as usize % within;
                bytes[at] = (state >> 25) as u8;
            }
            std::fs::write(&path, bytes).unwrap();
            if let Ok(song) = decode(&path) {
                assert!(song.into_song().channels.iter().flatten().all(|sample| sample.is_finite()));
            }
        }
    }
}

#[test]
fn tags_and_the_lyrics_in_them_are_read() {
    let folder = Folder::new("tags");
    for (name, codec, lyrics_key) in
        [("a.flac", "flac", "LYRICS"), ("a.ogg", "libvorbis", "UNSYNCEDLYRICS"), ("a.mp3", "libmp3lame", "lyrics")]
    {
        let lyrics = format!("{lyrics_key}=[00:01.00]One\n[00:02.50]Two\n");
        let arguments = [
            "-c:a",
            codec,
            "-metadata",
            "title=Down",
            "-metadata",
            "artist=Nobody",
            "-metadata",
            "album=Street",
            "-metadata",
            &lyrics,
        ];
        let Some(path) = coded(&folder, name, &arguments) else { return skipped() };
        let tags = read_tags(&path);
        assert_eq!(
            (tags.title.as_deref(), tags.artist.as_deref(), tags.album.as_deref()),
            (Some("Down"), Some("Nobody"), Some("Street")),
            "{name}"
        );
        // ffmpeg writes an MP3's lyrics into a frame of its own making (TXXX), which no player reads either.
        if name != "a.mp3" {
            assert_eq!(tags.lyrics.unwrap().lines[1].start_secs, Some(2.5), "{name}");
        }
        assert_eq!(decode(&path).unwrap().facts.title.as_deref(), Some("Down"));
    }
}
