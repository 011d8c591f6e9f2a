//! One frame: dress the figures, march the light, finish the film.

use fearless_simd::Level;
use glam::Vec3;
use reversal_model::lettering::Inscription;
use reversal_model::performance::{Joint, Skeleton};

use crate::air::{Air, Shutter};
use crate::camera::Camera;
use crate::dress::{Condition, Hands, dress_pair};
use crate::finish::Finisher;
use crate::march::{Exposure, Marcher, View};
use crate::primitive::Primitive;
use crate::stage::Stage;

/// Pictures are marched at this share of their size and enlarged before grain, which hides it.
const MARCHED_SHARE: f32 = 0.575;
/// Pictures are not marched wider than this.
const WIDEST_MARCH: usize = 1104;

/// Size of the frame and shape of the picture in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameFormat {
    /// Width of the frame, pixels, even.
    pub width: usize,
    /// Height of the frame, pixels, even.
    pub height: usize,
    /// Width over height of the picture; bars fill what it leaves of the frame.
    pub picture_aspect: f32,
}

/// Where the picture lies in the frame, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
}

impl FrameFormat {
    /// Width and height of the picture between the bars, pixels.
    pub fn picture_size(&self) -> (usize, usize) {
        let picture = self.picture();
        (picture.width, picture.height)
    }

    /// The picture between the bars.
    pub(crate) fn picture(&self) -> Picture {
        let frame_aspect = self.width as f32 / self.height as f32;
        let even = |size: f32, most: usize| ((size * 0.5).round() as usize * 2).clamp(2, most);
        let (width, height) = if self.picture_aspect >= frame_aspect {
            (self.width, even(self.width as f32 / self.picture_aspect, self.height))
        } else {
            (even(self.height as f32 * self.picture_aspect, self.width), self.height)
        };
        Picture { left: (self.width - width) / 2, top: (self.height - height) / 2, width, height }
    }

    /// Size at which light is marched.
    pub(crate) fn marched(&self) -> Picture {
        let picture = self.picture();
        // By area, so that a tall picture costs what a wide one does.
        let most = (WIDEST_MARCH * WIDEST_MARCH) as f32 / 2.35;
        let scale = (most / (picture.width * picture.height) as f32).sqrt().min(MARCHED_SHARE);
        let size = |full: usize| ((full as f32 * scale * 0.5).round() as usize * 2).max(2);
        Picture { left: 0, top: 0, width: size(picture.width), height: size(picture.height) }
    }
}

/// What a frame shows.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The two figures, in the order of the stage's characters.
    pub bodies: &'a [Skeleton; 2],
    /// What their hands do; without it, what suits this moment taken by itself.
    pub hands: Option<Hands>,
    /// How full their lungs are, 0..1.
    pub breath: [f32; 2],
    /// How worn and dirty their clothes are by now, 0..1.
    pub wear: f32,
    /// How far what hangs from their hips swings out of the plumb, m.
    pub swing: [Vec3; 2],
    /// Through what it is seen.
    pub camera: &'a Camera,
    /// Number of the frame: each has its own grain, and its own moment of the rain.
    pub frame: u64,
    /// Frames a second.
    pub frames_per_sec: f64,
}

/// Draws frames one after another. Keeps its buffers; make one a thread. Frames do not depend on which
/// renderer draws them or on what it drew before.
pub struct Renderer {
    format: FrameFormat,
    level: Level,
    primitives: Vec<Primitive>,
    marcher: Marcher,
    exposure: Exposure,
    air: Air,
    finisher: Finisher,
}

impl Renderer {
    /// A renderer with the best instructions that this machine has.
    pub fn new(format: FrameFormat) -> Self {
        Self::with_level(format, Level::new())
    }

