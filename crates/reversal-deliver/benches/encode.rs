//! CPU time of coding one picture with film grain, by size.

use divan::Bencher;
use divan::counter::ItemsCount;
use reversal_deliver::{ChunkEncoder, VideoFormat, Yuv420};
use reversal_model::time::Rate;

fn main() {
    divan::main();
}

const FRAMES: u32 = 12;

/// A dark gradient with a bright shape that moves and grain of the strength the
/// finish draws (a deviation of about 2.5 of 255), new in every picture.
fn grainy(width: u32, height: u32, frame: u32) -> Yuv420 {
    let mut picture = Yuv420::black(width, height);
    let mut state = 0x9e37_79b9_u32.wrapping_mul(frame + 1) | 1;
    let mut noise = || {
        // Three xorshift draws summed: near enough to a bell.
        (0..3)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                (state >> 24) as i32 - 128
            })
            .sum::<i32>() as f32
            * (2.5 / 128.0)
    };
    for y in 0..height {
        for x in 0..width {
            let centre = (width as f32 * (0.3 + 0.01 * frame as f32), height as f32 * 0.5);
            let distance = ((x as f32 - centre.0).powi(2) + (y as f32 - centre.1).powi(2)).sqrt() / height as f32;
            let shade = 30.0 + 60.0 * x as f32 / width as f32 + if distance < 0.25 { 80.0 } else { 0.0 };
            picture.luma[(y * width + x) as usize] = (shade + noise()).clamp(16.0, 235.0) as u8;
        }
    }
    picture
}

#[divan::bench(args = [(640, 360), (1280, 720), (1920, 1080)], sample_count = 3, sample_size = 1)]
fn grainy_pictures(bencher: Bencher, (width, height): (u32, u32)) {
    let pictures: Vec<Yuv420> = (0..FRAMES).map(|frame| grainy(width, height, frame)).collect();
    let format = VideoFormat::new(width, height, Rate::FILM);
    bencher.counter(ItemsCount::new(FRAMES)).bench_local(|| {
        let mut encoder = ChunkEncoder::new(&format).expect("the format is valid");
        for picture in &pictures {
            encoder.push(picture).expect("the picture fits");
        }
        encoder.finish().expect("there are pictures").coded_bytes()
    });
}
