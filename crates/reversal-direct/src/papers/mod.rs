//! `treatment.html`: the film, its statement and its plan on one page that needs nothing else.

mod chart;
pub mod sheet;
mod style;

use self::sheet::Sheet;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use reversal_model::brief::Brief;
use reversal_model::check::Findings;
use reversal_model::cut::Cut;
use reversal_model::reading::Reading;
use reversal_model::shots::{Shot, ShotList, Subject};
use reversal_model::time::{TempoMap, clock_from_secs};
use reversal_model::treatment::{HoldSpan, Treatment};

pub use chart::{Chart, chart};

/// What the page is written from.
pub struct Page<'a> {
    /// What was heard.
    pub reading: &'a Reading,
    /// The bars over it.
    pub tempo_map: &'a TempoMap,
    /// The brief.
    pub brief: &'a Brief,
    /// The story.
    pub treatment: &'a Treatment,
    /// The shots.
    pub shots: &'a ShotList,
    /// The cut.
    pub cut: &'a Cut,
    /// Peaks of the song's waveform over its whole length, 0..1, any number of them.
    pub waveform: &'a [f32],
    /// The same for the sheet of what was heard, [`sheet::WAVEFORM_RATE_HZ`] a second.
    pub sheet_waveform: &'a [f32],
    /// A JPEG of each shot by its id, for those that have one.
    pub stills: &'a [(String, Vec<u8>)],
    /// The film's file beside the page.
    pub film_file: &'a str,
    /// Captions beside the page.
    pub captions_file: &'a str,
    /// Rules, lint and measures.
    pub findings: &'a Findings,
    /// Width over height of a still.
    pub still_ratio: f32,
}

