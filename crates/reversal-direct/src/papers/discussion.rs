//! The discussion guide: for whoever shows the film to a group and holds the
//! talk after it. Questions only, and none with a right answer.

use maud::{DOCTYPE, Markup, html};

use super::script::{Recovery, Script, hold};
use super::words::{capitalised, clock, count, quoted, sentence, times};
use super::{BEFORE_A_REVERSAL_SECS, Stills, data_uri, style};
use crate::form::count_word;

/// From this tenderness on, a hold may be care.
const TENDER: f32 = 0.5;

/// A question at a moment of the film.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Prompt {
    /// What it is about.
    pub of: PromptOf,
    /// When, song seconds.
    pub secs: f64,
    /// The frame beside it; None outside the film.
    pub still_frame: Option<u64>,
    /// What is there, from the plan.
    pub fact: String,
    /// The question.
    pub question: String,
    /// What to ask when the talk stays short.
    pub further: String,
}

/// What a prompt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PromptOf {
    /// Power changes hands.
    Reversal,
    /// Breath comes back.
    Recovery,
    /// One does what the other could not have expected.
    Unexpected,
    /// The film ends.
    End,
}

impl PromptOf {
    fn heading(self) -> &'static str {
        match self {
            PromptOf::Reversal => "The power changes hands",
            PromptOf::Recovery => "A breath",
            PromptOf::Unexpected => "Nobody expected this",
            PromptOf::End => "The end",
        }
    }

    fn class(self) -> &'static str {
        match self {
            PromptOf::Reversal => "reversal",
            PromptOf::Recovery => "recovery",
            PromptOf::Unexpected => "unexpected",
            PromptOf::End => "end",
        }
    }
}

/// The prompts of a film, in its order.
pub(super) fn prompts(script: &Script) -> Vec<Prompt> {
    let mut prompts: Vec<Prompt> = Vec::new();
    let reversals = script.reversals.iter().enumerate();
    prompts.extend(reversals.filter(|turn| script.is_in_film(turn.1.bar)).map(|(nth, _)| reversal(script, nth)));
    let recoveries = script.recoveries();
    let seen = recoveries.iter().filter(|recovery| script.is_in_film(recovery.from_bar)).enumerate();
    prompts.extend(seen.map(|(nth, recovery)| self::recovery(script, nth, *recovery)));
    // What is told at a breath is not asked about twice.
    let asked = |prompt: &Prompt, prompts: &[Prompt]| {
        prompts.iter().any(|other| other.of == PromptOf::Recovery && clock(other.secs) == clock(prompt.secs))
    };
    let more: Vec<Prompt> = unexpected(script).filter(|prompt| !asked(prompt, &prompts)).collect();
    prompts.extend(more);
    prompts.sort_by(|one, other| one.secs.total_cmp(&other.secs));
    prompts.push(end(script));
    prompts
}

fn reversal(script: &Script, nth: usize) -> Prompt {
    let turn = script.reversals[nth];
    let (winner, loser) = (script.name(turn.to), script.name(1 - turn.to));
    let secs = script.secs(turn.bar);
    let at = clock(secs);
    let before = turn.bar.checked_sub(1).and_then(|bar| script.span_at(bar));
    let before = before.map_or_else(String::new, |span| format!("Before it: {} ", script.action(span)));
    let now = script.span_at(turn.bar).map_or_else(String::new, |span| script.action(span));
    let sung = script.lines_within(secs - 0.5, script.secs(turn.bar + 1)).next();
    let sung = sung.map_or_else(String::new, |line| format!(" The song says {}.", quoted(&line.text)));
    let last = nth.checked_sub(1).map(|last| clock(script.secs(script.reversals[last].bar)));
    let further = match (nth % 6, last) {
        (1, _) => {
            format!("Which of the two could have stopped here? What would it have cost {loser}, and what {winner}?")
        }
        (2, _) => format!("What can {winner} do at this moment that {loser} cannot? Where does that come from?"),
        (3, Some(last)) => {
            format!(
                "At {last} it went the other way. Did you feel the same both times? If not, what made the difference?"
            )
        }
        (4, _) => format!("Whom were you with, {loser} or {winner}? When did you notice?"),
        (5, Some(last)) => format!("What has changed for {loser} since {last}, and what has not?"),
        _ => "What had you seen that made you believe it? What had you brought with you?".to_owned(),
    };
    Prompt {
        of: PromptOf::Reversal,
        secs,
        still_frame: script.frame_at((secs - BEFORE_A_REVERSAL_SECS).max(script.cut.song_start_secs)),
        fact: format!("{before}At {at} the power goes from {loser} to {winner}: {now}{sung}"),
        question: format!("What did you believe about each of them just before {at}?"),
        further,
    }
}

