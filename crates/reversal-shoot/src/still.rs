//! Stills: a frame as a PNG.

/// Why a still could not be made.
#[derive(Debug, thiserror::Error)]
pub enum StillError {
    /// The encoder failed.
    #[error("the still could not be encoded ({0}); its size is probably zero")]
    Encoding(#[from] png::EncodingError),
}

/// Encodes a frame as a grey PNG, with its luma stretched to the full range that pictures use.
pub fn still_png(luma: &[u8], width: usize, height: usize) -> Result<Vec<u8>, StillError> {
    let full: Vec<u8> =
        luma.iter().map(|&luma| ((f32::from(luma) - 16.0) * (255.0 / 219.0) + 0.5).clamp(0.0, 255.0) as u8).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(&full)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_still_is_a_png_of_the_frames_size() {
        let bytes = still_png(&[16, 235, 16, 235, 16, 235, 16, 235], 4, 2).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (4, 2));
        assert_eq!(&pixels[..2], &[0, 255]);
    }
}
