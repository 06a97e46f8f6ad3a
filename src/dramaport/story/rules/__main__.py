"""Prints docs/rules.md."""

from __future__ import annotations

from dramaport.story.rules.table import document

print(document(), end="")
