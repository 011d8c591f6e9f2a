//! Keeps a film from resembling the films before it in its album: what is like them at the same share
//! of the film gets a price, and the plan is made anew under it; the solver is the same.
//!
//! The price is the least that brings the distances asked for. The plan may cost at most
//! [`COST_PERCENT_MAX`] per cent more than the film's own best: the plan that the song has without an
//! album, under the same rules and just as varied. Both costs are what the song and the brief ask for,
//! without the price of likeness, the prices for variety and what the two people's states ask for.

use reversal_model::hold::Hold;
use reversal_model::treatment::AlbumScore;
use reversal_model::unlike::{Course, CourseHold, Unlike};

use super::graph::Problem;
use super::score::rounded;
use super::search::{self, Plan};
use super::variety::{self, Varied};
use crate::album::distance::{
    DISTANCE_MEAN_MIN, DISTANCE_MIN, HOLD_WEIGHT, PLACE_WEIGHT, POWER_RANGE_QUARTERS, POWER_WEIGHT, nearest_and_mean,
    quarters_apart,
};

/// What a film of an album may cost over its song's best plan, hundredths of that.
const COST_PERCENT_MAX: i64 = 15;
/// The distances asked for: more than an album must have, because later films come near too.
const NEAREST_ASKED: f64 = 0.4;
const MEAN_ASKED: f64 = 0.6;
/// Above the dearest price tried, milli-units a bar for all that two films can share: there likeness
/// outweighs whatever else a bar can cost.
const PRICE_MAX: u32 = 512;
/// How often the span between a price that is too low and one that is enough is halved.
const HALVINGS: u32 = 6;

/// A plan unlike the films before, and what that took.
#[derive(Clone)]
pub(crate) struct Apart {
    /// The plan with its problem.
    pub varied: Varied,
    /// What it took.
    pub score: AlbumScore,
}

/// What a plan of the problem is called by: holds and places by the problem's numbers.
pub(crate) struct Names<'a> {
    /// The holds.
    pub holds: &'a [Hold],
    /// Names of the places.
    pub places: &'a [&'a str],
}

impl Names<'_> {
    fn course(&self, problem: &Problem, plan: &Plan) -> Course {
        let content = |step: &search::Step| {
            let node = &problem.nodes[step.node];
            CourseHold {
                from_bar: step.bar as u32,
                hold: self.holds[node.hold].name.clone(),
                quarters: node.power as i8,
                place: self.places[node.place].to_owned(),
            }
        };
        Course { name: String::new(), bars: problem.bars as u32, holds: plan.steps.iter().map(content).collect() }
    }

    /// How like each bar (0..bars) of a node is to the same moment of the films before: thousandths a film.
    fn likeness(&self, problem: &Problem, films: &[Course], node: usize) -> Vec<i32> {
        let content = &problem.nodes[node];
        let of_film = |film: &Course, bar: usize| {
            let middle = (2 * bar as u64 + 1) * u64::from(film.bars) / (2 * problem.bars as u64);
            let Some(there) = film.hold_at(middle as u32) else { return 0 };
            let apart = quarters_apart(content.power as i8, there.quarters) as i32;
            let same_hold = self.holds[content.hold].name == there.hold;
            let same_place = self.places[content.place] == there.place;
            i32::from(same_hold) * HOLD_WEIGHT
                + i32::from(same_place) * PLACE_WEIGHT
                + POWER_WEIGHT * (POWER_RANGE_QUARTERS - apart) / POWER_RANGE_QUARTERS
        };
        (0..problem.bars).map(|bar| films.iter().map(|film| of_film(film, bar)).sum()).collect()
    }
}

/// The plan of a problem that is unlike the films before; None where the rules leave none.
pub(crate) fn plan(problem: Problem, names: &Names<'_>, unlike: &Unlike) -> Option<Apart> {
    let bound_cost = i64::from(search::solve(&problem)?.bound);
    let alone = variety::plan(problem.clone(), names.holds)?;
    let alone_cost = i64::from(problem.cost(&alone.plan.steps));
    let best_cost = unlike.best_cost.map_or(alone_cost, |given| given.min(alone_cost));
    let likeness: Vec<Vec<i32>> =
        (0..problem.nodes.len()).map(|node| names.likeness(&problem, &unlike.films, node)).collect();
    let judged = |varied: Varied, price: u32| {
        let (nearest, mean) = nearest_and_mean(&names.course(&problem, &varied.plan), &unlike.films);
        let reached = nearest >= DISTANCE_MIN && mean >= DISTANCE_MEAN_MIN;
        let cost = i64::from(problem.cost(&varied.plan.steps));
        let (nearest, mean) = (rounded(nearest), rounded(mean));
        let score = AlbumScore { cost, best_cost, bound_cost, likeness_price: price, nearest, mean, reached };
        Apart { varied, score }
    };
    let planned = |price: u32| {
        let mut priced = problem.clone();
        for (sums, likeness) in priced.stay_sums.iter_mut().zip(&likeness) {
            let mut sum = 0;
            for (bar, like) in likeness.iter().enumerate() {
                sum += like * price as i32 / 1000;
                sums[bar + 1] += sum;
            }
        }
        Some(judged(variety::plan(priced, names.holds)?, price))
    };
    let mut best = judged(alone, 0);
    let allowed = best_cost + best_cost.abs() * COST_PERCENT_MAX / 100;
    let (mut too_low, mut enough) = (0, PRICE_MAX);
    for _ in 0..HALVINGS {
        if best.is_far_enough() && best.score.likeness_price <= too_low {
            break;
        }
        let price = (too_low + enough) / 2;
        let Some(apart) = planned(price) else { break };
        let affordable = apart.score.cost <= allowed;
        if affordable && apart.is_better_than(&best) {
            best = apart.clone();
        }
        if apart.is_far_enough() || !affordable {
            enough = price;
        } else {
            too_low = price;
        }
    }
    Some(best)
}

