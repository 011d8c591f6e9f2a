//! `why`: which line, bar, hold, reversal, shot and cut stand at a moment, and for what reason.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use reversal_direct::papers::Script;
use reversal_direct::papers::account::{Place, account};

use crate::args::{Common, WhyArgs};
use crate::film::Target;
use crate::folder::Folder;
use crate::show::{Show, print_json};
use crate::stages::standing::{Standing, must_be_cut};

/// Tells what stands at a moment and why. Reads only.
pub fn why(arguments: &WhyArgs) -> Result<()> {
    let (folder, moment) = folder_and_moment(arguments);
    if moment.is_empty() {
        bail!("no moment was named\n  hint: name a time like 1:42, a bar like 'bar 33' or a shot like 4B");
    }
    let place: Place = moment.parse()?;
    let common = Common { target: folder, ..arguments.common.clone() };
    let target = Target::find(&common)?;
    let folder = Folder::open(target.folder())?;
    must_be_cut(&folder)?;
    let film = Standing::load(&folder)?;
    let script = Script::new(&film.reading, &film.brief, &film.treatment, &film.shots, &film.cut);
    let account = account(&script, &place)?;
    if common.json {
        return print_json(&account);
    }
    Show::new(&common).say(account.text().trim_end());
    Ok(())
}

/// The words of the command line: a folder or song first or last where one is named, the moment the rest.
fn folder_and_moment(arguments: &WhyArgs) -> (Option<PathBuf>, String) {
    let first = arguments.common.target.iter().map(|target| target.display().to_string());
    let mut words: Vec<String> = first.chain(arguments.moment.iter().cloned()).collect();
    let is_target = |word: &String| word.parse::<Place>().is_err() && Path::new(word).exists();
    let at = [0, words.len().saturating_sub(1)].into_iter().find(|&at| words.get(at).is_some_and(is_target));
    let target = at.map(|at| PathBuf::from(words.remove(at)));
    (target, words.join(" "))
}
