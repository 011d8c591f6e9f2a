//! Films of composed songs: whole, the same on any number of threads, and made anew only where something changed.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::fs;
use std::path::Path;

use common::{chunks, compose, decoded_frames, reversal, succeed, tool};
use reversal_compose::TestSong;
use serde_json::Value;

const SMALL: [&str; 4] = ["--size", "192x108", "--progress", "none"];

fn with_small<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [arguments, &SMALL].concat()
}

/// A board a shot; each picture that Storyboarder looks for is there in the size that it draws it.
fn the_storyboard_opens_with_every_picture(folder: &Path) {
    let text = fs::read_to_string(folder.join("storyboard.storyboarder")).unwrap();
    let project: Value = serde_json::from_str(&text).unwrap();
    let boards = project["boards"].as_array().unwrap();
    let shots = fs::read_to_string(folder.join("../shot-list.csv")).unwrap().lines().count() - 1;
    assert_eq!(boards.len(), shots);
    for board in boards {
        let url = board["url"].as_str().unwrap();
        let picture = |name: &str| image::open(folder.join("images").join(name)).unwrap();
        assert_eq!(picture(board["layers"]["reference"]["url"].as_str().unwrap()).height(), 900);
        assert_eq!(picture(&url.replace(".png", "-thumbnail.png")).height(), 120);
        assert!(picture(&url.replace(".png", "-posterframe.jpg")).width() > 200);
    }
}

fn a_moment_is_told_in_words_and_json(folder: &Path, film: &Path) {
    let told = succeed(folder, &["why", "tune-film", "0:05"]);
    for part in ["Time ", "Music ", "Hold ", "Turn ", "Shot ", "Cut "] {
        assert!(told.lines().any(|line| line.starts_with(part)), "{part}: {told}");
    }
    assert_eq!(succeed(film, &["why", "bar", "2"]), succeed(folder, &["why", "bar", "2", "tune-film"]));
    let json: Value = serde_json::from_str(&succeed(film, &["why", "1A", "--json"])).unwrap();
    assert_eq!(json["frame"], 0);
}

#[test]
fn a_song_becomes_a_film_that_other_programs_play_and_every_rule_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    let made: Value =
        serde_json::from_str(&succeed(folder.path(), &with_small(&["make", "tune.wav", "--json"]))).unwrap();
    let film = folder.path().join("tune-film");
    let frames = made["made"]["frames"].as_u64().unwrap();
    assert_eq!(made["made"]["frames_drawn"].as_u64(), Some(frames), "all of a first film is drawn");
    for name in
        ["brief.toml", "reading.toml", "curves.csv", "treatment.toml", "shots.toml", "cut.toml", "reversal.toml"]
    {
        assert!(film.join(name).is_file(), "{name}");
    }
    for name in
        ["film.mp4", "captions.srt", "captions.vtt", "cut.otio", "treatment.html", "storyboard.html", "shot-list.html"]
    {
        assert!(film.join("out").join(name).is_file(), "{name}");
    }
    assert!(film.join("out/discussion-guide.html").is_file());
    the_storyboard_opens_with_every_picture(&film.join("out/storyboard"));
    a_moment_is_told_in_words_and_json(folder.path(), &film);
    let path = film.join("out/film.mp4");
    let probe = [
        "-v",
        "error",
        "-select_streams",
        "v",
        "-show_entries",
        "stream=nb_frames,width,height",
        "-of",
        "csv=p=0",
        path.to_str().unwrap(),
    ];
    if let Some(output) = tool("ffprobe", &probe) {
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), format!("192,108,{frames}"));
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    decoded_frames(&path);

    let check = reversal(folder.path(), &["check", "tune-film", "--json"]);
    let findings: Value = serde_json::from_slice(&check.stdout).unwrap();
    let broken: Vec<&Value> =
        findings["rules"].as_array().unwrap().iter().filter(|rule| rule["pass"] == false).collect();
    assert!(broken.is_empty() && check.status.success(), "{broken:#?}");
    for part in ["lint", "performance", "cut", "film"] {
        assert!(!findings[part].is_null(), "{part}");
    }
    assert_eq!(findings["film"]["frames"].as_u64(), Some(frames));
    assert!(findings["film"]["flashes"]["most_in_a_second"].as_f64().unwrap() <= 3.0);
    let kept = |rule: &&Value| rule["name"] == "flash_safety" && rule["pass"] == true;
    assert_eq!(findings["rules"].as_array().unwrap().iter().filter(kept).count(), 1);

    let looked = succeed(folder.path(), &["check", "tune-film", "--pictures", "--json", "--quiet"]);
    let looked: Value = serde_json::from_str(&looked).unwrap();
    let takes = looked["takes"].as_array().unwrap();
    assert_eq!(takes.len() as u64, findings["cut"]["shots"].as_u64().unwrap());
    assert!(takes.iter().all(|take| (0.0..=1.0).contains(&take["light"].as_f64().unwrap())), "{takes:#?}");
    assert_eq!(fs::read_dir(film.join(".reversal/pictures")).unwrap().count(), takes.len());

    // Nothing changed: nothing is drawn again and the file stays as it was.
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    let again: Value =
        serde_json::from_str(&succeed(folder.path(), &["make", "tune-film", "--json", "--quiet"])).unwrap();
    assert_eq!(again["made"]["frames_drawn"], 0);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[test]
