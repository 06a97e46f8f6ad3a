"""What is left to plan when some episodes are accepted: they keep their ids and their cuts, the others fill what lies between."""

from __future__ import annotations

from collections.abc import Sequence

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.story.values import EpisodePlan


class Stretch(Value):
    """Bytes `[start, end)` of the novel that become `count` episodes, the first of them number `first`."""

    first: int
    count: int
    start: int
    end: int


def episode_id(number: int) -> str:
    """E01 … E99, E100."""
    return f"E{number:02d}"


def open_stretches(
    start: int, end: int, episodes: int, kept: Sequence[EpisodePlan], sha256: str
) -> tuple[Stretch, ...]:
    """The stretches of `[start, end)` that `kept` leaves open in a plan of `episodes`.

    Raises BadInput saying which accepted episode stands in the way and what to do.
    """
    found: list[Stretch] = []
    number, at = 1, start
    for episode in sorted(kept, key=lambda episode: int(episode.id[1:])):
        _check(episode, sha256, start, end, episodes)
        count = int(episode.id[1:]) - number
        if episode.source.start < at:
            raise BadInput(
                f"{episode.id} is accepted and begins before the episode before it ends; withdraw one of them"
            )
        found += _between(number, count, at, episode.source.start, episode.id)
        number, at = number + count + 1, episode.source.end
    found += _between(number, episodes - number + 1, at, end, "")
    return tuple(found)


def _between(first: int, count: int, start: int, end: int, before: str) -> list[Stretch]:
    where = f"before {before}, which is accepted" if before else f"after {episode_id(first - 1)}"
    if count == 0 and start < end:
        raise BadInput(
            f"{end - start} bytes of the novel {where} belong to no episode; "
            + (f"withdraw {before}, or choose chapters that begin with it" if before else "ask for more episodes")
        )
    if count > 0 and start >= end:
        raise BadInput(
            f"no text is left for {episode_id(first)} {where}; "
            + (f"withdraw {before}" if before else "ask for fewer episodes")
        )
    return [Stretch(first=first, count=count, start=start, end=end)] if count > 0 else []


def _check(episode: EpisodePlan, sha256: str, start: int, end: int, episodes: int) -> None:
    if episode.source.text != sha256:
        raise BadInput(
            f"{episode.id} is accepted on another text of this novel; withdraw it, or import that text again"
        )
    if int(episode.id[1:]) > episodes:
        raise BadInput(f"{episode.id} is accepted; ask for at least {int(episode.id[1:])} episodes, or withdraw it")
    if episode.source.start < start or episode.source.end > end:
        raise BadInput(f"{episode.id} is accepted and lies outside the chosen chapters; choose more, or withdraw it")
