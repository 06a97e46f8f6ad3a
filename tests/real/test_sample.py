"""The sample, localised by the real models, held against the script it was rendered from."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dramaport.cli.commands.demo import TITLE
from dramaport.cli.context import House
from dramaport.cli.measuring import against_truth
from dramaport.cli.releasing import link_episode, releasable
from dramaport.cli.season import Run
from dramaport.drama import repository
from dramaport.drama.decisions import Anchor, Decision, DecisionKind
from dramaport.drama.values import LineKind, Term, TermState
from dramaport.localize.check.streams import picture_facts, sound_facts
from dramaport.produce.animatic import Truth

pytestmark = [pytest.mark.models, pytest.mark.slow]

Look = Callable[..., Run]


def test_nothing_is_stale_after_a_run(look: Look) -> None:
    assert look().account.todos == ()


def test_every_stage_is_near_its_bar(look: Look, truths: list[Truth]) -> None:
    figures = {(figure.stage, figure.measure): figure.value for figure in against_truth(look(), truths)}
    assert figures["read", "CER of captions"] <= 0.02
    assert figures["read", "lines timed within 0.2 s"] >= 0.9
    assert figures["fuse", "lines found"] >= 0.95
    assert figures["cast", "lines with the right character"] >= 0.75


def test_released_lines_keep_the_bible_and_fit(look: Look) -> None:
    done = look()
    for footage in done.drama.episodes:
        release = done.release(footage.code, "en")
        assert not [issue for issue in release.issues if issue.gate == "bible"]
        assert all(clip.tempo <= 1.15 for clip in release.spoken.values())
        assert release.mixed is not None
        assert abs(release.mixed.report.lufs + 16) <= 1
        assert release.mixed.report.true_peak <= -1


def test_a_release_plays_and_has_few_files(look: Look, house: House, tmp_path: Path) -> None:
    done = look()
    code = next(f.code for f in done.drama.episodes if releasable(done, f.code, "en"))
    folder = link_episode(done, code, ["en"], house.store, tmp_path / code)
    playlists = sorted(folder.glob("video-*.m3u8"))
    assert len(playlists) == 3
    assert all(picture_facts(path).fault is None for path in playlists)
    assert sound_facts(folder / "audio-en.m3u8")[0].fault is None
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert {file["name"] for file in manifest["files"]} == {p.name for p in folder.iterdir()} - {"manifest.json"}
    assert len(list(folder.iterdir())) <= 40


def test_an_edited_line_is_redone_alone_and_fast(look: Look, house: House) -> None:
    before = look()
    line = next(line for line in before.season.lines if line.kind is LineKind.SPEECH and len(line.text) > 5)
    decide(
        house,
        Decision(
            kind=DecisionKind.TRANSLATION, subject=line.id, language="en", value={"text": "Look over there!"},
            anchor=Anchor(episode=line.episode, start=line.span.start, text=line.text),
        ),
    )  # fmt: skip
    todos = look().account.todos
    assert {todo.slot for todo in todos if todo.step == "speak"} == {f"speak/{line.id}"}
    assert {todo.job.split("/", 1)[1] for todo in todos} == {f"language/{line.episode}/en"}
    started = time.monotonic()
    after = look(["en"], dry=False, only=line.episode)
    link_episode(after, line.episode, ["en"], house.store, house.settings.home / "out")
    assert time.monotonic() - started < 15  # the bar is 5 s on an idle machine; bench measures it
    assert after.release(line.episode, "en").spoken[line.id].text == "Look over there!"
    assert after.ladder(line.episode) == before.ladder(line.episode)


def test_a_changed_term_redoes_exactly_the_lines_that_hold_it(look: Look, house: House) -> None:
    before = look()
    term = next(term for term in before.season.bible.terms if term.source == "林晚")
    changed = term.model_copy(update={"targets": {**term.targets, "en": ("Evening Lin",)}, "state": TermState.APPROVED})
    decide_term(house, changed)
    holding = {line.id for line in before.season.lines if "林晚" in line.text}
    assert holding
    dry = look(["en"])
    assert {todo.slot.removeprefix("translate/") for todo in dry.account.todos if todo.step == "translate"} == holding
    assert any("Evening Lin" in reason for todo in dry.account.todos for reason in todo.reasons)
    after = look(["en"], dry=False)
    for line in holding:
        translation = after.release(line[:3], "en").translations[line]
        assert "Evening Lin" in translation.text
        assert "repaired:林晚" in translation.flags


def test_a_damaged_artifact_is_found_by_digest_and_made_again(look: Look, house: House) -> None:
    before = look()
    clip = before.release("E01", "en").mixed
    assert clip is not None
    path = house.store.open(clip.audio)
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    after = look(["en"], dry=False)
    mixed = after.release("E01", "en").mixed
    assert mixed is not None
    assert mixed.audio == clip.audio


def decide(house: House, decision: Decision) -> None:
    with house.database.begin() as db:
        repository.decide(db, repository.find(db, TITLE).id, [decision])


def decide_term(house: House, term: Term) -> None:
    value = term.model_dump(mode="json")
    decide(house, Decision(kind=DecisionKind.TERM, subject=term.source, value=value))
