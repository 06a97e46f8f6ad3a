"""A score card shows the words every figure rests on, and leaves unjudged what a surface cannot tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.errors import BadInput
from dramaport.story.intake.novel import novel_of
from dramaport.story.intake.source import read_source, source_of
from dramaport.story.manuscript import Manuscript
from dramaport.story.rules.evaluate import evaluate
from dramaport.story.rules.facts import read_facts
from dramaport.story.select import card as cards
from dramaport.story.select.card import Rate, read_rates, score_card
from dramaport.story.select.people import people_of, places_of, present
from dramaport.story.select.values import Card, Overlap
from story_making import text_of

FERRY = Path("samples/ferry/novel.txt")


def card_of(text: str, **named: object) -> Card:
    novel, data = novel_of(source_of(text.encode(), "n.txt"), "n", "n")
    return score_card(novel, data, **named)  # type: ignore[arg-type]


def names(text: str) -> list[str]:
    return [person.name for person in people_of(Manuscript(text.encode()))]


def test_the_cast_of_the_sample_is_found_without_a_dictionary() -> None:
    found = names(read_source(FERRY).text)
    assert {"沈渡", "林秋云", "林晚", "小满", "赵成"} <= set(found)
    assert len(found) <= 9


def test_the_cast_of_a_tale_is_found_and_nobody_else(shared_data: Path) -> None:
    found = names(read_source(shared_data / "novels" / "yushimingyan-27-jinyunu.txt").text)
    assert {"買臣", "許公", "莫稽", "玉奴", "金老大"} <= set(found)
    assert len(found) <= 8


def test_a_name_is_never_cut_short_and_pronouns_are_nobody() -> None:
    text = "".join(
        f"林秋云{verb}。她{verb}。" for verb in ("说道", "看了看", "站起来", "走了", "笑了笑", "听着", "哭了")
    )
    assert names(text) == ["林秋云"]


def test_the_short_form_of_a_name_is_the_same_person() -> None:
    acts = ("說道", "看了看", "站起來", "走了", "笑了笑", "聽著")
    text = "".join(f"朱買臣{verb}。買臣{verb}。" for verb in acts)
    found = people_of(Manuscript(text.encode()))
    assert [(person.name, person.aliases) for person in found] == [("朱買臣", ("買臣",))]


def test_speakers_of_an_english_novel_are_found_by_said() -> None:
    text = '"Wait!" said Mara. "Why?" Tom asked. "Run," said Mara. ' * 3
    assert names(text) == ["Mara", "Tom"]


def test_places_are_named_after_movement() -> None:
    text = "他来到青石镇。三天后她也到了青石镇。他在医院等她，又回医院去了。"
    found = [spot.name for spot in places_of(Manuscript(text.encode()))]
    assert "青石镇" in found


def test_who_is_in_a_stretch_comes_in_order_of_appearance() -> None:
    manuscript = Manuscript("甲先生来了。乙先生走了。".encode())
    assert present(("乙先生", "甲先生", "丙先生"), manuscript, 0, len(manuscript.text)) == ("甲先生", "乙先生")


def test_every_quote_of_a_card_stands_where_it_says() -> None:
    text = text_of(300, 3)
    data = text.encode()
    card = card_of(text)
    quotes = [quote for figure in card.figures for quote in figure.evidence]
    assert quotes
    assert all(data[quote.start : quote.end].decode() == quote.quote for quote in quotes)


def test_dialogue_is_the_share_inside_quotation_marks() -> None:
    assert card_of("“一二三”四五六七" * 5).figure("dialogue_share").value == pytest.approx(5 / 9, abs=1e-4)
    assert card_of("「一二三」四五六七" * 5).figure("dialogue_share").value == pytest.approx(5 / 9, abs=1e-4)


def test_a_text_without_quotation_marks_is_not_judged_by_its_dialogue() -> None:
    card = card_of("子曰：學而時習之，不亦說乎。" * 20)
    assert card.figure("dialogue_share").value is None
    assert any("no quotation marks" in told for told in card.unjudged)


def test_whom_a_story_is_about_is_not_judged_where_one_word_means_both() -> None:
    assert card_of("他来了。" * 50).figure("female_share").value is None
    assert card_of("她来了。她走了。他没有动。" * 20).figure("female_share").value == pytest.approx(2 / 3, abs=0.001)


def test_a_market_without_a_sourced_fact_or_its_signal_is_not_judged() -> None:
    card = card_of("他来了。" * 50)
    assert all(fit.score is None and "not known" in fit.because[0] for fit in card.fits)
    told = card_of("她来了。她走了。他没有动。" * 20)
    assert all(fit.score == 1 and "cneiport.com" in fit.because[0] for fit in told.fits)


def test_what_a_live_drama_costs_is_unknown_until_somebody_gives_a_rate() -> None:
    text = text_of(60)
    live = next(cost for cost in card_of(text).costs if cost.production == "live")
    assert live.estimate is None
    given = Rate(production="live", per_minute=Decimal(6000), currency="CNY")
    live = next(cost for cost in card_of(text, rates=(given,), episodes=60).costs if cost.production == "live")
    assert live.estimate == 588_000


@pytest.mark.parametrize(
    ("text", "said"), [("", r"no \[\[rate\]\]"), ("[[rate]]\nproduction = 1", "no usable"), ("=", "no usable")]
)
def test_rates_that_cannot_be_used_are_named(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_rates(text, "rates.toml")


def test_the_ceilings_of_the_tiers_are_those_of_the_rule_book() -> None:
    """Just below a ceiling a drama is of the tier, at the ceiling it is of the next one."""
    day = date(2026, 12, 1)

    def tier_at(budget: int, production: str) -> set[str]:
        told = {
            "budget": f"{budget} CNY",
            "production": production,
            "subjects": [],
            "promoted": False,
            "voluntary_key": False,
        }
        rulings = evaluate(read_facts(told, "test"), day, ["cn"])
        return {ruling.answer for ruling in rulings if ruling.topic == "tier" and ruling.answer}

    for tier in cards._table("costs.toml")["tier"]:
        ceiling = int(tier["below"])
        assert tier_at(ceiling - 1, tier["production"]) == {tier["name"]}
        assert tier["name"] not in tier_at(ceiling, tier["production"])


def test_overlap_is_what_the_comparer_says_and_its_absence_is_told() -> None:
    text = text_of(60)
    assert "overlap with the slate: nobody compared" in card_of(text).unjudged
    shared = (Overlap(other="画皮", score=0.8, shared=("掉包",)),)
    assert card_of(text, compare=lambda _: shared).overlaps == shared


def test_a_long_novel_is_sampled_at_equal_distances_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "LONG", 1000)
    told = ["".join(f"她走到第{at}级石阶。雨停了。" for at in range(n * 30, n * 31 + 9)) for n in range(1, 31)]
    told[29] += "她喊：“他就是第七——”"  # the last chapter's words are the tensest
    text = "".join(f"第{number}章 甲\n\n{body}\n\n" for number, body in enumerate(told, 1))
    data = text.encode()
    card = card_of(text, sample=6)
    assert card.coverage.chapters_read == 6
    assert not card.coverage.whole
    assert "read 6 of 30 chapters" in str(card.coverage)
    assert "equal distances" in str(card.coverage)
    assert any(told.startswith("checked back: dialogue is") for told in card.warnings)
    quotes = [quote for figure in card.figures for quote in figure.evidence]
    assert quotes
    assert all(data[quote.start : quote.end].decode() == quote.quote for quote in quotes)
    assert card_of(text, sample=0).coverage.whole


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(1, 8))
def test_any_novel_gets_a_card(sentences: int, chapters: int) -> None:
    card = card_of(text_of(sentences, chapters))
    assert card.coverage.whole
    assert card.unjudged
