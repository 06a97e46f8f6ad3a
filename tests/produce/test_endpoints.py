"""Pictures from outside: an artist's folder, ComfyUI and an images endpoint, against servers that pretend."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from pydantic import SecretStr

from dramaport.drama.screenplay.values import Emotion, Role, TimeOfDay
from dramaport.drama.values import Age, Gender
from dramaport.errors import BadInput, DramaportError, Missing
from dramaport.produce.pictures.cutout import cut_out, read_picture
from dramaport.produce.pictures.endpoints import ComfyUI, Images
from dramaport.produce.pictures.painted import Painted, Request
from dramaport.produce.pictures.provider import PersonAsk, PlaceAsk
from dramaport.produce.pictures.sets.board import HEIGHT, WIDTH
from dramaport.produce.pictures.stills import Stills
from dramaport.produce.pictures.values import Light

ROLE = Role(id="lin", name="林", gender=Gender.FEMALE, age=Age.YOUNG, look="red coat")
PLACE = PlaceAsk(id="pier", name="码头", set="river")
ASK = PersonAsk(role=ROLE, emotion=Emotion.ANGER, head=60)
LIGHT = Light()


def picture(
    colour: tuple[int, int, int] = (40, 90, 160), size: tuple[int, int] = (256, 512), clear: bool = False
) -> bytes:
    """A PNG of one colour with a person-like block in it; `clear` makes what surrounds it transparent."""
    image = Image.new("RGBA", size, (255, 255, 255, 0 if clear else 255))
    image.paste((*colour, 255), (size[0] // 3, 20, 2 * size[0] // 3, size[1] - 20))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


class Painter:
    """Counts what is asked of it."""

    identity = "counting/1"

    def __init__(self, answer: bytes | None = None) -> None:
        self.asked: list[Request] = []
        self._answer = answer

    def paint(self, request: Request) -> bytes:
        self.asked.append(request)
        return picture(clear=request.clear) if self._answer is None else self._answer


def test_a_paid_picture_is_never_paid_twice(tmp_path: Path) -> None:
    painter = Painter()
    first = Painted(painter, tmp_path)
    first.person(ASK, LIGHT)
    first.person(ASK.model_copy(update={"head": 200, "right": False}), LIGHT)
    first.place(PLACE)
    Painted(painter, tmp_path).person(ASK, LIGHT)
    Painted(painter, tmp_path).place(PLACE)
    assert len(painter.asked) == 2, "another size or side is the same picture, in this run and in the next"
    first.person(ASK.model_copy(update={"emotion": Emotion.JOY}), LIGHT)
    first.place(PLACE.model_copy(update={"time": TimeOfDay.NIGHT}))
    assert len(painter.asked) == 4


def test_an_answer_that_is_no_picture_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no picture that can be read"):
        Painted(Painter(b"<html>"), tmp_path).place(PLACE)
    assert not list(tmp_path.rglob("*.img"))


def test_a_character_is_asked_for_in_the_same_words_and_with_the_same_seed(tmp_path: Path) -> None:
    painter = Painter()
    provider = Painted(painter, tmp_path)
    for emotion in (Emotion.JOY, Emotion.SORROW):
        provider.person(ASK.model_copy(update={"emotion": emotion}), LIGHT)
    one, other = painter.asked
    assert one.seed == other.seed
    assert "red coat" in one.prompt
    assert one.clear


# ------------------------------------------------------------------------------------------------------------ endpoints


def images(handler: Callable[[httpx.Request], httpx.Response], key: str = "secret") -> Images:
    return Images(
        "http://pictures.test/v1", "painter-1", SecretStr(key), httpx.Client(transport=httpx.MockTransport(handler))
    )


def test_an_images_endpoint_is_asked_in_its_own_words() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": [{"b64_json": base64.b64encode(picture()).decode()}]})

    assert images(handler).paint(Request(prompt="a pier", width=768, height=1536, clear=True)) == picture()
    body = json.loads(seen[0].content)
    assert seen[0].url.path == "/v1/images/generations"
    assert seen[0].headers["Authorization"] == "Bearer secret"
    assert (body["model"], body["size"], body["n"], body["background"]) == ("painter-1", "768x1536", 1, "transparent")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(401), "refuses the key"),
        (httpx.Response(500, text="out of memory"), "answered 500: out of memory"),
        (httpx.Response(200, text="hello"), "no JSON"),
        (httpx.Response(200, json={"data": []}), "no picture in base64"),
        (httpx.Response(200, json={"data": [{"b64_json": "%%"}]}), "no picture in base64"),
    ],
)
def test_what_an_endpoint_does_wrong_is_said(answer: httpx.Response, said: str) -> None:
    calls = 0

    def handler(_: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        return answer

    with pytest.raises(DramaportError, match=said):
        images(handler).paint(Request(prompt="x", width=64, height=64))
    assert calls == 1, "nothing that may cost money is asked again by itself"


def test_a_server_that_is_not_there_is_said() -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(DramaportError, match=r"cannot be reached at pictures\.test"):
        images(handler).paint(Request(prompt="x", width=64, height=64))


@pytest.mark.parametrize(("address", "error"), [("", Missing), ("ftp://x", BadInput), ("nothing", BadInput)])
def test_an_address_is_checked(address: str, error: type[DramaportError]) -> None:
    with pytest.raises(error, match="DRAMAPORT_IMAGES_URL"):
        Images(address, "", SecretStr(""))


WORKFLOW = {
    "3": {"class_type": "KSampler", "inputs": {"seed": "{seed}"}},
    "6": {"inputs": {"text": "masterpiece, {prompt}"}},
    "5": {"inputs": {"width": "{width}"}},
}


def comfy(tmp_path: Path, handler: Callable[[httpx.Request], httpx.Response], workflow: object = WORKFLOW) -> ComfyUI:
    file = tmp_path / "workflow.json"
    file.write_text(json.dumps(workflow), "utf-8")
    return ComfyUI(
        "http://comfy.test:8188", file, httpx.Client(transport=httpx.MockTransport(handler)), wait=lambda _: None
    )


def test_comfyui_is_queued_waited_for_and_fetched_from(tmp_path: Path) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        match request.url.path:
            case "/prompt":
                return httpx.Response(200, json={"prompt_id": "n1"})
            case "/history/n1" if len(seen) < 4:
                return httpx.Response(200, json={})
            case "/history/n1":
                return httpx.Response(
                    200,
                    json={
                        "n1": {"outputs": {"9": {"images": [{"filename": "a.png", "subfolder": "", "type": "output"}]}}}
                    },
                )
            case _:
                return httpx.Response(200, content=picture())

    assert comfy(tmp_path, handler).paint(Request(prompt="a pier", width=768, height=1536, seed=7)) == picture()
    graph = json.loads(seen[0].content)["prompt"]
    assert graph["3"]["inputs"]["seed"] == 7
    assert graph["6"]["inputs"]["text"] == "masterpiece, a pier"
    assert graph["5"]["inputs"]["width"] == 768
    assert dict(seen[-1].url.params) == {"filename": "a.png", "subfolder": "", "type": "output"}


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ({"n1": {"status": {"status_str": "error"}}}, "could not run the workflow"),
        ({"n1": {"outputs": {"9": {}}}}, "SaveImage"),
        ({}, "within 600 s"),
    ],
)
def test_what_goes_wrong_in_comfyui_is_said(tmp_path: Path, history: dict[str, object], said: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"prompt_id": "n1"} if request.url.path == "/prompt" else history)

    with pytest.raises(DramaportError, match=said):
        comfy(tmp_path, handler).paint(Request(prompt="x", width=64, height=64))


def test_a_workflow_without_a_place_for_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no place for the words"):
        comfy(tmp_path, lambda _: httpx.Response(200), {"3": {}})
    with pytest.raises(Missing, match="DRAMAPORT_COMFYUI_WORKFLOW"):
        ComfyUI("http://comfy.test", tmp_path / "none.json")


# --------------------------------------------------------------------------------------------------------- the artist


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for kind in ("places", "people", "things"):
        (tmp_path / kind).mkdir()
    (tmp_path / "places" / "pier.png").write_bytes(picture((200, 40, 40), (400, 900)))
    (tmp_path / "people" / "lin.png").write_bytes(picture((0, 160, 0), clear=True))
    (tmp_path / "people" / "lin.anger.png").write_bytes(picture((0, 0, 220)))
    return tmp_path


def test_an_artists_pictures_are_used_and_what_is_missing_is_drawn(folder: Path) -> None:
    stills = Stills(folder)
    assert stills.place(PLACE).far.shape == (HEIGHT, WIDTH, 4)
    assert stills.place(PLACE).far[HEIGHT // 2, WIDTH // 2, 2] > 150
    assert stills.place(PLACE.model_copy(update={"id": "road", "set": "street_new"})).far.shape == (HEIGHT, WIDTH, 4)
    angry, calm = stills.person(ASK, LIGHT), stills.person(ASK.model_copy(update={"emotion": Emotion.NEUTRAL}), LIGHT)
    assert angry.layer[100, angry.layer.shape[1] // 2, 0] > calm.layer[100, calm.layer.shape[1] // 2, 0]
    other = stills.person(ASK.model_copy(update={"role": ROLE.model_copy(update={"id": "zhao"})}), LIGHT)
    assert other.lips, "our own pen draws who is not in the folder"


def test_layers_part_into_what_lies_behind_people_and_before_them(folder: Path) -> None:
    (folder / "places" / "pier.1.png").write_bytes(picture(size=(900, 1560)))
    (folder / "places" / "pier.2.png").write_bytes(picture((250, 250, 0), (900, 1560), clear=True))
    plates = Stills(folder).place(PLACE)
    assert plates.near is not None
    assert plates.near[..., 3].min() == 0


def test_a_new_still_changes_the_identity(folder: Path) -> None:
    before = Stills(folder).identity
    assert before == Stills(folder).identity
    (folder / "people" / "lin.png").write_bytes(picture((9, 9, 9), clear=True))
    assert Stills(folder).identity != before


def test_a_picture_nobody_can_be_cut_from_is_refused() -> None:
    image = Image.fromarray(np.random.default_rng(1).integers(0, 255, (128, 128, 3), np.uint8))
    out = io.BytesIO()
    image.save(out, "PNG")
    with pytest.raises(BadInput, match="plain or clear background"):
        cut_out(read_picture(out.getvalue(), "noise.png"), "noise.png")


@pytest.mark.parametrize("data", [b"", b"GIF89a", picture()[:60], b"\x89PNG" + b"\0" * 40])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"x\.png is no picture"):
        read_picture(data, "x.png")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder"):
        Stills(tmp_path / "none")
