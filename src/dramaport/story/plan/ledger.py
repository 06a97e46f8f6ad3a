"""The hook ledger: what viewers were made to wait for, what they were given, and what is still owed, episode by episode.

It reads a plan or a script and judges nothing: a gate or a person does. A figure for which the story says too little is
None, and `Ledger.unknown` says in words what is missing. Positions are indices into `Ledger.episodes`.

The idea of promises with a due episode and of debt is PlotPilot's (issue 75); entropy is Shannon's, of the kinds of cliffhangers in a
sliding window, as a share of the most a window of that length can have.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dramaport.drama.screenplay import Screenplay
from dramaport.drama.screenplay.values import HookKind, Label, Thread, ThreadKind
from dramaport.drama.values import Value
from dramaport.story.values import Plan

#: Episodes in the window in which kinds of cliffhangers are compared: what viewers see in one sitting of about ten minutes.
WINDOW: Final = 6

_TURNS: Final = (Label.TURN, Label.REVERSAL, Label.PAYOFF)


class Account(Value):
    """What one episode opens, closes and does. `labels` counts its turns, reversals, pay-offs and cliffhangers; it is None where nobody
    labelled anything, which is not the same as none."""

    id: str
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    cliffhanger: bool | None = None
    cliffhanger_kind: HookKind | None = None
    labels: Mapping[Label, int] | None = None


class ThreadLife(Value):
    """A thread's course: positions at which it is first opened and last closed, and by which it falls due."""

    thread: Thread
    opened: int | None
    closed: int | None
    due: int | None

    def open_after(self, position: int) -> bool:
        """Whether viewers wait for it when the episode at `position` has ended."""
        return self.opened is not None and self.opened <= position and (self.closed is None or self.closed > position)

    def overdue_at(self, position: int) -> bool:
        """Whether it should have been closed by the end of the episode at `position`, and is not."""
        return self.due is not None and self.open_after(position) and position >= self.due

    def age(self, last: int) -> int | None:
        """Episodes from its opening to its closing, or to the position `last` while it is open. None if never opened."""
        return None if self.opened is None else (last if self.closed is None else self.closed) - self.opened


class Ledger(Value):
    """The whole account. Tuples have one entry an episode."""

    episodes: tuple[str, ...]
    accounts: tuple[Account, ...]
    threads: tuple[ThreadLife, ...]
    debt: tuple[int, ...]  # threads open when the episode has ended
    promises: tuple[int, ...]  # of them promises
    overdue: tuple[tuple[str, ...], ...]  # ids of threads that are overdue when the episode has ended
    payoffs: tuple[int, ...]  # threads closed and beats labelled payoff, whichever is more
    variety: tuple[
        float | None, ...
    ]  # of the window that ends with the episode: 0 always the same kind, 1 as varied as can be
    faults: tuple[str, ...] = ()  # closed before opened, never opened, due nowhere, an id without a thread
    unknown: tuple[str, ...] = ()  # what the story does not say

    def life(self, thread: str) -> ThreadLife | None:
        return next((life for life in self.threads if life.thread.id == thread), None)

    def payoff_gap(self) -> int | None:
        """The most episodes in a row without a pay-off; None where nobody said what pays off."""
        if not any(self.payoffs):
            return None
        longest = run = 0
        for count in self.payoffs:
            run = 0 if count else run + 1
            longest = max(longest, run)
        return longest


def ledger_of_plan(plan: Plan, window: int = WINDOW) -> Ledger:
    """The ledger of a plan: threads as its episodes open and close them, turns as it lists them."""
    labelled = any(episode.turns for episode in plan.episodes)
    accounts = [
        Account(
            id=episode.id,
            opens=episode.opens,
            closes=episode.closes,
            cliffhanger=bool(episode.cliffhanger),
            cliffhanger_kind=episode.cliffhanger_kind,
            labels=dict(Counter(turn.label for turn in episode.turns)) if labelled else None,
        )
        for episode in plan.episodes
    ]
    return make_ledger(accounts, plan.threads, window)


