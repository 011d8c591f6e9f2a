"""A piece of music before it is sound: notes, syllables and beats in seconds."""

from dataclasses import dataclass, field

import numpy as np

STEMS = ("drums", "bass", "chords", "lead")
DRUM_PROGRAM = -1


@dataclass
class Note:
    start_secs: float
    length_secs: float
    pitch: int
    velocity: int
    stem: str
    program: int  # General MIDI program 0..127, or DRUM_PROGRAM


@dataclass
class Piece:
    genre: str
    notes: list = field(default_factory=list)
    sung: list = field(default_factory=list)  # notes for the singing synthesizer
    beats: list = field(default_factory=list)  # (seconds, place in the bar: 0 is a downbeat)
    electronic: bool = False
    distorted: bool = False

    def end_secs(self):
        return self.beats[-1][0]


class Clock:
    """Seconds of positions in beats, by a course of tempo of one value per beat."""

    def __init__(self, lengths_secs):
        self.at_secs = np.concatenate([[0.0], np.cumsum(lengths_secs)])
        self.last_secs = float(lengths_secs[-1])

    def secs(self, beat):
        whole = len(self.at_secs) - 1
        if beat >= whole:
            return float(self.at_secs[-1] + (beat - whole) * self.last_secs)
        return float(np.interp(beat, np.arange(whole + 1), self.at_secs)) if beat > 0 else float(beat * self.at_secs[1])


def steady(rng, bpm, beats, drift=0.0):
    """A band's tempo: nearly constant, or drifting slowly by `drift` (a share)."""
    walk = np.cumsum(rng.normal(0.0, 1.0, beats)) / np.sqrt(beats)
    return 60.0 / bpm * np.exp(-drift * (walk - walk.mean()))


def changing(rng, bpm, beats):
    """A song that gets faster or slower, smoothly or at once."""
    ratio = float(np.exp(rng.uniform(np.log(1.12), np.log(1.55)) * rng.choice([-1, 1])))
    place = np.arange(beats) / beats
    kind = rng.integers(3)
    if kind == 0:
        course = ratio**place
    elif kind == 1:
        course = np.where(place > rng.uniform(0.35, 0.65), ratio, 1.0)
    else:
        course = ratio ** np.clip((place - 0.3) / 0.35, 0.0, 1.0)
    return 60.0 / (bpm * course / np.sqrt(ratio))


def rubato(rng, bpm, beats, per_bar, strength):
    """An expressive player: phrases that press on and hold back, ritardandi, fermatas."""
    phrase = per_bar * int(rng.choice([2, 4, 4, 8]))
    place = (np.arange(beats) % phrase) / phrase
    arch = np.sin(np.pi * place) - 0.6
    noise = np.zeros(beats)
    for i in range(1, beats):
        noise[i] = 0.8 * noise[i - 1] + rng.normal(0.0, 0.35)
    length = 60.0 / bpm * np.exp(-strength * (0.16 * arch + 0.06 * noise))
    for start in range(0, beats, phrase):
        if rng.random() < 0.35 * strength:
            last = np.arange(max(0, start + phrase - 4), min(beats, start + phrase))
            length[last] *= 1.0 + strength * 0.3 * np.linspace(0.1, 1.0, len(last)) if len(last) else 1.0
        if rng.random() < 0.10 * strength:
            length[min(beats - 1, start + phrase - 1)] *= rng.uniform(1.3, 2.0)
    return length
