//! Enlarging by cubic convolution (Keys 1981, a = -1/2): edges stay sharper than between straight lines.

/// Where a pixel of the large picture lies in the small one: the first of four neighbours, and their weights.
type Tap = (usize, [f32; 4]);

/// Enlarges a picture row by row, from above to below.
pub(crate) struct Upscaler {
    small: (usize, usize),
    columns: Vec<Tap>,
    rows: Vec<Tap>,
    /// A row of the small picture with its edges repeated outward.
    padded: Vec<f32>,
    /// The last rows at full width; row `i` of the small picture, padded, lies in `wide[i % 4]`.
    wide: [Vec<f32>; 4],
    /// Rows of the small picture, padded, that were widened.
    widened: usize,
    out: Vec<f32>,
}

/// Weights of the four samples round a place that lies `t` behind the second.
fn weights(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [-0.5 * t + t2 - 0.5 * t3, 1.0 - 2.5 * t2 + 1.5 * t3, 0.5 * t + 2.0 * t2 - 1.5 * t3, -0.5 * t2 + 0.5 * t3]
}

/// For each of `count` pixels its place among `small`, which is padded by two at either end.
fn taps(count: usize, small: usize) -> Vec<Tap> {
    let scale = small as f32 / count as f32;
    (0..count)
        .map(|i| {
            let at = ((i as f32 + 0.5) * scale - 0.5).max(-0.5) + 2.0;
            ((at as usize - 1).min(small), weights(at.fract()))
        })
        .collect()
}

impl Upscaler {
    /// From a size to a larger one.
    pub fn new(small: (usize, usize), large: (usize, usize)) -> Self {
        Self {
            small,
            columns: taps(large.0, small.0),
            rows: taps(large.1, small.1),
            padded: Vec::new(),
            wide: std::array::from_fn(|_| vec![0.0; large.0]),
            widened: 0,
            out: vec![0.0; large.0],
        }
    }

    /// Begins with the topmost row.
    pub fn begin(&mut self) {
        self.widened = 0;
    }

    /// A row of the large picture; rows are asked for in order.
    #[inline(always)]
    pub fn row(&mut self, picture: &[f32], y: usize) -> &mut [f32] {
        let (first, weights) = self.rows[y];
        while self.widened < first + 4 {
            self.widen(picture);
        }
        let [a, b, c, d] = std::array::from_fn(|i| self.wide[(first + i) % 4].as_slice());
        let [in_a, in_b, in_c, in_d] = weights;
        for ((((out, a), b), c), d) in self.out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *out = a * in_a + b * in_b + c * in_c + d * in_d;
        }
        &mut self.out
    }

    #[inline(always)]
    fn widen(&mut self, picture: &[f32]) {
        let (width, height) = self.small;
        let y = self.widened.saturating_sub(2).min(height - 1);
        let row = &picture[y * width..][..width];
        self.padded.clear();
        self.padded.extend([row[0]; 2]);
        self.padded.extend_from_slice(row);
        self.padded.extend([row[width - 1]; 3]);
        for (out, &(first, [in_a, in_b, in_c, in_d])) in self.wide[self.widened % 4].iter_mut().zip(&self.columns) {
            let near = &self.padded[first..first + 4];
            *out = near[0] * in_a + near[1] * in_b + near[2] * in_c + near[3] * in_d;
        }
        self.widened += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enlarged(picture: &[f32], small: (usize, usize), large: (usize, usize)) -> Vec<f32> {
        let mut upscaler = Upscaler::new(small, large);
        upscaler.begin();
        (0..large.1).flat_map(|y| upscaler.row(picture, y).to_vec()).collect()
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let picture: Vec<f32> = (0..77).map(|i| (i * i % 13) as f32).collect();
        assert_eq!(enlarged(&picture, (11, 7), (11, 7)), picture);
    }

    #[test]
    fn flat_stays_flat_a_slope_stays_straight_and_nothing_moves() {
        let flat = enlarged(&[0.4; 40], (8, 5), (19, 12));
        assert!(flat.iter().all(|v| (v - 0.4).abs() < 1e-6));
        let slope: Vec<f32> = (0..80).map(|i| (i % 16) as f32).collect();
        let wide = enlarged(&slope, (16, 5), (40, 9));
        for (x, value) in wide[4 * 40..][..40].iter().enumerate().skip(6).take(28) {
            let place = (x as f32 + 0.5) * 16.0 / 40.0 - 0.5;
            assert!((value - place).abs() < 1e-4, "{x}: {value} for {place}");
        }
    }

    #[test]
    fn an_edge_is_steeper_than_between_straight_lines() {
        let edge: Vec<f32> = (0..48).map(|i| if i % 16 < 8 { 0.0 } else { 1.0 }).collect();
        let wide = enlarged(&edge, (16, 3), (64, 3));
        let steepest = wide[64..128].windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f32::max);
        assert!(steepest > 0.27, "{steepest}");
    }
}
