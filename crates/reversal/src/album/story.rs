//! The plans of an album, one after the other: what is drawn for a film, what it must be unlike, its treatment.

use std::path::Path;

use anyhow::{Context, Result};
use reversal_direct::album::signature::{Signature, draw, own_best_cost};
use reversal_direct::propose::propose;
use reversal_direct::treat::{LineAffect, TreatRequest};
use reversal_model::assets;
use reversal_model::brief::Brief;
use reversal_model::project::files::{TREATMENT, UNLIKE};
use reversal_model::project::stale::{Inputs, State, fingerprint};
use reversal_model::project::store::{read_text, write_atomic};
use reversal_model::reading::Reading;
use reversal_model::treatment::Treatment;
use reversal_model::unlike::{Course, UNLIKE_FORMAT, Unlike};

use super::record::Row;
use super::songs::SongFile;
use crate::brief::find_brief;
use crate::film::{Film, SONG_CHOOSES};
use crate::folder::{Folder, OnConflict};
use crate::stages::{of_value, treat};

/// The briefs of an album's films.
pub enum AlbumBriefs {
    /// One for all.
    One(Box<Named>),
    /// Each film has the one that its song speaks for.
    EachItsOwn,
}

/// A brief under which films are made.
#[derive(Clone)]
pub struct Named {
    /// What it says.
    pub brief: Brief,
    /// Fingerprint of its text.
    fingerprint: String,
}

impl Named {
    fn read(file: &str, text: &str) -> Result<Named> {
        let brief = Brief::read(file, text, assets::holds(), assets::places())?;
        Ok(Named { brief, fingerprint: fingerprint(text.as_bytes()) })
    }
}

impl AlbumBriefs {
    /// The brief that was named, else the one that the album has, else the first that is shipped.
    /// The album keeps it as `brief.toml`. `each_its_own`: the album was begun with each song's own.
    pub fn open(root: &Path, named: Option<&Path>, each_its_own: bool) -> Result<AlbumBriefs> {
        if named.map_or(each_its_own, |named| named == Path::new(SONG_CHOOSES)) {
            return Ok(AlbumBriefs::EachItsOwn);
        }
        let path = root.join("brief.toml");
        let kept = read_text(&path)?;
        let text = match (named, &kept) {
            (Some(named), _) => find_brief(named)?.1,
            (None, Some(kept)) => kept.clone(),
            (None, None) => assets::BRIEF_TEXTS[0].to_owned(),
        };
        let one = Named::read(&path.display().to_string(), &text)?;
        if kept.as_ref() != Some(&text) {
            write_atomic(&path, text.as_bytes())?;
        }
        Ok(AlbumBriefs::One(Box::new(one)))
    }

    /// Whether each film has its song's own.
    pub fn is_each_its_own(&self) -> bool {
        matches!(self, AlbumBriefs::EachItsOwn)
    }

    /// The brief of a film: the album's, else the one of that name.
    fn of(&self, chosen: Option<&str>) -> Result<Named> {
        match (self, chosen) {
            (AlbumBriefs::One(one), _) => Ok(one.as_ref().clone()),
            (AlbumBriefs::EachItsOwn, chosen) => {
                let (name, text) = find_brief(Path::new(chosen.unwrap_or(&assets::briefs()[0].name)))?;
                Named::read(&name, &text)
            }
        }
    }

    /// The name of the brief that a song speaks for: by its words, or by its sound alone where they say too little.
    fn choose(&self, reading: &Reading, affects: &[LineAffect]) -> Option<String> {
        let proposal = propose(reading, affects, assets::briefs());
        let by_words = proposal.choice().map(|(brief, _)| brief);
        let brief = by_words.or_else(|| proposal.ranking.first().map(|best| best.brief));
        brief.filter(|_| self.is_each_its_own()).map(|brief| brief.name.clone())
    }

