//! `treatment.html`: the film and its treatment on one page that needs nothing
//! else. On the screen it begins with the film; on paper with a title page.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use reversal_model::assets;
use reversal_model::check::Findings;
use reversal_model::reading::{Reading, curve_names};
use reversal_model::shots::{Scale, Subject};
use reversal_model::treatment::HoldSpan;

use super::chart::Chart;
use super::script::{Script, ScriptShot};
use super::sheet::Sheet;
use super::visual::visual_language;
use super::words::{capitalised, clock, count, listed, plain, quoted, sentence, times, told_count};
use super::{Stills, data_uri, style};

/// What the page is written from, besides the plan.
pub struct TreatmentPage<'a> {
    /// The plan.
    pub script: &'a Script<'a>,
    /// Peaks of the song's waveform over its whole length, 0..1, any number of them.
    pub waveform: &'a [f32],
    /// The same for the sheet of what was heard, [`super::sheet::WAVEFORM_RATE_HZ`] a second.
    pub sheet_waveform: &'a [f32],
    /// Pictures of the film.
    pub stills: &'a Stills,
    /// Rules, lint and measures.
    pub findings: &'a Findings,
    /// Width over height of a still.
    pub still_ratio: f32,
}

/// Files beside the page: the film, its captions, the other papers.
const FILM_FILE: &str = "film.mp4";
const CAPTIONS_FILE: &str = "captions.vtt";
const OTHER_PAPERS: [(&str, &str); 4] = [
    ("storyboard.html", "Storyboard"),
    ("shot-list.html", "Shot list"),
    ("shot-list.csv", "Shot list as a table"),
    ("discussion-guide.html", "Discussion guide"),
];

/// A line that begins so shortly before a bar belongs to it, s.
const UPBEAT_SECS: f64 = 0.5;

