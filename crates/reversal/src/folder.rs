//! A film's folder in hand: reads its files, makes steps anew where they are
//! stale, and never writes over what a person changed.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use reversal_model::project::map::Map;
use reversal_model::project::stale::{Inputs, MADE_FORMAT, Made, State, Step, fingerprint, fingerprint_of_file, state};
use reversal_model::project::store::{read_bytes, read_text, sweep_temporaries, write_atomic};

/// What to do with a file that was changed by hand and is stale too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// Write the new one beside it and stop.
    Stop,
    /// Write the new one beside it, warn and go on: nothing follows from it.
    Beside,
    /// The person's stays and counts as made of what is there now.
    KeepMine,
    /// The new one takes its place; the person's is kept under another name.
    TakeNew,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was made.
    Made,
    /// It was as it should be.
    Kept,
    /// A person's version stands.
    KeptEdited,
    /// The new version lies beside a person's, under this name.
    Beside(Vec<String>),
}

/// A film's folder.
pub struct Folder {
    pub map: Map,
    made: Made,
}

/// Files of a step: name in the folder and content.
pub type Files = Vec<(String, Vec<u8>)>;

impl Folder {
    /// Opens the folder at `root` for reading; it need not exist.
    pub fn open(root: &Path) -> Result<Folder> {
        let map = Map::new(root);
        // A made.json that cannot be read only costs comparisons: files then count as edited and are kept.
        let made = read_bytes(&map.made())?
            .and_then(|bytes| serde_json::from_slice::<Made>(&bytes).ok())
            .filter(|made| made.format == MADE_FORMAT)
            .unwrap_or_else(|| Made { format: MADE_FORMAT.to_owned(), ..Made::default() });
        let mut folder = Folder { map, made };
        let pending: Vec<(String, Vec<String>)> = folder
            .made
            .pending
            .iter()
            .map(|(name, step)| (name.clone(), step.outputs.keys().cloned().collect()))
            .collect();
        for (name, files) in pending {
            let now = folder.fingerprints(&files)?;
            folder.made.settle(&name, &now);
        }
        Ok(folder)
    }

    /// Removes what a killed run left half-written.
    pub fn sweep(&self) {
        for folder in [
            self.map.root().to_owned(),
            self.map.hidden(),
            self.map.file("out"),
            self.map.file("out/storyboard"),
            self.map.file("out/storyboard/images"),
            self.map.chunks(),
            self.map.performances(),
        ] {
            sweep_temporaries(&folder);
        }
    }

    /// State of a step whose files are `files`.
    pub fn state(&self, step: &str, files: &[String], inputs: &Inputs) -> Result<State> {
        Ok(state(self.made.steps.get(step), inputs, &self.fingerprints(files)?))
    }

    /// Whether a step was made with these among its inputs.
    pub fn is_made_of(&self, step: &str, inputs: &Inputs) -> bool {
        self.made
            .steps
            .get(step)
            .is_some_and(|made| inputs.iter().all(|(name, hash)| made.inputs.get(name) == Some(hash)))
    }

    /// Whether an input of this name was among those that a step was made of.
    pub fn has_input(&self, step: &str, input: &str) -> bool {
        self.made.steps.get(step).is_some_and(|made| made.inputs.contains_key(input))
    }

