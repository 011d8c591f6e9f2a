//! `album`: a film for each song of a folder, unlike each other and each near its own best, and a wall with all
//! of them. What goes wrong with one song is told and never stops the others.

mod pictures;
mod record;
mod report;
mod songs;
mod story;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};
use reversal_model::project::lock::Lock;
use reversal_model::settings::{SETTINGS, Settings, Stage};
use reversal_model::unlike::Course;

use self::pictures::{Pictures, pictures};
use self::record::{Record, Row};
use self::songs::{SongFile, songs_in};
use self::story::AlbumBriefs;
use crate::args::{AlbumArgs, Common, Progress, Request, Until, Verb, settings_from};
use crate::film::Film;
use crate::folder::Folder;
use crate::make::steps;
use crate::parallel::for_each_apart;
use crate::show::{Show, print_json};
use crate::stages::{listen, treat};

/// A song on its way to a film.
pub struct Entry {
    /// File name of the song.
    pub song: String,
    /// Where the song lies; None where it is no longer there.
    path: Option<PathBuf>,
    /// Folder of the film in the album's.
    pub folder: String,
    /// Whether the song was heard in this run.
    pub heard: bool,
    /// What went wrong, a sentence.
    pub fault: Option<String>,
}

impl Entry {
    /// The song's name without its ending.
    pub fn name(&self) -> &str {
        self.song.rsplit_once('.').map_or(self.song.as_str(), |(stem, _)| stem)
    }

    fn blame(&mut self, fault: &anyhow::Error) {
        self.fault = Some(report::sentence(fault));
    }
}

