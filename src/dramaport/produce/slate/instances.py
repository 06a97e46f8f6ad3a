"""Reading instances of the talent scheduling problem as they are passed around (CSPLib prob039).

A name, the number of scenes, the number of actors, a row for each actor with a 1 for each scene they are in and their cost a
day at the end, and a row of the scenes' lengths in days.
"""

from __future__ import annotations

from dramaport.errors import BadInput
from dramaport.produce.slate.order import Talent


def read_instance(text: str, name: str) -> Talent:
    """An instance. Raises BadInput naming the file and what does not add up."""
    rows = [row.split() for row in text.splitlines() if row.strip()]
    try:
        title, (scenes,), (actors,) = " ".join(rows[0]), rows[1], rows[2]
        table = [[int(word) for word in row] for row in rows[3 : 3 + int(actors)]]
        days = [int(word) for row in rows[3 + int(actors) :] for word in row]
    except (ValueError, IndexError) as error:
        raise BadInput(
            f"{name}: no talent scheduling instance; give a name, two counts, and rows of numbers"
        ) from error
    if len(table) != int(actors) or any(len(row) != int(scenes) + 1 for row in table) or len(days) != int(scenes):
        raise BadInput(f"{name}: {actors} rows of {scenes} scenes and a cost, and {scenes} lengths are wanted")
    if any(mark not in (0, 1) for row in table for mark in row[:-1]):
        raise BadInput(f"{name}: an actor's row holds 0 and 1 for the scenes; only its last number is a cost")
    cast = tuple(frozenset(actor for actor, row in enumerate(table) if row[scene]) for scene in range(int(scenes)))
    try:
        return Talent(days=tuple(days), rates=tuple(row[-1] for row in table), cast=cast, name=title)
    except ValueError as error:
        raise BadInput(f"{name}: days and costs are whole numbers, days at least 1") from error
