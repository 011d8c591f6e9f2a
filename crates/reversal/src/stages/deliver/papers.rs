//! What goes with the film: captions, timelines, treatment, shot list, storyboard and discussion guide.

use anyhow::Result;
use reversal_direct::captions::captions;
use reversal_direct::exchange::{Exchange, FORMATS, Marker};
use reversal_direct::papers::sheet::WAVEFORM_RATE_HZ;
use reversal_direct::papers::{
    Script, TreatmentPage, discussion_guide, shot_list_csv, shot_list_html, storyboard, storyboarder,
};
use reversal_listen::decode::decode;
use reversal_model::cue::{srt, vtt};
use reversal_model::project::stale::{Inputs, State};
use reversal_model::sound::Sound;

use super::stills::{Drawn, board_pictures};
use super::{Plan, chunks};
use crate::check::findings;
use crate::film::Film;
use crate::folder::{Files, OnConflict, Outcome};
use crate::stages::of_value;

/// Raised when the same film would get other papers.
const VERSION: &str = "4";

/// Columns of the waveform on the page.
const WAVEFORM_COLUMNS: usize = 1028;

/// Writes each paper where it is missing or stale.
pub fn write(film: &mut Film, plan: &Plan) -> Result<()> {
    let common = |parts: &[(&str, String)]| -> Inputs {
        let version = ("the way of writing".to_owned(), VERSION.to_owned());
        parts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).chain([version]).collect()
    };
    let cut = of_value(plan.cut);
    let words = of_value(&(&plan.reading.lines, &plan.reading.voice));
    step(
        film,
        "captions",
        &["out/captions.srt", "out/captions.vtt"],
        common(&[("cut.toml", cut.clone()), ("the lyrics", words)]),
        |_| {
            let captions = captions(plan.reading, plan.cut);
            Ok(vec![
                ("out/captions.srt".to_owned(), srt(&captions).into_bytes()),
                ("out/captions.vtt".to_owned(), vtt(&captions).into_bytes()),
            ])
        },
    )?;
    let story = of_value(plan.treatment);
    for format in FORMATS {
        let name = format!("out/{}", format.file_name);
        let inputs = common(&[
            ("cut.toml", cut.clone()),
            ("shots.toml", of_value(plan.shots)),
            ("treatment.toml", story.clone()),
        ]);
        step(film, format.file_name, &[&name], inputs, |_| {
            let exchange = Exchange {
                title: &plan.treatment.title,
                cut: plan.cut,
                shots: plan.shots,
                film_file: "film.mp4",
                markers: markers(plan),
            };
            Ok(vec![(name.clone(), (format.write)(&exchange))])
        })?;
    }
    write_plan(film, plan, &common)
}

/// What is written from the whole plan: treatment, shot list, storyboard and guide.
fn write_plan(film: &mut Film, plan: &Plan, common: &impl Fn(&[(&str, String)]) -> Inputs) -> Result<()> {
    let script = Script::new(plan.reading, plan.brief, plan.treatment, plan.shots, plan.cut);
    let ratio = film.settings.aspect.ratio;
    let told = [
        ("treatment.toml", of_value(plan.treatment)),
        ("brief.toml", of_value(plan.brief)),
        ("reading.toml", of_value(&(plan.reading, &plan.reading.curves))),
        ("shots.toml", of_value(plan.shots)),
        ("cut.toml", of_value(plan.cut)),
    ];
    let pictures: Vec<String> = chunks(plan, &film.settings)?.into_iter().map(|chunk| chunk.fingerprint).collect();
    let shown = [&told[..], &[("the film", of_value(&pictures))]].concat();
    let mut drawn = Drawn::default();
    step(film, "shot list", &["out/shot-list.html", "out/shot-list.csv"], common(&told), |_| {
        Ok(vec![
            ("out/shot-list.html".to_owned(), shot_list_html(&script).into_bytes()),
            ("out/shot-list.csv".to_owned(), shot_list_csv(&script)),
        ])
    })?;
    step(film, "page", &["out/treatment.html"], common(&shown), |film| {
        Ok(vec![("out/treatment.html".to_owned(), treatment(film, plan, &script, &mut drawn)?.into_bytes())])
    })?;
    step(film, "storyboard", &["out/storyboard.html"], common(&shown), |film| {
        let page = storyboard(&script, drawn.stills(film, plan, &script)?, ratio);
        Ok(vec![("out/storyboard.html".to_owned(), page.into_bytes())])
    })?;
    step(film, "discussion guide", &["out/discussion-guide.html"], common(&shown), |film| {
        let page = discussion_guide(&script, drawn.stills(film, plan, &script)?);
        Ok(vec![("out/discussion-guide.html".to_owned(), page.into_bytes())])
    })?;
    let (boards, names) = ("out/storyboard/storyboard.storyboarder", board_pictures::names(&script, ratio));
    let files: Vec<&str> = std::iter::once(boards).chain(names.iter().map(String::as_str)).collect();
    step(film, "storyboarder", &files, common(&shown), |film| {
        let mut made = vec![(boards.to_owned(), storyboarder(&script, ratio))];
        made.extend(board_pictures::draw(&script, ratio, drawn.stills(film, plan, &script)?)?);
        Ok(made)
    })
}

