"""May this person, here, now, in this language, watch this episode, and what would open it? One pure function.

The order of reasons is the order of what cannot be helped: no market, no right, not of age, not in this language; only then
whether it is free, subscribed to or unlocked; and last what would open it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from dramaport.drama.values import Value
from dramaport.stream.values import AgeBand, Avail, LicenseType, Market, Show, Viewer, Way

#: The licence each way needs.
_NEEDS: Final = {
    Way.SUBSCRIPTION: LicenseType.SVOD,
    Way.COIN: LicenseType.TVOD,
    Way.AD: LicenseType.AVOD,
}

#: The years a band surely has.
_YEARS: Final = {AgeBand.UNKNOWN: 0, AgeBand.UNDER_13: 0, AgeBand.TEEN: 13, AgeBand.ADULT: 18}


class Reason(StrEnum):
    """Why an episode is open or closed."""

    FREE = "free"
    SUBSCRIBED = "subscribed"
    UNLOCKED = "unlocked"
    LOCKED = "locked"
    NO_MARKET = "no_market"
    NO_RIGHT = "no_right"
    NOT_YET = "not_yet"
    ENDED = "ended"
    AGE = "age"
    LANGUAGE = "language"
    NO_EPISODE = "no_episode"


class Access(Value):
    """The answer. `ways` are what would open a locked episode; `since` when a right begins or ended."""

    open: bool
    reason: Reason
    ways: tuple[Way, ...] = ()
    coin_price: int = 0
    ads_left: int = 0
    languages: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """A drama where somebody is, whoever they are: the market there, and the rights in force. It holds from `since`, when it was
    worked out, until `until`, when a right begins or ends; None: for ever.
    """

    market: Market | None
    rights: tuple[Avail, ...]
    languages: tuple[str, ...]  # those of the market that the rights allow
    without: Access  # the answer where no right is in force
    since: datetime
    until: datetime | None


def offer(drama: str, territory: str, now: datetime, markets: Iterable[Market], avails: Iterable[Avail]) -> Offer:
    """What is offered of a drama in a territory. `now` must be aware."""
    market = market_of(territory, markets)
    if market is None:
        return Offer(None, (), (), Access(open=False, reason=Reason.NO_MARKET), now, None)
    zone = ZoneInfo(market.timezone)
    here = [avail for avail in avails if avail.drama == drama and territory in avail.territories]
    rights = tuple(avail for avail in here if _runs(avail, now, zone))
    turns = [moment for avail in here for moment in _window(avail, zone) if moment is not None and moment > now]
    languages = allowed_languages(market, rights)
    return Offer(market, rights, languages, _no_right(here, now, zone), now, min(turns, default=None))


def decide(
    viewer: Viewer,
    show: Show,
    number: int,
    now: datetime,
    markets: Iterable[Market],
    avails: Sequence[Avail],
    language: str | None = None,
) -> Access:
    """Decide for one episode. `now` must be aware; `language` is the voice asked for, None for any.

    `languages` of the answer are those of the market that the rights allow.
    """
    return judge(viewer, show, number, now, offer(show.drama, viewer.territory, now, markets, avails), language)


def judge(viewer: Viewer, show: Show, number: int, now: datetime, here: Offer, language: str | None = None) -> Access:
    """`decide`, for what is offered of the show where the viewer is."""
    if here.market is None:
        return here.without
    if not 1 <= number <= show.episodes:
        return Access(open=False, reason=Reason.NO_EPISODE)
    if not here.rights:
        return here.without
    if not _of_age(viewer, show):
        return Access(open=False, reason=Reason.AGE)
    if language is not None and language not in here.languages:
        return Access(open=False, reason=Reason.LANGUAGE, languages=here.languages)
    return _wall(viewer, show, number, now, here.market, here)


def why(access: Access) -> str:
    """A decision in words."""
    since = f" ({access.since:%Y-%m-%d})" if access.since else ""
    if access.open:
        return f"open: {access.reason}"
    if access.reason is not Reason.LOCKED:
        return f"closed: {access.reason}{since}"
    words = {Way.COIN: f"{access.coin_price} coins", Way.AD: f"an advertisement ({access.ads_left} left today)"}
    return "locked; opens by " + (", ".join(words.get(way, f"a {way}") for way in access.ways) or "nothing here")


def market_of(territory: str, markets: Iterable[Market]) -> Market | None:
    """The market a territory is sold in; the first that names it."""
    return next((market for market in markets if territory in market.territories), None)


def allowed_languages(market: Market, avails: Iterable[Avail]) -> tuple[str, ...]:
    """The market's languages that some of the avails allow, in the market's order."""
    return tuple(
        language
        for language in market.languages
        if any(
            language not in avail.holdback and (not avail.languages or language in avail.languages) for avail in avails
        )
    )


def _wall(viewer: Viewer, show: Show, number: int, now: datetime, market: Market, here: Offer) -> Access:
    if number <= show.free_in(market):
        return Access(open=True, reason=Reason.FREE, languages=here.languages)
    if number in viewer.unlocked:
        return Access(open=True, reason=Reason.UNLOCKED, languages=here.languages)
    licenses = frozenset().union(*(avail.licenses for avail in here.rights))
    subscribed = viewer.subscribed_until is not None and viewer.subscribed_until > now
    if subscribed and LicenseType.SVOD in licenses:
        return Access(open=True, reason=Reason.SUBSCRIBED, languages=here.languages)
    left = max(0, market.ad_daily_cap - viewer.ads_today)
    offered = {Way.SUBSCRIPTION: bool(market.plans), Way.COIN: True, Way.AD: left > 0}
    return Access(
        open=False,
        reason=Reason.LOCKED,
        ways=tuple(way for way in Way if _NEEDS[way] in licenses and offered[way]),
        coin_price=show.price_in(market),
        ads_left=left,
        languages=here.languages,
    )


def _of_age(viewer: Viewer, show: Show) -> bool:
    """A rating up to 13 is open to whoever says nothing of their age; a child needs a parent's consent for anything."""
    if viewer.age is AgeBand.UNDER_13 and not viewer.parent_consents:
        return False
    if viewer.age is AgeBand.UNKNOWN:
        return show.least_age <= 13
    return _YEARS[viewer.age] >= show.least_age


def _runs(avail: Avail, now: datetime, zone: ZoneInfo) -> bool:
    start, end = _window(avail, zone)
    return start <= now and (end is None or now < end)


def _window(avail: Avail, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    """A day begins at its first moment in the territory, whatever summer time does."""
    start = datetime.combine(avail.start, time.min, zone)
    return start, datetime.combine(avail.end, time.min, zone) if avail.end else None


def _no_right(here: Sequence[Avail], now: datetime, zone: ZoneInfo) -> Access:
    windows = [_window(avail, zone) for avail in here]
    coming = [start for start, _ in windows if start > now]
    if coming:
        return Access(open=False, reason=Reason.NOT_YET, since=min(coming))
    ended = [end for _, end in windows if end is not None]
    if ended:
        return Access(open=False, reason=Reason.ENDED, since=max(ended))
    return Access(open=False, reason=Reason.NO_RIGHT)
