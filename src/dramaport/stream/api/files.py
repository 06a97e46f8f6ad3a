"""Published files behind their tokens, and the app's own page. A node or CDN in front may do the same by itself."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from dramaport.stream.api.problems import Problem
from dramaport.stream.api.state import OnStation

router = APIRouter(include_in_schema=False)

_HOLD = "private, max-age=600, immutable"

#: Types that Python's table lacks.
_TYPES = {".webmanifest": "application/manifest+json"}

#: The app's own page may load its own files and play what it made of a ticket, and nothing else.
_POLICY = (
    "default-src 'self'; media-src 'self' blob:; img-src 'self' blob:; connect-src 'self' blob:; "
    "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


class _Media(FileResponse):
    """Each piece that is read costs a journey to a thread and back: two seconds of picture are one piece."""

    chunk_size = 1 << 20


@router.api_route("/m/{token}/{path:path}", methods=["GET", "HEAD"])
async def media(station: OnStation, token: str, path: str) -> Response:
    """A published file, whole or a byte range of it, while its token holds."""
    if not station.keys.opens(token, path, station.clock()):
        raise Problem(403, "expired_ticket", "this address does not work, or no longer: ask for a new ticket")
    file = (station.media / path).resolve()
    if not file.is_relative_to(station.media.resolve()) or not file.is_file():
        raise Problem(404, "gone", "this file of the release is missing: publish the drama again")
    return _Media(file, headers={"Cache-Control": _HOLD, "Access-Control-Allow-Origin": "*"})


@router.get("/{path:path}")
async def app_page(station: OnStation, path: str) -> Response:
    """The built app; every address of its own is its first page."""
    if station.web is None or path.startswith(("v1/", "m/")):
        raise Problem(404, "not_found", "there is nothing at this address")
    root = station.web.resolve()
    file = (root / path).resolve()
    if not path or not file.is_relative_to(root) or not file.is_file():
        file = root / "index.html"
    headers = {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    headers["Cache-Control"] = _hold(file.relative_to(root))
    return FileResponse(file, headers=headers, media_type=_TYPES.get(file.suffix))


def _hold(file: Path) -> str:
    """For ever where the build put the file's digest into its name; browsers ask for the icon at every turn of a page."""
    holds = {"assets": "public, max-age=31536000, immutable", "icons": "public, max-age=86400"}
    return holds.get(file.parts[0], "no-cache")
