//! The visual language in sentences, counted from the shots as they are cut.

use reversal_model::assets;
use reversal_model::brief::LensFamily;
use reversal_model::shots::{Height, Movement, Scale, Subject};
use reversal_model::treatment::LEADER_QUARTERS;

use super::script::{Script, ScriptShot};
use super::words::{capitalised, clock, count, listed, sentence};
use crate::form::count_word;

/// A share of the film below this is not worth a word.
const TOLD_SHARE_MIN: f64 = 0.03;

/// So long after its start a stretch of stillness has its own shot, s.
const STILL_AFTER_SECS: f64 = 0.5;

/// Sentences on how the film looks; `ratio` is the picture's width over its height.
pub(super) fn visual_language(script: &Script, ratio: f32) -> Vec<String> {
    let mut sentences = vec![frame_and_light(script, ratio), lengths(script)];
    sentences.push(format!("{}. {}.", sizes(script), movements(script)));
    sentences.extend(turns(script));
    sentences.extend(power(script));
    sentences.extend(stillness(script));
    sentences
}

fn frame_and_light(script: &Script, ratio: f32) -> String {
    let named = script.brief.palette.look.as_deref().and_then(assets::look);
    let look = named.map_or_else(String::new, |look| format!(", {}", look.text));
    let palette = script.brief.palette.words.trim();
    let palette = if palette.is_empty() { String::new() } else { format!(" {}", sentence(palette)) };
    let shape = if ratio < 1.0 { format!("{:.0}:16", 16.0 * ratio) } else { format!("{ratio:.2}:1") };
    let lenses = match script.brief.camera.lenses {
        None => "",
        Some(LensFamily::Wide) => " Wide lenses from near: the place opens behind the two.",
        Some(LensFamily::Long) => " Long lenses from afar: the two before one plane.",
    };
    let rain = match script.brief.palette.rain(named) {
        [0.0, 0.0] => "",
        [0.0, _] => " Under the sky it begins to rain.",
        [_, 0.0] => " Under the sky it rains until it stops.",
        _ => " Under the sky it rains.",
    };
    format!("Black and white{look}. {shape}, {} frames a second.{lenses}{rain}{palette}", script.cut.rate)
}

fn lengths(script: &Script) -> String {
    let by_length = |one: &&ScriptShot, other: &&ScriptShot| one.length_secs().total_cmp(&other.length_secs());
    let (Some(shortest), Some(longest)) =
        (script.shots.iter().min_by(by_length), script.shots.iter().max_by(by_length))
    else {
        return "No shot.".to_owned();
    };
    format!(
        "{} of {:.1} seconds on average: the shortest {:.1} ({}), the longest {:.1} ({}).",
        capitalised(&count(script.shots.len(), "shot")),
        script.film_secs() / script.shots.len() as f64,
        shortest.length_secs(),
        shortest.shot.id,
        longest.length_secs(),
        longest.shot.id
    )
}

/// A kind of shot: how it is told, and what belongs to it.
type Kind<'a> = (&'a str, &'a dyn Fn(&ScriptShot) -> bool);

/// `close for 40 % of the film, …`, the largest share first.
fn shares(script: &Script, kinds: &[Kind]) -> String {
    let whole: f64 = script.shots.iter().map(ScriptShot::length_secs).sum::<f64>().max(1e-9);
    let mut shares: Vec<(f64, &str)> = kinds
        .iter()
        .map(|(name, is)| {
            let secs: f64 = script.shots.iter().filter(|cut| is(cut)).map(ScriptShot::length_secs).sum();
            (secs / whole, *name)
        })
        .filter(|share| share.0 >= TOLD_SHARE_MIN)
        .collect();
    shares.sort_by(|one, other| other.0.total_cmp(&one.0));
    let told: Vec<String> = shares
        .iter()
        .enumerate()
        .map(|(i, (share, name))| {
            format!("{name} for {:.0}\u{a0}%{}", share * 100.0, if i == 0 { " of the film" } else { "" })
        })
        .collect();
    listed(&told)
}

