//! A look: how a film is lit and printed, whatever its places are. A place says where the lamps hang; a look
//! says how strong they burn, what hangs in the air, which hour it is, and on which paper it is printed.

use serde::{Deserialize, Serialize};

/// A look, one file in `assets/looks`. What a file leaves out is as the places have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// `look.1`.
    pub format: String,
    /// Name in files, e.g. `sodium`.
    pub name: String,
    /// Name for people, e.g. `Sodium`.
    pub title: String,
    /// What the eye sees of it, a phrase that follows "Black and white, ".
    pub text: String,
    /// The songs that it answers.
    pub suits: Mood,
    /// The print.
    #[serde(default)]
    pub print: Print,
    /// The lamps.
    #[serde(default)]
    pub light: LightShares,
    /// Air and ground.
    #[serde(default)]
    pub air: Air,
    /// Hour of the night at the film's start and end: 0 deep night .. 1 just before the sun.
    #[serde(default = "whole_night")]
    pub night: [f32; 2],
    /// Rain at the film's start and end, mm an hour, in places under the sky: 2 is moderate, 8 heavy.
    #[serde(default)]
    pub rain: [f32; 2],
}

/// A song's mean affect, each 0..1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mood {
    /// Mean aggression.
    pub aggression: f32,
    /// Mean valence.
    pub valence: f32,
}

/// How the film is printed. Shares of the default, but for key and contrast, which are those of a brief's palette.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Print {
    /// 0 low key .. 1 high key.
    pub key: f32,
    /// 0 soft .. 1 hard.
    pub contrast: f32,
    /// Strength of the grain, 0 none .. 3.
    pub grain: f32,
    /// How far bright light spreads, 0 not at all .. 3.
    pub glow: f32,
    /// How much darker the corners are, 0 not at all .. 2.
    pub vignette: f32,
    /// Toning of the darker half of the scale.
    pub shadows: Tint,
    /// Toning of the lighter half.
    pub lights: Tint,
}

impl Default for Print {
    fn default() -> Print {
        let none = Tint::default();
        Print { key: 0.5, contrast: 0.5, grain: 1.0, glow: 1.0, vignette: 1.0, shadows: none, lights: none }
    }
}

/// A colour that a black-and-white print is toned with, as by sepia, selenium or iron.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tint {
    /// Hue, degrees: 0 red, 40 amber, 120 green, 210 blue.
    pub hue_deg: f32,
    /// 0 grey .. 1 a colour without any grey.
    pub strength: f32,
}

/// How strong each of a place's lamps burns, as a share of what the place says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LightShares {
    /// The lamp that gives shape.
    pub key: f32,
    /// The lamp from behind that draws outlines.
    pub kick: f32,
    /// The lamp that opens shadows.
    pub fill: f32,
    /// Light without direction.
    pub ambient: f32,
    /// How light the two are exposed: below 1 they darken to outlines before what is behind them.
    pub people: f32,
}

impl Default for LightShares {
    fn default() -> LightShares {
        LightShares { key: 1.0, kick: 1.0, fill: 1.0, ambient: 1.0, people: 1.0 }
    }
}

/// Air and ground.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Air {
    /// Share of the place's fog.
    pub fog: f32,
    /// Share of the place's haze, which veils what is far.
    pub haze: f32,
    /// Share of the ground's wetness; a dry place stays dry.
    pub wetness: f32,
    /// Share of the sky's own light, out of doors.
    pub sky: f32,
}

impl Default for Air {
    fn default() -> Air {
        Air { fog: 1.0, haze: 1.0, wetness: 1.0, sky: 1.0 }
    }
}

/// A film without a look goes through the whole night.
const fn whole_night() -> [f32; 2] {
    [0.0, 1.0]
}

impl Look {
    /// Hour of the night at a share of the film. Night turns toward dawn late: most of it in the last third.
    pub fn night_at(&self, share_of_film: f32) -> f32 {
        night_between(self.night, share_of_film)
    }
}

/// Rain at a share of a film, mm an hour; it changes evenly from one to the other.
pub fn rain_at([from, to]: [f32; 2], share_of_film: f32) -> f32 {
    from + (to - from) * share_of_film.clamp(0.0, 1.0)
}

/// Hour of the night at a share of a film that goes from one hour to another.
fn night_between([from, to]: [f32; 2], share_of_film: f32) -> f32 {
    from + (to - from) * share_of_film.clamp(0.0, 1.0).powi(2)
}

/// Hour of the night at a share of a film without a look.
pub fn night_of_no_look(share_of_film: f32) -> f32 {
    night_between(whole_night(), share_of_film)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets;

    #[test]
    fn a_look_leaves_as_the_places_have_it_what_it_does_not_say() {
        let look: Look = toml::from_str(
            "format = \"look.1\"\nname = \"plain\"\ntitle = \"Plain\"\ntext = \"as it is\"\nsuits = { aggression = 0.5, valence = 0.5 }",
        )
        .unwrap();
        assert_eq!((look.print, look.light, look.air), (Print::default(), LightShares::default(), Air::default()));
        for share in [0.0, 0.3, 1.0] {
            assert_eq!(look.night_at(share), night_of_no_look(share));
            assert_eq!(rain_at(look.rain, share), 0.0);
        }
    }

    #[test]
    fn values_of_the_shipped_looks_lie_in_their_ranges_and_hours_do_not_run_backward() {
        for look in assets::looks() {
            let print = &look.print;
            let tints = [print.shadows.strength, print.lights.strength];
            let shares = [print.key, print.contrast, look.night[0], look.night[1]];
            let mood = [look.suits.aggression, look.suits.valence];
            assert!(shares.iter().chain(&mood).chain(&tints).all(|share| (0.0..=1.0).contains(share)), "{}", look.name);
            assert!((0.0..=3.0).contains(&print.grain) && (0.0..=3.0).contains(&print.glow), "{}", look.name);
            assert!((0.0..=2.0).contains(&print.vignette) && look.night[0] <= look.night[1], "{}", look.name);
            // Heavier rain than this is a cloudburst, behind which nobody is seen.
            assert!(look.rain.iter().all(|rain| (0.0..=20.0).contains(rain)), "{}", look.name);
            // Toned paper, not painted film.
            assert!(tints.iter().all(|strength| *strength <= 0.5), "{}", look.name);
        }
    }

    #[test]
    fn few_looks_bring_rain_and_it_comes_goes_or_stays() {
        let rainy: Vec<[f32; 2]> =
            assets::looks().iter().map(|look| look.rain).filter(|rain| *rain != [0.0; 2]).collect();
        assert!((2..=4).contains(&rainy.len()), "{rainy:?}");
        assert!(rainy.iter().any(|[from, to]| from < to) && rainy.iter().any(|[from, to]| from > to));
        assert_eq!([0.0, 0.5, 1.0].map(|share| rain_at([8.0, 2.0], share)), [8.0, 5.0, 2.0]);
    }
}
