"""A tiny drama, written to a folder as a person would write it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

DRAMA = """
title = "灯"
source = "zh"

[[characters]]
id = "an"
name = "安"
gender = "female"
age = "young"
voice = "zf_xiaoxiao"

[[characters]]
id = "bo"
name = "伯"
gender = "male"
age = "elder"
voice = "zm_yunyang"
pitch = -2
speed = 0.9
"""

EPISODE = """
title = "夜"
place = "night_river"

[[beats]]
kind = "screen"
id = "E01.001"
style = "card"
text = "安，点灯的人"
seconds = 0.6

[[beats]]
kind = "line"
id = "E01.002"
character = "an"
text = "谁？"
delivery = "whisper"
pause = 0.1

[[beats]]
kind = "sound"
effect = "water"

[[beats]]
kind = "line"
id = "E01.003"
character = "bo"
text = "我。"
overlap = true
"""


@pytest.fixture
def drama(tmp_path: Path) -> Callable[..., Path]:
    """Writes a drama; each argument replaces one file's text, None leaves the file out."""

    def write(toml: str | None = DRAMA, name: str = "E01.toml", episode: str | None = EPISODE) -> Path:
        folder = tmp_path / "drama"
        (folder / "script").mkdir(parents=True)
        if toml is not None:
            (folder / "drama.toml").write_text(toml, "utf-8")
        if episode is not None:
            (folder / "script" / name).write_text(episode, "utf-8")
        return folder

    return write