    /// A renderer pinned to an instruction set: pictures differ in their last bits between them.
    pub fn with_level(format: FrameFormat, level: Level) -> Self {
        Self {
            format,
            level,
            primitives: Vec::new(),
            marcher: Marcher::default(),
            exposure: Exposure::default(),
            air: Air::default(),
            finisher: Finisher::new(&format),
        }
    }

    /// Draws a moment on a stage into the luma plane of a frame: BT.709, 16..235, row by row without gaps.
    /// Chroma is 128 throughout.
    pub fn draw(&mut self, stage: &Stage, moment: &Moment, luma: &mut Vec<u8>) {
        self.expose(stage, moment);
        self.develop(stage, moment, None, luma);
    }

    /// The first half of drawing: dresses the figures, marches light and depth, and finds what is in the air.
    pub fn expose(&mut self, stage: &Stage, moment: &Moment) {
        self.primitives.clear();
        let size = self.format.marched();
        let pixel = 2.0 * moment.camera.tan_half_width / size.width as f32;
        let pixel_m = moment.bodies.map(|body| pixel * body[Joint::Head as usize].distance(moment.camera.eye));
        let condition = Condition { breath: moment.breath, wear: moment.wear, swing: moment.swing, pixel_m };
        let hands = moment.hands.unwrap_or_else(|| Hands::of(stage, moment.bodies));
        dress_pair(stage, moment.bodies, &condition, &hands, &mut self.primitives);
        self.primitives.extend_from_slice(&stage.solids);
        let shutter = Shutter::new(moment.frame, moment.frames_per_sec);
        let view = View {
            secs: shutter.opens_secs as f32,
            ..View::new(stage, moment.camera, &self.primitives, size.width, size.height)
        };
        self.marcher.expose(self.level, &view, &mut self.exposure);
        self.air.gather(self.level, &view, &self.exposure, moment.bodies, shutter);
    }

