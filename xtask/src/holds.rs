//! `holds`: every hold as the film shows it, to be looked at: a sheet of pictures each, and one page with all of them.

mod page;
mod sheet;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use reversal_model::assets;
use reversal_model::hold::Hold;

use page::page;
use sheet::draw;

/// Where the sheets go if nothing else is asked for, from the root.
const FOLDER: &str = "target/holds";
/// The page among the sheets.
const PAGE: &str = "index.html";

/// Draws the holds that are named, or all, into a folder.
pub fn run(mut arguments: impl Iterator<Item = String>, root: &Path) -> Result<()> {
    let mut folder: Option<PathBuf> = None;
    let mut named: Vec<String> = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => named.push(arguments.next().context("--only needs the name of a hold")?),
            flag if flag.starts_with('-') => bail!("holds does not know {flag}"),
            path => folder = Some(path.into()),
        }
    }
    if let Some(unknown) = named.iter().find(|name| assets::hold(name).is_none()) {
        bail!("there is no hold `{unknown}`; docs/holds.md lists them");
    }
    let folder = folder.unwrap_or_else(|| root.join(FOLDER));
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let wanted: Vec<&Hold> =
        assets::holds().iter().filter(|hold| named.is_empty() || named.contains(&hold.name)).collect();
    let mut drawn = Vec::with_capacity(wanted.len());
    for hold in wanted {
        let sheet = draw(hold)?;
        write(&folder.join(sheet.file_name()), &sheet.png)?;
        println!("{}", sheet.line());
        drawn.push(sheet);
    }
    let path = folder.join(PAGE);
    write(&path, page(&drawn).as_bytes())?;
    println!("wrote {}", path.display());
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
