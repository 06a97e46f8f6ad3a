"""The pages that commands write. Titles, lines and names come from anywhere, so every template escapes what it is given."""

from __future__ import annotations

from typing import Any, Final

from jinja2 import Environment, PackageLoader

# Not by the file's ending: `select_autoescape` knows ".html", and a template's name may end otherwise.
PAGES: Final = Environment(loader=PackageLoader("dramaport.cli"), autoescape=True)


def render(template: str, **values: Any) -> str:
    """A page as HTML."""
    return PAGES.get_template(template).render(**values)
