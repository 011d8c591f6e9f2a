//! Performing a scene: its holds are posed in the place, timed, simulated and finished.

use reversal_model::brief::Character;
use reversal_model::curve::Curve;
use reversal_model::hold::{AnchorKind, Hold};
use reversal_model::performance::{PERFORMANCE_HZ, ScenePerformance, Tick};
use reversal_model::place::Place;

use crate::body::Body;
use crate::bytes::as_stored;
use crate::collide::obstacles_of;
use crate::finish::{Broken, excess_of, finish};
use crate::placement::Placer;
use crate::random::share;
use crate::score::{TimedHold, scores, time_changes};
use crate::simulate::{MARGIN_TICKS, PRE_ROLL_SECS, Simulation};
use crate::struggle::Struggle;

/// A hold of a scene, with its time in the song.
#[derive(Clone, Copy, Debug)]
pub struct HoldMoment<'a> {
    /// The hold.
    pub hold: &'a Hold,
    /// Power in quarters: positive, the first character is its lead; negative, the second; 0, the seed decides.
    pub quarters: i8,
    /// When it begins, in seconds of the song.
    pub start_secs: f64,
    /// When it ends.
    pub end_secs: f64,
}

/// What a figure has in him over the song, each 0..1.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Tired muscles are slower and weaker, grips slip, breath is deep.
    pub exhaustion: Curve,
    /// Fear quickens the breath and shakes the hands.
    pub fear: Curve,
    /// Shame bows the head and turns the face away.
    pub shame: Curve,
    /// Hatred tears about where the struggle is fierce.
    pub hatred: Curve,
}

impl Condition {
    /// Nothing but exhaustion.
    pub fn tired(exhaustion: Curve) -> Condition {
        let none = |name: &str| Curve::new(name, "", (0.0, 1.0), 1.0, vec![0.0]);
        Condition { exhaustion, fear: none("fear"), shame: none("shame"), hatred: none("hatred") }
    }
}

/// What a scene's performance is made from.
#[derive(Clone, Copy, Debug)]
pub struct SceneInput<'a> {
    /// The scene's number, from 1.
    pub scene: u32,
    /// Chance of the film.
    pub seed: u64,
    /// The two, in the brief's order.
    pub characters: [&'a Character; 2],
    /// Where it plays.
    pub place: &'a Place,
    /// What they do, one after the other.
    pub holds: &'a [HoldMoment<'a>],
    /// When the scene begins, in seconds of the song.
    pub start_secs: f64,
    /// When it ends.
    pub end_secs: f64,
    /// What each has in him over the song.
    pub conditions: [&'a Condition; 2],
    /// Aggression over the song, 0..1.
    pub aggression: &'a Curve,
}

/// Why a scene cannot be performed or a performance cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PerformError {
    /// The scene has no holds.
    #[error("scene {scene} has no holds; give it at least one")]
    NoHolds {
        /// The scene's number.
        scene: u32,
    },
    /// The scene's or a hold's time is not a span.
    #[error("scene {scene} has a hold or a span that ends before it begins; mend its times")]
    NoSpan {
        /// The scene's number.
        scene: u32,
    },
    /// The scene would be too long to keep.
    #[error("scene {scene} is longer than an hour; split it")]
    TooLong {
        /// The scene's number.
        scene: u32,
    },
    /// The place lacks what a hold needs.
    #[error("`{place}` has no anchor for the hold `{hold}`; add one to the place or use another hold")]
    NoAnchor {
        /// Title of the place.
        place: String,
        /// Title of the hold.
        hold: String,
    },
    /// Bytes that are no performance.
    #[error("this is not a stored performance: {what}; make it anew with `reversal perform`")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
}

/// Longest scene, s.
const LONGEST_SECS: f64 = 3600.0;
/// A scene whose limbs tangle is performed anew at most so often, the two further apart each time.
const MOST_PARTINGS: usize = 3;
/// What parting does not untangle is performed anew at most so often with other tremor and other strains.
const MORE_TAKES: usize = 3;

