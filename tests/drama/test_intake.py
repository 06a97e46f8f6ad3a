"""File names become episode codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from dramaport.drama.intake import episode_codes, find_footage
from dramaport.errors import BadInput


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["E01.mp4", "E02.mp4"], ("E01", "E02")),
        (["第1集.mp4", "第10集 大结局.mp4"], ("E01", "E10")),
        (["ep 3.mov", "Episode_4 (1080p).mov"], ("E03", "E04")),
        (["1.mp4", "2.mp4", "100.mp4"], ("E001", "E002", "E100")),
        (["渡口.mp4"], ("E01",)),
        (["a 2024 take 1.mp4", "b 2024 take 1.mp4"], ("E01", "E02")),
        (["E01.mp4", "E01 copy.mp4"], ("E01", "E02")),
    ],
)
def test_codes_follow_the_numbers_in_names_or_their_order(names: list[str], codes: tuple[str, ...]) -> None:
    assert episode_codes(names) == codes


def test_a_folder_gives_its_videos_in_natural_order(tmp_path: Path) -> None:
    for name in ("10.mp4", "2.mp4", "notes.txt", ".hidden.mp4", "1 '\"; rm.mp4", "3\n🎬.mkv"):
        (tmp_path / name).touch()
    assert [path.name for path in find_footage(tmp_path)] == ["1 '\"; rm.mp4", "2.mp4", "3\n🎬.mkv", "10.mp4"]


def test_an_empty_or_missing_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no video"):
        find_footage(tmp_path)
    with pytest.raises(BadInput, match="is not there"):
        find_footage(tmp_path / "nowhere")
