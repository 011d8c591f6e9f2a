"""From speech to song: the WORLD vocoder gives spoken syllables the lengths and pitches of notes.

pyworld (MIT) holds WORLD (Morise, Yokomori & Ozawa, 2016, BSD).
"""

import numpy as np
import pyworld
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, find_peaks, sosfilt

from speech import RATE_HZ

FRAME_SECS = 0.005
LABEL_SECS = 0.02
SCALES = [(0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10), (0, 2, 4, 7, 9)]
STYLES = {"sung": 0.58, "rap": 0.25, "spoken": 0.07, "shout": 0.10}


def band_level(sound, low_hz, high_hz, hop_secs):
    """Level of a band in decibels."""
    sos = butter(2, (low_hz, high_hz), "bandpass", fs=RATE_HZ, output="sos")
    hop = int(hop_secs * RATE_HZ)
    power = sosfilt(sos, sound)[: len(sound) // hop * hop].reshape(-1, hop) ** 2
    return 10 * np.log10(gaussian_filter1d(power.mean(axis=1), 1.2) + 1e-10)


def syllable_bounds(level, voiced, hop_secs):
    """(start, nucleus, end) of each syllable, in frames: peaks of the level (Mermelstein, 1975; de Jong & Wempe, 2009)."""
    smooth = gaussian_filter1d(level, 0.02 / hop_secs)
    floor = np.quantile(smooth, 0.97) - 25
    peaks, _ = find_peaks(smooth, height=floor, prominence=2.0, distance=max(1, int(0.08 / hop_secs)))
    peaks = [peak for peak in peaks if voiced[max(0, peak - 2) : peak + 3].any()]
    out = []
    for i, peak in enumerate(peaks):
        low = peaks[i - 1] if i else max(0, peak - int(0.25 / hop_secs))
        high = peaks[i + 1] if i + 1 < len(peaks) else min(len(level) - 1, peak + int(0.35 / hop_secs))
        start = low + int(np.argmin(smooth[low : peak + 1]))
        end = peak + int(np.argmin(smooth[peak : high + 1]))
        if i and out:
            start = max(start, out[-1][2])
        out.append((start, peak, max(end, peak + 2)))
    return out


def analysed(sound):
    f0, time = pyworld.dio(sound, RATE_HZ, f0_floor=70, f0_ceil=600, frame_period=FRAME_SECS * 1000)
    f0 = pyworld.stonemask(sound, f0, time, RATE_HZ)
    return f0, pyworld.cheaptrick(sound, f0, time, RATE_HZ), pyworld.d4c(sound, f0, time, RATE_HZ)


def melody(rng, count, centre):
    scale, key, step = SCALES[int(rng.integers(len(SCALES)))], int(rng.integers(12)), 0
    notes = []
    for _ in range(count):
        step = int(np.clip(step + rng.choice([-3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 4]), -6, 7))
        octave, degree = divmod(step, len(scale))
        notes.append(centre + octave * 12 + scale[degree])
    return np.array(notes, float) + (key % 3 - 1)


def voice_stem(rng, speakers, name, secs):
    """A sung, rapped, spoken or shouted stem with pauses, and the style."""
    style = str(rng.choice(list(STYLES), p=list(STYLES.values())))
    frames = int(secs / FRAME_SECS)
    step = 60 / rng.uniform(75, 165) / 4
    sung_f0, sung_index = np.zeros(frames), np.full(frames, -1, int)
    spectra, noises, total, at = [], [], 0, int(rng.uniform(0.0, 2.5) / FRAME_SECS)
    factor = {"sung": rng.uniform(0.9, 2.1), "rap": rng.uniform(0.85, 1.4), "spoken": 1.0, "shout": rng.uniform(1.2, 2.2)}[style]
    stretch = rng.uniform(0.7, 1.5)
    vibrato_hz, vibrato, scoop = rng.uniform(4.5, 6.6), rng.uniform(0, 0.6) * (rng.random() < 0.7), rng.uniform(0, 3)
    glide = rng.uniform(2, 14)
    centre = None
    for _ in range(60):
        if at >= frames - 60:
            break
        sound = speakers.utterance(rng, name)
        if len(sound) < RATE_HZ * 0.15 or np.abs(sound).max() < 0.01:
            continue
        sound = np.ascontiguousarray(sound[: RATE_HZ * 4] / np.abs(sound[: RATE_HZ * 4]).max() * 0.5, dtype=np.float64)
        sound = sound + rng.normal(0, 1e-4, len(sound))
        f0, spectrum, noise = analysed(sound)
        if not (f0 > 0).any():
            continue
        level = band_level(sound, 250, 3500, FRAME_SECS)
        level = np.pad(level, (0, max(0, len(f0) - len(level))), mode="edge")[: len(f0)]
        bounds = syllable_bounds(level, f0 > 0, FRAME_SECS)
        if not bounds:
            continue
        base = np.median(f0[f0 > 0])
        if centre is None:
            centre = 69 + 12 * np.log2(np.clip(base * factor, 85, 620) / 440)
        notes = melody(rng, len(bounds), centre)
        filled = np.interp(np.arange(len(f0)), np.flatnonzero(f0 > 0), f0[f0 > 0])
        if style == "spoken":
            bounds = [(0, bounds[0][1], len(f0))]
        for (start, nucleus, end), note in zip(bounds, notes):
            length = end - start
            if style == "sung":
                grid = int(rng.choice([1, 2, 2, 2, 3, 4, 4, 6, 8, 12], p=[0.08, 0.14, 0.14, 0.14, 0.1, 0.14, 0.1, 0.08, 0.05, 0.03]))
                wanted = int(max(grid * step * stretch, 0.12) / FRAME_SECS)
            elif style == "rap":
                wanted = int(max(round(length * FRAME_SECS / step * stretch), 1) * step / FRAME_SECS)
            elif style == "shout":
                wanted = int(length * rng.uniform(0.9, 2.5))
            else:
                wanted = length
            wanted = min(wanted, frames - at)
            if wanted < 8:
                break
            # Consonants keep their lengths; the vowel takes the rest.
            head = min(nucleus - start, wanted // 2)
            tail = min(end - nucleus, max(1, min(wanted - head - 1, int(0.6 * (end - nucleus)))))
            middle = wanted - head - tail
            hold = np.linspace(nucleus, end - tail, middle + 1)[:-1] if middle > 0 else np.zeros(0)
            # A held vowel lingers near its nucleus.
            index = np.concatenate([np.arange(nucleus - head, nucleus), hold, np.arange(end - tail, end)]).astype(int)
            index = np.clip(index[:wanted], 0, len(f0) - 1)
            time = np.arange(len(index)) * FRAME_SECS
            if style == "sung":
                pitch = note - scoop * np.exp(-time / 0.04) + vibrato * np.sin(2 * np.pi * vibrato_hz * time) * np.clip((time - 0.2) / 0.25, 0, 1)
                hz = 440 * 2 ** ((pitch - 69) / 12)
            elif style == "rap":
                hz = base * factor * (filled[index] / base) ** rng.uniform(0.5, 1.2)
            elif style == "shout":
                hz = base * factor * (filled[index] / base) ** 0.4 * np.exp(-0.15 * time)
            else:
                hz = filled[index]
            voiced = gaussian_filter1d((f0 > 0).astype(float), 1)[index] > 0.4
            sung_f0[at : at + len(index)] = np.where(voiced, hz, 0)
            sung_index[at : at + len(index)] = index + total
            at += len(index)
        spectra.append(spectrum), noises.append(noise)
        total += len(f0)
        if rng.random() < 0.6:
            at += int(rng.choice([0.1, 0.3, 0.6, 1.2, 3.0], p=[0.2, 0.25, 0.3, 0.15, 0.1]) * rng.uniform(0.6, 1.6) / FRAME_SECS)
    if total == 0:
        return None
    spectra, noises = np.concatenate(spectra), np.concatenate(noises)
    # Notes glide into each other.
    voiced = sung_f0 > 0
    if not voiced.any():
        return None
    log_f0 = np.interp(np.arange(frames), np.flatnonzero(voiced), np.log(sung_f0[voiced]))
    if style == "sung":
        log_f0 = gaussian_filter1d(log_f0, glide)
    log_f0 += gaussian_filter1d(rng.normal(0, 1, frames), 12) * rng.uniform(0.0, 0.03)
    sung_f0 = np.where(voiced, np.clip(np.exp(log_f0), 60, 1200), 0)
    silent = sung_index < 0
    spectrum = spectra[np.maximum(sung_index, 0)]
    noise = noises[np.maximum(sung_index, 0)]
    spectrum[silent] = 1e-12
    spectrum = shifted_formants(spectrum, rng.uniform(0.87, 1.16))
    breath = rng.uniform(0, 1) ** 3 if style != "shout" else rng.uniform(0.2, 1)
    noise = np.clip(noise + breath * (1 - noise) * 0.6, 0, 1)
    make = lambda f0: pyworld.synthesize(f0, spectrum, np.ascontiguousarray(noise), RATE_HZ, FRAME_SECS * 1000)
    sound = make(sung_f0)
    if style in ("sung", "shout") and rng.random() < 0.25:
        for _ in range(int(rng.choice([1, 1, 2, 3]))):  # doubled, in harmony or a small choir
            other = make(sung_f0 * 2 ** (rng.choice([0, 0, 3, 4, 7, -5, 12, -12]) / 12) * 2 ** (gaussian_filter1d(rng.normal(0, 1, frames), 30) * 0.02))
            delay = int(rng.uniform(0, 0.03) * RATE_HZ)
            sound[delay:] += other[: len(sound) - delay] * rng.uniform(0.3, 1.0)
    return sound[: int(secs * RATE_HZ)], style


def shifted_formants(spectrum, factor):
    bins = spectrum.shape[1]
    place = np.minimum(np.arange(bins) / factor, bins - 1.001)
    low = place.astype(int)
    part = place - low
    return np.ascontiguousarray(spectrum[:, low] * (1 - part) + spectrum[:, np.minimum(low + 1, bins - 1)] * part)


def labels(sound):
    """Frames of 20 ms of a stem alone: voice, vowel, hiss, onset of a syllable (0 or 1 each)."""
    level = band_level(sound, 200, 4000, LABEL_SECS)
    high = band_level(sound, 4000, 11000, LABEL_SECS)
    top = np.quantile(level, 0.97)
    loud = np.maximum(level, high) > top - 34
    voice = loud.copy()
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    for end, start in zip(edges[1:-1:2], edges[2::2]):  # pauses inside words
        if (start - end) * LABEL_SECS < 0.3:
            voice[end:start] = True
    local = np.array([level[max(0, i - 12) : i + 13].max() for i in range(len(level))])
    vowel = (level > local - 8) & (level > top - 24) & (level > high + 3)
    hiss = (high > level - 2) & (high > top - 38)
    onset = np.zeros(len(level), bool)
    for start, nucleus, _ in syllable_bounds(level, np.ones(len(level), bool), LABEL_SECS):
        rise = np.diff(level[start : nucleus + 1])
        if len(rise) and level[nucleus] > top - 24:
            onset[start + 1 + int(np.argmax(rise))] = True
    return np.stack([voice, vowel, hiss, onset], axis=1)
