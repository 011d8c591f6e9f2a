//! The one plan, read as one: who is where, when, in which picture. All papers
//! are written from it, so that none can disagree with another.

use reversal_model::assets;
use reversal_model::brief::Brief;
use reversal_model::cut::{Cut, CutTake};
use reversal_model::hold::Hold;
use reversal_model::reading::{LyricSpan, Reading};
use reversal_model::shots::{Height, Movement, Shot, ShotList, Side, Subject};
use reversal_model::time::TempoMap;
use reversal_model::treatment::{HoldSpan, LEADER_QUARTERS, Person, Reversal, Treatment};

use super::words::{capitalised, clock, plain, uncapitalised};
use crate::form::{FormSection, sections};
use crate::treat::is_recovery;

/// Reading, brief, treatment, shots and cut, with what follows from them together.
pub struct Script<'a> {
    /// What was heard.
    pub reading: &'a Reading,
    /// The bars over it.
    pub tempo_map: TempoMap,
    /// The brief.
    pub brief: &'a Brief,
    /// The story.
    pub treatment: &'a Treatment,
    /// The cut.
    pub cut: &'a Cut,
    /// The shots as they are cut, in order.
    pub shots: Vec<ScriptShot<'a>>,
    pub(super) spans: Vec<HoldSpan<'a>>,
    pub(super) reversals: Vec<Reversal>,
    sections: Vec<FormSection>,
}

/// A shot as it stands in the film.
#[derive(Clone, Copy)]
pub struct ScriptShot<'a> {
    /// What was asked for.
    pub shot: &'a Shot,
    /// What the cut took.
    pub take: &'a CutTake,
    /// First frame of the film.
    pub from_frame: u64,
    /// Frame after the last.
    pub to_frame: u64,
    /// When it starts, song seconds.
    pub from_secs: f64,
    /// When it ends, song seconds.
    pub to_secs: f64,
}

impl ScriptShot<'_> {
    /// Its length, s.
    pub fn length_secs(&self) -> f64 {
        self.to_secs - self.from_secs
    }

    /// The frame that stands for it on paper.
    pub fn still_frame(&self) -> u64 {
        (self.from_frame + self.to_frame) / 2
    }
}

/// Time in which breath comes back, in bars from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Recovery {
    /// First bar.
    pub from_bar: u32,
    /// Bar after the last.
    pub to_bar: u32,
}

