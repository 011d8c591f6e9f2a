"""From a piece to sound: soundfonts, synthetic drums, a singing synthesizer, and what a studio does to them."""

import ctypes
import subprocess
import tempfile

import numpy as np
from scipy import fft
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from piece import DRUM_PROGRAM, STEMS

RATE_HZ = 24_000


class SoundFonts:
    """FluidSynth with several soundfonts loaded at once."""

    def __init__(self, paths):
        lib = self.lib = ctypes.CDLL("libfluidsynth.so.3")
        for name in ("new_fluid_settings", "new_fluid_synth"):
            getattr(lib, name).restype = ctypes.c_void_p
        lib.new_fluid_synth.argtypes = [ctypes.c_void_p]
        lib.fluid_settings_setnum.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_double]
        lib.fluid_settings_setint.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        for name, kinds in {"fluid_synth_sfload": [ctypes.c_char_p, ctypes.c_int], "fluid_synth_noteon": [ctypes.c_int] * 3, "fluid_synth_noteoff": [ctypes.c_int] * 2,
                            "fluid_synth_program_select": [ctypes.c_int] * 4, "fluid_synth_system_reset": [],
                            "fluid_synth_write_float": [ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int],
                            "fluid_synth_set_interp_method": [ctypes.c_int] * 2}.items():
            getattr(lib, name).argtypes = [ctypes.c_void_p] + kinds
        settings = lib.new_fluid_settings()
        lib.fluid_settings_setnum(settings, b"synth.sample-rate", float(RATE_HZ))
        lib.fluid_settings_setnum(settings, b"synth.gain", 0.4)
        for name in (b"synth.reverb.active", b"synth.chorus.active"):
            lib.fluid_settings_setint(settings, name, 0)
        lib.fluid_settings_setint(settings, b"synth.polyphony", 96)
        self.synth = lib.new_fluid_synth(settings)
        lib.fluid_synth_set_interp_method(self.synth, -1, 1)
        self.fonts = {path: lib.fluid_synth_sfload(self.synth, path.encode(), 0) for path in paths}
        assert all(font >= 0 for font in self.fonts.values()), self.fonts

    def render(self, notes, secs, font):
        """Mono sound of notes, all of one soundfont."""
        frames = int(secs * RATE_HZ)
        out = np.zeros((2, frames), np.float32)
        lib, synth, events, channels = self.lib, self.synth, [], {}
        lib.fluid_synth_system_reset(synth)
        for note in notes:
            if not -0.01 <= note.start_secs < secs:
                continue
            if note.program not in channels:
                if note.program == DRUM_PROGRAM:
                    channels[note.program] = 9
                else:
                    channels[note.program] = [i for i in range(16) if i != 9][len(channels) % 15]
                # Fonts of one drum kit have it at the first preset.
                presets = [(128, 0), (0, 0)] if note.program == DRUM_PROGRAM else [(0, note.program), (0, 0)]
                next(preset for preset in presets if lib.fluid_synth_program_select(synth, channels[note.program], self.fonts[font], *preset) == 0)
            channel, start = channels[note.program], max(0, int(note.start_secs * RATE_HZ))
            events.append((start, 1, channel, note.pitch, note.velocity))
            events.append((start + max(64, int(note.length_secs * RATE_HZ)), 0, channel, note.pitch, 0))
        now = 0
        for at, on, channel, pitch, velocity in sorted(events) + [(frames, 0, 0, 0, 0)]:
            at = min(at, frames)
            if at > now:
                left, right = out[0, now:].ctypes.data, out[1, now:].ctypes.data
                lib.fluid_synth_write_float(synth, at - now, left, 0, 1, right, 0, 1)
                now = at
            if on:
                lib.fluid_synth_noteon(synth, channel, pitch, max(1, min(127, velocity)))
            else:
                lib.fluid_synth_noteoff(synth, channel, pitch)
        return out.mean(axis=0)


