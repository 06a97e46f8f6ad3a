"""The script of a drama: what is written, voiced, drawn, scheduled and measured is this, and nothing beside it.

`values` says what a script is, `files` how it lies in a folder as people write it, `timing` how long it lasts.
"""

from __future__ import annotations

from dramaport.drama.screenplay.files import load_screenplay, save_screenplay
from dramaport.drama.screenplay.values import Episode, Scene, Screenplay

__all__ = ["Episode", "Scene", "Screenplay", "load_screenplay", "save_screenplay"]
