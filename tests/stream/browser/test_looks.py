"""What a reader of any language and any eyes can rely on: contrast, room for long words, nothing upon another thing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from .conftest import OpenPage

pytestmark = pytest.mark.slow

_MOVES = "() => [...document.querySelectorAll('video')].some((video) => !video.paused && video.currentTime > 0.2)"

#: Texts whose contrast with what lies behind them is under WCAG AA (4.5:1; 3:1 where they are large), by computed colours.
#: Of a gradient the brightest stop counts. Over the player's picture a text or an icon (3:1) has a ground of its own, which
#: is measured over white: the worst picture there is. What is disabled is exempt; titles over the shade are not measured.
_FAINT = """() => {
  const colour = (told) => { const [r, g, b, a = 1] = told.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = ([r, g, b, a], under) => [r, g, b].map((part, at) => part * a + under[at] * (1 - a)).concat(1);
  const light = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const contrast = (one, other) => {
    const [dark, bright] = [luminance(one) + 0.05, luminance(other) + 0.05].sort((a, b) => a - b);
    return bright / dark;
  };
  const grounds = (element, until) => {
    const found = [];
    for (let node = element; node && node !== until; node = node.tagName === "DIALOG" ? null : node.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(node);
      const stops = backgroundImage.includes("gradient") ? backgroundImage.match(/rgba?\\([^)]*\\)/g).map(colour) : [];
      found.push(...stops.sort((a, b) => luminance(b) - luminance(a)).slice(0, 1), colour(backgroundColor));
    }
    return found.filter((one) => one[3] > 0);
  };
  const root = document.querySelector("dialog[open]") ?? document.body;
  const written = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  const shown = [...root.querySelectorAll("*")].filter((node) =>
    (written(node) || node.tagName === "svg") && node.checkVisibility({ visibilityProperty: true })
    && !node.closest(".hush, .skip, .captions, .big, .over, option, :disabled"));
  return shown.flatMap((node) => {
    const picture = node.closest(".room");
    const behind = grounds(node, picture);
    if (picture && behind.length === 0) return [];
    const ground = behind.reduceRight((under, one) => over(one, under), picture ? [255, 255, 255, 1] : [0, 0, 0, 1]);
    const { color, fontSize, fontWeight } = getComputedStyle(node);
    const size = parseFloat(fontSize);
    const large = node.tagName === "svg" || size >= 24 || (size >= 18.66 && fontWeight >= 700);
    const told = contrast(over(colour(color), ground), ground);
    return told < (large ? 3 : 4.5) ? [`${told.toFixed(2)}: ${node.outerHTML.slice(0, 90)}`] : [];
  });
}"""


@pytest.mark.parametrize("path", ["/", "/drama/d1", "/wallet", "/history", "/settings", "/watch/d1/1", "/watch/d1/12"])
def test_everything_written_stands_out(open_page: OpenPage, path: str) -> None:
    page = open_page(path, width=1280, height=800)
    page.locator("main h1").first.wait_for(state="attached")
    if path == "/watch/d1/12":
        page.get_by_role("dialog").get_by_role("radio").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(_FAINT) == []
    page.get_by_role("button", name="Like").evaluate_all("all => all.forEach((one) => (one.ariaPressed = 'true'))")
    assert page.evaluate(_FAINT) == [], "nor is a heart that is given away"


def test_a_long_address_breaks_in_the_sheet(open_page: OpenPage) -> None:
    page = open_page("/settings")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("E-mail address").fill(f"{'reader.' * 8}of@a.long.domain.example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").wait_for()
    sheet = page.get_by_role("dialog")
    assert sheet.evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth")
    box = sheet.get_by_role("button", name="Close").bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44


def corners(what: Locator) -> tuple[float, float, float, float]:
    box = what.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def test_in_arabic_the_controls_follow_time_and_nothing_covers_the_subtitles(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1?t=1", language="ar-SA")
    page.wait_for_function(_MOVES)
    page.keyboard.press("k")
    expect(page.locator(".captions .speech p").first).to_be_visible()
    halt, line, clock = (corners(page.locator(f".controls {what}")) for what in ("button", ".line", ".time"))
    assert halt[2] <= line[0] and line[2] <= clock[0], "to the left, as where time begins"
    assert corners(page.locator("aside"))[3] <= corners(page.locator(".captions .speech"))[1]
    page.set_viewport_size({"width": 320, "height": 568})
    assert corners(page.locator(".captions .speech"))[3] <= corners(page.locator(".name p"))[1], (
        "on the smallest phone, too"
    )
    assert corners(page.locator("h1"))[2] - corners(page.locator("h1"))[0] <= 1


def test_the_way_out_of_a_long_sheet_stays_in_sight(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/11", height=500)
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio").first.wait_for()
    page.wait_for_load_state("networkidle")
    shut = sheet.get_by_role("button", name="Close")
    before = shut.bounding_box()
    sheet.evaluate("sheet => sheet.scrollTo(0, sheet.scrollHeight)")
    assert sheet.evaluate("sheet => sheet.scrollTop") > 0
    assert shut.bounding_box() == before
    shut.click()
    expect(sheet).to_have_count(0)


def test_arrows_choose_among_the_runs(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/11")
    page.get_by_role("radio", name="This episode").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Next 2 episodes")).to_be_checked()
