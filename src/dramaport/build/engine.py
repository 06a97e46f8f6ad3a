"""Runs steps, but only where no receipt says the work is done; keeps failures apart; explains what is stale.

A step's key is the digest of its name, its version and its inputs. The receipt under that key holds the inputs (for
`why`) and the output. In a dry run nothing is executed: what would run comes back as `Stale` with the reasons.
"""

from __future__ import annotations

import errno
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from dramaport.build.digest import Json, as_json, digest_of
from dramaport.build.progress import StepDone, publish
from dramaport.build.step import Step, Work
from dramaport.build.store import Artifact, Damaged, Store, StoreUnusable
from dramaport.errors import DramaportError

Out = TypeVar("Out", bound=BaseModel)

log = logging.getLogger(__name__)

#: What may go wrong inside a step and stay there: bad material, a model's complaint, a vendor's refusal. Everything
#: else (a killed process, no memory, a full store) ends the run.
CONTAINED = (DramaportError, OSError, ValueError, ArithmeticError, LookupError, RuntimeError, TypeError, AttributeError)


@dataclass(frozen=True)
class Done(Generic[Out]):
    value: Out
    key: str
    fresh: bool  # made in this run


@dataclass(frozen=True)
class Failed:
    slot: str
    step: str
    reason: str


@dataclass(frozen=True)
class Stale:
    """In a dry run: this step would run, because of `reasons`."""

    slot: str
    step: str
    reasons: tuple[str, ...]


Outcome: TypeAlias = Done[Out] | Failed | Stale


@dataclass
class Engine:
    """Runs the steps of one job. `ledger` names the record of which receipts the job used last time.

    One engine belongs to one thread. Finished steps are published to `build.progress`.
    """

    store: Store
    work_root: Path
    ledger: str
    dry: bool = False
    failures: list[Failed] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    _last: dict[str, Any] = field(default_factory=dict)
    _now: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._last = self.store.ledger(self.ledger)

    def run(self, step: Step[Out], slot: str, /, **inputs: object) -> Outcome[Out]:
        """Run one step for one slot (a stable name such as `speak/E01.003`), or take its receipt."""
        request = _request(step, inputs)
        key = digest_of(request)
        self._now[slot] = key
        if (value := self._kept(step, key)) is not None:
            return self._tell(step, slot, Done(value, key, fresh=False))
        if self.dry:
            return self._noted(Stale(slot, step.name, self._reasons(slot, request)))
        try:
            value, seconds = self._execute(step, inputs)
        except (Damaged, StoreUnusable):
            raise
        except CONTAINED as error:
            return self._refused(step, slot, error)
        self._write(key, request, value, seconds)
        return self._tell(step, slot, Done(value, key, fresh=True))

    def batch(
        self,
        step: Step[Out],
        items: Mapping[str, Mapping[str, object]],
        together: Callable[[Work, Sequence[str]], Iterator[tuple[str, Out | DramaportError]]],
    ) -> dict[str, Outcome[Out]]:
        """Run a step for many slots with one call of `together` for those that are stale.

        Each slot keeps a key and a receipt of its own, from `items[slot]`; `together` gets the stale slots and yields
        each one's result as it is made. What it does not name has failed.
        """
        requests = {slot: _request(step, inputs) for slot, inputs in items.items()}
        keys = {slot: digest_of(request) for slot, request in requests.items()}
        self._now.update(keys)
        outcomes: dict[str, Outcome[Out]] = {}
        for slot, key in keys.items():
            if (value := self._kept(step, key)) is not None:
                outcomes[slot] = self._tell(step, slot, Done(value, key, fresh=False))
            elif self.dry:
                outcomes[slot] = self._noted(Stale(slot, step.name, self._reasons(slot, requests[slot])))
        missing = [slot for slot in items if slot not in outcomes]
        if not missing:
            return {slot: outcomes[slot] for slot in items}
        started = time.monotonic()
        with self._bench() as work:
            try:
                for slot, result in together(work, missing):
                    if isinstance(result, DramaportError):
                        outcomes[slot] = self._refused(step, slot, result)
                        continue
                    self._write(keys[slot], requests[slot], result, time.monotonic() - started)
                    outcomes[slot] = self._tell(step, slot, Done(result, keys[slot], fresh=True))
                    started = time.monotonic()
            except (Damaged, StoreUnusable):
                raise
            except CONTAINED as error:
                outcomes |= {slot: self._refused(step, slot, error) for slot in missing if slot not in outcomes}
        for slot in missing:
            if slot not in outcomes:
                outcomes[slot] = self._refused(step, slot, DramaportError("no answer came for it"))
        return {slot: outcomes[slot] for slot in items}

    def close(self) -> None:
        """Write the ledger. A dry run leaves it as it is."""
        if not self.dry and self._now != self._last:
            self.store.put_ledger(self.ledger, as_json(self._now))

    # ---------------------------------------------------------------------------------------------------------------

    def _kept(self, step: Step[Out], key: str) -> Out | None:
        receipt = self.store.receipt(key)
        if receipt is None:
            return None
        try:
            value = step.output.model_validate(receipt["output"])
        except (ValidationError, KeyError):
            return None  # written by an older shape of the output: made again
        return value if all(self.store.has(artifact) for artifact in artifacts_in(value)) else None

    def _execute(self, step: Step[Out], inputs: Mapping[str, object]) -> tuple[Out, float]:
        started = time.monotonic()
        with self._bench() as work:
            value = step.run(work, **inputs)
        return value, time.monotonic() - started

    def _bench(self) -> _Bench:
        return _Bench(self.work_root, self.store)

    def _write(self, key: str, request: Mapping[str, Json], value: BaseModel, seconds: float) -> None:
        receipt = {**request, "output": as_json(value), "seconds": round(seconds, 3)}
        self.store.put_receipt(key, receipt)

    def _tell(self, step: Step[Out], slot: str, done: Done[Out]) -> Done[Out]:
        publish(StepDone(self.ledger, step.name, slot, done.fresh))
        return done

    def _refused(self, step: Step[Any], slot: str, error: BaseException) -> Failed:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise StoreUnusable("the disk is full: free some space and run the same command again") from error
        if not isinstance(error, DramaportError):
            log.warning("%s of %s failed", step.name, slot, exc_info=error)
        reason = str(error) or type(error).__name__
        failed = Failed(slot, step.name, reason)
        self.failures.append(failed)
        return failed

    def _noted(self, stale: Stale) -> Stale:
        self.stale.append(stale)
        return stale

    def _reasons(self, slot: str, request: Mapping[str, Json]) -> tuple[str, ...]:
        """What differs from the receipt the last run used for this slot."""
        last_key = self._last.get(slot)
        last = self.store.receipt(last_key) if isinstance(last_key, str) else None
        if last is None:
            return ("never made",)
        return tuple(differences(last, request)) or ("its artifacts are gone",)


