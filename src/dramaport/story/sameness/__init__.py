"""Sameness: what a story shares with the stories a company has already told.

`stories` makes anything comparable, `cues` and motifs.toml find motifs, `profile` says which a story tells, `copying` and `meaning`
look for copies, `compare` puts it together with the evidence of both sides.
"""

from __future__ import annotations

from dramaport.story.sameness.compare import compare
from dramaport.story.sameness.stories import from_plan, from_screenplay, from_text
from dramaport.story.sameness.values import Likeness, Story, Verdict

__all__ = ["Likeness", "Story", "Verdict", "compare", "from_plan", "from_screenplay", "from_text"]