fn recovery(script: &Script, nth: usize, recovery: Recovery) -> Prompt {
    let (from, to) = (script.secs(recovery.from_bar), script.secs(recovery.to_bar));
    let within =
        |span: &&&reversal_model::treatment::HoldSpan| (recovery.from_bar..recovery.to_bar).contains(&span.from_bar);
    let spans: Vec<_> = script.spans.iter().filter(|span| within(&span)).collect();
    let actions: Vec<String> = spans.iter().map(|span| script.action(span)).collect();
    let tender = spans.iter().any(|span| hold(span).is_some_and(|hold| hold.tenderness >= TENDER));
    let at = clock(from);
    let told = match actions.as_slice() {
        [first, .., last] if actions.len() > 2 => format!("{first} At the end: {last}"),
        _ => actions.join(" "),
    };
    let (question, further) = match nth {
        _ if recovery.from_bar == 0 => (
            "The film begins as if it had begun long before. What do you think happened before the first picture?",
            "Which part of that did you see, and which did you supply?",
        ),
        nth => breath(nth, tender),
    };
    Prompt {
        of: PromptOf::Recovery,
        secs: from,
        still_frame: script.frame_at((from + to) / 2.0).or(script.frame_at(from)),
        fact: format!("From {at} to {}: {}", clock(to), told),
        question: question.to_owned(),
        further: further.to_owned(),
    }
}

/// What to ask of the `nth` recovery, and further; another each time, as long as there is one.
fn breath(nth: usize, tender: bool) -> (&'static str, &'static str) {
    const QUESTIONS: [(&str, &str); 7] = [
        (
            "Nobody presses on here. What keeps each of them from it?",
            "Strength, will, or something else: what in the picture tells you?",
        ),
        (
            "What do you see in the two of them here that you could not see while they struggled?",
            "Did you look at one of them longer than at the other?",
        ),
        (
            "What did you want one of them to say here? Which one, and why not the other?",
            "What would the answer have been?",
        ),
        ("How long could they stay like this? What would end it?", "Who would it be that moved first?"),
        ("What do the hands do here?", "Where else have you seen hands do that?"),
        (
            "If somebody came by now and saw only this, what would they think of the two?",
            "What would they be right about?",
        ),
        (
            "What have the two of them in common at this moment?",
            "Would they say so themselves? Would you say it to them?",
        ),
    ];
    match tender && nth % 4 == 3 {
        true => {
            ("Is this care, or is it only that they are too tired for anything else?", "Does it matter which? To whom?")
        }
        false => QUESTIONS[nth % QUESTIONS.len()],
    }
}

/// Moments of each of the two that the treatment calls unexpected.
fn unexpected<'s>(script: &'s Script<'s>) -> impl Iterator<Item = Prompt> + 's {
    let moments = (0..2).flat_map(|who| {
        script.person(who).into_iter().flat_map(move |person| person.unexpected.iter().map(move |moment| (who, moment)))
    });
    moments.filter(|(_, moment)| script.is_in_film(moment.bar.saturating_sub(1))).map(|(who, moment)| {
        let bar = moment.bar.saturating_sub(1);
        let secs = script.secs(bar);
        Prompt {
            of: PromptOf::Unexpected,
            secs,
            still_frame: script.frame_at((secs + script.secs(bar + 1)) / 2.0),
            fact: sentence(&moment.text),
            question: format!("What did you expect {} to do at {}?", script.name(who), clock(secs)),
            further: format!("Could {} have expected it? What would have had to be known?", script.name(1 - who)),
        }
    })
}

