//! Pictures as the encoder takes them, and the format of a whole film.

use reversal_model::time::Rate;

use crate::error::DeliverError;

/// One picture in planar Y'CbCr 4:2:0, BT.709, limited range (luma 16–235,
/// chroma 16–240 around 128), rows top to bottom without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yuv420 {
    /// Pixels in a row, even.
    pub width: u32,
    /// Rows, even.
    pub height: u32,
    /// Y', `width * height` bytes.
    pub luma: Vec<u8>,
    /// Cb, a quarter as many bytes.
    pub blue: Vec<u8>,
    /// Cr, a quarter as many bytes.
    pub red: Vec<u8>,
}

impl Yuv420 {
    /// A black picture.
    pub fn black(width: u32, height: u32) -> Yuv420 {
        let pixels = width as usize * height as usize;
        Yuv420 { width, height, luma: vec![16; pixels], blue: vec![128; pixels / 4], red: vec![128; pixels / 4] }
    }

    fn planes_fit(&self) -> bool {
        let pixels = self.width as usize * self.height as usize;
        self.luma.len() == pixels && self.blue.len() == pixels / 4 && self.red.len() == pixels / 4
    }
}

/// What every picture of a film has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoFormat {
    /// Pixels in a row, even.
    pub width: u32,
    /// Rows, even.
    pub height: u32,
    /// Pictures a second.
    pub rate: Rate,
    /// H.264 quantisation parameter, 0 (finest) to 51 (coarsest), the same for every picture.
    pub quantiser: u8,
}

impl VideoFormat {
    /// A format with the quantiser that keeps film grain at a sensible bit rate.
    pub fn new(width: u32, height: u32, rate: Rate) -> VideoFormat {
        VideoFormat { width, height, rate, quantiser: default_quantiser(width, height) }
    }

    /// Whether the encoder and MP4 can hold this format.
    pub fn validate(&self) -> Result<(), DeliverError> {
        // OpenH264 stops at level 5.2.
        let (longer, shorter) = (self.width.max(self.height), self.width.min(self.height));
        if longer > 3840 || shorter > 2160 {
            return Err(DeliverError::Limit(format!(
                "{}x{} is larger than H.264 is encoded here; use at most 3840x2160",
                self.width, self.height
            )));
        }
        if shorter < 16 || self.width % 2 == 1 || self.height % 2 == 1 {
            return Err(DeliverError::Unsupported(format!(
                "{}x{} cannot be encoded; use even numbers of at least 16",
                self.width, self.height
            )));
        }
        if self.rate.numerator == 0 || self.rate.denominator == 0 {
            return Err(DeliverError::Unsupported("a film needs a frame rate above zero".into()));
        }
        if self.quantiser > 51 {
            return Err(DeliverError::Limit(format!("quantiser {} is above 51", self.quantiser)));
        }
        Ok(())
    }

    pub(crate) fn accepts(&self, picture: &Yuv420) -> Result<(), DeliverError> {
        if (picture.width, picture.height) != (self.width, self.height) || !picture.planes_fit() {
            return Err(DeliverError::Malformed(format!(
                "a picture of {}x{} came into a film of {}x{}",
                picture.width, picture.height, self.width, self.height
            )));
        }
        Ok(())
    }

    /// Pictures from one key picture to the next: half a second, as the video
    /// platforms ask for and as is quick to seek in.
    pub(crate) fn key_interval_frames(&self) -> u32 {
        ((self.rate.per_second() / 2.0).round() as u32).max(1)
    }
}

/// Chosen by measuring pictures whose grain deviates by 3.3 of 255, as the finish
/// draws it: 7.9 Mb/s at 1080p, 5.8 at 720p, 1.5 at 640×360. Two steps coarser
/// and the grain is gone; two finer and the film is twice the size. Larger
/// pictures are seen with smaller pixels, so theirs may be a little coarser.
fn default_quantiser(width: u32, height: u32) -> u8 {
    match width * height {
        0..=1_500_000 => 25,
        1_500_001..=3_000_000 => 26,
        _ => 27,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_cannot_be_encoded_are_refused_by_name() {
        for (width, height) in [(641, 360), (4096, 2160), (2160, 4000), (8, 8)] {
            let error = VideoFormat::new(width, height, Rate::FILM).validate().unwrap_err();
            assert!(error.to_string().contains(&format!("{width}x{height}")), "{error}");
        }
        assert!(VideoFormat::new(2160, 3840, Rate::FILM).validate().is_ok());
    }

    #[test]
    fn keys_come_each_half_second() {
        let interval =
            |numerator, denominator| VideoFormat::new(64, 64, Rate { numerator, denominator }).key_interval_frames();
        assert_eq!((interval(24, 1), interval(24000, 1001), interval(25, 1), interval(1, 1)), (12, 12, 13, 1));
    }

    #[test]
    fn a_picture_of_another_size_is_refused() {
        let format = VideoFormat::new(64, 48, Rate::FILM);
        assert!(format.accepts(&Yuv420::black(64, 48)).is_ok());
        assert!(format.accepts(&Yuv420::black(48, 64)).is_err());
        let mut torn = Yuv420::black(64, 48);
        torn.red.pop();
        assert!(format.accepts(&torn).is_err());
    }
}
