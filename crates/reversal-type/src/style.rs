//! How each voice is set: size, weight, spacing, and how its words come and go.

use reversal_model::lettering::Voice;

use crate::face::Cut;
use crate::safe::Area;

/// How a voice is set. Light letters on a dark ground look heavier than they are: weights are a step below print.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    /// Size over the base size.
    size: f32,
    weight: f32,
    tracking: f32,
    /// From baseline to baseline, steps of the grid.
    pub leading_steps: f32,
    /// How long a word takes to come, s.
    pub come_secs: f32,
    /// How long the card takes to go, s.
    pub go_secs: f32,
    /// Density of its letters, 0..1.
    pub density: f32,
    /// Whether a word lands: comes a little too large and is still two frames later.
    pub lands: bool,
}

/// Points of optical size in a pixel of a picture whose width and height make 3000: a base size then has the forms
/// of 19 points. Finer forms break up in grain.
const POINTS_IN_A_PIXEL: f32 = 0.4;

impl Style {
    /// The style of a voice.
    pub fn of(voice: Voice) -> Style {
        match voice {
            Voice::Title => Style {
                size: 2.9,
                weight: 340.0,
                tracking: -0.008,
                leading_steps: 12.0,
                come_secs: 0.5,
                go_secs: 0.5,
                density: 0.96,
                lands: false,
            },
            Voice::Still => Style {
                size: 1.0,
                weight: 430.0,
                tracking: 0.008,
                leading_steps: 5.0,
                come_secs: 0.17,
                go_secs: 0.25,
                density: 0.95,
                lands: false,
            },
            Voice::Plain => Style {
                size: 1.3,
                weight: 480.0,
                tracking: 0.002,
                leading_steps: 6.0,
                come_secs: 0.09,
                go_secs: 0.17,
                density: 0.93,
                lands: false,
            },
            Voice::Loud => Style {
                size: 2.3,
                weight: 680.0,
                tracking: -0.014,
                leading_steps: 9.0,
                come_secs: 0.0,
                go_secs: 0.0,
                density: 0.97,
                lands: true,
            },
        }
    }

    /// Its cut in an area, at a share of its size.
    pub fn cut(&self, area: &Area, share: f32) -> Cut {
        let em = area.base() * self.size * share;
        Cut { em, weight: self.weight, optical_size: optical_size(em, area), tracking: self.tracking }
    }
}

/// The cut of what stands small beneath a title: capitals, wide.
pub(crate) fn credit_cut(area: &Area, share: f32) -> Cut {
    let em = area.base() * 0.72 * share;
    Cut { em, weight: 480.0, optical_size: optical_size(em, area), tracking: 0.16 }
}

fn optical_size(em: f32, area: &Area) -> f32 {
    (em * POINTS_IN_A_PIXEL * 3000.0 / (area.width + area.height)).clamp(7.0, 72.0)
}

/// Characters of a row at most; what is longer is broken. Subtitling breaks from 32 to 42 (EBU-TT-D, BBC).
pub fn row_characters(voice: Voice, area: &Area) -> usize {
    let [wide, narrow] = match voice {
        Voice::Title => [20, 12],
        Voice::Still => [36, 26],
        Voice::Plain => [32, 22],
        Voice::Loud => [20, 12],
    };
    if area.is_wide() { wide } else { narrow }
}
