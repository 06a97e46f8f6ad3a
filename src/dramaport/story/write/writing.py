"""Writing a story: every episode that is missing, or those that are named, one after the other.

An episode that somebody accepted or edited is never written over. A draft stays as it is unless it is asked for by name, for
a new one costs money. A killed run goes on where it was: what was paid for is kept by the writer's desk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from dramaport.ai.write.asking import first_call
from dramaport.ai.write.providers import Desk
from dramaport.ai.write.purse import BudgetSpent
from dramaport.ai.write.values import Request, Usage, WriterRefused, WriterUnavailable
from dramaport.drama.screenplay.files import as_toml, load_drama, load_episode, save_episode, write_toml
from dramaport.drama.screenplay.timing import episode_ms
from dramaport.drama.screenplay.values import Episode, Screenplay
from dramaport.errors import BadInput
from dramaport.story.decisions import Accepted
from dramaport.story.prompts import prompt
from dramaport.story.prompts.answers import EpisodeAnswer
from dramaport.story.values import EpisodePlan, Plan
from dramaport.story.workshop import Workshop
from dramaport.story.write.assemble import assembled
from dramaport.story.write.context import Context
from dramaport.story.write.judging import findings_on
from dramaport.story.write.outline import outline_request, screenplay_of
from dramaport.story.write.record import Draft, Owner, episode_file, load_drafts, owner, save_draft
from dramaport.story.write.requests import revise_request, write_request

#: The middle length of an episode of the trade: 98 s among those this project looked at.
SECONDS: Final = 98
#: How often an episode is mended by the gates' findings before it is kept as it is.
REVISIONS: Final = 2


@dataclass(frozen=True)
class Order:
    """What is to be written and how. Without `episodes` it is all that nobody has written yet."""

    episodes: tuple[str, ...] = ()
    seconds: int = SECONDS
    revisions: int = REVISIONS
    take: int = 1
    sets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of one episode. `owner` is whose it was before; `written` says whether it was written now."""

    id: str
    owner: Owner
    written: bool = False
    seconds: float = 0
    findings: tuple[str, ...] = ()
    used: Usage = Usage()  # noqa: RUF009 - a frozen value
    trouble: str = ""  # why there is no draft, where the writer gave none


