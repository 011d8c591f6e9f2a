//! General flashes, counted on finished frames as WCAG 2.2 defines them (success criterion 2.3.1), and kept to three a
//! second.
//!
//! A flash is a pair of opposing changes of relative luminance by a tenth or more of the greatest there is, the darker
//! side below .8. It counts where such cells take a quarter of any 10° of the visual field, which are 341 × 256 of
//! 1024 × 768 pixels. Changes are counted cell by cell, so that what moves is not taken for a flash of the whole.

use std::ops::Range;

/// Flashes that there may be in any second.
pub const FLASHES_MAX: f32 = 3.0;
/// Change of relative luminance that makes half a flash.
const SWING: f32 = 0.1;
/// The same where it is foreseen: it may come out a little more.
const SWING_FORESEEN: f32 = 0.09;
/// Relative luminance that the darker side of a flash lies below.
const DARK_BELOW: f32 = 0.8;
/// Share of the visual field of 10° that must flash at once.
const FIELD_SHARE: f32 = 0.25;
/// The screen that the field is a part of, and the field, pixels.
const SCREEN: [f32; 2] = [1024.0, 768.0];
const FIELD: [f32; 2] = [341.0, 256.0];
/// Cells along the shorter side of a frame.
const CELLS: usize = 18;
/// Every so many pixels across and down one is looked at: a cell has hundreds.
const STRIDE: usize = 4;
/// What the light of frames is multiplied by while they flash too often, half a stop further each time; under the last
/// nothing can flash.
const GAINS: [f32; 7] = [0.71, 0.5, 0.35, 0.25, 0.18, 0.125, 0.085];
/// Changes that a second may have.
const CHANGES_MAX: u8 = 2 * FLASHES_MAX as u8;

/// Relative luminance (IEC 61966-2-1) of a grey of limited range.
fn luminance(luma: u8) -> f32 {
    let shown = ((f32::from(luma) - 16.0) / 219.0).clamp(0.0, 1.0);
    if shown <= 0.04045 { shown / 12.92 } else { ((shown + 0.055) / 1.055).powf(2.4) }
}

/// The grey of limited range of a relative luminance.
fn grey(luminance: f32) -> u8 {
    let shown = if luminance <= 0.003_130_8 { luminance * 12.92 } else { 1.055 * luminance.powf(1.0 / 2.4) - 0.055 };
    (16.0 + 219.0 * shown).round() as u8
}

/// Measures how light the cells of finished frames are.
#[derive(Clone, Debug)]
pub struct LightMeter {
    width: usize,
    height: usize,
    grid: [usize; 2],
    luminances: Vec<f32>,
}

impl LightMeter {
    /// For frames of a size, pixels.
    pub fn new(width: usize, height: usize) -> LightMeter {
        let shorter = width.min(height).max(1);
        let cells = |side: usize| (side * CELLS).div_ceil(shorter).clamp(1, 8 * CELLS);
        LightMeter {
            width,
            height,
            grid: [cells(width), cells(height)],
            luminances: (0..=255).map(luminance).collect(),
        }
    }

    /// No frame yet.
    pub fn start(&self) -> Lights {
        Lights { grid: self.grid, values: Vec::new() }
    }

    /// Adds a frame by its luma plane of limited range.
    pub fn add(&self, luma: &[u8], lights: &mut Lights) {
        let [columns, rows] = self.grid;
        let mut sums = vec![(0.0_f32, 0_u32); columns * rows];
        for (y, line) in luma.chunks_exact(self.width.max(1)).enumerate().step_by(STRIDE) {
            let row = &mut sums[y * rows / self.height * columns..][..columns];
            for (x, &value) in line.iter().enumerate().step_by(STRIDE) {
                let (sum, count) = &mut row[x * columns / self.width];
                *sum += self.luminances[usize::from(value)];
                *count += 1;
            }
        }
        let mean = |(sum, count): (f32, u32)| (sum / count.max(1) as f32 * f32::from(u16::MAX)).round() as u16;
        lights.values.extend(sums.into_iter().map(mean));
    }
}

/// Relative luminance of the cells of some frames on end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lights {
    grid: [usize; 2],
    /// Frame by frame and row by row, of 65535.
    values: Vec<u16>,
}

