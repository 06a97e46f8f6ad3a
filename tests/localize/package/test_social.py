"""The one-file release: subtitles in the picture, sound untouched, and no name or text that can do harm."""

from pathlib import Path

import av
import numpy as np
import pytest

from dramaport.localize.package.social import burn_mp4
from dramaport.media.audio import decode
from release_making import RUNGS, SECONDS, encode, sound

TEXT = "Hi: it's [me], \\\\ 100%"
ASS = """[Script Info]
ScriptType: v4.00+
PlayResX: 96
PlayResY: 160

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold, BorderStyle, Outline, Alignment, MarginL, MarginR, MarginV
Style: Default,Noto Sans,20,&H0000FF00,1,1,0,5,0,0,0

[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,{text}
"""


@pytest.fixture(scope="module")
def fonts() -> Path:
    from dramaport.ai import models

    return models.folder("noto-sans")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(tmp_path_factory.mktemp("video"))[-1]


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sound("en", 0, tmp_path_factory.mktemp("audio"))[1]


def green(path: Path) -> list[float]:
    """The share of bright green pixels in each frame: the subtitles' colour."""
    with av.open(str(path)) as file:
        frames = [f.to_ndarray(format="rgb24").astype(int) for f in file.decode(video=0)]
    return [float(np.mean((f[..., 1] > 150) & (f[..., 0] < 100) & (f[..., 2] < 100))) for f in frames]


@pytest.mark.models
def test_subtitles_stand_in_the_picture_exactly_while_they_last(
    video: Path, audio: Path, fonts: Path, tmp_path: Path
) -> None:
    burn_mp4(video, audio, ASS.format(text=TEXT), fonts, tmp_path / "out.mp4")
    shares = green(tmp_path / "out.mp4")
    assert len(shares) == SECONDS * 25
    assert min(shares[26:49]) > 0.02
    assert max(shares[:24] + shares[51:]) < 0.001


@pytest.mark.models
def test_odd_names_of_files_and_folders_do_no_harm(video: Path, audio: Path, fonts: Path, tmp_path: Path) -> None:
    odd = tmp_path / "it's [a], folder: x=1;\\ 渡口"
    odd.mkdir()
    burn_mp4(video, audio, ASS.format(text=TEXT), fonts, odd / "第1集 '🎬'.mp4")
    assert [path.name for path in odd.iterdir()] == ["第1集 '🎬'.mp4"]


@pytest.mark.models
def test_sound_is_copied_and_the_index_stands_in_front(video: Path, audio: Path, fonts: Path, tmp_path: Path) -> None:
    burn_mp4(video, audio, ASS.format(text=""), fonts, tmp_path / "out.mp4")
    got, given = decode(tmp_path / "out.mp4", 48_000, 2), decode(audio, 48_000, 2)
    assert len(got) == 48_000 * SECONDS
    assert np.array_equal(got, given[: len(got)])
    head = (tmp_path / "out.mp4").read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    with av.open(str(tmp_path / "out.mp4")) as file:
        assert (file.streams.video[0].width, file.streams.video[0].height) == (RUNGS[-1].width, RUNGS[-1].height)
        assert file.streams.audio[0].codec_context.name == "aac"


@pytest.mark.models
def test_equal_inputs_give_equal_bytes(video: Path, audio: Path, fonts: Path, tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        burn_mp4(video, audio, ASS.format(text=TEXT), fonts, tmp_path / name)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
