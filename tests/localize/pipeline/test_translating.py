"""A line nobody could translate is no answer: the next run asks again, and only for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dramaport.ai.abilities import Answer, Scene, TranslationRefused
from dramaport.ai.translate import TranslatorUnavailable
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.values import Release
from pipeline_making import Little
from scripted_models import SCRIPT, ScriptedTranslator, film


class Vendor(ScriptedTranslator):
    """Knows the script; refuses the lines of `refused` as `trouble` says, and keeps what it was asked."""

    identity = "vendor"

    def __init__(self, refused: frozenset[str], trouble: type[TranslationRefused]) -> None:
        self.refused, self.trouble = refused, trouble
        self.asked: list[tuple[str, ...]] = []

    def translate(self, scene: Scene) -> tuple[Answer, ...]:
        self.asked.append(tuple(ask.text for ask in scene.asks))
        if self.refused & {ask.text for ask in scene.asks}:
            raise self.trouble("the vendor answers 429, 5 times")
        return super().translate(scene)


@pytest.fixture
def fresh(tmp_path: Path) -> Little:
    """A drama nobody has localised."""
    return Little.make(film(tmp_path / "E01.mp4"), tmp_path)


def english(little: Little) -> Release:
    release: Release = little.run("en")["language/E01/en"]
    return release


@pytest.mark.parametrize("trouble", [TranslatorUnavailable, TranslationRefused])
def test_a_refused_line_is_asked_for_again_by_the_next_run(
    fresh: Little, monkeypatch: pytest.MonkeyPatch, trouble: type[TranslationRefused]
) -> None:
    texts = list(SCRIPT)[:3]
    vendor = Vendor(frozenset(texts), trouble)
    monkeypatch.setattr(providers, "translator", lambda source, language: vendor)
    first = english(fresh)
    assert not first.complete and not first.translations
    assert set(first.failed.values()) == {"the vendor answers 429, 5 times"}

    vendor.asked.clear()
    vendor.refused = frozenset()
    second = english(fresh)
    assert second.complete and len(second.translations) == 3
    assert vendor.asked == [tuple(texts)]

    vendor.asked.clear()
    assert english(fresh) == second
    assert vendor.asked == []


def test_only_the_refused_line_is_asked_for_again(fresh: Little, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = list(SCRIPT)[:3]
    vendor = Vendor(frozenset(texts[:1]), TranslationRefused)
    monkeypatch.setattr(providers, "translator", lambda source, language: vendor)
    assert list(english(fresh).failed) == ["E01.001"]
    vendor.asked.clear()
    vendor.refused = frozenset()
    assert not english(fresh).failed
    assert vendor.asked == [(texts[0],)]


def test_a_dry_run_asks_nobody(fresh: Little, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = Vendor(frozenset(SCRIPT), TranslatorUnavailable)
    monkeypatch.setattr(providers, "translator", lambda source, language: vendor)
    english(fresh)
    vendor.asked.clear()
    dry: Callable[..., object] = fresh.run
    dry("en", dry=True)
    assert vendor.asked == []
