//! What is stale, and why: fingerprints of contents, never of times.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::store::StoreError;

/// Value of `Made::format`.
pub const MADE_FORMAT: &str = "made.1";

/// What was made of what; kept as `.reversal/made.json`. Losing it loses no work:
/// files that are there then count as edited, and are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// `made.1`.
    pub format: String,
    /// By the name of the step.
    pub steps: BTreeMap<String, Step>,
    /// Steps whose files are just being written: a run killed in between must
    /// not take its own half-made files for a person's edits.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pending: BTreeMap<String, Step>,
}

impl Made {
    /// Settles a step that a killed run left pending, given the fingerprints of its files now.
    pub fn settle(&mut self, name: &str, outputs_now: &BTreeMap<String, Option<String>>) {
        let Some(pending) = self.pending.remove(name) else { return };
        let of_pending = |file: &String, now: &Option<String>| pending.outputs.get(file) == now.as_ref();
        if outputs_now.iter().all(|(file, now)| of_pending(file, now)) {
            self.steps.insert(name.to_owned(), pending);
            return;
        }
        let before = self.steps.get(name).cloned().unwrap_or_default();
        let ours = |(file, now): (&String, &Option<String>)| {
            now.is_none() || of_pending(file, now) || before.outputs.get(file) == now.as_ref()
        };
        if outputs_now.iter().all(ours) {
            // A mixture of old and new, none of it a person's: to be made anew.
            let outputs = outputs_now.iter().filter_map(|(file, now)| Some((file.clone(), now.clone()?))).collect();
            self.steps.insert(name.to_owned(), Step { inputs: Inputs::new(), outputs });
        }
    }
}

/// One step as it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Fingerprint of each input by a name that a person understands, e.g. `treatment.toml [scene 3]`.
    pub inputs: Inputs,
    /// Fingerprint of each file that it wrote, by name.
    pub outputs: BTreeMap<String, String>,
}

/// Fingerprints of inputs by their names.
pub type Inputs = BTreeMap<String, String>;

/// State of a step's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "why")]
pub enum State {
    /// Not there yet.
    Missing,
    /// As it would be made now.
    Fresh,
    /// Something that it was made of has changed: what, in words.
    Stale(Vec<String>),
    /// Changed by hand: it is the truth for what comes after it.
    Edited,
    /// Changed by hand, and something that it was made of has changed since.
    EditedAndStale(Vec<String>),
}

/// Fingerprint of contents.
pub fn fingerprint(bytes: &[u8]) -> String {
    shortened(&blake3::hash(bytes))
}

/// Fingerprint of a file's contents, read in pieces; None where it is not there.
pub fn fingerprint_of_file(path: &Path) -> Result<Option<String>, StoreError> {
    let fault = |source| StoreError::Io { action: "read", path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault(error)),
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).map_err(fault)?;
    Ok(Some(shortened(&hasher.finalize())))
}

/// 128 bits are enough for files that nobody forges.
fn shortened(hash: &blake3::Hash) -> String {
    hash.to_hex()[..32].to_owned()
}

/// State of a step from what was recorded, what its inputs are now and the
/// fingerprints of its files now (None for a file that is not there).
pub fn state(recorded: Option<&Step>, inputs_now: &Inputs, outputs_now: &BTreeMap<String, Option<String>>) -> State {
    if outputs_now.values().any(Option::is_none) {
        return State::Missing;
    }
    let Some(recorded) = recorded else {
        return State::EditedAndStale(vec!["it is not known what it was made of".to_owned()]);
    };
    let edited = outputs_now.iter().any(|(name, now)| recorded.outputs.get(name) != now.as_ref());
    let changes = changes(&recorded.inputs, inputs_now);
    match (edited, changes.is_empty()) {
        (false, true) => State::Fresh,
        (false, false) => State::Stale(changes),
        (true, true) => State::Edited,
        (true, false) => State::EditedAndStale(changes),
    }
}

/// What differs between two sets of inputs, in words.
pub fn changes(before: &Inputs, now: &Inputs) -> Vec<String> {
    let mut changes = Vec::new();
    for (name, hash) in now {
        match before.get(name) {
            None => changes.push(format!("{name} is new")),
            Some(old) if old != hash => changes.push(format!("{name} changed")),
            Some(_) => {}
        }
    }
    changes.extend(before.keys().filter(|name| !now.contains_key(*name)).map(|name| format!("{name} is gone")));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step() -> (Step, Inputs, BTreeMap<String, Option<String>>) {
        let inputs = Inputs::from([("reading.toml".to_owned(), "a".to_owned()), ("seed".to_owned(), "1".to_owned())]);
        let outputs = BTreeMap::from([("treatment.toml".to_owned(), "t".to_owned())]);
        let now = outputs.iter().map(|(name, hash)| (name.clone(), Some(hash.clone()))).collect();
        (Step { inputs: inputs.clone(), outputs }, inputs, now)
    }

    #[test]
    fn a_step_is_fresh_until_something_changes_and_the_change_is_named() {
        let (recorded, mut inputs, mut outputs) = step();
        assert_eq!(state(Some(&recorded), &inputs, &outputs), State::Fresh);
        inputs.insert("seed".to_owned(), "2".to_owned());
        assert_eq!(state(Some(&recorded), &inputs, &outputs), State::Stale(vec!["seed changed".to_owned()]));
        outputs.insert("treatment.toml".to_owned(), Some("by hand".to_owned()));
        assert_eq!(state(Some(&recorded), &inputs, &outputs), State::EditedAndStale(vec!["seed changed".to_owned()]));
        inputs.insert("seed".to_owned(), "1".to_owned());
        assert_eq!(state(Some(&recorded), &inputs, &outputs), State::Edited);
        outputs.insert("treatment.toml".to_owned(), None);
        assert_eq!(state(Some(&recorded), &inputs, &outputs), State::Missing);
    }

    #[test]
    fn a_run_killed_between_its_writes_does_not_take_its_own_files_for_edits() {
        let (recorded, inputs, mut outputs) = step();
        let new = Step {
            inputs: Inputs::from([("seed".to_owned(), "2".to_owned())]),
            outputs: BTreeMap::from([("treatment.toml".to_owned(), "n".to_owned())]),
        };
        let made = Made {
            steps: BTreeMap::from([("treat".to_owned(), recorded)]),
            pending: BTreeMap::from([("treat".to_owned(), new.clone())]),
            ..Made::default()
        };
        let settled = |outputs: &BTreeMap<String, Option<String>>| {
            let mut made = made.clone();
            made.settle("treat", outputs);
            assert!(made.pending.is_empty());
            made.steps["treat"].clone()
        };
        assert!(matches!(state(Some(&settled(&outputs)), &inputs, &outputs), State::Stale(_)));
        outputs.insert("treatment.toml".to_owned(), Some("n".to_owned()));
        assert_eq!(settled(&outputs), new);
        outputs.insert("treatment.toml".to_owned(), Some("by hand".to_owned()));
        assert!(matches!(state(Some(&settled(&outputs)), &new.inputs, &outputs), State::EditedAndStale(_)));
    }

    #[test]
    fn a_file_of_unknown_origin_counts_as_a_persons() {
        let (_, inputs, outputs) = step();
        assert!(matches!(state(None, &inputs, &outputs), State::EditedAndStale(_)));
    }
}