impl Page<'_> {
    /// The page's text.
    pub fn write(&self) -> String {
        let title = &self.treatment.title;
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) " – treatment" }
                    style { (PreEscaped(style::CSS)) }
                }
                body {
                    (self.head())
                    main {
                        (self.film())
                        (self.song())
                        (self.people())
                        (self.scenes())
                        (self.storyboard())
                        (self.shot_list())
                        (self.checks())
                    }
                    script { (PreEscaped(style::SCRIPT)) }
                }
            }
        };
        page.into_string()
    }

    fn song_title(&self) -> &str {
        let song = &self.reading.song;
        song.title.as_deref().unwrap_or(&song.file_name)
    }

    fn head(&self) -> Markup {
        let song = &self.reading.song;
        html! {
            header {
                p.kicker { (self.brief.title) " · a film for " (self.song_title())
                    @if let Some(artist) = &song.artist { " by " (artist) } }
                h1 { (self.treatment.title) }
                p.logline { (self.treatment.logline) }
            }
        }
    }

    fn film(&self) -> Markup {
        html! {
            section #film {
                video controls preload="metadata" playsinline poster=[self.poster()] {
                    source src=(self.film_file) type="video/mp4";
                    track kind="captions" src=(self.captions_file) srclang="und" label="Lyrics";
                }
                div.columns {
                    div {
                        h2 { "Statement" }
                        @for paragraph in self.treatment.statement.split("\n\n") { p { (paragraph) } }
                    }
                    div {
                        h2 { "What it is about" }
                        p { (sentence(&self.treatment.about)) }
                        h2 { "Before it is shown" }
                        p { (self.brief.content_note) }
                    }
                }
            }
        }
    }

    fn song(&self) -> Markup {
        let reading = self.reading;
        let tempo = reading
            .tempo_bpm
            .map_or("no steady beat".to_owned(), |tempo| format!("{tempo:.0} beats a minute, {} a bar", reading.meter));
        html! {
            section #song {
                h2 { "The song and the power" }
                p.note {
                    (clock(self.tempo_map.duration_secs())) ", " (tempo) ", " (self.treatment.bars) " bars. "
                    "The line tells who has the power: above the middle " (self.name(0)) ", below it " (self.name(1))
                    ". It turns " (count(self.treatment.reversals().len(), "time")) ". Click to go there in the film."
                }
                (PreEscaped(Chart::from_page(self).svg()))
                ul.turns {
                    @for reversal in self.treatment.reversals() {
                        @let secs = self.tempo_map.song_from_bar(reversal.bar);
                        li {
                            (self.moment(secs)) " " (capitalised(self.name(reversal.to))) " takes the power. "
                            @if let Some(why) = self.span_at(reversal.bar).and_then(|span| span.cue.reversal.clone()) { (why) }
                        }
                    }
                }
                details {
                    summary { "What was heard" }
                    @if !reading.doubts.is_empty() {
                        ul.doubts {
                            @for doubt in &reading.doubts {
                                li { "Unsure of the " (doubt.of) ": " (doubt.because) "." @if let Some(hint) = &doubt.hint { " " (capitalised(hint)) "." } }
                            }
                        }
                    }
                    div.sheet {
                        (PreEscaped(Sheet { reading, title: self.song_title(), waveform: self.sheet_waveform }.element()))
                    }
                }
                @if let Some(lines) = &reading.lines {
                    details {
                        summary { "Lyrics" }
                        ol.lyrics { @for line in lines { li { (self.moment(line.start)) " " (line.text) } } }
                    }
                }
            }
        }
    }

    fn people(&self) -> Markup {
        html! {
            section #people {
                h2 { "The two" }
                div.columns {
                    @for character in &self.brief.characters {
                        div {
                            h3 { (capitalised(&character.name)) }
                            p { (character.portrait) }
                            p { "Wants " (character.wants) "." }
                        }
                    }
                }
            }
        }
    }

    fn scenes(&self) -> Markup {
        let spans = self.treatment.hold_spans();
        html! {
            section #scenes {
                h2 { "Scene by scene" }
                @for (index, scene) in self.treatment.scenes.iter().enumerate() {
                    @let (from_bar, to_bar) = self.treatment.scene_bars(index);
                    article.scene {
                        div.panels { @for still in self.scene_stills(scene.number) { img src=(still) alt="" loading="lazy"; } }
                        h3 { span.number { (scene.number) } " " (scene.slug) }
                        p.note {
                            (self.moment(self.tempo_map.song_from_bar(from_bar))) " to " (clock(self.tempo_map.song_from_bar(to_bar)))
                            ", bars " (from_bar + 1) "–" (to_bar) ", " (scene.sections)
                        }
                        p { (scene.summary) }
                        details {
                            summary { (count(scene.holds.len(), "hold")) }
                            table {
                                thead { tr { th { "Bar" } th { "Hold" } th { "Power" } th { "Why" } } }
                                tbody {
                                    @for span in spans.iter().filter(|span| span.scene == index) {
                                        tr.turn[span.cue.reversal.is_some()] {
                                            td { (span.from_bar + 1) "–" (span.to_bar) }
                                            td { (self.hold_title(span)) }
                                            td { (self.power_words(span.cue.power)) }
                                            td { (span.cue.reason) @if let Some(turn) = &span.cue.reversal { " " (turn) } }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn storyboard(&self) -> Markup {
        html! {
            section #storyboard {
                h2 { "Storyboard" }
                div.board {
                    @for (shot, secs, length_secs) in self.timed_shots() {
                        @if let Some(still) = self.still(&shot.id) {
                            figure data-secs=(self.film_secs(secs)) {
                                img src=(still) alt=(shot.description) loading="lazy" style=(format!("aspect-ratio:{:.3}", self.still_ratio));
                                figcaption { b { (shot.id) } " " (shot.scale.abbreviation()) " · " (format!("{length_secs:.1} s")) br; (shot.description) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn shot_list(&self) -> Markup {
        html! {
            section #shots {
                h2 { "Shot list" }
                div.wide {
                    table {
                        thead { tr { @for head in ["Shot", "At", "Bar", "Length", "Size", "On", "Camera", "Lens", "What is seen", "Why the cut is here"] { th { (head) } } } }
                        tbody {
                            @for (shot, secs, length_secs) in self.timed_shots() {
                                tr {
                                    td { b { (shot.id) } }
                                    td { (self.moment(secs)) }
                                    td { (shot.at) }
                                    td { (format!("{length_secs:.1} s")) }
                                    td { (shot.scale.abbreviation()) }
                                    td { (self.subject(shot)) }
                                    td { (format!("{:?}", shot.movement).to_lowercase()) }
                                    td { (format!("{:.0} mm", shot.lens_mm)) }
                                    td { (shot.description) }
                                    td { (shot.reason) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn checks(&self) -> Markup {
        let score = &self.treatment.score;
        html! {
            section #checks {
                h2 { "Rules and measures" }
                table {
                    tbody {
                        @for rule in &self.findings.rules {
                            tr { td { (words(&rule.name)) } td { (match rule.pass { Some(true) => "kept", Some(false) => "broken", None => "does not apply" }) } td { (rule.detail) } }
                        }
                    }
                }
                h3 { "Not celebrated, humanity kept" }
                table {
                    tbody {
                        @for item in &self.findings.lint {
                            tr { td { (words(&item.name)) } td { @if item.pass { "passes" } @else { "fails" } } td { (item.detail) } }
                        }
                    }
                }
                p.note {
                    "The plan's intensity follows the song with a correlation of " (format!("{:.2}", score.intensity_correlation))
                    ", its reversals lie " (format!("{:.1}", score.reversal_distance_bars)) " bars from a boundary on average, "
                    (format!("{:.0}", score.rest_share * 100.0)) " % of it is rest or aftermath"
                    @if score.optimality_gap == 0.0 { ", and no better plan exists under these rules." } @else { ", and no plan could cost more than " (format!("{:.1}", score.optimality_gap * 100.0)) " % less." }
                }
            }
        }
    }

    fn timed_shots(&self) -> Vec<(&Shot, f64, f64)> {
        let end = self.tempo_map.duration_secs();
        let starts: Vec<f64> = self.shots.shots.iter().map(|shot| self.tempo_map.song_from_bar_beat(shot.at)).collect();
        self.shots
            .shots
            .iter()
            .enumerate()
            .map(|(i, shot)| (shot, starts[i], starts.get(i + 1).copied().unwrap_or(end) - starts[i]))
            .collect()
    }

    fn still(&self, shot: &str) -> Option<String> {
        let (_, jpeg) = self.stills.iter().find(|still| still.0 == shot)?;
        Some(format!("data:image/jpeg;base64,{}", base64(jpeg)))
    }

    /// Up to three stills of a scene: its first shot, its middle and its last.
    fn scene_stills(&self, scene: u32) -> Vec<String> {
        let all: Vec<String> = self
            .shots
            .shots
            .iter()
            .filter(|shot| shot.scene == scene)
            .filter_map(|shot| self.still(&shot.id))
            .collect();
        let mut chosen = vec![0, all.len() / 2, all.len().saturating_sub(1)];
        chosen.dedup();
        chosen.into_iter().filter_map(|index| all.get(index).cloned()).collect()
    }

    fn poster(&self) -> Option<String> {
        // The widest still of the first scene tells most of place and people.
        let widest = self.shots.shots.iter().filter(|shot| shot.scene == 1).max_by_key(|shot| shot.scale)?;
        self.still(&widest.id)
    }

    fn name(&self, character: usize) -> &str {
        self.brief.characters.get(character).map_or("", |character| &character.name)
    }

    fn subject(&self, shot: &Shot) -> String {
        match shot.subject {
            Subject::First => self.name(0).to_owned(),
            Subject::Second => self.name(1).to_owned(),
            Subject::Both => "both".to_owned(),
            Subject::Hands => "hands".to_owned(),
            Subject::Place => "the place".to_owned(),
        }
    }

    fn span_at(&self, bar: u32) -> Option<HoldSpan<'_>> {
        self.treatment.hold_spans().into_iter().find(|span| span.from_bar <= bar && bar < span.to_bar)
    }

    fn hold_title(&self, span: &HoldSpan) -> String {
        reversal_model::assets::hold(&span.cue.hold).map_or_else(|| words(&span.cue.hold), |hold| hold.title.clone())
    }

    fn power_words(&self, power: f32) -> String {
        match power {
            0.0 => "neither".to_owned(),
            power => format!("{} {:.0} %", self.name(usize::from(power < 0.0)), power.abs() * 100.0),
        }
    }

    fn film_secs(&self, song_secs: f64) -> String {
        format!("{:.3}", (song_secs - self.cut.song_start_secs).max(0.0))
    }

    fn moment(&self, song_secs: f64) -> Markup {
        html! { a.moment href="#film" data-secs=(self.film_secs(song_secs)) { (clock(song_secs)) } }
    }
}

fn clock(secs: f64) -> String {
    clock_from_secs(secs.round()).split('.').next().unwrap_or_default().to_owned()
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("once a {noun}").replace("once a time", "once").replace("once a ", "1 ")
    } else {
        format!("{number} {noun}s")
    }
}

fn words(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn sentence(text: &str) -> String {
    let text = capitalised(text);
    if text.ends_with('.') { text } else { text + "." }
}

/// Base64 (RFC 4648), for pictures inside the page.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word = group.iter().enumerate().fold(0u32, |word, (i, &byte)| word | u32::from(byte) << (16 - 8 * i));
        for i in 0..4 {
            text.push(if i <= group.len() { char::from(ALPHABET[(word >> (18 - 6 * i)) as usize & 63]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_matches_the_vectors_of_rfc_4648() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn counts_read_as_english() {
        assert_eq!(
            (count(1, "time"), count(3, "time"), count(1, "hold")),
            ("once".to_owned(), "3 times".to_owned(), "1 hold".to_owned())
        );
    }
}
