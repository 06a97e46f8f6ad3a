"""Talent scheduling (CSPLib prob039): the order of scenes in which actors are paid least.

An actor is paid every day from their first scene to their last, whether they act or wait. Exact by dynamic programming over
sets of scenes. Three facts keep it small:

- Scenes with one and the same cast can stand next to each other in some optimal order, so they are merged (Garcia de la
  Banda, Stuckey and Chu, "Solving Talent Scheduling with Dynamic Programming", INFORMS J. Computing 23(1), 2011, §4).
- Who is paid while a scene is shot depends on the set shot before it, not on that set's order: its own cast, and everybody
  who has a scene before and a scene after. So the cheapest way to shoot a set first needs no memory of how.
- The sum is the same read backwards. So the cheapest way to shoot a set last is the cheapest way to shoot it first, and sets of
  more than half of the scenes need never be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from dramaport.drama.values import Value
from dramaport.produce.slate.proof import Proof

#: Sets of 22 scenes take 67 MB and about two seconds on one busy core; each scene more doubles both.
EXACT_SCENES: Final = 22
_MOST_ACTORS: Final = 62
_TABLE_BITS: Final = 16

Ints = NDArray[np.int64]


class Talent(Value):
    """An instance: days of each scene, what each actor costs a day, and who is in which scene (`cast[scene]` holds actors)."""

    days: tuple[int, ...]
    rates: tuple[int, ...]
    cast: tuple[frozenset[int], ...]
    name: str = Field(default="")

    @model_validator(mode="after")
    def _whole(self) -> Talent:
        if len(self.days) != len(self.cast):
            raise ValueError(f"{len(self.cast)} scenes have a cast and {len(self.days)} have a length")
        if any(days < 1 for days in self.days) or any(rate < 0 for rate in self.rates):
            raise ValueError("a scene lasts at least one day and nobody pays to act")
        if any(not 0 <= actor < len(self.rates) for cast in self.cast for actor in cast):
            raise ValueError(f"a scene has an actor beyond the {len(self.rates)} that have a rate")
        if len(self.rates) > _MOST_ACTORS:
            raise ValueError(f"{len(self.rates)} actors; at most {_MOST_ACTORS} are counted")
        return self


class Order(Value):
    """Scenes in the order in which they are shot, what it costs, and below which cost no order can be."""

    scenes: tuple[int, ...]
    proof: Proof


def cost(talent: Talent, order: Sequence[int]) -> int:
    """What an order costs: every actor, every day from their first scene to their last."""
    total = 0
    for actor, rate in enumerate(talent.rates):
        places = [place for place, scene in enumerate(order) if actor in talent.cast[scene]]
        if places:
            total += rate * sum(talent.days[scene] for scene in order[places[0] : places[-1] + 1])
    return total


def best_order(talent: Talent) -> Order:
    """The cheapest order. It is proved where at most `EXACT_SCENES` casts differ; above that it has a bound and a value.

    The bound above that: leaving a scene out of an order saves at least what its own cast earns in it. So the cheapest order of some of
    the scenes, and the wages of the others, are together no dearer than any order of all.
    """
    groups = _merged(talent)
    masks = [sum(1 << actor for actor in talent.cast[group[0]]) for group in groups]
    days = [sum(talent.days[scene] for scene in group) for group in groups]
    kept = sorted(range(len(groups)), key=lambda group: (-_wages(talent, masks[group]) * days[group], group))
    kept = sorted(kept[:EXACT_SCENES])
    left = [group for group in range(len(groups)) if group not in set(kept)]
    value, core = _exact([masks[group] for group in kept], [days[group] for group in kept], talent.rates)
    bound = value + sum(_wages(talent, masks[group]) * days[group] for group in left)
    order = [kept[place] for place in core]
    for group in left:
        order = _inserted(talent, groups, order, group)
    if left:
        order = _improved(talent, groups, order)
    scenes = tuple(scene for group in order for scene in groups[group])
    return Order(scenes=scenes, proof=Proof(value=cost(talent, scenes), bound=bound))


def _merged(talent: Talent) -> list[list[int]]:
    """Scenes by their cast, in the order of the first of each."""
    groups: dict[frozenset[int], list[int]] = {}
    for scene, cast in enumerate(talent.cast):
        groups.setdefault(cast, []).append(scene)
    return list(groups.values())


def _wages(talent: Talent, mask: int) -> int:
    return sum(rate for actor, rate in enumerate(talent.rates) if mask >> actor & 1)


def _exact(masks: Sequence[int], days: Sequence[int], rates: Sequence[int]) -> tuple[int, list[int]]:
    """The cheapest cost and order of scenes given as sets of actors."""
    count = len(masks)
    if count == 0:
        return 0, []
    full = (1 << count) - 1
    actors = _unions(masks)
    waiting = actors & actors[::-1]  # read backwards, the sets are their complements
    pay = _Pay(rates)
    layers = _layers(count)
    best = np.zeros(1 << count, np.int64)
    for layer in layers[1 : (count + 1) // 2 + 1]:
        best[layer] = _cheapest(layer, best, waiting, masks, days, pay)
    middle = layers[count // 2]
    both = best[middle] + best[full ^ middle]
    half = int(middle[int(np.argmin(both))])
    front = _back(half, best, waiting, masks, days, pay)
    rear = _back(full ^ half, best, waiting, masks, days, pay)
    return int(both.min()), front + rear[::-1]


def _unions(masks: Sequence[int]) -> Ints:
    """For every set of scenes, the actors in it."""
    actors = np.zeros(1 << len(masks), np.int64)
    for scene, mask in enumerate(masks):
        actors[1 << scene : 2 << scene] = actors[: 1 << scene] | mask
    return actors


def _layers(count: int) -> list[Ints]:
    """All sets of scenes by how many they hold."""
    sizes = np.bitwise_count(np.arange(1 << count, dtype=np.uint32))
    order = np.argsort(sizes, kind="stable")
    return np.split(order, np.cumsum(np.bincount(sizes))[:-1])


class _Pay:
    """What a set of actors costs a day, from tables of sixteen actors each."""

    def __init__(self, rates: Sequence[int]) -> None:
        self._tables = []
        for start in range(0, max(1, len(rates)), _TABLE_BITS):
            part = rates[start : start + _TABLE_BITS]
            table = np.zeros(1 << len(part), np.int64)
            for place, rate in enumerate(part):
                table[1 << place : 2 << place] = table[: 1 << place] + rate
            self._tables.append((start, table))

    def __call__(self, actors: Ints) -> Ints:
        if len(self._tables) == 1:
            return self._tables[0][1][actors]
        total: Ints = np.zeros(actors.shape, np.int64)
        for start, table in self._tables:
            total += table[(actors >> start) & (len(table) - 1)]
        return total


def _paid(before: Ints, scene: int, waiting: Ints, masks: Sequence[int], days: Sequence[int], pay: _Pay) -> Ints:
    """What is paid while a scene is shot, for each set that was shot before it. `waiting` have a scene in the set and one outside."""
    return pay(waiting[before] | masks[scene]) * days[scene]


def _cheapest(layer: Ints, best: Ints, waiting: Ints, masks: Sequence[int], days: Sequence[int], pay: _Pay) -> Ints:
    """The cheapest way to shoot each set of a layer first: over all scenes that may be its last."""
    found = np.full(len(layer), np.iinfo(np.int64).max)
    for scene in range(len(masks)):
        has = (layer >> scene & 1).astype(bool)
        before = layer[has] ^ (1 << scene)
        found[has] = np.minimum(found[has], best[before] + _paid(before, scene, waiting, masks, days, pay))
    return found


def _back(done: int, best: Ints, waiting: Ints, masks: Sequence[int], days: Sequence[int], pay: _Pay) -> list[int]:
    """The order in which a set was shot first at its cheapest, found from its end."""
    order = []
    while done:
        for scene in range(len(masks)):
            before = np.array([done ^ (1 << scene)])
            if done >> scene & 1 and best[done] == best[before[0]] + _paid(before, scene, waiting, masks, days, pay)[0]:
                order.append(scene)
                done ^= 1 << scene
                break
    return order[::-1]


def _flat(groups: Sequence[Sequence[int]], order: Sequence[int]) -> list[int]:
    return [scene for group in order for scene in groups[group]]


def _inserted(talent: Talent, groups: Sequence[Sequence[int]], order: Sequence[int], group: int) -> list[int]:
    """The order with one more group where it costs least."""
    tried = [[*order[:place], group, *order[place:]] for place in range(len(order) + 1)]
    return min(tried, key=lambda candidate: cost(talent, _flat(groups, candidate)))


def _improved(talent: Talent, groups: Sequence[Sequence[int]], order: list[int]) -> list[int]:
    """Each group taken out and put back where it costs least, until nothing is gained."""
    value = cost(talent, _flat(groups, order))
    while True:
        for group in sorted(order):
            order = _inserted(talent, groups, [other for other in order if other != group], group)
        found = cost(talent, _flat(groups, order))
        if found >= value:
            return order
        value = found
