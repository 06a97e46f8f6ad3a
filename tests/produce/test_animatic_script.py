"""A script is checked when it is loaded: what is wrong is named by file and key, in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from animatic_drama import DRAMA, EPISODE

from dramaport.drama.screenplay.values import Delivery, LineBeat
from dramaport.errors import BadInput
from dramaport.produce.animatic import load_script

Write = Callable[..., Path]
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "ferry"


def test_a_script_loads_with_its_defaults(drama: Write) -> None:
    script = load_script(drama())
    episode = script.episode("E01")
    line = episode.beats[1]
    assert episode.scenes[0].place == "night_river"
    assert isinstance(line, LineBeat)
    assert (line.delivery, line.caption, line.overlap, line.pause) == (Delivery.WHISPER, True, False, 0.1)
    assert script.role("bo").voice_id == "kokoro:zm_yunyang"
    assert script.platform == "渡口剧场"


def test_a_voice_may_name_another_provider(drama: Write) -> None:
    script = load_script(drama(DRAMA.replace("zf_xiaoxiao", "espeak:zh+f3")))
    assert script.role("an").voice_id == "espeak:zh+f3"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("night_river", "moon", "script/E01.toml: place: "),
        (
            'effect = "water"',
            'effect = "laser"',
            "script/E01.toml: beats[2].effect: no sound is called 'laser'; use one of",
        ),
        ("pause = 0.1", "paus = 0.1", "script/E01.toml: scenes[0].beats[1].paus: "),
        ("pause = 0.1", "pause = -1", "script/E01.toml: scenes[0].beats[1].pause: "),
        ('text = "谁？"', 'text = "？！"', "script/E01.toml: scenes[0].beats[1].text: holds no word"),
        ('text = "谁？"', 'text = "谁\\n我"', "script/E01.toml: scenes[0].beats[1].text: holds a line break"),
        ('text = "谁？"', f'text = "{"谁" * 27}"', "script/E01.toml: beats[1].text: its caption is longer than 26"),
        ('character = "bo"', 'character = "chen"', "script/E01.toml: beats[3].character: 'chen' is not in drama.toml"),
        ('id = "E01.003"', 'id = "E01.002"', "script/E01.toml: beats: the id 'E01.002' is there twice"),
        ('id = "E01.003"', 'id = "E02.003"', "script/E01.toml: beats[3].id: 'E02.003' must begin with E01."),
        ("pause = 0.1", "overlap = true", "script/E01.toml: beats[1].overlap: the first line"),
        ('kind = "sound"', 'kind = "smell"', "script/E01.toml: scenes[0].beats[2]: "),
        ('title = "夜"', "title = 夜", "script/E01.toml is not valid TOML"),
    ],
)
def test_a_wrong_key_of_an_episode_is_named(drama: Write, old: str, new: str, said: str) -> None:
    assert old in EPISODE
    with pytest.raises(BadInput) as error:
        load_script(drama(episode=EPISODE.replace(old, new, 1)))
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value).rstrip()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pitch = -2", "pitch = -9", "drama.toml: characters[1].pitch: "),
        ('gender = "male"', 'gender = "m"', "drama.toml: characters[1].gender: "),
        ('id = "bo"', 'id = "an"', "drama.toml: characters: the id 'an' is there twice"),
        ('title = "灯"', 'title = "灯"\nepisodes = {}', "drama.toml: episodes: "),
    ],
)
def test_a_wrong_key_of_the_drama_is_named(drama: Write, old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput) as error:
        load_script(drama(DRAMA.replace(old, new, 1)))
    assert str(error.value).startswith(said)


def test_missing_and_misnamed_files_are_named(drama: Write, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"drama\.toml is not there"):
        load_script(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=r"script/first\.toml: an episode's file is named E01\.toml"):
        load_script(drama(name="first.toml"))


def test_a_drama_without_episodes_or_words_is_refused(drama: Write) -> None:
    silent = 'title = "夜"\nplace = "office"\n[[beats]]\nkind = "sound"\neffect = "door"\n'
    folder = drama(episode=silent)
    with pytest.raises(BadInput, match="nobody says anything"):
        load_script(folder)
    (folder / "script" / "E01.toml").unlink()
    with pytest.raises(BadInput, match="holds no episode"):
        load_script(folder)


def test_an_unknown_episode_is_answered_with_those_there_are(drama: Write) -> None:
    with pytest.raises(BadInput, match="no episode 'E09': use one of E01"):
        load_script(drama()).episode("E09")


def test_the_sample_drama_loads() -> None:
    script = load_script(SAMPLE)
    assert len(script.episodes) == 12
    said = [line for episode in script.episodes.values() for line in episode.lines]
    assert {line.delivery for line in said} == set(Delivery)
    assert any(line.overlap for line in said)
    assert any(not line.caption for line in said)
