"""What tests of planning share: a small novel, a plan over it, and the book they look for."""

from __future__ import annotations

from pathlib import Path

import pytest

from dramaport.story.intake.novel import novel_of
from dramaport.story.intake.source import read_source, source_of
from dramaport.story.plan.planner import Ground
from dramaport.story.values import Plan

SENTENCES = (
    "沈渡把船拴在石阶下。", "雨下了一夜。", "林晚问：“这只铜铃，哪儿来的？”", "老人没有回答。", "他转过身去，看着江面。",
    "“救命！”水里有人喊。", "沈渡跳了下去。", "谁知她早已不在那里。", "门外有人敲门。", "小满说：“别开门——”",
)  # fmt: skip


def text_of(sentences: int, chapters: int = 1) -> str:
    """A novel of so many sentences; each has its number, so that no two are alike."""
    parts = []
    for chapter in range(chapters):
        told = range(chapter * sentences // chapters, (chapter + 1) * sentences // chapters)
        body = "".join(f"{SENTENCES[at % len(SENTENCES)]}这是第{at}句话。" + "\n" * (at % 7 == 6) for at in told)
        parts.append(f"第{chapter + 1}章 甲{chapter + 1}\n\n{body}\n\n")
    return "".join(parts)


def ground_of(text: str) -> Ground:
    novel, data = novel_of(source_of(text.encode(), "n.txt"), "渡口", "渡口")
    return Ground.of(novel, data)


def ground_in(file: Path) -> Ground:
    novel, data = novel_of(read_source(file), file.stem, file.stem)
    return Ground.of(novel, data)


def cuts(plan: Plan) -> list[tuple[str, int, int]]:
    return [(episode.id, episode.source.start, episode.source.end) for episode in plan.episodes]


def the_book(shared: Path) -> Path:
    """The book of 40 tales, where somebody has laid it beside the shared ones."""
    for name in ("yushimingyan.txt", "27582-0.txt"):
        if (shared / "novels" / name).exists():
            return shared / "novels" / name
    pytest.skip("the book of 40 tales (gutenbergbooks/27582) is not in ../shared/data/novels")
