"""A film is a build of shots: what has not changed is not drawn again; labels, real shots and an editor's timeline."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pytest
from animatic_speakers import HummingSpeaker
from PIL import ImageFont
from storyboard_making import action, line, play_of

from dramaport.build.engine import Engine
from dramaport.build.progress import StepDone, listening
from dramaport.build.store import open_store
from dramaport.drama.screenplay import Screenplay
from dramaport.drama.screenplay.values import Beat, Emotion, Label, LineBeat, Pose
from dramaport.errors import BadInput
from dramaport.media.ffmpeg import ffmpeg, target
from dramaport.produce.animatic.build import Font, Studio, make_episode
from dramaport.produce.animatic.label import label_text
from dramaport.produce.animatic.lettering import LABEL_SIZE, label
from dramaport.produce.animatic.render import Film, perform, plan_film
from dramaport.produce.animatic.shoot import shoot
from dramaport.produce.animatic.sound import mouths
from dramaport.produce.editing import timeline_of
from dramaport.produce.pictures.drawn.pen import Drawn

Make = Callable[..., Film]


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    face = ImageFont.load_default(20)
    assert isinstance(face, ImageFont.FreeTypeFont)
    assert isinstance(face.path, BytesIO)
    path = tmp_path_factory.mktemp("font") / "font.ttf"
    path.write_bytes(face.path.getvalue())
    return path


def said(number: int, text: str, character: str, **more: object) -> LineBeat:
    return LineBeat.model_validate({**line(number, character=character).model_dump(), "text": text, **more})


SCENE: list[Beat] = [
    said(1, "一二三四五六", "a"),
    said(2, "一二三四五六七八", "b"),
    said(3, "一二三四五六七八", "a"),
    said(4, "一二三四五", "b"),
]


@pytest.fixture
def make(tmp_path: Path, font: Path) -> Make:
    """Makes E01 of a play in one store; the film it gives back was written to `out`."""

    def made(play: Screenplay, **more: object) -> Film:
        engine = Engine(open_store(str(tmp_path / "store"), tmp_path / "cache"), tmp_path / "work", "film")
        studio = Studio(HummingSpeaker(), Drawn(), Font(font, "pillow/1"), **more)  # type: ignore[arg-type]
        film = make_episode(engine, play, "E01", studio, tmp_path / "out")
        engine.close()
        return film

    return made


def fresh(make: Callable[[], object]) -> list[str]:
    """The slots that were made anew."""
    slots: list[str] = []

    def note(done: StepDone) -> None:
        if done.fresh:
            slots.append(done.slot)

    with listening(note):
        make()
    return slots


@pytest.mark.slow
def test_a_changed_line_makes_its_own_voice_and_shot_again_and_nothing_else(make: Make, tmp_path: Path) -> None:
    first = fresh(lambda: make(play_of(SCENE)))
    assert {slot for slot in first if slot.startswith("take/")} == {f"take/E01.00{n}" for n in range(1, 5)}
    shots = [slot for slot in first if slot.startswith("shot/")]
    assert len(shots) >= 3
    assert fresh(lambda: make(play_of(SCENE))) == [], "nothing changed, nothing is made"
    before = (tmp_path / "out" / "E01.mp4").read_bytes()
    changed = [
        beat if beat.id != "E01.003" else said(3, "一二三四五六七八九", "a")
        for beat in SCENE
        if isinstance(beat, LineBeat)
    ]
    (own,) = (shot.id for shot in make(play_of(SCENE)).shots if "E01.003" in shot.beats)
    assert fresh(lambda: make(play_of([*changed]))) == ["take/E01.003", f"shot/{own}"]
    make(play_of(SCENE))
    assert (tmp_path / "out" / "E01.mp4").read_bytes() == before, "and back again gives the same bytes"


@pytest.mark.slow
def test_segments_laid_end_to_end_play_through(make: Make, tmp_path: Path) -> None:
    film = make(
        play_of(
            SCENE[:2], [action(5, ("b", Emotion.FEAR, Pose.RUN)), said(6, "一二三", "b", labels=(Label.CLIFFHANGER,))]
        ),
        label="cn",
    )
    with av.open(str(tmp_path / "out" / "E01.mp4")) as container:
        stamps = [frame.time for frame in container.decode(video=0)]
        told = json.loads(container.metadata["AIGC"])
    assert len(stamps) == film.timeline.duration // 40
    assert np.allclose(np.diff(stamps), 0.04, atol=1e-4)
    assert told["AIGC"]["Label"] == "1"
    assert told["AIGC"]["ContentProducer"] == "渡口剧场"
    assert told["AIGC"]["ProduceID"]


def planned(play: Screenplay, font: Path, **more: object) -> Film:
    return plan_film(play, "E01", perform(play, play.episode("E01"), HummingSpeaker()), font, **more)  # type: ignore[arg-type]


def test_the_label_stands_at_the_start_for_two_seconds_at_least_and_large_enough(font: Path) -> None:
    film = planned(play_of(SCENE), font, label=label_text("cn"))
    left, sheets = 0, film.sheets
    for sheet in sheets:
        assert bool(sheet.label) == (sheet.label_frames > 0)
        left += min(sheet.label_frames, sheet.frames)
    assert sheets[0].label == "AI生成"
    assert left / 25 >= 2
    assert LABEL_SIZE >= 0.05 * 720
    stamp = label("AI", font)
    assert stamp.ink[3] - stamp.ink[1] >= 36
    assert not any(sheet.label for sheet in planned(play_of(SCENE), font).sheets)
    with pytest.raises(BadInput, match="no AI label is known for 'us'"):
        label_text("us")


def test_lips_are_open_while_their_own_line_is_heard(font: Path) -> None:
    film = planned(play_of(SCENE), font)
    open_ = mouths(film.timeline, film.takes)
    for heard in film.timeline.lines:
        span = slice(heard.span.start // 40 + 1, heard.span.end // 40 - 1)
        assert set(open_[heard.beat.character][span]) - {"0"}
        other = "b" if heard.beat.character == "a" else "a"
        assert set(open_[other][span]) == {"0"}


def test_a_shots_sheet_does_not_depend_on_where_it_lies(font: Path) -> None:
    """A longer first line moves all later shots, and leaves their sheets as they are."""
    short, long = (
        planned(play_of([said(1, text, "a"), *SCENE[1:]]), font).sheets for text in ("一二三四五六", "一二三四五六七")
    )
    assert short[0] != long[0]
    assert short[1:] == long[1:]


def test_another_voice_leaves_the_pictures_sheet_but_for_the_lips(font: Path) -> None:
    play = play_of(SCENE)
    other = play.model_copy(
        update={
            "characters": tuple(
                role.model_copy(update={"voice": "zm_yunyang", "note": "x"}) for role in play.characters
            )
        }
    )
    assert planned(play, font).sheets == planned(other, font).sheets


def test_a_cliffhanger_freezes_and_loses_its_colour(font: Path) -> None:
    film = planned(play_of([said(1, "一二三", "a"), said(2, "一二三四", "b", labels=(Label.CLIFFHANGER,))]), font)
    sheet = film.sheets[-1]
    assert sheet.freeze is not None
    assert 0 < sheet.freeze < sheet.frames - 25
    chroma = []
    for number, picture in enumerate(shoot(sheet.model_copy(update={"captions": ()}), Drawn(), font)):
        if number in (sheet.freeze - 2, sheet.freeze + 2):
            chroma.append(float(np.abs(picture[1280:].astype(int) - 128).mean()))
    assert chroma[1] < 0.6 * chroma[0]


@pytest.mark.slow
def test_a_real_shot_takes_the_place_of_a_drawn_one_and_keeps_its_caption(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    shot = next(shot for shot in make(play_of(SCENE)).shots if "E01.003" in shot.beats)
    ffmpeg(
        [
            "-f",
            "lavfi",
            "-i",
            "color=c=red:s=640x360:r=30:d=1",
            "-pix_fmt",
            "yuv420p",
            target(folder / f"{shot.id}.mp4"),
        ]
    )
    film = make(play_of(SCENE), clips=folder)
    with av.open(str(tmp_path / "out" / "E01.mp4")) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    heard = next(heard for heard in film.truth.lines if heard.id == "E01.003")
    inside, outside = frames[heard.span.start // 40 + 8], frames[shot.span.start // 40 - 8]
    assert inside[300:600, :, 0].mean() > 200 > 150 > outside[300:600, :, 0].mean()
    assert heard.caption is not None
    box = heard.caption.box
    rows = inside[int(box.y * 1280) : int(box.bottom * 1280), int(box.x * 720) : int(box.right * 720)]
    assert (rows.min(axis=2) > 200).mean() > 0.05, "the caption's white stands on the clip"


def test_a_folder_of_clips_that_is_none_is_refused(make: Make, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder"):
        make(play_of(SCENE), clips=tmp_path / "none")


def test_an_editor_gets_tracks_clips_and_markers(font: Path) -> None:
    play = play_of([said(1, "一二三", "a", labels=(Label.HOOK,)), said(2, "一二三四", "b")], [said(3, "一二", "a")])
    film = planned(play, font)
    text = otio.adapters.write_to_string(timeline_of(film, play, "E01.mp4"), "otio_json")
    read = otio.adapters.read_from_string(text, "otio_json")
    assert isinstance(read, otio.schema.Timeline)
    assert [track.name for track in read.tracks] == ["Picture", "Captions", "Voice", "Music", "Effects"]
    picture, captions, voice = read.tracks[0], read.tracks[1], read.tracks[2]
    assert [clip.name for clip in picture] == [shot.id for shot in film.shots]
    assert picture.duration().to_seconds() == pytest.approx(film.timeline.duration / 1000)
    assert [clip.name for clip in voice.find_clips()] == ["E01.001", "E01.002", "E01.003"]
    assert [clip.metadata["dramaport"]["text"] for clip in captions.find_clips()] == ["一二三", "一二三四", "一二"]
    starts = [clip.range_in_parent().start_time.to_seconds() for clip in voice.find_clips()]
    assert starts == [pytest.approx(heard.span.start / 1000, abs=0.04) for heard in film.timeline.lines]
    assert [(marker.name, marker.color) for marker in read.tracks.markers] == [
        ("E01.001", "RED"),
        ("E01.002", "WHITE"),
        ("E01.003", "WHITE"),
    ]


def test_each_scene_has_its_own_place_and_the_cut_between_them_dips(font: Path) -> None:
    film = planned(play_of(SCENE[:2], SCENE[2:]), font)
    first, second = ([sheet for sheet in film.sheets if sheet.shot.scene == f"E01.S{number}"] for number in (1, 2))
    assert (first[-1].fade_out, second[0].fade_in) == (6, 6)
    assert all(not sheet.fade_in for sheet in first)
    assert film.truth.cuts == tuple(shot.span.start for shot in film.shots[1:])
