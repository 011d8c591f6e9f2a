//! The set-ups that the camera can be asked for, and what a cut from one to another costs.

use reversal_model::brief::LensFamily;
use reversal_model::shots::{Movement, Scale, Side, Subject};

/// Costs are integers in thousandths, so that a plan is the same on every machine.
pub(crate) type Milli = i32;

/// A cost that no plan pays while there is any other way.
pub(crate) const FORBIDDEN: Milli = 100_000;

/// A cut that only jumps in time within one set-up.
const JUMP_CUT: Milli = FORBIDDEN / 2;

/// Which of the two lenses for a scale; each goes with its own angle, so that
/// a change of lens is a change of angle by more than thirty degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lens {
    /// Nearer, more from the front of a face.
    Short,
    /// Further off, toward the profile.
    Long,
}

/// A camera's position relative to the pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Setup {
    pub(crate) scale: Scale,
    pub(crate) subject: Subject,
    pub(crate) side: Side,
    pub(crate) movement: Movement,
    pub(crate) lens: Lens,
}

/// Focal lengths of a film that is seen through wide lenses, or long ones, over the usual ones.
const WIDE_SHARE: f32 = 0.6;
const LONG_SHARE: f32 = 1.9;
/// Lenses of a rental house's case, mm.
const LENSES_MM: [f32; 14] = [18.0, 21.0, 24.0, 28.0, 32.0, 35.0, 40.0, 50.0, 65.0, 75.0, 85.0, 100.0, 135.0, 180.0];

/// The lens of the case that comes nearest.
fn nearest_lens(wished_mm: f32) -> f32 {
    let off = |lens: f32| (lens / wished_mm).ln().abs();
    LENSES_MM.into_iter().min_by(|one, other| off(*one).total_cmp(&off(*other))).unwrap_or(wished_mm)
}

/// How near the heads of the two are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heads {
    /// A picture of one need not show the other.
    Apart,
    /// From the chest up, a picture of one is a picture of both.
    Together,
}

impl Heads {
    pub(crate) const ALL: [Heads; 2] = [Heads::Apart, Heads::Together];
}

/// Set-ups whose lengths are drawn alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pace {
    /// ECU and CU: read at a glance.
    Close,
    /// MCU to MLS.
    Medium,
    /// The medium close two-shot, which lasts where two lean on each other.
    TwoShot,
    /// WS and EWS: take time to look around in.
    Wide,
}

impl Pace {
    pub(crate) const ALL: [Pace; 4] = [Pace::Close, Pace::Medium, Pace::TwoShot, Pace::Wide];
}

impl Setup {
    /// Focal length for a picture 36 mm wide, of a film's lenses.
    pub(crate) fn lens_mm(self, lenses: Option<LensFamily>) -> f32 {
        let (short, long) = match self.scale {
            Scale::ExtremeCloseUp => (85.0, 100.0),
            Scale::CloseUp => (65.0, 85.0),
            Scale::MediumCloseUp => (50.0, 75.0),
            Scale::Medium => (40.0, 50.0),
            Scale::MediumLong => (35.0, 40.0),
            Scale::Wide => (28.0, 35.0),
            Scale::ExtremeWide => (24.0, 28.0),
        };
        let usual = if self.lens == Lens::Short { short } else { long };
        match lenses {
            None => usual,
            Some(LensFamily::Wide) => nearest_lens(usual * WIDE_SHARE),
            Some(LensFamily::Long) => nearest_lens(usual * LONG_SHARE),
        }
    }

    /// Turn away from the middle of its side, degrees; positive looks the first
    /// character in the face when the first leads.
    pub(crate) fn turn_deg(self) -> f32 {
        let short = self.lens == Lens::Short;
        match self.subject {
            Subject::First => [15.0, 50.0][usize::from(short)],
            Subject::Second => -[15.0, 50.0][usize::from(short)],
            Subject::Place => [-30.0, 20.0][usize::from(short)],
            Subject::Both | Subject::Hands => [-17.0, 17.0][usize::from(short)],
        }
    }