fn end(script: &Script) -> Prompt {
    let end = script.cut.song_from_frame(script.cut.frames);
    let last_frame = script.cut.frames.saturating_sub(1);
    let span = script.span_at(script.tempo_map.bar_from_song(script.cut.song_from_frame(last_frame)));
    let action = span.map_or_else(String::new, |span| script.action(span));
    let power = match span.map_or(0.0, |span| span.cue.power) {
        0.0 => "Neither has power over the other.".to_owned(),
        power => format!("{} has the upper hand.", capitalised(script.name(usize::from(power < 0.0)))),
    };
    let scenes = &script.treatment.scenes;
    let returns = match (scenes.first(), scenes.last()) {
        (Some(first), Some(last)) if scenes.len() > 1 && first.place == last.place => {
            format!(" They are back in the place where it began, {}.", script.place_title(&last.place))
        }
        _ => String::new(),
    };
    Prompt {
        of: PromptOf::End,
        secs: end,
        still_frame: (script.cut.frames > 0).then_some(last_frame),
        fact: format!("{action} {power}{returns} The film does not say what comes after."),
        question: "What is not settled when the picture goes?".to_owned(),
        further: format!(
            "What would have to be different tomorrow for {} and {} not to begin again? Who would have to do it, and who could?",
            script.name(0),
            script.name(1)
        ),
    }
}

/// The guide as a page. `ratio` is a still's width over its height.
pub fn discussion_guide(script: &Script, stills: &Stills, ratio: f32) -> String {
    let prompts = prompts(script);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (style::head(&format!("{} – discussion guide", script.treatment.title), &[style::PAPER, style::GUIDE]))
            body class=[style::shape(ratio)] {
                header {
                    p.kicker { "Discussion guide, for the one who holds the talk" }
                    h1 { (script.treatment.title) }
                    p.logline { (script.treatment.logline) }
                    @if let Some(still) = script.poster().and_then(|cut| data_uri(stills, cut.still_frame())) { img.cover src=(still) alt=""; }
                }
                (about(script))
                section { h2 { "Content note" } p { (script.brief.content_note) } p { "Read it out before the film, and say that anyone may leave and come back without giving a reason." } }
                (how(script, prompts.len()))
                section.opening {
                    h2 { "Opening question" }
                    p.question { "Which picture is still with you, and where in your body did you feel it?" }
                    p { "Go round once; a word is enough. Then say what the film is about: " (script.treatment.about.trim_end_matches('.')) ". Ask where people have met that outside a film." }
                }
                section.along {
                    h2 { "Along the film" }
                    p { "Each prompt has its time. Show the moment again, then ask." }
                    @for prompt in &prompts { (prompt_html(script, stills, prompt)) }
                }
                (close())
            }
        }
    };
    page.into_string()
}

fn about(script: &Script) -> Markup {
    let song = &script.reading.song;
    let [first, second] = [0, 1].map(|who| count(script.bars_led(who) as usize, "bar"));
    let [first_alone, second_alone] = [0, 1].map(|who| format!("{:.0} s", script.alone_secs(who)));
    html! {
        section {
            h2 { "About the film" }
            p {
                "“" (script.treatment.title) "” lasts " (clock(script.film_secs())) ". Its only words are those of the song “" (script.song_title()) "”"
                @if let Some(artist) = &song.artist { " by " (artist) } ". It is about " (script.treatment.about.trim_end_matches('.')) "."
            }
            @for character in &script.brief.characters { p { b { (capitalised(&character.name)) } ". " (character.portrait) } }
            p {
                "The power between the two changes hands " (times(script.reversals.len()))
                ". " (capitalised(script.name(0))) " has it for " (first) " of the song, " (script.name(1)) " for " (second) ", out of " (script.treatment.bars)
                ". " (capitalised(script.name(0))) " is seen alone for " (first_alone) ", " (script.name(1)) " for " (second_alone)
                ". These are measures and no verdict: equal screen time is not equal guilt."
                @if let Some(answers) = script.answers() { " " (answers) }
            }
        }
        section {
            h2 { "The director's statement" }
            @for paragraph in script.treatment.statement.split("\n\n") { p { (paragraph) } }
        }
    }
}