    /// The second half: finishes what was exposed last, once, with what is written on it.
    pub fn develop(&mut self, stage: &Stage, moment: &Moment, written: Option<&Inscription<'_>>, luma: &mut Vec<u8>) {
        luma.resize(self.format.width * self.format.height, 0);
        self.finisher.develop(
            self.level,
            &mut self.exposure,
            moment.camera,
            stage.exposure * moment.camera.gain,
            stage.printing,
            self.air.flecks(),
            written,
            moment.frame,
            luma,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_picture_lies_between_bars_and_a_tall_one_between_pillars() {
        let wide = FrameFormat { width: 1920, height: 1080, picture_aspect: 2.39 }.picture();
        assert_eq!((wide.left, wide.width, wide.height, wide.top), (0, 1920, 804, 138));
        let tall = FrameFormat { width: 1920, height: 1080, picture_aspect: 1.0 }.picture();
        assert_eq!((tall.width, tall.height, tall.left, tall.top), (1080, 1080, 420, 0));
    }

    #[test]
    fn pictures_are_marched_smaller_and_the_largest_at_no_more_than_one_size() {
        let draft = FrameFormat { width: 640, height: 360, picture_aspect: 2.39 };
        assert_eq!(draft.marched().width, 368);
        let full = FrameFormat { width: 1920, height: 1080, picture_aspect: 2.39 };
        assert!((1100..=1130).contains(&full.marched().width), "{:?}", full.marched());
    }
}

#[cfg(test)]
mod frames {
    use super::*;
    use crate::dress::standing;
    use glam::Vec3;
    use reversal_model::assets::{briefs, places};
    use reversal_model::look::Print;

    /// A camera four metres before a spot, at the height of the breast.
    fn camera_at(spot: Vec3) -> Camera {
        Camera {
            eye: spot + Vec3::new(0.0, 1.2, 4.0),
            forward: Vec3::NEG_Z,
            right: Vec3::X,
            up: Vec3::Y,
            tan_half_width: 0.5,
            focus_m: 4.0,
            aperture_m: 0.005,
            gain: 1.0,
            back_light: Vec3::ZERO,
        }
    }

    fn draw(renderer: &mut Renderer, place: usize, apart_m: f32, frame: u64) -> Vec<u8> {
        let brief = &briefs()[0];
        let characters = [&brief.characters[0], &brief.characters[1]];
        let place = &places()[place];
        let stage = Stage::new(place, characters, 0.0);
        let origin = Vec3::from(place.anchors[0].at);
        let mut bodies = characters.map(standing);
        for (body, side) in bodies.iter_mut().zip([-1.0, 1.0]) {
            body.iter_mut().for_each(|joint| *joint += origin + Vec3::X * (side * apart_m));
        }
        let camera = camera_at(origin);
        let moment = Moment {
            bodies: &bodies,
            hands: None,
            breath: [0.5; 2],
            wear: 0.3,
            swing: [Vec3::ZERO; 2],
            camera: &camera,
            frame,
            frames_per_sec: 24.0,
        };
        let mut luma = Vec::new();
        renderer.draw(&stage, &moment, &mut luma);
        luma
    }

    const SMALL: FrameFormat = FrameFormat { width: 320, height: 180, picture_aspect: 2.39 };

    #[test]
    fn a_frame_does_not_depend_on_what_was_drawn_before() {
        let mut used = Renderer::new(SMALL);
        for place in 0..places().len() {
            draw(&mut used, place, 0.9, 3);
        }
        assert!(draw(&mut used, 0, 0.4, 7) == draw(&mut Renderer::new(SMALL), 0, 0.4, 7));
    }

    #[test]
    fn every_place_has_blacks_and_lights_and_bars() {
        let mut renderer = Renderer::new(SMALL);
        let picture = SMALL.picture();
        for (i, place) in places().iter().enumerate() {
            let luma = draw(&mut renderer, i, 0.4, 1);
            assert!(luma.iter().all(|&v| (16..=235).contains(&v)));
            assert!(luma[..picture.top * SMALL.width].iter().all(|&v| v == 16), "bars of {}", place.name);
            let mut seen = luma[picture.top * SMALL.width..][..picture.height * SMALL.width].to_vec();
            seen.sort_unstable();
            let (dark, light) = (seen[seen.len() / 20], seen[seen.len() * 49 / 50]);
            assert!(dark < 60 && light > 75, "{}: {dark} to {light}", place.name);
        }
    }

    #[test]
    fn figures_are_in_the_picture_and_grain_moves() {
        let mut renderer = Renderer::new(SMALL);
        let (here, away) = (draw(&mut renderer, 0, 0.4, 1), draw(&mut renderer, 0, 9.0, 1));
        let changed = here.iter().zip(&away).filter(|(a, b)| a.abs_diff(**b) > 12).count();
        assert!(changed > 800, "{changed}");
        assert!(here != draw(&mut renderer, 0, 0.4, 2));
    }

    /// Means of a frame over 8 × 4 fields of the picture.
    fn thumbnail(luma: &[u8]) -> Vec<u8> {
        let picture = SMALL.picture();
        let (width, height) = (picture.width / 8, picture.height / 4);
        let mean = |field: usize| {
            let (left, top) = (field % 8 * width, picture.top + field / 8 * height);
            let rows = luma.chunks_exact(SMALL.width).skip(top).take(height);
            let sum: usize = rows.flat_map(|row| &row[left..left + width]).map(|&v| usize::from(v)).sum();
            (sum / (width * height)) as u8
        };
        (0..32).map(mean).collect()
    }

    /// Two stills as they were when they were last looked at, drawn with the instructions that every machine
    /// has. Where the look is changed on purpose, look at new stills and write their thumbnails into the file.
    #[test]
    fn two_stills_look_as_they_did_when_they_were_approved() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/approved_stills.txt");
        let approved = std::fs::read_to_string(path).unwrap();
        let mut renderer = Renderer::with_level(SMALL, Level::baseline());
        for (place, approved) in approved.lines().enumerate() {
            let approved: Vec<u8> = approved.split_whitespace().skip(1).map(|value| value.parse().unwrap()).collect();
            let seen = thumbnail(&draw(&mut renderer, place, 0.4, 5));
            // The last bits of powers and sines differ between systems.
            let same = seen.len() == approved.len() && seen.iter().zip(&approved).all(|(a, b)| a.abs_diff(*b) <= 2);
            let values: Vec<String> = seen.iter().map(u8::to_string).collect();
            assert!(same, "{} {}", places()[place].name, values.join(" "));
        }
        assert_eq!(approved.lines().count(), 2);
    }

    #[test]
    fn a_print_changes_the_picture_and_its_middle_does_not() {
        let brief = &briefs()[0];
        let characters = [&brief.characters[0], &brief.characters[1]];
        let stage = |print: &Print| Stage::new(&places()[0], characters, 0.0).printed(print);
        let bodies = characters.map(standing);
        let camera = camera_at(Vec3::ZERO);
        let moment = Moment {
            bodies: &bodies,
            hands: None,
            breath: [0.5; 2],
            wear: 0.3,
            swing: [Vec3::ZERO; 2],
            camera: &camera,
            frame: 1,
            frames_per_sec: 24.0,
        };
        let mut renderer = Renderer::new(SMALL);
        let mut drawn = |stage: &Stage| {
            let mut luma = Vec::new();
            renderer.draw(stage, &moment, &mut luma);
            luma
        };
        let mean = |luma: &[u8]| luma.iter().map(|&v| u32::from(v)).sum::<u32>() / luma.len() as u32;
        let plain = drawn(&Stage::new(&places()[0], characters, 0.0));
        let low = drawn(&stage(&Print { key: 0.1, ..Print::default() }));
        let high = drawn(&stage(&Print { key: 0.9, ..Print::default() }));
        assert!(drawn(&stage(&Print::default())) == plain);
        assert!(mean(&low) < mean(&plain) && mean(&plain) < mean(&high));
    }

    #[test]
    fn frames_are_the_same_on_any_thread() {
        let here = draw(&mut Renderer::new(SMALL), 1, 0.4, 9);
        let there: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..2).map(|_| scope.spawn(|| draw(&mut Renderer::new(SMALL), 1, 0.4, 9))).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        assert!(there.iter().all(|frame| *frame == here));
    }

