"""Fountain: a round trip loses nothing, and files of other programs are read as their writers meant them."""

from __future__ import annotations

import fountain_parser
from hypothesis import given, settings

from dramaport.drama.interchange.screenplay.compose import compose
from dramaport.drama.interchange.screenplay.fountain import read_fountain, write_fountain
from dramaport.drama.interchange.screenplay.recover import recover
from dramaport.drama.screenplay import Screenplay
from screenplays import screenplays


@settings(max_examples=150, deadline=None)
@given(play=screenplays())
def test_a_round_trip_loses_nothing(play: Screenplay) -> None:
    text = write_fountain(compose(play))
    again = recover(read_fountain(text.encode(), "play.fountain"), "play.fountain")
    assert again.play == play
    assert (again.added, again.left) == ((), ())


FOREIGN = """Title:
    灯
Author: 无名
Draft date: 2026-01-01

# 第一集

= 雨夜。

.外景 渡口 - 夜 #1-1#

雨很大。/* 改过 */
江上**没有**船。

@阿贝 (画外)
(低声)
谁在
那儿？

@老周 ^
别出声！

[[此处要静三秒]]

BOB THE FERRYMAN (CONT'D)
Who goes there?

.内景 船屋 - 日

> 三年后 <

~月亮出来了

INT. FERRY - DUSK

!EXT. IS A WORD
CUT TO:

> FADE OUT

===

.内景 船屋 - 日

@阿贝
……
"""


def test_a_file_of_another_program_is_read_as_its_writer_meant_it() -> None:
    got = recover(read_fountain(FOREIGN.encode(), "foreign.fountain"), "foreign.fountain")
    episode = got.play.episodes["E01"]
    assert (got.play.title, got.play.source, episode.title, episode.synopsis) == ("灯", "zh", "第一集", "雨夜。")
    first, second, third, fourth = episode.scenes
    assert (first.number, first.setting, first.time, got.play.place(first.place).name) == (
        "1-1",
        "ext",
        "night",
        "渡口",
    )
    assert [beat.text for beat in first.beats if beat.kind != "sound"] == [
        "雨很大。江上没有船。", "谁在那儿？", "别出声！", "Who goes there?",
    ]  # fmt: skip
    low, hush, bob = episode.lines[:3]
    assert (low.channel, low.manner, low.id) == ("off", "低声", "E01.002")
    assert (hush.dual, hush.note) == (True, "此处要静三秒")
    assert got.play.role(bob.character).name == "BOB THE FERRYMAN"
    assert [beat.kind for beat in second.beats] == ["screen", "action"]
    assert (third.time, third.transition) == ("dusk", "FADE OUT")
    assert second.place == fourth.place
    assert fourth.beats[0].kind == "action"  # a silence is no line
    assert got.added == ("阿贝", "老周", "BOB THE FERRYMAN")
    assert any("emphasis" in said for said in got.left)


def test_another_program_reads_the_same_scenes_and_words_in_what_we_write() -> None:
    play = recover(read_fountain(FOREIGN.encode(), "f"), "f").play
    theirs = fountain_parser.parse(write_fountain(compose(play)))
    assert len([scene for scene in theirs.scenes if scene.heading]) == len(play.episodes["E01"].scenes)
    spoken = [line.text for block in theirs.dialogue_blocks for line in block.lines]
    for line in play.episodes["E01"].lines:
        assert any(line.text in text for text in spoken), line.text
