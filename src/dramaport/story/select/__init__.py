"""Choosing a novel: who is in it, where it plays, what it may cost, whom it suits, and what that rests on. No model is needed."""
