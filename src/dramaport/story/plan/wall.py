"""Where paying begins, and why there: each place the trade's custom allows gets a score from the ledger, with its facts in words."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Final

from pydantic import Field

from dramaport.drama.values import Value
from dramaport.story.plan.ledger import Ledger, ledger_of_plan
from dramaport.story.values import Plan, Wall, WallCandidate

#: A drama this short has no wall worth placing: custom would leave one or two episodes on a side.
_LEAST_EPISODES: Final = 12

#: An answer this many episodes behind the wall is close enough to be promised by the last free one.
_SOON: Final = 3


class Fact(Value):
    """One thing the trade is told to do, and who told it. `from`/`to` hold for a drama of `episodes`; `share` of any."""

    id: str
    text: str
    source: str
    date: str
    episodes: int | None = None
    first: int | None = Field(default=None, alias="from")
    last: int | None = Field(default=None, alias="to")
    share: float | None = None


class _Range(Value):
    episodes: int
    first: int = Field(alias="from")
    last: int = Field(alias="to")


class Customs(Value):
    """customs.toml."""

    facts: tuple[Fact, ...] = Field(alias="fact")
    candidates: _Range
    weights: dict[str, float]


@lru_cache(maxsize=1)
def usual_customs() -> Customs:
    return Customs.model_validate(tomllib.loads((files("dramaport.story.plan") / "customs.toml").read_text("utf-8")))


def place_wall(plan: Plan, customs: Customs | None = None) -> Wall | None:
    """The wall of a plan; None for a drama too short to have one."""
    return wall_of(ledger_of_plan(plan), customs or usual_customs())


def wall_of(ledger: Ledger, customs: Customs) -> Wall | None:
    """The best place for the wall by the ledger of a plan or a script. None where the drama is too short for one."""
    count = len(ledger.episodes)
    if count < _LEAST_EPISODES:
        return None
    span = customs.candidates
    scale = count / span.episodes if count < span.episodes / 2 else 1.0
    frees = range(max(1, round(span.first * scale)), min(count - 1, round(span.last * scale)) + 1)
    candidates = tuple(_candidate(ledger, free, customs) for free in frees)
    best = max(candidates, key=lambda candidate: (candidate.score, -candidate.free))
    judged = bool(ledger.threads)
    reason = f"after {ledger.episodes[best.free - 1]}: {'; '.join(best.facts)}"
    if scale != 1.0:
        reason += f"; the trade's figures for {span.episodes} episodes are scaled to {count}"
    if not judged:
        reason += ". No thread is named, so this follows custom and how episodes end, and is no judgement of the story"
    return Wall(free=best.free, reason=reason, judged=judged, candidates=candidates)


def _candidate(ledger: Ledger, free: int, customs: Customs) -> WallCandidate:
    """The weighted mean of what is known of a place; what is not known neither helps nor harms."""
    parts = {name: part for name, part in _parts(ledger, free, customs).items() if part is not None}
    total = sum(customs.weights[name] for name in parts)
    score = sum(customs.weights[name] * value for name, (value, _) in parts.items()) / total
    return WallCandidate(free=free, score=round(score, 4), facts=tuple(fact for _, fact in parts.values()))


def _parts(ledger: Ledger, free: int, customs: Customs) -> dict[str, tuple[float, str] | None]:
    last = free - 1
    account = ledger.accounts[last]
    return {
        "debt": _debt(ledger, last),
        "cliffhanger": _cliffhanger(ledger, last),
        "paid_off": _paid_off(ledger, last),
        "soon": _soon(ledger, last),
        "custom": _custom(len(ledger.episodes), free, customs, account.id),
    }


def _debt(ledger: Ledger, last: int) -> tuple[float, str] | None:
    if not ledger.threads:
        return None
    debt, overdue, most = ledger.debt[last], len(ledger.overdue[last]), max(ledger.debt)
    value = max(0, debt - overdue) / most if most else 0.0
    late = f", {overdue} of them overdue" if overdue else ""
    return value, f"viewers wait for {debt} thing{'' if debt == 1 else 's'}{late} (at most {most} in the drama)"


def _cliffhanger(ledger: Ledger, last: int) -> tuple[float, str] | None:
    account = ledger.accounts[last]
    if account.cliffhanger is None and account.cliffhanger_kind is None:
        return None
    if account.cliffhanger_kind is None:
        return (
            (0.5, "it ends on a cliffhanger of no named kind")
            if account.cliffhanger
            else (0.0, "it has no cliffhanger")
        )
    before = ledger.accounts[last - 1].cliffhanger_kind if last else None
    same = before is account.cliffhanger_kind
    return (0.8 if same else 1.0), f"it ends on {account.cliffhanger_kind}" + (", as the one before" if same else "")


def _paid_off(ledger: Ledger, last: int) -> tuple[float, str] | None:
    if not any(ledger.payoffs):
        return None
    paid = sum(ledger.payoffs[: last + 1])
    return min(
        1.0, paid / 2
    ), f"{paid} pay-off{'' if paid == 1 else 's'} before it" if paid else "nothing has paid off yet"


def _soon(ledger: Ledger, last: int) -> tuple[float, str] | None:
    if not ledger.threads:
        return None
    soon = [
        life.thread.id
        for life in ledger.threads
        if life.open_after(last) and life.closed is not None and life.closed - last <= _SOON
    ]
    return (1.0 if soon else 0.0), (
        f"{', '.join(soon)} answered within {_SOON} episodes" if soon else f"no answer within {_SOON} episodes"
    )


def _custom(count: int, free: int, customs: Customs, id: str) -> tuple[float, str]:
    """How many of the trade's facts the place agrees with; a window's edge counts half."""
    values, told = [], []
    for fact in customs.facts:
        if fact.share is not None:
            off = abs(free / count - fact.share)
            values.append(max(0.0, 1 - off / fact.share))
        elif fact.first is not None and fact.last is not None and fact.episodes is not None:
            scale = count / fact.episodes if count < fact.episodes / 2 else 1.0
            low, high = fact.first * scale, fact.last * scale
            point = free + 1 if fact.id == "first-card-point" else free  # the first episode that costs
            values.append(1.0 if low < point < high else 0.5 if point in (low, high) else 0.0)
        if values[-1] >= 0.5:
            told.append(fact.text)
    agreed = f"custom: {'; '.join(told)}" if told else f"no custom speaks for {id}"
    return sum(values) / len(values), agreed
