"""What people decided wins, for ever, and finds its line again."""

from __future__ import annotations

from dramaport.drama.decisions import (
    Anchor,
    Decided,
    Decision,
    DecisionKind,
    apply_to_lines,
    fold,
    latest,
    merge_bible,
)
from dramaport.drama.values import Bible, Line, Origin, Span, Term, TermKind, TermState


def line(number: int, text: str, start: int | None = None) -> Line:
    begin = number * 2000 if start is None else start
    return Line(
        id=f"E01.{number:03d}", episode="E01", span=Span(start=begin, end=begin + 1000), text=text,
        origin=Origin.BOTH, confidence=0.9,
    )  # fmt: skip


def about(target: Line, kind: DecisionKind, language: str = "", **value: object) -> Decision:
    anchor = Anchor(episode=target.episode, start=target.span.start, text=target.text)
    return Decision(kind=kind, subject=target.id, language=language, value=value, anchor=anchor)


def test_the_newest_decision_on_a_subject_counts() -> None:
    first = about(line(1, "别喊"), DecisionKind.TRANSLATION, "en", text="Hush.")
    second = about(line(1, "别喊"), DecisionKind.TRANSLATION, "en", text="Quiet.")
    other = about(line(1, "别喊"), DecisionKind.TRANSLATION, "es", text="Silencio.")
    assert latest([first, other, second]) == (second, other)


def test_a_decision_follows_its_line_when_the_footage_is_read_anew() -> None:
    before = line(3, "我下去！")
    now = [line(1, "爷爷"), line(4, "我下去", start=6100), line(5, "小渡", start=7000)]
    decided = fold([about(before, DecisionKind.SPEAKER, character="shen_du")], now)
    assert decided.anchors == {"E01.004": "shen_du"}


def test_a_decision_whose_line_is_gone_is_listed_not_dropped() -> None:
    decision = about(line(3, "我下去！"), DecisionKind.SOURCE, text="我先下去！")
    decided = fold([decision], [line(1, "完全不同的话")])
    assert decided.lost == (decision,)
    assert decided.sources == {}


def test_corrected_and_removed_lines() -> None:
    lines = [line(1, "水里有个入"), line(2, "水印")]
    decided = fold(
        [about(lines[0], DecisionKind.SOURCE, text="水里有个人"), about(lines[1], DecisionKind.REMOVED)], lines
    )
    (corrected,) = apply_to_lines(lines, decided)
    assert (corrected.text, corrected.origin) == ("水里有个人", Origin.PERSON)


def test_decided_terms_stand_before_proposals() -> None:
    decided = Term(source="沈渡", kind=TermKind.NAME, targets={"en": ("Shen Du",)}, state=TermState.APPROVED)
    proposals = [Term(source="沈渡", kind=TermKind.NAME), Term(source="林总", kind=TermKind.TITLE)]
    merged = merge_bible(proposals, Bible(terms=(decided,)))
    assert merged.terms == (decided, proposals[1])


def test_no_decisions_change_nothing() -> None:
    lines = [line(1, "你是谁"), line(2, "我")]
    assert fold([], lines) == Decided()
    assert apply_to_lines(lines, Decided()) == tuple(lines)
