import { describe, expect, it } from "vitest";

import { DOUBLE_MS, HOLD_MS, IDLE, type Meaning, type Touch, cancel, down, move, tick, up, wakeAt } from "./gestures";

type Do = (touch: Touch) => readonly [Touch, readonly Meaning[]];
const HEIGHT = 800;
const at = {
  down: (y: number, ms: number): Do => (touch) => down(touch, 100, y, ms),
  move: (y: number, x = 100): Do => (touch) => move(touch, x, y),
  up: (y: number, ms: number): Do => (touch) => up(touch, 100, y, ms, HEIGHT),
  tick: (ms: number): Do => (touch) => tick(touch, ms),
};

function meanings(...steps: Do[]): Meaning[] {
  let touch = IDLE;
  return steps.flatMap((step) => {
    const [next, said] = step(touch);
    touch = next;
    return said;
  });
}

describe("a finger", () => {
  it("taps, once it is sure that no second tap follows", () => {
    expect(meanings(at.down(400, 0), at.up(400, 50))).toEqual([]);
    expect(meanings(at.down(400, 0), at.up(400, 50), at.tick(50 + DOUBLE_MS))).toEqual([{ type: "tap" }]);
  });
  it("taps twice, and that is no tap", () => {
    const said = meanings(at.down(400, 0), at.up(400, 50), at.down(402, 150), at.up(402, 200), at.tick(9999));
    expect(said).toEqual([{ type: "double", x: 100, y: 402 }]);
  });
  it("holds, and lets go without a tap", () => {
    const said = meanings(at.down(400, 0), at.tick(HOLD_MS), at.up(400, 2000), at.tick(9999));
    expect(said).toEqual([{ type: "hold", down: true }, { type: "hold", down: false }]);
  });
  it("swipes up to the next with a flick or a long pull, and not with a short slow one", () => {
    const swipe = (to: number, ms: number) => meanings(at.down(600, 0), at.move(to), at.up(to, ms)).at(-1);
    expect(swipe(540, 90)).toEqual({ type: "release", step: 1 });
    expect(swipe(380, 900)).toEqual({ type: "release", step: 1 });
    expect(swipe(560, 900)).toEqual({ type: "release", step: 0 });
  });
  it("swipes down to the previous", () => {
    expect(meanings(at.down(200, 0), at.move(460), at.up(460, 200)).at(-1)).toEqual({ type: "release", step: -1 });
  });
  it("means nothing when it moves sideways", () => {
    expect(meanings(at.down(400, 0), at.move(405, 200), at.up(405, 100), at.tick(9999))).toEqual([]);
  });
  it("lets the stage go back when the browser takes it away", () => {
    const [pulling] = move(down(IDLE, 100, 400, 0)[0], 100, 300);
    expect(cancel(pulling)[1]).toEqual([{ type: "release", step: 0 }]);
  });
});

it("a timer is wanted only while something may still become something else", () => {
  expect(wakeAt(IDLE)).toBeNull();
  expect(wakeAt(down(IDLE, 0, 0, 10)[0])).toBe(10 + HOLD_MS);
});
