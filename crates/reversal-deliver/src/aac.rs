//! AAC for songs whose own coding MP4 cannot hold (Vorbis, ALAC, PCM).

use reversal_model::song::Song;
use syom::{EncodeOptions, Encoder};

use crate::downmix::to_stereo;
use crate::error::DeliverError;
use crate::packets::{Coding, SongPackets};
use crate::resample::resample;

/// High enough that the encoding is not heard; the video platforms encode again.
const BITS_PER_SECOND_PER_CHANNEL: u32 = 128_000;
const FRAME_SAMPLES: u32 = 1024;

/// Encodes a song as AAC-LC: mono stays mono, more than two channels become
/// stereo, rates other than 32, 44.1 and 48 kHz become 44.1 or 48 kHz. The
/// encoder's delay is recorded, so that the song's first sample stays at time 0.
pub fn encode_aac(song: &Song) -> Result<SongPackets, DeliverError> {
    if song.frames() == 0 || song.sample_rate_hz == 0 {
        return Err(DeliverError::Malformed("the song has no sound to encode".into()));
    }
    let rate_hz = delivery_rate_hz(song.sample_rate_hz);
    let mut channels = to_stereo(&song.channels);
    if rate_hz != song.sample_rate_hz {
        for channel in &mut channels {
            *channel = resample(channel, song.sample_rate_hz, rate_hz).into();
        }
    }

    let options = EncodeOptions::raw().with_bitrate_bps(BITS_PER_SECOND_PER_CHANNEL * channels.len() as u32);
    let mut encoder = Encoder::new(rate_hz, channels.len(), &options).map_err(fault)?;
    let coding = Coding::Aac { config: encoder.asc().to_vec() };
    let mut packets = SongPackets::new(coding, rate_hz, channels.len() as u16, false);
    let mut block: Vec<Vec<f32>> = vec![Vec::with_capacity(FRAME_SAMPLES as usize); channels.len()];
    for start in (0..channels[0].len()).step_by(FRAME_SAMPLES as usize) {
        for (block, channel) in block.iter_mut().zip(&channels) {
            let end = (start + FRAME_SAMPLES as usize).min(channel.len());
            block.clear();
            // The encoder refuses what a player would clip: decoders of lossy codings overshoot.
            block.extend(channel[start..end].iter().map(|&sample| finite(sample).clamp(-1.0, 1.0)));
        }
        let planes: Vec<&[f32]> = block.iter().map(Vec::as_slice).collect();
        encoder
            .feed(&planes, |frame| {
                packets.push(frame.payload, FRAME_SAMPLES);
                Ok(())
            })
            .map_err(fault)?;
    }
    let info = encoder
        .finish(|frame| {
            packets.push(frame.payload, FRAME_SAMPLES);
            Ok(())
        })
        .map_err(fault)?;
    packets.set_sounding(info.priming, info.samples);
    Ok(packets)
}

/// The rates that every player takes; multiples go to their own family.
fn delivery_rate_hz(rate_hz: u32) -> u32 {
    match rate_hz {
        32_000 | 44_100 | 48_000 => rate_hz,
        _ if rate_hz.is_multiple_of(11_025) => 44_100,
        _ => 48_000,
    }
}

fn finite(sample: f32) -> f32 {
    if sample.is_finite() { sample } else { 0.0 }
}

fn fault(error: syom::AacError) -> DeliverError {
    DeliverError::Encoder { encoder: "AAC", message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn song(rate_hz: u32, channels: usize, samples: usize) -> Song {
        let tone = |channel: usize| {
            (0..samples).map(|i| 0.4 * (i as f32 * 2600.0 * (channel + 1) as f32 / rate_hz as f32).sin()).collect()
        };
        Song { sample_rate_hz: rate_hz, channels: (0..channels).map(tone).collect(), facts: Default::default() }
    }

    fn decoded(packets: &SongPackets) -> Vec<Vec<f32>> {
        let Coding::Aac { config } = &packets.coding else { panic!("not AAC") };
        let mut decoder = syom::Decoder::from_asc(config, syom::DecodeOptions::unbounded()).unwrap();
        let mut channels = vec![Vec::new(); usize::from(packets.channels)];
        for index in 0..packets.len() {
            decoder
                .decode_au(packets.packet(index).unwrap(), |frame| {
                    channels.iter_mut().zip(frame.planar).for_each(|(all, new)| all.extend_from_slice(new));
                    Ok(())
                })
                .unwrap();
        }
        let sounding = packets.lead_in_samples() as usize;
        channels.iter().map(|channel| channel[sounding..].to_vec()).collect()
    }

    #[test]
    fn the_song_comes_back_in_its_place() {
        let song = song(44_100, 2, 50_000);
        let packets = encode_aac(&song).unwrap();
        assert!((packets.duration_secs() - song.duration_secs()).abs() < 1e-9);
        for (channel, original) in decoded(&packets).iter().zip(&song.channels) {
            let error: f32 = (2000..48_000).map(|i| (channel[i] - original[i]).powi(2)).sum();
            let power: f32 = (2000..48_000).map(|i| original[i].powi(2)).sum();
            assert!(error < power * 1e-3, "signal to noise {} dB", 10.0 * (power / error).log10());
        }
    }

    #[test]
    fn odd_rates_and_many_channels_become_what_players_take() {
        for (rate_hz, channels, wanted_hz, wanted_channels) in
            [(8000, 1, 48_000, 1), (192_000, 2, 48_000, 2), (48_000, 6, 48_000, 2), (22_050, 2, 44_100, 2)]
        {
            let song = song(rate_hz, channels, rate_hz as usize);
            let packets = encode_aac(&song).unwrap();
            assert_eq!((packets.sample_rate_hz, packets.channels), (wanted_hz, wanted_channels));
            assert!((packets.duration_secs() - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn overshoot_and_broken_samples_are_encoded_all_the_same() {
        let mut song = song(48_000, 1, 4000);
        song.channels[0][100] = 1.7;
        song.channels[0][200] = f32::NAN;
        assert_eq!(encode_aac(&song).unwrap().len(), 5);
    }

    #[test]
    fn a_song_without_sound_is_refused() {
        assert!(encode_aac(&song(48_000, 2, 0)).is_err());
    }
}
