//! One tile of 16 × 16 pixels: first what is seen, then who throws shadows there, then the light.

use fearless_simd::{Simd, SimdBase, SimdMask};

use super::bounds::Cone;
use super::distance::nearest;
use super::environment::{self, HORIZON_M, Hit};
use super::figure::Openness;
use super::fog::{self, Column};
use super::lists::{Ball, TileLists};
use super::packet::{FAR_M, LANES, Lanes, Pick, Vec3x8, fade, saturate, splat};
use super::{Exposure, View, figure, ground};

/// Pixels on a tile's side.
pub(crate) const TILE: usize = 16;
/// A packet is four pixels wide and four high.
const PACKET_WIDTH: usize = 4;
const PACKET_HEIGHT: usize = 4;
/// As many as a packet has lanes, so that one packet of cones finds where all begin.
const PACKETS: usize = TILE * TILE / LANES;
/// Column and row of a packet in its tile: four by four lie together, so that what follows them stays compact.
#[inline(always)]
const fn packet_place(packet: usize) -> (usize, usize) {
    ((packet & 1) | (packet >> 1 & 2), (packet >> 1 & 1) | (packet >> 2 & 2))
}

/// The packet at a column and row of its tile.
#[inline(always)]
const fn packet_at(across: usize, down: usize) -> usize {
    (across & 1) | (down & 1) << 1 | (across & 2) << 1 | (down & 2) << 2
}

/// Sub-pixel places of four samples on a rotated grid.
const EDGE_SAMPLES: [(f32, f32); 4] = [(-0.125, -0.375), (0.375, -0.125), (-0.375, 0.125), (0.125, 0.375)];
const STEPS: usize = 56;
/// A step is this much longer than what is known to be free; where the next free ball does not reach back to the last
/// one, the ray returns to that (Keinert et al. 2014, "Enhanced sphere tracing").
const EAGERNESS: f32 = 1.3;

/// Draws a row of tiles.
#[inline(always)]
pub(crate) fn draw_row<S: Simd>(
    simd: S,
    view: &View,
    columns: &[Column],
    row: usize,
    lists: &mut TileLists,
    out: &mut Exposure,
) {
    simd.vectorize(
        #[inline(always)]
        || {
            for column in 0..view.width.div_ceil(TILE) {
                draw(simd, view, columns, (column, row), lists, out);
            }
        },
    );
}

/// What one packet sees.
#[derive(Clone, Copy)]
struct Seen<S: Simd> {
    place: Hit<S>,
    figure: Met<S>,
    figure_point: Vec3x8<S>,
}

/// What a packet meets of figures and solids.
#[derive(Clone, Copy)]
struct Met<S: Simd> {
    /// Share of the pixel that they cover.
    cover: Lanes<S>,
    depth_m: Lanes<S>,
    /// Share of the pixel that a limb covers which is passed on the way there: its edge before another limb.
    rim: Lanes<S>,
    rim_m: Lanes<S>,
}

impl<S: Simd> Seen<S> {
    /// What holds the points of figures that are seen.
    #[inline(always)]
    fn ball(&self) -> Ball {
        Ball::of(self.figure_point, self.figure.cover.simd_gt(0.0))
    }
}

/// The cone that holds all rays of a rectangle of pixels.
#[inline(always)]
fn cone_of(view: &View, (left, top): (usize, usize), (width, height): (usize, usize)) -> Cone {
    let (x, y) = (left as f32, top as f32);
    let (right, bottom) = (x + width as f32, y + height as f32);
    let corners = [(x, y), (right, y), (right, bottom), (x, bottom)].map(|(x, y)| view.ray(x, y));
    Cone::new(view.camera.eye, view.ray((x + right) * 0.5, (y + bottom) * 0.5), corners)
}

/// Column and row of each lane in its packet.
const ACROSS: [f32; LANES] = [0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0];
const DOWN: [f32; LANES] = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 3.0];

/// Rays of a packet through its pixels, moved by a part of a pixel.
#[inline(always)]
fn packet_rays<S: Simd>(simd: S, view: &View, left: usize, top: usize, shift: (f32, f32)) -> Vec3x8<S> {
    let (across, down) = (Lanes::from_slice(simd, &ACROSS), Lanes::from_slice(simd, &DOWN));
    rays(simd, view, across + (left as f32 + 0.5 + shift.0), down + (top as f32 + 0.5 + shift.1))
}

