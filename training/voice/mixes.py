"""Mixes of voices and beds, made from what the listener hears of each alone.

Magnitudes of the two add by power; levels, equalization, noise and the
stereo picture are drawn anew each time, so no mix is seen twice.
"""

import json
from pathlib import Path

import numpy as np

from net import FRAMES_A_SEC, INPUTS, MEL_BANDS, PITCHES, SUBFRAMES, WIDTHS

SCALE = 0.125  # as the listener scales its logarithms
KNEE = 25_600.0
MELS = SUBFRAMES * MEL_BANDS
LEVELS = MELS + PITCHES
MEL_HZ = 700 * (10 ** (np.linspace(2595 * np.log10(1 + 30 / 700), 2595 * np.log10(1 + 10_000 / 700), MEL_BANDS + 2)[1:-1] / 2595) - 1)
PITCH_HZ = 196 * 2 ** (np.arange(PITCHES) / 24)
WIDTH_EDGES_HZ = 100 * 80 ** (np.arange(WIDTHS + 1) / WIDTHS)
WIDTH_OF_MEL = np.stack([(MEL_HZ >= low) & (MEL_HZ < high) for low, high in zip(WIDTH_EDGES_HZ, WIDTH_EDGES_HZ[1:])], axis=1).astype(np.float32)
KNOTS_HZ = np.log([30, 100, 300, 1000, 3000, 8000])


def heard(path):
    return np.fromfile(path, "<f4").reshape(-1, INPUTS).astype(np.float16)


def magnitudes(inputs):
    return np.expm1(np.clip(inputs[:, :LEVELS].astype(np.float32), 0, 2.2) / SCALE) / KNEE


def gain_of(rng, decibels):
    """A smooth random curve, for all levels of a frame."""
    knots = rng.normal(0.0, decibels, len(KNOTS_HZ))
    at = lambda hz: np.interp(np.log(hz), KNOTS_HZ, knots)
    return (10 ** (np.concatenate([np.tile(at(MEL_HZ), SUBFRAMES), at(PITCH_HZ)]) / 20)).astype(np.float32)


def crop(rng, length, frames):
    return int(rng.integers(0, max(1, length - frames + 1)))


class Mixes:
    def __init__(self, stems, stem_inputs, bed_inputs, split, is_bed):
        self.stems, self.labels, self.beds = [], [], []
        for path in sorted(Path(stem_inputs).glob(split + "-*.f32")):
            known = np.load(Path(stems) / (path.stem + ".npz"))["labels"]
            self.stems.append(heard(path))
            pairs = known[: len(known) // 2 * 2].reshape(-1, 2, known.shape[1]).max(axis=1)  # 20 ms to 40 ms
            self.labels.append(pairs.astype(np.float32))
        self.beds = [heard(path) for path in sorted(Path(bed_inputs).glob("*.f32")) if is_bed(path.stem)]
        self.beds = [bed for bed in self.beds if len(bed) > 200]

    def bed(self, rng, frames):
        """Magnitudes and widths of an instrumental."""
        source = self.beds[int(rng.integers(len(self.beds)))]
        at = crop(rng, len(source), frames)
        part = source[at : at + frames]
        levels, widths = magnitudes(part) * gain_of(rng, 3.0), part[:, LEVELS:].astype(np.float32)
        if len(part) < frames:
            levels, widths = np.pad(levels, ((0, frames - len(part)), (0, 0))), np.pad(widths, ((0, frames - len(part)), (0, 0)))
        return levels, widths

    def mix(self, rng, frames):
        """Inputs [frames, INPUTS], labels [frames, 4]."""
        known = np.zeros((frames, 4), np.float32)
        levels, widths = self.bed(rng, frames)
        if not widths.any():
            widths = np.tile(rng.uniform(0, 0.5) * rng.random((1, WIDTHS), np.float32), (frames, 1))
        if rng.random() < 0.3:  # a second one, mostly at the sides
            other, _ = self.bed(rng, frames)
            other *= 10 ** (rng.uniform(-12, 3) / 20)
            widths = shares(levels, widths, other, np.full_like(widths, rng.uniform(0, 0.7)))
            levels = np.sqrt(levels**2 + other**2)
        if rng.random() < 0.03:
            levels *= 1e-3
        for _ in range(int(rng.choice([0, 1, 2], p=[0.2, 0.68, 0.12]))):
            index = int(rng.integers(len(self.stems)))
            stem, labels = self.stems[index], self.labels[index]
            length = min(len(stem), len(labels))
            at = crop(rng, length, frames)
            part = magnitudes(stem[at : min(length, at + frames)]) * gain_of(rng, 3.0) * 10 ** (rng.normal(-1.0, 4.0) / 20)
            offset = int(rng.integers(0, frames - len(part) + 1))
            voice = np.zeros_like(levels)
            voice[offset : offset + len(part)] = part
            width = rng.uniform(0, 0.5) if rng.random() < 0.15 else rng.uniform(0, 0.2)
            widths = shares(levels, widths, voice, np.full_like(widths, width))
            levels = np.sqrt(levels**2 + voice**2)
            span = known[offset : offset + len(part)]
            np.maximum(span, labels[at : at + len(part)], out=span)
        levels *= gain_of(rng, 1.5)
        loudness = np.sqrt((levels[:, :MELS] ** 2).mean(axis=0).sum()) + 1e-9
        levels *= 10 ** (rng.normal(0.0, 2.5) / 20) * TYPICAL_LOUDNESS / loudness
        if rng.random() < 0.2:
            levels += 10 ** (rng.uniform(-5.0, -3.3)) * rng.random(levels.shape, np.float32)
        if rng.random() < 0.1:  # a narrow band
            dull = int(rng.integers(26, 38))
            for sub in range(SUBFRAMES):
                levels[:, sub * MEL_BANDS + dull : (sub + 1) * MEL_BANDS] *= 0.02
        if rng.random() < 0.35:  # mono
            widths = np.zeros_like(widths)
        else:
            widths = np.clip(widths * np.exp(rng.normal(0, 0.15, widths.shape)), 0, 1)
        return np.concatenate([np.log1p(levels * KNEE) * SCALE, widths], axis=1).astype(np.float32), known


# Root of the summed mean powers of a song at the listener's reference loudness.
TYPICAL_LOUDNESS = 0.8


def shares(levels, widths, other, other_widths):
    """The widths of a sum."""
    power = (levels[:, :MEL_BANDS] ** 2) @ WIDTH_OF_MEL + 1e-12
    other_power = (other[:, :MEL_BANDS] ** 2) @ WIDTH_OF_MEL
    return (power * widths + other_power * other_widths) / (power + other_power)
