"""Media addresses: they open one folder for a while, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.errors import BadInput
from dramaport.stream.ids import new_id
from dramaport.stream.tokens import Keys

KEYS = Keys({"k1": b"1" * 32, "old": b"2" * 32}, "k1")
NOW = datetime(2026, 12, 1, tzinfo=UTC)
TOKEN = KEYS.sign("d/E01-abc", NOW + timedelta(minutes=10))


def test_a_token_opens_every_file_of_its_folder() -> None:
    assert KEYS.opens(TOKEN, "d/E01-abc/video.mp4", NOW)
    assert KEYS.opens(TOKEN, "d/E01-abc/storyboard.jpg", NOW)


@pytest.mark.parametrize(
    "path",
    ["d/E02-abc/video.mp4", "d/E01-abc", "d/E01-abc/", "d/E01-abc/../E02-abc/video.mp4", "d/E01-abc/..", "x", ""],
)
def test_a_token_opens_no_other_path(path: str) -> None:
    assert not KEYS.opens(TOKEN, path, NOW)


def test_a_token_ends() -> None:
    assert KEYS.opens(TOKEN, "d/E01-abc/a", NOW + timedelta(minutes=10, microseconds=-1))
    assert not KEYS.opens(TOKEN, "d/E01-abc/a", NOW + timedelta(minutes=10))


def test_a_key_that_no_longer_signs_still_checks_and_one_taken_away_does_not() -> None:
    old = Keys({"old": b"2" * 32}, "old").sign("d/E01", NOW + timedelta(minutes=1))
    assert KEYS.opens(old, "d/E01/a", NOW)
    assert not Keys({"k1": b"1" * 32}, "k1").opens(old, "d/E01/a", NOW)


def test_another_key_of_the_same_name_opens_nothing() -> None:
    assert not Keys({"k1": b"3" * 32}, "k1").opens(TOKEN, "d/E01-abc/a", NOW)


@given(place=st.integers(0, len(TOKEN) - 1), char=st.sampled_from("0aZ._-é"))
def test_one_changed_character_closes_it(place: int, char: str) -> None:
    changed = TOKEN[:place] + char + TOKEN[place + 1 :]
    assert KEYS.opens(changed, "d/E01-abc/a", NOW) == (changed == TOKEN)


@given(st.text(max_size=80))
def test_anything_else_is_no_token(text: str) -> None:
    assert not KEYS.opens(text, "d/E01-abc/a", NOW)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(BadInput, match="32 bytes"):
        Keys({"k": b"short"}, "k")
    with pytest.raises(BadInput, match="not among"):
        Keys({"k": b"1" * 32}, "other")


def test_ids_sort_by_time() -> None:
    made = [new_id(at_ms) for at_ms in (1, 2, 1_700_000_000_000, 1_800_000_000_000)]
    assert made == sorted(made)
    assert len({new_id(5) for _ in range(1000)}) == 1000
    assert new_id()[12] == "7" and new_id()[16] in "89ab"
