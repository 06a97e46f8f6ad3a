"""`story write` and `story compare` as their users meet them: the sample's recorded writer, budgets, wrong words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from vendor_fakes import Script, says, served

from cli_making import Command, refused

SAMPLE = Path(__file__).parents[2] / "samples" / "ferry"


@pytest.fixture
def planned(dramaport: Command, home: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """渡口, imported and planned in twelve episodes by its recorded writer."""
    monkeypatch.setenv("DRAMAPORT_WRITE_ANSWERS", str(SAMPLE / "answers.jsonl"))
    assert dramaport("story", "import", SAMPLE / "novel.txt").code == 0
    assert dramaport("story", "plan", "渡口", "--episodes", "12", "--seconds", "20").code == 0
    return dramaport


SETS = "night_river,ferry_house,office,hospital,old_street,dawn_river"
WRITE = ("story", "write", "渡口", "--seconds", "20", "--revisions", "0", "--sets", SETS)


def test_the_sample_is_written_from_its_recording_episode_by_episode(planned: Command, home: Path) -> None:
    first = planned(*WRITE, "--episode", "1")
    assert first.code == 0, first
    assert "E01: written" in first.out
    rest = planned(*WRITE)
    assert rest.code == 0, rest
    assert "E01: a draft is there" in rest.out
    assert "E12: written" in rest.out
    assert len(list((home / "stories" / "渡口" / "script").glob("*.toml"))) == 12


def test_an_edited_file_is_left_alone_and_said(planned: Command, home: Path) -> None:
    planned(*WRITE, "--episode", "1")
    file = home / "stories" / "渡口" / "script" / "E01.toml"
    file.write_text(file.read_text("utf-8") + "\n", "utf-8")
    assert "E01: edited by hand, left alone" in planned(*WRITE).out
    refused(planned(*WRITE, "--episode", "E01"), "E01", "by hand")


def test_another_wording_than_the_recorded_one_is_refused_in_a_line(planned: Command) -> None:
    said = planned("story", "write", "渡口", "--seconds", "60")
    assert said.code == 3 or said.code == 1
    assert "answers.jsonl holds no answer to outline" in said.err


WRONG = (
    (("--episode", "twelve"), ("'twelve'", "--episode 7")),
    (("--episode", "99"), ("E99", "E01 to E12")),
    (("--budget", "much"), ("--budget", "number")),
    (("--budget", "0"), ("above 0",)),
    (("--currency", "dollars", "--budget", "5"), ("three letters",)),
)


def test_wrong_words_are_refused_with_the_remedy(planned: Command) -> None:
    for options, words in WRONG:
        refused(planned(*WRITE, *options), *words)


def test_a_story_that_is_not_planned_says_what_comes_first(dramaport: Command) -> None:
    dramaport("story", "import", SAMPLE / "novel.txt")
    refused(dramaport("story", "write", "渡口"), "plan.json", "dramaport story plan 渡口")


def test_a_dry_run_says_what_it_would_take_and_asks_nobody(planned: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRAMAPORT_WRITE_ANSWERS")
    monkeypatch.setenv("DRAMAPORT_WRITE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("DRAMAPORT_WRITE_MODEL", "m")
    unknown = planned(*WRITE, "--dry")
    assert "what it costs is unknown" in unknown.out
    refused(planned(*WRITE, "--budget", "5"), "DRAMAPORT_WRITE_PRICE_IN")
    monkeypatch.setenv("DRAMAPORT_WRITE_PRICE_IN", "0.5")
    monkeypatch.setenv("DRAMAPORT_WRITE_PRICE_OUT", "2")
    priced = planned(*WRITE, "--dry")
    assert priced.code == 0, priced
    assert "USD" in priced.out
    assert "E01 E02" in priced.out
    refused(planned(*WRITE, "--budget", "5", "--currency", "CNY"), "CNY", "USD")


def test_a_budget_that_is_reached_stops_with_a_line_and_its_own_code(
    planned: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DRAMAPORT_WRITE_ANSWERS")
    monkeypatch.setenv("DRAMAPORT_WRITE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("DRAMAPORT_WRITE_MODEL", "m")
    monkeypatch.setenv("DRAMAPORT_WRITE_PRICE_IN", "0.5")
    monkeypatch.setenv("DRAMAPORT_WRITE_PRICE_OUT", "2")
    said = planned(*WRITE, "--budget", "0.001")
    refused(said, "--budget")
    assert said.code == 5


def _two_scripts(planned: Command, tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("targets", "*.jsonl", "*.txt"))
    for file in (two / "script").glob("*.toml"):
        file.write_text(file.read_text("utf-8").replace("！", "。"), "utf-8")
    return one, two


def test_two_scripts_are_compared_by_models_and_people_and_no_score_is_given(
    dramaport: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = _two_scripts(dramaport, tmp_path)
    sheet = tmp_path / "anna.toml"
    assert dramaport("story", "compare", one, two, "--sheet", sheet, "--person", "anna").code == 0
    sheet.write_text(sheet.read_text("utf-8").replace('better = ""', 'better = "tie"'), "utf-8")
    answer = says(json.dumps({"better": "first", "reason": "它先开口"}))
    with served(Script(answer)) as url:
        monkeypatch.setenv("DRAMAPORT_WRITE_URL", url)
        monkeypatch.setenv("DRAMAPORT_WRITE_MODEL", "m")
        said = dramaport(
            "story", "compare", one, two, "--judge", "big", "--judge", "small", "--filled", sheet
        )  # fmt: skip
    assert said.code == 0, said
    words = " ".join(said.out.split())
    assert "chose the first 100 %" in words
    assert "big and small agree on" in words
    assert "kappa not defined" in words
    assert "anna and big agree on" in words


def test_comparing_what_nobody_has_judged_or_nobody_has_is_said(dramaport: Command, tmp_path: Path) -> None:
    one, two = _two_scripts(dramaport, tmp_path)
    sheet = tmp_path / "anna.toml"
    dramaport("story", "compare", one, two, "--sheet", sheet)
    refused(dramaport("story", "compare", one, two, "--filled", sheet), "nobody has judged")
    refused(dramaport("story", "compare", one, one), "nothing can be compared")
    refused(dramaport("story", "compare", one, "nowhere"), "nowhere")


def test_what_a_script_does_not_say_of_itself_is_proposed_and_no_file_of_it_touched(
    planned: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(*WRITE, "--episode", "1")
    assert "every episode of 渡口 says" in planned("story", "synopsis", "渡口").out
    file = home / "stories" / "渡口" / "script" / "E01.toml"
    file.write_text(
        "".join(row for row in file.read_text("utf-8").splitlines(True) if not row.startswith("hook = ")), "utf-8"
    )
    before = file.read_bytes()
    monkeypatch.delenv("DRAMAPORT_WRITE_ANSWERS")
    with served(Script(says(json.dumps({"synopsis": "救人", "hook": "一只手", "cliffhanger": "铃"})))) as url:
        monkeypatch.setenv("DRAMAPORT_WRITE_URL", url)
        monkeypatch.setenv("DRAMAPORT_WRITE_MODEL", "m")
        said = planned("story", "synopsis", "渡口")
    assert said.code == 0, said
    assert "一只手" in (home / "stories" / "渡口" / "synopses.json").read_text("utf-8")
    assert file.read_bytes() == before


def test_lines_for_a_market_are_proposed_with_its_own_names_alone(
    planned: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(*WRITE, "--episode", "1")
    refused(planned("story", "suggest", "渡口", "--market", "us"), "story repackage")
    planned("story", "repackage", "渡口", "--market", "us")
    monkeypatch.delenv("DRAMAPORT_WRITE_ANSWERS")
    old, new = ({"lines": [{"id": "E01.003", "text": text, "why": "更顺口"}]} for text in ("沈渡，我下去！", "我来！"))
    script = Script(says(json.dumps(old)), says(json.dumps(new)))
    with served(script) as url:
        monkeypatch.setenv("DRAMAPORT_WRITE_URL", url)
        monkeypatch.setenv("DRAMAPORT_WRITE_MODEL", "m")
        said = planned("story", "suggest", "渡口", "--market", "us")
    assert said.code == 0, said
    assert "我来！" in (home / "stories" / "渡口" / "markets" / "us" / "suggestions.json").read_text("utf-8")
    assert "and not '沈渡'" in script.requests[1]["messages"][-1]["content"]
