"""Makes stems of voices: NAME.wav (24 kHz, mono) and NAME.npz (`labels`, frames of 20 ms).

Usage: make_voices.py OUT_FOLDER PACKAGES_FOLDER SPLIT FIRST COUNT
PACKAGES_FOLDER holds the unpacked packages that `speech.py` names. SPLIT is
`train` or `held-out`: the latter is of speakers that no training stem has.
"""

import sys
import wave
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfilt

sys.path.insert(0, str(Path(__file__).parent.parent / "beats"))
from sound import compressed, equalized, reverberated  # noqa: E402

from singing import labels, voice_stem  # noqa: E402
from speech import RATE_HZ, Speakers  # noqa: E402


def treated(rng, sound, style):
    """What a studio does to a voice."""
    sound = sound / (np.abs(sound).max() + 1e-9)
    if style == "shout" or rng.random() < 0.08:
        sound = np.tanh(sound * rng.uniform(2, 20))
    if rng.random() < 0.7:
        sound = compressed(rng, sound, rng.uniform(2, 8), rng.uniform(0.05, 0.2))
    sound = equalized(rng, sound, 3.0)
    if rng.random() < 0.06:
        sound = sosfilt(butter(2, (rng.uniform(250, 500), rng.uniform(2500, 4000)), "bandpass", fs=RATE_HZ, output="sos"), sound)
    if rng.random() < 0.2:
        delay = int(rng.uniform(0.08, 0.45) * RATE_HZ)
        echo = np.zeros_like(sound)
        echo[delay:] = sound[:-delay]
        sound = sound + echo * rng.uniform(0.1, 0.45)
    if rng.random() < 0.7:
        sound = reverberated(rng, sound)
    return sound / (np.abs(sound).max() + 1e-9) * 0.9


def main():
    out, packages, split, first, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    out.mkdir(parents=True, exist_ok=True)
    speakers = Speakers(packages, split)
    for number in range(first, first + count):
        stem = f"{split}-{number:05}"
        if (out / (stem + ".npz")).exists():
            continue
        rng = np.random.default_rng([number, 3 if split == "train" else 4])
        name = speakers.names[number % len(speakers.names)]
        made = voice_stem(rng, speakers, name, float(rng.uniform(13, 18)))
        if made is None:
            continue
        known = labels(made[0])
        sound = treated(rng, *made)
        with wave.open(str(out / (stem + ".wav")), "wb") as file:
            file.setnchannels(1), file.setsampwidth(2), file.setframerate(RATE_HZ)
            file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
        np.savez_compressed(out / (stem + ".npz"), labels=known, speaker=name, style=made[1])


if __name__ == "__main__":
    main()
