"""Chapters tile the text; headings are found in whatever way a novel writes them, and what is odd is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.story.intake.chapters import Found, find_chapters
from dramaport.story.intake.numerals import number
from dramaport.story.intake.source import read_source
from dramaport.story.values import ChapterKind

BODY = "他站在雨里，没有回头。她问了三遍，他都没有回答。\n"


def titles(text: str) -> list[str]:
    return [chapter.title for chapter in find_chapters(text).chapters if chapter.kind is ChapterKind.CHAPTER]


def check_tiling(text: str, found: Found) -> None:
    data = text.encode()
    assert b"".join(data[chapter.start : chapter.end] for chapter in found.chapters) == data
    assert all(chapter.start <= chapter.body <= chapter.end for chapter in found.chapters)
    for chapter in found.chapters:
        data[chapter.start : chapter.body].decode()
        data[chapter.body : chapter.end].decode()


@pytest.mark.parametrize(
    "headings",
    [
        ["第一章 重逢", "第二章 夜雨", "第三章 真相"],
        ["第1章：重逢", "第2章：夜雨", "第3章：真相"],
        ["第一章重逢", "第二章夜雨", "第三章真相"],
        ["第一回　甄士隱夢幻識通靈", "第二回　賈夫人仙逝", "第三回　榮國府"],
        ["第一卷　蔣興哥", "第二卷　陳御史", "第三卷　新橋市"],
        ["卷一 考城隍", "卷二 耳中人", "卷三 尸变"],
        ["【第一章】", "【第二章】", "【第三章】"],
        ["正文 第一章 重逢", "正文 第二章 夜雨", "正文 第三章 真相"],
        ["Chapter 1", "Chapter 2: Rain", "CHAPTER III"],
        ["Chapter One", "Chapter Two", "Chapter Twenty-One"],
        ["1", "2", "3"],
        ["一、重逢", "二、夜雨", "三、真相"],
        ["（一）", "（二）", "（三）"],
        ["001 重逢", "002 夜雨", "003 真相"],
        ["第一〇一章 重逢", "第一百零二章 夜雨", "第一百零三章 真相"],
        ["第三节 重逢", "第四节 夜雨", "第五节 真相"],
        ["楔子", "第一章 夜雨", "尾声"],
        ["序章 缘起", "第一章 夜雨", "番外一 后来"],
    ],
)
def test_headings_are_found_as_novels_write_them(headings: list[str]) -> None:
    text = "\n".join(f"{heading}\n\n{BODY * 3}" for heading in headings)
    assert titles(text) == [" ".join(heading.split()) for heading in headings]


@pytest.mark.parametrize(
    "line",
    [
        "第一集结束。",
        "第一次见面的时候，他还是个孩子。",
        "第三回，他终于开口了。",
        "第二章的内容他一个字也没看进去。",
        "第二日，葛周大军拔寨都起，直逼李家大寨續戰。",
        "Part of him knew.",
        "Chapter and verse, she had it all.",
    ],
)
def test_a_sentence_that_begins_like_a_heading_is_text(line: str) -> None:
    text = f"第一章 重逢\n\n{BODY}{line}\n{BODY}\n第二章 夜雨\n\n{BODY}"
    assert titles(text) == ["第一章 重逢", "第二章 夜雨"]


def test_a_sentence_broken_by_the_width_of_the_page_is_no_heading_and_is_told() -> None:
    text = f"第一章 重逢\n\n{BODY}他把书翻到\n第七章\n再也没有合上。\n\n第二章 夜雨\n\n{BODY}"
    found = find_chapters(text)
    assert [chapter.title for chapter in found.chapters] == ["第一章 重逢", "第二章 夜雨"]
    assert any("looks like a heading and is taken as text: 第七章" in warning for warning in found.warnings)


def test_two_chapters_of_one_title_stay_two_and_are_told() -> None:
    found = find_chapters(f"第一章 重逢\n\n{BODY}\n第一章 重逢\n\n{BODY}")
    assert [chapter.title for chapter in found.chapters] == ["第一章 重逢", "第一章 重逢"]
    assert any("title of several chapters" in warning for warning in found.warnings)


def test_an_empty_chapter_is_kept_and_told() -> None:
    found = find_chapters(f"第一章 重逢\n\n第二章 夜雨\n\n{BODY}")
    assert len(found.chapters) == 2
    assert "'第一章 重逢' is empty" in found.warnings


def test_a_missing_chapter_is_told() -> None:
    found = find_chapters(f"第一章 一\n\n{BODY}\n第二章 二\n\n{BODY}\n第五章 五\n\n{BODY}")
    assert any("'第五章 五' comes after '第二章 二'" in warning for warning in found.warnings)


def test_a_chapter_of_200_000_characters_works_and_is_told() -> None:
    text = "第一章 长\n\n" + "他说了很久。" * 33_400
    found = find_chapters(text)
    check_tiling(text, found)
    assert any("look whether it hides headings" in warning for warning in found.warnings)


def test_what_stands_before_the_first_heading_is_front_matter() -> None:
    found = find_chapters(f"渡口\n作者：某\n\n第一章 一\n\n{BODY}")
    assert [chapter.kind for chapter in found.chapters] == [ChapterKind.FRONT, ChapterKind.CHAPTER]


def test_volumes_stand_over_chapters() -> None:
    text = f"第一卷 风起\n\n第一章 一\n\n{BODY}\n第二章 二\n\n{BODY}\n第二卷 云涌\n第一章 三\n\n{BODY}"
    kinds = [chapter.kind for chapter in find_chapters(text).chapters]
    assert kinds.count(ChapterKind.VOLUME) == 2
    assert kinds.count(ChapterKind.CHAPTER) == 3


def test_a_table_of_contents_is_front_matter_and_told() -> None:
    names = ["第一章 一", "第二章 二", "第三章 三"]
    text = "目录\n" + "\n".join(names) + "\n\n" + "\n".join(f"{name}\n\n{BODY}" for name in names)
    found = find_chapters(text)
    assert titles(text) == names
    assert any("table of contents" in warning for warning in found.warnings)
    assert not any("is empty" in warning for warning in found.warnings)


def test_a_book_without_headings_is_one_chapter_and_told() -> None:
    found = find_chapters(BODY * 10, title="雨")
    assert [chapter.title for chapter in found.chapters] == ["雨"]
    assert "one chapter" in found.warnings[0]


def test_tales_whose_titles_stand_alone_are_found_by_the_blank_lines_round_them() -> None:
    text = "\n\n".join(f"{name}\n\n{BODY * 30}" for name in ("考城隍", "耳中人", "画皮", "婴宁"))
    assert titles(text) == ["考城隍", "耳中人", "画皮", "婴宁"]


def test_a_list_of_numbers_in_a_numbered_novel_is_text() -> None:
    text = f"第一章 一\n\n{BODY}1、米\n2、面\n3、油\n\n第二章 二\n\n{BODY}"
    assert titles(text) == ["第一章 一", "第二章 二"]


def test_headings_a_file_marks_itself_are_taken_as_they_are() -> None:
    text = f"雨\n\n{BODY}\n晴\n\n{BODY}"
    found = find_chapters(text, headings=(0, text.index("晴")))
    assert [chapter.title for chapter in found.chapters] == ["雨", "晴"]


@pytest.mark.parametrize(
    ("written", "value"),
    [("12", 12), ("１２", 12), ("十二", 12), ("二十", 20), ("一百零八", 108), ("一〇八", 108), ("廿三", 23), ("两千", 2000),
     ("壹佰", 100), ("XIV", 14), ("ix", None), ("twelve", 12), ("twenty-one", 21), ("上", None), ("IIX", None)],
)  # fmt: skip
def test_numbers_are_read_as_headings_write_them(written: str, value: int | None) -> None:
    assert number(written) == value


_LINES = st.sampled_from(
    [
        "第一章 重逢",
        "第二章",
        "第三章真相",
        "楔子",
        "1",
        "2",
        "3",
        "Chapter 4",
        "",
        "　　",
        BODY.strip(),
        "第七日，走了。",
        "目录",
        "\x0b",
        "𠮷野家",
    ]
)


@given(st.lists(st.one_of(_LINES, st.text(max_size=30)), max_size=40).map("\n".join))
def test_chapters_tile_any_text_byte_for_byte(text: str) -> None:
    text = text.replace("\r", "") or "一"
    if any("\ud800" <= symbol <= "\udfff" for symbol in text):
        return
    check_tiling(text, find_chapters(text))


@given(st.lists(st.tuples(st.text("他她说走来去雨夜。，", max_size=30), st.booleans()), min_size=1, max_size=30))
def test_as_many_chapters_are_found_as_headings_were_written(parts: list[tuple[str, bool]]) -> None:
    text = "".join(f"第{at}章 甲{at}\n\n{body}\n\n" for at, (body, _) in enumerate(parts, 1))
    assert len(titles(text)) == len(parts)


def test_the_tales_have_their_heading(shared_data: Path) -> None:
    for file, title in (
        ("yushimingyan-27-jinyunu", "第二十七卷 金玉奴棒打薄情郎"),
        ("yushimingyan-10-tengdayin", "第十卷 膝大尹鬼斷家私"),
    ):
        source = read_source(shared_data / "novels" / f"{file}.txt")
        assert titles(source.text) == [title]
