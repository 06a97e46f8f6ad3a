"""Who says each line, over the whole season, and with which voice in each language."""

from dramaport.localize.cast.assign import assign_voices
from dramaport.localize.cast.clustering import cluster
from dramaport.localize.cast.vectors import line_vectors

__all__ = ["assign_voices", "cluster", "line_vectors"]
