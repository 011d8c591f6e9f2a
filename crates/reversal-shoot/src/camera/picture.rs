//! What a picture shows of the two: heads that its edge cuts, faces, one before the other, light on them. For `check`;
//! the search for a place to stand judges by the same measures.

use glam::Vec3;
use reversal_model::performance::{JOINT_COUNT, Skeleton};

use super::Camera;
use super::framing::{head_middle, look};
use super::judge::{beheading, in_line};

/// What a picture shows of the two, measured from their joints and its grey values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Picture {
    /// How badly the edge cuts each head: 0 not, 1 through its middle, or a chest that has none.
    pub cut: [f32; 2],
    /// Cosine of the turn of each face from the lens: 1 looks into it, -1 away.
    pub faces: [f32; 2],
    /// How far one stands behind the other: 0 across the picture, 1 in line.
    pub in_line: f32,
    /// Mean grey of the two, 0 black .. 1 white.
    pub light: f32,
    /// How far their greys differ from those around them, or within themselves.
    pub shape: f32,
}

impl Picture {
    /// Looks at a still without bars: `greys` of the full range, row by row, `width` in each.
    pub fn of(camera: &Camera, bodies: &[Skeleton; 2], greys: &[u8], width: usize) -> Picture {
        let height = (greys.len() / width.max(1)).max(1);
        let aspect = width as f32 / height as f32;
        let (mut two, mut ground) = (Greys::default(), Greys::default());
        let discs = discs(camera, bodies, width, height);
        for (i, grey) in greys.iter().enumerate() {
            let (x, y) = ((i % width) as f32 + 0.5, (i / width) as f32 + 0.5);
            let inside = |&(at_x, at_y, radius): &(f32, f32, f32)| (x - at_x).hypot(y - at_y) < radius;
            let values = if discs.iter().any(inside) { &mut two } else { &mut ground };
            values.take(f32::from(*grey) / 255.0);
        }
        Picture {
            cut: bodies.map(|figure| beheading(&figure, camera, aspect)),
            faces: bodies.map(|figure| look(&figure).dot((camera.eye - head_middle(&figure)).normalize_or_zero())),
            in_line: in_line(bodies, camera.forward),
            light: two.mean(),
            shape: two.spread().max((two.mean() - ground.mean()).abs()),
        }
    }
}

/// A part of one of the two in a picture: pixels from its left and upper edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Its middle.
    pub middle: [f32; 2],
    /// Its radius.
    pub radius: f32,
    /// Whether it is a head.
    pub is_head: bool,
}

impl Part {
    /// How far it reaches into a rectangle, pixels; below 0, how far it stays away.
    pub fn reach_into(&self, [left, top, right, bottom]: [f32; 4]) -> f32 {
        let [x, y] = self.middle;
        let (across, down) = ((left - x).max(x - right).max(0.0), (top - y).max(y - bottom).max(0.0));
        self.radius - across.hypot(down)
    }
}

/// The heads and the joints of the two in a picture of a size.
pub fn parts(camera: &Camera, bodies: &[Skeleton; 2], (width, height): (usize, usize)) -> Vec<Part> {
    /// From the middle of a head to its crown or chin, with its hair.
    const HEAD_M: f32 = 0.15;
    let per_m = width as f32 / (2.0 * camera.tan_half_width);
    let head = |figure: &Skeleton| {
        let to = head_middle(figure) - camera.eye;
        let depth_m = to.dot(camera.forward);
        let scale = per_m / depth_m;
        let middle =
            [0.5 * width as f32 + to.dot(camera.right) * scale, 0.5 * height as f32 - to.dot(camera.up) * scale];
        (depth_m > 0.1).then_some(Part { middle, radius: HEAD_M * scale, is_head: true })
    };
    let limbs = discs(camera, bodies, width, height).into_iter();
    let limb = |(x, y, radius)| Part { middle: [x, y], radius, is_head: false };
    bodies.iter().filter_map(head).chain(limbs.map(limb)).collect()
}

/// Where the joints of the two are in a picture, and how large a limb is there: pixels.
fn discs(camera: &Camera, bodies: &[Skeleton; 2], width: usize, height: usize) -> Vec<(f32, f32, f32)> {
    const LIMB_M: f32 = 0.1;
    let per_m = width as f32 / (2.0 * camera.tan_half_width);
    let mut discs = Vec::with_capacity(2 * JOINT_COUNT);
    for joint in bodies.iter().flatten() {
        let to: Vec3 = *joint - camera.eye;
        let depth_m = to.dot(camera.forward);
        if depth_m > 0.1 {
            let at = |along: Vec3| to.dot(along) / depth_m * per_m;
            discs.push((
                0.5 * width as f32 + at(camera.right),
                0.5 * height as f32 - at(camera.up),
                LIMB_M / depth_m * per_m,
            ));
        }
    }
    discs
}

