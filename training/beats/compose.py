"""Composes a piece of a genre: form, groove, players."""

import numpy as np

import band
import patterns
from genres import BOWED, GENRES, STRINGS
from piece import DRUM_PROGRAM, Clock, Note, Piece, changing, rubato, steady

SCALES = {"major": band.MAJOR, "minor": band.MINOR, "dorian": band.DORIAN, "blues": band.BLUES}


def compose(rng, name, secs):
    """A piece of at least `secs` seconds."""
    genre = GENRES[name]
    bpm = float(np.exp(rng.uniform(*np.log(genre.bpm))))
    per_bar = genre.per_bar
    bars = int(np.ceil((secs + 4.0) * bpm * 1.5 / 60.0 / per_bar)) + 2
    drumless = rng.random() < genre.drumless
    groove = band.Groove(rng, Clock(course(rng, genre, bpm, bars * per_bar, drumless)), rng.uniform(*genre.swing), genre.swing_unit,
                         0.003 if rng.random() < genre.electronic else rng.uniform(0.003, 0.012))
    piece = Piece(name, electronic=rng.random() < genre.electronic, distorted=rng.random() < genre.distorted)
    pick = lambda options: options[int(rng.integers(len(options)))]
    key, scale = int(rng.integers(12)), SCALES[pick(genre.scales)]
    harmony = harmony_of(rng, genre, key, scale, bars, name)
    sections = sections_of(rng, bars)
    looks = {label: Arrangement(rng, genre, drumless) for label in set(sections)}
    programs = {"chords": pick(genre.chord_programs), "second": pick(genre.chord_programs), "bass": pick(genre.bass_programs), "lead": pick(genre.lead_programs)}
    for bar, label in enumerate(sections):
        look = looks[label]
        chord, following = harmony[bar], harmony[min(bar + 1, bars - 1)]
        last = bar + 1 == bars or sections[bar + 1] != label
        play_bar(rng, piece, groove, look, bar, per_bar, chord, following, programs, first=bar > 0 and sections[bar - 1] != label, last=last)
    add_melody(rng, piece, groove, genre, key, scale, harmony, looks, sections, programs["lead"])
    for beat in range(bars * per_bar):
        piece.beats.append((groove.clock.secs(beat), beat % per_bar))
    return piece


def course(rng, genre, bpm, beats, drumless):
    if genre.rubato and (drumless or rng.random() < 0.3) and rng.random() < 0.85:
        return rubato(rng, bpm, beats, genre.per_bar, genre.rubato * rng.uniform(0.3, 1.3))
    if rng.random() < 0.05 and not genre.electronic > 0.5:
        return changing(rng, bpm, beats)
    return steady(rng, bpm, beats, genre.drift * rng.uniform(0.0, 2.0))


