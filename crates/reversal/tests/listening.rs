//! `listen`: what was heard, corrected, clicked, drawn and taken along.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::fs;
use std::path::Path;

use common::{compose, error, reversal, succeed};
use reversal_compose::{SampleFormat, TestSong, noise, test_song, truth, wav_bytes};
use serde_json::Value;

fn heard(folder: &Path, arguments: &[&str]) -> Value {
    let arguments = [&["listen"], arguments, &["--json", "--quiet"]].concat();
    serde_json::from_str(&succeed(folder, &arguments)).unwrap()
}

fn seconds(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|secs| secs.as_f64().unwrap()).collect()
}

fn state_of_listening(folder: &Path) -> Value {
    let status: Value = serde_json::from_str(&succeed(folder, &["status", "tune-film", "--json"])).unwrap();
    status["steps"].as_array().unwrap().iter().find(|step| step["step"] == "listen").unwrap().clone()
}

#[test]
fn corrections_stay_with_the_film_and_can_be_taken_back() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    compose(folder, TestSong::Plain);
    let first = heard(folder, &["tune.wav"]);
    assert!(!folder.join("tune-film").exists(), "without -o no folder is written");
    assert!((first["tempo"].as_f64().unwrap() - 120.0).abs() < 0.5);

    let halved = heard(folder, &["tune.wav", "-o", "tune-film", "--halve"]);
    assert!((halved["tempo"].as_f64().unwrap() - 60.0).abs() < 0.5, "{}", halved["tempo"]);
    assert_eq!(halved["confidence"]["tempo"], 1.0, "what a person said is certain");
    assert_eq!(heard(folder, &["tune-film"]), halved, "the folder remembers");
    assert_eq!(state_of_listening(folder)["state"], "fresh");
    assert_eq!(heard(folder, &["tune-film", "--octave", "heard"]), first);

    let shifted = heard(folder, &["tune-film", "--shift-beats", "1", "--offset", "20"]);
    let (before, after) = (seconds(&first["downbeats"]), seconds(&shifted["downbeats"]));
    assert!((after[1] - before[1] - 0.52).abs() < 0.02, "{before:?} {after:?}");
}

#[test]
fn what_is_unsure_is_said_with_the_reason_and_the_way_out() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let song = noise(12.0, 44_100, 1);
    fs::write(folder.join("hiss.wav"), wav_bytes(&song, SampleFormat::Pcm16)).unwrap();
    let reading = heard(folder, &["hiss.wav"]);
    let doubts = reading["doubts"].as_array().unwrap();
    assert!(doubts.iter().any(|doubt| doubt["of"] == "sections" && doubt["because"].is_string()), "{reading}");
    let said = error(&reversal(folder, &["listen", "hiss.wav", "-o", "hiss-film"]));
    assert!(said.contains("unsure of the sections: "), "{said}");

    compose(folder, TestSong::Plain);
    let sure = heard(folder, &["tune.wav"]);
    let unsure_claims: Vec<&str> = ["tempo", "beats", "downbeats", "sections"]
        .into_iter()
        .filter(|claim| sure["confidence"][claim].as_f64().is_some_and(|share| share < 0.4))
        .collect();
    let doubted: Vec<&str> =
        sure["doubts"].as_array().unwrap().iter().map(|doubt| doubt["of"].as_str().unwrap()).collect();
    assert_eq!(doubted, unsure_claims);
}

#[test]
fn tapped_beats_are_kept_and_a_change_of_them_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    compose(folder, TestSong::Waltz);
    let known = truth(&test_song(TestSong::Waltz));
    let lines: Vec<String> =
        known.beats.iter().enumerate().map(|(i, secs)| format!("{secs:.3}\t{}", i % 3 + 1)).collect();
    fs::write(folder.join("tapped.txt"), lines.join("\n")).unwrap();
    let reading = heard(folder, &["tune.wav", "-o", "tune-film", "--beats", "tapped.txt"]);
    let beats = seconds(&reading["beats"]);
    assert_eq!(beats.len(), known.beats.len());
    assert!(beats.iter().zip(&known.beats).all(|(given, known)| (given - known).abs() < 0.001));
    assert_eq!(seconds(&reading["downbeats"]).len(), known.beats.len().div_ceil(3));

    fs::write(folder.join("tune-film/beats.txt"), lines[1..].join("\n")).unwrap();
    let state = state_of_listening(folder);
    assert!(state["state"] == "stale" && state.to_string().contains("beats.txt"), "{state}");
    assert_eq!(seconds(&heard(folder, &["tune-film"])["beats"]).len(), known.beats.len() - 1);
}

#[test]
fn clicks_plot_and_lyrics_are_written_beside_and_nothing_else_is() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    compose(folder, TestSong::Plain);
    fs::write(folder.join("words.lrc"), "[00:04.00]Hold on & stay\n[00:08.00]until dawn\n[00:12.00]\n").unwrap();
    for format in ["lrc", "srt", "vtt", "ass", "ttml"] {
        let written = format!("out.{format}");
        succeed(
            folder,
            &[
                "listen",
                "tune.wav",
                "--lyrics",
                "words.lrc",
                "--write-lyrics",
                &written,
                "--click",
                "click.wav",
                "--plot",
                "plot.svg",
                "--quiet",
            ],
        );
        let again = heard(folder, &["tune.wav", "--lyrics", &written]);
        let lines: Vec<&str> =
            again["lines"].as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap()).collect();
        assert_eq!(lines, ["Hold on & stay", "until dawn"], "{format}");
        assert!((again["lines"][1]["start"].as_f64().unwrap() - 8.0).abs() < 0.02, "{format}");
    }
    assert!(fs::read_to_string(folder.join("plot.svg")).unwrap().contains("dawn</text>"));
    let sizes = ["tune.wav", "click.wav"].map(|name| fs::metadata(folder.join(name)).unwrap().len());
    // The composed file carries tags, the clicked one those that were read.
    assert!(sizes[0].abs_diff(sizes[1]) < 200, "as long as the song: {sizes:?}");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 9);
}

#[test]
fn wrong_corrections_get_one_clear_sentence() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    compose(folder, TestSong::Plain);
    fs::write(folder.join("beats.txt"), "0.5\nsoon\n").unwrap();
    for (arguments, expected) in [
        (&["--meter", "3/5"][..], "3/4"),
        (&["--tempo", "9000"], "beats a minute"),
        (&["--shift-beats", "0.3"], "half"),
        (&["--beats", "beats.txt"], "beats.txt:2:1"),
        (&["--beats", "missing.txt"], "missing.txt"),
        (&["--write-lyrics", "words.doc"], ".lrc"),
        (&["--write-lyrics", "words.lrc"], "no lyrics"),
        (&["--halve", "--double"], "cannot be used"),
    ] {
        let output = reversal(folder, &[&["listen", "tune.wav", "--quiet"], arguments].concat());
        assert!(!output.status.success() && error(&output).contains(expected), "{arguments:?}: {}", error(&output));
    }
}
