"""Hear: what is said in an episode, cleaned of what recognisers are known to make up."""

from dramaport.localize.hear.hear import VERSION, hear, speech_spans

__all__ = ["VERSION", "hear", "speech_spans"]
