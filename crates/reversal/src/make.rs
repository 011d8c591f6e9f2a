//! The pipeline, from the song to the film.

use std::path::Path;

use anyhow::Result;
use reversal_direct::propose::propose;
use reversal_model::assets;
use reversal_model::brief::Brief;
use reversal_model::lettering::Lettering;
use reversal_model::reading::Reading;
use reversal_model::settings::Stage;
use serde_json::json;

use crate::args::Request;
use crate::brief::find_brief;
use crate::film::{BriefChoice, Film};
use crate::show::print_json;
use crate::stages::{cut, deliver, letter, listen, perform, shots, treat};

/// Makes the film up to and including a stage.
pub fn make(request: &Request, until: Stage) -> Result<()> {
    let mut film = Film::open(request)?;
    let made = steps(&mut film, until)?;
    let root = film.folder.map.root().display().to_string();
    if request.verb.common().json {
        return print_json(&json!({ "folder": root, "stage": until.verb(), "made": made }));
    }
    match until {
        Stage::Deliver => {
            film.show.say(&format!("The film is {}", film.folder.map.film().display()));
            film.show.say(&format!(
                "Open {} to see it with its treatment",
                film.folder.map.file("out/treatment.html").display()
            ));
        }
        _ => film.show.say(&format!("{} is in {root}", until.verb())),
    }
    Ok(())
}

/// The folder's brief: the one that was asked for, the one that the song speaks for where it was asked to choose,
/// else the default; then the person is told which one the song speaks for.
fn brief_of(film: &mut Film, reading: &Reading) -> Result<Brief> {
    if film.brief_choice == BriefChoice::Given {
        return film.brief();
    }
    let affects = treat::affects(reading);
    let proposal = propose(reading, &affects, assets::briefs());
    let choice = proposal.choice();
    if film.brief_choice == BriefChoice::Song {
        match &choice {
            Some((chosen, _)) => film.take_brief(find_brief(Path::new(&chosen.name))?)?,
            None => film.show.warn("the song's words say too little to choose a brief by; the folder's is taken"),
        }
    }
    let brief = film.brief()?;
    let said = match choice {
        Some((chosen, why)) if chosen.name == brief.name => {
            format!("{}, which this song speaks for: {why}", brief.title)
        }
        Some((chosen, why)) => {
            format!(
                "{}; this song speaks for {}: {why}; take it with --brief {}",
                brief.title, chosen.title, chosen.name
            )
        }
        None => format!("{}; the song's words speak for none (see `reversal brief --list`)", brief.title),
    };
    film.show.end("brief", &said);
    Ok(brief)
}

/// The stages up to and including one; what the last of them made.
pub fn steps(film: &mut Film, until: Stage) -> Result<serde_json::Value> {
    let reading = listen::run(film)?;
    let brief = brief_of(film, &reading)?;
    let treatment = treat::run(film, &reading, &brief)?;
    if until == Stage::Treat {
        return Ok(
            json!({ "bars": treatment.bars, "scenes": treatment.scenes.len(), "reversals": treatment.reversals().len() }),
        );
    }
    let shots = shots::run(film, &reading, &brief, &treatment)?;
    if until == Stage::Shots {
        return Ok(json!({ "shots": shots.shots.len() }));
    }
    let seed = film.settings.seed;
    let performances = match until {
        Stage::Cut => None,
        _ => Some(perform::run(film, &perform::Stagecraft::new(&reading, &brief, &treatment, seed)?)?),
    };
    if until == Stage::Perform {
        return Ok(json!({ "scenes": treatment.scenes.len() }));
    }
    let cut = cut::run(film, &reading, &shots)?;
    let Some(performances) = performances else {
        return Ok(json!({ "frames": cut.frames, "rate": cut.rate, "takes": cut.takes.len() }));
    };
    let plan = deliver::Plan {
        reading: &reading,
        brief: &brief,
        treatment: &treatment,
        shots: &shots,
        cut: &cut,
        performances: &performances,
        lettering: &Lettering::none(),
    };
    let lettering = letter::run(film, &plan)?;
    let plan = deliver::Plan { lettering: &lettering, ..plan };
    let delivered = deliver::run(film, &plan)?;
    Ok(serde_json::to_value(delivered)?)
}
