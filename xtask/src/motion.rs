//! `motion`: ways from one hold to another, frame by frame, with the curves of hips, head and hands.
//!
//! Weight shows in who comes last: the hips go, the head follows, the hands come to rest at the end.

mod curves;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use maud::{DOCTYPE, PreEscaped, html};
use reversal_model::assets;
use reversal_model::look::Print;
use reversal_model::shots::Side;
use reversal_perform::measure;
use reversal_shoot::{FrameFormat, Renderer, Toning, still_png};

use crate::staged::{Sheet, Staged, whole};
use curves::curves;

/// Where the sheets go if nothing else is asked for, from the root.
const FOLDER: &str = "target/motion";
/// The ways: a fall, a coming near, a letting go, a helping up, a hauling up, and a push to the wall.
const WAYS: [[&str; 2]; 6] = [
    ["clinch", "topple"],
    ["arms_length", "clinch"],
    ["pin_wall", "let_go"],
    ["collapse", "help_up"],
    ["help_up", "haul_up"],
    ["grapple", "pin_wall"],
];
/// How long each of the two holds lasts, s.
const HOLD_SECS: f64 = 4.0;
/// The frames that are shown: the first, s, how far apart, s, and how they lie on the sheet.
const FIRST_SECS: f64 = 2.75;
const STEP_SECS: f64 = 0.25;
const GRID: (usize, usize) = (6, 3);
const CELL: (usize, usize) = (320, 180);

const STYLE: &str = "body{background:#111;color:#ddd;font:15px/1.45 Georgia,serif;margin:2rem auto;max-width:1440px}\
h2{margin:2.5rem 0 .2rem}p{color:#999}img,svg{width:100%;display:block;margin:.6rem 0}";

/// Draws the ways into a folder.
pub fn run(arguments: impl Iterator<Item = String>, root: &Path) -> Result<()> {
    let mut folder = root.join(FOLDER);
    for argument in arguments {
        if argument.starts_with('-') {
            bail!("motion does not know {argument}");
        }
        folder = PathBuf::from(argument);
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    };
    let mut articles = Vec::with_capacity(WAYS.len());
    for names in WAYS {
        let way = draw(names)?;
        write(&format!("{}.png", way.name), &way.png)?;
        write(&format!("{}.svg", way.name), way.svg.as_bytes())?;
        println!("{:24} {}", way.name, way.measured);
        articles.push(html! {
            h2 { (way.title) }
            p { (way.measured) }
            img src={ (way.name) ".png" } alt=(way.title);
            (PreEscaped(way.svg))
        });
    }
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Motion" } style { (STYLE) } }
            body {
                h1 { "Motion" }
                p { "Every quarter of a second around the change, from the upper left; below, how fast and how high" }
                @for article in &articles { (article) }
            }
        }
    };
    write("index.html", page.into_string().as_bytes())?;
    println!("wrote {}", folder.join("index.html").display());
    Ok(())
}

struct Way {
    name: String,
    title: String,
    measured: String,
    png: Vec<u8>,
    svg: String,
}

fn draw(names: [&str; 2]) -> Result<Way> {
    let brief = &assets::briefs()[0];
    let pair = [&brief.characters[0], &brief.characters[1]];
    let find = |name: &str| assets::hold(name).with_context(|| format!("there is no hold {name}"));
    let holds = [find(names[0])?, find(names[1])?];
    let has_room = |hold: &reversal_model::hold::Hold, place: &reversal_model::place::Place| {
        place.anchors.iter().any(|anchor| anchor.kind == hold.anchor)
    };
    let place = brief
        .places
        .iter()
        .filter_map(|used| assets::place(&used.place))
        .find(|place| holds.iter().all(|hold| has_room(hold, place)))
        .context("no place has room for both holds")?;
    let staged = Staged::new(&holds, HOLD_SECS, pair, place, None)?;
    let (width, height) = CELL;
    let aspect = width as f32 / height as f32;
    let mut renderer = Renderer::new(FrameFormat { width, height, picture_aspect: aspect });
    let camera = staged.camera(&whole(Side::Front), aspect);
    let mut sheet = Sheet::new(CELL, GRID.0, GRID.1);
    let mut cell = Vec::new();
    for index in 0..GRID.0 * GRID.1 {
        staged.draw(&mut renderer, &camera, FIRST_SECS + index as f64 * STEP_SECS, index as u64, &mut cell)?;
        sheet.put(index, &cell);
    }
    let measures = measure(std::slice::from_ref(&staged.scene), pair, &[place]);
    Ok(Way {
        name: names.join("-to-"),
        title: format!("{} to {}", holds[0].title, holds[1].title),
        measured: format!(
            "hands arrive at {:.2} m/s, sinks {:.3} m, slides {:.3} m, jumps {:.3} m; {}",
            measures.hand_speed_before_contact_m_s.max,
            measures.penetration_m.max,
            measures.foot_slide_m.max,
            measures.joint_jump_m.max,
            place.title,
        ),
        png: still_png(&sheet.luma, &Toning::new(&Print::default()), sheet.width, sheet.height)?,
        svg: curves(&staged.scene, [&pair[0].name, &pair[1].name], HOLD_SECS),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_may_be_gone() {
        for [before, after] in WAYS {
            let (before, after) = (assets::hold(before).unwrap(), assets::hold(after).unwrap());
            assert!(before.leads_to(after), "{} to {}", before.name, after.name);
        }
    }
}
