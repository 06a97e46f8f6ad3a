"""Random operations from many clients over HTTP, the server killed in between: `bench/soak.py`, for a minute instead of an hour."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.soak import soak

pytestmark = [pytest.mark.slow, pytest.mark.services]


def test_what_clients_were_told_is_in_the_books_whenever_the_server_dies(url: str, tmp_path: Path) -> None:
    done = soak(url, tmp_path, operations=1600, clients=16, seed=3, people=40, kill_seconds=6)
    assert done.problems == ()
    assert done.kills >= 1
    assert done.figures["episodes charged"] > 100
    assert done.figures["orders given back in the end"] > 10
