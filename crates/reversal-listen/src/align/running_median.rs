//! The median of a window that slides along a row of numbers: the window is
//! kept sorted, one number leaves and one enters a step.

/// Medians of the `width` (odd) numbers around each; past the ends the outermost are repeated.
pub(super) struct RunningMedian {
    sorted: Vec<f32>,
    half: usize,
}

impl RunningMedian {
    pub(super) fn new(width: usize) -> RunningMedian {
        RunningMedian { sorted: vec![0.0; width | 1], half: width / 2 }
    }

    /// Fills `medians`, as long as `row`. Numbers must not be NaN.
    pub(super) fn run(&mut self, row: &[f32], medians: &mut [f32]) {
        let Some(last) = row.len().checked_sub(1) else { return };
        let at = |i: usize| row[i.saturating_sub(self.half).min(last)];
        for (i, slot) in self.sorted.iter_mut().enumerate() {
            *slot = at(i);
        }
        self.sorted.sort_unstable_by(f32::total_cmp);
        let width = self.sorted.len();
        for (i, median) in medians.iter_mut().enumerate().take(row.len()) {
            *median = self.sorted[self.half];
            replace(&mut self.sorted, at(i), at(i + width));
        }
    }
}

/// Takes one number out of sorted ones and puts another in.
fn replace(sorted: &mut [f32], old: f32, new: f32) {
    if new >= old {
        let mut at = sorted.partition_point(|&value| value < old);
        while at + 1 < sorted.len() && sorted[at + 1] < new {
            sorted[at] = sorted[at + 1];
            at += 1;
        }
        sorted[at] = new;
    } else {
        let mut at = sorted.partition_point(|&value| value <= old).saturating_sub(1);
        while at > 0 && sorted[at - 1] > new {
            sorted[at] = sorted[at - 1];
            at -= 1;
        }
        sorted[at] = new;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_median_is_that_of_its_window(
            row in proptest::collection::vec((0_u8..20).prop_map(f32::from), 0..60),
            half in 0_usize..20,
        ) {
            let mut medians = vec![0.0; row.len()];
            RunningMedian::new(2 * half + 1).run(&row, &mut medians);
            for (i, median) in medians.iter().enumerate() {
                let mut window: Vec<f32> =
                    (i..=i + 2 * half).map(|at| row[at.saturating_sub(half).min(row.len() - 1)]).collect();
                window.sort_by(f32::total_cmp);
                prop_assert_eq!(*median, window[half]);
            }
        }
    }
}