fn how(script: &Script, prompts: usize) -> Markup {
    let twice = (2.0 * script.film_secs() / 60.0).ceil() as usize;
    html! {
        section {
            h2 { "How to hold the talk" }
            ul {
                li { "See the film alone first, to the end, and mark the prompts that you would not want to be asked yourself." }
                li { "Plan for an hour: the film twice (" (count(twice, "minute")) "), ten minutes to open and to close, and about eight for each prompt. There are " (count_word(prompts)) "; choose four or five." }
                li { "Ask for what was seen before what is thought of it: “What did you see that makes you say that?”" }
                li { "There are no right answers, and the film has none. Do not sum up and do not decide between the two." }
                li { "Everybody speaks for themselves. Nobody is asked to stand for a group." }
                li { "When two people disagree, go back to the picture. The times are there for that." }
                li { "If someone says that both are the same, or that one of them is only bad: what in the film says so, and what outside it?" }
                li { "Let silence last. Ten seconds are longer for you than for them." }
            }
        }
    }
}

fn prompt_html(script: &Script, stills: &Stills, prompt: &Prompt) -> Markup {
    let picture = prompt.still_frame.and_then(|frame| data_uri(stills, frame));
    let shot = prompt.still_frame.and_then(|frame| script.shot_at_frame(frame));
    html! {
        article class=(format!("prompt {}", prompt.of.class())) {
            div.picture { @if let Some(picture) = picture { img src=(picture) alt=(shot.map_or("", |cut| cut.shot.description.as_str())); } }
            div {
                p.when { b { (clock(prompt.secs)) } " " (prompt.of.heading()) }
                p.question { (prompt.question) }
                p.fact { (prompt.fact) }
                p { (prompt.further) }
            }
        }
    }
}

fn close() -> Markup {
    let lines = [
        "Someone to talk to today, in the room or near it",
        "Help and advice on what the film is about, near here",
        "A number that answers at night",
        "To read, to see or to do next",
        "How to reach whoever held this talk",
    ];
    html! {
        section.close {
            h2 { "Close" }
            p.question { "What would you ask one of the two, if you could ask one thing?" }
            p { "Go round once more. Nobody answers. Thank people for what they said and for what they kept. Stay for a while: what matters is often said at the door." }
        }
        section.resources {
            h2 { "Resources" }
            p { "For you to fill in; only you know who is near." }
            dl { @for line in lines { dt { (line) } dd { } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::tests::{Written, stills};

    #[test]
    fn there_is_a_prompt_for_each_reversal_and_recovery_and_one_for_the_end() {
        let written = Written::new();
        let script = written.script();
        let prompts = prompts(&script);
        let of = |of: PromptOf| prompts.iter().filter(|prompt| prompt.of == of).collect::<Vec<_>>();
        assert_eq!(of(PromptOf::Reversal).len(), script.reversals.len());
        assert_eq!(of(PromptOf::Recovery).len(), script.recoveries().len());
        assert!(!script.reversals.is_empty() && !script.recoveries().is_empty());
        let asked_twice =
            |one: &&Prompt| of(PromptOf::Unexpected).iter().any(|other| clock(other.secs) == clock(one.secs));
        assert!(!of(PromptOf::Recovery).iter().any(asked_twice));
        assert_eq!(prompts.last().map(|prompt| prompt.of), Some(PromptOf::End));
        for (prompt, reversal) in of(PromptOf::Reversal).iter().zip(&script.reversals) {
            let at = clock(script.secs(reversal.bar));
            assert_eq!(prompt.question, format!("What did you believe about each of them just before {at}?"));
            let still_secs = script.cut.song_from_frame(prompt.still_frame.unwrap());
            assert!(still_secs < prompt.secs && still_secs > prompt.secs - 1.5, "the still shows what was before");
        }
    }

    #[test]
    fn the_guide_speaks_to_what_the_film_is_about_and_names_no_winner() {
        let written = Written::new();
        let script = written.script();
        let guide = discussion_guide(&script, &stills(&script), 2.39);
        assert!(guide.matches(&script.treatment.about).count() >= 2 && guide.contains("not equal guilt"));
        assert!(guide.contains(&script.brief.content_note) && guide.contains("Resources"));
        let lower = guide.to_lowercase();
        assert!(["who won", "winner is", "right answer:"].iter().all(|wrong| !lower.contains(wrong)));
        assert_eq!(guide.matches("<article class=\"prompt").count(), prompts(&script).len());
    }
}
