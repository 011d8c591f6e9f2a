//! OpenH264 behind a safe face: fixed quantiser, one slice, key pictures on request.
//!
//! The bindings are used directly because their safe wrapper offers neither
//! CABAC nor a fixed quantiser (version 0.9). Everything that would make a
//! picture depend on anything but the pictures before it in the same chunk is
//! off: rate control, frame skipping, threads, long-term references. Background
//! detection and denoising are off because they would freeze or remove grain.

use std::ptr;

use openh264_sys2 as sys;
use openh264_sys2::source::APILoader;

use crate::error::DeliverError;
use crate::picture::{VideoFormat, Yuv420};

/// Sequence and picture parameter sets, as NAL units without start codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ParameterSets {
    pub(crate) sequence: Vec<u8>,
    pub(crate) picture: Vec<u8>,
}

/// One coded picture: slices with a four-byte length before each, as MP4 stores them.
pub(crate) struct CodedPicture {
    pub(crate) bytes: Vec<u8>,
    pub(crate) is_key: bool,
}

const NAL_KEY_SLICE: u8 = 5;
const NAL_SLICE: u8 = 1;
const NAL_SEQUENCE: u8 = 7;
const NAL_PICTURE: u8 = 8;

/// An encoder, alive as long as its chunk.
pub(crate) struct H264Encoder {
    encoder: *mut sys::ISVCEncoder,
    format: VideoFormat,
    /// The sets of the first key picture; later ones repeat them.
    parameter_sets: ParameterSets,
}

// SAFETY: the encoder keeps no thread-local state and is only reached through `&mut self`.
unsafe impl Send for H264Encoder {}

impl H264Encoder {
    pub(crate) fn new(format: &VideoFormat) -> Result<H264Encoder, DeliverError> {
        format.validate()?;
        let mut encoder: *mut sys::ISVCEncoder = ptr::null_mut();
        // SAFETY: the library writes the new encoder's address, or leaves null and returns an error.
        let code = unsafe { APILoader::WelsCreateSVCEncoder(&raw mut encoder) };
        if code != 0 || encoder.is_null() {
            return Err(fault("create", code));
        }
        let this = H264Encoder { encoder, format: *format, parameter_sets: ParameterSets::default() };
        this.initialise()?;
        Ok(this)
    }

    fn table(&self) -> &sys::ISVCEncoderVtbl {
        // SAFETY: `encoder` came from a successful WelsCreateSVCEncoder: it points at a pointer to
        // the library's static function table and lives until `drop`.
        unsafe { &**self.encoder }
    }

    fn initialise(&self) -> Result<(), DeliverError> {
        let mut trace_level = sys::WELS_LOG_QUIET;
        let mut parameters = sys::SEncParamExt::default();
        let table = self.table();
        let (Some(set_option), Some(defaults), Some(initialise)) =
            (table.SetOption, table.GetDefaultParams, table.InitializeExt)
        else {
            return Err(fault("initialise", -1));
        };
        // SAFETY: both calls take pointers to locals of the types that the library's API names.
        let code = unsafe {
            set_option(self.encoder, sys::ENCODER_OPTION_TRACE_LEVEL, (&raw mut trace_level).cast());
            defaults(self.encoder, &raw mut parameters)
        };
        if code != 0 {
            return Err(fault("default parameters", code));
        }
        configure(&mut parameters, &self.format);
        // SAFETY: the library copies the parameters before it returns.
        let code = unsafe { initialise(self.encoder, &raw const parameters) };
        if code == 0 { Ok(()) } else { Err(fault("initialise", code)) }
    }

    /// Encodes the next picture, as a key picture (IDR) if asked.
    pub(crate) fn encode(&mut self, picture: &Yuv420, as_key: bool) -> Result<CodedPicture, DeliverError> {
        self.format.accepts(picture)?;
        let (width, height) = (self.format.width as i32, self.format.height as i32);
        let source = sys::SSourcePicture {
            iColorFormat: sys::videoFormatI420,
            iStride: [width, width / 2, width / 2, 0],
            pData: [
                picture.luma.as_ptr().cast_mut(),
                picture.blue.as_ptr().cast_mut(),
                picture.red.as_ptr().cast_mut(),
                ptr::null_mut(),
            ],
            iPicWidth: width,
            iPicHeight: height,
            uiTimeStamp: 0,
            bPsnrY: false,
            bPsnrU: false,
            bPsnrV: false,
        };
        let mut output = sys::SFrameBSInfo::default();
        let (Some(force_key), Some(encode_frame)) = (self.table().ForceIntraFrame, self.table().EncodeFrame) else {
            return Err(fault("encode", -1));
        };
        // SAFETY: `accepts` proved that the planes hold width*height and quarter bytes; the library
        // reads them only (its samples cast away const the same way) and fills `output` with
        // pointers into its own buffers, valid until the next call.
        let code = unsafe {
            if as_key {
                force_key(self.encoder, true);
            }
            encode_frame(self.encoder, &raw const source, &raw mut output)
        };
        if code != 0 {
            return Err(fault("encode", code));
        }
        self.take(&output)
    }

