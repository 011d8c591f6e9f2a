//! `status`: what is stale in a film's folder, and why.

use std::process::ExitCode;

use anyhow::Result;
use reversal_model::project::stale::State;
use reversal_model::project::store::read_bytes;
use serde_json::json;

use crate::args::{Common, settings_from};
use crate::film::{Target, read_brief, remembered_settings};
use crate::folder::Folder;
use crate::show::{Show, print_json};
use crate::stages::deliver::papers::{self, Paper};
use crate::stages::{cut, deliver, letter, listen, perform, shots, treat};

/// What is to be said of a step.
struct Line {
    step: &'static str,
    state: State,
    /// What a run would do, where that is more than the state says.
    extent: Option<String>,
}

/// Prints the state of each step. Reads only.
pub fn status(common: &Common, given: &[(&'static str, String)]) -> Result<ExitCode> {
    let show = Show::new(common);
    let target = Target::find(common)?;
    let folder = Folder::open(target.folder())?;
    let settings = settings_from(given, remembered_settings(&folder.map)?)?;
    let lines = lines(&folder, &settings)?;
    if common.json {
        let steps: Vec<_> = lines
            .iter()
            .map(|line| {
                let mut value = serde_json::to_value(&line.state).unwrap_or_default();
                value["step"] = json!(line.step);
                value["extent"] = json!(line.extent);
                value
            })
            .collect();
        print_json(&json!({ "folder": folder.map.root().display().to_string(), "steps": steps }))?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in &lines {
        let (state, why) = match &line.state {
            State::Missing => ("missing", String::new()),
            State::Fresh => ("fresh", String::new()),
            State::Stale(why) => ("stale", told(why)),
            State::Edited => (
                "edited",
                match line.step {
                    papers::STEP => "changed by hand".to_owned(),
                    _ => "changed by hand; it is the truth for what follows".to_owned(),
                },
            ),
            State::EditedAndStale(why) => ("edited and stale", told(why)),
        };
        let extent = line.extent.as_ref().map_or_else(String::new, |extent| format!(" ({extent})"));
        show.say(format!("{:<9} {state:<16} {why}{extent}", line.step).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

/// The states of all steps in order. What comes after a missing or stale step waits for it.
fn lines(folder: &Folder, settings: &reversal_model::settings::Settings) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let mut waits_for: Option<&'static str> = None;
    let mut push = |lines: &mut Vec<Line>, step: &'static str, mut state: State| {
        if let (Some(before), State::Fresh) = (waits_for, &state) {
            state = State::Stale(vec![format!("{before} will be made anew")]);
        }
        if matches!(state, State::Missing | State::Stale(_)) && waits_for.is_none() {
            waits_for = Some(step);
        }
        lines.push(Line { step, state, extent: None });
    };
    let missing = |step: &'static str| Line { step, state: State::Missing, extent: None };

    let song = match folder.map.song() {
        Some(path) => read_bytes(&path)?.unwrap_or_default(),
        None => Vec::new(),
    };
    let song_fingerprint = reversal_model::project::stale::fingerprint(&song);
    let heard_from = listen::inputs(folder, &song_fingerprint, settings)?;
    push(&mut lines, listen::STEP, folder.state(listen::STEP, &listen::files(), &heard_from)?);
    let later = [treat::STEP, shots::STEP, perform::STEP, cut::STEP, deliver::STEP, papers::STEP];
    let (Ok(reading), Ok(brief)) = (listen::load(folder), read_brief(folder)) else {
        lines.extend(later.into_iter().map(missing));
        return Ok(lines);
    };
    let unlike = treat::unlike(folder)?;
    let treated_from = treat::inputs(&reading, &brief, unlike.as_ref(), settings.seed);
    push(&mut lines, treat::STEP, folder.state(treat::STEP, &treat::files(), &treated_from)?);
    let treatment = match treat::load(folder) {
        Ok(treatment) => treatment,
        Err(fault) if folder.map.file("treatment.toml").exists() => return Err(fault),
        Err(_) => {
            lines.extend(later.into_iter().skip(1).map(missing));
            return Ok(lines);
        }
    };
    let shot_from = shots::inputs(&reading, &brief, &treatment, settings.seed);
    push(&mut lines, shots::STEP, folder.state(shots::STEP, &shots::files(), &shot_from)?);
    lines.push(performed(folder, &perform::Stagecraft::new(&reading, &brief, &treatment, settings.seed)?)?);
    let shot_list = match shots::load(folder, &treatment) {
        Ok(shot_list) => shot_list,
        Err(fault) if folder.map.file("shots.toml").exists() => return Err(fault),
        Err(_) => {
            lines.extend([cut::STEP, deliver::STEP, papers::STEP].into_iter().map(missing));
            return Ok(lines);
        }
    };
    let cut_from = cut::inputs(&reading, &shot_list, settings);
    push(&mut lines, cut::STEP, folder.state(cut::STEP, &cut::files(), &cut_from)?);
    let Ok(chosen) = cut::load(folder, &shot_list) else {
        lines.extend([deliver::STEP, papers::STEP].into_iter().map(missing));
        return Ok(lines);
    };
    let craft = perform::Stagecraft::new(&reading, &brief, &treatment, settings.seed)?;
    let performances = perform::fingerprints(&craft)?;
    let lettering = letter::load(folder, settings)?;
    let plan = deliver::Plan {
        reading: &reading,
        brief: &brief,
        treatment: &treatment,
        shots: &shot_list,
        cut: &chosen,
        performances: &performances,
        lettering: &lettering,
    };
    if letter::is_asked_for(settings) {
        let lettered_from = letter::inputs(&plan, settings)?;
        push(&mut lines, letter::STEP, folder.state(letter::STEP, &letter::files(), &lettered_from)?);
    }
    let delivered_from = deliver::film_inputs(&plan, settings, &song_fingerprint)?;
    push(&mut lines, deliver::STEP, folder.state(deliver::STEP, &deliver::film_files(), &delivered_from)?);
    let chunks = deliver::chunks(&plan, settings)?;
    let to_draw =
        chunks.iter().filter(|chunk| !chunk.is_drawn(&folder.map)).map(|chunk| chunk.to - chunk.from).sum::<u64>();
    if let Some(line) = lines.last_mut().filter(|_| to_draw > 0) {
        line.extent = Some(format!("{to_draw} of {} frames to draw", chosen.frames));
    }
    let (state, extent) = written(folder, &papers::papers(&plan, settings)?)?;
    push(&mut lines, papers::STEP, state);
    if let Some(line) = lines.last_mut() {
        line.extent = extent;
    }
    Ok(lines)
}

/// The state of all papers together, and which of them are to be written.
fn written(folder: &Folder, papers: &[Paper]) -> Result<(State, Option<String>)> {
    let (mut why, mut names, mut missing, mut edited) = (Vec::new(), Vec::new(), 0, false);
    for paper in papers {
        let state = folder.state(paper.name, &paper.files, &paper.inputs)?;
        edited |= matches!(state, State::Edited | State::EditedAndStale(_));
        match state {
            State::Fresh | State::Edited => continue,
            State::Missing => {
                missing += 1;
                why.push(format!("{} missing", paper.name));
            }
            State::Stale(reasons) | State::EditedAndStale(reasons) => why.extend(reasons),
        }
        names.push(paper.name);
    }
    let mut told: Vec<String> = Vec::new();
    for reason in why {
        if !told.contains(&reason) {
            told.push(reason);
        }
    }
    let state = match names.len() {
        0 if edited => State::Edited,
        0 => State::Fresh,
        _ if missing == papers.len() => State::Missing,
        _ if edited => State::EditedAndStale(told),
        _ => State::Stale(told),
    };
    let some = !names.is_empty() && names.len() < papers.len();
    Ok((state, some.then(|| format!("to write: {}", names.join(", ")))))
}

fn performed(folder: &Folder, craft: &perform::Stagecraft) -> Result<Line> {
    let fingerprints = perform::fingerprints(craft)?;
    let missing: Vec<String> = fingerprints
        .iter()
        .filter(|(_, fingerprint)| !folder.map.performance(fingerprint).is_file())
        .map(|(scene, _)| scene.to_string())
        .collect();
    let (state, extent) = match missing.len() {
        0 => (State::Fresh, None),
        count if count == fingerprints.len() => (State::Missing, None),
        _ => (
            State::Stale(missing.iter().map(|scene| format!("scene {scene} changed")).collect()),
            Some(format!("{} of {} scenes to perform", missing.len(), fingerprints.len())),
        ),
    };
    Ok(Line { step: perform::STEP, state, extent })
}

/// Reasons in one line; many of one kind are counted.
fn told(why: &[String]) -> String {
    const NAMED_AT_MOST: usize = 4;
    let mut text = why.iter().take(NAMED_AT_MOST).cloned().collect::<Vec<_>>().join(", ");
    if why.len() > NAMED_AT_MOST {
        text.push_str(&format!(" and {} more", why.len() - NAMED_AT_MOST));
    }
    text
}
