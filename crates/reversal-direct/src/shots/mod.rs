//! The shot list: which pictures the camera is asked for, and when each is cut to.
//!
//! A shot is a set-up (scale, subject, side, movement, lens) over some
//! half-beats. Each scene is planned by itself, from the treatment, the song
//! and the film's seed alone, so that an edit in one scene leaves the shots of
//! the others as they were.

mod balance;
mod chance;
mod framing;
mod rhythm;
mod setup;
mod solve;
mod story;
#[cfg(test)]
mod tests;
mod words;

use reversal_model::brief::Brief;
use reversal_model::hold::Hold;
use reversal_model::place::Place;
use reversal_model::reading::Reading;
use reversal_model::shots::{Height, Movement, SHOTS_FORMAT, Scale, Shot, ShotList, Side, Subject};
use reversal_model::time::TempoMap;
use reversal_model::treatment::Treatment;

use crate::pins::NO_CLOSE_UP_SCALE;
use balance::Balance;
use chance::Chance;
use rhythm::Slot;
use setup::{Heads, Lens, Pace, Setup};
use solve::{Establishing, Planned, Tables};
use story::{Demand, Story};
use words::Role;

/// All that shots are planned from.
#[derive(Clone, Copy, Debug)]
pub struct ShotsRequest<'a> {
    /// What was heard.
    pub reading: &'a Reading,
    /// The bars laid over the song.
    pub tempo_map: &'a TempoMap,
    /// What happens.
    pub treatment: &'a Treatment,
    /// The two people and their rules.
    pub brief: &'a Brief,
    /// The holds that the treatment names.
    pub holds: &'a [Hold],
    /// The places that the treatment names.
    pub places: &'a [Place],
    /// Everything that could as well be otherwise is drawn from it.
    pub seed: u64,
}

/// Plans the shots of a film.
pub fn plan_shots(request: &ShotsRequest<'_>) -> ShotList {
    let story = Story::new(request);
    let setups = setup::vocabulary();
    let pairs = Heads::ALL.map(|heads| {
        let from =
            |before: &Setup| setups.iter().map(|next| setup::pair_cost(*before, *next, heads)).collect::<Vec<_>>();
        setups.iter().flat_map(from).collect()
    });
    let shots = (0..request.treatment.scenes.len())
        .flat_map(|scene| scene_shots(request, &story, &setups, &pairs, scene))
        .collect();
    ShotList { format: SHOTS_FORMAT.to_owned(), shots }
}

/// Seconds of close-ups (ECU, CU and MCU of one character) that the two get.
pub fn close_up_secs(shots: &ShotList, tempo_map: &TempoMap) -> [f64; 2] {
    let mut secs = [0.0; 2];
    for (i, shot) in shots.shots.iter().enumerate() {
        let start = tempo_map.song_from_bar_beat(shot.at);
        let end =
            shots.shots.get(i + 1).map_or(tempo_map.duration_secs(), |next| tempo_map.song_from_bar_beat(next.at));
        if let Some(who) = setup::close_up_of(shot.scale, shot.subject) {
            secs[who] += end - start;
        }
    }
    secs
}

fn scene_shots(
    request: &ShotsRequest<'_>,
    story: &Story<'_>,
    setups: &[Setup],
    pairs: &[Vec<setup::Milli>; Heads::ALL.len()],
    scene: usize,
) -> Vec<Shot> {
    let slots = rhythm::slots(request, story, scene);
    if slots.is_empty() {
        return Vec::new();
    }
    let demands = demands(story, &slots, scene);
    let tables = tables(request, story, setups, pairs, &slots, &demands, scene);
    let balance = Balance { tables: &tables, slots: &slots, cut_into: scene > 0 };
    let plan = balance.improve(tables.solve());
    written(request, story, &tables, &slots, &demands, scene, &plan)
}

/// What the grammar demands at each slot.
fn demands(story: &Story<'_>, slots: &[Slot], scene: usize) -> Vec<Demand> {
    let still = story.still_bars(scene);
    slots
        .iter()
        .map(|slot| {
            let bar = slot.at.bar;
            if story.near_change_inside(scene, slot.start_secs) {
                Demand::SeeBoth
            } else if story.in_counterpoint(bar) {
                let far = story.keeps_distance(slot.start_secs, slot.end_secs);
                if far { Demand::StillWide } else { Demand::LockedClose }
            } else if still.iter().any(|&(from, to)| (from..to).contains(&bar)) {
                Demand::StillWide
            } else if story.pinned_at(bar).is_some() {
                Demand::Handheld
            } else {
                Demand::Nothing
            }
        })
        .collect()
}

