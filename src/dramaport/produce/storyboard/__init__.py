"""From the script to shots: what is seen, how large, from where, and how the camera moves. Pure functions."""

from __future__ import annotations

from dramaport.produce.storyboard.plan import plan_shots
from dramaport.produce.storyboard.values import Figure, Framing, Move, Shot, Treatment

__all__ = ["Figure", "Framing", "Move", "Shot", "Treatment", "plan_shots"]
