//! A place prepared for drawing: light, boxes, solids and the clothes of two people. Made once a scene.

use glam::Vec3;
use reversal_model::brief::Character;
use reversal_model::look::{Look as Lighting, Print};
use reversal_model::place::{Light, Material, Place, PlaceBox, PlaneAxis, Solid, Surface, Window};

use crate::finish::Printing;
use crate::handing::Held;
use crate::primitive::{Look, Primitive};

/// Groups of a figure: body, head wear, hands.
pub(crate) const GROUPS_EACH: u8 = 3;
/// First group that belongs to the place.
pub(crate) const PLACE_GROUP: u8 = 2 * GROUPS_EACH;

/// A place and two people, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Stage {
    pub(crate) key: Lamp,
    pub(crate) kick: Lamp,
    pub(crate) fill: Lamp,
    pub(crate) boxes: Vec<EnvironmentBox>,
    pub(crate) solids: Vec<Primitive>,
    pub(crate) windows: Vec<Window>,
    pub(crate) glows: Vec<Glow>,
    pub(crate) ground: Material,
    pub(crate) wetness: f32,
    pub(crate) fog_per_m: f32,
    pub(crate) fog_height_m: f32,
    pub(crate) haze: f32,
    pub(crate) sky: f32,
    /// Toward where the sun will come up, as long as it is near; zero in the night.
    pub(crate) sun: Vec3,
    pub(crate) ambient: f32,
    pub(crate) exposure: f32,
    pub(crate) printing: Printing,
    /// Share of the light on the two that the iris is set for.
    pub(crate) people: f32,
    /// Motes in a cubic metre of its air.
    pub(crate) dust_per_m3: f32,
    /// Whether rain can fall in it, and how much does, mm an hour.
    pub(crate) open: bool,
    pub(crate) rain_mm_per_h: f32,
    /// What keeps rain off from below.
    pub(crate) roofs: Vec<EnvironmentBox>,
    /// Whether the ground lies open where they mostly are.
    pub(crate) open_ground: bool,
    pub(crate) characters: [Character; 2],
    /// What one holds out to the other.
    pub(crate) held: Option<Held>,
}

/// A light, prepared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lamp {
    pub at: Vec3,
    pub intensity: f32,
    pub toward: Vec3,
    pub cone_outer: f32,
    pub cone_inner: f32,
    pub hardness: f32,
}

impl Lamp {
    /// The same lamp, turned up or down.
    fn times(self, share: f32) -> Self {
        Self { intensity: self.intensity * share, ..self }
    }
}

/// An axis-aligned box of the place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EnvironmentBox {
    pub from: Vec3,
    pub to: Vec3,
    pub material: Material,
    pub tone: f32,
    pub shadow: bool,
}

/// A visible lamp.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glow {
    pub at: Vec3,
    pub radius_m: f32,
    pub brightness: f32,
}

impl Stage {
    /// Prepares a place for two characters. `night_progress` is 0 in the night and 1 just before dawn.
    pub fn new(place: &Place, characters: [&Character; 2], night_progress: f32) -> Self {
        let dawn = night_progress.clamp(0.0, 1.0);
        let ground = &place.ground;
        // Dawn comes as light without direction: the sky first, then what it opens in the shadows.
        let at_dawn = &place.dawn;
        let open_sky = if ground.sky > 0.0 { at_dawn.sky * dawn * dawn } else { 0.0 };
        let share = |last: f32| 1.0 + (last - 1.0) * dawn;
        let panes = share(at_dawn.panes);
        let roofs: Vec<EnvironmentBox> = place.boxes.iter().map(environment_box).filter(is_roof).collect();
        let first_spot = place.anchors.first().map_or(Vec3::ZERO, |anchor| Vec3::from(anchor.at));
        Self {
            key: lamp(&place.light.key).times(share(at_dawn.key)),
            kick: lamp(&place.light.kick).times(share(at_dawn.kick)),
            fill: lamp(&place.light.fill).times(share(at_dawn.fill)),
            boxes: place
                .boxes
                .iter()
                .map(environment_box)
                .map(|b| match b.material {
                    Material::Emitting => EnvironmentBox { tone: b.tone * panes, ..b },
                    _ => b,
                })
                .collect(),
            solids: grouped(place.solids.iter().enumerate().map(|(i, s)| solid(s, i)).collect()),
            windows: place.windows.clone(),
            glows: place
                .lamps
                .iter()
                .map(|l| Glow { at: Vec3::from(l.at), radius_m: l.radius_m, brightness: l.brightness })
                .collect(),
            ground: ground.material,
            wetness: ground.wetness,
            fog_per_m: ground.fog_per_m,
            fog_height_m: ground.fog_height_m,
            haze: ground.haze,
            sky: ground.sky + open_sky,
            sun: Vec3::from(at_dawn.sun_at).normalize_or_zero() * dawn,
            ambient: ground.ambient * share(at_dawn.ambient) + open_sky * 0.25,
            exposure: ground.exposure,
            printing: Printing::default(),
            people: 1.0,
            dust_per_m3: place.air.dust_per_m3,
            open: place.air.open,
            rain_mm_per_h: 0.0,
            open_ground: !is_under(&roofs, first_spot, Vec3::ZERO),
            roofs,
            characters: characters.map(Clone::clone),
            held: None,
        }
    }