fn tables(
    request: &ShotsRequest<'_>,
    story: &Story<'_>,
    setups: &[Setup],
    pairs: &[Vec<setup::Milli>; Heads::ALL.len()],
    slots: &[Slot],
    demands: &[Demand],
    scene: usize,
) -> Tables {
    let opening = opening_setup(request.seed, story.keeps_distance_at_an_end());
    let number = |wanted: Setup| setups.iter().position(|setup| *setup == wanted);
    let rhyme = number(opening);
    let closing = number(closing_setup(request, opening)).or(rhyme);
    let mut cuts: Vec<_> = slots.iter().map(|slot| slot.cut_cost).collect();
    // While the camera must stand still nothing is cut: one take, however long.
    for slot in 1..slots.len() {
        if demands[slot] == Demand::StillWide && demands[slot - 1] == Demand::StillWide {
            cuts[slot] = None;
        }
    }
    let reversals: Vec<usize> = slots
        .iter()
        .enumerate()
        .filter(|(_, slot)| slot.at.half_beat == 0 && story.reversals_in(slot.at.bar, slot.at.bar + 1).next().is_some())
        .map(|(index, _)| index)
        .collect();
    let seen_close = |slot: &usize| !story.keeps_distance_after(slots[*slot].at.bar);
    Tables {
        setups: setups.to_vec(),
        pairs: pairs.clone(),
        heads: heads(story, slots),
        spent: spent(story, setups, slots, demands, Chance::new(request.seed, 2)),
        lengths: (0..slots.len()).map(|from| lengths(story, slots, &cuts, from)).collect(),
        reacted_to: reversals.iter().copied().filter(seen_close).collect(),
        reversals,
        establishing: if scene == 0 { Establishing::Late } else { Establishing::Soon },
        opening: rhyme.filter(|_| scene == 0),
        closing: closing.filter(|_| story.is_last(scene)),
        reactions: reactions(setups),
        cuts,
    }
}

/// How near heads are at a cut at each slot: together where they are before it and after it.
fn heads(story: &Story<'_>, slots: &[Slot]) -> Vec<Heads> {
    let at = |slot: usize| story.heads_at(slots[slot].at.bar);
    (0..slots.len()).map(|slot| if at(slot.saturating_sub(1)) == at(slot) { at(slot) } else { Heads::Apart }).collect()
}

/// What each set-up costs from the scene's start to each slot.
fn spent(story: &Story<'_>, setups: &[Setup], slots: &[Slot], demands: &[Demand], drift: Chance) -> Vec<setup::Milli> {
    let width = setups.len();
    let mut spent = vec![0; (slots.len() + 1) * width];
    let mut rates = Vec::new();
    for (index, slot) in slots.iter().enumerate() {
        if index == 0 || slots[index - 1].at.bar != slot.at.bar {
            rates = setups.iter().map(|setup| framing::cost_per_second(story, *setup, slot.at.bar, drift)).collect();
        }
        let secs = slot.end_secs - slot.start_secs;
        for (i, setup) in setups.iter().enumerate() {
            let too_close = setup.scale < NO_CLOSE_UP_SCALE && story.keeps_distance(slot.start_secs, slot.end_secs);
            let missed = framing::missed_cost(demands[index], *setup)
                + if too_close { framing::CLOSE_UP_PINNED_AWAY } else { 0 };
            let shown = (f64::from(rates[i]) * secs).round() as setup::Milli;
            spent[(index + 1) * width + i] = spent[index * width + i] + shown + missed;
        }
    }
    spent
}

/// Costs of the lengths of a shot that starts at a slot.
fn lengths(
    story: &Story<'_>,
    slots: &[Slot],
    cuts: &[Option<setup::Milli>],
    from: usize,
) -> Vec<[setup::Milli; Pace::ALL.len()]> {
    let next_cut = (from + 1..slots.len()).find(|&slot| cuts[slot].is_some()).unwrap_or(slots.len());
    let most = rhythm::longest(slots, from).max(next_cut - from);
    let embrace = story.embrace_at(slots[from].at.bar);
    (1..=most)
        .map(|length| {
            let secs = slots[from + length - 1].end_secs - slots[from].start_secs;
            Pace::ALL.map(|pace| rhythm::length_cost(&slots[from], pace, embrace, secs))
        })
        .collect()
}

/// The framing in which the film opens, and to which it returns: close on both, so that nobody is favoured,
/// or as close as a brief lets it be that keeps its distance. How still it is and through which lens, chance decides.
fn opening_setup(seed: u64, keeps_distance: bool) -> Setup {
    let chance = Chance::new(seed, 3);
    let flip = |number: u64| chance.bits(number) & 1 == 0;
    Setup {
        scale: if keeps_distance { NO_CLOSE_UP_SCALE } else { Scale::MediumCloseUp },
        subject: Subject::Both,
        side: Side::Front,
        movement: if flip(1) { Movement::Handheld } else { Movement::Locked },
        lens: if flip(0) { Lens::Short } else { Lens::Long },
    }
}

