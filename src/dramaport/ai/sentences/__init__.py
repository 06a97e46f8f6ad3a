"""Meaning of a sentence as a vector: the providers of `abilities.SentenceEncoder`."""
