//! Composition: what must be in the picture, how large and where.

use glam::Vec3;
use reversal_model::hold::{Hold, Level};
use reversal_model::performance::{Joint, Skeleton};
use reversal_model::shots::{Scale, Shot, Subject};

use super::sight::HEAD_RADIUS_M;

/// Share of the picture that what must be seen may fill.
const SAFE_SHARE: f32 = 0.93;

/// A point that must stay in the picture, with room around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) at: Vec3,
    pub(crate) radius_m: f32,
}

/// What a shot is framed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The head of one of the two, 0 or 1: the face, or the nape where it is turned away.
    Head(usize),
    /// Heads of both; whole figures where the scale shows them.
    Both,
    /// A hand and what it has hold of: whose, and left (0) or right (1).
    Hand(usize, usize),
    /// The place, the two small in it.
    Place,
}

/// The rules of one shot's picture, in units of half the picture's size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Composition {
    pub(crate) target: Target,
    scale: Scale,
    /// Least height of the picture at the target, m.
    pub(crate) height_m: f32,
    /// How far above the middle the target lies, -1 bottom .. 1 top.
    pub(crate) above_middle: f32,
    /// How far the target is pushed aside so that its look has room, 0..1.
    pub(crate) look_room: f32,
    /// The other's head must be in the picture too, however far it is.
    pub(crate) with_other: bool,
    /// Whose face a picture of both is for.
    pub(crate) favours: Option<usize>,
}

impl Composition {
    /// `giving` is the hand that holds something out: pictures of hands are of it.
    pub(crate) fn new(shot: &Shot, hold: &Hold, bodies: &[Skeleton; 2], giving: Option<Target>) -> Composition {
        let target = match shot.subject {
            Subject::First => Target::Head(0),
            Subject::Second => Target::Head(1),
            Subject::Both => Target::Both,
            Subject::Hands => giving.unwrap_or_else(|| hands_by_grip(bodies)[0]),
            Subject::Place => Target::Place,
        };
        Composition::of_pair(target, shot.scale, hold, bodies)
    }

    /// A composition that minds how high the two are.
    pub(crate) fn of_pair(target: Target, scale: Scale, hold: &Hold, bodies: &[Skeleton; 2]) -> Composition {
        let wished = Composition::of(target, scale, hold);
        match (target, scale) {
            // Two on the ground need less height than two who stand.
            (Target::Both, Scale::Wide | Scale::MediumLong) => {
                let top_m = bodies.iter().flatten().map(|joint| joint.y).fold(0.0, f32::max) + HEAD_RADIUS_M;
                Composition { height_m: wished.height_m.min((1.4 * top_m).max(1.1)), ..wished }
            }
            _ => wished,
        }
    }

    pub(crate) fn of(target: Target, scale: Scale, hold: &Hold) -> Composition {
        // Heights of the picture from the usual sizes of a standing figure: face, head, chest, waist, knees, all.
        let height_m = match scale {
            Scale::ExtremeCloseUp => 0.32,
            Scale::CloseUp => 0.48,
            Scale::MediumCloseUp => 0.72,
            Scale::Medium => 1.05,
            Scale::MediumLong => 1.45,
            Scale::Wide => 2.3,
            Scale::ExtremeWide => 4.6,
        };
        let low = matches!(hold.level, Level::Ground | Level::Kneel);
        let above_middle = match (target, scale) {
            (Target::Hand(..), _) => 0.0,
            (Target::Place, _) => -0.35,
            // Eyes on the upper third; in tight pictures nearer to the middle, so that no head is cut.
            (_, Scale::ExtremeCloseUp) => 0.0,
            (_, Scale::CloseUp) => 0.1,
            (_, Scale::MediumCloseUp | Scale::Medium) if low => 0.12,
            (_, Scale::MediumCloseUp) => 0.22,
            (_, Scale::Medium) => 1.0 / 3.0,
            // Whole figures stand a little below the middle, with more room above than below.
            _ => -0.06,
        };
        let look_room = match (target, scale) {
            (Target::Head(_), Scale::ExtremeCloseUp) => 0.12,
            (Target::Head(_), _) => 0.25,
            (Target::Place, _) => 0.3,
            _ => 0.0,
        };
        Composition { target, scale, height_m, above_middle, look_room, with_other: false, favours: None }
    }

    /// The same picture of both, from where one of them is seen best: two of these do not look alike.
    pub(crate) fn favouring(self, who: Option<usize>) -> Composition {
        Composition { favours: who.filter(|_| self.target == Target::Both), ..self }
    }

    /// The same picture with the other's head in it, where it is a picture of one that has room for two.
    pub(crate) fn of_one_with_other(&self) -> Option<Composition> {
        let is_of_one = matches!(self.target, Target::Head(_)) && self.scale >= Scale::MediumCloseUp;
        is_of_one.then_some(Composition { with_other: true, ..*self })
    }

    /// Whether a face is what the picture is for.
    pub(crate) fn is_close(&self) -> bool {
        self.scale <= Scale::MediumCloseUp
    }

    /// Whether whole figures are shown.
    fn whole(&self) -> bool {
        self.scale >= Scale::MediumLong
    }

    /// What the camera follows.
    pub(crate) fn middle(&self, bodies: &[Skeleton; 2]) -> Vec3 {
        let held = self.held(bodies);
        let (mut least, mut most) = (Vec3::MAX, Vec3::MIN);
        for point in &held {
            least = least.min(point.at);
            most = most.max(point.at);
        }
        (least + most) / 2.0
    }

