"""Read text is tidied the same way whatever width it was read in, and several readings make one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.localize.read.text import alike, bare, consensus, join, script_letters, tidy

HANZI = st.text(alphabet="爷水里有个人别喊把灯给我下去小渡醒推这只铜铃", min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("read", "tidied"),
    [
        ("这句话 被模仿", "这句话被模仿"),
        ("你先 OK 吗", "你先OK吗"),
        ("等等,别走!", "等等，别走！"),
        ("ＡＢＣ１２３呢", "ABC123呢"),
        ("我......走了", "我……走了"),
        ("他就是—一", "他就是——"),
        ("好.", "好。"),
        ("艾丽丝·王", "艾丽丝·王"),
        ("滾", "滾"),
    ],
)
def test_chinese_is_tidied(read: str, tidied: str) -> None:
    assert tidy(read, "zh") == tidied


def test_english_keeps_its_spaces_and_narrow_punctuation() -> None:
    assert tidy("I've  decided,\tRem.", "en") == "I've decided, Rem."


@given(st.text(max_size=30), st.sampled_from(["zh", "ja", "en", "ko"]))
def test_tidying_twice_changes_nothing(text: str, language: str) -> None:
    once = tidy(text, language)
    assert tidy(once, language) == once


def test_rows_join_as_the_language_is_written() -> None:
    assert join(["我弟弟的，", "他淹死在这青江里"], "zh") == "我弟弟的，他淹死在这青江里"
    assert join(["Where did you", "get this?"], "en") == "Where did you get this?"


def test_each_language_knows_its_letters() -> None:
    assert script_letters("我OK", "zh") == 1
    assert script_letters("我OK", "en") == 2
    assert script_letters("안녕", "ko") == 2


def test_texts_are_compared_without_punctuation() -> None:
    assert alike("你说什么？", "你说什么!") == 1.0
    assert alike("？！", "……") < 1.0
    assert alike("我没事", "你走吧") == 0.0


def test_one_misreading_is_outvoted() -> None:
    text, score = consensus([("铃是谁的", 0.9), ("铃是淮的", 0.8), ("铃是谁的", 0.95)])
    assert text == "铃是谁的"
    assert 0.8 < score < 1.0


def test_a_missed_character_comes_back_when_most_readings_have_it() -> None:
    assert consensus([("个还是两个", 0.9), ("一个还是两个", 0.9), ("一个还是两个", 0.9)])[0] == "一个还是两个"


def test_a_made_up_character_goes_when_most_readings_lack_it() -> None:
    assert consensus([("醒醒一", 0.9), ("醒醒", 0.8), ("醒醒", 0.8)])[0] == "醒醒"


def test_nothing_read_is_nothing() -> None:
    assert consensus([("", 0.9)]) == ("", 0.0)


@given(HANZI, st.integers(min_value=1, max_value=4))
def test_readings_that_agree_are_the_text_with_full_score(text: str, times: int) -> None:
    assert consensus([(text, 0.9)] * times) == (text, pytest.approx(1.0))


@given(HANZI, HANZI)
def test_two_readings_outvote_any_third(text: str, other: str) -> None:
    assert consensus([(text, 0.9), (other, 0.9), (text, 0.9)])[0] == text


@given(st.lists(st.tuples(HANZI, st.floats(min_value=0.1, max_value=1.0)), min_size=1, max_size=5))
def test_consensus_uses_only_characters_that_were_read(readings: list[tuple[str, float]]) -> None:
    text, score = consensus(readings)
    assert set(bare(text)) <= set("".join(read for read, _ in readings))
    assert 0.0 <= score <= 1.0 + 1e-9
