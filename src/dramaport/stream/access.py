"""May this person, here, now, in this language, watch this episode, and what would open it? One pure function.

The order of reasons is the order of what cannot be helped: no market, no right, not of age, not in this language; only then
whether it is free, subscribed to or unlocked; and last what would open it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    market = market_of(viewer.territory, markets)
    if market is None:
        return Access(open=False, reason=Reason.NO_MARKET)
    if not 1 <= number <= show.episodes:
        return Access(open=False, reason=Reason.NO_EPISODE)
    active = in_force(avails, show.drama, viewer.territory, market, now)
    if not active:
        here = [avail for avail in avails if avail.drama == show.drama and viewer.territory in avail.territories]
        return _no_right(here, now, ZoneInfo(market.timezone))
    if not _of_age(viewer, show):
        return Access(open=False, reason=Reason.AGE)
    languages = allowed_languages(market, active)
    if language is not None and language not in languages:
        return Access(open=False, reason=Reason.LANGUAGE, languages=languages)
    return _wall(viewer, show, number, now, market, active).model_copy(update={"languages": languages})


def market_of(territory: str, markets: Iterable[Market]) -> Market | None:
    """The market a territory is sold in; the first that names it."""
    return next((market for market in markets if territory in market.territories), None)


def in_force(avails: Iterable[Avail], drama: str, territory: str, market: Market, now: datetime) -> tuple[Avail, ...]:
    """The rights to a drama that hold in a territory at a moment."""
    zone = ZoneInfo(market.timezone)
    return tuple(
        avail for avail in avails if avail.drama == drama and territory in avail.territories and _runs(avail, now, zone)
    )


def allowed_languages(market: Market, avails: Iterable[Avail]) -> tuple[str, ...]:
    """The market's languages that some of the avails allow, in the market's order."""
    return tuple(
        language
        for language in market.languages
        if any(
            language not in avail.holdback and (not avail.languages or language in avail.languages) for avail in avails
        )
    )


def _wall(viewer: Viewer, show: Show, number: int, now: datetime, market: Market, avails: Sequence[Avail]) -> Access:
    free = market.free_episodes if show.free_episodes is None else show.free_episodes
    licenses = frozenset().union(*(avail.licenses for avail in avails))
    if number <= free:
        return Access(open=True, reason=Reason.FREE)
    if number in viewer.unlocked:
        return Access(open=True, reason=Reason.UNLOCKED)
    subscribed = viewer.subscribed_until is not None and viewer.subscribed_until > now
    if subscribed and LicenseType.SVOD in licenses:
        return Access(open=True, reason=Reason.SUBSCRIBED)
    left = max(0, market.ad_daily_cap - viewer.ads_today)
    offered = {Way.SUBSCRIPTION: bool(market.plans), Way.COIN: True, Way.AD: left > 0}
    return Access(
        open=False,
        reason=Reason.LOCKED,
        ways=tuple(way for way in Way if _NEEDS[way] in licenses and offered[way]),
        coin_price=market.coin_price if show.coin_price is None else show.coin_price,
        ads_left=left,
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