/// What the bytes of [`Lights`] begin with.
const MARK: &[u8; 8] = b"lights 1";

impl Lights {
    /// Number of frames.
    pub fn frames(&self) -> usize {
        self.values.len() / (self.grid[0] * self.grid[1]).max(1)
    }

    /// Adds the frames that follow; false where they are of another size.
    pub fn append(&mut self, next: &Lights) -> bool {
        self.values.extend(&next.values);
        self.grid == next.grid
    }

    /// The bytes of a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let grid = self.grid.iter().flat_map(|&side| (side as u16).to_le_bytes());
        MARK.iter().copied().chain(grid).chain(self.values.iter().flat_map(|value| value.to_le_bytes())).collect()
    }

    /// Out of the bytes of a file; None where they are not all there.
    pub fn from_bytes(bytes: &[u8]) -> Option<Lights> {
        let mut numbers = bytes.strip_prefix(MARK)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let grid = [usize::from(numbers.next()?), usize::from(numbers.next()?)];
        let lights = Lights { grid, values: numbers.collect() };
        let cells = grid[0] * grid[1];
        let whole = cells > 0 && bytes.len().is_multiple_of(2) && lights.values.len().is_multiple_of(cells);
        whole.then_some(lights)
    }

    /// Counts the flashes at a number of frames a second.
    pub fn flashes(&self, frames_per_sec: f64) -> Flashes {
        self.count(frames_per_sec, SWING)
    }

    fn count(&self, frames_per_sec: f64, swing: f32) -> Flashes {
        let cells = self.grid[0] * self.grid[1];
        let second = frames_per_sec.ceil().max(1.0) as usize;
        let mut swings = vec![Swing::default(); cells];
        let mut changed: Vec<Vec<usize>> = Vec::with_capacity(self.frames());
        let mut counts = vec![0_u8; cells];
        let mut found = Flashes { most: 0.0, at_frame: 0, too_many: Vec::new(), excess: 0 };
        for (frame, values) in self.values.chunks_exact(cells).enumerate() {
            let lights = values.iter().map(|&value| f32::from(value) / f32::from(u16::MAX));
            let changes = swings.iter_mut().zip(lights).enumerate();
            changed
                .push(changes.filter_map(|(cell, (state, light))| state.see(light, swing).then_some(cell)).collect());
            changed[frame].iter().for_each(|&cell| counts[cell] = counts[cell].saturating_add(1));
            if let Some(gone) = frame.checked_sub(second) {
                changed[gone].iter().for_each(|&cell| counts[cell] = counts[cell].saturating_sub(1));
            }
            let most = self.most_in_a_field(&counts);
            if f32::from(most) / 2.0 > found.most {
                (found.most, found.at_frame) = (f32::from(most) / 2.0, frame);
            }
            if most > CHANGES_MAX {
                found.excess += usize::from(most - CHANGES_MAX);
                found.add(self.reach(&changed, (frame + 1).saturating_sub(second)..frame + 1));
            }
        }
        found
    }

    /// The part of a span that lies between its first and its last change of a field, with the frame before; the whole
    /// where the field changes piece by piece.
    fn reach(&self, changed: &[Vec<usize>], span: Range<usize>) -> Range<usize> {
        let (_, needed) = self.field();
        let mut wide = span.clone().filter(|&frame| changed[frame].len() >= needed);
        match (wide.next(), wide.next_back()) {
            (Some(first), Some(last)) => first.saturating_sub(1)..last + 1,
            _ => span,
        }
    }

    /// Cells across and down of the field, and how many of them make a flash.
    fn field(&self) -> ([usize; 2], usize) {
        let [columns, rows] = self.grid;
        let fit = (SCREEN[0] / columns as f32).min(SCREEN[1] / rows as f32);
        let size = [0, 1].map(|side| ((FIELD[side] / fit).round() as usize).clamp(1, self.grid[side]));
        (size, ((size[0] * size[1]) as f32 * FIELD_SHARE).ceil() as usize)
    }

    /// The most changes that a quarter of the cells of any field share.
    fn most_in_a_field(&self, counts: &[u8]) -> u8 {
        let [columns, rows] = self.grid;
        let ([wide, high], needed) = self.field();
        if counts.iter().filter(|&&count| count > 0).count() < needed {
            return 0;
        }
        let mut most = 0;
        for top in 0..=rows - high {
            for left in 0..=columns - wide {
                let field = (top..top + high).flat_map(|row| &counts[row * columns + left..][..wide]);
                // Whether this field has more than the ones before is all that counts.
                let mut more: Vec<u8> = field.copied().filter(|&count| count > most).collect();
                if more.len() >= needed {
                    let (_, &mut least, _) = more.select_nth_unstable_by(needed - 1, |a, b| b.cmp(a));
                    most = least;
                }
            }
        }
        most
    }

    /// How far each take must be dimmed (see [`Dimmer::of_step`]) so that no second is foreseen to have too many flashes,
    /// at least as far as `least` says; as few takes as can be found, and as little. `takes` are the frames of each.
    pub fn steps(&self, takes: &[Range<usize>], frames_per_sec: f64, least: &[usize]) -> Vec<usize> {
        let mut steps: Vec<usize> = least.iter().map(|&step| step.min(GAINS.len())).collect();
        // What is foreseen is asked for with a margin, but only where there is something to mend.
        let mut mended = self.flashes(frames_per_sec).too_many;
        loop {
            mended.extend(takes.iter().zip(&steps).filter(|(_, step)| **step > 0).map(|(take, _)| take.clone()));
            let foreseen = self.under(takes, &steps, 0..self.frames()).count(frames_per_sec, SWING_FORESEEN);
            let fault = foreseen.too_many.iter().find(|span| mended.iter().any(|other| meet(span, other)));
            let Some((take, step)) = fault.and_then(|span| self.gentlest(takes, &steps, span, frames_per_sec)) else {
                return steps;
            };
            steps[take] = step;
        }
    }

    /// The take of a span, and how far it is dimmed, that does most against the flashes there for what it takes away.
    fn gentlest(
        &self,
        takes: &[Range<usize>],
        steps: &[usize],
        span: &Range<usize>,
        frames_per_sec: f64,
    ) -> Option<(usize, usize)> {
        let second = frames_per_sec.ceil().max(1.0) as usize;
        let around = span.start.saturating_sub(2 * second)..(span.end + 2 * second).min(self.frames());
        let excess =
            |steps: &[usize]| self.under(takes, steps, around.clone()).count(frames_per_sec, SWING_FORESEEN).excess;
        let before = excess(steps);
        let mut best: Option<(f32, (usize, usize))> = None;
        let spans = [span.clone()];
        let here: Vec<usize> = overlapping(takes, &spans).filter(|&take| steps[take] < GAINS.len()).collect();
        for &take in &here {
            for step in steps[take] + 1..=GAINS.len() {
                let mut tried = steps.to_vec();
                tried[take] = step;
                let gained = before.saturating_sub(excess(&tried)) as f32;
                // A stop costs what it costs wherever it is taken; long takes are seen longest.
                let worth = gained / ((step - steps[take]) as f32 * (takes[take].len() as f32).sqrt());
                if gained > 0.0 && best.is_none_or(|(most, _)| worth > most) {
                    best = Some((worth, (take, step)));
                }
            }
        }
        // Where no single take helps, one after the other goes down until two do.
        let least_dimmed = here.iter().min_by_key(|&&take| steps[take]);
        best.map(|(_, found)| found).or_else(|| least_dimmed.map(|&take| (take, steps[take] + 1)))
    }

    /// Some frames as they are foreseen to be with each take so far dimmed.
    fn under(&self, takes: &[Range<usize>], steps: &[usize], frames: Range<usize>) -> Lights {
        let cells = self.grid[0] * self.grid[1];
        let mut values = self.values[frames.start * cells..frames.end * cells].to_vec();
        for (take, &step) in takes.iter().zip(steps).filter(|(_, step)| **step > 0) {
            let (from, to) = (take.start.max(frames.start), take.end.min(frames.end));
            if from < to {
                let dimmed = &mut values[(from - frames.start) * cells..(to - frames.start) * cells];
                dimmed.iter_mut().for_each(|value| *value = (f32::from(*value) * GAINS[step - 1]).round() as u16);
            }
        }
        Lights { grid: self.grid, values }
    }
}

