"""Learns how much each mark of a pulse weighs when the listener chooses among pulses.

Usage: octave.py MARKS.tsv... [--held-out MARKS.tsv]

The tables come from `cargo run --release -p reversal-listen --example pulse_marks CLIP.wav...`.
The chance of a pulse is the softmax of its weighted marks and of the prior of
its tempo; the weights make the squared F-measure of the pulse drawn great in
every song (the mean of its logarithm), a little held back. A table named N
times counts N times. Prints them in the order of `octave.rs`, and what
they choose: mean F-measure, the share at the right tempo (Acc1) and the share
at it or at half, double, a third or thrice (Acc2).
"""

import sys

import numpy as np
from scipy.optimize import minimize

MARKS = ["net odds", "attacks", "path", "tempo head", "alternation"]
HELD_BACK = 0.003
TOLERANCE = 0.04  # of the tempo, as is usual


class Song:
    def __init__(self, rows):
        self.known = float(rows[0][2])
        self.tempi = np.array([float(row[3]) for row in rows])
        self.scores = np.array([float(row[4]) for row in rows])
        self.marks = np.array([[float(x) for x in row[5:]] for row in rows])
        self.marks -= self.marks.mean(axis=0)
        self.prior = -0.5 * (np.log2(self.tempi / 120.0) / 0.8) ** 2


def songs(path):
    by_name = {}
    for line in open(path):
        row = line.rstrip("\n").split("\t")
        by_name.setdefault(row[0], []).append(row)
    return [Song(rows) for rows in by_name.values()]


def loss(weights, songs, scale):
    total, slope = 0.0, np.zeros_like(weights)
    for song in songs:
        logits = song.prior + song.marks @ weights
        chance = np.exp(logits - logits.max())
        chance /= chance.sum()
        gain = song.scores**2 + 0.02
        mean = chance @ gain
        total -= np.log(mean)
        slope -= (chance * (gain / mean - 1)) @ song.marks
    held = HELD_BACK * ((weights * scale) ** 2).sum()
    return total / len(songs) + held, slope / len(songs) + 2 * HELD_BACK * weights * scale**2


def chosen(weights, songs):
    scores, first, second, best = [], [], [], []
    for song in songs:
        at = int((song.prior + song.marks @ weights).argmax())
        near = lambda ratio: abs(song.tempi[at] / (song.known * ratio) - 1) <= TOLERANCE
        scores.append(song.scores[at]), best.append(song.scores.max())
        first.append(near(1)), second.append(any(map(near, (1, 2, 0.5, 3, 1 / 3))))
    return [round(float(np.mean(x)), 3) for x in (scores, first, second, best)]


def learned(songs, used):
    marks = np.concatenate([song.marks for song in songs])
    scale = marks.std(axis=0) + 1e-6
    inside = np.array([mark in used for mark in MARKS])
    def of(part):
        value, slope = loss(spread(part, inside), songs, scale)
        return value, slope[inside]

    best = minimize(of, np.zeros(inside.sum()) + 0.3 / scale[inside], jac=True, method="L-BFGS-B")
    return spread(best.x, inside)


def spread(part, inside):
    out = np.zeros(len(inside))
    out[inside] = part
    return out


def main():
    split = sys.argv.index("--held-out") if "--held-out" in sys.argv else len(sys.argv)
    tuned = [song for path in sys.argv[1:split] for song in songs(path)]
    checks = sys.argv[split + 1 :]
    print("marks used: F, Acc1, Acc2, best that could be chosen")
    plans = [MARKS[1:2], MARKS[:2], MARKS[:3], MARKS[:4], [mark for mark in MARKS if mark != "tempo head"], MARKS]
    for used in plans:
        weights = learned(tuned, used)
        print(", ".join(used), chosen(weights, tuned), *[chosen(weights, songs(path)) for path in checks])
        if used == MARKS:
            print(*(f"{weight:.3f}" for weight in weights), sep=", ")


if __name__ == "__main__":
    main()
