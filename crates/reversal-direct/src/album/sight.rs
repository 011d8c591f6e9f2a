//! What an album draws for the eye: each film's look, its camera and the clothes of its two.
//!
//! Of what is least used the look and the camera are those that answer the song best; none of it touches the
//! plan, so it costs a film nothing. What the brief says of the eye is never drawn anew.

use reversal_model::brief::{Brief, CameraManner, LensFamily};
use reversal_model::look::{Look, Mood};
use reversal_model::reading::{Reading, curve_names};

use crate::propose::mean;
use crate::random::Random;

/// Random's purpose for the order in which clothes are tried.
const PURPOSE: u64 = 8;

/// Ways to look that are far from each other: lenses, closeness and pace.
const MANNERS: [CameraManner; 10] = [
    manner(Some(LensFamily::Wide), 0.85, 0.7),
    manner(Some(LensFamily::Long), 0.2, 0.2),
    manner(None, 1.0, 0.45),
    manner(Some(LensFamily::Wide), 0.0, 0.25),
    manner(Some(LensFamily::Long), 0.95, 0.85),
    manner(None, 0.1, 0.6),
    manner(Some(LensFamily::Long), 0.6, 0.55),
    manner(Some(LensFamily::Wide), 0.4, 1.0),
    manner(None, 0.7, 0.05),
    manner(Some(LensFamily::Wide), 1.0, 0.4),
];

const fn manner(lenses: Option<LensFamily>, closeness: f32, pace: f32) -> CameraManner {
    CameraManner { lenses, closeness, pace }
}

/// Mean affect of a song; the middle where it was not heard.
pub(super) fn mood(reading: &Reading) -> Mood {
    let mean = |name: &str| mean(reading, name).unwrap_or(0.5);
    Mood { aggression: mean(curve_names::AGGRESSION), valence: mean(curve_names::VALENCE) }
}

/// The look that no film before took, or the fewest, and of those the one nearest to the song's mood.
pub(super) fn look(brief: &Brief, looks: &[Look], taken: &[&str], mood: Mood) -> Option<String> {
    let off =
        |look: &&Look| (look.suits.aggression - mood.aggression).powi(2) + (look.suits.valence - mood.valence).powi(2);
    let uses = |look: &Look| taken.iter().filter(|name| **name == look.name).count();
    let open = looks.iter().filter(|_| brief.palette.look.is_none());
    let best = open.min_by(|one, other| uses(one).cmp(&uses(other)).then(off(one).total_cmp(&off(other))));
    best.map(|look| look.name.clone())
}

/// The manner of looking that the fewest films before have, and of those the one nearest in pace to the song.
pub(super) fn camera(brief: &Brief, taken: &[CameraManner], mood: Mood) -> Option<CameraManner> {
    let uses = |manner: &CameraManner| taken.iter().filter(|other| *other == manner).count();
    let off = |manner: &CameraManner| (manner.pace - mood.aggression).abs();
    let open = MANNERS.into_iter().filter(|_| brief.camera == CameraManner::default());
    open.min_by(|one, other| uses(one).cmp(&uses(other)).then(off(one).total_cmp(&off(other))))
}

/// Which clothes the two wear: 0 those of the wardrobe, else the number of a change. The pair of them that the
/// fewest films before wear, in an order of the seed's; None where the brief knows no other clothes.
pub(super) fn clothes(brief: &Brief, taken: &[[usize; 2]], seed: u64) -> Option<[usize; 2]> {
    let count = |who: usize| brief.characters.get(who).map_or(0, |character| character.changes.len());
    if count(0) + count(1) == 0 {
        return None;
    }
    let mut random = Random::new(seed, PURPOSE);
    let pairs = (0..=count(0)).flat_map(|first| (0..=count(1)).map(move |second| [first, second]));
    let uses = |pair: &[usize; 2]| {
        let same = |who: usize| taken.iter().filter(|other| other[who] == pair[who]).count();
        // The pair as a whole first, then each one's own clothes.
        (taken.iter().filter(|other| *other == pair).count(), same(0) + same(1))
    };
    pairs.map(|pair| (uses(&pair), random.next(), pair)).min().map(|(_, _, pair)| pair)
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;

    use super::*;

    const MOOD: Mood = Mood { aggression: 0.6, valence: 0.4 };

    #[test]
    fn ten_films_of_one_mood_have_ten_looks_and_ten_manners() {
        let brief = &assets::briefs()[0];
        let (mut looks, mut manners) = (Vec::new(), Vec::new());
        for _ in 0..10 {
            let taken: Vec<&str> = looks.iter().map(String::as_str).collect();
            let drawn = look(brief, assets::looks(), &taken, MOOD).unwrap();
            assert!(!looks.contains(&drawn), "{drawn} twice");
            looks.push(drawn);
            let drawn = camera(brief, &manners, MOOD).unwrap();
            assert!(!manners.contains(&drawn), "{drawn:?} twice");
            manners.push(drawn);
        }
    }

    #[test]
    fn clothes_come_again_only_where_every_pair_of_them_was_worn() {
        let brief = &assets::briefs()[0];
        let pairs = (brief.characters[0].changes.len() + 1) * (brief.characters[1].changes.len() + 1);
        let mut worn: Vec<[usize; 2]> = Vec::new();
        for seed in 0..pairs as u64 {
            let drawn = clothes(brief, &worn, seed).unwrap();
            assert!(!worn.contains(&drawn), "{drawn:?} twice");
            worn.push(drawn);
        }
        assert!(worn[..3].iter().any(|pair| pair[0] != worn[0][0]), "{worn:?}");
    }

    #[test]
    fn what_a_brief_says_of_the_eye_is_not_drawn() {
        let mut brief = assets::briefs()[0].clone();
        brief.palette.look = Some("ink".to_owned());
        brief.camera.closeness = 0.9;
        brief.characters.iter_mut().for_each(|character| character.changes.clear());
        assert_eq!(look(&brief, assets::looks(), &[], MOOD), None);
        assert_eq!(camera(&brief, &[], MOOD), None);
        assert_eq!(clothes(&brief, &[], 1), None);
    }
}