class _Bench:
    """A temporary folder for one step."""

    def __init__(self, root: Path, store: Store) -> None:
        self._root, self._store = root, store

    def __enter__(self) -> Work:
        self._root.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="step-", dir=self._root))
        return Work(self._folder, self._store)

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def artifacts_in(value: object) -> Iterator[Artifact]:
    """Every artifact a value holds, however deep."""
    match value:
        case Artifact():
            yield value
        case BaseModel():
            for name in type(value).model_fields:
                yield from artifacts_in(getattr(value, name))
        case Mapping():
            for item in value.values():
                yield from artifacts_in(item)
        case list() | tuple():
            for item in value:
                yield from artifacts_in(item)


def differences(last: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What changed between two requests, one readable line each."""
    if last.get("version") != now.get("version"):
        yield f"step {now['step']} is version {now['version']}, was {last.get('version')}"
    before, after = last.get("inputs", {}), now.get("inputs", {})
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield _difference(name, before.get(name), after.get(name))


_SHOWN = 60


def _difference(name: str, before: Any, after: Any) -> str:
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
        if len(keys) == 1:
            return _difference(f"{name}.{keys[0]}", before.get(keys[0]), after.get(keys[0]))
        return f"{name}: {', '.join(keys)} changed"
    if isinstance(before, list) and isinstance(after, list):
        gone = [item for item in before if item not in after]
        new = [item for item in after if item not in before]
        if len(gone) == len(new) == 1:
            return _difference(name, gone[0], new[0])
        return f"{name}: {len(gone)} gone, {len(new)} new" if gone or new else f"{name}: order changed"
    return f"{name}: {_short(before)} → {_short(after)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _request(step: Step[Any], inputs: Mapping[str, object]) -> dict[str, Json]:
    return {"step": step.name, "version": step.version, "inputs": as_json(inputs)}
