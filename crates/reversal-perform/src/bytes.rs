//! A scene's performance as bytes: header, then each tick with the pelvis in
//! metres and every other joint as 16-bit steps of a tenth of a millimetre
//! from it, then a checksum. Little-endian.

use glam::{Vec3, vec3};
use reversal_model::performance::{JOINT_COUNT, ScenePerformance, Skeleton, Tick};

use crate::PerformError;
use crate::joints::PELVIS;

const MAGIC: [u8; 8] = *b"RVSLPF\0\x01";
const HEADER_BYTES: usize = 8 + 4 + 8 + 4;
const CHECKSUM_BYTES: usize = 8;
const BODY_BYTES: usize = 12 + (JOINT_COUNT - 1) * 6;
/// Two bodies, planted feet and touch as bits, breath and effort as bytes.
const TICK_BYTES: usize = 2 * BODY_BYTES + 1 + 4;
const STEP_M: f32 = 1e-4;

/// The bytes of a scene's performance.
pub fn to_bytes(scene: &ScenePerformance) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES + scene.ticks.len() * TICK_BYTES + CHECKSUM_BYTES);
    bytes.extend(MAGIC);
    bytes.extend(scene.scene.to_le_bytes());
    bytes.extend(scene.start_secs.to_le_bytes());
    bytes.extend((scene.ticks.len() as u32).to_le_bytes());
    for tick in &scene.ticks {
        for body in &tick.bodies {
            write_body(&mut bytes, body);
        }
        let mut bits = u8::from(tick.touching) << 4;
        for (number, &planted) in tick.planted.iter().flatten().enumerate() {
            bits |= u8::from(planted) << number;
        }
        bytes.push(bits);
        bytes.extend(tick.breath.iter().chain(&tick.effort).map(|&share| to_byte(share)));
    }
    let sum = checksum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

/// Reads what [`to_bytes`] wrote.
///
/// # Errors
/// [`PerformError::Malformed`] where the bytes are of another kind or version, cut off or damaged.
pub fn from_bytes(bytes: &[u8]) -> Result<ScenePerformance, PerformError> {
    let malformed = |what: &'static str| PerformError::Malformed { what };
    if bytes.len() < HEADER_BYTES + CHECKSUM_BYTES || bytes[..8] != MAGIC {
        return Err(malformed("it has no performance header of this version"));
    }
    let (content, sum) = bytes.split_at(bytes.len() - CHECKSUM_BYTES);
    if checksum(content).to_le_bytes() != sum {
        return Err(malformed("its checksum does not match"));
    }
    let mut reader = Reader { bytes: &content[8..] };
    let cut_off = || malformed("it ends too early");
    let scene = u32::from_le_bytes(reader.take().ok_or_else(cut_off)?);
    let start_secs = f64::from_le_bytes(reader.take().ok_or_else(cut_off)?);
    let count = u32::from_le_bytes(reader.take().ok_or_else(cut_off)?) as usize;
    if reader.bytes.len() != count.saturating_mul(TICK_BYTES) || !start_secs.is_finite() {
        return Err(malformed("its length does not fit its header"));
    }
    let mut ticks = Vec::with_capacity(count);
    for _ in 0..count {
        let tick = reader.tick().ok_or_else(cut_off)?;
        if !tick.bodies.iter().flatten().all(|joint| joint.is_finite()) {
            return Err(malformed("a joint is nowhere"));
        }
        ticks.push(tick);
    }
    Ok(ScenePerformance { scene, start_secs, ticks })
}

/// A tick as it will be read back, so that a fresh performance equals a stored one.
pub(crate) fn as_stored(tick: &mut Tick) {
    for body in &mut tick.bodies {
        let pelvis = body[PELVIS];
        for joint in &mut body[1..] {
            *joint = pelvis + Vec3::from(steps(*joint - pelvis).map(|step| f32::from(step) * STEP_M));
        }
    }
    for share in tick.breath.iter_mut().chain(&mut tick.effort) {
        *share = f32::from(to_byte(*share)) / 255.0;
    }
}

fn to_byte(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}

fn steps(offset: Vec3) -> [i16; 3] {
    offset.to_array().map(|metres| (metres / STEP_M).round().clamp(-32_767.0, 32_767.0) as i16)
}

fn write_body(bytes: &mut Vec<u8>, body: &Skeleton) {
    let pelvis = body[PELVIS];
    for metres in pelvis.to_array() {
        bytes.extend(metres.to_le_bytes());
    }
    for joint in &body[1..] {
        for step in steps(*joint - pelvis) {
            bytes.extend(step.to_le_bytes());
        }
    }
}

/// FNV-1a, 64 bits.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*head)
    }

    fn body(&mut self) -> Option<Skeleton> {
        let mut metres = [0.0_f32; 3];
        for value in &mut metres {
            *value = f32::from_le_bytes(self.take()?);
        }
        let pelvis = Vec3::from(metres);
        let mut body = [pelvis; JOINT_COUNT];
        for joint in &mut body[1..] {
            let mut offset = [0.0; 3];
            for value in &mut offset {
                *value = f32::from(i16::from_le_bytes(self.take()?)) * STEP_M;
            }
            *joint = pelvis + vec3(offset[0], offset[1], offset[2]);
        }
        Some(body)
    }

    fn tick(&mut self) -> Option<Tick> {
        let bodies = [self.body()?, self.body()?];
        let [bits] = self.take()?;
        let shares = self.take::<4>()?.map(|byte| f32::from(byte) / 255.0);
        let bit = |number: u8| bits >> number & 1 == 1;
        Some(Tick {
            bodies,
            planted: [[bit(0), bit(1)], [bit(2), bit(3)]],
            touching: bit(4),
            breath: [shares[0], shares[1]],
            effort: [shares[2], shares[3]],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scene() -> ScenePerformance {
        let body = crate::body::Body::new(1.8, 1.0).rest;
        let mut tick = Tick {
            bodies: [body, body.map(|joint| joint + vec3(0.7, 0.0, 0.1))],
            planted: [[true, false], [false, true]],
            touching: true,
            breath: [0.2, 0.9],
            effort: [0.5, 0.1],
        };
        as_stored(&mut tick);
        ScenePerformance { scene: 3, start_secs: 12.5, ticks: vec![tick; 5] }
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(from_bytes(&to_bytes(&scene())).unwrap(), scene());
    }

    #[test]
    fn a_flipped_bit_or_a_cut_is_found() {
        let bytes = to_bytes(&scene());
        for at in (0..bytes.len()).step_by(37) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            assert!(from_bytes(&damaged).is_err(), "byte {at}");
            assert!(from_bytes(&bytes[..at]).is_err(), "cut at {at}");
        }
    }

    proptest! {
        #[test]
        fn random_bytes_are_an_error_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(from_bytes(&bytes).is_err());
            let mut with_header = MAGIC.to_vec();
            with_header.extend(bytes);
            let sum = checksum(&with_header).to_le_bytes();
            with_header.extend(sum);
            let _ = from_bytes(&with_header);
        }
    }
}