/// Makes the album; exits with 1 where a song went wrong.
pub fn album(request: &Request, args: &AlbumArgs) -> Result<ExitCode> {
    let mut album = Album::open(request, args)?;
    album.hear()?;
    album.plan()?;
    let mut looks: Vec<Option<Pictures>> = Vec::new();
    looks.resize_with(album.entries.len(), || None);
    if args.until != Until::Treat {
        album.make(args, &mut looks);
    }
    let title = album.songs_folder.file_name().map_or_else(|| "Album".into(), |name| name.to_string_lossy());
    let wall = report::wall(&album.root, &title, &album.briefs, &album.entries, &looks);
    let numbers = report::write(&album.root, &wall)?;
    let failed: Vec<&Entry> = album.entries.iter().filter(|entry| entry.fault.is_some()).collect();
    if args.common.json {
        print_json(&numbers)?;
    } else {
        for entry in &failed {
            album.show.say(&format!("{}: {}", entry.song, entry.fault.as_deref().unwrap_or_default()));
        }
        let whole = wall.films.len();
        album.show.say(&format!(
            "{} of {whole} songs went well; open {} to see the wall",
            whole - failed.len(),
            album.root.join("index.html").display()
        ));
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Album<'a> {
    request: &'a Request,
    show: Show,
    songs_folder: PathBuf,
    root: PathBuf,
    record: Record,
    briefs: AlbumBriefs,
    jobs: usize,
    threads: usize,
    /// In the order of the record; songs that are new or could not be heard come after it, by name.
    entries: Vec<Entry>,
    _lock: Lock,
}

impl<'a> Album<'a> {
    fn open(request: &'a Request, args: &'a AlbumArgs) -> Result<Album<'a>> {
        let common = &args.common;
        let Some(named) = &common.target else {
            bail!("no folder was named\n  hint: reversal album DIR, with songs in DIR");
        };
        if common.lyrics.is_some() {
            bail!(
                "an album takes no --lyrics\n  hint: lay each song's lyrics beside it, under its name: song.mp3, song.lrc"
            );
        }
        let songs_folder = named.canonicalize().with_context(|| format!("there is no folder {}", named.display()))?;
        let root = match &common.out {
            Some(out) => out.clone(),
            None => PathBuf::from(format!(
                "{}-album",
                songs_folder.file_name().map_or_else(|| "songs".into(), |name| name.to_string_lossy())
            )),
        };
        if root.join("reversal.toml").is_file() {
            bail!("{} is the folder of a film\n  hint: give another one with -o", root.display());
        }
        let mut record = Record::open(&root)?;
        let songs = songs_in(&songs_folder, &record)?;
        let settings = settings_from(&request.given, Settings::default())?;
        let lock = Lock::take(&root.join(".reversal/lock"))?;
        let briefs = AlbumBriefs::open(&root, common.brief.as_deref(), record.each_its_own_brief)?;
        record.each_its_own_brief = briefs.is_each_its_own();
        for (name, text) in &request.given {
            if *name != "seed" && SETTINGS.iter().any(|row| row.name == *name && row.remembered) {
                record.settings.insert((*name).to_owned(), text.clone());
            }
        }
        record.save(&root)?;
        let threads = match settings.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            chosen => chosen,
        };
        let entries = entries(&record, &songs);
        let (jobs, show) = (args.jobs.max(1), Show::new(common));
        Ok(Album { request, show, songs_folder, root, record, briefs, jobs, threads, entries, _lock: lock })
    }

    /// How a film of the album is opened: quietly, with the settings that are its own.
    fn film_request(&self, entry: &Entry) -> Request {
        let mut common: Common = self.request.verb.common().clone();
        let folder = self.root.join(&entry.folder);
        let begun = folder.join("treatment.toml").is_file();
        common.target = Some(entry.path.clone().unwrap_or_else(|| folder.clone()));
        common.out = entry.path.as_ref().map(|_| folder);
        (common.brief, common.json, common.quiet, common.progress) = (None, false, true, Progress::None);
        // A film that was planned has settings of its own; what is typed now goes to all.
        let known = |name: &str| SETTINGS.iter().find(|row| row.name == name).map(|row| row.name);
        let remembered = self.record.settings.iter().filter(|_| !begun);
        let typed = self.request.given.iter().filter(|(name, _)| !["seed", "threads"].contains(name));
        let mut given: Vec<(&'static str, String)> =
            remembered.filter_map(|(name, text)| Some((known(name)?, text.clone()))).chain(typed.cloned()).collect();
        if let Some(row) = self.record.film(&entry.song).filter(|_| !begun) {
            given.push(("seed", row.seed.to_string()));
        }
        given.push(("threads", (self.threads / self.jobs).max(1).to_string()));
        Request { verb: Verb::Make(common), given }
    }

    /// Hears every song, several at a time.
    fn hear(&mut self) -> Result<()> {
        self.show.begin("listen", Some(self.entries.len() as u64));
        let heard = Mutex::new(0_u64);
        let faults = for_each_apart(&self.entries, self.jobs, |entry| {
            if entry.path.is_none() {
                return Ok(());
            }
            let result = Film::open(&self.film_request(entry)).and_then(|mut film| listen::run(&mut film).map(drop));
            let mut heard = heard.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *heard += 1;
            self.show.advance("listen", *heard, self.entries.len() as u64);
            result
        });
        for (entry, fault) in self.entries.iter_mut().zip(&faults) {
            entry.heard = entry.path.is_some() && fault.is_none();
            fault.iter().for_each(|fault| entry.blame(fault));
        }
        let heard = self.entries.iter().filter(|entry| entry.heard).count();
        self.show.end("listen", &format!("{heard} of {} songs", self.entries.len()));
        Ok(())
    }

    /// Plans the films one after the other: each must be unlike those before it.
    fn plan(&mut self) -> Result<()> {
        self.show.begin("treat", Some(self.entries.len() as u64));
        let mut before: Vec<Course> = Vec::new();
        for index in 0..self.entries.len() {
            if self.entries[index].heard
                && let Err(fault) = self.plan_one(index, &before)
            {
                self.entries[index].blame(&fault);
            }
            let entry = &self.entries[index];
            // Whatever became of it in this run: a film with a treatment counts for those after it.
            let standing = Folder::open(&self.root.join(&entry.folder)).and_then(|folder| treat::load(&folder));
            if let Ok(treatment) = standing {
                before.push(Course::of(entry.name(), &treatment));
            }
            self.show.advance("treat", index as u64 + 1, self.entries.len() as u64);
        }
        self.show.end("treat", &format!("{} films planned", before.len()));
        Ok(())
    }

    fn plan_one(&mut self, index: usize, before: &[Course]) -> Result<()> {
        let entry = &self.entries[index];
        let reading = listen::load(&Folder::open(&self.root.join(&entry.folder))?)?;
        let place = self.record.films.iter().position(|row| row.song == entry.song);
        let row: Row = match place {
            Some(place) => {
                let mut row = self.record.films[place].clone();
                self.briefs.renew(&reading, &mut row)?;
                self.record.films[place] = row.clone();
                row
            }
            None => {
                let typed = self.request.given.iter().rev().find(|(name, _)| *name == "seed");
                let first = typed.and_then(|(_, text)| text.trim().parse().ok()).unwrap_or(Settings::default().seed);
                let path = entry.path.clone().context("a new song lies somewhere")?;
                let song = SongFile { path, file_name: entry.song.clone(), folder: entry.folder.clone() };
                let seed = self.record.next_seed(first);
                let row = self.briefs.draw(&reading, &song, seed, &self.record.films)?;
                self.record.films.push(row.clone());
                row
            }
        };
        self.record.save(&self.root)?;
        let mut film = Film::open(&self.film_request(&self.entries[index]))?;
        self.briefs.plan(&mut film, &reading, &row, before)?;
        Ok(())
    }

    /// Makes the films, several side by side; draws what the wall shows of them.
    fn make(&mut self, args: &AlbumArgs, looks: &mut [Option<Pictures>]) {
        let until = if args.until == Until::Cut { Stage::Cut } else { Stage::Deliver };
        let work: Vec<(&Entry, Mutex<Option<Pictures>>)> = self
            .entries
            .iter()
            .filter(|entry| entry.heard && entry.fault.is_none())
            .map(|entry| (entry, Mutex::new(None)))
            .collect();
        let total = work.len() as u64;
        self.show.begin("films", Some(total));
        let done = Mutex::new(0_u64);
        let faults = for_each_apart(&work, self.jobs, |(entry, look)| {
            let mut film = Film::open(&self.film_request(entry))?;
            steps(&mut film, until)?;
            let drawn = pictures(&mut film)?;
            *look.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(drawn);
            let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *done += 1;
            self.show.advance("films", *done, total);
            Ok(())
        });
        let made: Vec<(String, Option<Pictures>, Option<anyhow::Error>)> = work
            .into_iter()
            .zip(faults)
            .map(|((entry, look), fault)| {
                (entry.song.clone(), look.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner), fault)
            })
            .collect();
        let well = made.iter().filter(|made| made.2.is_none()).count();
        for (song, look, fault) in made {
            let Some(index) = self.entries.iter().position(|entry| entry.song == song) else { continue };
            looks[index] = look;
            fault.iter().for_each(|fault| self.entries[index].blame(fault));
        }
        self.show.end("films", &format!("{well} of {total} made"));
    }
}

/// The films of the record in its order, then the songs that have none yet, by name.
fn entries(record: &Record, songs: &[SongFile]) -> Vec<Entry> {
    let entry = |song: &str, folder: &str, path: Option<&Path>| Entry {
        song: song.to_owned(),
        path: path.map(Path::to_owned),
        folder: folder.to_owned(),
        heard: false,
        fault: None,
    };
    let known = record.films.iter().map(|row| {
        let file = songs.iter().find(|song| song.file_name == row.song);
        entry(&row.song, &row.folder, file.map(|song| song.path.as_path()))
    });
    let new = songs
        .iter()
        .filter(|song| record.film(&song.file_name).is_none())
        .map(|song| entry(&song.file_name, &song.folder, Some(&song.path)));
    known.chain(new).collect()
}
