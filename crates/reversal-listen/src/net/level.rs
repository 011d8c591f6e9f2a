//! A level of dilated convolutions over time, in two branches, beside which the
//! frames pass unchanged (after Böck & Davies, "Deconstruct, analyse,
//! reconstruct", ISMIR 2020).

use super::layer::{Layer, rectify};
use crate::parallel::map_ranges;

/// Frames that one convolution over time takes in.
const TAPS: usize = 5;

/// Looks `2 · dilation` and `4 · dilation` frames to each side.
pub(crate) struct Level<const WIDTH: usize, const BRANCH: usize> {
    near: Layer<BRANCH>,
    far: Layer<BRANCH>,
    join: Layer<WIDTH>,
    /// Frames between the taps of the near branch; half of the far one's.
    dilation: usize,
}

impl<const WIDTH: usize, const BRANCH: usize> Level<WIDTH, BRANCH> {
    /// Numbers of a level in a file.
    pub const NUMBERS: usize = 2 * Layer::<BRANCH>::numbers(TAPS * WIDTH) + Layer::<WIDTH>::numbers(2 * BRANCH);

    pub fn read(numbers: &mut impl Iterator<Item = f32>, dilation: usize) -> Level<WIDTH, BRANCH> {
        Level {
            near: Layer::read(numbers, TAPS * WIDTH),
            far: Layer::read(numbers, TAPS * WIDTH),
            join: Layer::read(numbers, 2 * BRANCH),
            dilation,
        }
    }

    /// What comes of all frames.
    pub fn over(&self, frames: &[[f32; WIDTH]], threads: usize) -> Vec<[f32; WIDTH]> {
        map_ranges(frames.len(), threads, |range| range.map(|at| self.after(frames, at)).collect())
    }

    fn after(&self, frames: &[[f32; WIDTH]], at: usize) -> [f32; WIDTH] {
        let mut near = dilated(&self.near, frames, at, self.dilation);
        let mut far = dilated(&self.far, frames, at, 2 * self.dilation);
        rectify(&mut near);
        rectify(&mut far);
        let mut after = self.join.bias();
        self.join.add(&mut after, 0, &near);
        self.join.add(&mut after, BRANCH, &far);
        for (sum, before) in after.iter_mut().zip(&frames[at]) {
            *sum += before;
        }
        after
    }
}

/// A convolution over frames that lie `dilation` apart; silence outside of the song.
fn dilated<const WIDTH: usize, const BRANCH: usize>(
    layer: &Layer<BRANCH>,
    frames: &[[f32; WIDTH]],
    at: usize,
    dilation: usize,
) -> [f32; BRANCH] {
    let mut sums = layer.bias();
    for tap in 0..TAPS {
        if let Some(frame) = (at + tap * dilation).checked_sub(TAPS / 2 * dilation).and_then(|at| frames.get(at)) {
            layer.add(&mut sums, tap * WIDTH, frame);
        }
    }
    sums
}