    /// Makes a step's files where they are missing or stale.
    ///
    /// `make` gives the new files, `differ` names where they differ from a person's (text old, text new).
    pub fn step(
        &mut self,
        step: &str,
        files: &[String],
        inputs: Inputs,
        on_conflict: OnConflict,
        make: impl FnOnce() -> Result<Files>,
    ) -> Result<Outcome> {
        match self.state(step, files, &inputs)? {
            State::Fresh => Ok(Outcome::Kept),
            State::Edited => Ok(Outcome::KeptEdited),
            State::Missing | State::Stale(_) => {
                let new = make()?;
                self.write(step, inputs, new)?;
                Ok(Outcome::Made)
            }
            State::EditedAndStale(why) => match on_conflict {
                OnConflict::KeepMine => {
                    let outputs = self.made.steps.get(step).map(|step| step.outputs.clone()).unwrap_or_default();
                    self.record(step, Step { inputs, outputs })?;
                    Ok(Outcome::KeptEdited)
                }
                OnConflict::TakeNew => {
                    let new = make()?;
                    for (name, content) in &new {
                        let mine = self.map.file(name);
                        if let Some(old) = read_bytes(&mine)?.filter(|old| old != content) {
                            write_atomic(&self.map.file(&variant(name, "mine")), &old)?;
                        }
                    }
                    self.write(step, inputs, new)?;
                    Ok(Outcome::Made)
                }
                OnConflict::Stop | OnConflict::Beside => {
                    let mut beside = Vec::new();
                    let mut differences = Vec::new();
                    for (name, content) in make()? {
                        let mine = read_text(&self.map.file(&name)).unwrap_or_default();
                        if mine.as_deref().is_some_and(|mine| mine.as_bytes() == content) {
                            continue;
                        }
                        let new_name = variant(&name, "new");
                        write_atomic(&self.map.file(&new_name), &content)?;
                        differences
                            .extend(differing_parts(mine.as_deref().unwrap_or(""), &String::from_utf8_lossy(&content)));
                        beside.push(new_name);
                    }
                    if on_conflict == OnConflict::Beside || beside.is_empty() {
                        return Ok(Outcome::Beside(beside));
                    }
                    let differences = if differences.is_empty() {
                        String::new()
                    } else {
                        format!(" They differ in {}.", differences.join(", "))
                    };
                    bail!(
                        "{} was changed by hand and would be made anew because {}; the new version is {} and nothing was overwritten.{differences}\n  hint: go on with --keep-mine or --take-new",
                        files.join(" and "),
                        why.join(", "),
                        beside.join(" and ")
                    )
                }
            },
        }
    }

    /// Reads a text file of the folder that a step before must have left.
    pub fn text(&self, name: &str) -> Result<String> {
        read_text(&self.map.file(name))?.with_context(|| format!("{name} is missing in {}", self.map.root().display()))
    }

    fn write(&mut self, step: &str, inputs: Inputs, files: Files) -> Result<()> {
        self.remove_spare(step, &files)?;
        let outputs = files.iter().map(|(name, content)| (name.clone(), fingerprint(content))).collect();
        let made = Step { inputs, outputs };
        self.made.pending.insert(step.to_owned(), made.clone());
        self.save()?;
        for (name, content) in &files {
            write_atomic(&self.map.file(name), content)?;
        }
        self.record(step, made)
    }

    /// Removes what the step wrote before and writes no more, unless it was changed since.
    fn remove_spare(&self, step: &str, new: &Files) -> Result<()> {
        let before = self.made.steps.get(step).map(|made| &made.outputs).into_iter().flatten();
        for (name, written) in before.filter(|(name, _)| new.iter().all(|(new, _)| new != *name)) {
            let path = self.map.file(name);
            if fingerprint_of_file(&path)?.as_ref() == Some(written) {
                std::fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
            }
        }
        Ok(())
    }

    /// Records a step whose files were written by other means.
    pub fn record(&mut self, step: &str, made: Step) -> Result<()> {
        self.made.pending.remove(step);
        self.made.steps.insert(step.to_owned(), made);
        self.save()
    }

    fn save(&self) -> Result<()> {
        write_atomic(&self.map.made(), &serde_json::to_vec_pretty(&self.made)?)?;
        Ok(())
    }

    fn fingerprints(&self, files: &[String]) -> Result<BTreeMap<String, Option<String>>> {
        files.iter().map(|name| Ok((name.clone(), fingerprint_of_file(&self.map.file(name))?))).collect()
    }
}

/// `treatment.new.toml` from `treatment.toml` and `new`.
fn variant(name: &str, kind: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{kind}.{extension}"),
        None => format!("{name}.{kind}"),
    }
}