/// Makes a paper; nothing follows from it, so a changed one never stops the work.
fn step(
    film: &mut Film,
    name: &str,
    files: &[&str],
    inputs: Inputs,
    make: impl FnOnce(&Film) -> Result<Files>,
) -> Result<()> {
    let files: Vec<String> = files.iter().map(|&file| file.to_owned()).collect();
    let on_conflict = match film.on_conflict {
        OnConflict::Stop => OnConflict::Beside,
        chosen => chosen,
    };
    if film.folder.state(name, &files, &inputs)? == State::Fresh {
        return Ok(());
    }
    let made = make(film)?;
    if let Outcome::Beside(beside) = film.folder.step(name, &files, inputs, on_conflict, || Ok(made))?
        && !beside.is_empty()
    {
        film.show.warn(&format!(
            "{} was changed by hand; the new version is {}",
            files.join(" and "),
            beside.join(" and ")
        ));
    }
    Ok(())
}

fn treatment(film: &Film, plan: &Plan, script: &Script, drawn: &mut Drawn) -> Result<String> {
    let stills = drawn.stills(film, plan, script)?;
    let song = decode(&film.song_path()?)?;
    let page = TreatmentPage {
        script,
        waveform: &waveform(&song, WAVEFORM_COLUMNS),
        sheet_waveform: &waveform(&song, sheet_columns(&song)),
        stills,
        findings: &findings(
            &film.folder,
            &film.settings,
            plan.reading,
            plan.treatment,
            Some(plan.shots),
            Some(plan.cut),
        )?,
        still_ratio: film.settings.aspect.ratio,
    };
    Ok(page.write())
}

/// Columns of the waveform on the sheet of what was heard.
pub fn sheet_columns(song: &dyn Sound) -> usize {
    (song.duration_secs() * WAVEFORM_RATE_HZ).ceil() as usize
}

/// Peaks of a song, mixed to one channel, over its length, the loudest 1.
pub fn waveform(song: &dyn Sound, columns: usize) -> Vec<f32> {
    let width = song.frames().div_ceil(columns.max(1)).max(1);
    let (gains, mut column) = (song.even_gains(), vec![0.0; width]);
    let mut peak_from = |from: usize| {
        song.read_mixed(&gains, from as i64, &mut column);
        column.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()))
    };
    let peaks: Vec<f32> = (0..song.frames()).step_by(width).map(&mut peak_from).collect();
    let loudest = peaks.iter().fold(1e-6_f32, |loudest, &peak| loudest.max(peak));
    peaks.iter().map(|peak| peak / loudest).collect()
}

fn markers(plan: &Plan) -> Vec<Marker> {
    let tempo_map = plan.reading.tempo_map();
    let frame = |song_secs: f64| plan.cut.rate.frame_nearest(song_secs - plan.cut.song_start_secs);
    let inside = |song_secs: f64| song_secs >= plan.cut.song_start_secs && frame(song_secs) < plan.cut.frames;
    let mut markers: Vec<Marker> = plan
        .reading
        .sections
        .iter()
        .filter(|section| inside(section.start))
        .map(|section| Marker { frame: frame(section.start), name: section.label.clone(), reversal: false })
        .collect();
    for reversal in plan.treatment.reversals() {
        let song_secs = tempo_map.song_from_bar(reversal.bar);
        if inside(song_secs) {
            let name = plan.brief.characters.get(reversal.to).map_or("", |character| &character.name);
            markers.push(Marker { frame: frame(song_secs), name: format!("{name} takes the power"), reversal: true });
        }
    }
    markers.sort_by_key(|marker| marker.frame);
    markers
}
