//! What is drawn for each film of an album without replacement: where it begins and ends, in which holds,
//! and what it looks like. It becomes part of the film's brief, where a person can read and change it.
//!
//! Drawn is the least used that the song affords: one that makes the film's best plan dearer by more than
//! [`COST_PERCENT_MAX`] per cent is left for another song. What the brief itself says is never drawn anew.

use reversal_model::assets;
use reversal_model::brief::{Brief, CameraManner};
use reversal_model::hold::Hold;
use reversal_model::treatment::Treatment;
use reversal_model::unlike::{UNLIKE_FORMAT, Unlike};
use serde::{Deserialize, Serialize};

use super::sight;
use crate::random::Random;
use crate::treat::{TreatFault, TreatRequest, treat};

/// What a drawn signature may cost at most over the film's own best, hundredths of that. The rest of
/// what an album's film may cost is left to the price of likeness.
const COST_PERCENT_MAX: i64 = 8;
/// Holds that are tried for an opening or an ending before the planner is left to choose.
const HOLDS_TRIED: usize = 4;
/// Random's purpose for the order in which holds are tried.
const PURPOSE: u64 = 6;
/// Places, as little used as any, that are held against each other: each costs a plan.
const PLACES_COMPARED: usize = 4;
/// Random's purpose for the order of a brief's places where there are more.
const PLACE_PURPOSE: u64 = 8;

/// A film's signature; None where the brief says it or the planner is left to choose.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Signature {
    /// Where the film begins and ends, by name: the brief's places with this one first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_place: Option<String>,
    /// The hold that it opens in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_hold: Option<String>,
    /// The hold that it ends in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_hold: Option<String>,
    /// How it is lit and printed, by the name of a look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look: Option<String>,
    /// Which clothes the two wear: 0 the wardrobe's, else the number of a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clothes: Option<[usize; 2]>,
    /// How its camera looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<CameraManner>,
}

impl Signature {
    /// The brief with this signature.
    pub fn signed(&self, brief: &Brief) -> Brief {
        let mut signed = brief.clone();
        if let Some(start) = &self.start_place {
            // Stable: the other places stay in the brief's order.
            signed.places.sort_by_key(|used| used.place != *start);
        }
        signed.start_hold = brief.start_hold.clone().or_else(|| self.start_hold.clone());
        signed.end_hold = brief.end_hold.clone().or_else(|| self.end_hold.clone());
        signed.palette.look = brief.palette.look.clone().or_else(|| self.look.clone());
        if let Some(camera) = self.camera.filter(|_| brief.camera == CameraManner::default()) {
            signed.camera = camera;
        }
        for (character, worn) in signed.characters.iter_mut().zip(self.clothes.into_iter().flatten()) {
            // This film's people have these clothes and no others.
            let changes = std::mem::take(&mut character.changes);
            if let Some(change) = worn.checked_sub(1).and_then(|number| changes.get(number)) {
                character.wardrobe = change.worn(&character.wardrobe);
            }
        }
        signed
    }
}

/// A signature and what the film's own best costs without it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The signature.
    pub signature: Signature,
    /// Cost of the plan that the song has under the brief as it stands.
    pub best_cost: i64,
}

/// Draws the signature of a film from what the films before it left. `request.brief` is the album's brief.
pub fn draw(request: &TreatRequest<'_>, taken: &[Signature]) -> Result<Drawn, TreatFault> {
    let best_cost = own_best_cost(request)?;
    let allowed = best_cost + best_cost.abs() * COST_PERCENT_MAX / 100;
    let affords = |signature: &Signature| {
        let planned = alone(request, &signature.signed(request.brief)).ok()?;
        (cost(&planned) <= allowed).then_some(planned)
    };
    let mut signature = Signature::default();
    let mut places: Vec<&str> = request.brief.places.iter().map(|used| used.place.as_str()).collect();
    if places.len() > PLACES_COMPARED {
        let mut random = Random::new(request.seed, PLACE_PURPOSE);
        places.sort_by_cached_key(|_| random.next());
    }
    let counted = |name: &str| taken.iter().filter(|film| film.start_place.as_deref() == Some(name)).count();
    let mut uses: Vec<usize> = places.iter().map(|place| counted(place)).collect();
    uses.sort_unstable();
    uses.dedup();
    for fewest in uses {
        let cheapest = places
            .iter()
            .filter(|place| counted(place) == fewest)
            .map(|place| Signature { start_place: Some((*place).to_owned()), ..Signature::default() })
            .filter_map(|signature| Some((cost(&affords(&signature)?), signature)))
            .take(PLACES_COMPARED)
            .min_by_key(|(cost, _)| *cost);
        if let Some((_, chosen)) = cheapest {
            signature = chosen;
            break;
        }
    }
    if request.brief.start_hold.is_none() {
        let before: Vec<&str> = taken.iter().filter_map(|film| film.start_hold.as_deref()).collect();
        signature.start_hold = untaken_rests(request, &before, 0).into_iter().find(|hold| {
            let tried = Signature { start_hold: Some(hold.clone()), ..signature.clone() };
            affords(&tried).is_some_and(|planned| end_holds(&planned).0 == Some(hold))
        });
    }
    if request.brief.end_hold.is_none() {
        let before: Vec<&str> = taken.iter().filter_map(|film| film.end_hold.as_deref()).collect();
        signature.end_hold = untaken_rests(request, &before, 1).into_iter().find(|hold| {
            let tried = Signature { end_hold: Some(hold.clone()), ..signature.clone() };
            affords(&tried).is_some_and(|planned| end_holds(&planned).1 == Some(hold))
        });
    }
    let mood = sight::mood(request.reading);
    let looks: Vec<&str> = taken.iter().filter_map(|film| film.look.as_deref()).collect();
    signature.look = sight::look(request.brief, assets::looks(), &looks, mood);
    let manners: Vec<CameraManner> = taken.iter().filter_map(|film| film.camera).collect();
    signature.camera = sight::camera(request.brief, &manners, mood);
    let worn: Vec<[usize; 2]> = taken.iter().filter_map(|film| film.clothes).collect();
    signature.clothes = sight::clothes(request.brief, &worn, request.seed);
    Ok(Drawn { signature, best_cost })
}

