"""Covering the original's burned-in captions, once for all languages."""

from dramaport.localize.cover.apply import VERSION, covered_frames
from dramaport.localize.cover.look import look
from dramaport.localize.cover.plan import Cover, plan_cover
from dramaport.localize.cover.values import CoverMode, CoverPlan, Patch

__all__ = ["VERSION", "Cover", "CoverMode", "CoverPlan", "Patch", "covered_frames", "look", "plan_cover"]
