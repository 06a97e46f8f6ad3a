"""Entry of the `dramaport` command."""

from __future__ import annotations

import logging
import os
import sys

import typer
from rich.console import Console

from dramaport.errors import DramaportError

app = typer.Typer(
    help="Takes Chinese micro-dramas overseas: footage in, releases in fourteen languages out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_INTERRUPTED = 130


def run() -> None:
    """Run the command line. Problems a user can mend are one line on stderr and an exit code; work done is kept."""
    from dramaport.cli import commands  # noqa: F401 - importing registers the commands on `app`

    logging.basicConfig(
        level=os.environ.get("DRAMAPORT_LOG", "ERROR").upper(), format="%(levelname)s %(name)s: %(message)s"
    )
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    try:
        app()
    except DramaportError as error:
        errors.print(f"error: {error}", style="red", markup=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        errors.print("stopped; what is finished is kept: run the same command again to continue", style="yellow")
        # Native inference in other threads would keep the process alive until its step ends; nothing of it is lost.
        sys.stdout.flush()
        os._exit(_INTERRUPTED)