fn one_thread_and_two_give_the_same_film_and_another_seed_another() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::QuietLoud);
    let span = ["--from", "6", "--to", "10"];
    for (out, threads, seed) in [("one", "1", "1"), ("two", "2", "1"), ("other", "2", "5")] {
        let arguments = ["make", "tune.wav", "-o", out, "--threads", threads, "--seed", seed];
        succeed(folder.path(), &with_small(&[&arguments[..], &span].concat()));
    }
    assert_eq!(chunks(&folder.path().join("one")), chunks(&folder.path().join("two")));
    assert_ne!(chunks(&folder.path().join("one")), chunks(&folder.path().join("other")));
    let frames = |out: &str| decoded_frames(&folder.path().join(out).join("out/film.mp4"));
    assert_eq!(frames("one"), frames("two"));
    let treatment = |out: &str| fs::read_to_string(folder.path().join(out).join("treatment.toml")).unwrap();
    assert_eq!(treatment("one"), treatment("two"));
}

#[test]
fn a_part_of_the_song_has_the_frames_of_its_length_and_the_whole_songs_plan() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    let span = ["--from", "3.2", "--to", "5.9", "--fps", "29.97"];
    let made: Value = serde_json::from_str(&succeed(
        folder.path(),
        &with_small(&[&["make", "tune.wav", "--json"][..], &span].concat()),
    ))
    .unwrap();
    assert_eq!(made["made"]["frames"].as_f64(), Some((2.7_f64 * 30000.0 / 1001.0).round()));
    assert_eq!(made["made"]["rate"], "30000/1001");
    let part = fs::read_to_string(folder.path().join("tune-film/treatment.toml")).unwrap();
    succeed(folder.path(), &with_small(&["treat", "tune.wav", "-o", "whole"]));
    assert_eq!(part, fs::read_to_string(folder.path().join("whole/treatment.toml")).unwrap());
}

#[test]
fn a_moved_reversal_makes_anew_what_depends_on_it_and_status_says_so_before() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    succeed(folder.path(), &with_small(&["make", "tune.wav", "-o", "film"]));
    let film = folder.path().join("film");
    let path = film.join("treatment.toml");
    let old = fs::read_to_string(&path).unwrap();
    let mut treatment: toml_edit::DocumentMut = old.parse().unwrap();
    let scenes = treatment["scene"].as_array_of_tables_mut().unwrap();
    let moved = scenes.iter_mut().find_map(|scene| {
        let number = scene["number"].as_integer().unwrap();
        let holds = scene["hold"].as_array_of_tables_mut().unwrap();
        let hold = holds.iter_mut().skip(1).find(|hold| hold.contains_key("reversal"))?;
        hold["bar"] = toml_edit::value(hold["bar"].as_integer().unwrap() - 1);
        Some(number)
    });
    let Some(scene) = moved else { panic!("the plan of this song has a reversal inside a scene:\n{old}") };
    let mine = treatment.to_string();
    fs::write(&path, &mine).unwrap();

    let status: Value = serde_json::from_str(&succeed(folder.path(), &["status", "film", "--json"])).unwrap();
    let step =
        |name: &str| status["steps"].as_array().unwrap().iter().find(|step| step["step"] == name).unwrap().clone();
    assert_eq!(step("listen")["state"], "fresh");
    assert_eq!(step("treat")["state"], "edited");
    assert_eq!(step("shots")["state"], "stale");
    assert!(
        step("shots")["why"].to_string().contains(&format!("treatment.toml [scene {scene}] changed")),
        "{}",
        step("shots")
    );
    assert_eq!(step("perform")["why"], serde_json::json!([format!("scene {scene} changed")]));

    let before = chunks(&film);
    let made: Value = serde_json::from_str(&succeed(folder.path(), &["make", "film", "--json", "--quiet"])).unwrap();
    let drawn = made["made"]["frames_drawn"].as_u64().unwrap();
    assert!(drawn > 0 && drawn < made["made"]["frames"].as_u64().unwrap(), "{drawn} frames");
    let kept = chunks(&film).iter().filter(|chunk| before.contains(chunk)).count();
    assert_eq!(kept, before.len(), "chunks of other scenes are kept");
    assert_eq!(fs::read_to_string(&path).unwrap(), mine, "what a person wrote stands");
}

