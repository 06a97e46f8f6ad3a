"""One list of lines from what was heard and what was read."""

from dramaport.localize.fuse.fusing import VERSION, fuse

__all__ = ["VERSION", "fuse"]