def write_story(
    shop: Workshop, desk: Desk, accepted: Accepted, order: Order, tell: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Write, and say of each episode what became of it.

    An episode without a usable answer is told with its trouble, and the others go on. Raises BadInput for an order that
    cannot be carried out, WriterUnavailable and BudgetSpent where nothing more can be written; what was written is kept.
    """
    plan, text = shop.plan(), shop.text()
    due = episodes_due(shop, plan, accepted, order)
    play = drama_of(shop, desk, plan, text, order)
    outcomes = []
    for episode, whose, wanted in due:
        outcome = Outcome(episode.id, whose)
        if wanted:
            context = _context(shop, play, plan, episode, text, accepted, order)
            outcome = _written(shop, desk, context, order, outcome)
        tell(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)


def episodes_due(
    shop: Workshop, plan: Plan, accepted: Accepted, order: Order
) -> tuple[tuple[EpisodePlan, Owner, bool], ...]:
    """The episodes an order is about, whose each is, and whether it is to be written."""
    drafts = load_drafts(shop.folder)
    owners = {
        episode.id: owner(shop.folder, episode.id, drafts, episode.id in accepted.written) for episode in plan.episodes
    }
    for id in order.episodes:
        _refuse(id, owners)
    wanted = set(order.episodes) or {id for id, whose in owners.items() if whose is Owner.NOBODY}
    shown = set(order.episodes) or set(owners)
    return tuple(
        (episode, owners[episode.id], episode.id in wanted) for episode in plan.episodes if episode.id in shown
    )


def drama_of(shop: Workshop, desk: Desk, plan: Plan, text: bytes, order: Order) -> Screenplay:
    """The drama's cast, places and threads: drama.toml, asked for where there is none yet."""
    if not shop.script_file.exists():
        novel = shop.novel()
        asked = desk.writer.write(outline_request(novel, plan, text, order.sets, order.take))
        write_toml(shop.script_file, screenplay_of(novel, plan, asked.value))
    return load_drama(shop.folder)


def _refuse(id: str, owners: dict[str, Owner]) -> None:
    match owners.get(id):
        case None:
            raise BadInput(f"the plan has no episode {id}; it has {next(iter(owners))} to {list(owners)[-1]}")
        case Owner.ACCEPTED:
            raise BadInput(
                f"{id} is accepted and is not written again; withdraw that first: dramaport story accept --help"
            )
        case Owner.PERSON:
            raise BadInput(
                f"script/{id}.toml was written or changed by hand and is not written over; move it away to have it written"
            )


def _context(
    shop: Workshop, play: Screenplay, plan: Plan, episode: EpisodePlan, text: bytes, accepted: Accepted, order: Order
) -> Context:
    """What is known when an episode is written: the scripts before it, the last of them to go on from."""
    known = dict(_known(shop, play, plan, episode, accepted))
    told = play.model_copy(update={"episodes": known})
    at = plan.episodes.index(episode)
    before = known.get(plan.episodes[at - 1].id) if at else None
    return Context(told, plan, episode, text, order.seconds, before)


def _known(
    shop: Workshop, play: Screenplay, plan: Plan, until: EpisodePlan, accepted: Accepted
) -> Iterator[tuple[str, Episode]]:
    for episode in plan.episodes[: plan.episodes.index(until)]:
        file = episode_file(shop.folder, episode.id)
        if episode.id in accepted.written:
            yield episode.id, accepted.written[episode.id]
        elif file.exists():
            yield episode.id, load_episode(file, play)


def _written(shop: Workshop, desk: Desk, context: Context, order: Order, outcome: Outcome) -> Outcome:
    """Ask, judge, mend, keep. What came before the money or the connection ended is kept too."""
    versions = _Versions(shop, desk, context, order)
    trouble = ""
    try:
        versions.make()
    except (WriterUnavailable, BudgetSpent):
        versions.keep()
        raise
    except WriterRefused as error:
        trouble = str(error)
    findings = versions.keep()
    if findings is None:
        return replace(outcome, used=versions.used, trouble=trouble)
    seconds = episode_ms(versions.best[0], context.play.source) / 1000
    return replace(outcome, written=True, seconds=seconds, findings=findings, used=versions.used)


class _Versions:
    """The versions of one episode: the first, and each mended by what the gates found in the one before."""

    def __init__(self, shop: Workshop, desk: Desk, context: Context, order: Order) -> None:
        self._shop, self._desk, self._context, self._order = shop, desk, context, order
        self._first = write_request(context, order.take)
        self._made: list[tuple[Episode, tuple[str, ...]]] = []
        self._answers = 0
        self.used = Usage()

    def make(self) -> None:
        """Until the gates find nothing, mending changes nothing, or the order's revisions are used up.

        Raises what the writer raises.
        """
        self._add(self._first)
        for _ in range(self._order.revisions):
            episode, findings = self._made[-1]
            if not findings or self._made[-1] in self._made[:-1]:
                return
            self._add(revise_request(self._context, episode, findings, self._order.take))

    @property
    def best(self) -> tuple[Episode, tuple[str, ...]]:
        """The one with the fewest findings; of equal ones the first."""
        return min(self._made, key=lambda version: len(version[1]))

    def keep(self) -> tuple[str, ...] | None:
        """Save the best as a draft and give its findings; None where there is none."""
        if not self._made:
            return None
        episode, findings = self.best
        folder, id = self._shop.folder, self._context.episode.id
        made_from = ("write-episode", "revise")[: 1 + (len(self._made) > 1)]
        prompts = [prompt(name, self._context.play.source) for name in made_from]
        draft = Draft(
            digests=(hashlib.sha256(as_toml(episode).encode()).hexdigest(),),
            request=first_call(self._first).key,
            prompts={asked.name: asked.digest for asked in prompts},
            by=self._desk.writer.identity,
            answers=self._answers,
            findings=findings,
        )
        save_draft(folder, id, draft)
        save_episode(folder, id, episode)
        return findings

    def _add(self, request: Request[EpisodeAnswer]) -> None:
        context = self._context
        id = context.episode.id
        written = self._desk.writer.write(request)
        self.used += written.used
        self._answers += written.times
        episode = assembled(written.value, id, context.play, context.episode.source)
        self._made.append((episode, findings_on(id, episode, context.play, context.plan, self._shop.folder)))
