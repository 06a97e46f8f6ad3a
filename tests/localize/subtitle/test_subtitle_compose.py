"""Cues from lines: following the speech, choosing a text that can be read, putting short exchanges together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from subtitle_making import line, rows, times, translations

from dramaport.drama.values import LineKind, Span
from dramaport.localize.subtitle.compose import compose, written
from dramaport.localize.subtitle.polish import polish
from dramaport.localize.subtitle.profile import profile

EN = profile("en")


def test_a_cue_follows_the_speech_or_the_dub_where_there_is_one() -> None:
    lines = [line(1, 0, 2000), line(2, 3000, 5000)]
    texts = translations("en", "Wake up!", "I was pushed.")
    assert times(compose(lines, texts, EN)) == [(0, 2000), (3000, 5000)]
    spoken = {"E01.002": Span(start=3100, end=4700)}
    assert times(compose(lines, texts, EN, spoken=spoken)) == [(0, 2000), (3100, 4700)]


def test_a_line_nobody_translated_gives_no_cue_and_never_its_source_text() -> None:
    lines = [line(1, 0, 2000), line(2, 3000, 5000)]
    assert rows(compose(lines, translations("en", "Wake up!"), EN)) == [("Wake up!",)]
    assert rows(compose(lines, translations("en", "Wake up!", " \n"), EN)) == [("Wake up!",)]


def test_screen_text_becomes_a_cue_of_its_own_kind_beside_the_speech() -> None:
    cues = compose([line(1, 0, 2000), line(2, 0, 2000, screen=True)], translations("en", "Hello?", "Shen Du"), EN)
    assert [(each.kind, each.rows) for each in cues] == [
        (LineKind.SPEECH, ("Hello?",)),
        (LineKind.SCREEN, ("Shen Du",)),
    ]


def test_text_too_dense_gives_way_to_the_longest_candidate_that_can_be_read() -> None:
    lines = [line(1, 0, 1000), line(2, 1200, 3000)]
    texts = translations("en", ("Grandpa! Someone's in the water!", "Grandpa, in the water!", "Grandpa!"), "Hush.")
    assert rows(compose(lines, texts, EN))[0] == ("Grandpa, in the water!",)  # 22 characters in 1.12 s


def test_where_no_candidate_can_be_read_the_preferred_text_stays_and_is_listed() -> None:
    lines = [line(1, 0, 900), line(2, 1000, 3000)]
    texts = translations("en", ("Grandpa! Someone's in the water!", "Grandpa! Someone's in the river"), "Hush.")
    cues = compose(lines, texts, EN)
    assert cues[0].rows == ("Grandpa! Someone's in the water!",)
    assert [violation.rule for violation in polish(cues, EN).violations] == ["reading-speed"]


def test_the_preferred_text_stays_where_the_pause_after_it_gives_it_time() -> None:
    lines = [line(1, 0, 1000), line(2, 5000, 6000)]
    texts = translations("en", ("Grandpa! Someone's in the water!", "Grandpa!"), "Hush.")
    cues = compose(lines, texts, EN)
    assert cues[0].rows == ("Grandpa! Someone's in the water!",)
    assert times(polish(cues, EN).cues)[0] == (0, 1600)


def test_two_quick_speakers_share_a_cue_with_the_language_s_dashes() -> None:
    lines = [line(1, 0, 450), line(2, 500, 1800)]
    speakers = {"E01.001": "shen_du", "E01.002": "lin_wan"}
    assert rows(compose(lines, translations("en", "Wake up!", "Where?"), EN, speakers=speakers)) == [
        ("-Wake up!", "-Where?")
    ]
    spanish = compose(lines, translations("es", "¡Despierta!", "¿Dónde?"), profile("es"), speakers=speakers)
    assert rows(spanish) == [("- ¡Despierta!", "- ¿Dónde?")]
    assert spanish[0].line_ids == ("E01.001", "E01.002")


def test_a_quick_answer_joins_the_line_before_it_where_the_next_has_no_room() -> None:
    lines = [line(1, 0, 1500), line(2, 1550, 1900), line(3, 1950, 5000)]
    speakers = {"E01.001": "xiaoman", "E01.002": "shen_du", "E01.003": "zhao_cheng"}
    texts = translations("en", "I'm scared.", "Who's there?", "Captain Shen. Twenty years, and still alive.")
    assert rows(compose(lines, texts, EN, speakers=speakers))[0] == ("-I'm scared.", "-Who's there?")


def test_one_quick_speaker_needs_no_dashes() -> None:
    lines = [line(1, 0, 450), line(2, 500, 1800)]
    speakers = {"E01.001": "shen_du", "E01.002": "shen_du"}
    assert rows(compose(lines, translations("en", "Hush.", "Quiet."), EN, speakers=speakers)) == [("Hush. Quiet.",)]


def test_who_speaks_is_not_guessed() -> None:
    lines = [line(1, 0, 450), line(2, 500, 1800)]
    assert len(compose(lines, translations("en", "Hush.", "Quiet."), EN)) == 2


def test_people_who_talk_at_once_share_a_cue() -> None:
    lines = [line(1, 0, 1500), line(2, 300, 1800, overlaps=True)]
    assert rows(compose(lines, translations("en", "She's mad!", "Save her!"), EN)) == [("-She's mad!", "-Save her!")]


def test_a_pressed_cue_borrows_three_frames_from_the_pause_before_and_from_the_next_cue() -> None:
    lines = [line(1, 1000, 1500), line(2, 1700, 4000)]
    cues = compose(lines, translations("en", "Answer it?", "Don't! He's the one who pushed me."), EN)
    assert times(cues) == [(875, 1500), (1788, 4000)]
    assert polish(cues, EN).violations == ()


def test_text_is_written_as_the_language_writes_it() -> None:
    assert written("Wake\nup！ ", EN) == "Wake up!"
    assert written("渡し場は、取り壊される。", profile("ja")) == "渡し場は 取り壊される"


@given(
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 3000), st.booleans()), max_size=6),
    st.lists(st.text("abc dé.,!?", min_size=1, max_size=50), min_size=6, max_size=6),
    st.none() | st.integers(1000, 20000),
)
@settings(max_examples=100, deadline=None)
def test_every_translated_line_is_in_a_cue_and_in_order(
    spans: list[tuple[int, int, bool]], texts: list[str], until: int | None
) -> None:
    lines = [line(k, start, start + length, screen=screen) for k, (start, length, screen) in enumerate(spans, start=1)]
    known = translations("en", *texts)
    cues = compose(lines, known, EN, cuts=[1000, 4000], until=until)
    told = {name for each in cues for name in each.line_ids}
    assert told == {each.id for each in lines if written(known[each.id].text, EN)}
    assert list(cues) == sorted(cues, key=lambda each: each.span.start)