    pub(crate) fn pace(self) -> Pace {
        match self.scale {
            Scale::ExtremeCloseUp | Scale::CloseUp => Pace::Close,
            Scale::MediumCloseUp if self.subject == Subject::Both => Pace::TwoShot,
            Scale::MediumCloseUp | Scale::Medium | Scale::MediumLong => Pace::Medium,
            Scale::Wide | Scale::ExtremeWide => Pace::Wide,
        }
    }

    /// Whether it shows both faces of two whose heads are together.
    fn shows_both(self) -> bool {
        let of_anyone = matches!(self.subject, Subject::First | Subject::Second | Subject::Both);
        of_anyone && (Scale::MediumCloseUp..=Scale::Medium).contains(&self.scale)
    }

    /// The character, 0 or 1, whose close-up it is.
    pub(crate) fn close_up_of(self) -> Option<usize> {
        close_up_of(self.scale, self.subject)
    }

    fn moves(self) -> bool {
        matches!(self.movement, Movement::Push | Movement::Pull | Movement::Follow)
    }

    /// A picture without a left and a right person: after it either side is free.
    pub(crate) fn frees_the_line(self) -> bool {
        self.side == Side::Line || self.subject == Subject::Place || self.moves()
    }

    /// Whether the two look at the pair from opposite sides of the line.
    pub(crate) fn opposes(self, next: Setup) -> bool {
        matches!((self.side, next.side), (Side::Front, Side::Back) | (Side::Back, Side::Front))
    }

    /// Whether a cut between the two jumps over the line with nothing that frees it.
    pub(crate) fn crosses_line(self, next: Setup) -> bool {
        self.opposes(next) && !self.frees_the_line() && !next.frees_the_line()
    }
}

/// Whose close-up a scale and subject make: ECU, CU and MCU of one character count.
pub(crate) fn close_up_of(scale: Scale, subject: Subject) -> Option<usize> {
    match subject {
        Subject::First if scale <= Scale::MediumCloseUp => Some(0),
        Subject::Second if scale <= Scale::MediumCloseUp => Some(1),
        _ => None,
    }
}

/// All set-ups, ordered by pace.
pub(crate) fn vocabulary() -> Vec<Setup> {
    use Movement::{Follow, Handheld, Locked, Pull, Push};
    use Subject::{Both, First, Hands, Place, Second};
    const SIZES: [(Scale, &[Subject], &[Movement]); 7] = [
        (Scale::ExtremeCloseUp, &[First, Second, Hands], &[Locked, Handheld]),
        (Scale::CloseUp, &[First, Second, Hands], &[Locked, Handheld, Push]),
        (Scale::MediumCloseUp, &[First, Second, Both], &[Locked, Handheld, Push]),
        (Scale::Medium, &[First, Second, Both], &[Locked, Handheld, Follow]),
        (Scale::MediumLong, &[Both], &[Locked, Handheld, Follow, Pull]),
        (Scale::Wide, &[Both], &[Locked, Handheld, Pull]),
        (Scale::ExtremeWide, &[Place], &[Locked, Pull]),
    ];
    let mut setups = Vec::new();
    for (scale, subjects, movements) in SIZES {
        for &subject in subjects {
            for &movement in movements {
                // From the line itself one sees hands, the place, or one over the other's shoulder.
                let from_line =
                    matches!(subject, Hands | Place) || scale == Scale::Medium && matches!(subject, First | Second);
                for side in [Side::Front, Side::Back, Side::Line] {
                    if side == Side::Line && !from_line {
                        continue;
                    }
                    for lens in [Lens::Short, Lens::Long] {
                        setups.push(Setup { scale, subject, side, movement, lens });
                    }
                }
            }
        }
    }
    setups.sort_by_key(|setup| setup.pace());
    setups
}

