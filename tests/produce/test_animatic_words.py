"""How captions and screens show a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.produce.words import (
    LONGEST_CAPTION,
    ROW,
    caption_rows,
    caption_text,
    card_parts,
    message_parts,
    wrapped,
)

TEXTS = st.text("渡口爷水里有个人在哪儿1.5AB，。？！、：；…—“”《》 ", min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("有人推我。", "有人推我"),
        ("爷爷，水里有个人！", "爷爷 水里有个人！"),
        ("疯了？她不会游泳！", "疯了？她不会游泳！"),
        ("妈，住手！他就是——", "妈 住手！他就是——"),
        ("后来……我舍不得了。", "后来……我舍不得了"),
        ("他说：“快走。”", "他说 快走"),
        ("涨了3.5米，快。", "涨了3.5米 快"),
    ],
)
def test_captions_are_set_as_dramas_set_them(text: str, shown: str) -> None:
    assert caption_text(text) == shown


@given(TEXTS)
def test_a_caption_keeps_every_letter_in_order_and_ends_clean(text: str) -> None:
    shown = caption_text(text)
    assert [c for c in shown if c.isalnum()] == [c for c in text if c.isalnum()]
    assert shown == shown.strip()
    assert "  " not in shown
    assert not set(shown) & set("，。、；：“”")
    assert caption_text(shown) == shown


@given(TEXTS.map(caption_text).filter(lambda text: 0 < len(text) <= LONGEST_CAPTION))
def test_a_caption_has_at_most_two_rows_that_join_to_it_again(text: str) -> None:
    rows = caption_rows(text)
    assert 1 <= len(rows) <= 2
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert (len(rows) == 1) == (len(text) <= ROW)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("沈师傅 二十年不见 您还活着呢", ("沈师傅 二十年不见", "您还活着呢")),
        ("那晚是我掌的舵 你们都得陪葬", ("那晚是我掌的舵", "你们都得陪葬")),
        ("一二三四五六七八九十一二三四", ("一二三四五六七", "八九十一二三四")),
    ],
)
def test_long_captions_part_near_the_middle(text: str, rows: tuple[str, ...]) -> None:
    assert caption_rows(text) == rows


def test_cards_and_messages_come_apart() -> None:
    assert card_parts("沈渡，渡口船工") == ("沈渡", "渡口船工")
    assert card_parts("三年后") == ("三年后", "")
    assert message_parts("赵叔：你在哪儿？") == ("赵叔", "你在哪儿？")
    assert message_parts("想要小满，拿船牌来。") == ("", "想要小满，拿船牌来。")


@given(TEXTS, st.integers(4, 12))
def test_wrapped_rows_join_to_the_text_and_no_mark_begins_a_row(text: str, width: int) -> None:
    rows = wrapped(text, width)
    assert "".join(rows) == text
    assert not any(row[0] in "，。？！…—、；：" for row in rows[1:])


def test_wrapping_prefers_to_part_after_a_mark() -> None:
    assert wrapped("你在哪儿？你妈急坏了。", 9) == ("你在哪儿？", "你妈急坏了。")