#[test]
fn a_file_changed_by_hand_and_stale_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Waltz);
    succeed(folder.path(), &["treat", "tune.wav", "-o", "film", "--quiet"]);
    let path = folder.path().join("film/treatment.toml");
    let mine = fs::read_to_string(&path).unwrap().replacen("logline = \"", "logline = \"My own: ", 1);
    fs::write(&path, &mine).unwrap();
    let output = reversal(folder.path(), &["treat", "film", "--seed", "9", "--quiet"]);
    assert!(!output.status.success());
    assert!(common::error(&output).contains("--take-new"), "{}", common::error(&output));
    assert_eq!(fs::read_to_string(&path).unwrap(), mine);
    assert!(folder.path().join("film/treatment.new.toml").is_file());
    succeed(folder.path(), &["treat", "film", "--keep-mine", "--quiet"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), mine);
    succeed(folder.path(), &["treat", "film", "--seed", "10", "--take-new", "--quiet"]);
    assert_eq!(fs::read_to_string(folder.path().join("film/treatment.mine.toml")).unwrap(), mine);
}

#[test]
fn a_film_plays_and_seeks_in_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    succeed(folder.path(), &with_small(&["make", "tune.wav", "-o", "film", "--from", "1", "--to", "6"]));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/browser/plays.sh");
    let film = folder.path().join("film/out/film.mp4");
    let Some(output) = tool("sh", &[script, film.to_str().unwrap()]) else { return };
    match output.status.code() {
        Some(2) => println!("skipped: no browser on this machine"),
        code => assert_eq!(code, Some(0), "{}", String::from_utf8_lossy(&output.stdout)),
    }
}

#[test]
fn every_shape_of_picture_gives_a_film() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::SixEight);
    for (aspect, size) in [("2.39", "192x108"), ("16:9", "192x108"), ("9:16", "108x192"), ("1:1", "108x108")] {
        let out = aspect.replace([':', '.'], "-");
        let arguments = ["make", "tune.wav", "-o", &out, "--aspect", aspect, "--from", "4", "--to", "5", "--json"];
        let made: Value = serde_json::from_str(&succeed(folder.path(), &with_small(&arguments))).unwrap();
        assert_eq!(made["made"]["size"], size);
    }
}

#[test]
fn the_timeline_opens_in_opentimelineio_and_covers_the_film() {
    let python = std::env::var("REVERSAL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    match tool(&python, &["-c", "import opentimelineio"]) {
        Some(output) if output.status.success() => {}
        _ => return println!("skipped: no Python with opentimelineio"),
    }
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    let arguments = ["make", "tune.wav", "-o", "film", "--from", "2", "--to", "6", "--json"];
    let made: Value = serde_json::from_str(&succeed(folder.path(), &with_small(&arguments))).unwrap();
    let program = "import sys, opentimelineio as otio\nt = otio.adapters.read_from_file(sys.argv[1])\nprint(int(t.duration().value), len(t.video_tracks()), len(list(t.find_clips())))";
    let path = folder.path().join("film/out/cut.otio");
    let output = tool(&python, &["-c", program, path.to_str().unwrap()]).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<u64> = printed.split_whitespace().map(|word| word.parse().unwrap()).collect();
    assert_eq!(
        numbers[..2],
        [made["made"]["frames"].as_u64().unwrap(), 1],
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(numbers[2] >= 2);
}
