"""A release as a player meets it: few files, every byte where the playlists say, sound and picture together."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.errors import BadInput
from dramaport.localize.package import manifest as manifests
from dramaport.localize.package.link import MASTER, Parts
from dramaport.localize.package.manifest import Manifest
from dramaport.media import hls
from dramaport.media.ffmpeg import ffmpeg_report, source
from release_making import FLASH, RUNGS, SECONDS, captions, encode, pack, parts, release, sound

LANGUAGES = ("zh", "en", "th", "pt-BR")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return parts(tmp_path_factory.mktemp("parts"), LANGUAGES)


@pytest.fixture(scope="module")
def folder(made: Parts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "E01"
    release(made, folder)
    return folder


def media(folder: Path, kind: str) -> list[dict[str, str]]:
    lines = (folder / MASTER).read_text("utf-8").splitlines()
    found = [hls.attributes(line.partition(":")[2]) for line in lines if line.startswith("#EXT-X-MEDIA:")]
    return [one for one in found if one["TYPE"] == kind]


def ranges(playlist: Path) -> Iterator[bytes]:
    for where in hls.parse(playlist.read_text("utf-8")).ranges:
        yield (playlist.parent / where.uri).read_bytes()[where.offset : where.end]


def test_fourteen_dubs_the_original_and_fifteen_subtitles_make_forty_files(made: Parts, tmp_path: Path) -> None:
    # Three rungs, as a real episode has; sounds and subtitles stand in for those of other languages.
    tags = ("zh", *RELEASE_LANGUAGES)
    ladder = replace(made, ladder=made.ladder.model_copy(update={"renditions": _three(made)}))
    many = replace(
        ladder, audio=dict.fromkeys(tags, made.audio["en"]), subtitles=dict.fromkeys(tags, made.subtitles["en"])
    )
    manifest = release(many, tmp_path / "E01")
    assert len(list((tmp_path / "E01").iterdir())) == 40
    assert len(manifest.files) == 39  # the manifest does not list itself


def _three(made: Parts) -> tuple[object, ...]:
    first, last = made.ladder.renditions
    return (first, last, last.model_copy(update={"width": 720, "height": 1280}))


def test_the_master_names_each_language_in_its_own_words(folder: Path) -> None:
    audio = media(folder, "AUDIO")
    assert [(a["LANGUAGE"], a["NAME"], a["DEFAULT"], a["AUTOSELECT"]) for a in audio] == [
        ("zh", "中文", "NO", "YES"),
        ("en", "English", "YES", "YES"),
        ("th", "ไทย", "NO", "YES"),
        ("pt-BR", "Português (Brasil)", "NO", "YES"),
    ]
    assert [s["LANGUAGE"] for s in media(folder, "SUBTITLES")] == list(LANGUAGES)


def test_the_master_states_size_codec_and_bandwidth_of_each_rung(folder: Path) -> None:
    lines = (folder / MASTER).read_text("utf-8").splitlines()
    streams = [hls.attributes(line.partition(":")[2]) for line in lines if line.startswith("#EXT-X-STREAM-INF:")]
    assert [s["RESOLUTION"] for s in streams] == [f"{r.width}x{r.height}" for r in RUNGS]
    for stream, uri in zip(streams, [line for line in lines if line.startswith("video-")], strict=True):
        assert stream["CODECS"].startswith("avc1.") and stream["CODECS"].endswith(",mp4a.40.2")
        picture = hls.parse((folder / uri).read_text("utf-8"))
        assert int(stream["BANDWIDTH"]) > picture.peak_bandwidth > picture.mean_bandwidth


def test_every_byte_range_starts_where_a_part_starts(folder: Path) -> None:
    for rung in ("64p", "96p"):
        head, *segments = ranges(folder / f"video-{rung}.m3u8")
        assert head[4:8] == b"ftyp" and all(segment[4:8] == b"moof" for segment in segments)
    for tag in LANGUAGES:
        head, *segments = ranges(folder / f"audio-{tag}.m3u8")
        assert head[4:8] == b"ftyp" and all(segment[4:8] == b"moof" for segment in segments)
        (text,) = ranges(folder / f"subtitles-{tag}.m3u8")
        assert text.startswith(b"WEBVTT") and f"[{tag}]".encode() in text


def test_each_language_plays_its_own_sound(folder: Path) -> None:
    for number, tag in enumerate(LANGUAGES):
        with av.open(str(folder / f"audio-{tag}.m3u8")) as file:
            tone = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])[48_000 : 2 * 48_000]
        assert int(np.argmax(np.abs(np.fft.rfft(tone)))) == pytest.approx(300 + 50 * number, abs=2)


def test_flash_and_click_come_at_the_same_instant(folder: Path) -> None:
    with av.open(str(folder / "video-96p.m3u8")) as file:
        bright = [f.time for f in file.decode(video=0) if f.to_ndarray(format="gray").mean() > 200]
    with av.open(str(folder / "audio-th.m3u8")) as file:
        frames = [(frame.pts, np.abs(frame.to_ndarray()).max(axis=0)) for frame in file.decode(audio=0)]
    loud = [(pts + int(np.argmax(part))) / 48_000 for pts, part in frames if part.max() > 0.3]
    assert bright == [pytest.approx(FLASH, abs=0.001)]
    assert loud[0] == pytest.approx(FLASH, abs=0.002)


def test_the_whole_release_plays_from_its_master(folder: Path) -> None:
    report = ffmpeg_report([*source(folder / MASTER), "-map", "0:v", "-map", "0:a", "-f", "null", "-"])
    assert "Video: h264" in report and "corrupt" not in report and "Error" not in report


def test_adding_a_language_leaves_every_other_part_as_it_was(made: Parts, folder: Path, tmp_path: Path) -> None:
    more = replace(
        made,
        audio={**made.audio, "vi": sound("vi", 9, tmp_path)},
        subtitles={**made.subtitles, "vi": captions("vi", tmp_path)},
    )
    release(more, tmp_path / "E01")
    (video,) = folder.glob("video-*.mp4")
    assert (tmp_path / "E01" / video.name).read_bytes() == video.read_bytes()
    for tag in LANGUAGES:
        assert list(ranges(tmp_path / "E01" / f"audio-{tag}.m3u8")) == list(ranges(folder / f"audio-{tag}.m3u8"))


def test_the_same_parts_give_the_same_files(made: Parts, folder: Path, tmp_path: Path) -> None:
    release(made, tmp_path / "again")
    names = sorted(path.name for path in folder.iterdir())
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == names
    assert all((tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes() for name in names)


def test_making_the_ladder_again_gives_the_same_bytes(made: Parts, tmp_path: Path) -> None:
    assert pack(encode(tmp_path), tmp_path) == made.ladder
    assert (tmp_path / "video.mp4").read_bytes() == made.video.read_bytes()


def test_the_manifest_lists_every_file_with_its_checksum(folder: Path) -> None:
    manifest = manifests.read(folder)
    assert {file.name for file in manifest.files} | {manifests.NAME} == {path.name for path in folder.iterdir()}
    assert manifest.duration == SECONDS * 1000
    assert (manifest.audio, manifest.subtitles, manifest.default) == (LANGUAGES, LANGUAGES, "en")
    assert {file.role for file in manifest.files} == {
        "master", "playlist", "video", "audio", "subtitles", "poster", "storyboard",
    }  # fmt: skip
    assert manifests.damaged(folder, manifest) == ()
    assert Manifest.model_validate_json(manifest.model_dump_json()) == manifest


def test_a_damaged_or_missing_file_is_named(made: Parts, tmp_path: Path) -> None:
    manifest = release(made, tmp_path / "E01")
    with (tmp_path / "E01" / "audio-en.m3u8").open("a") as file:
        file.write("#")
    (tmp_path / "E01" / "poster.jpg").unlink()
    assert set(manifests.damaged(tmp_path / "E01", manifest)) == {"audio-en.m3u8", "poster.jpg"}


def test_the_storyboard_has_a_picture_every_two_seconds(made: Parts, folder: Path) -> None:
    sheet = manifests.read(folder).storyboard
    assert sheet is not None
    assert (sheet.interval, sheet.count, sheet.width, sheet.height) == (2000, 3, 90, 158)
    with av.open(str(folder / "storyboard.jpg")) as file:
        frame = next(file.decode(video=0))
        assert (frame.width, frame.height) == (sheet.columns * sheet.width, sheet.height)


def test_a_default_without_sound_is_refused(made: Parts, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no sound in 'ko'; choose one of zh, en, th, pt-BR"):
        release(made, tmp_path / "E01", default="ko")
