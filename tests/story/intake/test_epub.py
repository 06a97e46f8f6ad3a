"""An EPUB's text comes in reading order; bombs, tricks with paths and locks are refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from dramaport.errors import BadInput
from dramaport.story.intake.chapters import find_chapters
from dramaport.story.intake.novel import novel_of
from dramaport.story.intake.source import source_of

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def page(body: str) -> str:
    return f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no text</title></head><body>{body}</body></html>'


def epub(pages: dict[str, str], spine: list[str] | None = None, extra: dict[str, str] | None = None) -> bytes:
    """An EPUB of pages by path below OEBPS; `spine` is their reading order."""
    order = list(pages) if spine is None else spine
    items = "".join(
        f'<item id="i{at}" href="{path}" media-type="application/xhtml+xml"/>' for at, path in enumerate(order)
    )
    refs = "".join(f'<itemref idref="i{at}"/>' for at in range(len(order)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
        f"<metadata><dc:title>渡口</dc:title></metadata><manifest>{items}</manifest><spine>{refs}</spine></package>"
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr("META-INF/container.xml", CONTAINER)
        file.writestr("OEBPS/content.opf", package)
        for path, text in pages.items():
            file.writestr(f"OEBPS/{path}", text)
        for path, text in (extra or {}).items():
            file.writestr(path, text)
    return archive.getvalue()


def test_text_comes_in_the_order_of_the_spine_with_title_and_headings() -> None:
    data = epub(
        {
            "b.xhtml": page("<h2>第二章 夜雨</h2><p>她走了。</p>"),
            "a.xhtml": page("<h2>第一章 重逢</h2><p>他来了。</p>"),
        },
        spine=["a.xhtml", "b.xhtml"],
    )
    source = source_of(data, "n.epub")
    assert source.title == "渡口"
    assert source.text == "第一章 重逢\n\n他来了。\n\n第二章 夜雨\n\n她走了。\n\n"
    found = find_chapters(source.text, source.headings, source.parts)
    assert [chapter.title for chapter in found.chapters] == ["第一章 重逢", "第二章 夜雨"]


def test_entities_and_pages_that_are_not_well_formed_are_read_as_a_browser_does() -> None:
    source = source_of(epub({"a.xhtml": page("<p>他说&nbsp;&ldquo;走&rdquo;<br>她没动&hellip;<p>雨停了")}), "n.epub")
    assert source.text == "他说 “走”\n她没动…\n雨停了\n\n"


def test_readings_scripts_and_styles_are_no_text() -> None:
    body = "<style>p{}</style><p><ruby>渡<rp>(</rp><rt>dù</rt></ruby>口<script>x()</script></p><p><ruby>江<rt>jiāng</ruby>水</p>"
    assert source_of(epub({"a.xhtml": page(body)}), "n.epub").text == "渡口\n江水\n\n"


def test_parts_are_chapters_where_nothing_is_marked_as_a_heading() -> None:
    source = source_of(epub({"a.xhtml": page("<p>他来了。</p>"), "b.xhtml": page("<p>她走了。</p>")}), "n.epub")
    novel, data = novel_of(source, "n", "n")
    assert len(novel.chapters) == 2
    assert data[novel.chapters[1].start :].decode().startswith("她走了")


def test_a_part_that_is_missing_is_told() -> None:
    data = epub({"a.xhtml": page("<p>他来了。</p>")}, spine=["a.xhtml", "gone.xhtml"])
    assert "gone.xhtml" in source_of(data, "n.epub").warnings[0]


@pytest.mark.parametrize(
    "href", ["../../../etc/passwd", "/etc/passwd", "..%2f..%2fetc/passwd", "C:/windows/x.xhtml", "a\\..\\b.xhtml"]
)
def test_a_path_that_leads_out_is_refused(href: str) -> None:
    with pytest.raises(BadInput, match="leads out of it"):
        source_of(epub({"a.xhtml": page("<p>他</p>")}, spine=[href]), "n.epub")


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = epub({"a.xhtml": page("<p>" + "雨" * 20_000_000 + "</p>")})
    assert len(bomb) < 1_000_000
    with pytest.raises(BadInput, match="unpacks to more than a novel holds"):
        source_of(bomb, "n.epub")


def test_entities_that_multiply_are_refused() -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><container>&b;</container>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("META-INF/container.xml", laughs)
    with pytest.raises(BadInput, match="no sound EPUB"):
        source_of(data.getvalue(), "n.epub")


def test_a_locked_book_is_refused_and_an_obfuscated_font_is_not() -> None:
    def encryption(path: str) -> str:
        return (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">'
            f'<CipherData><CipherReference URI="{path}"/></CipherData></EncryptedData></encryption>'
        )

    pages = {"a.xhtml": page("<p>他来了。</p>")}
    with pytest.raises(BadInput, match="DRM"):
        source_of(epub(pages, extra={"META-INF/encryption.xml": encryption("OEBPS/a.xhtml")}), "n.epub")
    assert source_of(epub(pages, extra={"META-INF/encryption.xml": encryption("OEBPS/f.otf")}), "n.epub").text


@pytest.mark.parametrize("keep", [30, 200, 0.5, 0.9])
def test_a_damaged_archive_is_refused(keep: float) -> None:
    data = epub({"a.xhtml": page("<p>他来了。</p>")})
    with pytest.raises(BadInput, match=r"n\.epub"):
        source_of(data[: int(keep if keep > 1 else keep * len(data))], "n.epub")


def test_a_book_of_pictures_is_refused() -> None:
    with pytest.raises(BadInput, match="holds no text"):
        source_of(epub({"a.xhtml": page('<img src="1.png"/>')}), "n.epub")
