//! The command line: verbs, common options and the flags that the SETTINGS table defines.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use reversal_model::settings::{SETTINGS, Settings};

/// A song goes in, a film comes out.
#[derive(Parser, Debug)]
#[command(name = "reversal", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Subcommand, Debug)]
pub enum Verb {
    /// Make the whole film: listen, treat, shoot, perform, cut and deliver
    Make(Common),
    /// Make a film for each song of a folder, unlike each other, and a wall with all of them
    Album(AlbumArgs),
    /// Compose the demo song and make its film; nothing is downloaded
    Demo(Common),
    /// Hear beats, bars, sections, words and affect (with --json and without -o: print them and write nothing)
    Listen(ListenArgs),
    /// Write the treatment: who has the power in which bar, where, and why
    Treat(Common),
    /// Write the shot list
    Shots(Common),
    /// Simulate the two bodies
    Perform(Common),
    /// Decide which picture stands in which frame
    Cut(Common),
    /// Draw, encode and package the film, its captions, timeline and page
    Deliver(Common),
    /// Say what is stale in a film's folder and why
    Status(Common),
    /// Check a film against its rules, the lint and the measures; exits with 1 when a rule fails
    Check(CheckArgs),
    /// Say what stands at a moment of the film and why: words, bar, hold, reversal, shot and cut
    #[command(override_usage = "reversal why [OPTIONS] [FOLDER] 1:42 | bar 33 | 4B")]
    Why(WhyArgs),
    /// Say what is missing on this machine and what that costs
    Doctor(Common),
    /// Write the performance for other programs: each of the two as BVH; both, the places and the cameras as glTF
    Export(Common),
    /// Write a new brief, list the shipped ones, or check one: the two people, their places and rules
    Brief(BriefArgs),
}

impl Verb {
    /// Its options.
    pub fn common(&self) -> &Common {
        match self {
            Verb::Make(common)
            | Verb::Demo(common)
            | Verb::Treat(common)
            | Verb::Shots(common)
            | Verb::Perform(common)
            | Verb::Cut(common)
            | Verb::Deliver(common)
            | Verb::Status(common)
            | Verb::Doctor(common)
            | Verb::Export(common) => common,
            Verb::Listen(listen) => &listen.common,
            Verb::Check(check) => &check.common,
            Verb::Album(album) => &album.common,
            Verb::Why(why) => &why.common,
            Verb::Brief(brief) => &brief.common,
        }
    }
}

impl Verb {
    /// The file of beats that was given.
    pub fn beats(&self) -> Option<&Path> {
        match self {
            Verb::Listen(listen) => listen.beats.as_deref(),
            _ => None,
        }
    }
}

/// Options that every verb about a film takes.
#[derive(Args, Debug, Clone, Default)]
pub struct Common {
    /// The song, or the folder of a film that was begun
    pub target: Option<PathBuf>,

    /// Folder of the film [default: ./<song>-film]
    #[arg(short = 'o', long = "out", value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Lyrics: LRC, enhanced LRC, SRT, VTT, TTML, ASS, UltraStar or plain text
    #[arg(long, value_name = "FILE")]
    pub lyrics: Option<PathBuf>,

    /// A brief's file, the name of a shipped one (see `reversal brief --list`), or `song`: let the song choose
    #[arg(long, value_name = "FILE|NAME|song")]
    pub brief: Option<PathBuf>,

    /// Where a file was changed by hand and is stale too: keep the changed one
    #[arg(long, conflicts_with = "take_new")]
    pub keep_mine: bool,

    /// Where a file was changed by hand and is stale too: take the new one (the old is kept as *.mine.*)
    #[arg(long)]
    pub take_new: bool,

    /// Print one JSON object on standard output
    #[arg(long)]
    pub json: bool,

    /// How progress is shown, on standard error
    #[arg(long, value_enum, default_value_t = Progress::Modern)]
    pub progress: Progress,

    /// Print nothing but faults
    #[arg(short, long)]
    pub quiet: bool,
}

/// Options of `check`, beside those that every verb takes.
#[derive(Args, Debug, Clone)]
pub struct CheckArgs {
    #[command(flatten)]
    pub common: Common,

    /// Draw a still of every take too and say what it shows: heads that are cut, faces, light, one before the other
    #[arg(long)]
    pub pictures: bool,
}

/// Options of `listen`, beside those that every verb takes.
#[derive(Args, Debug, Clone)]
pub struct ListenArgs {
    #[command(flatten)]
    pub common: Common,

    /// Beats at half the tempo that was heard; the same as --octave half
    #[arg(long, conflicts_with_all = ["double", "octave"])]
    pub halve: bool,

    /// Beats at twice the tempo that was heard; the same as --octave double
    #[arg(long, conflicts_with = "octave")]
    pub double: bool,

    /// Take these beats: a line a beat, in seconds, and its place in the bar where that is known
    #[arg(long, value_name = "FILE")]
    pub beats: Option<PathBuf>,

    /// Write the song with a click on each beat, higher where a bar begins, doubled where a part begins
    #[arg(long, value_name = "FILE.wav")]
    pub click: Option<PathBuf>,

    /// Draw what was heard: parts, bars, beats, waveform, voice, words and curves
    #[arg(long, value_name = "FILE.svg")]
    pub plot: Option<PathBuf>,

