"""A plan tiles its stretch, traces back to the novel byte for byte, and leaves alone what is accepted."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.errors import BadInput
from dramaport.story.plan.mechanical import MechanicalPlanner
from dramaport.story.plan.planner import Ground, make_plan
from dramaport.story.plan.stretches import open_stretches
from dramaport.story.plan.tracing import untraced
from dramaport.story.values import Evidence, Plan
from story_making import ground_in, ground_of, text_of, the_book

PLANNER = MechanicalPlanner()


@settings(max_examples=15, deadline=None)
@given(st.integers(20, 200), st.integers(1, 12), st.integers(1, 4))
def test_any_plan_tiles_the_novel_and_traces_back(sentences: int, episodes: int, chapters: int) -> None:
    ground = ground_of(text_of(sentences, chapters))
    data = ground.manuscript.text.encode()
    plan = make_plan(ground, PLANNER, episodes)
    assert [episode.id for episode in plan.episodes] == [f"E{number:02d}" for number in range(1, episodes + 1)]
    assert untraced(plan, data) == ()
    told = b"".join(data[episode.source.start : episode.source.end] for episode in plan.episodes)
    assert told == data.strip()


def test_the_same_novel_gives_the_same_plan() -> None:
    text = text_of(120, 3)
    assert make_plan(ground_of(text), PLANNER, 9) == make_plan(ground_of(text), PLANNER, 9)


def test_lengths_are_balanced() -> None:
    plan = make_plan(ground_of(text_of(400, 4)), PLANNER, 20)
    lengths = [episode.source.end - episode.source.start for episode in plan.episodes]
    assert max(lengths) < 2.2 * min(lengths)


def test_a_plan_without_a_model_says_so_and_claims_nothing() -> None:
    plan = make_plan(ground_of(text_of(120)), PLANNER, 12)
    assert plan.made_by.startswith("mechanical/")
    assert any("without a model" in note for note in plan.notes)
    assert all(not episode.synopsis and not episode.turns and not episode.opens for episode in plan.episodes)
    assert plan.wall is not None
    assert not plan.wall.judged


def test_every_kind_of_cliffhanger_shows_the_words_it_was_seen_in() -> None:
    ground = ground_of(text_of(120))
    data = ground.manuscript.text.encode()
    for episode in make_plan(ground, PLANNER, 12).episodes:
        assert (episode.cliffhanger_kind is None and episode.hook_kind is None) or episode.evidence
        assert all(data[e.start : e.end].decode() == e.quote for e in episode.evidence)


def test_chosen_chapters_alone_are_planned() -> None:
    ground = ground_of(text_of(120, 4))
    plan = make_plan(ground, PLANNER, 5, chapters=(2, 3))
    chapters = ground.novel.chapters
    assert plan.episodes[0].source.start == chapters[1].start
    assert chapters[2].body < plan.episodes[-1].source.end <= chapters[2].end


@pytest.mark.parametrize(
    ("episodes", "chapters", "said"),
    [
        (0, None, "1 to 999"),
        (1000, None, "1 to 999"),
        (500, None, "ask for at most"),
        (5, (3, 2), "chapters 1 to 2"),
        (5, (2, 9), "chapters 1 to 2"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_the_remedy(
    episodes: int, chapters: tuple[int, int] | None, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        make_plan(ground_of(text_of(30, 2)), PLANNER, episodes, chapters)


def test_a_source_too_thin_for_its_episodes_is_told() -> None:
    plan = make_plan(ground_of(text_of(60)), PLANNER, 20)
    assert any("its writer must invent" in note for note in plan.notes)


def test_accepted_episodes_keep_their_ids_and_cuts_in_a_new_plan() -> None:
    ground = ground_of(text_of(200, 2))
    old = make_plan(ground, PLANNER, 20)
    kept = {episode.id: episode for episode in old.episodes if episode.id in ("E03", "E04", "E11")}
    for episodes in (12, 15, 28):
        new = make_plan(ground, PLANNER, episodes, kept=kept)
        assert untraced(new, ground.manuscript.text.encode()) == ()
        assert len(new.episodes) == episodes
        assert all(new.episode(id) == episode for id, episode in kept.items())


@pytest.mark.parametrize(
    ("keep", "episodes", "said"),
    [
        (("E10",), 8, "ask for at least 10 episodes"),
        (("E20",), 30, "no text is left for E21"),
        (("E19",), 19, "ask for more episodes"),
    ],
)
def test_a_plan_that_has_no_room_for_what_is_accepted_is_refused(
    keep: tuple[str, ...], episodes: int, said: str
) -> None:
    ground = ground_of(text_of(200, 2))
    old = make_plan(ground, PLANNER, 20)
    kept = {episode.id: episode for episode in old.episodes if episode.id in keep}
    with pytest.raises(BadInput, match=said):
        make_plan(ground, PLANNER, episodes, kept=kept)


def test_accepted_episodes_of_another_text_are_refused() -> None:
    old = make_plan(ground_of(text_of(200)), PLANNER, 10)
    with pytest.raises(BadInput, match="another text"):
        make_plan(ground_of(text_of(190)), PLANNER, 10, kept={"E02": old.episodes[1]})


def test_a_chapter_choice_that_leaves_an_accepted_episode_out_is_refused() -> None:
    ground = ground_of(text_of(200, 4))
    old = make_plan(ground, PLANNER, 10)
    with pytest.raises(BadInput, match="outside the chosen chapters"):
        make_plan(ground, PLANNER, 10, chapters=(1, 2), kept={"E10": old.episodes[9]})


@cache
def twelve() -> tuple[Ground, Plan]:
    ground = ground_of(text_of(120))
    return ground, make_plan(ground, PLANNER, 12)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(1, 12)), st.integers(12, 20))
def test_stretches_and_kept_episodes_fill_the_novel_without_gap(numbers: set[int], episodes: int) -> None:
    ground, old = twelve()
    kept = [episode for episode in old.episodes if int(episode.id[1:]) in numbers]
    start, end = old.episodes[0].source.start, old.episodes[-1].source.end
    try:
        found = open_stretches(start, end, episodes, kept, ground.novel.sha256)
    except BadInput:
        assert 12 in numbers or episodes > 12
        return
    spans = sorted([(s.start, s.end) for s in found] + [(e.source.start, e.source.end) for e in kept])
    assert spans[0][0] == start
    assert spans[-1][1] == end
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert sum(stretch.count for stretch in found) + len(kept) == episodes


def test_tracing_finds_every_way_a_plan_can_be_off() -> None:
    ground = ground_of(text_of(60))
    data = ground.manuscript.text.encode()
    plan = make_plan(ground, PLANNER, 4)
    second = plan.episodes[1]

    def off(**changes: object) -> tuple[str, ...]:
        span = second.source.model_copy(update={k: v for k, v in changes.items() if k != "evidence"})
        episode = second.model_copy(update={"source": span, **{k: v for k, v in changes.items() if k == "evidence"}})
        return untraced(plan.model_copy(update={"episodes": (plan.episodes[0], episode, *plan.episodes[2:])}), data)

    assert untraced(plan, data) == ()
    assert untraced(plan, data + b"!") == ("the plan was made for another text",)
    assert "begins at byte" in off(start=second.source.start + 3)[0]
    assert any("last words do not stand" in fault for fault in off(end=second.source.end - 1))
    assert any("last words do not stand" in fault for fault in off(last_words="别的话。"))
    assert any("no place" in fault for fault in off(end=len(data) + 9))
    wrong = Evidence(quote="别的话", start=0, end=9)
    assert any("does not stand at byte 0" in fault for fault in off(evidence=(wrong,)))


@pytest.mark.parametrize("file", ["yushimingyan-27-jinyunu", "yushimingyan-10-tengdayin", "liaozhai-huapi"])
def test_every_cut_of_a_real_tale_traces_back(file: str, shared_data: Path) -> None:
    ground = ground_in(shared_data / "novels" / f"{file}.txt")
    data = ground.manuscript.text.encode()
    for episodes in (12, 60):
        plan = make_plan(ground, PLANNER, episodes)
        assert len(plan.episodes) == episodes
        assert untraced(plan, data) == ()


@pytest.mark.slow
def test_every_cut_of_a_novel_as_long_as_that_book_traces_back() -> None:
    ground = ground_of(text_of(18_000, 40))
    assert len(ground.manuscript.text) > 300_000
    plan = make_plan(ground, PLANNER, 60)
    assert len(plan.episodes) == 60
    assert untraced(plan, ground.manuscript.text.encode()) == ()


@pytest.mark.slow
def test_every_cut_of_the_book_of_forty_tales_traces_back(shared_data: Path) -> None:
    ground = ground_in(the_book(shared_data))
    for episodes in (60, 100):
        plan = make_plan(ground, PLANNER, episodes)
        assert untraced(plan, ground.manuscript.text.encode()) == ()
