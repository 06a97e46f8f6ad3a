"""Footage rendered from a script: a drama's episodes as a platform would show them, and the truth about each.

Whatever a stage of localising finds in the footage can so be held against what is truly there.
"""

from __future__ import annotations

from dramaport.produce.animatic.render import VERSION, render_episode
from dramaport.produce.animatic.script import Script, load_script
from dramaport.produce.animatic.truth import Truth

__all__ = ["VERSION", "Script", "Truth", "load_script", "render_episode"]
