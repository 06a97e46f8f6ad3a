"""Two scripts in blind pairs: what judges see, what the order does to them, and how far they agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.ai.write.asking import AskingWriter
from dramaport.ai.write.scripted import ScriptedModel
from dramaport.drama.screenplay import Screenplay, load_screenplay
from dramaport.errors import BadInput
from dramaport.story.compare.agreement import agreements, kappa, sign_test, tally
from dramaport.story.compare.judging import judged, pair_request
from dramaport.story.compare.sheet import read_sheet, write_sheet
from dramaport.story.compare.values import Choice, Judgement, Pair, Preference, pairs_of
from dramaport.story.decisions import Accepted
from dramaport.story.write.writing import Order, write_story
from writing_making import OUTLINE, desk, told, workshop, written_down

CHOICES = st.sampled_from(["first", "second", "tie"])
PAIRS = tuple(Pair(episode=f"E{n:02}", a=f"A says {n}", b=f"B says {n}") for n in range(1, 13))


def play(home: Path, number: int) -> Screenplay:
    shop = workshop(home)
    model = ScriptedModel(written_down({"outline": [OUTLINE], "write-episode": [told(number + n) for n in range(3)]}))
    write_story(shop, desk(shop, model), Accepted(), Order(seconds=10, revisions=0), lambda _: None)
    return load_screenplay(shop.folder)


def said(judge: str, pair: Pair, a_first: Choice | None, b_first: Choice | None) -> Judgement:
    return Judgement(judge=judge, episode=pair.episode, a_first=a_first, b_first=b_first)


def test_a_judge_sees_lines_and_actions_and_nothing_that_tells_where_they_are_from(tmp_path: Path) -> None:
    one, two = play(tmp_path / "one", 1), play(tmp_path / "two", 20)
    pair = pairs_of(one, two)[0]
    assert "安: 谁？第1次问。" in pair.a
    assert "△ 安提着灯走到门口" in pair.a
    for hidden in ("第1封", "E01", "hook", "T01", "有人敲门"):
        assert hidden not in pair.a


def test_episodes_that_are_equal_or_in_one_alone_are_no_pairs(tmp_path: Path) -> None:
    one = play(tmp_path / "one", 1)
    other = one.model_copy(update={"episodes": dict(list(play(tmp_path / "two", 20).episodes.items())[:2])})
    assert [pair.episode for pair in pairs_of(one, other)] == ["E01", "E02"]
    with pytest.raises(BadInput, match="nothing can be compared"):
        pairs_of(one, one)


def test_a_model_is_asked_twice_with_the_order_swapped() -> None:
    model = ScriptedModel({"compare-pair": [json.dumps({"better": "first", "reason": "它有钩子"})] * 24})
    found = judged(PAIRS, "m", AskingWriter(model), "zh", lambda _: None)
    first, second = (call.messages[1].content for call in model.calls[:2])
    assert first.index("A says 1") < first.index("B says 1")
    assert second.index("B says 1") < second.index("A says 1")
    assert {judgement.preference for judgement in found} == {Preference.SWAYED}
    assert tally("m", found).swayed == 12
    assert (tally("m", found).a, tally("m", found).b) == (0, 0)
    assert tally("m", found).order_p < 0.001


def test_the_request_says_nothing_of_a_and_b() -> None:
    assert (
        pair_request(PAIRS[0], "zh", a_first=True).messages[0]
        == pair_request(PAIRS[0], "zh", a_first=False).messages[0]
    )


@pytest.mark.parametrize(
    ("a_first", "b_first", "preference"),
    [
        ("first", "second", Preference.A),
        ("second", "first", Preference.B),
        ("first", "first", Preference.SWAYED),
        ("second", "second", Preference.SWAYED),
        ("tie", "tie", Preference.TIE),
        ("first", "tie", Preference.TIE),
        ("first", None, Preference.A),
        (None, "first", Preference.B),
    ],
)
def test_only_who_chooses_the_same_in_both_orders_has_a_preference(
    a_first: Choice, b_first: Choice, preference: Preference
) -> None:
    assert said("m", PAIRS[0], a_first, b_first).preference is preference


@given(CHOICES, CHOICES)
def test_calling_a_b_and_b_a_turns_the_preference_round(one: Choice, other: Choice) -> None:
    turned = {Preference.A: Preference.B, Preference.B: Preference.A}
    there, back = said("m", PAIRS[0], one, other), said("m", PAIRS[0], other, one)
    assert back.preference is turned.get(there.preference, there.preference)


def test_kappa_of_two_judges_who_agree_on_35_of_50() -> None:
    """20 yes by both, 15 no by both, 5 and 10 otherwise: p_o = 0.7, p_e = 0.5 · 0.6 + 0.5 · 0.4 = 0.5."""
    labels = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(labels) == pytest.approx(0.4)


@given(st.lists(st.tuples(CHOICES, CHOICES), min_size=1, max_size=40))
def test_kappa_is_at_most_1_symmetric_and_1_only_for_full_agreement(labels: list[tuple[str, str]]) -> None:
    value = kappa(labels)
    assert value == pytest.approx(kappa([(second, first) for first, second in labels]))
    if value is None:
        assert len({label for pair in labels for label in pair}) == 1
    else:
        assert value <= 1
        assert (value == pytest.approx(1)) == all(first == second for first, second in labels)


def test_kappa_of_judges_who_say_one_thing_throughout_is_not_defined() -> None:
    assert kappa([("a", "a")] * 9) is None
    assert kappa([]) is None


def test_the_sign_test_is_exact() -> None:
    assert sign_test(0, 0) == 1
    assert sign_test(6, 6) == 1
    assert sign_test(0, 5) == pytest.approx(2 / 32)
    assert sign_test(9, 1) == pytest.approx(22 / 1024)
    assert sign_test(1, 9) == sign_test(9, 1)


def test_agreement_counts_the_pairs_both_saw() -> None:
    one = [said("m", pair, "first", "second") for pair in PAIRS]
    two = [said("n", pair, "first", "second" if at < 3 else "first") for at, pair in enumerate(PAIRS[:6])]
    (found,) = agreements([*one, *two])
    assert (found.judges, found.pairs, found.equal) == (("m", "n"), 6, 3)


def test_a_persons_sheet_hides_which_is_which_and_half_of_the_pairs_are_turned(tmp_path: Path) -> None:
    many = tuple(Pair(episode=f"E{n:02}", a=f"A says {n}", b=f"B says {n}") for n in range(1, 100))
    write_sheet(tmp_path / "anna.toml", many, "anna")
    turned = (tmp_path / "anna.toml").read_text("utf-8").count('first = "B says')
    assert 30 < turned < 70


@settings(max_examples=15, deadline=None)
@given(st.lists(CHOICES, min_size=12, max_size=12))
def test_a_filled_sheet_is_read_back_whichever_script_is_called_a(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[str]
) -> None:
    file = tmp_path_factory.mktemp("sheet") / "anna.toml"
    write_sheet(file, PAIRS, "anna")
    for choice in wanted:
        file.write_text(file.read_text("utf-8").replace('better = ""', f'better = "{choice}"', 1), "utf-8")
    there = read_sheet(file, PAIRS)
    assert [judgement.a_first or judgement.b_first for judgement in there] == wanted
    swapped = tuple(Pair(episode=pair.episode, a=pair.b, b=pair.a) for pair in PAIRS)
    turned = {Preference.A: Preference.B, Preference.B: Preference.A, Preference.TIE: Preference.TIE}
    back = read_sheet(file, swapped)
    assert [judgement.preference for judgement in back] == [turned[judgement.preference] for judgement in there]


def test_rows_left_empty_are_no_judgements_and_a_sheet_is_never_written_over(tmp_path: Path) -> None:
    write_sheet(tmp_path / "s.toml", PAIRS, "anna")
    assert read_sheet(tmp_path / "s.toml", PAIRS) == ()
    with pytest.raises(BadInput, match="already"):
        write_sheet(tmp_path / "s.toml", PAIRS, "anna")


def test_a_sheet_of_other_scripts_or_with_other_words_is_refused(tmp_path: Path) -> None:
    write_sheet(tmp_path / "s.toml", PAIRS, "anna")
    with pytest.raises(BadInput, match="other texts"):
        read_sheet(tmp_path / "s.toml", [pair.model_copy(update={"a": "new"}) for pair in PAIRS])
    text = (tmp_path / "s.toml").read_text("utf-8")
    (tmp_path / "s.toml").write_text(text.replace('better = ""', 'better = "the left one"', 1), "utf-8")
    with pytest.raises(BadInput, match=r"pairs\.0\.better"):
        read_sheet(tmp_path / "s.toml", PAIRS)
