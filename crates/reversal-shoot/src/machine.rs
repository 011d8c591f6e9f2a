//! What this machine offers the marcher.

use fearless_simd::Level;

/// Name of the instruction set that frames are drawn with here, e.g. `Avx2`.
pub fn instruction_set() -> String {
    let name = format!("{:?}", Level::new());
    name.split('(').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_instruction_set_has_a_name() {
        assert!(!super::instruction_set().is_empty());
    }
}
