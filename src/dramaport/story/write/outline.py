"""Who and what is in a drama, before its first episode is written: the answer to `outline`, with ids of the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from dramaport.ai.write import Request
from dramaport.drama.screenplay.values import Place, Role, Screenplay, Thread
from dramaport.story.prompts import prompt
from dramaport.story.prompts.answers import OutlineAnswer, OutlineRole
from dramaport.story.values import EpisodePlan, Novel, Plan
from dramaport.story.write.context import as_rows, plan_row, thread_row
from dramaport.story.write.naming import next_thread, slug

#: Stretches of the novel shown, spread evenly, and the characters of each: names and looks are met early and again.
_SAMPLES: Final = 8
_SAMPLE_LETTERS: Final = 1200
_MAX_TOKENS: Final = 6000


def outline_request(
    novel: Novel, plan: Plan, text: bytes, sets: Sequence[str], take: int = 1
) -> Request[OutlineAnswer]:
    """The request for a drama's outline. `sets` are the names of sets that can be drawn or are built."""
    asked = prompt("outline", novel.language)
    messages = asked.render(
        language=novel.language,
        sets=", ".join(sets) or "-",
        episodes=len(plan.episodes),
        title=novel.title,
        plan=as_rows(plan_row(episode) for episode in plan.episodes),
        samples="\n……\n".join(_samples(plan.episodes, text)),
        threads=as_rows(map(thread_row, plan.threads)),
    )
    count = len(plan.episodes)
    return Request(
        asked.name,
        messages,
        OutlineAnswer,
        max_tokens=_MAX_TOKENS,
        temperature=0.3,
        seed=take,
        check=lambda answer: _faults(answer, count),
    )


def screenplay_of(novel: Novel, plan: Plan, answer: OutlineAnswer) -> Screenplay:
    """The drama without episodes: `drama.toml`. Roles, places and threads have their ids from here on."""
    roles: dict[str, Role] = {}
    for told in answer.characters:
        id = slug(told.name, roles)
        roles[id] = Role(id=id, name=told.name, gender=told.gender, age=told.age, look=told.look, note=_note(told))
    places: dict[str, Place] = {}
    for place in answer.places:
        id = slug(place.name, places, "place")
        places[id] = Place(id=id, name=place.name, set=place.set, look=place.look)
    return Screenplay(
        title=novel.title,
        source=novel.language,
        logline=answer.logline,
        characters=tuple(roles.values()),
        places=tuple(places.values()),
        threads=_threads(plan, answer),
    )


def _threads(plan: Plan, answer: OutlineAnswer) -> tuple[Thread, ...]:
    """The plan's threads as they are, then those the outline adds."""
    known = {thread.id: thread for thread in plan.threads}
    ids = [episode.id for episode in plan.episodes]
    for told in answer.threads:
        id = next_thread(known)
        known[id] = Thread(id=id, kind=told.kind, text=told.text, due=ids[told.due - 1] if told.due else None)
    return tuple(known.values())


def _note(told: OutlineRole) -> str:
    return told.note if not told.aliases else f"{told.note}（{'、'.join(told.aliases)}）"


def _faults(answer: OutlineAnswer, count: int) -> tuple[str, ...]:
    """What the types cannot say."""
    faults = [f"the character {name} is listed twice" for name in _twice(role.name for role in answer.characters)]
    faults += [f"the place {name} is listed twice" for name in _twice(place.name for place in answer.places)]
    for thread in answer.threads:
        if max(thread.opened, thread.due or 1) > count:
            faults.append(f"the thread {thread.text!r} lies beyond episode {count}")
    return tuple(faults)


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def _samples(episodes: Sequence[EpisodePlan], text: bytes) -> Iterable[str]:
    step = max(1, len(episodes) // _SAMPLES)
    for episode in episodes[::step][:_SAMPLES]:
        span = episode.source
        yield text[span.start : span.end].decode()[:_SAMPLE_LETTERS].strip()
