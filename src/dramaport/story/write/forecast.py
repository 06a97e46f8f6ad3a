"""What writing will take, before anything is asked: tokens and money, as it usually goes and at the most."""

from __future__ import annotations

from dataclasses import dataclass

from dramaport.ai.write import Request, tokens
from dramaport.ai.write.asking import MOST_ANSWERS, first_call
from dramaport.ai.write.providers import Desk
from dramaport.ai.write.values import T, Usage
from dramaport.drama.screenplay.files import load_drama
from dramaport.drama.screenplay.values import Place, Role, Screenplay
from dramaport.drama.values import Age, Gender
from dramaport.story.decisions import Accepted
from dramaport.story.values import Novel, Plan
from dramaport.story.workshop import Workshop
from dramaport.story.write.context import Context
from dramaport.story.write.naming import slug
from dramaport.story.write.outline import outline_request
from dramaport.story.write.record import Owner
from dramaport.story.write.requests import expected_tokens, write_request
from dramaport.story.write.writing import Order, episodes_due

#: Tokens an outline's answer usually takes: the sample's takes 930.
_OUTLINE = 1000


@dataclass(frozen=True)
class Forecast:
    """`episodes` would be written, the answers to `held` requests are here already and cost nothing.

    `usual` counts one answer a request, `most` every correction and revision that is allowed, each as long as it may be.
    """

    episodes: tuple[str, ...]
    skipped: dict[str, Owner]
    requests: int
    held: int
    usual: Usage
    most: Usage


def forecast(shop: Workshop, desk: Desk, accepted: Accepted, order: Order) -> Forecast:
    """What an order would take as things are. Nothing is asked and nothing written."""
    plan, text = shop.plan(), shop.text()
    due = episodes_due(shop, plan, accepted, order)
    counted = _Counted(desk)
    written = shop.script_file.exists()
    play = load_drama(shop.folder) if written else provisional(shop.novel(), plan)
    if not written:
        counted.add(outline_request(shop.novel(), plan, text, order.sets, order.take), _OUTLINE, 1)
    for episode, _, wanted in due:
        if wanted:
            request = write_request(Context(play, plan, episode, text, order.seconds), order.take)
            counted.add(request, expected_tokens(order.seconds), 1 + order.revisions)
    return Forecast(
        tuple(episode.id for episode, _, wanted in due if wanted),
        {episode.id: whose for episode, whose, wanted in due if not wanted},
        counted.requests,
        counted.held,
        counted.usual,
        counted.most,
    )


def provisional(novel: Novel, plan: Plan) -> Screenplay:
    """The drama as the plan names it, where nobody has made its outline yet."""
    names = dict.fromkeys(name for episode in plan.episodes for name in episode.cast) or {novel.title: None}
    places = dict.fromkeys(name for episode in plan.episodes for name in episode.places)
    roles: dict[str, Role] = {}
    for name in names:
        id = slug(name, roles)
        roles[id] = Role(id=id, name=name, gender=Gender.FEMALE, age=Age.ADULT)
    return Screenplay(
        title=novel.title,
        source=novel.language,
        characters=tuple(roles.values()),
        places=tuple(Place(id=f"place_{at}", name=name) for at, name in enumerate(places)),
        threads=plan.threads,
    )


class _Counted:
    """Sums over requests."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.requests = self.held = 0
        self.usual = self.most = Usage()

    def add(self, request: Request[T], expected: int, rounds: int) -> None:
        call, price = first_call(request), self._desk.purse.price
        self.requests += 1
        if self._desk.holds(request):
            self.held += 1
            return
        self.usual += price.usage(tokens.sent(call), expected)
        for _ in range(rounds * MOST_ANSWERS):
            self.most += price.usage(tokens.most_sent(call) + call.max_tokens, call.max_tokens)