/// Sums of grey values.
#[derive(Default)]
struct Greys {
    count: f32,
    sum: f64,
    squares: f64,
}

impl Greys {
    fn take(&mut self, grey: f32) {
        self.count += 1.0;
        self.sum += f64::from(grey);
        self.squares += f64::from(grey) * f64::from(grey);
    }

    fn mean(&self) -> f32 {
        self.sum as f32 / self.count.max(1.0)
    }

    fn spread(&self) -> f32 {
        let mean = self.sum / f64::from(self.count.max(1.0));
        (self.squares / f64::from(self.count.max(1.0)) - mean * mean).max(0.0).sqrt() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dress::standing;
    use reversal_model::assets;

    /// Two side by side before a camera that looks along -z from `eye`.
    fn picture(eye: Vec3, tan_half_width: f32, grey: impl Fn(usize) -> u8) -> Picture {
        let characters = &assets::briefs()[0].characters;
        let mut bodies = [standing(&characters[0]), standing(&characters[1])];
        for (body, side) in bodies.iter_mut().zip([-0.5, 0.5]) {
            body.iter_mut().for_each(|joint| *joint += Vec3::X * side);
        }
        let camera = Camera {
            eye,
            forward: Vec3::NEG_Z,
            right: Vec3::X,
            up: Vec3::Y,
            tan_half_width,
            focus_m: 4.0,
            aperture_m: 0.0,
            gain: 1.0,
            back_light: Vec3::ZERO,
        };
        let greys: Vec<u8> = (0..120 * 50).map(grey).collect();
        Picture::of(&camera, &bodies, &greys, 120)
    }

    #[test]
    fn a_head_above_the_edge_is_cut_and_one_inside_is_not() {
        let whole = picture(Vec3::new(0.0, 1.2, 4.0), 0.9, |_| 100);
        assert_eq!(whole.cut, [0.0; 2], "{whole:?}");
        let low = picture(Vec3::new(0.0, 0.9, 4.0), 0.45, |_| 100);
        assert!(low.cut.iter().all(|cut| *cut > 0.5), "{low:?}");
        let legs = picture(Vec3::new(0.0, 0.3, 4.0), 0.2, |_| 100);
        assert_eq!(legs.cut, [0.0; 2], "legs alone are a detail: {legs:?}");
    }

    #[test]
    fn heads_are_found_where_they_are() {
        let characters = &assets::briefs()[0].characters;
        let bodies = [standing(&characters[0]), standing(&characters[1])];
        let eye = head_middle(&bodies[0]) + Vec3::Z * 4.0;
        let camera = Camera {
            eye,
            forward: Vec3::NEG_Z,
            right: Vec3::X,
            up: Vec3::Y,
            tan_half_width: 0.5,
            focus_m: 4.0,
            aperture_m: 0.0,
            gain: 1.0,
            back_light: Vec3::ZERO,
        };
        let parts = parts(&camera, &bodies, (240, 100));
        assert_eq!(parts.iter().filter(|part| part.is_head).count(), 2);
        assert!((parts[0].middle[0] - 120.0).abs() < 0.1 && (parts[0].middle[1] - 50.0).abs() < 0.1);
        assert!((parts[0].radius - 9.0).abs() < 0.1, "{}", parts[0].radius);
    }

    #[test]
    fn two_beside_each_other_are_not_in_line_and_two_behind_each_other_are() {
        assert!(picture(Vec3::new(0.0, 1.2, 4.0), 0.9, |_| 100).in_line < 0.05);
        let across = [Vec3::NEG_Z, Vec3::X].map(|forward| {
            let characters = &assets::briefs()[0].characters;
            let mut bodies = [standing(&characters[0]), standing(&characters[1])];
            bodies[1].iter_mut().for_each(|joint| *joint += Vec3::X);
            in_line(&bodies, forward)
        });
        assert!(across[0] < 0.05 && across[1] > 0.9, "{across:?}");
    }

    #[test]
    fn light_is_that_of_the_two_and_shape_what_sets_them_off() {
        let even = picture(Vec3::new(0.0, 1.2, 4.0), 0.9, |_| 51);
        assert!((even.light - 0.2).abs() < 1e-3 && even.shape < 1e-3, "{even:?}");
        let bright_sides =
            picture(Vec3::new(0.0, 1.2, 4.0), 0.9, |i| if (40..80).contains(&(i % 120)) { 10 } else { 200 });
        assert!(bright_sides.shape > 0.3 && bright_sides.light < 0.3, "{bright_sides:?}");
    }
}
