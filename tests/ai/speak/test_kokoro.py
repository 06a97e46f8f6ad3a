"""Kokoro: voice ids, long texts, and, with the model, equal samples and speech that is understood."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.speak.kokoro import RATE, KokoroSpeaker, fitting, parsed, style_table
from dramaport.ai.speak.phonemes.symbols import LONGEST
from dramaport.ai.speak.sound import trimmed
from dramaport.errors import BadInput

ENGLISH = "So you have been lying to me all along."
SPANISH = "Ella es la hija de la familia Lin."


@pytest.mark.parametrize(
    ("voice", "language", "style"),
    [
        ("kokoro:af_heart", "en", "af_heart"),
        ("kokoro:bm_george", "en-GB", "bm_george"),
        ("kokoro:zf_xiaoxiao", "zh", "zf_xiaoxiao"),
        ("kokoro:de/ff_siwis", "de", "ff_siwis"),
        ("kokoro:fr/ff_siwis*0.6+am_michael*0.4", "fr", "ff_siwis*0.6+am_michael*0.4"),
    ],
)
def test_an_id_names_language_and_style(voice: str, language: str, style: str) -> None:
    assert parsed(voice) == (language, style)


@pytest.mark.parametrize(
    "voice",
    [
        "af_heart",
        "kokoro:",
        "kokoro:../../etc/passwd",
        "kokoro:de/../x",
        "kokoro:xf_nobody",
        "kokoro:xx/af_heart",
        "espeak:vi",
    ],
)
def test_an_id_that_is_none_is_refused(voice: str) -> None:
    with pytest.raises(BadInput):
        parsed(voice)


@given(st.text(alphabet="abcde .,!?", max_size=1800))
def test_long_texts_are_cut_into_inputs_that_fit_and_nothing_is_lost(said: str) -> None:
    pieces = fitting(said)
    assert all(0 < len(piece) <= LONGEST for piece in pieces)
    assert "".join(pieces).replace(" ", "") == said.replace(" ", "")


def test_a_long_text_is_cut_after_a_sentence_where_it_can_be() -> None:
    sentence = "a" * 200 + ". "
    assert fitting(sentence * 3) == [(sentence * 2).strip(), sentence.strip()]


def test_importing_it_is_light() -> None:
    code = "import sys, dramaport.ai.speak.kokoro; print({'jieba', 'misaki', 'fugashi', 'scipy'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ.copy()
    )
    assert done.stdout.strip() == "set()"


@pytest.fixture(scope="module")
def kokoro() -> KokoroSpeaker:
    return KokoroSpeaker()


def digest(pcm: np.ndarray) -> str:
    return hashlib.sha256(pcm.tobytes()).hexdigest()


@pytest.mark.models
def test_samples_depend_neither_on_the_order_of_calls_nor_on_the_number_of_threads(kokoro: KokoroSpeaker) -> None:
    calls = [(ENGLISH, "kokoro:af_heart", 1.0), (SPANISH, "kokoro:em_alex", 1.0), (ENGLISH, "kokoro:af_heart", 1.1)]
    forwards = {call: digest(kokoro.speak(*call).pcm) for call in calls}
    other = KokoroSpeaker(threads=2)
    backwards = {call: digest(other.speak(*call).pcm) for call in reversed(calls)}
    assert backwards == forwards
    assert len(set(forwards.values())) == 3


@pytest.mark.models
def test_a_clip_has_no_silence_at_its_ends_and_is_at_24_khz(kokoro: KokoroSpeaker) -> None:
    clip = kokoro.speak(ENGLISH, "kokoro:am_michael")
    assert clip.rate == RATE
    assert 1.0 < len(clip.pcm) / RATE < 2.5  # of 2.9 s the model gave
    assert abs(len(trimmed(clip.pcm, RATE)) - len(clip.pcm)) <= RATE // 100


@pytest.mark.models
def test_nothing_to_say_gives_an_empty_clip(kokoro: KokoroSpeaker) -> None:
    assert len(kokoro.speak("……", "kokoro:zf_xiaoxiao").pcm) == 0


@pytest.mark.models
def test_a_voice_that_is_not_there_is_named(kokoro: KokoroSpeaker) -> None:
    with pytest.raises(BadInput, match="af_nobody"):
        kokoro.speak("hello", "kokoro:af_nobody")


@pytest.mark.models
def test_a_blend_lies_between_its_voices() -> None:
    blend = style_table("ff_siwis*0.5+am_michael*0.5")
    assert np.allclose(blend, (style_table("ff_siwis") + style_table("am_michael")) / 2, atol=1e-6)


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    """bench/speech.py, which measures the tables of voices with the same two functions."""
    spec = importlib.util.spec_from_file_location("speech", Path(__file__).parents[3] / "bench" / "speech.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "voice", "language"),
    [
        (ENGLISH, "kokoro:af_heart", "en"),
        (SPANISH, "kokoro:ef_dora", "es"),
        ("别怕，从今天起，没有人能再欺负你。", "kokoro:zm_yunxi", "zh"),
        ("明日の朝八時に、会社の前で待っていて。", "kokoro:jf_alpha", "ja"),
    ],
)
def test_whisper_writes_down_what_was_said(
    kokoro: KokoroSpeaker, judge: ModuleType, text: str, voice: str, language: str
) -> None:
    clip = kokoro.speak(text, voice)
    heard = judge.heard(clip.pcm, clip.rate, language)
    assert judge.error_rate(text, heard, language) <= 0.1, heard
