"""Clips for training: inputs, targets, and what is changed about them each time they are seen."""

import json
from pathlib import Path

import numpy as np
from scipy.signal import lfilter

from net import FRAMES_A_SEC, INPUTS, MEL_BANDS, TEMPO_BINS

MEL_SCALE = 0.125  # as the listener scales its logarithms
TEMPO_RANGE_BPM = (40.0, 240.0)


class Clips:
    def __init__(self, clips, inputs, split):
        self.names, self.inputs, self.beats, self.genres = [], [], [], []
        self.clips, self.pattern, self.seen = Path(clips), (Path(inputs), split + "-*.f32"), set()
        self.refresh()

    def refresh(self):
        """Takes in the clips that have been made since."""
        folder, pattern = self.pattern
        for path in sorted(folder.glob(pattern)):
            if path in self.seen:
                continue
            self.seen.add(path)
            facts = json.loads((self.clips / (path.stem + ".json")).read_text())
            if len(facts["beats"]) < 6 and facts["genre"] != "noise":
                continue
            self.names.append(path.stem)
            self.inputs.append(np.fromfile(path, "<f4").reshape(-1, INPUTS).astype(np.float16))
            self.beats.append(np.array(facts["beats"]).reshape(-1, 2))
            self.genres.append(facts["genre"])

    def __len__(self):
        return len(self.names)

    def plain(self, index):
        inputs = self.inputs[index].astype(np.float32)
        return inputs, self.beats[index][:, 0], self.beats[index][:, 1] == 0

    def changed(self, rng, index, frames):
        """A stretch of a clip, faster or slower, in another mix. Zeros follow where the clip ends."""
        inputs, beats, downs = self.plain(index)
        speed = float(np.exp(rng.uniform(-0.2, 0.2)))
        count = int(len(inputs) / speed)
        place = np.arange(count) * speed
        low = np.minimum(place.astype(int), len(inputs) - 2)
        part = (place - low)[:, None].astype(np.float32)
        inputs = inputs[low] * (1 - part) + inputs[low + 1] * part
        beats = beats / speed
        start = int(rng.integers(0, max(1, count - frames + 1)))
        inputs, beats = inputs[start : start + frames], beats - start / FRAMES_A_SEC
        inputs = remixed(rng, inputs)
        out = np.zeros((frames, INPUTS), np.float32)
        out[: len(inputs)] = inputs
        return out, beats, downs, len(inputs)


def remixed(rng, inputs):
    """Another level, another balance of the bands, a floor of noise, missing bands."""
    mel = np.expm1(np.clip(inputs[:, : 2 * MEL_BANDS], 0, 2) / MEL_SCALE).reshape(-1, 2, MEL_BANDS)
    knots = rng.normal(0.0, 4.0, 6) + rng.normal(0.0, 4.0)
    gain = 10 ** (np.interp(np.linspace(0, 5, MEL_BANDS), np.arange(6), knots) / 20)
    if rng.random() < 0.15:
        gain[int(rng.integers(18, MEL_BANDS)) :] *= 0.01
    if rng.random() < 0.1:
        gain[: int(rng.integers(1, 6))] *= 0.05
    if rng.random() < 0.15:
        first = int(rng.integers(0, MEL_BANDS - 8))
        gain[first : first + int(rng.integers(3, 9))] *= 0.05
    mel *= gain.astype(np.float32)
    if rng.random() < 0.3:
        mel = limited(rng, mel)
    if rng.random() < 0.25:
        mel = smeared(rng, mel)
    if rng.random() < 0.08:  # fades in or out
        ramp = np.clip(np.linspace(0.0, rng.uniform(1.5, 6.0), len(mel)), 0.0, 1.0) ** rng.uniform(1.0, 2.0)
        mel *= (ramp if rng.random() < 0.7 else ramp[::-1])[:, None, None].astype(np.float32)
    if rng.random() < 0.3:
        mel += (10 ** rng.uniform(-1, 1.2)) * rng.random(mel.shape, np.float32)
    inputs = inputs.copy()
    inputs[:, : 2 * MEL_BANDS] = np.log1p(mel).reshape(len(inputs), -1) * MEL_SCALE
    if rng.random() < 0.1:
        inputs[:, 2 * MEL_BANDS :] = 0.0
    return inputs


def limited(rng, mel):
    """Loud frames turned down, as mastering for loudness does."""
    level = mel.sum(axis=(1, 2)) + 1e-3
    held, fall = np.empty_like(level), np.float32(np.exp(-1 / (FRAMES_A_SEC * rng.uniform(0.02, 0.3))))
    now = level[0]
    for i, value in enumerate(level):
        held[i] = now = max(value, now * fall)
    gain = np.minimum(1.0, np.quantile(held, rng.uniform(0.1, 0.5)) / held) ** rng.uniform(0.4, 0.95)
    return mel * gain[:, None, None].astype(np.float32)


def smeared(rng, mel):
    """Each band rings on, as in a room."""
    kept = np.float32(np.exp(-6.9 / (FRAMES_A_SEC * rng.uniform(0.2, 1.5))))
    wet = lfilter([1 - kept], [1, -kept], mel, axis=0).astype(np.float32)
    return mel + wet * np.float32(rng.uniform(0.1, 1.0))


def targets(beats, downs, frames):
    """Rows of beat and downbeat: 1 at the event's frame, .5 beside it."""
    out = np.zeros((2, frames), np.float32)
    for row, times in ((0, beats), (1, beats[downs])):
        at = np.round(times * FRAMES_A_SEC).astype(int)
        for side, value in ((-1, 0.5), (1, 0.5), (0, 1.0)):
            hit = at + side
            hit = hit[(hit >= 0) & (hit < frames)]
            out[row, hit] = np.maximum(out[row, hit], value)
    return out


def tempo_target(beats):
    """The tempo's bin and its neighbours; zeros where there are too few beats."""
    out = np.zeros(TEMPO_BINS, np.float32)
    if len(beats) < 4:
        return out
    bpm = 60.0 / np.median(np.diff(beats))
    low, high = np.log(TEMPO_RANGE_BPM)
    place = (np.log(np.clip(bpm, *TEMPO_RANGE_BPM)) - low) / (high - low) * (TEMPO_BINS - 1)
    bell = np.exp(-0.5 * ((np.arange(TEMPO_BINS) - place) / 0.8) ** 2)
    return (bell / bell.sum()).astype(np.float32)
