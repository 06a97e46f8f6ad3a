"""`dramaport animate` answers what it cannot do in one line, before anything is fetched or rendered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dramaport.cli.commands.animate import animate
from dramaport.errors import BadInput, DramaportError, Missing

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRAMAPORT_HOME", str(tmp_path / "home"))
    for variable in ("DRAMAPORT_COMFYUI_URL", "DRAMAPORT_IMAGES_URL"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "home"


@pytest.mark.parametrize("name", ["", "../etc", ".hidden", "a/b"])
def test_a_name_that_is_no_storys_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="say which story"):
        animate(name)


def test_a_story_without_a_script_is_told_how_to_get_one() -> None:
    with pytest.raises(BadInput, match="dramaport story write 灯"):
        animate("灯")


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"episode": "E09"}, BadInput, "no episode 'E09': use one of E01"),
        ({"label": "us"}, BadInput, "no AI label is known for 'us'"),
        ({"provider": "oil"}, BadInput, "no provider is called 'oil'"),
        ({"provider": "stills:nowhere"}, BadInput, "nowhere is no folder"),
        ({"provider": "images"}, Missing, "set DRAMAPORT_IMAGES_URL"),
        ({"provider": "comfyui"}, Missing, "set DRAMAPORT_COMFYUI_URL"),
        ({"director": Path("wishes.toml")}, BadInput, "wishes.toml is not there"),
    ],
)
def test_what_cannot_be_done_is_said(
    drama: Write, asked: dict[str, object], error: type[DramaportError], said: str
) -> None:
    with pytest.raises(error, match=said):
        animate("", script=drama(), **asked)  # type: ignore[arg-type]


def test_a_story_of_the_workshop_is_found_by_its_name(drama: Write, home: Path) -> None:
    folder = drama()
    (home / "stories").mkdir(parents=True)
    folder.rename(home / "stories" / "灯")
    with pytest.raises(BadInput, match="no episode 'E07'"):
        animate("灯", episode="E07")
