"""A script in a folder: what is written is what is read, and what is wrong is named by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from dramaport.drama.screenplay import Episode, Scene, Screenplay, load_screenplay, save_screenplay
from dramaport.drama.screenplay.timing import eighths, episode_ms, line_ms
from dramaport.drama.screenplay.values import ActionBeat, LineBeat
from dramaport.errors import BadInput
from screenplays import CAST, PLACES, THREADS, screenplays

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "ferry"


@settings(max_examples=60, deadline=None)
@given(play=screenplays())
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, play: Screenplay) -> None:
    folder = tmp_path_factory.mktemp("play")
    save_screenplay(folder, play)
    assert load_screenplay(folder) == play


def test_an_episode_in_one_place_may_leave_its_scene_out() -> None:
    episode = load_screenplay(SAMPLE).episode("E01")
    assert [(scene.id, scene.place) for scene in episode.scenes] == [("E01.S1", "night_river")]
    assert episode.scenes[0].cast == ("xiaoman", "shen_shouhe", "shen_du", "lin_wan")


def _play(folder: Path, episode: str) -> Path:
    save_screenplay(folder, Screenplay(title="灯", source="zh", characters=CAST, places=PLACES, threads=THREADS))
    (folder / "script").mkdir()
    (folder / "script" / "E01.toml").write_text(episode, "utf-8")
    return folder


EPISODE = """
title = "夜"
[[scenes]]
id = "E01.S1"
place = "pier"
[[scenes.beats]]
kind = "action"
id = "E01.001"
text = "灯亮了。"
acting = [{character = "bo", pose = "hold"}]
[[scenes.beats]]
kind = "line"
id = "E01.002"
character = "an"
text = "谁？"
opens = ["bell"]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('place = "pier"', 'place = "moon"', "script/E01.toml: scenes[0].place: 'moon' is not in the places of drama.toml"),
        ('id = "E01.S1"', 'id = "S1"', "script/E01.toml: scenes[0].id: 'S1' must begin with E01."),
        ('character = "an"', 'character = "chen"', "script/E01.toml: scenes[0].beats[1].character: 'chen' is not in drama.toml"),
        ('character = "bo"', 'character = "chen"', "script/E01.toml: scenes[0].beats[0].character: 'chen' is not in drama.toml"),
        ('opens = ["bell"]', 'opens = ["ring"]', "script/E01.toml: scenes[0].beats[1].opens: 'ring' is not in the threads"),
        ('opens = ["bell"]', "dual = true", "script/E01.toml: scenes[0].beats[1].dual: the first line has no line to dual"),
        ('kind = "line"', 'kind = "song"', "script/E01.toml: scenes[0].beats[1]: "),
        ('pose = "hold"', 'pose = "fly"', "script/E01.toml: scenes[0].beats[0].acting[0].pose: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in EPISODE
    with pytest.raises(BadInput) as error:
        load_screenplay(_play(tmp_path, EPISODE.replace(old, new, 1)))
    assert str(error.value).startswith(said)


def test_a_file_that_holds_the_same_is_left_alone(tmp_path: Path) -> None:
    play = load_screenplay(_play(tmp_path, EPISODE))
    save_screenplay(tmp_path, play)
    written = (tmp_path / "script" / "E01.toml").stat().st_mtime_ns
    save_screenplay(tmp_path, play)
    assert (tmp_path / "script" / "E01.toml").stat().st_mtime_ns == written


def test_time_is_what_is_said_and_shown_with_its_pauses() -> None:
    line = LineBeat(kind="line", id="E01.001", character="an", text="我不走。", pause=0.5)
    assert line_ms(line, "zh") == 500 + 100 + 3 * 164
    assert line_ms(line.model_copy(update={"dual": True}), "zh") == 0
    seen = ActionBeat(kind="action", id="E01.002", text="门开了。", seconds=8)
    scene = Scene(id="E01.S1", place="pier", beats=(line, seen))
    assert episode_ms(Episode(title="夜", scenes=(scene,)), "zh") == 1092 + 8000
    assert eighths(scene, "zh") == 2
