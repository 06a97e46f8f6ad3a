"""Errors a user can act on: one line that names the thing and the remedy."""

from __future__ import annotations


class DramaportError(Exception):
    """A problem the user can mend. The command line prints its text alone and exits with `exit_code`."""

    exit_code = 1


class BadInput(DramaportError):
    """A file or an argument that cannot be used as it is."""

    exit_code = 2


class Missing(DramaportError):
    """Something needed is not there: a model, a program, a voice, a translator."""

    exit_code = 3


class Busy(DramaportError):
    """Another process holds the drama."""

    exit_code = 4
