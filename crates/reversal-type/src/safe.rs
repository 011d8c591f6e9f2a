//! Where type may stand: the graphics-safe area of EBU R 95 (5 % in from each edge, as the title-safe area of
//! SMPTE ST 2046-1), measured on the picture between its bars, and inside it the margins that it is set to.

use crate::layout::Bounds;

/// Share of a side that nothing is set in (EBU R 95, SMPTE ST 2046-1).
const UNSAFE: f32 = 0.05;
/// Share of the width and of the height of a wide picture that stays free: more than must be, as on a page.
const MARGIN: [f32; 2] = [0.0625, 0.085];
/// The same of the height of a tall picture, at its lower and its upper end: players lay their names and
/// buttons over it there.
const TALL_LOWER: f32 = 0.2;
const TALL_UPPER: f32 = 0.14;
/// Where the right column of a wide picture begins, and the left one ends at most, shares of the width.
const COLUMN: f32 = 0.575;
const LEFT_END: f32 = 0.66;
/// Width plus height of the picture over the base size of type: 49 pixels in 1920 × 804.
const SIDES_OVER_BASE: f32 = 56.0;
/// Square and tall pictures are looked at in the hand, smaller.
const IN_THE_HAND: f32 = 1.25;

/// A picture as a place for type, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Pixels in a row of the picture, without bars.
    pub width: f32,
    /// Its rows.
    pub height: f32,
}

impl Area {
    /// The area of a picture of a size.
    pub fn new(width: usize, height: usize) -> Area {
        Area { width: width as f32, height: height as f32 }
    }

    /// Whether it is so wide that it has two columns.
    pub fn is_wide(&self) -> bool {
        self.width > self.height * 1.2
    }

    fn is_tall(&self) -> bool {
        self.height > self.width * 1.2
    }

    /// Base size of type, pixels: that of a quiet line.
    pub fn base(&self) -> f32 {
        let hand = if self.is_wide() { 1.0 } else { IN_THE_HAND };
        (self.width + self.height) / SIDES_OVER_BASE * hand
    }

    /// Step of the baseline grid, pixels.
    pub(crate) fn grid(&self) -> f32 {
        self.base() * 0.25
    }

    /// Left edge and width of the column that a place has.
    pub(crate) fn column(&self, is_right: bool) -> (f32, f32) {
        let margin = self.width * MARGIN[0];
        match (self.is_wide(), is_right) {
            (true, false) => (margin, self.width * LEFT_END - margin),
            (true, true) => (self.width * COLUMN, self.width * (1.0 - COLUMN) - margin),
            (false, _) => (margin, self.width - 2.0 * margin),
        }
    }

    /// The lowest baseline, down from the picture's upper edge; all others lie on the grid above it.
    pub(crate) fn lowest_baseline(&self) -> f32 {
        let margin = if self.is_tall() { TALL_LOWER } else { MARGIN[1] };
        (self.height * (1.0 - margin)).round()
    }

    /// The lowest baseline of letters that reach so far below it.
    pub(crate) fn baseline_over(&self, descent: f32) -> f32 {
        let lowest = self.lowest_baseline();
        let excess = lowest + descent - self.height * (1.0 - UNSAFE);
        lowest - (excess / self.grid()).ceil().max(0.0) * self.grid()
    }

    /// The uppermost edge of letters.
    pub(crate) fn upper_edge(&self) -> f32 {
        self.height * if self.is_tall() { TALL_UPPER } else { MARGIN[1] }
    }

    /// Whether bounds lie inside the safe area.
    pub fn holds(&self, bounds: &Bounds) -> bool {
        bounds.left >= self.width * UNSAFE
            && bounds.right <= self.width * (1.0 - UNSAFE)
            && bounds.top >= self.height * UNSAFE
            && bounds.bottom <= self.height * (1.0 - UNSAFE)
    }

    /// Left edge of the safe area.
    pub(crate) fn safe_left(&self) -> f32 {
        self.width * UNSAFE
    }
}
