"""What holds for every polished episode, whatever goes in: order, gaps, all text, limits, and no second change."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from subtitle_making import cue, rows, times

from dramaport.drama.languages import LANGUAGES
from dramaport.drama.values import Cue, LineKind
from dramaport.localize.subtitle.cues import lanes
from dramaport.localize.subtitle.polish import check, one_round, polish
from dramaport.localize.subtitle.profile import Profile, profile
from dramaport.localize.subtitle.rules import Severity

LETTERS = {
    "latin": "abcdeéñ ABC  .,!?'\"-…“”«»0123:;¿",
    "cyrillic": "абвгд АБ «».,!?12ab",
    "han": "你好这那的了，。！？把在 一不“”12ab",
    "kana": "あいのをて、。！？ーっ漢字「」 12ab",
    "hangul": "가나다라 마바사. ?!…12ab",
    "thai": "กขคงเแัิ่้ ะาๆ12ab",
    "arabic": "ابتثجح ،؟.!12ab-ً",
    "devanagari": "कखगािी ्।,?!12ab",
}


@st.composite
def episodes(draw: st.DrawFn) -> tuple[tuple[Cue, ...], Profile]:
    """Any cues at all, with a profile, shot changes and an end."""
    tag = draw(st.sampled_from(sorted(LANGUAGES)))
    rate = draw(st.sampled_from([23.976, 24.0, 25.0, 29.97, 30.0, 60.0]))
    wanted = profile(
        tag, draw(st.sampled_from(["vertical", "broadcast"])), draw(st.sampled_from(["adult", "sdh"])), rate
    )
    row = st.text(LETTERS[wanted.language.script], max_size=60)
    starts = st.integers(0, draw(st.sampled_from([500, 4000, 20000])))
    lengths = st.one_of(st.integers(0, 900), st.integers(0, 9000))
    cues = draw(
        st.lists(st.tuples(starts, lengths, st.lists(row, max_size=3), st.booleans(), st.booleans()), max_size=7)
    )
    made = tuple(
        cue(start, start + length, *((f"- {each}" for each in text) if dashed else text), screen=screen, ids=(f"L{k}",))
        for k, (start, length, text, screen, dashed) in enumerate(cues)
    )
    cuts = draw(st.lists(st.integers(0, 20000), max_size=8))
    return made, wanted.seen(cuts, draw(st.none() | st.integers(0, 30000)))


def letters(cues: tuple[Cue, ...], kind: LineKind) -> list[str]:
    """The letters and digits of a lane, in whatever order the cues stand."""
    written = "".join(each.text for each in cues if each.kind is kind)
    return sorted(c for c in unicodedata.normalize("NFKC", written) if c.isalnum())


@given(episodes())
@settings(max_examples=120, deadline=None)
def test_polishing_polished_cues_changes_nothing(episode: tuple[tuple[Cue, ...], Profile]) -> None:
    cues, wanted = episode
    once = polish(cues, wanted)
    assert one_round(once.cues, wanted) == once.cues
    assert polish(once.cues, wanted) == once


@given(episodes())
@settings(max_examples=120, deadline=None)
def test_polished_cues_are_in_order_apart_and_whole(episode: tuple[tuple[Cue, ...], Profile]) -> None:
    cues, wanted = episode
    done = polish(cues, wanted).cues
    assert list(done) == sorted(done, key=lambda each: each.span.start)
    for lane in lanes(done):
        for first, second in pairwise(lane):
            assert done[first].span.end + wanted.gap_ms <= done[second].span.start
    for kind in LineKind:
        assert letters(done, kind) == letters(cues, kind)


@given(episodes())
@settings(max_examples=120, deadline=None)
def test_what_is_not_listed_keeps_every_limit_and_what_is_listed_says_why(
    episode: tuple[tuple[Cue, ...], Profile],
) -> None:
    cues, wanted = episode
    done = polish(cues, wanted)
    assert all(violation.reason for violation in done.violations)
    broken = {(violation.cue, violation.rule) for violation in done.violations}
    for place, each in enumerate(done.cues):
        kept = {
            name for name in ("least-time", "most-time", "reading-speed", "row-width") if (place, name) not in broken
        }
        assert each.rows
        assert len(each.rows) <= wanted.rows
        assert each.span.duration <= wanted.max_ms
        assert each.span.duration >= (wanted.min_ms if "least-time" in kept else 1)
        assert "reading-speed" not in kept or each.span.duration >= wanted.reading_ms(each.rows)
        assert "row-width" not in kept or all(wanted.overflow(row) == 0 for row in each.rows)


def test_an_episode_of_everything_at_once() -> None:
    done = polish(
        [
            cue(3000, 5200, "  <i>I pulled it from the river , with you...</i> ", ids=("E01.003",)),
            cue(0, 500, "Grandpa!!", ids=("E01.001",)),
            cue(400, 2600, "Captain Shen. Twenty years, and you're still alive.", ids=("E01.002",)),
            cue(0, 2000, "Shen Du, boatman at the crossing", screen=True, ids=("E01.004",)),
        ],
        profile("en"),
    )
    assert rows(done.cues) == [
        ("Grandpa!",),
        ("Shen Du, boatman", "at the crossing"),
        ("Captain Shen.", "Twenty years,"),
        ("and you're still alive.",),
        ("I pulled it from", "the river, with you…"),
    ]
    assert times(done.cues)[0] == (0, 320)
    assert {violation.rule for violation in done.violations} <= {"least-time", "reading-speed", "break-place"}


def test_a_dense_cue_stands_into_the_pause_and_no_further_than_it_needs() -> None:
    done = polish([cue(0, 1000, "Give me back my son, now!"), cue(4000, 5000, "No way.")], profile("en"))
    assert times(done.cues) == [(0, 1250), (4000, 5000)]
    assert done.violations == ()


def test_a_long_text_gets_cues_with_time_in_proportion() -> None:
    text = "Lin Wan: Mom, don't trust Uncle Zhao! Come to the crossing!"
    first, second = polish([cue(0, 4080, text)], profile("en")).cues
    assert (first.span.end, second.span.start) == (2526, 2606)  # 36 and 21 of 57 characters share 4000 ms
    assert second.span.end == 4080
    assert first.line_ids == second.line_ids


def test_two_speakers_keep_their_rows() -> None:
    done = polish([cue(0, 2000, "-Wake up!", "-No.")], profile("en"))
    assert rows(done.cues) == [("-Wake up!", "-No.")]


def test_advice_is_told_from_errors() -> None:
    done = polish([cue(0, 3000, "Zhao Cheng arrested. The Qing River case reopens.")], profile("en"))
    assert [violation.severity for violation in done.violations] == [Severity.ADVICE]


def test_the_given_cuts_and_end_count() -> None:
    done = polish([cue(100, 2100, "Who's there?"), cue(2900, 4000, "Yes?")], profile("en"), cuts=[2000, 0], until=3900)
    assert times(done.cues) == [(0, 1920), (2900, 3900)]
    assert check(done.cues, profile("en").seen([2000, 0], 3900)) == ()


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
def test_an_empty_episode_is_fine(tag: str) -> None:
    assert polish([], profile(tag)).cues == ()