/// Which takes reach into some spans of frames.
pub fn overlapping<'a>(takes: &'a [Range<usize>], spans: &'a [Range<usize>]) -> impl Iterator<Item = usize> + 'a {
    takes.iter().enumerate().filter(|(_, take)| spans.iter().any(|span| meet(span, take))).map(|(index, _)| index)
}

/// Whether two spans have a frame in common.
fn meet(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Dims finished frames as a smaller stop would.
#[derive(Clone, Debug)]
pub struct Dimmer {
    table: Vec<u8>,
}

impl Dimmer {
    /// The dimmer after so many half stops; None before the first.
    pub fn of_step(step: usize) -> Option<Dimmer> {
        let gain = GAINS[step.checked_sub(1)?.min(GAINS.len() - 1)];
        Some(Dimmer { table: (0..=255).map(|luma: u8| grey(luminance(luma) * gain).min(luma)).collect() })
    }

    /// Dims a luma plane of limited range.
    pub fn dim(&self, luma: &mut [u8]) {
        luma.iter_mut().for_each(|value| *value = self.table[usize::from(*value)]);
    }
}

/// How often frames flash.
#[derive(Clone, Debug, PartialEq)]
pub struct Flashes {
    /// Most flashes in any second; a single change is half of one.
    pub most: f32,
    /// The last frame of that second.
    pub at_frame: usize,
    /// Frames of seconds with more than [`FLASHES_MAX`], spans apart from each other.
    pub too_many: Vec<Range<usize>>,
    /// By how many changes all seconds together, one from each frame on, are over it.
    pub excess: usize,
}

impl Flashes {
    fn add(&mut self, span: Range<usize>) {
        match self.too_many.last_mut() {
            Some(last) if last.end >= span.start => last.end = span.end,
            _ => self.too_many.push(span),
        }
    }
}

/// How the light of a cell swings.
#[derive(Clone, Copy, Debug, Default)]
struct Swing {
    /// The least and the greatest since the last change; None before the first frame.
    since: Option<[f32; 2]>,
    /// Whether the last change was to lighter; None before the first.
    lighter: Option<bool>,
}

impl Swing {
    /// Sees the next frame; says whether it completes a change that opposes the last one.
    fn see(&mut self, light: f32, swing: f32) -> bool {
        let [least, greatest] = self.since.unwrap_or([light; 2]);
        let up = self.lighter != Some(true) && light - least >= swing && least < DARK_BELOW;
        let down = self.lighter != Some(false) && greatest - light >= swing && light < DARK_BELOW;
        if up || down {
            (self.since, self.lighter) = (Some([light; 2]), Some(up));
        } else {
            self.since = Some([least.min(light), greatest.max(light)]);
        }
        up || down
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 24.0;

    /// Frames of 320 × 180 that are as light as asked on a part of their width.
    fn lights(frames: impl IntoIterator<Item = u8>, share: f32) -> Lights {
        let meter = LightMeter::new(320, 180);
        let mut lights = meter.start();
        for luma in frames {
            let line: Vec<u8> = (0..320).map(|x| if (x as f32) < 320.0 * share { luma } else { 16 }).collect();
            meter.add(&line.repeat(180), &mut lights);
        }
        lights
    }

    /// Light for some frames, dark for as many.
    fn strobe(half: usize, frames: usize) -> impl Iterator<Item = u8> {
        (0..frames).map(move |frame| if (frame / half).is_multiple_of(2) { 200 } else { 30 })
    }

    #[test]
    fn a_strobe_has_as_many_flashes_as_it_has() {
        for (half, flashes) in [(2, 6.0), (3, 4.0), (4, 3.0), (6, 2.0), (12, 1.0)] {
            assert_eq!(lights(strobe(half, 96), 1.0).flashes(RATE).most, flashes, "{half} frames");
        }
        assert_eq!(lights(strobe(4, 96), 1.0).flashes(RATE).too_many, []);
        assert_eq!(lights(strobe(2, 96), 1.0).flashes(RATE).too_many.len(), 1);
    }

    #[test]
    fn what_is_small_or_faint_or_only_rises_does_not_flash() {
        assert_eq!(lights(strobe(2, 48), 0.06).flashes(RATE).most, 0.0);
        assert_eq!(lights(strobe(2, 48), 0.3).flashes(RATE).most, 6.0);
        let faint = (0..48).map(|frame| if frame % 4 < 2 { 90 } else { 70 });
        assert_eq!(lights(faint, 1.0).flashes(RATE).most, 0.0);
        assert_eq!(lights((0..48).map(|frame| 20 + 4 * frame), 1.0).flashes(RATE).most, 0.5);
        // Both sides of it are bright.
        let bright = (0..48).map(|frame| if frame % 4 < 2 { 235 } else { 222 });
        assert_eq!(lights(bright, 1.0).flashes(RATE).most, 0.0);
    }

    #[test]
    fn takes_that_flash_too_often_are_lowered_until_they_do_not_and_the_others_are_left() {
        let shown: Vec<u8> = (0..168)
            .map(|frame| if (48..120).contains(&frame) { frame / 2 % 2 == 0 } else { frame % 48 < 24 })
            .map(|light| if light { 200 } else { 30 })
            .collect();
        let film = lights(shown.iter().copied(), 1.0);
        let calm = [0..24, 24..48];
        let takes: Vec<Range<usize>> = calm
            .into_iter()
            .chain((48..120).step_by(2).map(|at| at..at + 2))
            .chain(std::iter::once(120..168))
            .collect();
        let steps = film.steps(&takes, RATE, &vec![0; takes.len()]);
        assert_eq!([steps[0], steps[takes.len() - 1]], [0, 0]);
        let lowered = steps[3..takes.len() - 2].iter().filter(|&&step| step > 0).count();
        assert!((6..36).contains(&lowered), "{steps:?}");
        let meter = LightMeter::new(320, 180);
        let mut lowered = meter.start();
        for (take, &step) in takes.iter().zip(&steps) {
            for &luma in &shown[take.clone()] {
                let mut plane = vec![luma; 320 * 180];
                Dimmer::of_step(step).iter().for_each(|dimmer| dimmer.dim(&mut plane));
                meter.add(&plane, &mut lowered);
            }
        }
        assert!(film.flashes(RATE).most > FLASHES_MAX);
        assert!(lowered.flashes(RATE).most <= FLASHES_MAX, "{:?}", lowered.flashes(RATE));
        let further = film.steps(&takes, RATE, &vec![GAINS.len(); takes.len()]);
        assert!(further.iter().all(|&step| step == GAINS.len()));
    }

    #[test]
    fn one_change_too_many_costs_one_take_some_light() {
        // Seven changes in a second: three and a half flashes.
        let shown: Vec<u8> = (0..96)
            .map(|frame| if (24..45).contains(&frame) && (frame / 3_usize).is_multiple_of(2) { 170 } else { 40 })
            .collect();
        let film = lights(shown.iter().copied(), 1.0);
        assert!(film.flashes(RATE).most > FLASHES_MAX);
        let takes: Vec<Range<usize>> = (0..32).map(|take| take * 3..take * 3 + 3).collect();
        let steps = film.steps(&takes, RATE, &[0; 32]);
        assert_eq!(steps.iter().filter(|&&step| step > 0).count(), 1, "{steps:?}");
        assert!(film.under(&takes, &steps, 0..96).flashes(RATE).most <= FLASHES_MAX);
    }

    #[test]
    fn a_dimmer_keeps_the_order_of_greys_and_its_black() {
        assert!(Dimmer::of_step(0).is_none());
        for (step, gain) in GAINS.iter().enumerate() {
            let table = Dimmer::of_step(step + 1).unwrap().table;
            assert!(table.windows(2).all(|pair| pair[0] <= pair[1]));
            assert!((16..=235).all(|luma: u8| {
                let dimmed = luminance(table[usize::from(luma)]);
                (dimmed - luminance(luma) * gain).abs() < 0.006
            }));
            assert_eq!(table[16], 16);
        }
    }

    #[test]
    fn lights_come_back_from_their_bytes_and_torn_bytes_are_told() {
        let lights = lights(strobe(2, 5), 0.5);
        let bytes = lights.to_bytes();
        assert_eq!(Lights::from_bytes(&bytes).as_ref(), Some(&lights));
        assert_eq!(lights.frames(), 5);
        assert_eq!(Lights::from_bytes(&bytes[..bytes.len() - 2]), None);
        assert_eq!(Lights::from_bytes(b"something else"), None);
    }
}
