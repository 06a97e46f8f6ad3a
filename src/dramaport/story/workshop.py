"""The workshop: the folder in which a story lies while it is planned and written, and the only place that knows its layout.

    novel.txt            the imported text, UTF-8 with LF
    novel.json           Novel: title, chapters, where it came from
    plan.json            Plan: the episodes and their cuts
    drama.toml, script/  the Screenplay: files people may edit
    markets/us/          a repackaged Screenplay and its trace

Files are written in one step, so a killed process leaves the old one or the new one. Nothing people decided lies here:
that is in the database (`story.decisions`).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from pydantic import ValidationError

from dramaport.drama.screenplay import Screenplay, load_screenplay, save_screenplay
from dramaport.drama.values import Value
from dramaport.errors import BadInput, Busy
from dramaport.story.values import Novel, Plan

_LONGEST_NAME = 80
_UNSAFE = re.compile(r'[/\\:*?"<>|]')
_MARKET = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?\Z")

_V = TypeVar("_V", bound=Value)


@dataclass(frozen=True)
class Workshop:
    """One story's folder. Loading raises BadInput that names the command which makes what is missing."""

    name: str
    folder: Path

    @property
    def novel_file(self) -> Path:
        return self.folder / "novel.txt"

    @property
    def plan_file(self) -> Path:
        return self.folder / "plan.json"

    @property
    def script_file(self) -> Path:
        """`drama.toml`: it is there as soon as something of the script is."""
        return self.folder / "drama.toml"

    def market(self, code: str) -> Path:
        """The folder of a repackaged screenplay. Raises BadInput for what is no market's code."""
        if not _MARKET.match(code):
            raise BadInput(f"{code!r} is no market's code; use one such as us or id")
        return self.folder / "markets" / code

    def novel(self) -> Novel:
        return _load(self.folder / "novel.json", Novel, f"dramaport story import FILE --name {self.name}")

    def text(self) -> bytes:
        """The novel's bytes, as they were imported. Raises BadInput when somebody changed them since."""
        novel = self.novel()
        try:
            data = self.novel_file.read_bytes()
        except FileNotFoundError as error:
            raise BadInput(f"{self.name} has lost its novel.txt; import the novel again with --replace") from error
        if hashlib.sha256(data).hexdigest() != novel.sha256:
            raise BadInput(
                f"{self.name}/novel.txt was changed after its import, so the plan's cuts no longer fit it; "
                "put the old text back, or import the new one with --replace"
            )
        return data

    def save_novel(self, novel: Novel, data: bytes) -> None:
        """Write text and record. The record comes last: a story without it does not exist."""
        write_bytes(self.novel_file, data)
        write_value(self.folder / "novel.json", novel)

    @property
    def has_novel(self) -> bool:
        return (self.folder / "novel.json").exists()

    @property
    def scripted(self) -> bool:
        """Whether at least one episode is written."""
        return self.script_file.exists() and any((self.folder / "script").glob("E*.toml"))

    @property
    def planned(self) -> bool:
        return self.plan_file.exists()

    def plan(self) -> Plan:
        """The plan. Raises BadInput when it was made for another text than the one that is here."""
        plan = _load(self.plan_file, Plan, f"dramaport story plan {self.name}")
        if plan.novel_sha256 != self.novel().sha256:
            raise BadInput(f"{self.name}/plan.json cuts another text; plan again: dramaport story plan {self.name}")
        return plan

    def save_plan(self, plan: Plan) -> None:
        write_value(self.plan_file, plan)

    def screenplay(self) -> Screenplay:
        if not self.script_file.exists():
            raise BadInput(f"{self.name} has no script yet; write it: dramaport story write {self.name}")
        return load_screenplay(self.folder)

    def save_screenplay(self, play: Screenplay) -> None:
        save_screenplay(self.folder, play)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other processes off this story. The lock goes with the process, however it ends. Raises Busy."""
        try:
            with FileLock(self.folder.parent / f".{self.name}.lock", timeout=0):
                yield
        except Timeout:
            raise Busy(f"{self.name} is being worked on by another process; wait for it or stop it") from None


def checked_name(name: str) -> str:
    """A story's name that is safe as a folder's. Raises BadInput saying what it may not hold."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadInput(f"a story's name has 1 to {_LONGEST_NAME} printable characters; give one with --name")
    if _UNSAFE.search(name) or name.startswith((".", "-")) or name.endswith("."):
        raise BadInput(f'{name!r} cannot name a folder: leave out / \\ : * ? " < > | and dots or dashes at its edges')
    return name


def open_workshop(home: Path, name: str) -> Workshop:
    """The workshop of a story that exists. Raises BadInput listing those there are."""
    workshop = new_workshop(home, name)
    if not workshop.has_novel and not workshop.script_file.exists():
        known = workshops(home)
        there = f"there are {', '.join(known)}" if known else "none exists yet: dramaport story import novel.txt"
        raise BadInput(f"no story is called {name!r}; {there}")
    return workshop


def new_workshop(home: Path, name: str) -> Workshop:
    """The workshop a story of this name has or will have; its folder is made, so that it can be held."""
    checked = checked_name(name)
    stories = home / "stories"
    stories.mkdir(parents=True, exist_ok=True)
    return Workshop(checked, stories / checked)


def workshops(home: Path) -> tuple[str, ...]:
    """Names of all stories, in order."""
    found = {path.parent.name for file in ("novel.json", "drama.toml") for path in home.glob(f"stories/*/{file}")}
    return tuple(sorted(found))


def write_value(file: Path, value: Value) -> None:
    """Write a value as JSON that people can read and compare, in one step."""
    write_bytes(file, (value.model_dump_json(indent=1, exclude_defaults=True) + "\n").encode())


def write_bytes(file: Path, data: bytes) -> None:
    """Write a file in one step, on the disk before it has its name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False)  # noqa: SIM115
    try:
        with part:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(file)
    except BaseException:
        Path(part.name).unlink(missing_ok=True)
        raise


def _load(file: Path, kind: type[_V], made_by: str) -> _V:
    try:
        return kind.model_validate_json(file.read_bytes())
    except FileNotFoundError as error:
        raise BadInput(f"{file.parent.name} has no {file.name} yet; make it: {made_by}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the file"
        raise BadInput(f"{file.parent.name}/{file.name}: {key}: {first['msg']}; make it again: {made_by}") from error
