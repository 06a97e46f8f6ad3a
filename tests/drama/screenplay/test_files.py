"""A script in a folder: what is written is what is read, and what is wrong is named by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.drama.screenplay import Episode, Scene, Screenplay, load_screenplay, save_screenplay
from dramaport.drama.screenplay.timing import eighths, episode_ms, line_ms
from dramaport.drama.screenplay.values import (
    Acting,
    ActionBeat,
    Beat,
    Channel,
    Delivery,
    Emotion,
    Label,
    LineBeat,
    Place,
    Pose,
    Role,
    ScreenBeat,
    Setting,
    SoundBeat,
    Style,
    Thread,
    ThreadKind,
    TimeOfDay,
)
from dramaport.drama.values import Age, Gender
from dramaport.errors import BadInput

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "ferry"

CAST = (
    Role(id="an", name="安", gender=Gender.FEMALE, age=Age.YOUNG, voice="zf_xiaoxiao"),
    Role(id="bo", name="伯", gender=Gender.MALE, age=Age.ELDER),
)
PLACES = (Place(id="pier", name="渡口", set="night_river"), Place(id="house", name="船屋"))
THREADS = (Thread(id="bell", kind=ThreadKind.QUESTION, text="谁的铃？", due="E02"),)

_words = st.text("安伯渡口铃，。？！“”\"'\\[]#=\tabc ", min_size=0, max_size=12).map(
    lambda text: ("铃" + text.replace("\t", " ")).strip()
)
_told = {
    "labels": st.lists(st.sampled_from(Label), max_size=2, unique=True).map(tuple),
    "opens": st.sampled_from([(), ("bell",)]),
    "closes": st.sampled_from([(), ("bell",)]),
    "note": st.one_of(st.just(""), _words),
}
_beats = st.one_of(
    st.builds(
        LineBeat, kind=st.just("line"), id=st.just(""), character=st.sampled_from(["an", "bo"]), text=_words,
        delivery=st.sampled_from(Delivery), emotion=st.sampled_from(Emotion), manner=st.one_of(st.just(""), _words),
        channel=st.sampled_from(Channel), caption=st.booleans(), pause=st.sampled_from([0.0, 0.3, 2.5]), **_told,
    ),
    st.builds(
        ActionBeat, kind=st.just("action"), id=st.just(""), text=_words, seconds=st.sampled_from([0.5, 2.0, 7.25]),
        acting=st.lists(st.builds(Acting, character=st.sampled_from(["an", "bo"]), pose=st.sampled_from(Pose)), max_size=2)
        .map(tuple), **_told,
    ),
    st.builds(
        ScreenBeat, kind=st.just("screen"), id=st.just(""), style=st.sampled_from(Style), text=_words,
        seconds=st.sampled_from([0.5, 3.0]), **_told,
    ),
    st.builds(SoundBeat, kind=st.just("sound"), effect=st.sampled_from(["door", "thunder"]), **_told),
)  # fmt: skip


@st.composite
def _episodes(draw: st.DrawFn) -> Episode:
    number = 0

    def with_id(beat: Beat) -> Beat:
        nonlocal number
        number += 1
        return beat if isinstance(beat, SoundBeat) else beat.model_copy(update={"id": f"E01.{number:03}"})

    first = LineBeat(kind="line", id="E01.000", character="an", text="谁在那儿？")
    scenes = []
    for at in range(draw(st.integers(1, 3))):
        beats = [with_id(beat) for beat in draw(st.lists(_beats, min_size=1, max_size=5))]
        scenes.append(
            Scene(
                id=f"E01.S{at + 1}",
                place=draw(st.sampled_from(["pier", "house"])),
                setting=draw(st.sampled_from(Setting)),
                time=draw(st.sampled_from(TimeOfDay)),
                beats=(first, *beats) if at == 0 else tuple(beats),
            )
        )
    return Episode(title=draw(_words), hook=draw(_words), scenes=tuple(scenes))


@settings(max_examples=60, deadline=None)
@given(episode=_episodes())
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, episode: Episode) -> None:
    folder = tmp_path_factory.mktemp("play")
    play = Screenplay(
        title="灯", source="zh", characters=CAST, places=PLACES, threads=THREADS, episodes={"E01": episode}
    )
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
