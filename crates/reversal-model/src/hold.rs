//! A paired hold: a posture of two people that act on each other.
//!
//! Strikes are not in the vocabulary: no field of a hold can describe one.

use serde::{Deserialize, Serialize};

use crate::performance::Joint;

/// How high the two are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Level {
    Ground,
    Kneel,
    Bent,
    Stand,
}

/// What a hold needs of the place where it is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnchorKind {
    /// Free floor.
    Floor,
    /// Something upright to be pressed against: a wall, a car's flank, a door.
    Wall,
    /// Something to sit against or upon at knee height: a bed's edge, a kerb, a stair.
    Edge,
}

/// A paired hold, one file in `assets/holds`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// `hold.1`.
    pub format: String,
    /// Name in files, e.g. `pin_wall`.
    pub name: String,
    /// Name for people, e.g. `Pinned to the wall`.
    pub title: String,
    /// What is seen, in the present tense; `{lead}` and `{other}` are replaced by names.
    pub text: String,
    /// How high the two are.
    pub level: Level,
    /// 0 apart .. 1 body to body.
    pub closeness: f32,
    /// 0 still .. 1 fierce.
    pub intensity: f32,
    /// Strength that it costs, 0..1.
    pub effort: f32,
    /// 0 hostile .. 1 tender; what tenderness or despair in the song asks for.
    pub tenderness: f32,
    /// 0 nothing to be ashamed of .. 1 eyes that cannot be met; what shame over what was done asks for.
    #[serde(default)]
    pub shame: f32,
    /// Possible sizes of the power that `lead` has over `other`, in quarters, 0..=4.
    pub powers: Vec<u8>,
    /// Least bars that it lasts.
    pub bars_min: u32,
    /// Most bars that it lasts.
    pub bars_max: u32,
    /// Whether the two can leave for an adjacent place out of it.
    #[serde(default)]
    pub mobile: bool,
    /// Whether it may be reached by falling from any higher level.
    #[serde(default)]
    pub fall: bool,
    /// Whether it is a rest: breath comes back in it.
    #[serde(default)]
    pub rest: bool,
    /// Whether `lead` holds out something of `other`'s, in the hand nearest to them.
    #[serde(default)]
    pub gives: bool,
    /// Names of the only holds that it may follow; empty where its level alone decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// Names of the only holds that may follow it; empty where levels alone decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<String>,
    /// What it needs of the place.
    pub anchor: AnchorKind,
    /// How the camera best sees it.
    pub view: HoldView,
    /// Rough posture of the one with power (of the first character where nobody has).
    pub lead: Posture,
    /// Rough posture of the one without.
    pub other: Posture,
    /// What makes the postures exact.
    #[serde(rename = "contact", default)]
    pub contacts: Vec<Contact>,
}

impl Hold {
    /// Whether another hold may follow this one in the same place.
    pub fn leads_to(&self, after: &Hold) -> bool {
        let rise = after.level as i32 - self.level as i32;
        let reachable = rise.abs() <= 1 || (after.fall && rise < 0);
        // From apart nobody dives into a knot on the ground: they must first take hold of each other.
        let dive = self.closeness < 0.2 && after.closeness > 0.85 && after.level == Level::Ground;
        let named = |names: &[String], hold: &Hold| names.is_empty() || names.contains(&hold.name);
        let wanted = named(&self.exits, after) && named(&after.entries, self);
        self.name != after.name && reachable && !dive && wanted
    }

    /// Whether it can be a rest in which nobody has power: a film begins and ends in one.
    pub fn is_rest_of_equals(&self) -> bool {
        self.rest && self.powers.contains(&0)
    }
}

/// How the camera best sees a hold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldView {
    /// Direction from the pair to the camera, in degrees about the vertical: 0
    /// is straight from the hold's front (+z), positive toward +x. The pair lies
    /// across the picture there.
    pub azimuth_deg: f32,
    /// Whether faces can be seen close from there.
    #[serde(default)]
    pub faces: bool,
    /// Whether hands tell the story and deserve a close-up.
    #[serde(default)]
    pub hands: bool,
}

/// A rough posture: joint angles in the figure's own sagittal plane, which the
/// contacts then make exact. The hold's space: the anchor is the origin, x
/// runs from `lead` to `other` or along the wall, y up, z to the front (away
/// from the wall). Angles in degrees; 0 hangs straight down, positive forward.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posture {
    /// Where the pelvis is, m, for a figure of 1.80 m (scaled by height).
    pub pelvis: [f32; 3],
    /// Where the figure faces: 0 is +x, 90 is -z, 180 is -x.
    pub facing_deg: f32,
    /// Forward lean of the trunk.
    #[serde(default)]
    pub pitch_deg: f32,
    /// Sideways lean of the trunk.
    #[serde(default)]
    pub roll_deg: f32,
    /// Thigh and shin.
    #[serde(default)]
    pub left_leg_deg: [f32; 2],
    /// Thigh and shin.
    #[serde(default)]
    pub right_leg_deg: [f32; 2],
    /// Upper arm and forearm.
    #[serde(default)]
    pub left_arm_deg: [f32; 2],
    /// Upper arm and forearm.
    #[serde(default)]
    pub right_arm_deg: [f32; 2],
    /// Nod of the head relative to the trunk.
    #[serde(default)]
    pub head_deg: f32,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Role {
    Lead,
    Other,
}

/// A point of a figure: a joint, or a share of the way from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyPoint {
    /// Whose.
    pub of: Role,
    /// The joint.
    pub joint: Joint,
    /// The joint toward which the point lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toward: Option<Joint>,
    /// How far toward it, 0..1.
    #[serde(default)]
    pub share: f32,
}

/// A condition on the postures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "snake_case")]
pub enum Contact {
    /// A point stays at a place of the hold's space, m.
    Pin {
        /// The point.
        point: BodyPoint,
        /// Where, m.
        at: [f32; 3],
        /// 0..1.
        weight: f32,
    },
    /// Two points are at a distance: a hand on a shoulder, foreheads together.
    Near {
        /// One point.
        point: BodyPoint,
        /// The other.
        to: BodyPoint,
        /// Distance between them, m.
        distance_m: f32,
        /// 0..1.
        weight: f32,
    },
    /// Two points keep at least a distance.
    Far {
        /// One point.
        point: BodyPoint,
        /// The other.
        to: BodyPoint,
        /// Least distance, m.
        distance_m: f32,
        /// 0..1.
        weight: f32,
    },
    /// A bone points in a direction of the hold's space.
    Direction {
        /// Whose.
        of: Role,
        /// The bone's first joint.
        from: Joint,
        /// Its second.
        to: Joint,
        /// Where it points; need not be of unit length.
        direction: [f32; 3],
        /// 0..1.
        weight: f32,
    },
    /// A point stays at a height, m.
    Height {
        /// The point.
        point: BodyPoint,
        /// Height over the floor, m.
        height_m: f32,
        /// 0..1.
        weight: f32,
    },
}
