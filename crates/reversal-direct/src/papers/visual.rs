//! The visual language in sentences, counted from the shots as they are cut.

use reversal_model::shots::{Height, Movement, Scale, Subject};
use reversal_model::treatment::LEADER_QUARTERS;

use super::script::{Script, ScriptShot};
use super::words::{capitalised, clock, count, listed, sentence};

/// A share of the film below this is not worth a word.
const TOLD_SHARE_MIN: f64 = 0.03;

/// Sentences on how the film looks; `ratio` is the picture's width over its height.
pub(super) fn visual_language(script: &Script, ratio: f32) -> Vec<String> {
    let mut sentences = vec![frame_and_light(script, ratio), lengths(script)];
    sentences.push(format!("{}. {}.", sizes(script), movements(script)));
    sentences.extend(turns(script));
    sentences.extend(power(script));
    let counterpoint: Vec<String> =
        script.treatment.counterpoint.iter().map(|span| clock(script.secs(span.from - 1))).collect();
    if !counterpoint.is_empty() {
        sentences.push(format!(
            "Where the song is loudest, at {}, the two are still and the camera with them.",
            listed(&counterpoint)
        ));
    }
    sentences
}

fn frame_and_light(script: &Script, ratio: f32) -> String {
    let palette = script.brief.palette.words.trim();
    let palette = if palette.is_empty() { String::new() } else { format!(" {}", sentence(palette)) };
    format!("Black and white, {ratio:.2}:1, {} frames a second.{palette}", script.cut.rate)
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

/// `close for 40 % of the film, …`, the largest share first.
fn shares(script: &Script, kinds: &[(&str, &dyn Fn(&ScriptShot) -> bool)]) -> String {
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
    let mut held = Vec::new();
    let mut crossed = 0;
    for reversal in &script.reversals {
        let Some(index) =
            script.shots.iter().position(|cut| (cut.from_secs..cut.to_secs).contains(&script.secs(reversal.bar)))
        else {
            continue;
        };
        let cut = &script.shots[index];
        held.push(format!("{} ({:.1} s)", cut.shot.id, cut.length_secs()));
        crossed += usize::from(script.shots.get(index + 1).is_some_and(|next| next.shot.side != cut.shot.side));
    }
    if held.is_empty() {
        return None;
    }
    let takes = match held.len() {
        1 => format!("The change of power is held in one take, {}", held[0]),
        _ => format!("Each change of power is held in one take: {}", listed(&held)),
    };
    let line = match crossed {
        0 => String::new(),
        all if all == held.len() => "; the first cut after it changes the side of the line".to_owned(),
        some => format!("; {some} of the {} first cuts after it change the side of the line", held.len()),
    };
    Some(format!("{takes}{line}."))
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
