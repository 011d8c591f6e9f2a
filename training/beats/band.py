"""What the players play: chords, bass, accompaniment and melody, bar by bar.

Positions are in beats; a `Groove` bends them (swing, human timing, a player
who drags) on their way to seconds.
"""

from dataclasses import dataclass

import numpy as np

from piece import Note

MAJOR, MINOR, DORIAN, BLUES = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10), (0, 3, 5, 6, 7, 10, 10)
# Degrees of the scale, one a bar.
PROGRESSIONS = [
    (0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4), (0, 3, 4, 3), (0, 3, 0, 4), (0, 0, 3, 4), (3, 4, 5, 5), (0, 2, 3, 4),
    (0, 6, 3, 0), (0, 5, 1, 4), (1, 4, 0, 0), (0, 6, 5, 4), (0, 0, 0, 0), (0, 4, 0, 4), (0, 3, 5, 4), (0, 0, 5, 5),
    (0, 5, 0, 5), (5, 4, 3, 4),
]
TWELVE_BAR = (0, 0, 0, 0, 3, 3, 0, 0, 4, 3, 0, 4)


@dataclass
class Chord:
    root: int  # pitch class
    tones: tuple  # pitch classes, root first


def chord_on(key, scale, degree, seventh, power=False):
    at = lambda step: (key + scale[(degree + step) % len(scale)]) % 12
    if power:
        return Chord(at(0), (at(0), (at(0) + 7) % 12))
    return Chord(at(0), tuple(at(step) for step in ((0, 2, 4, 6) if seventh else (0, 2, 4))))


class Groove:
    """From positions in beats to played times."""

    def __init__(self, rng, clock, swing=0.5, unit=0.5, loose_secs=0.006):
        self.rng, self.clock, self.swing, self.unit, self.loose_secs = rng, clock, swing, unit, loose_secs
        # Who drags and who pushes.
        self.late_secs = {stem: float(rng.normal(0.0, 0.8 * loose_secs)) for stem in ("bass", "chords", "lead")}

    def swung(self, beat):
        """Positions within each pair of units stretched, so that the second starts at `swing` of the pair."""
        pair = 2 * self.unit
        whole, part = divmod(beat, pair)
        part /= pair
        part = part * 2 * self.swing if part < 0.5 else self.swing + (part - 0.5) * 2 * (1 - self.swing)
        return (whole + part) * pair

    def secs(self, beat, loose=1.0):
        return self.clock.secs(self.swung(beat)) + self.rng.normal(0.0, self.loose_secs * loose)

    def note(self, stem, program, beat, length, pitch, velocity, loose=1.0):
        start = self.secs(beat, loose) + self.late_secs.get(stem, 0.0)
        secs = max(0.03, self.clock.secs(beat + length) - self.clock.secs(beat))
        velocity = int(np.clip(velocity + self.rng.normal(0.0, 6.0), 12, 127))
        return Note(start, secs, int(pitch), velocity, stem, program)


def near(pitch_class, centre):
    """The pitch of a class that is nearest to a centre."""
    return centre + (pitch_class - centre + 6) % 12 - 6


def bass_bar(rng, style, chord, following, per_bar):
    """(position, length, pitch, velocity) of one bar."""
    root = near(chord.root, 38)
    fifth = root + 7 if rng.random() < 0.5 else root - 5
    bar = []
    if style == "eighths":
        bar = [(i / 2, 0.45, root, 92 if i % 2 == 0 else 80) for i in range(2 * per_bar)]
    elif style == "sixteenths":
        bar = [(i / 4, 0.22, root, 95 if i % 4 == 0 else 78) for i in range(4 * per_bar)]
    elif style == "beats":
        bar = [(i, 0.9, root, 90) for i in range(per_bar)]
    elif style == "root-fifth":
        bar = [(0, 0.9, root, 98)] + [(i, 0.9, fifth, 90) for i in range(2, per_bar, 2)]
        if per_bar == 3:
            bar = [(0, 0.9, root, 98)]
    elif style == "walking":
        target = near(following.root, root)
        line = [root, near(chord.tones[1 % len(chord.tones)], root + 3), near(chord.tones[2 % len(chord.tones)], root + 6)]
        line = (line + [target + int(rng.choice([-1, 1, 2, -2]))] * 2)[: per_bar - 1] + [target + int(rng.choice([-1, 1]))]
        bar = [(i, 0.95, pitch, 90 + 6 * (i == 0)) for i, pitch in enumerate(line[:per_bar])]
        bar += [(i + 0.5, 0.4, line[i], 62) for i in range(per_bar) if rng.random() < 0.12]
    elif style == "octaves":
        bar = [(i / 2, 0.4, root + 12 * (i % 2), 95) for i in range(2 * per_bar)]
    elif style == "offbeat":
        bar = [(i + 0.5, 0.4, root, 95) for i in range(per_bar)]
    elif style == "gallop":
        bar = [(i + part, 0.2, root, 90) for i in range(per_bar) for part in (0, 0.5, 0.75)]
    elif style == "long":
        bar = [(0, per_bar, root, 92)]
    elif style == "tresillo":
        bar = [(p, 0.5, pitch, 92) for p, pitch in zip((0, 1.5, 3), (root, fifth, root)) if p < per_bar]
    elif style == "dub":
        shape = rng.random(2 * per_bar) < 0.5
        bar = [(i / 2, 0.5, near(chord.tones[int(rng.integers(len(chord.tones)))], root + 3), 96) for i in range(2 * per_bar) if shape[i]]
    elif style == "shuffle":
        bar = [(i + p, 0.3, root + step, 90 - 20 * (p > 0)) for i, step in enumerate(([0, 4, 7, 9] * 2)[:per_bar]) for p in (0, 2 / 3)]
    elif style == "syncopated":
        shape = rng.random(4 * per_bar) < 0.36
        shape[0] = rng.random() < 0.9
        bar = [(i / 4, 0.3, root if rng.random() < 0.7 else root + int(rng.choice([7, 10, 12])), 92) for i in range(4 * per_bar) if shape[i]]
    return bar


