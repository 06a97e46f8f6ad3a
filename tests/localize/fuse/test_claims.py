"""Every heard letter has one owner: a caption, a line nobody captioned, or, where it is noise, nobody."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Heard, Word
from dramaport.drama.values import Span
from dramaport.localize.fuse.claims import Claims, claims, letters_of

MINUTE = 60_000


def heard(text: str, start: int, end: int, probability: float = 0.9) -> Heard:
    step = (end - start) / len(text)
    words = tuple(
        Word(round(start + i * step), round(start + (i + 1) * step), letter, probability)
        for i, letter in enumerate(text)
    )
    return Heard(start, end, text, words, probability)


def shared(said: list[Heard], *captions: tuple[str, int, int]) -> Claims:
    return claims(said, [text for text, _, _ in captions], [Span(start=start, end=end) for _, start, end in captions])


def texts(groups: tuple[tuple[Word, ...], ...]) -> list[str]:
    return ["".join(word.text for word in words) for words in groups]


def test_letters_are_what_is_compared() -> None:
    assert letters_of("别喊，把 Lamp 给我！2") == "别喊把lamp给我2"
    assert letters_of("……？！") == ""


def test_agreement_is_the_share_of_the_caption_heard_the_same() -> None:
    found = shared([heard("水利有人", 0, 800)], ("水里有人", 0, 800), ("没人听见", 5000, 6000))
    assert found.agreement == (0.75, 0.0)
    assert texts(found.of_caption) == ["水利有人", ""]


def test_a_caption_of_signs_alone_agrees_with_nothing() -> None:
    assert shared([heard("啊", 0, 400)], ("……", 0, 1000)).agreement == (0.0,)


def test_a_word_of_several_characters_is_divided_at_the_caption() -> None:
    whole = Heard(0, 1600, "把灯给我我下去", (Word(0, 1600, "把灯给我我下去", 0.9),), 0.9)
    found = shared([whole], ("把灯给我", 0, 900), ("我下去", 920, 1600))
    assert texts(found.of_caption) == ["把灯给我", "我下去"]
    assert found.of_caption[1][0].start == round(4 * 1600 / 7)


def test_a_word_of_an_alphabet_stays_whole() -> None:
    said = Heard(0, 600, "hello", (Word(0, 600, " hello", 0.9),), 0.9)
    assert [len(words) for words in shared([said]).unclaimed] == [1]


@pytest.mark.parametrize(("gap", "lines"), [(249, ["有人吗快走"]), (250, ["有人吗", "快走"])])
def test_unclaimed_speech_is_parted_at_pauses(gap: int, lines: list[str]) -> None:
    first, second = heard("有人吗", 0, 900), heard("快走", 900 + gap, 1500 + gap)
    together = Heard(0, second.end, "", (*first.words, *second.words), 0.9)
    assert texts(shared([together]).unclaimed) == lines


def test_unclaimed_speech_is_parted_where_utterances_are() -> None:
    assert texts(shared([heard("有人吗", 0, 900), heard("快走", 900, 1500)]).unclaimed) == ["有人吗", "快走"]


def test_what_lies_mostly_under_a_caption_is_its_mishearing() -> None:
    assert texts(shared([heard("处交", 1000, 1800)], ("触礁", 900, 1900)).of_caption) == ["处交"]
    after = [heard("触礁", 900, 1100), heard("呀吗啊", 1300, 1800)]
    assert texts(shared(after, ("触礁", 900, 1900)).of_caption) == ["触礁呀吗啊"]
    found = shared([heard("处交", 3000, 3800)], ("触礁", 900, 1900))
    assert (texts(found.of_caption), texts(found.unclaimed)) == ([""], ["处交"])


@pytest.mark.parametrize(("gap", "unclaimed"), [(199, []), (200, ["呃"])])
def test_a_single_letter_near_a_line_is_a_splinter_of_it(gap: int, unclaimed: list[str]) -> None:
    line, splinter = heard("把灯给我", 1000, 2000), heard("呃", 2000 + gap, 2300 + gap)
    assert texts(shared([line, splinter], ("把灯给我", 1000, 2000)).unclaimed) == unclaimed


def test_what_stands_between_letters_of_one_caption_is_its_own() -> None:
    said = [heard("把灯", 1000, 1400), heard("那个", 2300, 2700), heard("给我", 2750, 2950)]
    found = shared(said, ("把灯给我", 1000, 2000))
    assert texts(found.of_caption) == ["把灯那个给我"]


@pytest.mark.parametrize(
    ("text", "probability", "kept"),
    [("有人", 0.3, True), ("有人", 0.29, False), ("走", 0.5, True), ("走", 0.49, False)],
)
def test_what_the_recogniser_itself_hardly_believes_is_noise(text: str, probability: float, kept: bool) -> None:
    assert texts(shared([heard(text, 0, 600, probability)]).unclaimed) == ([text] if kept else [])


@st.composite
def episodes(draw: st.DrawFn) -> tuple[list[Heard], list[tuple[str, int, int]]]:
    text = st.text(alphabet="水里有人妈，a ", min_size=1, max_size=8)

    def spans() -> list[tuple[int, int]]:
        edges = sorted(draw(st.lists(st.integers(0, MINUTE), max_size=12, unique=True)))
        return list(zip(edges[::2], edges[1::2], strict=False))

    said = [heard(draw(text), start, end, draw(st.floats(0, 1))) for start, end in spans()]
    return said, [(draw(text), start, end) for start, end in spans()]


@given(episodes())
def test_no_letter_has_two_owners(episode: tuple[list[Heard], list[tuple[str, int, int]]]) -> None:
    said, captions = episode
    found = shared(said, *captions)
    given_out = Counter(
        (word.start, letter)
        for words in (*found.of_caption, *found.unclaimed)
        for word in words
        for letter in letters_of(word.text)
    )
    there = Counter((word.start, letter) for one in said for word in one.words for letter in letters_of(word.text))
    assert given_out <= there


@given(episodes())
def test_only_what_is_hardly_believed_is_dropped(episode: tuple[list[Heard], list[tuple[str, int, int]]]) -> None:
    said, captions = episode
    sure = [Heard(o.start, o.end, o.text, tuple(Word(w.start, w.end, w.text, 0.9) for w in o.words), 0.9) for o in said]
    found = shared(sure, *captions)
    given_out = Counter(
        letter for words in (*found.of_caption, *found.unclaimed) for w in words for letter in letters_of(w.text)
    )
    assert given_out == Counter(letter for one in sure for w in one.words for letter in letters_of(w.text))


@given(episodes())
def test_each_caption_has_its_place_and_a_share(episode: tuple[list[Heard], list[tuple[str, int, int]]]) -> None:
    said, captions = episode
    found = shared(said, *captions)
    assert len(found.of_caption) == len(found.agreement) == len(captions)
    assert all(0 <= share <= 1 for share in found.agreement)
    assert all(words for words in found.unclaimed)
