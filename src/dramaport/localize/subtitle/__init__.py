"""Subtitles: cues from lines and translations, one rule engine for every language, a document for burning in."""
