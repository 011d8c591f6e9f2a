"""Speech of many people and synthesizers, to be turned into song: utterances of 24 kHz mono by speaker."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

RATE_HZ = 24_000
# Folders of recordings inside of Debian's packages, one speaker each: name, folder, kind of file.
RECORDINGS = [(f"asterisk-{lang}", f"x_asterisk-core-sounds-{lang}-g722/usr/share/asterisk/sounds", "g722") for lang in ("en", "es", "fr", "it", "ru")]
RECORDINGS += [(f"fillets-{lang}", f"x_fillets-ng-data-{lang}/usr/share/games/fillets-ng/sound", "ogg") for lang in ("cs", "nl")]
RECORDINGS += [(f"ktuberling-{lang}", f"x_ktuberling-data/usr/share/ktuberling/sounds/{lang}", "ogg") for lang in "ca uk lt da ru wa el en de sl gl".split()]
RECORDINGS += [(f"klettres-{lang}", f"x_klettres-data/usr/share/klettres/{lang}/syllab", "ogg") for lang in "ml es pt_BR it lt uk ru nds hu de".split()]
RECORDINGS += [(f"hedgewars-{name}", f"x_hedgewars-data/usr/share/games/hedgewars/Data/Sounds/voices/{name}", "ogg") for name in "Singer Pirate Mobster British Surfer Classic HillBilly Russian Default_uk Default_es Default_pl Russian_pl".split()]
FLITE = ["slt", "awb", "rms", "kal16"]
FESTIVAL = ["ked_diphone", "kal_diphone", "cmu_us_slt_arctic_hts", "lp_diphone", "pc_diphone", "suo_fi_lj_diphone", "hy_fi_mv_diphone", "czech_dita", "czech_machac", "upc_ca_ona_hts"]
ESPEAK = ["en-us+m3", "en-gb+f2", "es+m7", "fr+f4", "de+m1", "it+f5", "pt-br+m4", "pl+f1", "sv+m6", "tr+f3"]
# Nobody of these speaks in a training clip.
HELD_OUT = {"asterisk-it", "fillets-nl", "ktuberling-en", "ktuberling-uk", "klettres-es", "hedgewars-British", "hedgewars-Surfer", "flite-awb", "festival-lp_diphone", "espeak-de+m1", "espeak-sv+m6"}

WORDS = {
    "en": "the a and of my your our night day love heart fire rain river stone road home hand eye light shadow morning summer winter city ocean silver golden broken hollow running falling waiting calling never always only maybe tonight tomorrow forever together under over through against remember forget believe follow carry whisper thunder lightning stranger mother father children money trouble danger heaven mountain valley window mirror engine station highway radio dancing singing fighting dreaming sleeping walking talking something nothing everything",
    "es": "la el de mi tu noche día amor corazón fuego lluvia río piedra camino casa mano ojo luz sombra mañana verano invierno ciudad plata oro roto corriendo cayendo esperando nunca siempre sólo quizás juntos bajo sobre contra recuerdo olvido creo sigo llevo susurro trueno extraño madre padre niños dinero peligro cielo montaña ventana espejo baila canta sueña duerme camina habla algo nada todo",
    "fr": "la le de mon ton nuit jour amour coeur feu pluie pierre chemin maison main yeux lumière ombre matin été hiver ville argent or brisé tombe attends jamais toujours seul peut être ensemble sous sur contre souviens oublie crois porte murmure tonnerre étranger mère père enfants danger ciel montagne fenêtre miroir danse chante rêve dors marche parle quelque chose rien tout",
    "de": "die der das mein dein Nacht Tag Liebe Herz Feuer Regen Fluss Stein Weg Haus Hand Auge Licht Schatten Morgen Sommer Winter Stadt Silber Gold zerbrochen laufen fallen warten niemals immer nur vielleicht zusammen unter über gegen erinnern vergessen glauben folgen tragen flüstern Donner fremd Mutter Vater Kinder Geld Gefahr Himmel Berg Fenster Spiegel tanzen singen träumen schlafen sprechen etwas nichts alles",
}


def sentence(rng, language):
    words = WORDS.get(language, WORDS["es"]).split()
    return " ".join(str(rng.choice(words)) for _ in range(int(rng.integers(4, 9))))


def loaded(path):
    if path.suffix == ".g722":
        raw = subprocess.run(["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(RATE_HZ), "-"], capture_output=True).stdout
        return np.frombuffer(raw, "<i2").astype(np.float64) / 32768
    sound, rate = soundfile.read(path)
    return resampled(sound.mean(axis=1) if sound.ndim > 1 else sound, rate)


def resampled(sound, rate):
    divisor = np.gcd(int(rate), RATE_HZ)
    return sound if rate == RATE_HZ else resample_poly(sound, RATE_HZ // divisor, rate // divisor)


def spoken(command, text=None):
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        done = subprocess.run([word.replace("OUT", file.name) for word in command], input=text, text=True, capture_output=True)
        return resampled(*soundfile.read(file.name)) if done.returncode == 0 and Path(file.name).stat().st_size > 2000 else np.zeros(0)


class Speakers:
    """All speakers of a split."""

    def __init__(self, folder, split):
        self.files = {}
        for name, place, kind in RECORDINGS:
            files = sorted(path for path in (Path(folder) / place).rglob("*." + kind) if "silence" not in path.parts and path.stat().st_size > 3000)
            if len(files) >= 15:
                self.files[name] = files
        names = list(self.files) + [f"flite-{voice}" for voice in FLITE] + [f"festival-{voice}" for voice in FESTIVAL] + [f"espeak-{voice}" for voice in ESPEAK]
        self.names = [name for name in names if (name in HELD_OUT) == (split == "held-out")]

    def utterance(self, rng, name):
        kind, _, voice = name.partition("-")
        if name in self.files:
            return loaded(self.files[name][int(rng.integers(len(self.files[name])))])
        if kind == "flite":
            return spoken(["flite", "-voice", voice, "-t", sentence(rng, "en"), "-o", "OUT"])
        if kind == "festival":
            language = "en" if voice in ("ked_diphone", "kal_diphone", "cmu_us_slt_arctic_hts") else "es"
            text = sentence(rng, language).encode("ascii", "ignore").decode()
            return spoken(["text2wave", "-eval", f"(voice_{voice})", "-o", "OUT"], text)
        return spoken(["espeak-ng", "-v", voice, "-s", str(int(rng.integers(120, 190))), "-w", "OUT", sentence(rng, voice[:2])])
