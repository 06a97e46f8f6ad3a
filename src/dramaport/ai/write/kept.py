"""Answers that were paid for, kept by the hash of their call. What is here is never asked, and never paid, again.

An answer is on the disk before anybody uses it. A lock for each call keeps two processes from paying for the same one.
A kill between the vendor's answer and the disk cannot be helped: the answer is asked again, and the purse counts both.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from filelock import FileLock

from dramaport.ai.chat import Completion
from dramaport.ai.write.purse import Purse
from dramaport.ai.write.values import Call, Model, Said, Usage, WriterRefused
from dramaport.build.digest import digest_of


class KeptModel:
    """A model that costs money, with a folder of its answers and the purse that pays for new ones."""

    def __init__(self, model: Model, folder: Path, purse: Purse) -> None:
        self._model = model
        self._folder = folder
        self._purse = purse

    @property
    def identity(self) -> str:
        return self._model.identity

    def holds(self, call: Call) -> bool:
        """Whether the answer is here, so that it costs nothing."""
        return self._file(self._key(call)).exists()

    def say(self, call: Call) -> Said:
        """The kept answer, or a new one that is kept before it is given. Raises BudgetSpent, WriterRefused."""
        key = self._key(call)
        file = self._file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock")):
            if file.exists():
                said = _read(file)
                self._purse.settle(key, said.used)
                return Said(said.completion, Usage(), fresh=False)
            said = self._paid(key, call)
            _write(file, {"prompt": call.prompt, "subject": call.subject, "by": self.identity, **_as_json(said)})
        self._purse.settle(key, said.used)
        return said

    def _paid(self, key: str, call: Call) -> Said:
        self._purse.set_aside(key, call)
        try:
            return self._model.say(call)
        except WriterRefused:
            self._purse.release(key)
            raise

    def _key(self, call: Call) -> str:
        return digest_of([self.identity, call.key])

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _as_json(said: Said) -> dict[str, Any]:
    money = None if said.used.money is None else str(said.used.money)
    return {"completion": asdict(said.completion), "money": money}


def _read(file: Path) -> Said:
    try:
        value = json.loads(file.read_bytes())
        said = Completion(**value["completion"])
        money = None if value["money"] is None else Decimal(value["money"])
    except (ValueError, KeyError, TypeError) as error:
        raise WriterRefused(f"{file} is damaged; delete it to ask, and pay, for this answer again") from error
    return Said(said, Usage(said.sent or 0, said.received or 0, money))


def _write(file: Path, value: dict[str, Any]) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, suffix=".part", delete=False) as part:
        json.dump(value, part, ensure_ascii=False, indent=1)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
