//! Fits the model to a singer: after a first alignment the means of the phones
//! are moved by one linear map for each stream, the likeliest for what was
//! heard (MLLR, Leggetter & Woodland 1995; for song Mesaros & Virtanen 2008).

/// What was heard in one stream against the densities it was heard as: for each row of the map
/// its normal equations.
pub(super) struct LinearFit {
    length: usize,
    /// By row, (length + 1)² numbers each.
    squares: Vec<f64>,
    /// By row, length + 1 numbers each.
    products: Vec<f64>,
}

/// An affine map of means: by row an offset, then a factor for each dimension.
pub(super) struct LinearMap {
    rows: Vec<Vec<f64>>,
}

impl LinearFit {
    pub(super) fn new(length: usize) -> LinearFit {
        let width = length + 1;
        LinearFit { length, squares: vec![0.0; length * width * width], products: vec![0.0; length * width] }
    }

    /// Adds features that were heard as a density with such means and precisions.
    pub(super) fn add(&mut self, features: impl Fn(usize) -> f64, means: &[f64], precisions: &[f64], weight: f64) {
        let width = self.length + 1;
        let extended = |column: usize| if column == 0 { 1.0 } else { means[column - 1] };
        for (row, precision) in precisions.iter().enumerate() {
            let precision = precision * weight;
            let squares = &mut self.squares[row * width * width..(row + 1) * width * width];
            for (i, line) in squares.chunks_exact_mut(width).enumerate() {
                let factor = precision * extended(i);
                line.iter_mut().enumerate().for_each(|(j, square)| *square += factor * extended(j));
            }
            let products = &mut self.products[row * width..(row + 1) * width];
            let factor = precision * features(row);
            products.iter_mut().enumerate().for_each(|(i, product)| *product += factor * extended(i));
        }
    }

    /// The likeliest map; None where too little was heard to tell.
    pub(super) fn solved(&self) -> Option<LinearMap> {
        let width = self.length + 1;
        let rows = self.squares.chunks_exact(width * width).zip(self.products.chunks_exact(width));
        let rows = rows.map(|(squares, products)| solve(squares.to_vec(), products.to_vec())).collect::<Option<_>>()?;
        Some(LinearMap { rows })
    }
}

impl LinearMap {
    /// The mean in one dimension, moved.
    pub(super) fn moved(&self, means: &[f64], dimension: usize) -> f64 {
        let row = &self.rows[dimension];
        row[0] + row[1..].iter().zip(means).map(|(factor, mean)| factor * mean).sum::<f64>()
    }
}

/// Solves a symmetric positive system by elimination; None where it is singular.
fn solve(mut squares: Vec<f64>, mut products: Vec<f64>) -> Option<Vec<f64>> {
    let width = products.len();
    for pivot in 0..width {
        let diagonal = squares[pivot * width + pivot];
        if !diagonal.is_finite() || diagonal <= 1e-12 {
            return None;
        }
        for row in pivot + 1..width {
            let factor = squares[row * width + pivot] / diagonal;
            for column in pivot..width {
                squares[row * width + column] -= factor * squares[pivot * width + column];
            }
            products[row] -= factor * products[pivot];
        }
    }
    for row in (0..width).rev() {
        let known: f64 = (row + 1..width).map(|column| squares[row * width + column] * products[column]).sum();
        products[row] = (products[row] - known) / squares[row * width + row];
    }
    Some(products)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_map_is_found_from_what_it_moved() {
        let moved = |means: &[f64]| [1.5 + 2.0 * means[0] - 0.5 * means[1], -0.7 + 0.3 * means[0] + 1.1 * means[1]];
        let mut fit = LinearFit::new(2);
        for means in [[0.0, 1.0], [2.0, -1.0], [1.0, 3.0], [-2.0, 0.5]] {
            let heard = moved(&means);
            fit.add(|row| heard[row], &means, &[0.5, 2.0], 1.0);
        }
        let map = fit.solved().unwrap();
        for dimension in 0..2 {
            assert!((map.moved(&[4.0, 7.0], dimension) - moved(&[4.0, 7.0])[dimension]).abs() < 1e-9);
        }
    }

    #[test]
    fn too_little_heard_has_no_map() {
        let mut fit = LinearFit::new(2);
        assert!(fit.solved().is_none());
        fit.add(|_| 1.0, &[1.0, 1.0], &[1.0, 1.0], 1.0);
        assert!(fit.solved().is_none());
    }
}