#[inline(always)]
fn rays<S: Simd>(simd: S, view: &View, x: Lanes<S>, y: Lanes<S>) -> Vec3x8<S> {
    let right = (x - view.width as f32 * 0.5) * view.pixel;
    let up = (view.height as f32 * 0.5 - y) * view.pixel;
    Vec3x8::splat(simd, view.camera.forward)
        .plus_scaled_one(right, view.camera.right)
        .plus_scaled_one(up, view.camera.up)
        .normalized()
}

/// How far the rays of each packet of the tile can go before any of them meets something: cones, marched once, a
/// packet a lane.
#[inline(always)]
fn start_depths<S: Simd>(simd: S, view: &View, lists: &TileLists, left: usize, top: usize) -> [f32; LANES] {
    let (mut x, mut y) = ([0.0; LANES], [0.0; LANES]);
    for packet in 0..PACKETS {
        let (across, down) = packet_place(packet);
        x[packet] = (left + across * PACKET_WIDTH + PACKET_WIDTH / 2) as f32;
        y[packet] = (top + down * PACKET_HEIGHT + PACKET_HEIGHT / 2) as f32;
    }
    let ray = rays(simd, view, Lanes::from_slice(simd, &x), Lanes::from_slice(simd, &y));
    let eye = Vec3x8::splat(simd, view.camera.eye);
    // Half the packet's diagonal, and the pixel's own width that coverage needs.
    let diagonal = ((PACKET_WIDTH * PACKET_WIDTH + PACKET_HEIGHT * PACKET_HEIGHT) as f32).sqrt();
    let spread = view.pixel * (diagonal * 0.5 + 2.0);
    let mut depth = splat(simd, lists.near_m);
    let mut alive = depth.simd_lt(lists.far_m);
    for _ in 0..24 {
        if !alive.any_true() {
            break;
        }
        let free = nearest(simd, view.primitives, &lists.seen, ray.scaled_plus(depth, eye)) - depth * spread;
        alive &= free.simd_gt(0.004);
        depth += alive.pick(free * (1.0 / (1.0 + spread)), 0.0);
        alive &= depth.simd_lt(lists.far_m);
    }
    depth.into()
}

/// A ray has passed a limb when it is further from it than it was by so many pixels.
const PASSED_PIXELS: f32 = 1.0;
/// Share of a pixel below which an edge before another limb is not drawn.
const FAINT_RIM: f32 = 0.08;
/// Where a pixel's middle is so many pixels from a limb, nothing of it is covered.
const REACH_PIXELS: f32 = 1.30;

/// Marches a packet to the figures; keeps the best coverage on the way, so that edges are smooth.
#[inline(always)]
fn march<S: Simd>(simd: S, view: &View, list: &[u16], ray: Vec3x8<S>, from_m: f32, to_m: Lanes<S>) -> Met<S> {
    let eye = Vec3x8::splat(simd, view.camera.eye);
    let mut depth = splat(simd, from_m);
    let far = splat(simd, FAR_M);
    let (mut best, mut best_depth) = (far, depth);
    let (mut rim, mut rim_m) = (splat(simd, 0.0), depth);
    let mut alive = depth.simd_lt(to_m);
    // The last step, and how much of it was known to be free.
    let (mut step, mut known) = (splat(simd, 0.0), splat(simd, FAR_M));
    let mut eagerness = splat(simd, EAGERNESS);
    for _ in 0..STEPS {
        if !alive.any_true() {
            break;
        }
        let free = nearest(simd, view.primitives, list, ray.scaled_plus(depth, eye));
        let skipped = step.simd_gt(known + free.max(0.0));
        let pixels = free / (depth * view.pixel);
        let leaves = alive & !skipped & pixels.simd_gt(best + PASSED_PIXELS);
        let passed = leaves & best.simd_lt(REACH_PIXELS) & rim.simd_le(0.0);
        rim = passed.pick(REACH_PIXELS - best, rim);
        rim_m = passed.pick(best_depth, rim_m);
        best = passed.pick(far, best);
        let better = alive & !skipped & pixels.simd_lt(best);
        best = better.pick(pixels, best);
        // Deep folds are nearer than their distance says: what has gone too far goes back.
        best_depth = better.pick(depth + free.min(0.0), best_depth);
        alive &= skipped | pixels.simd_gt(0.25);
        eagerness = skipped.pick(1.0, eagerness);
        // Before the end of the way every ray looks once more.
        let ahead = (free * eagerness).min((to_m - depth - 1e-3).max(free));
        depth += alive.pick(skipped.pick(known - step, ahead), 0.0);
        step = skipped.pick(known, ahead);
        known = skipped.pick(known, free);
        alive &= depth.simd_lt(to_m);
    }
    let cover = best_depth.simd_lt(to_m).pick(saturate(REACH_PIXELS - best), 0.0);
    // A limb with nothing behind it is what is met.
    let alone = cover.simd_le(0.0);
    let apart = rim.simd_gt(FAINT_RIM) & best_depth.simd_gt(rim_m + SAME_LIMB_M) & !alone;
    Met {
        cover: alone.pick(rim.min(1.0), cover),
        depth_m: alone.pick(rim_m, best_depth),
        rim: apart.pick(rim.min(1.0), 0.0),
        rim_m,
    }
}