/// The framing in which the film ends: the opening's. Where one of the two has an office behind them, it is of
/// the other, who has paid for the night without one, from a step further back: nobody gets a close-up more for it.
fn closing_setup(request: &ShotsRequest<'_>, opening: Setup) -> Setup {
    let of_one = |subject| Setup { subject, scale: Scale::Medium, ..opening };
    match who_has_no_office(request.brief) {
        Some(0) => of_one(Subject::First),
        Some(_) => of_one(Subject::Second),
        None => opening,
    }
}

/// Who the last image is of, 0 or 1: the one of the two who does not answer for an office. None: with both.
fn who_has_no_office(brief: &Brief) -> Option<usize> {
    let id = brief.answers.as_ref()?;
    brief.characters.iter().position(|character| character.id == *id).map(|who| 1 - who.min(1))
}

/// Close-ups of both in either order, from one side with one lens.
fn reactions(setups: &[Setup]) -> Vec<(usize, usize)> {
    let faces = |subject: Subject| {
        setups.iter().enumerate().filter(move |(_, setup)| {
            setup.scale == Scale::CloseUp && setup.subject == subject && setup.movement != Movement::Push
        })
    };
    faces(Subject::First)
        .flat_map(|(first, setup)| {
            faces(Subject::Second)
                .filter(|(_, other)| Setup { subject: Subject::Second, ..*setup } == **other)
                .flat_map(move |(second, _)| [(first, second), (second, first)])
        })
        .collect()
}

/// The plan as a shot list has it.
fn written(
    request: &ShotsRequest<'_>,
    story: &Story<'_>,
    tables: &Tables,
    slots: &[Slot],
    demands: &[Demand],
    scene: usize,
    plan: &[Planned],
) -> Vec<Shot> {
    let mut established = false;
    let mut shots = Vec::with_capacity(plan.len());
    for (index, planned) in plan.iter().enumerate() {
        let setup = tables.setups[planned.setup];
        let slot = &slots[planned.from];
        let bar = slot.at.bar;
        let last_bar = slots[planned.to - 1].at.bar;
        let wide = setup.scale >= Scale::Wide;
        let covers = tables.covers_reversal(planned.from, planned.to);
        let role = Role {
            opens_film: scene == 0 && index == 0,
            closes_film: story.is_last(scene) && index + 1 == plan.len(),
            opens_scene: index == 0,
            reversal_to: covers
                .then(|| story.reversals_in(bar, last_bar + 1).map(|reversal| reversal.to).last())
                .flatten(),
            reaction: planned.reaction,
            establishes: wide && !established,
            crosses_line: index > 0 && tables.setups[plan[index - 1].setup].opposes(setup),
        };
        established |= wide;
        let alone = match setup.subject {
            Subject::First => Some(0),
            Subject::Second => Some(1),
            _ => None,
        };
        // The figures' places in a hold follow the power, so which way to turn does too.
        let mirrored = (story.lead_at(bar) == 1) != (setup.side == Side::Back);
        let turn_deg = if alone.is_some() && mirrored { -setup.turn_deg() } else { setup.turn_deg() };
        let demand = (planned.from..planned.to)
            .map(|slot| demands[slot])
            .find(|demand| matches!(demand, Demand::StillWide | Demand::LockedClose))
            .filter(|demand| framing::meets(*demand, setup))
            .unwrap_or(Demand::Nothing);
        let number = request.treatment.scenes[scene].number;
        shots.push(Shot {
            id: format!("{number}{}", letters(index)),
            scene: number,
            at: slot.at,
            scale: setup.scale,
            subject: setup.subject,
            side: setup.side,
            movement: setup.movement,
            height: if setup.subject == Subject::Place { Height::High } else { story.height(bar, alone) },
            lens_mm: setup.lens_mm(request.brief.camera.lenses),
            azimuth_deg: turn_deg,
            description: words::description(request, story, scene, setup, bar),
            reason: words::reason(request, slot, role, demand),
        });
    }
    shots
}

/// A, B, … Z, AA, AB: without I and O, which slates leave out because they read as digits.
fn letters(index: usize) -> String {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let tail = char::from(LETTERS[index % LETTERS.len()]);
    match index / LETTERS.len() {
        0 => tail.to_string(),
        more => letters(more - 1) + &tail.to_string(),
    }
}
