//! How well a set-up suits what happens in a bar.

use reversal_model::shots::{Movement, Scale, Side, Subject};

use super::chance::Chance;
use super::rhythm::scale_for;
use super::setup::{FORBIDDEN, Milli, Setup};
use super::story::{Demand, Story};

/// What each half-beat in a picture costs that the grammar does not want there.
const DEMAND_MISSED: Milli = 4000;
/// Not to see both while power changes hands: worse than any fault of rhythm or balance.
const CHANGE_MISSED: Milli = 40_000;

/// What each half-beat in a close-up costs where the brief wants none: no plan pays it while there is any other way.
pub(crate) const CLOSE_UP_PINNED_AWAY: Milli = 60_000;

/// Whether a picture gives what the grammar demands.
pub(crate) fn meets(demand: Demand, setup: Setup) -> bool {
    let locked = setup.movement == Movement::Locked;
    match demand {
        Demand::Nothing => true,
        Demand::StillWide => locked && setup.scale >= Scale::Wide,
        Demand::LockedClose => locked && setup.scale <= Scale::MediumCloseUp,
        // A locked wide stays allowed only where nobody is held down.
        Demand::Handheld => setup.movement == Movement::Handheld || setup.subject == Subject::Place,
        Demand::SeeBoth => setup.subject == Subject::Both,
    }
}

/// What a half-beat of a set-up costs where the grammar demands something.
pub(crate) fn missed_cost(demand: Demand, setup: Setup) -> Milli {
    match demand {
        _ if meets(demand, setup) => 0,
        Demand::SeeBoth => CHANGE_MISSED,
        _ => DEMAND_MISSED,
    }
}

/// What a second of a set-up costs in a bar.
pub(crate) fn cost_per_second(story: &Story<'_>, setup: Setup, bar: u32, drift: Chance) -> Milli {
    let pressure = story.pressure(bar);
    // The wished size wanders over the bars, so that the same music is not always seen from the same distance.
    let wished = (scale_for(pressure, story.closeness()) + 1.4 * drift.normal(u64::from(bar / 2))).clamp(0.0, 6.0);
    let off = f64::from(setup.scale as u8) - wished;
    let mut cost = (28.0 * off * off).round() as Milli;
    let Some(hold) = story.hold_at(bar) else { return cost };

    match setup.subject {
        Subject::Hands if !hold.view.hands => cost += 500,
        // Most of this struggle is in the grip.
        Subject::Hands => cost -= 75,
        Subject::First | Subject::Second if setup.scale <= Scale::MediumCloseUp && !hold.view.faces => cost += 200,
        Subject::First | Subject::Second => {
            let who = usize::from(setup.subject == Subject::Second);
            // Whom the camera is drawn to changes every other bar; in sum it favours nobody.
            let drawn_to = (drift.bits(1 << 32 | u64::from(bar / 2)) & 1) as usize;
            cost += if who == drawn_to { -40 } else { 40 };
            // Who is overpowered is looked at first; the strong one is not admired.
            cost += story.follower_at(bar).map_or(0, |follower| if who == follower { -25 } else { 35 });
            cost += story.moved_at(bar).map_or(0, |moved| if who == moved { -20 } else { 15 });
        }
        Subject::Both if hold.closeness < 0.3 && setup.scale <= Scale::MediumCloseUp => cost += 400,
        Subject::Both => cost += 60,
        Subject::Place => cost += 60,
    }
    if story.embrace_at(bar) && setup.scale == Scale::MediumCloseUp && setup.subject == Subject::Both {
        cost -= 130;
    }
    if setup.scale >= Scale::Wide && story.opens_section(bar) {
        // Where the song draws breath so does the picture, the more the calmer it is.
        cost -= (220.0 * (1.0 - pressure)) as Milli;
    }
    cost += match setup.movement {
        Movement::Locked => (140.0 * pressure) as Milli + if hold.rest { -30 } else { 20 },
        Movement::Handheld => (70.0 * (1.0 - pressure)) as Milli,
        Movement::Push => 70,
        Movement::Pull => 80 - if hold.rest { 40 } else { 0 },
        Movement::Follow => 90 - if hold.mobile { 100 } else { 0 },
    };
    cost += match setup.side {
        Side::Front => 0,
        // Places are lit and built toward their front.
        Side::Back => 90,
        Side::Line => 70,
    };
    if setup.side != Side::Front && story.has_back_to_wall(bar) {
        cost += if setup.side == Side::Back { FORBIDDEN } else { 150 };
    }
    cost
}
