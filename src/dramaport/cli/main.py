"""Entry of the `dramaport` command."""

from __future__ import annotations

import errno
import logging
import os
import sys

import typer
from rich.console import Console
from sqlalchemy.exc import DatabaseError

from dramaport.errors import BadInput, DramaportError

app = typer.Typer(
    help="Takes Chinese micro-dramas overseas: footage in, releases in fourteen languages out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_INTERRUPTED = 130


@app.callback()
def dramaport() -> None:
    """Takes Chinese micro-dramas overseas: footage in, releases in fourteen languages out, and an app to watch them in."""


def run() -> None:
    """Run the command line. Problems a user can mend are one line on stderr and an exit code; work done is kept."""
    from dramaport.cli.commands import load

    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    try:
        _log(os.environ.get("DRAMAPORT_LOG", "ERROR").upper())
        load(next((word for word in sys.argv[1:] if not word.startswith("-")), None))
        app()
    except (DramaportError, OSError, DatabaseError) as error:
        errors.print(f"error: {in_words(error)}", style="red")
        sys.exit(error.exit_code if isinstance(error, DramaportError) else DramaportError.exit_code)
    except KeyboardInterrupt:
        errors.print("stopped; what is finished is kept: run the same command again to continue", style="yellow")
        # Native inference in other threads would keep the process alive until its step ends; nothing of it is lost.
        sys.stdout.flush()
        os._exit(_INTERRUPTED)


def _log(level: str) -> None:
    if level not in logging.getLevelNamesMapping():
        raise BadInput("DRAMAPORT_LOG is no level; use DEBUG, INFO, WARNING or ERROR")
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")


def in_words(error: DramaportError | OSError | DatabaseError) -> str:
    """One line that names the thing and the remedy."""
    match error:
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return f"{_place(error)}the disk is full: free some space and run the same command again; nothing finished is lost"
        case OSError():
            said = error.strerror or str(error) or type(error).__name__
            return f"{_place(error)}{said}; check the path and its permissions, or name another folder"
        case DatabaseError():
            return f"the database took nothing of this ({error.orig}); mend that and run the same command again"
    return " ".join(str(error).split())


def _place(error: OSError) -> str:
    return f"{str(error.filename)!r}: " if error.filename else ""
