"""The sample's own way from its novel to its script: recorded answers, no network, and the lines people translated."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from recordings import SAMPLE, rekeyed

from dramaport.ai.write.recorded import load_recordings
from dramaport.build.store import open_store
from dramaport.cli.context import House
from dramaport.cli.novel import script_from_novel
from dramaport.data.engine import open_database
from dramaport.drama.screenplay import Screenplay, load_screenplay
from dramaport.drama.screenplay.values import LineBeat, ScreenBeat
from dramaport.settings import Settings

TITLE = "渡口"


@pytest.fixture(scope="module", autouse=True)
def no_network() -> Iterator[None]:
    def refuse(*_: Any) -> None:
        raise AssertionError("something reached for the network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        yield


@pytest.fixture(scope="module")
def house(no_network: None, tmp_path_factory: pytest.TempPathFactory) -> House:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, write_answers=SAMPLE / "answers.jsonl")
    return House(settings, open_store(settings.store_url, home / "cache"), open_database(settings.database_url))


@pytest.fixture(scope="module")
def written(house: House) -> Screenplay:
    return script_from_novel(house, SAMPLE, TITLE)


@pytest.fixture(scope="module")
def sample() -> Screenplay:
    return load_screenplay(SAMPLE)


def spoken(play: Screenplay) -> dict[str, tuple[str, str, str]]:
    """Everything said or shown, by its id: who, what, how."""
    return {
        beat.id: (beat.character, beat.text, beat.delivery)
        if isinstance(beat, LineBeat)
        else ("", beat.text, beat.style)
        for _, _, beat in play.beats()
        if isinstance(beat, LineBeat | ScreenBeat)
    }


def test_the_recorded_answers_fit_what_is_asked_today() -> None:
    """Where this fails, a prompt, the novel, the plan or the script was edited: run `python scripts/recordings.py`."""
    assert rekeyed(SAMPLE) == load_recordings(SAMPLE / "answers.jsonl"), "run: python scripts/recordings.py"


def test_the_script_from_the_novel_says_what_the_sample_says(written: Screenplay, sample: Screenplay) -> None:
    assert spoken(written) == spoken(sample)


def test_it_is_told_and_labelled_as_the_sample_is(written: Screenplay, sample: Screenplay) -> None:
    def labels(play: Screenplay) -> list[tuple[Any, ...]]:
        return [(beat.kind, beat.labels, beat.opens, beat.closes) for _, _, beat in play.beats()]

    assert labels(written) == labels(sample)
    assert [thread.id for thread in written.threads] == [thread.id for thread in sample.threads]


def test_the_cast_has_the_ids_that_bible_and_voices_go_by(written: Screenplay, sample: Screenplay) -> None:
    assert {role.id: role.name for role in written.characters} == {role.id: role.name for role in sample.characters}
    assert all(role.voice and role.look for role in written.characters)
    assert {place.set for place in written.places} >= {
        sample.place(scene.place).set or scene.place for _, scene, _ in sample.beats()
    }


def test_every_episode_ends_at_words_of_the_novel(written: Screenplay) -> None:
    novel = (SAMPLE / "novel.txt").read_bytes()
    spans = [episode.source for episode in written.episodes.values()]
    assert len(spans) == 12
    at = None
    for span in spans:
        assert span is not None
        assert at is None or span.start == at  # nothing of the story is left out
        at = span.end
        assert novel[: span.end].decode().endswith(span.last_words)


def test_a_second_run_writes_nothing_again(house: House, written: Screenplay) -> None:
    files = {file: file.stat().st_mtime_ns for file in (house.settings.home / "stories").rglob("*.toml")}
    assert script_from_novel(house, SAMPLE, TITLE) == written
    assert files == {file: file.stat().st_mtime_ns for file in (house.settings.home / "stories").rglob("*.toml")}


def test_the_novel_is_our_own_length_and_holds_no_word_of_any_model() -> None:
    text = (SAMPLE / "novel.txt").read_text("utf-8")
    assert 8_000 <= len("".join(text.split())) <= 12_000


def test_an_edited_prompt_is_noticed_and_not_played_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dramaport.errors import DramaportError
    from dramaport.story.write import requests

    real = requests.prompt

    def edited(id: str, language: str) -> Any:
        asked = real(id, language)
        parts = ((asked.parts[0][0], asked.parts[0][1] + "！"), *asked.parts[1:])
        return type(asked)(asked.id, asked.version, asked.language, asked.inputs, asked.output, parts, "edited")

    monkeypatch.setattr(requests, "prompt", edited)
    settings = Settings(home=tmp_path, write_answers=SAMPLE / "answers.jsonl")
    fresh = House(settings, open_store(settings.store_url, tmp_path / "cache"), open_database(settings.database_url))
    with pytest.raises(DramaportError, match=r"answers\.jsonl holds no answer to write-episode/1\.zh E01"):
        script_from_novel(fresh, SAMPLE, TITLE)
