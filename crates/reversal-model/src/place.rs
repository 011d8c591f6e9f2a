//! A place: boxes, solids, light and the spots where holds can be played.

use serde::{Deserialize, Serialize};

use crate::hold::AnchorKind;

/// A place, one file in `assets/places`. Space as in [`crate::performance::Skeleton`]:
/// metres, y up, the camera mostly on the +z side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// `place.1`.
    pub format: String,
    /// Name in files, e.g. `street`.
    pub name: String,
    /// Name for people, e.g. `The street`.
    pub title: String,
    /// Slug line of a treatment, e.g. `EXT. STREET – NIGHT`.
    pub slug: String,
    /// What its light means, one sentence.
    pub light_text: String,
    /// Ground and fog.
    pub ground: Ground,
    /// What else its air has or lets through.
    #[serde(default)]
    pub air: PlaceAir,
    /// The lights.
    pub light: Lights,
    /// What the end of the night does to them.
    #[serde(default)]
    pub dawn: Dawn,
    /// Where holds can be played.
    #[serde(rename = "anchor")]
    pub anchors: Vec<Anchor>,
    /// Box that the camera may not leave, m.
    pub camera_bounds: Bounds,
    /// Axis-aligned boxes: walls, floors, furniture.
    #[serde(rename = "box", default)]
    pub boxes: Vec<PlaceBox>,
    /// Rounded things: a car, a lamp post, pillows.
    #[serde(rename = "solid", default)]
    pub solids: Vec<Solid>,
    /// Openings in a plane that let the key light through and throw shapes.
    #[serde(rename = "window", default)]
    pub windows: Vec<Window>,
    /// Visible lamps.
    #[serde(rename = "lamp", default)]
    pub lamps: Vec<Lamp>,
}

/// A spot where holds can be played.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// What it offers.
    pub kind: AnchorKind,
    /// Where the hold's origin lies, m. For a wall: at its foot, on its surface.
    pub at: [f32; 3],
    /// Turn of the hold's space about the vertical: 0 keeps its front toward +z, 90 turns it toward +x.
    #[serde(default)]
    pub turn_deg: f32,
}

/// A box in space, m.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Least corner.
    pub from: [f32; 3],
    /// Greatest corner.
    pub to: [f32; 3],
}

/// Ground and fog.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// What lies underfoot.
    pub material: Material,
    /// 0 dry .. 1 wet and mirroring.
    pub wetness: f32,
    /// Fog density near the ground, per metre.
    pub fog_per_m: f32,
    /// Height over which the fog thins out, m.
    pub fog_height_m: f32,
    /// Brightness of air that no lamp reaches.
    pub haze: f32,
    /// Brightness of the sky; 0 indoors.
    pub sky: f32,
    /// Light from everywhere.
    pub ambient: f32,
    /// Exposure of the whole place.
    pub exposure: f32,
}

/// Air of a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaceAir {
    /// Motes in a cubic metre that are large enough to be seen where the key light falls: lint of .1 to .35 mm.
    pub dust_per_m3: f32,
    /// Whether it lies under the sky: rain falls where a film has rain, and stops at roofs.
    pub open: bool,
}

/// Surfaces that the picture knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Material {
    Asphalt,
    Paving,
    Brick,
    Facade,
    Plaster,
    Boards,
    Siding,
    Carpet,
    Plain,
    /// Shines by itself with its tone, through a curtain or ribbed glass.
    Emitting,
    /// Trees far away: the box ends in their tops, and the sky stands above them.
    Woods,
    /// Roofs far away, some windows lit; the sky stands above them too.
    Skyline,
    /// Glazed squares, a hand wide.
    Tiles,
    /// Paper in stripes over panelled wood.
    Wallpaper,
    /// Shines by itself with its tone, evenly: frosted glass, a lit room, the inside of a refrigerator.
    Glowing,
}

/// An axis-aligned box.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceBox {
    /// Least corner, m.
    pub from: [f32; 3],
    /// Greatest corner, m.
    pub to: [f32; 3],
    /// Surface.
    pub material: Material,
    /// Reflectance 0..1, or brightness where it emits.
    pub tone: f32,
    /// Whether it throws a shadow of the key light.
    #[serde(default)]
    pub shadow: bool,
    /// Whether bodies stop at it.
    #[serde(default)]
    pub collide: bool,
}

