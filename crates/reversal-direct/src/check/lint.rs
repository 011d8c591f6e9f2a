//! "Not celebrated": what a film about force must not do, item by item with the bars at fault.

use reversal_model::check::LintFinding;
use reversal_model::shots::{Height, Movement, Shot, ShotList, Subject};
use reversal_model::treatment::LEADER_QUARTERS;

use super::rules::Facts;
use crate::shots::close_up_secs;
use crate::treat::{DOMINATION_BARS_MAX, RECOVERY_SHARE_MIN, is_recovery};

/// Intensity from which a hold must show what it costs, and no cut may greet it.
const FIERCE: f32 = 0.6;
/// Effort at which it shows.
const VISIBLE_EFFORT: f32 = 0.5;
/// Power that is domination, quarters.
const DOMINATION_QUARTERS: i8 = 3;
/// Frames around the onset of force within which nothing may accent it, at 24 a second.
const ACCENT_SECS: f64 = 2.5 / 24.0;
/// Range of either character's share of the time in close-up.
const CLOSE_UP_SHARE: std::ops::RangeInclusive<f64> = 0.45..=0.55;
/// Less close-up than this in a film says nothing about favour, s.
const CLOSE_UP_SECS_MIN: f64 = 8.0;

pub(super) fn all(facts: &Facts<'_>) -> Vec<LintFinding> {
    let mut findings = vec![no_rewarded_aggressor(facts), effort_visible(facts), aftermath_share(facts)];
    if let Some(shots) = facts.request.shots {
        findings.extend([
            no_hit_accent(facts, &shots.shots),
            no_hero_framing(facts, &shots.shots),
            equal_close_ups(facts, shots),
            no_cut_on_contact(facts, &shots.shots),
        ]);
    }
    findings
}

fn finding(name: &str, bars: Vec<u32>, fault: &str, kept: &str) -> LintFinding {
    let pass = bars.is_empty();
    LintFinding { name: name.to_owned(), pass, bars, detail: (if pass { kept } else { fault }).to_owned() }
}

/// Whoever dominates must lose it again, soon, and not at the film's end.
fn no_rewarded_aggressor(facts: &Facts<'_>) -> LintFinding {
    let power = facts.request.treatment.power_by_bar();
    let mut bars = Vec::new();
    let mut since: Option<usize> = None;
    for bar in 0..=power.len() {
        let dominated = power.get(bar).is_some_and(|power| power.abs() >= DOMINATION_QUARTERS);
        match since {
            None if dominated => since = Some(bar),
            Some(from) if !dominated => {
                if bar == power.len() || (bar - from) as u32 > DOMINATION_BARS_MAX {
                    bars.extend((from..bar).map(|bar| bar as u32 + 1));
                }
                since = None;
            }
            _ => {}
        }
    }
    finding(
        "no_rewarded_aggressor",
        bars,
        "someone dominates to the end or for too long and is never made to lose it",
        "whoever dominates loses it again",
    )
}

fn effort_visible(facts: &Facts<'_>) -> LintFinding {
    let mut bars = Vec::new();
    for (span, hold) in facts.spans.iter().zip(&facts.holds) {
        if hold.is_some_and(|hold| hold.intensity > FIERCE && hold.effort < VISIBLE_EFFORT) {
            bars.extend((span.from_bar..span.to_bar).map(|bar| bar + 1));
        }
    }
    finding("effort_visible", bars, "force is shown without what it costs", "every fierce hold shows what it costs")
}

fn aftermath_share(facts: &Facts<'_>) -> LintFinding {
    let secs = |recovery: bool| {
        let spans = facts.spans.iter().zip(&facts.holds);
        spans
            .filter(|(_, hold)| !recovery || hold.is_some_and(is_recovery))
            .map(|(span, _)| facts.form.secs(span.from_bar, span.to_bar))
            .sum::<f64>()
    };
    let (recovery, whole) = (secs(true), secs(false).max(1e-9));
    let share = recovery / whole;
    LintFinding {
        name: "aftermath_share".to_owned(),
        pass: share >= RECOVERY_SHARE_MIN,
        bars: Vec::new(),
        detail: format!(
            "{:.0} % of the film is aftermath or recovery; {:.0} % is asked for",
            share * 100.0,
            RECOVERY_SHARE_MIN * 100.0
        ),
    }
}

