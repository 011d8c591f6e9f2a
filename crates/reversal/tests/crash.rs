//! Killed at any moment and called again, the program finishes with the same film and loses nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use common::{command, compose, decoded_frames, succeed};
use reversal_compose::TestSong;

const SPAN: [&str; 8] = ["--size", "320x180", "--from", "2", "--to", "9", "--threads", "2"];
const KILLS: u32 = 10;

/// When each finished chunk was written.
fn finished(film: &Path) -> BTreeMap<String, SystemTime> {
    let chunk = |name: &String| film.join(".reversal/chunks").join(name);
    common::chunks(film)
        .into_iter()
        .map(|name| (name.clone(), fs::metadata(chunk(&name)).unwrap().modified().unwrap()))
        .collect()
}

#[test]
fn ten_kills_lose_no_finished_chunk_and_change_no_frame() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::QuietLoud);
    let began = Instant::now();
    succeed(folder.path(), &[&["make", "tune.wav", "-o", "whole", "--quiet"][..], &SPAN].concat());
    let needed = began.elapsed();

    let film = folder.path().join("killed");
    let arguments = [&["make", "tune.wav", "-o", "killed", "--quiet"][..], &SPAN].concat();
    for kill in 0..KILLS {
        let before = finished(&film);
        let mut run = command(folder.path(), &arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Spread over the whole run in an order that is not its own: early and late kills alternate.
        let share = f64::from((kill * 7 + 3) % KILLS) / f64::from(KILLS);
        std::thread::sleep(Duration::from_secs_f64(needed.as_secs_f64() * (0.02 + 0.6 * share)));
        run.kill().unwrap();
        run.wait().unwrap();
        let after = finished(&film);
        assert!(
            before.iter().all(|(name, written)| after.get(name) == Some(written)),
            "kill {kill}: a finished chunk was drawn again"
        );
        if film.join("out/film.mp4").exists() {
            break;
        }
    }
    let before = finished(&film);
    succeed(folder.path(), &arguments);
    let after = finished(&film);
    assert!(before.iter().all(|(name, written)| after.get(name) == Some(written)));
    assert_eq!(after.keys().collect::<Vec<_>>(), finished(&folder.path().join("whole")).keys().collect::<Vec<_>>());
    for name in ["treatment.toml", "shots.toml", "cut.toml", "reading.toml", "brief.toml"] {
        let of = |film: &str| fs::read_to_string(folder.path().join(film).join(name)).unwrap();
        assert_eq!(of("killed"), of("whole"), "{name}");
    }
    assert_eq!(decoded_frames(&film.join("out/film.mp4")), decoded_frames(&folder.path().join("whole/out/film.mp4")));
    let left = |place: &str| {
        fs::read_dir(film.join(place))
            .unwrap()
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().contains(".part"))
            .count()
    };
    assert_eq!((left(""), left("out"), left(".reversal/chunks")), (0, 0, 0), "no half-written file is left");
}

#[test]
fn two_runs_in_one_folder_do_not_work_against_each_other() {
    let folder = tempfile::tempdir().unwrap();
    compose(folder.path(), TestSong::Plain);
    let arguments = ["make", "tune.wav", "--size", "320x180", "--from", "0", "--to", "6", "--quiet"];
    let mut first = command(folder.path(), &arguments).spawn().unwrap();
    let lock = folder.path().join("tune-film/.reversal/lock");
    let patience = Instant::now();
    while !lock.exists() && patience.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = common::reversal(folder.path(), &arguments);
    assert!(!second.status.success() && common::error(&second).contains("another run"), "{}", common::error(&second));
    assert!(first.wait().unwrap().success());
}
