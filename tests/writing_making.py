"""A small story for tests: two chapters in a workshop, a plan of three episodes, and answers to write it with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dramaport.ai.chat import Completion
from dramaport.ai.write.asking import AskingWriter
from dramaport.ai.write.kept import KeptModel
from dramaport.ai.write.money import Price
from dramaport.ai.write.providers import Desk
from dramaport.ai.write.purse import Cap, Purse
from dramaport.ai.write.scripted import ScriptedModel
from dramaport.drama.screenplay.values import SourceSpan, Thread, ThreadKind
from dramaport.drama.values import Value
from dramaport.story.values import Chapter, EpisodePlan, Novel, Plan, Variant
from dramaport.story.workshop import Workshop, new_workshop

TEXT = (
    "第一章 灯\n夜里起了风，安把灯挂到檐下。门外有人咳了一声，她问是谁，没有人答。\n"
    "她打开门，地上放着一只旧皮箱，箱子里是她十年前丢的那封信。\n"
    "第二章 信\n信封还没有拆。老周说，这封信本来就是写给你的，你敢看吗？\n安把信放在灯上，看着它烧着了一个角。\n"
)
_ENDS = ("没有人答。", "那封信。", "一个角。")


def workshop(home: Path) -> Workshop:
    shop = new_workshop(home, "灯")
    data = TEXT.encode()
    sha = hashlib.sha256(data).hexdigest()
    novel = Novel(
        name="灯", title="灯", sha256=sha, size=len(data), encoding="utf-8", variant=Variant.SIMPLIFIED, language="zh",
        chapters=(Chapter(title="第一章 灯", start=0, body=0, end=len(data)),),
    )  # fmt: skip
    shop.save_novel(novel, data)
    start, episodes = 0, []
    for number, last in enumerate(_ENDS, 1):
        end = data.index(last.encode()) + len(last.encode())
        span = SourceSpan(text=sha, start=start, end=end, last_words=last)
        episodes.append(
            EpisodePlan(
                id=f"E{number:02}",
                title=f"第{number}集",
                synopsis=f"第{number}集的事",
                cliffhanger=f"第{number}个悬念",
                source=span,
                opens=("T01",) if number == 1 else (),
                closes=("T01",) if number == 3 else (),
                cast=("安", "老周"),
                places=("门口",),
            )
        )
        start = end
    thread = Thread(id="T01", kind=ThreadKind.QUESTION, text="门外的人是谁？", due="E03")
    shop.save_plan(Plan(name="灯", novel_sha256=sha, made_by="test", episodes=tuple(episodes), threads=(thread,)))
    return shop


OUTLINE: dict[str, Any] = {
    "logline": "一封烧了一角的信。",
    "characters": [
        {"name": "安", "gender": "female", "age": "young", "look": "蓝衫", "note": "不肯看信"},
        {"name": "老周", "aliases": ["周叔"], "gender": "male", "age": "elder", "look": "跛脚", "note": "送信的人"},
    ],
    "places": [{"name": "门口", "set": "old_street", "look": "一盏灯"}],
    "threads": [{"kind": "promise", "text": "信总要拆开。", "opened": 2, "due": 3}],
}


def told(number: int, **more: Any) -> dict[str, Any]:
    """An episode's answer."""
    beats = [
        {"kind": "action", "text": "安提着灯走到门口", "acting": [{"who": "安", "emotion": "fear", "pose": "hold"}]},
        {"kind": "line", "who": "安", "text": f"谁？第{number}次问。", "labels": ["hook"], "opens": ["T01"]},
        {"kind": "sound", "effect": "door"},
        {"kind": "screen", "style": "card", "text": "老周，送信的人", "seconds": 2},
        {"kind": "line", "who": "老周", "text": "你敢看吗？", "labels": ["cliffhanger"], "delivery": "whisper"},
    ]
    return {
        "title": f"第{number}封", "synopsis": "有人敲门。", "hook": "谁在门外", "hook_kind": "question",
        "cliffhanger": "敢不敢看", "cliffhanger_kind": "decision",
        "scenes": [{"place": "门口", "time": "night", "beats": beats}], **more,
    }  # fmt: skip


def written_down(answers: Mapping[str, Sequence[Any]]) -> dict[str, list[str | Completion]]:
    """Answers as a scripted model takes them."""
    return {
        key: [one if isinstance(one, Completion) else spelled(one) for one in said] for key, said in answers.items()
    }


def spelled(value: Any) -> str:
    if isinstance(value, str):
        return value
    return value.model_dump_json() if isinstance(value, Value) else json.dumps(value, ensure_ascii=False)


def desk(shop: Workshop, model: ScriptedModel, price: Price | None = None, cap: Cap | None = None) -> Desk:
    """A desk whose model costs what `price` says, with its answers kept beside the story."""
    purse = Purse(shop.folder / "spending.jsonl", price or Price(), cap)
    kept = KeptModel(model, shop.folder.parent.parent / "written", purse)
    return Desk(AskingWriter(kept), purse, kept.holds)
