"""Build the viewer's app into web/dist, with the machine's Node.js where it is new enough, else with the one PyPI carries.

Nothing is done while the sources are those of the last build. `--test` checks and tests the app as well.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dramaport.ai.models.clients import Watch, npm, run_client
from dramaport.errors import DramaportError

WEB = Path(__file__).resolve().parent.parent / "web"
DIST = WEB / "dist"
_MODULES = WEB / "node_modules"
_INSTALLED = _MODULES / ".dramaport-installed"
_BUILT = _MODULES / ".dramaport-built"

#: What the packages of the lock file ask for.
_LEAST_NODE = (20, 19)


def build(test: bool = False) -> Path:
    """The folder of the built app. Raises DramaportError where Node.js cannot be had or the build fails."""
    sources, lock = _digest(_sources()), _digest([WEB / "package-lock.json"])
    fresh = _says(_BUILT, sources) and (DIST / "index.html").is_file()
    if fresh and not test:
        return DIST
    command = _npm()
    if not _says(_INSTALLED, lock):
        _run([*command, "ci", "--no-audit", "--no-fund"])
        _INSTALLED.write_text(lock)
    if not fresh:
        _run([*command, "run", "build"])
        _BUILT.write_text(sources)
    if test:
        _run([*command, "run", "check"])
        _run([*command, "test"])
    return DIST


def _npm() -> tuple[str, ...]:
    """npm's command. A Node.js that is too old is left out of the way, so that the one of PyPI is taken."""
    if _node_version() < _LEAST_NODE:
        folders = os.environ.get("PATH", "").split(os.pathsep)
        os.environ["PATH"] = os.pathsep.join(folder for folder in folders if not shutil.which("npm", path=folder))
    with tempfile.TemporaryDirectory() as work:
        watch = Watch(tick=lambda _: None, stopped=lambda: False)
        return npm(lambda command, _, watched: run_client(command, Path(work), watched), watch)


def _node_version() -> tuple[int, ...]:
    """Of the machine's Node.js with npm; (0,) where there is none."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return (0,)
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else (0,)


def _run(command: list[str]) -> None:
    """npm's scripts look for `node` on the path: the one npm itself runs on comes first."""
    folders = [str(Path(command[0]).parent), os.environ.get("PATH", "")]
    done = subprocess.run(command, cwd=WEB, env={**os.environ, "PATH": os.pathsep.join(folders)}, check=False)
    if done.returncode != 0:
        raise DramaportError(f"npm {' '.join(command[-2:])} failed in web/; what it says is above")


def _sources() -> Iterator[Path]:
    for folder, names, files in os.walk(WEB):
        names[:] = sorted(name for name in names if name not in ("node_modules", "dist"))
        yield from (Path(folder, name) for name in sorted(files))


def _digest(files: Iterator[Path] | list[Path]) -> str:
    """Of names and contents."""
    total = hashlib.sha256()
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(WEB).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _says(stamp: Path, text: str) -> bool:
    return stamp.is_file() and stamp.read_text() == text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", action="store_true", help="check the types and run the tests, too")
    try:
        build(parser.parse_args().test)
    except DramaportError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
