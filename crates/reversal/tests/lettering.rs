//! Titles and sung words on whole films: only where asked for, drawn anew only where they stand, and a person's own
//! placing kept.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::fs;
use std::path::Path;

use common::{chunks, compose, decoded_frames, error, reversal, succeed};
use reversal_compose::TestSong;
use serde_json::Value;

const LYRICS: &str = "[00:05.00]hold me now, hold me here\n[00:07.00]愛してる\n[00:09.00]and let me go\n";

fn song(folder: &Path) {
    compose(folder, TestSong::Plain);
    fs::write(folder.join("tune.lrc"), LYRICS).unwrap();
}

/// Frames that had to be drawn.
fn drawn(folder: &Path, arguments: &[&str]) -> u64 {
    let small = ["--size", "192x108", "--progress", "none", "--json"];
    let made: Value = serde_json::from_str(&succeed(folder, &[arguments, &small].concat())).unwrap();
    made["made"]["frames_drawn"].as_u64().unwrap()
}

#[test]
fn titles_and_words_are_drawn_where_they_stand_and_a_film_without_them_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    song(folder.path());
    let film = folder.path().join("tune-film");
    let path = film.join("out/film.mp4");
    let whole = drawn(folder.path(), &["make", "tune.wav"]);
    assert!(!film.join("lettering.toml").exists());
    let clean = fs::read(&path).unwrap();

    let again = drawn(folder.path(), &["make", "tune-film", "--titles", "on"]);
    assert!(again > 0 && again < whole, "{again} of {whole}");
    assert_ne!(fs::read(&path).unwrap(), clean);
    // The folder remembers it.
    assert_eq!(drawn(folder.path(), &["make", "tune-film"]), 0);
    assert_ne!(fs::read(&path).unwrap(), clean);
    assert!(succeed(folder.path(), &["status", "tune-film"]).contains("letter "));

    let said =
        reversal(folder.path(), &["make", "tune-film", "--words", "on", "--size", "192x108", "--progress", "plain"]);
    assert!(error(&said).contains("'愛'"), "{}", error(&said));
    let lettering = fs::read_to_string(film.join("lettering.toml")).unwrap();
    assert!(lettering.contains("hold me now,") && lettering.contains("and let me go"), "{lettering}");
    assert_eq!(lettering.matches('愛').count(), 1, "it stands in the warning alone");

    assert_eq!(drawn(folder.path(), &["make", "tune-film", "--titles", "off", "--words", "off"]), 0);
    assert_eq!(fs::read(&path).unwrap(), clean);
}

#[test]
fn a_card_that_a_person_moved_stays_where_it_was_put_and_only_its_shot_is_drawn_anew() {
    let folder = tempfile::tempdir().unwrap();
    song(folder.path());
    let whole = drawn(folder.path(), &["make", "tune.wav", "--words", "on"]);
    let path = folder.path().join("tune-film/lettering.toml");
    let text = fs::read_to_string(&path).unwrap();
    let mine = text.replacen("and let me go", "and let him go", 1);
    assert_ne!(text, mine);
    fs::write(&path, &mine).unwrap();
    let again = drawn(folder.path(), &["make", "tune-film"]);
    assert!(again > 0 && again < whole, "{again} of {whole}");
    assert_eq!(fs::read_to_string(&path).unwrap(), mine);

    fs::write(&path, mine.replacen("and let him go", "愛", 1).replace("word_frames", "# word_frames")).unwrap();
    let refused = reversal(folder.path(), &["make", "tune-film"]);
    assert!(!refused.status.success() && error(&refused).contains("cannot be set"), "{}", error(&refused));
}

#[test]
fn lettering_is_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    song(folder.path());
    for (out, threads) in [("one", "1"), ("two", "2")] {
        let span = ["--from", "4", "--to", "9", "--threads", threads];
        drawn(
            folder.path(),
            &[&["make", "tune.wav", "-o", out, "--titles", "on", "--words", "on"][..], &span].concat(),
        );
    }
    let read = |out: &str| fs::read_to_string(folder.path().join(out).join("lettering.toml")).unwrap();
    assert!(read("one").contains("[[card]]"));
    assert_eq!(read("one"), read("two"));
    assert_eq!(chunks(&folder.path().join("one")), chunks(&folder.path().join("two")));
    let frames = |out: &str| decoded_frames(&folder.path().join(out).join("out/film.mp4"));
    assert_eq!(frames("one"), frames("two"));
}
