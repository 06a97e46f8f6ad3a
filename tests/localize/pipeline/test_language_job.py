"""What the job of an episode in a language brings together, and what its gates see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dramaport.drama.values import Span
from dramaport.localize.check.values import Issue, Severity
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.language_job import language_job
from dramaport.localize.pipeline.values import BedResult, MixedSound, Release
from dramaport.localize.speak import voicecheck
from dramaport.localize.speak.voicecheck import WrongVoice
from pipeline_making import Little
from scripted_models import ScriptedFont


def again(little: Little, made: Mapping[str, Any], **changed: object) -> Release:
    """The job once more, with some of what it needs exchanged: `bed=` for `bed/E01`."""
    needed = {**made, **{f"{stage}/E01": result for stage, result in changed.items()}}
    return language_job(needed, little.site, little.drama, little.drama.episodes[0], "en", ())


def of_gate(release: Release, gate: str) -> list[Issue]:
    return [issue for issue in release.issues if issue.gate == gate]


def test_a_sound_episode_passes_every_gate(made: Mapping[str, Any]) -> None:
    release: Release = made["language/E01/en"]
    assert release.complete
    assert not [issue for issue in release.issues if issue.severity is Severity.ERROR]


def test_what_the_encoder_made_of_the_mix_is_measured(made: Mapping[str, Any]) -> None:
    mixed: MixedSound = made["language/E01/en"].mixed
    assert mixed.report.decoded_peak == pytest.approx(mixed.report.true_peak, abs=0.5)
    assert (mixed.stream.fault, mixed.stream.start, mixed.stream.end) == (None, 0, 3000)


def test_speech_outside_all_lines_is_listed(little: Little, made: Mapping[str, Any]) -> None:
    stems = made["bed/E01"].stems.model_copy(update={"unclaimed": (Span(start=1000, end=1700),)})
    (issue,) = of_gate(again(little, made, bed=BedResult(stems=stems)), "unclaimed")
    assert issue.severity is Severity.WARNING
    assert "1.0 s" in issue.message


def test_a_line_in_a_wrong_voice_is_listed_and_blocks_nothing(
    little: Little, made: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def accuse(clips: Any, _: object) -> tuple[WrongVoice, ...]:
        heard.extend(clip.line for clip in clips)
        first = clips[0]
        return (WrongVoice(line=first.line, character="C1", voice=first.voice, sounds_like="echo", margin=0.2),)

    monkeypatch.setattr(voicecheck, "wrong_voices", accuse)
    monkeypatch.setattr(providers, "embedder", Other)
    release = again(little, made)
    (issue,) = of_gate(release, "voice")
    assert (issue.severity, issue.line, issue.measure) == (Severity.WARNING, "E01.001", 0.2)
    assert "echo" in issue.message
    assert heard == list(release.spoken)


class Other:
    identity = "another embedder"


def test_another_font_lays_out_the_subtitles_anew_and_nothing_else(
    little: Little, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [todo for result in little.run(dry=True).values() for todo in result.account.todos]
    another = ScriptedFont()
    another.identity = "another font"  # type: ignore[misc]
    monkeypatch.setattr(providers, "font", lambda language: another)
    todos = [todo for result in little.run(dry=True).values() for todo in result.account.todos]
    assert {todo.slot for todo in todos} == {"subtitle"}
    assert todos[0].reasons == ("font.tool: scripted font → another font",)


def test_letters_the_font_cannot_draw_are_listed(little: Little) -> None:
    release: Release = little.run("es")["language/E01/es"]
    assert release.subtitles is not None
    lacking = [found for found in release.subtitles.violations if found.rule == "glyphs"]
    assert any("“á” (U+00E1)" in found.message for found in lacking)


def test_rows_too_wide_for_the_font_are_broken_elsewhere(little: Little, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters three times as wide leave room for eight of them in a row."""
    from dramaport.localize.pipeline import language_steps

    usual: Release = little.run("en")["language/E01/en"]
    monkeypatch.setattr(language_steps, "font_measure", lambda font, em: lambda row: len(row) * em * 1.5)
    another = ScriptedFont()
    another.identity = "a wide font"  # type: ignore[misc]
    monkeypatch.setattr(providers, "font", lambda language: another)
    wide: Release = little.run("en")["language/E01/en"]
    assert usual.subtitles is not None and wide.subtitles is not None
    assert max(len(row) for cue in wide.subtitles.cues for row in cue.rows) < max(
        len(row) for cue in usual.subtitles.cues for row in cue.rows
    )
