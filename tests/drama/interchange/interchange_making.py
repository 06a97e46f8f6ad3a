"""Rows for the interchange tests, made by hand and by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from dramaport.drama.interchange.rows import ReviewRow
from dramaport.drama.values import Line, Origin, Span

FERRY = (
    ReviewRow(
        line="E01.001",
        episode="E01",
        start=500,
        end=2120,
        character="小满",
        source="爷爷，水里有人！",
        target="Grandpa! Someone's in the water!",
        shorter=("Grandpa, in the water!", "Grandpa!"),
        flags=("fuzzy:0.87",),
        note="a child",
    ),
    ReviewRow(line="E01.002", episode="E01", start=2200, end=3300, source="嘘。", target="Hush.\nHand me the lamp!"),
    ReviewRow(line="E02.001", episode="E02", start=0, end=900, source='<醒> & "醒"', target="=1+1 & <b>"),
)


#: Characters a reviewer's text may hold: no controls, and nothing that is taken for a line end or a tag.
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="<>{}\\_")


def _tidy(text: str) -> str:
    return " ".join(text.split())


words = st.text(LETTERS, max_size=20).map(_tidy)
some_words = st.text(LETTERS, min_size=1, max_size=20).map(lambda text: _tidy(text) or "x")
texts = st.lists(some_words.map(lambda row: row.replace("->", "")), max_size=2).map("\n".join)


@st.composite
def review_rows(draw: st.DrawFn, index: int = 0) -> ReviewRow:
    start = draw(st.integers(0, 7_200_000))
    return ReviewRow(
        line=f"E01.{index:03d}",
        episode="E01",
        start=start,
        end=start + draw(st.integers(0, 9000)),
        character=draw(words),
        source=draw(texts),
        target=draw(texts),
        shorter=tuple(draw(st.lists(some_words, max_size=2))),
        flags=tuple(draw(st.lists(some_words, max_size=2))),
        note=draw(texts),
    )


@st.composite
def sheets(draw: st.DrawFn, least: int = 1) -> tuple[ReviewRow, ...]:
    return tuple(draw(review_rows(index)) for index in range(draw(st.integers(least, 4))))


def line(number: int, start: int, end: int, episode: str = "E01") -> Line:
    return Line(
        id=f"{episode}.{number:03d}",
        episode=episode,
        span=Span(start=start, end=end),
        text="渡口",
        origin=Origin.SCRIPT,
        confidence=1.0,
    )
