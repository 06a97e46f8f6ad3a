import { describe, expect, it } from "vitest";

import { type PlayerEvent, type PlayerState, START, rate, reduce, wantsPlay } from "./player";

const after = (...events: PlayerEvent[]): PlayerState => events.reduce(reduce, START);
const started: PlayerEvent = { type: "started" };

describe("playing", () => {
  it("begins by itself", () => expect(wantsPlay(START)).toBe(true));
  it("stops and goes on with a tap", () => {
    expect(wantsPlay(after(started, { type: "toggle" }))).toBe(false);
    expect(wantsPlay(after(started, { type: "toggle" }, { type: "toggle" }))).toBe(true);
  });
  it("stays paused when a late frame arrives", () => {
    expect(after(started, { type: "pause" }, started).mode).toBe("paused");
  });
  it("does not start when it was paused while loading", () => {
    expect(wantsPlay(after({ type: "pause" }, started))).toBe(false);
  });
  it("says when it waits for data, and when it no longer does", () => {
    expect(after(started, { type: "waiting" }).stalled).toBe(true);
    expect(after(started, { type: "waiting" }, started).stalled).toBe(false);
  });
  it("plays again after the end", () => expect(wantsPlay(after(started, { type: "finished" }, { type: "toggle" }))).toBe(true));
});

describe("holding", () => {
  it("doubles the speed until let go", () => {
    expect(rate(after(started, { type: "hold", down: true }))).toBe(2);
    expect(rate(after(started, { type: "hold", down: true }, { type: "hold", down: false }))).toBe(1);
  });
  it("does nothing to a paused episode", () => expect(rate(after(started, { type: "pause" }, { type: "hold", down: true }))).toBe(1));
});

describe("dragging", () => {
  it("halts the picture and lets it go on as before", () => {
    expect(wantsPlay(after(started, { type: "drag", ms: 5 }))).toBe(false);
    expect(wantsPlay(after(started, { type: "drag", ms: 5 }, { type: "drop" }))).toBe(true);
    expect(wantsPlay(after(started, { type: "pause" }, { type: "drag", ms: 5 }, { type: "drop" }))).toBe(false);
  });
  it("does not end the episode under the finger", () => {
    expect(after(started, { type: "drag", ms: 9 }, { type: "finished" }).mode).toBe("playing");
  });
});

describe("trouble", () => {
  it("a failed episode ignores wishes until another comes on stage", () => {
    expect(wantsPlay(after({ type: "failed" }, { type: "play" }))).toBe(false);
    expect(wantsPlay(after({ type: "failed" }, { type: "show" }))).toBe(true);
  });
  it("silence lasts over episodes until the viewer ends it", () => {
    expect(after({ type: "refused" }, { type: "show" }).silent).toBe(true);
    expect(after({ type: "refused" }, { type: "unmuted" }, { type: "show" }).silent).toBe(false);
  });
});
