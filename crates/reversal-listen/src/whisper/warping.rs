//! The cheapest way through where the decoder looked: dynamic time warping
//! (Sakoe & Chiba 1978), as Whisper takes its word times.

use ndarray::{Array2, ArrayView2, Axis, s};

/// Places that the running median takes in.
const MEDIAN_PLACES: usize = 7;

/// Where each row begins: `looks` are one matrix a head, a row a token and a column a place of sound.
pub(super) fn row_starts(looks: &[Array2<f32>], places: usize) -> Vec<usize> {
    let Some(first) = looks.first() else { return Vec::new() };
    let mut sum = Array2::<f32>::zeros((first.nrows(), places));
    for look in looks {
        let mut shares = look.slice(s![.., ..places]).to_owned();
        super::layers::softmax(&mut shares);
        standardize(&mut shares);
        sum += &smoothed(&shares);
    }
    cheapest_starts(sum.mapv(|value| -value).view())
}

/// Every place on the scale of all tokens: some places draw looks from each.
fn standardize(shares: &mut Array2<f32>) {
    for mut column in shares.axis_iter_mut(Axis(1)) {
        let mean = column.sum() / column.len() as f32;
        let variance = column.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / column.len() as f32;
        let scale = 1.0 / variance.sqrt().max(1e-9);
        column.mapv_inplace(|value| (value - mean) * scale);
    }
}

/// The running median of each row, mirrored at its ends.
fn smoothed(rows: &Array2<f32>) -> Array2<f32> {
    let reach = (MEDIAN_PLACES / 2) as i64;
    let count = rows.ncols() as i64;
    let mirrored = |at: i64| {
        let at = at.abs();
        (if at < count { at } else { (2 * count - 2 - at).max(0) }) as usize
    };
    let mut out = rows.clone();
    for (mut smooth, row) in out.rows_mut().into_iter().zip(rows.rows()) {
        for at in 0..count {
            let mut near: [f32; MEDIAN_PLACES] = std::array::from_fn(|i| row[mirrored(at + i as i64 - reach)]);
            near.sort_by(f32::total_cmp);
            smooth[at as usize] = near[MEDIAN_PLACES / 2];
        }
    }
    out
}

/// The column at which the cheapest way from the first to the last corner enters each row.
fn cheapest_starts(costs: ArrayView2<'_, f32>) -> Vec<usize> {
    #[derive(Clone, Copy)]
    enum Step {
        Both,
        Down,
        Along,
    }
    let (rows, columns) = costs.dim();
    if rows == 0 || columns == 0 {
        return vec![0; rows];
    }
    let mut steps = Array2::from_elem((rows, columns), Step::Along);
    let mut above = vec![f32::INFINITY; columns + 1];
    above[0] = 0.0;
    for row in 0..rows {
        let mut here = vec![f32::INFINITY; columns + 1];
        for column in 0..columns {
            let (both, down, along) = (above[column], above[column + 1], here[column]);
            let (least, step) = if both < down && both < along {
                (both, Step::Both)
            } else if down < both && down < along {
                (down, Step::Down)
            } else {
                (along, Step::Along)
            };
            here[column + 1] = least + costs[[row, column]];
            steps[[row, column]] = step;
        }
        above = here;
    }
    let mut starts = vec![0; rows];
    let (mut row, mut column) = (rows - 1, columns - 1);
    loop {
        starts[row] = column;
        match steps[[row, column]] {
            _ if row == 0 && column == 0 => return starts,
            _ if row == 0 => column -= 1,
            _ if column == 0 => row -= 1,
            Step::Both => (row, column) = (row - 1, column - 1),
            Step::Down => row -= 1,
            Step::Along => column -= 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_cheapest_way_is_the_one_worked_out_by_hand() {
        let costs = array![[-5.0, -1.0, 1.0, 1.0, 1.0], [1.0, 1.0, -3.0, -3.0, 1.0], [1.0, 1.0, 1.0, 1.0, -4.0]];
        assert_eq!(cheapest_starts(costs.view()), [0, 2, 4]);
        assert_eq!(cheapest_starts(array![[0.0, 0.0]].view()), [0]);
        assert_eq!(cheapest_starts(Array2::zeros((3, 1)).view()), [0, 0, 0]);
    }

    #[test]
    fn a_single_stray_place_is_smoothed_away() {
        let mut row = Array2::zeros((1, 20));
        row[[0, 9]] = 5.0;
        assert_eq!(smoothed(&row).sum(), 0.0);
        row.slice_mut(s![0, 8..12]).fill(5.0);
        assert_eq!(smoothed(&row)[[0, 9]], 5.0);
        assert_eq!(smoothed(&array![[1.0, 2.0]]).dim(), (1, 2), "fewer places than the median takes in");
    }

    #[test]
    fn rows_begin_where_their_heads_look() {
        let looks = Array2::from_shape_fn((4, 60), |(row, place)| if place / 15 == row { 8.0 } else { 0.0 });
        let starts = row_starts(&[looks.clone(), looks], 60);
        assert!(starts.iter().zip([0_usize, 15, 30, 45]).all(|(at, truth)| at.abs_diff(truth) <= 1), "{starts:?}");
        assert!(row_starts(&[], 10).is_empty());
    }
}
