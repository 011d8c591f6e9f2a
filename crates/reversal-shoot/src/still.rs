//! Stills: a frame as a PNG.

use crate::finish::Toning;

/// Why a still could not be made.
#[derive(Debug, thiserror::Error)]
pub enum StillError {
    /// The encoder failed.
    #[error("the still could not be encoded ({0}); its size is probably zero")]
    Encoding(#[from] png::EncodingError),
}

/// Encodes a frame as a PNG in the colours of its toning.
pub fn still_png(luma: &[u8], toning: &Toning, width: usize, height: usize) -> Result<Vec<u8>, StillError> {
    let pixels: Vec<u8> = luma.iter().flat_map(|&luma| toning.rgb(luma)).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use reversal_model::look::Print;

    use super::*;

    #[test]
    fn a_still_is_a_png_of_the_frames_size() {
        let bytes = still_png(&[16, 235, 16, 235, 16, 235, 16, 235], &Toning::new(&Print::default()), 4, 2).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (4, 2));
        assert_eq!(&pixels[..6], &[0, 0, 0, 255, 255, 255]);
    }
}
