"""The caption band is where texts change; what never changes is left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dramaport.drama.values import Box
from dramaport.localize.read.layout import Sighting, find_layout

TEXTS = ("爷爷水里有个人", "别喊把灯给我", "我下去", "醒醒", "有人推我", "这只铜铃哪儿来的", "我怕", "谁")
GLYPH, ROW = 0.06, 0.05


def centred(at: int, text: str, y: float = 0.72) -> Sighting:
    width = GLYPH * len(text)
    return Sighting(at, text, 0.98, Box(x=0.5 - width / 2, y=y, w=width, h=ROW))


def at_left(at: int, text: str, y: float = 0.72) -> Sighting:
    return Sighting(at, text, 0.98, Box(x=0.08, y=y, w=GLYPH * len(text), h=ROW))


def captions(y: float = 0.72, every: int = 2000) -> list[Sighting]:
    """Each caption stands for two looks."""
    return [centred(every * n + half * every // 2, text, y) for n, text in enumerate(TEXTS) for half in (0, 1)]


def logo(times: Sequence[int], text: str = "渡口剧场") -> list[Sighting]:
    return [Sighting(at, text, 0.9, Box(x=0.8, y=0.03, w=0.15, h=0.03)) for at in times]


TIMES = [s.at for s in captions()]


@pytest.mark.parametrize("y", [0.1, 0.62, 0.72, 0.88])
def test_captions_are_found_at_any_height(y: float) -> None:
    layout = find_layout(captions(y), 16, 16, "zh")
    (band,) = layout.bands
    assert band.top == pytest.approx(y)
    assert band.middle == pytest.approx(0.5, abs=0.01)
    assert layout.still == ()


def test_a_logo_is_left_out_however_it_is_misread() -> None:
    misread = [sighting for at in TIMES for sighting in logo([at], "渡口剧场" if at % 4000 else "渡囗剧扬")]
    layout = find_layout(captions() + misread, 16, 16, "zh")
    assert len(layout.bands) == 1
    assert [round(box.x, 2) for box in layout.still] == [0.8]


def test_dense_captions_in_one_place_are_no_logo() -> None:
    """Each look but a few sees a caption at the same place, and mostly the same one as the look before."""
    layout = find_layout(captions(every=2000), 16, 40, "zh")
    assert layout.still == ()
    assert len(layout.bands) == 1


def test_a_disclaimer_that_stands_in_the_middle_all_the_time_is_left_out() -> None:
    notice = [centred(at, "本故事纯属虚构", 0.94) for at in TIMES]
    layout = find_layout(captions() + notice, 16, 16, "zh")
    assert [round(box.y, 2) for box in layout.still] == [0.94]


def test_a_watermark_that_wanders_is_known_by_its_text() -> None:
    wander = [
        Sighting(at, "@小河短剧", 0.9, Box(x=0.1 + 0.04 * n, y=0.1 + 0.05 * n, w=0.2, h=0.03))
        for n, at in enumerate(TIMES[::2])
    ]
    layout = find_layout(captions() + wander, 16, 16, "zh")
    assert layout.marks == ("@小河短剧",)
    assert len(layout.bands) == 1


def test_captions_aligned_left_have_no_middle() -> None:
    left = [at_left(1000 * n, text) for n, text in enumerate(TEXTS)]
    (band,) = find_layout(left, 8, 8, "zh").bands
    assert band.middle is None


def test_the_row_in_the_source_script_is_the_band_of_bilingual_captions() -> None:
    english = [centred(s.at, f"word {n // 2} here", 0.78) for n, s in enumerate(captions())]
    (band,) = find_layout(captions() + english, 16, 16, "zh").bands
    assert band.top == pytest.approx(0.72)


def test_captions_at_the_top_of_some_shots_make_a_second_band() -> None:
    above = [centred(20_000 + 1000 * n, text, 0.15) for n, text in enumerate(TEXTS[::-1])]
    bands = find_layout(captions() + above, 24, 30, "zh").bands
    assert sorted(round(band.top, 2) for band in bands) == [0.15, 0.72]


def test_a_single_caption_is_trusted_only_where_captions_are_usual() -> None:
    assert find_layout([centred(0, "我下去", 0.72)], 4, 3, "zh").bands
    assert not find_layout([at_left(0, "我下去")], 4, 3, "zh").bands
    assert not find_layout([centred(0, "我下去", 0.35)], 4, 3, "zh").bands


def test_nothing_seen_is_no_layout() -> None:
    layout = find_layout([], 24, 90, "zh")
    assert (layout.bands, layout.still, layout.marks) == ((), (), ())