def synthetic_drums(rng, notes, secs):
    """Drum machine: each drum is one random sound, struck at each note."""
    out = np.zeros(int((secs + 1.5) * RATE_HZ))
    time = np.arange(RATE_HZ) / RATE_HZ
    sounds = {}
    for note in notes:
        if not 0 <= note.start_secs < secs:
            continue
        if note.pitch not in sounds:
            sounds[note.pitch] = drum_sound(rng, note.pitch, time)
        sound = sounds[note.pitch]
        at = int(note.start_secs * RATE_HZ)
        out[at : at + len(sound)] += sound * (note.velocity / 100.0) ** 1.5
    return out[: int(secs * RATE_HZ)].astype(np.float32)


def drum_sound(rng, drum, time):
    noise = rng.normal(0.0, 0.3, len(time))
    if drum in (35, 36):
        low, high, fall = rng.uniform(40, 62), rng.uniform(90, 380), rng.uniform(20, 60)
        phase = 2 * np.pi * np.cumsum(low + high * np.exp(-time * fall)) / RATE_HZ
        return 1.4 * np.tanh(rng.uniform(1.0, 3.0) * np.sin(phase)) * np.exp(-time * rng.uniform(4, 16)) + 0.4 * noise * np.exp(-time * 300)
    if drum in (38, 40, 39):
        tone = np.sin(2 * np.pi * rng.uniform(150, 240) * time) * np.exp(-time * rng.uniform(15, 40))
        hiss = band_passed(noise, rng.uniform(300, 1500), rng.uniform(5000, 11000)) * np.exp(-time * rng.uniform(8, 30))
        if drum == 39:
            flutter = sum(np.exp(-np.clip(time - d, 0, None) * 120) * (time >= d) for d in (0.0, 0.011, 0.022))
            return 1.2 * hiss * flutter
        return 0.6 * tone + 1.2 * hiss
    if drum in (42, 44, 46, 82, 54, 51, 49, 57, 53):
        fall = {42: (40, 120), 44: (60, 120), 46: (6, 16), 82: (40, 90), 54: (15, 40), 51: (5, 10), 49: (1.5, 4), 57: (1.5, 4), 53: (5, 9)}[drum]
        return 0.5 * band_passed(noise, rng.uniform(4000, 7500), 11500) * np.exp(-time * rng.uniform(*fall))
    pitch = {45: 90, 47: 130, 50: 180, 37: 900, 56: 560, 63: 240}.get(drum, 300) * rng.uniform(0.8, 1.25)
    tone = np.sin(2 * np.pi * pitch * (1 + 0.4 * np.exp(-time * 30)) * time)
    return (0.7 * tone + 0.2 * noise) * np.exp(-time * rng.uniform(10, 35))


VOWELS = [(730, 1090, 2440), (530, 1840, 2480), (390, 1990, 2550), (570, 840, 2410), (440, 1020, 2240), (640, 1190, 2390), (300, 870, 2240)]


def sing(rng, notes, secs):
    """A voice: formants over a pulse train, gliding into its notes, with vibrato and consonants of noise."""
    out = np.zeros(int((secs + 5.0) * RATE_HZ))
    size, vibrato_hz, depth = rng.uniform(0.85, 1.2), rng.uniform(4.5, 6.5), rng.uniform(0.0, 0.5)
    attack = rng.uniform(0.015, 0.07)
    before = None
    for note in notes:
        if not 0.3 <= note.start_secs < secs:
            continue
        frames = int((note.length_secs + 0.06) * RATE_HZ)
        time = np.arange(frames) / RATE_HZ
        pitch = note.pitch + depth * np.sin(2 * np.pi * vibrato_hz * time) * np.clip((time - 0.15) / 0.2, 0, 1)
        scoop = -rng.uniform(0.0, 2.5) if before is None else float(np.clip(before - note.pitch, -4, 4))
        pitch = pitch + scoop * np.exp(-time / rng.uniform(0.015, 0.06))
        before = note.pitch
        hz = 440.0 * 2.0 ** ((pitch - 69) / 12)
        base = 440.0 * 2.0 ** ((note.pitch - 69) / 12)
        formants = [f * size for f in VOWELS[int(rng.integers(len(VOWELS)))]]
        table = np.zeros(1024)
        for harmonic in range(1, int(min(40, 7000 / base)) + 1):
            f = harmonic * base
            gain = sum(w / (1 + ((f - c) / (0.09 * c + 50)) ** 2) for c, w in zip(formants, (1.0, 0.6, 0.3))) + 0.01
            table += gain / harmonic**0.7 * np.sin(2 * np.pi * harmonic * np.arange(1024) / 1024 + rng.uniform(0, 6))
        phase = np.cumsum(hz) / RATE_HZ
        tone = np.interp((phase % 1.0) * 1024, np.arange(1025), np.append(table, table[0]))
        shape = np.clip(time / attack, 0, 1) * np.clip((time[-1] - time) / 0.05, 0, 1)
        at = int(note.start_secs * RATE_HZ)
        out[at : at + frames] += tone * shape * note.velocity / 100.0
        if rng.random() < 0.6:
            length = int(rng.uniform(0.02, 0.11) * RATE_HZ)
            hiss = band_passed(rng.normal(0, 0.35, length + 64), rng.uniform(1500, 4500), rng.uniform(6000, 11000))[:length] * np.hanning(length)
            out[at - length : at] += hiss * rng.uniform(0.2, 1.2)
    return out[: int(secs * RATE_HZ)].astype(np.float32)


