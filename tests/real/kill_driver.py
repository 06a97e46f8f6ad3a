"""A nursery of processes to be killed: it imports everything once, and forks a process for each order it reads.

An order is a line on standard input: `localize`, `decide` or `hesitate`, and a home folder. What the processes do comes out as lines
on standard output, in the order it happened:

    born <pid>                a process lives
    begun <job> <slot>        it starts to execute a step (not: takes its receipt)
    done <job> <slot>         the step's receipt is written
    written, kept <n>         decisions are written in a transaction; transaction n is committed
    ended <status>            it is gone: 0, another exit status, or minus the signal that ended it
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TypeVar

import faster_whisper.vad  # noqa: F401 - what the processes need is imported here, before they are forked
from pydantic import BaseModel

from dramaport.build.engine import Engine, Outcome
from dramaport.build.progress import StepDone, listening
from dramaport.build.step import Step, Work
from dramaport.cli.context import hold, open_house
from dramaport.drama import repository
from dramaport.drama.decisions import Decision, DecisionKind
from dramaport.errors import DramaportError
from dramaport.localize.pipeline.graph import run_season
from dramaport.localize.pipeline.site import Site
from dramaport.localize.pipeline.values import accounts
from dramaport.settings import Settings
from scripted_models import scripted

TITLE = "渡口"
LANGUAGES = ("en", "es")
#: Decisions of one transaction.
TOGETHER = 40

Out = TypeVar("Out", bound=BaseModel)


def say(*words: object) -> None:
    """A line on standard output in one write, so that lines of several threads never mix."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class TellingEngine(Engine):
    """An engine that says when a step really executes."""

    def run(self, step: Step[Out], slot: str, /, **inputs: object) -> Outcome[Out]:
        def told(work: Work, **given: object) -> Out:
            say("begun", self._job, slot)
            return step.run(work, **given)

        return super().run(replace(step, run=told), slot, **inputs)

    def batch(
        self,
        step: Step[Out],
        items: Mapping[str, Mapping[str, object]],
        together: Callable[[Work, Sequence[str]], Iterator[tuple[str, Out | DramaportError]]],
    ) -> dict[str, Outcome[Out]]:
        def told(work: Work, slots: Sequence[str]) -> Iterator[tuple[str, Out | DramaportError]]:
            for slot in slots:
                say("begun", self._job, slot)
            return together(work, slots)

        return super().batch(step, items, told)

    @property
    def _job(self) -> str:
        return without_drama(self.ledger)


class TellingSite(Site):
    def engine(self, job: str) -> Engine:
        return TellingEngine(self.store, self.work, f"{self.drama}/{job}")


def without_drama(ledger: str) -> str:
    """The job's name without the drama's id, which differs from home to home."""
    return ledger.partition("/")[2]


def localize(home: Path) -> None:
    """The season's graph as `dramaport localize` runs it. Exits with 1 where a step failed."""

    def tell(event: StepDone) -> None:
        if event.fresh:
            say("done", without_drama(event.job), event.slot)

    house = open_house(Settings(home=home))
    drama = house.drama(TITLE)
    with house.database.connect() as db:
        log = repository.decisions(db, drama.id)
    site = TellingSite(house.store, house.work(drama), drama.id)
    with scripted(), hold(house, drama), listening(tell):
        results = run_season(site, drama, log, LANGUAGES, workers=2)
    if troubles := accounts(results.values()).troubles:
        raise DramaportError(str(troubles))


def decide(home: Path) -> None:
    """Decisions for ever, `TOGETHER` in a transaction, each marked with the transaction's number."""
    house = open_house(Settings(home=home))
    drama = house.drama(TITLE)
    with house.database.connect() as db:
        first = len(repository.decisions(db, drama.id)) // TOGETHER
    for number in count(first):
        with house.database.begin() as db:
            repository.decide(db, drama.id, decisions(number))
        say("kept", number)


def hesitate(home: Path) -> None:
    """Decisions written and never committed."""
    house = open_house(Settings(home=home))
    drama = house.drama(TITLE)
    with house.database.begin() as db:
        repository.decide(db, drama.id, decisions(-1))
        say("written")
        signal.pause()


def decisions(number: int) -> list[Decision]:
    return [
        Decision(
            kind=DecisionKind.TRANSLATION,
            subject=f"E01.{place:03d}",
            language="en",
            value={"text": f"{number}/{place}"},
        )
        for place in range(TOGETHER)
    ]


def live(action: Callable[[Path], None], home: Path) -> None:
    """The whole life of a forked process."""
    status = 1
    try:
        say("born", os.getpid())
        action(home)
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def main() -> None:
    actions = {"localize": localize, "decide": decide, "hesitate": hesitate}
    for order in sys.stdin:
        name, _, home = order.rstrip("\n").partition(" ")
        child = os.fork()
        if not child:
            live(actions[name], Path(home))
        _, status = os.waitpid(child, 0)
        say("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
