"""The verdict over all gates, and what a person looks at first."""

from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.values import Draft, Line, Origin, Span, Translation
from dramaport.localize.bible.check import BibleViolation
from dramaport.localize.check.values import Issue, Severity
from dramaport.localize.check.verdict import bible, by_risk, risk, subtitles, verdict
from dramaport.localize.subtitle.rules.base import Severity as RuleSeverity
from dramaport.localize.subtitle.rules.base import Violation

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def issue(severity: Severity, line: str | None = "E01.001") -> Issue:
    return Issue(gate="fit", severity=severity, line=line, language="es", message="too long")


def line(**changes: object) -> Line:
    values: dict[str, object] = {"id": "E01.001", "episode": "E01", "span": Span(start=0, end=900), "text": "走吧"}
    return Line.model_validate({**values, "origin": Origin.BOTH, "confidence": 0.9, **changes})


def translation(draft: Draft = Draft.MEMORY, flags: tuple[str, ...] = ()) -> Translation:
    return Translation(line="E01.001", language="es", text="Vamos", draft=draft, flags=flags)


def violation(severity: RuleSeverity, reason: str = "") -> Violation:
    return Violation(
        rule="speed", severity=severity, cue=0, at=0, line_ids=("E01.001",), message="21 cps", reason=reason
    )


def test_one_error_blocks_and_warnings_do_not() -> None:
    assert verdict([]).release
    warned = verdict([issue(WARNING)])
    assert warned.release and len(warned.warnings) == 1
    blocked = verdict([issue(WARNING), issue(ERROR)])
    assert not blocked.release
    assert (len(blocked.errors), len(blocked.warnings)) == (1, 1)


@given(st.lists(st.sampled_from([ERROR, WARNING]), max_size=20))
def test_no_issue_is_lost_in_the_verdict(severities: list[Severity]) -> None:
    decision = verdict(issue(severity) for severity in severities)
    assert len(decision.errors) + len(decision.warnings) == len(severities)
    assert decision.release == (ERROR not in severities)


def test_a_broken_subtitle_rule_blocks_unless_it_has_a_reason() -> None:
    found = subtitles(
        [
            violation(RuleSeverity.ERROR),
            violation(RuleSeverity.ERROR, "the line is shorter"),
            violation(RuleSeverity.ADVICE),
        ],
        "es",
    )
    assert [one.severity for one in found] == [ERROR, WARNING, WARNING]
    assert found[1].message == "speed: 21 cps (the line is shorter)"
    assert found[0].line == "E01.001"


def test_a_broken_bible_always_blocks_and_says_what_was_expected() -> None:
    broken = BibleViolation(line="E01.001", language="es", term="沈渡", expected=("Shen Du",), text="Chen")
    (found,) = bible([broken])
    assert found.severity is ERROR and "沈渡 must be Shen Du" in found.message


def test_a_line_a_person_wrote_and_translated_carries_no_risk() -> None:
    assert risk(line(origin=Origin.PERSON, confidence=0.1), translation(Draft.PERSON), []) == 0


def test_risk_puts_the_worst_lines_first() -> None:
    scores = {
        "sound": risk(line(confidence=1.0), translation(), []),
        "draft": risk(line(confidence=1.0), translation(Draft.MACHINE), []),
        "flagged": risk(line(confidence=1.0), translation(Draft.MACHINE, ("distance",)), []),
        "unsure": risk(line(confidence=0.2), translation(Draft.MACHINE), []),
        "warned": risk(line(confidence=0.2), translation(Draft.MACHINE), [issue(WARNING)]),
        "failing": risk(line(confidence=1.0), translation(), [issue(ERROR)]),
        "untranslated": risk(line(confidence=1.0), None, [issue(ERROR)]),
    }
    assert by_risk(scores) == ["untranslated", "failing", "warned", "unsure", "flagged", "draft", "sound"]


def test_tempo_and_overlap_raise_the_risk() -> None:
    plain = risk(line(), translation(), [])
    assert risk(line(), translation(), [], tempo=1.15) > plain
    assert risk(line(overlaps=True), translation(), []) > plain
    assert risk(line(origin=Origin.HEARD), translation(), []) > plain


def test_equal_risks_stand_in_order_of_time() -> None:
    assert by_risk({"E01.002": 1.0, "E01.001": 1.0, "E01.003": 2.0}) == ["E01.003", "E01.001", "E01.002"]
