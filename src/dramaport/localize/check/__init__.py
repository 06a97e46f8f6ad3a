"""Checks before a release: gates as named functions, and the verdict over what they found."""
