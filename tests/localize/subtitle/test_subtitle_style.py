"""The document for burning in: real pixels, the right font, and no text taken for a code."""

from __future__ import annotations

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from subtitle_making import cue

from dramaport.drama.languages import LANGUAGES
from dramaport.drama.values import Box
from dramaport.errors import BadInput
from dramaport.localize.subtitle.profile import profile
from dramaport.localize.subtitle.style import ass, beside, escaped, look

FAMILIES = {"th": "Noto Sans Thai", "ar": "Noto Sans Arabic", "hi": "Noto Sans Devanagari"} | {
    "zh": "Noto Sans SC",
    "ja": "Noto Sans JP",
    "ko": "Noto Sans KR",
}


def document(*cues_given: object, tag: str = "en", boxes: dict[str, Box] | None = None) -> pysubs2.SSAFile:
    data = ass(list(cues_given), profile(tag), 1080, 1920, boxes)  # type: ignore[arg-type]
    return pysubs2.SSAFile.from_string(data)


def test_the_vertical_look_is_72_px_on_1080x1920_in_a_780_px_column() -> None:
    found = document(cue(0, 1000, "Wake up!"))
    style = found.styles["Speech"]
    assert (found.info["PlayResX"], found.info["PlayResY"]) == ("1080", "1920")
    assert (style.fontsize, style.marginv, style.marginl, style.marginr) == (72, 360, 150, 150)
    assert style.outline == 4
    assert look(profile("en"), 1080, 1920).column == 780


def test_the_look_scales_with_the_frame() -> None:
    small = look(profile("en"), 540, 960)
    assert (small.font_size, small.bottom, small.side, small.column) == (36, 180, 75, 390)


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
def test_every_script_has_its_font_at_the_same_em(tag: str) -> None:
    drawn = look(profile(tag), 1080, 1920)
    assert drawn.family == FAMILIES.get(tag, "Noto Sans")
    assert drawn.em == look(profile("en"), 1080, 1920).em


def test_right_to_left_rows_take_their_direction_from_the_text() -> None:
    assert document(cue(0, 1000, "نعم"), tag="ar").styles["Speech"].encoding == -1
    assert document(cue(0, 1000, "Yes")).styles["Speech"].encoding == 1


def test_rows_and_times_are_written() -> None:
    event = document(cue(1230, 4560, "Where did you get", "this bell?")).events[0]
    assert (event.start, event.end, event.text) == (1230, 4560, r"Where did you get\Nthis bell?")


def test_screen_text_stands_below_its_box_or_above_it_where_speech_would_be_in_the_way() -> None:
    drawn, card = look(profile("en"), 1080, 1920), cue(0, 1000, "Shen Du", screen=True)
    anchor, x, y = beside(Box(x=0.3, y=0.3, w=0.4, h=0.1), card, drawn, profile("en"))
    assert (anchor, x) == (8, 540)
    assert 768 < y < 800  # the box ends at 768
    anchor, _, y = beside(Box(x=0.3, y=0.6, w=0.4, h=0.15), card, drawn, profile("en"))
    assert anchor == 2
    assert y < 1152  # the box starts there


def test_screen_text_keeps_to_the_safe_column() -> None:
    drawn, card = look(profile("en"), 1080, 1920), cue(0, 1000, "a row of twenty-four col", screen=True)
    _, left, _ = beside(Box(x=0.0, y=0.1, w=0.1, h=0.1), card, drawn, profile("en"))
    _, right, _ = beside(Box(x=0.9, y=0.1, w=0.1, h=0.1), card, drawn, profile("en"))
    assert 150 < left < 540 < right < 930


def test_only_screen_text_is_placed_by_its_box() -> None:
    box = {"E01.001": Box(x=0.3, y=0.3, w=0.4, h=0.1)}
    assert r"\pos" not in document(cue(0, 1000, "Wake up!"), boxes=box).events[0].text
    assert r"\pos" in document(cue(0, 1000, "Wake up!", screen=True), boxes=box).events[0].text
    assert r"\pos" not in document(cue(0, 1000, "Wake up!", screen=True)).events[0].text


@given(st.text(alphabet=st.sampled_from("ab{}\\Nnh,1 \n"), max_size=30))
def test_text_is_never_taken_for_a_code(text: str) -> None:
    safe = escaped(text)
    assert "\n" not in safe
    for k, character in enumerate(safe):
        if character in "{}":
            assert safe[k - 1] == "\\"
        if character == "\\":
            assert safe[k + 1] in "\u2060{}"
    assert document(cue(0, 1000, safe)).events[0].plaintext is not None


def test_equal_cues_give_equal_bytes() -> None:
    cues = [cue(0, 1000, "Wake up!")]
    assert ass(cues, profile("en"), 1080, 1920) == ass(cues, profile("en"), 1080, 1920)


def test_a_frame_too_small_is_refused() -> None:
    with pytest.raises(BadInput):
        look(profile("en"), 0, 1920)