    /// What may not leave the picture.
    pub(crate) fn held(&self, bodies: &[Skeleton; 2]) -> Vec<Held> {
        let head = |figure: usize| Held { at: head_middle(&bodies[figure]), radius_m: HEAD_RADIUS_M };
        match self.target {
            Target::Head(who) => vec![head(who)],
            Target::Hand(who, side) => {
                let joint = if side == 0 { Joint::LeftHand } else { Joint::RightHand };
                vec![Held { at: bodies[who][joint as usize], radius_m: 0.1 }]
            }
            Target::Both | Target::Place => {
                let mut held = vec![head(0), head(1)];
                if self.whole() {
                    const ENDS: [Joint; 6] = [
                        Joint::Pelvis,
                        Joint::LeftKnee,
                        Joint::RightKnee,
                        Joint::LeftToe,
                        Joint::RightToe,
                        Joint::Chest,
                    ];
                    let ends = if self.scale == Scale::MediumLong { &ENDS[..1] } else { &ENDS[..] };
                    held.extend(
                        bodies.iter().flat_map(|body| {
                            ends.iter().map(|joint| Held { at: body[*joint as usize], radius_m: 0.12 })
                        }),
                    );
                }
                held
            }
        }
    }

    /// What the picture is of: the heads or the hand.
    pub(crate) fn subject(&self, bodies: &[Skeleton; 2]) -> Vec<Held> {
        let mut subject = self.held(bodies);
        subject.truncate(2);
        subject
    }

    /// What should stay in the picture too: another's head that is so near that its lack would look like a fault.
    pub(crate) fn kept(&self, bodies: &[Skeleton; 2]) -> Option<Held> {
        const NEAR_M: f32 = 0.75;
        let Target::Head(who) = self.target else { return None };
        let (own, other) = (head_middle(&bodies[who]), head_middle(&bodies[1 - who]));
        (self.scale >= Scale::MediumCloseUp && (self.with_other || own.distance(other) < NEAR_M))
            .then_some(Held { at: other, radius_m: HEAD_RADIUS_M })
    }

    /// Where the target is pushed to, along `right`: away from where it looks; -1 or 1 times the room.
    pub(crate) fn aside(&self, bodies: &[Skeleton; 2], right: Vec3) -> f32 {
        let look = match self.target {
            Target::Head(who) => look(&bodies[who]).dot(right),
            // The empty side of a place is the one that the camera turns to.
            Target::Place => right.x,
            Target::Both | Target::Hand(..) => 0.0,
        };
        // A look into the lens needs no room; half a look needs half.
        -self.look_room * (look * 2.0).clamp(-1.0, 1.0)
    }
}

/// The tangent of half the width at which a point is just inside the picture.
///
/// `offset` is how far the point lies right of, above and before the camera,
/// relative to what the camera follows at `distance_m`; `place` is where in the
/// picture that is put.
pub(crate) fn tangent_for(
    offset: (f32, f32, f32),
    radius_m: f32,
    distance_m: f32,
    place: (f32, f32),
    aspect: f32,
) -> f32 {
    let (across, above, depth_m) = offset;
    let least = |offset: f32, place: f32| {
        let side = |sign: f32| {
            let room = SAFE_SHARE * depth_m - sign * place * distance_m;
            (sign * offset + radius_m) / room.max(0.05)
        };
        side(1.0).max(side(-1.0))
    };
    least(across, place.0).max(aspect * least(above, place.1))
}

/// Middle of a head: between the skull's joint and a little above it.
pub(crate) fn head_middle(body: &Skeleton) -> Vec3 {
    let up = (body[Joint::Head as usize] - body[Joint::Neck as usize]).normalize_or_zero();
    body[Joint::Head as usize] + 0.02 * up
}

/// Where a figure looks; of unit length, or zero.
pub(crate) fn look(body: &Skeleton) -> Vec3 {
    (body[Joint::Face as usize] - body[Joint::Head as usize]).normalize_or_zero()
}

/// How far a hand is from the nearest joint of the other, m.
fn grip_m(bodies: &[Skeleton; 2], who: usize, hand: Joint) -> f32 {
    let hand = bodies[who][hand as usize];
    bodies[1 - who].iter().map(|other| other.distance(hand)).fold(f32::MAX, f32::min)
}

/// How idle the hand is that a picture is of, 0..1: at 1 it has hold of nothing.
pub(crate) fn idleness(target: Target, bodies: &[Skeleton; 2]) -> f32 {
    const HOLDS_M: f32 = 0.22;
    let Target::Hand(who, side) = target else { return 0.0 };
    let joint = if side == 0 { Joint::LeftHand } else { Joint::RightHand };
    ((grip_m(bodies, who, joint) - HOLDS_M) / HOLDS_M).clamp(0.0, 1.0)
}

/// All four hands, the one nearest to the other's body first.
pub(crate) fn hands_by_grip(bodies: &[Skeleton; 2]) -> Vec<Target> {
    let mut hands = Vec::new();
    for who in 0..2 {
        for (side, joint) in [Joint::LeftHand, Joint::RightHand].into_iter().enumerate() {
            hands.push((grip_m(bodies, who, joint), Target::Hand(who, side)));
        }
    }
    hands.sort_by(|one, other| one.0.total_cmp(&other.0));
    hands.into_iter().map(|(_, hand)| hand).collect()
}
