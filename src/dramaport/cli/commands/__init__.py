"""The commands, one module for each part of a producer's work. Importing this registers them all."""

from dramaport.cli.commands import models, new, run, surroundings

__all__ = ["models", "new", "run", "surroundings"]
