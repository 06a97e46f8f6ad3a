"""Releases encrypted with `cbcs`, for whom signed addresses are not enough: a copied file stays shut without its key.

The key of an episode is derived from one secret of the operator's and the episode's folder, so there is no table of keys to
lose, and the same release gives the same bytes. A player gets it as a W3C Clear Key licence from an address that asks the
same question as a ticket: may this viewer watch this episode now? It keeps honest players honest and files useless to
who finds them; it is no DRM against the viewer's own machine.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import tempfile
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.media import hls
from dramaport.media.packager import Lock, package

_LEAST_SECRET: Final = 32
_BYTES: Final = 16
_SLACK: Final = Fraction(1, 100)  # seconds: the packager writes three decimals
_MAP: Final = re.compile(r"^(#EXT-X-MAP:.*)$", re.MULTILINE)
_KIND: Final = re.compile(r"(video|audio)-")


class Licence(Value):
    """A Clear Key licence (W3C Encrypted Media Extensions, 9.1.4): one symmetric key, for this session alone."""

    keys: tuple[dict[str, str], ...]
    type: str = "temporary"


class Sealer:
    """Makes the lock of each episode from the operator's secret. Raises BadInput where that is too short to be one."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < _LEAST_SECRET:
            raise BadInput(
                f"DRAMAPORT_CONTENT_KEY is shorter than {_LEAST_SECRET} bytes; make one: openssl rand -hex 32"
            )
        self._secret = secret

    def lock(self, prefix: str) -> Lock:
        """The lock of the episode whose files lie in this folder."""
        return Lock(self._derived("key id", prefix), self._derived("content key", prefix), self._derived("iv", prefix))

    def _derived(self, use: str, prefix: str) -> bytes:
        return hmac.digest(self._secret, f"dramaport {use}\0{prefix}".encode(), hashlib.sha256)[:_BYTES]


def seal(folder: Path, lock: Lock) -> dict[str, str]:
    """Encrypt the renditions of a copied release where it lies; subtitles and pictures stay as they are.

    Gives the new texts of the playlists that changed, by name, which the caller keeps. Raises BadInput for a release whose
    playlists do not fit its files.
    """
    named = {file.name: _KIND.match(file.name) for file in sorted(folder.glob("*.m3u8"))}
    playlists = {name: hls.parse((folder / name).read_text("utf-8"), name) for name, kind in named.items() if kind}
    by_file: dict[str, list[str]] = {}
    for name, playlist in playlists.items():
        by_file.setdefault(playlist.ranges[0].uri, []).append(name)
    texts: dict[str, str] = {}
    for file, names in by_file.items():
        texts |= _sealed(folder, file, {name: playlists[name] for name in names}, lock)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return texts


def sealer_of(secret: str) -> Sealer | None:
    """The sealer of a secret in hex; None without one. Raises BadInput for what is no secret."""
    if not secret:
        return None
    try:
        return Sealer(bytes.fromhex(secret))
    except ValueError as error:
        raise BadInput("DRAMAPORT_CONTENT_KEY is not hexadecimal; make one: openssl rand -hex 32") from error


def licence(lock: Lock, kids: Collection[str]) -> Licence:
    """The answer to a player that asks for keys by their ids in base64url. Raises BadInput where ours is not among them."""
    own = _encoded(lock.key_id)
    if own not in kids:
        raise BadInput("the request names no key of this episode; take a new ticket and ask again")
    return Licence(keys=({"kty": "oct", "kid": own, "k": _encoded(lock.key)},))


def _sealed(folder: Path, file: str, playlists: Mapping[str, hls.MediaPlaylist], lock: Lock) -> dict[str, str]:
    """One media file encrypted: each rendition in it for itself, then put behind one another again."""
    source = (folder / file).read_bytes()
    made: list[hls.MediaPlaylist] = []
    parts: list[bytes] = []
    with tempfile.TemporaryDirectory(dir=folder) as work:
        for name, playlist in playlists.items():
            if any(where.uri != file for where in playlist.ranges) or playlist.end > len(source):
                raise BadInput(f"{name} does not fit {file}; make the release again (dramaport release)")
            clear, shut = Path(work) / "clear.mp4", Path(work) / "shut.mp4"
            start = min(where.offset for where in playlist.ranges)
            clear.write_bytes(source[start : playlist.end])
            packed = package(clear, "video" if name.startswith("video-") else "audio", shut, lock)
            _same_times(playlist, packed.playlist, name)
            made.append(packed.playlist)
            parts.append(shut.read_bytes())
    (folder / file).write_bytes(b"".join(parts))
    moved = hls.joined(made, [len(part) for part in parts], file)
    return {name: _keyed(hls.render(playlist), lock) for name, playlist in zip(playlists, moved, strict=True)}


def _same_times(before: hls.MediaPlaylist, after: hls.MediaPlaylist, name: str) -> None:
    """Renditions are switched between in the middle: a segment that begins elsewhere would be heard."""
    old, new = ([segment.seconds for segment in one.segments] for one in (before, after))
    if len(old) != len(new) or any(abs(was - now) > _SLACK for was, now in zip(old, new, strict=True)):
        raise BadInput(f"{name} cannot be encrypted without moving its segments; make the release again")


def _keyed(text: str, lock: Lock) -> str:
    """The playlist with its key's name. The licence's address is the player's to know: it needs a session."""
    uri = f"data:text/plain;base64,{base64.b64encode(lock.key_id).decode()}"
    key = f'#EXT-X-KEY:METHOD=SAMPLE-AES,URI="{uri}",KEYID=0x{lock.key_id.hex()},KEYFORMAT="org.w3.clearkey",KEYFORMATVERSIONS="1"'
    return _MAP.sub(rf"\1\n{key}", text, count=1)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