    /// Write the lyrics with their times; the name's ending chooses LRC, SRT, VTT, ASS or TTML
    #[arg(long, value_name = "FILE")]
    pub write_lyrics: Option<PathBuf>,
}

/// Options of `album`, beside those that every verb takes.
#[derive(Args, Debug, Clone)]
pub struct AlbumArgs {
    #[command(flatten)]
    pub common: Common,

    /// Films that are made side by side; they share the threads
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub jobs: usize,

    /// How far to go with each film
    #[arg(long, value_enum, default_value_t = Until::Deliver)]
    pub until: Until,
}

/// How far an album goes.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Plans, without a picture
    Treat,
    /// Plans, shots, performances and stills, without a film
    Cut,
    /// The films
    Deliver,
}

/// Options of `why`, beside those that every verb takes.
#[derive(Args, Debug, Clone)]
pub struct WhyArgs {
    #[command(flatten)]
    pub common: Common,

    /// A time of the song like 1:42, a bar like `bar 33` or `bar 33.2`, or a shot like 4B
    #[arg(value_name = "MOMENT")]
    pub moment: Vec<String>,
}

/// Options of `brief`.
#[derive(Args, Debug, Clone)]
pub struct BriefArgs {
    #[command(flatten)]
    pub deed: BriefDeed,

    /// With --list or --check: print one JSON object on standard output
    #[arg(long)]
    pub json: bool,

    /// A verb about no film takes none of these.
    #[arg(skip)]
    pub common: Common,
}

/// What `brief` does; one thing at a time.
#[derive(Args, Debug, Clone)]
#[group(required = true, multiple = false)]
pub struct BriefDeed {
    /// Write a commented brief that is valid as it stands; a file that exists is never overwritten
    #[arg(long, value_name = "FILE")]
    pub new: Option<PathBuf>,

    /// Name the shipped briefs, a line each
    #[arg(long)]
    pub list: bool,

    /// Say whether a brief is fine, or all that is wrong with it by line and column
    #[arg(long, value_name = "FILE|NAME")]
    pub check: Option<PathBuf>,

    /// Print a shipped brief as it is written
    #[arg(long, value_name = "NAME")]
    pub show: Option<PathBuf>,

    /// Print the JSON schema of briefs, for editors
    #[arg(long)]
    pub schema: bool,
}

/// How progress is shown.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// One line that moves; plain where standard error is no terminal
    #[default]
    Modern,
    /// A line a step
    Plain,
    /// A JSON object a line
    Json,
    /// None
    None,
}

/// The parsed command line: the verb and the settings given with it, by name, as typed.
pub struct Request {
    pub verb: Verb,
    pub given: Vec<(&'static str, String)>,
}

/// Parses the command line; prints help or a usage fault and ends the process where that is asked for.
pub fn parse() -> Result<Request> {
    let matches = command().get_matches();
    let verb = Cli::from_arg_matches(&matches).unwrap_or_else(|fault| fault.exit()).verb;
    let mut given = matches.subcommand().map_or_else(Vec::new, |(_, matches)| given_settings(matches));
    if let Verb::Listen(listen) = &verb {
        let octave = [(listen.halve, "half"), (listen.double, "double")];
        given.extend(octave.into_iter().filter(|flag| flag.0).map(|flag| ("octave", flag.1.to_owned())));
    }
    // Faults in values are told before any work begins.
    settings_from(&given, Settings::default())?;
    Ok(Request { verb, given })
}

/// The command line with a flag for each row of the SETTINGS table.
pub fn command() -> Command {
    let settings = || {
        SETTINGS.iter().map(|row| {
            let default = if row.default.is_empty() { String::new() } else { format!(" [default: {}]", row.default) };
            Arg::new(row.name)
                .long(row.name)
                .value_name(row.value)
                .help(format!("{}{default}", row.help))
                .action(ArgAction::Set)
        })
    };
    let about_a_film = |verb: &Command| verb.get_name() != "brief";
    Cli::command()
        .mut_subcommands(|verb| if about_a_film(&verb) { verb.args(settings()) } else { verb })
        .mut_subcommand("album", |album| {
            album
                .mut_arg("target", |target| target.value_name("DIR").help("Folder with the songs, lyrics beside them"))
                .mut_arg("out", |out| out.help("Folder of the album [default: ./<DIR>-album]"))
        })
}

fn given_settings(matches: &ArgMatches) -> Vec<(&'static str, String)> {
    let given = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    SETTINGS.iter().filter_map(|row| Some((row.name, given(row.name)?))).collect()
}

/// Settings with typed values taken over.
pub fn settings_from(given: &[(&'static str, String)], start: Settings) -> Result<Settings> {
    let mut settings = start;
    for (name, text) in given {
        settings.set(name, text).map_err(anyhow::Error::msg)?;
    }
    if let (Some(from), Some(to)) = (settings.from_secs, settings.to_secs)
        && from >= to
    {
        bail!("--from {from} lies at or after --to {to}; nothing would be left to make");
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn a_span_that_ends_before_it_begins_is_refused() {
        let given = [("from", "1:10".to_owned()), ("to", "60".to_owned())];
        assert!(settings_from(&given, Settings::default()).is_err());
    }
}
