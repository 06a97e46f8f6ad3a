"""What was recognised becomes what was said: tidy, without loops and inventions, cut at the pauses."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Heard, Word
from dramaport.drama.values import Span
from dramaport.localize.hear import hear, speech_spans
from dramaport.localize.hear.clean import letters
from dramaport.localize.hear.hear import cleaned
from dramaport.media.audio import Pcm

MINUTE = 60_000


def heard(text: str, start: int, *, step: int = 200, probability: float = 0.9) -> Heard:
    """An utterance whose characters follow each other every `step` ms."""
    words = tuple(
        Word(start + i * step, start + (i + 1) * step, character, probability) for i, character in enumerate(text)
    )
    return Heard(start, start + len(text) * step, text, words, probability)


def clean(*said: Heard, speech: tuple[Span, ...] = (Span(start=0, end=MINUTE),), language: str = "zh") -> list[str]:
    return [one.text for one in cleaned(said, speech, language, MINUTE)]


def test_chinese_comes_in_simplified_characters_and_full_width_punctuation() -> None:
    assert clean(heard("還我兒子!", 0)) == ["还我儿子！"]


def test_other_languages_keep_their_spaces_and_characters() -> None:
    words = (Word(0, 300, " You", 0.9), Word(300, 600, " again?", 0.9))
    assert clean(Heard(0, 600, "You again?", words, 0.9), language="en") == ["You again?"]


def test_a_pause_ends_a_line() -> None:
    words = (*heard("我下去", 0).words, *heard("小渡", 1000).words)
    assert clean(Heard(0, 1400, "我下去小渡", words, 0.9)) == ["我下去", "小渡"]


def test_a_short_pause_ends_a_line_only_after_a_sentence() -> None:
    first, second = heard("行", 0, step=300), heard("我放", 450)
    assert clean(Heard(0, 850, "", (*first.words, *second.words), 0.9)) == ["行我放"]
    stop = (Word(0, 300, "行。", 0.9), *second.words)
    assert clean(Heard(0, 850, "", stop, 0.9)) == ["行。", "我放"]


def test_a_line_said_for_ever_is_said_once() -> None:
    assert clean(*(heard("谢谢大家", i * 2000) for i in range(12))) == ["谢谢大家"]


def test_two_lines_in_turns_for_ever_are_said_once() -> None:
    turns = [heard(("你走吧走吧", "我不走不走")[i % 2], i * 2000) for i in range(14)]
    assert clean(*turns) == ["你走吧走吧", "我不走不走"]


def test_a_loop_across_utterances_is_found_once_they_are_lines() -> None:
    once, twice = [(0,)], [(0,), (1500,)]
    said = [
        tuple(word for (start,) in turn for word in heard("你走吧走吧", 4000 * n + start).words)
        for n, turn in enumerate([once, twice, once, twice, once])
    ]
    assert clean(*(Heard(words[0].start, words[-1].end, "", words, 0.9) for words in said)) == ["你走吧走吧"]


def test_a_loop_inside_an_utterance_is_cut() -> None:
    assert clean(heard("我来了" + "请问" * 15, 0, step=50)) == ["我来了请问"]


def test_people_may_say_a_thing_three_times() -> None:
    assert clean(*(heard("救命啊救命", i * 2000) for i in range(3))) == ["救命啊救命"] * 3


INVENTED = ["字幕由志愿者提供", "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", "谢谢观看", "感谢收看", "字幕by索兰娅"]


@pytest.mark.parametrize("said", INVENTED)
def test_what_recognisers_make_up_in_silence_is_dropped(said: str) -> None:
    assert clean(heard(said, 5000, step=100), speech=(Span(start=5000, end=5200),)) == []


def test_an_english_ending_is_dropped_too() -> None:
    words = tuple(
        Word(i * 200, i * 200 + 200, f" {w}", 0.9) for i, w in enumerate(["Thank", "you", "for", "watching!"])
    )
    assert clean(Heard(0, 800, "", words, 0.9), speech=(), language="en") == []


def test_a_character_may_thank_for_watching() -> None:
    assert clean(heard("谢谢观看", 5000, step=250)) == ["谢谢观看"]
    assert clean(heard("谢谢观看", 5000, step=250, probability=0.3)) == []


@pytest.mark.parametrize(("end", "kept"), [(6900, []), (7000, ["谢谢观看"])])
def test_such_words_must_lie_in_speech_for_the_most_part(end: int, kept: list[str]) -> None:
    said = heard("谢谢观看", 5000, step=1000)
    together = Heard(5000, 9000, said.text, said.words, 0.9)
    assert clean(together, speech=(Span(start=5000, end=end),)) == kept


def test_a_line_that_only_contains_such_words_stays() -> None:
    assert clean(heard("谢谢你救了我", 0), speech=()) == ["谢谢你救了我"]
    assert clean(heard("这字幕写错了", 0), speech=()) == ["这字幕写错了"]


@st.composite
def utterances(draw: st.DrawFn) -> list[Heard]:
    """What a careless recogniser may give: times out of order and out of bounds, empty words, loops."""
    times = st.integers(-500, 70_000)
    word = st.builds(
        Word, times, times, st.sampled_from(["我", "们", "你好", "，", "。", "", "救命", "go"]), st.floats(0, 1)
    )
    made = draw(st.lists(st.tuples(times, times, st.lists(word, max_size=8)), max_size=6))
    return [Heard(start, end, "".join(w.text for w in ws), tuple(ws), 0.5) for start, end, ws in made]


@given(utterances())
def test_times_are_in_order_and_inside_the_episode(said: list[Heard]) -> None:
    lines = cleaned(said, (), "zh", MINUTE)
    words = [word for line in lines for word in line.words]
    edges = [edge for word in words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= MINUTE for edge in edges)
    assert all((line.start, line.end) == (line.words[0].start, line.words[-1].end) for line in lines)
    assert all(0 <= line.confidence <= 1 for line in lines)


@given(utterances())
def test_every_line_says_something_that_was_heard(said: list[Heard]) -> None:
    spoken = letters("".join(word.text for one in said for word in one.words))
    lines = cleaned(said, (), "zh", MINUTE)
    assert all(letters(line.text) for line in lines)
    assert all(set(letters(line.text)) <= set(spoken) for line in lines)
    assert sum(len(letters(line.text)) for line in lines) <= len(spoken)


@given(utterances())
def test_no_line_crosses_a_pause(said: list[Heard]) -> None:
    for line in cleaned(said, (), "zh", MINUTE):
        assert all(after.start - before.end < 300 for before, after in itertools.pairwise(line.words))


class Scripted:
    identity = "scripted"

    def recognize(self, pcm: Pcm, language: str) -> tuple[Heard, ...]:
        assert language == "zh"
        return (heard("水裡有人", 100), heard("走", 90_000))


def test_hearing_an_episode() -> None:
    lines = hear(np.zeros(32_000, np.float32), Scripted(), "zh")
    assert [(line.text, line.start) for line in lines] == [("水里有人", 100), ("走", 2000)]


def test_nobody_speaks_in_silence() -> None:
    assert speech_spans(np.zeros(16_000, np.float32)) == ()
    assert speech_spans(np.zeros(0, np.float32)) == ()
