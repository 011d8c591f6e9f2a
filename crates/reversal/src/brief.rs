//! The verb `brief`, and how a brief is found by file or name.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use reversal_model::assets;
use reversal_model::brief::{Brief, brief_schema};
use reversal_model::nearest::nearest;
use reversal_model::project::store::{read_text, write_atomic};
use serde_json::json;

use crate::args::BriefArgs;
use crate::show::{Show, print_json};

/// Does the one thing that was asked for.
pub fn brief(asked: &BriefArgs) -> Result<ExitCode> {
    let show = Show::new(&asked.common);
    if let Some(file) = &asked.deed.new {
        write_new(&show, file)?;
    } else if let Some(named) = &asked.deed.check {
        return check(&show, named, asked.json);
    } else if let Some(named) = &asked.deed.show {
        show.say(find_shipped(named)?.1.trim_end());
    } else if asked.deed.schema {
        print_json(&brief_schema(assets::holds(), assets::places()))?;
    } else {
        list(&show, asked.json)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A brief by its file or by the name of a shipped one: its name and its text.
pub fn find_brief(named: &Path) -> Result<(String, String)> {
    // A folder may be called like a shipped brief: the film that was made of it, for one.
    let text = if named.is_dir() { None } else { read_text(named)? };
    match text {
        None => find_shipped(named),
        Some(text) => {
            let brief = Brief::read(&named.display().to_string(), &text, assets::holds(), assets::places())?;
            Ok((brief.name, text))
        }
    }
}

fn find_shipped(named: &Path) -> Result<(String, String)> {
    let mut shipped = assets::briefs().iter().zip(assets::BRIEF_TEXTS);
    match shipped.find(|(brief, _)| named.as_os_str() == brief.name.as_str()) {
        Some((brief, text)) => Ok((brief.name.clone(), (*text).to_owned())),
        None => {
            let names: Vec<&str> = assets::briefs().iter().map(|brief| brief.name.as_str()).collect();
            let hint = match nearest(&named.to_string_lossy(), names.iter().copied()) {
                Some(meant) => format!("did you mean {meant}?"),
                None => format!("name a file, or one of {}", names.join(", ")),
            };
            bail!("there is no brief {}\n  hint: {hint}", named.display())
        }
    }
}

fn write_new(show: &Show, file: &Path) -> Result<()> {
    if file.symlink_metadata().is_ok() {
        bail!("{} is there already and stays as it is\n  hint: give a name that is free", file.display());
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let text = assets::new_brief(&stem);
    write_atomic(file, text.as_bytes()).with_context(|| format!("cannot write {}", file.display()))?;
    show.say(&format!(
        "{} is written; change it, look it over with\n  reversal brief --check {}\nand make a film with\n  reversal make SONG --brief {}",
        file.display(),
        file.display(),
        file.display()
    ));
    Ok(())
}

fn check(show: &Show, named: &Path, as_json: bool) -> Result<ExitCode> {
    let (file, text) = match read_text(named)? {
        Some(text) => (named.display().to_string(), text),
        None => find_shipped(named)?,
    };
    let read = Brief::read(&file, &text, assets::holds(), assets::places());
    if as_json {
        let faults = read.as_ref().err().map_or(&[][..], |faults| &faults.0);
        let told = |fault: &reversal_model::diag::Diagnostic| {
            json!({
                "line": fault.place.map(|place| place.0),
                "column": fault.place.map(|place| place.1),
                "message": fault.message,
                "hint": fault.hint,
            })
        };
        print_json(&json!({ "file": file, "faults": faults.iter().map(told).collect::<Vec<_>>() }))?;
        return Ok(if read.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let brief = read?;
    let names: Vec<&str> = brief.characters.iter().map(|character| character.name.as_str()).collect();
    let places: Vec<&str> = brief.places.iter().map(|used| used.place.as_str()).collect();
    show.say(&format!(
        "{file} is fine: {}; {}; in {}; {} pins",
        brief.title,
        names.join(" and "),
        places.join(", "),
        brief.pins.len()
    ));
    Ok(ExitCode::SUCCESS)
}

fn list(show: &Show, as_json: bool) -> Result<()> {
    if as_json {
        let told = |brief: &Brief| json!({ "name": brief.name, "title": brief.title, "about": brief.about, "logline": brief.logline });
        return print_json(&json!({ "briefs": assets::briefs().iter().map(told).collect::<Vec<_>>() }));
    }
    let width = assets::briefs().iter().map(|brief| brief.name.len()).max().unwrap_or(0);
    for (index, brief) in assets::briefs().iter().enumerate() {
        let default = if index == 0 { " [default]" } else { "" };
        show.say(&format!("{:width$}  {}: {}{default}", brief.name, brief.title, brief.about));
    }
    Ok(())
}
