//! Cut and words to `lettering.toml`: what is written on the film, where it stands and in which tone.

mod placing;

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use reversal_direct::lettering::{LetteringRequest, lettering};
use reversal_model::lettering::{Card, Lettering, Voice};
use reversal_model::project::files::LETTERING;
use reversal_model::project::stale::{Inputs, State};
use reversal_model::reading::curve_names;
use reversal_model::settings::Settings;
use reversal_type::{Area, Layout, LayoutError, row_characters};

use super::deliver::{Plan, take_fingerprints};
use super::of_value;
use crate::film::Film;
use crate::folder::{Folder, Outcome};

/// Raised when the same film would be lettered differently.
const VERSION: &str = "1";

/// Name of the step.
pub const STEP: &str = "letter";

/// Files of the step.
pub fn files() -> Vec<String> {
    vec![LETTERING.name.to_owned()]
}

/// Whether anything is to be written on the film.
pub fn is_asked_for(settings: &Settings) -> bool {
    settings.titles || settings.words
}

/// What a lettering is made of.
pub fn inputs(plan: &Plan, settings: &Settings) -> Result<Inputs> {
    let reading = plan.reading;
    let words = (&reading.lines, &reading.words, &reading.line_confidences, reading.confidence.words);
    let form = (&reading.sections, &reading.beats, &reading.downbeats);
    let force = [curve_names::AGGRESSION_WITHIN, curve_names::AGGRESSION].map(|name| reading.curve(name));
    let mut inputs = Inputs::from([
        ("the way of lettering".to_owned(), VERSION.to_owned()),
        ("--titles".to_owned(), settings.get("titles")),
        ("--words".to_owned(), settings.get("words")),
        ("the lyrics".to_owned(), of_value(&words)),
        ("the parts of reading.toml".to_owned(), of_value(&(form, force))),
        ("the song's tags".to_owned(), of_value(&reading.song)),
        ("the brief's title".to_owned(), of_value(&plan.brief.title)),
        ("cut.toml".to_owned(), of_value(plan.cut)),
    ]);
    let pictures: BTreeMap<String, String> = take_fingerprints(plan, settings)?;
    inputs.extend(pictures.into_iter().map(|(shot, fingerprint)| (format!("shot {shot}"), fingerprint)));
    Ok(inputs)
}

/// Letters the film where that is asked for and needed, and gives the lettering as it stands in the folder.
pub fn run(film: &mut Film, plan: &Plan) -> Result<Lettering> {
    if !is_asked_for(&film.settings) {
        return Ok(Lettering::none());
    }
    film.show.begin(STEP, None);
    let inputs = inputs(plan, &film.settings)?;
    let asked = decided(plan, &film.settings);
    let placed = match film.folder.state(STEP, &files(), &inputs)? {
        State::Fresh | State::Edited => None,
        _ => Some(placing::placed(film, plan, asked)?),
    };
    let outcome = film.folder.step(STEP, &files(), inputs, film.on_conflict, || {
        let text = placed.as_ref().map(|lettering| LETTERING.write(lettering)).transpose()?;
        Ok(text.map(|text| (LETTERING.name.to_owned(), text.into_bytes())).into_iter().collect())
    })?;
    let lettering = load(&film.folder, &film.settings)?;
    for warning in &lettering.warnings {
        film.show.warn(warning);
    }
    let edited = if outcome == Outcome::KeptEdited { ", as you changed it" } else { "" };
    film.show.end(STEP, &format!("{} cards of type{edited}", lettering.cards.len()));
    Ok(lettering)
}

/// The lettering of a folder; none where none is asked for.
pub fn load(folder: &Folder, settings: &Settings) -> Result<Lettering> {
    if !is_asked_for(settings) || !folder.map.file(LETTERING.name).is_file() {
        return Ok(Lettering::none());
    }
    let lettering: Lettering = LETTERING.read(&folder.text(LETTERING.name)?)?;
    if let Some(fault) = lettering.faults().into_iter().next() {
        bail!("{}: {fault}\n  hint: mend it, or remove the file to have it made anew", LETTERING.name);
    }
    Ok(lettering)
}

/// The cards that can be set, before they are placed, and a warning for those that cannot.
fn decided(plan: &Plan, settings: &Settings) -> Lettering {
    let area = area_of(settings);
    let mut lettering = lettering(&LetteringRequest {
        reading: plan.reading,
        cut: plan.cut,
        brief: plan.brief,
        titles: settings.titles,
        words: settings.words,
        row_characters: &|voice| row_characters(voice, &area),
    });
    let faults: Vec<Option<LayoutError>> = lettering.cards.iter().map(|card| Layout::new(card, area).err()).collect();
    lettering.warnings.extend(left_out(&lettering.cards, &faults));
    let mut faults = faults.iter();
    lettering.cards.retain(|_| faults.next().is_some_and(Option::is_none));
    lettering
}

/// What is to be said of cards that cannot be set: one sentence for each reason.
fn left_out(cards: &[Card], faults: &[Option<LayoutError>]) -> Vec<String> {
    let told = |is_of: fn(&LayoutError) -> bool, why: &dyn Fn(&LayoutError) -> String| {
        let mut at_fault = faults.iter().flatten().filter(|fault| is_of(fault));
        let first = at_fault.next()?;
        let count = 1 + at_fault.count();
        Some(format!("{count} of {} cards of type are left out: {}", cards.len(), why(first)))
    };
    let letter = told(|fault| matches!(fault, LayoutError::NoLetter(_)), &|fault| {
        format!("{fault}, the first of them; it has Latin, Greek and Cyrillic letters (the captions have all words)")
    });
    let long = told(|fault| *fault == LayoutError::TooLong, &|_| "too long for the picture".to_owned());
    letter.into_iter().chain(long).collect()
}

/// The picture as a place for type.
pub fn area_of(settings: &Settings) -> Area {
    let (width, height) = settings.frame_size();
    let format = reversal_shoot::FrameFormat {
        width: width as usize,
        height: height as usize,
        picture_aspect: settings.aspect.ratio,
    };
    let (width, height) = format.picture_size();
    Area::new(width, height)
}

/// Whether a card is sung.
fn is_sung(card: &Card) -> bool {
    card.voice != Voice::Title
}
