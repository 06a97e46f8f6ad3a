"""The playability gate against real files, each broken in one way."""

import shutil
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from dramaport.localize.check.playable import playable
from dramaport.localize.check.streams import StreamFacts, nal_types, picture_facts, sound_facts
from dramaport.localize.package.renditions import package_audio, package_ladder
from dramaport.media import encode
from release_making import FLASH, RUNGS, SECONDS, parts, pictures, release

DURATION = SECONDS * 1000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    release(parts(folder, ("en", "th")), folder / "E01")
    return folder / "E01"


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "E01"))


def facts(folder: Path) -> tuple[list[StreamFacts], StreamFacts]:
    video = [picture_facts(path) for path in sorted(folder.glob("video-*.m3u8"))]
    return video, sound_facts(folder / "audio-th.m3u8")[0]


def messages(folder: Path) -> str:
    video, audio = facts(folder)
    return " | ".join(issue.message for issue in playable(video, audio, DURATION, "th"))


def test_a_good_release_passes(folder: Path) -> None:
    video, audio = facts(folder)
    assert [(v.start, v.end, v.gops, v.closed) for v in video] == [(0, DURATION, (2000, 2000), True)] * 2
    assert audio.start == 0 and abs(audio.end - DURATION) < 30
    assert playable(video, audio, DURATION, "th") == ()


def test_a_file_cut_short_is_found_by_its_ranges(copy: Path) -> None:
    (video,) = copy.glob("video-*.mp4")
    with video.open("r+b") as file:
        file.truncate(video.stat().st_size - 10)
    assert "bytes up to" in messages(copy)


def test_a_file_that_is_gone_is_named(copy: Path) -> None:
    (audio,) = copy.glob("audio-*.mp4")
    audio.unlink()
    assert f"{audio.name} is not there" in messages(copy)


def test_damaged_pictures_are_found_by_decoding(copy: Path) -> None:
    (video,) = copy.glob("video-*.mp4")
    data = bytearray(video.read_bytes())
    middle = data.index(b"mdat") + 600
    data[middle : middle + 400] = bytes(400)
    video.write_bytes(bytes(data))
    assert "cannot be decoded" in messages(copy)


def test_a_playlist_without_its_end_is_found(copy: Path) -> None:
    path = copy / "video-64p.m3u8"
    path.write_text(path.read_text().replace("#EXT-X-ENDLIST", ""))
    assert "cut off" in messages(copy)


def test_a_playlist_that_points_at_the_wrong_bytes_is_found(copy: Path) -> None:
    path = copy / "audio-th.m3u8"
    head, _, rest = path.read_text().partition("BYTERANGE:")
    length, _, more = rest.partition("@")
    path.write_text(f"{head}BYTERANGE:{int(length) - 50}@{more}")
    assert messages(copy) != ""


def test_sound_of_another_length_is_found(folder: Path, tmp_path: Path) -> None:
    track = package_audio(np.zeros((48_000, 2), np.float32), SECONDS - 0.2, tmp_path / "short.mp4")
    (tmp_path / "short.m3u8").write_text(track.playlist)
    video, audio = facts(folder)
    short, _ = sound_facts(tmp_path / "short.m3u8")
    assert "short.m3u8 ends at" in playable(video, short, DURATION, "th")[0].message
    assert playable(video, audio.model_copy(update={"end": DURATION - 60}), DURATION, "th") == ()


def test_sound_that_starts_late_is_found(folder: Path) -> None:
    video, audio = facts(folder)
    late = audio.model_copy(update={"start": 41})
    assert "sound starts 41 ms after the picture" in playable(video, late, DURATION, "th")[0].message


def test_key_frames_off_their_beat_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "GOP_SECONDS", 1)
    paths = encode.encode_frames(pictures(), Fraction(25), RUNGS[:1], tmp_path)
    ladder = package_ladder(paths, RUNGS[:1], Fraction(25), tmp_path / "video.mp4")
    (tmp_path / "video-64p.m3u8").write_text(ladder.renditions[0].playlist)
    stream = picture_facts(tmp_path / "video-64p.m3u8")
    (issue,) = playable([stream], as_sound(stream), DURATION, "th")
    assert "key frames 1000 ms apart instead of 2000" in issue.message


def as_sound(stream: StreamFacts) -> StreamFacts:
    return StreamFacts(name="a", kind="audio", start=stream.start, end=stream.end)


def test_open_gops_are_found(folder: Path) -> None:
    video, audio = facts(folder)
    opened = [video[0].model_copy(update={"closed": False})]
    assert "needs pictures before it" in playable(opened, audio, DURATION, "th")[0].message


def test_the_units_of_a_picture_are_read_behind_their_lengths() -> None:
    access_unit = bytes([0, 0, 0, 2, 0x06, 9]) + bytes([0, 0, 0, 3, 0x65, 1, 2])
    assert nal_types(access_unit) == (6, 5)
    assert nal_types(b"") == ()


@pytest.mark.parametrize("length", [1, 4, 5, 6])
def test_a_picture_that_ends_inside_a_unit_is_cut_short(length: int) -> None:
    with pytest.raises(ValueError, match="cut short"):
        nal_types(bytes([0, 0, 0, 3, 0x65, 1, 2])[:length])


def test_a_damaged_picture_between_key_frames_is_found_without_decoding(copy: Path) -> None:
    playlist = copy / "video-64p.m3u8"
    with av.open(str(playlist), options={"protocol_whitelist": "file"}) as container:
        unit = next(bytes(packet) for packet in container.demux(video=0) if packet.size and not packet.is_keyframe)
    (video,) = copy.glob("video-*.mp4")
    data = video.read_bytes()
    place = data.index(unit)
    video.write_bytes(data[:place] + b"\0\0\0\1" + data[place + 4 :])
    assert "cut short" in (picture_facts(playlist, decoded=False).fault or "")


def test_the_sound_a_player_hears_is_the_sound_that_was_mixed(folder: Path) -> None:
    _, heard = sound_facts(folder / "audio-th.m3u8")
    assert 0 <= len(heard) - SECONDS * 48_000 < 1024  # the last frame is filled up
    assert abs(int(np.abs(heard[:, 0]).argmax()) - int(FLASH * 48_000)) < 48


def test_every_broken_rendition_is_listed(folder: Path) -> None:
    video, audio = facts(folder)
    broken = [stream.model_copy(update={"fault": "it is empty"}) for stream in video]
    issues = playable(broken, audio, DURATION, "th")
    assert len(issues) == len(video)
    assert {issue.gate for issue in issues} == {"playable"}
