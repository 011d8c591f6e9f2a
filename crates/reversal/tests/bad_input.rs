//! Bad input: one clear sentence, an exit code that is not zero, and nothing begun or lost.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::fs;
use std::path::Path;

use common::{compose, error, reversal, succeed};
use reversal_compose::{SampleFormat, TestSong, noise, silence, sine, wav_bytes};
use reversal_model::song::Song;

fn write_song(folder: &Path, name: &str, song: &Song) {
    fs::write(folder.join(name), wav_bytes(song, SampleFormat::Pcm16)).unwrap();
}

/// The fault of a call: fails, says one line of error and at most one of hint.
fn fault(folder: &Path, arguments: &[&str]) -> String {
    let output = reversal(folder, &[arguments, &["--quiet"]].concat());
    assert!(!output.status.success(), "reversal {}", arguments.join(" "));
    let text = error(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("error: ") && lines.len() <= 2, "{text}");
    assert!(output.stdout.is_empty());
    text
}

#[test]
fn what_is_no_song_is_named_and_no_folder_is_begun() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::create_dir(place.join("album")).unwrap();
    fs::write(place.join("words.mp3"), "These are words.\n".repeat(50)).unwrap();
    let bytes: Vec<u8> = noise(1.0, 8000, 7).channels[0].iter().map(|sample| (sample * 127.0) as u8).collect();
    fs::write(place.join("random.mp3"), bytes).unwrap();
    fs::write(place.join("empty.wav"), "").unwrap();
    write_song(place, "nothing.wav", &silence(0.0, 44_100));
    write_song(place, "short.wav", &sine(440.0, 2.0, 44_100));
    for (song, word) in [
        ("missing.mp3", "no file"),
        ("album", "folder"),
        ("words.mp3", "no sound file"),
        ("random.mp3", "no sound file"),
        ("empty.wav", "empty"),
        ("nothing.wav", "no sound"),
        ("short.wav", "3 s"),
    ] {
        let text = fault(place, &["make", song]);
        assert!(text.contains(word), "{song}: {text}");
    }
    let begun = fs::read_dir(place)
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().ends_with("-film"))
        .count();
    assert_eq!(begun, 0);
}

#[test]
fn faults_in_a_brief_have_their_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    let shipped = reversal_model::assets::BRIEF_TEXTS[0];
    fs::write(folder.path().join("brief.toml"), shipped.replacen("logline", "loglien", 1)).unwrap();
    let line = shipped.lines().position(|line| line.starts_with("logline")).unwrap() + 1;
    let text = fault(folder.path(), &["make", "tune.wav", "--brief", "brief.toml"]);
    assert!(text.starts_with(&format!("error: brief.toml:{line}:1: ")) && text.contains("loglien"), "{text}");

    fs::write(
        folder.path().join("brief.toml"),
        shipped.replacen("balance_bars = 2", "balance_bars = 2, reversals_min = 90", 1),
    )
    .unwrap();
    let text = fault(folder.path(), &["treat", "tune.wav", "--brief", "brief.toml"]);
    let line = shipped.lines().position(|line| line.starts_with("rules")).unwrap() + 1;
    assert!(text.contains("reversals_min") && text.starts_with(&format!("error: brief.toml:{line}:")), "{text}");
    let several = shipped.replacen("logline", "loglien", 1).replacen("breadth = 0.93", "breadth = 9.3", 1);
    fs::write(folder.path().join("brief.toml"), several).unwrap();
    let text = error(&reversal(folder.path(), &["brief", "--check", "brief.toml"]));
    assert!(text.contains("did you mean `logline`?") && text.contains("\nbrief.toml:"), "{text}");
    assert!(fault(folder.path(), &["make", "tune.wav", "--brief", "nobodys"]).contains("siblings"));
    assert!(fault(folder.path(), &["make", "tune.wav", "--brief", "sibling"]).contains("did you mean siblings?"));
}

#[test]
fn a_folder_that_is_called_like_a_shipped_brief_does_not_hide_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("siblings")).unwrap();
    compose(folder.path(), TestSong::Plain);
    succeed(folder.path(), &["treat", "tune.wav", "--brief", "siblings", "--quiet"]);
}

#[test]
fn a_new_brief_is_fine_as_it_stands_and_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    succeed(folder.path(), &["brief", "--new", "mine.toml"]);
    succeed(folder.path(), &["brief", "--check", "mine.toml"]);
    succeed(folder.path(), &["treat", "tune.wav", "--brief", "mine.toml", "--quiet"]);
    fs::write(folder.path().join("mine.toml"), "my own words").unwrap();
    assert!(error(&reversal(folder.path(), &["brief", "--new", "mine.toml"])).contains("stays as it is"));
    assert_eq!(fs::read_to_string(folder.path().join("mine.toml")).unwrap(), "my own words");
}

