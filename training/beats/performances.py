"""Pieces from collections whose licences allow it: human drumming (Groove MIDI
Dataset, CC BY 4.0), pop songs (POP909, MIT) and scores (OpenScore, CC0)."""

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import mido
import numpy as np

import band
import patterns
from compose import SCALES, Arrangement, add_melody, harmony_of, play_bar, play_drums
from genres import BOWED, GENRES, REEDS, VOICES
from piece import DRUM_PROGRAM, Clock, Note, Piece, rubato

# Styles of the drummers by the genre whose players accompany them.
STYLES = {"rock": "rock", "punk": "punk", "pop": "pop", "funk": "funk", "soul": "funk", "hiphop": "hip hop", "jazz": "jazz", "latin": "latin", "reggae": "reggae",
          "country": "country", "blues": "shuffle", "afrobeat": "funk", "afrocuban": "latin", "dance": "disco", "gospel": "pop", "highlife": "latin",
          "middleeastern": "rock", "neworleans": "funk"}
DRUMS_OF_KIT = {22: 42, 26: 46, 58: 43, 40: 38, 55: 49, 52: 57, 59: 51, 53: 53}  # of the drummers' kit, in General MIDI


def notes_of(path):
    """(start, length, pitch, velocity, channel or track name) in seconds."""
    song, names, notes = mido.MidiFile(path, clip=True), {}, []
    for track in song.tracks:
        now, open_notes = 0, {}
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity > 0:
                open_notes.setdefault(message.note, []).append((now, message.velocity))
            elif message.type in ("note_off", "note_on") and open_notes.get(message.note):
                begun, velocity = open_notes[message.note].pop(0)
                notes.append((begun, now, message.note, velocity, track.name))
    seconds = seconds_by_tick(song)
    return [(seconds(a), seconds(b) - seconds(a), pitch, velocity, name) for a, b, pitch, velocity, name in sorted(notes)]


def seconds_by_tick(song):
    ticks, secs, tempo, points = 0, 0.0, 500000, []
    points.append((0, 0.0, tempo))
    for message in mido.merge_tracks(song.tracks):
        secs += mido.tick2second(message.time, song.ticks_per_beat, tempo)
        ticks += message.time
        if message.type == "set_tempo":
            tempo = message.tempo
            points.append((ticks, secs, tempo))
    starts = np.array([point[0] for point in points])

    def seconds(tick):
        at = points[max(0, int(np.searchsorted(starts, tick, side="right")) - 1)]
        return at[1] + mido.tick2second(tick - at[0], song.ticks_per_beat, at[2])

    return seconds


def human_drums(rng, path, secs):
    """A drummer's take, with players of our own or alone. None for takes in odd bars or too short ones."""
    found = re.match(r"\d+_([a-z]+)[^_]*_(\d+)_beat_(\d)-(\d)", path.name)
    if not found or found[3] not in "34" or found[4] != "4":
        return None
    style, bpm, per_bar = STYLES.get(found[1], "rock"), float(found[2]), int(found[3])
    drums = notes_of(path)
    length_secs = 60.0 / bpm
    bars = int(drums[-1][0] / length_secs / per_bar) + 1 if drums else 0
    if bars * per_bar * length_secs < secs * 0.8 or (per_bar == 3 and style == "jazz"):
        return None
    genre = GENRES["waltz" if per_bar == 3 else style]
    piece = Piece("drummer " + style, distorted=rng.random() < genre.distorted)
    for start, _, pitch, velocity, _ in drums:
        piece.notes.append(Note(start, 0.2, DRUMS_OF_KIT.get(pitch, pitch), velocity, "drums", DRUM_PROGRAM))
    groove = band.Groove(rng, Clock(np.full(bars * per_bar, length_secs)), rng.uniform(*genre.swing), genre.swing_unit, rng.uniform(0.003, 0.012))
    if rng.random() < 0.9:
        accompany(rng, piece, groove, genre, style, bars, per_bar)
    piece.beats = [(groove.clock.secs(beat), beat % per_bar) for beat in range(bars * per_bar)]
    return piece


def accompany(rng, piece, groove, genre, style, bars, per_bar):
    pick = lambda options: options[int(rng.integers(len(options)))]
    key, scale = int(rng.integers(12)), SCALES[pick(genre.scales)]
    harmony = harmony_of(rng, genre, key, scale, bars, style)
    look = Arrangement(rng, genre, False)
    look.drums = None
    programs = {"chords": pick(genre.chord_programs), "second": pick(genre.chord_programs), "bass": pick(genre.bass_programs)}
    for bar in range(bars):
        play_bar(rng, piece, groove, look, bar, per_bar, harmony[bar], harmony[min(bar + 1, bars - 1)], programs, False, False)
    add_melody(rng, piece, groove, genre, key, scale, harmony, {0: look}, [0] * bars, pick(genre.lead_programs))


