"""The gate on words, with an encoder that knows exactly what each text means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dramaport.ai.abilities import Vectors
from dramaport.drama.values import Draft, Line, Origin, Span, Translation
from dramaport.localize.check.text import meaning, text_issues, wording
from dramaport.localize.check.values import Issue, Severity


class KnowingEncoder:
    """The meaning of a text is the number it holds: right translations are alike by 0.6, others by 0.1."""

    identity = "knowing"

    def languages(self) -> frozenset[str]:
        return frozenset({"zh", "en"})

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), 120), dtype=np.float32)
        for row, text in enumerate(texts):
            number = int("".join(c for c in text if c.isdigit()) or 99)
            chinese = any("一" <= c <= "鿿" for c in text)
            vectors[row, [0, number + 1, 110 + chinese]] = np.sqrt([0.1, 0.5, 0.4])
        return vectors


def line(number: int) -> Line:
    return Line(
        id=f"E01.{number:03}",
        episode="E01",
        span=Span(start=number * 1000, end=number * 1000 + 900),
        text=f"这是第{number}句话",
        origin=Origin.BOTH,
        confidence=1,
    )


LINES = [line(number) for number in range(1, 9)]


def english(*numbers: int, draft: Draft = Draft.MACHINE) -> dict[str, Translation]:
    """Line 1 gets the meaning of the first number, and so on."""
    return {
        one.id: Translation(line=one.id, language="en", text=f"This is what they said in {number}", draft=draft)
        for one, number in zip(LINES, numbers, strict=False)
    }


def found(issues: Sequence[Issue]) -> list[tuple[str | None, str]]:
    return [(issue.line, issue.severity.value) for issue in issues]


def check(translations: dict[str, Translation], language: str = "en") -> tuple[Issue, ...]:
    return meaning(LINES, translations, KnowingEncoder(), language)


def test_right_translations_pass() -> None:
    assert check(english(*range(1, 9))) == ()


def test_two_exchanged_lines_are_both_blocked_and_named() -> None:
    issues = check(english(1, 2, 4, 3, 5, 6, 7, 8))
    assert found(issues) == [("E01.003", "error"), ("E01.004", "error")]
    assert "E01.004" in issues[0].message
    assert issues[0].measure == 0.1


def test_an_exchange_blocks_even_what_came_from_a_memory_but_only_lists_what_a_person_wrote() -> None:
    assert found(check(english(2, 1, draft=Draft.MEMORY))) == [("E01.001", "error"), ("E01.002", "error")]
    assert found(check(english(2, 1, draft=Draft.PERSON))) == [("E01.001", "warning"), ("E01.002", "warning")]


def test_lines_shifted_by_one_are_found() -> None:
    shifted = check(english(2, 3, 4, 5, 6, 7, 8, 1))
    assert [issue.line for issue in shifted][:7] == [one.id for one in LINES[:7]]
    assert all(issue.severity is Severity.ERROR for issue in shifted[:7])


def test_a_memory_is_not_blocked_for_standing_far_from_its_source() -> None:
    far = english(50, draft=Draft.MEMORY)
    assert found(check(far)) == [("E01.001", "warning")]


def test_another_meaning_is_listed_and_no_meaning_is_blocked() -> None:
    assert found(check(english(50))) == [("E01.001", "warning")]

    class Blind(KnowingEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            vectors = super().encode(texts)
            vectors[:, 0] = 0
            return vectors

    assert found(meaning(LINES, english(50), Blind(), "en")) == [("E01.001", "error")]


def test_a_language_the_encoder_lacks_is_reported_and_not_judged() -> None:
    (issue,) = check(english(2, 1), "vi")
    assert (issue.severity, issue.line) == (Severity.WARNING, None)
    assert "Vietnamese" in issue.message


def test_no_translations_are_no_issue_of_meaning() -> None:
    assert check({}) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("这是第1句话", "source text"),
        ("This is 第1句", "source language"),
        ("TRANSLATION FAILED", "not a translation"),
        ("¿Qué es lo que dijo la primera vez?", "reads as Spanish"),
        ("Das ist nicht das, was ich gesagt habe.", "reads as German"),
    ],
)
def test_wording_that_cannot_be_released(text: str, said: str) -> None:
    made = english(1) | {"E01.001": Translation(line="E01.001", language="en", text=text, draft=Draft.MACHINE)}
    (issue,) = wording(LINES[:1], made, "en")
    assert (issue.gate, issue.severity) == ("wording", Severity.ERROR)
    assert said in issue.message


def test_a_persons_wording_is_listed_only() -> None:
    made = {"E01.001": Translation(line="E01.001", language="en", text="这是第1句话", draft=Draft.PERSON)}
    assert found(wording(LINES[:1], made, "en")) == [("E01.001", "warning")]


def test_a_line_without_translation_blocks() -> None:
    (issue,) = wording(LINES[:1], {}, "en")
    assert (issue.gate, issue.severity) == ("translated", Severity.ERROR)
    assert "English" in issue.message


def test_what_is_no_translation_is_not_compared_by_meaning_as_well() -> None:
    made = english(1, 2) | {"E01.001": Translation(line="E01.001", language="en", text="", draft=Draft.MACHINE)}
    assert found(text_issues(LINES[:2], made, KnowingEncoder(), "en")) == [("E01.001", "error")]
