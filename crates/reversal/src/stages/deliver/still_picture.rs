//! A still as it is drawn: greys and the toning of its film.

use anyhow::{Context, Result};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use reversal_shoot::Toning;

/// A picture of the film, without bars.
pub struct StillPicture<'a> {
    /// Pixels in a row, even.
    pub width: u32,
    /// Rows, even.
    pub height: u32,
    /// Luma of limited range, row by row.
    pub luma: Vec<u8>,
    /// What colours it.
    pub toning: &'a Toning,
}

impl StillPicture<'_> {
    /// Its greys over the full range.
    pub fn greys(&self) -> Vec<u8> {
        let full = |luma: &u8| ((f32::from(*luma) - 16.0) * 255.0 / 219.0).clamp(0.0, 255.0) as u8;
        self.luma.iter().map(full).collect()
    }

    /// As a JPEG, grey where the film is not toned.
    pub fn jpeg(&self, quality: u8) -> Result<Vec<u8>> {
        let mut jpeg = Vec::new();
        let (pixels, colours) = match self.toning.is_toned() {
            true => (self.luma.iter().flat_map(|&luma| self.toning.rgb(luma)).collect(), ExtendedColorType::Rgb8),
            false => (self.greys(), ExtendedColorType::L8),
        };
        JpegEncoder::new_with_quality(&mut jpeg, quality)
            .write_image(&pixels, self.width, self.height, colours)
            .context("a still cannot be written as JPEG")?;
        Ok(jpeg)
    }
}
