//! `album.toml`: the films of an album in the order in which they were planned, and what was drawn for each.
//! It is what makes a second run change nothing and a new song leave the others as they are.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use reversal_direct::album::signature::Signature;
use reversal_model::project::files::Readable;
use reversal_model::project::store::{read_text, write_atomic};
use serde::{Deserialize, Serialize};

const ALBUM: Readable = Readable {
    name: "album.toml",
    format: "album.1",
    header: "# The films of this album in the order in which they were planned: each keeps away from those before it.\n\
             # `drawn` is what no other film was to have; change it in the film's brief.toml, not here.\n",
};

/// An album's memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    format: String,
    /// Settings that new films get, as typed.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Whether each film has the brief that its song speaks for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub each_its_own_brief: bool,
    /// The films, in order.
    #[serde(rename = "film", default)]
    pub films: Vec<Row>,
}

/// A film of the album.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// File name of its song.
    pub song: String,
    /// Its folder in the album's.
    pub folder: String,
    /// Name of the brief that its song speaks for, where each film of the album has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brief: Option<String>,
    /// Its seed.
    pub seed: u64,
    /// Cost of its song's own best plan under the album's brief, in milli-units; what was drawn is not part of it.
    pub best_cost: i64,
    /// Fingerprint of what that was planned from.
    pub best_of: String,
    /// What was drawn for it.
    #[serde(default)]
    pub drawn: Signature,
}

impl Record {
    /// The record of the album in a folder; an empty one where there is none yet.
    pub fn open(root: &Path) -> Result<Record> {
        let text = read_text(&root.join(ALBUM.name))?;
        let none = Record {
            format: ALBUM.format.to_owned(),
            settings: BTreeMap::new(),
            each_its_own_brief: false,
            films: Vec::new(),
        };
        Ok(text.map(|text| ALBUM.read(&text)).transpose()?.unwrap_or(none))
    }

    /// Writes the record where it has changed.
    pub fn save(&self, root: &Path) -> Result<()> {
        let (path, text) = (root.join(ALBUM.name), ALBUM.write(self)?);
        if read_text(&path)?.as_deref() != Some(text.as_str()) {
            write_atomic(&path, text.as_bytes())?;
        }
        Ok(())
    }

    /// The film of a song.
    pub fn film(&self, song: &str) -> Option<&Row> {
        self.films.iter().find(|row| row.song == song)
    }

    /// A seed that no film has yet, `first` or above.
    pub fn next_seed(&self, first: u64) -> u64 {
        self.films.iter().map(|row| row.seed.saturating_add(1)).fold(first, u64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_as_it_was_saved() {
        let folder = tempfile::tempdir().unwrap();
        let mut record = Record::open(folder.path()).unwrap();
        assert_eq!(record.next_seed(4), 4);
        record.settings.insert("size".to_owned(), "draft".to_owned());
        let drawn = Signature { start_place: Some("car".to_owned()), ..Signature::default() };
        let row = Row {
            song: "a.mp3".to_owned(),
            folder: "a-film".to_owned(),
            brief: Some("shadow".to_owned()),
            seed: 7,
            best_cost: 9000,
            best_of: String::new(),
            drawn,
        };
        record.films.push(row);
        record.save(folder.path()).unwrap();
        assert_eq!(Record::open(folder.path()).unwrap(), record);
        assert_eq!(record.next_seed(1), 8);
    }
}