#[test]
fn lyrics_that_are_none_or_another_songs_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    fs::write(folder.path().join("picture.png"), [0x89, b'P', b'N', b'G', 0, 0, 0, 13, 0xff, 0xfe]).unwrap();
    fs::write(folder.path().join("broken.lrc"), "[00:01.00]one\n[00:xx.00]two\n").unwrap();
    fs::write(folder.path().join("other.lrc"), "[00:01.00]one\n[19:30.00]nineteen minutes in\n").unwrap();
    assert!(fault(folder.path(), &["make", "tune.wav", "--lyrics", "none.lrc"]).contains("none.lrc"));
    assert!(fault(folder.path(), &["make", "tune.wav", "--lyrics", "picture.png"]).contains("no text"));
    assert!(fault(folder.path(), &["make", "tune.wav", "--lyrics", "broken.lrc"]).contains("line 2"));
    assert!(fault(folder.path(), &["listen", "tune.wav", "--lyrics", "other.lrc"]).contains("another song"));
}

#[test]
fn settings_and_folders_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    for arguments in [["--size", "huge"], ["--fps", "0"], ["--aspect", "4:3"], ["--seed", "-1"], ["--from", "soon"]] {
        fault(folder.path(), &["make", "tune.wav", &format!("{}={}", arguments[0], arguments[1])]);
    }
    assert!(fault(folder.path(), &["make", "tune.wav", "--from", "9", "--to", "3"]).contains("--to"));
    fs::write(folder.path().join("taken"), "a file").unwrap();
    assert!(fault(folder.path(), &["make", "tune.wav", "-o", "taken"]).contains("folder"));
    assert!(fault(folder.path(), &["make", "tune.wav", "-o", "/proc/nobody/film"]).contains("/proc/nobody"));
    succeed(folder.path(), &["listen", "tune.wav", "-o", "film", "--quiet"]);
    write_song(folder.path(), "other.wav", &sine(330.0, 5.0, 22_050));
    assert!(fault(folder.path(), &["make", "other.wav", "-o", "film"]).contains("another song"));
}

#[test]
fn odd_songs_give_a_film_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let surround = Song { channels: vec![sine(220.0, 6.0, 48_000).channels[0].clone(); 6], ..sine(220.0, 6.0, 48_000) };
    let songs = [
        ("silence", silence(6.0, 44_100)),
        ("low", noise(6.0, 8_000, 3)),
        ("high", sine(440.0, 4.0, 192_000)),
        ("surround", surround),
    ];
    for (name, song) in songs {
        write_song(place, &format!("{name}.wav"), &song);
        let file = format!("{name}.wav");
        succeed(place, &["make", &file, "--size", "96x64", "--from", "1", "--to", "2", "--quiet"]);
        assert!(place.join(format!("{name}-film/out/film.mp4")).is_file());
    }
}

#[test]
fn a_stream_cut_off_in_the_middle_gives_what_is_there_and_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let path = compose(folder.path(), TestSong::Plain);
    let whole = fs::read(&path).unwrap();
    fs::write(folder.path().join("cut.wav"), &whole[..whole.len() / 2]).unwrap();
    let output = reversal(
        folder.path(),
        &["make", "cut.wav", "--size", "96x64", "--from", "0", "--to", "1", "--progress", "plain"],
    );
    assert!(output.status.success(), "{}", error(&output));
    assert!(error(&output).contains("warning: "), "{}", error(&output));
}

#[test]
fn a_moment_that_is_none_is_answered_with_one_that_is() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    assert!(fault(folder.path(), &["why", "0:10"]).contains("no song was named"));
    succeed(folder.path(), &["treat", "tune.wav", "--quiet"]);
    assert!(fault(folder.path(), &["why", "tune-film", "0:10"]).contains("not cut yet"));
    succeed(folder.path(), &["cut", "tune-film", "--quiet"]);
    for (moment, word) in [
        ("59:00", "after the end"),
        ("bar 900", "the song has bars 1 to"),
        ("900A", "no shot 900A"),
        ("later", "name a time like 1:42"),
    ] {
        let text = fault(folder.path(), &["why", "tune-film", moment]);
        assert!(text.contains(word), "{moment}: {text}");
    }
    assert!(fault(folder.path(), &["why", "tune-film"]).contains("no moment was named"));
}
