"""Alignment pairs each heard letter with at most one caption letter, in order, near in time."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.values import Span
from dramaport.localize.fuse.align import Letter, align

MINUTE = 60_000


def letters(text: str, start: int, end: int, owner: int = 0) -> list[Letter]:
    step = (end - start) / len(text)
    return [Letter(letter, start + step * (i + 0.5), owner) for i, letter in enumerate(text)]


def pairs(said: list[Letter], read: list[Letter], *spans: Span) -> list[tuple[str, str]]:
    return [
        (said[i].text, read[partner].text) for i, partner in enumerate(align(said, read, spans)) if partner is not None
    ]


def test_the_same_text_is_paired_letter_by_letter() -> None:
    said, read = letters("水里有人", 0, 800), letters("水里有人", 0, 1000)
    assert align(said, read, [Span(start=0, end=1000)]) == (0, 1, 2, 3)


def test_a_misheard_letter_is_paired_where_its_neighbours_say_it_belongs() -> None:
    assert pairs(letters("水利有人", 0, 800), letters("水里有人", 0, 800), Span(start=0, end=800)) == [
        ("水", "水"), ("利", "里"), ("有", "有"), ("人", "人"),
    ]  # fmt: skip


def test_a_letter_heard_too_much_or_too_little_shifts_nothing() -> None:
    caption = Span(start=0, end=800)
    assert [read for _, read in pairs(letters("水里呃有人", 0, 800), letters("水里有人", 0, 800), caption)] == list(
        "水里有人"
    )
    assert pairs(letters("水有人", 0, 800), letters("水里有人", 0, 800), caption) == [
        ("水", "水"),
        ("有", "有"),
        ("人", "人"),
    ]


def test_the_same_letter_far_away_is_another_one() -> None:
    caption = Span(start=10_000, end=11_000)
    read = letters("走", 10_000, 11_000)
    assert align([Letter("走", 8_999, 0)], read, [caption]) == (None,)
    assert align([Letter("走", 9_000, 0)], read, [caption]) == (0,)


def test_another_letter_must_lie_within_its_caption_or_just_beside_it() -> None:
    caption = Span(start=10_000, end=11_000)
    read = letters("走", 10_000, 11_000)
    assert align([Letter("手", 10_000 - 201, 0)], read, [caption]) == (None,)
    assert align([Letter("手", 10_000 - 200, 0)], read, [caption]) == (0,)


def test_of_two_equal_letters_the_nearer_one_is_meant() -> None:
    spans = [Span(start=0, end=600), Span(start=900, end=1500)]
    read = [*letters("妈", 0, 600, 0), *letters("妈", 900, 1500, 1)]
    assert align([Letter("妈", 1200, 0)], read, spans) == (1,)
    assert align([Letter("妈", 300, 0)], read, spans) == (0,)


def test_nothing_heard_or_nothing_read() -> None:
    assert align([], letters("走", 0, 100), [Span(start=0, end=100)]) == ()
    assert align(letters("走吧", 0, 100), [], []) == (None, None)


@st.composite
def tracks(draw: st.DrawFn) -> tuple[list[Letter], list[Letter], list[Span]]:
    text = st.text(alphabet="水里有人妈", min_size=1, max_size=6)
    edges = sorted(draw(st.lists(st.integers(0, MINUTE), max_size=12, unique=True)))
    spans = [Span(start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    read = [letter for n, span in enumerate(spans) for letter in letters(draw(text), span.start, span.end, n)]
    starts = sorted(draw(st.lists(st.integers(0, MINUTE), max_size=6, unique=True)))
    said = [letter for n, start in enumerate(starts) for letter in letters(draw(text), start, start + 900, n)]
    return sorted(said, key=lambda letter: letter.at), read, spans


@given(tracks())
def test_partners_are_in_order_and_taken_once(track: tuple[list[Letter], list[Letter], list[Span]]) -> None:
    said, read, spans = track
    partners = align(said, read, spans)
    assert len(partners) == len(said)
    taken = [partner for partner in partners if partner is not None]
    assert all(before < after for before, after in pairwise(taken))
    assert all(0 <= partner < len(read) for partner in taken)


@given(tracks())
def test_partners_are_never_further_than_the_reach(track: tuple[list[Letter], list[Letter], list[Span]]) -> None:
    said, read, spans = track
    for letter, partner in zip(said, align(said, read, spans), strict=True):
        if partner is not None:
            span = spans[read[partner].owner]
            outside = max(0, span.start - letter.at, letter.at - span.end)
            assert outside <= (1000 if read[partner].text == letter.text else 200)


@given(st.text(alphabet="水里有人妈", min_size=1, max_size=12))
def test_a_text_heard_as_read_is_paired_whole(text: str) -> None:
    said = letters(text, 0, 200 * len(text))
    assert align(said, said, [Span(start=0, end=200 * len(text))]) == tuple(range(len(text)))
