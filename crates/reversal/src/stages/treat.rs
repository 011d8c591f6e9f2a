//! Reading and brief to `treatment.toml`.

use anyhow::{Result, bail};
use reversal_direct::treat::{LineAffect, TreatFault, TreatRequest, treat};
use reversal_listen::lyric_affect::{self as affect, affect_of_lines};
use reversal_model::assets;
use reversal_model::brief::{Brief, place_in_brief};
use reversal_model::diag::Diagnostic;
use reversal_model::project::files::{TREATMENT, UNLIKE};
use reversal_model::project::stale::Inputs;
use reversal_model::project::store::read_text;
use reversal_model::reading::{LyricSpan, Reading};
use reversal_model::treatment::Treatment;
use reversal_model::unlike::Unlike;

use super::of_value;
use crate::film::Film;
use crate::folder::{Folder, Outcome};

/// Raised when the same Reading would be planned differently.
const VERSION: &str = "14";

/// Name of the step.
pub const STEP: &str = "treat";

/// Files of the step.
pub fn files() -> Vec<String> {
    vec![TREATMENT.name.to_owned()]
}

/// What a treatment is made of.
pub fn inputs(reading: &Reading, brief: &Brief, unlike: Option<&Unlike>, seed: u64) -> Inputs {
    let holds: Vec<_> = assets::holds().iter().map(planner_side).collect();
    let mut inputs = Inputs::from([
        ("reading.toml".to_owned(), of_value(reading)),
        ("curves.csv".to_owned(), of_value(&reading.curves)),
        ("brief.toml".to_owned(), of_value(brief)),
        ("the seed".to_owned(), seed.to_string()),
        ("the stock of holds".to_owned(), of_value(&holds)),
        ("the way of planning".to_owned(), VERSION.to_owned()),
    ]);
    inputs.extend(unlike.map(|unlike| (UNLIKE.name.to_owned(), of_value(unlike))));
    inputs
}

/// The films before this one in its album; None where it belongs to none.
pub fn unlike(folder: &Folder) -> Result<Option<Unlike>> {
    let text = read_text(&folder.map.file(UNLIKE.name))?;
    Ok(text.map(|text| UNLIKE.read(&text)).transpose()?)
}

/// What the planner reads of a hold; its postures may change without a new plan.
fn planner_side(hold: &reversal_model::hold::Hold) -> impl serde::Serialize {
    let shares = [hold.closeness, hold.intensity, hold.effort, hold.tenderness, hold.shame];
    let bars = [hold.bars_min, hold.bars_max];
    let kinds = [hold.mobile, hold.fall, hold.rest];
    let ways = (hold.entries.clone(), hold.exits.clone(), hold.anchor);
    (hold.name.clone(), hold.text.clone(), hold.level, shares, hold.powers.clone(), bars, kinds, ways)
}

/// Plans where that is needed and gives the treatment as it stands in the folder.
pub fn run(film: &mut Film, reading: &Reading, brief: &Brief) -> Result<Treatment> {
    film.show.begin(STEP, None);
    let unlike = unlike(&film.folder)?;
    let inputs = inputs(reading, brief, unlike.as_ref(), film.settings.seed);
    let earlier = load(&film.folder).ok();
    let brief_text = film.folder.text("brief.toml")?;
    let seed = film.settings.seed;
    let outcome = film.folder.step(STEP, &files(), inputs, film.on_conflict, || {
        let affects = affects(reading);
        let request = TreatRequest {
            affects: &affects,
            earlier: earlier.as_ref(),
            unlike: unlike.as_ref(),
            ..TreatRequest::new(reading, brief, seed)
        };
        let treatment = treat(&request).map_err(|fault| in_the_brief(fault, &brief_text))?;
        Ok(vec![(TREATMENT.name.to_owned(), TREATMENT.write(&treatment)?.into_bytes())])
    })?;
    let treatment = load(&film.folder)?;
    let edited = if outcome == Outcome::KeptEdited { ", as you changed it" } else { "" };
    film.show.end(STEP, &format!("{}{edited}", summary(&treatment, brief)));
    Ok(treatment)
}

/// A planner's fault with the line of the brief that is at fault, where one is.
fn in_the_brief(fault: TreatFault, brief_text: &str) -> anyhow::Error {
    match fault.key() {
        None => fault.into(),
        Some(key) => Diagnostic {
            file: "brief.toml".to_owned(),
            place: place_in_brief(brief_text, key),
            message: fault.to_string(),
            hint: None,
        }
        .into(),
    }
}

/// The treatment of a folder.
pub fn load(folder: &Folder) -> Result<Treatment> {
    let treatment: Treatment = TREATMENT.read(&folder.text(TREATMENT.name)?)?;
    if let Some(fault) = treatment.faults().into_iter().next() {
        bail!("{}: {fault}\n  hint: mend it, or remove the file to have it made anew", TREATMENT.name);
    }
    for span in treatment.hold_spans() {
        if assets::hold(&span.cue.hold).is_none() {
            let names: Vec<&str> = assets::holds().iter().map(|hold| hold.name.as_str()).collect();
            bail!(
                "{}: there is no hold '{}' (bar {})\n  hint: there are {}",
                TREATMENT.name,
                span.cue.hold,
                span.cue.bar,
                names.join(", ")
            );
        }
    }
    for scene in &treatment.scenes {
        if assets::place(&scene.place).is_none() {
            let names: Vec<&str> = assets::places().iter().map(|place| place.name.as_str()).collect();
            bail!(
                "{}: there is no place '{}' (scene {})\n  hint: there are {}",
                TREATMENT.name,
                scene.place,
                scene.number,
                names.join(", ")
            );
        }
    }
    Ok(treatment)
}

/// What the words of the sung lines feel like.
pub fn affects(reading: &Reading) -> Vec<LineAffect> {
    let lines: Vec<_> = reading.lines.iter().flatten().collect();
    let affects = affect_of_lines(lines.iter().map(|line| line.text.as_str()));
    let of_line = |(line, felt): (&&LyricSpan, affect::LineAffect)| {
        LineAffect::of_line(line, felt.valence, felt.arousal, felt.tenderness, felt.power)
    };
    lines.iter().zip(affects).map(of_line).collect()
}

fn summary(treatment: &Treatment, brief: &Brief) -> String {
    format!(
        "{}: {} bars, {} scenes, {} reversals",
        brief.title,
        treatment.bars,
        treatment.scenes.len(),
        treatment.reversals().len()
    )
}
