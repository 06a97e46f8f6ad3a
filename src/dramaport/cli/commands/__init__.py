"""The commands, one module for each part of a producer's work. Importing this registers them all."""

from dramaport.cli.commands import demo, exchange, models, new, people, release, report, run, stream, surroundings

__all__ = ["demo", "exchange", "models", "new", "people", "release", "report", "run", "stream", "surroundings"]
