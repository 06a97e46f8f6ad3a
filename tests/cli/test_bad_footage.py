"""Footage that cannot be used is refused before anything is kept; odd names are no reason to refuse it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cli_making import Command, objects, refused
from dramaport.media.ffmpeg import ffmpeg, target
from scripted_models import film


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("good") / "E01.mp4", seconds=2)


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    folder = tmp_path / "footage"
    folder.mkdir()
    return folder


def cut_off(good: Path, path: Path) -> None:
    path.write_bytes(good.read_bytes()[:-2000])


def cut_off_behind_its_header(_: Path, path: Path) -> None:
    """As downloads break off: the header stands in front and promises more than there is."""
    long = film(path.with_name("long.tmp"), seconds=8)
    whole = path.with_name("whole.tmp")
    ffmpeg(["-i", f"file:{long}", "-c", "copy", "-movflags", "+faststart", "-f", "mp4", target(whole)])
    data = whole.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    long.unlink()
    whole.unlink()


def cut_off_matroska(_: Path, path: Path) -> None:
    long = film(path.with_name("long.tmp"), seconds=8)
    whole = path.with_name("whole.tmp")
    ffmpeg(["-i", f"file:{long}", "-c", "copy", "-f", "matroska", target(whole)])
    data = whole.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    long.unlink()
    whole.unlink()


def empty(_: Path, path: Path) -> None:
    path.touch()


def a_text(_: Path, path: Path) -> None:
    path.write_text("第1集\n爷爷，水里有个人！\n" * 50, "utf-8")


def without_picture(_: Path, path: Path) -> None:
    ffmpeg(["-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac", "-f", "mp4", target(path)])


def three_hours(_: Path, path: Path) -> None:
    picture = "color=size=16x16:rate=1/60:duration=10800"
    ffmpeg(["-f", "lavfi", "-i", picture, "-c:v", "libx264", "-preset", "ultrafast", "-f", "mp4", target(path)])


def a_playlist(_: Path, path: Path) -> None:
    """ffmpeg would open what such a file names, in other folders or on other machines."""
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n")


BAD = [
    (cut_off, "replace it"),
    (cut_off_behind_its_header, "copy it again"),
    (cut_off_matroska, "copy it again"),
    (empty, "copy it again"),
    (a_text, "replace it"),
    (without_picture, "needs a video stream"),
    (three_hours, "cut it first"),
    (a_playlist, "replace it"),
]


@pytest.mark.parametrize(("spoil", "remedy"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_a_file_that_is_no_episode(
    dramaport: Command, home: Path, good: Path, footage: Path, spoil: object, remedy: str
) -> None:
    shutil.copy(good, footage / "E01.mp4")
    assert callable(spoil)
    spoil(good, footage / "E02.mp4")
    before = {path.name: path.read_bytes() for path in footage.iterdir()}
    refused(dramaport("new", "渡口", "--from", footage), "'E02.mp4'", remedy)
    assert {path.name: path.read_bytes() for path in footage.iterdir()} == before
    assert objects(home) == {}
    refused(dramaport("status", "渡口"), "no drama is called '渡口'")


def test_all_bad_files_are_named_at_once(dramaport: Command, good: Path, footage: Path) -> None:
    empty(good, footage / "E01.mp4")
    a_text(good, footage / "E02.mp4")
    refused(dramaport("new", "渡口", "--from", footage), "'E01.mp4' is empty", "'E02.mp4' cannot be opened")


def test_no_footage_at_all(dramaport: Command, footage: Path) -> None:
    refused(dramaport("new", "渡口", "--from", footage), "holds no video", "put the episodes there")
    refused(dramaport("new", "渡口", "--from", footage / "gone"), "is not there")


def test_a_bad_file_added_later_leaves_the_drama_as_it_was(dramaport: Command, good: Path, footage: Path) -> None:
    assert dramaport("new", "渡口", "--from", good).code == 0
    a_text(good, footage / "E02.mp4")
    refused(dramaport("new", "渡口", "--from", footage, "--add"), "'E02.mp4'")
    assert "渡口: 1 episode." in dramaport("new", "渡口", "--from", good, "--add").out


NAMES = ["第1集 with spaces.mp4", 'it\'s "E01".mp4', "line\nbreak 1.mp4", "🎬💔1.mp4", "-y.mp4", "%03d $(id) `id`.mp4"]
NAMES += ["http:E01.mp4", "[E01]*?.mp4", "a,b:c;d=e'1.mp4", "E01.mp4.MP4", "x" * 250 + ".ts"]


@pytest.mark.parametrize("name", NAMES)
def test_any_file_name_works(dramaport: Command, good: Path, footage: Path, name: str) -> None:
    shutil.copy(good, footage / name)
    assert dramaport("new", "渡口", "--from", footage).code == 0
    assert dramaport("localize", "渡口", "--to", "en").code == 0


@pytest.mark.skipif(os.name != "posix", reason="names there are always text")
def test_a_name_that_is_no_text_works(dramaport: Command, good: Path, footage: Path) -> None:
    try:
        shutil.copy(os.fsencode(good), os.fsencode(footage) + b"/E01 \xff\xfe.mp4")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert dramaport("new", "渡口", "--from", footage).code == 0
    assert dramaport("localize", "渡口", "--to", "en").code == 0


@pytest.mark.parametrize("name", ["film.an ending nobody knows, and long", "film", "film.mp4 (1)"])
def test_a_single_file_may_have_any_ending(dramaport: Command, good: Path, footage: Path, name: str) -> None:
    shutil.copy(good, footage / name)
    assert dramaport("new", "渡口", "--from", footage / name).code == 0
    assert all(len(found) < 80 for found in objects(Path(os.environ["DRAMAPORT_HOME"])))
    assert dramaport("localize", "渡口", "--to", "en").code == 0


@pytest.mark.parametrize("title", ["", "  ", "two\nlines", "bell\a", "x" * 201])
def test_a_title_nobody_could_type_again_is_refused(dramaport: Command, good: Path, title: str) -> None:
    refused(dramaport("new", title, "--from", good), "a title has 1 to 200 printable characters")


@pytest.mark.parametrize(
    "title", ['她\'s "ferry"', "🎬💔", "../../up", "a/b\\c", "[red]x[/]", "-渡口", "[/]", "'; DROP TABLE drama; --"]
)
def test_any_other_title_works(dramaport: Command, good: Path, title: str, tmp_path: Path) -> None:
    assert dramaport("new", "--from", good, "--", title).code == 0
    assert dramaport("localize", "--to", "en", "--", title).code == 0
    assert dramaport("export", "--lang", "en", "--as", "srt", "--", title).code == 0
    written = [path.relative_to(tmp_path / "here") for path in (tmp_path / "here").rglob("*.srt")]
    assert [len(path.parts) for path in written] == [3]
    assert title in dramaport("status", "nobody").err


def test_a_title_is_taken_once_and_its_footage_stays(
    dramaport: Command, home: Path, good: Path, tmp_path: Path
) -> None:
    assert dramaport("new", "渡口", "--from", good).code == 0
    before = objects(home)
    other = film(tmp_path / "other.mp4", seconds=1)
    refused(dramaport("new", "渡口", "--from", other), "exists already", "--add")
    assert objects(home) == before
