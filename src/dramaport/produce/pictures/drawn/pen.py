"""The embedded provider: everything drawn by our own pen, at no cost and with no model."""

from __future__ import annotations

from dataclasses import replace

from dramaport.produce.pictures.drawn.person import draw_person
from dramaport.produce.pictures.drawn.things import draw_thing
from dramaport.produce.pictures.drawn.wardrobe import look_of
from dramaport.produce.pictures.paint import Layer
from dramaport.produce.pictures.provider import PersonAsk, PlaceAsk
from dramaport.produce.pictures.sets import paint_set
from dramaport.produce.pictures.values import Cel, Light, Plates

#: Raised whenever the same question would get another picture.
VERSION = 1


class Drawn:
    """Draws every place, person and thing."""

    identity = f"drawn/{VERSION}"

    def place(self, ask: PlaceAsk) -> Plates:
        return paint_set(ask.set, ask.time, ask.weather)

    def person(self, ask: PersonAsk, light: Light) -> Cel:
        look = look_of(ask.role)
        look = look if ask.outdoors else replace(look, hat=False)
        return draw_person(look, ask.emotion, ask.pose, ask.head, ask.rows, light, ask.right)

    def thing(self, name: str, light: Light) -> Layer:
        return draw_thing(name, light)
