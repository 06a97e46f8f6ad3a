"""Whisper's answers: which hypothesis is taken, where its words lie, and what is heard a second time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from dramaport.ai.abilities import Word
from dramaport.ai.recognize import whisper
from dramaport.ai.recognize.whisper import Found, Hypothesis, WhisperRecognizer, chosen
from dramaport.ai.recognize.windows import Piece, Window, windows
from dramaport.errors import BadInput
from dramaport.media.audio import Pcm, decode

SILENCE: Pcm = np.zeros(16_000 * 60, np.float32)


def hypothesis(text: str, score: float) -> Hypothesis:
    return Hypothesis(tuple(range(len(text))), text, score)


def test_words_outweigh_a_little_sound() -> None:
    assert chosen([hypothesis("广州市佛地产", -0.30), hypothesis("广州市房地产", -0.45)]).text == "广州市房地产"


def test_sound_outweighs_words_when_it_is_plain() -> None:
    assert chosen([hypothesis("广州市佛地产", -0.30), hypothesis("广州市房地产", -2.00)]).text == "广州市佛地产"


def test_rescoring_never_drops_or_adds_a_character() -> None:
    assert (
        chosen([hypothesis("我叫沈渡", -0.5), hypothesis("我叫", -0.1), hypothesis("我叫沈渡了", -0.1)]).text
        == "我叫沈渡"
    )


def test_traditional_and_simplified_are_one_length() -> None:
    assert chosen([hypothesis("佛地產", -0.30), hypothesis("房地产", -0.40)]).text == "房地产"


class Scripted(WhisperRecognizer):
    """Hears from a script instead of a network: what each window says, by the starts of its pieces."""

    def __init__(self, script: Mapping[tuple[int, ...], Mapping[int, str]]) -> None:
        super().__init__()
        self.script = script
        self.asked: list[tuple[int, ...]] = []

    def _tokenizer(self, language: str) -> Any:
        return language

    def _decode(self, window: Window, pcm: Pcm, tokenizer: Any) -> Found:
        starts = tuple(piece.start for piece in window.pieces)
        self.asked.append(starts)
        said = self.script.get(starts, {})
        return {piece: words(piece, said[piece.start]) for piece in window.pieces if piece.start in said}


def words(piece: Piece, text: str) -> tuple[Word, ...]:
    return tuple(Word(piece.start, piece.end, letter, 0.9) for letter in text)


def hear(script: Mapping[tuple[int, ...], Mapping[int, str]], monkeypatch: pytest.MonkeyPatch) -> Scripted:
    ranges = sorted({start for starts in script for start in starts})
    monkeypatch.setattr(whisper, "speech_ranges", lambda pcm: tuple((start, start + 1000) for start in ranges))
    return Scripted(script)


def texts(recognizer: Scripted) -> Sequence[str]:
    return [heard.text for heard in recognizer.recognize(SILENCE, "zh")]


def test_a_window_heard_whole_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    recognizer = hear({(0, 2000): {0: "爷爷，水里有人", 2000: "别喊"}}, monkeypatch)
    assert texts(recognizer) == ["爷爷，水里有人", "别喊"]
    assert recognizer.asked == [(0, 2000)]


def test_what_whisper_skips_is_heard_again_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    script = {(0, 2000, 4000): {2000: "我找林晚", 4000: "没见过"}, (0,): {0: "姐姐，你看"}}
    assert texts(hear(script, monkeypatch)) == ["姐姐，你看", "我找林晚", "没见过"]


def test_a_window_skipped_whole_is_halved_until_somebody_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    script = {(0, 2000, 4000): {}, (0,): {0: "快走"}, (2000, 4000): {2000: "我不走", 4000: "来了"}}
    assert texts(hear(script, monkeypatch)) == ["快走", "我不走", "来了"]


def test_music_taken_for_speech_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    recognizer = hear({(0, 2000, 4000, 6000): {}}, monkeypatch)
    assert texts(recognizer) == []
    assert len(recognizer.asked) <= 7


def test_punctuation_belongs_to_the_word_before() -> None:
    (window,) = windows([(1000, 3000)], SILENCE)
    aligned = [
        {"word": text, "start": 0.8 + 0.2 * i, "end": 1.0 + 0.2 * i, "probability": 0.9}
        for i, text in enumerate(["，", "别", "喊", "！", "走"])
    ]
    (said,) = whisper._words(aligned, window).values()
    assert [word.text for word in said] == ["别", "喊！", "走"]


@pytest.fixture(scope="module")
def recognizer() -> WhisperRecognizer:
    return WhisperRecognizer(threads=2)


@pytest.mark.models
def test_two_real_clips_within_eight_percent(shared_data: Path, recognizer: WhisperRecognizer) -> None:
    wrong = letters = 0
    for text in sorted((shared_data / "speech").glob("*.txt")):
        heard = recognizer.recognize(decode(text.with_suffix(".wav"), 16_000), "zh")
        told, said = (_letters(t) for t in (text.read_text("utf-8"), "".join(one.text for one in heard)))
        wrong, letters = wrong + Levenshtein.distance(said, told), letters + len(told)
    assert wrong <= 0.08 * letters


@pytest.mark.models
def test_equal_sound_gives_equal_words(shared_data: Path, recognizer: WhisperRecognizer) -> None:
    clip = decode(shared_data / "speech" / "wenet_mid.wav", 16_000)
    first = recognizer.recognize(clip, "zh")
    assert first == recognizer.recognize(clip, "zh")
    assert all(0 <= word.start <= word.end <= len(clip) // 16 for one in first for word in one.words)


@pytest.mark.models
def test_silence_says_nothing_and_an_unknown_language_is_refused(recognizer: WhisperRecognizer) -> None:
    assert recognizer.recognize(SILENCE, "zh") == ()
    with pytest.raises(BadInput, match="'tlh'"):
        recognizer.recognize(SILENCE, "tlh")


def _letters(text: str) -> str:
    from dramaport.ai.recognize.han import simplified

    return "".join(letter for letter in simplified(text) if letter.isalnum())
