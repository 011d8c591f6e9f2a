//! `score`: how well the listener hears songs whose truth is known, as a table.
//!
//! Each song is heard in a process of its own, so that its CPU time and memory are its own.

mod figures;
pub mod known;
mod table;
mod ten_minutes;
mod usage;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use reversal_listen::align::PhoneModel;

use figures::{Figures, figures};
use ten_minutes::TenMinutes;

/// The page that `--write` writes.
const PAGE: &str = "docs/scores.md";

/// What was asked for.
#[derive(Default)]
struct Asked {
    songs: Option<PathBuf>,
    voice_model: Option<PathBuf>,
    writes: bool,
    /// The name of the one song that this process is to hear.
    only: Option<String>,
}

impl Asked {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Asked> {
        let mut asked = Asked::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--voice-model" => asked.voice_model = Some(value()?.into()),
                "--only" => asked.only = Some(value()?),
                "--write" => asked.writes = true,
                flag if flag.starts_with('-') => bail!("score does not know {flag}"),
                folder => asked.songs = Some(folder.into()),
            }
        }
        Ok(asked)
    }
}

/// Prints the table; with `--write` also into the page, together with the composed songs.
pub fn run(arguments: impl Iterator<Item = String>, root: &Path) -> Result<()> {
    let asked = Asked::parse(arguments)?;
    if let Some(name) = &asked.only {
        let (song, known) = known::load(name)?;
        let model = PhoneModel::find(asked.voice_model.as_deref())?;
        println!("{}", serde_json::to_string(&figures(song.as_ref(), &known, model.as_ref())?)?);
        return Ok(());
    }
    let mut page = String::new();
    if let Some(songs) = &asked.songs {
        page.push_str(&table::real_songs(&heard(known::names(Some(songs))?, &asked)?));
    }
    page.push_str(&table::composed_songs(&heard(known::names(None)?, &asked)?));
    let long = TenMinutes::write()?;
    if let Some((_, figures)) = heard(vec![long.name()], &asked)?.first() {
        page.push_str(&table::ten_minutes(figures));
    }
    println!("{page}");
    if asked.writes {
        std::fs::write(root.join(PAGE), table::page(&page)).with_context(|| format!("cannot write {PAGE}"))?;
        println!("wrote {PAGE}");
    }
    Ok(())
}

/// The figures of each song, by the title it has in tables.
fn heard(names: Vec<String>, asked: &Asked) -> Result<Vec<(String, Figures)>> {
    let program = std::env::current_exe().context("this program's own file is not known")?;
    let one = |name: String| {
        let mut command = Command::new(&program);
        command.args(["score", "--only", &name]);
        if let Some(model) = &asked.voice_model {
            command.arg("--voice-model").arg(model);
        }
        let output = command.output().context("this program cannot be started again")?;
        if !output.status.success() {
            bail!("{name}: {}", String::from_utf8_lossy(&output.stderr));
        }
        eprintln!("heard {}", known::title(&name));
        Ok((known::title(&name), serde_json::from_slice(&output.stdout)?))
    };
    names.into_iter().map(one).collect()
}
