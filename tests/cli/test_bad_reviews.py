"""Files people send back: what cannot be read is refused with its place and remedy, and nothing of it is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli_making import TITLE, Command, refused
from dramaport.cli.context import House
from dramaport.drama import repository


def log(house: House) -> int:
    with house.database.connect() as db:
        return len(repository.decisions(db, repository.find(db, TITLE).id))


@pytest.fixture
def xliff(dramaport: Command, localized: House, tmp_path: Path) -> Path:
    """The season as a translation tool gets it."""
    assert dramaport("export", TITLE, "--lang", "en", "--as", "xliff", "--out", tmp_path / "out").code == 0
    (path,) = (tmp_path / "out").rglob("*.xliff")
    return path


@pytest.mark.parametrize(
    "times", ["00:00:01,000 --> later", "00:61:00,000 --> 00:62:00,000", "00:00:05,000 --> 00:00:01,000", "1 --> 2"]
)
def test_srt_with_malformed_times(dramaport: Command, localized: House, tmp_path: Path, times: str) -> None:
    review = tmp_path / "E01.srt"
    review.write_text(f"1\n00:00:00,100 --> 00:00:00,800\nHello.\n\n2\n{times}\nBye.\n", "utf-8")
    said = dramaport("import", TITLE, "--lang", "en", "--as", "srt", review)
    refused(said, "E01.srt: line 6", "write them as 00:00:01,000 --> 00:00:02,500")
    assert log(localized) == 0
    review.write_text("1\n00:00:00,100 --> 00:00:00,800\nHello.\n", "utf-8")
    assert "1 changes taken" in dramaport("import", TITLE, "--lang", "en", "--as", "srt", review).out


def test_xliff_edited_by_hand_with_a_missing_id(dramaport: Command, localized: House, xliff: Path) -> None:
    whole = xliff.read_text("utf-8")
    edited = whole.replace("Quiet. Give me the lamp.", "Hush!")
    xliff.write_text(edited.replace(' id="E01.002"', ""), "utf-8")
    said = dramaport("import", TITLE, "--lang", "en", "--as", "xliff", xliff)
    refused(said, xliff.name, "without an id: '别喊把灯给我'", "restore their ids, or export again")
    assert log(localized) == 0
    xliff.write_text(edited, "utf-8")
    assert "1 changes taken" in dramaport("import", TITLE, "--lang", "en", "--as", "xliff", xliff).out


def test_xliff_with_an_id_twice(dramaport: Command, localized: House, xliff: Path) -> None:
    xliff.write_text(xliff.read_text("utf-8").replace('id="E01.003"', 'id="E01.002"'), "utf-8")
    refused(dramaport("import", TITLE, "--lang", "en", "--as", "xliff", xliff), xliff.name, "E01.002")
    assert log(localized) == 0


def test_xliff_of_another_drama_takes_nothing_and_says_so(dramaport: Command, localized: House, xliff: Path) -> None:
    xliff.write_text(re.sub(r'id="E01\.', 'id="E77.', xliff.read_text("utf-8")), "utf-8")
    said = dramaport("import", TITLE, "--lang", "en", "--as", "xliff", xliff)
    assert said.out.count("no line for") == 3
    assert "0 changes taken" in said.out
    assert log(localized) == 0


@pytest.mark.parametrize("form", ["srt", "vtt", "xlsx", "xliff", "tmx"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 99, b"PK\x03\x04 no archive", b"<a", b"\xff\xfe\x00"])
def test_a_file_of_another_kind_is_named(
    dramaport: Command, localized: House, tmp_path: Path, form: str, content: bytes
) -> None:
    review = tmp_path / f"E01 'review' \"1\" \n🎬.{form}"
    review.write_bytes(content)
    refused(dramaport("import", TITLE, "--lang", "en", "--as", form, review, "--episode", "E01"), "E01 'review'")
    assert log(localized) == 0


def test_a_file_that_is_not_there_or_a_folder(dramaport: Command, localized: House, tmp_path: Path) -> None:
    for place in (tmp_path / "gone.srt", tmp_path):
        refused(dramaport("import", TITLE, "--lang", "en", "--as", "srt", place), str(place), "check the path")


def test_a_format_nobody_reads_or_writes(dramaport: Command, localized: House, tmp_path: Path) -> None:
    (tmp_path / "E01.doc").write_text("x")
    refused(dramaport("import", TITLE, "--lang", "en", "--as", "doc", tmp_path / "E01.doc"), "doc", "xlsx")
    refused(dramaport("export", TITLE, "--lang", "en", "--as", "doc"), "'doc'", "xlsx")


def test_subtitles_that_do_not_say_their_episode(dramaport: Command, localized: House, tmp_path: Path) -> None:
    review = tmp_path / "final.srt"
    review.write_text("1\n00:00:00,100 --> 00:00:00,800\nHello.\n", "utf-8")
    refused(dramaport("import", TITLE, "--lang", "en", "--as", "srt", review), "final.srt", "--episode E01")
    said = dramaport("import", TITLE, "--lang", "en", "--as", "srt", review, "--episode", "E09")
    refused(said, "no episode E09", "E01")
    assert log(localized) == 0


def test_texts_are_never_markup_or_commands(dramaport: Command, localized: House, tmp_path: Path) -> None:
    review = tmp_path / "E01.srt"
    text = "[/] [bold]{n} %(x)s $(id) </subtitle> {\\pos(0,0)} '; DROP TABLE drama; --"
    review.write_text(f"1\n00:00:00,100 --> 00:00:00,800\n{text}\n\n2\n00:09:00,100 --> 00:09:00,800\n[/]\n", "utf-8")
    said = dramaport("import", TITLE, "--lang", "en", "--as", "srt", review)
    assert (said.code, "1 changes taken" in said.out, "'[/]'" in said.out) == (0, True, True)
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    for form in ("srt", "vtt", "ttml", "xlsx", "xliff", "tmx", "mp4"):
        assert dramaport("export", TITLE, "--lang", "en", "--as", form).code == 0
    assert dramaport("report", TITLE, "--to", "en").code == 0
