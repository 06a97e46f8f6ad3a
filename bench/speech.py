"""How well the voices are understood and how fast they speak.

    python bench/speech.py clear de kokoro:de/ff_siwis espeak:de+f2 [--lines 3]
    python bench/speech.py pace fr de
    python bench/speech.py kinds fr de

`clear` speaks the lines of speech_lines.toml with each voice, has Whisper base write them down, and prints the
character error rate (CER). Mandarin is compared by pinyin, Japanese by sound, Hindi by consonants, so that a homophone is no error;
Whisper is the weaker half in th, vi, ko, ar and hi. `pace` fits milliseconds a line = start + speech units x length,
per language, for `drama/speech_rate.py`. `kinds` prints each voice's pitch and its nearest other voice.
"""

from __future__ import annotations

import argparse
import functools
import json
import re
import time
import tomllib
import unicodedata
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel
from rapidfuzz.distance import Levenshtein
from scipy.optimize import nnls
from scipy.signal import resample_poly

from dramaport.ai import models
from dramaport.ai.abilities import Clip, Vectors
from dramaport.ai.speak import speaker_for, speaker_of
from dramaport.ai.speak.phonemes.japanese import japanese_phonemes
from dramaport.ai.speak.phonemes.written import spoken_form
from dramaport.ai.voices.dvector import DVectorEmbedder
from dramaport.drama.speech_rate import inner_pauses
from dramaport.drama.speech_units import speech_units
from dramaport.localize.cast.vectors import pitch
from dramaport.localize.speak.fit import at_rate
from dramaport.localize.speak.voicecheck import voice_vectors
from dramaport.media.audio import Pcm

LINES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "speech_lines.toml").read_text("utf-8"))

#: Whisper writes the two numbers of the lines as digits.
DIGITS = {
    "zh": "三 八", "en": "three eight", "es": "tres ocho", "pt-BR": "três oito", "fr": "trois huit", "de": "drei acht",
    "it": "tre otto", "id": "tiga delapan", "ms": "tiga lapan", "tr": "üç sekiz", "ru": "три восемь", "vi": "ba tám",
    "th": "สาม แปด", "ja": "三 八", "ko": "삼 여덟", "ar": "ثلاث ثمانية", "hi": "तीन आठ",
}  # fmt: skip

#: Without this Whisper writes traditional characters.
PROMPTS = {"zh": "以下是普通话的句子。"}

#: Whisper base writes Hindi in Urdu's letters (told not to, it loops), so both are compared by their consonants.
DEVANAGARI = "कखगघचछजझटठडढणतथदधनपफबभमरलशषसह"
URDU = "بپتٹثجچحخدڈذرڑزژسشصضطظغفقکگلمنہھ"
LATIN = (
    "k kh g gh c ch j jh t th d dh n t th d dh n p ph b bh m r l s s s h "
    "b p t t s j c h kh d d j r d j j s s s j t j g ph k k g l m n h h"
)
CONSONANTS = dict(zip(DEVANAGARI + URDU, LATIN.split(), strict=True))


@functools.cache
def whisper() -> WhisperModel:
    return WhisperModel(str(models.folder("whisper-base")), device="cpu", compute_type="int8", cpu_threads=2)


def heard(pcm: Pcm, rate: int, language: str) -> str:
    """What Whisper writes down."""
    sound = resample_poly(pcm, 16_000, rate).astype(np.float32)
    edge = np.zeros(4_800, dtype=np.float32)
    segments, _ = whisper().transcribe(
        np.concatenate([edge, sound, edge]),
        language=language.split("-")[0],
        beam_size=5,
        temperature=0.0,
        condition_on_previous_text=False,
        initial_prompt=PROMPTS.get(language),
    )
    return " ".join(segment.text.strip() for segment in segments)


def comparable(text: str, language: str) -> list[str]:
    """The units that are compared: characters, pinyin syllables (zh) or phonemes (ja)."""
    three, eight = DIGITS[language].split()
    text = text.replace("3", three).replace("8", eight)
    if language == "zh":
        from pypinyin import Style, lazy_pinyin

        return list(lazy_pinyin("".join(re.findall("[\u4e00-\u9fff]", text)), style=Style.TONE3))
    if language == "ja":
        return [sound for sound in japanese_phonemes(text) if sound.isalpha()]
    if language == "hi":
        return list("".join(CONSONANTS.get(letter, "") for letter in text))
    plain = unicodedata.normalize("NFKC", text).lower()
    return [c for c in plain if unicodedata.category(c)[0] in "LMN"]  # spaces are not heard


