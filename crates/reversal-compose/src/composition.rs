//! What is played: the song as data, before any sound.

use crate::clock::Meter;
use crate::harmony::{Chord, Mode};

/// A song to be played. Its truth and its sound follow from this alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Composition {
    /// The song's name.
    pub title: String,
    /// Who plays it.
    pub artist: String,
    /// Decides everything that is left to the players: variations, fills, small misses.
    pub seed: u64,
    /// The tonic as a MIDI note in the guitar's low register, about 36..48.
    pub tonic_midi: i32,
    /// The scale.
    pub mode: Mode,
    /// Seconds before the first beat.
    pub lead_in_secs: f64,
    /// Seconds after the last bar, for what still rings.
    pub tail_secs: f64,
    /// The parts, in order.
    pub parts: Vec<Part>,
}

/// A part of the song: some bars of one meter, band and mood.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is in the song's form.
    pub label: PartLabel,
    /// Parts of one letter repeat each other.
    pub group: char,
    /// Number of bars.
    pub bars: u32,
    /// How the bars are counted.
    pub meter: Meter,
    /// Beats a minute at its start.
    pub tempo_bpm: f64,
    /// Beats a minute at its end; the tempo moves there evenly beat by beat.
    pub tempo_end_bpm: f64,
    /// 0 hardly there .. 1 with full weight: loudness, drive and density.
    pub aggression: f32,
    /// One chord a bar, repeated as often as needed; at least one.
    pub chords: Vec<Chord>,
    /// Who plays and what.
    pub band: Band,
    /// Where the whole band stops, reverberation included.
    pub general_pause: Option<GeneralPause>,
    /// What is sung.
    pub lines: Vec<Line>,
}

/// A part's place in the form of a song.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartLabel {
    /// Before the first verse.
    Intro,
    /// Tells; same music, other words.
    Verse,
    /// Returns; same music, same words.
    Chorus,
    /// Comes once and differs.
    Bridge,
    /// Without voice, between others.
    Break,
    /// The end.
    Outro,
}

impl PartLabel {
    /// As sections are labelled in a Reading.
    pub fn name(self) -> &'static str {
        match self {
            PartLabel::Intro => "intro",
            PartLabel::Verse => "verse",
            PartLabel::Chorus => "chorus",
            PartLabel::Bridge => "bridge",
            PartLabel::Break => "break",
            PartLabel::Outro => "outro",
        }
    }
}

/// Who plays in a part; nobody by default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// The drummer's groove.
    pub drums: Option<Groove>,
    /// A crash on the part's first beat.
    pub crash: bool,
    /// A fill in the part's last bar.
    pub fill: bool,
    /// The bass.
    pub bass: Option<BassFigure>,
    /// Two distorted guitars, left and right.
    pub guitars: Option<Riff>,
    /// A lead guitar above, doubling the harmony's top.
    pub lead: bool,
    /// The piano.
    pub piano: Option<PianoFigure>,
    /// A held chord of slow strings; its loudness, 0..1.
    pub pad: f32,
}

/// How the drummer keeps time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Groove {
    /// Soft kick only, like a pulse.
    Pulse,
    /// Kick and toms, no snare.
    Toms,
    /// Snare once a bar in 4/4: the tempo seems halved.
    HalfTime,
    /// Snare on the second and fourth beat.
    Backbeat,
    /// Kick on every beat.
    FourOnTheFloor,
    /// Snare on every off-beat: punk.
    DoubleTime,
}

/// How the bass moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BassFigure {
    /// One note a bar.
    Held,
    /// Eighths on the root.
    Eighths,
    /// With the kick drum.
    WithKick,
}

/// What the guitars play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Riff {
    /// One ringing chord a bar.
    Ringing,
    /// Palm-muted eighths with accents.
    Chug,
    /// Short and long strokes in turn, fast.
    Gallop,
    /// Written out, one text a bar in turn; each letter is a sixteenth. `X` the bar's chord,
    /// `U` and `D` the same a semitone above and two below, `x` its root palm-muted,
    /// `-` rings on, `.` is silent.
    Written(&'static [&'static str]),
}

/// What the piano plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PianoFigure {
    /// Broken chords in eighths.
    Broken,
    /// Few single notes with air around them.
    Sparse,
    /// Chords on the beats.
    Chords,
}

/// A stretch of a part where nothing sounds, counted in beats from the part's start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeneralPause {
    /// First silent beat.
    pub from_beat: f64,
    /// First beat that sounds again.
    pub to_beat: f64,
}

/// A sung line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Beats from the part's start to the first word.
    pub from_beat: f64,
    /// Beats until the last word ends.
    pub beats: f64,
    /// The words.
    pub text: String,
    /// Scale degrees, one a syllable, 0 the tonic in the voice's low octave; empty: the singer chooses.
    pub degrees: Vec<i32>,
}

impl Part {
    /// Beats in the part.
    pub fn beats(&self) -> u32 {
        self.bars * self.meter.beats_a_bar()
    }

    /// The chord of a bar counted from the part's start.
    pub(crate) fn chord(&self, bar: u32) -> Chord {
        self.chords[bar as usize % self.chords.len()]
    }

    /// Whether a moment, in beats from the part's start, lies in the general pause.
    pub(crate) fn pauses_at(&self, beat: f64) -> bool {
        self.general_pause.is_some_and(|pause| (pause.from_beat..pause.to_beat).contains(&beat))
    }
}