/// Cost of the plan that the song has under the brief as it stands.
pub fn own_best_cost(request: &TreatRequest<'_>) -> Result<i64, TreatFault> {
    Ok(cost(&alone(request, request.brief)?))
}

/// Rests between equals that no film has taken yet, a few of them in an order of the seed's.
fn untaken_rests(request: &TreatRequest<'_>, taken: &[&str], end: u64) -> Vec<String> {
    let without = &request.brief.rules.without_holds;
    let open = |hold: &&Hold| {
        hold.rest && hold.powers.contains(&0) && !without.contains(&hold.name) && !taken.contains(&hold.name.as_str())
    };
    let mut random = Random::new(request.seed, PURPOSE + end);
    let mut rests: Vec<(u64, String)> =
        request.holds.iter().filter(open).map(|hold| (random.next(), hold.name.clone())).collect();
    rests.sort();
    rests.into_iter().take(HOLDS_TRIED).map(|(_, name)| name).collect()
}

/// The song's own plan under a brief.
fn alone(request: &TreatRequest<'_>, brief: &Brief) -> Result<Treatment, TreatFault> {
    let nothing_before = Unlike { format: UNLIKE_FORMAT.to_owned(), best_cost: None, films: Vec::new() };
    treat(&TreatRequest { brief, unlike: Some(&nothing_before), ..*request })
}

fn cost(treatment: &Treatment) -> i64 {
    treatment.score.album.as_ref().map_or(i64::MAX / 1000, |score| score.cost)
}

/// The holds that a film opens and ends in.
fn end_holds(treatment: &Treatment) -> (Option<&String>, Option<&String>) {
    let spans = treatment.hold_spans();
    (spans.first().map(|span| &span.cue.hold), spans.last().map(|span| &span.cue.hold))
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;

    use super::*;
    use crate::synthetic::{SyntheticSong, reading};

    #[test]
    fn films_begin_in_places_of_their_own_as_far_as_their_songs_afford_it() {
        let brief = &assets::briefs()[0];
        let mut taken: Vec<Signature> = Vec::new();
        for seed in 1..=4 {
            let reading = reading(&SyntheticSong { bars: 96, seed, ..SyntheticSong::default() });
            let request = TreatRequest::new(&reading, brief, seed);
            let drawn = draw(&request, &taken).unwrap();
            let signed = drawn.signature.signed(brief);
            let planned = alone(&request, &signed).unwrap();
            assert_eq!(planned.scenes[0].place, signed.places[0].place);
            assert!(cost(&planned) * 100 <= drawn.best_cost * (100 + COST_PERCENT_MAX), "{drawn:?}");
            let start = drawn.signature.start_place.clone().unwrap();
            let is_taken = |place: &str| taken.iter().any(|film| film.start_place.as_deref() == Some(place));
            let affords = |place: &str| {
                let tried = Signature { start_place: Some(place.to_owned()), ..Signature::default() };
                let planned = alone(&request, &tried.signed(brief)).unwrap();
                cost(&planned) * 100 <= drawn.best_cost * (100 + COST_PERCENT_MAX)
            };
            if is_taken(&start) {
                let left = brief
                    .places
                    .iter()
                    .map(|used| used.place.as_str())
                    .find(|place| !is_taken(place) && affords(place));
                assert_eq!(left, None, "{start} twice");
            }
            taken.push(drawn.signature);
        }
        let mut starts: Vec<_> = taken.iter().map(|film| &film.start_place).collect();
        starts.sort();
        starts.dedup();
        assert!(starts.len() >= 3, "{starts:?}");
    }

    #[test]
    fn what_the_brief_says_is_never_drawn_anew() {
        let mut brief = assets::briefs()[1].clone();
        brief.start_hold = Some("lean".to_owned());
        let signature = Signature {
            start_hold: Some("collapse".to_owned()),
            start_place: Some("porch".to_owned()),
            look: Some("moon".to_owned()),
            clothes: Some([1, 0]),
            ..Signature::default()
        };
        brief.palette.look = Some("ink".to_owned());
        let signed = signature.signed(&brief);
        assert_eq!(signed.palette.look.as_deref(), Some("ink"));
        let change = brief.characters[0].changes[0];
        assert_eq!(signed.characters[0].wardrobe, change.worn(&brief.characters[0].wardrobe));
        assert_eq!(signed.characters[1].wardrobe, brief.characters[1].wardrobe);
        assert_eq!((signed.start_hold.as_deref(), signed.places[0].place.as_str()), (Some("lean"), "porch"));
        assert_eq!(signed.places.len(), brief.places.len());
    }
}
