"""Every gate by name: a good story passes all of them, and each change below turns its gate red, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

import gates_broken_script
import gates_broken_story
from dramaport.drama.screenplay.values import (
    Role,
    Scene,
)
from dramaport.drama.values import Age, Gender
from dramaport.errors import BadInput
from dramaport.story.gates import GATES, Case, Gate, Verdict, judge
from dramaport.story.gates.limits import Limit, Limits, house_limits, limits_of
from dramaport.story.gates.names import spoken_of
from dramaport.story.gates.table import document, origins
from gates_making import (
    NAMES,
    failing,
    line,
    plan,
    play,
    reporting,
    with_beats,
    with_episode,
    with_plan,
)

BROKEN = gates_broken_story.BROKEN | gates_broken_script.BROKEN
ROOT = Path(__file__).resolve().parents[3]


def test_a_good_story_passes_every_gate() -> None:
    case = Case(play(), plan())
    assert failing(case) == []
    assert reporting(case) == []


def test_every_gate_has_a_change_that_breaks_it() -> None:
    assert set(BROKEN) == {gate.name for gate in GATES}


@pytest.mark.parametrize("gate", [gate.name for gate in GATES])
def test_a_change_turns_its_gate_red_and_no_other(gate: str) -> None:
    assert failing(BROKEN[gate]()) == [gate]


def test_every_gate_of_shuohao_is_held_or_has_a_reason() -> None:
    held = list(origins())
    assert len(held) == 52
    names = {gate.name for gate in GATES}
    assert [(stage, name) for stage, name, by in held if isinstance(by, list) and not set(by) <= names] == []
    assert all(by for _, _, by in held)


# What a gate lacks, and a drama's own limits


def test_a_script_without_labels_is_reported_and_not_judged() -> None:
    bare = play()
    for name in NAMES:
        beats = [
            beat.model_copy(update={"labels": (), "opens": (), "closes": ()}) for beat in bare.episodes[name].beats
        ]
        bare = with_beats(bare, name, beats)
    case = Case(bare.model_copy(update={"threads": ()}))
    assert failing(case) == []
    assert {"hook-early", "turn-gap", "payoff-gap", "debt", "threads-kept", "wall-range"} <= set(reporting(case))
    finding = next(found for found in judge(case) if found.gate == "hook-early")
    assert finding.lacks == ("labels on the beats (hook, conflict, turn …)",)
    assert not finding.spots


def test_a_plan_alone_is_judged_by_what_it_says() -> None:
    told = with_plan(plan(), 3, opens=("vow",))
    case = Case(None, told)
    assert "thread-order" in failing(case)
    assert {"line-seconds", "leads", "place-once"} <= set(reporting(case))


def test_a_script_half_written_is_not_judged_by_its_end() -> None:
    half = play()
    half = half.model_copy(update={"episodes": {name: half.episodes[name] for name in NAMES[:6]}})
    case = Case(half, plan())
    assert failing(case) == []
    assert {"season-debt", "overdue", "role-unused", "reversal-early", "thread-unused"} <= set(reporting(case))


def test_a_finding_quotes_the_script_and_names_the_place() -> None:
    finding = next(found for found in judge(BROKEN["caption-length"]()) if found.verdict is Verdict.FAIL)
    (spot,) = finding.spots
    assert (spot.episode, spot.scene, spot.beat) == ("E03", "E03.S1", "E03.004")
    assert spot.quote == BROKEN["caption-length"]().episodes["E03"].beats[3].text
    assert spot.found == "72 columns"
    assert finding.asks == "a line that is captioned has at most 70 columns"


def test_what_fails_comes_first() -> None:
    verdicts = [finding.verdict for finding in judge(Case(with_episode(play(), "E03", hook="")))]
    assert verdicts == sorted(verdicts, key=list(Verdict).index)


def test_a_drama_sets_limits_of_its_own_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "gates.toml").write_text('[caption_columns_max]\nvalue = 80\nwhy = "two rows of 20"\n', "utf-8")
    case = BROKEN["caption-length"]()
    own = Case(case.play, case.plan, limits_of(tmp_path))
    assert failing(own) == []
    finding = next(found for found in judge(own) if found.gate == "caption-length")
    assert finding.because == ("caption_columns_max = 80: two rows of 20",)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            "[caption_columns]\nvalue = 8\nwhy = 'x'",
            "gates.toml: 'caption_columns' is no limit; docs/gates.md lists them",
        ),
        ("[leads_max]\nvalue = 8", "gates.toml: leads_max.why: Field required; write [leads_max] with value and why"),
        ("[leads_max]\nvalue = 'many'\nwhy = 'x'", "gates.toml: leads_max.value: Input should be a valid number"),
        ("leads_max = 8", "gates.toml: leads_max: Input should be a valid dictionary"),
        ("[leads_max", "gates.toml is not valid TOML in UTF-8"),
    ],
)
def test_a_limit_that_cannot_be_used_is_named(tmp_path: Path, told: str, said: str) -> None:
    (tmp_path / "gates.toml").write_text(told, "utf-8")
    with pytest.raises(BadInput) as error:
        limits_of(tmp_path)
    assert str(error.value).startswith(said)


def test_every_limit_is_used_and_every_used_limit_is_known() -> None:
    used = {name for gate in GATES for name in gate.limits}
    assert used == set(house_limits().table)


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_a_gate_judges_by_the_limits_it_names(gate: Gate) -> None:
    """A limit that the words of a gate do not name would be one that its reader cannot see."""
    seen: set[str] = set()

    class Watched(dict[str, Limit]):
        def __getitem__(self, name: str) -> Limit:
            seen.add(name)
            return super().__getitem__(name)

    tuple(gate.check(Case(play(), plan(), Limits(Watched(house_limits().table)))))
    assert seen <= set(gate.limits) | {"lead_speech_percent", "functional_episodes"}


def test_the_page_about_the_gates_is_what_the_gates_say() -> None:
    page = ROOT / "docs" / "gates.md"
    assert page.read_text("utf-8") == document(), "make it again: python -m dramaport.story.gates > docs/gates.md"


@pytest.mark.parametrize(
    ("name", "text", "there"),
    [
        ("沈守河", "沈师傅，二十年不见", True),
        ("沈渡", "小渡！", True),
        ("林秋云", "秋云，你来了", True),
        ("赵成", "赵叔：你在哪儿？", True),
        ("林晚", "晚上见", False),
        ("Anna Reed", "Reed is here", True),
        ("Anna Reed", "Ana is here", False),
    ],
)
def test_who_is_called_by_a_name(name: str, text: str, there: bool) -> None:
    assert spoken_of(name, text) is there


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("沈渡", "沈度来了", ["沈度"]),
        ("沈渡", "河水的深度", []),
        ("Marian", "Marion waits", ["Marion"]),
        ("Marian", "Marian's coat, and a marine", []),
    ],
)
def test_a_name_written_another_way_is_found(name: str, text: str, found: list[str]) -> None:
    role = Role(id="x", name=name, gender=Gender.MALE, age=Age.ADULT)
    said = line("E01", 1, "x", text)
    episodes = {
        "E01": play().episodes["E01"].model_copy(update={"scenes": (Scene(id="E01.S1", place="shop", beats=(said,)),)})
    }
    case = Case(play().model_copy(update={"characters": (role,), "episodes": episodes}))
    finding = next(one for one in judge(case) if one.gate == "name-forms")
    assert [spot.found.split(",")[0] for spot in finding.spots] == found
