"""Footage rendered from a script: a drama's episodes as a platform would show them, and the truth about each.

Whatever a stage of localising finds in the footage can so be held against what is truly there.
"""

from __future__ import annotations

from dramaport.drama.screenplay import Screenplay
from dramaport.produce.animatic.checks import load_script
from dramaport.produce.animatic.render import VERSION, render_episode
from dramaport.produce.animatic.truth import Truth

__all__ = ["VERSION", "Screenplay", "Truth", "load_script", "render_episode"]
