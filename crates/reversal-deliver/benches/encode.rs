//! CPU time of coding one picture with film grain, by size.

use divan::Bencher;
use divan::counter::ItemsCount;
use reversal_deliver::{ChunkEncoder, VideoFormat, Yuv420};
use reversal_model::time::Rate;

fn main() {
    divan::main();
}

const FRAMES: u32 = 12;

/// A dark gradient with a bright shape that moves, and grain as the finish draws
/// it: new in every picture, a little larger than a pixel, `deviation` of 255.
fn grainy(width: u32, height: u32, frame: u32, deviation: f32) -> Yuv420 {
    let mut picture = Yuv420::black(width, height);
    let mut state = 0x9e37_79b9_u32.wrapping_mul(frame + 1) | 1;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 24) as f32 / 128.0 - 1.0
    };
    let grains: Vec<f32> = (0..(width + 1) * (height + 1)).map(|_| noise()).collect();
    // The sum of four uniform numbers of -1..1 deviates by 2 / sqrt(3).
    let scale = deviation * 3.0_f32.sqrt() / 2.0;
    for y in 0..height {
        for x in 0..width {
            let centre = (width as f32 * (0.3 + 0.01 * frame as f32), height as f32 * 0.5);
            let distance = ((x as f32 - centre.0).powi(2) + (y as f32 - centre.1).powi(2)).sqrt() / height as f32;
            let shade = 30.0 + 60.0 * x as f32 / width as f32 + if distance < 0.25 { 80.0 } else { 0.0 };
            let at = (y * (width + 1) + x) as usize;
            let below = at + width as usize + 1;
            let grain = (grains[at] + grains[at + 1] + grains[below] + grains[below + 1]) * scale;
            picture.luma[(y * width + x) as usize] = (shade + grain).round().clamp(16.0, 235.0) as u8;
        }
    }
    picture
}

#[divan::bench(args = [(640, 360), (1280, 720), (1920, 1080)], sample_count = 3, sample_size = 1)]
fn grainy_pictures(bencher: Bencher, (width, height): (u32, u32)) {
    let pictures: Vec<Yuv420> = (0..FRAMES).map(|frame| grainy(width, height, frame, 3.3)).collect();
    let format = VideoFormat::new(width, height, Rate::FILM);
    bencher.counter(ItemsCount::new(FRAMES)).bench_local(|| {
        let mut encoder = ChunkEncoder::new(&format).expect("the format is valid");
        for picture in &pictures {
            encoder.push(picture).expect("the picture fits");
        }
        encoder.finish().expect("there are pictures").coded_bytes()
    });
}
