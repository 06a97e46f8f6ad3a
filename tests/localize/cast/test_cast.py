"""Voices become characters: over a whole season, named once, stable when more comes."""

from __future__ import annotations

import math
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Vectors, Voice
from dramaport.drama.values import Age, Character, Gender, Line, LineKind, Origin, Span
from dramaport.localize.cast import assign_voices, cluster
from dramaport.localize.cast.clustering import guess
from dramaport.localize.cast.naming import in_season_order
from dramaport.localize.cast.values import LineVector
from dramaport.localize.cast.vectors import alone, line_vectors, pitch
from dramaport.media.audio import Pcm


def said(line: str, who: int, *, pitch: float | None = None, noise: float = 0.03, reliable: bool = True) -> LineVector:
    """A line of voice number `who`: voices are orthogonal, lines scatter around them."""
    random = np.random.default_rng(zlib.crc32(f"{line} {who}".encode()))
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


def test_naming_one_voice_renames_no_other() -> None:
    before, after = cluster(SEASON, {}), cluster(SEASON, {"E01.001": "lin_wan"})
    named = {line for line, who in after.speaker_of.items() if who == "lin_wan"}
    assert {line: who for line, who in before.speaker_of.items() if line not in named} == {
        line: who for line, who in after.speaker_of.items() if line not in named
    }


def test_two_names_in_one_voice_split_it() -> None:
    alike = [said(f"E01.{n:03d}", 0, pitch=200, noise=0.15) for n in range(1, 9)]
    casting = cluster(alike, {"E01.001": "older", "E01.002": "younger"})
    assert casting.speaker_of["E01.001"] == "older"
    assert casting.speaker_of["E01.002"] == "younger"
    assert set(casting.speaker_of.values()) == {"older", "younger"}


def between(line: str, one: int, other: int, turn: float) -> LineVector:
    """A line of a voice `turn` of the way from one voice to another."""
    angle = turn * math.pi / 2
    vector = math.cos(angle) * np.eye(16)[one] + math.sin(angle) * np.eye(16)[other]
    return LineVector(line=line, vector=tuple(vector), seconds=1.5, pitch=200, reliable=True)


def test_splitting_follows_the_voices() -> None:
    brothers = [between(f"E01.{n:03d}", 0, 1, 0.01 * n + (0.2 if n > 4 else 0)) for n in range(1, 9)]
    assert len(set(cluster(brothers, {}).speaker_of.values())) == 1
    casting = cluster(brothers, {"E01.002": "older", "E01.007": "younger"})
    assert [casting.speaker_of[f"E01.{n:03d}"] for n in range(1, 9)] == ["older"] * 4 + ["younger"] * 4


def test_a_corrected_line_takes_no_other_with_it() -> None:
    lines = [said(f"E01.{n:03d}", 0, pitch=200) for n in range(1, 9)]
    stray = between("E01.009", 0, 1, 0.3)
    casting = cluster([*lines, stray], {"E01.001": "lin_wan", "E01.009": "guest"})
    assert [line for line, who in casting.speaker_of.items() if who == "guest"] == ["E01.009"]


def test_only_this_line() -> None:
    casting = cluster(SEASON, {"E01.003": "shen_du"}, only={"E02.003": "zhao_cheng"})
    assert casting.speaker_of["E02.003"] == "zhao_cheng"
    assert casting.speaker_of["E03.003"] == "shen_du"


def test_a_line_too_short_for_a_vector_has_a_character_by_peoples_word() -> None:
    assert cluster(SEASON, {"E09.001": "shen_du"}).speaker_of["E09.001"] == "shen_du"
    assert cluster([], {"E09.001": "shen_du"}).speaker_of == {"E09.001": "shen_du"}


def strange(line: str, toward: float, seed: int) -> LineVector:
    """A line whose cosine with the voice of E01.001 is `toward`."""
    away = np.eye(16)[10 + seed]
    vector = toward * np.eye(16)[1] + np.sqrt(1 - toward**2) * away
    return LineVector(line=line, vector=tuple(vector), seconds=1.5, pitch=220, reliable=True)


def test_a_shout_joins_the_named_character_it_is_near_to() -> None:
    shout = strange("E02.020", 0.5, 0)
    assert cluster([*SEASON, shout], {}).speaker_of["E02.020"].startswith("C")
    assert cluster([*SEASON, shout], {"E01.001": "lin_wan"}).speaker_of["E02.020"] == "lin_wan"


def test_a_large_group_nobody_named_stays_a_character_of_its_own() -> None:
    guests = [strange(f"E02.02{n}", 0.5, 0) for n in range(3)]
    casting = cluster([*SEASON, *guests], {"E01.001": "lin_wan"})
    assert len({casting.speaker_of[guest.line] for guest in guests} - {"lin_wan"}) == 1


def test_a_stranger_is_nobody_people_named() -> None:
    casting = cluster(SEASON, {"E01.003": "shen_du", "E01.001": "lin_wan"})
    assert set(casting.speaker_of.values()) == {"shen_du", "lin_wan", "C2"}


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
    assert guess([350.0])[1] is Age.CHILD
    assert guess([]) == (Gender.FEMALE, Age.ADULT)


