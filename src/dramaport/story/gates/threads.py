"""Gates on what viewers wait for: questions and promises, opened and closed by beats or by the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dramaport.drama.screenplay.values import Thread, ThreadKind
from dramaport.story.gates.case import LABELS, THREADS, TURNS, WHOLE, Case
from dramaport.story.gates.values import Gate, Need, Spot
from dramaport.story.plan.ledger import Account, ThreadLife, make_ledger


def lives(case: Case) -> Mapping[str, ThreadLife]:
    """Every thread's course through the story, by its id: the hook ledger's."""
    accounts = [Account(id=told.id, opens=told.opens, closes=told.closes) for told in case.told]
    return {life.thread.id: life for life in make_ledger(accounts, case.threads.values()).threads}


def open_after(case: Case, position: int) -> tuple[Thread, ...]:
    """What viewers wait for once the episode at a position has ended."""
    return tuple(life.thread for life in lives(case).values() if life.open_after(position))


def _spot(case: Case, position: int, thread: Thread, found: str) -> Spot:
    """In the script at the beat that names the thread, in the plan at the episode."""
    told = case.told[position]
    for timed in case.timelines.get(told.id, ()):
        if thread.id in (*timed.beat.opens, *timed.beat.closes):
            return timed.spot(f"{thread.id}: {found}")
    return told.spot(f"{thread.id}: {found}", thread.text)


def _order(case: Case) -> Iterator[Spot]:
    for name, life in lives(case).items():
        times = [at for at, told in enumerate(case.told) for opened in told.opens if opened == name]
        if len(times) > 1:
            yield _spot(case, times[1], life.thread, f"is opened again; it was opened in {case.told[times[0]].id}")
        if life.closed is not None and (life.opened is None or life.closed < life.opened):
            yield _spot(case, life.closed, life.thread, "is closed before it is opened")
    for told in case.told:
        for name in dict.fromkeys((*told.opens, *told.closes)):
            if name not in case.threads:
                yield told.spot(f"{name}: no thread has this id")


def _unused(case: Case) -> Iterator[Spot]:
    for name, life in lives(case).items():
        if life.opened is None and life.closed is None:
            yield Spot(quote=life.thread.text, found=f"{name} is never opened")


def _promise_due(case: Case) -> Iterator[Spot]:
    known = {told.id for told in case.told}
    for thread in case.threads.values():
        if thread.kind is ThreadKind.PROMISE and thread.due is None:
            yield Spot(quote=thread.text, found=f"{thread.id} says no episode by which it falls due")
        elif thread.due is not None and case.whole and thread.due not in known:
            yield Spot(quote=thread.text, found=f"{thread.id} falls due in {thread.due}, which does not exist")


def _overdue(case: Case) -> Iterator[Spot]:
    for life in lives(case).values():
        if life.opened is None or life.due is None:
            continue
        if life.closed is None or life.closed > life.due:
            when = "is never closed" if life.closed is None else f"is closed in {case.told[life.closed].id}"
            yield _spot(case, life.opened, life.thread, f"falls due in {life.thread.due} and {when}")


def _age(case: Case) -> Iterator[Spot]:
    most = case.limits["thread_episodes_max"]
    for life in lives(case).values():
        if life.opened is None or life.thread.due is not None:
            continue
        end = life.closed if life.closed is not None else len(case.told) - 1
        if end - life.opened > most:
            yield _spot(
                case, life.opened, life.thread, f"stays open for {end - life.opened} episodes without a due one"
            )


def _debt(case: Case) -> Iterator[Spot]:
    for at, told in enumerate(case.told):
        waiting = open_after(case, at)
        if len(waiting) > case.limits["threads_open_max"]:
            yield told.spot(f"{len(waiting)} open: {', '.join(thread.id for thread in waiting)}")


def _new(case: Case) -> Iterator[Spot]:
    for told in case.told[1:]:
        if len(told.opens) > case.limits["threads_opened_max"]:
            yield told.spot(f"opens {', '.join(told.opens)}")


def _next_reason(case: Case) -> Iterator[Spot]:
    for at, told in enumerate(case.told[:-1]):
        if not open_after(case, at):
            yield told.spot("nothing is open when it ends")


def _progress(case: Case) -> Iterator[Spot]:
    for told in case.judged:
        if not told.opens and not told.closes and not TURNS & told.labels:
            yield told.spot("opens nothing, closes nothing, and nothing turns")


def _season_debt(case: Case) -> Iterator[Spot]:
    left = open_after(case, len(case.told) - 1)
    promises = [thread for thread in left if thread.kind is ThreadKind.PROMISE]
    questions = [thread for thread in left if thread.kind is ThreadKind.QUESTION]
    for thread in promises:
        yield _spot(case, len(case.told) - 1, thread, "is promised and never kept")
    if len(questions) > case.limits["questions_left_max"]:
        names = ", ".join(thread.id for thread in questions)
        yield case.told[-1].spot(f"{len(questions)} questions are left open: {names}")


_LONG = Need("two episodes or more", lambda case: len(case.told) > 1)

GATES = (
    Gate(
        "thread-order", "a thread is opened once, and closed after it was opened",
        "label the beat that opens it first, and give a new question its own thread",
        "ours; shuohao outline/refs", _order, (THREADS,),
    ),
    Gate(
        "thread-unused", "every thread is opened somewhere",
        "let a beat open it, or strike it from the list",
        "shuohao outline/refs", _unused, (THREADS, WHOLE),
    ),
    Gate(
        "promise-due", "every promise names an episode of the drama by which it falls due",
        "write due = \"E..\" beside the thread",
        "PlotPilot #75: a promise has a due chapter", _promise_due, (THREADS,),
    ),
    Gate(
        "overdue", "a thread is closed by the episode in which it falls due",
        "close it earlier, or move its due episode and let a beat say why viewers must wait",
        "PlotPilot #75: broken promise", _overdue, (THREADS, WHOLE),
    ),
    Gate(
        "thread-age", "no thread without a due episode stays open for more than {thread_episodes_max} episodes",
        "close it, or give it a due episode: viewers forget what nobody promised them",
        "ours", _age, (THREADS,),
    ),
    Gate(
        "debt", "viewers never wait for more than {threads_open_max} things at once",
        "close one before the next is opened",
        "ours", _debt, (THREADS,),
    ),
    Gate(
        "new-threads", "an episode after the first opens at most {threads_opened_max} threads",
        "open one of them an episode later",
        "PlotPilot #75: at most two new expectations", _new, (THREADS,),
    ),
    Gate(
        "next-reason", "every episode but the last leaves something open",
        "open the next question before you answer the last one",
        "PlotPilot #75: a reason for the next chapter", _next_reason, (THREADS, _LONG),
    ),
    Gate(
        "progress", "every episode opens something, closes something or turns",
        "cut the episode, or let something happen in it",
        "PlotPilot #75: no progress", _progress, (THREADS, LABELS),
    ),
    Gate(
        "season-debt", "at the end no promise is open, and at most {questions_left_max} questions",
        "keep the promise before the end; one open question may carry to the next season",
        "ours", _season_debt, (THREADS, WHOLE),
    ),
)  # fmt: skip
