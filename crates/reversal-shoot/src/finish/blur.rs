//! Box blurs, halving and the softness of a lens.

/// Repeated box blur with a running sum: cost does not depend on the radius.
#[inline(always)]
pub(crate) fn blur(image: &mut [f32], width: usize, radius: usize, times: usize, scratch: &mut Vec<f32>) {
    if radius == 0 {
        return;
    }
    scratch.resize(image.len(), 0.0);
    for _ in 0..times {
        across(image, scratch, width, radius);
        down(scratch, image, width, radius);
    }
}

#[inline(always)]
fn across(from: &[f32], to: &mut [f32], width: usize, radius: usize) {
    let share = 1.0 / (2 * radius + 1) as f32;
    for (from, to) in from.chunks_exact(width).zip(to.chunks_exact_mut(width)) {
        let mut sum = from[0] * radius as f32 + (0..radius).map(|i| from[i.min(width - 1)]).sum::<f32>();
        for x in 0..width {
            sum += from[(x + radius).min(width - 1)];
            to[x] = sum * share;
            sum -= from[x.saturating_sub(radius)];
        }
    }
}

#[inline(always)]
fn down(from: &[f32], to: &mut [f32], width: usize, radius: usize) {
    let height = from.len() / width;
    let share = 1.0 / (2 * radius + 1) as f32;
    let row = |y: usize| &from[y.min(height - 1) * width..][..width];
    let mut sums: Vec<f32> = row(0).iter().map(|v| v * radius as f32).collect();
    for y in 0..radius {
        for (sum, v) in sums.iter_mut().zip(row(y)) {
            *sum += v;
        }
    }
    for y in 0..height {
        let out = &mut to[y * width..][..width];
        let (enter, leave) = (row(y + radius), row(y.saturating_sub(radius)));
        for (((sum, out), enter), leave) in sums.iter_mut().zip(out).zip(enter).zip(leave) {
            *sum += enter;
            *out = *sum * share;
            *sum -= leave;
        }
    }
}

/// Half the size, each pixel the mean of four.
#[inline(always)]
pub(crate) fn halve(from: &[f32], width: usize, to: &mut Vec<f32>) -> (usize, usize) {
    let (half_width, half_height) = (width / 2, from.len() / width / 2);
    to.resize(half_width * half_height, 0.0);
    for (y, out) in to.chunks_exact_mut(half_width).enumerate() {
        let upper = &from[2 * y * width..][..half_width * 2];
        let lower = &from[(2 * y + 1) * width..][..half_width * 2];
        for ((out, a), b) in out.iter_mut().zip(upper.chunks_exact(2)).zip(lower.chunks_exact(2)) {
            *out = (a[0] + a[1] + b[0] + b[1]) * 0.25;
        }
    }
    (half_width, half_height)
}

/// The lens: a binomial of 3 × 3, which no grain or pixel stairs survive.
#[inline(always)]
pub(crate) fn soften(image: &mut [f32], width: usize, scratch: &mut Vec<f32>) {
    const SIDE: f32 = 0.19;
    const MIDDLE: f32 = 1.0 - 2.0 * SIDE;
    let height = image.len() / width;
    scratch.clear();
    scratch.extend_from_slice(image);
    for (from, to) in image.chunks_exact(width).zip(scratch.chunks_exact_mut(width)) {
        for (to, from) in to[1..width - 1].iter_mut().zip(from.windows(3)) {
            *to = MIDDLE * from[1] + SIDE * (from[0] + from[2]);
        }
    }
    for y in 0..height {
        let row = |y: usize| &scratch[y * width..][..width];
        let (above, here, below) = (row(y.saturating_sub(1)), row(y), row((y + 1).min(height - 1)));
        let out = &mut image[y * width..][..width];
        for (((out, above), here), below) in out.iter_mut().zip(above).zip(here).zip(below) {
            *out = MIDDLE * here + SIDE * (above + below);
        }
    }
}

/// Where rows of a picture lie among those of one `times` smaller: index and part, for each of `count`.
pub(crate) fn positions(count: usize, small: usize, times: usize) -> impl Iterator<Item = (usize, f32)> {
    (0..count).map(move |i| {
        let at = ((i as f32 + 0.5) / times as f32 - 0.5).clamp(0.0, small as f32 - 1.0);
        (at as usize, at.fract())
    })
}

/// Enlarges a row by straight lines between its middles.
#[inline(always)]
pub(crate) fn widen<const TIMES: usize>(small: &[f32], out: &mut [f32]) {
    let last = small.len() - 1;
    let between = |before: f32, here: f32, after: f32, out: &mut [f32]| {
        for (phase, out) in out.iter_mut().enumerate() {
            let at = (phase as f32 + 0.5) / TIMES as f32 - 0.5;
            *out = here + (before - here) * (-at).max(0.0) + (after - here) * at.max(0.0);
        }
    };
    let (first, inner) = out.split_at_mut(TIMES.min(out.len()));
    between(small[0], small[0], small[1.min(last)], first);
    let whole = TIMES * last.saturating_sub(1);
    let (inner, end) = inner.split_at_mut(whole.min(inner.len()));
    for (near, out) in small.windows(3).zip(inner.chunks_exact_mut(TIMES)) {
        between(near[0], near[1], near[2], out);
    }
    // What halving has left over at the end repeats the last.
    let mut before = small[last.saturating_sub(1)];
    for out in end.chunks_mut(TIMES) {
        between(before, small[last], small[last], out);
        before = small[last];
    }
}

/// One row between two rows, `part` of the way.
#[inline(always)]
pub(crate) fn between_rows(image: &[f32], width: usize, (row, part): (usize, f32), out: &mut Vec<f32>) {
    let last = image.len() / width - 1;
    let upper = &image[row * width..][..width];
    let lower = &image[(row + 1).min(last) * width..][..width];
    out.clear();
    out.extend(upper.iter().zip(lower).map(|(a, b)| a + (b - a) * part));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blurring_keeps_a_flat_picture_flat_and_a_point_its_sum() {
        let (width, height) = (31, 21);
        let mut scratch = Vec::new();
        let mut flat = vec![0.7; width * height];
        blur(&mut flat, width, 3, 2, &mut scratch);
        assert!(flat.iter().all(|v| (v - 0.7).abs() < 1e-4));
        let mut point = vec![0.0; width * height];
        point[10 * width + 15] = 1.0;
        blur(&mut point, width, 2, 2, &mut scratch);
        assert!((point.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert!(point[10 * width + 15] < 0.2);
    }

    #[test]
    fn a_widened_slope_stays_straight_and_what_is_left_over_repeats_the_last() {
        let small: Vec<f32> = (0..9).map(|i| i as f32).collect();
        let mut out = [0.0; 38];
        widen::<4>(&small, &mut out);
        for (i, value) in out.iter().enumerate() {
            let expected = ((i as f32 + 0.5) / 4.0 - 0.5).clamp(0.0, 8.0);
            assert!((value - expected).abs() < 1e-6, "{i}: {value} for {expected}");
        }
        let mut one = [0.0; 5];
        widen::<4>(&[0.3], &mut one);
        assert_eq!(one, [0.3; 5]);
    }
}
