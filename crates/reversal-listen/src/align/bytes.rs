//! Reads numbers out of a file in memory; past its end comes a sentence, never a panic.

use std::path::Path;

use crate::error::{Fault, ListenError};

/// Ceiling on one file of a phone model, in bytes; the usual model has 7 MB in all.
const MOST_BYTES: u64 = 256 << 20;

/// The whole of a model's file.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, ListenError> {
    let read = || -> Result<Vec<u8>, Fault> {
        if std::fs::metadata(path)?.len() > MOST_BYTES {
            return Err(Fault::Limit("is larger than 256 MiB; give a phone model like CMU Sphinx en-us".to_owned()));
        }
        Ok(std::fs::read(path)?)
    };
    read().map_err(|fault| fault.in_file(path))
}

/// What a broken file of a model gets told.
pub(super) fn broken(what: &str) -> Fault {
    Fault::Malformed(format!("is no sound part of a CMU Sphinx model: {what}; install the model anew"))
}

/// A place in bytes from which numbers are taken.
pub(super) struct Bytes<'a> {
    rest: &'a [u8],
    /// Numbers are stored with their highest byte first.
    pub is_big_endian: bool,
}

impl<'a> Bytes<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Bytes<'a> {
        Bytes { rest: bytes, is_big_endian: false }
    }

    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| broken("it ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    /// The bytes before the next `end`, which is passed.
    pub(super) fn take_until(&mut self, end: &[u8]) -> Result<&'a [u8], Fault> {
        let at = self.rest.windows(end.len()).position(|window| window == end);
        let taken = self.take(at.ok_or_else(|| broken("it ends too early"))?)?;
        self.take(end.len())?;
        Ok(taken)
    }

    fn word(&mut self) -> Result<[u8; 4], Fault> {
        let taken = self.take(4)?;
        let mut word = [taken[0], taken[1], taken[2], taken[3]];
        if self.is_big_endian {
            word.reverse();
        }
        Ok(word)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Fault> {
        Ok(u32::from_le_bytes(self.word()?))
    }

    /// A count that must lie in a range.
    pub(super) fn count(&mut self, what: &str, range: std::ops::RangeInclusive<usize>) -> Result<usize, Fault> {
        let count = self.u32()? as usize;
        if range.contains(&count) { Ok(count) } else { Err(broken(&format!("it claims {count} {what}"))) }
    }

    pub(super) fn u16(&mut self) -> Result<u16, Fault> {
        let taken = self.take(2)?;
        let pair = [taken[0], taken[1]];
        Ok(if self.is_big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    }

    /// Numbers that must be finite.
    pub(super) fn floats(&mut self, count: usize) -> Result<Vec<f32>, Fault> {
        let mut floats = Vec::with_capacity(count.min(self.left() / 4));
        for _ in 0..count {
            let float = f32::from_le_bytes(self.word()?);
            if !float.is_finite() {
                return Err(broken("it holds something that is not a number"));
            }
            floats.push(float);
        }
        Ok(floats)
    }

    /// Passes the text before the numbers of an `s3` file (means, variances,
    /// mixture weights) and finds out how they are stored.
    pub(super) fn pass_s3_header(&mut self) -> Result<(), Fault> {
        const ORDER_MARK: u32 = 0x1122_3344;
        if self.take(3)? != b"s3\n" {
            return Err(broken("it does not begin with 's3'"));
        }
        self.take_until(b"endhdr\n")?;
        match self.u32()? {
            ORDER_MARK => {}
            mark if mark.swap_bytes() == ORDER_MARK => self.is_big_endian = true,
            _ => return Err(broken("its order of bytes is unknown")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_the_order_the_file_says() {
        let mut small = b"s3\nversion 1.0\nendhdr\n\x44\x33\x22\x11\x07\0\0\0".to_vec();
        let mut bytes = Bytes::new(&small);
        bytes.pass_s3_header().unwrap();
        assert_eq!((bytes.u32().unwrap(), bytes.left()), (7, 0));
        small.truncate(small.len() - 8);
        small.extend(b"\x11\x22\x33\x44\0\0\0\x07\x3f\x80\0\0");
        let mut bytes = Bytes::new(&small);
        bytes.pass_s3_header().unwrap();
        assert_eq!((bytes.u32().unwrap(), bytes.floats(1).unwrap()), (7, vec![1.0]));
    }

    #[test]
    fn the_end_and_numbers_that_are_none_are_refused() {
        assert!(Bytes::new(&[1, 2, 3]).u32().is_err());
        assert!(Bytes::new(&[1]).u16().is_err());
        assert!(Bytes::new(b"abc").take_until(b"z").is_err());
        assert!(Bytes::new(&[0, 0, 0xc0, 0x7f]).floats(1).is_err());
        assert!(Bytes::new(&[0; 8]).floats(usize::MAX).is_err());
        assert!(Bytes::new(&[9, 0, 0, 0]).count("phones", 1..=8).is_err());
    }
}
