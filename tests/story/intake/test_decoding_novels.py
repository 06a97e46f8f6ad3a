"""A novel's file becomes the same text whatever it was saved in; what is no text is refused by its name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from dramaport.errors import BadInput
from dramaport.story.intake.novel import novel_of, title_of
from dramaport.story.intake.source import read_source, source_of
from dramaport.story.intake.variant import in_simplified, language_of, simplified, variant_of

HANS = "第一章 重逢\n\n林晚说：“你怎么还在这里？他们都在等你，我们没有时间了。”\n她不知道，这是最后一次。\n" * 8
HANT = "第一回　重逢\n\n林晚道：「你怎麼還在這裡？他們都在等你，我們沒有時間了。」\n他不知道，這是最後一次。\n" * 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_simplified_text_is_the_same_from_any_encoding(encoding: str) -> None:
    assert source_of(HANS.encode(encoding), "n.txt").text == HANS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_in_unmarked_utf16_needs_no_line_ends_to_be_known(encoding: str) -> None:
    text = HANS.replace("\n", "") + "\n"
    assert source_of(text.encode(encoding), "n.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "cp950", "gb18030"])
def test_traditional_text_is_the_same_from_any_encoding(encoding: str) -> None:
    assert source_of(HANT.encode(encoding), "n.txt").text == HANT


def test_a_legacy_encoding_is_named_and_warned_of() -> None:
    found = source_of(HANT.encode("big5"), "n.txt")
    assert found.encoding == "cp950"
    assert "Big5" in found.warnings[0]


def test_mixed_line_ends_become_line_feeds_and_nothing_else_changes() -> None:
    assert source_of("一。\r\n 二\t。\r三。\n".encode(), "n.txt").text == "一。\n 二\t。\n三。\n"


def test_a_few_broken_bytes_are_told_with_their_line_and_the_rest_is_kept() -> None:
    data = bytearray((HANS * 20).encode("gb18030"))
    data[4001] = 0xFF
    found = source_of(bytes(data), "n.txt")
    assert "\ufffd" in found.text
    assert "1 characters cannot be read" in found.warnings[0] or "characters cannot be read" in found.warnings[0]
    assert "line " in found.warnings[0]
    assert len(found.text) > 0.99 * len(HANS * 20)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "Word"),
        (b"\x89PNG\r\n", "picture"),
        (b"{\\rtf1", "RTF"),
        (b"", "empty"),
        (b"  \r\n\t", "empty"),
        (b"...---...", "no word"),
        (bytes(range(256)) * 20, "encoding"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "web page"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said) as error:
        source_of(data, "我的小说.txt")
    assert "我的小说.txt" in str(error.value)


def test_an_archive_that_is_no_epub_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("word/document.xml", "<x/>")
    with pytest.raises(BadInput, match=r"a\.docx is an archive but no EPUB"):
        source_of(archive.getvalue(), "a.docx")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not there"):
        read_source(tmp_path / "none.txt")
    with pytest.raises(BadInput, match="is a folder"):
        read_source(tmp_path)


def test_simplified_and_traditional_are_told_apart() -> None:
    assert variant_of(HANS) == "hans"
    assert variant_of(HANT) == "hant"
    assert variant_of("It was a dark and stormy night.") == "other"
    assert variant_of("一二三") == "other"


def test_the_language_is_guessed_by_its_letters() -> None:
    assert language_of(HANS) == "zh"
    assert language_of("彼女は静かに言った。どうしてここにいるの？") == "ja"
    assert language_of("그녀는 조용히 말했다.") == "ko"
    assert language_of("She said nothing.") == "en"
    assert language_of("123") == "und"


def test_simplifying_keeps_every_character_in_its_place() -> None:
    assert in_simplified(HANT).startswith("第一回　重逢")
    assert len(in_simplified(HANT)) == len(HANT)
    assert simplified("後") == "后"


def test_a_title_comes_from_the_file_itself_where_it_says_one() -> None:
    def titled(text: str) -> str:
        return title_of(source_of(text.encode(), "x.txt"), Path("x.txt"))

    assert titled("书名：渡口\n\n第一章 一\n正文。") == "渡口"
    assert titled("《渡口》\n作者：某\n正文。") == "渡口"
    assert titled("渡口\n\n第一章 一\n正文。") == "渡口"
    assert titled("第一章 重逢\n\n正文。") == "x"


def test_the_record_names_digest_size_variant_and_chapters() -> None:
    novel, data = novel_of(source_of(HANS.encode("gb18030"), "n.txt"), "a", "甲")
    assert data == HANS.encode()
    assert (novel.size, novel.variant, novel.language, novel.encoding) == (len(data), "hans", "zh", "gb18030")
    assert len(novel.chapters) == 8


def test_the_tales_are_traditional_and_the_classical_tale_simplified(shared_data: Path) -> None:
    for name, variant in (("yushimingyan-27-jinyunu", "hant"), ("liaozhai-huapi", "hans")):
        found = read_source(shared_data / "novels" / f"{name}.txt")
        assert variant_of(found.text) == variant