def test_what_people_said_of_a_character_wins_over_its_voice() -> None:
    known = Character(id="shen_du", name="沈渡", gender=Gender.MALE, age=Age.YOUNG, named=True)
    absent = Character(id="ghost", name="鬼", gender=Gender.MALE)
    characters = {c.id: c for c in cluster(SEASON, {"E01.001": "shen_du"}, [known, absent]).characters}
    assert (characters["shen_du"].gender, characters["shen_du"].lines) == (Gender.MALE, 9)
    assert characters["C2"].age is Age.ADULT
    assert characters["ghost"].lines == 0


def test_a_lone_voice_nobody_named_is_listed() -> None:
    casting = cluster([*SEASON, said("E03.040", 9, pitch=200)], {})
    assert "E03.040" in {doubt.line for doubt in casting.uncertain}
    assert "E03.040" not in {d.line for d in cluster([*SEASON, said("E03.040", 9)], {"E03.040": "guest"}).uncertain}


def test_episode_ten_comes_after_episode_two() -> None:
    ids = ["E100.001", "E11.002", "E11.001", "E2.010", "E2.009"]
    assert sorted(ids, key=in_season_order) == ["E2.009", "E2.010", "E11.001", "E11.002", "E100.001"]


voices_of = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=14).map(
    lambda told: [
        said(f"E01.{n:03d}", who, pitch=100 + 40 * who, noise=0.1, reliable=reliable)
        for n, (who, reliable) in enumerate(told, start=1)
    ]
)


@given(voices_of, st.data())
def test_every_line_has_one_character_and_peoples_words_hold(lines: list[LineVector], data: st.DataObject) -> None:
    ids = [line.line for line in lines]
    anchors = data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(["a", "b", "c"]), max_size=4))
    casting = cluster(lines, anchors)
    assert set(casting.speaker_of) == set(ids)
    assert all(casting.speaker_of[line] == who for line, who in anchors.items())
    assert sum(character.lines for character in casting.characters) == len(ids)


@given(voices_of, st.data())
def test_the_order_lines_are_given_in_does_not_matter(lines: list[LineVector], data: st.DataObject) -> None:
    assert cluster(data.draw(st.permutations(lines)), {}) == cluster(lines, {})


class Scripted:
    """Tells sound apart by its loudness."""

    identity = "scripted"

    def embed(self, pcm: Pcm) -> Vectors:
        return np.array([1.0, float(np.abs(pcm).max())], np.float32)


def line(number: int, start: int, end: int, kind: LineKind = LineKind.SPEECH) -> Line:
    span = Span(start=start, end=end)
    return Line(
        id=f"E01.{number:03d}", episode="E01", kind=kind, span=span, text="好", origin=Origin.BOTH, confidence=1
    )


def test_the_sound_of_each_spoken_line_without_its_neighbours() -> None:
    pcm = np.zeros(16_000 * 4, np.float32)
    pcm[16_000:32_000] = 0.5
    pcm[32_000:] = 0.1
    lines = [line(1, 0, 2000), line(2, 1000, 2000), line(3, 2000, 4000), line(4, 0, 4000, LineKind.SCREEN)]
    first, second, third = line_vectors(pcm, lines, Scripted())
    assert first.vector == (1.0, 0.0)
    assert (first.seconds, first.reliable) == (1.0, False)
    assert second.vector == pytest.approx((1.0, 0.5))
    assert (third.line, third.seconds, third.reliable) == ("E01.003", 2.0, True)
    assert third.vector == pytest.approx((1.0, 0.1))


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
    assert before.items() <= assign_voices(cast, VOICES).items()


@given(people, st.integers(2, 3))
def test_two_leads_never_share_a_voice(cast: list[Character], most: int) -> None:
    offered = [voice for voice in VOICES if int(voice.id[-1]) < most]
    voices = assign_voices(cast, offered)
    for gender in Gender:
        leads = sorted((p for p in cast if p.gender is gender), key=lambda p: -p.lines)
        if len(leads) > 1 and (len(leads) == 2 or leads[1].lines > leads[2].lines):
            assert voices[leads[0].id] != voices[leads[1].id]


def test_age_chooses_among_the_voices_nobody_has() -> None:
    elder = Character(id="grandpa", name="爷爷", gender=Gender.MALE, age=Age.ELDER, lines=5)
    young = Character(id="hero", name="主角", gender=Gender.MALE, age=Age.YOUNG, lines=50)
    assert assign_voices([elder, young], VOICES) == {"grandpa": "male2", "hero": "male1"}


def test_a_language_without_voices_has_none() -> None:
    assert assign_voices([Character(id="a", name="a", gender=Gender.MALE)], []) == {}


def test_a_voice_the_language_lacks_is_not_kept() -> None:
    lone = Character(id="a", name="a", gender=Gender.MALE)
    assert assign_voices([lone], VOICES, {"a": "gone"})["a"] == "male0"


@given(people, st.sampled_from([voice.id for voice in VOICES]))
def test_peoples_choice_stands(cast: list[Character], voice: str) -> None:
    assert assign_voices(cast, VOICES, {"c0": voice})["c0"] == voice
