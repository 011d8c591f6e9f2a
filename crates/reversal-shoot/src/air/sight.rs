//! What the camera sees of small things: where in the picture, how large, how sharp, and behind what.

use glam::{Vec2, Vec3};

use crate::finish::confusion;
use crate::march::{Exposure, View};

/// Nearer than this the lens hood keeps things off, m.
const NEAREST_M: f32 = 0.45;
/// What is out of focus is drawn no wider than this share of the picture.
const WIDEST: f32 = 0.03;
/// Half the width of what is sharp, pixels: below, lines and points would flicker as they pass over pixels.
const SHARP_PX: f32 = 1.4;

/// A view in which small things are looked for.
pub(crate) struct Sight<'a> {
    pub view: &'a View<'a>,
    exposure: &'a Exposure,
    /// Inward normals of the four sides of what is seen.
    sides: [Vec3; 4],
}

/// Where a point is in the picture.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// Pixels from the upper left corner.
    pub at: Vec2,
    /// From the eye, m.
    pub distance_m: f32,
    /// Along the camera's axis, m.
    pub depth_m: f32,
}

impl<'a> Sight<'a> {
    pub fn new(view: &'a View<'a>, exposure: &'a Exposure) -> Self {
        let camera = view.camera;
        let across = camera.tan_half_width;
        let up = across * view.height as f32 / view.width as f32;
        let side = |axis: Vec3, reach: f32| (camera.forward * reach - axis).normalize();
        let sides =
            [side(camera.right, across), side(-camera.right, across), side(camera.up, up), side(-camera.up, up)];
        Self { view, exposure, sides }
    }

    pub fn eye(&self) -> Vec3 {
        self.view.camera.eye
    }

    /// Whether anything of a ball, given from the eye, may be in the picture and within reach.
    pub fn may_see(&self, from_eye: Vec3, radius_m: f32, reach_m: f32) -> bool {
        let reach = reach_m + radius_m;
        from_eye.length_squared() < reach * reach && self.sides.iter().all(|side| side.dot(from_eye) > -radius_m)
    }

    /// Where a point is, if it lies before the lens.
    pub fn place(&self, point: Vec3) -> Option<Place> {
        let camera = self.view.camera;
        let way = point - camera.eye;
        let depth_m = way.dot(camera.forward);
        if depth_m < NEAREST_M {
            return None;
        }
        let scale = 1.0 / (depth_m * self.view.pixel);
        let (width, height) = (self.view.width as f32, self.view.height as f32);
        let at = Vec2::new(width * 0.5 + way.dot(camera.right) * scale, height * 0.5 - way.dot(camera.up) * scale);
        Some(Place { at, distance_m: way.length(), depth_m })
    }

    /// Whether what is drawn lies behind a point of the picture; beyond its edge, whether nothing is known of it.
    pub fn is_free(&self, place: &Place) -> bool {
        let (x, y) = (place.at.x, place.at.y);
        if x < 0.0 || y < 0.0 || x >= self.view.width as f32 || y >= self.view.height as f32 {
            return true;
        }
        self.exposure.depth_m[y as usize * self.view.width + x as usize] > place.distance_m
    }

    /// Whether a mark of some width may touch the picture.
    pub fn is_in_picture(&self, from: Vec2, to: Vec2, half_width: f32) -> bool {
        let (low, high) = (from.min(to) - half_width, from.max(to) + half_width);
        high.x > 0.0 && high.y > 0.0 && low.x < self.view.width as f32 && low.y < self.view.height as f32
    }

    /// Half the width that a thing has in the picture, pixels: its own, that of its circle of confusion, and that of
    /// what is still sharp.
    pub fn half_width(&self, size_m: f32, depth_m: f32) -> f32 {
        let blur = confusion(self.view.camera, depth_m).abs().min(WIDEST) * self.view.width as f32;
        SHARP_PX + 0.5 * (size_m / (depth_m * self.view.pixel) + blur)
    }
}
