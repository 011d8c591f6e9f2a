//! `export`: the performance for other programs, so that it can be lit anew or given other bodies.

mod performed;

use anyhow::Result;
use reversal_model::project::stale::{Inputs, State};
use serde_json::json;

use self::performed::Performed;

use crate::args::Request;
use crate::film::{Film, Target};
use crate::folder::{Folder, OnConflict, Outcome};
use crate::show::print_json;
use crate::stages::deliver::{Plan, chunks};
use crate::stages::standing::{Standing, must_be_cut};
use crate::stages::{of_value, perform};

/// Raised when the same performance would be written differently.
const VERSION: &str = "1";

const STEP: &str = "export";

/// The files, in the film's folder.
const FILES: [&str; 3] = ["performance/first.bvh", "performance/second.bvh", "performance/film.glb"];

/// Writes the performance of a film that is performed and cut.
pub fn export(request: &Request) -> Result<()> {
    let common = request.verb.common();
    let target = Target::find(common)?;
    must_be_cut(&Folder::open(target.folder())?)?;
    let mut film = Film::open(request)?;
    let standing = Standing::load(&film.folder)?;
    let performances = perform::fingerprints(&standing.stagecraft(film.settings.seed)?)?;
    let plan = standing.plan(&performances);
    let performed = Performed::load(&film.folder, &plan)?;
    let written = write(&mut film, &plan, &performed)?;
    if common.json {
        return print_json(&json!({ "folder": film.folder.map.root(), "files": written, "frames": plan.cut.frames }));
    }
    for file in written {
        film.show.say(&film.folder.map.file(&file).display().to_string());
    }
    Ok(())
}

/// Writes the files where they are missing or stale; gives the names under which they lie.
fn write(film: &mut Film, plan: &Plan, performed: &Performed) -> Result<Vec<String>> {
    let names = FILES.map(str::to_owned);
    let pictures: Vec<String> = chunks(plan, &film.settings)?.into_iter().map(|chunk| chunk.fingerprint).collect();
    let called: Vec<&str> = plan.brief.characters.iter().map(|character| character.name.as_str()).collect();
    let inputs = Inputs::from([
        ("the performance".to_owned(), of_value(plan.performances)),
        ("cut.toml".to_owned(), of_value(plan.cut)),
        ("the film".to_owned(), of_value(&pictures)),
        ("the title and the names of the two".to_owned(), of_value(&(&plan.treatment.title, called))),
        ("the way of exporting".to_owned(), VERSION.to_owned()),
    ]);
    if film.folder.state(STEP, &names, &inputs)? == State::Fresh {
        film.show.end(STEP, "the files are as they should be");
        return Ok(names.to_vec());
    }
    let made = performed.files(film, plan)?;
    // Nothing follows from these files, so a changed one never stops the work.
    let on_conflict = match film.on_conflict {
        OnConflict::Stop => OnConflict::Beside,
        chosen => chosen,
    };
    let made = names.iter().cloned().zip(made).collect();
    let outcome = film.folder.step(STEP, &names, inputs, on_conflict, || Ok(made))?;
    film.show.end(STEP, &format!("{} frames, {} cameras", plan.cut.frames, plan.cut.takes.len()));
    let Outcome::Beside(beside) = outcome else { return Ok(names.to_vec()) };
    if !beside.is_empty() {
        film.show.warn("a file of the performance was changed by hand; the new one lies beside it");
    }
    Ok(beside)
}
