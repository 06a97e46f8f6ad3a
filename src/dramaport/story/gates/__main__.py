"""Prints docs/gates.md."""

from __future__ import annotations

from dramaport.story.gates.table import document

print(document(), end="")
