//! A film that is being made: its folder, its settings and how it talks to the person.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use reversal_listen::decode::decode;
use reversal_listen::lyrics::{Lyrics, lyrics_from_file};
use reversal_model::assets;
use reversal_model::brief::Brief;
use reversal_model::hearing::{TappedBeat, beats_from_text};
use reversal_model::project::lock::Lock;
use reversal_model::project::map::{Map, default_folder};
use reversal_model::project::stale::{Inputs, fingerprint, fingerprint_of_file};
use reversal_model::project::store::{copy_atomic, read_bytes, read_text, write_atomic};
use reversal_model::recording::Recording;
use reversal_model::settings::{SETTINGS, Settings};

use crate::args::{Common, Request, settings_from};
use crate::brief::find_brief;
use crate::folder::{Folder, OnConflict};
use crate::show::Show;
use crate::stages::deliver::Rehearsals;

/// A film's folder, open for writing.
pub struct Film {
    pub folder: Folder,
    pub settings: Settings,
    pub show: Show,
    pub on_conflict: OnConflict,
    /// Fingerprint of the song's file.
    pub song_fingerprint: String,
    /// The song, where it had to be decoded to see whether it is one.
    pub decoded: Option<Recording>,
    /// Who chose the brief.
    pub brief_choice: BriefChoice,
    /// Cameras and hands of the takes that were drawn so far.
    pub rehearsals: Rehearsals,
    _lock: Lock,
}

/// Who chose the brief of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BriefChoice {
    /// Nobody: the folder's, or the default.
    Nobody,
    /// The person, by file or name.
    Given,
    /// The song, because the person asked it to.
    Song,
}

/// What `--brief` says where the song is to choose.
pub const SONG_CHOOSES: &str = "song";

/// What the command line points at.
pub enum Target {
    /// A song, and the folder that its film goes to.
    Song { song: PathBuf, folder: PathBuf },
    /// The folder of a film that was begun.
    Folder(PathBuf),
}

impl Target {
    /// Works out what the options point at.
    pub fn find(common: &Common) -> Result<Target> {
        let is_film_folder = |path: &Path| Map::new(path).settings().is_file();
        match (&common.target, &common.out) {
            (Some(target), None) if is_film_folder(target) => Ok(Target::Folder(target.clone())),
            (Some(target), _) if target.is_dir() => {
                bail!(
                    "{} is a folder and no film's folder\n  hint: name a song's file, like {}",
                    target.display(),
                    target.join("song.mp3").display()
                )
            }
            (Some(target), _) if !target.exists() => {
                bail!("there is no file {}\n  hint: check the path of the song", target.display())
            }
            (Some(song), out) => {
                Ok(Target::Song { song: song.clone(), folder: out.clone().unwrap_or_else(|| default_folder(song)) })
            }
            (None, Some(out)) if is_film_folder(out) => Ok(Target::Folder(out.clone())),
            (None, None) if is_film_folder(Path::new(".")) => Ok(Target::Folder(PathBuf::from("."))),
            (None, _) => bail!("no song was named\n  hint: reversal make SONG, or the folder of a film that was begun"),
        }
    }

    /// The film's folder.
    pub fn folder(&self) -> &Path {
        match self {
            Target::Song { folder, .. } | Target::Folder(folder) => folder,
        }
    }
}

