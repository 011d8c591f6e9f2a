//! Big-endian numbers and nested boxes.

/// A growing run of boxes.
#[derive(Default)]
pub(crate) struct Boxes {
    bytes: Vec<u8>,
}

impl Boxes {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn zeros(&mut self, count: usize) {
        self.bytes.resize(self.bytes.len() + count, 0);
    }

    /// A time field: 32 bits in version 0 of a box, 64 in version 1.
    pub(crate) fn time(&mut self, version: u8, value: u64) {
        if version == 0 { self.u32(value as u32) } else { self.u64(value) }
    }

    /// A box around what `body` writes.
    pub(crate) fn nest(&mut self, kind: &[u8; 4], body: impl FnOnce(&mut Boxes)) {
        let start = self.bytes.len();
        self.u32(0);
        self.raw(kind);
        body(self);
        let size = (self.bytes.len() - start) as u32;
        self.bytes[start..start + 4].copy_from_slice(&size.to_be_bytes());
    }

    /// A box with version and flags.
    pub(crate) fn nest_full(&mut self, kind: &[u8; 4], version: u8, flags: u32, body: impl FnOnce(&mut Boxes)) {
        self.nest(kind, |inner| {
            inner.u32(u32::from(version) << 24 | flags);
            body(inner);
        });
    }

    /// An MPEG-4 descriptor (ISO/IEC 14496-1, 8.3.3) with the four-byte length that players expect.
    pub(crate) fn descriptor(&mut self, tag: u8, body: impl FnOnce(&mut Boxes)) {
        let mut inner = Boxes::default();
        body(&mut inner);
        let size = inner.bytes.len() as u32;
        self.u8(tag);
        for shift in [21, 14, 7] {
            self.u8(0x80 | (size >> shift) as u8 & 0x7f);
        }
        self.u8(size as u8 & 0x7f);
        self.raw(&inner.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_knows_its_size() {
        let mut boxes = Boxes::default();
        boxes.nest(b"moov", |movie| movie.nest_full(b"mvhd", 1, 7, |header| header.u16(0x0102)));
        assert_eq!(boxes.into_bytes(), b"\0\0\0\x16moov\0\0\0\x0emvhd\x01\0\0\x07\x01\x02");
    }

    #[test]
    fn a_descriptor_knows_its_size() {
        let mut boxes = Boxes::default();
        boxes.descriptor(5, |inner| inner.zeros(200));
        assert_eq!(boxes.into_bytes()[..6], [5, 0x80, 0x80, 0x81, 72, 0]);
    }
}
