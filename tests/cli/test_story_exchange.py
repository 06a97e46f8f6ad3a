"""Scripts out to other programs and in again, and a script at home in a market, as their users meet them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli_making import Command, refused
from dramaport.drama.screenplay import load_screenplay
from dramaport.story.repackage.substitute import restored
from dramaport.story.repackage.values import Trace
from dramaport.story.workshop import open_workshop

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "ferry"


@pytest.fixture
def scripted(dramaport: Command, home: Path) -> Command:
    """A story whose script is the sample's first two episodes."""
    folder = home / "stories" / "渡口"
    (folder / "script").mkdir(parents=True)
    shutil.copy(SAMPLE / "drama.toml", folder)
    for name in ("E01", "E02"):
        shutil.copy(SAMPLE / "script" / f"{name}.toml", folder / "script")
    return dramaport


@pytest.mark.parametrize("form", ["fountain", "fdx"])
def test_what_went_out_comes_back_the_same(scripted: Command, home: Path, tmp_path: Path, form: str) -> None:
    before = open_workshop(home, "渡口").screenplay()
    file = tmp_path / f"out.{form}"
    assert scripted("story", "export", "渡口", "--as", form, "--out", file).code == 0
    said = scripted("story", "import", file, "--name", "渡口")
    assert said.code == 0
    assert "0 episodes new or changed" in said.out
    assert open_workshop(home, "渡口").screenplay() == before


def test_an_edited_line_comes_in_under_its_own_id(scripted: Command, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.fountain"
    scripted("story", "export", "渡口", "--as", "fountain", "--episode", "E01", "--out", file)
    file.write_text(file.read_text("utf-8").replace("我下去！", "让我下去！"), "utf-8")
    assert "1 episodes new or changed" in scripted("story", "import", file, "--name", "渡口").out
    play = open_workshop(home, "渡口").screenplay()
    assert [line.text for line in play.episode("E01").lines if line.id == "E01.003"] == ["让我下去！"]
    assert list(play.episodes) == ["E01", "E02"]


def test_an_accepted_episode_is_not_touched_by_a_file(scripted: Command, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.fountain"
    scripted("story", "export", "渡口", "--as", "fountain", "--out", file)
    assert scripted("story", "accept", "渡口", "E01").code == 0
    file.write_text(file.read_text("utf-8").replace("我下去！", "让我下去！"), "utf-8")
    before = open_workshop(home, "渡口").screenplay()
    refused(scripted("story", "import", file, "--name", "渡口"), "E01 of the file differs from what was accepted")
    assert open_workshop(home, "渡口").screenplay() == before


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.fdx", b"<html/>", "is not an FDX screenplay"),
        ("a.fdx", b"", "is empty"),
        ("a.fountain", b"\x00\x01\x02", "a.fountain"),
        ("a.fountain", "Title: 空\n\n".encode(), "holds no scene"),
    ],
)
def test_what_is_no_script_is_refused_by_name(
    dramaport: Command, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    refused(dramaport("story", "import", tmp_path / name), said)


@pytest.mark.parametrize("form", ["docx", "xlsx", "json"])
def test_a_script_goes_out_for_readers(scripted: Command, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"out.{form}"
    assert scripted("story", "export", "渡口", "--as", form, "--out", file).code == 0
    assert file.stat().st_size > 2000


def test_a_repackaged_script_leads_back_to_the_original(scripted: Command, home: Path) -> None:
    said = scripted("story", "repackage", "渡口", "--market", "us")
    assert said.code == 0
    assert "沈渡" in said.out
    workshop = open_workshop(home, "渡口")
    folder = workshop.market("us")
    trace = Trace.model_validate_json((folder / "trace.json").read_bytes())
    back = restored(load_screenplay(folder), trace.occurrences)
    original = workshop.screenplay()
    assert [line.text for episode in back.episodes.values() for line in episode.lines] == [
        line.text for episode in original.episodes.values() for line in episode.lines
    ]
    assert scripted("story", "export", "渡口", "--as", "fountain", "--market", "us", "--out", folder / "x").code == 0


def test_a_market_without_a_pack_is_told_those_there_are(scripted: Command) -> None:
    refused(scripted("story", "repackage", "渡口", "--market", "zz"), "there is no culture pack for zz; use one of br")
    assert "us" in scripted("story", "repackage", "渡口", "--market", "list").out


def test_an_episode_goes_out_by_its_number(scripted: Command, tmp_path: Path) -> None:
    said = scripted("story", "export", "渡口", "--as", "json", "--episode", "2", "--out", tmp_path / "two.json")
    assert said.code == 0
    assert "1 episode" in said.out
    assert (tmp_path / "two.json").stat().st_mode & 0o044 == 0o044
    assert '"E02"' in (tmp_path / "two.json").read_text("utf-8")


def test_a_script_is_not_exported_over_a_folder(scripted: Command, tmp_path: Path) -> None:
    said = scripted("story", "export", "渡口", "--as", "fdx", "--out", tmp_path)
    assert refused(said, "is a folder", "渡口.fdx")


def test_a_market_it_was_not_made_for_names_the_command_that_does(scripted: Command) -> None:
    said = scripted("story", "export", "渡口", "--as", "fdx", "--market", "fr")
    assert refused(said, "not repackaged for fr", "dramaport story repackage 渡口 --market fr")


def test_prose_that_is_called_a_screenplay_is_named(dramaport: Command, tmp_path: Path) -> None:
    file = tmp_path / "novel.fountain"
    file.write_text("Rain fell on the ferry.\n\nNobody came.\n", "utf-8")
    said = dramaport("story", "import", file)
    assert "no scene heading" in said.out + said.err
    assert ".txt" in said.out + said.err


def test_headings_without_a_novel_are_refused(dramaport: Command, tmp_path: Path) -> None:
    file = tmp_path / "contents.txt"
    file.write_text("第一章 重逢\n第二章 夜雨\n第三章 真相\n", "utf-8")
    refused(dramaport("story", "import", file), "headings and no text")
