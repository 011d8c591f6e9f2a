//! The one kind of layer the nets are made of: weighted sums of some inputs.
//!
//! Sums are taken in the order of the inputs and without fused multiplication,
//! so every machine finds the same bits; the inner loop runs over the outputs,
//! where no order matters and the compiler uses the machine's vectors.

/// `OUT` weighted sums; `rows[i]` holds what input `i` adds to each.
pub(crate) struct Layer<const OUT: usize> {
    rows: Vec<[f32; OUT]>,
    bias: [f32; OUT],
}

impl<const OUT: usize> Layer<OUT> {
    /// Reads `inputs` rows, then the bias.
    pub fn read(numbers: &mut impl Iterator<Item = f32>, inputs: usize) -> Layer<OUT> {
        let mut row = || std::array::from_fn(|_| numbers.next().unwrap_or(0.0));
        let rows = (0..inputs).map(|_| row()).collect();
        Layer { rows, bias: row() }
    }

    /// Numbers in a file of a layer with so many inputs.
    pub const fn numbers(inputs: usize) -> usize {
        (inputs + 1) * OUT
    }

    pub fn bias(&self) -> [f32; OUT] {
        self.bias
    }

    /// Adds what the inputs from number `first` on bring.
    #[inline]
    pub fn add(&self, sums: &mut [f32; OUT], first: usize, inputs: &[f32]) {
        for (value, row) in inputs.iter().zip(&self.rows[first..]) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += value * weight;
            }
        }
    }
}

/// The numbers of a file of little-endian 32-bit floats.
pub(crate) fn numbers_of(weights: &[u8]) -> impl Iterator<Item = f32> {
    weights.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes))
}

/// The leaky rectifier, in place.
pub(crate) fn rectify(values: &mut [f32]) {
    const SLOPE: f32 = 0.1;
    for value in values {
        *value = value.max(*value * SLOPE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_weighted_by_the_rows_of_their_inputs() {
        let mut numbers = [1.0, 2.0, 10.0, 20.0, 100.0, 200.0, 0.5, 0.25].into_iter();
        let layer: Layer<2> = Layer::read(&mut numbers, 3);
        let mut sums = layer.bias();
        layer.add(&mut sums, 1, &[3.0, 2.0]);
        assert_eq!(sums, [230.5, 460.25]);
        assert_eq!(Layer::<2>::numbers(3), 8);
    }

    #[test]
    fn a_tenth_of_what_is_negative_passes() {
        let mut values = [-2.0, 0.0, 3.0];
        rectify(&mut values);
        assert_eq!(values, [-0.2, 0.0, 3.0]);
    }
}
