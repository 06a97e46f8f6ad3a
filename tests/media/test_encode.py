"""The video ladder and AAC: sizes, steady rates, closed GOPs, equal bytes, true colours, clear refusals."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.errors import BadInput
from dramaport.media.audio import decode
from dramaport.media.encode import (
    GOP_SECONDS,
    Rung,
    constant_rate,
    encode_aac,
    encode_file,
    encode_frames,
    ladder,
    nominal_rate,
)
from dramaport.media.ffmpeg import ffmpeg, target

RATE = Fraction(25)
SMALL = (Rung(64, 112, 200_000), Rung(96, 160, 400_000))


def picture(width: int = 96, height: int = 160, bgr: tuple[int, int, int] = (40, 80, 160)) -> np.ndarray:
    return np.full((height, width, 3), bgr, np.uint8)


def moving(count: int) -> Iterator[np.ndarray]:
    for number in range(count):
        frame = picture()
        frame[(number * 3) % 150 : (number * 3) % 150 + 10] = 255
        yield frame


@pytest.mark.parametrize(
    ("source", "sizes"),
    [
        ((1080, 1920), [(360, 640), (540, 960), (720, 1280)]),
        ((720, 1280), [(360, 640), (540, 960), (720, 1280)]),
        ((1920, 1080), [(640, 360), (960, 540), (1280, 720)]),
        ((640, 480), [(480, 360), (640, 480)]),
        ((496, 768), [(360, 558), (496, 768)]),
        ((576, 1024), [(360, 640), (540, 960)]),
        ((241, 427), [(240, 426)]),
    ],
)
def test_the_ladder_of_a_source(source: tuple[int, int], sizes: list[tuple[int, int]]) -> None:
    assert [(rung.width, rung.height) for rung in ladder(*source)] == sizes


@given(st.integers(16, 4000), st.integers(16, 4000))
def test_rungs_are_even_never_enlarged_and_keep_the_shape(width: int, height: int) -> None:
    rungs = ladder(width, height)
    assert rungs
    for rung in rungs:
        assert rung.width % 2 == rung.height % 2 == 0
        assert rung.width <= width and rung.height <= height
        assert abs(rung.width * height - rung.height * width) <= 2 * max(width, height)
    assert [r.peak for r in rungs] == sorted(r.peak for r in rungs)


def test_a_picture_of_a_few_pixels_is_refused() -> None:
    with pytest.raises(BadInput, match="too small"):
        ladder(12, 4000)


@pytest.mark.parametrize(
    ("measured", "nominal"),
    [("25", "25"), ("24.98", "25"), ("29.97", "30000/1001"), ("23.976", "24000/1001"), ("14.2", "14"), ("240", "60")],
)
def test_an_average_rate_becomes_a_usual_one(measured: str, nominal: str) -> None:
    assert nominal_rate(Fraction(measured)) == Fraction(nominal)


def test_variable_times_become_a_steady_stream() -> None:
    frames = [(time, picture(bgr=(number, 0, 0))) for number, time in enumerate((0.0, 0.20, 0.21, 0.40))]
    shown = [int(frame[0, 0, 0]) for frame in constant_rate(frames, Fraction(10), seconds=0.6)]
    assert shown == [0, 0, 2, 2, 3, 3]


@given(
    gaps=st.lists(st.floats(0.001, 0.3), min_size=1, max_size=30),
    rate=st.sampled_from([Fraction(10), Fraction(25), Fraction(30000, 1001)]),
)
def test_a_steady_stream_is_as_long_as_asked_and_keeps_the_order(gaps: list[float], rate: Fraction) -> None:
    times = np.cumsum([0.0, *gaps]).tolist()
    frames = [(time, picture(2, 2, (n, 0, 0))) for n, time in enumerate(times)]
    seconds = times[-1] + 0.5
    shown = [int(frame[0, 0, 0]) for frame in constant_rate(frames, rate, seconds)]
    assert len(shown) == round(Fraction(seconds) * rate)
    assert shown == sorted(shown)


def test_a_late_first_frame_stands_from_the_start() -> None:
    shown = list(constant_rate([(1.0, picture())], Fraction(10), seconds=1.5))
    assert len(shown) == 15


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return encode_frames(moving(130), RATE, SMALL, tmp_path_factory.mktemp("encoded"))


def test_each_rung_has_all_frames_at_its_size(encoded: tuple[Path, ...]) -> None:
    for path, rung in zip(encoded, SMALL, strict=True):
        with av.open(str(path)) as file:
            video = file.streams.video[0]
            assert (video.width, video.height, video.average_rate) == (rung.width, rung.height, RATE)
            assert sum(1 for _ in file.decode(video)) == 130
            assert video.codec_context.pix_fmt == "yuv420p"
            assert video.sample_aspect_ratio in (None, 1)


def test_key_frames_stand_every_two_seconds_and_nowhere_else(encoded: tuple[Path, ...]) -> None:
    for path in encoded:
        with av.open(str(path)) as file:
            keys = [frame.time for frame in file.decode(video=0) if frame.key_frame]
        assert keys == [0.0, GOP_SECONDS, 2 * GOP_SECONDS]


def test_equal_pictures_give_equal_bytes(encoded: tuple[Path, ...], tmp_path: Path) -> None:
    again = encode_frames(moving(130), RATE, SMALL, tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in encoded]


@pytest.mark.parametrize("bgr", [(255, 255, 255), (0, 0, 0), (30, 30, 220), (200, 60, 20), (40, 200, 90)])
def test_colours_survive_the_way_through_bt709(bgr: tuple[int, int, int], tmp_path: Path) -> None:
    (path,) = encode_frames([picture(bgr=bgr)] * 5, RATE, SMALL[1:], tmp_path)
    raw = ffmpeg(["-i", str(path), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "bgr24", "-"])
    middle = np.frombuffer(raw, np.uint8).reshape(160, 96, 3)[80, 48].astype(int)
    assert np.abs(middle - np.array(bgr)).max() <= 6
    with av.open(str(path)) as file:
        frame = next(file.decode(video=0))
        assert (int(frame.colorspace), int(frame.color_range)) == (1, 1)  # BT.709, limited range


def test_no_pictures_and_changing_sizes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"E01\.mp4 has no frame"):
        encode_frames([], RATE, SMALL, tmp_path, "E01.mp4")
    with pytest.raises(BadInput, match="changes its size from 96x160"):
        encode_frames([picture(), picture(100, 160)], RATE, SMALL, tmp_path)


def test_an_error_in_the_pictures_source_comes_through(tmp_path: Path) -> None:
    def broken() -> Iterator[np.ndarray]:
        yield picture()
        raise BadInput("E01.mp4 is damaged")

    with pytest.raises(BadInput, match=r"E01\.mp4 is damaged"):
        encode_frames(broken(), RATE, SMALL, tmp_path)


def test_an_encoder_that_gives_up_is_reported_in_its_words(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="No such file"):
        encode_frames(moving(500), RATE, SMALL, tmp_path / "not there")


def test_a_file_of_another_rate_is_brought_to_the_asked_one(tmp_path: Path) -> None:
    clip = tmp_path / "it's, a [clip].mp4"
    made = ["-f", "lavfi", "-i", "testsrc=size=160x96:rate=10:duration=3", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    ffmpeg([*made, target(clip)])
    (path,) = encode_file(clip, RATE, [Rung(160, 96, 400_000)], tmp_path)
    with av.open(str(path)) as file:
        assert sum(1 for _ in file.decode(video=0)) == 75
        assert file.streams.video[0].average_rate == RATE


def test_sound_is_cut_or_filled_to_the_length_asked(tmp_path: Path) -> None:
    tone = np.sin(np.arange(48_000 * 2) * 0.05).astype(np.float32) * 0.3
    for seconds in (1.0, 2.0, 3.0):
        encode_aac(tone, tmp_path / "a.mp4", seconds)
        sound = decode(tmp_path / "a.mp4", 48_000, 2)
        assert abs(len(sound) / 48_000 - seconds) < 0.03
        assert np.corrcoef(sound[: 48_000 - 2048, 0], tone[: 48_000 - 2048])[0, 1] > 0.99


def test_equal_sound_gives_equal_bytes(tmp_path: Path) -> None:
    tone = np.sin(np.arange(48_000) * 0.05).astype(np.float32) * 0.3
    encode_aac(tone, tmp_path / "a.mp4")
    encode_aac(tone, tmp_path / "b.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
