"""An episode comes out as footage with the truth beside it, and the same every time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from animatic_drama import DRAMA, EPISODE
from animatic_speakers import HummingSpeaker, SilentSpeaker
from numpy.typing import NDArray
from PIL import ImageFont

from dramaport.drama.screenplay import Screenplay
from dramaport.drama.screenplay.values import Style
from dramaport.drama.values import Box, Span
from dramaport.errors import Missing
from dramaport.media.audio import decode, read_wav
from dramaport.media.loudness import integrated, true_peak
from dramaport.media.probe import probe
from dramaport.produce.animatic import Truth, load_script, render_episode
from dramaport.produce.pictures.drawn.person import draw_person
from dramaport.produce.pictures.sets import paint_set


@dataclass(frozen=True)
class Footage:
    folder: Path
    script: Screenplay
    font: Path
    truth: Truth
    luma: NDArray[np.uint8]  # (frames, height, width)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    """The tiny drama, rendered once with humming voices and the font that comes with Pillow."""
    folder = tmp_path_factory.mktemp("animatic")
    (folder / "script").mkdir()
    (folder / "drama.toml").write_text(DRAMA, "utf-8")
    (folder / "script" / "E01.toml").write_text(EPISODE, "utf-8")
    face = ImageFont.load_default(20)
    assert isinstance(face, ImageFont.FreeTypeFont)
    assert isinstance(face.path, BytesIO)
    font = folder / "font.ttf"
    font.write_bytes(face.path.getvalue())
    script = load_script(folder)
    truth = render_episode(script, "E01", folder / "out", HummingSpeaker(), font, stems=True)
    with av.open(str(folder / "out" / "E01.mp4")) as container:
        luma = np.stack([frame.to_ndarray(format="gray") for frame in container.decode(video=0)]).astype(np.uint8)
    return Footage(folder / "out", script, font, truth, luma)


def window(luma: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    height, width = luma.shape[1:]
    rows = slice(int(box.y * height), int(np.ceil(box.bottom * height)))
    return luma[:, rows, int(box.x * width) : int(np.ceil(box.right * width))]


def frames(span: Span) -> slice:
    return slice(span.start // 40, span.end // 40)


def test_the_footage_is_an_upright_episode(footage: Footage) -> None:
    found = probe(footage.folder / "E01.mp4")
    assert (found.width, found.height, found.frame_rate) == (720, 1280, Fraction(25))
    assert (found.video_codec, found.audio_codec, found.audio_rate, found.audio_channels) == ("h264", "aac", 48000, 2)
    assert len(footage.luma) == footage.truth.duration // 40
    assert found.seconds == pytest.approx(footage.truth.duration / 1000, abs=0.05)


def test_the_truth_lies_beside_it_and_nothing_else(footage: Footage) -> None:
    written = (footage.folder / "E01.truth.json").read_text("utf-8")
    assert Truth.model_validate_json(written) == footage.truth
    assert {path.name for path in footage.folder.iterdir()} == {"E01.mp4", "E01.truth.json", "E01.bed.wav"}


def test_every_caption_is_seen_in_its_box_in_its_time_only(footage: Footage) -> None:
    for line in footage.truth.lines:
        assert line.caption is not None
        bright = (window(footage.luma, line.caption.box) > 225).mean(axis=(1, 2))
        inside = bright[frames(line.caption.span)]
        others = [other.caption.span for other in footage.truth.lines if other.caption is not None]
        empty = np.ones(len(bright), bool)
        for span in others:
            empty[frames(span)] = False
        assert inside.min() > 0.08
        assert bright[empty].max() < 0.02
        assert 0.70 < (line.caption.box.y + line.caption.box.bottom) / 2 < 0.78


def test_a_screen_stands_above_the_captions_and_comes_and_goes(footage: Footage) -> None:
    (card,) = footage.truth.screens
    assert card.style is Style.CARD
    assert card.rows == ("安", "点灯的人")
    assert card.box.bottom < 0.6
    seen = window(footage.luma, card.box).std(axis=(1, 2))
    middle = (card.span.start + card.span.end) // 80
    assert seen[middle] > 1.5 * seen[card.span.end // 40 + 5]


def test_speech_sounds_when_the_truth_says(footage: Footage) -> None:
    bed, rate = read_wav(footage.folder / "E01.bed.wav")
    mix = decode(footage.folder / "E01.mp4", rate, 2)[: len(bed)]
    speech = np.abs(mix - bed[: len(mix)]).max(axis=1)
    steps = speech[: len(speech) // 480 * 480].reshape(-1, 480).max(axis=1)  # 10 ms each
    first, second = (line.span for line in footage.truth.lines)
    loud = np.flatnonzero(steps > 0.25 * steps[first.start // 10 : first.end // 10].max())
    assert loud[0] * 10 == pytest.approx(first.start, abs=50)
    assert loud[-1] * 10 == pytest.approx(second.end, abs=50)


def test_the_overlap_is_told_of_both_lines(footage: Footage) -> None:
    first, second = footage.truth.lines
    assert first.overlap
    assert second.overlap
    assert second.span.start < first.span.end


def test_it_is_as_loud_as_platforms_ask(footage: Footage) -> None:
    mix = decode(footage.folder / "E01.mp4", 48_000, 2)
    assert integrated(mix) == pytest.approx(-16.0, abs=0.5)
    assert true_peak(mix) <= -1.0


def test_the_picture_moves_and_cuts_where_the_truth_says(footage: Footage) -> None:
    small = footage.luma[:, 200:800:4, ::4].astype(np.int16)
    change = np.abs(np.diff(small, axis=0)).mean(axis=(1, 2))
    assert (np.maximum(change[:-1], change[1:]) > 0).all(), "drawn on twos at least"
    for cut in footage.truth.cuts:
        assert change[cut // 40 - 1] > 3 * np.median(change)


@pytest.mark.slow
def test_the_same_script_gives_the_same_bytes(footage: Footage, tmp_path: Path) -> None:
    paint_set.cache_clear()
    draw_person.cache_clear()
    truth = render_episode(footage.script, "E01", tmp_path, HummingSpeaker(), footage.font)

    def digest(folder: Path) -> str:
        return hashlib.sha256((folder / "E01.mp4").read_bytes()).hexdigest()

    assert digest(tmp_path) == digest(footage.folder)
    assert truth == footage.truth
    assert not (tmp_path / "E01.bed.wav").exists()


def test_what_is_missing_is_said_and_leaves_nothing_behind(footage: Footage, tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"E01\.002: the voice 'zf_xiaoxiao' gave no sound"):
        render_episode(footage.script, "E01", tmp_path, SilentSpeaker(), footage.font)
    with pytest.raises(Missing, match=r"nothing\.ttf"):
        render_episode(footage.script, "E01", tmp_path, HummingSpeaker(), tmp_path / "nothing.ttf")
    assert not list(tmp_path.iterdir())
