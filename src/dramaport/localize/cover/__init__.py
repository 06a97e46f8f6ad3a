"""Covering the original's burned-in captions, once for all languages."""

from dramaport.localize.cover.apply import VERSION, covered_frames
from dramaport.localize.cover.plan import plan_cover
from dramaport.localize.cover.prove import proven
from dramaport.localize.cover.values import CoverMode, CoverPlan, Patch

__all__ = ["VERSION", "CoverMode", "CoverPlan", "Patch", "covered_frames", "plan_cover", "proven"]