impl Film {
    /// Opens the film's folder, or begins one. Nothing is written before song,
    /// lyrics, brief and settings have been read without a fault.
    pub fn open(request: &Request) -> Result<Film> {
        let common = request.verb.common();
        let show = Show::new(common);
        let target = Target::find(common)?;
        let root = target.folder().to_owned();
        if root.exists() && !root.is_dir() {
            bail!("{} is a file; the film needs a folder\n  hint: give another one with -o", root.display());
        }
        let map = Map::new(&root);
        let settings = settings_from(&request.given, remembered_settings(&map)?)?;

        let (song_path, song_fingerprint) = find_song(&target, &map)?;
        let known = Folder::open(&root)?.is_made_of("listen", &song_input(&song_fingerprint));
        let decoded = if known { None } else { Some(decode(&song_path)?) };
        let lyrics = find_lyrics(common, &target, &show)?;
        if let Some(path) = &lyrics {
            lyrics_from_file(path)?;
        }
        let (brief, brief_choice) = match common.brief.as_deref() {
            None => (None, BriefChoice::Nobody),
            Some(named) if named == Path::new(SONG_CHOOSES) => (None, BriefChoice::Song),
            Some(named) => (Some(find_brief(named)?), BriefChoice::Given),
        };
        let beats = request.verb.beats().map(read_beats).transpose()?;

        let lock = Lock::take(&map.lock())?;
        let mut folder = Folder::open(&root)?;
        folder.sweep();
        let on_conflict = match (common.keep_mine, common.take_new) {
            (true, _) => OnConflict::KeepMine,
            (_, true) => OnConflict::TakeNew,
            _ => OnConflict::Stop,
        };
        if let Target::Song { song, .. } = &target {
            let extension =
                song.extension().map_or_else(String::new, |extension| format!(".{}", extension.to_string_lossy()));
            let place = map.file(&format!("song{extension}"));
            if map.song().is_none_or(|kept| kept != place)
                || fingerprint_of_file(&place)?.as_ref() != Some(&song_fingerprint)
            {
                copy_atomic(song, &place)?;
            }
        }
        if let Some(path) = lyrics {
            keep_lyrics(&map, &path)?;
        }
        if let Some((text, _)) = beats.filter(|(text, _)| read_text(&map.beats()).ok().flatten().as_ref() != Some(text))
        {
            write_atomic(&map.beats(), text.as_bytes())?;
        }
        keep_brief(&mut folder, brief, on_conflict)?;
        keep_settings(&map, &request.given)?;
        Ok(Film {
            folder,
            settings,
            show,
            on_conflict,
            song_fingerprint,
            decoded,
            brief_choice,
            rehearsals: Rehearsals::default(),
            _lock: lock,
        })
    }

    /// The song's file in the folder.
    pub fn song_path(&self) -> Result<PathBuf> {
        self.folder
            .map
            .song()
            .context("the song is missing in the film's folder; name it again: reversal make SONG -o DIR")
    }

    /// The lyrics of the folder.
    pub fn lyrics(&self) -> Result<Option<Lyrics>> {
        Ok(self.folder.map.lyrics().map(|path| lyrics_from_file(&path)).transpose()?)
    }

    /// The beats that a person gave.
    pub fn beats(&self) -> Result<Option<Vec<TappedBeat>>> {
        let path = self.folder.map.beats();
        Ok(if path.is_file() { Some(read_beats(&path)?.1) } else { None })
    }

    /// The brief of the folder.
    pub fn brief(&self) -> Result<Brief> {
        read_brief(&self.folder)
    }

    /// Takes a brief, its name and its text, as the folder's.
    pub fn take_brief(&mut self, brief: (String, String)) -> Result<()> {
        keep_brief(&mut self.folder, Some(brief), self.on_conflict)
    }

    /// Threads to work with.
    pub fn threads(&self) -> usize {
        match self.settings.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            chosen => chosen,
        }
    }
}

/// The brief of a film's folder.
pub fn read_brief(folder: &Folder) -> Result<Brief> {
    let text = folder.text("brief.toml")?;
    Ok(Brief::read("brief.toml", &text, assets::holds(), assets::places())?)
}

/// A file of beats: its text and what it says.
pub fn read_beats(path: &Path) -> Result<(String, Vec<TappedBeat>)> {
    let text = read_text(path)?.with_context(|| {
        format!("there is no file of beats {}\n  hint: write a beat a line, in seconds", path.display())
    })?;
    let beats = beats_from_text(&path.display().to_string(), &text)?;
    Ok((text, beats))
}

/// Name of the song among the inputs of listening.
pub fn song_input(fingerprint: &str) -> Inputs {
    Inputs::from([("the song".to_owned(), fingerprint.to_owned())])
}

/// Settings that the folder remembers.
pub fn remembered_settings(map: &Map) -> Result<Settings> {
    let mut settings = Settings::default();
    let Some(text) = read_text(&map.settings())? else { return Ok(settings) };
    let table: toml::Table = reversal_model::diag::from_toml("reversal.toml", &text)?;
    for (key, value) in &table {
        if key == "format" {
            continue;
        }
        let typed = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        settings.set(&key.replace('_', "-"), &typed).map_err(|fault| anyhow::anyhow!("reversal.toml: {fault}"))?;
    }
    Ok(settings)
}

