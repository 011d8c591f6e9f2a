//! The pipeline, from the song to the film.

use anyhow::Result;
use reversal_direct::propose::propose_brief;
use reversal_model::assets;
use reversal_model::settings::Stage;
use serde_json::json;

use crate::args::Request;
use crate::film::Film;
use crate::show::print_json;
use crate::stages::{cut, deliver, listen, perform, shots, treat};

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

/// The stages up to and including one; what the last of them made.
pub fn steps(film: &mut Film, until: Stage) -> Result<serde_json::Value> {
    let reading = listen::run(film)?;
    let brief = film.brief()?;
    if !film.brief_was_given
        && let Some((other, why)) = propose_brief(&reading, &treat::affects(&reading), assets::briefs())
        && other.name != brief.name
    {
        film.show
            .end("brief", &format!("{} is made; this song also speaks for --brief {}: {why}", brief.title, other.name));
    }
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
    };
    let delivered = deliver::run(film, &plan)?;
    Ok(serde_json::to_value(delivered)?)
}