fn sizes(script: &Script) -> String {
    let told = shares(
        script,
        &[
            ("close", &|cut| cut.shot.scale <= Scale::MediumCloseUp),
            ("at middle distance", &|cut| (Scale::Medium..=Scale::MediumLong).contains(&cut.shot.scale)),
            ("wide", &|cut| cut.shot.scale >= Scale::Wide),
        ],
    );
    format!("The camera is {told}")
}

fn movements(script: &Script) -> String {
    let is = |movement: Movement| move |cut: &ScriptShot| cut.shot.movement == movement;
    let told = shares(
        script,
        &[
            ("handheld", &is(Movement::Handheld)),
            ("standing still", &is(Movement::Locked)),
            ("following the two", &is(Movement::Follow)),
            ("moving in slowly", &is(Movement::Push)),
            ("drawing back slowly", &is(Movement::Pull)),
        ],
    );
    format!("It is {told}")
}

/// How the changes of power are shot.
fn turns(script: &Script) -> Option<String> {
    let within = |cut: &ScriptShot| {
        let turned = |bar: u32| (cut.from_secs..cut.to_secs).contains(&script.secs(bar));
        script.reversals.iter().filter(|reversal| turned(reversal.bar)).count()
    };
    let takes: Vec<(usize, &ScriptShot)> = script.shots.iter().enumerate().filter(|(_, cut)| within(cut) > 0).collect();
    let told: Vec<String> = takes
        .iter()
        .map(|(_, cut)| match within(cut) {
            1 => format!("{} ({:.1} s)", cut.shot.id, cut.length_secs()),
            changes => format!("{} ({} changes, {:.1} s)", cut.shot.id, count_word(changes), cut.length_secs()),
        })
        .collect();
    let crosses = |&&(index, cut): &&(usize, &ScriptShot)| {
        script.shots.get(index + 1).is_some_and(|next| next.shot.side != cut.shot.side)
    };
    let crossed: Vec<&str> = takes.iter().filter(crosses).map(|(_, cut)| cut.shot.id.as_str()).collect();
    let line = match crossed.len() {
        0 => String::new(),
        _ => format!(" The cut out of {} crosses the line between the two.", listed(&crossed)),
    };
    (!told.is_empty()).then(|| format!("No cut falls on a change of power; it is held in {}.{line}", listed(&told)))
}

/// Where stillness answers the loudest music.
fn stillness(script: &Script) -> Option<String> {
    let starts: Vec<f64> = script.treatment.counterpoint.iter().map(|span| script.secs(span.from - 1)).collect();
    let locked =
        |secs: &f64| script.shot_at(secs + STILL_AFTER_SECS).is_some_and(|cut| cut.shot.movement == Movement::Locked);
    let camera = if starts.iter().all(locked) { ", and the camera with them" } else { "" };
    let clocks: Vec<String> = starts.iter().map(|&secs| clock(secs)).collect();
    (!clocks.is_empty())
        .then(|| format!("Where the song is loudest, at {}, the two are still{camera}.", listed(&clocks)))
}

/// From whose height power is looked at.
fn power(script: &Script) -> Option<String> {
    let led: Vec<(usize, &ScriptShot)> = script
        .shots
        .iter()
        .filter_map(|cut| {
            let power = script.span_at(cut.shot.at.bar)?.cue.quarters();
            (power.abs() >= LEADER_QUARTERS).then_some((usize::from(power < 0), cut))
        })
        .collect();
    let eyes = [Height::EyesOfFirst, Height::EyesOfSecond];
    let low = led.iter().filter(|(leader, cut)| cut.shot.height == eyes[1 - leader]).count();
    let hero = led.iter().filter(|(leader, cut)| {
        let subject = [Subject::First, Subject::Second][*leader];
        cut.shot.height == Height::Ground && (cut.shot.subject == subject || cut.shot.subject == Subject::Both)
    });
    let hero = match hero.count() {
        0 => "; none looks up at the one who has it",
        _ => "",
    };
    (low > 0).then(|| {
        format!(
            "Of the {} while one has the power, {low} stand at the eyes of the one without it{hero}.",
            count(led.len(), "shot")
        )
    })
}