def spread(chord, centre):
    return sorted(near(pitch_class, centre + 3 * i) for i, pitch_class in enumerate(chord.tones))


def accompaniment_bar(rng, style, chord, per_bar, centre):
    """(position, length, pitches, velocity) of one bar; a strum is a little spread by the caller."""
    if style == "nothing":
        return []
    voicing = spread(chord, centre)
    high = voicing + [voicing[0] + 12]
    if style == "held":
        return [(0, per_bar, voicing, 74)]
    if style == "beats":
        return [(i, 0.9, voicing, 82 + 8 * (i == 0)) for i in range(per_bar)]
    if style == "eighths":
        return [(i / 2, 0.45, voicing, 90 if i % 2 == 0 else 70) for i in range(2 * per_bar)]
    if style == "strum":
        hits = [0, 1, 1.5, 2.5, 3, 3.5] if rng.random() < 0.6 else [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]
        return [(p, 0.5, high, 92 if p == int(p) else 72) for p in hits if p < per_bar and rng.random() < 0.93]
    if style == "sixteenths":
        return [(i / 4, 0.22, voicing[:2], 92 if i % 4 == 0 else 66) for i in range(4 * per_bar) if rng.random() < 0.95]
    if style == "gallop":
        return [(i + p, 0.2, voicing[:2], 96 if p == 0 else 80) for i in range(per_bar) for p in (0, 0.5, 0.75)]
    if style == "skank":
        return [(i + 0.5, 0.22, voicing, 92) for i in range(per_bar)]
    if style == "double-skank":
        return [(i + p, 0.14, voicing, 90 - 15 * (p > 0.5)) for i in range(per_bar) for p in (0.5, 0.75)]
    if style == "after-beats":
        return [(i, 0.45, voicing, 80) for i in range(1, per_bar) if per_bar == 3 or i % 2 == 1]
    if style == "comping":
        hits = [(0, 0.5), (1.5, 0.4)] if rng.random() < 0.4 else [(i / 2, 0.4) for i in range(2 * per_bar) if rng.random() < 0.25]
        return [(p, length, voicing, 76) for p, length in hits]
    if style == "stabs":
        shape = rng.random(4 * per_bar) < 0.2
        return [(i / 4, 0.2, voicing, 92) for i in range(4 * per_bar) if shape[i]]
    if style == "charleston":
        return [(0, 0.6, voicing, 84), (1.5, 0.4, voicing, 78)]
    if style == "tresillo":
        return [(p, 0.6, voicing, 88) for p in (0, 0.75, 1.5, 2, 2.75, 3.5) if p < per_bar]
    if style == "montuno":
        return [(p, 0.3, voicing, 84) for p in (0, 0.5, 1.5, 2.5, 3.5) if p < per_bar]
    if style == "shuffle":
        return [(i + p, 0.3, voicing, 88 - 18 * (p > 0)) for i in range(per_bar) for p in (0, 2 / 3)]
    steps = {"arpeggio": 2, "fast-arpeggio": 4, "triplets": 3}[style]
    order = high + high[-2:0:-1] if rng.random() < 0.6 else high
    return [(i / steps, 1.2 / steps, [order[i % len(order)]], 84 if i % steps == 0 else 68) for i in range(steps * per_bar)]


def melody(rng, key, scale, chords, per_bar, centre, density, grid):
    """A sung or played line over all bars: (position, length, pitch, velocity), with
    phrases that begin before or after the bar and stress that often falls between the beats."""
    notes, pitch = [], near((key + scale[int(rng.choice([0, 2, 4]))]) % 12, centre)
    bar = 0
    while bar < len(chords):
        bars = int(rng.choice([1, 2, 2, 4]))
        motif = rng.random(int(bars * per_bar * grid)) < density
        at, end = bar * per_bar + float(rng.choice([-1, -0.5, 0, 0, 0.5, 1])), (bar + bars) * per_bar - float(rng.choice([0, 0.5, 1, 2]))
        places = [at + i / grid for i in range(len(motif)) if motif[i] and at + i / grid < end]
        for place, nxt in zip(places, places[1:] + [end]):
            pitch += int(rng.choice([-4, -2, -2, -1, 0, 0, 1, 2, 2, 4]))
            steps = [(key + step) % 12 for step in scale]
            chord = chords[min(len(chords) - 1, max(0, int(place // per_bar)))]
            wanted = chord.tones if rng.random() < 0.4 else steps
            pitch = min((near(step, pitch) for step in wanted), key=lambda p: abs(p - pitch))
            pitch = int(np.clip(pitch, centre - 10, centre + 12))
            if place >= 0:
                notes.append((place, max(0.1, min(nxt - place, 3.0) * rng.uniform(0.6, 1.0)), pitch, int(rng.integers(78, 108))))
        bar += bars
        if rng.random() < 0.15:
            bar += 1
    return notes
