"""`dramaport story check`: one report, the gravest first, and an exit code that says whether something fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dramaport.cli.commands import load
from dramaport.cli.main import app
from dramaport.errors import BadInput, DramaportError

ROOT = Path(__file__).resolve().parents[2]
GOOD = [
    "budget=200000 CNY", "production=live", "subjects=", "licence_number=（川）网微剧备字第001号", "licence_in_opening=yes",
    "platforms=", "title_checked=yes", "themes=", "child_concerns=", "ai_used=no", "promoted=no",
]  # fmt: skip

load("story")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRAMAPORT_HOME", str(tmp_path))
    shutil.copytree(ROOT / "samples" / "ferry", tmp_path / "stories" / "渡口")
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["story", "check", "渡口", "--no-meaning", "--date", "2026-12-01", *arguments])


def facts(*told: str) -> list[str]:
    return [word for one in told for word in ("--fact", one)]


def test_the_sample_passes_its_gates_and_its_own_limits_are_shown(home: Path) -> None:
    result = check("--only", "gates")
    assert result.exit_code == 0, result.output
    assert "Gates" in result.output and "Rules" not in result.output
    assert "own limit: episode_seconds_min = 10" in result.output


def test_rules_ask_for_what_is_missing_by_name(home: Path) -> None:
    result = check("--only", "rules", "--market", "cn,us,id")
    assert result.exit_code == 0
    for name in ("budget", "licence_number", "stores", "rating_id_film"):
        assert f"\n· {name} " in result.output


def test_a_broken_rule_fails_and_stands_first(home: Path) -> None:
    result = check("--only", "rules", *facts(*GOOD, "licence_in_opening=no"))
    assert isinstance(result.exception, DramaportError)
    report = [line for line in result.output.splitlines() if line and not line.startswith(" ")]
    assert report[1].startswith("✗ cn licence")
    assert "cn tier: other" in result.output


def test_with_all_facts_known_only_the_unread_law_is_left_to_a_person(home: Path) -> None:
    result = check("--only", "rules", "--json", *facts(*GOOD))
    told = json.loads(result.output)
    assert (told["failing"], told["date"]) == (0, "2026-12-01")
    assert [one["rule"] for one in told["rules"] if one["outcome"] == "person"] == ["CN-LAW"]
    assert set(told) == {"name", "date", "failing", "rules"}


def test_a_facts_file_is_used_and_the_command_line_counts_before_it(home: Path) -> None:
    (home / "stories" / "渡口" / "facts.toml").write_text(
        'budget = "5000000 CNY"\nproduction = "live"\nsubjects = []\n', "utf-8"
    )
    assert "cn tier: key" in check("--only", "rules").output
    assert "cn tier: other" in check("--only", "rules", "--fact", "budget=1 CNY").output


def test_a_copy_in_the_slate_fails_with_both_sides(home: Path) -> None:
    slate = home / "slate"
    slate.mkdir()
    lines = "\n".join(
        line.split('"')[1]
        for file in sorted((ROOT / "samples" / "ferry" / "script").glob("*.toml"))
        for line in file.read_text("utf-8").splitlines()
        if line.startswith(("text", "synopsis"))
    )
    (slate / "旧作.txt").write_text(lines.replace("沈渡", "陆川").replace("林秋云", "何素心"), "utf-8")
    (slate / "别的.txt").write_text("山上有座庙，庙里有个和尚。他每天扫雪，扫了三十年。", "utf-8")
    result = check("--only", "sameness", "--slate", str(slate), "--html", str(home / "out" / "check.html"))
    assert isinstance(result.exception, DramaportError)
    report = [line for line in result.output.splitlines() if line and not line.startswith(" ")]
    assert report[1].startswith("✗ 旧作 near copy")
    page = (home / "out" / "check.html").read_text("utf-8")
    assert "near copy" in page and "旧作" in page


def test_what_a_story_says_is_text_in_the_page(home: Path) -> None:
    file = home / "stories" / "渡口" / "drama.toml"
    file.write_text(file.read_text("utf-8").replace("谁把林晚推下了水？", "<script>alert(1)</script>"), "utf-8")
    script = home / "stories" / "渡口" / "script" / "E02.toml"
    script.write_text(script.read_text("utf-8").replace('closes = ["push"]\n', ""), "utf-8")
    gates = home / "stories" / "渡口" / "gates.toml"
    gates.write_text(gates.read_text("utf-8") + '\n[threads_open_max]\nvalue = 1\nwhy = "<b>x</b>"\n', "utf-8")
    check("--only", "gates", "--html", str(home / "check.html"))
    page = (home / "check.html").read_text("utf-8")
    assert "<script>alert" not in page and "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--date", "soon"], "--date 'soon' is no date; write it as 2026-12-01"),
        (["--market", "../x"], "'../x' is no market's code"),
        (["--market", ""], "'' is no market's code"),
        (["--fact", "budget"], "--fact 'budget': write it as NAME=VALUE"),
        (["--fact", "budget=100"], "--fact: budget: a budget needs its currency"),
        (["--fact", "mood=sad"], "--fact: 'mood' is no fact that a rule asks"),
    ],
)
def test_what_cannot_be_used_is_named(home: Path, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["story", "check", "渡口", "--only", "rules", *arguments])
    assert isinstance(result.exception, BadInput)
    assert str(result.exception).startswith(said)


def test_a_story_that_is_not_there_is_named(home: Path) -> None:
    result = CliRunner().invoke(app, ["story", "check", "河灯"])
    assert isinstance(result.exception, BadInput)
    assert str(result.exception) == "no story is called '河灯'; there are 渡口"


def test_an_empty_slate_folder_is_named(home: Path) -> None:
    (home / "slate").mkdir()
    result = check("--only", "sameness", "--slate", str(home / "slate"))
    assert isinstance(result.exception, BadInput)
    assert "holds no story; put a .txt for each there" in str(result.exception)