def ledger_of_screenplay(play: Screenplay, window: int = WINDOW) -> Ledger:
    """The ledger of a script: threads and labels as its beats have them."""
    labelled = any(beat.labels for _, _, beat in play.beats())
    accounts = []
    for id, episode in play.episodes.items():
        labels = Counter(label for beat in episode.beats for label in beat.labels)
        accounts.append(
            Account(
                id=id,
                opens=tuple(dict.fromkeys(name for beat in episode.beats for name in beat.opens)),
                closes=tuple(dict.fromkeys(name for beat in episode.beats for name in beat.closes)),
                cliffhanger=(labels[Label.CLIFFHANGER] > 0 if labelled else None) or bool(episode.cliffhanger) or None,
                cliffhanger_kind=episode.cliffhanger_kind,
                labels=dict(labels) if labelled else None,
            )
        )
    return make_ledger(accounts, play.threads, window)


def make_ledger(accounts: Sequence[Account], threads: Iterable[Thread], window: int = WINDOW) -> Ledger:
    """The ledger of any accounts, in order."""
    lives = tuple(_life(thread, accounts) for thread in threads)
    waiting = [[life for life in lives if life.open_after(at)] for at in range(len(accounts))]
    kinds = [account.cliffhanger_kind for account in accounts]
    return Ledger(
        episodes=tuple(account.id for account in accounts),
        accounts=tuple(accounts),
        threads=lives,
        debt=tuple(len(open_) for open_ in waiting),
        promises=tuple(sum(life.thread.kind is ThreadKind.PROMISE for life in open_) for open_ in waiting),
        overdue=tuple(tuple(life.thread.id for life in lives if life.overdue_at(at)) for at in range(len(accounts))),
        payoffs=tuple(max(len(account.closes), (account.labels or {}).get(Label.PAYOFF, 0)) for account in accounts),
        variety=tuple(variety(kinds[max(0, at - window + 1) : at + 1]) for at in range(len(kinds))),
        faults=tuple(_faults(lives, accounts)),
        unknown=tuple(_unknown(lives, accounts)),
    )


def variety(kinds: Sequence[HookKind | None]) -> float | None:
    """Shannon entropy of kinds as a share of the most that many can have (0 to 1). None for fewer than two known kinds, or
    where more than half are unknown."""
    known = [kind for kind in kinds if kind is not None]
    if len(known) < 2 or 2 * len(known) < len(kinds):
        return None
    shares = [count / len(known) for count in Counter(known).values()]
    entropy = -sum(share * math.log(share) for share in shares)
    return abs(round(entropy / math.log(min(len(known), len(HookKind))), 4))


def _life(thread: Thread, accounts: Sequence[Account]) -> ThreadLife:
    opened = next((at for at, account in enumerate(accounts) if thread.id in account.opens), None)
    closed = max((at for at, account in enumerate(accounts) if thread.id in account.closes), default=None)
    due = next((at for at, account in enumerate(accounts) if account.id == thread.due), None)
    return ThreadLife(thread=thread, opened=opened, closed=closed, due=due)


def _faults(lives: Sequence[ThreadLife], accounts: Sequence[Account]) -> list[str]:
    told = []
    for life in lives:
        name = life.thread.id
        if life.opened is None:
            told.append(f"{name} is {'closed' if life.closed is not None else 'listed'} and never opened")
        elif life.closed is not None and life.closed < life.opened:
            told.append(f"{name} is closed in {accounts[life.closed].id}, before {accounts[life.opened].id} opens it")
        if life.thread.due is not None and life.due is None:
            told.append(f"{name} falls due in {life.thread.due}, which is not there")
    known = {life.thread.id for life in lives}
    for account in accounts:
        told += [
            f"{account.id}: {name} is no thread" for name in (*account.opens, *account.closes) if name not in known
        ]
    return told


def _unknown(lives: Sequence[ThreadLife], accounts: Sequence[Account]) -> list[str]:
    told = []
    if not lives:
        told.append("no thread is named: what viewers wait for, and for how long, cannot be said")
    unkind = sum(account.cliffhanger_kind is None for account in accounts)
    if unkind:
        told.append(f"{unkind} of {len(accounts)} episodes do not say what kind their cliffhanger is of")
    if not any(account.labels and any(account.labels.get(label) for label in _TURNS) for account in accounts):
        told.append("no turn, reversal or pay-off is labelled")
    return told