    /// Copies the NAL units out and keeps the parameter sets apart.
    fn take(&mut self, output: &sys::SFrameBSInfo) -> Result<CodedPicture, DeliverError> {
        let mut coded = CodedPicture { bytes: Vec::new(), is_key: false };
        for layer in output.sLayerInfo.iter().take(output.iLayerNum.max(0) as usize) {
            let mut offset = 0;
            for index in 0..layer.iNalCount.max(0) as usize {
                // SAFETY: the library promises `iNalCount` lengths whose sum is the size of `pBsBuf`.
                let unit = unsafe {
                    let length = *layer.pNalLengthInByte.add(index) as usize;
                    let unit = std::slice::from_raw_parts(layer.pBsBuf.add(offset), length);
                    offset += length;
                    unit
                };
                let unit = without_start_code(unit);
                match unit.first().map(|header| header & 0x1f) {
                    Some(NAL_SEQUENCE) => keep_equal(&mut self.parameter_sets.sequence, unit)?,
                    Some(NAL_PICTURE) => keep_equal(&mut self.parameter_sets.picture, unit)?,
                    Some(kind @ (NAL_SLICE | NAL_KEY_SLICE)) => {
                        coded.is_key |= kind == NAL_KEY_SLICE;
                        coded.bytes.extend_from_slice(&(unit.len() as u32).to_be_bytes());
                        coded.bytes.extend_from_slice(unit);
                    }
                    // Delimiters and supplemental information are not needed in MP4.
                    _ => {}
                }
            }
        }
        if coded.bytes.is_empty() {
            return Err(fault("encode (no picture came out)", 0));
        }
        Ok(coded)
    }

    pub(crate) fn into_parameter_sets(mut self) -> ParameterSets {
        std::mem::take(&mut self.parameter_sets)
    }
}

impl Drop for H264Encoder {
    fn drop(&mut self) {
        // SAFETY: the encoder is valid until here and never used after; uninitialising one whose
        // initialisation failed is allowed.
        unsafe {
            if let Some(uninitialise) = self.table().Uninitialize {
                uninitialise(self.encoder);
            }
            APILoader::WelsDestroySVCEncoder(self.encoder);
        }
    }
}

fn configure(parameters: &mut sys::SEncParamExt, format: &VideoFormat) {
    // Only levels are chosen by these two; nothing steers towards them.
    let rate_hz = format.rate.per_second() as f32;
    let level_bits_per_second = ((format.width * format.height) as f32 * rate_hz * 0.2) as i32;

    parameters.iUsageType = sys::CAMERA_VIDEO_REAL_TIME;
    parameters.iPicWidth = format.width as i32;
    parameters.iPicHeight = format.height as i32;
    parameters.fMaxFrameRate = rate_hz;
    parameters.iTargetBitrate = level_bits_per_second;
    parameters.iRCMode = sys::RC_OFF_MODE;
    parameters.iMinQp = 0;
    parameters.iMaxQp = 51;
    parameters.iEntropyCodingModeFlag = 1;
    // With grain the finer searches cost 75 % more CPU time and save no bits.
    parameters.iComplexityMode = sys::LOW_COMPLEXITY;
    parameters.iNumRefFrame = 1;
    parameters.uiIntraPeriod = 0;
    parameters.eSpsPpsIdStrategy = sys::CONSTANT_ID;
    parameters.iMultipleThreadIdc = 1;
    parameters.bEnableFrameSkip = false;
    parameters.bEnableLongTermReference = false;
    parameters.bEnableDenoise = false;
    parameters.bEnableBackgroundDetection = false;
    parameters.bEnableAdaptiveQuant = false;
    parameters.bEnableSceneChangeDetect = false;
    parameters.iSpatialLayerNum = 1;
    parameters.iTemporalLayerNum = 1;

    let layer = &mut parameters.sSpatialLayers[0];
    layer.iVideoWidth = format.width as i32;
    layer.iVideoHeight = format.height as i32;
    layer.fFrameRate = rate_hz;
    layer.iSpatialBitrate = level_bits_per_second;
    layer.iMaxSpatialBitrate = 0;
    layer.uiProfileIdc = sys::PRO_HIGH;
    layer.iDLayerQp = i32::from(format.quantiser);
    layer.sSliceArgument.uiSliceMode = sys::SM_SINGLE_SLICE;
    layer.sSliceArgument.uiSliceNum = 1;
    // Rec. ITU-T H.264 Annex E: 1 is BT.709 in all three tables, 5 "unspecified" picture source.
    layer.bVideoSignalTypePresent = true;
    layer.uiVideoFormat = 5;
    layer.bFullRange = false;
    layer.bColorDescriptionPresent = true;
    layer.uiColorPrimaries = 1;
    layer.uiTransferCharacteristics = 1;
    layer.uiColorMatrix = 1;
}

fn without_start_code(unit: &[u8]) -> &[u8] {
    match unit.iter().position(|&byte| byte != 0) {
        Some(one) if unit[one] == 1 && one >= 2 => &unit[one + 1..],
        _ => unit,
    }
}

fn keep_equal(kept: &mut Vec<u8>, unit: &[u8]) -> Result<(), DeliverError> {
    if kept.is_empty() {
        kept.extend_from_slice(unit);
    }
    // One avcC box describes the whole film: a change in the middle could not be said.
    if kept == unit { Ok(()) } else { Err(fault("keep its parameter sets", 0)) }
}

fn fault(action: &str, code: i32) -> DeliverError {
    DeliverError::Encoder { encoder: "H.264", message: format!("{action} returned {code}") }
}
