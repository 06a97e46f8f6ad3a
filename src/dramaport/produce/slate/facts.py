"""Facts that can stand against each other, and how a producer reads them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Topic(StrEnum):
    """What a fact is about."""

    ACTOR = "actor"  # the days an actor is away
    HOURS = "hours"  # the hours and minutes a day for which an actor may be called
    CREW = "crew"  # the days a crew is away
    LOCATION = "location"  # the days a location is closed
    LIGHT = "light"  # sun and dark at a base
    REST = "rest"  # hours between two shifts, of a crew or an actor
    DAYS = "days"  # how many shooting days a drama may take
    WINDOW = "window"  # the dates between which a drama is shot
    SLATE = "slate"  # the working days a base has in the slate
    OTHER = "other"  # another drama of the plan


class Clash(NamedTuple):
    """One fact that takes part in a contradiction."""

    topic: Topic
    subject: str