/// What a cut from `before` to `next` costs, apart from when it comes.
///
/// Scale steps, the thirty-degree rule and the line as taught in
/// D. Arijon, *Grammar of the Film Language*; the weights were tuned by eye.
pub(crate) fn pair_cost(before: Setup, next: Setup, heads: Heads) -> Milli {
    let step = (before.scale as i32 - next.scale as i32).abs();
    let both_twice = heads == Heads::Together && before.shows_both() && next.shows_both();
    let same_subject = before.subject == next.subject || both_twice;
    let mut cost = 0;
    if before.crosses_line(next) {
        cost += FORBIDDEN;
    }
    if same_subject && step < 1 {
        cost += 800;
        if before.side == next.side && before.lens == next.lens {
            cost += JUMP_CUT;
        }
    }
    if same_subject {
        // A change of subject is what most cuts are for.
        cost += 250;
    }
    if step > 3 {
        cost += 200;
    }
    let turned = both_twice || (before.turn_deg() - next.turn_deg()).abs() < 30.0;
    if same_subject && before.side == next.side && turned {
        cost += 600;
    }
    let faces = (before.close_up_of(), next.close_up_of());
    if let (Some(one), Some(other)) = faces
        && one != other
        && !both_twice
        && step == 0
        && before.side == next.side
        && before.lens == next.lens
    {
        // Look answers look.
        cost -= 200;
    }
    if before.movement != Movement::Locked && before.movement == next.movement && before.moves() {
        cost += 150;
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_has_no_set_up_twice_and_is_ordered_by_pace() {
        let setups = vocabulary();
        assert!(setups.len() > 100);
        for (i, setup) in setups.iter().enumerate() {
            assert!(!setups[..i].contains(setup), "{setup:?}");
        }
        assert!(setups.windows(2).all(|pair| pair[0].pace() <= pair[1].pace()));
    }

    #[test]
    fn a_change_of_lens_keeps_the_thirty_degree_rule() {
        for setup in vocabulary() {
            let other = Setup { lens: if setup.lens == Lens::Short { Lens::Long } else { Lens::Short }, ..setup };
            assert!((setup.turn_deg() - other.turn_deg()).abs() >= 30.0);
        }
    }

    #[test]
    fn look_answers_look_only_where_two_heads_are_two_pictures() {
        let of = |scale, subject| Setup {
            scale,
            subject,
            side: Side::Front,
            movement: Movement::Handheld,
            lens: Lens::Short,
        };
        let cut = |scale, heads| pair_cost(of(scale, Subject::First), of(scale, Subject::Second), heads);
        for scale in [Scale::MediumCloseUp, Scale::Medium] {
            assert!(cut(scale, Heads::Together) > cut(scale, Heads::Apart) + 1000, "{scale:?}");
        }
        assert_eq!(cut(Scale::CloseUp, Heads::Together), cut(Scale::CloseUp, Heads::Apart));
    }

    #[test]
    fn a_wide_film_sees_every_set_up_through_a_shorter_lens_than_usual_and_a_long_one_through_a_longer() {
        for setup in vocabulary() {
            let [wide, usual, long] =
                [Some(LensFamily::Wide), None, Some(LensFamily::Long)].map(|lenses| setup.lens_mm(lenses));
            assert!(wide * 1.2 < usual && usual * 1.2 < long, "{setup:?}: {wide} {usual} {long}");
        }
    }

    #[test]
    fn the_line_is_crossed_only_over_something_that_frees_it() {
        for before in vocabulary() {
            for next in vocabulary() {
                let crossed = matches!((before.side, next.side), (Side::Front, Side::Back) | (Side::Back, Side::Front));
                let freed = before.frees_the_line() || next.frees_the_line();
                for heads in Heads::ALL {
                    assert_eq!(pair_cost(before, next, heads) >= FORBIDDEN, crossed && !freed);
                }
            }
        }
    }
}