def error_rate(wanted: str, got: str, language: str) -> float:
    reference = comparable(wanted, language)
    return Levenshtein.distance(reference, comparable(got, language)) / len(reference)


def spoken(lines: list[str], voice: str) -> tuple[Pcm, int, list[Clip]]:
    """All lines in one sound with gaps of 0.6 s, its rate, and the clips."""
    speaker = speaker_of(voice)
    clips = [speaker.speak(line, voice) for line in lines]
    gap = np.zeros(round(0.6 * clips[0].rate), dtype=np.float32)
    return np.concatenate([part for clip in clips for part in (clip.pcm, gap)]), clips[0].rate, clips


def clear(language: str, voices: list[str], count: int) -> None:
    lines = LINES[language][:count]
    for voice in voices:
        before = time.perf_counter()
        pcm, rate, clips = spoken(lines, voice)
        took = time.perf_counter() - before
        got = heard(pcm, rate, language)
        milliseconds = [round(1000 * len(clip.pcm) / clip.rate) for clip in clips]
        report = {
            "language": language,
            "voice": voice,
            "cer": round(error_rate(" ".join(lines), got, language), 3),
            "rtf": round(took / (sum(milliseconds) / 1000), 2),
            "ms": milliseconds,
            "heard": got,
        }
        print(json.dumps(report, ensure_ascii=False), flush=True)


def pace(language: str) -> None:
    """Fit ms = edges + unit x speech units + pause x inner marks over all lines of the first female and male voice."""
    speaker = speaker_for(language)
    voices = [next(v.id for v in speaker.voices(language) if v.gender == gender) for gender in ("female", "male")]
    lines = LINES[language]
    took = np.array([1000 * len(c.pcm) / c.rate for voice in voices for c in spoken(lines, voice)[2]])
    counted = np.array([[1.0, speech_units(spoken_form(line), language), inner_pauses(line)] for line in lines])
    found, _ = nnls(np.tile(counted, (len(voices), 1)), took)
    guessed = np.tile(counted @ found, len(voices))
    report = {
        "language": language,
        "voices": voices,
        "pace": [round(float(part)) for part in found],
        "units_a_second": round(float(len(took) and 1000 * np.tile(counted[:, 1], len(voices)).sum() / took.sum()), 2),
        "mean_error": round(float(np.mean(np.abs(guessed - took) / took)), 3),
    }
    print(json.dumps(report, ensure_ascii=False), flush=True)


def mean_vector(sounds: list[Pcm], embedder: DVectorEmbedder) -> Vectors:
    """The unit vector of a voice over several clips."""
    mean = voice_vectors(sounds, embedder).mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def kinds(language: str) -> None:
    """Each voice's median pitch, and the other voice of the language it is most like."""
    speaker, embedder = speaker_for(language), DVectorEmbedder()
    voices = speaker.voices(language)
    sounds = {voice.id: spoken(LINES[language][:2], voice.id)[2] for voice in voices}
    vectors = {name: mean_vector([at_rate(clip) for clip in clips], embedder) for name, clips in sounds.items()}
    for voice in voices:
        like = {name: float(vectors[voice.id] @ other) for name, other in vectors.items() if name != voice.id}
        nearest = max(like, key=lambda name: like[name])
        print(
            f"{voice.id:44} {voice.gender:6} {voice.age:5} "
            f"{pitch(resample_poly(np.concatenate([at_rate(c) for c in sounds[voice.id]]), 2, 3)) or 0:4.0f} Hz, "
            f"most like {nearest} ({like[nearest]:.2f})",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    understood = commands.add_parser("clear")
    understood.add_argument("language", choices=list(LINES))
    understood.add_argument("voices", nargs="+")
    understood.add_argument("--lines", type=int, default=8)
    paced = commands.add_parser("pace")
    paced.add_argument("languages", nargs="+", choices=list(LINES))
    sorts = commands.add_parser("kinds")
    sorts.add_argument("languages", nargs="+", choices=list(LINES))
    asked = parser.parse_args()
    if asked.what == "clear":
        clear(asked.language, asked.voices, asked.lines)
        return
    for language in asked.languages:
        {"pace": pace, "kinds": kinds}[asked.what](language)


if __name__ == "__main__":
    main()
