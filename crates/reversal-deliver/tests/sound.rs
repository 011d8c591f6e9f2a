//! The song in the film: the same packets, at the same time.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests, as the tests themselves

mod common;

use std::path::{Path, PathBuf};

use common::*;
use reversal_deliver::{FilmSpan, SongPackets, encode_aac};

/// A film of the song, kept in the folder that REVERSAL_KEEP_FILMS names for looking at by hand.
fn film_of(song: &SongPackets, folder: &Path, name: &str, span: FilmSpan) -> PathBuf {
    let folder = std::env::var_os("REVERSAL_KEEP_FILMS").map_or(folder.to_path_buf(), PathBuf::from);
    let path = folder.join(format!("{name}.mp4"));
    film(&path, &small(), song, span);
    output("ffmpeg", &["-i", text(&path), "-f", "null", "-"]);
    output("ffprobe", &[text(&path)]);
    path
}

fn open(path: &Path) -> SongPackets {
    SongPackets::open(path).unwrap().unwrap_or_else(|| panic!("no packets in {}", path.display()))
}

const CODINGS: [(&str, &[&str]); 14] = [
    ("constant.mp3", &["-b:a", "192k"]),
    ("variable.mp3", &["-q:a", "4"]),
    ("low.mp3", &["-b:a", "32k", "-ar", "24000"]),
    // Loud frames first: a length guessed from them ends long before the song does.
    (
        "fading.mp3",
        &["-af", "volume='if(lt(t,0.6),1,0.0005)':eval=frame", "-q:a", "6", "-write_xing", "0", "-id3v2_version", "0"],
    ),
    ("untagged.mp3", &["-write_xing", "0", "-id3v2_version", "0"]),
    // Without noise substitution, whose noise differs with where decoding starts.
    ("apple.m4a", &["-c:a", "aac", "-b:a", "160k", "-aac_pns", "0"]),
    ("first.m4a", &["-c:a", "aac", "-aac_pns", "0", "-movflags", "faststart"]),
    ("bare.aac", &["-c:a", "aac", "-aac_pns", "0"]),
    ("plain.flac", &[]),
    ("deep.flac", &["-sample_fmt", "s32", "-ar", "96000"]),
    ("wide.flac", &["-ac", "6"]),
    ("web.opus", &["-c:a", "libopus", "-b:a", "96k"]),
    ("slow.opus", &["-c:a", "libopus", "-b:a", "64k", "-frame_duration", "60"]),
    ("opus.mp4", &["-c:a", "libopus", "-b:a", "96k"]),
];

#[test]
fn the_songs_own_packets_are_in_the_film_and_sound_at_the_same_time() {
    if skipped("the_songs_own_packets_are_in_the_film_and_sound_at_the_same_time") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wav = wav(folder.path(), 44_100, 2, 6.3);
    for (name, arguments) in CODINGS {
        let source = recoded(&wav, name, arguments);
        let packets = open(&source);
        assert!(packets.is_copied());
        let film = film_of(&packets, folder.path(), name, FilmSpan::WHOLE);
        let bare: &[&str] = if name.ends_with(".aac") { &["-bsf:a", "aac_adtstoasc"] } else { &[] };
        assert_eq!(packet_hashes(&film, &[]), packet_hashes(&source, bare), "{name}");

        let (original, heard) = (decoded(&source, &[]), decoded(&film, &[]));
        let channels = if name.starts_with("wide") { 6 } else { 2 };
        println!("{name}: {} samples in the song, {} in the film", original.len() / channels, heard.len() / channels);
        let worst = original.iter().zip(&heard).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-5, "{name}: differs by {worst}; shifted by {}", shift(&original, &heard, 6000));
        let packet = 2 * 4096 * channels;
        assert!(original.len().abs_diff(heard.len()) < packet, "{name}: {} and {}", original.len(), heard.len());
    }
}

#[test]
fn a_part_of_the_song_starts_exactly_where_asked() {
    if skipped("a_part_of_the_song_starts_exactly_where_asked") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wav = wav(folder.path(), 44_100, 2, 8.0);
    for (name, arguments) in CODINGS {
        let source = recoded(&wav, name, arguments);
        let packets = open(&source);
        let span = FilmSpan { from_secs: 3.25, to_secs: 5.75 };
        let film = film_of(&packets, folder.path(), &format!("part-{name}"), span);
        let rate_hz: f64 = match name {
            "low.mp3" => 24_000.0,
            "deep.flac" => 96_000.0,
            _ if name.contains("opus") => 48_000.0,
            _ => 44_100.0,
        };
        let channels = if name.starts_with("wide") { 6 } else { 2 };
        let original = decoded(&source, &[]);
        let from = (3.25 * rate_hz).round() as usize * channels;
        let heard = decoded(&film, &[]);
        assert!(heard.len() as f64 >= 2.49 * rate_hz * channels as f64, "{name}: {}", heard.len());
        let worst = original[from..].iter().zip(&heard).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        // Opus decoders converge within their pre-roll, the others are exact.
        let tolerance = if name.contains("opus") { 2e-2 } else { 1e-5 };
        assert!(worst < tolerance, "{name}: differs by {worst}; shifted by {}", shift(&original[from..], &heard, 6000));
        assert!(packet_hashes(&film, &[]).len() < packets.len(), "{name}: only a part is taken");
    }
}

