"""The packaged pictures are looked at once, and what is found travels with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dramaport.build.step import Work
from dramaport.localize.pipeline.playable_steps import playable_step
from dramaport.localize.pipeline.values import LadderResult
from pipeline_making import Little


def test_the_ladder_says_how_each_rendition_plays(made: Mapping[str, Any]) -> None:
    result: LadderResult = made["ladder/E01"]
    assert result.pictures is not None
    names = [f"video-{rendition.name}.m3u8" for rendition in result.pictures.ladder.renditions]
    assert [(s.name, s.start, s.end, s.fault) for s in result.streams] == [(name, 0, 3000, None) for name in names]


def test_a_cut_file_is_found(little: Little, made: Mapping[str, Any], tmp_path: Path) -> None:
    result: LadderResult = made["ladder/E01"]
    assert result.pictures is not None
    whole = little.site.store.open(result.pictures.video)
    short = tmp_path / "short.mp4"
    short.write_bytes(whole.read_bytes()[:-100])
    folder = tmp_path / "work"
    folder.mkdir()
    cut = little.site.store.put(short)
    played = playable_step.run(Work(folder, little.site.store), ladder=result.pictures.ladder, video=cut)
    assert "bytes up to" in (played.streams[0].fault or "")


def test_the_smallest_and_the_largest_are_decoded(
    little: Little, made: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dramaport.localize.check.streams import StreamFacts
    from dramaport.localize.pipeline import playable_steps

    asked: list[bool] = []

    def look(playlist: Path, *, decoded: bool) -> StreamFacts:
        asked.append(decoded)
        return StreamFacts(name=playlist.name, kind="video")

    monkeypatch.setattr(playable_steps, "picture_facts", look)
    pictures = made["ladder/E01"].pictures
    (one,) = pictures.ladder.renditions
    three = tuple(one.model_copy(update={"width": width}) for width in (36, 54, 72))
    ladder = pictures.ladder.model_copy(update={"renditions": three})
    playable_step.run(Work(tmp_path, little.site.store), ladder=ladder, video=pictures.video)
    assert asked == [True, False, True]