#[inline(always)]
fn draw<S: Simd>(
    simd: S,
    view: &View,
    columns: &[Column],
    (column, row): (usize, usize),
    lists: &mut TileLists,
    out: &mut Exposure,
) {
    let (left, top) = (column * TILE, row * TILE);
    lists.look(simd, &cone_of(view, (left, top), (TILE, TILE)), view.stage);
    let eye = Vec3x8::splat(simd, view.camera.eye);
    let zero = splat(simd, 0.0);
    let starts = if lists.seen.is_empty() { [0.0; LANES] } else { start_depths(simd, view, lists, left, top) };
    let place_of = |k: usize| {
        let (across, down) = packet_place(k);
        (left + across * PACKET_WIDTH, top + down * PACKET_HEIGHT)
    };

    let (mut figures, mut place) = (Ball::EMPTY, Ball::EMPTY);
    let mut any_figure = false;
    let mut far_m = 0.0;
    let no_figure = Met { cover: zero, depth_m: zero, rim: zero, rim_m: zero };
    let nothing = Seen { place: Hit::nothing(simd), figure: no_figure, figure_point: eye };
    let mut seen = [nothing; PACKETS];
    // No closures from here on: the compiler would not carry the instruction set into them.
    for k in 0..PACKETS {
        let (x, y) = place_of(k);
        let reached = !lists.seen.is_empty() && starts[k] < lists.far_m;
        if reached {
            far_m = lists.look_closer(simd, &cone_of(view, (x, y), (PACKET_WIDTH, PACKET_HEIGHT)));
        }
        let ray = packet_rays(simd, view, x, y, (0.0, 0.0));
        let hit = environment::trace(simd, view.stage, eye, ray, &lists.boxes, view.pixel);
        let mut figure = no_figure;
        if reached {
            let to = hit.distance_m.min(far_m);
            figure = march(simd, view, &lists.packet, ray, starts[k], to);
        }
        let point = ray.scaled_plus(hit.distance_m.min(30.0), eye);
        for lane in [0, 3, 12, 15] {
            place.include(point.lane(lane));
        }
        seen[k] = Seen { place: hit, figure, figure_point: ray.scaled_plus(figure.depth_m, eye) };
        if figure.cover.simd_gt(0.0).any_true() {
            any_figure = true;
            figures.include_all(&seen[k].ball());
        }
    }
    lists.look_from_figures(simd, figures, view.stage);
    lists.look_from_place(simd, place, view.stage);

    let quads = if any_figure { look_to_lights(simd, view, lists, &seen) } else { Quads::OPEN };

    let corners = view.width.div_ceil(TILE) + 1;
    let corner = |dx: usize, dy: usize| &columns[(row + dy) * corners + column + dx];
    let fog_columns = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
    for (k, seen) in seen.iter().enumerate() {
        let (x, y) = place_of(k);
        if x >= view.width || y >= view.height {
            continue;
        }
        let ray = packet_rays(simd, view, x, y, (0.0, 0.0));
        let (u, v) = ((x - left + 2) as f32 / TILE as f32, (y - top + 2) as f32 / TILE as f32);
        let weights = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
        let air = fog::between(simd, fog_columns, weights);
        let mut light = zero;
        let Met { cover, depth_m, rim, rim_m } = seen.figure;
        if cover.simd_lt(1.0).any_true() {
            let edge = (seen.place.edge & cover.simd_lt(1.0)).any_true();
            let samples = if edge { EDGE_SAMPLES.len() } else { 1 };
            for shift in EDGE_SAMPLES.iter().take(samples) {
                let (ray, hit) = if edge {
                    let ray = packet_rays(simd, view, x, y, *shift);
                    (ray, environment::trace(simd, view.stage, eye, ray, &lists.boxes, 0.0))
                } else {
                    (ray, seen.place)
                };
                light += ground::shade(simd, view, lists, eye, ray, &hit);
            }
            light = fogged(simd, view, &air, light * (1.0 / samples as f32), seen.place.distance_m);
        }
        let mut depth = seen.place.distance_m.min(HORIZON_M);
        for (cover, depth_m) in [(cover, depth_m), (rim, rim_m)] {
            if !cover.simd_gt(0.0).any_true() {
                continue;
            }
            let open = quads.openness(simd, k, cover, depth_m);
            let figure = figure::shade(simd, view, lists, eye, ray, depth_m, &open);
            light += (fogged(simd, view, &air, figure, depth_m) - light) * cover;
            // Edge pixels count as the nearer one's: out of focus with what is behind they would turn to stairs.
            depth = cover.simd_gt(0.1).pick(depth_m, depth);
        }
        light += glows(simd, view, eye, ray, depth);
        for lane in 0..LANES {
            let (x, y) = (x + lane % PACKET_WIDTH, y + lane / PACKET_WIDTH);
            if x < view.width && y < view.height {
                out.light[y * view.width + x] = light[lane];
                out.depth_m[y * view.width + x] = depth[lane];
            }
        }
    }
}