/// The song's file and the fingerprint of its contents.
fn find_song(target: &Target, map: &Map) -> Result<(PathBuf, String)> {
    let fingerprint_of = |song: &Path| -> Result<String> {
        fingerprint_of_file(song)?.with_context(|| format!("cannot read {}: it is not there", song.display()))
    };
    match target {
        Target::Song { song, .. } => {
            let fingerprint = fingerprint_of(song)?;
            if let Some(kept) = map.song()
                && fingerprint_of_file(&kept)?.is_some_and(|other| other != fingerprint)
                && kept.canonicalize().ok() != song.canonicalize().ok()
            {
                bail!(
                    "{} holds the film of another song\n  hint: give another folder with -o, or remove that one",
                    map.root().display()
                );
            }
            Ok((song.clone(), fingerprint))
        }
        Target::Folder(folder) => {
            let song = map.song().with_context(|| {
                format!(
                    "the song is missing in {}\n  hint: name it: reversal make SONG -o {}",
                    folder.display(),
                    folder.display()
                )
            })?;
            let fingerprint = fingerprint_of(&song)?;
            Ok((song, fingerprint))
        }
    }
}

/// Lyrics that were named, or that lie beside the song under its name.
fn find_lyrics(common: &Common, target: &Target, show: &Show) -> Result<Option<PathBuf>> {
    if let Some(path) = &common.lyrics {
        if !path.is_file() {
            bail!(
                "there is no lyrics file {}\n  hint: LRC, enhanced LRC, SRT, VTT, TTML, ASS, UltraStar and plain text are read",
                path.display()
            );
        }
        return Ok(Some(path.clone()));
    }
    let Target::Song { song, .. } = target else { return Ok(None) };
    let beside = ["lrc", "ttml", "ass", "srt", "vtt", "txt"]
        .iter()
        .map(|extension| song.with_extension(extension))
        .find(|path| path.is_file());
    if let Some(path) = &beside {
        show.end("lyrics", &format!("taken from {}, which lies beside the song", path.display()));
    }
    Ok(beside)
}

fn keep_lyrics(map: &Map, path: &Path) -> Result<()> {
    let Some(bytes) = read_bytes(path)? else { return Ok(()) };
    let extension =
        path.extension().map_or_else(|| "txt".to_owned(), |extension| extension.to_string_lossy().to_lowercase());
    let kept = map.file(&format!("lyrics.{extension}"));
    if let Some(old) = map.lyrics() {
        if read_bytes(&old)?.as_deref() == Some(bytes.as_slice()) {
            return Ok(());
        }
        // The folder's lyrics may hold a person's corrections.
        let mine = map.file(&format!(
            "lyrics.mine.{}",
            old.extension().map_or_else(String::new, |extension| extension.to_string_lossy().into_owned())
        ));
        std::fs::rename(&old, &mine).with_context(|| format!("cannot keep {} as {}", old.display(), mine.display()))?;
    }
    Ok(write_atomic(&kept, &bytes)?)
}

fn keep_brief(folder: &mut Folder, given: Option<(String, String)>, on_conflict: OnConflict) -> Result<()> {
    let (name, text) = match given {
        Some(given) => given,
        None if folder.map.file("brief.toml").is_file() => return Ok(()),
        None => (assets::briefs()[0].name.clone(), assets::BRIEF_TEXTS[0].to_owned()),
    };
    let inputs = Inputs::from([(format!("the brief {name}"), fingerprint(text.as_bytes()))]);
    folder.step("brief", &["brief.toml".to_owned()], inputs, on_conflict, || {
        Ok(vec![("brief.toml".to_owned(), text.into_bytes())])
    })?;
    Ok(())
}

/// Writes settings that were given and are remembered into `reversal.toml`, leaving a person's comments there.
fn keep_settings(map: &Map, given: &[(&'static str, String)]) -> Result<()> {
    const HEADER: &str = "# Settings of this film; flags on the command line change them here. See docs/settings.md.\n";
    let old = read_text(&map.settings())?;
    let mut document: toml_edit::DocumentMut = match &old {
        Some(text) => text.parse().context("reversal.toml cannot be read")?,
        None => format!("{HEADER}format = \"reversal.1\"\n").parse().context("a new reversal.toml cannot be read")?,
    };
    for (name, text) in given {
        if SETTINGS.iter().any(|row| row.name == *name && row.remembered) {
            document[&name.replace('-', "_")] = toml_edit::value(text);
        }
    }
    let new = document.to_string();
    if old.as_deref() != Some(new.as_str()) {
        write_atomic(&map.settings(), new.as_bytes())?;
    }
    Ok(())
}
