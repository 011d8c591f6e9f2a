//! The storyboard for Wonder Unit's Storyboarder: a `.storyboarder` file (JSON, as
//! version 3.0.0 writes it) and the names of the pictures that it looks for in
//! `images/` beside it: a layer as large as its canvas, 900 pixels high where
//! the picture is wide, a poster frame, and a thumbnail 120 pixels high.
//! Storyboarder numbers shots anew when it opens a file; a board's notes keep the
//! number that the other papers have.

use serde::{Deserialize, Serialize};

use super::script::{Script, ScriptShot, movement};
use super::storyboard::action;
use super::words::{capitalised, sentence};

/// Version of Storyboarder whose file it is.
const VERSION: &str = "3.0.0";
/// Shorter side of Storyboarder's canvas, pixels.
const CANVAS: f64 = 900.0;
/// Height of its thumbnails, pixels.
const THUMBNAIL_HEIGHT: u32 = 120;
/// Length of a board that says none, ms; Storyboarder's own default.
const BOARD_MILLIS: u64 = 2000;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Project {
    version: String,
    aspect_ratio: f64,
    fps: f64,
    default_board_timing: u64,
    boards: Vec<Board>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Board {
    uid: String,
    url: String,
    new_shot: bool,
    last_edited: u64,
    layers: Layers,
    number: usize,
    shot: String,
    /// When it starts, whole milliseconds as Storyboarder writes them.
    time: u64,
    /// The same; Storyboarder adds these up to get the times anew.
    duration: u64,
    dialogue: String,
    action: String,
    notes: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Layers {
    reference: Layer,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Layer {
    url: String,
    opacity: f64,
}

/// Pictures of a board, by their names in `images/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardImages {
    /// The frame of the film that is shown.
    pub frame: u64,
    /// The layer, JPEG of [`BoardImages::layer_size`].
    pub layer: String,
    /// The poster frame, JPEG of any size.
    pub poster: String,
    /// The thumbnail, PNG of [`BoardImages::thumbnail_size`].
    pub thumbnail: String,
    /// Width and height of the layer.
    pub layer_size: (u32, u32),
    /// Width and height of the thumbnail.
    pub thumbnail_size: (u32, u32),
}

/// What pictures the boards need, in order. `ratio` is a still's width over its height.
pub fn board_images(script: &Script, ratio: f32) -> Vec<BoardImages> {
    let ratio = f64::from(ratio);
    let layer_size = match ratio >= 1.0 {
        true => ((CANVAS * ratio).round() as u32, CANVAS as u32),
        false => (CANVAS as u32, (CANVAS / ratio).round() as u32),
    };
    // Storyboarder halves the width, cuts it to whole pixels and doubles it again.
    let width = (f64::from(THUMBNAIL_HEIGHT) / 2.0 * ratio).floor() as u32 * 2;
    let boards = script.shots.iter().enumerate();
    boards
        .map(|(index, cut)| {
            let stem = stem(index);
            BoardImages {
                frame: cut.still_frame(),
                layer: format!("{stem}-reference.jpg"),
                poster: format!("{stem}-posterframe.jpg"),
                thumbnail: format!("{stem}-thumbnail.png"),
                layer_size,
                thumbnail_size: (width, THUMBNAIL_HEIGHT),
            }
        })
        .collect()
}

fn uid(index: usize) -> String {
    format!("R{:04}", index + 1)
}

fn stem(index: usize) -> String {
    format!("board-{}-{}", index + 1, uid(index))
}

/// The `.storyboarder` file.
pub fn storyboarder(script: &Script, ratio: f32) -> Vec<u8> {
    let rate = script.cut.rate;
    let millis = |frame: u64| (rate.secs_from_frame(frame) * 1000.0).round() as u64;
    let images = board_images(script, ratio);
    let boards = script.shots.iter().zip(images).enumerate().map(|(index, (cut, images))| Board {
        uid: uid(index),
        url: format!("{}.png", stem(index)),
        new_shot: true,
        last_edited: 0,
        layers: Layers { reference: Layer { url: images.layer, opacity: 1.0 } },
        number: index + 1,
        shot: cut.shot.id.clone(),
        time: millis(cut.from_frame),
        duration: millis(cut.to_frame) - millis(cut.from_frame),
        dialogue: script
            .lines_within(cut.from_secs, cut.to_secs)
            .map(|line| line.text.trim())
            .collect::<Vec<_>>()
            .join(" / "),
        action: action(script, cut),
        notes: notes(script, cut),
    });
    let project = Project {
        version: VERSION.to_owned(),
        aspect_ratio: f64::from(ratio),
        fps: f64::from(rate.nominal()),
        default_board_timing: BOARD_MILLIS,
        boards: boards.collect(),
    };
    // Plain strings and numbers always serialise.
    let mut json = serde_json::to_vec_pretty(&project).unwrap_or_default();
    json.push(b'\n');
    json
}

fn notes(script: &Script, cut: &ScriptShot) -> String {
    let shot = cut.shot;
    let turn =
        script.reversals.iter().find(|reversal| (cut.from_secs..cut.to_secs).contains(&script.secs(reversal.bar)));
    let turn = turn.map_or_else(String::new, |turn| format!(" {} takes the power.", capitalised(script.name(turn.to))));
    format!(
        "Shot {}, {} on {}, {}, {}, {:.0} mm.{turn} {}",
        shot.id,
        shot.scale.abbreviation(),
        script.subject(shot),
        movement(shot),
        script.angle(shot),
        shot.lens_mm,
        sentence(&cut.take.reason)
    )
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::papers::tests::Written;

    #[test]
    fn the_file_reads_back_with_a_board_a_shot_whose_times_are_those_of_the_cut() {
        let written = Written::new();
        let script = written.script();
        let project: Project = serde_json::from_slice(&storyboarder(&script, 2.39)).unwrap();
        assert_eq!((project.version.as_str(), project.fps, project.boards.len()), ("3.0.0", 24.0, script.shots.len()));
        let mut end = 0;
        for (board, cut) in project.boards.iter().zip(&script.shots) {
            assert_eq!(board.shot, cut.shot.id);
            assert_eq!(board.time, end, "boards follow each other without a gap, and their times are sums");
            end = board.time + board.duration;
            assert!((board.duration as f64 / 1000.0 - cut.length_secs()).abs() <= 0.001);
        }
        assert!((end as f64 / 1000.0 - script.film_secs()).abs() <= 0.0005);
    }

    /// What every file that Storyboarder 2 and 3 ship for their tests has, and of what type.
    #[test]
    fn the_file_has_what_storyboarder_reads() {
        type Check = fn(&Value) -> bool;
        const OF_FILE: [(&str, Check); 5] = [
            ("version", Value::is_string),
            ("aspectRatio", Value::is_number),
            ("fps", Value::is_number),
            ("defaultBoardTiming", Value::is_number),
            ("boards", Value::is_array),
        ];
        // A duration in quotes is added up as text.
        const OF_BOARD: [(&str, Check); 9] = [
            ("uid", Value::is_string),
            ("url", Value::is_string),
            ("newShot", Value::is_boolean),
            ("lastEdited", Value::is_u64),
            ("layers", Value::is_object),
            ("number", Value::is_u64),
            ("shot", Value::is_string),
            ("time", Value::is_u64),
            ("duration", Value::is_u64),
        ];
        let written = Written::new();
        let script = written.script();
        for ratio in [2.39, 0.5625] {
            let file: Value = serde_json::from_slice(&storyboarder(&script, ratio)).unwrap();
            assert!(OF_FILE.iter().all(|(key, is)| is(&file[key])), "{file}");
            assert!((file["aspectRatio"].as_f64().unwrap() - f64::from(ratio)).abs() < 1e-6);
            let mut uids: Vec<&str> = Vec::new();
            for (board, number) in file["boards"].as_array().unwrap().iter().zip(1..) {
                assert!(OF_BOARD.iter().all(|(key, is)| is(&board[key])), "{board}");
                let uid = board["uid"].as_str().unwrap();
                assert!(uid.len() == 5 && uid.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()), "{uid}");
                assert_eq!(board["url"], format!("board-{number}-{uid}.png"));
                assert_eq!(board["number"], number);
                assert!(board["duration"].as_u64().unwrap() > 0);
                // Of the layers that it knows, the one to draw over.
                assert_eq!(board["layers"].as_object().unwrap().keys().collect::<Vec<_>>(), ["reference"]);
                uids.push(uid);
            }
            let boards = uids.len();
            uids.sort_unstable();
            uids.dedup();
            assert_eq!(uids.len(), boards, "no two boards have one uid");
        }
    }

    /// Names as `src/js/models/board.js` of Storyboarder derives them from a board's `url`.
    #[test]
    fn pictures_are_named_as_storyboarder_looks_for_them() {
        let written = Written::new();
        let script = written.script();
        let project: Project = serde_json::from_slice(&storyboarder(&script, 2.39)).unwrap();
        for (board, images) in project.boards.iter().zip(board_images(&script, 2.39)) {
            assert_eq!(board.url.replace(".png", "-thumbnail.png"), images.thumbnail);
            assert_eq!(board.url.replace(".png", "-posterframe.jpg"), images.poster);
            assert_eq!(board.layers.reference.url, images.layer);
            // A file under the board's own name would make it take the scene for one of an old version.
            assert!(![&images.layer, &images.poster, &images.thumbnail].contains(&&board.url));
            assert_eq!((images.layer_size, images.thumbnail_size), ((2151, 900), (286, 120)));
        }
        assert_eq!(board_images(&script, 9.0 / 16.0)[0].layer_size, (900, 1600));
    }
}
