"""An encrypted episode in the player: it plays for who may watch, and its bytes are no film to who copied them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dramaport.stream.sealing import Sealer

from .conftest import OpenPage

pytestmark = pytest.mark.slow


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(b"s" * 32)


def test_an_encrypted_episode_plays_and_so_does_the_next(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1")
    moves = "() => [...document.querySelectorAll('video')].some((video) => !video.paused && video.currentTime > 0.2)"
    page.wait_for_function(moves)
    assert page.evaluate("() => [...document.querySelectorAll('video')].some((video) => video.mediaKeys !== null)")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**/watch/d1/2")
    page.wait_for_function(moves)
    expect(page.locator("video")).to_have_count(3)