/// The tables of two TOML texts that differ, e.g. `scene 3`.
fn differing_parts(old: &str, new: &str) -> Vec<String> {
    let (Ok(old), Ok(new)) = (old.parse::<toml::Table>(), new.parse::<toml::Table>()) else { return Vec::new() };
    let mut parts = Vec::new();
    for (key, value) in &new {
        match (value, old.get(key)) {
            (toml::Value::Array(new_items), Some(toml::Value::Array(old_items))) => {
                let count = new_items.len().max(old_items.len());
                parts.extend(
                    (0..count).filter(|&i| new_items.get(i) != old_items.get(i)).map(|i| format!("{key} {}", i + 1)),
                );
            }
            (value, other) if other != Some(value) => parts.push(key.clone()),
            _ => {}
        }
    }
    const NAMED_AT_MOST: usize = 8;
    if parts.len() > NAMED_AT_MOST {
        let more = parts.len() - NAMED_AT_MOST;
        parts.truncate(NAMED_AT_MOST);
        parts.push(format!("{more} more"));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(seed: &str) -> Inputs {
        Inputs::from([("seed".to_owned(), seed.to_owned())])
    }

    fn files(text: &str) -> Result<Files> {
        Ok(vec![("treatment.toml".to_owned(), text.as_bytes().to_vec())])
    }

    #[test]
    fn what_a_person_changed_is_never_overwritten() {
        let place = tempfile::tempdir().unwrap();
        let names = ["treatment.toml".to_owned()];
        let mut folder = Folder::open(place.path()).unwrap();
        folder.step("treat", &names, inputs("1"), OnConflict::Stop, || files("[[scene]]\nnumber = 1\n")).unwrap();
        assert_eq!(
            folder.step("treat", &names, inputs("1"), OnConflict::Stop, || bail!("not again")).unwrap(),
            Outcome::Kept
        );
        let mine = "[[scene]]\nnumber = 7\n";
        std::fs::write(place.path().join("treatment.toml"), mine).unwrap();

        let mut folder = Folder::open(place.path()).unwrap();
        assert_eq!(
            folder.step("treat", &names, inputs("1"), OnConflict::Stop, || bail!("mine stands")).unwrap(),
            Outcome::KeptEdited
        );
        let fault = folder
            .step("treat", &names, inputs("2"), OnConflict::Stop, || files("[[scene]]\nnumber = 2\n"))
            .unwrap_err();
        assert!(fault.to_string().contains("scene 1"), "{fault}");
        assert_eq!(std::fs::read_to_string(place.path().join("treatment.toml")).unwrap(), mine);
        assert!(place.path().join("treatment.new.toml").exists());

        folder.step("treat", &names, inputs("2"), OnConflict::KeepMine, || bail!("mine stands")).unwrap();
        assert_eq!(folder.state("treat", &names, &inputs("2")).unwrap(), State::Edited);
        folder.step("treat", &names, inputs("3"), OnConflict::TakeNew, || files("[[scene]]\nnumber = 3\n")).unwrap();
        assert_eq!(std::fs::read_to_string(place.path().join("treatment.mine.toml")).unwrap(), mine);
    }

    #[test]
    fn what_a_step_writes_no_more_goes_and_what_a_person_changed_or_added_stays() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(place.path()).unwrap();
        let boards = |count: usize| (1..=count).map(|board| format!("out/board-{board}.jpg")).collect::<Vec<_>>();
        let make = |count| Ok(boards(count).into_iter().map(|name| (name.clone(), name.into_bytes())).collect());
        folder.step("boards", &boards(4), inputs("1"), OnConflict::Stop, || make(4)).unwrap();
        std::fs::write(place.path().join("out/board-3.jpg"), "drawn over").unwrap();
        std::fs::write(place.path().join("out/board-9.jpg"), "a person's own").unwrap();
        folder.step("boards", &boards(2), inputs("2"), OnConflict::Stop, || make(2)).unwrap();
        let there = |board: usize| place.path().join(format!("out/board-{board}.jpg")).exists();
        assert_eq!([1, 2, 3, 4, 9].map(there), [true, true, true, false, true]);
    }

    #[test]
    fn a_lost_record_makes_files_count_as_a_persons() {
        let place = tempfile::tempdir().unwrap();
        let names = ["treatment.toml".to_owned()];
        std::fs::write(place.path().join("treatment.toml"), "[[scene]]\nnumber = 1\n").unwrap();
        let mut folder = Folder::open(place.path()).unwrap();
        assert!(
            folder.step("treat", &names, inputs("1"), OnConflict::Stop, || files("[[scene]]\nnumber = 2\n")).is_err()
        );
    }
}
