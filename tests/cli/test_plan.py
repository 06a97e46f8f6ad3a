"""`dramaport plan`: what would run, what it takes, and nothing done."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_making import TITLE, Command, forget_settings, objects, refused
from dramaport.cli.context import House
from dramaport.cli.forecast import (
    Episode,
    LanguagePlan,
    Plan,
    Speech,
    costs,
    in_time,
    unread_count,
    unread_lines,
)
from dramaport.cli.planning import in_words, make_plan, named
from dramaport.cli.season import run
from dramaport.drama import repository
from dramaport.drama.decisions import Anchor, Decision, DecisionKind
from dramaport.localize.translate.plan import Coverage, Price, Verdict
from scripted_models import film, scripted


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dramaport.cli.context.console._width", 200)


def test_footage_nobody_has_read_is_estimated_and_said_to_be(dramaport: Command, tmp_path: Path, home: Path) -> None:
    film(tmp_path / "E01.mp4", seconds=4)
    assert dramaport("new", TITLE, "--from", tmp_path / "E01.mp4").code == 0
    before = objects(home)
    said = dramaport("plan", TITLE, "--to", "en,es")
    assert said.code == 0
    assert "1 episodes, 0.1 minutes of footage, 2 languages" in said.out
    assert "estimated" in said.out and "≈2" in said.out
    for stage in ("hear", "read", "voices", "bed", "pictures", "translate", "speak", "subtitle, mix, check"):
        assert stage in said.out
    assert "scripted translator (usable)" in said.out
    assert objects(home) == before


def test_an_original_that_is_gone_is_named(dramaport: Command, tmp_path: Path, home: Path) -> None:
    film(tmp_path / "E01.mp4", seconds=2)
    dramaport("new", TITLE, "--from", tmp_path / "E01.mp4")
    for path in (home / "store" / "objects").glob("*/*.mp4"):
        path.unlink()
    refused(dramaport("plan", TITLE, "--to", "en"), "E01.mp4")


def test_a_language_nobody_can_translate_is_refused_with_the_ways(dramaport: Command, tmp_path: Path) -> None:
    film(tmp_path / "E01.mp4", seconds=2)
    dramaport("new", TITLE, "--from", tmp_path / "E01.mp4")
    refused(dramaport("plan", TITLE, "--to", "en,tr"), "Turkish", "--as tmx", "DRAMAPORT_TRANSLATE_URL")


def test_nothing_is_planned_where_nothing_is_to_be_done(localized: House, dramaport: Command) -> None:
    said = dramaport("plan", TITLE, "--to", "en")
    assert said.code == 0
    assert "nothing to do" in said.out
    assert "about" not in said.out


def planned(house: House, *tags: str) -> Plan:
    with scripted():
        return make_plan(house, run(house, house.drama(TITLE), tags, dry=True), tags)


def test_a_further_language_asks_only_for_itself(localized: House) -> None:
    plan = planned(localized, "en", "es")
    english, spanish = plan.languages
    assert english.idle
    assert (spanish.lines, spanish.unread, len(spanish.asked), spanish.translated) == (3, 0, 3, 3)
    assert spanish.speech.lines == 3
    assert spanish.speech.seconds == pytest.approx(1.6, abs=0.2)
    assert [stage.name for stage in plan.stages] == ["translate", "speak", "subtitle, mix, check"]
    assert [stage.steps for stage in plan.stages] == [3, 3, 1]


def test_an_edited_line_is_spoken_and_mixed_but_not_translated(localized: House) -> None:
    with scripted():
        drama = localized.drama(TITLE)
        line = run(localized, drama, ["en"], dry=True).season.lines[0]
    with localized.database.begin() as db:
        anchor = Anchor(episode="E01", start=line.span.start, text=line.text)
        value = {"text": "Look there!"}
        edit = Decision(
            kind=DecisionKind.TRANSLATION, subject=line.id, language="en", value=value, anchor=anchor, origin="test"
        )
        repository.decide(db, drama.id, [edit])
    plan = planned(localized, "en")
    (english,) = plan.languages
    assert (english.people, english.asked, english.speech.lines, len(english.finish)) == (1, (), 1, 1)
    assert [stage.name for stage in plan.stages] == ["speak", "subtitle, mix, check"]


def test_an_endpoint_costs_the_money_the_settings_say(localized: House, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"URL": "https://vendor.invalid/v1", "PRICE_IN": "10", "PRICE_OUT": "20", "CURRENCY": "EUR"}
    for name, value in settings.items():
        monkeypatch.setenv(f"DRAMAPORT_TRANSLATE_{name}", value)
    forget_settings()
    plan = planned(localized, "es")
    tokens = plan.languages[0].tokens
    assert plan.money == pytest.approx((10 * tokens.tokens_in + 20 * tokens.tokens_out) / 1e6, abs=1e-4)
    assert plan.money > 0
    assert any("EUR" in line and "your settings" in line for line in in_words(plan))


def language(
    asked: int = 0,
    unread: int = 0,
    speech: float = 0.0,
    by: str = "kokoro",
    embedded: bool = True,
    who: str | None = "m",
) -> LanguagePlan:
    return LanguagePlan(
        tag="en",
        lines=asked + unread,
        people=0,
        held=Coverage(lines=asked, exact=0, near=0),
        asked=unread_lines(asked),
        unread=unread,
        verdict=Verdict(language="en", can=True, by=who, quality="draft" if who else None, message=""),
        embedded=embedded,
        speech=Speech(round(speech), speech, by),
        finish=(1.0,),
        price=Price(input=1, output=1),
    )


def test_an_embedded_model_costs_time_and_no_money() -> None:
    assert language(asked=100).tokens.money == 0
    assert language(asked=100).tokens.tokens_in > 0
    assert language(asked=100).seconds > language().seconds + 100
    assert language(asked=100, embedded=False).tokens.money > 0


def test_lines_nobody_translates_cost_nothing_and_are_named() -> None:
    plan = Plan((), (language(asked=5, who=None),), 2)
    assert plan.languages[0].translated == 0
    assert plan.languages[0].tokens.tokens_in == 0
    assert any("nobody here translates" in line for line in in_words(plan))


def test_a_neural_voice_costs_ten_robotic_ones_and_an_unknown_one_as_much_as_the_dearest() -> None:
    assert language(speech=60, by="kokoro").speaking == pytest.approx(10 * language(speech=60, by="espeak").speaking)
    assert language(speech=60, by="somebody").speaking == language(speech=60, by="kokoro").speaking


def test_the_embedded_model_works_alone_however_many_cores_there_are() -> None:
    plan = Plan((), (language(asked=1000),), 64)
    assert plan.seconds == plan.languages[0].translating
    assert Plan((), (language(speech=1000),), 2).seconds == pytest.approx(
        Plan((), (language(speech=1000),), 1).seconds / 2
    )


@given(st.floats(0.1, 200), st.integers(1, 80), st.sets(st.sampled_from(["hear", "read", "voices", "bed", "pictures"])))
def test_stages_add_up_over_episodes(minutes: float, count: int, once: set[str]) -> None:
    episodes = tuple(Episode(f"E{n}", minutes, frozenset(once), read=True) for n in range(count))
    plan = Plan(episodes, (), 2)
    assert {stage.name for stage in plan.stages} == once
    assert sum(stage.seconds for stage in plan.stages) == pytest.approx(
        count * minutes * sum(costs()["once"][name] for name in once)
    )


def test_a_short_drama_of_98_seconds_has_about_47_lines() -> None:
    assert unread_count(98 / 60) == 47


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (99, "99 s"), (150, "2 min"), (12_600, "3.5 h")])
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert in_time(seconds) == said


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("gguf:qwen2.5-coder-1.5b@1a2b3c4d:77aa", "qwen2.5-coder-1.5b (draft)"),
        ("endpoint:qwen2:7b@host:1234/v1:77aa", "qwen2:7b (draft)"),
        (None, "–"),
    ],
)
def test_translators_are_named_by_their_model(by: str | None, said: str) -> None:
    verdict = Verdict(language="en", can=True, by=by, quality="draft" if by else None, message="")
    assert named(verdict) == said
