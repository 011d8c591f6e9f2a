//! Camera moves as arrows over a storyboard panel, in the board artist's usual
//! signs: arrows from the corners inward for a push, outward for a pull, one
//! arrow along the way of a follow, a wave in the corner for handheld, nothing
//! where the camera stands.

use std::fmt::Write;

use reversal_model::shots::Movement;

/// How the camera goes from a shot's first frame to its last, as seen through it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CameraDrift {
    /// To the right, degrees of view: what it turns and what it moves past its subject.
    pub right_deg: f32,
    /// Upward, the same.
    pub up_deg: f32,
}

/// Side of a square as large as the drawing's space, which has the picture's shape: so a sign covers the same
/// share of a wide picture and of an upright one.
const SIDE: f32 = 155.0;
/// Turn below which a follow has no way worth an arrow, degrees.
const FOLLOW_DEG_MIN: f32 = 1.0;
/// Turn at which the arrow is as long as it gets, degrees.
const FOLLOW_DEG_FULL: f32 = 12.0;

/// The signs of a movement over a picture of a shape (width over height), as an SVG element.
pub(super) fn arrows(movement: Movement, drift: CameraDrift, ratio: f32) -> String {
    let size = (SIDE * ratio.sqrt(), SIDE / ratio.sqrt());
    let mut svg = format!(
        "<svg class=\"arrows\" viewBox=\"0 0 {:.1} {:.1}\" aria-hidden=\"true\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
        size.0, size.1
    );
    match movement {
        Movement::Locked => return String::new(),
        Movement::Push => corners(&mut svg, size, 0.07, 0.24),
        Movement::Pull => corners(&mut svg, size, 0.24, 0.07),
        Movement::Follow => follow(&mut svg, size, drift),
        Movement::Handheld => wave(&mut svg, size),
    }
    svg.push_str("</svg>");
    svg
}

/// Arrows in the four corners, from one distance to the frame's edge to another (shares of its size).
fn corners(svg: &mut String, (width, height): (f32, f32), from: f32, to: f32) {
    for (across, down) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
        let at = |share: f32| {
            (width * (across + share * (1.0 - 2.0 * across)), height * (down + share * (1.0 - 2.0 * down)))
        };
        arrow(svg, at(from), at(to));
    }
    // The tighter frame that the move ends or begins in.
    let inner = from.max(to) + 0.02;
    stroke(
        svg,
        &format!(
            "M{:.1} {:.1}H{:.1}V{:.1}H{:.1}Z",
            width * inner,
            height * inner,
            width * (1.0 - inner),
            height * (1.0 - inner),
            width * inner
        ),
        1.0,
        " stroke-dasharray=\"3 3\"",
    );
}

/// One arrow through the lower third, as long as the camera's way is.
fn follow(svg: &mut String, (width, height): (f32, f32), drift: CameraDrift) {
    let way = drift.right_deg.hypot(drift.up_deg);
    let middle = (width / 2.0, height * 0.8);
    if way < FOLLOW_DEG_MIN {
        // It stays with them wherever they go: both ways.
        let reach = width * 0.09;
        arrow(svg, middle, (middle.0 - reach, middle.1));
        arrow(svg, middle, (middle.0 + reach, middle.1));
        return;
    }
    let length = width * (0.18 + 0.42 * (way / FOLLOW_DEG_FULL).min(1.0));
    let (x, y) = (drift.right_deg / way * length / 2.0, -drift.up_deg / way * (length / 2.0).min(height * 0.15));
    arrow(svg, (middle.0 - x, middle.1 - y), (middle.0 + x, middle.1 + y));
}

/// A short wave in the lower right corner: the hand that holds the camera.
fn wave(svg: &mut String, (width, height): (f32, f32)) {
    let (x, y) = (width - 31.0, height - 9.0);
    let path = format!("M{x:.1} {y:.1}q3 -6 6 0t6 0t6 0t6 0");
    stroke(svg, &path, 1.8, "");
}

fn arrow(svg: &mut String, from: (f32, f32), to: (f32, f32)) {
    const HEAD: f32 = 7.0;
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let length = x.hypot(y).max(1e-3);
    let (x, y) = (x / length, y / length);
    let barb = |side: f32| (to.0 - HEAD * (x + side * 0.6 * y), to.1 - HEAD * (y - side * 0.6 * x));
    let (left, right) = (barb(1.0), barb(-1.0));
    let path = format!(
        "M{:.1} {:.1}L{:.1} {:.1}M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}",
        from.0, from.1, to.0, to.1, left.0, left.1, to.0, to.1, right.0, right.1
    );
    stroke(svg, &path, 2.4, "");
}

/// Light on dark: it must be seen on night and on paper.
fn stroke(svg: &mut String, path: &str, width: f32, more: &str) {
    let _ = write!(
        svg,
        "<path d=\"{path}\" stroke=\"#000\" stroke-opacity=\".55\" stroke-width=\"{:.1}\"{more}/><path d=\"{path}\" stroke=\"#ffd23f\" stroke-width=\"{width:.1}\"{more}/>",
        width + 1.6
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ends of the drawn lines `M x yL x y`, the yellow ones.
    fn shafts(svg: &str) -> Vec<[f32; 4]> {
        svg.split("<path d=\"")
            .filter(|path| path.contains("stroke=\"#ffd23f\"") && path.contains('L'))
            .map(|path| {
                let numbers: Vec<f32> = path[1..].split(['L', ' ', 'M', '"']).flat_map(str::parse).take(4).collect();
                [numbers[0], numbers[1], numbers[2], numbers[3]]
            })
            .collect()
    }

    #[test]
    fn a_push_points_inward_a_pull_outward_and_a_static_shot_has_no_sign() {
        let to_middle = |x: f32, y: f32| (x - SIDE * 2.39_f32.sqrt() / 2.0).hypot(y - SIDE / 2.39_f32.sqrt() / 2.0);
        for (movement, inward) in [(Movement::Push, true), (Movement::Pull, false)] {
            let shafts = shafts(&arrows(movement, CameraDrift::default(), 2.39));
            assert_eq!(shafts.len(), 4);
            assert!(shafts.iter().all(|end| (to_middle(end[2], end[3]) < to_middle(end[0], end[1])) == inward));
        }
        assert!(arrows(Movement::Locked, CameraDrift::default(), 2.39).is_empty());
    }

    #[test]
    fn a_follow_points_where_the_camera_goes() {
        let drawn =
            |right_deg: f32, up_deg: f32| shafts(&arrows(Movement::Follow, CameraDrift { right_deg, up_deg }, 1.85))[0];
        let right = drawn(8.0, 0.0);
        assert!(right[2] > right[0] && right[1] == right[3]);
        let left_and_down = drawn(-8.0, -3.0);
        assert!(left_and_down[2] < left_and_down[0] && left_and_down[3] > left_and_down[1]);
    }
}