impl Apart {
    /// Its distances over those asked for, the lesser of the two.
    fn distance_share(&self) -> f64 {
        (self.score.nearest / NEAREST_ASKED).min(self.score.mean / MEAN_ASKED)
    }

    fn is_far_enough(&self) -> bool {
        self.distance_share() >= 1.0
    }

    /// Nearer to what is asked for; where both have it, the one nearer to its own best.
    fn is_better_than(&self, other: &Apart) -> bool {
        match (self.is_far_enough(), other.is_far_enough()) {
            (true, true) => self.score.cost < other.score.cost,
            (false, false) => self.distance_share() > other.distance_share(),
            (far_enough, _) => far_enough,
        }
    }
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;
    use reversal_model::brief::Brief;
    use reversal_model::reading::Reading;
    use reversal_model::treatment::Treatment;
    use reversal_model::unlike::UNLIKE_FORMAT;

    use super::*;
    use crate::album::distance::Difference;
    use crate::check::check_rules;
    use crate::check::tests::request as check_request;
    use crate::synthetic::{SyntheticSong, reading};
    use crate::treat::{TreatRequest, treat};

    /// The films of some songs, one after the other.
    fn album(songs: &[Reading], brief: &Brief) -> Vec<Treatment> {
        let mut unlike = Unlike { format: UNLIKE_FORMAT.to_owned(), best_cost: None, films: Vec::new() };
        let mut treatments = Vec::new();
        for (reading, seed) in songs.iter().zip(1..) {
            let request = TreatRequest { unlike: Some(&unlike), ..TreatRequest::new(reading, brief, seed) };
            let treatment = treat(&request).unwrap();
            unlike.films.push(Course::of(&format!("film {seed}"), &treatment));
            treatments.push(treatment);
        }
        treatments
    }

    fn distances(treatments: &[Treatment]) -> Vec<f64> {
        let courses: Vec<Course> = treatments.iter().map(|treatment| Course::of("", treatment)).collect();
        let pairs = (1..courses.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        pairs.map(|(i, j)| Difference::between(&courses[i], &courses[j]).total()).collect()
    }

    fn assert_album(songs: &[Reading], brief: &Brief) {
        let treatments = album(songs, brief);
        for (treatment, reading) in treatments.iter().zip(songs) {
            let score = treatment.score.album.clone().unwrap();
            println!("{score:?}");
            assert!(score.bound_cost <= score.best_cost && score.bound_cost <= score.cost, "{score:?}");
            assert!(score.cost as f64 <= 1.15 * score.best_cost as f64, "{score:?}");
            for finding in check_rules(&check_request(treatment, reading, brief)) {
                assert!(finding.pass != Some(false), "{}: {}", finding.name, finding.detail);
            }
        }
        let distances = distances(&treatments);
        let mean = distances.iter().sum::<f64>() / distances.len() as f64;
        let least = distances.iter().copied().fold(1.0, f64::min);
        println!("mean {mean:.3} least {least:.3}");
        assert!(least >= DISTANCE_MIN && mean >= DISTANCE_MEAN_MIN, "{least:.3} {mean:.3}");
    }

    #[test]
    fn films_of_one_song_are_unlike_keep_every_rule_and_stay_near_their_best() {
        let song = reading(&SyntheticSong { bars: 88, seed: 4, ..SyntheticSong::default() });
        assert_album(&vec![song; 6], &assets::briefs()[0]);
    }

    #[test]
    fn films_of_several_songs_are_unlike_keep_every_rule_and_stay_near_their_best() {
        let song = |seed| reading(&SyntheticSong { bars: 60 + 9 * seed as u32, seed, ..SyntheticSong::default() });
        assert_album(&(1..=8).map(song).collect::<Vec<_>>(), &assets::briefs()[1]);
    }

    #[test]
    fn without_films_before_it_a_film_is_the_one_that_the_song_has_alone() {
        let song = reading(&SyntheticSong { bars: 70, seed: 3, ..SyntheticSong::default() });
        let first = album(std::slice::from_ref(&song), &assets::briefs()[0]).remove(0);
        let request = TreatRequest::new(&song, &assets::briefs()[0], 1);
        assert_eq!(first.scenes, treat(&request).unwrap().scenes);
        let score = first.score.album.unwrap();
        assert_eq!((score.cost, score.likeness_price, score.reached), (score.best_cost, 0, true));
    }
}
