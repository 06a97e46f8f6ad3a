"""A story's folder: names that are safe, files that are whole or the old ones, one process at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from dramaport.errors import BadInput, Busy
from dramaport.story.intake.novel import novel_of
from dramaport.story.intake.source import source_of
from dramaport.story.plan.mechanical import MechanicalPlanner
from dramaport.story.plan.planner import make_plan
from dramaport.story.values import Plan
from dramaport.story.workshop import Workshop, checked_name, new_workshop, open_workshop, workshops, write_bytes
from story_making import ground_of, text_of

TEXT = "第一章 一\n\n他来了。她走了。\n"


def shop(home: Path) -> Workshop:
    novel, data = novel_of(source_of(TEXT.encode(), "n.txt"), "渡口", "渡口")
    made = new_workshop(home, "渡口")
    made.save_novel(novel, data)
    return made


def test_a_novel_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    made = shop(tmp_path)
    assert open_workshop(tmp_path, "渡口").text() == TEXT.encode()
    assert made.novel().chapters[0].title == "第一章 一"
    assert workshops(tmp_path) == ("渡口",)


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "a/b", "a\\b", ".hidden", "-x", "a\nb", "x" * 81, "con:", "a.", "\x00"]
)
def test_a_name_that_means_something_to_a_file_system_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        checked_name(name)


@pytest.mark.parametrize("name", ["渡口", "The Ferry 2", "a.b", "E01", " 渡口 "])
def test_a_plain_name_is_taken(name: str) -> None:
    assert checked_name(name) == name.strip()


@pytest.mark.parametrize("code", ["../us", "US", "", "u", "us/x"])
def test_a_market_that_is_no_code_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(BadInput, match="no market"):
        shop(tmp_path).market(code)


def test_a_text_that_somebody_changed_is_refused(tmp_path: Path) -> None:
    made = shop(tmp_path)
    made.novel_file.write_text("别的话。", "utf-8")
    with pytest.raises(BadInput, match="was changed after its import"):
        made.text()


def test_a_story_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    shop(tmp_path)
    with pytest.raises(BadInput, match="there are 渡口"):
        open_workshop(tmp_path, "画皮")


def test_what_is_missing_names_the_command_that_makes_it(tmp_path: Path) -> None:
    made = shop(tmp_path)
    with pytest.raises(BadInput, match="dramaport story plan 渡口"):
        made.plan()
    with pytest.raises(BadInput, match="dramaport story write 渡口"):
        made.screenplay()


def test_a_plan_of_another_text_is_refused(tmp_path: Path) -> None:
    made = shop(tmp_path)
    made.save_plan(make_plan(ground_of(text_of(60)), MechanicalPlanner(), 4))
    with pytest.raises(BadInput, match="cuts another text"):
        made.plan()


def test_a_file_somebody_broke_is_named_with_its_key(tmp_path: Path) -> None:
    made = shop(tmp_path)
    made.plan_file.write_text('{"name": "渡口"}', "utf-8")
    with pytest.raises(BadInput, match=r"渡口/plan\.json"):
        made.plan()


def test_a_story_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    made = shop(tmp_path)
    with made.hold(), pytest.raises(Busy, match="渡口"), made.hold():
        pass
    with made.hold():
        pass


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.json"
    write_bytes(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_bytes(file, b"new")
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_plans_are_kept_without_loss(tmp_path: Path) -> None:
    ground = ground_of(text_of(60))
    made = new_workshop(tmp_path, "渡口")
    made.save_novel(ground.novel, ground.manuscript.text.encode())
    plan: Plan = make_plan(ground, MechanicalPlanner(), 12)
    made.save_plan(plan)
    assert made.plan() == plan
