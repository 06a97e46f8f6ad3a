"""New names for the people of a drama: by gender, age and class, one for each for ever, families kept together.

The choice depends on the drama's title and the character's id alone, so a hundred episodes and a later run agree, and a
character who joins changes nobody's name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dramaport.drama.screenplay import Screenplay
from dramaport.drama.screenplay.values import Role
from dramaport.drama.values import Age, Gender
from dramaport.errors import BadInput
from dramaport.story.repackage.surnames import HOUSES, PREFIXES, TITLES, given_forms, split
from dramaport.story.repackage.values import FamilyName, GivenName, Kind, Pack, Substitution

_WHY: Final = "a name of the market"


def name_substitutions(play: Screenplay, pack: Pack, texts: Sequence[str]) -> tuple[Substitution, ...]:
    """A substitution for each form of each character's name that stands in `texts`.

    Raises BadInput where the pack has too few names for the cast.
    """
    families = _families(play, pack)
    given = _given(play, pack, families)
    everything = "\n".join(texts)
    made: dict[str, Substitution] = {}
    for role in play.characters:
        for form, becomes, target in _forms(role, given[role.id], families, pack):
            if form in everything and form not in made:
                made[form] = Substitution(source=form, becomes=becomes, target=target, kind=Kind.NAME, reason=_WHY)
    for form, becomes, target in _family_forms(play, families, pack):
        if form in everything and form not in made:
            made[form] = Substitution(source=form, becomes=becomes, target=target, kind=Kind.ADDRESS, reason=_WHY)
    return tuple(made.values())


def _order(seed: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed}/{name}".encode()).digest()


def _families(play: Screenplay, pack: Pack) -> Mapping[str, FamilyName]:
    """A new surname for each old one: who shared one still does."""
    old = list(dict.fromkeys(name.family for role in play.characters if (name := split(role.name)).family))
    if len(old) > len(pack.family):
        raise BadInput(
            f"the pack of {pack.market} has {len(pack.family)} surnames and the cast {len(old)}; add some to it"
        )
    taken: dict[str, FamilyName] = {}
    for family in old:
        free = [name for name in pack.family if name not in taken.values()]
        taken[family] = min(free, key=lambda name: _order(f"{play.title}/family/{family}", name.name))
    return taken


def _given(play: Screenplay, pack: Pack, families: Mapping[str, FamilyName]) -> Mapping[str, GivenName]:
    """A given name for each character; the first letters of the cast differ as long as the pack has others."""
    taken: dict[str, GivenName] = {}
    surnames = {family.name for family in families.values()}
    for role in play.characters:
        fitting = [
            name
            for name in pack.given
            if name.gender is role.gender
            and role.age in name.ages
            and name not in taken.values()
            and name.name not in surnames
        ]
        if not fitting:
            raise BadInput(
                f"the pack of {pack.market} has no {role.gender} name left for {role.name} ({role.age}); add some to it"
            )
        letters = {name.name[0] for name in taken.values()}
        apart = [name for name in fitting if name.name[0] not in letters] or fitting
        taken[role.id] = min(apart, key=lambda name: _order(f"{play.title}/{role.id}", name.name))
    return taken


def _forms(
    role: Role, given: GivenName, families: Mapping[str, FamilyName], pack: Pack
) -> Iterable[tuple[str, str, str]]:
    """Old form, new form in the script's language, and in the market's."""
    old = split(role.name)
    family = families.get(old.family)
    yield role.name, *_whole(given, family, pack)
    for form in given_forms(old):
        yield form, given.written, given.name


def _whole(given: GivenName, family: FamilyName | None, pack: Pack) -> tuple[str, str]:
    if family is None:
        return given.written, given.name
    if pack.order == "family given":
        return f"{family.written}{pack.joined}{given.written}", f"{family.name} {given.name}"
    return f"{given.written}{pack.joined}{family.written}", f"{given.name} {family.name}"


def _family_forms(play: Screenplay, families: Mapping[str, FamilyName], pack: Pack) -> Iterable[tuple[str, str, str]]:
    """What people and houses are called by their surname."""
    for old, family in families.items():
        people = [role for role in play.characters if split(role.name).family == old]
        for word, told in TITLES.items():
            gender = Gender(told) if told else _gender(people)
            written, name = pack.titles.male if gender is Gender.MALE else pack.titles.female
            yield f"{old}{word}", written.format(family.written), name.format(family.name)
        for prefix in PREFIXES:
            written, name = pack.titles.male if _gender(people) is Gender.MALE else pack.titles.female
            yield f"{prefix}{old}", written.format(family.written), name.format(family.name)
        for house in HOUSES:
            yield f"{old}{house}", f"{family.written}{house}", family.name


def _gender(people: Sequence[Role]) -> Gender:
    """Of whom a title speaks that says no gender: the first grown-up who bears the name, for the old and the young are
    called otherwise.
    """
    grown = [role for role in people if role.age is Age.ADULT]
    return (grown or list(people))[0].gender
