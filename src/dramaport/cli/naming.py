"""Titles as names of folders."""

from __future__ import annotations

import re

from dramaport.build.digest import digest_of

_UNSAFE = re.compile(r"[^\w\-. ]+", re.UNICODE)


def folder_name(title: str) -> str:
    """A title as a folder name: letters and digits of any script, nothing that means something to a file system."""
    name = _UNSAFE.sub("_", title).strip(". ")[:80]
    return name or f"drama-{digest_of(title)[:8]}"