/// When each shot starts and ends, song seconds.
fn shot_spans<'a>(facts: &Facts<'_>, shots: &'a [Shot]) -> Vec<(f64, f64, &'a Shot)> {
    let tempo_map = facts.request.reading.tempo_map();
    let start = |shot: &Shot| tempo_map.song_from_bar_beat(shot.at);
    let ends = shots.iter().skip(1).map(start).chain([tempo_map.duration_secs()]);
    shots.iter().zip(ends).map(|(shot, end)| (start(shot), end, shot)).collect()
}

/// When pictures change, song seconds, with the shot that starts: by the cut in frames where there is one.
fn cuts<'a>(facts: &Facts<'_>, shots: &'a [Shot]) -> Vec<(f64, &'a Shot)> {
    match facts.request.cut {
        Some(cut) => {
            let takes = cut.takes.iter();
            let shot = |id: &str| shots.iter().find(|shot| shot.id == id);
            takes.filter_map(|take| Some((cut.song_from_frame(take.frame), shot(&take.shot)?))).collect()
        }
        None => shot_spans(facts, shots).iter().map(|&(start, _, shot)| (start, shot)).collect(),
    }
}

/// Starts of holds at which force rises: bar from 0, song seconds, and whether a scene starts there.
fn onsets_of_force(facts: &Facts<'_>) -> Vec<(u32, f64, bool)> {
    let mut onsets = Vec::new();
    for (index, span) in facts.spans.iter().enumerate().skip(1) {
        let (Some(hold), Some(before)) = (facts.holds[index], facts.holds[index - 1]) else { continue };
        if hold.intensity > FIERCE && hold.intensity > before.intensity {
            let starts_scene = facts.spans[index - 1].scene != span.scene;
            onsets.push((span.from_bar, facts.form.secs(0, span.from_bar), starts_scene));
        }
    }
    onsets
}

/// No camera lunges in where force sets in. (Slow motion and flashes do not exist here at all.)
fn no_hit_accent(facts: &Facts<'_>, shots: &[Shot]) -> LintFinding {
    let cuts = cuts(facts, shots);
    let accented = |&(_, secs, _): &(u32, f64, bool)| {
        cuts.iter().any(|(at, shot)| (at - secs).abs() <= ACCENT_SECS && shot.movement == Movement::Push)
    };
    let bars = onsets_of_force(facts).iter().filter(|onset| accented(onset)).map(|onset| onset.0 + 1).collect();
    finding("no_hit_accent", bars, "the camera pushes in where force sets in", "nothing accents the onset of force")
}

/// No low angle on the one in power.
fn no_hero_framing(facts: &Facts<'_>, shots: &[Shot]) -> LintFinding {
    let power = facts.request.treatment.power_by_bar();
    let heroic = |shot: &&Shot| {
        let here = power.get(shot.at.bar as usize).copied().unwrap_or(0);
        let leads = match shot.subject {
            Subject::First => here >= LEADER_QUARTERS,
            Subject::Second => here <= -LEADER_QUARTERS,
            Subject::Both => here.abs() >= LEADER_QUARTERS,
            Subject::Hands | Subject::Place => false,
        };
        leads && shot.height == Height::Ground
    };
    let bars = shots.iter().filter(heroic).map(|shot| shot.at.bar + 1).collect();
    finding("no_hero_framing", bars, "the camera looks up at the one in power", "nobody in power is looked up at")
}

fn equal_close_ups(facts: &Facts<'_>, shots: &ShotList) -> LintFinding {
    let [first, second] = close_up_secs(shots, &facts.request.reading.tempo_map());
    let whole = first + second;
    let share = if whole > 0.0 { first / whole } else { 0.5 };
    let names = &facts.request.brief.characters;
    let name = |index: usize| names.get(index).map_or("one", |character| character.name.as_str());
    LintFinding {
        name: "equal_close_ups".to_owned(),
        pass: whole < CLOSE_UP_SECS_MIN || CLOSE_UP_SHARE.contains(&share),
        bars: Vec::new(),
        detail: format!("close-ups: {} {first:.1} s, {} {second:.1} s", name(0), name(1)),
    }
}

/// No cut that greets force on its first downbeat; where a scene starts there must be one.
fn no_cut_on_contact(facts: &Facts<'_>, shots: &[Shot]) -> LintFinding {
    let cuts = cuts(facts, shots);
    let bars = onsets_of_force(facts)
        .iter()
        .filter(|(_, secs, starts_scene)| !starts_scene && cuts.iter().any(|(at, _)| (at - secs).abs() <= ACCENT_SECS))
        .map(|onset| onset.0 + 1)
        .collect();
    finding("no_cut_on_contact", bars, "a cut falls on the onset of force and rewards it", "no cut rewards force")
}
