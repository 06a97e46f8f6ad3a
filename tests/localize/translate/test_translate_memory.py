"""The memory gives the same words always, a misrecognised line often, and a different line never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate_making import entry, line

from dramaport.localize.translate.likeness import plain, same_line
from dramaport.localize.translate.memory import Memory


def test_the_same_words_match_whatever_the_punctuation_width_and_spaces() -> None:
    memory = Memory([entry("爷爷，水里有个人！", "Grandpa! Someone's in the water!", "Grandpa, look!")])
    found = memory.exact(line(1, "爷爷 水里有个人"), "en")
    assert found is not None
    assert (found.targets[1], found.score, found.rivals) == ("Grandpa, look!", 1.0, 0)
    assert memory.exact(line(1, "爷爷，水里有个人！"), "de") is None


def test_of_several_the_one_made_for_this_line_wins() -> None:
    memory = Memory([entry("妈！", "Mom!", context="E01.005"), entry("妈！", "Mother!", context="E01.009")])
    own, foreign = memory.exact(line(9, "妈！"), "en"), memory.exact(line(7, "妈！"), "en")
    assert own is not None
    assert foreign is not None
    assert (own.targets, own.rivals) == (("Mother!",), 0)
    assert (foreign.targets, foreign.rivals) == (("Mom!",), 1)


def test_lines_of_punctuation_alone_match_themselves_only() -> None:
    memory = Memory([entry("……", "…"), entry("？！", "?!")])
    found = memory.exact(line(1, "？！"), "en")
    assert found is not None
    assert found.targets == ("?!",)


SAME = [
    ("我在这", "我在这儿！", "a coloured r"),
    ("神渡！我是你姐姐", "沈渡！我是你姐姐", "the same sound, even in a name"),
    ("爷爷，水里有各人！", "爷爷，水里有个人！", "the same sound"),
    ("这份离婚协议你签还是不签呢", "这份离婚协议，你签还是不签？", "an interjection more"),
    ("少爷夫人已经在门口等了一整夫了", "少爷，夫人已经在门口等了一整夜了。", "a character misread in a long line"),
]
DIFFERENT = [
    ("我来了", "我来晚了", "a word more in a short line"),
    ("我不认识这个女人吧", "我认识这个女人吧", "negation"),
    ("二十年了你还活着呢", "三十年了你还活着呢", "a number"),
    ("他今天晚上一定会回来的", "我今天晚上一定会回来的", "another person"),
    ("林晚已经在渡口等了一整夜了", "小满已经在渡口等了一整夜了", "a name of the bible"),
    ("完了", "晚了", "two syllables of one sound"),
    ("你想干什么", "你来干什么", "a character changed in a short line"),
]


@pytest.mark.parametrize(("damaged", "known", "why"), SAME)
def test_recognition_errors_are_seen_through(damaged: str, known: str, why: str) -> None:
    assert same_line(damaged, known, "zh", ("沈渡", "林晚", "小满"))


@pytest.mark.parametrize(("damaged", "known", "why"), DIFFERENT)
def test_other_lines_are_other_lines(damaged: str, known: str, why: str) -> None:
    assert not same_line(damaged, known, "zh", ("沈渡", "林晚", "小满"))


@pytest.mark.parametrize(
    ("damaged", "known", "same"),
    [
        ("oh I told you to wait for me at the river", "I told you to wait for me at the river.", True),
        ("well we wait down at the old river crossing", "We wait down at the old river crossing.", True),
        ("we don't wait down at the old river crossing", "We wait down at the old river crossing.", False),
        ("we wait down at the old river crossin", "We wait down at the old river crossing.", True),
    ],
)
def test_other_languages_go_by_words(damaged: str, known: str, same: bool) -> None:
    assert same_line(damaged, known, "en") == same


def test_near_finds_the_right_one_and_tells_how_near() -> None:
    memory = Memory([entry("我下去！", "I'm going in!"), entry("这只铜铃，哪儿来的？", "Where did you get this bell?")])
    found = memory.near(line(1, "这只同铃，哪儿来的？"), "en")
    assert found is not None
    assert (found.targets[0], found.score) == ("Where did you get this bell?", 0.88)
    assert memory.near(line(1, "这只铜铃不错"), "en") is None
    assert memory.near(line(1, "这只同铃，哪儿来的？"), "fr") is None


def test_examples_are_like_the_line_and_never_the_line() -> None:
    memory = Memory(
        [entry("你怎么来了？", "What brings you here?"), entry("你怎么来了！", "You?"), entry("晚了！", "Too late!")]
    )
    assert memory.examples("奶奶你怎么来了", "en") == (
        ("你怎么来了？", "What brings you here?"),
        ("你怎么来了！", "You?"),
    )
    assert memory.examples("你怎么来了", "en") == ()


def test_an_empty_memory_knows_nothing() -> None:
    memory = Memory([])
    assert memory.exact(line(1, "谁？"), "en") is None
    assert memory.near(line(1, "谁？"), "en") is None
    assert memory.examples("谁？", "en") == ()


texts = st.text("我你他不来去了吗林晚沈渡，。！一二", max_size=12)


@given(texts)
def test_a_line_is_itself(text: str) -> None:
    assert same_line(text, text, "zh")


@given(texts, texts)
def test_likeness_has_no_direction(one: str, other: str) -> None:
    assert same_line(one, other, "zh") == same_line(other, one, "zh")


@given(texts, texts)
def test_a_negation_more_is_never_the_same_line(before: str, after: str) -> None:
    assert not same_line(before + "不" + after, (before + after).replace("不", ""), "zh")


@given(st.lists(texts, min_size=1, max_size=6), st.integers(0, 5))
def test_every_entry_is_found_by_its_own_words(sources: list[str], index: int) -> None:
    memory = Memory([entry(source, f"text {number}") for number, source in enumerate(sources)])
    wanted = sources[index % len(sources)]
    found = memory.exact(line(1, wanted), "en")
    assert found is not None
    assert plain(found.source) == plain(wanted)