    /// The same stage in another light and air, as a look asks for. The hour is that of [`Stage::new`].
    #[must_use]
    pub fn lit(mut self, look: &Lighting) -> Self {
        let (light, air) = (&look.light, &look.air);
        self.key.intensity *= light.key;
        self.kick.intensity *= light.kick;
        self.fill.intensity *= light.fill;
        self.ambient *= light.ambient;
        self.people = light.people;
        self.glows.iter_mut().for_each(|glow| glow.brightness *= light.key.min(1.0));
        self.fog_per_m *= air.fog;
        self.haze *= air.haze;
        self.sky *= air.sky;
        // Wetter than wet is a mirror, which no street is.
        self.wetness = (self.wetness * air.wetness).min(self.wetness.max(1.3));
        self
    }

    /// The same stage in rain, mm an hour, if it lies under the sky. What a look does to the air comes before.
    #[must_use]
    pub fn rained(mut self, mm_per_h: f32) -> Self {
        /// Rain in which the ground is as wet as it gets, mm an hour.
        const SOAKING: f32 = 6.0;
        /// Wetness of ground that water runs over.
        const SOAKED: f32 = 1.25;
        self.rain_mm_per_h = if self.open { mm_per_h.max(0.0) } else { 0.0 };
        if self.open_ground {
            let dry = (SOAKED - self.wetness).max(0.0);
            self.wetness += dry * (self.rain_mm_per_h / SOAKING).min(1.0);
        }
        self
    }

    /// Whether a roof keeps rain from a point that leans so far with each metre it falls.
    pub(crate) fn is_sheltered(&self, point: Vec3, lean: Vec3) -> bool {
        is_under(&self.roofs, point, lean)
    }

    /// The same stage, printed as a look and a palette ask for.
    #[must_use]
    pub fn printed(self, print: &Print) -> Self {
        Self { printing: Printing::new(print), ..self }
    }

    /// The plane that the windows lie in, if the key light comes through windows.
    pub(crate) fn window_plane(&self) -> Option<(PlaneAxis, f32)> {
        self.windows.first().map(|window| (window.across, window.at_m))
    }
}

fn environment_box(shape: &PlaceBox) -> EnvironmentBox {
    EnvironmentBox {
        from: Vec3::from(shape.from),
        to: Vec3::from(shape.to),
        material: shape.material,
        tone: shape.tone,
        shadow: shape.shadow,
    }
}

/// Whether a box is a roof: above heads, flat, and broad enough to stand under.
fn is_roof(shape: &EnvironmentBox) -> bool {
    let size = shape.to - shape.from;
    shape.from.y > 1.8 && size.y < 0.6 && size.x.min(size.z) > 0.6
}

/// Whether something that leans so far with each metre that it falls has come to a point through a roof.
fn is_under(roofs: &[EnvironmentBox], point: Vec3, lean: Vec3) -> bool {
    roofs.iter().any(|roof| {
        let above = roof.to.y - point.y;
        let passed = point - lean * above;
        above > 0.0 && (roof.from.x..roof.to.x).contains(&passed.x) && (roof.from.z..roof.to.z).contains(&passed.z)
    })
}

fn lamp(light: &Light) -> Lamp {
    Lamp {
        at: Vec3::from(light.at),
        intensity: light.intensity,
        toward: Vec3::from(light.toward).try_normalize().unwrap_or(Vec3::NEG_Y),
        cone_outer: light.cone_outer,
        // A cone needs some width to fade over.
        cone_inner: light.cone_inner.max(light.cone_outer + 1e-3),
        hardness: light.hardness,
    }
}

fn solid(solid: &Solid, number: usize) -> Primitive {
    let dressed = |primitive: Primitive, surface: &Surface| {
        primitive.blend(surface.blend_m.max(0.004)).in_group(PLACE_GROUP + surface.group).seeded(number as f32 * 1.7)
    };
    match solid {
        Solid::Cone { from, to, radius_m, end_radius_m, flatness, flat_axis, cut, surface } => {
            let cone = Primitive::cone(Vec3::from(*from), Vec3::from(*to), *radius_m, *end_radius_m, look(surface));
            let cone = if *cut { cone.capped() } else { cone };
            dressed(if *flatness > 0.0 { cone.flat(Vec3::from(*flat_axis), *flatness) } else { cone }, surface)
        }
        Solid::Box { middle, half, round_m, surface, .. } => dressed(
            Primitive::block(Vec3::from(*middle), Vec3::from(*half), *round_m, Vec3::X, Vec3::Y, look(surface)),
            surface,
        ),
    }
}

fn look(surface: &Surface) -> Look {
    let sheen = if surface.fold > 0.0 { 0.4 } else { 0.0 };
    Look { sheen, ..Look::glossy(surface.tone, surface.gloss) }.folded(surface.fold, 18.0, 0.0)
}

/// Members of a group must lie side by side for the marcher.
fn grouped(mut solids: Vec<Primitive>) -> Vec<Primitive> {
    solids.sort_by_key(|solid| solid.group);
    solids
}
