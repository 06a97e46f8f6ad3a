"""Exactly as many episodes as asked, the best cuts for what is asked, and the same ones every time."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from dramaport.story.plan.cues import usual_cues
from dramaport.story.plan.cuts import _PULL, choose_cuts
from story_making import ground_of


def cost(positions: list[int], scores: list[float], length: int, chosen: tuple[int, ...]) -> float:
    at = [0, *(positions[index] for index in chosen), length]
    target = length / (len(chosen) + 1)
    off = sum(((b - a - target) / target) ** 2 for a, b in pairwise(at))
    return off - _PULL * sum(scores[index] for index in chosen)


@given(
    st.lists(st.tuples(st.integers(1, 99), st.floats(0, 1.5)), min_size=3, max_size=9, unique_by=lambda pair: pair[0]),
    st.integers(2, 4),
)
def test_the_cuts_are_the_cheapest_of_all_that_keep_the_bounds(
    candidates: list[tuple[int, float]], episodes: int
) -> None:
    candidates.sort()
    positions, scores = [at for at, _ in candidates], [score for _, score in candidates]
    found = choose_cuts(positions, scores, 100, episodes)
    assert found is not None
    assert len(found) == episodes - 1
    assert list(found) == sorted(set(found))
    target = 100 / episodes

    def spread(chosen: tuple[int, ...]) -> list[float]:
        at = [0, *(positions[index] for index in chosen), 100]
        return [(b - a) / target for a, b in pairwise(at)]

    for low, high in ((0.5, 1.6), (0.25, 2.5), (0.0, float("inf"))):
        fit = [
            c
            for c in combinations(range(len(positions)), episodes - 1)
            if low <= min(spread(c)) and max(spread(c)) <= high
        ]
        if fit:
            best = min(cost(positions, scores, 100, chosen) for chosen in fit)
            assert cost(positions, scores, 100, found) <= best + 1e-9
            return


def test_too_few_places_are_said() -> None:
    assert choose_cuts([50], [0.0], 100, 3) is None


def test_one_episode_needs_no_cut() -> None:
    assert choose_cuts([50], [1.0], 100, 1) == ()


def kind_at_the_end(text: str) -> str | None:
    flat = ground_of(f"第一章 一\n\n{text}").manuscript.flat
    start = flat.text.index(text[0])
    cue = usual_cues().strongest(flat, start, len(flat.text.rstrip()))
    return cue.kind if cue else None


def test_marks_of_tension_are_told_by_kind() -> None:
    assert kind_at_the_end("他问：“你到底是谁？”") == "question"
    assert kind_at_the_end("她喊：“他就是——”") == "interruption"
    assert kind_at_the_end("水里有人喊：“救命！”") == "danger"
    assert kind_at_the_end("謂知他早已把箱子換過，不料被人看見。") == "reversal"
    assert kind_at_the_end("两个人坐着喝茶。") is None
