//! Seeded chance: the one function from which every draw of the program comes, the same on every machine.

/// The step between two states of a SplitMix64 stream: 2⁶⁴ over the golden ratio, made odd.
pub const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// 64 bits that look drawn and depend on `value` alone: SplitMix64's output for the state `value`
/// (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
pub fn mix(value: u64) -> u64 {
    let mut bits = value.wrapping_add(STEP);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The next 64 bits of the SplitMix64 stream whose state this is.
pub fn next(state: &mut u64) -> u64 {
    let bits = mix(*state);
    *state = state.wrapping_add(STEP);
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // The first outputs from seed 1234567 of the reference implementation (Vigna, splitmix64.c).
        let mut state = 1_234_567;
        let drawn: Vec<u64> = (0..5).map(|_| next(&mut state)).collect();
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ]
        );
    }
}