    /// Draws what no film before has, for a song that was just heard.
    pub fn draw(&self, reading: &Reading, song: &SongFile, seed: u64, before: &[Row]) -> Result<Row> {
        let affects = treat::affects(reading);
        let chosen = self.choose(reading, &affects);
        let named = self.of(chosen.as_deref())?;
        let taken: Vec<Signature> = before.iter().map(|row| row.drawn.clone()).collect();
        let drawn = draw(&request(&named.brief, reading, &affects, seed), &taken)?;
        Ok(Row {
            song: song.file_name.clone(),
            folder: song.folder.clone(),
            brief: chosen,
            seed,
            best_cost: drawn.best_cost,
            best_of: heard(reading, &named),
            drawn: drawn.signature,
        })
    }

    /// Works out anew what the song's own best plan costs, where the song is heard otherwise or the brief is another.
    pub fn renew(&self, reading: &Reading, row: &mut Row) -> Result<()> {
        let named = self.of(row.brief.as_deref())?;
        let heard = heard(reading, &named);
        if row.best_of != heard {
            let affects = treat::affects(reading);
            row.best_cost = own_best_cost(&request(&named.brief, reading, &affects, row.seed))?;
            row.best_of = heard;
        }
        Ok(())
    }

    /// Gives the film its brief: the album's with what was drawn for it. One that a person
    /// changed or chose for this film stays.
    fn sign(&self, film: &mut Film, row: &Row) -> Result<Brief> {
        let (named, drawn) = (self.of(row.brief.as_deref())?, &row.drawn);
        const DRAWN: &str = "what the album drew for it";
        let names = ["brief.toml".to_owned()];
        let inputs = Inputs::from([
            (format!("the brief {}", named.brief.name), named.fingerprint.clone()),
            (DRAWN.to_owned(), of_value(drawn)),
        ]);
        let ours = film.folder.has_input("brief", DRAWN) || !film.folder.map.file(TREATMENT.name).exists();
        let state = film.folder.state("brief", &names, &inputs)?;
        if ours && matches!(state, State::Missing | State::Stale(_)) {
            let body = toml::to_string(&drawn.signed(&named.brief)).context("the brief cannot be written")?;
            let text = format!("# The album's brief with what was drawn for this film.\n{body}");
            film.folder.step("brief", &names, inputs, OnConflict::KeepMine, || {
                Ok(vec![("brief.toml".to_owned(), text.into_bytes())])
            })?;
        }
        film.brief()
    }

    /// Plans a film where that is needed. `before`: the courses of the films before it.
    pub fn plan(&self, film: &mut Film, reading: &Reading, row: &Row, before: &[Course]) -> Result<Treatment> {
        let brief = self.sign(film, row)?;
        let unlike =
            Unlike { format: UNLIKE_FORMAT.to_owned(), best_cost: Some(row.best_cost), films: before.to_vec() };
        let path = film.folder.map.file(UNLIKE.name);
        let text = UNLIKE.write(&unlike)?;
        // A treatment that a person changed is given: nothing makes it stale that others do.
        if !is_edited(&film.folder)? && read_text(&path)?.as_deref() != Some(text.as_str()) {
            write_atomic(&path, text.as_bytes())?;
        }
        treat::run(film, reading, &brief)
    }
}

fn request<'a>(brief: &'a Brief, reading: &'a Reading, affects: &'a [LineAffect], seed: u64) -> TreatRequest<'a> {
    TreatRequest { affects, ..TreatRequest::new(reading, brief, seed) }
}

/// Fingerprint of what a song's own best plan is made of.
fn heard(reading: &Reading, named: &Named) -> String {
    of_value(&(reading, &reading.curves, &named.fingerprint))
}

/// Whether a person changed the treatment.
pub fn is_edited(folder: &Folder) -> Result<bool> {
    // Whatever the inputs: only the file itself says whether it was changed.
    let state = folder.state(treat::STEP, &treat::files(), &Inputs::new())?;
    Ok(matches!(state, State::Edited | State::EditedAndStale(_)))
}
