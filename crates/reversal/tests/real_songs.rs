//! Real songs, where the environment names a folder of them: each keeps every rule of the default brief.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{decoded_frames, reversal, succeed};
use reversal_model::assets;
use serde_json::Value;

/// The songs of `REVERSAL_SONGS`: the file `song.*` in each of its folders.
fn songs() -> Vec<PathBuf> {
    let Some(root) = std::env::var_os("REVERSAL_SONGS").filter(|root| !root.is_empty()) else {
        println!("skipped: REVERSAL_SONGS names no folder of songs");
        return Vec::new();
    };
    let mut songs: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .flatten()
        .filter_map(|entry| {
            fs::read_dir(entry.path())
                .ok()?
                .flatten()
                .map(|file| file.path())
                .find(|path| path.file_stem().is_some_and(|stem| stem == "song"))
        })
        .collect();
    songs.sort();
    songs
}

/// Rules that a brief need not say anything to.
const UNSAID: [&str; 2] = ["pins", "ends_as_named"];

#[test]
fn every_shipped_brief_is_kept_on_every_song() {
    for song in songs() {
        let folder = tempfile::tempdir().unwrap();
        let path = song.to_str().unwrap();
        for brief in assets::briefs() {
            succeed(folder.path(), &["shots", path, "-o", "film", "--brief", &brief.name, "--quiet"]);
            let check = reversal(folder.path(), &["check", "film", "--json"]);
            let findings: Value = serde_json::from_slice(&check.stdout).unwrap();
            for rule in findings["rules"].as_array().unwrap() {
                assert_ne!(rule["pass"], false, "{path} with {}: {rule}", brief.name);
            }
        }
        let said = reversal(folder.path(), &["shots", path, "-o", "chosen", "--brief", "song", "--progress", "plain"]);
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        let line = said.lines().find(|line| line.trim_start().starts_with("brief")).unwrap().trim().to_owned();
        println!("{path}: {line}");
    }
}

#[test]
fn every_rule_of_the_default_brief_is_kept_and_applies() {
    for song in songs() {
        let folder = tempfile::tempdir().unwrap();
        let path = song.to_str().unwrap();
        // All of it is planned and performed; a part is drawn, which tests the same code in less time.
        succeed(folder.path(), &["perform", path, "-o", "film", "--quiet"]);
        let made = succeed(
            folder.path(),
            &["make", "film", "--size", "160x90", "--from", "40", "--to", "42.5", "--json", "--quiet"],
        );
        let made: Value = serde_json::from_str(&made).unwrap();
        assert_eq!(made["made"]["frames"], 60, "{path}");
        decoded_frames(&folder.path().join("film/out/film.mp4"));
        let check = reversal(folder.path(), &["check", "film", "--json"]);
        let findings: Value = serde_json::from_slice(&check.stdout).unwrap();
        for rule in findings["rules"].as_array().unwrap() {
            let unsaid = UNSAID.iter().any(|name| rule["name"] == *name) && rule["pass"].is_null();
            assert!(unsaid || rule["pass"] == true, "{path}: {rule}");
        }
        println!("{path}: {} rules kept", findings["rules"].as_array().unwrap().len());
    }
}
