//! `ablation`: what lyrics, states and pins bring to a plan: each song planned with everything and without one of them,
//! all plans judged alike.

mod judged;
mod table;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use reversal_direct::treat::{LineAffect, TreatRequest, Without, treat};
use reversal_listen::lyric_affect::{self, affect_of_lines};
use reversal_listen::lyrics::{LyricLine, LyricTiming, Lyrics};
use reversal_listen::{Given, listen_with};
use reversal_model::assets;
use reversal_model::brief::{Brief, Moment, Pin};
use reversal_model::reading::{LyricSpan, Reading};

use crate::score::known;
use judged::{Judged, Judges};

/// The page that `--write` writes.
const PAGE: &str = "docs/ablation.md";
/// The seed of all plans but the last, whose other seed shows how far plans lie apart by chance.
const SEED: u64 = 1;
const OTHER_SEED: u64 = 2;

/// A way to plan: its name, what it leaves out, its seed.
struct Way {
    name: &'static str,
    without: Without,
    seed: u64,
}

const NOTHING: Without = Without { words: false, states: false, pins: false };

/// The first is what the others are compared with.
const WAYS: [Way; 6] = [
    Way { name: "everything", without: NOTHING, seed: SEED },
    Way { name: "without lyrics", without: Without { words: true, ..NOTHING }, seed: SEED },
    Way { name: "without states", without: Without { states: true, ..NOTHING }, seed: SEED },
    Way { name: "without pins", without: Without { pins: true, ..NOTHING }, seed: SEED },
    Way { name: "without all three", without: Without { words: true, states: true, pins: true }, seed: SEED },
    Way { name: "everything, another seed", without: NOTHING, seed: OTHER_SEED },
];

/// A song with the plan of each way, in their order.
struct Planned {
    title: String,
    has_words: bool,
    plans: Vec<Judged>,
}

/// Prints the tables; with `--write` also into the page.
pub fn run(mut arguments: impl Iterator<Item = String>, root: &Path) -> Result<()> {
    let (mut songs, mut brief, mut writes) = (None::<PathBuf>, assets::briefs()[0].clone(), false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--brief" => brief = shipped(&arguments.next().context("--brief needs the name of a shipped brief")?)?,
            "--write" => writes = true,
            flag if flag.starts_with('-') => bail!("ablation does not know {flag}"),
            folder => songs = Some(folder.into()),
        }
    }
    let mut planned = Vec::new();
    for name in known::names(songs.as_deref())? {
        let title = known::title(&name);
        let reading = heard(&name)?;
        planned.push(plans(&title, &reading, &brief).with_context(|| title.clone())?);
        eprintln!("planned {title}");
    }
    let page = table::page(&planned, &brief);
    println!("{page}");
    if writes {
        std::fs::write(root.join(PAGE), page).with_context(|| format!("cannot write {PAGE}"))?;
        println!("wrote {PAGE}");
    }
    Ok(())
}

fn shipped(name: &str) -> Result<Brief> {
    let names: Vec<&str> = assets::briefs().iter().map(|brief| brief.name.as_str()).collect();
    let found = assets::briefs().iter().find(|brief| brief.name == name);
    found.cloned().with_context(|| format!("there is no brief `{name}`; there are {}", names.join(", ")))
}

/// A song heard with its lines where they are known to be sung.
fn heard(name: &str) -> Result<Reading> {
    let (song, known) = known::load(name)?;
    let line = |line: &known::Sung| LyricLine {
        text: line.text.clone(),
        start_secs: Some(line.start),
        end_secs: Some(line.end),
        ..LyricLine::default()
    };
    let lyrics = Lyrics { lines: known.lines.iter().map(line).collect(), timing: LyricTiming::Lines };
    let lyrics = (!lyrics.lines.is_empty()).then_some(&lyrics);
    Ok(listen_with(song.as_ref(), &Given { lyrics, ..Given::default() }))
}

fn plans(title: &str, reading: &Reading, brief: &Brief) -> Result<Planned> {
    let affects = affects(reading);
    let brief = Brief { pins: pins(reading, brief), ..brief.clone() };
    let full = TreatRequest { affects: &affects, ..TreatRequest::new(reading, &brief, SEED) };
    let judges = Judges::new(&full, treat(&full)?);
    let plans = WAYS.iter().map(|way| {
        let request = TreatRequest { without: way.without, seed: way.seed, ..full };
        judges.judge(&request)
    });
    Ok(Planned { title: title.to_owned(), has_words: !affects.is_empty(), plans: plans.collect::<Result<_>>()? })
}

/// What the words of the sung lines feel like.
fn affects(reading: &Reading) -> Vec<LineAffect> {
    let lines: Vec<_> = reading.lines.iter().flatten().collect();
    let affects = affect_of_lines(lines.iter().map(|line| line.text.as_str()));
    let of_line = |(line, felt): (&&LyricSpan, lyric_affect::LineAffect)| {
        LineAffect::of_line(line, felt.valence, felt.arousal, felt.tenderness, felt.power)
    };
    lines.iter().zip(affects).map(of_line).collect()
}

/// Three pins as a person could set them in any song: at the starts of the parts nearest to a quarter, a half and three
/// quarters of it the film is in the brief's second place, the power turns, and one is pinned to the wall.
fn pins(reading: &Reading, brief: &Brief) -> Vec<Pin> {
    let tempo_map = reading.tempo_map();
    let bars = f64::from(tempo_map.bars());
    let starts: Vec<u32> =
        reading.sections.iter().map(|section| tempo_map.bar_from_song(section.start + 0.1)).collect();
    let at = |share: f64| {
        let wanted = (bars * share) as u32;
        let near = starts.iter().copied().filter(|start| f64::from(start.abs_diff(wanted)) <= bars / 10.0);
        let bar = near.min_by_key(|start| start.abs_diff(wanted)).unwrap_or(wanted);
        Moment { bar: Some(bar + 1), ..Moment::default() }
    };
    let mut pins = vec![
        Pin { at: at(0.5), turn: Some("either".to_owned()), ..Pin::default() },
        Pin { at: at(0.75), hold: Some("pin_wall".to_owned()), ..Pin::default() },
    ];
    if let Some(second) = brief.places.get(1) {
        pins.push(Pin { at: at(0.25), place: Some(second.place.clone()), ..Pin::default() });
    }
    pins
}
