"""Fuse: what was heard and what was read become the lines of an episode."""

from dramaport.localize.fuse.fuse import VERSION, fuse

__all__ = ["VERSION", "fuse"]