def band_passed(sound, low_hz, high_hz):
    return sosfilt(butter(2, (low_hz, min(high_hz, RATE_HZ * 0.49)), "bandpass", fs=RATE_HZ, output="sos"), sound)


def level_to(sound, decibels):
    """Sound with its loud parts at a level, so that stems balance whatever their instruments."""
    blocks = sound[: len(sound) // 1200 * 1200].reshape(-1, 1200)
    rms = np.sqrt((blocks**2).mean(axis=1) + 1e-12)
    loud = np.quantile(rms, 0.85) if len(rms) else 0.0
    return sound if loud < 1e-5 else sound * (10 ** (decibels / 20) / loud)


def equalized(rng, sound, strength_db):
    """A smooth random curve over the spectrum, by an FFT over the whole sound."""
    length = fft.next_fast_len(len(sound) + RATE_HZ // 4, real=True)
    spectrum = fft.rfft(sound.astype(np.float32), length)
    hz = fft.rfftfreq(length, 1 / RATE_HZ)
    knots = np.log([30, 100, 300, 1000, 3000, 8000, 12000])
    gains = rng.normal(0.0, strength_db, len(knots))
    curve = 10 ** (np.interp(np.log(hz + 1), knots, gains) / 20)
    return fft.irfft(spectrum * curve.astype(np.float32), length)[: len(sound)]


def reverberated(rng, sound):
    length = rng.uniform(0.15, 2.2)
    time = np.arange(int(length * RATE_HZ)) / RATE_HZ
    echo = rng.normal(0, 1, len(time)) * np.exp(-time * 6.9 / length)
    echo = lfilter([1 - 0.6], [1, -0.6], echo)
    echo[: int(rng.uniform(0.0, 0.03) * RATE_HZ)] = 0
    wet = fftconvolve(sound, echo)[: len(sound)]
    share = rng.uniform(0.05, 0.5) ** 1.3
    return sound + wet * share * np.sqrt((sound**2).mean() / ((wet**2).mean() + 1e-12))


def compressed(rng, sound, ratio, release_secs):
    """Loud parts turned down, by blocks of 5 ms."""
    block = RATE_HZ // 200
    count = len(sound) // block + 1
    levels = np.abs(np.pad(sound, (0, count * block - len(sound)))).reshape(count, block).max(axis=1)
    fall = np.exp(-0.005 / release_secs)
    held = 0.0
    for i, value in enumerate(levels):
        held = levels[i] = max(value, held * fall)
    threshold = np.quantile(levels, 0.5) + 1e-6
    gain = np.minimum(1.0, (threshold / (levels + 1e-9)) ** (1 - 1 / ratio))
    return sound * np.interp(np.arange(len(sound)), np.arange(count) * block, gain)


def produced(rng, piece, secs, synth, fonts, drum_fonts):
    """The whole piece as mono sound."""
    stems = {stem: [note for note in piece.notes if note.stem == stem] for stem in STEMS}
    levels = {"drums": rng.normal(-14, 4.0), "bass": rng.normal(-17, 3.0), "chords": rng.normal(-18, 4.0), "lead": rng.normal(-17, 4.0)}
    # Chance that a band is mixed without its drums up front.
    if rng.random() < 0.12:
        levels["drums"] -= 8
    mix = np.zeros(int(secs * RATE_HZ))
    pump = np.ones_like(mix)
    for stem, notes in stems.items():
        if not notes:
            continue
        font = str(rng.choice(fonts))
        if stem == "drums":
            if piece.electronic or rng.random() < 0.06:
                sound = synthetic_drums(rng, notes, secs)
            else:
                sound = synth.render(notes, secs, str(rng.choice(drum_fonts)))
            if rng.random() < 0.4:
                sound = compressed(rng, sound, rng.uniform(2, 8), rng.uniform(0.03, 0.2))
            if piece.electronic and rng.random() < 0.4:
                for note in notes:
                    if note.pitch == 36 and 0 <= note.start_secs < secs:
                        at = int(note.start_secs * RATE_HZ)
                        dip = 1 - rng.uniform(0.5, 0.9) * np.exp(-np.arange(int(0.3 * RATE_HZ)) / RATE_HZ * 12)
                        span = pump[at : at + len(dip)]
                        np.minimum(span, dip[: len(span)], out=span)
        else:
            sound = synth.render(notes, secs, font)
        if stem == "chords" and piece.distorted:
            sound = np.tanh(level_to(sound, -12) * rng.uniform(4, 40))
            sound = lfilter([0.45], [1, -0.55], sound)
        elif rng.random() < 0.15:
            sound = np.tanh(level_to(sound, -15) * rng.uniform(2, 6))
        sound = level_to(equalized(rng, sound, 3.0), levels[stem])
        mix += sound if stem == "drums" else sound * pump
    if piece.sung:
        voice = sing(rng, sorted(piece.sung, key=lambda note: note.start_secs), secs)
        if rng.random() < 0.5:
            voice = compressed(rng, voice, 3, 0.1)
        mix += level_to(equalized(rng, voice, 3.0), rng.normal(-14, 3.0))
    if rng.random() < 0.06:
        voice = spoken(rng, secs)
        mix += level_to(voice[: len(mix)], rng.normal(-16, 3.0))
    return mastered(rng, mix)


SYLLABLES = [onset + vowel + coda for onset in ("b", "d", "k", "m", "s", "st", "tr", "l", "w", "f") for vowel in ("a", "e", "i", "o", "oo") for coda in ("", "n", "t", "ss")]


def spoken(rng, secs):
    """Someone talks or raps over the music, out of time with it: made-up words by espeak-ng."""
    words = " ".join("".join(rng.choice(SYLLABLES, int(rng.integers(1, 4)))) for _ in range(int(secs * 3)))
    voice = str(rng.choice(["en", "en-us", "fr", "de", "es"])) + str(rng.choice(["", "+m3", "+f2", "+f4"]))
    made = subprocess.run(["espeak-ng", "--stdout", "-v", voice, "-s", str(int(rng.integers(140, 260))), "-p", str(int(rng.integers(20, 80))), words], capture_output=True, check=True)
    sound = np.frombuffer(made.stdout[44:], "<i2")[: int(secs * 22_050)] / 32768.0
    sound = np.interp(np.arange(int(secs * RATE_HZ)) * 22_050 / RATE_HZ, np.arange(len(sound)), sound, right=0.0)
    gap = int(rng.uniform(0.0, 0.4) * len(sound))
    sound[:gap] = 0.0
    return sound


def crowd(rng, frames):
    """A hall full of people: a murmur, whistles of noise and applause that swells."""
    noise = band_passed(rng.normal(0, 1, frames), rng.uniform(200, 600), rng.uniform(2500, 8000))
    swell = np.interp(np.arange(frames), np.linspace(0, frames, 8), rng.uniform(0.1, 1.0, 8) ** 2)
    return noise * swell


def noise(rng, secs):
    """Hiss, rumble or wind without a beat."""
    sound = equalized(rng, rng.normal(0, 1, int(secs * RATE_HZ)), rng.uniform(0.0, 8.0))
    if rng.random() < 0.4:
        sound = sound * np.interp(np.arange(len(sound)), np.linspace(0, len(sound), 9), rng.uniform(0.2, 1.0, 9))
    return (sound / np.abs(sound).max() * rng.uniform(0.05, 0.9)).astype(np.float32)


def worn(rng, mix):
    """An old recording: a narrow band, hiss, rumble and crackle."""
    mix = sosfilt(butter(3, (rng.uniform(80, 350), rng.uniform(2200, 5000)), "bandpass", fs=RATE_HZ, output="sos"), mix)
    mix = np.tanh(level_to(mix, -14) * rng.uniform(1, 3))
    mix = mix + rng.normal(0, 10 ** (rng.uniform(-45, -26) / 20), len(mix))
    for at in rng.integers(0, len(mix) - 40, int(rng.uniform(2, 25) * len(mix) / RATE_HZ)):
        mix[at : at + 12] += rng.normal(0, rng.uniform(0.02, 0.35), 12)
    return mix


def coded(rng, sound):
    """What a lossy codec leaves, moved back by the codec's delay."""
    with tempfile.TemporaryDirectory() as folder:
        raw, packed = folder + "/a.raw", folder + "/a.mp3"
        (np.clip(sound, -1, 1) * 32767).astype("<i2").tofile(raw)
        form = ["-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1"]
        rate = str(rng.choice(["24k", "32k", "40k", "56k"]))
        subprocess.run(["ffmpeg", "-v", "error", *form, "-i", raw, "-b:a", rate, packed], check=True)
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", packed, *form, raw], check=True)
        out = np.fromfile(raw, "<i2") / 32768.0
    length = fft.next_fast_len(len(sound) + len(out), real=True)
    match = fft.irfft(fft.rfft(out, length) * np.conj(fft.rfft(sound, length)), length)
    delay = int(match[:4000].argmax())
    out = out[delay : delay + len(sound)]
    return np.pad(out, (0, len(sound) - len(out))).astype(np.float32)


def mastered(rng, mix):
    if rng.random() < 0.6:
        mix = reverberated(rng, mix)
    mix = equalized(rng, mix, 2.5)
    if rng.random() < 0.55:
        mix = compressed(rng, mix, rng.uniform(1.5, 8), rng.uniform(0.04, 0.4))
    mix = level_to(mix, -16)
    if rng.random() < 0.1:  # on a stage
        mix = reverberated(rng, mix) + crowd(rng, len(mix)) * 10 ** (rng.uniform(-45, -24) / 20)
    if rng.random() < 0.15:  # mastered as loud as can be
        mix = np.clip(compressed(rng, mix, rng.uniform(3, 12), rng.uniform(0.02, 0.1)) * rng.uniform(3, 12), -0.9, 0.9)
    if rng.random() < 0.07:
        mix = worn(rng, mix)
    if rng.random() < 0.3:
        mix = np.tanh(mix * rng.uniform(1.5, 6))
    if rng.random() < 0.2:  # an old or cheap recording
        mix = sosfilt(butter(2, rng.uniform(2500, 7500), "lowpass", fs=RATE_HZ, output="sos"), mix)
    if rng.random() < 0.15:
        mix = sosfilt(butter(2, rng.uniform(60, 300), "highpass", fs=RATE_HZ, output="sos"), mix)
    if rng.random() < 0.25:
        mix = mix + rng.normal(0, 10 ** (rng.uniform(-62, -32) / 20), len(mix))
    if rng.random() < 0.08:  # scratches
        for at in rng.integers(0, len(mix) - 40, int(rng.uniform(1, 12) * len(mix) / RATE_HZ)):
            mix[at : at + 20] += rng.normal(0, rng.uniform(0.02, 0.3), 20)
    mix = (mix / max(1e-6, np.abs(mix).max()) * rng.uniform(0.3, 0.98)).astype(np.float32)
    return coded(rng, mix) if rng.random() < 0.2 else mix