/// Light as it comes through the fog before a packet.
#[inline(always)]
fn fogged<S: Simd>(simd: S, view: &View, air: &Column, light: Lanes<S>, depth: Lanes<S>) -> Lanes<S> {
    let depth = depth.min(fog::REACH_M - 0.1);
    light * fade(depth * (view.stage.fog_per_m * 0.30)) + fog::look_up(simd, air, depth)
}

/// Looks to the lights from one point of every four pixels.
#[inline(always)]
fn look_to_lights<S: Simd>(simd: S, view: &View, lists: &mut TileLists, seen: &[Seen<S>; PACKETS]) -> Quads {
    let mut quads = Quads::OPEN;
    for first in (0..QUADS).step_by(LANES) {
        let (mut x, mut y, mut z, mut active) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
        let mut few = Ball::EMPTY;
        for i in 0..LANES {
            let quad = first + i;
            let one = &seen[quad / PACKET_QUADS];
            let mut best = quad_lane(quad % PACKET_QUADS);
            for lane in [best, best + 1, best + 4, best + 5] {
                if one.figure.cover[lane] > one.figure.cover[best] {
                    best = lane;
                }
            }
            if one.figure.cover[best] > 0.0 {
                (x[i], y[i], z[i]) = (one.figure_point.x[best], one.figure_point.y[best], one.figure_point.z[best]);
                active[i] = 1.0;
                few.include(one.figure_point.lane(best));
                quads.depth_m[quad] = one.figure.depth_m[best];
            }
        }
        let active = Lanes::from_slice(simd, &active).simd_gt(0.5);
        if !active.any_true() {
            continue;
        }
        let point =
            Vec3x8 { x: Lanes::from_slice(simd, &x), y: Lanes::from_slice(simd, &y), z: Lanes::from_slice(simd, &z) };
        lists.look_from_few(simd, few, view.stage);
        let found = figure::openness(simd, view, lists, point, active);
        found.key.store_slice(&mut quads.key[first..first + LANES]);
        found.kick.store_slice(&mut quads.kick[first..first + LANES]);
        found.around.store_slice(&mut quads.around[first..first + LANES]);
    }
    quads
}

/// Blocks of 2 × 2 pixels, four a packet.
const PACKET_QUADS: usize = LANES / 4;
const QUADS: usize = PACKETS * PACKET_QUADS;
const QUADS_ACROSS: usize = TILE / 2;

/// First lane of a packet's block.
#[inline(always)]
const fn quad_lane(quad: usize) -> usize {
    quad / 2 * 2 * PACKET_WIDTH + quad % 2 * 2
}

