"""The commands, one module for each part of a producer's work. Importing this registers them all."""

from dramaport.cli.commands import demo, models, new, release, run, surroundings

__all__ = ["demo", "models", "new", "release", "run", "surroundings"]
