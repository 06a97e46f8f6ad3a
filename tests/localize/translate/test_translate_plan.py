"""Who can translate, and what it will cost, said before any work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate_making import ScriptedTranslator, entry, line, table

from dramaport.localize.translate.memory import Memory
from dramaport.localize.translate.plan import Coverage, Price, can_translate, coverage, estimate_tokens, forecast

LINES = [line(1, "爷爷，水里有个人！"), line(2, "这只同铃，哪儿来的？"), line(3, "谁？")]
MEMORY = Memory([entry("爷爷，水里有个人！", "Grandpa!"), entry("这只铜铃，哪儿来的？", "This bell?")])


def test_coverage_counts_exact_near_and_missing() -> None:
    held = coverage(LINES, MEMORY, "en")
    assert (held.exact, held.near, held.missing) == (1, 1, 1)
    assert coverage(LINES, MEMORY, "fr").missing == 3


def test_a_language_nobody_can_translate_is_refused_with_the_ways() -> None:
    verdict = can_translate("zh", "tr", None, [ScriptedTranslator(table())])
    assert not verdict.can
    assert "Turkish (tr)" in verdict.message
    assert any("DRAMAPORT_TRANSLATE_URL" in way for way in verdict.ways)
    assert any("tmx" in way and "srt" in way and "xlsx" in way for way in verdict.ways)
    assert any("GGUF" in way for way in verdict.ways)
    assert not can_translate("zh", "tr", Coverage(lines=112, exact=0, near=0), []).can


def test_a_memory_alone_is_enough_and_what_it_lacks_is_said() -> None:
    verdict = can_translate("zh", "tr", Coverage(lines=112, exact=100, near=2), [])
    assert verdict.can
    assert "102 of 112" in verdict.message
    assert "10 lines" in verdict.message


def test_a_draft_is_called_a_draft() -> None:
    model = ScriptedTranslator(table(), quality="draft")
    verdict = can_translate("zh", "en", Coverage(lines=10, exact=4, near=0), [model])
    assert (verdict.can, verdict.by, verdict.quality) == (True, "scripted:1", "draft")
    assert "4 of 10 lines from the memory" in verdict.message
    assert "drafts" in verdict.message


def test_money_follows_from_tokens_and_the_price_given() -> None:
    price = Price(input=1.0, output=10.0, currency="EUR", source="a contract", date="2026-10")
    made = forecast(LINES, "en", price)
    assert made.money == round((made.tokens_in * 1.0 + made.tokens_out * 10.0) / 1e6, 4)
    assert made.price.currency == "EUR"


def test_the_usual_price_says_where_it_is_from() -> None:
    price = forecast(LINES, "en").price
    assert price.source
    assert price.date


def test_a_season_in_one_language_costs_a_dollar_or_two_not_a_hundred() -> None:
    season = [line(n % 999, "爷爷，水里有个人！") for n in range(4670)]
    made = forecast(season, "en")
    assert 300_000 < made.tokens_in < 1_500_000
    assert 0.5 < made.money < 5


@pytest.mark.parametrize("language", ["en", "th", "xx"])
def test_nothing_to_do_costs_nothing(language: str) -> None:
    assert estimate_tokens([], language) == (0, 0)


@given(st.integers(1, 50), st.integers(1, 50))
def test_more_lines_never_cost_less(few: int, more: int) -> None:
    one = [line(n, "我下去！") for n in range(few)]
    both = one + [line(n, "谁？") for n in range(more)]
    assert all(a <= b for a, b in zip(estimate_tokens(one, "en"), estimate_tokens(both, "en"), strict=True))