/// The block of a packet that holds a lane.
#[inline(always)]
const fn lane_quad(lane: usize) -> usize {
    lane / PACKET_WIDTH / 2 * 2 + lane % PACKET_WIDTH / 2
}
/// Pixels of a block that lie deeper apart than this belong to different limbs, m.
const SAME_LIMB_M: f32 = 0.02;

/// What each block found on its way to the lights.
struct Quads {
    depth_m: [f32; QUADS],
    key: [f32; QUADS],
    kick: [f32; QUADS],
    around: [f32; QUADS],
}

impl Quads {
    /// Where there is no figure.
    const OPEN: Quads = Quads { depth_m: [FAR_M; QUADS], key: [1.0; QUADS], kick: [1.0; QUADS], around: [1.0; QUADS] };

    /// How open to the lights what a packet sees at `depth_m` is, where it covers anything.
    #[inline(always)]
    fn openness<S: Simd>(&self, simd: S, packet: usize, cover: Lanes<S>, depth_m: Lanes<S>) -> Openness<S> {
        let (mut key, mut kick, mut around) = ([1.0; LANES], [1.0; LANES], [1.0; LANES]);
        for lane in 0..LANES {
            if cover[lane] > 0.0 {
                let quad = self.of(packet * PACKET_QUADS + lane_quad(lane), depth_m[lane]);
                (key[lane], kick[lane], around[lane]) = (self.key[quad], self.kick[quad], self.around[quad]);
            }
        }
        Openness {
            key: Lanes::from_slice(simd, &key),
            kick: Lanes::from_slice(simd, &kick),
            around: Lanes::from_slice(simd, &around),
        }
    }

    /// The block whose answer suits a pixel of `home`: its own, or a neighbour's that looked from the same limb.
    #[inline(always)]
    fn of(&self, home: usize, depth_m: f32) -> usize {
        let mut best = home;
        let mut gap = (self.depth_m[home] - depth_m).abs();
        if gap <= SAME_LIMB_M {
            return home;
        }
        let (packet, within) = (home / PACKET_QUADS, home % PACKET_QUADS);
        let (across, down) = packet_place(packet);
        let (x, y) = (across * 2 + within % 2, down * 2 + within / 2);
        for row in y.saturating_sub(1)..(y + 2).min(QUADS_ACROSS) {
            for column in x.saturating_sub(1)..(x + 2).min(QUADS_ACROSS) {
                let other = packet_at(column / 2, row / 2) * PACKET_QUADS + row % 2 * 2 + column % 2;
                let other_gap = (self.depth_m[other] - depth_m).abs();
                if other_gap < gap {
                    (best, gap) = (other, other_gap);
                }
            }
        }
        best
    }
}

/// Visible lamps: a disc and a halo, hidden by what is nearer.
#[inline(always)]
fn glows<S: Simd>(simd: S, view: &View, eye: Vec3x8<S>, ray: Vec3x8<S>, depth: Lanes<S>) -> Lanes<S> {
    let mut sum = splat(simd, 0.0);
    for glow in &view.stage.glows {
        let way = Vec3x8::splat(simd, glow.at).minus(eye);
        let along = way.dot(ray).max(0.0);
        let beside = way.minus(ray.times(along)).length();
        let free = depth.simd_gt(along - 0.35);
        let disc = saturate((glow.radius_m - beside) / (along * (view.pixel * 2.0)).max(1e-4));
        let halo = 1.0 / (1.0 + beside * beside * 55.0);
        let halo = halo * halo;
        let ahead = along.simd_gt(0.05);
        sum += ahead.pick(free.pick(disc * 0.5 + halo * 0.028, halo * 0.006) * glow.brightness, 0.0);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_packet_has_its_own_place_in_the_tile() {
        for packet in 0..PACKETS {
            let (across, down) = packet_place(packet);
            assert_eq!(packet_at(across, down), packet);
            assert!(across < TILE / PACKET_WIDTH && down < TILE / PACKET_HEIGHT);
        }
    }

    #[test]
    fn every_lane_is_in_the_block_that_begins_two_by_two_before_it() {
        for lane in 0..LANES {
            let first = quad_lane(lane_quad(lane));
            assert!([0, 1, PACKET_WIDTH, PACKET_WIDTH + 1].contains(&(lane - first)), "{lane} {first}");
        }
    }
}
