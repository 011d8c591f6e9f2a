"""Makes clips: NAME.wav and NAME.json (beats as [seconds, place in the bar], genre).

Usage: make_clips.py OUT_FOLDER COLLECTIONS_FOLDER SPLIT FIRST COUNT [GENRE]
       make_clips.py OUT_FOLDER COLLECTIONS_FOLDER RECIPES.tsv

SPLIT is `train` or `held-out`: the latter uses soundfonts, drummers, songs and
seeds that no training clip has. With GENRE all clips are composed and of it, or are `noise` without a beat.
Prints the recipe of each clip: its name, seed, genre, source and soundfont.
From such lines the same clips are made again: `held_out.tsv` is the split of
the figures in the data sheet.
"""

import json
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from compose import compose
from genres import GENRES
from performances import collections, human_drums, pop_song, score
from piece import Piece
from sound import RATE_HZ, SoundFonts, noise, produced

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


@dataclass
class Recipe:
    """All that decides a clip, one line of a recipe file."""

    clip: str
    seed: int
    genre: str  # of a composed song, or the kind of collection
    source: str  # below the collections' folder; - if composed
    font: str

    def made(self, folder, fonts, synth):
        """Sound, beats and length of the clip, or None where the source is too short or odd for one."""
        rng = np.random.default_rng(self.seed)
        secs = float(rng.uniform(16, 26))
        if self.genre == "noise":
            return Piece("noise"), noise(rng, secs), secs
        if self.source == "-":
            piece = compose(rng, self.genre, secs)
        else:
            piece = MAKERS[self.genre](rng, Path(folder) / self.source, secs)
        if piece is None or piece.end_secs() < secs * 0.8:
            return None
        latest = max(0.1, min(piece.end_secs() - secs, 120.0))
        shifted(piece, float(rng.uniform(0.0, latest)) if rng.random() < 0.85 else 0.0)
        sound = produced(rng, piece, secs, synth, [self.font], fonts)
        end = min(secs, piece.end_secs())
        return piece, sound[: int(end * RATE_HZ)], end


def drawn(split, number, folder, paths, genre=None):
    """Recipes for a clip, in the order in which to try them; the last is composed and always works."""
    for attempt in range(8):
        seed = (number * 8 + attempt) * 2 + (split == "held-out")
        rng = np.random.default_rng([seed, 1])
        kind = str(rng.choice(list(SHARES) + ["composed"], p=list(SHARES.values()) + [1 - sum(SHARES.values())]))
        font = str(rng.choice(FONTS[split], p=FONT_SHARES[split]))
        clip = f"{split}-{number:05}"
        if kind == "composed" or genre or attempt == 7:
            weights = np.array([genre.weight for genre in GENRES.values()])
            yield Recipe(clip, seed, genre or str(rng.choice(list(GENRES), p=weights / weights.sum())), "-", font)
        else:
            path = paths[kind][int(rng.integers(len(paths[kind])))]
            yield Recipe(clip, seed, kind, str(path.relative_to(folder)), font)


def shifted(piece, from_secs):
    for note in piece.notes + piece.sung:
        note.start_secs -= from_secs
    piece.beats = [(secs - from_secs, place) for secs, place in piece.beats]


def main():
    out, folder, split = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    out.mkdir(parents=True, exist_ok=True)
    if split.endswith(".tsv"):
        lines = [line.split("\t") for line in Path(split).read_text().splitlines()]
        plans = [[Recipe(clip, int(seed), *rest)] for clip, seed, *rest in lines]
        split = "held-out"
    else:
        paths, genre = sources(folder, split), sys.argv[6] if len(sys.argv) > 6 else None
        first, count = int(sys.argv[4]), int(sys.argv[5])
        plans = [drawn(split, number, folder, paths, genre) for number in range(first, first + count)]
    synth = SoundFonts(sorted(set(FONTS[split] + DRUM_FONTS[split])))
    for plan in plans:
        for recipe in plan:
            wanted = out / (recipe.clip + ".json")
            if wanted.exists():
                break
            if (made := recipe.made(folder, DRUM_FONTS[split], synth)) is None:
                continue
            piece, sound, end = made
            with wave.open(str(wanted.with_suffix(".wav")), "wb") as file:
                file.setnchannels(1), file.setsampwidth(2), file.setframerate(RATE_HZ)
                file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
            beats = [[round(at, 4), int(place)] for at, place in piece.beats if 0.0 <= at < end]
            wanted.write_text(json.dumps({"genre": piece.genre, "beats": beats, "secs": end}))
            print(*recipe.__dict__.values(), sep="\t", flush=True)
            break


if __name__ == "__main__":
    main()
