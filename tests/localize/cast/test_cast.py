"""Voices become characters: over a whole season, named once, stable when more comes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Voice
from dramaport.drama.values import Age, Character, Gender, Span
from dramaport.localize.cast import assign_voices, cluster
from dramaport.localize.cast.clustering import guess
from dramaport.localize.cast.values import LineVector
from dramaport.localize.cast.vectors import alone, pitch


def said(line: str, who: int, *, pitch: float | None = None, noise: float = 0.03, reliable: bool = True) -> LineVector:
    """A line of voice number `who`: voices are orthogonal, lines scatter around them."""
    random = np.random.default_rng(abs(hash((line, who))) % 2**32)
    vector = np.eye(16)[who] + noise * random.normal(size=16)
    vector /= np.linalg.norm(vector)
    return LineVector(line=line, vector=tuple(vector), seconds=1.5, pitch=pitch, reliable=reliable)


SEASON = [said(f"E{e:02d}.{n:03d}", n % 3, pitch=(110, 220, 300)[n % 3]) for e in (1, 2, 3) for n in range(1, 10)]


def test_a_voice_is_one_character_in_every_episode() -> None:
    casting = cluster(SEASON, {})
    groups = {casting.speaker_of[v.line] for v in SEASON if int(v.line[-3:]) % 3 == 0}
    assert len(groups) == 1
    assert len(casting.characters) == 3


def test_naming_one_line_names_the_voice_everywhere() -> None:
    casting = cluster(SEASON, {"E02.003": "shen_du"})
    assert {v.line for v in SEASON if casting.speaker_of[v.line] == "shen_du"} == {
        v.line for v in SEASON if int(v.line[-3:]) % 3 == 0
    }


def test_unnamed_voices_are_numbered_by_first_appearance_and_stay_so() -> None:
    first = cluster([v for v in SEASON if v.line.startswith("E01")], {})
    whole = cluster(SEASON, {})
    assert first.speaker_of == {line: who for line, who in whole.speaker_of.items() if line.startswith("E01")}
    assert list(dict.fromkeys(first.speaker_of[f"E01.{n:03d}"] for n in range(1, 4))) == ["C1", "C2", "C3"]


def test_two_names_in_one_voice_split_it() -> None:
    alike = [said(f"E01.{n:03d}", 0, pitch=200, noise=0.15) for n in range(1, 9)]
    casting = cluster(alike, {"E01.001": "older", "E01.002": "younger"})
    assert casting.speaker_of["E01.001"] == "older"
    assert casting.speaker_of["E01.002"] == "younger"
    assert set(casting.speaker_of.values()) == {"older", "younger"}


def test_a_short_line_joins_a_voice_and_founds_none() -> None:
    casting = cluster([*SEASON, said("E03.020", 1, pitch=220, noise=0.2, reliable=False)], {})
    assert casting.speaker_of["E03.020"] == casting.speaker_of["E01.001"]


def test_a_line_between_two_voices_is_listed_for_a_person() -> None:
    between = LineVector(
        line="E03.030",
        vector=tuple((np.eye(16)[0] + np.eye(16)[1]) / np.sqrt(2)),
        seconds=1.0,
        pitch=155,
        reliable=False,
    )
    casting = cluster([*SEASON, between], {})
    assert casting.uncertain[0].line == "E03.030"


def test_gender_and_age_follow_the_pitch() -> None:
    assert guess([110.0, 120.0]) == (Gender.MALE, Age.ADULT)
    assert guess([210.0, 230.0]) == (Gender.FEMALE, Age.ADULT)
    assert guess([360.0])[1] is Age.CHILD


def test_pitch_of_a_hum_and_of_nothing() -> None:
    time = np.arange(16_000) / 16_000
    hum = sum(np.sin(2 * np.pi * 150 * k * time) / k for k in range(1, 6)).astype(np.float32)
    assert abs((pitch(hum) or 0) - 150) < 3
    assert pitch(np.zeros(16_000, np.float32)) is None


def test_the_part_of_a_line_in_which_it_is_alone() -> None:
    assert alone(Span(start=1000, end=3000), [Span(start=500, end=1400)]) == Span(start=1400, end=3000)
    assert alone(Span(start=1000, end=3000), [Span(start=900, end=2900)]) == Span(start=1000, end=3000)


VOICES = [
    Voice(f"{gender}{n}", "en", gender, age, "native")  # type: ignore[arg-type]
    for gender in ("female", "male")
    for n, age in enumerate(("adult", "young", "elder"))
]

people = st.lists(
    st.tuples(st.sampled_from(list(Gender)), st.sampled_from(list(Age)), st.integers(1, 60)), min_size=1, max_size=9
).map(
    lambda told: [
        Character(id=f"c{n}", name=f"c{n}", gender=gender, age=age, lines=lines)
        for n, (gender, age, lines) in enumerate(told)
    ]
)


@given(people)
def test_everybody_has_a_voice_of_their_gender_and_nobody_shares_needlessly(cast: list[Character]) -> None:
    voices = assign_voices(cast, VOICES)
    for gender in Gender:
        own = [voices[person.id] for person in cast if person.gender is gender]
        assert all(voice.startswith(gender.value) for voice in own)
        assert len(set(own)) == min(len(own), 3)


@given(people)
def test_who_appears_later_changes_nobody_before(cast: list[Character]) -> None:
    before = assign_voices(cast[:-1], VOICES)
    after = assign_voices(cast, VOICES)
    within = [p for p in cast[:-1] if sum(q.gender is p.gender for q in cast[:-1]) <= 3]
    assert all(before[person.id] == after[person.id] for person in within)


@given(people, st.sampled_from([voice.id for voice in VOICES]))
def test_peoples_choice_stands(cast: list[Character], voice: str) -> None:
    assert assign_voices(cast, VOICES, {"c0": voice})["c0"] == voice