#[test]
fn a_song_that_mp4_cannot_hold_is_encoded_in_its_place() {
    if skipped("a_song_that_mp4_cannot_hold_is_encoded_in_its_place") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (rate_hz, channels, name, arguments) in [
        (44_100, 2, "song.ogg", &["-c:a", "libvorbis"] as &[&str]),
        (44_100, 2, "alac.m4a", &["-c:a", "alac"]),
        (44_100, 2, "song.aiff", &[]),
        (44_100, 1, "mono.wav", &[]),
        (8_000, 1, "slow.wav", &[]),
        (192_000, 2, "fast.wav", &[]),
        (48_000, 6, "surround.wav", &[]),
    ] {
        let source = recoded(&wav(folder.path(), rate_hz, channels, 5.1), name, arguments);
        assert!(SongPackets::open(&source).unwrap().is_none(), "{name}");
        let song = song(&source, rate_hz, usize::from(channels));
        let packets = encode_aac(&song).unwrap();
        let film = film_of(&packets, folder.path(), name, FilmSpan::WHOLE);
        let mono = ["-ac", "1", "-ar", "48000"];
        let (original, heard) = (decoded(&source, &mono), decoded(&film, &mono));
        let shift = shift(&original, &heard, 3000);
        println!("{name}: shifted by {shift} samples at 48 kHz, {} against {} long", heard.len(), original.len());
        assert!(shift.abs() <= 48, "{name}: {shift}");
        assert!(
            original.len().abs_diff(heard.len()) <= 1024 * 48 / 44 + 2,
            "{name}: {} and {}",
            original.len(),
            heard.len()
        );
    }
}

#[test]
fn a_file_cut_off_in_the_middle_gives_the_packets_that_are_whole() {
    if skipped("a_file_cut_off_in_the_middle_gives_the_packets_that_are_whole") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wav = wav(folder.path(), 44_100, 2, 6.0);
    for (name, arguments) in CODINGS {
        if name.ends_with(".m4a") || name.ends_with(".mp4") {
            continue; // without its end an M4A is no container, and its song is encoded again
        }
        let source = recoded(&wav, name, arguments);
        let whole = open(&source);
        let bytes = std::fs::read(&source).unwrap();
        let torn = source.with_file_name(format!("torn-{name}"));
        std::fs::write(&torn, &bytes[..bytes.len() / 2]).unwrap();
        let packets = open(&torn);
        let share = packets.duration_secs() / whole.duration_secs();
        assert!((0.2..0.8).contains(&share), "{name}: {share}");
        assert!((0..packets.len()).all(|index| packets.packet(index) == whole.packet(index)), "{name}");
        film_of(&packets, folder.path(), &format!("torn-{name}"), FilmSpan::WHOLE);
    }
}

#[test]
fn what_is_no_song_has_no_packets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text.mp3");
    std::fs::write(&path, "This is a text and not a song.\n".repeat(100)).unwrap();
    assert!(SongPackets::open(&path).unwrap().is_none());
    assert!(SongPackets::open(&folder.path().join("missing.mp3")).is_err());
}

#[test]
fn real_songs_pass_through_or_are_encoded_in_their_place() {
    if skipped("real_songs_pass_through_or_are_encoded_in_their_place") {
        return;
    }
    let Some(songs) = std::env::var_os("REVERSAL_SONGS").filter(|root| !root.is_empty()) else {
        println!("skipped: set REVERSAL_SONGS to a folder of songs");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut found: Vec<PathBuf> = std::fs::read_dir(songs).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    for song_folder in found.iter().filter(|path| path.is_dir()) {
        let source = std::fs::read_dir(song_folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_stem().is_some_and(|stem| stem == "song"))
            .unwrap();
        let name = song_folder.file_name().unwrap().to_str().unwrap();
        let packets = match SongPackets::open(&source).unwrap() {
            Some(packets) => packets,
            None => encode_aac(&song(&source, 44_100, 2)).unwrap(),
        };
        let film = film_of(&packets, folder.path(), name, FilmSpan::WHOLE);
        let (original, heard) = (decoded(&source, &["-ac", "1"]), decoded(&film, &["-ac", "1"]));
        let shift = shift(&original, &heard, 2500);
        println!("{name}: {}, shifted by {shift}, {} against {} samples", packets.codec(), heard.len(), original.len());
        if packets.is_copied() {
            assert_eq!(packet_hashes(&film, &[]), packet_hashes(&source, &[]), "{name}");
            assert_eq!(shift, 0, "{name}");
        }
        assert!(shift.abs() <= 44, "{name}: {shift}");
        assert!(original.len().abs_diff(heard.len()) <= 1152, "{name}: {} and {}", original.len(), heard.len());
    }
}
