"""Imported rows find their lines: by id, else by time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from interchange_making import line

from dramaport.drama.interchange.matching import Matched, match_rows
from dramaport.drama.interchange.rows import ReviewRow

LINES = [line(1, 0, 1000), line(2, 1100, 2000), line(3, 2100, 4000)]


def timed(start: int, end: int, target: str = "x", *, name: str = "", episode: str = "") -> ReviewRow:
    return ReviewRow(line=name, start=start, end=end, target=target, episode=episode)


def pairs(matched: Matched) -> list[tuple[str, str]]:
    return [(pair.line, pair.row.target) for pair in matched.pairs]


def test_an_id_wins_over_the_time() -> None:
    matched = match_rows([timed(2100, 4000, "one", name="E01.001")], LINES)
    assert pairs(matched) == [("E01.001", "one")]
    assert matched.missing == ("E01.002", "E01.003")


def test_without_ids_rows_go_to_the_lines_they_share_most_time_with() -> None:
    matched = match_rows([timed(50, 1080, "one"), timed(1000, 2100, "two"), timed(2200, 3900, "three")], LINES)
    assert pairs(matched) == [("E01.001", "one"), ("E01.002", "two"), ("E01.003", "three")]
    assert (matched.unmatched, matched.missing) == ((), ())


def test_a_row_too_many_or_too_few_is_told() -> None:
    extra = timed(8000, 9000, "extra")
    matched = match_rows([timed(0, 1000, "one"), extra, timed(2100, 4000, "three")], LINES)
    assert pairs(matched) == [("E01.001", "one"), ("E01.003", "three")]
    assert matched.unmatched == (extra,)
    assert matched.missing == ("E01.002",)


def test_an_unknown_id_is_not_matched_by_its_time() -> None:
    lost = timed(0, 1000, name="E09.001")
    matched = match_rows([lost], LINES)
    assert matched.unmatched == (lost,)
    assert matched.pairs == ()


def test_rows_of_another_episode_stay_away() -> None:
    assert match_rows([timed(0, 1000, episode="E02")], LINES).pairs == ()
    assert len(match_rows([timed(0, 1000, episode="E01")], LINES).pairs) == 1


def test_successive_cues_of_one_line_are_one_row_again() -> None:
    split = [timed(0, 480, "Twenty years,", name="E01.001"), timed(560, 1000, "and alive.", name="E01.001")]
    pair = match_rows(split, LINES).pairs[0]
    assert (pair.row.start, pair.row.end, pair.row.target) == (0, 1000, "Twenty years,\nand alive.")


def test_a_cue_two_speakers_share_is_two_rows() -> None:
    shared = timed(0, 2000, "-Wake up!\n-Where?", name="E01.001+E01.002")
    assert pairs(match_rows([shared], LINES)) == [("E01.001", "Wake up!"), ("E01.002", "Where?")]


@given(
    st.lists(
        st.tuples(st.integers(0, 5000), st.integers(0, 2000), st.sampled_from(["", "E01.001", "E01.002", "nobody"]))
    )
)
def test_every_row_is_matched_or_told_and_every_line_is_found_or_missing(
    given_rows: list[tuple[int, int, str]],
) -> None:
    rows = [timed(start, start + length, name=name) for start, length, name in given_rows]
    matched = match_rows(rows, LINES)
    found = [pair.line for pair in matched.pairs]
    assert sorted([*found, *matched.missing]) == [each.id for each in LINES]
    without = [row for row in rows if not row.line]
    timed_pairs = [pair for pair in matched.pairs if not pair.row.line]
    assert len(timed_pairs) + sum(1 for row in matched.unmatched if not row.line) == len(without)
    assert all(row.line in {"", "nobody"} for row in matched.unmatched)
