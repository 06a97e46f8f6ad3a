"""`dramaport slate` as a producer uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dramaport.cli.commands.slate import slate_app
from dramaport.errors import BadInput

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "samples" / "slate" / "slate.toml"


def _run(*words: str) -> str:
    found = CliRunner().invoke(slate_app, words, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def test_check_says_that_every_drama_of_the_sample_can_be_shot() -> None:
    assert "3 dramas" in _run("check", str(SAMPLE))


def test_check_names_the_facts_that_clash(tmp_path: Path) -> None:
    text = SAMPLE.read_text("utf-8").replace("away = [2027-03-10]", 'away = ["2027-03-01/2027-03-31"]')
    (tmp_path / "slate.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match="周未迟 is away on 2027-03-01 to 2027-03-31"):
        _run("check", str(tmp_path / "slate.toml"))


def test_import_prints_an_entry_for_the_slate() -> None:
    assert _run("import", str(ROOT / "samples" / "ferry"), "--id", "ferry").startswith('[[dramas]]\nid = "ferry"')


@pytest.mark.models
@pytest.mark.slow
def test_a_plan_is_made_shown_checked_and_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    said = _run("plan", str(SAMPLE), "--out", str(folder), "--limit", "2", "--workers", "1")
    assert "no plan costs less than" in said
    for name in (
        "gantt.png",
        "day-out-of-days.xlsx",
        "渡口/stripboard.html",
        "渡口/call-sheets.pdf",
        "calendars/actors/lin.ics",
    ):
        assert (folder / name).stat().st_size > 0
    assert "tier middle: 2 dramas" in _run("show", str(folder))
    assert "keeps every rule" in _run("check", str(SAMPLE), "--plan", str(folder))
    shoot = json.loads((folder / "plan.json").read_text("utf-8"))["shoots"][-1]
    day = shoot["days"][-1]["date"]
    said = _run(
        "replan", str(folder), "--actor", f"zhou={day}", "--reason", "is ill", "--shot", shoot["days"][0]["date"]
    )
    assert "it costs" in said
    assert "keeps every rule" in _run("check", str(SAMPLE), "--plan", str(folder))


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no plan"):
        _run("show", str(tmp_path))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "no new fact"),
        (("--actor", "lin"), "write an id and its days"),
        (("--actor", "lin=soon"), "write days such as"),
    ],
)
def test_a_fact_that_says_nothing_is_refused(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    from dramaport.produce.slate.plan import Plan
    from dramaport.produce.slate.planner import digest
    from dramaport.produce.slate.proof import Proof
    from slate_making import small

    slate = small()
    plan = Plan(slate=digest(slate), currency="CNY", shoots=(), proof=Proof(value=0, bound=0))
    (tmp_path / "slate.json").write_text(slate.model_dump_json(), "utf-8")
    (tmp_path / "plan.json").write_text(plan.model_dump_json(), "utf-8")
    with pytest.raises(BadInput, match=says):
        _run("replan", str(tmp_path), *words)


def test_a_file_in_the_place_of_the_papers_folder_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", "utf-8")
    with pytest.raises(BadInput, match="is a file; name a folder"):
        _run("plan", str(SAMPLE), "--out", str(tmp_path / "taken"))
    assert (tmp_path / "taken").read_text("utf-8") == "mine"
