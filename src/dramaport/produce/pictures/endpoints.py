"""Painters over HTTP: ComfyUI's own interface, and images endpoints of OpenAI's style."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from dramaport.build.digest import digest_of
from dramaport.errors import BadInput, DramaportError, Missing
from dramaport.produce.pictures.painted import Request

_PATIENCE = 600.0  # seconds for one picture
_LARGEST = 60_000_000  # bytes of an answer
_HOLES = ("{prompt}", "{avoid}", "{width}", "{height}", "{seed}")


def checked_address(address: str, variable: str) -> str:
    """The address without its last slash. Raises Missing where it is not set, BadInput where it is none."""
    if not address:
        raise Missing(f"no address is set; set {variable} to that of the server")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(f"{variable}: {address!r} is no http or https address")
    return address.rstrip("/")


class ComfyUI:
    """A ComfyUI server: a workflow is queued (/prompt), waited for (/history) and its picture fetched (/view).

    The workflow is the file ComfyUI saves as "API format", with {prompt}, {avoid}, {width}, {height} and {seed} where they belong.
    """

    def __init__(
        self,
        address: str,
        workflow: Path,
        client: httpx.Client | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises Missing and BadInput for an address or a workflow that cannot be used."""
        self._address = checked_address(address, "DRAMAPORT_COMFYUI_URL")
        self._workflow = _workflow(workflow)
        self._client = client or httpx.Client(timeout=60)
        self._wait = wait

    @property
    def identity(self) -> str:
        return f"comfyui/1/{digest_of(self._workflow)[:16]}"

    def paint(self, request: Request) -> bytes:
        graph = _filled(self._workflow, request)
        queued = _json(self._send("POST", "/prompt", json={"prompt": graph}), "ComfyUI")
        number = str(queued.get("prompt_id", ""))
        if not number:
            raise DramaportError(f"ComfyUI refused the workflow: {str(queued.get('error', queued))[:200]}")
        image = self._awaited(number)
        wanted = {key: str(image.get(key, "")) for key in ("filename", "subfolder", "type")}
        return _checked(self._send("GET", "/view", params=wanted), "ComfyUI")

    def _awaited(self, number: str) -> dict[str, Any]:
        waited, pause = 0.0, 0.5
        while waited < _PATIENCE:
            done = _json(self._send("GET", f"/history/{number}"), "ComfyUI").get(number)
            if isinstance(done, dict):
                if str(done.get("status", {}).get("status_str", "")) == "error":
                    raise DramaportError(
                        "ComfyUI could not run the workflow; open it in ComfyUI to see which node fails"
                    )
                images = [image for node in done.get("outputs", {}).values() for image in node.get("images", [])]
                if images:
                    return dict(images[0])
                raise DramaportError("ComfyUI's workflow gave no picture; end it with a SaveImage node")
            self._wait(pause)
            waited, pause = waited + pause, min(4.0, pause * 1.4)
        raise DramaportError(f"ComfyUI gave no picture within {_PATIENCE:.0f} s; see its queue")

    def _send(self, method: str, path: str, **parts: Any) -> httpx.Response:
        return _sent(self._client, method, f"{self._address}{path}", "ComfyUI", **parts)


class Images:
    """An images endpoint of OpenAI's style (`/images/generations`, answers as base64)."""

    def __init__(self, address: str, model: str, key: SecretStr, client: httpx.Client | None = None) -> None:
        """Raises Missing and BadInput for an address that cannot be used."""
        self._address = checked_address(address, "DRAMAPORT_IMAGES_URL")
        self._model, self._key = model, key
        self._client = client or httpx.Client(timeout=_PATIENCE)

    @property
    def identity(self) -> str:
        return f"images/1/{self._address}/{self._model}"

    def paint(self, request: Request) -> bytes:
        body: dict[str, Any] = {
            "prompt": f"{request.prompt}. Avoid: {request.avoid}",
            "n": 1,
            "size": f"{request.width}x{request.height}",
        }
        if self._model:
            body["model"] = self._model
        if request.clear:
            body |= {"background": "transparent", "output_format": "png"}
        headers = {"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key.get_secret_value() else {}
        answer = _json(
            _sent(
                self._client,
                "POST",
                f"{self._address}/images/generations",
                "the images endpoint",
                json=body,
                headers=headers,
            ),
            "the images endpoint",
        )
        try:
            return base64.b64decode(answer["data"][0]["b64_json"], validate=True)
        except (KeyError, IndexError, TypeError, binascii.Error) as error:
            raise DramaportError(
                "the images endpoint's answer holds no picture in base64; ask for response format b64_json"
            ) from error


def _workflow(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Missing(
            f"{file.name} is not there; save the workflow from ComfyUI in API format and set DRAMAPORT_COMFYUI_WORKFLOW to it"
        ) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"{file.name} is no JSON; save the workflow from ComfyUI in API format") from error
    text = json.dumps(told, ensure_ascii=False)
    if not isinstance(told, dict) or "{prompt}" not in text:
        raise BadInput(
            f"{file.name} has no place for the words; write {{prompt}} into its text node, and {', '.join(_HOLES[1:])} where they belong"
        )
    return told


def _filled(part: Any, request: Request) -> Any:
    """The workflow with its holes filled; a hole that is a node's whole value becomes a number where the value is one."""
    values = {
        "{prompt}": request.prompt,
        "{avoid}": request.avoid,
        "{width}": request.width,
        "{height}": request.height,
        "{seed}": request.seed,
    }
    if isinstance(part, dict):
        return {key: _filled(value, request) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, request) for value in part]
    if isinstance(part, str):
        if part in values:
            return values[part]
        for hole, value in values.items():
            part = part.replace(hole, str(value))
    return part


def _sent(client: httpx.Client, method: str, url: str, who: str, **parts: Any) -> httpx.Response:
    """The answer to one request. Nothing is asked again by itself: a picture may have been paid for."""
    try:
        answer = client.request(method, url, **parts)
    except httpx.HTTPError as error:
        raise DramaportError(
            f"{who} cannot be reached at {urlsplit(url).netloc} ({type(error).__name__}); is it running?"
        ) from error
    if answer.status_code in (401, 403):
        raise DramaportError(f"{who} refuses the key; set the right one in the environment")
    if answer.status_code >= 400:
        raise DramaportError(f"{who} answered {answer.status_code}: {answer.text[:200]}")
    return answer


def _checked(answer: httpx.Response, who: str) -> bytes:
    if len(answer.content) > _LARGEST:
        raise DramaportError(
            f"{who} sent {len(answer.content) / 1e6:.0f} MB for one picture; at most {_LARGEST / 1e6:.0f} are taken"
        )
    return answer.content


def _json(answer: httpx.Response, who: str) -> dict[str, Any]:
    try:
        told = json.loads(_checked(answer, who))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DramaportError(f"{who} answered with something that is no JSON") from error
    if not isinstance(told, dict):
        raise DramaportError(f"{who} answered with JSON that is no object")
    return told
