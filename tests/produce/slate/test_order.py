"""The cheapest order of scenes (CSPLib prob039)."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.errors import BadInput
from dramaport.produce.slate import order
from dramaport.produce.slate.instances import read_instance
from dramaport.produce.slate.order import Talent, best_order, cost

#: Published optima: CSPLib prob039 and the papers it names.
PUBLISHED = {
    "concert": 111, "film-10": 352, "film-12": 401, "film103.dat": 1031, "film105.dat": 849, "film114.dat": 867,
    "film116.dat": 541, "small": 54, "small2": 56, "tiny": 29, "tiny2": 9,
}  # fmt: skip

TINY = "tiny\n4\n3\n\n1 0 1 0  1\n1 1 0 1  2\n0 1 1 0  3\n\n1 2 3 1\n"


@st.composite
def instances(draw: st.DrawFn, most: int = 6) -> Talent:
    scenes, actors = draw(st.integers(0, most)), draw(st.integers(1, 5))
    casts = st.frozensets(st.integers(0, actors - 1))
    return Talent(
        days=tuple(draw(st.lists(st.integers(1, 4), min_size=scenes, max_size=scenes))),
        rates=tuple(draw(st.lists(st.integers(0, 9), min_size=actors, max_size=actors))),
        cast=tuple(draw(st.lists(casts, min_size=scenes, max_size=scenes))),
    )


@given(instances())
def test_no_order_is_cheaper_than_the_one_found(talent: Talent) -> None:
    found = best_order(talent)
    cheapest = min(cost(talent, order) for order in permutations(range(len(talent.days))))
    assert found.proof.value == found.proof.bound == cheapest == cost(talent, found.scenes)
    assert sorted(found.scenes) == list(range(len(talent.days)))


@given(instances())
@settings(max_examples=30)
def test_above_the_exact_size_the_optimum_lies_between_bound_and_value(talent: Talent) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "EXACT_SCENES", 3)
        found = best_order(talent)
    cheapest = min(cost(talent, candidate) for candidate in permutations(range(len(talent.days))))
    assert found.proof.bound <= cheapest <= found.proof.value
    assert found.proof.value == cost(talent, found.scenes)


@given(instances(), st.randoms())
def test_an_order_costs_the_same_backwards(talent: Talent, random: object) -> None:
    scenes = list(range(len(talent.days)))
    random.shuffle(scenes)  # type: ignore[attr-defined]
    assert cost(talent, scenes) == cost(talent, scenes[::-1])


@pytest.mark.parametrize("name", PUBLISHED)
def test_shared_instances_are_solved_to_their_published_optimum_with_proof(shared_data: Path, name: str) -> None:
    talent = read_instance((shared_data / "talent" / name).read_text(), name)
    found = best_order(talent)
    assert (found.proof.value, found.proof.bound) == (PUBLISHED[name], PUBLISHED[name])
    assert cost(talent, found.scenes) == PUBLISHED[name]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no talent scheduling instance"),
        (TINY.replace("4\n3", "4\n4"), "rows of"),
        (TINY.replace("1 0 1 0  1", "1 0 2 0  1"), "0 and 1"),
        (TINY.replace("1 2 3 1", "1 2 3"), "4 lengths"),
        (TINY.replace("1 2 3 1", "1 2 0 1"), "at least 1"),
    ],
)
def test_a_damaged_instance_is_refused_with_its_name(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        read_instance(text, "tiny.dat")
    assert str(caught.value).startswith("tiny.dat")
