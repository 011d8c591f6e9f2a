//! Albums of composed songs: a film for each, unlike each other, whatever goes wrong with one of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{compose, error, reversal, succeed};
use reversal_compose::TestSong;
use serde_json::Value;

const PLANNED: [&str; 5] = ["album", "songs", "--until", "treat", "--quiet"];

fn add_song(place: &Path, name: &str, song: TestSong) {
    let songs = place.join("songs");
    fs::create_dir_all(&songs).unwrap();
    fs::rename(compose(&songs, song), songs.join(name)).unwrap();
}

/// Every file of a folder but locks, by its path there.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut contents = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(here).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("lock") {
                contents.insert(path.strip_prefix(folder).unwrap().display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    contents
}

fn read(place: &Path, file: &str) -> String {
    fs::read_to_string(place.join("songs-album").join(file)).unwrap()
}

#[test]
fn songs_become_films_unlike_each_other_and_a_broken_file_is_told_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    add_song(place, "one.wav", TestSong::Plain);
    add_song(place, "two.wav", TestSong::Waltz);
    add_song(place, "<three>.wav", TestSong::QuietLoud);
    fs::write(place.join("songs/broken.mp3"), "These are words.\n".repeat(50)).unwrap();
    fs::write(place.join("songs/one.lrc"), "[00:03.00]Let me go\n[00:06.00]Let me stay\n").unwrap();
    fs::write(place.join("songs/cover.jpg"), "a picture").unwrap();

    let arguments =
        ["album", "songs", "--size", "192x108", "--from", "3", "--to", "4.5", "--jobs", "2", "--json", "--quiet"];
    let output = reversal(place, &arguments);
    assert_eq!(output.status.code(), Some(1), "a song went wrong: {}", error(&output));
    let album: Value = serde_json::from_slice(&output.stdout).unwrap();
    let films = album["films"].as_array().unwrap();
    assert_eq!(films.len(), 4);
    for film in films {
        let name = film["name"].as_str().unwrap();
        let folder = place.join("songs-album").join(format!("{name}-film"));
        if name == "broken" {
            assert!(film["failed"] == true && film["status"].as_str().unwrap().contains("no sound file"), "{film}");
            assert!(!folder.exists(), "nothing is begun for what is no song");
            continue;
        }
        assert!(film["failed"] == false && folder.join("out/film.mp4").is_file(), "{film}");
        assert!(folder.join(".reversal/wall/thumbnails.pgm").is_file());
        let score = &film["score"];
        let (cost, best) = (score["cost"].as_f64().unwrap(), score["best_cost"].as_f64().unwrap());
        assert!(cost <= best + 0.15 * best.abs(), "{film}");
        assert!(film["nearest"].as_f64().unwrap() >= 0.25, "{film}");
    }
    assert!(album["plan"]["mean"].as_f64().unwrap() >= 0.5, "{}", album["plan"]);
    assert!(album["pictures"]["least"].as_f64().unwrap() > 0.05, "{}", album["pictures"]);
    let wall = read(place, "index.html");
    for text in ["&lt;three&gt;", "no sound file", "one-film/out/film.mp4", "%3Cthree%3E-film/out/treatment.html"] {
        assert!(wall.contains(text), "{text}");
    }
    assert_eq!(read(place, "album.csv").lines().count(), 1 + 6, "a row a pair");
    assert!(place.join("songs-album/one-film/lyrics.lrc").is_file(), "lyrics beside a song are taken");
    for film in ["one-film", "two-film"] {
        let checked = reversal(&place.join("songs-album"), &["check", film]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

#[test]
fn an_album_run_again_changes_nothing_and_a_new_song_leaves_the_others_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    add_song(place, "m.wav", TestSong::Plain);
    add_song(place, "n.wav", TestSong::SixEight);
    succeed(place, &[&PLANNED[..], &["--size", "192x108"]].concat());
    let album = place.join("songs-album");
    let before = contents(&album);
    succeed(place, &PLANNED);
    assert_eq!(contents(&album).keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(contents(&album) == before, "a second run writes what the first one wrote");

    add_song(place, "a.wav", TestSong::Waltz);
    succeed(place, &PLANNED);
    let after = contents(&album);
    for (file, content) in before.iter().filter(|(file, _)| file.contains("-film/")) {
        assert!(after[file] == *content, "{file} changed");
    }
    let unlike: toml::Table = read(place, "a-film/unlike.toml").parse().unwrap();
    let names: Vec<&str> =
        unlike["film"].as_array().unwrap().iter().map(|film| film["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["m", "n"], "the new film keeps away from those before it, whatever its name");
    assert!(read(place, "a-film/reversal.toml").contains("192x108"), "the album remembers its settings");
    let starts: Vec<String> = ["m", "n", "a"]
        .iter()
        .map(|film| read(place, &format!("{film}-film/treatment.toml")))
        .map(|text| text.lines().find(|line| line.starts_with("place = ")).unwrap().to_owned())
        .collect();
    assert!(starts[0] != starts[1] && starts[1] != starts[2] && starts[0] != starts[2], "{starts:?}");
    let sights: Vec<(String, Option<toml::Value>)> = ["m", "n", "a"]
        .iter()
        .map(|film| read(place, &format!("{film}-film/brief.toml")).parse::<toml::Table>().unwrap())
        .map(|brief| (brief["palette"]["look"].as_str().unwrap().to_owned(), brief.get("camera").cloned()))
        .collect();
    for (one, other) in [(0, 1), (1, 2), (0, 2)] {
        assert!(sights[one].0 != sights[other].0 && sights[one].1 != sights[other].1, "{sights:?}");
    }
}

#[test]
fn a_treatment_that_a_person_changed_stands_and_counts_for_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    for (name, song) in [("a.wav", TestSong::Plain), ("b.wav", TestSong::Waltz), ("c.wav", TestSong::QuietLoud)] {
        add_song(place, name, song);
    }
    succeed(place, &PLANNED);
    let album = place.join("songs-album");
    let edit = |film: &str| {
        let path = album.join(film).join("treatment.toml");
        let mine = fs::read_to_string(&path).unwrap().replace("power = 0.5", "power = 0.25");
        let mine = mine.replacen("logline = \"", "logline = \"My own: ", 1);
        fs::write(&path, &mine).unwrap();
        (path, mine)
    };
    let edits = [edit("a-film"), edit("b-film")];
    succeed(place, &PLANNED);
    for (path, mine) in edits {
        assert_eq!(fs::read_to_string(&path).unwrap(), mine);
        assert!(!path.with_file_name("treatment.new.toml").exists());
    }
    assert!(read(place, "index.html").contains("changed by hand and counts as given"));
    let status: Value = serde_json::from_str(&succeed(&album, &["status", "c-film", "--json"])).unwrap();
    assert_eq!(status["steps"][1]["state"], "fresh", "the last film was planned against what stands: {status}");
    // Alone in its folder, without the album, the film is still what it was made of.
    let before = read(place, "c-film/treatment.toml");
    succeed(&album, &["treat", "c-film", "--quiet"]);
    assert_eq!(read(place, "c-film/treatment.toml"), before);
}

#[test]
fn what_cannot_be_an_album_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::create_dir(place.join("empty")).unwrap();
    for (arguments, word) in [
        (&["album", "empty"][..], "no song"),
        (&["album", "missing"][..], "no folder"),
        (&["album"][..], "no folder was named"),
        (&["album", "empty", "--lyrics", "x.lrc"][..], "beside"),
    ] {
        let output = reversal(place, arguments);
        assert!(!output.status.success() && error(&output).contains(word), "{arguments:?}: {}", error(&output));
    }
    assert!(!place.join("empty-album").exists(), "nothing is begun");
}

#[test]
fn each_song_can_have_the_brief_that_it_speaks_for_and_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let songs = [
        ("grave", TestSong::Plain, "Mother is gone, we remember her at the grave in the snow"),
        ("ring", TestSong::QuietLoud, "In the ring I fight my mirror, the champion and his shadow, round after round"),
    ];
    for (name, song, words) in songs {
        add_song(place, &format!("{name}.wav"), song);
        fs::write(place.join(format!("songs/{name}.lrc")), format!("[00:02.00]{words}\n")).unwrap();
    }
    succeed(place, &[&PLANNED[..], &["--brief", "song", "--size", "192x108"]].concat());
    for (name, brief) in [("grave", "siblings"), ("ring", "shadow")] {
        let written = read(place, &format!("{name}-film/brief.toml"));
        assert!(written.contains(&format!("name = \"{brief}\"")), "{written}");
    }
    let before = contents(&place.join("songs-album"));
    succeed(place, &PLANNED);
    assert!(contents(&place.join("songs-album")) == before, "the album remembers that each song has its own");
}
