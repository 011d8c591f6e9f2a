//! What goes with the film: captions, timelines, treatment, shot list, storyboard and discussion guide.

use anyhow::Result;
use reversal_direct::captions::captions;
use reversal_direct::exchange::{Exchange, FORMATS, Format, Marker};
use reversal_direct::papers::sheet::WAVEFORM_RATE_HZ;
use reversal_direct::papers::{
    Script, TreatmentPage, discussion_guide, shot_list_csv, shot_list_html, storyboard, storyboarder,
};
use reversal_listen::decode::decode;
use reversal_model::cue::{srt, vtt};
use reversal_model::project::stale::{Inputs, State};
use reversal_model::settings::Settings;
use reversal_model::sound::Sound;

use super::stills::{Drawn, board_pictures};
use super::{Plan, chunks};
use crate::check::findings;
use crate::film::Film;
use crate::folder::{Files, OnConflict, Outcome};
use crate::stages::of_value;

/// Raised when the same film would get other papers.
const VERSION: &str = "6";

/// Columns of the waveform on the page.
const WAVEFORM_COLUMNS: usize = 1028;

/// Name of all papers together, as `status` tells of them.
pub const STEP: &str = "papers";

/// A paper before it is written.
pub struct Paper {
    /// What it is called; the name of its step.
    pub name: &'static str,
    /// Its files in the film's folder.
    pub files: Vec<String>,
    /// What it is made of.
    pub inputs: Inputs,
    kind: Kind,
}

/// What is written.
enum Kind {
    Captions,
    Timeline(&'static Format),
    ShotList,
    Treatment,
    Storyboard,
    Guide,
    Storyboarder,
}

const STORYBOARDER_FILE: &str = "out/storyboard/storyboard.storyboarder";

/// All papers of a film, in the order in which they are written.
pub fn papers(plan: &Plan, settings: &Settings) -> Result<Vec<Paper>> {
    let script = script(plan);
    let version = || ("the way of writing".to_owned(), VERSION.to_owned());
    let common = |parts: &[(&str, String)]| -> Inputs {
        parts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).chain([version()]).collect()
    };
    let (cut, shots, story) = (of_value(plan.cut), of_value(plan.shots), of_value(plan.treatment));
    let words = of_value(&(&plan.reading.lines, &plan.reading.voice));
    let sung = common(&[("cut.toml", cut.clone()), ("the lyrics", words)]);
    let cut_of_shots =
        common(&[("cut.toml", cut.clone()), ("shots.toml", shots.clone()), ("treatment.toml", story.clone())]);
    let told = [
        ("treatment.toml", story),
        ("brief.toml", of_value(plan.brief)),
        ("reading.toml", of_value(&(plan.reading, &plan.reading.curves))),
        ("shots.toml", shots),
        ("cut.toml", cut),
    ];
    let pictures: Vec<String> = chunks(plan, settings)?.into_iter().map(|chunk| chunk.fingerprint).collect();
    let shown = common(&[&told[..], &[("the film", of_value(&pictures))]].concat());
    let paper = |name, files: &[&str], inputs: &Inputs, kind| {
        let files = files.iter().map(|&file| file.to_owned()).collect();
        Paper { name, files, inputs: inputs.clone(), kind }
    };
    let mut papers = vec![paper("captions", &["out/captions.srt", "out/captions.vtt"], &sung, Kind::Captions)];
    for format in FORMATS {
        let file = format!("out/{}", format.file_name);
        papers.push(paper(format.file_name, &[&file], &cut_of_shots, Kind::Timeline(format)));
    }
    let pictures = board_pictures::names(&script, settings.aspect.ratio);
    let boards: Vec<&str> = std::iter::once(STORYBOARDER_FILE).chain(pictures.iter().map(String::as_str)).collect();
    papers.extend([
        paper("shot list", &["out/shot-list.html", "out/shot-list.csv"], &common(&told), Kind::ShotList),
        paper("page", &["out/treatment.html"], &shown, Kind::Treatment),
        paper("storyboard", &["out/storyboard.html"], &shown, Kind::Storyboard),
        paper("discussion guide", &["out/discussion-guide.html"], &shown, Kind::Guide),
        paper("storyboarder", &boards, &shown, Kind::Storyboarder),
    ]);
    Ok(papers)
}

fn script<'a>(plan: &'a Plan) -> Script<'a> {
    Script::new(plan.reading, plan.brief, plan.treatment, plan.shots, plan.cut)
}

/// Writes each paper where it is missing or stale.
pub fn write(film: &mut Film, plan: &Plan) -> Result<()> {
    let script = script(plan);
    let mut drawn = Drawn::default();
    for paper in papers(plan, &film.settings)? {
        if film.folder.state(paper.name, &paper.files, &paper.inputs)? == State::Fresh {
            continue;
        }
        let made = make(film, plan, &script, &mut drawn, &paper)?;
        keep(film, paper, made)?;
    }
    Ok(())
}

/// A paper's files.
fn make(film: &Film, plan: &Plan, script: &Script, drawn: &mut Drawn, paper: &Paper) -> Result<Files> {
    let ratio = film.settings.aspect.ratio;
    let contents = match paper.kind {
        Kind::Captions => {
            let captions = captions(plan.reading, plan.cut);
            vec![srt(&captions).into_bytes(), vtt(&captions).into_bytes()]
        }
        Kind::Timeline(format) => vec![(format.write)(&Exchange {
            title: &plan.treatment.title,
            cut: plan.cut,
            shots: plan.shots,
            film_file: "film.mp4",
            markers: markers(plan),
        })],
        Kind::ShotList => vec![shot_list_html(script).into_bytes(), shot_list_csv(script)],
        Kind::Treatment => vec![treatment(film, plan, script, drawn)?.into_bytes()],
        Kind::Storyboard => vec![storyboard(script, drawn.stills(film, plan, script)?, ratio).into_bytes()],
        Kind::Guide => vec![discussion_guide(script, drawn.stills(film, plan, script)?, ratio).into_bytes()],
        Kind::Storyboarder => {
            let mut files = vec![(STORYBOARDER_FILE.to_owned(), storyboarder(script, ratio))];
            files.extend(board_pictures::draw(script, ratio, drawn.stills(film, plan, script)?)?);
            return Ok(files);
        }
    };
    Ok(paper.files.iter().cloned().zip(contents).collect())
}

/// Keeps a paper; nothing follows from it, so a changed one never stops the work.
fn keep(film: &mut Film, paper: Paper, made: Files) -> Result<()> {
    let on_conflict = match film.on_conflict {
        OnConflict::Stop => OnConflict::Beside,
        chosen => chosen,
    };
    if let Outcome::Beside(beside) =
        film.folder.step(paper.name, &paper.files, paper.inputs, on_conflict, || Ok(made))?
        && !beside.is_empty()
    {
        film.show.warn(&format!(
            "{} was changed by hand; the new version is {}",
            paper.files.join(" and "),
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
