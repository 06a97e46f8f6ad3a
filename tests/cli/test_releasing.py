"""What may be released: what the gates say about the language, and about the pictures it is shown with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cli_making import TITLE, Command
from dramaport.cli.commands.release import show_refused
from dramaport.cli.commands.run import cell
from dramaport.cli.context import House
from dramaport.cli.releasing import gate, releasable
from dramaport.cli.season import Run, run
from dramaport.localize.check.playable import playable
from dramaport.localize.check.values import Severity
from scripted_models import scripted


@pytest.fixture
def done(localized: House) -> Run:
    with scripted():
        return run(localized, localized.drama(TITLE), ["en"], dry=True)


def with_pictures(done: Run, **changed: object) -> Run:
    """The run, its only rendition playing otherwise."""
    ladder = done.ladder("E01")
    streams = tuple(stream.model_copy(update=changed) for stream in ladder.streams)
    return replace(done, results={**done.results, "ladder/E01": ladder.model_copy(update={"streams": streams})})


def test_what_is_whole_and_passes_is_releasable(done: Run) -> None:
    assert releasable(done, "E01", "en")
    assert str(cell(done, "E01", "en")) == "✓"
    assert gate(done, "E01", "en") == done.release("E01", "en").issues


def test_pictures_that_do_not_play_block_every_language_with_the_reason(
    done: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = with_pictures(done, fault="it cannot be decoded")
    assert not releasable(broken, "E01", "en")
    (issue,) = [issue for issue in gate(broken, "E01", "en") if issue.severity is Severity.ERROR]
    assert issue.gate == "playable"
    assert show_refused(broken, ["en"]) == 1
    assert "video-72p.m3u8: it cannot be decoded" in capsys.readouterr().out
    assert str(cell(broken, "E01", "en")) == "! 1"


def test_sound_beside_its_pictures_blocks(done: Run) -> None:
    late = with_pictures(done, start=200)
    assert any("sound starts" in issue.message for issue in gate(late, "E01", "en"))
    assert not releasable(late, "E01", "en")


def test_an_issue_of_the_sound_is_listed_once(done: Run) -> None:
    """The language's own job has judged it already."""
    release, facts = done.release("E01", "en"), done.facts("E01")
    assert release.mixed is not None and facts is not None
    empty = release.mixed.stream.model_copy(update={"fault": "it is empty"})
    judged = release.model_copy(
        update={
            "mixed": release.mixed.model_copy(update={"stream": empty}),
            "issues": playable((), empty, facts.duration, "en"),
        }
    )
    assert len(judged.issues) == 1
    assert gate(replace(done, results={**done.results, "language/E01/en": judged}), "E01", "en") == judged.issues


def test_pictures_nobody_looked_at_are_not_released(done: Run) -> None:
    unseen = replace(
        done, results={**done.results, "ladder/E01": done.ladder("E01").model_copy(update={"streams": ()})}
    )
    assert not releasable(unseen, "E01", "en")
    assert str(cell(unseen, "E01", "en")) == "–"


def test_a_release_is_written_and_plays(localized: House, dramaport: Command, tmp_path: Path) -> None:
    said = dramaport("release", TITLE, "--lang", "en", "--out", tmp_path / "out")
    assert (said.code, "1 episode releases" in said.out) == (0, True)
    (master,) = (tmp_path / "out").rglob("master.m3u8")
    assert "CODECS" in master.read_text("utf-8")
