//! How different two films' plans are, 0 (the same) to 1 (nothing in common).
//!
//! Films of songs of different lengths are laid over each other by share of their bars, exactly:
//! no sampling. The weights are the design's: the hold is what one sees, then who has the power,
//! then where it plays and when the power turns.

use reversal_model::treatment::Quarters;
use reversal_model::unlike::Course;

/// What two films may have in common at least: nearer than this no two films of an album should be.
pub const DISTANCE_MIN: f64 = 0.25;
/// The least mean distance of an album.
pub const DISTANCE_MEAN_MIN: f64 = 0.5;

/// Weights of the parts, thousandths; together 1000.
pub(crate) const HOLD_WEIGHT: i32 = 450;
pub(crate) const POWER_WEIGHT: i32 = 250;
pub(crate) const PLACE_WEIGHT: i32 = 150;
pub(crate) const REVERSAL_WEIGHT: i32 = 150;
/// From one's full power to the other's, quarters.
pub(crate) const POWER_RANGE_QUARTERS: i32 = 8;

/// The parts of a distance, each 0..1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Difference {
    /// Share of the film in which the two are in different holds.
    pub holds: f64,
    /// Mean difference of power over the greatest there can be.
    pub power: f64,
    /// Share of the film in which they are in different places.
    pub places: f64,
    /// Mean difference of the times at which power turns, as shares of the film. The turns are paired in
    /// order; one that the other film does not have counts as if that came at the very end.
    pub reversals: f64,
}

impl Difference {
    /// The difference of two courses; the same in both directions.
    pub fn between(one: &Course, other: &Course) -> Difference {
        let (mut holds, mut power, mut places) = (0, 0, 0);
        // A moment is counted in parts of which each film has bars × the other's bars.
        let whole = u64::from(one.bars) * u64::from(other.bars);
        if whole == 0 || one.holds.is_empty() || other.holds.is_empty() {
            return Difference::default();
        }
        let starts = |course: &Course, scale: u32| -> Vec<u64> {
            let starts = course.holds.iter().map(|content| u64::from(content.from_bar) * u64::from(scale));
            starts.chain([whole]).collect()
        };
        let (one_starts, other_starts) = (starts(one, other.bars), starts(other, one.bars));
        let (mut i, mut j, mut at) = (0, 0, 0);
        while at < whole && i < one.holds.len() && j < other.holds.len() {
            let until = one_starts[i + 1].min(other_starts[j + 1]).min(whole);
            let span = until.saturating_sub(at);
            let (here, there) = (&one.holds[i], &other.holds[j]);
            holds += if here.hold == there.hold { 0 } else { span };
            places += if here.place == there.place { 0 } else { span };
            power += span * u64::from(quarters_apart(here.quarters, there.quarters));
            at = at.max(until);
            i += usize::from(one_starts[i + 1] <= at);
            j += usize::from(other_starts[j + 1] <= at);
        }
        let share = |part: u64| part as f64 / whole as f64;
        Difference {
            holds: share(holds),
            power: share(power) / f64::from(POWER_RANGE_QUARTERS),
            places: share(places),
            reversals: reversals_apart(one, other),
        }
    }

    /// The distance: the weighted sum of the parts.
    pub fn total(&self) -> f64 {
        let weighted = f64::from(HOLD_WEIGHT) * self.holds
            + f64::from(POWER_WEIGHT) * self.power
            + f64::from(PLACE_WEIGHT) * self.places
            + f64::from(REVERSAL_WEIGHT) * self.reversals;
        weighted / 1000.0
    }
}

/// How far apart two powers are, quarters.
pub(crate) fn quarters_apart(one: Quarters, other: Quarters) -> u32 {
    (i32::from(one) - i32::from(other)).unsigned_abs()
}

/// The distance of a film to the nearest of others and its mean distance to them; 1 where there is none.
pub fn nearest_and_mean(film: &Course, others: &[Course]) -> (f64, f64) {
    let distances: Vec<f64> = others.iter().map(|other| Difference::between(film, other).total()).collect();
    if distances.is_empty() {
        return (1.0, 1.0);
    }
    let nearest = distances.iter().copied().fold(1.0, f64::min);
    (nearest, distances.iter().sum::<f64>() / distances.len() as f64)
}