impl TreatmentPage<'_> {
    /// The page's text.
    pub fn write(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                (style::head(&format!("{} – treatment", self.script.treatment.title), &[style::TREATMENT]))
                body class=[style::shape(self.still_ratio)] {
                    (self.title_page())
                    main {
                        (self.film())
                        (self.concept())
                        (self.people())
                        (self.places())
                        (self.song())
                        (self.scenes())
                        (self.visual())
                        (self.statement())
                        (self.heard())
                        (self.checks())
                    }
                    script { (PreEscaped(style::SCRIPT)) }
                }
            }
        };
        page.into_string()
    }

    fn title_page(&self) -> Markup {
        let script = self.script;
        html! {
            header {
                @if let Some(poster) = self.poster() { img.cover src=(poster) alt=""; }
                p.kicker { (script.brief.title) " · a film for “" (script.song_title()) "”" @if let Some(artist) = &script.reading.song.artist { " by " (artist) } }
                h1 { (script.treatment.title) }
                p.logline { (script.treatment.logline) }
                p.kicker.facts { "Treatment · " (clock(script.film_secs())) " · " (count(script.treatment.scenes.len(), "scene")) " · black and white" }
            }
        }
    }

    fn film(&self) -> Markup {
        html! {
            section #film .screen {
                video controls preload="metadata" playsinline poster=[self.poster()] {
                    source src=(FILM_FILE) type="video/mp4";
                    track kind="captions" src=(CAPTIONS_FILE) srclang="und" label="Lyrics";
                }
                nav { @for (file, name) in OTHER_PAPERS { a href=(file) { (name) } " " } }
            }
        }
    }

    fn concept(&self) -> Markup {
        let script = self.script;
        let clocks: Vec<String> = script.reversals.iter().map(|reversal| clock(script.secs(reversal.bar))).collect();
        let turns = match clocks.len() {
            0 => "The power never changes hands.".to_owned(),
            turns => format!("The power between them changes hands {}, at {}.", times(turns), listed(&clocks)),
        };
        html! {
            section #concept {
                div.columns {
                    div {
                        h2 { "Concept" }
                        p { "Two people, " (told_count(self.places_played().len(), "place")) ", one song from its first second to its last. " (turns) " " (self.opening_and_end()) }
                        p { "The film is about " (script.treatment.about.trim_end_matches('.')) "." @if let Some(answers) = script.answers() { " Equal time on the screen is not equal guilt. " (answers) } }
                    }
                    div {
                        h2 { "Tone" }
                        @if !script.brief.tone.is_empty() { p { (sentence(&script.brief.tone)) } }
                        p { (self.song_tone()) }
                        p { "No blow is struck: the stock of holds that the film is made of has none." }
                    }
                }
            }
        }
    }

    /// How the film starts and where it comes to.
    fn opening_and_end(&self) -> String {
        let script = self.script;
        let (Some(first), Some(last)) = (script.spans.first(), script.spans.last()) else { return String::new() };
        let scene = |span: &HoldSpan| &script.treatment.scenes[span.scene];
        let same = scene(first).place == scene(last).place;
        let end = if same { "there too".to_owned() } else { format!("in {}", script.place_title(&scene(last).place)) };
        let winner = match last.cue.power {
            0.0 => "and nobody has won".to_owned(),
            power => format!("with the power at {}", script.power_words(power)),
        };
        format!(
            "It begins in {}: {} It ends {end}, {winner}: {}",
            script.place_title(&scene(first).place),
            script.action(first),
            script.action(last)
        )
    }

    /// What the song asks of the film, from what was heard.
    fn song_tone(&self) -> String {
        let script = self.script;
        let rest = script.treatment.score.rest_share * 100.0;
        let rest = format!("{rest:.0}\u{a0}% of the film is rest or what comes after force.");
        let spent = script.brief.rules.exhaustion_at_start * 100.0;
        let spent = format!("They start with {spent:.0}\u{a0}% of their strength gone, and every loud bar takes more.");
        let Some(curve) = script.reading.curve(curve_names::AGGRESSION) else { return rest };
        let mut sections: Vec<(f64, &str)> = Vec::new();
        let mut bar = 0;
        while bar < script.treatment.bars {
            let section = script.section_at(bar);
            let bars = section.from_bar..section.to_bar;
            let sum: f64 =
                bars.clone().map(|bar| f64::from(curve.at((script.secs(bar) + script.secs(bar + 1)) / 2.0))).sum();
            sections.push((sum / bars.len().max(1) as f64, &section.name));
            bar = section.to_bar.max(bar + 1);
        }
        let by_force = |one: &&(f64, &str), other: &&(f64, &str)| one.0.total_cmp(&other.0);
        match (sections.iter().min_by(by_force), sections.iter().max_by(by_force)) {
            (Some(calm), Some(fierce)) if calm.1 != fierce.1 => {
                format!("The song is fiercest in its {} and calmest in its {}. {spent} {rest}", fierce.1, calm.1)
            }
            _ => rest,
        }
    }

    fn people(&self) -> Markup {
        let script = self.script;
        html! {
            section #people {
                h2 { "The two" }
                div.columns {
                    @for (who, character) in script.brief.characters.iter().enumerate() {
                        @let person = script.person(who);
                        div.person {
                            @if let Some(still) = self.portrait(who) { img src=(still) alt=(character.name); }
                            h3 { (capitalised(&character.name)) }
                            p { (character.portrait) @if !character.manner.is_empty() { " " (sentence(&character.manner)) } }
                            p { b { "Wants. " } (match person { Some(person) => sentence(&person.wants), None => sentence(&character.wants) }) }
                            p { b { "Costs. " } (match person { Some(person) => sentence(&person.costs), None => self.price(who) }) }
                            @for moment in person.map_or(&[][..], |person| &person.unexpected) {
                                p.unexpected { b { "Unexpected, " (clock(script.secs(moment.bar.saturating_sub(1)))) ". " } (sentence(&moment.text)) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What the plan takes from a character: the power, each time that it goes.
    fn price(&self, who: usize) -> String {
        let script = self.script;
        let bars = count(script.bars_led(who) as usize, "bar");
        let lost: Vec<String> = script
            .reversals
            .iter()
            .filter(|reversal| reversal.to != who)
            .map(|reversal| clock(script.secs(reversal.bar)))
            .collect();
        match lost.as_slice() {
            [] => format!("Has the power for {bars} and gives it up without being made to."),
            lost => format!("Has the power for {bars} and loses it at {}.", listed(lost)),
        }
    }

    /// Names of the places, in the order of their first scene.
    fn places_played(&self) -> Vec<&str> {
        let mut places: Vec<&str> = Vec::new();
        for scene in &self.script.treatment.scenes {
            if !places.contains(&scene.place.as_str()) {
                places.push(&scene.place);
            }
        }
        places
    }

    fn places(&self) -> Markup {
        let script = self.script;
        let scenes_in = |place: &str| -> Vec<String> {
            let scenes = script.treatment.scenes.iter().filter(|scene| scene.place == place);
            scenes.map(|scene| scene.number.to_string()).collect()
        };
        html! {
            section #places {
                h2 { "Places" }
                div.places {
                    @for name in self.places_played() {
                        @let place = assets::place(name);
                        @let scenes = scenes_in(name);
                        div {
                            @if let Some(still) = self.place_still(name) { img src=(still) alt=""; }
                            h3 { (place.map_or_else(|| plain(name), |place| place.title.clone())) }
                            p { @if let Some(place) = place { (place.light_text) } " Scene" @if scenes.len() > 1 { "s" } " " (listed(&scenes)) "." }
                        }
                    }
                }
            }
        }
    }

    fn song(&self) -> Markup {
        let script = self.script;
        let reading = script.reading;
        let tempo = reading
            .tempo_bpm
            .map_or("no steady beat".to_owned(), |tempo| format!("{tempo:.0} beats a minute, {} a bar", reading.meter));
        html! {
            section #song {
                h2 { "The song and the power" }
                p.note {
                    (clock(script.tempo_map.duration_secs())) ", " (tempo) ", " (script.treatment.bars) " bars. "
                    "The line tells who has the power: above the middle " (script.name(0)) ", below it " (script.name(1)) "."
                    span.screen { " Point at a moment to read what is there and why; click to go there in the film." }
                }
                (PreEscaped(Chart::new(script, self.waveform).svg()))
                p #account .screen aria-live="polite" {}
                ul.turns {
                    @for reversal in &script.reversals {
                        li { (self.moment(script.secs(reversal.bar))) " " (script.turn_reason(reversal.bar)) }
                    }
                }
            }
        }
    }

    fn scenes(&self) -> Markup {
        let script = self.script;
        html! {
            section #scenes {
                h2 { "Scene by scene" }
                @for (index, scene) in script.treatment.scenes.iter().enumerate() {
                    @let (from_bar, to_bar) = script.treatment.scene_bars(index);
                    @let spans: Vec<&HoldSpan> = script.spans.iter().filter(|span| span.scene == index).collect();
                    article.scene {
                        @if let Some(still) = self.scene_still(scene.number, from_bar, to_bar) { img src=(still) alt=(scene.summary); }
                        div {
                            h3 { span.number { (scene.number) } " " (scene.slug) }
                            p.note {
                                (self.moment(script.secs(from_bar))) "–" (clock(script.secs(to_bar)))
                                " · bars " (from_bar + 1) "–" (to_bar) " · " (scene.sections)
                            }
                            p.note { (self.power_of(&spans)) }
                            p { (scene.summary) }
                            @if let Some(line) = self.line_of(&spans) { p.sung { (line) } }
                            details.screen {
                                summary { (count(scene.holds.len(), "hold")) }
                                (self.holds(&spans))
                            }
                        }
                    }
                }
            }
        }
    }

    /// Power in, power out, and the turns between.
    fn power_of(&self, spans: &[&HoldSpan]) -> String {
        let script = self.script;
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return String::new() };
        let turns: Vec<String> = script
            .reversals
            .iter()
            .filter(|reversal| (first.from_bar..last.to_bar).contains(&reversal.bar))
            .map(|reversal| format!("turns to {} at {}", script.name(reversal.to), clock(script.secs(reversal.bar))))
            .collect();
        let (power_in, power_out) = (script.power_words(first.cue.power), script.power_words(last.cue.power));
        match (turns.is_empty(), power_in == power_out) {
            (true, true) => format!("Power: {power_in} throughout"),
            (true, false) => format!("Power: {power_in} → {power_out}"),
            (false, _) => format!("Power: {power_in} → {power_out}; {}", listed(&turns)),
        }
    }

    /// The line sung where the power turns, else the first of the scene.
    fn line_of(&self, spans: &[&HoldSpan]) -> Option<String> {
        let script = self.script;
        let (first, last) = (spans.first()?, spans.last()?);
        let turn = spans.iter().find(|span| span.cue.reversal.is_some());
        let from = script.secs(turn.map_or(first.from_bar, |span| span.from_bar)) - UPBEAT_SECS;
        script.lines_within(from, script.secs(last.to_bar) - UPBEAT_SECS).next().map(|line| quoted(&line.text))
    }

    fn holds(&self, spans: &[&HoldSpan]) -> Markup {
        html! {
            table {
                thead { tr { th { "Bar" } th { "Hold" } th { "Power" } th { "Why" } } }
                tbody {
                    @for span in spans {
                        tr.turn[span.cue.reversal.is_some()] {
                            td { (span.from_bar + 1) "–" (span.to_bar) }
                            td { (self.script.hold_title(span)) }
                            td { (self.script.power_words(span.cue.power)) }
                            td { (span.cue.reason) @if let Some(turn) = &span.cue.reversal { " " (turn) } }
                        }
                    }
                }
            }
        }
    }

    fn visual(&self) -> Markup {
        html! {
            section #visual {
                h2 { "Visual language" }
                div.triptych { @for still in self.triptych() { img src=(still) alt=""; } }
                @for sentence in visual_language(self.script, self.still_ratio) { p { (sentence) } }
            }
        }
    }

    fn statement(&self) -> Markup {
        let script = self.script;
        html! {
            section #statement {
                h2 { "The director’s statement" }
                @for paragraph in script.treatment.statement.split("\n\n") { p { (paragraph) } }
                h3 { "Before it is shown" }
                p { (script.brief.content_note) }
            }
        }
    }

    fn heard(&self) -> Markup {
        let reading = self.script.reading;
        html! {
            section #heard .screen {
                h2 { "What was heard" }
                @if !reading.doubts.is_empty() { (doubts(reading)) }
                details {
                    summary { "Beats, bars, words and curves" }
                    div.sheet { (PreEscaped(Sheet { reading, title: self.script.song_title(), waveform: self.sheet_waveform }.element())) }
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

    fn checks(&self) -> Markup {
        let score = &self.script.treatment.score;
        html! {
            section #checks .screen {
                h2 { "Rules and measures" }
                table {
                    tbody {
                        @for rule in &self.findings.rules {
                            tr { td { (plain(&rule.name)) } td { (match rule.pass { Some(true) => "kept", Some(false) => "broken", None => "does not apply" }) } td { (rule.detail) } }
                        }
                    }
                }
                h3 { "Not celebrated, humanity kept" }
                table {
                    tbody {
                        @for item in &self.findings.lint {
                            tr { td { (plain(&item.name)) } td { @if item.pass { "passes" } @else { "fails" } } td { (item.detail) } }
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

    /// A shot's still.
    fn still(&self, cut: &ScriptShot) -> Option<String> {
        data_uri(self.stills, cut.still_frame())
    }

    /// Of the shots that a test keeps, the longest one's still.
    fn longest(&self, keep: impl Fn(&ScriptShot) -> bool) -> Option<String> {
        let kept = self.script.shots.iter().filter(|cut| keep(cut));
        self.still(kept.max_by(|one, other| one.length_secs().total_cmp(&other.length_secs()))?)
    }

    /// The one of a scene: the shot in which the power turns, else the longest of both.
    fn scene_still(&self, scene: u32, from_bar: u32, to_bar: u32) -> Option<String> {
        let script = self.script;
        let turn = script.reversals.iter().find(|reversal| (from_bar..to_bar).contains(&reversal.bar));
        let of_turn = turn.and_then(|turn| script.shot_at(script.secs(turn.bar)));
        of_turn
            .and_then(|cut| self.still(cut))
            .or_else(|| self.longest(|cut| cut.shot.scene == scene && cut.shot.subject == Subject::Both))
            .or_else(|| self.longest(|cut| cut.shot.scene == scene))
    }

    fn poster(&self) -> Option<String> {
        self.still(self.script.poster()?)
    }

    /// A character alone, as close as the film comes to a face.
    fn portrait(&self, who: usize) -> Option<String> {
        let subject = [Subject::First, Subject::Second][who.min(1)];
        let alone = || self.script.shots.iter().filter(|cut| cut.shot.subject == subject);
        let near = alone().filter(|cut| (Scale::CloseUp..=Scale::Medium).contains(&cut.shot.scale));
        let longest = near.max_by(|one, other| one.length_secs().total_cmp(&other.length_secs()));
        self.still(longest.or_else(|| alone().next())?)
    }

    /// The widest picture of a place.
    fn place_still(&self, place: &str) -> Option<String> {
        let scenes: Vec<u32> = self
            .script
            .treatment
            .scenes
            .iter()
            .filter(|scene| scene.place == place)
            .map(|scene| scene.number)
            .collect();
        let here = self.script.shots.iter().filter(|cut| scenes.contains(&cut.shot.scene));
        self.still(here.max_by_key(|cut| (cut.shot.scale, cut.shot.subject == Subject::Place))?)
    }

    /// The film's close, middle and wide in three pictures.
    fn triptych(&self) -> Vec<String> {
        let close = |cut: &ScriptShot| cut.shot.scale <= Scale::CloseUp;
        let middle = |cut: &ScriptShot| (Scale::Medium..=Scale::MediumLong).contains(&cut.shot.scale);
        let wide = |cut: &ScriptShot| cut.shot.scale >= Scale::Wide;
        [self.longest(close), self.longest(middle), self.longest(wide)].into_iter().flatten().collect()
    }

    fn moment(&self, song_secs: f64) -> Markup {
        let film_secs = (song_secs - self.script.cut.song_start_secs).max(0.0);
        html! { a.moment href="#film" data-secs=(format!("{film_secs:.3}")) { (clock(song_secs)) } }
    }
}

fn doubts(reading: &Reading) -> Markup {
    html! {
        ul.doubts {
            @for doubt in &reading.doubts {
                li { "Unsure of the " (doubt.of) ": " (doubt.because) "." @if let Some(hint) = &doubt.hint { " " (capitalised(hint)) "." } }
            }
        }
    }
}
