"""Makes clips: NAME.wav and NAME.json (beats as [seconds, place in the bar], genre).

Usage: make_clips.py OUT_FOLDER COLLECTIONS_FOLDER SPLIT FIRST COUNT [GENRE]
SPLIT is `train` or `held-out`: the latter uses soundfonts, drummers, songs and
seeds that no training clip has. With GENRE all clips are composed and of it.
"""

import json
import sys
import wave
from pathlib import Path

import numpy as np

from compose import compose
from genres import GENRES
from performances import collections, human_drums, pop_song, score
from sound import RATE_HZ, SoundFonts, produced

SF2, SF3 = "/usr/share/sounds/sf2/", "/usr/share/sounds/sf3/"
FONTS = {"train": [SF2 + "FluidR3_GM.sf2", SF3 + "MuseScore_General_Full.sf3", SF2 + "sf_GMbank.sf2", SF2 + "OPL-3_FM_128M.sf2"], "held-out": [SF2 + "TimGM6mb.sf2"]}
FONT_SHARES = {"train": [0.4, 0.35, 0.17, 0.08], "held-out": [1.0]}
DRUM_FONTS = {"train": FONTS["train"][:3] + [SF2 + "Black_Pearl_4_LV2.sf2"], "held-out": FONTS["held-out"] + [SF2 + "Red_Zeppelin_4_LV2.sf2"]}
# Shares of clips by source; the rest is composed.
SHARES = {"drummer": 0.20, "pop909": 0.13, "lied": 0.09, "quartet": 0.04}
MAKERS = {"drummer": human_drums, "pop909": pop_song, "lied": score, "quartet": score}
HELD_OUT_EVERY = 8


def sources(folder, split):
    """Held out: every eighth song or score, and two whole drummers."""
    kept = {}
    for kind, paths in collections(folder).items():
        if kind == "drummer":
            is_held = lambda i, path: path.parts[-3] in ("drummer7", "drummer3") or path.parts[-2] in ("drummer7", "drummer3")
        else:
            is_held = lambda i, path: i % HELD_OUT_EVERY == 0
        kept[kind] = [path for i, path in enumerate(paths) if is_held(i, path) == (split == "held-out")]
    return kept


def make_piece(rng, secs, paths):
    kind = str(rng.choice(list(SHARES) + ["composed"], p=list(SHARES.values()) + [1 - sum(SHARES.values())]))
    for _ in range(8):
        if kind == "composed":
            break
        piece = MAKERS[kind](rng, paths[kind][int(rng.integers(len(paths[kind])))], secs)
        if piece is not None and piece.end_secs() > secs * 0.8:
            return piece
    weights = np.array([genre.weight for genre in GENRES.values()])
    return compose(rng, str(rng.choice(list(GENRES), p=weights / weights.sum())), secs)


def shifted(piece, from_secs):
    for note in piece.notes + piece.sung:
        note.start_secs -= from_secs
    piece.beats = [(secs - from_secs, place) for secs, place in piece.beats]


def main():
    out, folder, split, first, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    out.mkdir(parents=True, exist_ok=True)
    paths = sources(folder, split)
    synth = SoundFonts(sorted(set(FONTS[split] + DRUM_FONTS[split])))
    for number in range(first, first + count):
        name = f"{split}-{number:05}"
        if (out / (name + ".json")).exists():
            continue
        rng = np.random.default_rng([number, 1 if split == "train" else 2])
        secs = float(rng.uniform(16, 26))
        piece = compose(rng, sys.argv[6], secs) if len(sys.argv) > 6 else make_piece(rng, secs, paths)
        shifted(piece, float(rng.uniform(0.0, max(0.1, min(piece.end_secs() - secs, 120.0)))) if rng.random() < 0.85 else 0.0)
        font = str(rng.choice(FONTS[split], p=FONT_SHARES[split]))
        sound = produced(rng, piece, secs, synth, [font], DRUM_FONTS[split])
        end = min(secs, piece.end_secs())
        sound = sound[: int(end * RATE_HZ)]
        with wave.open(str(out / (name + ".wav")), "wb") as file:
            file.setnchannels(1), file.setsampwidth(2), file.setframerate(RATE_HZ)
            file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
        beats = [[round(at, 4), int(place)] for at, place in piece.beats if 0.0 <= at < end]
        (out / (name + ".json")).write_text(json.dumps({"genre": piece.genre, "beats": beats, "secs": end}))


if __name__ == "__main__":
    main()