/// Performs a scene. The same input gives the same ticks.
///
/// # Errors
/// Where the scene has no holds or no time, or the place lacks an anchor that a hold needs.
pub fn perform_scene(input: &SceneInput) -> Result<ScenePerformance, PerformError> {
    let scene = input.scene;
    let spans = input.holds.iter().map(|moment| (moment.start_secs, moment.end_secs));
    for (start_secs, end_secs) in spans.chain([(input.start_secs, input.end_secs)]) {
        if !(start_secs.is_finite() && end_secs.is_finite() && start_secs < end_secs) {
            return Err(PerformError::NoSpan { scene });
        }
    }
    if input.end_secs - input.start_secs > LONGEST_SECS {
        return Err(PerformError::TooLong { scene });
    }
    let owned = input.characters.map(|character| Body::new(character.height_m, character.breadth));
    let bodies = [&owned[0], &owned[1]];
    let obstacles = obstacles_of(input.place);
    let seed = input.seed.wrapping_mul(31).wrapping_add(u64::from(scene));
    let mut holds = place_holds(input, bodies, &obstacles, seed)?;
    let mut best: Option<(f32, Vec<Tick>)> = None;
    for take in 0..=MOST_PARTINGS + MORE_TAKES {
        let strains = seed.wrapping_add(0x9E37_79B9 * take.saturating_sub(MOST_PARTINGS) as u64);
        time_changes(bodies, &mut holds, input.aggression);
        let simulation = Simulation {
            bodies,
            scores: scores(bodies, &holds, &obstacles),
            holds: &holds,
            obstacles: &obstacles,
            struggle: Struggle::new(strains, input.conditions, input.aggression, input.start_secs, input.end_secs),
        };
        let (mut ticks, footholds) = simulation.run(input.start_secs, input.end_secs);
        let broken = finish(bodies, &mut ticks, footholds, &obstacles, take >= MOST_PARTINGS);
        let excess = excess_of(&broken);
        if best.as_ref().is_none_or(|&(least, _)| excess < least) {
            best = Some((excess, ticks));
        }
        if broken.is_empty() {
            break;
        }
        if take < MOST_PARTINGS {
            part_further(&mut holds, &broken, input.start_secs);
        }
    }
    let (_, mut ticks) = best.ok_or(PerformError::NoHolds { scene })?;
    ticks.truncate(ticks.len() - MARGIN_TICKS);
    ticks.drain(..MARGIN_TICKS);
    ticks.iter_mut().for_each(as_stored);
    Ok(ScenePerformance { scene, start_secs: input.start_secs, ticks })
}

/// Lets the two part further on the ways on which ticks broke a limit: limbs that are tangled cannot be smoothed apart.
fn part_further(holds: &mut [TimedHold], broken: &[Broken], start_secs: f64) {
    let mut narrow = vec![false; holds.len()];
    for &Broken { tick, .. } in broken {
        let secs = start_secs + (tick as f64 - MARGIN_TICKS as f64) / f64::from(PERFORMANCE_HZ);
        let away = |&number: &usize| (holds[number].start_secs - secs).abs();
        let nearest = (1..holds.len()).min_by(|a, b| away(a).total_cmp(&away(b)));
        if let Some(number) = nearest {
            narrow[number] = true;
        }
    }
    for (hold, narrow) in holds.iter_mut().zip(narrow) {
        hold.partings += u8::from(narrow);
    }
}

fn place_holds(
    input: &SceneInput,
    bodies: [&Body; 2],
    obstacles: &[crate::collide::Obstacle],
    seed: u64,
) -> Result<Vec<TimedHold>, PerformError> {
    let lead_of = |number: usize, quarters: i8| match quarters {
        1.. => 0,
        0 => usize::from(share(seed, 210, number as i64) < 0.5),
        _ => 1,
    };
    let first = input.holds.first().ok_or(PerformError::NoHolds { scene: input.scene })?;
    // They begin near where they will first need a wall or an edge: nobody crosses the place for it.
    let needs = input.holds.iter().map(|moment| moment.hold.anchor).find(|&kind| kind != AnchorKind::Floor);
    let placer = Placer { place: input.place, bodies, obstacles, seed, needs, left: lead_of(0, first.quarters) };
    let mut timed: Vec<TimedHold> = Vec::with_capacity(input.holds.len());
    for (number, moment) in input.holds.iter().enumerate() {
        let lead = lead_of(number, moment.quarters);
        let lasts_secs = moment.end_secs - moment.start_secs;
        let placed = placer.place(moment.hold, lead, timed.last().map(|hold| &hold.placed), lasts_secs)?;
        timed.push(TimedHold {
            placed,
            start_secs: moment.start_secs,
            end_secs: moment.end_secs,
            intensity: moment.hold.intensity,
            effort: moment.hold.effort,
            in_secs: if number == 0 { input.start_secs - PRE_ROLL_SECS - 1.0 } else { moment.start_secs },
            out_secs: moment.end_secs,
            partings: 0,
        });
    }
    Ok(timed)
}
