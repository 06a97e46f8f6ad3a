import { expect, it } from "vitest";

import { newId } from "./ids";
import { tileAt } from "./storyboard";
import { territories, territoryOf } from "./territories";
import { clock, spoken } from "./time";

it("a position is minutes and seconds, and is said in words", () => {
  expect([clock(0), clock(65_900), clock(-5)]).toEqual(["0:00", "1:05", "0:00"]);
  expect(spoken(65_000, "en")).toBe("1 minute 5 seconds");
  expect(spoken(0, "en")).toBe("0 seconds");
});

it("a moment has its tile, the last moment the last tile", () => {
  const board = { url: "", columns: 3, count: 5, width: 90, height: 160, interval_ms: 2000 };
  expect([0, 2000, 7999, 999_999].map((ms) => tileAt(board, ms))).toEqual([
    { x: 0, y: 0 },
    { x: 90, y: 0 },
    { x: 0, y: 160 },
    { x: 90, y: 160 },
  ]);
});

it("territories are named and sorted in the reader's language, each once", () => {
  expect(territories("de", ["US", "AT", "US", ""]).map((one) => one.name)).toEqual(["Österreich", "Vereinigte Staaten"]);
});

it("a browser's language tells the territory, where it has one", () => {
  expect(territoryOf(["en", "zh-Hant-TW"])).toBe("TW");
  expect(territoryOf(["en"])).toBeNull();
});

it("ids are 32 hex characters and differ", () => {
  expect(newId()).toMatch(/^[0-9a-f]{32}$/);
  expect(newId()).not.toBe(newId());
});
