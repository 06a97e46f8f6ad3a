"""The original's own sound and words are released beside the dubs; an episode without sound is released without either."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dramaport.localize.check.verdict import verdict
from dramaport.localize.pipeline.values import OriginalResult, Release, Season
from dramaport.media.ffmpeg import ffmpeg, source, target
from pipeline_making import Little
from scripted_models import film


def test_the_original_is_as_loud_as_the_dubs_and_says_every_line(made: Mapping[str, Any]) -> None:
    result: OriginalResult = made["original/E01"]
    season: Season = made["season"]
    assert result.mixed is not None
    assert result.subtitles is not None
    assert result.mixed.report.lufs == pytest.approx(-16, abs=1)
    shown = "".join("".join(cue.rows) for cue in result.subtitles.cues)
    assert shown.replace("，", "").replace("-", "") == "".join(line.text for line in season.lines)


def test_an_episode_without_sound_is_released_with_silence(tmp_path: Path) -> None:
    mute = tmp_path / "mute.mp4"
    ffmpeg([*source(film(tmp_path / "E01.mp4")), "-an", "-c:v", "copy", "-f", "mp4", target(mute)])
    made = Little.make(mute, tmp_path / "little").run("en")
    release: Release = made["language/E01/en"]
    assert made["original/E01"].mixed is None
    assert release.complete
    assert verdict(release.issues).release
    assert release.mixed is not None
    assert release.mixed.stream.end == pytest.approx(3000, abs=30)
