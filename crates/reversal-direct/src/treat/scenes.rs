//! Cuts a plan into scenes: a new one at each change of place, and within a
//! place where sections end, so that each can be performed and shot by itself.

use reversal_model::treatment::{HoldCue, Scene};

use super::{Draft, TreatRequest};
use crate::form::Form;

/// A scene shorter than this is not worth setting up, s.
const SCENE_SECS_MIN: f64 = 8.0;
/// A scene longer than this takes too long to make anew after an edit, s.
const SCENE_SECS_MAX: f64 = 40.0;
/// The length that a scene likes to have, s.
const SCENE_SECS_LIKED: f64 = 20.0;
/// What it costs to cut within a section, in seconds away from the liked length.
const WITHIN_SECTION_COST: f64 = 8.0;

/// What it costs to cut where power turns: that must be seen in one take.
const REVERSAL_COST: f64 = 60.0;

/// A hold of the plan with its names.
struct Cued {
    bar: u32,
    /// Whether power turns with it.
    turns: bool,
    place: usize,
    cue: HoldCue,
    /// The pinned scene that it belongs to, an index into the earlier treatment's.
    pinned: Option<usize>,
}

/// The scenes, numbered from 1, without summaries and reasons except in those that are pinned.
pub(crate) fn scenes(request: &TreatRequest<'_>, form: &Form, draft: &Draft) -> Vec<Scene> {
    let cues = cues(request, draft);
    let mut scenes: Vec<Scene> = Vec::new();
    let mut from = 0;
    while from < cues.len() {
        let same = |cue: &Cued| cue.place == cues[from].place && cue.pinned == cues[from].pinned;
        let run = cues[from..].iter().take_while(|cue| same(cue)).count();
        let to_bar = cues.get(from + run).map_or(form.bars, |next| next.bar);
        let pinned = cues[from].pinned.and_then(|scene| request.earlier?.scenes.get(scene));
        if let Some(pinned) = pinned {
            scenes.push(pinned.clone());
        } else {
            let mut cuts = split(form, &cues[from..from + run], to_bar);
            cuts.push(run);
            let mut first = 0;
            for cut in cuts {
                let part = &cues[from + first..from + cut];
                let end = cues.get(from + cut).map_or(form.bars, |next| next.bar);
                scenes.push(scene(request, form, part, end));
                first = cut;
            }
        }
        from += run;
    }
    for (scene, number) in scenes.iter_mut().zip(1..) {
        scene.number = number;
    }
    scenes
}

fn cues(request: &TreatRequest<'_>, draft: &Draft) -> Vec<Cued> {
    let spans: Vec<(usize, u32, u32)> = request.earlier.map_or_else(Vec::new, |earlier| {
        (0..earlier.scenes.len())
            .filter(|&scene| earlier.scenes[scene].pinned)
            .map(|scene| (scene, earlier.scene_bars(scene).0, earlier.scene_bars(scene).1))
            .collect()
    });
    let mut leader = 0;
    let steps = draft.varied.plan.steps.iter();
    steps
        .map(|step| {
            let node = &draft.varied.problem.nodes[step.node];
            let bar = step.bar as u32;
            let turns = leader != 0 && node.leader() != 0 && node.leader() != leader;
            leader = if node.leader() == 0 { leader } else { node.leader() };
            Cued {
                bar,
                turns,
                place: node.place,
                cue: HoldCue {
                    bar: bar + 1,
                    hold: draft.holds[node.hold].name.clone(),
                    power: node.power as f32 / 4.0,
                    reason: String::new(),
                    reversal: None,
                },
                pinned: spans.iter().find(|span| (span.1..span.2).contains(&bar)).map(|span| span.0),
            }
        })
        .collect()
}

/// Where a run of holds in one place is cut, as indices into its holds' starts:
/// the cuts that bring the scenes' lengths nearest to the liked one.
fn split(form: &Form, run: &[Cued], to_bar: u32) -> Vec<usize> {
    let count = run.len();
    let at = |index: usize| run.get(index).map_or(to_bar, |cue| cue.bar);
    let cost = |from: usize, to: usize| {
        let secs = form.secs(at(from), at(to));
        let bad = (SCENE_SECS_MIN - secs).max(0.0) * 20.0 + (secs - SCENE_SECS_MAX).max(0.0) * 20.0;
        let bar = at(from);
        let within = from > 0 && form.sections[form.section_at(bar)].from_bar != bar;
        let turning = from > 0 && run[from].turns;
        (secs - SCENE_SECS_LIKED).abs()
            + bad
            + if within { WITHIN_SECTION_COST } else { 0.0 }
            + if turning { REVERSAL_COST } else { 0.0 }
    };
    let mut least = vec![f64::INFINITY; count + 1];
    let mut before = vec![0; count + 1];
    least[0] = 0.0;
    for to in 1..=count {
        for from in 0..to {
            let total = least[from] + cost(from, to);
            if total < least[to] {
                (least[to], before[to]) = (total, from);
            }
        }
    }
    let mut cuts = Vec::new();
    let mut cut = before[count];
    while cut > 0 {
        cuts.push(cut);
        cut = before[cut];
    }
    cuts.reverse();
    cuts
}

fn scene(request: &TreatRequest<'_>, form: &Form, part: &[Cued], to_bar: u32) -> Scene {
    let from_bar = part.first().map_or(0, |cue| cue.bar);
    let place = part.first().map_or("", |cue| request.brief.places[cue.place].place.as_str());
    let slug = request.places.iter().find(|known| known.name == place).map_or("", |known| known.slug.as_str());
    Scene {
        number: 0,
        place: place.to_owned(),
        slug: slug.to_owned(),
        sections: sections(form, from_bar, to_bar),
        summary: String::new(),
        enters: Vec::new(),
        pinned: false,
        holds: part.iter().map(|cue| cue.cue.clone()).collect(),
    }
}

/// The sections that a span plays under: those of which it has two bars or
/// more, else the one that it has most of.
fn sections(form: &Form, from_bar: u32, to_bar: u32) -> String {
    let shared = |index: &usize| {
        let section = &form.sections[*index];
        section.to_bar.min(to_bar).saturating_sub(section.from_bar.max(from_bar))
    };
    let heard: Vec<usize> = (0..form.sections.len()).filter(|index| shared(index) >= 2).collect();
    let heard = if heard.is_empty() { vec![form.section_at(from_bar)] } else { heard };
    heard.iter().map(|&index| form.sections[index].name.as_str()).collect::<Vec<_>>().join(", ")
}
