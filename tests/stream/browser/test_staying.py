"""What stays with a viewer: sizes, places, events of an evening without a network; and notes on customs, and keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from conftest import wait_until
from dramaport.stream import repository
from dramaport.stream.catalogue import Note

from .conftest import OpenPage, Town

pytestmark = pytest.mark.slow

_MOVES = "() => [...document.querySelectorAll('video')].some((video) => !video.paused && video.currentTime > 0.2)"
_SIZE = "() => parseFloat(getComputedStyle(document.querySelector('.captions')).fontSize)"


def plays(page: Page) -> None:
    page.wait_for_function(_MOVES)


def kinds(database: Engine) -> list[str]:
    """What the server was told, in the order of each session."""
    with database.connect() as db:
        query = "SELECT json_extract(body, '$.kind') FROM event ORDER BY session, seq"
        return list(db.execute(text(query)).scalars())


def test_captions_grow_and_stay_large(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1?t=1")
    plays(page)
    page.keyboard.press("k")
    before = page.evaluate(_SIZE)
    page.get_by_role("button", name="Voice and subtitles").click()
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.get_by_role("dialog").get_by_label("Largest").check()
    assert page.evaluate(_SIZE) > 1.5 * before
    page.reload()
    plays(page)
    assert page.evaluate(_SIZE) > 1.5 * before


def test_what_was_watched_is_in_the_history_and_goes_on_where_it_stopped(open_page: OpenPage, town: Town) -> None:
    page = open_page("/watch/d1/3?t=1")
    plays(page)
    page.keyboard.press("k")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.keyboard.press("Escape")
    page.wait_for_url("**/drama/d1")
    wait_until(lambda: "pause" in kinds(town.database), 20)
    page.goto("/history")
    with page.expect_navigation(
        url="**/watch/d1/3?t=*"
    ):  # its end, and the next one, may come while the click is awaited
        page.get_by_role("link", name="Episode 3").click()
    page.wait_for_function("() => [...document.querySelectorAll('video')].some((video) => video.currentTime >= 1)")
    page.goto("/")
    expect(page.get_by_role("link", name="Episode 3")).to_be_visible()


def test_who_leaves_before_there_is_a_picture_comes_back_to_the_same_place(open_page: OpenPage, town: Town) -> None:
    page = open_page("/")
    page.route("**/*.mp4", lambda _: None)  # the link is too slow for a picture
    with page.expect_request("**/*.mp4"):
        page.goto("/watch/d1/3?t=2")
    page.wait_for_timeout(600)  # the position is read a few times
    page.keyboard.press("Escape")
    page.wait_for_url("**/drama/d1")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_until(lambda: "pause" in kinds(town.database), 20)
    page.goto("/history")
    expect(page.get_by_role("link", name="Episode 3")).to_have_attribute("href", "/watch/d1/3?t=2")


def test_events_of_a_time_without_a_network_are_caught_up_once(open_page: OpenPage, town: Town) -> None:
    page = open_page("/watch/d1/1")
    plays(page)
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    for _ in range(2):
        page.keyboard.press("l")
        page.keyboard.press("k")
        page.keyboard.press("k")
    kept = "() => JSON.parse(localStorage.getItem('dramaport.events')).map((event) => event.id)"
    waiting = page.evaluate(kept)
    assert len(waiting) >= 3
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(lambda: kinds(town.database).count("pause") == 2, 20)
    page.evaluate("dispatchEvent(new Event('online'))")
    with town.database.connect() as db:
        taken = list(db.execute(text("SELECT id FROM event")).scalars())
    assert set(waiting) <= set(taken)
    assert len(taken) == len(set(taken))


def test_a_note_on_a_custom_comes_in_its_time_in_the_viewers_language(open_page: OpenPage, town: Town) -> None:
    note = Note(
        number=1,
        at_ms=500,
        title={"en": "The bronze bell", "ar": "الجرس النحاسي"},
        text={"en": "Boatmen hang one so that the drowned hear the shore.", "ar": "يعلّقه أصحاب القوارب."},
    )
    with town.database.begin() as db:
        show = next(show for show in repository.shows(db) if show.drama == "d1")
        repository.put_show(db, show.model_copy(update={"notes": (note,)}), 1)
    page = open_page("/watch/d1/1")
    plays(page)
    bell = page.get_by_role("button", name="The bronze bell")
    expect(bell).to_have_attribute("aria-expanded", "false")
    bell.click()
    expect(page.get_by_text("Boatmen hang one so that the drowned hear the shore.")).to_be_visible()
    bell.click()
    expect(page.get_by_text("Boatmen hang one")).to_have_count(0)
    other = open_page("/watch/d1/1", language="ar-SA")
    plays(other)
    expect(other.get_by_role("button", name="الجرس النحاسي")).to_be_visible()
    page.goto("/drama/d1")
    expect(page.get_by_role("heading", name="The bronze bell")).to_be_visible()


def test_everything_is_reached_by_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_role("link", name="Watch now").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Watch now":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/watch/d1/1")
    plays(page)
    page.keyboard.press("k")
    page.get_by_role("button", name="Voice and subtitles").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    inside = "document.querySelector('dialog').contains(document.activeElement)"
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{inside} || document.activeElement === document.body"), "the focus stays in the sheet"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Voice and subtitles"


#: Visible things to press or fill in without a name, and those smaller than 44 px on a phone (WCAG 2.2, 2.5.5) or than 24 px
#: elsewhere (2.5.8), each by its HTML. What has a label is pressed by it as well.
_FAULTS = """() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const shown = all("button, a[href], input, select, [role=radio]").filter((one) => one.checkVisibility());
  const labels = (one) => [...(one.labels ?? [])].map((label) => label.textContent.trim()).join("");
  const name = (one) => one.ariaLabel || one.textContent.trim() || labels(one) || one.getAttribute("aria-labelledby");
  const least = innerWidth < 720 ? 44 : 24;
  const target = (one) => (one.matches("[type=checkbox], [type=radio]") && one.closest("label")) || one;
  const small = (one) => Math.min(target(one).getBoundingClientRect().width, target(one).getBoundingClientRect().height) < least;
  const told = (what, some) => some.map((one) => `${what}: ${one.outerHTML.slice(0, 90)}`);
  const ids = all("[id]").map((one) => one.id);
  return [
    ...told("no name", shown.filter((one) => !one.closest("[aria-hidden=true]") && !name(one))),
    ...told("small", shown.filter((one) => small(one) && !one.classList.contains("skip"))),
    ...told("no alt", all("img:not([alt])")),
    ...(all("h1").length === 1 ? [] : [`${all("h1").length} main headings`]),
    ...(new Set(ids).size === ids.length ? [] : ["an id twice"]),
  ];
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/", "/drama/d1", "/wallet", "/history", "/settings", "/watch/d1/1", "/watch/d1/12"])
def test_everything_has_a_name_and_is_large_enough_to_press(open_page: OpenPage, path: str, width: int) -> None:
    page = open_page(path, width=width)
    page.locator("main h1").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(_FAULTS) == []


def test_the_app_can_be_installed_and_opens_without_a_network(chromium: object, town: Town) -> None:
    context = chromium.new_context(base_url=town.app, locale="en-US")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto("/")
    told = page.evaluate("async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()")
    assert {"name", "short_name", "start_url", "display", "icons"} <= set(told)
    for icon in told["icons"]:
        assert page.request.get(icon["src"]).ok
    assert {icon["sizes"] for icon in told["icons"]} >= {"192x192", "512x512"}
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    page.reload()
    expect(page.get_by_text("No connection. Check your network.")).to_be_visible()
    context.close()
