//! How different two films look: their pictures at the same shares of their length, as small grey
//! thumbnails. It knows nothing of the plan.
//!
//! Mean luminance is taken out of each thumbnail first, so that a darker place alone is no difference,
//! and so is contrast in the structural part: what is left is where light and dark lie in the frame.
//! The chance level is a film against itself, shifted: two moments of one film.

/// Columns and rows of a thumbnail: a body is a few cells, a place a pattern, grain nothing.
pub const THUMBNAIL_COLUMNS: usize = 16;
/// Rows.
pub const THUMBNAIL_ROWS: usize = 9;
/// Moments at which films are compared, in the middle of as many equal parts.
pub const MOMENTS: usize = 48;

/// Shares of the length by which a film is shifted against itself for the chance level.
const SHIFTS: [usize; 3] = [MOMENTS / 4, MOMENTS / 2, MOMENTS * 3 / 4];
/// A thumbnail whose luminance deviates less than this from its mean is an empty frame, of 255.
const FLAT_DEVIATION: f64 = 0.5;

/// A picture as [`THUMBNAIL_COLUMNS`] × [`THUMBNAIL_ROWS`] grey values, row by row.
pub type Thumbnail = Vec<u8>;

/// How different two films look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PictureDifference {
    /// Mean of (1 − correlation) / 2 of the thumbnails: 0 the same, 0.5 unrelated, 1 one the other's negative.
    pub structure: f64,
    /// Mean absolute difference of luminance, the means taken out, as a share of white.
    pub tone: f64,
}

/// The moments, as shares of the length.
pub fn moments() -> impl Iterator<Item = f64> {
    (0..MOMENTS).map(|i| (i as f64 + 0.5) / MOMENTS as f64)
}

/// A grey picture averaged over the cells of a thumbnail.
pub fn thumbnail(width: usize, height: usize, luma: &[u8]) -> Thumbnail {
    let cell = |column: usize, row: usize| {
        let (left, right) = bounds(column, THUMBNAIL_COLUMNS, width);
        let (top, bottom) = bounds(row, THUMBNAIL_ROWS, height);
        let rows = (top..bottom).filter_map(|y| luma.get(y * width + left..y * width + right));
        let (sum, count) = rows.fold((0_u64, 0_u64), |(sum, count), row| {
            (sum + row.iter().map(|&value| u64::from(value)).sum::<u64>(), count + row.len() as u64)
        });
        ((sum + count / 2) / count.max(1)) as u8
    };
    (0..THUMBNAIL_ROWS)
        .flat_map(|row| (0..THUMBNAIL_COLUMNS).map(move |column| (column, row)))
        .map(|(c, r)| cell(c, r))
        .collect()
}

/// How different two films look at the same shares of their length.
pub fn between(one: &[Thumbnail], other: &[Thumbnail]) -> PictureDifference {
    mean(one.iter().zip(other).map(|(one, other)| of_two(one, other)))
}

/// The chance level: how different a film looks from itself at other moments.
pub fn chance(film: &[Thumbnail]) -> PictureDifference {
    let shifted = |by: usize| film.iter().cycle().skip(by);
    mean(SHIFTS.iter().flat_map(|&by| film.iter().zip(shifted(by)).map(|(one, other)| of_two(one, other))))
}

fn mean(differences: impl Iterator<Item = PictureDifference>) -> PictureDifference {
    let (mut sum, mut count) = (PictureDifference::default(), 0.0_f64);
    for difference in differences {
        sum.structure += difference.structure;
        sum.tone += difference.tone;
        count += 1.0;
    }
    PictureDifference { structure: sum.structure / count.max(1.0), tone: sum.tone / count.max(1.0) }
}

fn of_two(one: &[u8], other: &[u8]) -> PictureDifference {
    let (one, other) = (centred(one), centred(other));
    let count = one.len().min(other.len()).max(1) as f64;
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>() / count;
    let tone = one.iter().zip(&other).map(|(x, y)| (x - y).abs()).sum::<f64>() / count / 255.0;
    let deviations = (product(&one, &one).sqrt(), product(&other, &other).sqrt());
    let correlation = match (deviations.0 < FLAT_DEVIATION, deviations.1 < FLAT_DEVIATION) {
        (true, true) => 1.0,
        (false, false) => (product(&one, &other) / (deviations.0 * deviations.1)).clamp(-1.0, 1.0),
        _ => 0.0,
    };
    PictureDifference { structure: (1.0 - correlation) / 2.0, tone }
}

fn centred(values: &[u8]) -> Vec<f64> {
    let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len().max(1) as f64;
    values.iter().map(|&value| f64::from(value) - mean).collect()
}

/// First pixel and pixel after the last of a cell; at least one pixel.
fn bounds(cell: usize, cells: usize, pixels: usize) -> (usize, usize) {
    let from = (cell * pixels / cells).min(pixels.saturating_sub(1));
    (from, ((cell + 1) * pixels / cells).max(from + 1).min(pixels.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope(from: u8, step: u8) -> Thumbnail {
        (0..THUMBNAIL_ROWS * THUMBNAIL_COLUMNS).map(|i| from + step * (i % THUMBNAIL_COLUMNS) as u8).collect()
    }

    #[test]
    fn light_alone_is_no_difference_and_a_negative_is_the_greatest() {
        let dark = vec![slope(10, 2)];
        assert_eq!(between(&dark, &[slope(90, 2)]), PictureDifference::default());
        let negative: Vec<Thumbnail> = dark.iter().map(|one| one.iter().map(|value| 255 - value).collect()).collect();
        assert!((between(&dark, &negative).structure - 1.0).abs() < 1e-12);
        let brighter = between(&dark, &[slope(10, 6)]);
        assert!(brighter.structure < 1e-12 && brighter.tone > 0.05, "{brighter:?}");
    }

    #[test]
    fn an_empty_frame_is_unrelated_to_a_full_one_and_the_same_as_another_empty_one() {
        let (empty, full) = (vec![slope(20, 0)], vec![slope(20, 3)]);
        assert_eq!(between(&empty, &full).structure, 0.5);
        assert_eq!(between(&empty, &empty).structure, 0.0);
    }

    #[test]
    fn a_cell_is_the_mean_of_its_pixels() {
        let luma: Vec<u8> = (0..32 * 18).map(|i| if i % 2 == 0 { 10 } else { 30 }).collect();
        assert_eq!(thumbnail(32, 18, &luma), vec![20; THUMBNAIL_ROWS * THUMBNAIL_COLUMNS]);
        assert_eq!(thumbnail(4, 2, &[7; 8]).len(), THUMBNAIL_ROWS * THUMBNAIL_COLUMNS);
    }

    #[test]
    fn a_film_of_one_picture_has_no_chance_level_and_a_changing_one_has() {
        assert_eq!(chance(&vec![slope(3, 2); MOMENTS]).structure, 0.0);
        let changing: Vec<Thumbnail> = (0..MOMENTS).map(|i| slope(3, (i % 13) as u8)).collect();
        assert!(chance(&changing).tone > 0.0);
        assert_eq!(moments().count(), MOMENTS);
    }
}
