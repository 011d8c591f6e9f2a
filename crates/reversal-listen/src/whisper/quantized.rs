//! Numbers as ggml writes them: 32- and 16-bit floats, and blocks of 32 small
//! integers with a common step (GGML's Q5_0, Q5_1 and Q8_0).

/// Numbers in a block.
const BLOCK: usize = 32;

/// How a tensor's numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberKind {
    Float32,
    Float16,
    /// Five bits around zero.
    Steps5,
    /// Five bits above a least value.
    Steps5From,
    /// Eight bits around zero.
    Steps8,
}

impl NumberKind {
    /// The kind that a file names by this number.
    pub fn of(number: i32) -> Option<NumberKind> {
        Some(match number {
            0 => NumberKind::Float32,
            1 => NumberKind::Float16,
            6 => NumberKind::Steps5,
            7 => NumberKind::Steps5From,
            8 => NumberKind::Steps8,
            _ => return None,
        })
    }

    /// Bytes that so many numbers take; None where they fill no whole blocks.
    pub fn bytes(self, numbers: usize) -> Option<usize> {
        let blocks = |bytes: usize| numbers.is_multiple_of(BLOCK).then(|| numbers / BLOCK * bytes);
        match self {
            NumberKind::Float32 => numbers.checked_mul(4),
            NumberKind::Float16 => numbers.checked_mul(2),
            NumberKind::Steps5 => blocks(22),
            NumberKind::Steps5From => blocks(24),
            NumberKind::Steps8 => blocks(34),
        }
    }

    /// The numbers that these bytes hold.
    pub fn numbers(self, bytes: &[u8]) -> Vec<f32> {
        match self {
            NumberKind::Float32 => {
                bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
            }
            NumberKind::Float16 => bytes.chunks_exact(2).map(float16).collect(),
            NumberKind::Steps5 => bytes
                .chunks_exact(22)
                .flat_map(|block| {
                    let step = float16(&block[..2]);
                    five_bits(&block[2..]).map(move |value| (f32::from(value) - 16.0) * step)
                })
                .collect(),
            NumberKind::Steps5From => bytes
                .chunks_exact(24)
                .flat_map(|block| {
                    let (step, least) = (float16(&block[..2]), float16(&block[2..4]));
                    five_bits(&block[4..]).map(move |value| f32::from(value) * step + least)
                })
                .collect(),
            NumberKind::Steps8 => bytes
                .chunks_exact(34)
                .flat_map(|block| {
                    let step = float16(&block[..2]);
                    block[2..].iter().map(move |&value| f32::from(value.cast_signed()) * step)
                })
                .collect(),
        }
    }
}

/// The values 0..32 of a block: four bytes of fifth bits, then sixteen of pairs, the first half of
/// the block in the lower four bits.
fn five_bits(block: &[u8]) -> impl Iterator<Item = u8> {
    let fifths = u32::from_le_bytes([block[0], block[1], block[2], block[3]]);
    (0..BLOCK).map(move |i| {
        let pair = block[4 + i % 16];
        let low = if i < 16 { pair & 15 } else { pair >> 4 };
        low | (((fifths >> i) as u8 & 1) << 4)
    })
}

/// IEEE 754 binary16.
fn float16(bytes: &[u8]) -> f32 {
    let bits = u16::from_le_bytes([bytes[0], bytes[1]]);
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let magnitude = match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1024.0 + fraction) * 2.0_f32.powi(exponent - 25),
    };
    sign * magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_floats_are_those_of_the_standard() {
        for (bits, value) in [
            (0x0000_u16, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65_504.0),
            (0x0001, 5.960_464_5e-8),
            (0x0400, 6.103_515_6e-5),
            (0x3555, 0.333_251_95),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(float16(&bits.to_le_bytes()), value, "{bits:#06x}");
        }
        assert!(float16(&0x7e00_u16.to_le_bytes()).is_nan());
    }

    #[test]
    fn blocks_are_taken_apart_as_they_were_put_together() {
        let half = 0x3800_u16.to_le_bytes();
        // Numbers 0 and 31 are 0b10001 = 17 and 0b11111 = 31, all others 0.
        let mut packed = vec![0_u8; 20];
        packed[0] = 1;
        packed[3] = 0x80;
        packed[4] = 1;
        packed[19] = 0xf0;
        let around = NumberKind::Steps5.numbers(&[&half[..], &packed].concat());
        assert_eq!((around.len(), around[0], around[1], around[31]), (32, 0.5, -8.0, 7.5));
        let one = 0x3c00_u16.to_le_bytes();
        let above = NumberKind::Steps5From.numbers(&[&half[..], &one, &packed].concat());
        assert_eq!((above[0], above[1], above[31]), (9.5, 1.0, 16.5));
        let mut eights = vec![0_u8; 32];
        eights[0] = 0xff;
        eights[31] = 127;
        let eight = NumberKind::Steps8.numbers(&[&half[..], &eights].concat());
        assert_eq!((eight[0], eight[1], eight[31]), (-0.5, 0.0, 63.5));
    }

    #[test]
    fn sizes_are_those_of_whole_blocks() {
        assert_eq!(NumberKind::Steps5From.bytes(64), Some(48));
        assert_eq!(NumberKind::Steps8.bytes(33), None);
        assert_eq!(NumberKind::of(2), None);
        assert_eq!(NumberKind::of(7), Some(NumberKind::Steps5From));
    }
}