def pop_song(rng, folder, secs):
    """A song of POP909 from a random bar on: sung or played, with or without drums and bass of our own."""
    table = np.loadtxt(folder / "beat_midi.txt")
    times, downbeats = table[:, 0], np.flatnonzero(table[:, 2] > 0)
    lengths = np.diff(downbeats)
    if len(downbeats) < 12 or np.mean(lengths == np.median(lengths)) < 0.95 or np.median(lengths) not in (3, 4):
        return None
    per_bar = int(np.median(lengths))
    last = len(downbeats) - int((secs + 6) / np.median(np.diff(times)) / per_bar) - 2
    if last < 2:
        return None
    first = int(downbeats[int(rng.integers(1, last))])
    count = int((secs + 6) / np.median(np.diff(times)))
    times = times[first : first + count]
    place, places = 0, []
    for beat in range(first, first + len(times)):
        place = 0 if beat in downbeats else place + 1
        places.append(place)
    piece = Piece("pop909")
    sung, arranged = rng.random() < 0.7, rng.random() < 0.5
    chords_program = int(rng.choice([0, 0, 1, 4, 24, 25, 48, 89])) if arranged else 0
    lead_program = int(rng.choice(VOICES + REEDS + (73, 40, 80, 0)))
    start = times[0]
    for at, length, pitch, velocity, name in notes_of(folder / (folder.name + ".mid")):
        if not start - 0.2 <= at <= times[-1]:
            continue
        if name.strip().upper() == "MELODY":
            note = Note(at - start + rng.normal(0.01, 0.015), length, pitch, 100, "lead", lead_program)
            (piece.sung if sung else piece.notes).append(note)
        else:
            piece.notes.append(Note(at - start, length, pitch, velocity, "chords", chords_program))
    clock = Clock(np.diff(times))
    if arranged:
        genre = GENRES[str(rng.choice(["pop", "ballad", "rock", "hip hop"]) if per_bar == 4 else "waltz")]
        groove = band.Groove(rng, clock, 0.5, 0.5, 0.006)
        looks = [Arrangement(rng, genre, False) for _ in range(2)]
        for at in (i for i, beat_place in enumerate(places[: -per_bar]) if beat_place == 0):
            look = looks[(at // (8 * per_bar)) % 2]
            if look.drums is not None:
                play_drums(rng, piece, groove, look.drums, at, per_bar, look)
        low = sorted((note for note in piece.notes if note.stem == "chords" and note.pitch < 55), key=lambda note: note.start_secs)
        for note in low if rng.random() < 0.7 else []:
            piece.notes.append(Note(note.start_secs, note.length_secs, band.near(note.pitch % 12, 38), 92, "bass", 33))
    piece.beats = [(float(at - start), beat_place) for at, beat_place in zip(times, places)]
    return piece


def score(rng, path, secs):
    """A song with piano or a string quartet from its score, performed with rubato, from a random bar on."""
    with zipfile.ZipFile(path) as archive:
        name = next(entry for entry in archive.namelist() if entry.endswith(".xml") and "META" not in entry)
        root = ElementTree.fromstring(archive.read(name))
    parts = [read_part(part) for part in root.iter("part")]
    if not parts or len(parts[0][1]) < 12:
        return None
    bars = parts[0][1]
    first = int(rng.integers(0, max(1, len(bars) - 14)))
    beat_quarters = bars[first][2]
    # Bars of one kind until the end of the clip.
    chosen = []
    for bar in bars[first:]:
        if bar[2] != beat_quarters or bar[1] != bars[first + (1 if first == 0 and len(bars) > 1 else 0)][1] and chosen:
            break
        chosen.append(bar)
    per_bar = round(chosen[-1][1] / beat_quarters) if chosen else 0
    if per_bar not in (2, 3, 4) or len(chosen) < 6:
        return None
    bpm = float(np.exp(rng.uniform(*np.log((48, 130) if beat_quarters != 1.5 else (44, 90)))))
    begin = chosen[0][0]
    count = int(round((chosen[-1][0] + chosen[-1][1] - begin) / beat_quarters))
    if count * 60 / bpm < secs * 0.8:
        return None
    clock = Clock(rubato(rng, bpm, count, per_bar, rng.uniform(0.15, 1.0)))
    if rng.random() < 0.1:  # one player alone
        alone = int(rng.integers(len(parts)))
        parts = [parts[alone]] * 4 if len(parts) == 4 else parts[alone : alone + 1]
        parts = [(notes if i == 0 else [], bars) for i, (notes, bars) in enumerate(parts)]
    secs_at = lambda quarters: clock.secs((quarters - begin) / beat_quarters)
    piece = Piece("quartet" if len(parts) == 4 else "lied")
    as_singer = rng.random() < 0.55
    replaced = int(rng.choice([0, 0, 0, 0, 6, 24, 46])) if len(parts) < 4 else int(rng.choice([40, 48, 48, 0, 68]))
    solo = int(rng.choice(BOWED + VOICES + REEDS + (73, 60)))
    for number, (notes, _) in enumerate(parts):
        voice = len(parts) < 4 and number == 0
        loose = 0.012 if voice else 0.008
        for at, length, pitch in notes:
            if not begin <= at < begin + count * beat_quarters:
                continue
            start = secs_at(at) + rng.normal(0.0, loose)
            stress = 8 if abs((at - begin) / beat_quarters % per_bar) < 0.01 else 0
            note = Note(start, max(0.05, secs_at(at + length) - secs_at(at)) * (1.0 if not voice else 0.95), pitch, int(rng.integers(62, 92)) + stress,
                        "lead" if voice else "chords", solo if voice else replaced)
            (piece.sung if voice and as_singer else piece.notes).append(note)
    offset = round((bars[first][0] - chosen[0][0]) / beat_quarters)
    pickup = round(chosen[0][1] / beat_quarters) if chosen[0][1] < chosen[-1][1] else 0
    piece.beats = [(clock.secs(beat), (beat - pickup - offset) % per_bar) for beat in range(count)]
    return piece


def read_part(part):
    """Notes (start, length, pitch) and bars (start, length, beat), all in quarters."""
    notes, bars, at, divisions, transpose, ties = [], [], 0.0, 1, 0, {}
    bar_quarters, beat_quarters = 4.0, 1.0
    for measure in part.iter("measure"):
        now, furthest, last_start = at, at, at
        for element in measure:
            if element.tag == "attributes":
                divisions = int(element.findtext("divisions") or divisions)
                transpose = int(element.findtext("transpose/chromatic") or transpose)
                if element.find("time/beats") is not None:
                    beats, kind = int(element.findtext("time/beats").split("+")[0]), int(element.findtext("time/beat-type"))
                    bar_quarters = beats * 4.0 / kind
                    compound = kind == 8 and beats % 3 == 0 and beats > 3
                    beat_quarters = 1.5 if compound else (2.0 if kind == 2 else 1.0)
            elif element.tag in ("backup", "forward"):
                step = int(element.findtext("duration")) / divisions
                now += step if element.tag == "forward" else -step
            elif element.tag == "note" and element.find("grace") is None:
                length = int(element.findtext("duration") or 0) / divisions
                start = last_start if element.find("chord") is not None else now
                if element.find("pitch") is not None:
                    place = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[element.findtext("pitch/step")]
                    pitch = 12 * (int(element.findtext("pitch/octave")) + 1) + place + int(float(element.findtext("pitch/alter") or 0)) + transpose
                    tied = {tie.get("type") for tie in element.findall("tie")}
                    if "stop" in tied and pitch in ties:
                        notes[ties[pitch]][1] = start + length - notes[ties[pitch]][0]
                        if "start" not in tied:
                            del ties[pitch]
                    else:
                        notes.append([start, length, pitch])
                        if "start" in tied:
                            ties[pitch] = len(notes) - 1
                if element.find("chord") is None:
                    last_start, now = now, now + length
            furthest = max(furthest, now)
        length = furthest - at
        bars.append((at, length if length > 0 else bar_quarters, beat_quarters))
        at += bars[-1][1]
    return notes, bars


def collections(folder):
    """Sorted sources of each kind below a folder."""
    folder = Path(folder)
    return {
        "drummer": sorted(path for path in folder.glob("gmd/**/*.mid") if "_beat_" in path.name),
        "pop909": sorted(path for path in folder.glob("pop909/POP909/*") if path.is_dir()),
        "lied": sorted(folder.glob("lieder/**/*.mxl")),
        "quartet": sorted(folder.glob("quartets/**/*.mxl")),
    }