def harmony_of(rng, genre, key, scale, bars, name):
    seventh, power = rng.random() < genre.sevenths, rng.random() < genre.power_chords
    blues = name in ("shuffle", "slow blues") or rng.random() < 0.04
    degrees = band.TWELVE_BAR if blues else band.PROGRESSIONS[int(rng.integers(len(band.PROGRESSIONS)))]
    slow = 1 if blues else int(rng.choice([1, 1, 1, 2, 2]))
    offset = int(rng.integers(len(degrees)))
    use = band.MAJOR if blues and rng.random() < 0.5 else scale
    return [band.chord_on(key, use, degrees[(bar // slow + offset) % len(degrees)], seventh, power) for bar in range(bars)]


def sections_of(rng, bars):
    """Labels of bars: clips begin anywhere in a form of sections of 4 or 8 bars."""
    size, order, at = int(rng.choice([4, 4, 8])), list(rng.permutation(3)), int(rng.integers(4))
    labels = [order[((at + i // size) // 2) % 3] for i in range(bars + size)]
    begin = int(rng.integers(size))
    return labels[begin : begin + bars]


class Arrangement:
    """Who plays what in a section."""

    def __init__(self, rng, genre, drumless):
        pick = lambda options: options[int(rng.integers(len(options)))]
        self.drums = None if drumless or rng.random() < 0.06 else pick(genre.drums)
        self.fills = rng.random() < 0.6
        self.thin = rng.random() < 0.08
        self.bass = None if rng.random() < (0.35 if drumless else 0.06) else pick(genre.bass)
        self.chords = None if rng.random() < 0.05 and self.bass else pick(genre.chords)
        self.second = pick(genre.chords) if rng.random() < 0.4 else None
        self.lead = rng.random() < 0.75
        self.push = rng.random() < 0.12
        self.hats_level = rng.uniform(0.5, 1.0)
        self.centre = int(rng.integers(52, 68))


def play_bar(rng, piece, groove, look, bar, per_bar, chord, following, programs, first, last):
    at = bar * per_bar
    if look.drums is not None:
        fill = look.fills and last and rng.random() < 0.8 and per_bar == 4
        play_drums(rng, piece, groove, patterns.FILLS[int(rng.integers(len(patterns.FILLS)))] if fill else look.drums, at, per_bar, look)
        if first and rng.random() < 0.7:
            piece.notes.append(groove.note("drums", DRUM_PROGRAM, at, 1.0, patterns.CRASH, 105))
    # A chord may come an eighth before its bar.
    push = 0.5 if look.push and at > 0 else 0.0
    if look.bass:
        for place, length, pitch, velocity in band.bass_bar(rng, look.bass, chord, following, per_bar):
            early = push if place == 0 else 0.0
            piece.notes.append(groove.note("bass", programs["bass"], at + place - early, length + early, pitch, velocity))
    for style, program, centre in ((look.chords, programs["chords"], look.centre), (look.second, programs["second"], look.centre + 7)):
        if style is None:
            continue
        for place, length, pitches, velocity in band.accompaniment_bar(rng, style, chord, per_bar, centre):
            early = push if place == 0 else 0.0
            spread_secs = rng.uniform(0.0, 0.012) if 24 <= program <= 31 else 0.002
            for i, pitch in enumerate(pitches):
                note = groove.note("chords", program, at + place - early, length + early, pitch, velocity)
                note.start_secs += i * spread_secs
                piece.notes.append(note)


def play_drums(rng, piece, groove, pattern, at, per_bar, look):
    for drum, line in pattern.items():
        for i, stroke in enumerate(line):
            velocity, chance = patterns.STRENGTH[stroke]
            if velocity == 0 or rng.random() > chance or (look.thin and drum in (patterns.KICK, patterns.SNARE)):
                continue
            if stroke == "x" and rng.random() < 0.03:
                continue
            place = i * per_bar / len(line)
            if len(line) in (6, 12) and per_bar in (2, 4):  # written in triplets: swings by itself
                start = groove.clock.secs(at + place) + rng.normal(0.0, groove.loose_secs)
                note = Note(start, 0.2, drum, int(np.clip(velocity + rng.normal(0, 6), 12, 127)), "drums", DRUM_PROGRAM)
            else:
                note = groove.note("drums", DRUM_PROGRAM, at + place, 0.2, drum, velocity)
            if drum in (patterns.HAT, patterns.RIDE, patterns.OPEN, patterns.SHAKER):
                note.velocity = int(note.velocity * look.hats_level)
            piece.notes.append(note)


def add_melody(rng, piece, groove, genre, key, scale, harmony, looks, sections, program):
    sung = rng.random() < genre.sung
    rapped = sung and piece.genre in ("hip hop", "trap") and rng.random() < 0.7
    centre = int(rng.integers(52, 72)) if sung else int(rng.integers(62, 80))
    if rapped:
        density, grid = rng.uniform(0.6, 0.85), 4
    else:
        density, grid = rng.uniform(0.3, 0.75), int(rng.choice([2, 2, 3, 4])) if genre.swing[1] < 0.6 else 3
    loose = 3.0 if sung else 1.5
    late_secs = rng.normal(0.01, 0.015) if sung else rng.normal(0.0, 0.006)
    flat = int(rng.integers(46, 58))
    for place, length, pitch, velocity in band.melody(rng, key, scale, harmony, genre.per_bar, centre, density, grid):
        if not looks[sections[min(len(sections) - 1, int(place // genre.per_bar))]].lead:
            continue
        if rapped:
            pitch, length = flat + int(rng.choice([-2, -1, 0, 0, 1, 3])), min(length, 0.4)
        note = groove.note("lead", program, place, length, pitch, velocity, loose)
        note.start_secs += late_secs
        if sung:
            piece.sung.append(note)
        else:
            piece.notes.append(note)
            if program in STRINGS + BOWED and rng.random() < 0.3:
                piece.notes.append(Note(note.start_secs + 0.01, note.length_secs, note.pitch - 12, note.velocity - 15, "lead", 48))