impl<'a> Script<'a> {
    /// Lays the parts of the plan over each other.
    pub fn new(
        reading: &'a Reading,
        brief: &'a Brief,
        treatment: &'a Treatment,
        shots: &'a ShotList,
        cut: &'a Cut,
    ) -> Script<'a> {
        let tempo_map = reading.tempo_map();
        let shots = cut
            .spans()
            .into_iter()
            .filter_map(|(from_frame, to_frame, take)| {
                Some(ScriptShot {
                    shot: shots.shots.iter().find(|shot| shot.id == take.shot)?,
                    take,
                    from_frame,
                    to_frame,
                    from_secs: cut.song_from_frame(from_frame),
                    to_secs: cut.song_from_frame(to_frame),
                })
            })
            .collect();
        Script {
            reading,
            brief,
            treatment,
            cut,
            shots,
            spans: treatment.hold_spans(),
            reversals: treatment.reversals(),
            sections: sections(reading, &tempo_map),
            tempo_map,
        }
    }

    /// Title of the song, or its file where it has none.
    pub(super) fn song_title(&self) -> &str {
        let song = &self.reading.song;
        song.title.as_deref().unwrap_or(&song.file_name)
    }

    /// Length of the film, s.
    pub(super) fn film_secs(&self) -> f64 {
        self.cut.rate.secs_from_frame(self.cut.frames)
    }

    /// When a bar (from 0) starts, song seconds.
    pub(super) fn secs(&self, bar: u32) -> f64 {
        self.tempo_map.song_from_bar(bar)
    }

    /// The film's frame at a moment of the song; None outside the film.
    pub(super) fn frame_at(&self, song_secs: f64) -> Option<u64> {
        let film_secs = song_secs - self.cut.song_start_secs;
        let frame = self.cut.rate.frame_nearest(film_secs);
        (film_secs > -0.5 / self.cut.rate.per_second() && frame < self.cut.frames).then_some(frame)
    }

    /// Whether a bar (from 0) starts within the film.
    pub(super) fn is_in_film(&self, bar: u32) -> bool {
        self.frame_at(self.secs(bar)).is_some()
    }

    /// The shot that a frame of the film lies in.
    pub(super) fn shot_at_frame(&self, frame: u64) -> Option<&ScriptShot<'a>> {
        self.shots.iter().find(|shot| (shot.from_frame..shot.to_frame).contains(&frame))
    }

    /// The shot that is on the screen at a moment of the song.
    pub(super) fn shot_at(&self, song_secs: f64) -> Option<&ScriptShot<'a>> {
        self.shot_at_frame(self.frame_at(song_secs)?)
    }

    /// What it means for the film that one of the two has an office behind them; None where neither has, or nobody leads.
    pub(super) fn answers(&self) -> Option<String> {
        let id = self.brief.answers.as_ref()?;
        let who = self.brief.characters.iter().position(|character| character.id == *id)?;
        let first = self.spans.iter().find(|span| span.cue.quarters().abs() >= LEADER_QUARTERS)?;
        let (name, other) = (self.name(who), self.name(1 - who));
        let at = clock(self.secs(first.from_bar));
        Some(format!(
            "Of the two {name} has the office, and has the power first, at {at}: whatever {other} has of it later was taken from {name}."
        ))
    }

    /// Name of a character in sentences, e.g. `the Cop`.
    pub(super) fn name(&self, character: usize) -> &'a str {
        self.brief.characters.get(character).map_or("", |character| &character.name)
    }

    /// What the treatment says of a character.
    pub(super) fn person(&self, character: usize) -> Option<&'a Person> {
        let id = &self.brief.characters.get(character)?.id;
        self.treatment.people.iter().find(|person| person.id == *id)
    }

    /// The hold that is played in a bar (from 0).
    pub(super) fn span_at(&self, bar: u32) -> Option<&HoldSpan<'a>> {
        self.spans.iter().find(|span| (span.from_bar..span.to_bar).contains(&bar))
    }

    /// The section of the song that a bar (from 0) lies in.
    pub(super) fn section_at(&self, bar: u32) -> &FormSection {
        let after = self.sections.partition_point(|section| section.from_bar <= bar);
        &self.sections[after.saturating_sub(1)]
    }

    /// The line that is sung at a moment.
    pub(super) fn line_at(&self, song_secs: f64) -> Option<&'a LyricSpan> {
        self.reading.lines.iter().flatten().find(|line| line.start <= song_secs && song_secs < line.end)
    }

    /// The lines that begin within a span of the song, s.
    pub(super) fn lines_within(&self, from_secs: f64, to_secs: f64) -> impl Iterator<Item = &'a LyricSpan> + use<'a> {
        self.reading.lines.iter().flatten().filter(move |line| from_secs <= line.start && line.start < to_secs)
    }

    /// Who leads at a power and who does not; the brief's order where nobody does.
    pub(super) fn lead_and_other(&self, power: f32) -> (usize, usize) {
        if power < 0.0 { (1, 0) } else { (0, 1) }
    }

    /// Name of a hold for people, e.g. `Pinned to the wall`.
    pub(super) fn hold_title(&self, span: &HoldSpan) -> String {
        hold(span).map_or_else(|| capitalised(&plain(&span.cue.hold)), |hold| hold.title.clone())
    }

    /// What is seen in a hold, with names.
    pub(super) fn action(&self, span: &HoldSpan) -> String {
        let (lead, other) = self.lead_and_other(span.cue.power);
        let text = hold(span).map_or_else(String::new, |hold| hold.text.clone());
        capitalised(&text.replace("{lead}", self.name(lead)).replace("{other}", self.name(other)))
    }

    /// `neither` or `the Cop 75 %`.
    pub(super) fn power_words(&self, power: f32) -> String {
        match power {
            0.0 => "neither".to_owned(),
            power => format!("{} {:.0}\u{a0}%", self.name(usize::from(power < 0.0)), power.abs() * 100.0),
        }
    }

    /// Why power turns in the hold that starts at a bar (from 0).
    pub(super) fn turn_reason(&self, bar: u32) -> &'a str {
        self.span_at(bar).and_then(|span| span.cue.reversal.as_deref()).unwrap_or_default()
    }

    /// Stretches of holds in which breath comes back, in order, neighbours joined.
    pub(super) fn recoveries(&self) -> Vec<Recovery> {
        let mut recoveries: Vec<Recovery> = Vec::new();
        for span in self.spans.iter().filter(|span| hold(span).is_some_and(is_recovery)) {
            match recoveries.last_mut().filter(|last| last.to_bar == span.from_bar) {
                Some(last) => last.to_bar = span.to_bar,
                None => recoveries.push(Recovery { from_bar: span.from_bar, to_bar: span.to_bar }),
            }
        }
        recoveries
    }

    /// Bars in which a character leads.
    pub(super) fn bars_led(&self, character: usize) -> u32 {
        let leads = |span: &&HoldSpan| {
            let power = span.cue.quarters();
            power.abs() >= LEADER_QUARTERS && usize::from(power < 0) == character
        };
        self.spans.iter().filter(leads).map(|span| span.to_bar - span.from_bar).sum()
    }

    /// For how long a character is seen alone, s.
    pub(super) fn alone_secs(&self, character: usize) -> f64 {
        let subject = [Subject::First, Subject::Second][character.min(1)];
        self.shots.iter().filter(|cut| cut.shot.subject == subject).map(ScriptShot::length_secs).sum()
    }

    /// What a shot looks at.
    pub(super) fn subject(&self, shot: &Shot) -> &'a str {
        match shot.subject {
            Subject::First => self.name(0),
            Subject::Second => self.name(1),
            Subject::Both => "both",
            Subject::Hands => "hands",
            Subject::Place => "the place",
        }
    }

    /// Who is needed for a shot.
    pub(super) fn cast(&self, shot: &Shot) -> String {
        match shot.subject {
            Subject::First => capitalised(self.name(0)),
            Subject::Second => capitalised(self.name(1)),
            _ => format!("{}, {}", capitalised(self.name(0)), self.name(1)),
        }
    }

    /// Height of the camera in words.
    pub(super) fn angle(&self, shot: &Shot) -> String {
        match shot.height {
            Height::Ground => "low, near the ground".to_owned(),
            Height::EyesOfFirst => format!("eyes of {}", self.name(0)),
            Height::EyesOfSecond => format!("eyes of {}", self.name(1)),
            Height::Level => "eye level".to_owned(),
            Height::High => "high".to_owned(),
        }
    }

    /// The shot that stands for the film: the widest of both of them in its first two scenes.
    pub(super) fn poster(&self) -> Option<&ScriptShot<'a>> {
        let first = self.shots.first()?.shot.scene;
        let opening = self.shots.iter().filter(|cut| cut.shot.scene <= first + 1 && cut.shot.subject == Subject::Both);
        opening.max_by_key(|cut| cut.shot.scale).or(self.shots.first())
    }

    /// Title of a place inside a sentence, e.g. `the street`.
    pub(super) fn place_title(&self, place: &str) -> String {
        assets::place(place).map_or_else(|| plain(place), |place| uncapitalised(&place.title))
    }

    /// Name of the place of a shot's scene.
    pub(super) fn place_of(&self, shot: &Shot) -> String {
        let scene = self.treatment.scenes.iter().find(|scene| scene.number == shot.scene);
        scene.map_or_else(String::new, |scene| capitalised(&self.place_title(&scene.place)))
    }
}

/// The hold of a span, where the stock has it.
pub(super) fn hold(span: &HoldSpan) -> Option<&'static Hold> {
    assets::hold(&span.cue.hold)
}

/// Camera movement as a shot list names it.
pub(super) fn movement(shot: &Shot) -> &'static str {
    match shot.movement {
        Movement::Locked => "static",
        Movement::Handheld => "handheld",
        Movement::Push => "push in",
        Movement::Pull => "pull out",
        Movement::Follow => "follow",
    }
}

/// Side of the line between the two.
pub(super) fn side(shot: &Shot) -> &'static str {
    match shot.side {
        Side::Front => "front",
        Side::Back => "far side",
        Side::Line => "on the line",
    }
}
