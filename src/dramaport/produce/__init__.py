"""Script → footage. The `animatic` renders a drama's episodes from its script, with the truth of each beside it."""
