"""Pages show what came from outside as text, never as markup."""

from __future__ import annotations

from pathlib import Path

import pytest

from dramaport import cli
from dramaport.cli.pages import PAGES, render

TEMPLATES = sorted(path.name for path in (Path(cli.__file__).parent / "templates").iterdir())


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_escapes(name: str) -> None:
    assert PAGES.get_template(name).environment.autoescape is True
    assert "|safe" not in (Path(cli.__file__).parent / "templates" / name).read_text("utf-8").replace(" ", "")


def test_a_title_is_text() -> None:
    page = render("check.html.j2", name="<script>alert(1)</script>", day="2026-12-01", sections=())
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