/// A rounded thing: a round-ended cone between two points, or a rounded box.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "shape", rename_all = "snake_case")]
pub enum Solid {
    /// From `from` (radius `radius_m`) to `to` (radius `end_radius_m`).
    Cone {
        /// One end, m.
        from: [f32; 3],
        /// Other end, m.
        to: [f32; 3],
        /// Radius at `from`, m.
        radius_m: f32,
        /// Radius at `to`, m.
        end_radius_m: f32,
        /// How flat it is across `flat_axis`, 0 round.
        #[serde(default)]
        flatness: f32,
        /// Axis across which it is flat.
        #[serde(default)]
        flat_axis: [f32; 3],
        /// Ends cut flat instead of round: wheels, lampshades.
        #[serde(default)]
        cut: bool,
        /// Look of its surface.
        surface: Surface,
    },
    /// Rounded box about its middle.
    Box {
        /// Middle, m.
        middle: [f32; 3],
        /// Half its size, m.
        half: [f32; 3],
        /// Radius of its edges, m.
        round_m: f32,
        /// Look of its surface.
        surface: Surface,
        /// Whether bodies stop at it.
        #[serde(default)]
        collide: bool,
    },
}

/// Look of a solid's surface.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// Reflectance 0..1.
    pub tone: f32,
    /// 0 matt .. 1 polished.
    #[serde(default)]
    pub gloss: f32,
    /// Solids of one group melt together over this distance, m.
    #[serde(default)]
    pub blend_m: f32,
    /// Which solids melt together.
    #[serde(default)]
    pub group: u8,
    /// Depth of cloth folds, 0 none.
    #[serde(default)]
    pub fold: f32,
}

/// The lights of a place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lights {
    /// The light that throws the shadows.
    pub key: Light,
    /// From behind: draws the figures' edges.
    pub kick: Light,
    /// Opens the shadows.
    pub fill: Light,
}

/// A place's light in the last minute of the night, as shares of what it is in the deep of it. Between the two hours
/// it changes evenly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dawn {
    /// The light that throws the shadows: more where it comes from the sky, less where a lamp pales.
    pub key: f32,
    /// From behind.
    pub kick: f32,
    /// What opens the shadows.
    pub fill: f32,
    /// Light from everywhere.
    pub ambient: f32,
    /// Panes that shine by themselves: above 1 the sky stands behind them, below 1 somebody has gone to bed.
    pub panes: f32,
    /// What the sky gains, where the place has one.
    pub sky: f32,
    /// Where the sun will come up, seen from the place: the sky is brighter there. Zero: nowhere.
    pub sun_at: [f32; 3],
}

impl Default for Dawn {
    fn default() -> Dawn {
        Dawn { key: 1.0, kick: 1.0, fill: 1.0, ambient: 2.2, panes: 1.0, sky: 0.045, sun_at: [0.0; 3] }
    }
}

/// A lamp.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Light {
    /// Where it hangs, m.
    pub at: [f32; 3],
    /// Intensity; falls with the square of the distance.
    pub intensity: f32,
    /// Where it points.
    #[serde(default = "straight_down")]
    pub toward: [f32; 3],
    /// Cosine at which its cone begins; -1 shines everywhere.
    #[serde(default = "everywhere")]
    pub cone_outer: f32,
    /// Cosine at which its cone is full.
    #[serde(default = "everywhere")]
    pub cone_inner: f32,
    /// Hardness of its shadows.
    #[serde(default = "soft")]
    pub hardness: f32,
}

fn straight_down() -> [f32; 3] {
    [0.0, -1.0, 0.0]
}

fn everywhere() -> f32 {
    -1.0
}

fn soft() -> f32 {
    8.0
}

/// An opening in a plane across the key light.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// `x`: the plane x = `at_m`; `z`: the plane z = `at_m`.
    pub across: PlaneAxis,
    /// Where the plane is, m.
    pub at_m: f32,
    /// From and to, upward, m.
    pub up: [f32; 2],
    /// From and to, sideways (z for a plane across x, x for one across z), m.
    pub along: [f32; 2],
    /// Softness of its edge, m.
    pub soft_m: f32,
}

/// Axis of a plane's normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum PlaneAxis {
    X,
    Z,
}

/// A visible lamp: a disc with a halo.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lamp {
    /// Where, m.
    pub at: [f32; 3],
    /// Radius, m.
    pub radius_m: f32,
    /// Brightness.
    pub brightness: f32,
}

#[cfg(test)]
mod tests {
    use crate::assets;

    #[test]
    fn rain_can_fall_out_of_doors_and_dust_hangs_in_rooms() {
        for place in assets::places() {
            let outside = place.slug.starts_with("EXT.");
            assert_eq!(place.air.open, outside, "{}", place.name);
            assert!((0.0..=200.0).contains(&place.air.dust_per_m3), "{}", place.name);
            assert_eq!(place.air.dust_per_m3 > 0.0, !outside, "{}", place.name);
        }
    }

    #[test]
    fn every_place_has_a_dawn_of_its_own_that_is_lighter_than_its_night() {
        for place in assets::places() {
            assert_ne!(place.dawn, super::Dawn::default(), "{}", place.name);
            assert!(place.dawn.ambient > 1.0, "{}", place.name);
        }
    }
}