fn reversals_apart(one: &Course, other: &Course) -> f64 {
    let shares = |course: &Course| -> Vec<f64> {
        course.reversal_bars().iter().map(|&bar| f64::from(bar) / f64::from(course.bars)).collect()
    };
    let (one, other) = (shares(one), shares(other));
    let count = one.len().max(other.len());
    let at = |shares: &[f64], i: usize| shares.get(i).copied().unwrap_or(1.0);
    let sum: f64 = (0..count).map(|i| (at(&one, i) - at(&other, i)).abs()).sum();
    if count == 0 { 0.0 } else { sum / count as f64 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reversal_model::unlike::CourseHold;

    use super::*;

    fn course(bars: u32, holds: &[(u32, &str, Quarters, &str)]) -> Course {
        let holds = holds.iter().map(|&(from_bar, hold, quarters, place)| CourseHold {
            from_bar,
            hold: hold.to_owned(),
            quarters,
            place: place.to_owned(),
        });
        Course { name: "drawn".to_owned(), bars, holds: holds.collect() }
    }

    #[test]
    fn a_case_worked_out_by_hand() {
        // 10 bars: lean 4, grip 4, pin 2; the turn is at bar 8, a share of .8.
        let one = course(10, &[(0, "lean", 0, "street"), (4, "grip", 2, "street"), (8, "pin", -2, "car")]);
        // 20 bars: lean half, pin half; the turn is at bar 15, a share of .75.
        let other = course(20, &[(0, "lean", 0, "street"), (10, "pin", -2, "street"), (15, "grip", 2, "car")]);
        let difference = Difference::between(&one, &other);
        // 0–.4 both lean; .4–.5 grip/lean; .5–.75 grip/pin; .75–.8 both grip; .8–1 pin/grip.
        assert!((difference.holds - (0.1 + 0.25 + 0.2)).abs() < 1e-12, "{difference:?}");
        // |Δp| in quarters: .4–.5 two, .5–.75 four, .75–.8 none, .8–1 four, of at most eight.
        assert!((difference.power - (0.1 * 2.0 + 0.25 * 4.0 + 0.2 * 4.0) / 8.0).abs() < 1e-12, "{difference:?}");
        // The street until .75 and until .8.
        assert!((difference.places - 0.05).abs() < 1e-12, "{difference:?}");
        assert!((difference.reversals - 0.05).abs() < 1e-12, "{difference:?}");
        let total = 0.45 * 0.55 + 0.25 * 0.25 + 0.15 * 0.05 + 0.15 * 0.05;
        assert!((difference.total() - total).abs() < 1e-12);
    }

    #[test]
    fn a_turn_that_the_other_film_does_not_have_counts_as_one_at_its_end() {
        let turning = course(10, &[(0, "grip", 2, "street"), (5, "pin", -2, "street")]);
        let still = course(10, &[(0, "grip", 2, "street")]);
        assert_eq!(Difference::between(&turning, &still).reversals, 0.5);
        assert_eq!(Difference::between(&still, &still).reversals, 0.0);
    }

    #[test]
    fn opposite_films_are_as_far_apart_as_can_be_but_for_their_turns() {
        let one = course(7, &[(0, "grip", 4, "street")]);
        let other = course(9, &[(0, "pin", -4, "car")]);
        assert!((Difference::between(&one, &other).total() - 0.85).abs() < 1e-12);
    }

    fn any_course() -> impl Strategy<Value = Course> {
        let hold = (1_u32..9, 0_usize..4, -4_i8..=4, 0_usize..3);
        prop::collection::vec(hold, 1..12).prop_map(|drawn| {
            let (mut bar, mut holds) = (0, Vec::new());
            for (length, hold, power, place) in drawn {
                holds.push((bar, ["lean", "grip", "pin", "rest"][hold], power, ["street", "car", "hallway"][place]));
                bar += length;
            }
            course(bar, &holds)
        })
    }

    proptest! {
        #[test]
        fn it_is_symmetric_within_bounds_and_nought_to_oneself(one in any_course(), other in any_course()) {
            let there = Difference::between(&one, &other).total();
            prop_assert!((there - Difference::between(&other, &one).total()).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&there), "{there}");
            prop_assert_eq!(Difference::between(&one, &one).total(), 0.0);
        }

        #[test]
        fn parts_obey_the_triangle_inequality(a in any_course(), b in any_course(), c in any_course()) {
            let total = |x: &Course, y: &Course| Difference::between(x, y).total();
            prop_assert!(total(&a, &c) <= total(&a, &b) + total(&b, &c) + 1e-9);
        }
    }
}