    /// The instruction sets of this machine, from the least to the best.
    fn levels() -> Vec<Level> {
        let best = Level::new();
        let mut levels = vec![Level::baseline()];
        #[cfg(target_arch = "x86_64")]
        {
            use fearless_simd::Simd;
            levels.extend(best.as_sse4_2().map(Simd::level));
            levels.extend(best.as_avx2().map(Simd::level));
        }
        levels.push(best);
        levels
    }

    /// Fused products and the order of sums differ between instruction sets: a ray may then stop elsewhere, and a
    /// pixel on an edge tells it. What is allowed: 48 dB between any two, and one pixel in 200 more than two codes
    /// apart.
    #[test]
    fn instruction_sets_draw_the_same_film() {
        let drawn: Vec<Vec<u8>> =
            levels().into_iter().map(|level| draw(&mut Renderer::with_level(SMALL, level), 0, 0.4, 5)).collect();
        for (i, other) in drawn.iter().enumerate().skip(1) {
            let pairs = || drawn[0].iter().zip(other).map(|(a, b)| f64::from(a.abs_diff(*b)));
            let mean_square = pairs().map(|gap| gap * gap).sum::<f64>() / drawn[0].len() as f64;
            let decibels = 20.0 * 255.0_f64.log10() - 10.0 * mean_square.max(1e-9).log10();
            let apart = pairs().filter(|gap| *gap > 2.0).count();
            assert!(decibels > 48.0 && apart * 200 < other.len(), "{i}: {decibels:.1} dB, {apart} pixels");
        }
    }
}
