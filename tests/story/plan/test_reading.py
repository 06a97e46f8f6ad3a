"""A plan through a writer: what it answers is held against the text, and goes back with the reason until it fits."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from dramaport.ai.write.asking import AskingWriter
from dramaport.ai.write.scripted import ScriptedModel
from dramaport.ai.write.values import WriterRefused
from dramaport.drama.screenplay.values import Thread, ThreadKind
from dramaport.story.plan.mechanical import MechanicalPlanner
from dramaport.story.plan.planner import Ground, make_plan
from dramaport.story.plan.reading import ReadingPlanner
from dramaport.story.plan.tracing import untraced
from dramaport.story.values import Plan
from story_making import cuts, ground_of, text_of


def episode(last_words: str, **more: object) -> dict[str, object]:
    told = {"title": "题", "synopsis": "梗概", "hook": "钩子", "hook_kind": "danger", "cliffhanger": "悬念"}
    return {**told, "cliffhanger_kind": "question", "last_words": last_words, **more}


def answer(*episodes: dict[str, object]) -> str:
    return json.dumps({"episodes": list(episodes)}, ensure_ascii=False)


def good_answer(ground: Ground, count: int) -> list[dict[str, object]]:
    """Episodes whose ends are those of the planner without a model: they are in the text, in order."""
    plan = make_plan(ground, MechanicalPlanner(), count)
    return [episode(planned.source.last_words) for planned in plan.episodes]


def planned(ground: Ground, answers: list[str], count: int) -> tuple[Plan, ScriptedModel]:
    model = ScriptedModel({"plan-window": answers})
    return make_plan(ground, ReadingPlanner(AskingWriter(model), 98, count), count), model


def test_another_take_asks_for_the_same_with_another_seed() -> None:
    ground = ground_of(text_of(120))
    told = answer(*good_answer(ground, 6))
    model = ScriptedModel({"plan-window": [told, told]})
    plans = [make_plan(ground, ReadingPlanner(AskingWriter(model), 98, 6, take), 6) for take in (1, 2)]
    first, second = model.calls
    assert first.messages == second.messages
    assert (first.seed, second.seed) == (1, 2)
    assert plans[0].made_by != plans[1].made_by


def test_a_plan_through_a_writer_tiles_the_novel_and_traces_back() -> None:
    ground = ground_of(text_of(120))
    plan, model = planned(ground, [answer(*good_answer(ground, 6))], 6)
    assert untraced(plan, ground.manuscript.text.encode()) == ()
    assert all(a.source.end == b.source.start for a, b in pairwise(plan.episodes))
    assert plan.episodes[0].synopsis == "梗概"
    assert plan.made_by == "reading/1 scripted"
    assert len(model.calls) == 1


def test_marks_of_another_width_and_a_missing_closing_quote_are_no_reason_to_ask_again() -> None:
    ground = ground_of(
        "第一章 一\n\n" + "".join(f"她问：“你是第{at}个吗？”他没有回答第{at}句，只是看着江水。" for at in range(40))
    )
    told = good_answer(ground, 4)
    told[1] = episode('她问:"你是第19个吗?')
    _, model = planned(ground, [answer(*told)], 4)
    assert len(model.calls) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("这一句书里没有。", "does not stand in this stretch"),
        ("这是第", "too short"),
        ("雨下了一夜。", "times in this stretch"),
        ("这是第0句", "would be short"),
    ],
)
def test_an_anchor_that_cannot_be_used_goes_back_with_its_reason(wrong: str, said: str) -> None:
    ground = ground_of(text_of(120))
    good = good_answer(ground, 4)
    bad = (
        [*good[:1], episode(wrong), *good[2:]]
        if said != "would be short"
        else [episode("下。这是第0句话。"), *good[1:]]
    )
    plan, model = planned(ground, [answer(*bad), answer(*good)], 4)
    assert len(model.calls) == 2
    assert said in model.calls[1].messages[-1].content
    assert untraced(plan, ground.manuscript.text.encode()) == ()


def test_anchors_out_of_order_go_back() -> None:
    ground = ground_of(text_of(120))
    good = good_answer(ground, 4)
    bad = [good[1], good[0], *good[2:]]
    _, model = planned(ground, [answer(*bad), answer(*good)], 4)
    assert "give the ends in the order of the novel" in model.calls[1].messages[-1].content


def test_another_number_of_episodes_goes_back() -> None:
    ground = ground_of(text_of(120))
    good = good_answer(ground, 4)
    _, model = planned(ground, [answer(*good[:3]), answer(*good)], 4)
    assert "3 episodes were given and 4 are wanted" in model.calls[1].messages[-1].content


def test_a_writer_that_never_answers_with_words_of_the_novel_is_given_up_with_the_reason() -> None:
    ground = ground_of(text_of(120))
    bad = answer(*(episode("这一句书里没有。") for _ in range(4)))
    with pytest.raises(WriterRefused, match="does not stand in this stretch"):
        planned(ground, [bad] * 3, 4)


def test_prose_is_no_answer() -> None:
    ground = ground_of(text_of(120))
    _, model = planned(ground, ["好的，下面是我的方案。", answer(*good_answer(ground, 4))], 4)
    assert len(model.calls) == 2


def test_threads_open_once_close_after_and_fall_due_inside_the_drama() -> None:
    ground = ground_of(text_of(120))
    good = good_answer(ground, 4)
    opened = {"key": "bell", "kind": "question", "text": "谁的铜铃？", "due": 4}
    fine = [{**good[0], "opens": [opened]}, good[1], {**good[2], "closes": ["bell"]}, good[3]]
    faults = {
        "opens 'bell', which is open already": [fine[0], {**good[1], "opens": [opened]}, *fine[2:]],
        "closes 'ghost', which no episode opened": [*fine[:3], {**good[3], "closes": ["ghost"]}],
        "must lie between 1 and 4": [{**good[0], "opens": [{**opened, "due": 9}]}, *fine[1:]],
    }
    for said, bad in faults.items():
        plan, model = planned(ground, [answer(*bad), answer(*fine)], 4)
        assert said in model.calls[1].messages[-1].content
        assert plan.threads == (Thread(id="bell", kind=ThreadKind.QUESTION, text="谁的铜铃？", due="E04"),)
        assert plan.wall is None


def test_windows_fit_together_whatever_their_number() -> None:
    ground = ground_of(text_of(3000))
    told = good_answer(ground, 24)

    class Following(ScriptedModel):
        """Answers each window with as many of the known ends as it asks for."""

        def __init__(self) -> None:
            super().__init__({})

        def say(self, call):  # type: ignore[no-untyped-def]
            first, last = (int(part[1:]) for part in call.subject.split("-"))
            self._answers = {"plan-window": [answer(*told[first - 1 : last])]}
            return super().say(call)

    model = Following()
    plan = make_plan(ground, ReadingPlanner(AskingWriter(model), 98, 24), 24)
    assert len(model.calls) > 1
    assert untraced(plan, ground.manuscript.text.encode()) == ()
    assert "E12: 梗概" in "".join(message.content for call in model.calls[1:] for message in call.messages)


def test_accepted_episodes_are_not_asked_for_again() -> None:
    ground = ground_of(text_of(120))
    old = make_plan(ground, MechanicalPlanner(), 6)
    kept = {planned.id: planned for planned in old.episodes[:3]}
    ends = [episode(planned.source.last_words) for planned in old.episodes[3:]]
    model = ScriptedModel({"plan-window": [answer(*ends)]})
    plan = make_plan(ground, ReadingPlanner(AskingWriter(model), 98, 6), 6, kept=kept)
    assert [call.subject for call in model.calls] == ["E04-E06"]
    assert cuts(plan)[:3] == cuts(old)[:3]
