"""Rules at a date: China's tiers to the day and the yuan, and nothing unknown ever passes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.screenplay import load_screenplay
from dramaport.errors import BadInput
from dramaport.story.rules import Facts, Outcome, evaluate, facts_of, load_facts, read_facts
from dramaport.story.rules.book import book, entries
from dramaport.story.rules.conditions import condition
from dramaport.story.rules.facts import Money, known_facts
from dramaport.story.rules.table import document
from dramaport.story.rules.values import Confidence, Ruling

ROOT = Path(__file__).resolve().parents[3]
GENERAL: dict[str, Any] = {"subjects": [], "promoted": False, "voluntary_key": False}


def facts(**told: Any) -> Facts:
    return read_facts(told, "test")


def rulings(day: str, told: Facts, *markets: str) -> tuple[Ruling, ...]:
    return evaluate(told, date.fromisoformat(day), markets or ("cn",))


def tier(day: str, production: str, yuan: int, **more: Any) -> str:
    told = facts(**(GENERAL | {"production": production, "budget": f"{yuan} CNY"} | more))
    (ruling,) = [one for one in rulings(day, told) if one.topic == "tier"]
    return ruling.answer or str(ruling.outcome)


@pytest.mark.parametrize(
    ("day", "production", "ordinary_from", "key_from"),
    [
        ("2024-06-01", "live", 300_000, 1_000_000),
        ("2025-12-31", "live", 300_000, 1_000_000),
        ("2025-12-31", "ai", 300_000, 1_000_000),
        ("2025-12-31", "animation", 300_000, 1_000_000),
        ("2026-01-01", "live", 1_000_000, 3_000_000),
        ("2026-01-01", "ai", 1_000_000, 3_000_000),
        ("2026-06-30", "ai", 1_000_000, 3_000_000),
        ("2026-07-01", "live", 1_000_000, 3_000_000),
        ("2026-07-01", "animation", 1_000_000, 3_000_000),
        ("2026-07-01", "ai", 300_000, 800_000),
        ("2026-12-01", "ai", 300_000, 800_000),
    ],
)
def test_chinas_tiers_at_the_exact_amounts(day: str, production: str, ordinary_from: int, key_from: int) -> None:
    assert tier(day, production, ordinary_from - 1) == "other"
    assert tier(day, production, ordinary_from) == "ordinary"
    assert tier(day, production, key_from - 1) == "ordinary"
    assert tier(day, production, key_from) == "key"


@pytest.mark.parametrize("day", ["2025-12-31", "2026-01-01", "2026-07-01"])
@pytest.mark.parametrize("production", ["live", "ai"])
def test_a_special_subject_makes_a_key_drama_of_the_cheapest(day: str, production: str) -> None:
    assert tier(day, production, 1, subjects=["police"]) == "key"


def test_a_platforms_push_counted_until_2025_and_no_longer() -> None:
    assert tier("2025-12-31", "live", 1, promoted=True) == "key"
    assert tier("2025-12-31", "live", 1, voluntary_key=True) == "key"
    assert tier("2026-01-01", "live", 1, promoted=True) == "other"


@pytest.mark.parametrize(
    ("day", "production"),
    [("2024-05-31", "live"), ("2025-11-07", "ai"), ("2025-11-07", "animation"), ("2020-01-01", "live")],
)
def test_before_the_first_rule_a_person_decides(day: str, production: str) -> None:
    assert tier(day, production, 500_000) == "person"


def test_a_budget_above_every_tier_needs_no_subject() -> None:
    told = facts(production="live", budget="3000000 CNY")
    answers = {one.answer for one in rulings("2026-12-01", told) if one.topic == "tier" and one.outcome is Outcome.SAYS}
    assert answers == {"key"}


def test_a_missing_fact_is_asked_for_by_name() -> None:
    told = facts(production="live", budget="500000 CNY")
    open_ones = [one for one in rulings("2026-12-01", told) if one.topic == "tier"]
    assert {one.outcome for one in open_ones} == {Outcome.PERSON}
    assert {one.missing for one in open_ones} == {("subjects",)}


def test_a_budget_in_another_currency_is_not_converted() -> None:
    told = facts(**GENERAL, production="live", budget="500000 USD")
    open_ones = [one for one in rulings("2026-12-01", told) if one.topic == "tier"]
    assert {one.outcome for one in open_ones} == {Outcome.PERSON}
    assert all("budget in CNY" in one.missing for one in open_ones)


def test_a_currency_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="'QQQ' is no currency of ISO 4217"):
        Money.parse("500000 QQQ")


_KINDS: dict[str, st.SearchStrategy[Any]] = {
    "yes_no": st.booleans(),
    "text": st.sampled_from(["", "13+", "渡口", "（川）网微剧审字（2026）第001号"]),
    "number": st.sampled_from([0, 2, 5, 899, 901]),
    "date": st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    "money": st.sampled_from(["299999 CNY", "800000 CNY", "3000000 CNY", "1 USD"]),
}


@st.composite
def _facts(draw: st.DrawFn) -> dict[str, Any]:
    told = {}
    for name in draw(st.sets(st.sampled_from(sorted(known_facts())))):
        fact = known_facts()[name]
        if fact.kind == "choice":
            told[name] = draw(st.sampled_from(fact.choices))
        elif fact.kind == "set":
            told[name] = sorted(draw(st.sets(st.sampled_from(fact.choices))))
        else:
            told[name] = draw(_KINDS[fact.kind])
    return told


@given(told=_facts(), more=_facts(), day=st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_learning_a_fact_never_turns_a_broken_rule_or_a_pass_round(
    told: dict[str, Any], more: dict[str, Any], day: date
) -> None:
    """What is decided stays decided: only "a person decides" may become something else."""
    known = {one.rule: one for one in evaluate(facts(**told), day, ("cn", "us", "id", "ph")) if one.rule}
    later = {one.rule: one for one in evaluate(facts(**(more | told)), day, ("cn", "us", "id", "ph")) if one.rule}
    for name, ruling in known.items():
        if ruling.outcome is not Outcome.PERSON:
            assert later[name].outcome is ruling.outcome
    assert set(later) <= set(known)


@given(day=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_with_nothing_known_nothing_passes(day: date) -> None:
    for ruling in evaluate(Facts({}), day, tuple(book().markets)):
        assert ruling.outcome is Outcome.PERSON
        assert ruling.missing or ruling.confidence is Confidence.NONE


def test_the_tiers_leave_no_amount_without_an_answer_and_none_with_two() -> None:
    for production in ("live", "ai", "animation"):
        for day in ("2025-12-31", "2026-01-01", "2026-07-01"):
            for yuan in (0, 299_999, 300_000, 799_999, 800_000, 999_999, 1_000_000, 2_999_999, 3_000_000, 10**9):
                assert tier(day, production, yuan) in ("key", "ordinary", "other")


def outcome(rule: str, day: str = "2026-12-01", *markets: str, **told: Any) -> Outcome | None:
    found = [one.outcome for one in rulings(day, facts(**told), *markets) if one.rule == rule]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("rule", "told", "expected"),
    [
        ("CN-NUM", {"licence_number": "（川）网微剧审字第001号", "licence_in_opening": True}, Outcome.PASS),
        ("CN-NUM", {"licence_number": "（川）网微剧审字第001号", "licence_in_opening": False}, Outcome.FAIL),
        ("CN-NUM", {"licence_number": ""}, Outcome.FAIL),
        ("CN-NUM", {"licence_number": "（川）网微剧审字第001号"}, Outcome.PERSON),
        ("CN-CEO-TITLE", {"title": "霸道总裁的小秘书"}, Outcome.FAIL),
        ("CN-CEO-TITLE", {"title": "渡口"}, Outcome.PASS),
        ("CN-TITLE", {"title": "渡口"}, Outcome.PERSON),
        ("CN-TITLE", {"title": "渡口", "title_checked": False}, Outcome.FAIL),
        ("CN-FRONT", {"promoted": False}, None),
        ("CN-FRONT", {"promoted": True, "front_recheck": False}, Outcome.FAIL),
        ("CN-SUBJECT", {"subjects": ["religion"], "co_review": True}, Outcome.PASS),
        ("CN-CHILD", {"children": False}, None),
        ("CN-CHILD", {"children": True}, Outcome.PERSON),
        ("CN-CHILD", {"children": True, "child_concerns": []}, Outcome.PASS),
        ("CN-CHILD", {"children": True, "child_concerns": ["bullying"]}, Outcome.FAIL),
        ("CN-CEO", {"themes": ["overnight_riches"]}, Outcome.CAUTION),
        ("CN-SENIOR", {"themes": ["evil_mother_in_law"]}, Outcome.CAUTION),
        (
            "CN-LABEL",
            {"production": "ai", "label_seconds": 2, "label_height_percent": 5, "ai_metadata": True},
            Outcome.PASS,
        ),
        ("CN-LABEL", {"production": "ai", "label_seconds": "1.9"}, Outcome.FAIL),
        ("CN-LABEL", {"production": "live", "ai_used": True, "label_seconds": 0}, Outcome.FAIL),
        ("CN-LABEL", {"production": "live"}, Outcome.PERSON),
        ("CN-LABEL", {"production": "live", "ai_used": False}, None),
        ("CN-LENGTH", {"longest_episode_seconds": 900}, Outcome.PASS),
        ("CN-LENGTH", {"longest_episode_seconds": "900.5"}, Outcome.CAUTION),
        ("CN-COST-WECHAT", {"platforms": ["wechat"], "budget": "299999 CNY", "cost_table": False}, Outcome.FAIL),
        ("CN-COST-WECHAT", {"platforms": ["wechat"], "budget": "300000 CNY"}, None),
        ("CN-COST-DOUYIN", {"platforms": ["douyin"], "cost_table": True}, Outcome.PERSON),
        ("CN-ANIM-REMAKE", {"production": "ai", "remake_of_banned": True}, Outcome.FAIL),
        ("CN-ANIM-CHILD", {"production": "animation", "child_label": True, "minors_reviewer": False}, Outcome.FAIL),
        ("CN-LAW", {}, Outcome.PERSON),
    ],
)
def test_a_rule_of_china(rule: str, told: dict[str, Any], expected: Outcome | None) -> None:
    assert outcome(rule, **told) is expected


@pytest.mark.parametrize(
    ("rule", "day", "told", "expected"),
    [
        ("CN-ANIM-NEW", "2025-11-07", {"first_shown": date(2025, 11, 8)}, None),
        ("CN-ANIM-NEW", "2025-11-08", {"first_shown": date(2025, 11, 8), "licence_number": ""}, Outcome.FAIL),
        ("CN-ANIM-OLD-FILE", "2026-03-31", {"first_shown": date(2025, 11, 7), "licence_number": ""}, Outcome.CAUTION),
        ("CN-ANIM-OLD-FILE", "2026-04-01", {"first_shown": date(2025, 11, 7), "licence_number": ""}, None),
        ("CN-ANIM-OLD-DOWN", "2026-03-31", {"first_shown": date(2025, 11, 7), "filed_on": date(2026, 4, 1)}, None),
        (
            "CN-ANIM-OLD-DOWN",
            "2026-04-01",
            {"first_shown": date(2025, 11, 7), "filed_on": date(2026, 4, 1)},
            Outcome.FAIL,
        ),
        (
            "CN-ANIM-OLD-DOWN",
            "2026-04-01",
            {"first_shown": date(2025, 11, 7), "filed_on": date(2026, 3, 31)},
            Outcome.PASS,
        ),
        ("CN-ANIM-OLD-DOWN", "2026-04-01", {"first_shown": date(2025, 11, 7)}, Outcome.PERSON),
    ],
)
def test_animations_deadlines_to_the_day(rule: str, day: str, told: dict[str, Any], expected: Outcome | None) -> None:
    assert outcome(rule, day, production="animation", **told) is expected


@pytest.mark.parametrize(
    ("rule", "market", "told", "expected"),
    [
        ("APPLE-AGE", "us", {"stores": ["apple"], "apple_age": "12+"}, Outcome.FAIL),
        ("APPLE-AGE", "us", {"stores": ["apple"], "apple_age": "13+", "apple_questionnaire": True}, Outcome.PASS),
        ("APPLE-AGE", "us", {"stores": ["google"]}, None),
        ("APPLE-311", "id", {"stores": ["apple"], "credits_expire": True}, Outcome.FAIL),
        ("APPLE-11", "us", {"stores": ["apple"], "realistic_cruelty": True}, Outcome.FAIL),
        ("PLAY-AI", "us", {"stores": ["google"], "app_generates_ai": False}, None),
        ("PLAY-AI", "us", {"stores": ["google"], "app_generates_ai": True, "report_in_app": False}, Outcome.FAIL),
        ("US-TV", "us", {"television": ["us"], "rating_us_tv": "TV-14"}, Outcome.PASS),
        ("US-TV", "us", {"television": []}, None),
        ("ID-LSF", "id", {"rating_id_film": "18+"}, Outcome.FAIL),
        ("ID-LSF", "id", {}, Outcome.PERSON),
        ("PH-MTRCB", "ph", {"rating_ph": "PG"}, Outcome.PASS),
        ("SG-IMDA", "sg", {"title": "渡口"}, Outcome.PERSON),
    ],
)
def test_a_rule_abroad(rule: str, market: str, told: dict[str, Any], expected: Outcome | None) -> None:
    assert outcome(rule, "2026-12-01", market, **told) is expected


def test_a_market_without_rules_is_a_persons_to_decide() -> None:
    (ruling,) = rulings("2026-12-01", facts(title="渡口"), "br")
    assert (ruling.outcome, ruling.text) == (Outcome.PERSON, "no rule for br is in the book")


def test_a_rule_seen_later_says_nothing_of_the_time_before() -> None:
    assert outcome("APPLE-311", "2026-11-20", "us", stores=["apple"]) is None


def test_stores_are_asked_once_for_two_markets() -> None:
    found = [one.rule for one in rulings("2026-12-01", Facts({}), "us", "id")]
    assert found.count("APPLE-311") == 1


def test_the_gravest_comes_first() -> None:
    told = facts(**GENERAL, production="live", budget="500000 CNY", licence_number="", themes=["ceo"], title="渡口")
    found = [one.outcome for one in rulings("2026-12-01", told)]
    assert found == sorted(found, key=list(Outcome).index)
    assert found[0] is Outcome.FAIL


def test_every_rule_says_where_it_comes_from() -> None:
    for entry in book().entries:
        rule = entry.rule
        assert rule.source and rule.text, rule.id
        assert rule.confidence is not Confidence.NONE or rule.verdict is Outcome.PERSON, rule.id
        assert rule.remedy or rule.verdict is Outcome.SAYS, rule.id


def test_successors_follow_on_the_next_day() -> None:
    first = {entry.rule.id: entry.rule for entry in book().entries}
    for old, new in (("CN-TIER-2024-KEY", "CN-TIER-2026-KEY"), ("CN-TIER-2026-AI-KEY", "CN-TIER-AI-KEY")):
        ended, begun = first[old].effective_to, first[new].effective_from
        assert ended is not None and begun == ended + timedelta(days=1)


# Facts


def test_what_a_script_says_itself_is_known_and_a_person_overrides_it() -> None:
    told = facts_of(load_screenplay(ROOT / "samples" / "ferry"))
    assert (told.get("title"), told.get("children")) == ("渡口", True)
    assert 12 < told.get("longest_episode_seconds") < 30
    assert facts(title="夜渡").over(told).get("title") == "夜渡"


def test_a_facts_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text(
        'budget = "2,500,000 CNY"\nsubjects = []\nfirst_shown = 2026-12-24\nlabel_seconds = 2.5\nai_used = true\n',
        "utf-8",
    )
    told = load_facts(tmp_path)
    assert str(told.get("budget")) == "2,500,000 CNY"
    assert told.get("subjects") == frozenset()
    assert told.get("first_shown") == date(2026, 12, 24)
    assert load_facts(tmp_path / "nowhere") == Facts({})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("budget", "500000", 'test: budget: a budget needs its currency: write it as "2500000 CNY"'),
        ("budget", "viel CNY", "test: budget: 'viel' is no amount"),
        ("budget", "-1 CNY", "test: budget: a budget is an amount of 0 or more"),
        ("budget", "nan CNY", "test: budget: a budget is an amount of 0 or more"),
        ("production", "puppets", "test: production: 'puppets' is none of live, ai, animation"),
        ("subjects", ["cooking"], "test: subjects: 'cooking' is none of politics"),
        ("subjects", 3, "test: subjects: 3 is no list"),
        ("promoted", "perhaps", "test: promoted: 'perhaps' is neither yes nor no"),
        ("first_shown", "soon", "test: first_shown: 'soon' is no date; write it as 2026-12-01"),
        ("label_seconds", "long", "test: label_seconds: 'long' is no number"),
        ("title", 7, "test: title: 7 is no text"),
        ("mood", "sad", "test: 'mood' is no fact that a rule asks; docs/rules.md lists them"),
    ],
)
def test_a_fact_that_cannot_be_used_is_named(name: str, value: Any, said: str) -> None:
    with pytest.raises(BadInput) as error:
        facts(**{name: value})
    assert str(error.value).startswith(said)


def test_facts_may_be_written_on_the_command_line() -> None:
    told = facts(subjects="police, religion", promoted="yes", stores="", first_shown="2026-12-24")
    assert told.get("subjects") == {"police", "religion"}
    assert told.get("promoted") is True
    assert told.get("stores") == frozenset()


def test_a_market_must_look_like_one() -> None:
    with pytest.raises(BadInput, match="no market's code"):
        rulings("2026-12-01", Facts({}), "../x")


# Conditions and the book


_FALSE, _TRUE, _UNKNOWN = (
    {"fact": "ai_used", "is": True},
    {"fact": "ai_used", "is": False},
    {"fact": "promoted", "is": True},
)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"all": [_TRUE, _UNKNOWN]}, None),
        ({"all": [_FALSE, _UNKNOWN]}, False),
        ({"any": [_TRUE, _UNKNOWN]}, True),
        ({"any": [_FALSE, _UNKNOWN]}, None),
        ({"not": _UNKNOWN}, None),
        ({"not": _FALSE}, True),
        ({"all": []}, True),
        ({"any": []}, False),
    ],
)
def test_conditions_have_three_values(told: dict[str, Any], expected: bool | None) -> None:
    asked = condition(told, {}, frozenset(known_facts()), "test")
    assert asked(facts(ai_used=False)).holds is expected


@pytest.mark.parametrize(
    "told",
    [
        {"fact": "mood", "is": 1},
        {"fact": "budget"},
        {"fact": "budget", "over": 1},
        {"use": "nothing"},
        {"all": {}},
        {"is": 1},
    ],
)
def test_a_condition_that_cannot_be_read_is_named(told: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"x\.toml: R1\.applies_if: .* is no condition"):
        condition(told, {}, frozenset(known_facts()), "x.toml: R1.applies_if")


def test_a_condition_that_uses_itself_is_refused() -> None:
    named = {"a": {"use": "b"}, "b": {"use": "a"}}
    with pytest.raises(BadInput):
        condition({"use": "a"}, named, frozenset(known_facts()), "x.toml: R1.applies_if")


_RULE = {
    "id": "R1", "jurisdiction": "cn", "topic": "t", "verdict": "fail", "text": "x", "source": "y",
    "source_date": date(2026, 1, 1), "confidence": "text",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"confidence": "sure"}, "x.toml: R1: confidence: "),
        ({"verdict": "pass"}, "x.toml: R1: it: R1: a rule's verdict is what it says when it is not kept"),
        (
            {"effective_from": date(2026, 2, 1), "effective_to": date(2026, 1, 1)},
            "x.toml: R1: it: R1 ends before it begins",
        ),
        ({"penalty": 1}, "x.toml: R1: penalty: "),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as error:
        list(entries({"rule": [_RULE | change]}, "x.toml"))
    assert str(error.value).startswith(said)


def test_an_id_is_given_once() -> None:
    with pytest.raises(BadInput, match="R1 is there twice"):
        list(entries({"rule": [_RULE, _RULE]}, "x.toml"))


def test_money_keeps_its_currency() -> None:
    assert Money.parse("1_000_000 CNY") == Money.parse("1,000,000 CNY") != Money.parse("1000000 USD")


def test_the_page_about_the_rules_is_what_the_rules_say() -> None:
    page = ROOT / "docs" / "rules.md"
    assert page.read_text("utf-8") == document(), "make it again: python -m dramaport.story.rules > docs/rules.md"


@pytest.mark.parametrize("told", ["[]", "", []])
def test_a_command_line_can_say_that_a_set_is_empty(told: Any) -> None:
    assert facts(subjects=told).get("subjects") == frozenset()
